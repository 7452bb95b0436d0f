using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Graph;
using EstateMap.Testing;
using NetTopologySuite.IO;
using Parquet;
using Xunit;

namespace EstateMap.Server.Tests.Commands;

public sealed class QueryCommandTests(QueryCommandTests.BigVillage village) : IClassFixture<QueryCommandTests.BigVillage>, IDisposable
{
    /// <summary>The village, more organisations than two pages hold, and one that a spreadsheet would run.</summary>
    public sealed class BigVillage : Village
    {
        public const int Organisations = 2_403;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await using var more = Owner.CreateCommand($"""
                INSERT INTO organisation (id, name, name_key, kind) OVERRIDING SYSTEM VALUE
                SELECT n + 100, 'Club ' || n, 'club ' || n, 'group' FROM generate_series(1, {Organisations - 3}) AS n
                UNION ALL SELECT 100, '=HYPERLINK("http://evil")', 'evil', 'group'
                """);
            await more.ExecuteNonQueryAsync();
        }
    }

    private const string Everything = """
        query All($theme: String) {
          place { name }
          sites(where: { theme: { eq: $theme } }) {
            totalCount
            nodes {
              id name town: postTown uprns floorArea_m2 isOutsidePlace locationPrecision
              owner { name kind }
              geometry { type }
              services { nodes { name } }
              datasets { licence }
            }
          }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("estatemap-query-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_list_longer_than_a_page_comes_whole_and_in_order_and_what_stands_beside_it_once()
    {
        // A short list beside it is no list with pages.
        var whole = JsonDocument.Parse(await DoneAsync("{ areaKinds { kind } organisations(order: [{ name: ASC }]) { total: totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { name } } }")).RootElement.GetProperty("data");
        Assert.Equal(["areaKinds", "organisations"], whole.EnumerateObject().Select(member => member.Name));
        Assert.Equal(3, whole.GetProperty("areaKinds").GetArrayLength());
        var list = whole.GetProperty("organisations");
        Assert.Equal(["total", "nodes", "pageInfo"], list.EnumerateObject().Select(member => member.Name));
        Assert.Equal(BigVillage.Organisations, list.GetProperty("total").GetInt32());
        var names = list.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!).ToList();
        Assert.Equal(BigVillage.Organisations, names.Distinct().Count());
        Assert.Equal(BigVillage.Organisations, names.Count);
        Assert.Equal(((string[])(await village.Owner.ScalarAsync("SELECT array_agg(name ORDER BY name, id) FROM organisation"))!), names);

        // The whole begins as its first page and ends as its last.
        var info = list.GetProperty("pageInfo");
        Assert.Equal((false, false), (info.GetProperty("hasNextPage").GetBoolean(), info.GetProperty("hasPreviousPage").GetBoolean()));
        var ends = (await village.DataAsync("{ first: organisations(first: 1, order: [{ name: ASC }]) { pageInfo { startCursor } } last: organisations(last: 1, order: [{ name: ASC }]) { pageInfo { endCursor } } }"));
        Assert.Equal(ends.GetProperty("first").GetProperty("pageInfo").GetProperty("startCursor").GetString(), info.GetProperty("startCursor").GetString());
        Assert.Equal(ends.GetProperty("last").GetProperty("pageInfo").GetProperty("endCursor").GetString(), info.GetProperty("endCursor").GetString());

        Assert.Equal(BigVillage.Organisations + 1, (await DoneAsync("{ organisations { edges { node { name } } } }", "--format", "csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("{ sites(where: { use: { eq: \"library\" } }, order: [{ name: DESC }]) { nodes { name } } }", """{"data":{"sites":{"nodes":[{"name":"West School"},{"name":"Village Library"}]}}}""")]
    [InlineData("{ area(code: \"W1\") { name sites { edges { node { name } } } } }", """{"data":{"area":{"name":"West Ward","sites":{"edges":[{"node":{"name":"Village Library"}},{"node":{"name":"West School"}}]}}}}""")]
    [InlineData("{ area(code: \"none\") { sites { nodes { name } } } }", """{"data":{"area":null}}""")]
    [InlineData("{ sites(where: { name: { eq: \"none\" } }) { nodes { name } pageInfo { endCursor } } }", """{"data":{"sites":{"nodes":[],"pageInfo":{"endCursor":null}}}}""")]
    [InlineData("query Named { links { totalCount } }", """{"data":{"links":{"totalCount":2}}}""")]
    [InlineData("{ place { name } sites(first: 1) { nodes { name } } areas(first: 1) { nodes { code } } }", """{"data":{"place":{"name":null},"sites":{"nodes":[{"name":"100% O'Brien_House \\ \"Annexe\""}]},"areas":{"nodes":[{"code":"village"}]}}}""")]
    public async Task Json_is_the_answer_as_the_API_gives_it(string query, string answer)
    {
        Assert.Equal(answer + "\n", await DoneAsync(query));
        Assert.Equal(JsonDocument.Parse(answer).RootElement.GetProperty("data").GetRawText(), (await village.DataAsync(query)).GetRawText());
    }

    [Fact]
    public async Task A_query_that_says_how_many_gets_as_many_and_is_told_that_there_are_more()
    {
        var (code, output, error) = await RunAsync(File("{ organisations(first: 3) { nodes { name } } }"), "--format", "csv");
        Assert.Equal((0, 4), (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal("estatemap: `organisations` goes on: the query itself says how many rows it wants. Leave out first, last, after and before to have them all.\n", error);
    }

    [Fact]
    public async Task Several_lists_give_a_page_each_and_that_is_said()
    {
        var (code, output, error) = await RunAsync(File("{ organisations { nodes { name } } areas { nodes { name } } }"));
        Assert.Equal((0, Connections.DefaultPageSize), (code, JsonDocument.Parse(output).RootElement.GetProperty("data").GetProperty("organisations").GetProperty("nodes").GetArrayLength()));
        Assert.StartsWith("estatemap: the query has several lists (organisations, areas): each gives one page", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_has_a_column_for_each_field_whatever_the_rows_hold()
    {
        var lines = (await DoneAsync(Everything, "--format", "csv", "--variables", """{"theme": "libraries"}""")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,name,town,uprns,floorArea_m2,isOutsidePlace,locationPrecision,owner.name,owner.kind,geometry,services,datasets", lines[0]);
        Assert.Equal(
            """U2l0ZTox,Village Library,Village,000000000101,400,false,GIVEN,Village Council,council,POINT (-2.01 53.01),"{""nodes"":[{""name"":""Village Library Service""}]}","[{""licence"":""OGL-UK-3.0""},{""licence"":""OGL-UK-3.0""}]" """.TrimEnd(), lines[1]);
        Assert.Equal(3, lines.Length);

        var empty = (await DoneAsync("{ sites(where: { name: { startsWith: \"100\" } }) { nodes { name owner { name } geometry(crs: 27700, precision: 0) { crs } footprint { type } } } }", "--format", "csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("name,owner.name,geometry,footprint", empty[0]);
        Assert.Matches("^\"100% O'Brien_House .*\",,POINT \\(\\d{6} \\d{6}\\),$", empty[1]);
    }

    [Fact]
    public async Task A_spreadsheet_calculates_nothing_and_gets_a_byte_order_mark_when_asked_for()
    {
        var file = Path.Combine(_folder, "organisations.csv");
        var (code, output, _) = await RunAsync(File("{ organisations(where: { name: { contains: \"evil\" } }) { nodes { name } } }"), "--format", "csv", "--bom", "--out", file);
        Assert.Equal((0, $"1 row is in {file}.\n"), (code, output));
        var bytes = await System.IO.File.ReadAllBytesAsync(file, Cancel);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Equal("name\r\n\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n", Encoding.UTF8.GetString(bytes[3..]));
        Assert.Equal([file], Directory.GetFiles(_folder, "*.csv*"));
    }

    [Fact]
    public async Task Geojson_takes_the_geometry_out_of_the_row_and_carries_its_licences()
    {
        var file = Path.Combine(_folder, "sites.geojson");
        Assert.Equal($"6 rows are in {file}.\n", await DoneAsync("{ sites { nodes { name owner { name } uprns geometry { type } } } }", "--format", "geojson", "--out", file));
        var collection = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(file, Cancel)).RootElement;
        Assert.Equal("Contains Village Council data", collection.GetProperty("attribution").GetString());
        Assert.Equal("OGL-UK-3.0", collection.GetProperty("datasets")[0].GetProperty("licence").GetString());
        var features = collection.GetProperty("features").EnumerateArray().Select(feature => feature.GetRawText()).ToList();
        Assert.Contains("""{"type":"Feature","properties":{"name":"Village Library","owner.name":"Village Council","uprns":["000000000101"]},"geometry":{"type":"Point","coordinates":[-2.01,53.01]}}""", features);
        Assert.Contains("""{"type":"Feature","properties":{"name":"Village Park","owner.name":"Village Council","uprns":[]},"geometry":null}""", features);
        await GdalReadsAsync(file, "Feature Count: 6", "Geometry: Point");

        await DoneAsync("{ areas(where: { kind: { eq: \"ward\" } }) { nodes { code geometry { type } labelPoint { type } } } }", "--format", "geojson", "--out", file);
        await GdalReadsAsync(file, "Feature Count: 3", "Geometry: Multi Polygon");
        await DoneAsync("{ sites { features } }", "--format", "geojson", "--out", file);
        await GdalReadsAsync(file, "Feature Count: 5", "Geometry: Point");
    }

    [Fact]
    public async Task Parquet_has_types_and_tells_GIS_where_its_geometry_is()
    {
        var file = Path.Combine(_folder, "sites.parquet");
        await DoneAsync("{ sites(order: [{ name: ASC }]) { nodes { name floorArea_m2 isOutsidePlace uprns geometry { type } provenance { field asAt } } } }", "--format", "parquet", "--out", file);
        await using var read = await ParquetReader.CreateAsync(file, cancellationToken: Cancel);
        Assert.Equal(["name", "floorArea_m2", "isOutsidePlace", "uprns", "geometry", "provenance"], read.Schema.DataFields.Select(field => field.Name));
        Assert.Equal([typeof(ReadOnlyMemory<char>), typeof(double), typeof(bool), typeof(ReadOnlyMemory<char>), typeof(ReadOnlyMemory<byte>), typeof(ReadOnlyMemory<char>)], read.Schema.DataFields.Select(field => field.ClrType));
        Assert.All(read.Schema.DataFields, field => Assert.True(field.IsNullable));
        var geo = JsonDocument.Parse(read.CustomMetadata["geo"]).RootElement;
        Assert.Equal("""{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"],"bbox":[-2.01,53.01,-1.9,53.03]}}}""", geo.GetRawText());
        Assert.Equal("Contains Village Council data", read.CustomMetadata["attribution"]);
        Assert.Equal("village-libraries", JsonDocument.Parse(read.CustomMetadata["datasets"]).RootElement[0].GetProperty("id").GetString());

        using var rows = read.OpenRowGroupReader(0);
        var (names, floors, geometries) = (new string?[6], new double?[6], new byte[]?[6]);
        await rows.ReadAsync(read.Schema.DataFields[0], names.AsMemory()!, cancellationToken: Cancel);
        await rows.ReadAsync<double>(read.Schema.DataFields[1], floors.AsMemory(), cancellationToken: Cancel);
        await rows.ReadAsync(read.Schema.DataFields[4], geometries.AsMemory()!, cancellationToken: Cancel);
        var library = Array.IndexOf(names, "Village Library");
        Assert.Equal(400, floors[library]);
        Assert.Null(floors[Array.IndexOf(names, "Far Depot")]);
        Assert.Equal("POINT (-2.01 53.01)", new WKBReader().Read(geometries[library]).AsText());
        Assert.Null(geometries[Array.IndexOf(names, "Village Park")]);
    }

    [Fact]
    public async Task Parquet_knows_days_instants_and_whole_numbers_and_has_no_geo_key_without_a_geometry()
    {
        var file = Path.Combine(_folder, "runs.parquet");
        await DoneAsync("{ importRuns { nodes { number asAt startedAt rowsRead status } } }", "--format", "parquet", "--out", file);
        await using var read = await ParquetReader.CreateAsync(file, new ParquetOptions { UseDateOnlyTypeForDates = true }, Cancel);
        Assert.Equal([typeof(int), typeof(DateOnly), typeof(DateTime), typeof(int), typeof(ReadOnlyMemory<char>)], read.Schema.DataFields.Select(field => field.ClrType));
        Assert.False(read.CustomMetadata.ContainsKey("geo"));
        using var rows = read.OpenRowGroupReader(0);
        var (numbers, days, instants) = (new int?[5], new DateOnly?[5], new DateTime?[5]);
        await rows.ReadAsync<int>(read.Schema.DataFields[0], numbers.AsMemory(), cancellationToken: Cancel);
        await rows.ReadAsync<DateOnly>(read.Schema.DataFields[1], days.AsMemory(), cancellationToken: Cancel);
        await rows.ReadAsync<DateTime>(read.Schema.DataFields[2], instants.AsMemory(), cancellationToken: Cancel);
        var first = Array.IndexOf(numbers, 1);
        Assert.Equal((new DateOnly(2025, 9, 12), new DateTime(2026, 1, 2, 3, 4, 5)), (days[first], instants[first]));
    }

    [Theory]
    [InlineData("{ sites { nodes { nam } } }", "csv", 1, "Cannot query field 'nam' on type 'Site'")]
    [InlineData("{ sitez { nodes { name } } }", "csv", 1, "Cannot query field 'sitez' on type 'Query'")]
    [InlineData("{ sites { nodes { name }", "json", 1, "HC0014: ")]
    [InlineData("{ sites(where: { geometry: { distance: { geometry: { type: Point, coordinates: [-2, 53], crs: 9 }, lt: 5 } } }) { nodes { name } } }", "csv", 1, "HC0029: The coordinate reference system 9 is not known")]
    [InlineData("{ a: sites(first: 1001) { nodes { name } } }", "json", 1, "HC0051: The maximum allowed items per page were exceeded: 1001 asked, 1000 allowed. (line 1) (at a)")]
    [InlineData("{ place { name } }", "csv", 2, "The query asks for no list, and csv is made of the rows of one")]
    [InlineData("{ sites { nodes { name } } areas { nodes { name } } }", "parquet", 2, "The query asks for 2 lists (sites, areas), and parquet is made of the rows of one")]
    [InlineData("{ sites { totalCount } }", "csv", 2, "`sites` selects no rows")]
    [InlineData("{ sites { features } }", "csv", 2, "`sites` selects features, which are GeoJSON")]
    [InlineData("{ sites { nodes { name } features } }", "json", 2, "`sites` selects nodes and features")]
    [InlineData("{ sites { nodes { name } } }", "geojson", 2, "GeoJSON needs a geometry, and `sites` selects none")]
    [InlineData("{ sites { nodes { geometry(crs: 27700) { type } } } }", "geojson", 2, "GeoJSON is written in WGS84: leave `crs` out of `geometry`.")]
    [InlineData("subscription { siteChanged { isMany } }", "json", 2, "Only a query can be asked here")]
    [InlineData("query A { place { name } } query B { place { name } }", "json", 2, "The file holds several operations (A, B): say which with --operation.")]
    [InlineData("", "json", 2, "is empty")]
    public async Task What_is_wrong_is_said_in_a_sentence_and_nothing_is_written(string query, string format, int expected, string sentence)
    {
        var file = Path.Combine(_folder, "out");
        var (code, output, error) = await RunAsync(File(query), "--format", format, "--out", file);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith("estatemap: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "out*"));
    }

    [Fact]
    public async Task The_operator_is_told_what_cannot_be_read()
    {
        Assert.Contains("/nowhere/q.graphql cannot be read", (await RunAsync("/nowhere/q.graphql")).Error, StringComparison.Ordinal);
        Assert.Contains("--variables is not JSON", (await RunAsync(File(Everything), "--variables", "{")).Error, StringComparison.Ordinal);
        Assert.Contains("--variables must be a JSON object", (await RunAsync(File(Everything), "--variables", "[]")).Error, StringComparison.Ordinal);
        Assert.Contains("The file has no operation Other: it has All.", (await RunAsync(File(Everything), "--operation", "Other")).Error, StringComparison.Ordinal);
        Assert.Contains("HC0016", (await RunAsync(File("query($n: Int!) { sites(first: $n) { nodes { name } } }"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_query_may_come_from_standard_input_and_its_variables_from_a_file()
    {
        var variables = Path.Combine(_folder, "variables.json");
        await System.IO.File.WriteAllTextAsync(variables, """{"theme": "green"}""", Cancel);
        using var program = EstateMapProgram.Start(["query", "-", "--variables", "@" + variables, "--operation", "Names", "--database", village.ConnectionString]);
        await program.Input.WriteAsync("query Other { place { name } } query Names($theme: String) { sites(where: { theme: { eq: $theme } }) { ...rows } } fragment rows on SitesConnection { nodes { name } }");
        program.Input.Close();
        Assert.Equal(0, await program.EndAsync(Cancel));
        Assert.Equal("{\"data\":{\"sites\":{\"nodes\":[{\"name\":\"Village Park\"}]}}}\n", program.Output);
    }

    private string File(string query)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.graphql");
        System.IO.File.WriteAllText(file, query);
        return file;
    }

    private async Task<string> DoneAsync(string query, params string[] options)
    {
        var (code, output, error) = await RunAsync([File(query), .. options]);
        Assert.True(code == 0, error);
        return output;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var program = EstateMapProgram.Start(["query", .. arguments, "--database", village.ConnectionString]);
        var code = await program.EndAsync(Cancel);
        return (code, program.Output, program.Error);
    }

    private static async Task GdalReadsAsync(string file, params string[] said)
    {
        if (!System.IO.File.Exists("/usr/bin/ogrinfo")) return;
        using var ogrinfo = Process.Start(new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-al", "-so", file]) { RedirectStandardOutput = true })!;
        var output = await ogrinfo.StandardOutput.ReadToEndAsync(Cancel);
        await ogrinfo.WaitForExitAsync(Cancel);
        Assert.All(said, words => Assert.Contains(words, output, StringComparison.Ordinal));
    }
}
