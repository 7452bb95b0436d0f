namespace EstateMap.Planning.Networks;

/// <summary>One way from a node to another.</summary>
/// <param name="Nodes">From the first to the last.</param>
/// <param name="Edges">One fewer: the best edge of each step.</param>
/// <param name="Doubt">Sum of the edges' doubt.</param>
public sealed record Route(int[] Nodes, int[] Edges, long Doubt);

/// <summary>The shortest ways from a node to another.</summary>
/// <remarks>
/// <code>
/// D(v) steps from v to the goal; next(v) = neighbours w of v with D(w) = D(v) - 1
/// count(v) = sum over w in next(v) of count(w)
/// best(v)  = the first k of all { doubt(v, w) + b : w in next(v), b in best(w) }, by sum, then w, then their order at w
/// </code>
/// doubt(v, w) is that of the best edge between them, the lowest, ties by number. Only nodes on some shortest way are looked at.
/// </remarks>
/// <param name="Steps">Of each way; -1 where none leads there.</param>
/// <param name="Count">How many ways there are, by nodes: several links between two are one step. Exact up to 2^53.</param>
/// <param name="Told">The best of them, best first: the same on every machine.</param>
public sealed record Routes(int Steps, double Count, IReadOnlyList<Route> Told)
{
    /// <param name="doubt">[edge]: how little it is to be trusted; 0 is best.</param>
    /// <param name="most">How many are told at most.</param>
    /// <exception cref="ArgumentException">There is no such node, or not one doubt for each edge.</exception>
    public static Routes Between(LinkGraph graph, int from, int to, IReadOnlyList<int> doubt, int most)
    {
        foreach (var end in new[] { from, to })
            if ((uint)end >= (uint)graph.Nodes) throw new ArgumentException($"There is no node {end}.", nameof(from));
        if (doubt.Count != graph.Edges) throw new ArgumentException($"There are {graph.Edges} edges and {doubt.Count} doubts.", nameof(doubt));
        if (from == to) return new Routes(0, 1, most > 0 ? [new Route([from], [], 0)] : []);

        var steps = StepsTo(graph, to);
        if (steps[from] < 0) return new Routes(-1, 0, []);
        var (count, best) = (new Dictionary<int, double> { [to] = 1 }, new Dictionary<int, List<Ahead>> { [to] = [new Ahead(0, -1, -1, 0)] });
        foreach (var v in OnTheWay(graph, from, steps))
        {
            var (ways, ahead) = (0.0, new List<Ahead>());
            foreach (var w in graph.NeighboursOf(v))
            {
                if (steps[w] != steps[v] - 1) continue;
                ways += count[w];
                var edge = BestEdge(graph, v, w, doubt);
                ahead.AddRange(best[w].Select((one, rank) => new Ahead(doubt[edge] + one.Doubt, w, edge, rank)));
            }

            count[v] = ways;
            best[v] = [.. ahead.OrderBy(one => (one.Doubt, one.Node, one.Rank)).Take(most)];
        }

        return new Routes(steps[from], count[from], [.. best[from].Select(one => Walk(from, one, best))]);
    }

    /// <summary>[node]: steps to the goal; -1 where there is no way.</summary>
    public static int[] StepsTo(LinkGraph graph, int goal)
    {
        var steps = new int[graph.Nodes];
        Array.Fill(steps, -1);
        var queue = new List<int> { goal };
        steps[goal] = 0;
        for (var head = 0; head < queue.Count; head++)
            foreach (var w in graph.NeighboursOf(queue[head]))
            {
                if (steps[w] >= 0) continue;
                steps[w] = steps[queue[head]] + 1;
                queue.Add(w);
            }

        return steps;
    }

    /// <summary>Nodes on some shortest way apart from the goal, the nearest to it first.</summary>
    private static List<int> OnTheWay(LinkGraph graph, int from, int[] steps)
    {
        var (isOn, on) = (new HashSet<int> { from }, new List<int> { from });
        for (var at = 0; at < on.Count; at++)
            foreach (var w in graph.NeighboursOf(on[at]))
                if (steps[w] == steps[on[at]] - 1 && steps[w] > 0 && isOn.Add(w)) on.Add(w);
        on.Reverse();
        return on;
    }

    private static int BestEdge(LinkGraph graph, int v, int w, IReadOnlyList<int> doubt)
    {
        var arcs = graph.FirstArc[v]..graph.FirstArc[v + 1];
        var at = arcs.Start.Value + graph.ArcNode.AsSpan(arcs).BinarySearch(w);
        // Arcs to one node stand side by side, by edge.
        while (at > arcs.Start.Value && graph.ArcNode[at - 1] == w) at--;
        var best = graph.ArcEdge[at];
        for (; at < arcs.End.Value && graph.ArcNode[at] == w; at++)
            if (doubt[graph.ArcEdge[at]] < doubt[best]) best = graph.ArcEdge[at];
        return best;
    }

    private static Route Walk(int from, Ahead first, Dictionary<int, List<Ahead>> best)
    {
        var (nodes, edges) = (new List<int> { from }, new List<int>());
        for (var one = first; one.Node >= 0; one = best[one.Node][one.Rank])
        {
            nodes.Add(one.Node);
            edges.Add(one.Edge);
        }

        return new Route([.. nodes], [.. edges], first.Doubt);
    }

    /// <summary>A way from here: the step ahead, and which of the ways from there.</summary>
    private readonly record struct Ahead(long Doubt, int Node, int Edge, int Rank);
}
