using System.Globalization;
using EstateMap.Client.Shell;

namespace EstateMap.Client.Plan;

/// <summary>Something the trade-off curve can be drawn of.</summary>
/// <param name="Label">With its unit, for the axis.</param>
/// <param name="Head">For a table's head.</param>
/// <param name="Value">In minutes, hundredths, pounds or tonnes; null where there is none.</param>
/// <param name="Words">The value with its unit.</param>
/// <param name="Mark">The value as it stands on the axis.</param>
public sealed record CurveMeasure(string Key, string Label, string Head, bool IsLessBetter, Func<PlanMeasures, double?> Value, Func<double?, string> Words, Func<double, string> Mark)
{
    public static readonly IReadOnlyList<CurveMeasure> All =
    [
        new("travel", "Average travel, minutes one way", "Average travel", true, measures => measures.MeanSeconds / 60, minutes => PlanWords.Minutes(minutes * 60), Plain),
        new("within15", "People within 15 minutes", "Within 15 minutes", false, measures => measures.Within15 * 100, hundredths => Figures.Percent(hundredths / 100), hundredths => Plain(hundredths) + " %"),
        new("p95", "Furthest twentieth, minutes one way", "Furthest twentieth", true, measures => measures.P95Seconds / 60, minutes => PlanWords.Minutes(minutes * 60), Plain),
        new("cost", "Running cost a year", "Running cost", true, measures => measures.RunningCost.Value, pounds => PlanWords.Pounds(pounds), Pounds),
        new("carbon", "Carbon a year, tonnes CO₂e", "Carbon", true, measures => measures.Carbon.Value / 1000, tonnes => tonnes is { } known ? PlanWords.Tonnes(known * 1000) : "–", Plain),
    ];

    public static CurveMeasure Default => All[0];

    /// <summary>The measure of a key, or the default.</summary>
    public static CurveMeasure Of(string? key) => All.FirstOrDefault(measure => measure.Key == key) ?? Default;

    /// <summary>What the handle says of a number of buildings.</summary>
    public static string Sentence(RunPoint point) => point.Measures is not { } measures || point.Infeasible is not null
        ? $"{PlanWords.Buildings(point.P)}: not possible"
        : $"{PlanWords.Buildings(point.P)}: average travel {PlanWords.Minutes(measures.MeanSeconds)}, {Figures.Percent(measures.Within15)} within 15 minutes, running cost {PlanWords.Pounds(measures.RunningCost.Value)} a year";

    private static string Plain(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Pounds(double value) => Math.Abs(value) >= 1e6 ? "£" + (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "m" : "£" + (value / 1000).ToString("#,0.##", CultureInfo.InvariantCulture) + "k";
}
