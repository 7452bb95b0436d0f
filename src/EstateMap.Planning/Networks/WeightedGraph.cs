namespace EstateMap.Planning.Networks;

/// <summary>One level of <see cref="Communities"/>: nodes, or parts that became nodes, with how strongly they are linked.</summary>
internal sealed class WeightedGraph
{
    private const double Least = 1e-12;

    private readonly int[] _first, _node;
    private readonly double[] _weight, _inside, _strength;
    private readonly double _total;

    /// <param name="inside">[node]: w over ordered pairs within what it was made from.</param>
    private WeightedGraph(int[] first, int[] node, double[] weight, double[] inside)
    {
        (_first, _node, _weight, _inside, _strength) = (first, node, weight, inside, inside.ToArray());
        for (var v = 0; v < Nodes; v++)
            for (var a = first[v]; a < first[v + 1]; a++) _strength[v] += weight[a];
        _total = _strength.Sum();
    }

    public int Nodes => _inside.Length;

    /// <summary>Several links between two are one, as strong as there are links.</summary>
    public static WeightedGraph Of(LinkGraph graph)
    {
        var weight = new double[graph.Neighbours.Length];
        for (int v = 0, at = -1; v < graph.Nodes; v++)
            for (var a = graph.FirstArc[v]; a < graph.FirstArc[v + 1]; a++)
            {
                if (a == graph.FirstArc[v] || graph.ArcNode[a] != graph.ArcNode[a - 1]) at++;
                weight[at]++;
            }

        return new WeightedGraph(graph.FirstNeighbour, graph.Neighbours, weight, new double[graph.Nodes]);
    }

    public double Modularity(IReadOnlyList<int> of)
    {
        if (_total == 0) return 0;
        var (number, count) = Numbered(of);
        var (inside, strength) = (new double[count], new double[count]);
        for (var v = 0; v < Nodes; v++)
        {
            inside[number[v]] += _inside[v];
            strength[number[v]] += _strength[v];
            for (var a = _first[v]; a < _first[v + 1]; a++)
                if (number[_node[a]] == number[v]) inside[number[v]] += _weight[a];
        }

        return inside.Zip(strength).Sum(one => (one.First / _total) - (one.Second / _total * (one.Second / _total)));
    }

    /// <summary>Step 1, in place.</summary>
    /// <param name="community">[node]: below <see cref="Nodes"/>.</param>
    public void Move(int[] community, Random order)
    {
        var (strength, members) = (new double[Nodes], new int[Nodes]);
        for (var v = 0; v < Nodes; v++)
        {
            strength[community[v]] += _strength[v];
            members[community[v]]++;
        }

        var empty = new Stack<int>(Enumerable.Range(0, Nodes).Where(c => members[c] == 0).Reverse());
        var (to, met) = (new double[Nodes], new List<int>());
        var isQueued = new bool[Nodes];
        Array.Fill(isQueued, true);
        for (var queue = new Queue<int>(Shuffled(order)); queue.TryDequeue(out var v);)
        {
            isQueued[v] = false;
            Meet(v, community, to, met);
            var (own, k) = (community[v], _strength[v]);
            strength[own] -= k;
            var (best, most) = (own, to[own] - (k * strength[own] / _total));
            foreach (var c in met)
            {
                var gain = to[c] - (k * strength[c] / _total);
                if (gain > most + Least) (best, most) = (c, gain);
            }

            // Alone it would be better off.
            if (most < -Least && members[own] > 1) best = empty.Pop();
            strength[best] += k;
            foreach (var c in met) to[c] = 0;
            met.Clear();
            if (best == own) continue;
            (community[v], members[best]) = (best, members[best] + 1);
            if (--members[own] == 0) empty.Push(own);
            for (var a = _first[v]; a < _first[v + 1]; a++)
            {
                var w = _node[a];
                if (community[w] == best || isQueued[w]) continue;
                isQueued[w] = true;
                queue.Enqueue(w);
            }
        }
    }

