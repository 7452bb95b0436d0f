using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>News for many, for the slow, and over a database that goes away.</summary>
[Trait("soak", "yes")]
public class NewsTests(Village village) : IClassFixture<Village>
{
    private const int Subscribers = 1_000;
    private const string News = "subscription { siteChanged { isMany site { name owner { name } services { nodes { name } } } } }";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<object?> NotifyAsync(string payload) => village.Writer.ScalarAsync($"SELECT pg_notify('estatemap_changes', '{payload}')");

    [Fact]
    public async Task A_thousand_sockets_hear_of_an_event_that_is_read_once()
    {
        await using var served = await ServedVillage.StartAsync(village);
        var feed = served.Services.GetRequiredService<ChangeFeed>();
        var callers = new List<ServedVillage.Caller>();
        try
        {
            for (var n = 0; n < Subscribers; n++)
            {
                var caller = await served.ConnectAsync();
                callers.Add(caller);
                await caller.SubscribeAsync("1", News);
            }

            // One stream for all: opened by the first, joined by the others.
            await Patience.UntilAsync(() => feed.Count == 1 && feed.IsListening);
            await callers[^1].SubscribeAsync("2", "{ __typename }");
            Assert.Contains("__typename", await callers[^1].ReadAsync(), StringComparison.Ordinal);
            await callers[^1].ReadAsync();
            using var statements = new Statements(village.Reader);
            var clock = Stopwatch.StartNew();
            await NotifyAsync("""{"site":1}""");
            foreach (var caller in callers) Assert.Contains("Village Library", await caller.ReadAsync(), StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Subscribers} subscribers heard of an event within {clock.ElapsedMilliseconds} ms.");
            // Where the site lies, the site, its owner and its services.
            Assert.InRange(statements.Take().Count, 1, 5);

            // Whoever came first may go: the others go on hearing, each to its own end.
            callers[0].Dispose();
            await callers[1].SendAsync("""{"id":"1","type":"complete"}""");
            await NotifyAsync("""{"site":2}""");
            foreach (var caller in callers.Skip(2)) Assert.Contains("West School", await caller.ReadAsync(), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var caller in callers) caller.Dispose();
        }

        await Patience.UntilAsync(() => feed.Count == 0 && served.Services.GetRequiredService<GraphExecution>().Streams == 0);
        await Patience.UntilAsync(() => served.Services.GetRequiredService<HeldBytes>().Count == 0);
    }

