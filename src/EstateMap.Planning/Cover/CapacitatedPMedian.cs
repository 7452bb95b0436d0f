namespace EstateMap.Planning.Cover;

/// <summary>
/// p-median with limited rooms (single source: Mulvey &amp; Beck 1984, European Journal of Operational Research 18):
/// <code>
///   min  sum_ij a_i d_ij X_ij
///   s.t. sum_j X_ij = 1                  everyone of a demand point goes to one site    (1)
///        sum_i a_i X_ij &lt;= C_j Y_j      which has room for them                        (2)
///        sum_j Y_j = p                                                                  (3)
///        d_ij X_ij &lt;= limit_i           where the problem has limits                   (4)
///        X, Y in {0, 1}, with the roles and rules of the problem                        (5)
/// </code>
/// Sites are branched on under the bound (6)-(9) of <see cref="CapacitatedBound"/>; once they are settled, <see cref="CapacitatedAssignment"/> (10)-(13) says who goes where. Whether a plan
/// exists is itself hard (bin packing): where the search can neither find one nor prove that there is none, the reason says so.
/// </summary>
public static class CapacitatedPMedian
{
    /// <summary>The objective is the weighted travel, the bound a lower one. Unlike in the other models the limits hold for the site that serves, not for the nearest open one.</summary>
    /// <param name="p">Number of open sites, kept ones counted.</param>
    /// <param name="capacity">C_j, [site], in the units of the weights; positive infinity is no limit.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1.</exception>
    /// <exception cref="ArgumentException">An array has the wrong length, or holds a number that it must not; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static LocationAnswer Solve(LocationProblem problem, int p, double[] capacity, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        if (capacity.Length != problem.Sites) throw new ArgumentException($"Expected the capacity of {problem.Sites} sites, got {capacity.Length}.", nameof(capacity));
        for (var j = 0; j < capacity.Length; j++)
            if (!(capacity[j] >= 0)) throw new ArgumentException($"The capacity of site {j} is {capacity[j]}: it must not be negative.", nameof(capacity));

        var rules = new SiteRules(problem);
        if (rules.FindSingle(p) is { } single) return LocationAnswer.None(single, options.Seed);
        var data = new CapacitatedData(rules, capacity);
        if (FindShort(data, p) is { } tight) return LocationAnswer.None(tight, options.Seed);

        var program = data.Program();
        var start = CoverSearch.Solve(program, p, options, ct, progress: PartOfProgress.Of(progress, 0, 0.2));
        if (start.IsImpossible) return LocationAnswer.None(Explain(data, p, options, ct), options.Seed);
        var search = new CapacitatedSearch(data, program, p, options, ct, PartOfProgress.Of(progress, 0.2, 1));
        search.Run(start.Open);
        if (search.Open is null)
            return LocationAnswer.None(search.IsComplete ? NoFit(data, p) : CoverAnswers.NotFound(p), options.Seed);

        int[] open = [.. Enumerable.Range(0, data.Sites).Where(j => search.Open[j])];
        var assigned = Evaluate.Nearest(rules.Problem, open);  // those of no weight need no room
        for (var n = 0; n < data.Points.Length; n++) assigned[data.Points[n]] = search.Assigned[n];
        foreach (var i in data.Unreachable) assigned[i] = -1;
        var method = $"interchange, Lagrangian bound{(search.Nodes > 1 ? $", branch and bound ({search.Nodes} nodes)" : "")}";
        return new(open, assigned, search.Objective, search.Bound, method, options.Seed) { Unreachable = data.Unreachable };
    }

    /// <summary>(2), seen from each demand point alone and from all together.</summary>
    private static Infeasibility? FindShort(CapacitatedData data, int p)
    {
        int[] tooLarge = [.. Enumerable.Range(0, data.Points.Length).Where(n => data.Row(n).ToArray().All(double.IsPositiveInfinity)).Select(n => data.Points[n])];
        if (tooLarge.Length > 0)
            return new("capacity", $"No site that may serve them has room for all of demand point {string.Join(", ", tooLarge.Take(20))}.", [], tooLarge);
        int[] roomiest = [.. data.Rules.Kept, .. data.Rules.Allowed.Except(data.Rules.Kept).OrderByDescending(j => data.Capacity[j]).Take(p - data.Rules.Kept.Length)];
        var room = roomiest.Sum(j => data.Capacity[j]);
        return room >= data.Total * (1 - 1e-9) ? null
            : new("capacity", $"{data.Total:0.##} are to be served, but the {roomiest.Length} roomiest sites have room for {room:0.##}.", [.. roomiest.Order()], []);
    }

    private static Infeasibility Explain(CapacitatedData data, int p, SolveOptions options, CancellationToken ct)
    {
        if (CoverSearch.Solve(data.Rules.Program().Ready(), p, options, ct).IsImpossible) return data.Rules.Explain(p, options, ct);
        return new("capacity", $"No {p} sites that keep the other constraints have room for {data.Total:0.##} within everyone's reach.", [], data.Points);
    }

    private static Infeasibility NoFit(CapacitatedData data, int p) =>
        new("capacity", $"No {p} sites can take all demand points whole: there is room for {data.Total:0.##} in all, but not in the right pieces.", [], data.Points);
}
