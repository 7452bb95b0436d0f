using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph.HttpAudits;

/// <summary>The audits of https://graphql.github.io/graphql-over-http/ as npm's graphql-http runs them.</summary>
public class HttpAuditTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private const int FewestPassed = 59;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Graph", "HttpAudits");

    [Fact]
    public async Task The_endpoint_passes_the_audits_of_GraphQL_over_HTTP()
    {
        Assert.SkipUnless(Has("node") && Has("npm"), "Node with npm is not installed.");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");

        await using var server = Program.BuildServer(db.Database, "http://127.0.0.1:0");
        await server.StartAsync();
        using var audits = JsonDocument.Parse(await RunAsync("node", "audit.js", $"{server.Urls.First()}/graphql"));

        var results = audits.RootElement.EnumerateArray().Select(audit => (Name: Text(audit, "name"), Status: Text(audit, "status"), Reason: Text(audit, "reason"))).ToList();
        Assert.Empty(results.Where(result => result.Status == "error").Select(result => $"{result.Name}: {result.Reason}"));
        var notPassed = string.Join('\n', results.Where(result => result.Status != "ok").Select(result => $"{result.Status} {result.Name}: {result.Reason}"));
        Assert.True(results.Count(result => result.Status == "ok") >= FewestPassed, notPassed);
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
