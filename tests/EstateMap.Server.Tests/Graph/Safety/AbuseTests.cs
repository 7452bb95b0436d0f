using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>A database with the sample in it.</summary>
public class SampleDatabase : PostgisFixture
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        using var program = EstateMapProgram.Start(["serve", "--database", ConnectionString, "--port", "0"]);
        await program.GetAddressAsync(TestContext.Current.CancellationToken);
        program.Signal("TERM");
        await program.EndAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>
/// A server in a process of its own, with so much memory and no more, is asked what would be large to answer: one thing after another, and everything at once from several connections while somebody else asks something usual.
/// </summary>
[Trait("soak", "yes")]
public partial class AbuseTests(SampleDatabase db) : IClassFixture<SampleDatabase>
{
    // The heap may not grow beyond it: the process ends where it would.
    private const int MegabytesOfHeap = 400;
    private const int MegabytesOfGrowth = 500;
    private const int Abusers = 12;

    // No measure of speed: machines that run tests are busy. Whoever is kept out waits for good.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    [Fact]
    public async Task Each_bomb_is_refused_with_its_code_or_answered_at_once()
    {
        await using var served = await StartAsync();
        var slowest = (Name: "", Time: TimeSpan.Zero);
        var wrong = new List<string>();
        foreach (var (name, body, code) in Bombs.All())
        {
            var clock = Stopwatch.StartNew();
            var answer = await served.AskAsync(body, "192.0.2.1");
            if (clock.Elapsed > slowest.Time) slowest = (name, clock.Elapsed);
            if (clock.Elapsed > TimeSpan.FromSeconds(1)) Say($"{name}: {clock.ElapsedMilliseconds} ms");
            InjectionTests.AssertSays(answer, name, "");
            Assert.True(answer.Length < 500_000, $"{name} is answered with {answer.Length} bytes.");
            if (code is null) continue;
            using var document = JsonDocument.Parse(answer);
            if (!document.RootElement.TryGetProperty("errors", out var errors) || !errors[0].TryGetProperty("extensions", out var extensions) || extensions.GetProperty("code").GetString() != code || !Sentence().IsMatch(errors[0].GetProperty("message").GetString()!))
                wrong.Add($"{name} should be {code}: {answer[..Math.Min(300, answer.Length)]}");
        }

        Assert.Empty(wrong);
        Say($"Slowest: {slowest.Name}, {slowest.Time.TotalMilliseconds:0} ms; memory grew by {served.Growth} MB at most.");
        Assert.True(served.Growth < MegabytesOfGrowth, $"Memory grew by {served.Growth} MB.");
    }

    [Fact]
    public async Task While_bombs_fly_from_several_connections_others_are_answered_and_memory_stays()
    {
        await using var served = await StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var bodies = Bombs.All().Select(bomb => bomb.Body).ToList();
        var sent = 0;
        var abuse = Enumerable.Range(0, Abusers).Select(n => Task.Run(async () =>
        {
            for (var at = n * bodies.Count / Abusers; !stop.IsCancellationRequested; at++)
            {
                InjectionTests.AssertSays(await served.AskAsync(bodies[at % bodies.Count], "192.0.2.1"), bodies[at % bodies.Count][..Math.Min(200, bodies[at % bodies.Count].Length)], "");
                Interlocked.Increment(ref sent);
            }
        }, Cancel)).ToList();
        var waits = new List<double>();
        var whole = Stopwatch.StartNew();
        while (whole.Elapsed < TimeSpan.FromSeconds(Soak.Times(12)) && !abuse.Any(task => task.IsCompleted))
        {
            var clock = Stopwatch.StartNew();
            var answer = await served.AskAsync("""{"query":"{ sites(first: 3) { totalCount nodes { name owner { name } } } }"}""", "198.51.100.7").WaitAsync(Patience, Cancel);
            Assert.StartsWith("{\"data\":{\"sites\":{\"totalCount\":", answer, StringComparison.Ordinal);
            waits.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(100, Cancel);
        }

        await stop.CancelAsync();
        await Task.WhenAll(abuse);
        waits.Sort();
        Say($"{sent} bombs; another caller asked {waits.Count} times and waited {waits[waits.Count / 2]:0} ms as a median, {waits[^1]:0} ms at most; memory grew by {served.Growth} MB at most.");
        Assert.True(served.Growth < MegabytesOfGrowth, $"Memory grew by {served.Growth} MB.");
    }

    [GeneratedRegex("^.*[a-z] .*[.]$", RegexOptions.Singleline)]
    private static partial Regex Sentence();

    private async Task<Served> StartAsync()
    {
        var program = EstateMapProgram.Start(["serve", "--database", db.ConnectionString, "--port", "0"],
            ("DOTNET_GCHeapHardLimit", (MegabytesOfHeap * 1_048_576L).ToString("X", CultureInfo.InvariantCulture)), ("EstateMap__GraphQL__Timeout", "00:00:10"));
        var served = new Served(program, await program.GetAddressAsync(Cancel));
        // What any server takes that has been asked something.
        await served.AskAsync(Bombs.Query("{ sites { nodes { name geometry { bbox } services { nodes { name } } } } search(text: \"village\") { title } __schema { types { name } } }"), "127.0.0.1");
        await served.BeginAsync();
        return served;
    }

    /// <summary>The program, watched.</summary>
    private sealed class Served(EstateMapProgram program, Uri address) : IAsyncDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        private readonly CancellationTokenSource _over = new();
        private long _before, _most;
        private Task _watching = Task.CompletedTask;

        /// <summary>Resident memory beyond that at the beginning, in megabytes, at its highest.</summary>
        public long Growth => (_most - _before) / 1_048_576;

        public Task BeginAsync()
        {
            _before = _most = Resident();
            _watching = Task.Run(async () =>
            {
                while (!_over.IsCancellationRequested)
                {
                    if (!program.HasEnded) _most = Math.Max(_most, Resident());
                    await Task.Delay(20);
                }
            });
            return Task.CompletedTask;
        }

        public async Task<string> AskAsync(string body, string client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Forwarded-For", client);
            try
            {
                using var answer = await _http.SendAsync(request, Cancel);
                return await answer.Content.ReadAsStringAsync(Cancel);
            }
            catch (HttpRequestException error) when (program.HasEnded)
            {
                throw new InvalidOperationException($"The server has ended: {program.Error[^Math.Min(2_000, program.Error.Length)..]}", error);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _watching;
            _over.Dispose();
            _http.Dispose();
            program.Dispose();
        }

        private long Resident() => File.ReadLines($"/proc/{program.ProcessId}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();
    }
}
