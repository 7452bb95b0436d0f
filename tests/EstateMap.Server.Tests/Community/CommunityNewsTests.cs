using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Tests.Graph;
using EstateMap.Server.Tests.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Community;

/// <summary>What people send in, and what becomes of it, as those hear it who listen over graphql-transport-ws.</summary>
public class CommunityNewsTests(AccountVillage village) : IClassFixture<AccountVillage>, IAsyncLifetime
{
    private const string Changed = "{ asset { name version isRemoved } link { kind evidence } }";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string West => GlobalId.Write("Area", 1L);

    private static string East => GlobalId.Write("Area", 2L);

    /// <summary>The sockets of the test before are closed, and what it listened to is over.</summary>
    public async ValueTask InitializeAsync()
    {
        await village.Owner.AskAsync("INSERT INTO vocabulary_term (vocabulary, code, label) VALUES ('link-kinds', 'meets_at', 'meets at') ON CONFLICT DO NOTHING");
        // The village's own have their numbers by hand.
        await village.Owner.AskAsync("SELECT setval(pg_get_serial_sequence('community_asset', 'id'), (SELECT max(id) FROM community_asset)), setval(pg_get_serial_sequence('link', 'id'), (SELECT max(id) FROM link))");
        while (village.Services.GetRequiredService<GraphExecution>().Streams > 0) await Task.Delay(5, Cancel);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task What_takes_effect_is_told_with_the_thing_as_it_is_now_and_in_its_area()
    {
        using var steward = await village.SignedInAsync("steward::");
        using var all = await ListenAsync(null, ("1", $"communityChanged {Changed}"));
        using var west = await ListenAsync(null, ("1", $"communityChanged(area: \"{West}\") {Changed}"), ("2", $"communityChanged(area: \"{East}\") {Changed}"));

        var added = await SendAsync(steward, "contributeAsset", "asset: { name: \"Seed Library\", abcdClass: PLACES, longitude: -2.01, latitude: 53.01 }", "asset { id }");
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"communityChanged":{"asset":{"name":"Seed Library","version":1,"isRemoved":false},"link":null}}}}""", await all.ReadAsync());
        Assert.StartsWith("""{"id":"1",""", await west.ReadAsync(), StringComparison.Ordinal);
        var id = added.GetProperty("asset").GetProperty("id").GetString();
        await SendAsync(steward, "contributeLink", $"link: {{ from: \"{id}\", to: \"{GlobalId.Write("Site", 1L)}\", kind: \"meets_at\", evidence: \"Poster\" }}");
        Assert.Contains("""{"asset":null,"link":{"kind":"meets_at","evidence":"Poster"}}""", await all.ReadAsync(), StringComparison.Ordinal);
        await west.ReadAsync();

        // What moves is told where it was and where it is.
        await SendAsync(steward, "changeAsset", $"id: \"{id}\", version: 1, asset: {{ longitude: -1.99, latitude: 53.02 }}");
        Assert.Contains("\"version\":2", await all.ReadAsync(), StringComparison.Ordinal);
        var heard = new[] { await west.ReadAsync(), await west.ReadAsync() };
        Assert.Equal(["1", "2"], heard.Select(message => message.Split('"')[3]).Order());
        await SendAsync(steward, "removeAsset", $"id: \"{id}\", version: 2");
        Assert.Contains("\"version\":3,\"isRemoved\":true", await all.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_is_told_to_its_steward_and_its_sender_and_nothing_else_before_it_is_decided()
    {
        var (sender, judge, other) = (await village.AccountAsync("contributor::1"), await village.AccountAsync("steward::1"), await village.AccountAsync("steward::2"));
        using var contributor = await village.OpenAsync(sender);
        using var steward = await village.OpenAsync(judge);
        using var east = await village.OpenAsync(other);
        const string queue = "reviewChanged { contributions }";
        using var sending = await ListenAsync(contributor, ("1", queue));
        using var judging = await ListenAsync(steward, ("1", queue), ("2", $"communityChanged {Changed}"));
        using var elsewhere = await ListenAsync(east, ("1", queue), ("2", $"communityChanged {Changed}"));

        var sent = await SendAsync(contributor, "contributeAsset", "asset: { name: \"Quiet Garden\", abcdClass: PLACES, longitude: -2.01, latitude: 53.01 }");
        Assert.Equal("IN_REVIEW", sent.GetProperty("status").GetString());
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"reviewChanged":{"contributions":1}}}}""", await judging.ReadAsync());
        Assert.Contains("\"contributions\":0", await sending.ReadAsync(), StringComparison.Ordinal);

        await SendAsync(steward, "decideContribution", $"id: \"{sent.GetProperty("id").GetString()}\", accept: true", key: false);
        var heard = new[] { await judging.ReadAsync(), await judging.ReadAsync() };
        Assert.Contains(heard, message => message.Contains("Quiet Garden", StringComparison.Ordinal));
        Assert.Contains(heard, message => message.Contains("\"contributions\":0", StringComparison.Ordinal));
        Assert.Contains("\"contributions\":0", await sending.ReadAsync(), StringComparison.Ordinal);
        // The steward of the other ward hears what is there now, and never that something waited.
        Assert.Contains("Quiet Garden", await elsewhere.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_is_told_once_it_was_let_through_to_those_who_listen_to_its_thing()
    {
        using var reader = await village.SignedInAsync("reader::");
        using var steward = await village.SignedInAsync("steward::");
        var (library, school) = (GlobalId.Write("Site", 1L), GlobalId.Write("Site", 3L));
        const string comment = "{ comment { words actor } }";
        using var listening = await ListenAsync(null, ("1", $"commentAdded(on: \"{library}\") {comment}"), ("2", $"commentAdded(on: \"{school}\") {comment}"), ("3", $"commentAdded(on: \"{GlobalId.Write("CommunityAsset", 1L)}\") {comment}"));

        var sent = await SendAsync(reader, "comment", $"on: \"{library}\", words: \"Warm and quiet\"");
        Assert.Equal("IN_REVIEW", sent.GetProperty("status").GetString());
        await SendAsync(steward, "comment", $"on: \"{school}\", words: \"Open on Saturday\"");
        // Nothing was said of the library before: this is the first to be heard.
        Assert.Contains("Open on Saturday", await listening.ReadAsync(), StringComparison.Ordinal);
        await SendAsync(steward, "decideContribution", $"id: \"{sent.GetProperty("id").GetString()}\", accept: true", key: false);
        var heard = await listening.ReadAsync();
        Assert.StartsWith("""{"id":"1",""", heard, StringComparison.Ordinal);
        Assert.Contains("Warm and quiet", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_not_signed_in_hears_of_no_queue_and_what_is_no_id_opens_nothing()
    {
        using var nobody = await ListenAsync(null);
        foreach (var (query, code) in new[] { ("reviewChanged { contributions }", "AUTH_NOT_AUTHORIZED"), ("commentAdded(on: \"nothing\") { comment { words } }", "HC0016"), ("communityChanged(area: \"nowhere\") { asset { name } }", "HC0016") })
        {
            await nobody.SubscribeAsync("1", $"subscription {{ {query} }}");
            Assert.Contains($"\"{code}\"", await nobody.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("""{"id":"1","type":"complete"}""", await nobody.ReadAsync());
        }
    }

    /// <summary>A socket in the name of a browser, or of nobody, whose subscriptions are open.</summary>
    private async Task<ServedVillage.Caller> ListenAsync(HttpClient? browser, params (string Id, string Query)[] queries)
    {
        var socket = new ServedVillage.Caller();
        socket.Socket.Options.AddSubProtocol(GraphSocket.Protocol);
        if (browser is not null) socket.Socket.Options.SetRequestHeader("Cookie", browser.DefaultRequestHeaders.GetValues("Cookie").Single());
        await socket.Socket.ConnectAsync(new UriBuilder(new Uri(village.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, Cancel);
        await socket.SendAsync("""{"type":"connection_init"}""");
        await socket.ReadAsync();
        var streams = village.Services.GetRequiredService<GraphExecution>();
        foreach (var (id, query) in queries)
        {
            // Those that are alike share a stream; none here are, and the tests of a class come one after another.
            var before = streams.Streams;
            await socket.SubscribeAsync(id, $"subscription {{ {query} }}");
            while (streams.Streams == before) await Task.Delay(5, Cancel);
        }

        return socket;
    }

    /// <summary>The contribution that a mutation made or decided; it has no errors.</summary>
    private static async Task<JsonElement> SendAsync(HttpClient browser, string mutation, string input, string more = "", bool key = true)
    {
        var answer = await browser.QueryAsync($"mutation {{ it: {mutation}(input: {{ {(key ? $"key: \"{Guid.NewGuid()}\", " : "")}{input} }}) {{ contribution {{ id status {more} }} errors {{ ... on Error {{ message }} }} }} }}");
        var made = answer.GetProperty("data").GetProperty("it");
        Assert.True(made.GetProperty("errors").ValueKind == JsonValueKind.Null, answer.GetRawText());
        return made.GetProperty("contribution");
    }
}
