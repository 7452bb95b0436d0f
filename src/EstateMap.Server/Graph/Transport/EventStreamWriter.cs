using System.Threading.Channels;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>
/// An answer as server-sent events (GraphQL over SSE, distinct connections mode): <c>next</c> for each result, <c>complete</c> at the end, a comment now and then so that proxies keep the line.
/// It ends with the session by which it was opened. Whoever reads too slowly is told so in a last result with the code of busy servers, where they still read it, and let go.
/// </summary>
internal static class EventStreamWriter
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(12);

    public static async Task ServeAsync(HttpContext http, ExecutionResult result, HeldBytes.Hold held)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
        var serializer = http.RequestServices.GetRequiredService<IGraphQLSerializer>();
        var most = http.RequestServices.GetRequiredService<GraphSettings>().MaxSocketQueue;
        try
        {
            if (result.Streams is not { Count: > 0 })
            {
                var only = await EventAsync(serializer, result);
                if (!held.TryAdd(only.Length)) only = await EventAsync(serializer, new ExecutionResult { Errors = [GraphRequestError.TooMuchHeld()] });
                await WriteAsync(only);
                await WriteAsync(End);
                return;
            }

            // The caller should know at once that it is being heard.
            await WriteAsync(Comment);
            var listener = new Listener(Channel.CreateBounded<byte[]>(most), serializer, held);
            using (http.RequestServices.GetRequiredService<People.SessionWatch>().Watch(http, listener.OnCompleted))
            using (result.Streams.First().Value.Subscribe(listener))
                while (await listener.WaitAsync(Beat, http.RequestAborted) is { } isThere)
                {
                    if (!isThere) await WriteAsync(Comment);
                    while (listener.Waiting.Reader.TryRead(out var next))
                    {
                        await WriteAsync(next);
                        held.Remove(next.Length);
                    }
                }

            if (listener.IsTooSlow) await WriteAsync(await EventAsync(serializer, new ExecutionResult { Errors = [new GraphRequestError(GraphRequestError.Busy, "Too slow: events were not read in time.")] }));
            await WriteAsync(End);
        }
        catch (OperationCanceledException)
        {
            // Whoever listened has gone.
        }

        async Task WriteAsync(ReadOnlyMemory<byte> text)
        {
            await http.Response.Body.WriteAsync(text, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static readonly byte[] Comment = ":\n\n"u8.ToArray();
    private static readonly byte[] End = "event: complete\ndata:\n\n"u8.ToArray();

    private static async Task<byte[]> EventAsync(IGraphQLSerializer serializer, ExecutionResult result)
    {
        using var buffer = new MemoryStream();
        buffer.Write("event: next\ndata: "u8);
        await serializer.WriteAsync(buffer, result);
        (result.Data as IDisposable)?.Dispose();
        buffer.Write("\n\n"u8);
        return buffer.ToArray();
    }

    /// <summary>Puts events into a queue that is bounded, by number and by what may be held for one client: whoever reads too slowly is let go rather than buffered for.</summary>
    private sealed class Listener(Channel<byte[]> waiting, IGraphQLSerializer serializer, HeldBytes.Hold held) : IObserver<ExecutionResult>
    {
        public Channel<byte[]> Waiting => waiting;

        public bool IsTooSlow { get; private set; }

        /// <summary>True when something is there, false when nothing came for so long, null at the end.</summary>
        public async Task<bool?> WaitAsync(TimeSpan beat, CancellationToken cancellation)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(beat);
            try
            {
                return await waiting.Reader.WaitToReadAsync(patience.Token) ? true : null;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false;
            }
        }

        public void OnNext(ExecutionResult value) => _ = PutAsync(value);

        public void OnError(Exception error) => waiting.Writer.TryComplete();

        public void OnCompleted() => waiting.Writer.TryComplete();

        // Results are whole: nothing in writing them waits, so that they stay in their order.
        private async Task PutAsync(ExecutionResult value)
        {
            var text = await EventAsync(serializer, value);
            if (held.TryAdd(text.Length))
            {
                if (waiting.Writer.TryWrite(text)) return;
                held.Remove(text.Length);
            }

            if (waiting.Writer.TryComplete()) IsTooSlow = true;
        }
    }
}