    [Fact]
    public async Task Different_questions_have_different_streams_and_a_mistake_opens_none()
    {
        await using var served = await ServedVillage.StartAsync(village);
        var feed = served.Services.GetRequiredService<ChangeFeed>();
        using var caller = await served.ConnectAsync();
        await caller.SendAsync(JsonSerializer.Serialize(new { id = "1", type = "subscribe", payload = new { query = "subscription($a: ID) { siteChanged(area: $a) { site { name } } }", variables = new { a = "QXJlYTox" } } }));
        await caller.SendAsync(JsonSerializer.Serialize(new { id = "2", type = "subscribe", payload = new { query = "subscription($a: ID) { siteChanged(area: $a) { site { name } } }", variables = new { a = "QXJlYToy" } } }));
        await Patience.UntilAsync(() => feed.Count == 2 && feed.IsListening);
        await caller.SendAsync(JsonSerializer.Serialize(new { id = "3", type = "subscribe", payload = new { query = "subscription { siteChanged(area: \"nowhere\") { isMany } }" } }));
        Assert.Contains("\"HC0016\"", await caller.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"id":"3","type":"complete"}""", await caller.ReadAsync());
        await NotifyAsync("""{"site":3}""");
        Assert.StartsWith("""{"id":"2","type":"next","payload":{"data":{"siteChanged":{"site":{"name":"East School"}}}}""", await caller.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(2, feed.Count);
    }

    [Fact]
    public async Task Whoever_does_not_read_its_events_is_told_so_and_let_go()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxSocketQueue", "4"));
        var feed = served.Services.GetRequiredService<ChangeFeed>();
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, served.Http.BaseAddress!.Port, Cancel);
        var wide = $"subscription {{ siteChanged {{ site {{ {string.Concat(Enumerable.Range(0, 1_500).Select(n => $"a{n}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: name "))} }} }} }}";
        var body = JsonSerializer.Serialize(new { query = wide });
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Cancel);
        await Patience.UntilAsync(() => feed.Count == 1 && feed.IsListening);
        var held = served.Services.GetRequiredService<HeldBytes>();
        var most = 0L;
        for (var n = 0; n < 400 && feed.Count > 0; n++)
        {
            await NotifyAsync("""{"site":1}""");
            most = Math.Max(most, held.Count);
            await Task.Delay(5, Cancel);
        }

        // It still listens, but to nothing: what is queued is little.
        Assert.InRange(most, 1, 2_000_000);
        using var reader = new StreamReader(slow.GetStream());
        var last = new Queue<string>();
        while (await reader.ReadLineAsync(Cancel) is { } line && line != "event: complete")
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) last.Enqueue(line);
            if (last.Count > 1) last.Dequeue();
        }

        Assert.Contains("TOO_MANY_OPERATIONS", last.Single(), StringComparison.Ordinal);
        Assert.Contains("not read in time", last.Single(), StringComparison.Ordinal);
        await Patience.UntilAsync(() => feed.Count == 0);
        slow.Close();
        await Patience.UntilAsync(() => held.Count == 0);
    }

    [Fact]
    public async Task Operations_over_a_socket_leave_nothing_behind()
    {
        await using var served = await ServedVillage.StartAsync(village);
        var held = served.Services.GetRequiredService<HeldBytes>();
        using var caller = await served.ConnectAsync();
        await Patience.UntilAsync(() => held.Count > 0);
        await Task.Delay(50, Cancel);
        var open = held.Count;
        for (var n = 0; n < 200; n++)
        {
            await caller.SubscribeAsync("1", n % 2 == 0 ? "{ sites(first: 1) { nodes { name } } }" : "{ nothing }");
            while (!(await caller.ReadAsync()).Contains(n % 2 == 0 ? "\"complete\"" : "\"error\"", StringComparison.Ordinal))
            {
            }
        }

        await Patience.UntilAsync(() => held.Count == open);
    }

    [Fact]
    public async Task Sockets_beyond_a_clients_share_are_told_to_come_later()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxHeldBytes", "100000"));
        var callers = new List<ServedVillage.Caller>();
        for (var n = 0; n < 3; n++) callers.Add(await served.ConnectAsync());
        using var late = await served.ConnectAsync(init: false);
        Assert.StartsWith("closed 1013 Too many sockets", await late.ClosedAsync(), StringComparison.Ordinal);
        foreach (var caller in callers) caller.Dispose();
        await Patience.UntilAsync(() => served.Services.GetRequiredService<HeldBytes>().Count == 0);
        using var again = await served.ConnectAsync();
    }

    [Fact]
    public async Task Subscribers_hear_again_after_the_database_was_stopped_and_started()
    {
        using var folder = new TemporaryFolder((UnixFileMode)0b111_101_101);
        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder.Path, IsDurable: false), cancellationToken: Cancel);
        try
        {
            await using var database = EstateMapDatabase.At(postgres.ConnectionTo(EmbeddedPostgres.DatabaseName));
            await database.MigrateAsync(cancellationToken: Cancel);
            await Village.FillAsync(database.Owner);
            await using WebApplication server = Program.BuildServer(database, "http://127.0.0.1:0");
            await server.StartAsync(Cancel);
            var feed = server.Services.GetRequiredService<ChangeFeed>();
            using var caller = new ServedVillage.Caller();
            caller.Socket.Options.AddSubProtocol(GraphSocket.Protocol);
            await caller.Socket.ConnectAsync(new UriBuilder(new Uri(new Uri(server.Urls.First()), "graphql")) { Scheme = "ws" }.Uri, Cancel);
            await caller.SendAsync("""{"type":"connection_init"}""");
            await caller.ReadAsync();
            await caller.SubscribeAsync("1", News);
            await Patience.UntilAsync(() => feed.Count == 1 && feed.IsListening);
            await postgres.DisposeAsync();
            await Patience.UntilAsync(() => !feed.IsListening);
            postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder.Path, IsDurable: false), cancellationToken: Cancel);
            var heard = await caller.ReadAsync();
            Assert.Contains("\"isMany\":true", heard, StringComparison.Ordinal);
            // A line that broke again while the database came up loses what was said meanwhile, and says once more that many may have changed.
            while (heard.Contains("\"isMany\":true", StringComparison.Ordinal))
            {
                await Patience.UntilAsync(() => feed.IsListening);
                await using var notify = new NpgsqlConnection(postgres.ConnectionTo(EmbeddedPostgres.DatabaseName).ConnectionString);
                await notify.OpenAsync(Cancel);
                await using var command = new NpgsqlCommand("""SELECT pg_notify('estatemap_changes', '{"site":1}')""", notify);
                await command.ExecuteNonQueryAsync(Cancel);
                heard = await caller.ReadAsync();
            }

            Assert.Contains("Village Library", heard, StringComparison.Ordinal);
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }
}
