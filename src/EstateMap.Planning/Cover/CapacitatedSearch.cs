namespace EstateMap.Planning.Cover;

/// <summary>Branches on the sites of <see cref="CapacitatedPMedian"/>, depth first, after an interchange from the relaxation's choices has found a good plan.</summary>
internal sealed class CapacitatedSearch
{
    private const double OrdinaryWork = 800_000_000;

    // Of the work, when branching begins.
    private const double Branched = 0.6;

    private readonly CapacitatedData data;
    private readonly CoverProgram program;
    private readonly SolveOptions options;
    private readonly CancellationToken cancellation;
    private readonly IProgress<double>? progress;
    private readonly CoverState state;
    private readonly CapacitatedBound relaxation;
    private readonly Stack<(int Mark, int Site, bool Second, double Bound)> branches = new();
    private readonly HashSet<string> seen = [];
    private double[] price;
    private double least = double.PositiveInfinity;
    private double work;

    public CapacitatedSearch(CapacitatedData data, CoverProgram program, int p, SolveOptions options, CancellationToken cancellation, IProgress<double>? progress = null)
    {
        (this.data, this.program, this.options, this.cancellation, this.progress) = (data, program, options, cancellation, progress);
        state = new CoverState(program, p);
        relaxation = new CapacitatedBound(data);
        price = new double[data.Sites];
    }

    /// <summary>Null when no plan was found.</summary>
    public bool[]? Open { get; private set; }

    /// <summary>[point].</summary>
    public int[] Assigned { get; private set; } = [];

    public double Objective { get; private set; } = double.PositiveInfinity;

    public double Bound { get; private set; }

    public int Nodes { get; private set; }

    /// <summary>Everything was seen or ruled out.</summary>
    public bool IsComplete { get; private set; } = true;

    public void Run(bool[]? start)
    {
        if (!state.Start()) return;
        if (start is not null) Try(start);
        var pass = Math.Max(1.0, (double)data.Points.Length * data.Sites);
        var root = relaxation.Climb(state, (int)Math.Clamp(OrdinaryWork / 10 * options.Effort / pass, 30, 400), Objective, chosen => Try(chosen), cancellation);
        progress?.Report(0.2);
        Interchange(pass);
        progress?.Report(0.4);
        root = Math.Max(root, relaxation.Climb(state, (int)Math.Clamp(OrdinaryWork / 10 * options.Effort / pass, 30, 200), Objective, null, cancellation));
        progress?.Report(Branched);
        var unexplored = IsHopeless(root) ? double.PositiveInfinity : Branch(root, pass);
        // Nobody travels less than not at all, whatever rounding makes of it.
        Bound = Math.Min(Objective, Math.Max(0, Math.Max(root, Math.Min(least, unexplored))));
        if (Objective - Bound <= 1e-9 * Math.Abs(Objective)) Bound = Objective;
    }

    /// <summary>Swaps one open for one closed site while a plan gets cheaper; (10) with the last prices rules most swaps out unseen.</summary>
    private void Interchange(double pass)
    {
        for (var helped = Open is not null; helped && work < OrdinaryWork * options.Effort * 0.6;)
        {
            helped = false;
            foreach (var leaving in Sites(true))
            {
                foreach (var entering in Sites(false).OrderByDescending(j => relaxation.Share[j]).ToArray())
                {
                    if (work > OrdinaryWork * options.Effort * 0.6) return;
                    work += pass / data.Sites;
                    var other = (bool[])Open!.Clone();
                    if (!other[leaving] || other[entering]) continue;
                    (other[leaving], other[entering]) = (false, true);
                    if (Try(other)) helped = true;
                }
            }
        }

        int[] Sites(bool open) => [.. Enumerable.Range(0, data.Sites).Where(j => Open![j] == open && program.Roles[j] == SiteRole.Candidate)];
    }

    /// <summary>Assigns everyone to the sites if that could be cheaper than the best; true when it is.</summary>
    private bool Try(bool[] open)
    {
        if (!program.Allows(open) || !seen.Add(string.Join(",", Listed(open)))) return false;
        var plan = Assign(open, 60);
        return Take(open, plan);
    }

