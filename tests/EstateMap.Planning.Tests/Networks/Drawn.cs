using CsCheck;
using EstateMap.Planning.Networks;

namespace EstateMap.Planning.Tests.Networks;

/// <summary>Graphs that one can draw on paper, one that is published, and any other.</summary>
internal static class Drawn
{
    /// <summary>Zachary's karate club (1977), 34 members from 0, 78 friendships; 0 is the instructor, 33 the president.</summary>
    public static readonly LinkGraph KarateClub = Of(34,
        (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (0, 8), (0, 10), (0, 11), (0, 12), (0, 13), (0, 17), (0, 19), (0, 21), (0, 31), (1, 2), (1, 3), (1, 7), (1, 13), (1, 17), (1, 19), (1, 21), (1, 30),
        (2, 3), (2, 7), (2, 8), (2, 9), (2, 13), (2, 27), (2, 28), (2, 32), (3, 7), (3, 12), (3, 13), (4, 6), (4, 10), (5, 6), (5, 10), (5, 16), (6, 16), (8, 30), (8, 32), (8, 33), (9, 33), (13, 33), (14, 32), (14, 33),
        (15, 32), (15, 33), (18, 32), (18, 33), (19, 33), (20, 32), (20, 33), (22, 32), (22, 33), (23, 25), (23, 27), (23, 29), (23, 32), (23, 33), (24, 25), (24, 27), (24, 31), (25, 31), (26, 29), (26, 33), (27, 33),
        (28, 31), (28, 33), (29, 32), (29, 33), (30, 32), (30, 33), (31, 32), (31, 33), (32, 33));

    /// <summary>Two fours, all linked within, and one link between 3 and 4.</summary>
    public static readonly LinkGraph Barbell = Of(8, (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (4, 5), (4, 6), (4, 7), (5, 6), (5, 7), (6, 7));

    /// <summary>0 - 1 - ... - 4.</summary>
    public static readonly LinkGraph Path = Chain(5);

    /// <summary>Up to nine nodes, with several edges between two, edges that come back to their node, and nodes without any.</summary>
    public static readonly Gen<LinkGraph> Any =
        from nodes in Gen.Int[1, 9]
        from edges in Gen.Select(Gen.Int[0, nodes - 1], Gen.Int[0, nodes - 1]).Array[0, 16]
        select Of(nodes, edges);

    public static LinkGraph Of(int nodes, params (int From, int To)[] edges) => new(nodes, [.. edges.Select(edge => edge.From)], [.. edges.Select(edge => edge.To)]);

    public static LinkGraph Chain(int nodes) => Of(nodes, [.. Enumerable.Range(0, nodes - 1).Select(v => (v, v + 1))]);

    /// <summary>[from][to]: steps, -1 where there is no way; by Floyd and Warshall, which shares nothing with the engine.</summary>
    public static int[][] Steps(LinkGraph graph, Func<int, bool>? isThere = null, int withoutEdge = -1)
    {
        const int far = 1_000;
        isThere ??= _ => true;
        var steps = Enumerable.Range(0, graph.Nodes).Select(v => Enumerable.Range(0, graph.Nodes).Select(w => v == w ? 0 : far).ToArray()).ToArray();
        for (var e = 0; e < graph.Edges; e++)
            if (e != withoutEdge && graph.From[e] != graph.To[e] && isThere(graph.From[e]) && isThere(graph.To[e])) steps[graph.From[e]][graph.To[e]] = steps[graph.To[e]][graph.From[e]] = 1;
        for (var k = 0; k < graph.Nodes; k++)
            for (var i = 0; i < graph.Nodes; i++)
                for (var j = 0; j < graph.Nodes; j++) steps[i][j] = Math.Min(steps[i][j], steps[i][k] + steps[k][j]);
        return [.. steps.Select(row => row.Select(step => step >= far ? -1 : step).ToArray())];
    }

    /// <summary>All shortest ways between two, each as its nodes, by trying every neighbour.</summary>
    public static IEnumerable<int[]> AllRoutes(LinkGraph graph, int from, int to, int[][] steps) =>
        from == to ? [[from]] : steps[from][to] < 0 ? []
        : graph.NeighboursOf(from).ToArray().Where(next => steps[next][to] == steps[from][to] - 1).SelectMany(next => AllRoutes(graph, next, to, steps).Select(rest => (int[])[from, .. rest]));
}
