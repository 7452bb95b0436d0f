using System.Net.WebSockets;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Every caller listens to everything at once while something happens to every site and to what is said of it: each hears of what it sees, and the queue of those who judge it.</summary>
[Collection(nameof(Matrix))]
public class NewsMatrixTests(MatrixVillage village)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>Subscriptions by their id on the socket. Those of comments stand for each site: a and its number on the group there, p on the site.</summary>
    private static IEnumerable<(string Id, string Query)> Streams =>
    [
        ("s", "siteChanged { site { name } }"), ("c", "communityChanged { asset { name } link { evidence } }"), ("w", $"communityChanged(area: \"{GlobalId.Write("Area", 1L)}\") {{ asset {{ name }} link {{ evidence }} }}"), ("r", "reviewChanged { contributions }"),
        ("d", "datasetActivated { dataset { key } }"), ("i", "importProgress { dataset { key } }"),
        .. MatrixVillage.Sites.SelectMany(site => new[] { ($"a{site.Id}", $"commentAdded(on: \"{GlobalId.Write("CommunityAsset", 1000 + site.Id)}\") {{ comment {{ words }} }}"), ($"p{site.Id}", $"commentAdded(on: \"{GlobalId.Write("Site", site.Id)}\") {{ comment {{ words }} }}") }),
    ];

    [Fact]
    public async Task News_are_told_to_whoever_sees_what_they_are_about()
    {
        var cells = new MatrixCells();
        var sockets = new Dictionary<MatrixCaller, ServedVillage.Caller>();
        try
        {
            foreach (var caller in MatrixVillage.Callers)
            {
                var socket = sockets[caller] = await ConnectAsync(caller);
                foreach (var (id, query) in Streams) await socket.SubscribeAsync(id, $"subscription {{ {query} }}");
            }

            // Nobody is heard of the queue, and is told so; all other streams are open.
            var nobody = sockets[MatrixVillage.Callers[0]];
            Assert.Contains("AUTH_NOT_AUTHORIZED", await nobody.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("""{"id":"r","type":"complete"}""", await nobody.ReadAsync());
            var streams = village.Services.GetRequiredService<GraphExecution>();
            while (streams.Streams < (MatrixVillage.Callers.Length * Streams.Count()) - 1) await Task.Delay(10, TestContext.Current.CancellationToken);
            await village.RunAsync($"SELECT pg_notify('estatemap_changes', note) FROM unnest(ARRAY[{string.Join(", ", Notes().Select(note => $"'{note}'"))}]) AS note");

            await Task.WhenAll(sockets.Select(async one =>
            {
                var (caller, heard) = (one.Key, await ListenAsync(one.Value, Expected(one.Key)));
                foreach (var site in MatrixVillage.Sites)
                    foreach (var (stream, words) in Told(site))
                        cells.Check(caller, $"{words} at {stream}", caller.Sees(site) && (stream != "w" || site.Ward == 1) ? 1 : 0, heard.Count(message => message.StartsWith($"{{\"id\":\"{stream}\"", StringComparison.Ordinal) && message.Contains(words, StringComparison.Ordinal)));
                foreach (var (dataset, sees) in Datasets)
                    foreach (var stream in new[] { "d", "i" }) cells.Check(caller, $"{dataset} at {stream}", sees(caller) ? 1 : 0, heard.Count(message => message.StartsWith($"{{\"id\":\"{stream}\"", StringComparison.Ordinal) && message.Contains($"\"{dataset}\"", StringComparison.Ordinal)));
                cells.Check(caller, "news of the queue", Reviews(caller), heard.Count(message => message.StartsWith("{\"id\":\"r\"", StringComparison.Ordinal) && message.Contains("\"next\"", StringComparison.Ordinal)));
            }));
        }
        finally
        {
            foreach (var socket in sockets.Values) socket.Dispose();
        }

        cells.End($"{Streams.Count()} subscriptions");
    }

    /// <summary>Datasets, and who sees each: what partners share, whoever has signed in; what is restricted, those who see that.</summary>
    private static readonly (string Dataset, Func<MatrixCaller, bool> Sees)[] Datasets =
    [
        ("village-register", _ => true), ("partners-file", caller => caller.IsSignedIn), ("restricted-file", caller => caller.SeesRestricted || caller.IsAdministrator),
    ];

    /// <summary>What is told of one site, by the stream that tells it.</summary>
    private static IEnumerable<(string Stream, string Words)> Told(MatrixSite site) =>
    [
        ("s", $"\"{site.Name}\""), ("c", $"Group at {site.Name}"), ("c", $"Told at {site.Name}"), ("w", $"Group at {site.Name}"), ("w", $"Told at {site.Name}"), ($"a{site.Id}", $"Comment on {site.Name}"), ($"p{site.Id}", $"Remark on {site.Name}"),
    ];

    /// <summary>As the database tells them (migrations/functions/10 and 11): a change of each site, group and link, comments on both, something that was sent in about the group; files that are read and served; then what each account sent in about the library.</summary>
    private IEnumerable<string> Notes() => MatrixVillage.Sites.SelectMany(site => new[]
    {
        $$"""{"site":{{site.Id}}}""", $$"""{"community":true,"asset":{{1000 + site.Id}},"link":null,"areas":[{{site.Ward}}]}""", $$"""{"community":true,"asset":null,"link":{{1000 + site.Id}},"areas":[{{site.Ward}}]}""",
        $$"""{"comment":{{1000 + site.Id}},"asset":{{1000 + site.Id}},"site":null,"scenario":null}""", $$"""{"comment":{{2000 + site.Id}},"asset":null,"site":{{site.Id}},"scenario":null}""", $$"""{"contribution":{{1000 + site.Id}}}""",
    }).Concat(Datasets.SelectMany(one => new[] { $$"""{"dataset":"{{one.Dataset}}","run":null}""", $$"""{"progress":1,"dataset":"{{one.Dataset}}","phase":"read","done":1,"total":null}""" })).Concat(MatrixVillage.Callers.Where(caller => caller.IsSignedIn).Select(caller => $$"""{"contribution":{{5000 + village.AccountOf(caller)}}}"""));

    /// <summary>How often the queue changes for a caller: with what it judges, and with what is its own.</summary>
    private static int Reviews(MatrixCaller caller) => MatrixVillage.Sites.Count(caller.Judges) + (caller.Judges(MatrixVillage.Sites[0]) ? MatrixVillage.Callers.Count(one => one.IsSignedIn) : caller.IsSignedIn ? 1 : 0);

    private static int Expected(MatrixCaller caller) => MatrixVillage.Sites.Where(caller.Sees).Sum(site => site.Ward == 1 ? 7 : 5) + (2 * Datasets.Count(one => one.Sees(caller))) + Reviews(caller);

    /// <summary>All that is heard until as much came as should, and a while longer for what should not.</summary>
    private static async Task<List<string>> ListenAsync(ServedVillage.Caller socket, int expected)
    {
        var heard = new List<string>();
        while (true)
        {
            var next = socket.ReadAsync();
            // Whatever is missing is told by the cells, not by a test that hangs.
            if (await Task.WhenAny(next, Task.Delay(heard.Count < expected ? TimeSpan.FromSeconds(20) : Quiet)) != next) return heard;
            heard.Add(await next);
        }
    }

    private async Task<ServedVillage.Caller> ConnectAsync(MatrixCaller caller)
    {
        var socket = new ServedVillage.Caller();
        socket.Socket.Options.AddSubProtocol("graphql-transport-ws");
        foreach (var header in new[] { "Cookie", "Authorization" })
            if (village.As(caller).DefaultRequestHeaders.TryGetValues(header, out var values)) socket.Socket.Options.SetRequestHeader(header, string.Join(' ', values));
        await socket.Socket.ConnectAsync(new UriBuilder(new Uri(village.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await socket.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("""{"type":"connection_ack"}""", await socket.ReadAsync());
        Assert.Equal(WebSocketState.Open, socket.Socket.State);
        return socket;
    }
}
