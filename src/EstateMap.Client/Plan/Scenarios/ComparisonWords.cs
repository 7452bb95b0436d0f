using System.Globalization;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Values of a comparison in words.</summary>
public static class ComparisonWords
{
    /// <summary>A value with its unit; a dash where there is none.</summary>
    /// <param name="unit">seconds, share, index, or a unit of <see cref="PlanWords.Of(double, string)"/>.</param>
    public static string Value(double? value, string unit) => value is not { } known ? "–" : unit switch
    {
        "seconds" or "s" => PlanWords.Minutes(known),
        "share" => (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        "index" or "ratio" => known.ToString("0.000", CultureInfo.InvariantCulture),
        "" or "buildings" => Shell.Figures.Whole(known),
        _ => PlanWords.Of(known, unit),
    };
}
