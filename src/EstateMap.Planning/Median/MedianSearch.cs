namespace EstateMap.Planning;

/// <summary>
/// One solve of a kernel for one p: a start (12), its interchange (13), the bound with starts of its own (14), then rounds of fixing (17), other starts (15) and climbing on
/// while they close the gap, and the search tree (16) for what is left.
/// </summary>
internal sealed class MedianSearch
{
    private const int Rounds = 8;
    private const int StepsBetweenPolishes = 6;

    private readonly int p;
    private readonly SolveOptions options;
    private readonly Work work;
    private readonly Random random;
    private readonly HashSet<long> polished = [];
    private Kernel kernel;
    private OpenSet set;
    private int lastPolish;
    private long polishing;

    public MedianSearch(Kernel kernel, int p, SolveOptions options, Work work)
    {
        this.kernel = kernel;
        this.p = p;
        this.options = options;
        this.work = work;
        set = new OpenSet(kernel, p, work);
        random = new Random(options.Seed);
    }

    /// <summary>The best open sites found, by their indices in the problem, ascending; null while none keeps all constraints.</summary>
    public int[]? Best { get; private set; }

    /// <summary>Infinity while there is no allowed solution.</summary>
    public double Objective { get; private set; } = double.PositiveInfinity;

    /// <summary>No allowed solution is below; infinity when it is proven that there is none.</summary>
    public double Bound { get; private set; }

    /// <summary>Of the bound on all sites; the next p begins with them.</summary>
    public double[]? Multipliers { get; private set; }

    public bool HasBranched { get; private set; }

    private bool IsDone => Bound >= Enough || work.IsSpent;

    /// <summary>A bound that proves what was asked for.</summary>
    private double Enough => double.IsFinite(Objective) ? Objective - Math.Max(options.GapWanted * Objective, kernel.Noise) : double.PositiveInfinity;

    /// <summary>(12) and (13): a good set, nothing proven.</summary>
    /// <param name="start">Kernel sites to begin with; null begins with none.</param>
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
        Climb(relaxation, state, multipliers ?? relaxation.Start(set), 100, 1.5, 12);
        Multipliers = relaxation.BestMultipliers;
        for (int round = 0, idle = 0; round < Rounds && idle < 2 && !IsDone; round++)
        {
            if (!Branching.Fix(kernel, p, relaxation, Objective, state))
            {
                Bound = Objective;
                return;
            }

            var from = relaxation.BestMultipliers;
            int[] chosen = [.. Enumerable.Range(0, kernel.SiteCount).Where(j => relaxation.BestChosen[j])];
            if (Shrink(ref state, ref from, ref chosen)) relaxation = new Relaxation(kernel, p, work);
            Shake(chosen);
            var gap = Objective - Bound;
            if (IsDone) return;
            Climb(relaxation, state, from, round == 0 ? 250 : 600, 1, round == 0 ? 12 : 20);
            // Without rules there is one for each demand point, however many sites are left.
            if (kernel.Rules is null) Multipliers = relaxation.BestMultipliers;
            if (Objective - Bound > 0.8 * gap) idle++;
        }

        if (IsDone) return;
        HasBranched = true;
        var tree = new SearchTree(kernel, p, work, Objective, options.GapWanted);
        tree.Run(relaxation, state);
        if (tree.Best is not null)
        {
            set.Reset(tree.Best);
            Offer();
        }

        Raise(tree.Bound);
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

    private void Climb(Relaxation relaxation, sbyte[] state, double[] from, int steps, double theta, int patience)
    {
        lastPolish = -StepsBetweenPolishes;
        relaxation.Climb(state, from, () => Objective, () => Enough, steps, theta, patience, Polish);
        Raise(relaxation.Bound);
    }

    /// <summary>(14) Interchange from what the relaxation chose; it often lands where greedy cannot.</summary>
    private void Polish(Relaxation relaxation)
    {
        if (relaxation.Step < lastPolish + StepsBetweenPolishes || relaxation.Bound < 0.9 * Objective || polishing > work.Done / 3) return;
        long hash = 0;
        var count = 0;
        var chosen = new int[p];
        for (var j = 0; j < kernel.SiteCount; j++)
        {
            if (!relaxation.BestChosen[j] || count == p) continue;
            chosen[count++] = j;
            hash = unchecked(hash * 1_000_003 + kernel.SiteOf[j] + 1);
        }

        if (count < p || !polished.Add(hash)) return;
        lastPolish = relaxation.Step;
        var before = work.Done;
        set.Reset(chosen);
        set.Improve();
        Offer();
        polishing += work.Done - before;
    }

    /// <summary>(15) Other starts: what the relaxation chose with a fifth of its sites replaced at random.</summary>
    private void Shake(int[] chosen)
    {
        if (p <= kernel.Kept || p >= kernel.SiteCount) return;
        for (var n = 0; n < 4 && !IsDone; n++)
        {
            set.Reset(chosen);
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

    /// <summary>Goes on with the sites that (17) leaves, when that makes the lists much shorter.</summary>
    private bool Shrink(ref sbyte[] state, ref double[] multipliers, ref int[] chosen)
    {
        var old = state;
        if (old.Count(s => s >= 0) > 0.8 * old.Length) return false;
        var (before, kept) = (chosen, multipliers);
        kernel = kernel.Keeping(j => old[j] >= 0, work);
        state = [.. old.Where(s => s >= 0)];
        set = new OpenSet(kernel, p, work);

        // Pairs that exclude each other have other numbers now, and begin again from 0.
        multipliers = new double[kernel.Lists.DemandPoints + RelaxedRules.CountOf(kernel)];
        Array.Copy(kept, multipliers, kernel.Lists.DemandPoints + (kernel.Rules?.Most.Length ?? 0));

        int[] numbers = [.. old.Select((s, j) => (s, j)).Where(site => site.s >= 0).Select(site => site.j)];
        var stays = Enumerable.Range(0, numbers.Length).Where(j => before.Contains(numbers[j]));
        var others = Enumerable.Range(0, numbers.Length).Where(j => !before.Contains(numbers[j]));
        chosen = [.. stays.Concat(others).Take(p)];
        return true;
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
        Best = Array.ConvertAll(set.Open.ToArray(), j => kernel.SiteOf[j]);
        Array.Sort(Best);
        work.Report(Objective + kernel.Constant, Math.Min(Bound, Objective) + kernel.Constant);
    }
}
