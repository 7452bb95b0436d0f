using System.Text.Json;

namespace EstateMap.Client.Plan;

/// <summary>A figure and how much of it rests on assumptions.</summary>
/// <param name="AssumedShare">0 to 1.</param>
public sealed record Figure(double Value, string Unit, double AssumedShare);

/// <summary>What a set of open sites means for people and money. Seconds are one way to the nearest open site; null where nobody reaches any.</summary>
/// <param name="Within5">Share of all people counted, 0 to 1; so the next three.</param>
/// <param name="Unreachable">People who reach no open site.</param>
public sealed record PlanMeasures(
    int Sites, double? MeanSeconds, double? MedianSeconds, double? P95Seconds, double? WorstSeconds, double Within5, double Within10, double Within15, double Within20, double People, double Unreachable,
    Figure RunningCost, Figure FloorArea, Figure Carbon, Figure Receipts, Figure Capital, EquityMeasures? Equity, AccessMeasures? Access = null);

/// <summary>Floor area of the open sites for 1,000 people, m², when everybody in reach shares it; more is better.</summary>
/// <param name="ShortShare">Share of people, 0 to 1, who have less than half of the mean.</param>
/// <param name="AssumedShare">0 to 1, of the floor area.</param>
public sealed record AccessMeasures(double MeanPer1000, double? MostDeprivedPer1000, double? LeastDeprivedPer1000, double ShortShare, double AssumedShare);

/// <summary>How evenly travel time falls; less is better everywhere, for the concentration index nearer to nought.</summary>
/// <param name="DecileGapSeconds">Mean of the most deprived tenth less that of the least.</param>
/// <param name="Fgt0">Share of people who travel longer than <paramref name="ThresholdSeconds"/>.</param>
public sealed record EquityMeasures(double? ConcentrationIndex, double? Palma, double? Gini, double Fgt0, double Fgt1, double Fgt2, double? DecileGapSeconds, double ThresholdSeconds);

/// <param name="Within15">Share of all of them, 0 to 1.</param>
public sealed record PlanTravel(double? MeanSeconds, double? P95Seconds, double Within15);

/// <summary>One group of people under do nothing and under a plan.</summary>
/// <param name="WorseOff">People who travel further than today.</param>
/// <param name="ExtraSeconds">How much further those travel on average.</param>
public sealed record GroupMeasures(string Key, string Label, double People, PlanTravel Now, PlanTravel Then, double WorseOff, double ExtraSeconds);

/// <summary>Where the people of a small area go.</summary>
/// <param name="Weight">People counted.</param>
/// <param name="Site">Null where they reach no open site; so the seconds.</param>
public sealed record PlanAssignment(double Longitude, double Latitude, string AreaCode, double Weight, string? Site, double? Seconds, double? SecondsToday)
{
    /// <summary>How much further than today; null where that is not further, or not to be said.</summary>
    public double? ExtraSeconds => Seconds is { } then && SecondsToday is { } now && then > now + 1 ? then - now : null;
}

/// <summary>The small areas whose people go to one site, as one shape.</summary>
/// <param name="Geometry">Null where the areas have no outline.</param>
public sealed record Catchment(string Site, CatchmentOutline? Geometry, double People);

/// <summary>A GeoJSON polygon or multipolygon, WGS84; the schema gives the two different coordinates, hence two names.</summary>
public sealed record CatchmentOutline(string Type, JsonElement? Polygon, JsonElement? MultiPolygon)
{
    /// <summary>As RFC 7946 nests them; null for any other type.</summary>
    public JsonElement? Coordinates => Type switch { "Polygon" => Polygon, "MultiPolygon" => MultiPolygon, _ => null };
}
