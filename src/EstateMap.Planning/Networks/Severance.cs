namespace EstateMap.Planning.Networks;

/// <summary>What falls apart when some nodes go: in each component that loses some of them, the parts that nothing joins any more.</summary>
/// <param name="Parts">Of each component that falls into several, or that loses nodes and keeps some: its parts by size, the largest first, ties by the least node; nodes ascending.</param>
/// <param name="LostEdges">Edges with an end among those that go, ascending.</param>
public sealed record Severance(IReadOnlyList<IReadOnlyList<int[]>> Parts, int[] LostEdges)
{
    /// <summary>Parts apart from the largest of each component: who loses touch with the rest.</summary>
    public IEnumerable<int[]> CutOff => Parts.SelectMany(parts => parts.Skip(1));

    /// <param name="gone">Nodes that go; each may be named several times.</param>
    /// <exception cref="ArgumentException">One of them is no node.</exception>
    public static Severance Of(LinkGraph graph, IEnumerable<int> gone)
    {
        var isGone = new bool[graph.Nodes];
        foreach (var v in gone) isGone[(uint)v < (uint)graph.Nodes ? v : throw new ArgumentException($"There is no node {v}.", nameof(gone))] = true;
        var lost = Enumerable.Range(0, graph.Edges).Where(e => isGone[graph.From[e]] || isGone[graph.To[e]]).ToArray();

        var isSeen = new bool[graph.Nodes];
        var hurt = new List<IReadOnlyList<int[]>>();
        for (var start = 0; start < graph.Nodes; start++)
        {
            if (!isGone[start] || isSeen[start]) continue;
            var component = Reach(graph, start, isSeen, _ => true);
            var isPlaced = new bool[graph.Nodes];
            var parts = component.Where(v => !isGone[v]).Select(v => isPlaced[v] ? [] : Reach(graph, v, isPlaced, w => !isGone[w])).Where(part => part.Length > 0).ToList();
            if (parts.Count > 0) hurt.Add([.. parts.OrderByDescending(part => part.Length).ThenBy(part => part[0])]);
        }

        return new Severance(hurt, lost);
    }

    /// <summary>All that can be reached from a node over those that count, ascending; marks them.</summary>
    private static int[] Reach(LinkGraph graph, int start, bool[] isSeen, Func<int, bool> counts)
    {
        var reached = new List<int> { start };
        isSeen[start] = true;
        for (var at = 0; at < reached.Count; at++)
            foreach (var w in graph.NeighboursOf(reached[at]))
            {
                if (isSeen[w] || !counts(w)) continue;
                isSeen[w] = true;
                reached.Add(w);
            }

        reached.Sort();
        return [.. reached];
    }
}
