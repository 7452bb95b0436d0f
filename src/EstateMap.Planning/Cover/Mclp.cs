namespace EstateMap.Planning.Cover;

/// <summary>
/// Maximal covering location (Church &amp; ReVelle 1974, Papers of the Regional Science Association 32): open p sites so that as much weight as possible is within reach.
/// <code>
///   max  sum_i a_i Z_i
///   s.t. sum_{j in N_i} Y_j &gt;= Z_i    for every demand point i, N_i = {j : d_ij &lt;= T}    (1)
///        sum_j Y_j = p                                                                       (2)
///        Y, Z in {0, 1}, with the roles and rules of the problem
/// </code>
/// Demand points with the same N_i are one row; the rest is <see cref="CoverSearch"/>.
/// </summary>
public static class Mclp
{
    /// <summary>The objective is the weight covered, the bound an upper one. Each demand point goes to its nearest open site, within reach or not.</summary>
    /// <param name="p">Number of open sites, kept ones counted.</param>
    /// <param name="reach">T, in the units of the costs.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1, or the reach negative or not a number.</exception>
    /// <exception cref="ArgumentException">An array of the problem has the wrong length or points nowhere.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer Solve(LocationProblem problem, int p, double reach, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        CoverAnswers.CheckReach(reach);
        var rules = new SiteRules(problem);
        if (rules.FindSingle(p) is { } single) return LocationAnswer.None(single, options.Seed);

        var program = rules.Program();
        for (var i = 0; i < problem.DemandPoints; i++)
            if (problem.Weights[i] > 0 && rules.Within(i, reach) is { Length: > 0 } sites) program.Reward(sites, 0, problem.Weights[i]);  // (1)
        var result = CoverSearch.Solve(program.Ready(), p, options, ct, progress: progress);
        return CoverAnswers.From(rules, result, p, options, "greedy adding with substitution, Lagrangian bound", ct);
    }
}
