using System.Diagnostics;

namespace EstateMap.Benchmarks;

/// <summary>What one way took, a round after another, in seconds.</summary>
public sealed record Times(string Way, IReadOnlyList<double> Seconds)
{
    public double Median => Rounds.Median(Seconds);
}

/// <summary>
/// Times two ways of the same work in turn (A B A B ...), because machines are shared and noisy: what slows one round slows both ways of it.
/// </summary>
public static class Rounds
{
    /// <summary>Fewer rounds than this make no median worth printing.</summary>
    public const int Fewest = 5;

    /// <summary>Runs both once without counting (unless a run is long enough to drown what warms up), then so many rounds of both. Each way gives its own seconds, so that it can prepare unseen; throws <see cref="ArgumentOutOfRangeException"/> for fewer than <see cref="Fewest"/>.</summary>
    public static async Task<(Times A, Times B)> AlternateAsync(string wayA, Func<Task<double>> a, string wayB, Func<Task<double>> b, int rounds, bool warmUp = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, Fewest);
        if (warmUp)
        {
            await a();
            await b();
        }

        var (secondsA, secondsB) = (new List<double>(rounds), new List<double>(rounds));
        for (var round = 0; round < rounds; round++)
        {
            secondsA.Add(await a());
            secondsB.Add(await b());
        }
        return (new Times(wayA, secondsA), new Times(wayB, secondsB));
    }

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Wall-clock seconds of the work.</summary>
    public static async Task<double> SecondsOfAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
