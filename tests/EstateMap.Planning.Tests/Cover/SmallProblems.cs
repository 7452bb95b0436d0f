namespace EstateMap.Planning.Tests.Cover;

/// <summary>Random small problems with every kind of rule, and all choices of sites that keep the rules, counted out one by one.</summary>
internal static class SmallProblems
{
    /// <summary>Whole weights and costs, some of them 0 or out of reach; about half of the problems have rules besides roles.</summary>
    public static LocationProblem Random(Random random, int mostDemand = 9, int mostSites = 8)
    {
        var (demand, sites) = (random.Next(1, mostDemand + 1), random.Next(1, mostSites + 1));
        var weights = Enumerable.Range(0, demand).Select(_ => (double)random.Next(0, 12)).ToArray();
        var costs = Enumerable.Range(0, demand * sites).Select(_ => random.Next(12) == 0 ? double.PositiveInfinity : random.Next(0, 30)).ToArray();
        var roles = Enumerable.Range(0, sites).Select(_ => random.Next(8) switch { 0 => SiteRole.Keep, 1 => SiteRole.Close, _ => SiteRole.Candidate }).ToArray();
        var problem = new LocationProblem(weights, costs, sites) { Roles = roles };
        if (random.Next(2) == 0) return problem;

        if (random.Next(3) == 0) problem = problem with { Limits = [.. weights.Select(_ => random.Next(3) == 0 ? random.Next(10, 30) : double.PositiveInfinity)] };
        if (random.Next(3) == 0) problem = problem with { Groups = [.. roles.Select(_ => random.Next(-1, 3))], GroupMinimum = [random.Next(2), random.Next(2), random.Next(3)] };
        if (random.Next(3) == 0) problem = problem with { Ceilings = [new("running cost", [.. roles.Select(_ => (double)random.Next(1, 10))], random.Next(5, 30))] };
        if (random.Next(3) == 0 && sites > 2) problem = problem with { Exclusions = [(0, sites - 1), (1, 0)] };
        return problem;
    }

    /// <summary>Every set of sites that keeps roles and rules; of the wanted size only, if one is given.</summary>
    public static IEnumerable<int[]> Choices(LocationProblem problem, int? p = null)
    {
        for (var set = 0; set < 1 << problem.Sites; set++)
        {
            int[] open = [.. Enumerable.Range(0, problem.Sites).Where(j => (set >> j & 1) != 0)];
            if ((p is null || open.Length == p) && Keeps(problem, open)) yield return open;
        }
    }

    public static bool Keeps(LocationProblem problem, int[] open)
    {
        for (var j = 0; j < problem.Sites; j++)
            if ((problem.Roles[j] == SiteRole.Keep && !open.Contains(j)) || (problem.Roles[j] == SiteRole.Close && open.Contains(j))) return false;
        if (problem.Exclusions.Any(pair => open.Contains(pair.First) && open.Contains(pair.Second))) return false;
        if (problem.Ceilings.Any(ceiling => open.Sum(j => ceiling.Use[j]) > ceiling.Most)) return false;
        for (var g = 0; g < (problem.GroupMinimum?.Length ?? 0); g++)
            if (open.Count(j => problem.Groups![j] == g) < problem.GroupMinimum![g]) return false;
        return problem.Limits is null || Enumerable.Range(0, problem.DemandPoints).All(i => double.IsInfinity(problem.Limits[i]) || Nearest(problem, i, open) <= problem.Limits[i]);
    }

    public static double Nearest(LocationProblem problem, int i, IEnumerable<int> open) =>
        open.Select(j => problem.Costs[i * problem.Sites + j]).Append(double.PositiveInfinity).Min();

    public static int CountWithin(LocationProblem problem, int i, IEnumerable<int> open, double reach) => open.Count(j => problem.Costs[i * problem.Sites + j] <= reach);

    public static int[] Allowed(LocationProblem problem) => [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] != SiteRole.Close)];

    /// <summary>The problem with one kind of rule only.</summary>
    public static LocationProblem Only(LocationProblem problem, string kind) => problem with
    {
        Limits = kind == "limits" ? problem.Limits : null,
        GroupMinimum = kind == "groups" ? problem.GroupMinimum : null,
        Ceilings = kind == "ceilings" ? problem.Ceilings : [],
        Exclusions = kind == "exclusions" ? problem.Exclusions : [],
    };

    /// <summary>The reason is true: what it names cannot be kept alone, or each can and only together they cannot.</summary>
    public static bool IsTrue(Infeasibility reason, LocationProblem problem, int p)
    {
        string[] kinds = ["limits", "groups", "ceilings", "exclusions"];
        return reason.Constraint switch
        {
            "count" => p > Allowed(problem).Length || p < problem.Roles.Count(role => role == SiteRole.Keep),
            "together" => !Choices(problem, p).Any() && kinds.All(kind => Choices(Only(problem, kind), p).Any()),
            _ => !Choices(Only(problem, reason.Constraint), p).Any(),
        };
    }

    /// <summary>Points and sites strewn over a square of 1 km, straight lines.</summary>
    public static LocationProblem Town(int seed, int demand, int sites)
    {
        var random = new Random(seed);
        var points = Enumerable.Range(0, demand + sites).Select(_ => (X: random.NextDouble() * 1000, Y: random.NextDouble() * 1000)).ToArray();
        var costs = new double[demand * sites];
        for (var i = 0; i < demand; i++)
            for (var j = 0; j < sites; j++)
                costs[i * sites + j] = Math.Round(Math.Sqrt(Math.Pow(points[i].X - points[demand + j].X, 2) + Math.Pow(points[i].Y - points[demand + j].Y, 2)), 1);
        return new(Enumerable.Range(0, demand).Select(_ => (double)random.Next(50, 400)).ToArray(), costs, sites);
    }

    /// <summary>Demand and sites in another order: new index of old is the position in the lists.</summary>
    public static LocationProblem Permuted(LocationProblem problem, int[] demand, int[] sites) => new(
        [.. demand.Select(i => problem.Weights[i])],
        [.. from i in demand from j in sites select problem.Costs[i * problem.Sites + j]],
        problem.Sites)
    {
        Roles = [.. sites.Select(j => problem.Roles[j])],
        Limits = problem.Limits is null ? null : [.. demand.Select(i => problem.Limits[i])],
        Groups = problem.Groups is null ? null : [.. sites.Select(j => problem.Groups[j])],
        GroupMinimum = problem.GroupMinimum,
        Ceilings = [.. problem.Ceilings.Select(ceiling => ceiling with { Use = [.. sites.Select(j => ceiling.Use[j])] })],
        Exclusions = [.. problem.Exclusions.Select(pair => (Array.IndexOf(sites, pair.First), Array.IndexOf(sites, pair.Second)))],
    };
}