    /// <summary>Step 2. A node, or a part, is well connected to its community C where w(S, C - S) >= K(S) K(C - S) / 2m.</summary>
    /// <returns>[node]: its part.</returns>
    public int[] Refine(int[] community, Random order)
    {
        var (part, isAlone, strength) = (Enumerable.Range(0, Nodes).ToArray(), new bool[Nodes], new double[Nodes]);
        Array.Fill(isAlone, true);
        for (var v = 0; v < Nodes; v++) strength[community[v]] += _strength[v];
        // Of parts: their strength, and what joins them to the rest of their community.
        var (own, outward) = (_strength.ToArray(), new double[Nodes]);
        for (var v = 0; v < Nodes; v++)
            for (var a = _first[v]; a < _first[v + 1]; a++)
                if (community[_node[a]] == community[v]) outward[v] += _weight[a];

        var (to, met) = (new double[Nodes], new List<int>());
        foreach (var v in Shuffled(order))
        {
            if (!isAlone[v] || !IsWell(v, community[v])) continue;
            Meet(v, part, to, met, community);
            var (best, most) = (v, 0.0);
            foreach (var p in met)
            {
                var gain = to[p] - (_strength[v] * own[p] / _total);
                if (p != v && gain > most + Least && IsWell(p, community[v])) (best, most) = (p, gain);
            }

            if (best != v)
            {
                (own[best], outward[best]) = (own[best] + _strength[v], outward[best] + outward[v] - (2 * to[best]));
                (part[v], isAlone[v], isAlone[best]) = (best, false, false);
            }

            foreach (var p in met) to[p] = 0;
            met.Clear();
        }

        return part;

        bool IsWell(int p, int c) => outward[p] + Least >= own[p] * (strength[c] - own[p]) / _total;
    }

    /// <summary>Step 3: each part one node.</summary>
    /// <returns>The graph of the parts, and of which each node is one.</returns>
    public (WeightedGraph Graph, int[] Number) Joined(int[] part)
    {
        var (number, count) = Numbered(part);
        var inside = new double[count];
        // Nodes of one part after another.
        var ordered = Enumerable.Range(0, Nodes).ToArray();
        Array.Sort((int[])number.Clone(), ordered);
        var (first, nodes, weights, to, met) = (new int[count + 1], new List<int>(), new List<double>(), new double[count], new List<int>());
        for (int p = 0, at = 0; p < count; p++)
        {
            for (; at < Nodes && number[ordered[at]] == p; at++)
            {
                inside[p] += _inside[ordered[at]];
                Meet(ordered[at], number, to, met);
            }

            met.Sort();
            foreach (var q in met)
            {
                if (q == p) inside[p] += to[q];
                else
                {
                    nodes.Add(q);
                    weights.Add(to[q]);
                }

                to[q] = 0;
            }

            met.Clear();
            first[p + 1] = nodes.Count;
        }

        return (new WeightedGraph(first, [.. nodes], [.. weights], inside), number);
    }

    /// <summary>The same division with numbers from 0 on, in the order in which they are met.</summary>
    public static (int[] Number, int Count) Numbered(IReadOnlyList<int> of)
    {
        var numbers = new Dictionary<int, int>();
        var number = new int[of.Count];
        for (var v = 0; v < of.Count; v++)
        {
            if (!numbers.TryGetValue(of[v], out number[v])) number[v] = numbers[of[v]] = numbers.Count;
        }

        return (number, numbers.Count);
    }

    /// <summary>Sums what joins a node to each group of its neighbours.</summary>
    /// <param name="within">Neighbours of the node's own community alone; null for all.</param>
    private void Meet(int v, int[] group, double[] to, List<int> met, int[]? within = null)
    {
        for (var a = _first[v]; a < _first[v + 1]; a++)
        {
            var w = _node[a];
            if (within is not null && within[w] != within[v]) continue;
            if (to[group[w]] == 0) met.Add(group[w]);
            to[group[w]] += _weight[a];
        }
    }

    private int[] Shuffled(Random order)
    {
        var nodes = Enumerable.Range(0, Nodes).ToArray();
        order.Shuffle(nodes);
        return nodes;
    }
}
