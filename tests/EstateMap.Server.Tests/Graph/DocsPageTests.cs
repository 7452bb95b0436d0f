using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>The guide of /graphql/docs does what it says: each example is taken from the page as a reader would, and run against the server that shows it.</summary>
public sealed partial class DocsPageTests(Village village) : IClassFixture<Village>, IAsyncLifetime
{
    private static readonly string Source = Path.Combine(Repository.Root, "src", "EstateMap.Server");
    private readonly string _folder = Directory.CreateTempSubdirectory("estatemap-docs-").FullName;
    private string _page = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Queries => [.. Files("*.graphql")];

    public async ValueTask InitializeAsync()
    {
        _page = await village.Http.GetStringAsync("/graphql/docs", Cancel);
        foreach (var name in Files("*")) await File.WriteAllTextAsync(Path.Combine(_folder, name), Example(name) + "\n", Cancel);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_page_holds_every_example_and_nothing_is_left_to_fill_in()
    {
        Assert.Equal(Files("*"), ExampleNames().Matches(_page).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.DoesNotMatch(@"\{\{[A-Za-z]", _page);
        Assert.DoesNotContain("127.0.0.1:5080", _page, StringComparison.Ordinal);
        Assert.Contains("50 at most", _page, StringComparison.Ordinal);
        using var answer = await village.Http.GetAsync("/graphql/docs", Cancel);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        foreach (var address in Links().Matches(_page).Select(match => match.Groups[1].Value).Where(link => link != "/").Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html,*/*;q=0.8" } } };
            using var linked = await village.Http.SendAsync(request, Cancel);
            Assert.True(linked.IsSuccessStatusCode, $"{address}: {linked.StatusCode}");
        }

        foreach (var anchor in Anchors().Matches(_page).Select(match => match.Groups[1].Value)) Assert.Contains($"id=\"{anchor}\"", _page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_code_is_on_the_page_and_the_page_has_no_other()
    {
        var ours = Directory.GetFiles(Path.Combine(Source, "Graph"), "*.cs", SearchOption.AllDirectories).SelectMany(file => Codes().Matches(File.ReadAllText(file))).Select(match => match.Value).Append(GraphRequestError.Busy);
        Assert.Equal(ours.Distinct().Order(StringComparer.Ordinal), Codes().Matches(_page).Select(match => match.Value).Append(GraphRequestError.Busy).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(GraphRequestError.Busy, _page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examples_ask_about_the_place_that_is_loaded()
    {
        Assert.Contains("[-2, 53.02]", Example("near.graphql"), StringComparison.Ordinal);
        Assert.Contains("[[-2.01, 53.01], [-1.99, 53.03]]", Example("within.graphql"), StringComparison.Ordinal);
        Assert.NotEmpty((await village.DataAsync(Example("within.graphql"))).GetProperty("sites").GetProperty("nodes").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Questions_are_answered(string name)
    {
        if (name == "changes.graphql") Assert.Equal("HC0009", ServedVillage.Code(await village.AnswerAsync(Example(name))));
        else Assert.NotEmpty((await village.DataAsync(Example(name))).EnumerateObject());
    }

    [Theory]
    [InlineData("first-question.sh", """{"data":{"sites":{"totalCount":2,"nodes":[{"name":"Village Library","postcode":"ZZ1 1AA"},{"name":"West School","postcode":"ZZ1 1AB"}]}}}""")]
    [InlineData("variables.sh", """{"data":{"sites":{"nodes":[{"name":"Village Library"}]}}}""")]
    [InlineData("cost.sh", """{"data":null,"extensions":{"operationCost":{"fieldCost":""")]
    [InlineData("persisted.sh", """{"data":{"place":{"name":null,"attributions":["Contains Village Council data"]}}}{"data":{"place":{"name":null,"attributions":["Contains Village Council data"]}}}""")]
    public async Task Curl_really_runs(string name, string answer) => Assert.StartsWith(answer, await RunAsync("sh", name), StringComparison.Ordinal);

    [Fact]
    public async Task News_reach_curl()
    {
        using var process = Start("sh", "changes.sh");
        var news = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
                if (line.StartsWith("data:", StringComparison.Ordinal)) return line;
            return "";
        }, Cancel);
        while (!news.IsCompleted)
        {
            await village.Writer.ScalarAsync("""SELECT pg_notify('estatemap_changes', '{"site":1}')""");
            await Task.WhenAny(news, Task.Delay(100, Cancel));
        }

        Assert.Equal("""data: {"data":{"siteChanged":{"isMany":false,"site":{"id":"U2l0ZTox","name":"Village Library"}}}}""", await news);
        process.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task Features_come_out_of_the_answer_as_a_file_that_GDAL_reads()
    {
        SkipWithout("python3");
        await RunAsync("sh", "features.sh");
        Assert.Equal("FeatureCollection", JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "libraries.geojson"), Cancel)).RootElement.GetProperty("type").GetString());
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "GDAL's ogrinfo (Debian package gdal-bin) is not installed.");
        Assert.Contains("Feature Count: 2", await RunAsync("ogrinfo", "-ro", "-al", "-so", "libraries.geojson"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_writes_the_files_it_is_asked_for()
    {
        await RunAsync("sh", "query.sh");
        var table = await File.ReadAllLinesAsync(Path.Combine(_folder, "libraries.csv"), Cancel);
        Assert.Equal(("name,postcode,owner.name,uses,floorArea_m2,geometry,datasets", 3), (table[0], table.Length));
        Assert.Equal(2, JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "libraries.geojson"), Cancel)).RootElement.GetProperty("features").GetArrayLength());
        await using var parquet = await Parquet.ParquetReader.CreateAsync(Path.Combine(_folder, "libraries.parquet"), cancellationToken: Cancel);
        Assert.True(parquet.CustomMetadata.ContainsKey("geo"));
    }

    [Fact]
    public async Task Python_really_runs_with_its_own_library_alone()
    {
        SkipWithout("python3");
        Assert.Equal("name,postcode,floorArea_m2,owner\r\nVillage Library,ZZ1 1AA,400,Village Council\r\nWest School,ZZ1 1AB,1000,Village Council\r\n", await RunAsync("python3", "libraries.py"));
    }

    /// <summary>Where pandas is missing, a stand-in takes its place that does what the example needs, so that the question and what is made of its answer are tested all the same.</summary>
    [Fact]
    public async Task Pandas_makes_a_table_of_the_answer()
    {
        SkipWithout("python3");
        using var asking = Start("python3", "-c", "import pandas");
        await asking.WaitForExitAsync(Cancel);
        if (asking.ExitCode != 0)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "pandas.py"), """
                def json_normalize(rows):
                    return Table(rows)
                class Table:
                    def __init__(self, rows, index=None):
                        self.rows, self.index = rows, index
                    def set_index(self, name):
                        assert all(name in row for row in self.rows)
                        return Table(self.rows, name)
                    def to_string(self):
                        return "\n".join(" ".join(str(value) for value in row.values()) for row in self.rows)
                """, Cancel);
        }

        Assert.Matches("W1 +West Ward +2023 +1200", await RunAsync("python3", "wards.py"));
    }

    /// <summary>Nobody runs M outside Excel and Power BI: what it sends is sent, and what it takes out of the answer must be there.</summary>
    [Fact]
    public async Task Power_Query_asks_for_the_columns_that_it_expands()
    {
        var code = Example("libraries.m");
        var query = MText().Match(code).Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal);
        Assert.Contains($"Web.Contents(\"{village.Http.BaseAddress!.ToString().TrimEnd('/')}\", [", code, StringComparison.Ordinal);
        Assert.Contains("RelativePath = \"graphql\"", code, StringComparison.Ordinal);
        var list = (await village.DataAsync(query, new { after = (string?)null })).GetProperty("sites");
        Assert.False(list.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal(JsonValueKind.String, list.GetProperty("pageInfo").GetProperty("endCursor").ValueKind);

        var rows = list.GetProperty("nodes");
        Assert.Equal(2, rows.GetArrayLength());
        var columns = Words(Regex.Match(code, @"Table\.FromRecords\(.*?, \{(.*?)\}\)").Groups[1].Value);
        Assert.Equal(columns, rows[0].EnumerateObject().Select(member => member.Name));
        var expanded = Regex.Match(code, @"Table\.ExpandRecordColumn\(\w+, ""(\w+)"", \{(.*?)\}, \{(.*?)\}\)");
        Assert.All(Words(expanded.Groups[2].Value), column => Assert.True(rows[0].GetProperty(expanded.Groups[1].Value).TryGetProperty(column, out _)));
        var typed = Regex.Matches(code, @"\{""([^""]+)"", type \w+\}").Select(match => match.Groups[1].Value);
        Assert.Equal(columns.Where(column => column != expanded.Groups[1].Value).Concat(Words(expanded.Groups[3].Value)), typed);
        Assert.Equal(code.Count(c => c is '(' or '[' or '{'), code.Count(c => c is ')' or ']' or '}'));

        static IEnumerable<string> Words(string list) => Regex.Matches(list, "\"(.*?)\"").Select(match => match.Groups[1].Value);
    }

    private static List<string> Files(string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Source, "Graph", "Docs", "examples"), pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>As it stands on the page.</summary>
    private string Example(string name) => WebUtility.HtmlDecode(Regex.Match(_page, $"<code data-example=\"{Regex.Escape(name)}\">(.*?)</code>", RegexOptions.Singleline).Groups[1].Value);

    private static void SkipWithout(string program) => Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed.");

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        SkipWithout(program);
        using var process = Start(program, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = AppContext.BaseDirectory + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["ESTATEMAP_DATABASE"] = village.ConnectionString;
        return Process.Start(start)!;
    }

    [GeneratedRegex("data-example=\"(.*?)\"")]
    private static partial Regex ExampleNames();

    [GeneratedRegex("href=\"(/[^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("href=\"#([^\"]*)\"")]
    private static partial Regex Anchors();

    [GeneratedRegex("HC[0-9]{4}")]
    private static partial Regex Codes();

    [GeneratedRegex("Query = \"((?:[^\"]|\"\")*)\"")]
    private static partial Regex MText();
}
