namespace EstateMap.Planning.Cover;

/// <summary>
/// p-center (Hakimi 1964, Operations Research 12): protect the worst off.
/// <code>
///   min  r
///   s.t. sum_{j : d_ij &lt;= r} Y_j &gt;= 1    for every demand point i with a_i &gt; 0    (1)
///        sum_j Y_j = p                                                               (2)
///        Y in {0, 1}, with the roles and rules of the problem
/// </code>
/// r is one of the costs, so their sorted list is bisected (3; Minieka 1970): a cost at which <see cref="CoverSearch"/> finds p sites is an upper bound, one at which it proves that
/// there are none puts the bound at the next cost.
/// </summary>
public static class PCenter
{
    /// <summary>
    /// The objective is the largest cost of demand of positive weight. Demand that no allowed site reaches is listed and left out. Many choices share the least r; for the one of least
    /// travel among them, solve the p-median with r as everyone's limit.
    /// </summary>
    /// <param name="p">Number of open sites, kept ones counted.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1.</exception>
    /// <exception cref="ArgumentException">An array of the problem has the wrong length or points nowhere.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer Solve(LocationProblem problem, int p, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        var rules = new SiteRules(problem);
        if (rules.FindSingle(p) is { } single) return LocationAnswer.None(single, options.Seed);

        var unreachable = rules.OutOfReach();
        int[] served = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0).Except(unreachable)];
        var radii = Radii(rules, served);
        var sure = 0;              // no smaller radius is possible
        var best = radii.Length;   // radii[best] is possible
        CoverResult? found = null;
        var proven = true;
        for (int low = 0, high = radii.Length - 1; low <= high;)  // (3)
        {
            // The widest radius first: it alone tells whether there is an answer at all.
            var middle = found is null ? high : (low + high) / 2;
            progress?.Report(1 - (Math.Log2(high - low + 2) / Math.Log2(radii.Length + 2)));
            var result = CoverSearch.Solve(AtMost(rules, served, radii[middle]), p, options, ct);
            if (result.Open is not null)
            {
                found = result;
                best = Array.BinarySearch(radii, Worst(problem, served, result.Sites));
                high = best - 1;
                continue;
            }

            if (found is null)
                return LocationAnswer.None(result.IsImpossible ? Explain(rules, served, p, options, ct) : CoverAnswers.NotFound(p), options.Seed);
            proven &= result.IsImpossible;
            if (proven) sure = middle + 1;
            low = middle + 1;
        }

        return new(found!.Sites, Evaluate.Nearest(rules.Problem, found.Sites), radii[best], radii[Math.Min(sure, best)], "bisection of the costs, set covering with Lagrangian bound", options.Seed) { Unreachable = unreachable };
    }

    /// <summary>The distinct costs that r can be, ascending: none below the largest of the least costs. 0 alone when nobody is to be served.</summary>
    private static double[] Radii(SiteRules rules, int[] served)
    {
        var costs = new HashSet<double>();
        var least = 0.0;
        foreach (var i in served)
        {
            var nearest = double.PositiveInfinity;
            foreach (var j in rules.Allowed)
            {
                var cost = rules.Problem.Row(i)[j];
                if (double.IsPositiveInfinity(cost)) continue;
                costs.Add(cost);
                nearest = Math.Min(nearest, cost);
            }

            least = Math.Max(least, nearest);
        }

        return served.Length == 0 ? [0] : [.. costs.Where(cost => cost >= least).Order()];
    }

    private static CoverProgram AtMost(SiteRules rules, int[] served, double radius)
    {
        var program = rules.Program();
        foreach (var i in served) program.Demand(rules.Within(i, radius), 1);  // (1)
        return program.Ready();
    }

    private static double Worst(LocationProblem problem, int[] served, int[] open)
    {
        var worst = 0.0;
        foreach (var i in served)
        {
            var nearest = double.PositiveInfinity;
            foreach (var j in open) nearest = Math.Min(nearest, problem.Row(i)[j]);
            worst = Math.Max(worst, nearest);
        }

        return worst;
    }

    private static Infeasibility Explain(SiteRules rules, int[] served, int p, SolveOptions options, CancellationToken ct)
    {
        if (!CoverSearch.Solve(rules.Program().Ready(), p, options, ct).IsImpossible)
            return new("cover", $"No {p} sites that keep the constraints reach everyone whom some site could reach.", [], served);
        return rules.Explain(p, options, ct);
    }
}
