using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Another server over the village, with settings of its own.</summary>
internal sealed class ServedVillage : IAsyncDisposable
{
    private readonly WebApplication _server;

    private ServedVillage(WebApplication server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _server.Services;

    public Uri Socket => new UriBuilder(new Uri(Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri;

    public static async Task<ServedVillage> StartAsync(Village village, params (string Name, string Value)[] settings)
    {
        var server = await Village.StartAsync(village.Database, settings.ToDictionary(setting => $"EstateMap:GraphQL:{setting.Name}", setting => (string?)setting.Value));
        return new ServedVillage(server);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    public async Task<JsonElement> AskAsync(object body)
    {
        using var answer = await Http.PostAsync("/graphql", new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>The code of the first error; empty when it has none.</summary>
    public static string Code(JsonElement answer) => answer.GetProperty("errors")[0] is var error && error.TryGetProperty("extensions", out var extensions) ? extensions.GetProperty("code").GetString()! : "";

    /// <summary>A socket, with connection_init behind it unless told otherwise.</summary>
    public async Task<Caller> ConnectAsync(bool init = true, string protocol = "graphql-transport-ws")
    {
        var caller = new Caller();
        caller.Socket.Options.AddSubProtocol(protocol);
        await caller.Socket.ConnectAsync(Socket, TestContext.Current.CancellationToken);
        if (!init) return caller;
        await caller.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("""{"type":"connection_ack"}""", await caller.ReadAsync());
        return caller;
    }

    internal sealed class Caller : IDisposable
    {
        public ClientWebSocket Socket { get; } = new();

        public void Dispose() => Socket.Dispose();

        public Task SendAsync(string message) => Socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

        public Task SubscribeAsync(string id, string query) => SendAsync(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query } }));

        /// <summary>The next message, or how the socket was closed.</summary>
        public async Task<string> ReadAsync()
        {
            using var message = new MemoryStream();
            var buffer = new byte[65_536];
            while (true)
            {
                var part = await Patience.ForAsync(cancel => Socket.ReceiveAsync(buffer, cancel), "the next message of a socket");
                if (part.MessageType == WebSocketMessageType.Close) return $"closed {(int)Socket.CloseStatus!} {Socket.CloseStatusDescription}";
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage) return Encoding.UTF8.GetString(message.ToArray());
            }
        }

        /// <summary>Reads on until it is closed.</summary>
        public async Task<string> ClosedAsync()
        {
            while (true)
            {
                var message = await ReadAsync();
                if (message.StartsWith("closed", StringComparison.Ordinal)) return message;
            }
        }
    }
}
