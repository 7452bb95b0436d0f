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
        var cpu = (Server: Cpu(way.ServerPid), Postgres: PostgresCpu());
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
        return new Slice(all.Count, took, all, Cpu(way.ServerPid) - cpu.Server, PostgresCpu() - cpu.Postgres);
    }

    /// <summary>Seconds of processor that a process has used (proc(5): utime and stime, in hundredths).</summary>
    private static double Cpu(int pid)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
            return (double.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + double.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture)) / 100;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Of the backends that are, and of those that have ended (the postmaster's waited-for children, fields 16 and 17).</summary>
    private double PostgresCpu() => Ended(postmaster) + Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
        .Where(pid => Parent(pid) == postmaster).Sum(Cpu);

    private static double Ended(int pid)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return (double.Parse(fields[13], System.Globalization.CultureInfo.InvariantCulture) + double.Parse(fields[14], System.Globalization.CultureInfo.InvariantCulture)) / 100;
    }

    public static int Parent(int pid)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
