namespace EstateMap.Planning;

/// <summary>
/// p-median (Hakimi 1964): open p of the sites so that total weighted cost is least.
/// <code>
///   min  sum_ij a_i d_ij X_ij
///   s.t. sum_j X_ij = 1        for every demand point i      (1)
///        X_ij &lt;= Y_j                                          (2)
///        sum_j Y_j = p                                       (3)
///        X, Y in {0, 1}
/// </code>
/// Upper bound: greedy addition (4), then interchange of one open against one closed site (5; Whitaker 1983, in the gain and net-loss form of
/// Resende &amp; Werneck 2007: one pass over all swaps is O(demand x sites)). Lower bound: relaxing (1) with multipliers lambda leaves
/// rho_j = sum_i min(0, a_i d_ij - lambda_i) for each site and L = sum_i lambda_i + the p smallest rho_j (6); lambda climbs by subgradient steps (7), and the
/// sites that it opens are new starts for (5) (8).
/// </summary>
public static class PMedianSolver
{
    private const int MaxSubgradientSteps = 2000;
    private const double ProvenGap = 1e-9;

    /// <summary>Solves for exactly p open sites; the same seed gives the same answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1 or above the number of sites.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static PMedianAnswer Solve(PMedianProblem problem, int p, int seed = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, problem.Sites);

        var best = new Interchange(problem, Greedy(problem, p));
        best.Improve(cancellation);
        var lowerBound = Bound(problem, p, seed, ref best, cancellation);

        var assigned = new int[problem.DemandPoints];
        for (var i = 0; i < assigned.Length; i++) assigned[i] = best.Nearest(i);
        return new PMedianAnswer([.. best.Open.Order()], assigned, best.Objective, Math.Min(lowerBound, best.Objective), seed);
    }

    /// <summary>(4) Adds, p times, the site that lowers the total most.</summary>
    private static int[] Greedy(PMedianProblem problem, int p)
    {
        var served = new double[problem.DemandPoints];
        Array.Fill(served, double.PositiveInfinity);
        var isOpen = new bool[problem.Sites];
        var open = new int[p];
        var totals = new double[problem.Sites];
        for (var step = 0; step < p; step++)
        {
            Array.Clear(totals);
            for (var i = 0; i < problem.DemandPoints; i++)
            {
                var row = problem.Row(i);
                for (var j = 0; j < row.Length; j++) totals[j] += Math.Min(served[i], row[j]);
            }

            var add = -1;
            for (var j = 0; j < totals.Length; j++)
                if (!isOpen[j] && (add < 0 || totals[j] < totals[add])) add = j;
            isOpen[add] = true;
            open[step] = add;
            for (var i = 0; i < problem.DemandPoints; i++) served[i] = Math.Min(served[i], problem.Row(i)[add]);
        }

        return open;
    }

    /// <summary>(6)-(8): the best lower bound found, improving <paramref name="best"/> on the way.</summary>
    private static double Bound(PMedianProblem problem, int p, int seed, ref Interchange best, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var lambda = new double[problem.DemandPoints];
        for (var i = 0; i < lambda.Length; i++) lambda[i] = best.SecondNearestCost(i);
        var rho = new double[problem.Sites];
        var order = new int[problem.Sites];
        var subgradient = new int[problem.DemandPoints];
        var bound = 0.0;  // costs are not negative
        var theta = 1.0;
        var sinceBetter = 0;

        for (var step = 0; step < MaxSubgradientSteps && theta > 1e-4; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(rho);
            for (var i = 0; i < lambda.Length; i++)
            {
                var row = problem.Row(i);
                var price = lambda[i];
                for (var j = 0; j < row.Length; j++)
                    if (row[j] < price) rho[j] += row[j] - price;
            }

            for (var j = 0; j < order.Length; j++) order[j] = j;
            Array.Sort((double[])rho.Clone(), order);
            var value = lambda.Sum();
            for (var k = 0; k < p; k++) value += rho[order[k]];

            if (value > bound + 1e-9 * Math.Abs(bound))
            {
                bound = value;
                sinceBetter = 0;
                // (8) Interchange from the relaxation's own choice; it often lands where greedy cannot.
                var start = new Interchange(problem, order[..p]);
                if (start.Objective < best.Objective * 1.05)
                {
                    start.Improve(cancellation);
                    if (start.Objective < best.Objective) best = start;
                }
            }
            else if (++sinceBetter == 20)
            {
                theta *= 0.7;
                sinceBetter = 0;
                var shaken = best.Shaken(random);
                shaken.Improve(cancellation);
                if (shaken.Objective < best.Objective) best = shaken;
            }

            if (best.Objective - bound <= ProvenGap * best.Objective) break;

            // (7) g_i = 1 - times i is served; lambda_i += theta (UB - L) g_i / |g|^2
            long norm = 0;
            for (var i = 0; i < lambda.Length; i++)
            {
                var row = problem.Row(i);
                var g = 1;
                for (var k = 0; k < p; k++)
                    if (row[order[k]] < lambda[i]) g--;
                subgradient[i] = g;
                norm += (long)g * g;
            }

            // A relaxed answer that serves everyone exactly once satisfies (1): it is optimal.
            if (norm == 0) break;
            var length = theta * (best.Objective * 1.0001 - value) / norm;
            for (var i = 0; i < lambda.Length; i++) lambda[i] = Math.Max(0, lambda[i] + length * subgradient[i]);
        }

        return bound;
    }
}
