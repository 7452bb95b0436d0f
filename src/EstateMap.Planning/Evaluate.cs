namespace EstateMap.Planning;

/// <summary>What a given set of open sites means for everybody: no search, no choice.</summary>
public static class Evaluate
{
    /// <summary>
    /// Sends every demand point to its nearest open site. Roles and side constraints are not looked at (see <see cref="Broken"/>), so that a plan that breaks them can still be shown.
    /// </summary>
    /// <param name="open">Indices of the open sites in any order; none is allowed, and then everybody goes unserved.</param>
    /// <returns>Objective sum_i a_i d(i, open). Nothing is proven about other sets, so the bound is 0, the one that always holds.</returns>
    /// <exception cref="ArgumentException">An index is outside the sites or comes twice.</exception>
    public static LocationAnswer Open(LocationProblem problem, IReadOnlyList<int> open)
    {
        var sites = InOrder(problem, open);
        var assigned = Nearest(problem, sites);
        var unserved = new List<int>();
        var unreachable = new List<int>();
        var objective = 0.0;
        for (var i = 0; i < assigned.Length; i++)
        {
            var row = problem.Row(i);
            if (assigned[i] >= 0) objective += problem.Weights[i] * row[assigned[i]];
            else if (IsReachable(row))
            {
                unserved.Add(i);
                objective += problem.Weights[i] * problem.UnservedCost;
            }
            else unreachable.Add(i);
        }

        return new LocationAnswer(sites, assigned, objective, 0, "evaluated as given", 0) { Unserved = [.. unserved], Unreachable = [.. unreachable] };
    }

    /// <summary>[demand]: the nearest open site, -1 where none can be reached; the first of those given on a tie.</summary>
    internal static int[] Nearest(LocationProblem problem, IReadOnlyList<int> open)
    {
        var assigned = new int[problem.DemandPoints];
        for (var i = 0; i < assigned.Length; i++)
        {
            assigned[i] = -1;
            var row = problem.Row(i);
            var least = double.PositiveInfinity;
            foreach (var j in open)
                if (row[j] < least) (assigned[i], least) = (j, row[j]);
        }

        return assigned;
    }

    /// <summary>The constraints that a set of open sites breaks, each with its places; none when it keeps them all.</summary>
    /// <exception cref="ArgumentException">An index is outside the sites or comes twice, or a constraint does not fit the problem.</exception>
    public static IReadOnlyList<Infeasibility> Broken(LocationProblem problem, IReadOnlyList<int> open)
    {
        problem.Check();
        open = InOrder(problem, open);
        var isOpen = new bool[problem.Sites];
        foreach (var j in open) isOpen[j] = true;
        var broken = new List<Infeasibility>();

        int[] roles = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] == (isOpen[j] ? SiteRole.Close : SiteRole.Keep))];
        if (roles.Length > 0) broken.Add(new("roles", $"{roles.Length} sites are open though they must close, or closed though they must be kept.", roles, []));

        for (var g = 0; g < (problem.GroupMinimum?.Length ?? 0); g++)
        {
            int[] members = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Groups![j] == g)];
            var count = members.Count(j => isOpen[j]);
            if (count < problem.GroupMinimum![g]) broken.Add(new("groups", $"Group {g} needs {problem.GroupMinimum[g]} open sites and has {count}.", members, []));
        }

        foreach (var ceiling in problem.Ceilings)
        {
            var use = open.Sum(j => ceiling.Use[j]);
            if (use > ceiling.Most * (1 + 1e-9)) broken.Add(new("ceilings", $"The {ceiling.Name} is {use:0.##}, and at most {ceiling.Most:0.##} is allowed.", [.. open], []));
        }

        int[] together = [.. problem.Exclusions.Where(pair => isOpen[pair.First] && isOpen[pair.Second]).SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Order()];
        if (together.Length > 0) broken.Add(new("exclusions", "Sites are open together that exclude each other.", together, []));

        if (problem.Limits is not null)
        {
            int[] beyond = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => double.IsFinite(problem.Limits[i]) && !open.Any(j => problem.Row(i)[j] <= problem.Limits[i]))];
            if (beyond.Length > 0) broken.Add(new("limits", $"{beyond.Length} demand points are farther from an open site than their limit.", [], beyond));
        }

        return broken;
    }

    private static int[] InOrder(LocationProblem problem, IReadOnlyList<int> open)
    {
        int[] sites = [.. open.Order()];
        for (var k = 0; k < sites.Length; k++)
        {
            if (sites[k] < 0 || sites[k] >= problem.Sites) throw new ArgumentException($"There is no site {sites[k]}: they are numbered 0 to {problem.Sites - 1}.", nameof(open));
            if (k > 0 && sites[k] == sites[k - 1]) throw new ArgumentException($"Site {sites[k]} is named twice.", nameof(open));
        }

        return sites;
    }

    /// <summary>Whether any site reaches, open or not.</summary>
    internal static bool IsReachable(ReadOnlySpan<double> row)
    {
        foreach (var cost in row)
            if (double.IsFinite(cost)) return true;
        return false;
    }
}