    private bool Take(bool[] open, CapacitatedAssignment plan)
    {
        if (plan.Sites is null || !(plan.Objective < Objective * (1 - 1e-12))) return false;
        (Open, Assigned, Objective, price) = ((bool[])open.Clone(), plan.Sites, plan.Objective, plan.Price);
        return true;
    }

    private CapacitatedAssignment Assign(bool[] open, int steps)
    {
        var sites = Listed(open);
        var plan = new CapacitatedAssignment(data, sites, price, cancellation);
        plan.Climb(steps, Objective);
        work += plan.Work;
        return plan;
    }

    private double Branch(double root, double pass)
    {
        var mayBeBetter = true;
        var current = root;
        while (true)
        {
            var site = mayBeBetter ? Explore(ref current, pass) : -1;
            progress?.Report(Branched + ((1 - Branched) * Math.Min(1, Math.Max(work / OrdinaryWork, Nodes / 20_000.0) / options.Effort)));
            if (site >= 0 && (work > OrdinaryWork * options.Effort || Nodes > 20_000 * options.Effort))
            {
                IsComplete = false;
                return branches.Aggregate(current, (lowest, branch) => Math.Min(lowest, branch.Bound));
            }

            if (site >= 0)
            {
                var first = relaxation.Share[site] >= 0.5;
                branches.Push((state.Mark, site, !first, current));
                mayBeBetter = state.Fix(site, first);
                continue;
            }

            if (!branches.TryPop(out var back)) return double.PositiveInfinity;
            state.Undo(back.Mark);
            current = back.Bound;
            mayBeBetter = !IsHopeless(back.Bound) && state.Fix(back.Site, back.Second);
        }
    }

    /// <summary>Bounds the node; returns the site to branch on, or -1 when the node is done.</summary>
    private int Explore(ref double current, double pass)
    {
        Nodes++;
        for (var settled = true; settled;)
        {
            if (state.Free == 0)
            {
                Settle(current);
                return -1;
            }

            current = Math.Max(current, relaxation.Climb(state, 25, Objective, null, cancellation));
            work += 25 * pass;
            if (IsHopeless(current)) return -1;
            Try(relaxation.Chosen);
            settled = false;
            for (var j = 0; j < data.Sites; j++)  // (9)
            {
                if (!state.IsFree(j) || !IsHopeless(Math.Max(current, relaxation.BoundIfTurned(j, out var opened)))) continue;
                settled = true;
                if (!state.Fix(j, opened)) return -1;
            }
        }

        var site = -1;
        for (var j = 0; j < data.Sites; j++)
            if (state.IsFree(j) && (site < 0 || Doubt(j) > Doubt(site))) site = j;
        return site;

        double Doubt(int j) => Math.Min(relaxation.Share[j], 1 - relaxation.Share[j]);
    }

    /// <summary>All sites are settled: prove the assignment, or keep its bound.</summary>
    private void Settle(double current)
    {
        var open = new bool[data.Sites];
        for (var j = 0; j < open.Length; j++) open[j] = state.IsOpen(j);
        var plan = Assign(open, 200);
        if (!IsHopeless(Math.Max(current, plan.Bound))) plan.Prove(Objective);
        Take(open, plan);
        var bound = Math.Max(current, plan.Bound);
        if (bound >= Objective * (1 - 1e-12)) return;
        least = Math.Min(least, bound);
        IsComplete = false;
    }

    private bool IsHopeless(double lower)
    {
        if (lower < Objective - Math.Max(options.GapWanted * Math.Abs(Objective), 1e-12)) return false;
        if (double.IsPositiveInfinity(Objective)) return double.IsPositiveInfinity(lower);
        least = Math.Min(least, lower);
        return true;
    }

    private static int[] Listed(bool[] open) => [.. Enumerable.Range(0, open.Length).Where(j => open[j])];
}
