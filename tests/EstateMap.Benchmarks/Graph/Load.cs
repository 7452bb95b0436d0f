using System.Diagnostics;
using System.Net.Http.Headers;

namespace EstateMap.Benchmarks.Graph;

/// <summary>One way of answering a question: where to ask, and with what bodies, in turn.</summary>
internal sealed record Way(string Name, Uri Address, IReadOnlyList<byte[]> Bodies, int ServerPid);

/// <summary>What one slice of load gave. Seconds of processor are those of the server and of PostgreSQL while it ran.</summary>
internal sealed record Slice(int Requests, double Seconds, IReadOnlyList<double> Latencies, double ServerCpu, double PostgresCpu);

/// <summary>Asks the same question again and again from a few callers at once, and looks at the processes meanwhile.</summary>
internal sealed class Load(int postmaster) : IDisposable
{
    private const int Callers = 4;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new();
    private long _asked;

    public void Dispose() => _http.Dispose();

    /// <exception cref="InvalidOperationException">The answer is an error, or not JSON.</exception>
    public async Task<string> AskAsync(Way way)
    {
        using var content = new ByteArrayContent(way.Bodies[0]) { Headers = { ContentType = Json } };
        using var answer = await _http.PostAsync(way.Address, content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && !text.Contains("\"errors\"", StringComparison.Ordinal) ? text : throw new InvalidOperationException($"{way.Name} answers {(int)answer.StatusCode}: {text[..Math.Min(400, text.Length)]}");
    }

    public async Task<Slice> RunAsync(Way way, double seconds)
    {
        var cpu = (Server: ProcessorTime.Of(way.ServerPid), Postgres: ProcessorTime.OfChildren(postmaster));
        var start = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                var began = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(way.Bodies[(int)(Interlocked.Increment(ref _asked) % way.Bodies.Count)]) { Headers = { ContentType = Json } };
                using var answer = await _http.PostAsync(way.Address, content);
                await answer.Content.CopyToAsync(Stream.Null);
                answer.EnsureSuccessStatusCode();
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return own;
        })));
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = latencies.SelectMany(own => own).Order().ToList();
        return new Slice(all.Count, took, all, ProcessorTime.Of(way.ServerPid) - cpu.Server, ProcessorTime.OfChildren(postmaster) - cpu.Postgres);
    }
}
