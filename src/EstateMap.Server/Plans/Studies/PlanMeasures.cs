using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Plans.Studies;

/// <summary>A figure and how much of it nobody has measured.</summary>
/// <param name="AssumedShare">0 to 1: the part of the value that rests on assumptions.</param>
internal sealed record Figure(double Value, string Unit, double AssumedShare);

/// <summary>
/// What a set of open sites means for people and money. Times are seconds one way to the nearest open site; the group of the study is counted; null where nobody reaches any.
/// </summary>
/// <param name="Within5">Share of all people, also of those who reach no site, 0 to 1; so the next three.</param>
/// <param name="Unreachable">People who reach no open site.</param>
/// <param name="RunningCost">Pounds a year of the open sites.</param>
/// <param name="Receipts">Pounds, once: sites that are open today and closed here, as far as they may be sold.</param>
/// <param name="Capital">Pounds, once: making room elsewhere for what closes.</param>
internal sealed record PlanMeasures(
    int Sites, double? MeanSeconds, double? MedianSeconds, double? P95Seconds, double? WorstSeconds, double Within5, double Within10, double Within15, double Within20, double People, double Unreachable,
    Figure RunningCost, Figure FloorArea, Figure Carbon, Figure Receipts, Figure Capital, EquityMeasures? Equity);

/// <summary>How evenly travel time falls. Time is a burden: less is better everywhere, and for the concentration index nearer to nought.</summary>
/// <param name="ConcentrationIndex">Ranked by deprivation, the most deprived first: negative where they carry more of the time.</param>
/// <param name="DecileGapSeconds">Mean of the most deprived decile less that of the least; null where either has nobody.</param>
internal sealed record EquityMeasures(double? ConcentrationIndex, double? Palma, double? Gini, double Fgt0, double Fgt1, double Fgt2, double? DecileGapSeconds, double ThresholdSeconds);

/// <summary>Travel of a group of people; null where none of them reaches a site.</summary>
/// <param name="Within15">Share of all of them, 0 to 1.</param>
internal sealed record PlanTravel(double? MeanSeconds, double? P95Seconds, double Within15);

/// <summary>One group of people under do nothing and under a plan.</summary>
/// <param name="WorseOff">People who travel further than today, those who reach nothing any more among them.</param>
/// <param name="ExtraSeconds">How much further those travel on average who still reach a site; 0 where nobody does.</param>
internal sealed record GroupMeasures(string Key, string Label, double People, PlanTravel Now, PlanTravel Then, double WorseOff, double ExtraSeconds);

/// <summary>Where the people of a small area go.</summary>
/// <param name="Weight">People of the study's group.</param>
/// <param name="SiteId">Null where they reach no open site; so the seconds.</param>
internal sealed record PlanAssignment(double Longitude, double Latitude, string AreaCode, double Weight, long? SiteId, double? Seconds, double? SecondsToday)
{
    /// <summary>Global id of the site.</summary>
    public string? Site => SiteId is { } id ? GlobalId.Write("Site", id) : null;
}

/// <summary>Shapes go into an answer with all their positions, whose number no cost of fields foresees.</summary>
internal static class Catchments
{
    /// <exception cref="GraphRequestError">They are more than an answer may hold.</exception>
    public static IReadOnlyList<Catchment> Spend(IResolveFieldContext context, IReadOnlyList<Catchment> catchments)
    {
        foreach (var catchment in catchments) Batch.Spend(context, catchment.Bytes);
        return catchments;
    }
}

/// <summary>The small areas whose people go to one site, as one shape.</summary>
internal sealed record Catchment(long SiteId, GeoJson? Geometry, double People)
{
    /// <summary>Of the shape as it goes into an answer.</summary>
    public int Bytes { get; init; }

    /// <summary>Global id of the site.</summary>
    public string Site => GlobalId.Write("Site", SiteId);
}
