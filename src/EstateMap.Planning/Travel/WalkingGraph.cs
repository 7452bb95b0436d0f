namespace EstateMap.Planning.Travel;

/// <summary>
/// A street network made ready for walking: what is the shortest way between places on it, and what is within reach.
/// </summary>
/// <remarks>
/// <code>
/// V nodes, E edges {u, v} with length l(u, v) >= 0 in millimetres, walked either way
/// a place p: the edge {u, v} nearest to it, a(p) along it from u, o(p) off it
/// d(p, q) = o(p) + o(q) + min( |a(p) - a(q)| on one edge,
///           min over ends x of p's edge and y of q's:  l(p, x) + D(x, y) + l(y, q) )
/// D = shortest way over nodes
/// </code>
/// <list type="number">
/// <item>Nodes stand in memory in the order of Hilbert's curve (<see cref="HilbertCurve"/>), each with its arcs one after another: compressed sparse rows.</item>
/// <item>Places find their edge by a grid (<see cref="EdgeGrid"/>); the way to the edge counts as walked. Scraps of drawing that no way joins to the rest take no places: an edge takes them where its component holds <see cref="LeastShare"/> of the length.</item>
/// <item>D comes from Dijkstra's method over buckets (<see cref="WalkingSearch"/>), up to a bound and until every place asked for is reached.</item>
/// </list>
/// Lengths are whole millimetres, so that sums are exact and the way there is as long as the way back. Immutable: any number of threads may ask at once.
/// </remarks>
public sealed class WalkingGraph
{
    /// <summary>A component with less of the length takes no places.</summary>
    public const double LeastShare = 0.01;

    /// <summary>Ways as long as this, 2,000 km, are not found: beyond it millimetres would not fit.</summary>
    public const int Longest_mm = 2_000_000_000;

    private readonly EdgeGrid _grid;

    /// <exception cref="ArgumentException">The arrays do not make a network, or it has no edge; the message names what is wrong.</exception>
    public WalkingGraph(Streets streets)
    {
        streets.Check();
        if (streets.Edges == 0) throw new ArgumentException("A walking network needs at least one edge.", nameof(streets));
        Streets = Renumber(streets, out var rank);
        Rank = rank;
        (FirstArc, Arcs, ArcEdge) = ArcsOf(Streets);
        (Component, ComponentLength_mm, LargestComponentShare) = ComponentsOf(Streets);
        foreach (var length in ComponentLength_mm) Length_mm += length;
        LongestEdge_mm = Streets.Length_mm.Max();
        _grid = new EdgeGrid(Streets, edge => ComponentLength_mm[Component[Streets.From[edge]]] >= LeastShare * Length_mm);
    }

    /// <summary>The network in the order that the graph holds it in.</summary>
    internal Streets Streets { get; }

    /// <summary>[node as given]: node as held.</summary>
    internal int[] Rank { get; }

    /// <summary>[node + 1]: where its arcs begin.</summary>
    internal int[] FirstArc { get; }

    internal Arc[] Arcs { get; }

    /// <summary>[arc]: the edge it walks along.</summary>
    internal int[] ArcEdge { get; }

    /// <summary>[node]: number of its component.</summary>
    internal int[] Component { get; }

    /// <summary>[component].</summary>
    internal long[] ComponentLength_mm { get; }

    internal int LongestEdge_mm { get; }

    public int Nodes => Streets.Nodes;

    public int Edges => Streets.Edges;

    /// <summary>Length of all edges.</summary>
    public long Length_mm { get; }

    /// <summary>Parts of the network between which there is no way.</summary>
    public int Components => ComponentLength_mm.Length;

    /// <summary>Share of the nodes that lie in the component with most of them, 0 to 1.</summary>
    public double LargestComponentShare { get; }

    /// <summary>Nodes at which one edge ends.</summary>
    public int DeadEnds
    {
        get
        {
            var count = 0;
            for (var node = 0; node < Nodes; node++) count += FirstArc[node + 1] - FirstArc[node] == 1 ? 1 : 0;
            return count;
        }
    }

    /// <summary>Where a point gets onto the network.</summary>
    /// <param name="x">Metres on the network's plane.</param>
    /// <param name="y">Metres on the network's plane.</param>
    public StreetPlace Snap(double x, double y) => _grid.Nearest(x, y);

    /// <summary>The point of a network where a place gets onto it, metres on the network's plane.</summary>
    public (double X, double Y) PositionOf(StreetPlace place)
    {
        var (scale, walked) = (Segment.ScaleOf(Streets, place.Edge), 0.0);
        for (var point = Streets.FirstPoint[place.Edge]; ; point++)
        {
            var piece = scale * Segment.Length(Streets, point);
            var isLast = point == Streets.FirstPoint[place.Edge + 1] - 2;
            if (walked + piece < place.Along_mm && !isLast)
            {
                walked += piece;
                continue;
            }

            var share = piece > 0 ? Math.Clamp((place.Along_mm - walked) / piece, 0, 1) : 0;
            return (Streets.X[point] + (share * (Streets.X[point + 1] - Streets.X[point])), Streets.Y[point] + (share * (Streets.Y[point + 1] - Streets.Y[point])));
        }
    }

