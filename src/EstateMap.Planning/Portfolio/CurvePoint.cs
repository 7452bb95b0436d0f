namespace EstateMap.Planning;

/// <summary>What to draw of the portfolio curve, and how well to prove it.</summary>
/// <param name="Most">Largest p; null is every site that may be open.</param>
/// <param name="Fewest">Smallest p; null is the number of kept sites, or 1.</param>
public sealed record CurveOptions(int? Most = null, int? Fewest = null)
{
    /// <summary>A gap of 0.005 % is enough for every p unless said otherwise; effort counts for each p.</summary>
    public SolveOptions Solve { get; init; } = SolveOptions.Default with { GapWanted = 5e-5 };
}

/// <summary>The best that p open sites can do, and what going down to p - 1 changes.</summary>
/// <param name="P">Number of open sites.</param>
/// <param name="Answer">Infeasible, with the reason, where p sites cannot keep the constraints.</param>
/// <param name="GoesNext">The site that closes on the way to p - 1; null at the end of the curve, where a neighbour is infeasible, and where the best p - 1 sites are not p - 1 of these: then <see cref="Leaves"/> and <see cref="Enters"/> say what is rearranged.</param>
/// <param name="Why">One sentence about that, in the units of the problem; null where nothing goes.</param>
/// <remarks>The best sets of neighbouring p need not be nested: one less site can mean that two close and another opens.</remarks>
public sealed record CurvePoint(int P, LocationAnswer Answer, int? GoesNext, string? Why)
{
    /// <summary>Sites open at p and not at p - 1, ascending.</summary>
    public int[] Leaves { get; init; } = [];

    /// <summary>Sites open at p - 1 and not at p, ascending.</summary>
    public int[] Enters { get; init; } = [];

    /// <summary>What the objective rises by on the way to p - 1; 0 where nothing goes.</summary>
    public double Increase { get; init; }

    /// <summary>Demand points that are worse off at p - 1, those with the largest weighted rise first.</summary>
    public int[] Hit { get; init; } = [];

    /// <summary>Their weight together.</summary>
    public double HitWeight { get; init; }
}

/// <summary>How far the curve has come.</summary>
/// <param name="P">The number of sites at work.</param>
/// <param name="Done">Points that are ready.</param>
/// <param name="Of">Points altogether.</param>
public readonly record struct CurveStep(int P, int Done, int Of);
