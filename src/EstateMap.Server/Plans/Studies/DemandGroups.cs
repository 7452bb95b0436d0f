namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Codes of the groups of people that a study can be for. A group of demand_weight has its own code (all, age_65_over ...); deprivation is reckoned from deciles; any other count that adds up is an indicator's.
/// </summary>
internal static class DemandGroups
{
    public const string All = "all";

    /// <summary>People in small areas of deciles 1 and 2 of the Index of Multiple Deprivation: the most deprived fifth.</summary>
    public const string MostDeprivedFifth = "imd_1_2";

    /// <summary>Households without a car or van.</summary>
    public const string NoCar = "no_car";

    /// <summary>Households with at least one.</summary>
    public const string WithCar = "with_car";

    /// <summary>People whose day-to-day activities a long-term condition limits: disabled under the Equality Act 2010, as the census asks it.</summary>
    public const string Disabled = "disabled";

    /// <summary>Groups that are sums of census counts, where the register has those; one that demand_weight has itself is taken from there.</summary>
    public static readonly (string Code, string Label, string Unit, string[] Indicators)[] Derived =
    [
        (NoCar, "Households without a car", "households", ["census_households_without_car"]),
        (WithCar, "Households with a car", "households", ["census_households_1_car", "census_households_2_cars", "census_households_3_cars_or_more"]),
        (Disabled, "Disabled people", "people", ["census_residents_limited_a_lot", "census_residents_limited_a_little"]),
    ];

    /// <summary>Whether a group stands for itself, and is no single count among many of an indicator.</summary>
    public static bool IsMain(string code) => !code.StartsWith(IndicatorPrefix, StringComparison.Ordinal);

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

    /// <summary>Keys of the datasets that count it, in order.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];
}
