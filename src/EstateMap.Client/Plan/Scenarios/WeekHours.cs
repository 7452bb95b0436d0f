using System.Globalization;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>A figure for each hour of a week.</summary>
public static class WeekHours
{
    public const int Count = 168;

    public static readonly IReadOnlyList<string> Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>"Tuesday 18:00" of hour 42; hours count from 0 for Monday at midnight.</summary>
    public static string Name(int hour) => $"{Days[hour / 24]} {Clock(hour % 24)}";

    /// <summary>"18:00".</summary>
    public static string Clock(int hour) => hour.ToString("00", CultureInfo.InvariantCulture) + ":00";

    /// <summary>Hours at which the second series is lower than the first, those of the greatest loss first.</summary>
    public static IReadOnlyList<int> Lost(IReadOnlyList<double> now, IReadOnlyList<double> then) =>
        [.. Enumerable.Range(0, Math.Min(now.Count, then.Count)).Where(hour => now[hour] - then[hour] > 5e-4).OrderByDescending(hour => now[hour] - then[hour])];
}
