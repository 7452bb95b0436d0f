using EstateMap.Server.Graph.Changes;
using EstateMap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>graphql-transport-ws, message by message; npm's client is in HttpAudits.</summary>
public class SocketTests(Village village) : IClassFixture<Village>
{
    private const string Query = "{ sites(first: 1) { nodes { name } } }";

    private Task<object?> NotifyAsync(string payload) => village.Writer.ScalarAsync($"SELECT pg_notify('estatemap_changes', '{payload}')");

    private static async Task ListeningAsync(ServedVillage served, int subscribers)
    {
        var feed = served.Services.GetRequiredService<ChangeFeed>();
        while (feed.Count < subscribers || !feed.IsListening) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("not json", "closed 4400 Invalid message")]
    [InlineData("[]", "closed 4400 Invalid message")]
    [InlineData("""{"type":"dance"}""", "closed 4400 Invalid message")]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ __typename }"}}""", "closed 4400 Invalid message")]
    [InlineData("""{"type":"subscribe","id":"1","payload":[]}""", "closed 4400 Invalid message")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":7}}""", "closed 4400 Invalid message")]
    [InlineData("""{"type":"connection_init"}""", "closed 4429 Too many initialisation requests")]
    public async Task What_breaks_the_protocol_closes_the_socket_with_its_code(string message, string closed)
    {
        await using var served = await ServedVillage.StartAsync(village);
        using var caller = await served.ConnectAsync();
        await caller.SendAsync(message);
        Assert.Equal(closed, await caller.ClosedAsync());
    }

    [Fact]
    public async Task Nothing_is_answered_before_connection_init_and_a_taken_id_is_refused()
    {
        await using var served = await ServedVillage.StartAsync(village, ("SocketInitTimeout", "00:00:00.300"));
        using var early = await served.ConnectAsync(init: false);
        await early.SubscribeAsync("1", Query);
        Assert.Equal("closed 4401 Unauthorized", await early.ClosedAsync());
        using var silent = await served.ConnectAsync(init: false);
        Assert.Equal("closed 4408 Connection initialisation timeout", await silent.ClosedAsync());
        using var old = await served.ConnectAsync(init: false, protocol: "graphql-ws");
        Assert.StartsWith("closed 4406", await old.ClosedAsync(), StringComparison.Ordinal);
        using var twice = await served.ConnectAsync();
        await twice.SubscribeAsync("1", "subscription { siteChanged { isMany } }");
        await ListeningAsync(served, 1);
        await twice.SubscribeAsync("1", "subscription { siteChanged { isMany } }");
        Assert.StartsWith("closed 4409", await twice.ClosedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_pings_and_faults_share_one_socket()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxRequestBytes", "2000"));
        using var caller = await served.ConnectAsync();
        await caller.SubscribeAsync("a", Query);
        Assert.StartsWith("""{"id":"a","type":"next","payload":{"data":{"sites":{"nodes":[{"name":""", await caller.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"id":"a","type":"complete"}""", await caller.ReadAsync());
        await caller.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await caller.ReadAsync());
        await caller.SubscribeAsync("b", "{ nothing }");
        Assert.StartsWith("""{"id":"b","type":"error","payload":[{"message":"Cannot query field 'nothing'""", await caller.ReadAsync(), StringComparison.Ordinal);
        await caller.SubscribeAsync("c", new string(' ', 3000));
        Assert.StartsWith("closed 1009", await caller.ClosedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_reach_those_who_asked_for_them_and_nobody_hears_of_what_is_not_public()
    {
        await using var served = await ServedVillage.StartAsync(village);
        using var west = await served.ConnectAsync();
        await west.SubscribeAsync("1", "subscription { siteChanged(area: \"QXJlYTox\") { isMany site { name } } }");
        using var all = await served.ConnectAsync();
        await all.SubscribeAsync("1", "subscription { siteChanged { isMany site { name } } }");
        await all.SubscribeAsync("2", "subscription { datasetActivated { dataset { key } run { number } } }");
        await all.SubscribeAsync("3", "subscription { importProgress(dataset: \"village-register\") { phase done total isOver run { status } dataset { key } } }");
        await ListeningAsync(served, 4);
        await NotifyAsync("not ours");
        await NotifyAsync("""{"site":8}""");
        await NotifyAsync("""{"site":3}""");
        await NotifyAsync("""{"site":1}""");
        Assert.Contains("East School", await all.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("Village Library", await all.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("Village Library", await west.ReadAsync(), StringComparison.Ordinal);
        await NotifyAsync("""{"site":null}""");
        Assert.Contains("""{"isMany":true,"site":null}""", await west.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"isMany\":true", await all.ReadAsync(), StringComparison.Ordinal);
        await NotifyAsync("""{"dataset":"nowhere","run":1}""");
        await NotifyAsync("""{"dataset":"village-register","run":1}""");
        Assert.Contains("""{"dataset":{"key":"village-register"},"run":{"number":1}}""", await all.ReadAsync(), StringComparison.Ordinal);
        await NotifyAsync("""{"progress":2,"dataset":"village-libraries","phase":"read","done":5,"total":null}""");
        await NotifyAsync("""{"progress":1,"dataset":"village-register","phase":"over","done":0,"total":null}""");
        Assert.Contains("""{"phase":"over","done":0,"total":null,"isOver":true,"run":{"status":"activated"},"dataset":{"key":"village-register"}}""", await all.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribers_are_served_again_after_the_database_was_away_and_told_to_ask_again()
    {
        await using var served = await ServedVillage.StartAsync(village);
        using var caller = await served.ConnectAsync();
        await caller.SubscribeAsync("1", "subscription { siteChanged { isMany site { name } } }");
        await ListeningAsync(served, 1);
        await village.Owner.ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'");
        Assert.Contains("\"isMany\":true", await caller.ReadAsync(), StringComparison.Ordinal);
        await NotifyAsync("""{"site":1}""");
        Assert.Contains("Village Library", await caller.ReadAsync(), StringComparison.Ordinal);
        await caller.SendAsync("""{"id":"1","type":"complete"}""");
        while (served.Services.GetRequiredService<ChangeFeed>().Count > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Whoever_does_not_read_is_let_go_and_others_are_not_kept_waiting()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxSocketQueue", "8"), ("MaxSocketOperations", "100000"));
        using var slow = await served.ConnectAsync();
        var wide = $"{{ {string.Concat(Enumerable.Range(0, 60).Select(n => $"a{n}: sites {{ nodes {{ name description streetName postcode uses themes geometry {{ type bbox crs }} }} }} "))} }}";
        for (var n = 0; n < 600 && slow.Socket.State == System.Net.WebSockets.WebSocketState.Open; n++)
        {
            try
            {
                await slow.SubscribeAsync(n.ToString(System.Globalization.CultureInfo.InvariantCulture), wide);
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                break;
            }
        }

        using var quick = await served.ConnectAsync();
        await quick.SubscribeAsync("1", Query);
        Assert.Contains("\"next\"", await quick.ReadAsync(), StringComparison.Ordinal);
        string end;
        try
        {
            end = await slow.ClosedAsync();
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            // Cut off: it did not even read that it should go.
            end = "cut off";
        }

        Assert.True(end is "cut off" || end.StartsWith("closed 1013 Too slow", StringComparison.Ordinal), end);
    }

    [Fact]
    public async Task An_import_is_followed_from_its_first_row_to_its_activation()
    {
        await using var desk = new Imports.ImportDesk();
        await desk.InitializeAsync();
        var caller = new ServedVillage.Caller();
        caller.Socket.Options.AddSubProtocol("graphql-transport-ws");
        await caller.Socket.ConnectAsync(new UriBuilder(new Uri(desk.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await caller.SendAsync("""{"type":"connection_init"}""");
        await caller.ReadAsync();
        await caller.SubscribeAsync("1", "subscription { importProgress { phase isOver run { status } } }");
        await caller.SubscribeAsync("2", "subscription { datasetActivated { dataset { key } } }");
        await caller.SubscribeAsync("3", "subscription { siteChanged { isMany site { name } } }");
        await caller.SubscribeAsync("4", "{ __typename }");
        while (!(await caller.ReadAsync()).Contains("complete", StringComparison.Ordinal))
        {
        }

        await Task.Delay(500, TestContext.Current.CancellationToken);
        await desk.ImportAsync(Imports.ImportDesk.First);
        var heard = new List<string>();
        // Each stream keeps its order; which of them is first nobody promises.
        string[] awaited = ["\"status\":\"activated\"", "\"key\":\"village-register\"", "\"name\":\"Town Hall\""];
        while (!awaited.All(words => heard.Any(message => message.Contains(words, StringComparison.Ordinal)))) heard.Add(await caller.ReadAsync());
        var all = string.Join('\n', heard);
        Assert.Contains("\"phase\":\"read\"", all, StringComparison.Ordinal);
        caller.Dispose();
    }

}
