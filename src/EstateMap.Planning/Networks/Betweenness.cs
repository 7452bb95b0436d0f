using System.Numerics;
using System.Runtime.Intrinsics;

namespace EstateMap.Planning.Networks;

/// <summary>Who stands between others: betweenness, exact (Brandes, "A faster algorithm for betweenness centrality", 2001).</summary>
/// <remarks>
/// <code>
/// sigma(s, t)     how many shortest ways lead from s to t; several links between two are one step
/// sigma(s, t | v) how many of them pass v, v not an end
/// B(v) = sum over pairs {s, t} of sigma(s, t | v) / sigma(s, t)
/// </code>
/// <list type="number">
/// <item>Eight sources are searched from at once, level by level: a vector of a node holds a number for each of them, so that one step along an arc serves all eight.</item>
/// <item>Breadth first, the ways are counted; which nodes stand at a level, and for which of the sources, is written down.</item>
/// <item>Backwards over those levels: delta(v) = sigma(v) * sum over next w of (1 + delta(w)) / sigma(w), which is what s adds to B(v).</item>
/// <item>Sources are dealt to a fixed number of parts, each with sums of its own, added in their order: the same to the last bit on any number of threads.</item>
/// </list>
/// Work O(nodes x arcs), an eighth of that where sources side by side reach the same nodes at the same levels. Memory: a sum for each part and node, and for each thread 260 bytes a node with 8 more for each level at which it is met.
/// </remarks>
public static class Betweenness
{
    private const int Parts = 32;
    private const int Lanes = 8;

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
            for (var s = part * Lanes; s < graph.Nodes; s += sums.Length * Lanes)
            {
                cancellation.ThrowIfCancellationRequested();
                search.Add(s, Math.Min(Lanes, graph.Nodes - s), sum);
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

    /// <summary>One thread's search from eight sources after another. [node] and [place]: a place is a node at a level, with the lanes of the sources that find it there.</summary>
    private sealed class Search(LinkGraph graph)
    {
        private static readonly Vector512<long> LaneBits = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);

        private readonly Vector512<double>[] _ways = new Vector512<double>[graph.Nodes], _more = new Vector512<double>[graph.Nodes], _share = new Vector512<double>[graph.Nodes], _delta = new Vector512<double>[graph.Nodes];
        private readonly byte[] _seen = new byte[graph.Nodes];
        private readonly ulong[] _touched = new ulong[graph.Nodes + 63 >> 6];
        private readonly List<(int Node, byte Lanes)> _places = [];
        private readonly List<int> _levels = [];

        /// <summary>Adds what <paramref name="sources"/> nodes from <paramref name="first"/> on give to everybody.</summary>
        public void Add(int first, int sources, double[] sum)
        {
            _places.Clear();
            _levels.Clear();
            for (var lane = 0; lane < sources; lane++) Stand(first + lane, (byte)(1 << lane), Vector512<double>.One);
            _levels.Add(0);
            for (var begin = 0; begin < _places.Count; begin = _levels[^1])
            {
                _levels.Add(_places.Count);
                Step(begin, _places.Count);
            }

            for (var level = _levels.Count - 2; level > 0; level--) Return(level, sum);
            if (_levels.Count > 2) Leave(1);
            foreach (var (v, _) in _places) (_ways[v], _seen[v]) = (default, 0);
        }

        /// <summary>From the places of a level to those of the next.</summary>
        private void Step(int begin, int end)
        {
            for (var place = begin; place < end; place++)
            {
                var (v, lanes) = _places[place];
                var ways = _ways[v] & Mask(lanes);
                foreach (var w in graph.NeighboursOf(v))
                {
                    // Towards the end all were met by all; a byte tells it without a look at their numbers.
                    if (_seen[w] == byte.MaxValue) continue;
                    _more[w] += ways;
                    _touched[w >> 6] |= 1UL << w;
                }
            }

            // In the order of their numbers, for those linked to each other often have numbers close by, and memory is slow to jump in.
            for (var word = 0; word < _touched.Length; word++)
            {
                for (; _touched[word] != 0; _touched[word] &= _touched[word] - 1)
                {
                    var w = (word << 6) + BitOperations.TrailingZeroCount(_touched[word]);
                    var lanes = (byte)(Vector512.GreaterThan(_more[w], Vector512<double>.Zero).ExtractMostSignificantBits() & ~(ulong)_seen[w]);
                    if (lanes != 0) Stand(w, lanes, _more[w]);
                    _more[w] = default;
                }
            }
        }

        private void Stand(int v, byte lanes, Vector512<double> ways)
        {
            _places.Add((v, lanes));
            _seen[v] |= lanes;
            _ways[v] |= ways & Mask(lanes);
        }

        /// <summary>From the places of a level, whose next have told their share, back to their own.</summary>
        private void Return(int level, double[] sum)
        {
            var (begin, end) = (_levels[level], _levels[level + 1]);
            for (var place = begin; place < end; place++)
            {
                var (v, lanes) = _places[place];
                var next = Vector512<double>.Zero;
                foreach (var w in graph.NeighboursOf(v)) next += _share[w];
                var delta = _ways[v] * next & Mask(lanes);
                _delta[place - begin] = delta;
                sum[v] += Vector512.Sum(delta);
            }

            if (level + 2 < _levels.Count) Leave(level + 1);
            for (var place = begin; place < end; place++)
            {
                var (v, lanes) = _places[place];
                _share[v] = (Vector512<double>.One + _delta[place - begin]) / _ways[v] & Mask(lanes);
            }
        }

        private void Leave(int level)
        {
            for (var place = _levels[level]; place < _levels[level + 1]; place++) _share[_places[place].Node] = default;
        }

        /// <summary>All bits in the lanes that are named, none in the others.</summary>
        private static Vector512<double> Mask(byte lanes) => Vector512.Equals(Vector512.Create((long)lanes) & LaneBits, LaneBits).AsDouble();
    }
}
