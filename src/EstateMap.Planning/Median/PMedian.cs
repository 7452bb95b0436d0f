namespace EstateMap.Planning;

/// <summary>
/// p-median (Hakimi 1964): open p sites so that the total weighted cost is least, keeping what planners demand.
/// <code>
///   min  sum_ij a_i d_ij X_ij
///   s.t. sum_j X_ij = 1                        for every demand point i                (1)
///        X_ij &lt;= Y_j                                                                    (2)
///        sum_j Y_j = p                         kept sites count                        (3)
///        Y_j = 1 for kept, Y_j = 0 for closed sites                                    (4)
///        sum_{j in g} Y_j >= m_g               for every group g                       (5)
///        sum_j u_kj Y_j &lt;= b_k                 for every ceiling k                     (6)
///        Y_a + Y_b &lt;= 1                        for every exclusion                     (7)
///        X_ij = 0 where d_ij > limit_i                                                 (8)
///        X, Y in {0, 1}
/// </code>
/// Found by greedy addition (12), fast interchange (13, Resende &amp; Werneck 2007), starts from the bound (14) and shaken ones (15); proven by a Lagrangian bound (9-11),
/// by fixing sites at their reduced costs (17) and, while the gap stays open, by branch and bound (16). The numbers stand again at the steps.
/// </summary>
public static class PMedian
{
    /// <summary>Steps of work at effort 1: some seconds, and only for problems that do not yield before.</summary>
    private const double OrdinaryWork = 4e9;

    /// <summary>Opens p sites, kept ones included. What cannot be done is an answer with its reason.</summary>
    /// <exception cref="ArgumentException">A constraint does not fit the problem.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer Solve(LocationProblem problem, int p, SolveOptions options, CancellationToken ct = default, IProgress<SolveStep>? progress = null)
    {
        if (Feasibility.Refusal(problem, p) is { } refusal) return LocationAnswer.None(refusal, options.Seed);
        var work = WorkFor(options, progress, ct);
        var kernel = Kernel.Of(problem, work);
        var search = new MedianSearch(kernel, p, options, work);
        search.Run();
        return Answer(problem, kernel, search, options);
    }

    /// <summary>Opens p sites of a problem with neighbour lists; roles and side constraints do not exist there.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer SolveSparse(SparseProblem problem, int p, SolveOptions options, CancellationToken ct = default, IProgress<SolveStep>? progress = null)
    {
        if (p < 1 || p > problem.Sites) return LocationAnswer.None(Feasibility.WrongCount(p, problem.Sites), options.Seed);
        var work = WorkFor(options, progress, ct);
        var kernel = Kernel.Of(problem, work);
        var search = new MedianSearch(kernel, p, options, work);
        search.Run();
        return SparseAnswer(problem, search, options);
    }

    /// <summary>Which sites the solutions share that cost at most a share more than the best.</summary>
    /// <remarks>
    /// Looked at are all sets that differ from the best by one swap, and all that differ by two, so far as the effort allows (<see cref="NearTies.IsComplete"/>). So a site that is
    /// open in all of these cannot be done without by exchanging it and one other; solutions farther away may exist and are not counted.
    /// </remarks>
    /// <param name="best">An answer of <see cref="Solve"/>; when infeasible there are no near-ties.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static NearTies NearTies(LocationProblem problem, LocationAnswer best, double within = 0.01, SolveOptions? options = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(within);
        problem.Check();
        if (best.OpenSites.Length == 0) return new NearTies(within, 0, new int[problem.Sites]);
        var work = new Work((long)(OrdinaryWork / 8 * (options ?? SolveOptions.Default).Effort), null, ct);
        return new NearTieSearch(Kernel.Of(problem, work), work, within).Run(problem.Sites, best.OpenSites);
    }

    internal static Work WorkFor(SolveOptions options, IProgress<SolveStep>? progress, CancellationToken ct) => new((long)(OrdinaryWork * options.Effort), progress, ct);

    internal static LocationAnswer Answer(LocationProblem problem, Kernel kernel, MedianSearch search, SolveOptions options)
    {
        if (search.Best is null) return LocationAnswer.None(Feasibility.Together(isProven: double.IsPositiveInfinity(search.Bound)), options.Seed);
        var answer = Evaluate.Open(problem, Array.ConvertAll(search.Best, j => kernel.SiteOf[j]));
        return answer with { Bound = Math.Min(search.Bound + kernel.Constant, answer.Objective), Method = Method(search), Seed = options.Seed };
    }

    private static string Method(MedianSearch search) => search.HasBranched ? "interchange, Lagrangian bound, branch and bound" : "interchange, Lagrangian bound";

    private static LocationAnswer SparseAnswer(SparseProblem problem, MedianSearch search, SolveOptions options)
    {
        var isOpen = new bool[problem.Sites];
        foreach (var j in search.Best!) isOpen[j] = true;
        var assigned = new int[problem.DemandPoints];
        var unserved = new List<int>();
        var objective = 0.0;
        for (var i = 0; i < assigned.Length; i++)
        {
            assigned[i] = -1;
            var cost = problem.Fallback[i];
            for (var at = problem.Starts[i]; at < problem.Starts[i + 1]; at++)
            {
                var j = problem.SiteOf[at];
                if (!isOpen[j] || (assigned[i] >= 0 && (problem.CostOf[at] > cost || (problem.CostOf[at] == cost && j > assigned[i])))) continue;
                assigned[i] = j;
                cost = problem.CostOf[at];
            }

            if (assigned[i] < 0) unserved.Add(i);
            objective += problem.Weights[i] * cost;
        }

        return new LocationAnswer(search.Best!, assigned, objective, Math.Min(search.Bound, objective), Method(search), options.Seed) { Unserved = [.. unserved] };
    }
}
