namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Codes of the groups of people that a study can be for. A group of demand_weight has its own code (all, age_65_over ...); deprivation is reckoned from deciles; any other count that adds up is an indicator's.
/// </summary>
internal static class DemandGroups
{
    public const string All = "all";

    /// <summary>People in small areas of deciles 1 and 2 of the Index of Multiple Deprivation: the most deprived fifth.</summary>
    public const string MostDeprivedFifth = "imd_1_2";

    /// <summary>Before the code of an indicator.</summary>
    public const string IndicatorPrefix = "indicator_";

    /// <summary>Decile 1 is the most deprived.</summary>
    public const int DeprivedUpTo = 2;
}

/// <summary>A group that can be chosen, at the points of a place.</summary>
/// <param name="Unit">people or households.</param>
/// <param name="Weights">[demand point].</param>
/// <param name="AssumedShare">0 to 1: the part of the total that was spread from larger areas, or that its source calls assumed.</param>
internal sealed record DemandGroup(string Code, string Label, string Unit, double[] Weights, double AssumedShare)
{
    public double Total { get; } = Weights.Sum();
}
