namespace EstateMap.Planning.Cover;

/// <summary>
/// Backup coverage (Hogan &amp; ReVelle 1986, Management Science 32, the model BACOP1): with the fewest sites that cover everyone once, cover as many as possible twice.
/// <code>
///   max  sum_i a_i U_i
///   s.t. sum_{j in N_i} Y_j - U_i &gt;= 1    for every demand point i that can be covered    (1)
///        sum_j Y_j = p*, the answer of <see cref="Lscp"/>                                 (2)
///        U, Y in {0, 1}, with the roles and rules of the problem
/// </code>
/// </summary>
public static class BackupCover
{
    /// <summary>Who still has a site within reach if any one site closes.</summary>
    /// <param name="reach">T, in the units of the costs.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reach is negative or not a number.</exception>
    /// <exception cref="ArgumentException">An array of the problem has the wrong length or points nowhere.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static BackupAnswer Solve(LocationProblem problem, double reach, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        var cover = Lscp.Solve(problem, reach, options, ct, PartOfProgress.Of(progress, 0, 0.5));
        if (cover.Infeasible is not null) return new(cover, cover, []);
        var backup = Solve(problem, cover.OpenSites.Length, reach, options, cover.OpenSites, ct, PartOfProgress.Of(progress, 0.5, 1));
        return new(cover, backup, Twice(problem, reach, backup.OpenSites));
    }

    /// <summary>The second step for a number of sites that the caller chooses; infeasible ("cover") when it is too small to cover once all who can be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is negative, or the reach negative or not a number.</exception>
    public static LocationAnswer Solve(LocationProblem problem, int p, double reach, SolveOptions options, CancellationToken ct = default) =>
        Solve(problem, p, reach, options, null, ct, null);

    private static LocationAnswer Solve(LocationProblem problem, int p, double reach, SolveOptions options, int[]? cover, CancellationToken ct, IProgress<double>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(p);
        CoverAnswers.CheckReach(reach);
        var rules = new SiteRules(problem);
        if (rules.FindSingle(p) is { } single) return LocationAnswer.None(single, options.Seed);

        var program = rules.Program();
        var beyond = new List<int>();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            if (problem.Weights[i] == 0) continue;
            var sites = rules.Within(i, reach);
            if (sites.Length == 0) beyond.Add(i);
            else program.Reward(sites, 1, problem.Weights[i]);  // (1)
        }

        var result = CoverSearch.Solve(program.Ready(), p, options, ct, cover, progress);
        if (result.IsImpossible && !CoverSearch.Solve(rules.Program().Ready(), p, options, ct).IsImpossible)
            return LocationAnswer.None(new("cover", $"{p} sites that keep the constraints are too few to cover everyone whom a site could reach.", [], []), options.Seed);
        return CoverAnswers.From(rules, result, p, options, "set covering, then interchange with Lagrangian bound", ct) with { Unreachable = [.. beyond] };
    }

    private static int[] Twice(LocationProblem problem, double reach, int[] open) =>
        [.. Enumerable.Range(0, problem.DemandPoints).Where(i => open.Count(j => problem.Costs[i * problem.Sites + j] is var cost && cost <= reach && !double.IsPositiveInfinity(cost)) > 1)];
}

/// <summary>Both steps of the model.</summary>
/// <param name="Cover">The fewest sites that cover everyone; its objective is their number.</param>
/// <param name="Backup">As many sites, chosen for the weight covered twice, which is its objective; the bound is an upper one. The same as <paramref name="Cover"/> when that is infeasible.</param>
/// <param name="CoveredTwice">Demand points with two open sites of <paramref name="Backup"/> within reach, ascending.</param>
public sealed record BackupAnswer(LocationAnswer Cover, LocationAnswer Backup, int[] CoveredTwice);
