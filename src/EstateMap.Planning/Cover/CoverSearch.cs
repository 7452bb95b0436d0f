namespace EstateMap.Planning.Cover;

/// <summary>
/// Solves a <see cref="CoverProgram"/>: a heuristic answer (interchange from greedy, from the relaxation and from shaken starts), the Lagrangian bound (6) (7),
/// sites settled by what turning them would cost (8), and branching on the site about which the relaxation is least decided (9), depth first.
/// </summary>
internal sealed class CoverSearch
{
    private const int RootSteps = 300;
    private const int NodeSteps = 12;
    private const int NodesToPolish = 20;
    private const int NodesToTell = 50;
    private const long OrdinaryWork = 1_500_000_000;

    // Of the work, when branching begins.
    private const double Branched = 0.6;

    private readonly CoverProgram program;
    private readonly int p;
    private readonly SolveOptions options;
    private readonly CancellationToken cancellation;
    private readonly IProgress<double>? progress;
    private readonly CoverState state;
    private readonly CoverBound bound;
    private readonly CoverInterchange interchange;
    private readonly Stack<(int Mark, int Site, bool Second, double Bound)> branches = new();
    private bool[]? best;
    private double bestReward;
    private double boundOfPruned = double.NegativeInfinity;
    private long nodes;
    private long workOfNodes;

    private CoverSearch(CoverProgram program, int p, SolveOptions options, CancellationToken cancellation, IProgress<double>? progress)
    {
        this.program = program;
        this.p = p;
        this.options = options;
        this.cancellation = cancellation;
        this.progress = progress;
        state = new CoverState(program, p);
        bound = new CoverBound(program);
        interchange = new CoverInterchange(program, p);
    }

    /// <summary>The best choice of exactly p sites.</summary>
    /// <param name="known">A choice that keeps the rules, to start from.</param>
    /// <param name="progress">Told the share of the work that is done: a fifth each for the bound, the starts and the bound again, the rest as branching spends what it may.</param>
    public static CoverResult Solve(CoverProgram program, int p, SolveOptions options, CancellationToken cancellation, int[]? known = null, IProgress<double>? progress = null) =>
        p < 0 || p > program.Sites ? CoverResult.Impossible : new CoverSearch(program, p, options, cancellation, progress).Solve(known);

    private CoverResult Solve(int[]? known)
    {
        if (!state.Start()) return CoverResult.Impossible;
        if (known is not null)
        {
            interchange.Start([.. Enumerable.Range(0, program.Sites).Select(j => Array.BinarySearch(known, j) >= 0)], cancellation);
            Offer(interchange.Open);
        }

        var root = Round(bound.Tighten(state, RootSteps, Target, cancellation));
        if (root < 0) return CoverResult.Impossible;
        progress?.Report(0.2);
        FindStarts();
        progress?.Report(0.4);
        if (best is not null && !IsHopeless(root)) root = Math.Min(root, Round(bound.Tighten(state, RootSteps, Target, cancellation)));
        progress?.Report(Branched);
        var open = IsHopeless(root) ? double.NegativeInfinity : Branch(root);
        if (best is null) return new CoverResult(null, double.NaN, open, nodes);
        var upper = Math.Max(bestReward, Math.Min(root, Math.Max(open, boundOfPruned)));
        return new CoverResult(best, bestReward, upper - bestReward <= 1e-9 * program.TotalWeight ? bestReward : upper, nodes);
    }

    private double Target => best is null ? -0.1 * Math.Max(1, program.TotalWeight) : bestReward;

    private void FindStarts()
    {
        var random = new Random(options.Seed);
        interchange.Start(bound.Chosen, cancellation);
        Polish();
        interchange.Start(new bool[program.Sites], cancellation);
        Polish();
        var shakes = (int)Math.Clamp(10 * options.Effort, 1, 1000);
        for (var n = 0; n < shakes && interchange.Work < OrdinaryWork / 8 * options.Effort; n++)
        {
            if (best is not null)
            {
                if (bestReward >= program.TotalWeight) return;
                interchange.Start(best, cancellation);
            }

            interchange.Shake(random);
            Polish();
        }
    }

    private void Polish()
    {
        interchange.Improve(cancellation);
        Offer(interchange.Open);
    }

