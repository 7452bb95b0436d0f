using System.Threading.Channels;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>An answer as server-sent events (GraphQL over SSE, distinct connections mode): <c>next</c> for each result, <c>complete</c> at the end, a comment now and then so that proxies keep the line.</summary>
internal static class EventStreamWriter
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(12);

    public static async Task ServeAsync(HttpContext http, ExecutionResult result)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
        var serializer = http.RequestServices.GetRequiredService<IGraphQLSerializer>();
        var most = http.RequestServices.GetRequiredService<GraphSettings>().MaxSocketQueue;
        if (result.Streams is not { Count: > 0 })
        {
            await NextAsync(result);
            await EndAsync();
            return;
        }

        // The caller should know at once that it is being heard.
        await BeatAsync();
        var waiting = Channel.CreateBounded<ExecutionResult>(most);
        using var source = result.Streams.First().Value.Subscribe(new Listener(waiting.Writer));
        try
        {
            while (true)
            {
                using var beat = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
                beat.CancelAfter(Beat);
                try
                {
                    if (!await waiting.Reader.WaitToReadAsync(beat.Token)) break;
                }
                catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
                {
                    await BeatAsync();
                    continue;
                }

                while (waiting.Reader.TryRead(out var next)) await NextAsync(next);
            }

            await EndAsync();
        }
        catch (OperationCanceledException)
        {
            // Whoever listened has gone.
        }

        async Task BeatAsync()
        {
            await http.Response.WriteAsync(":\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }

        async Task NextAsync(ExecutionResult next)
        {
            using var buffer = new MemoryStream();
            buffer.Write("event: next\ndata: "u8);
            await serializer.WriteAsync(buffer, next, http.RequestAborted);
            (next.Data as IDisposable)?.Dispose();
            buffer.Write("\n\n"u8);
            await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }

        async Task EndAsync()
        {
            await http.Response.WriteAsync("event: complete\ndata:\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    /// <summary>Puts results into a queue that is bounded: whoever reads too slowly is let go rather than buffered for.</summary>
    private sealed class Listener(ChannelWriter<ExecutionResult> to) : IObserver<ExecutionResult>
    {
        public void OnNext(ExecutionResult value)
        {
            if (!to.TryWrite(value)) to.TryComplete();
        }

        public void OnError(Exception error) => to.TryComplete();

        public void OnCompleted() => to.TryComplete();
    }
}
