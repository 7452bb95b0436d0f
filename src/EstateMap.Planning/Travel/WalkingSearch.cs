namespace EstateMap.Planning.Travel;

/// <summary>
/// Dijkstra's method from one place, over buckets as Dial has them. A workspace of one thread that is used again and again: what a search costs is what it reaches.
/// </summary>
/// <remarks>
/// Bucket k holds the nodes whose way is k w to (k + 1) w long, w = <see cref="Width_mm"/>; buckets are emptied in turn, and they stand in a ring that is longer than the
/// longest edge. Within a bucket nodes come in no order, so one may be reached again by a shorter way while its bucket is being emptied, and is then looked at
/// again; once a bucket is empty, the ways to all its nodes are shortest. (Dial, "Algorithm 360", Communications of the ACM 12, 1969; with wide buckets:
/// Denardo and Fox, Operations Research 27, 1979.)
/// </remarks>
internal sealed class WalkingSearch
{
    // About 8 m, as long as the short edges of a town.
    private const int WidthBits = 13;

    /// <summary>How wide a bucket is.</summary>
    public const int Width_mm = 1 << WidthBits;

    private const int Empty = -1;
    private const int NoTargets = int.MaxValue;

    // How often it is asked whether to stop: well under a millisecond apart.
    private const int BucketsBetweenLooks = 32;

    private readonly WalkingGraph _graph;
    private readonly int[] _reached_mm;
    private readonly int[] _firstEntry;
    private readonly int _ring;
    private Entry[] _entries = new Entry[4096];
    private int _entryCount, _waiting;
    private int[] _touched = new int[4096];
    private int _touchedCount, _missing;
    private SearchTargets? _targets;

    public WalkingSearch(WalkingGraph graph)
    {
        _graph = graph;
        _reached_mm = new int[graph.Nodes];
        Array.Fill(_reached_mm, int.MaxValue);
        _firstEntry = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(graph.LongestEdge_mm >> WidthBits) + 3)];
        _ring = _firstEntry.Length - 1;
    }

    /// <summary>Nodes that the last search met, in no order.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _touchedCount);

    /// <summary>Millimetres to a node after a search; <see cref="int.MaxValue"/> where it is beyond the bound.</summary>
    public int Reached_mm(int node) => _reached_mm[node];

    /// <summary>Searches from both ends of a place's edge.</summary>
    /// <param name="most_mm">What is farther is not reached.</param>
    /// <param name="targets">Once these are reached the search ends; ways to other nodes may then be too long.</param>
    public void Run(StreetPlace from, int most_mm, SearchTargets? targets = null, CancellationToken cancellation = default)
    {
        var streets = _graph.Streets;
        Run([(streets.From[from.Edge], from.Off_mm + from.Along_mm), (streets.To[from.Edge], from.Off_mm + streets.Length_mm[from.Edge] - from.Along_mm)], most_mm, targets, cancellation);
    }

    /// <summary>Searches from nodes of one component that are some way off, no two of them farther apart than the longest edge is long.</summary>
    public void Run(ReadOnlySpan<(int Node, int Away_mm)> seeds, int most_mm, SearchTargets? targets = null, CancellationToken cancellation = default)
    {
        Forget();
        var (bound, nearest, component) = (Math.Min(most_mm, WalkingGraph.Longest_mm), int.MaxValue, _graph.Component[seeds[0].Node]);
        (_targets, _missing) = (targets, targets?.CountIn(component) ?? NoTargets);
        foreach (var (node, away) in seeds)
        {
            if (away > bound || away >= _reached_mm[node]) continue;
            Reach(node, away);
            nearest = Math.Min(nearest, away);
        }

        var (arcs, firstArc) = (_graph.Arcs, _graph.FirstArc);
        for (var bucket = nearest >> WidthBits; _waiting > 0 && (long)bucket << WidthBits <= bound; bucket++)
        {
            if (bucket % BucketsBetweenLooks == 0) cancellation.ThrowIfCancellationRequested();
            ref var first = ref _firstEntry[bucket & _ring];
            while (first != Empty)
            {
                var (node, known, next) = _entries[first];
                first = next;
                _waiting--;
                if (known > _reached_mm[node]) continue;
                for (var arc = firstArc[node]; arc < firstArc[node + 1]; arc++)
                {
                    var (to, length) = arcs[arc];
                    var away = known + length;
                    if (away < _reached_mm[to] && away <= bound) Reach(to, away);
                }
            }

            // No way to a target is longer than what is known of it by now, so nothing beyond the longest of them matters.
            if (_missing == 0) (bound, _missing) = (Math.Min(bound, targets!.Farthest_mm(_reached_mm, component)), NoTargets);
        }
    }

    private void Reach(int node, int away)
    {
        if (_reached_mm[node] == int.MaxValue)
        {
            if (_touchedCount == _touched.Length) Array.Resize(ref _touched, 2 * _touchedCount);
            _touched[_touchedCount++] = node;
            if (_targets is not null && _targets.Has(node)) _missing--;
        }

        _reached_mm[node] = away;
        if (_entryCount == _entries.Length) Array.Resize(ref _entries, 2 * _entryCount);
        ref var first = ref _firstEntry[(away >> WidthBits) & _ring];
        _entries[_entryCount] = new Entry(node, away, first);
        first = _entryCount++;
        _waiting++;
    }

    private void Forget()
    {
        foreach (var node in Touched) _reached_mm[node] = int.MaxValue;
        (_touchedCount, _entryCount, _waiting) = (0, 0, 0);
        Array.Fill(_firstEntry, Empty);
    }

    /// <summary>A node in its bucket, by the way that was known when it was put there.</summary>
    private readonly record struct Entry(int Node, int Away_mm, int Next);
}

/// <summary>The nodes at the ends of the edges that places stand on: a search that has met them all knows the way to every place.</summary>
internal sealed class SearchTargets
{
    private readonly WalkingGraph _graph;
    private readonly bool[] _isTarget;
    private readonly int[] _nodes;
    private readonly Dictionary<int, int> _countIn = [];

    public SearchTargets(WalkingGraph graph, IReadOnlyList<StreetPlace> places)
    {
        _graph = graph;
        _isTarget = new bool[graph.Nodes];
        _nodes = [.. places.SelectMany(place => new[] { graph.Streets.From[place.Edge], graph.Streets.To[place.Edge] }).Distinct().Order()];
        foreach (var node in _nodes)
        {
            _isTarget[node] = true;
            _countIn[graph.Component[node]] = _countIn.GetValueOrDefault(graph.Component[node]) + 1;
        }
    }

    public bool Has(int node) => _isTarget[node];

    /// <summary>Those that a search within the component can reach.</summary>
    public int CountIn(int component) => _countIn.GetValueOrDefault(component);

    /// <summary>The longest of the ways known to them.</summary>
    public int Farthest_mm(int[] reached_mm, int component)
    {
        var farthest = 0;
        foreach (var node in _nodes)
            if (_graph.Component[node] == component) farthest = Math.Max(farthest, reached_mm[node]);
        return farthest;
    }
}