    private void Offer(bool[] open)
    {
        var reward = program.Rewards(open);
        if ((best is not null && reward <= bestReward) || !program.Allows(open)) return;
        best = (bool[])open.Clone();
        bestReward = reward;
    }

    /// <summary>(9) Returns the greatest bound of what was left unexplored; minus infinity when nothing was.</summary>
    private double Branch(double root)
    {
        var mayBeBetter = true;
        var current = root;
        while (true)
        {
            var site = mayBeBetter ? Explore(ref current) : -1;
            if (nodes % NodesToTell == 0) progress?.Report(Branched + ((1 - Branched) * Math.Min(1, (bound.Work + interchange.Work + workOfNodes) / (OrdinaryWork * options.Effort))));
            if (site >= 0 && IsSpent) return branches.Aggregate(current, (most, branch) => Math.Max(most, branch.Bound));
            if (site >= 0)
            {
                var first = bound.Share[site] >= 0.5 || best is null;
                branches.Push((state.Mark, site, !first, current));
                mayBeBetter = state.Fix(site, first);
                continue;
            }

            if (!branches.TryPop(out var back)) return double.NegativeInfinity;
            state.Undo(back.Mark);
            current = back.Bound;
            mayBeBetter = !IsHopeless(back.Bound) && state.Fix(back.Site, back.Second);
        }
    }

    private bool IsSpent => nodes > 200_000 * options.Effort || bound.Work + interchange.Work + workOfNodes > OrdinaryWork * options.Effort;

    /// <summary>Bounds the node; returns the site to branch on, or -1 when the node is done.</summary>
    private int Explore(ref double current)
    {
        nodes++;
        workOfNodes += program.Sites;
        for (var settled = true; settled;)
        {
            if (state.Free == 0)
            {
                Offer(Settled());
                return -1;
            }

            current = Math.Min(current, Round(bound.Tighten(state, NodeSteps, Target, cancellation)));
            Offer(bound.Chosen);
            if (nodes % NodesToPolish == 0)
            {
                interchange.Start(bound.Chosen, cancellation);
                Polish();
            }

            if (IsHopeless(current)) return -1;
            if (!SettleByCost(current, out settled)) return -1;
        }

        return LeastDecided();
    }

    /// <summary>(8) False when the node turns out to hold nothing better.</summary>
    private bool SettleByCost(double current, out bool settled)
    {
        settled = false;
        for (var j = 0; j < program.Sites; j++)
        {
            if (!state.IsFree(j)) continue;
            var other = Math.Min(current, Round(bound.BoundIfTurned(j, out var opened)));
            if (!IsHopeless(other)) continue;
            settled = true;
            if (!state.Fix(j, opened)) return false;
        }

        return true;
    }

    private int LeastDecided()
    {
        var site = -1;
        double doubt = -1, worth = 0;
        for (var j = 0; j < program.Sites; j++)
        {
            if (!state.IsFree(j)) continue;
            var undecided = Math.Min(bound.Share[j], 1 - bound.Share[j]);
            if (undecided < doubt || (undecided == doubt && bound.Value(j) <= worth)) continue;
            (site, doubt, worth) = (j, undecided, bound.Value(j));
        }

        return site;
    }

    private bool[] Settled()
    {
        var open = new bool[program.Sites];
        for (var j = 0; j < open.Length; j++) open[j] = state.IsOpen(j);
        return open;
    }

    /// <summary>Nothing with this bound can be better than the best by more than the gap wanted; without a best, only what is impossible is hopeless.</summary>
    private bool IsHopeless(double upper)
    {
        if (best is null) return upper < 0;
        if (upper > bestReward + Math.Max(options.GapWanted * bestReward, 1e-9 * program.TotalWeight)) return false;
        boundOfPruned = Math.Max(boundOfPruned, upper);
        return true;
    }

    private double Round(double upper) => program.WholeWeights ? Math.Floor(upper + 1e-6) : upper;
}

/// <param name="Open">Null when none is known.</param>
/// <param name="Bound">Minus infinity when there is none at all.</param>
internal sealed record CoverResult(bool[]? Open, double Reward, double Bound, long Nodes)
{
    public static readonly CoverResult Impossible = new(null, double.NaN, double.NegativeInfinity, 0);

    public bool IsImpossible => Open is null && double.IsNegativeInfinity(Bound);

    public int[] Sites => Open is null ? [] : [.. Enumerable.Range(0, Open.Length).Where(j => Open[j])];
}
