namespace EstateMap.Planning.Cover;

/// <summary>What a <see cref="LocationProblem"/> demands of the open sites, whatever the model: read once, turned into a program, and explained when it cannot be kept.</summary>
internal sealed class SiteRules
{
    private const int MostNamed = 20;

    /// <exception cref="ArgumentException">An array has the wrong length or points nowhere; the message names the place.</exception>
    public SiteRules(LocationProblem problem)
    {
        Problem = problem;
        Check(problem);
        Allowed = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] != SiteRole.Close)];
        Kept = [.. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] == SiteRole.Keep)];
    }

    public LocationProblem Problem { get; }

    /// <summary>Sites that may be open, ascending.</summary>
    public int[] Allowed { get; }

    /// <summary>Sites that must be open, ascending.</summary>
    public int[] Kept { get; }

    /// <summary>Allowed sites that demand point i reaches at no more than the cost.</summary>
    public int[] Within(int i, double cost)
    {
        var count = 0;
        foreach (var j in Allowed)
            if (Reaches(i, j, cost)) count++;
        var sites = new int[count];
        count = 0;
        foreach (var j in Allowed)
            if (Reaches(i, j, cost)) sites[count++] = j;
        return sites;
    }

    /// <summary>Demand points that no allowed site reaches at all, ascending.</summary>
    public int[] OutOfReach() => [.. Enumerable.Range(0, Problem.DemandPoints).Where(i => !Array.Exists(Allowed, j => Reaches(i, j, double.PositiveInfinity)))];

    /// <summary>A program with the rules (or some of them), a ceiling of the model's own if it has one, and no rewards yet.</summary>
    public CoverProgram Program(Rules rules = Rules.All, Ceiling? extra = null)
    {
        var ceilings = rules.HasFlag(Rules.Ceilings) ? Problem.Ceilings : [];
        var program = new CoverProgram(
            Problem.Roles,
            extra is null ? ceilings : [.. ceilings, extra],
            rules.HasFlag(Rules.Exclusions) ? Problem.Exclusions : []);
        if (rules.HasFlag(Rules.Limits))
            foreach (var i in Limited) program.Demand(Within(i, Problem.Limits![i]), 1);
        if (rules.HasFlag(Rules.Groups))
            foreach (var (g, least) in Minimums) program.Demand(InGroup(g), least);
        return program;
    }

    /// <summary>A constraint that cannot be kept with p open sites, seen from that constraint alone and without a search; null when each looks possible.</summary>
    public Infeasibility? FindSingle(int p)
    {
        if (p > Allowed.Length)
            return new("count", $"{Count(p, "site is", "sites are")} to be open, but only {Allowed.Length} may be.", Allowed, []);
        if (p < Kept.Length)
            return new("count", $"{Count(p, "site is", "sites are")} to be open, but {Kept.Length} must be kept.", Kept, []);
        return FindSingleOfAnyCount() ?? FindShortGroups(p) ?? FindTightCeiling(p);
    }

    /// <summary>The same for models that choose the number themselves.</summary>
    public Infeasibility? FindSingleOfAnyCount()
    {
        foreach (var (first, second) in Problem.Exclusions)
            if (IsKept(first) && IsKept(second))
                return new("exclusions", $"Sites {first} and {second} exclude each other, but both must be kept.", [first, second], []);
        var beyond = Limited.Where(i => Within(i, Problem.Limits![i]).Length == 0).ToArray();
        if (beyond.Length > 0)
            return new("limits", $"{Count(beyond.Length, "demand point has", "demand points have")} no site that may be open within their limit: {Named(beyond)}.", [], beyond);
        foreach (var (g, least) in Minimums)
            if (InGroup(g) is var sites && sites.Length < least)
                return new("groups", $"Group {g} needs {least} open, but only {Count(sites.Length, "site", "sites")} in it may be.", sites, []);
        return null;
    }

    /// <summary>Why nothing keeps all constraints, given that a search has proved it: the first kind that cannot be kept alone, else all together.</summary>
    public Infeasibility Explain(int p, SolveOptions options, CancellationToken cancellation)
    {
        if (FindSingle(p) is { } single) return single;
        foreach (var (kind, name) in Kinds())
        {
            if (!CoverSearch.Solve(Program(kind).Ready(), p, options, cancellation).IsImpossible) continue;
            return name switch
            {
                "limits" => new(name, $"No {Count(p, "site keeps", "sites keep")} every travel limit: {Describe(FarApart())}.", [], FarApart()),
                "exclusions" => new(name, $"No {p} sites are free of excluded pairs.", [.. Problem.Exclusions.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Order()], []),
                "groups" => new(name, $"No {Count(p, "site gives", "sites give")} every group its least number.", [.. Minimums.SelectMany(each => InGroup(each.Group)).Order()], []),
                _ => new(name, $"No {Count(p, "site keeps", "sites keep")} every ceiling: {string.Join(", ", Problem.Ceilings.Select(ceiling => ceiling.Name))}.", Allowed, []),
            };
        }

        return new("together", $"No {Count(p, "site keeps", "sites keep")} all constraints together ({string.Join(", ", Kinds().Select(each => each.Name))}), though each can be kept alone.", [], []);
    }

    private IEnumerable<(Rules Kind, string Name)> Kinds()
    {
        if (Limited.Any()) yield return (Rules.Limits, "limits");
        if (Minimums.Any()) yield return (Rules.Groups, "groups");
        if (Problem.Ceilings.Count > 0) yield return (Rules.Ceilings, "ceilings");
        if (Problem.Exclusions.Count > 0) yield return (Rules.Exclusions, "exclusions");
    }

    private Infeasibility? FindShortGroups(int p)
    {
        if (!Minimums.Any()) return null;
        var least = 0;
        for (var g = 0; g < Problem.GroupMinimum!.Length; g++) least += Math.Max(Problem.GroupMinimum[g], Kept.Count(j => Problem.Groups![j] == g));
        least += Kept.Count(j => Problem.Groups![j] < 0 || Problem.Groups[j] >= Problem.GroupMinimum.Length);
        return least <= p ? null : new(
            "groups",
            $"The groups and the sites to keep ask for {least} open sites, but only {p} may be open.",
            [.. Minimums.SelectMany(each => InGroup(each.Group)).Order()],
            []);
    }

    private Infeasibility? FindTightCeiling(int p)
    {
        foreach (var ceiling in Problem.Ceilings)
        {
            int[] cheapest = [.. Kept, .. Allowed.Where(j => !IsKept(j)).OrderBy(j => ceiling.Use[j]).Take(p - Kept.Length)];
            var least = cheapest.Sum(j => ceiling.Use[j]);
            if (least > ceiling.Most + CoverProgram.Tolerance(ceiling))
                return new("ceilings", $"The {Count(p, "site", "sites")} of least {ceiling.Name} use {least:0.##}, above the ceiling of {ceiling.Most:0.##}.", [.. cheapest.Order()], []);
        }

        return null;
    }

    /// <summary>Limited demand points no two of which share a site, greedily from the one of fewest; when they are more than p, they prove the point alone.</summary>
    private int[] FarApart()
    {
        var taken = new bool[Problem.Sites];
        var apart = new List<int>();
        foreach (var (i, sites) in Limited.Select(i => (i, Within(i, Problem.Limits![i]))).OrderBy(each => each.Item2.Length))
        {
            if (Array.Exists(sites, j => taken[j])) continue;
            apart.Add(i);
            foreach (var j in sites) taken[j] = true;
        }

        return [.. apart.Order()];
    }

    private static string Describe(int[] apart) => $"demand points {Named(apart)} share no site";

    private IEnumerable<int> Limited => Problem.Limits is null ? [] : Enumerable.Range(0, Problem.DemandPoints).Where(i => !double.IsPositiveInfinity(Problem.Limits[i]));

    private IEnumerable<(int Group, int Least)> Minimums =>
        Problem.GroupMinimum is null ? [] : Problem.GroupMinimum.Select((least, g) => (g, least)).Where(each => each.least > 0);

    private int[] InGroup(int group) => [.. Allowed.Where(j => Problem.Groups![j] == group)];

    private bool IsKept(int site) => Problem.Roles[site] == SiteRole.Keep;

    private bool Reaches(int i, int j, double cost) => Problem.Costs[i * Problem.Sites + j] is var travel && travel <= cost && !double.IsPositiveInfinity(travel);

    private static string Count(int number, string one, string many) => number == 1 ? $"1 {one}" : $"{number} {many}";

    private static string Named(int[] places) =>
        string.Join(", ", places.Take(MostNamed)) + (places.Length > MostNamed ? $" and {places.Length - MostNamed} more" : "");

    private static void Check(LocationProblem problem)
    {
        static void Length(Array? array, int wanted, string name)
        {
            if (array is not null && array.Length != wanted) throw new ArgumentException($"{name} has {array.Length} values, expected {wanted}.", nameof(problem));
        }

        Length(problem.Roles, problem.Sites, nameof(problem.Roles));
        Length(problem.Limits, problem.DemandPoints, nameof(problem.Limits));
        Length(problem.Groups, problem.Sites, nameof(problem.Groups));
        for (var i = 0; i < (problem.Limits?.Length ?? 0); i++)
            if (!(problem.Limits![i] >= 0)) throw new ArgumentException($"The limit of demand point {i} is {problem.Limits[i]}: it must not be negative.", nameof(problem));
        if (problem.GroupMinimum is not null && problem.Groups is null)
            throw new ArgumentException("GroupMinimum needs Groups.", nameof(problem));
        foreach (var ceiling in problem.Ceilings)
        {
            Length(ceiling.Use, problem.Sites, $"The ceiling {ceiling.Name}");
            if (!double.IsFinite(ceiling.Most) || !Array.TrueForAll(ceiling.Use, double.IsFinite))
                throw new ArgumentException($"The ceiling {ceiling.Name} holds a number that is not finite.", nameof(problem));
        }

        foreach (var (first, second) in problem.Exclusions)
            if (first < 0 || second < 0 || first >= problem.Sites || second >= problem.Sites || first == second)
                throw new ArgumentException($"The excluded pair {first}, {second} is not two of the {problem.Sites} sites.", nameof(problem));
    }
}

/// <summary>Kinds of constraints of a <see cref="LocationProblem"/> besides roles and count.</summary>
[Flags]
internal enum Rules
{
    None = 0,
    Limits = 1,
    Groups = 2,
    Ceilings = 4,
    Exclusions = 8,
    All = Limits | Groups | Ceilings | Exclusions,
}
