namespace EstateMap.Planning;

/// <summary>
/// One solve of a kernel for one p: a start (12), its interchange (13), the bound with starts of its own (14), other starts (15), and the search tree (16), each only while the gap is open.
/// </summary>
internal sealed class MedianSearch
{
    private readonly Kernel kernel;
    private readonly int p;
    private readonly SolveOptions options;
    private readonly Work work;
    private readonly OpenSet set;
    private readonly Random random;
    private readonly HashSet<long> polished = [];

    public MedianSearch(Kernel kernel, int p, SolveOptions options, Work work)
    {
        this.kernel = kernel;
        this.p = p;
        this.options = options;
        this.work = work;
        set = new OpenSet(kernel, p, work);
        random = new Random(options.Seed);
    }

    /// <summary>The best open sites found; null while none keeps all constraints.</summary>
    public int[]? Best { get; private set; }

    /// <summary>Infinity while there is no allowed solution.</summary>
    public double Objective { get; private set; } = double.PositiveInfinity;

    /// <summary>No allowed solution is below; infinity when it is proven that there is none.</summary>
    public double Bound { get; private set; }

    /// <summary>For the next p, which begins with them.</summary>
    public double[]? Multipliers { get; private set; }

    public bool HasBranched { get; private set; }

    private bool IsProven => Bound >= Enough;

    /// <summary>A bound that proves what was asked for.</summary>
    private double Enough => double.IsFinite(Objective) ? Objective - Math.Max(options.GapWanted * Objective, kernel.Noise) : double.PositiveInfinity;

    /// <summary>(12) and (13): a good set, nothing proven.</summary>
    public void Find(int[]? start = null)
    {
        if (start is null) Greedy();
        else set.Reset(start);
        set.Improve();
        Offer();
    }

    /// <summary>Finds and proves, beginning with a set and multipliers where they are known.</summary>
    public void Run(int[]? start = null, double[]? multipliers = null)
    {
        Find(start);
        var state = new sbyte[kernel.SiteCount];
        for (var j = 0; j < kernel.Kept; j++) state[j] = 1;
        if (!Branching.Propagate(kernel, p, state))
        {
            Bound = double.PositiveInfinity;
            return;
        }

        var relaxation = new Relaxation(kernel, p, work);
        relaxation.Climb(state, multipliers ?? relaxation.Start(set), () => Objective, () => Enough, 1500, 1, Polish);
        Multipliers = relaxation.BestMultipliers;
        Raise(relaxation.Bound);
        if (IsProven || work.IsSpent) return;
        Shake();
        if (IsProven || work.IsSpent) return;
        Branch(relaxation, state);
    }

    /// <summary>(12) Opens, one after another, the site that saves most, those first that the rules need.</summary>
    private void Greedy()
    {
        set.Reset([.. Enumerable.Range(0, kernel.Kept)]);
        while (set.Count < p)
        {
            work.Spend(kernel.SiteCount);
            var add = -1;
            var leastBroken = double.PositiveInfinity;
            for (var j = 0; j < kernel.SiteCount; j++)
            {
                if (set.IsOpen(j)) continue;
                var broken = set.BrokenAfter(j, -1);
                if (broken > leastBroken || (broken == leastBroken && set.Gain(j) <= set.Gain(add))) continue;
                leastBroken = broken;
                add = j;
            }

            set.Add(add);
        }
    }

    /// <summary>(14) Interchange from what the relaxation chose; it often lands where greedy cannot.</summary>
    private void Polish(Relaxation relaxation)
    {
        long hash = 0;
        var count = 0;
        var chosen = new int[p];
        for (var j = 0; j < kernel.SiteCount; j++)
        {
            if (!relaxation.BestChosen[j] || count == p) continue;
            chosen[count++] = j;
            hash = unchecked(hash * 1_000_003 + j + 1);
        }

        if (count < p || polished.Count > 200 || !polished.Add(hash)) return;
        set.Reset(chosen);
        set.Improve();
        Offer();
    }

    /// <summary>(15) Other starts: the best with a fifth of its sites replaced at random.</summary>
    private void Shake()
    {
        if (Best is null || p <= kernel.Kept || p == kernel.SiteCount) return;
        for (var n = 0; n < 8; n++)
        {
            set.Reset(Best);
            for (var k = Math.Max(1, (p - kernel.Kept) / 5); k > 0; k--)
            {
                int enter;
                do enter = random.Next(kernel.SiteCount);
                while (set.IsOpen(enter));
                set.Swap(enter, set.Open[random.Next(kernel.Kept, p)]);
            }

            set.Improve();
            Offer();
        }
    }

    /// <summary>(16) On the sites that reduced costs leave open.</summary>
    private void Branch(Relaxation relaxation, sbyte[] state)
    {
        HasBranched = true;
        var tree = new SearchTree(kernel, p, work, Objective, options.GapWanted);
        tree.Run(relaxation, state);
        if (tree.Best is { } better)
        {
            set.Reset(better);
            set.Improve();
            Offer();
        }

        Raise(tree.Bound);
    }

    private void Raise(double bound)
    {
        Bound = Math.Max(Bound, Math.Min(kernel.RoundUp(bound), Objective));
        work.Report(Objective + kernel.Constant, Bound + kernel.Constant);
    }

    /// <summary>Keeps the set at hand if it is allowed and the best.</summary>
    private void Offer()
    {
        var objective = set.Objective();
        if (set.Broken > 0 || objective > kernel.Allowed || objective >= Objective) return;
        Objective = objective;
        Best = set.Open.ToArray();
        Array.Sort(Best);
        work.Report(Objective + kernel.Constant, Math.Min(Bound, Objective) + kernel.Constant);
    }
}
