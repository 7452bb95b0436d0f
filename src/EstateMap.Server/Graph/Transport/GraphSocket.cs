using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using EstateMap.Server.People;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// One socket that speaks graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). It is closed with 4400 for what is no message, 4401 without connection_init, 4403 when the session is over by which it was opened,
/// 4408 when that does not come, 4409 for an id that is taken, 4429 for a second connection_init, and with 1013 when it reads too slowly or its client has too much on its way.
/// </summary>
internal sealed class GraphSocket : IDisposable
{
    public const string Protocol = "graphql-transport-ws";

    // A socket is opened without the header that shows whose page asks, so nothing is changed over one.
    private static readonly GraphQL.Validation.IValidationRule[] OnSocket = [new NoMutations("Changes are sent by POST.")];

    private const int TryAgainLater = 1013;

    // What an open socket takes by itself, and an open operation in times of its text.
    private const int OwnBytes = 8_192;
    private const int TimesItsText = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly HttpContext _http;
    private readonly GraphExecution _execution;
    private readonly GraphSettings _settings;
    private readonly IGraphQLSerializer _serializer;
    private readonly string _client;
    private readonly HeldBytes.Hold _held;
    private readonly Channel<byte[]> _outbound;
    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended;
    private (int Code, string Reason)? _close;
    private bool _isAcknowledged;

    private GraphSocket(WebSocket socket, HttpContext http)
    {
        (_socket, _http) = (socket, http);
        _execution = http.RequestServices.GetRequiredService<GraphExecution>();
        _settings = http.RequestServices.GetRequiredService<GraphSettings>();
        _serializer = http.RequestServices.GetRequiredService<IGraphQLSerializer>();
        _client = Turns.ClientOf(http);
        _held = http.RequestServices.GetRequiredService<HeldBytes>().For(_client);
        _outbound = Channel.CreateBounded<byte[]>(_settings.MaxSocketQueue);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
    }

    public static async Task ServeAsync(HttpContext http)
    {
        if (!http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            // Accepted only to be told so: a refused handshake tells a browser nothing.
            using var refused = await http.WebSockets.AcceptWebSocketAsync();
            try
            {
                await refused.CloseAsync((WebSocketCloseStatus)4406, $"Subprotocol not acceptable; {Protocol} is.", http.RequestAborted);
            }
            catch (Exception error) when (error is OperationCanceledException or WebSocketException)
            {
                // Gone before it had heard it.
            }

            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = Protocol, KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        using var session = new GraphSocket(socket, http);
        await session.RunAsync();
    }

    public void Dispose()
    {
        _ended.Dispose();
        _held.Dispose();
    }

    private async Task RunAsync()
    {
        using var init = new Timer(_ =>
        {
            if (!_isAcknowledged) Close(4408, "Connection initialisation timeout");
        }, null, _settings.SocketInitTimeout, Timeout.InfiniteTimeSpan);
        using var watch = _http.RequestServices.GetRequiredService<SessionWatch>().Watch(_http, () => Close(4403, "Forbidden: the session is over"));
        var sending = SendAsync();
        if (!_held.TryAdd(OwnBytes)) Close(TryAgainLater, "Too many sockets are open");
        try
        {
            await ReceiveAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The other side is gone, or did not go when it was told to.
        }

        foreach (var operation in _operations.Values) operation.Dispose();
        _outbound.Writer.TryComplete();
        await sending;
    }

    private async Task ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[8_192];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _ended.Token);
            if (part.MessageType == WebSocketMessageType.Close) return;
            if (message.Length + part.Count > _settings.MaxRequestBytes)
            {
                Close((int)WebSocketCloseStatus.MessageTooBig, $"A message is larger than {_settings.MaxRequestBytes} bytes.");
                message.SetLength(0);
                continue;
            }

