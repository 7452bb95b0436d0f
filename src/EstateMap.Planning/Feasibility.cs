namespace EstateMap.Planning;

/// <summary>Reasons why no choice of p sites can keep a constraint, found by looking at each constraint alone, with numbers for planners.</summary>
internal static class Feasibility
{
    /// <summary>Null when every constraint can be kept by itself; together they may still contradict each other.</summary>
    /// <exception cref="ArgumentException">A constraint does not fit the problem.</exception>
    public static Infeasibility? Refusal(LocationProblem problem, int p)
    {
        problem.Check();
        int[] kept = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] == SiteRole.Keep)];
        int[] openable = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] != SiteRole.Close)];
        if (p < 1 || p > openable.Length) return WrongCount(p, openable.Length);
        if (kept.Length > p) return new("roles", $"{kept.Length} sites must be kept, and only {p} may be open.", kept, []);
        return Groups(problem, p, openable) ?? Ceilings(problem, p, kept, openable) ?? Exclusions(problem) ?? Limits(problem, p, kept, openable);
    }

    public static Infeasibility WrongCount(int p, int openable) => new(
        "count",
        p < 1 ? $"A plan needs at least one open site, not {p}." : $"{p} sites are to be open, and only {openable} may be.",
        [],
        []);

    public static Infeasibility Together(bool isProven) => new(
        "together",
        isProven
            ? "Each constraint can be kept alone, but no choice of sites keeps all of them together."
            : "Each constraint can be kept alone, but no choice that keeps all of them together was found; more effort might find one.",
        [],
        []);

    private static Infeasibility? Groups(LocationProblem problem, int p, int[] openable)
    {
        if (problem.GroupMinimum is not { } minimum) return null;
        var needed = 0;
        for (var g = 0; g < minimum.Length; g++)
        {
            int[] members = [.. openable.Where(j => problem.Groups![j] == g)];
            if (members.Length < minimum[g]) return new("groups", $"Group {g} needs {minimum[g]} open sites, and {members.Length} of its sites may be open.", members, []);
            var keptElsewhere = members.Count(j => problem.Roles[j] == SiteRole.Keep);
            needed += Math.Max(minimum[g], keptElsewhere);
        }

        needed += openable.Count(j => problem.Roles[j] == SiteRole.Keep && problem.Groups![j] < 0);
        return needed > p ? new("groups", $"The groups and the kept sites need {needed} open sites together, and only {p} may be open.", [], []) : null;
    }

    private static Infeasibility? Ceilings(LocationProblem problem, int p, int[] kept, int[] openable)
    {
        foreach (var ceiling in problem.Ceilings)
        {
            var use = kept.Sum(j => ceiling.Use[j]);
            if (use > ceiling.Most * (1 + 1e-9))
                return new("ceilings", $"The kept sites alone have a {ceiling.Name} of {use:0.##}, and at most {ceiling.Most:0.##} is allowed.", kept, []);
            var least = use + openable.Where(j => problem.Roles[j] != SiteRole.Keep).Select(j => ceiling.Use[j]).Order().Take(p - kept.Length).Sum();
            if (least > ceiling.Most * (1 + 1e-9))
                return new("ceilings", $"Any {p} sites have a {ceiling.Name} of at least {least:0.##}, and at most {ceiling.Most:0.##} is allowed.", [], []);
        }

        return null;
    }

    private static Infeasibility? Exclusions(LocationProblem problem)
    {
        foreach (var (first, second) in problem.Exclusions)
            if (problem.Roles[first] == SiteRole.Keep && problem.Roles[second] == SiteRole.Keep)
                return new("exclusions", "Two sites that must be kept exclude each other.", [first, second], []);
        return null;
    }

    /// <summary>Demand points that share no site within their limits need a site each: as many as can be picked greedily, those with the fewest sites first.</summary>
    private static Infeasibility? Limits(LocationProblem problem, int p, int[] kept, int[] openable)
    {
        if (problem.Limits is not { } limits) return null;
        var within = new List<(int Demand, int[] Sites)>();
        for (var i = 0; i < limits.Length; i++)
            if (double.IsFinite(limits[i])) within.Add((i, [.. openable.Where(j => problem.Costs[i * problem.Sites + j] <= limits[i])]));
        int[] hopeless = [.. within.Where(w => w.Sites.Length == 0).Select(w => w.Demand)];
        if (hopeless.Length > 0) return new("limits", $"{hopeless.Length} demand points have no site within their limit that may be open.", [], hopeless);

        var isTaken = new bool[problem.Sites];
        foreach (var j in kept) isTaken[j] = true;
        var apart = new List<int>();
        foreach (var (demand, sites) in within.OrderBy(w => w.Sites.Length).ThenBy(w => w.Demand))
        {
            if (sites.Any(j => isTaken[j])) continue;
            foreach (var j in sites) isTaken[j] = true;
            apart.Add(demand);
        }

        return kept.Length + apart.Count > p
            ? new("limits", $"{apart.Count} demand points share no site within their limits, so that with {kept.Length} kept sites at least {kept.Length + apart.Count} must be open, and only {p} may be.", kept, [.. apart.Order()])
            : null;
    }
}
