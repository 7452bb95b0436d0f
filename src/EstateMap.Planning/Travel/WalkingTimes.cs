using System.Collections.Concurrent;

namespace EstateMap.Planning.Travel;

/// <summary>How long walks over a network take, from many places to many.</summary>
public static class WalkingTimes
{
    // Where the nearest are looked for first; then twice as far, and so on.
    private const int FirstRadius_mm = 1_000_000;

    /// <summary>Seconds from every place to every other: [from x to], row by row; positive infinity is out of reach. The same whatever the number of threads.</summary>
    /// <param name="metresPerSecond">How fast one walks.</param>
    /// <param name="mostSeconds">Walks that take longer are out of reach.</param>
    /// <param name="threads">Searches at the same time; each has 4 bytes for every node.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    public static double[] Matrix(
        WalkingGraph graph, IReadOnlyList<StreetPlace> from, IReadOnlyList<StreetPlace> to, double metresPerSecond, double mostSeconds = double.PositiveInfinity,
        int threads = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var most_mm = Bound_mm(mostSeconds * metresPerSecond);
        var seconds = new double[checked(from.Count * to.Count)];
        // One walks as far back as there, so searches start from the side with fewer places.
        var isTurned = to.Count < from.Count;
        var (sources, places) = isTurned ? (to, from) : (from, to);
        var targets = new SearchTargets(graph, places);
        var searches = new ConcurrentBag<WalkingSearch>();
        var done = 0;
        Parallel.For(0, sources.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, source =>
        {
            if (!searches.TryTake(out var search)) search = new WalkingSearch(graph);
            search.Run(sources[source], most_mm, targets, cancellation);
            for (var place = 0; place < places.Count; place++)
            {
                var way = Way_mm(graph, search, sources[source], places[place]);
                seconds[isTurned ? (place * to.Count) + source : (source * to.Count) + place] = way <= most_mm ? way / 1000.0 / metresPerSecond : double.PositiveInfinity;
            }

            searches.Add(search);
            progress?.Report(Interlocked.Increment(ref done) / (double)sources.Count);
        });
        return seconds;
    }

    /// <summary>The places that take the shortest walk, nearest first; of equally near ones the first in the list first.</summary>
    /// <param name="count">How many; fewer where no more are within reach.</param>
    /// <param name="mostMetres">Places whose walk is longer are left out.</param>
    public static IReadOnlyList<(int Place, double Metres)> Nearest(
        WalkingGraph graph, StreetPlace from, IReadOnlyList<StreetPlace> places, int count, double mostMetres = double.PositiveInfinity, CancellationToken cancellation = default)
    {
        var search = new WalkingSearch(graph);
        var (most_mm, met) = (Bound_mm(mostMetres), -1);
        for (var radius_mm = Math.Min(most_mm, from.Off_mm + FirstRadius_mm); ; radius_mm = (int)Math.Min(most_mm, 2L * radius_mm))
        {
            search.Run(from, radius_mm, null, cancellation);
            var found = Enumerable.Range(0, places.Count).Select(place => (Place: place, Way: Way_mm(graph, search, from, places[place])))
                .Where(one => one.Way <= radius_mm).OrderBy(one => one.Way).ThenBy(one => one.Place).Take(count).ToList();
            // Twice as far and not a node more: that was all that can be reached, but for what stands off the streets.
            if (found.Count == count || radius_mm == most_mm || (search.Touched.Length == met && radius_mm == WalkingGraph.Longest_mm)) return [.. found.Select(one => (one.Place, one.Way / 1000.0))];
            met = search.Touched.Length;
        }
    }

    /// <summary>Millimetres from the place that was searched from to another; <see cref="int.MaxValue"/> where it was not reached.</summary>
    internal static int Way_mm(WalkingGraph graph, WalkingSearch search, StreetPlace from, StreetPlace to)
    {
        var streets = graph.Streets;
        var way = Math.Min(
            (long)search.Reached_mm(streets.From[to.Edge]) + to.Along_mm,
            (long)search.Reached_mm(streets.To[to.Edge]) + streets.Length_mm[to.Edge] - to.Along_mm);
        if (from.Edge == to.Edge) way = Math.Min(way, (long)from.Off_mm + Math.Abs(from.Along_mm - to.Along_mm));
        way += to.Off_mm;
        return way > WalkingGraph.Longest_mm ? int.MaxValue : (int)way;
    }

    private static int Bound_mm(double metres) => (int)Math.Clamp(Math.Round(metres * 1000), 0, WalkingGraph.Longest_mm);
}
