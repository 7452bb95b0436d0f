using System.Net;
using System.Text.RegularExpressions;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

public partial class GraphiQLPageTests(PostgisFixture db) : IClassFixture<PostgisFixture>
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

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }

    [GeneratedRegex("/graphiql/[a-z.]+")]
    private static partial Regex FileName();
}
