using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph.HttpAudits;

/// <summary>The audits of https://graphql.github.io/graphql-over-http/ as npm's graphql-http runs them.</summary>
public class HttpAuditTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Graph", "HttpAudits");

    /// <summary>HotChocolate answers "anything" with the newer media type, of which two audits warn; strictly there is nothing to warn of.</summary>
    [Theory]
    [InlineData("false", "47DE 80D8")]
    [InlineData("true", "")]
    public async Task The_endpoint_passes_the_audits_of_GraphQL_over_HTTP(string strict, string warned)
    {
        await InstallAsync();
        await using var server = Program.BuildServer(db.Database, "http://127.0.0.1:0", settings: new Dictionary<string, string?> { ["EstateMap:GraphQL:StrictMediaTypes"] = strict });
        await server.StartAsync();
        using var audits = JsonDocument.Parse(await RunAsync("node", "audit.js", $"{server.Urls.First()}/graphql"));

        var results = audits.RootElement.EnumerateArray().Select(audit => (Id: Text(audit, "id"), Name: Text(audit, "name"), Status: Text(audit, "status"), Reason: Text(audit, "reason"))).ToList();
        Assert.Equal(61, results.Count);
        Assert.Empty(results.Where(result => result.Status == "error").Select(result => $"{result.Name}: {result.Reason}"));
        Assert.Equal(warned, string.Join(' ', results.Where(result => result.Status != "ok").Select(result => result.Id).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_client_of_graphql_transport_ws_gets_on_with_our_socket()
    {
        await InstallAsync();
        await using var server = Program.BuildServer(db.Database, "http://127.0.0.1:0");
        await server.StartAsync();
        using var process = Process.Start(new ProcessStartInfo("node", ["socket.js", $"{server.Urls.First().Replace("http", "ws", StringComparison.Ordinal)}/graphql"]) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        Assert.Equal("listening", await process.StandardOutput.ReadLineAsync());
        var answer = process.StandardOutput.ReadLineAsync();
        while (!answer.IsCompleted)
        {
            await db.Writer.ScalarAsync("""SELECT pg_notify('estatemap_changes', '{"site":null}')""");
            await Task.WhenAny(answer, Task.Delay(100));
        }

        var outcome = JsonDocument.Parse((await answer)!).RootElement;
        Assert.Equal("""[{"data":{"sites":{"nodes":[]}}}]""", outcome.GetProperty("query").GetRawText());
        Assert.StartsWith("Cannot query field", outcome.GetProperty("invalid")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("HC0051", outcome.GetProperty("tooMany")[0].GetString());
        Assert.Equal("""{"data":{"siteChanged":{"isMany":true,"site":null}}}""", outcome.GetProperty("event").GetRawText());
        Assert.Equal("""[{"data":{"__typename":"Query"}}]""", outcome.GetProperty("after").GetRawText());
        Assert.True(outcome.GetProperty("pings").GetInt32() > 0);
    }

    private static async Task InstallAsync()
    {
        Assert.SkipUnless(Has("node") && Has("npm"), "Node with npm is not installed.");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "graphql-ws")))
            await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
    }

    private static string Text(JsonElement audit, string member) => audit.GetProperty(member).ToString();

    private static bool Has(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }
}
