namespace EstateMap.Planning.Networks;

/// <summary>Which nodes hang together more than chance would have it.</summary>
/// <param name="Of">[node]: its community. They are numbered by size, the largest first, ties by their least node; each is connected.</param>
/// <param name="Sizes">[community].</param>
/// <param name="Modularity">Q of the division, below 1; 0 where there is no edge.</param>
public sealed record Division(int[] Of, int[] Sizes, double Modularity);

/// <summary>Finds communities by the Leiden method (Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", 2019), for Newman and Girvan's modularity.</summary>
/// <remarks>
/// <code>
/// w(u, v) links between two, k(v) = sum over u of w(u, v), 2m = sum over v of k(v)
/// Q = sum over communities C of  W(C) / 2m - (K(C) / 2m)^2     W(C) = w over ordered pairs inside, K(C) = sum of k
/// </code>
/// <list type="number">
/// <item>Nodes move to the community that raises Q most, neighbours of what moved again, until none does (<see cref="WeightedGraph.Move"/>).</item>
/// <item>Within each community nodes begin alone and join parts of it that are well connected to it (<see cref="WeightedGraph.Refine"/>), always the best where the paper draws one at random.</item>
/// <item>Those parts become nodes, and it begins again; then with what came of it, while Q rises. What is not connected is parted, which raises Q.</item>
/// <item>The best of several orders of the nodes, drawn from the seed, is given: finding the greatest Q is NP-hard, so it is a good division, not a proven one.</item>
/// </list>
/// </remarks>
public static class Communities
{
    private const int Starts = 4;

    // Beyond this the orders differ little in what they find, and each takes long.
    private const int FewNodes = 2_000;
    private const int MostRuns = 6;
    private const double Least = 1e-12;

    /// <param name="seed">Another may give another division of much the same modularity.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Division Solve(LinkGraph graph, int seed = 1, CancellationToken cancellation = default)
    {
        var links = WeightedGraph.Of(graph);
        var (best, bestQ) = (Enumerable.Range(0, graph.Nodes).ToArray(), double.NegativeInfinity);
        for (var start = 0; start < (graph.Edges == 0 ? 0 : graph.Nodes > FewNodes ? 1 : Starts); start++)
        {
            var order = new Random(unchecked((seed * 31) + start));
            var (found, q) = (Enumerable.Range(0, graph.Nodes).ToArray(), double.NegativeInfinity);
            for (var run = 0; run < MostRuns; run++)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = Connected(graph, Improve(links, found, order));
                var nextQ = links.Modularity(next);
                if (nextQ <= q + Least) break;
                (found, q) = (next, nextQ);
            }

            if (q > bestQ + Least) (best, bestQ) = (found, q);
        }

        return Numbered(best, graph.Edges == 0 ? 0 : bestQ);
    }

    /// <summary>Q of any division of the nodes.</summary>
    public static double Modularity(LinkGraph graph, IReadOnlyList<int> of) => WeightedGraph.Of(graph).Modularity(of);

    /// <summary>One run of the method from a division.</summary>
    private static int[] Improve(WeightedGraph links, int[] from, Random order)
    {
        var (level, community, node) = (links, from.ToArray(), Enumerable.Range(0, links.Nodes).ToArray());
        while (true)
        {
            level.Move(community, order);
            var communities = community.Distinct().Count();
            if (communities == level.Nodes) break;
            var parts = level.Refine(community, order);
            // Where nothing joins, the communities themselves go up, or it would never end.
            if (parts.Distinct().Count() == level.Nodes) parts = community;
            var (next, number) = level.Joined(parts);
            var above = new int[next.Nodes];
            for (var v = 0; v < level.Nodes; v++) above[number[v]] = community[v];
            for (var v = 0; v < node.Length; v++) node[v] = number[node[v]];
            (level, community) = (next, WeightedGraph.Numbered(above).Number);
        }

        return [.. node.Select(v => community[v])];
    }

    /// <summary>Parts what no edge inside it joins.</summary>
    private static int[] Connected(LinkGraph graph, int[] of)
    {
        var part = new int[graph.Nodes];
        Array.Fill(part, -1);
        var queue = new Queue<int>();
        for (var start = 0; start < part.Length; start++)
        {
            if (part[start] >= 0) continue;
            part[start] = start;
            for (queue.Enqueue(start); queue.TryDequeue(out var v);)
                foreach (var w in graph.NeighboursOf(v))
                {
                    if (part[w] >= 0 || of[w] != of[v]) continue;
                    part[w] = start;
                    queue.Enqueue(w);
                }
        }

        return WeightedGraph.Numbered(part).Number;
    }

    private static Division Numbered(int[] of, double q)
    {
        var (count, number) = (of.Length == 0 ? 0 : of.Max() + 1, 0);
        var (size, least) = (new int[count], new int[count]);
        for (var v = of.Length - 1; v >= 0; v--)
        {
            size[of[v]]++;
            least[of[v]] = v;
        }

        var rank = new int[count];
        foreach (var c in Enumerable.Range(0, count).OrderByDescending(c => size[c]).ThenBy(c => least[c])) rank[c] = number++;
        return new Division([.. of.Select(c => rank[c])], [.. size.OrderDescending()], q);
    }
}
