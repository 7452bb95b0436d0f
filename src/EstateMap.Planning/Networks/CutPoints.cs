namespace EstateMap.Planning.Networks;

/// <summary>What holds a network together: its components, the nodes without which one falls apart (articulation points), and the edges without which it does (bridges).</summary>
/// <remarks>
/// Hopcroft and Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", 1973. In a depth-first search each node has its number and
/// <code>low(v) = least number reached from v's subtree by one edge outside the tree</code>
/// <list type="number">
/// <item>A node other than the root is a cut where some child has low(child) >= number(v); the root where it has several children.</item>
/// <item>The tree edge to a child is a bridge where low(child) > number(v). Edges are told apart, so that a second link between two spares the first.</item>
/// </list>
/// Without recursion: a chain of any length takes no more stack than a pair. Linear in nodes and edges.
/// </remarks>
public sealed class CutPoints
{
    private CutPoints(LinkGraph graph) =>
        (Component, PartsLeft, IsBridge) = (new int[graph.Nodes], new int[graph.Nodes], new bool[graph.Edges]);

    /// <summary>[node]: number of its component; components are numbered by their least node.</summary>
    public int[] Component { get; }

    /// <summary>[component]: how many nodes it has.</summary>
    public IReadOnlyList<int> ComponentSize { get; private set; } = [];

    /// <summary>[node]: into how many parts its component falls without it; 0 for a node on its own, 1 for one that parts nothing.</summary>
    public int[] PartsLeft { get; }

    /// <summary>[edge].</summary>
    public bool[] IsBridge { get; }

    public bool IsCut(int node) => PartsLeft[node] > 1;

    public static CutPoints Of(LinkGraph graph)
    {
        var cuts = new CutPoints(graph);
        var (number, low, entered) = (new int[graph.Nodes], new int[graph.Nodes], new int[graph.Nodes]);
        var next = graph.FirstArc.AsSpan(0, graph.Nodes).ToArray();
        var path = new Stack<int>();
        var (count, sizes) = (0, new List<int>());
        for (var root = 0; root < graph.Nodes; root++)
        {
            if (number[root] > 0) continue;
            var first = count;
            Enter(root, -1);
            while (path.TryPeek(out var v))
            {
                if (next[v] < graph.FirstArc[v + 1])
                {
                    var (w, edge) = (graph.ArcNode[next[v]], graph.ArcEdge[next[v]]);
                    next[v]++;
                    if (number[w] == 0) Enter(w, edge);
                    else if (edge != entered[v]) low[v] = Math.Min(low[v], number[w]);
                    continue;
                }

                path.Pop();
                if (v == root) continue;
                var parent = graph.Other(entered[v], v);
                low[parent] = Math.Min(low[parent], low[v]);
                if (low[v] >= number[parent]) cuts.PartsLeft[parent]++;
                if (low[v] > number[parent]) cuts.IsBridge[entered[v]] = true;
            }

            // What remains above a node is a part as well; above the root there is nothing.
            cuts.PartsLeft[root]--;
            sizes.Add(count - first);
        }

        for (var v = 0; v < graph.Nodes; v++) cuts.PartsLeft[v]++;
        cuts.ComponentSize = sizes;
        return cuts;

        void Enter(int node, int edge)
        {
            number[node] = low[node] = ++count;
            (entered[node], cuts.Component[node]) = (edge, sizes.Count);
            path.Push(node);
        }
    }
}
