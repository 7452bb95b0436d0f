namespace EstateMap.Planning;

/// <summary>What a plan must do with a site.</summary>
public enum SiteRole
{
    /// <summary>May be open or closed.</summary>
    Candidate,

    /// <summary>Y_j = 1.</summary>
    Keep,

    /// <summary>Y_j = 0.</summary>
    Close,
}

/// <summary>
/// Demand, sites and the travel cost between them, with what planners demand of an answer. Every location model reads this.
/// </summary>
/// <remarks>
/// Shapes: i is a demand point, j a site. <see cref="Costs"/> is [demand x site], row by row: d_ij at <c>i * Sites + j</c>; positive infinity means that j cannot be reached from i.
/// Units are the caller's: people and seconds give an objective in person-seconds. Arrays are kept, not copied, and must not change afterwards.
/// </remarks>
public sealed record LocationProblem
{
    private readonly double farthestCost;
    private readonly double unservedCost;

    /// <summary>Checks and keeps the arrays.</summary>
    /// <exception cref="ArgumentException">An array has the wrong length, or holds a negative number or NaN; the message names the place.</exception>
    public LocationProblem(double[] weights, double[] costs, int sites)
    {
        if (sites < 1) throw new ArgumentException("A plan needs at least one site.", nameof(sites));
        if (weights.Length == 0) throw new ArgumentException("A plan needs at least one demand point.", nameof(weights));
        if (costs.Length != (long)weights.Length * sites) throw new ArgumentException($"Expected {weights.Length} x {sites} costs, got {costs.Length}.", nameof(costs));
        for (var i = 0; i < weights.Length; i++)
            if (!double.IsFinite(weights[i]) || weights[i] < 0) throw new ArgumentException($"The weight of demand point {i} is {weights[i]}: it must be finite and not negative.", nameof(weights));
        for (var at = 0; at < costs.Length; at++)
            if (double.IsNaN(costs[at]) || costs[at] < 0) throw new ArgumentException($"The cost of demand point {at / sites} to site {at % sites} is {costs[at]}: it must not be negative.", nameof(costs));
        var farthest = 0.0;
        foreach (var cost in costs)
            if (cost > farthest && double.IsFinite(cost)) farthest = cost;
        farthestCost = farthest;
        unservedCost = 2 * farthest;
        Weights = weights;
        Costs = costs;
        Sites = sites;
        Roles = new SiteRole[sites];
    }

    /// <summary>a_i, [demand].</summary>
    public double[] Weights { get; }

    /// <summary>d_ij, [demand x site] row by row; positive infinity is out of reach.</summary>
    public double[] Costs { get; }

    /// <summary>Number of sites.</summary>
    public int Sites { get; }

    /// <summary>Number of demand points.</summary>
    public int DemandPoints => Weights.Length;

    /// <summary>[site].</summary>
    public SiteRole[] Roles { get; init; }

    /// <summary>[demand]: the open site nearest to i must cost no more (nobody of a group travels more than X further than today); null or infinity is no limit.</summary>
    public double[]? Limits { get; init; }

    /// <summary>[site]: the neighbourhood that a site lies in, from 0; -1 is none. With <see cref="GroupMinimum"/>: at least so many open sites in each.</summary>
    public int[]? Groups { get; init; }

    /// <summary>[group]: least number of open sites; null is none.</summary>
    public int[]? GroupMinimum { get; init; }

    /// <summary>Linear ceilings over the open sites: sum_j use_j Y_j &lt;= most (running cost, floor area).</summary>
    public IReadOnlyList<Ceiling> Ceilings { get; init; } = [];

    /// <summary>Pairs of which at most one may be open.</summary>
    public IReadOnlyList<(int First, int Second)> Exclusions { get; init; } = [];

    /// <summary>
    /// d of a demand point that no open site reaches, though a site of the problem could; unless said otherwise twice the largest finite cost.
    /// Demand that no site of the problem reaches at all costs nothing and is told apart, because no plan can help it.
    /// </summary>
    /// <exception cref="ArgumentException">Below the largest finite cost: closing sites would then look like a gain.</exception>
    public double UnservedCost
    {
        get => unservedCost;
        init => unservedCost = value >= farthestCost && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"The cost of going unserved is {value}: it must be finite and at least the largest cost, {farthestCost}.", nameof(UnservedCost));
    }

    /// <summary>d_ij of demand point i to every site.</summary>
    public ReadOnlySpan<double> Row(int i) => Costs.AsSpan(i * Sites, Sites);

    /// <summary>Refuses constraints that do not fit the arrays; every model calls this first.</summary>
    /// <exception cref="ArgumentException">A constraint has the wrong length, an index outside the sites, or a number that makes no sense; the message names it.</exception>
    public void Check()
    {
        if (Roles.Length != Sites) throw new ArgumentException($"Expected {Sites} roles, got {Roles.Length}.");
        if (Limits is not null)
        {
            if (Limits.Length != DemandPoints) throw new ArgumentException($"Expected {DemandPoints} limits, got {Limits.Length}.");
            var wrong = Array.FindIndex(Limits, limit => double.IsNaN(limit) || limit < 0);
            if (wrong >= 0) throw new ArgumentException($"The limit of demand point {wrong} is {Limits[wrong]}: it must not be negative.");
        }

        if (GroupMinimum is not null)
        {
            if (Groups is null) throw new ArgumentException("Groups have minima, but no site is in a group.");
            var wrong = Array.FindIndex(GroupMinimum, least => least < 0);
            if (wrong >= 0) throw new ArgumentException($"The minimum of group {wrong} is {GroupMinimum[wrong]}: it must not be negative.");
        }

        if (Groups is not null)
        {
            if (Groups.Length != Sites) throw new ArgumentException($"Expected the groups of {Sites} sites, got {Groups.Length}.");
            var wrong = Array.FindIndex(Groups, group => group < -1 || (GroupMinimum is not null && group >= GroupMinimum.Length));
            if (wrong >= 0) throw new ArgumentException($"Site {wrong} is in group {Groups[wrong]}, which does not exist.");
        }

        foreach (var ceiling in Ceilings)
        {
            if (ceiling.Use.Length != Sites) throw new ArgumentException($"Expected the {ceiling.Name} of {Sites} sites, got {ceiling.Use.Length}.");
            if (!double.IsFinite(ceiling.Most) || ceiling.Most < 0) throw new ArgumentException($"The ceiling of {ceiling.Name} is {ceiling.Most}: it must be finite and not negative.");
            var wrong = Array.FindIndex(ceiling.Use, use => !double.IsFinite(use) || use < 0);
            if (wrong >= 0) throw new ArgumentException($"The {ceiling.Name} of site {wrong} is {ceiling.Use[wrong]}: it must be finite and not negative.");
        }

        foreach (var (first, second) in Exclusions)
            if (first < 0 || second < 0 || first >= Sites || second >= Sites || first == second)
                throw new ArgumentException($"Sites {first} and {second} cannot exclude each other: they must be two of the {Sites} sites.");
    }

    /// <summary>Whether anything but p and roles binds.</summary>
    public bool HasSideConstraints => Limits is not null || GroupMinimum is not null || Ceilings.Count > 0 || Exclusions.Count > 0;
}

/// <summary>sum over the open sites of <paramref name="Use"/> [site] must be at most <paramref name="Most"/>.</summary>
/// <param name="Name">What is limited, for sentences: "running cost".</param>
public sealed record Ceiling(string Name, double[] Use, double Most);
