namespace EstateMap.Planning;

/// <summary>
/// Branch and bound over Y (16): a node decides some sites, its bound is (10) under these decisions, reduced costs decide more (17), and the site whose use in the
/// relaxation is most in doubt is branched on. Best bound first; deepest first while there is no allowed solution.
/// </summary>
internal sealed class SearchTree(Kernel kernel, int p, Work work, double objective, double gapWanted)
{
    private readonly PriorityQueue<Node, (double, double)> queue = new();
    private readonly Relaxation relaxation = new(kernel, p, work);
    private readonly OpenSet set = new(kernel, p, work);
    private double leastDropped = double.PositiveInfinity;

    private sealed record Node(sbyte[] State, double[] Multipliers, double Bound, int Depth);

    /// <summary>A better set than the one known before; null when none was found.</summary>
    public int[]? Best { get; private set; }

    public double Objective { get; private set; } = objective;

    /// <summary>No allowed solution is below; infinity when there is none at all.</summary>
    public double Bound { get; private set; }

    private double Enough => double.IsFinite(Objective) ? Objective - Math.Max(gapWanted * Objective, kernel.Noise) : double.PositiveInfinity;

    /// <summary>Searches from the root, whose relaxation has been climbed already, until nothing better is possible or the work is spent.</summary>
    public void Run(Relaxation root, sbyte[] state)
    {
        var first = (sbyte[])state.Clone();
        if (Fix(root, first)) Divide(root, first, kernel.RoundUp(root.Bound), 0);
        while (queue.TryDequeue(out var node, out _))
        {
            if (node.Bound >= Enough)
            {
                leastDropped = Math.Min(leastDropped, node.Bound);
                continue;
            }

            if (work.IsSpent)
            {
                leastDropped = Math.Min(leastDropped, node.Bound);
                foreach (var (left, _) in queue.UnorderedItems) leastDropped = Math.Min(leastDropped, left.Bound);
                break;
            }

            Open(node);
        }

        Bound = Math.Min(leastDropped, Objective);
    }

    private void Open(Node node)
    {
        relaxation.Climb(node.State, node.Multipliers, () => Objective, () => Enough, 80, 0.5);
        var bound = Math.Max(node.Bound, kernel.RoundUp(relaxation.Bound));
        if (bound > kernel.Allowed) return;
        if (bound >= Enough)
        {
            leastDropped = Math.Min(leastDropped, bound);
            return;
        }

        Try(relaxation.BestChosen);
        if (Fix(relaxation, node.State)) Divide(relaxation, node.State, bound, node.Depth);
    }

    /// <summary>(17) A site whose opening or closing would lift the bound to the best objective is decided; false when the node holds nothing better.</summary>
    private bool Fix(Relaxation at, sbyte[] state)
    {
        if (double.IsFinite(Objective))
        {
            double dearestIn = double.NegativeInfinity, cheapestOut = double.PositiveInfinity;
            for (var j = 0; j < state.Length; j++)
            {
                if (state[j] != 0) continue;
                if (at.BestChosen[j]) dearestIn = Math.Max(dearestIn, at.BestRho[j]);
                else cheapestOut = Math.Min(cheapestOut, at.BestRho[j]);
            }

            for (var j = 0; j < state.Length; j++)
            {
                if (state[j] != 0) continue;
                var lifted = at.Bound + (at.BestChosen[j] ? cheapestOut - at.BestRho[j] : at.BestRho[j] - dearestIn);
                if (kernel.RoundUp(lifted) >= Objective + kernel.Noise) state[j] = (sbyte)(at.BestChosen[j] ? 1 : -1);
            }
        }

        return Branching.Propagate(kernel, p, state);
    }

    private void Divide(Relaxation at, sbyte[] state, double bound, int depth)
    {
        var branch = -1;
        var least = double.PositiveInfinity;
        for (var j = 0; j < state.Length; j++)
        {
            if (state[j] != 0) continue;
            var certainty = Math.Abs(at.Usage[j] - 0.5);
            if (certainty >= least) continue;
            least = certainty;
            branch = j;
        }

        if (branch < 0)
        {
            Leaf(state);
            return;
        }

        foreach (var decision in (ReadOnlySpan<sbyte>)[1, -1])
        {
            var child = (sbyte[])state.Clone();
            child[branch] = decision;
            if (!Branching.Propagate(kernel, p, child)) continue;
            var node = new Node(child, at.BestMultipliers, bound, depth + 1);
            queue.Enqueue(node, double.IsFinite(Objective) ? (bound, -depth) : (-depth, bound));
        }
    }

    /// <summary>Everything is decided: the node is one solution.</summary>
    private void Leaf(sbyte[] state)
    {
        var isOpen = Array.ConvertAll(state, s => s > 0);
        work.Spend(kernel.Lists.DemandPoints);
        int[] open = [.. Enumerable.Range(0, state.Length).Where(j => isOpen[j])];
        var total = kernel.Lists.Total(isOpen);
        if (total > kernel.Allowed || kernel.Rules?.Broken(open) > 0) return;
        leastDropped = Math.Min(leastDropped, total);
        Offer(open, total);
    }

    private void Try(bool[] chosen)
    {
        set.Reset([.. Enumerable.Range(0, chosen.Length).Where(j => chosen[j])]);
        set.Improve();
        var total = set.Objective();
        if (set.Broken == 0 && total <= kernel.Allowed) Offer(set.Open.ToArray(), total);
    }

    private void Offer(int[] open, double total)
    {
        if (total >= Objective) return;
        Objective = total;
        Best = open;
        work.Report(Objective + kernel.Constant, double.NegativeInfinity);
    }
}
