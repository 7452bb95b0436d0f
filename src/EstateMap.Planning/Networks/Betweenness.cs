using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EstateMap.Planning.Networks;

/// <summary>Who stands between others: betweenness, exact (Brandes, "A faster algorithm for betweenness centrality", 2001).</summary>
/// <remarks>
/// <code>
/// sigma(s, t)     how many shortest ways lead from s to t; several links between two are one step
/// sigma(s, t | v) how many of them pass v, v not an end
/// B(v) = sum over pairs {s, t} of sigma(s, t | v) / sigma(s, t)
/// </code>
/// <list type="number">
/// <item>A breadth-first search from s counts the ways, and writes down the arcs that lie on them, those of a node side by side.</item>
/// <item>Backwards along those arcs: delta(v) = sigma(v) * sum over next w of (1 + delta(w)) / sigma(w), which is what s adds to B(v).</item>
/// <item>Sources are dealt to a fixed number of parts, each with sums of its own, added in their order: the same to the last bit on any number of threads.</item>
/// </list>
/// Work O(nodes x arcs). Memory: a sum for each part and node, and 40 bytes a node with 4 an arc for each thread.
/// </remarks>
public static class Betweenness
{
    private const int Parts = 32;

    /// <summary>[node]: B(v), counting each pair once. At most <see cref="Most"/>.</summary>
    /// <param name="threads">How many may work at once; whatever it is, the answer is the same.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static double[] Solve(LinkGraph graph, int threads = 0, CancellationToken cancellation = default)
    {
        var sums = new double[Math.Min(Parts, Math.Max(1, graph.Nodes))][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, sums.Length, options, () => new Search(graph), (part, _, search) =>
        {
            var sum = new double[graph.Nodes];
            for (var s = part; s < graph.Nodes; s += sums.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                search.Add(s, sum);
            }

            sums[part] = sum;
            return search;
        }, _ => { });

        var all = new double[graph.Nodes];
        foreach (var sum in sums)
            for (var v = 0; v < all.Length; v++) all[v] += sum[v];
        // Each pair was met from both its ends.
        for (var v = 0; v < all.Length; v++) all[v] /= 2;
        return all;
    }

    /// <summary>What a node has that stands between all pairs of the others: (n - 1)(n - 2) / 2.</summary>
    public static double Most(int nodes) => nodes < 3 ? 0 : (nodes - 1.0) * (nodes - 2) / 2;

    /// <summary>One thread's search from one source after another.</summary>
    private sealed class Search(LinkGraph graph)
    {
        private const int Unseen = int.MaxValue;

        // One more than there can be of these, because each is written before it is known to count.
        private readonly int[] _queue = new int[graph.Nodes + 1], _on = new int[graph.Neighbours.Length + 1];
        private readonly int[] _level = Filled(graph.Nodes), _firstOn = new int[graph.Nodes + 1];
        private readonly double[] _ways = new double[graph.Nodes], _share = new double[graph.Nodes];

        /// <summary>The inner loops have no branch, which nobody could foretell, and no checks of bounds: every number in them comes from the graph, which checked it.</summary>
        public void Add(int source, double[] sum)
        {
            ref var level = ref MemoryMarshal.GetArrayDataReference(_level);
            ref var queue = ref MemoryMarshal.GetArrayDataReference(_queue);
            ref var on = ref MemoryMarshal.GetArrayDataReference(_on);
            ref var ways = ref MemoryMarshal.GetArrayDataReference(_ways);
            ref var share = ref MemoryMarshal.GetArrayDataReference(_share);
            ref var neighbours = ref MemoryMarshal.GetArrayDataReference(graph.Neighbours);
            var first = graph.FirstNeighbour;
            (_level[source], _ways[source], _queue[0]) = (0, 1, source);
            int head = 0, tail = 1, written = 0;
            for (; head < tail; head++)
            {
                var v = _queue[head];
                var (next, waysHere, end) = (_level[v] + 1, BitConverter.DoubleToInt64Bits(_ways[v]), first[v + 1]);
                for (var a = first[v]; a < end; a++)
                {
                    var w = Unsafe.Add(ref neighbours, a);
                    ref var levelThere = ref Unsafe.Add(ref level, w);
                    var before = levelThere;
                    // Who was met has this level or a lower one.
                    var now = Math.Min(before, next);
                    levelThere = now;
                    Unsafe.Add(ref queue, tail) = w;
                    tail += before > next ? 1 : 0;
                    var isOn = now == next ? 1 : 0;
                    Unsafe.Add(ref on, written) = w;
                    written += isOn;
                    Unsafe.Add(ref ways, w) += BitConverter.Int64BitsToDouble(waysHere & -(long)isOn);
                }

                _firstOn[head + 1] = written;
            }

            for (head = tail - 1; head > 0; head--)
            {
                var v = _queue[head];
                var next = 0.0;
                for (int a = _firstOn[head], end = _firstOn[head + 1]; a < end; a++) next += Unsafe.Add(ref share, Unsafe.Add(ref on, a));
                var delta = _ways[v] * next;
                _share[v] = (1 + delta) / _ways[v];
                sum[v] += delta;
                (_level[v], _ways[v]) = (Unseen, 0);
            }

            (_level[source], _ways[source]) = (Unseen, 0);
        }

        private static int[] Filled(int nodes)
        {
            var level = new int[nodes];
            Array.Fill(level, Unseen);
            return level;
        }
    }
}
