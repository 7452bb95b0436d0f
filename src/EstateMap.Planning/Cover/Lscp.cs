namespace EstateMap.Planning.Cover;

/// <summary>
/// Location set covering (Toregas, Swain, ReVelle &amp; Bergman 1971, Operations Research 19): the fewest sites that put everyone within reach.
/// <code>
///   min  sum_j Y_j
///   s.t. sum_{j in N_i} Y_j &gt;= 1    for every demand point i with a_i &gt; 0 and N_i = {j : d_ij &lt;= T} not empty    (1)
///        Y in {0, 1}, with the roles and rules of the problem
/// </code>
/// Lower bound: demand points no two of which share a site (2). From there the number goes up by one until a choice of so many sites exists (3); each number
/// passed was proven too few by <see cref="CoverSearch"/>.
/// </summary>
public static class Lscp
{
    /// <summary>
    /// The objective is the number of open sites, kept ones counted. Demand that no allowed site has within reach is listed in <see cref="LocationAnswer.Unreachable"/> and left out;
    /// demand of no weight needs no cover.
    /// </summary>
    /// <param name="reach">T, in the units of the costs.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reach is negative or not a number.</exception>
    /// <exception cref="ArgumentException">An array of the problem has the wrong length or points nowhere.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer Solve(LocationProblem problem, double reach, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        CoverAnswers.CheckReach(reach);
        var rules = new SiteRules(problem);
        if (rules.FindSingleOfAnyCount() is { } single) return LocationAnswer.None(single, options.Seed);

        var program = rules.Program();
        var beyond = new List<int>();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            if (problem.Weights[i] == 0) continue;
            var sites = rules.Within(i, reach);
            if (sites.Length == 0) beyond.Add(i);
            else program.Demand(sites, 1);  // (1)
        }

        program.Ready();
        var least = Math.Max(rules.Kept.Length, CountApart(program));  // (2)
        var bound = least;
        CoverResult? unsettled = null;
        for (var k = least; k <= rules.Allowed.Length; k++)  // (3)
        {
            // Half of what is left for each number, since nobody knows how many it takes.
            var before = 1 - Math.Pow(0.5, k - least);
            var result = CoverSearch.Solve(program, k, options, ct, progress: PartOfProgress.Of(progress, before, (1 + before) / 2));
            if (result.Open is not null)
                return new(result.Sites, Evaluate.Nearest(rules.Problem, result.Sites), k, bound, CoverAnswers.Named("set covering by rising number, Lagrangian bound", result), options.Seed) { Unreachable = [.. beyond] };
            if (result.IsImpossible && unsettled is null) bound = k + 1;
            else if (!result.IsImpossible) unsettled ??= result;
        }

        return LocationAnswer.None(unsettled is null ? Explain(rules, options, ct) : CoverAnswers.NotFound(rules.Allowed.Length), options.Seed);
    }

    /// <summary>Sum of the needs of rows that share no site, greedily from the row of fewest sites.</summary>
    internal static int CountApart(CoverProgram program)
    {
        var taken = new bool[program.Sites];
        var count = 0;
        foreach (var r in Enumerable.Range(0, program.Rows).OrderBy(r => program.RowSites[r].Length))
        {
            if (Array.Exists(program.RowSites[r], j => taken[j])) continue;
            count += program.Need[r];
            foreach (var j in program.RowSites[r]) taken[j] = true;
        }

        return count;
    }

    /// <summary>Opening everything allowed covers all that can be, so only ceilings and exclusions can forbid an answer.</summary>
    private static Infeasibility Explain(SiteRules rules, SolveOptions options, CancellationToken ct)
    {
        for (var k = Math.Max(1, rules.Kept.Length); k <= rules.Allowed.Length; k++)
            if (!CoverSearch.Solve(rules.Program().Ready(), k, options, ct).IsImpossible)
                return new("cover", "Ceilings or exclusions leave too few sites to cover everyone whom a site could reach.", [], []);
        return rules.Explain(Math.Max(1, rules.Kept.Length), options, ct);
    }
}
