using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

public partial class GraphiQLPageTests(Village db) : IClassFixture<Village>
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public async Task A_browser_gets_a_page_whose_files_are_all_ours_and_there()
    {
        await using var server = Program.BuildServer(db.Database, "http://127.0.0.1:0");
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        using var answer = await AskAsync(client, "/graphql", Browser);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/graphql/docs\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/graphql/schema.graphql\" download", page, StringComparison.Ordinal);

        var files = FileName().Matches(page).Select(match => match.Value).Concat(["/graphiql/editor.worker.js", "/graphiql/json.worker.js", "/graphiql/graphql.worker.js"]).ToList();
        Assert.Equal(5, files.Count);
        foreach (var file in files)
        {
            using var served = await client.GetAsync(file);
            Assert.Equal((HttpStatusCode.OK, file.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript"), (served.StatusCode, served.Content.Headers.ContentType?.MediaType));
        }
    }

    [Theory]
    [InlineData("/graphql?query={__typename}", Browser)]
    [InlineData("/graphql?query={__typename}", "application/json")]
    [InlineData("/graphql?query={__typename}", "application/json, text/html;q=0.1")]
    public async Task A_query_is_answered_and_gets_no_page(string address, string accept)
    {
        await using var server = Program.BuildServer(db.Database, "http://127.0.0.1:0");
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        using var answer = await AskAsync(client, address, accept);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_example_of_the_tour_is_answered_and_says_what_it_teaches()
    {
        var file = Path.Combine(Repository.Root, "src", "EstateMap.Server", "Graph", "GraphiQL", "examples.js");
        using var node = Process.Start(new ProcessStartInfo("node", ["--input-type=module", "--eval", $"import {{ examples }} from '{file}'; console.log(JSON.stringify(examples([-2.01, 53.01])))"]) { RedirectStandardOutput = true })!;
        var examples = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync()).RootElement.EnumerateArray().ToList();
        var names = new List<string>();
        foreach (var example in examples)
        {
            var query = example.GetProperty("query").GetString()!;
            Assert.StartsWith("# ", query, StringComparison.Ordinal);
            var named = OperationName().Match(query);
            names.Add(named.Groups[2].Value);
            var body = new { query, variables = example.TryGetProperty("variables", out var text) ? JsonElement.Parse(text.GetString()!) : (JsonElement?)null };
            if (named.Groups[1].Value == "subscription")
            {
                await using var served = await ServedVillage.StartAsync(db);
                using var caller = await served.ConnectAsync();
                await caller.SubscribeAsync("1", query);
                var news = caller.ReadAsync();
                while (!news.IsCompleted)
                {
                    await db.Writer.ScalarAsync("""SELECT pg_notify('estatemap_changes', '{"site":1}')""");
                    await Task.WhenAny(news, Task.Delay(100));
                }

                Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"siteChanged":{"isMany":false,"site":{"id":"U2l0ZTox","name":"Village Library"}}}}}""", await news);
                continue;
            }

            var data = await db.DataAsync(query, body.variables);
            // One of its lists has something to show, even in a village.
            Assert.True(data.EnumerateObject().Any(member => member.Value.GetRawText() is not ("[]" or """{"nodes":[]}""" or """{"totalCount":0,"nodes":[]}""")), named.Value);
        }

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.True(names.Count >= 12);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }

    [GeneratedRegex(@"(query|subscription) (\w+)")]
    private static partial Regex OperationName();

    [GeneratedRegex("/graphiql/[a-z.]+")]
    private static partial Regex FileName();
}
