namespace EstateMap.Planning.Networks;

/// <summary>Who is linked to whom: an undirected graph in which two may be linked several times.</summary>
/// <remarks>
/// <code>
/// n nodes 0 .. n-1, m edges {from(e), to(e)}; an edge from a node to itself joins nothing and has no arcs
/// arcs of v       : one for each edge at v, by the node at the other end, then by edge
/// neighbours of v : those nodes, each once, ascending
/// </code>
/// Both stand in compressed sparse rows. Immutable: any number of threads may ask at once.
/// </remarks>
public sealed class LinkGraph
{
    /// <param name="nodes">How many there are; those without an edge count too.</param>
    /// <param name="from">[edge]: the node at one end.</param>
    /// <param name="to">[edge]: the node at the other.</param>
    /// <exception cref="ArgumentException">The arrays differ in length, or name a node that there is not.</exception>
    public LinkGraph(int nodes, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        if (nodes < 0) throw new ArgumentException($"There cannot be {nodes} nodes.", nameof(nodes));
        if (from.Length != to.Length) throw new ArgumentException($"There are {from.Length} beginnings and {to.Length} ends of edges.", nameof(to));
        for (var e = 0; e < from.Length; e++)
            if ((uint)from[e] >= (uint)nodes || (uint)to[e] >= (uint)nodes) throw new ArgumentException($"Edge {e} joins {from[e]} and {to[e]}; the nodes are 0 to {nodes - 1}.", nameof(from));
        (Nodes, From, To) = (nodes, from.ToArray(), to.ToArray());

        FirstArc = new int[nodes + 1];
        for (var e = 0; e < from.Length; e++)
        {
            if (from[e] == to[e]) continue;
            FirstArc[from[e] + 1]++;
            FirstArc[to[e] + 1]++;
        }

        for (var v = 0; v < nodes; v++) FirstArc[v + 1] += FirstArc[v];
        var arcs = new (int Node, int Edge)[FirstArc[nodes]];
        var next = FirstArc.AsSpan(0, nodes).ToArray();
        for (var e = 0; e < from.Length; e++)
        {
            if (from[e] == to[e]) continue;
            arcs[next[from[e]]++] = (to[e], e);
            arcs[next[to[e]]++] = (from[e], e);
        }

        for (var v = 0; v < nodes; v++) arcs.AsSpan(FirstArc[v]..FirstArc[v + 1]).Sort();
        (ArcNode, ArcEdge) = (Array.ConvertAll(arcs, arc => arc.Node), Array.ConvertAll(arcs, arc => arc.Edge));
        (FirstNeighbour, Neighbours) = Distinct();
    }

    public int Nodes { get; }

    public int Edges => From.Length;

    internal int[] From { get; }

    internal int[] To { get; }

    /// <summary>[node + 1]: where its arcs begin.</summary>
    internal int[] FirstArc { get; }

    internal int[] ArcNode { get; }

    internal int[] ArcEdge { get; }

    /// <summary>[node + 1]: where its neighbours begin.</summary>
    internal int[] FirstNeighbour { get; }

    internal int[] Neighbours { get; }

    /// <summary>How many edges lead to others.</summary>
    public int Degree(int node) => FirstArc[node + 1] - FirstArc[node];

    /// <summary>Those linked to it, each once, ascending.</summary>
    public ReadOnlySpan<int> NeighboursOf(int node) => Neighbours.AsSpan(FirstNeighbour[node]..FirstNeighbour[node + 1]);

    /// <summary>Edges that lead from it to others, by the node at the other end.</summary>
    public ReadOnlySpan<int> EdgesOf(int node) => ArcEdge.AsSpan(FirstArc[node]..FirstArc[node + 1]);

    /// <summary>The end of an edge that is not this node.</summary>
    public int Other(int edge, int node) => From[edge] == node ? To[edge] : From[edge];

    /// <summary>Nodes that nothing leads to, ascending.</summary>
    public IReadOnlyList<int> Isolates() => [.. Enumerable.Range(0, Nodes).Where(v => Degree(v) == 0)];

    private (int[] First, int[] Nodes) Distinct()
    {
        var first = new int[Nodes + 1];
        var distinct = new List<int>(ArcNode.Length);
        for (var v = 0; v < Nodes; v++)
        {
            for (var a = FirstArc[v]; a < FirstArc[v + 1]; a++)
                if (a == FirstArc[v] || ArcNode[a] != ArcNode[a - 1]) distinct.Add(ArcNode[a]);
            first[v + 1] = distinct.Count;
        }

        return (first, [.. distinct]);
    }
}
