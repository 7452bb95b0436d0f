using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Commands;

public class CommandTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Help_lists_the_verbs()
    {
        var (code, output, _) = await RunAsync(["--help"]);
        Assert.Equal(0, code);
        Assert.All(new[] { "serve", "migrate", "doctor" }, verb => Assert.Contains($"  {verb} ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("serve --bogus", "estatemap: Unrecognized command or argument '--bogus'.")]
    [InlineData("serve --port 70000", "estatemap: The port must be a number from 0 to 65535.")]
    [InlineData("sevre", "estatemap: Unrecognized command or argument 'sevre'.")]
    public async Task Asking_wrongly_ends_with_two_and_a_sentence(string arguments, string sentence)
    {
        var (code, output, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_before_anything_is_started()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (code, _, error) = await RunAsync(["serve", "--data", "/nowhere/to/be/made", "--port", $"{port}"]);
        Assert.Equal((2, $"estatemap: Port {port} is in use by another program: stop that, or choose another with --port or PORT.\n"), (code, error));
    }

    [Fact]
    public async Task A_bad_PORT_is_named()
    {
        var (code, _, error) = await RunAsync(["serve", "--database", db.ConnectionString], ("PORT", "eighty"));
        Assert.Equal((2, "estatemap: PORT is 'eighty', and must be a number from 0 to 65535.\n"), (code, error));
    }

    [Fact]
    public async Task Missing_binaries_are_an_operators_error()
    {
        var (code, _, error) = await RunAsync(["migrate", "--data", Path.Combine(Path.GetTempPath(), $"estatemap-none-{Guid.NewGuid():N}")], ("ESTATEMAP_POSTGRES_BIN", "/nowhere"));
        Assert.Equal((2, "estatemap: ESTATEMAP_POSTGRES_BIN is /nowhere, where initdb, postgres and pg_ctl are not to be found.\n"), (code, error));
    }

    [Fact]
    public async Task The_doctor_speaks_json_and_fails_on_what_is_required()
    {
        var well = await RunAsync(["doctor", "--json", "--database", db.ConnectionString]);
        Assert.Equal(0, well.Code);
        Assert.True(JsonDocument.Parse(well.Output).RootElement.GetProperty("isWell").GetBoolean());

        var ill = await RunAsync(["doctor", "--json"], ("ESTATEMAP_POSTGRES_BIN", "/nowhere"));
        Assert.Equal(1, ill.Code);
        var finding = JsonDocument.Parse(ill.Output).RootElement.GetProperty("findings")[0];
        Assert.Equal(("PostgreSQL", false), (finding.GetProperty("subject").GetString(), finding.GetProperty("isWell").GetBoolean()));
    }

    [Fact]
    public async Task Migrate_says_in_json_what_it_applied()
    {
        var (code, output, _) = await RunAsync(["migrate", "--json", "--database", db.ConnectionString]);
        Assert.Equal((0, "{\"applied\":[],\"functionsRerun\":false}\n"), (code, output));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_server_is_ready_when_it_says_so_and_stops_in_order_when_asked(string signal)
    {
        using var server = EstateMapProgram.Start(["serve", "--database", db.ConnectionString, "--port", "0"]);
        using var client = new HttpClient { BaseAddress = await server.GetAddressAsync(Cancel) };

        using var ready = await client.GetAsync("/health/ready", Cancel);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancel)));
        Assert.Contains("frame-ancestors 'none'", ready.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", ready.Headers.GetValues("X-Content-Type-Options").Single());

        var said = server.Error;
        server.Signal(signal);
        Assert.Equal(0, await server.EndAsync(Cancel));
        Assert.Equal(said, server.Error);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var program = EstateMapProgram.Start(arguments, environment);
        var code = await program.EndAsync(Cancel);
        return (code, program.Output, program.Error);
    }
}