            // What still comes once it was told to go is not read.
            if (_close is not null) continue;
            if (!_held.TryAdd(part.Count))
            {
                Close(TryAgainLater, "Too much is on its way");
                continue;
            }

            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            if (part.MessageType != WebSocketMessageType.Text || !Handle(message.GetBuffer().AsMemory(0, (int)message.Length))) Close(4400, "Invalid message");
            _held.Remove(message.Length);
            message.SetLength(0);
        }
    }

    /// <summary>False for what is no message of the protocol.</summary>
    private bool Handle(ReadOnlyMemory<byte> text)
    {
        JsonDocument document;
        try
        {
            document = RequestReader.Parse(text);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String) return false;
            try
            {
                switch (type.GetString())
                {
                    case "connection_init":
                        if (_isAcknowledged) Close(4429, "Too many initialisation requests");
                        _isAcknowledged = true;
                        Enqueue("{\"type\":\"connection_ack\"}"u8.ToArray());
                        return true;
                    case "ping":
                        Enqueue("{\"type\":\"pong\"}"u8.ToArray());
                        return true;
                    case "pong":
                        return true;
                    case "subscribe":
                        return Subscribe(root, text.Length);
                    case "complete" when Id(root) is { } id:
                        Forget(id);
                        return true;
                    default:
                        return false;
                }
            }
            catch (InvalidOperationException)
            {
                // A text in it is no Unicode.
                return false;
            }
        }
    }

    private static string? Id(JsonElement root) => root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 and <= 200 } text ? text : null;

    private bool Subscribe(JsonElement root, int size)
    {
        if (Id(root) is not { } id || !root.TryGetProperty("payload", out var payload)) return false;
        if (!_isAcknowledged)
        {
            Close(4401, "Unauthorized");
            return true;
        }

        var (request, problem) = RequestReader.Read(payload, _settings);
        if (request is null && problem!.Code is not ("HC0010" or "HC0013")) return false;
        var operation = new Operation(_held, size * TimesItsText, _ended.Token);
        if (!_operations.TryAdd(id, operation))
        {
            operation.Dispose();
            Close(4409, $"Subscriber for {JsonSerializer.Serialize(id)} already exists");
        }
        else if (!operation.IsHeld)
        {
            _ = FailAsync(id, GraphRequestError.TooMuchHeld());
        }
        else if (_operations.Count > _settings.MaxSocketOperations || request is null)
        {
            _ = FailAsync(id, request is null ? new GraphRequestError(problem!.Code, problem.Message) : new GraphRequestError(GraphRequestError.Busy, $"One socket may have {_settings.MaxSocketOperations} operations open."));
        }
        else
        {
            _ = RunAsync(id, request, operation);
        }

        return true;
    }

    private async Task RunAsync(string id, GraphRequestMessage request, Operation operation)
    {
        try
        {
            var result = await _execution.RunAsync(request, _client, Caller.Of(_http), OnSocket, operation.Token);
            if (result.Streams is { Count: > 0 } streams)
            {
                operation.Listen(streams.First().Value.Subscribe(new Listener(this, id)));
                return;
            }

            if (!result.Executed)
            {
                if (Forget(id)) await SendErrorsAsync(id, result);
                return;
            }

            await SendNextAsync(id, result);
            if (Forget(id)) Enqueue(Message(id, "complete"));
        }
        catch (OperationCanceledException)
        {
            // Completed by the caller, or the socket is gone.
        }
        catch (Exception error)
        {
            _http.RequestServices.GetRequiredService<ILogger<GraphSocket>>().LogError(error, "An operation over a socket failed.");
            await FailAsync(id, new ExecutionError(HotChocolateErrorInfo.Unexpected));
        }
    }

    /// <summary>False when it was no longer open.</summary>
    private bool Forget(string id)
    {
        if (!_operations.TryRemove(id, out var operation)) return false;
        operation.Dispose();
        return true;
    }

    private async Task FailAsync(string id, ExecutionError error)
    {
        Forget(id);
        await SendErrorsAsync(id, new ExecutionResult { Errors = [error] });
    }

    private async Task SendNextAsync(string id, ExecutionResult result)
    {
        using var buffer = new MemoryStream();
        buffer.Write(Head(id, "next"));
        buffer.Write(",\"payload\":"u8);
        await _serializer.WriteAsync(buffer, result);
        (result.Data as IDisposable)?.Dispose();
        buffer.Write("}"u8);
        Enqueue(buffer.ToArray());
    }

    /// <summary>The protocol's error message holds the errors alone.</summary>
    private async Task SendErrorsAsync(string id, ExecutionResult result)
    {
        using var buffer = new MemoryStream();
        await _serializer.WriteAsync(buffer, new ExecutionResult { Errors = result.Errors });
        using var answer = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        using var message = new MemoryStream();
        message.Write(Head(id, "error"));
        message.Write(",\"payload\":"u8);
        message.Write(System.Text.Encoding.UTF8.GetBytes(answer.RootElement.GetProperty("errors").GetRawText()));
        message.Write("}"u8);
        Enqueue(message.ToArray());
    }

    private static byte[] Head(string id, string type) => System.Text.Encoding.UTF8.GetBytes($"{{\"id\":{JsonSerializer.Serialize(id)},\"type\":\"{type}\"");

    private static byte[] Message(string id, string type) => [.. Head(id, type), (byte)'}'];

    /// <summary>Whoever does not read is let go: nothing is kept for them without bound.</summary>
    private void Enqueue(byte[] message)
    {
        if (_held.TryAdd(message.Length))
        {
            if (_outbound.Writer.TryWrite(message)) return;
            _held.Remove(message.Length);
        }

        Close(TryAgainLater, "Too slow: messages were not read in time");
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var message in _outbound.Reader.ReadAllAsync(_ended.Token))
            {
                if (_close is not null) break;
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
                _held.Remove(message.Length);
            }

            var (code, reason) = _close ?? ((int)WebSocketCloseStatus.NormalClosure, "");
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, _ended.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // Nobody there to send to.
        }
    }

    /// <summary>The first reason counts. Whoever does not go in time is cut off.</summary>
    private void Close(int code, string reason)
    {
        lock (_outbound)
        {
            if (_close is not null) return;
            _close = (code, reason);
        }

        foreach (var operation in _operations.Values) operation.Dispose();
        _outbound.Writer.TryComplete();
        _ended.CancelAfter(Patience);
    }

    /// <summary>One operation that is open: what ends it.</summary>
    private sealed class Operation : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly HeldBytes.Hold _held;
        private readonly int _bytes;
        private IDisposable? _subscription;
        private int _isOver;

        public Operation(HeldBytes.Hold held, int bytes, CancellationToken socket)
        {
            _held = held;
            IsHeld = held.TryAdd(bytes);
            _bytes = IsHeld ? bytes : 0;
            _source = CancellationTokenSource.CreateLinkedTokenSource(socket);
            Token = _source.Token;
        }

        public CancellationToken Token { get; }

        /// <summary>False when its client has too much open.</summary>
        public bool IsHeld { get; }

        public void Listen(IDisposable subscription)
        {
            _subscription = subscription;
            if (Token.IsCancellationRequested) subscription.Dispose();
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 1) return;
            _source.Cancel();
            _subscription?.Dispose();
            // Else the socket's source would know of every operation that it ever had.
            _source.Dispose();
            _held.Remove(_bytes);
        }
    }

    private sealed class Listener(GraphSocket socket, string id) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value) => _ = socket.SendNextAsync(id, value);

        public void OnError(Exception error) => _ = socket.FailAsync(id, error as ExecutionError ?? new ExecutionError(HotChocolateErrorInfo.Unexpected));

        public void OnCompleted()
        {
            if (socket.Forget(id)) socket.Enqueue(Message(id, "complete"));
        }
    }
}