    /// <summary>Millimetres over the network from a node to every node, both as numbered in the streets given; <see cref="int.MaxValue"/> beyond the bound.</summary>
    public int[] Distances_mm(int node, int most_mm = Longest_mm)
    {
        var search = new WalkingSearch(this);
        search.Run([(Rank[node], 0)], most_mm);
        return [.. Rank.Select(held => search.Reached_mm(held))];
    }

    /// <summary>Nodes along Hilbert's curve, edges in the order of their first node.</summary>
    private static Streets Renumber(Streets given, out int[] rank)
    {
        var (xs, ys) = (new double[given.Nodes], new double[given.Nodes]);
        for (var edge = 0; edge < given.Edges; edge++)
        {
            (xs[given.From[edge]], ys[given.From[edge]]) = (given.X[given.FirstPoint[edge]], given.Y[given.FirstPoint[edge]]);
            (xs[given.To[edge]], ys[given.To[edge]]) = (given.X[given.FirstPoint[edge + 1] - 1], given.Y[given.FirstPoint[edge + 1] - 1]);
        }

        var ranks = rank = new int[given.Nodes];
        var order = HilbertCurve.Order(xs, ys);
        for (var at = 0; at < order.Length; at++) ranks[order[at]] = at;
        var edges = Enumerable.Range(0, given.Edges).OrderBy(edge => Math.Min(ranks[given.From[edge]], ranks[given.To[edge]])).ThenBy(edge => edge).ToArray();
        var firstPoint = new int[edges.Length + 1];
        var (x, y) = (new double[given.X.Length], new double[given.Y.Length]);
        for (var at = 0; at < edges.Length; at++)
        {
            var (first, count) = (given.FirstPoint[edges[at]], given.FirstPoint[edges[at] + 1] - given.FirstPoint[edges[at]]);
            Array.Copy(given.X, first, x, firstPoint[at], count);
            Array.Copy(given.Y, first, y, firstPoint[at], count);
            firstPoint[at + 1] = firstPoint[at] + count;
        }

        return new Streets
        {
            Nodes = given.Nodes,
            FirstPoint = firstPoint,
            X = x,
            Y = y,
            From = [.. edges.Select(edge => ranks[given.From[edge]])],
            To = [.. edges.Select(edge => ranks[given.To[edge]])],
            Length_mm = [.. edges.Select(edge => given.Length_mm[edge])],
        };
    }

    private static (int[] FirstArc, Arc[] Arcs, int[] ArcEdge) ArcsOf(Streets streets)
    {
        var firstArc = new int[streets.Nodes + 1];
        for (var edge = 0; edge < streets.Edges; edge++)
        {
            firstArc[streets.From[edge] + 1]++;
            firstArc[streets.To[edge] + 1]++;
        }

        for (var node = 0; node < streets.Nodes; node++) firstArc[node + 1] += firstArc[node];
        var (next, arcs, arcEdge) = (firstArc[..^1], new Arc[2 * streets.Edges], new int[2 * streets.Edges]);
        for (var edge = 0; edge < streets.Edges; edge++)
        {
            var (from, to) = (streets.From[edge], streets.To[edge]);
            (arcs[next[from]], arcEdge[next[from]++]) = (new Arc(to, streets.Length_mm[edge]), edge);
            (arcs[next[to]], arcEdge[next[to]++]) = (new Arc(from, streets.Length_mm[edge]), edge);
        }

        return (firstArc, arcs, arcEdge);
    }

    /// <summary>Union and find with halved paths. Components are numbered by their first node.</summary>
    private static (int[] Component, long[] Length_mm, double LargestShare) ComponentsOf(Streets streets)
    {
        var above = Enumerable.Range(0, streets.Nodes).ToArray();
        int Top(int node)
        {
            for (; above[node] != node; node = above[node]) above[node] = above[above[node]];
            return node;
        }

        for (var edge = 0; edge < streets.Edges; edge++)
        {
            var (one, other) = (Top(streets.From[edge]), Top(streets.To[edge]));
            above[Math.Max(one, other)] = Math.Min(one, other);
        }

        var (component, nodes, count) = (new int[streets.Nodes], new int[streets.Nodes], 0);
        for (var node = 0; node < streets.Nodes; node++)
        {
            component[node] = Top(node) == node ? count++ : component[Top(node)];
            nodes[component[node]]++;
        }

        var length = new long[count];
        for (var edge = 0; edge < streets.Edges; edge++) length[component[streets.From[edge]]] += streets.Length_mm[edge];
        return (component, length, nodes.Max() / (double)streets.Nodes);
    }

    /// <summary>One way along an edge.</summary>
    internal readonly record struct Arc(int To, int Length_mm);
}

/// <summary>Where a place gets onto a network.</summary>
/// <param name="Edge">The edge nearest to it, as the graph numbers them.</param>
/// <param name="Along_mm">How far along the edge, from its start.</param>
/// <param name="Off_mm">How far from the place to the edge.</param>
public readonly record struct StreetPlace(int Edge, int Along_mm, int Off_mm);
