using EstateMap.Client.Shell;

namespace EstateMap.Client.Explore;

/// <summary>Schedules in words.</summary>
public static class OpeningHours
{
    private static readonly (string Code, string Word)[] Days = [("MO", "Mon"), ("TU", "Tue"), ("WE", "Wed"), ("TH", "Thu"), ("FR", "Fri"), ("SA", "Sat"), ("SU", "Sun")];

    private static readonly Dictionary<int, string> Which = new() { [1] = "first", [2] = "second", [3] = "third", [4] = "fourth", [5] = "fifth", [-1] = "last" };

    /// <summary>One line a schedule, such as "Mon to Fri 09:30 to 17:00"; the source's own words where it gave no times.</summary>
    public static IEnumerable<string> Lines(IEnumerable<ScheduleFacts> schedules) =>
        schedules.Select(Line).Where(line => line.Length > 0).Distinct();

    private static string Line(ScheduleFacts schedule) => schedule is { OpensAt: { Length: > 0 } opens, ClosesAt: { Length: > 0 } closes }
        ? $"{WhichDays(schedule)} {opens[..Math.Min(5, opens.Length)]} to {closes[..Math.Min(5, closes.Length)]}{Season(schedule)}".Trim()
        : schedule.Description ?? "";

    private static string WhichDays(ScheduleFacts schedule) => schedule.Freq == "MONTHLY"
        ? string.Join(", ", MonthDays(schedule)) + " of the month"
        : DayWords(schedule.Byday) + (schedule.Interval > 1 ? $" every {schedule.Interval} weeks" : "");

    private static string Season(ScheduleFacts schedule) => (schedule.ValidFrom, schedule.ValidTo) switch
    {
        (null, null) => "",
        (null, { } last) => $", until {Figures.Day(last)}",
        ({ } first, null) => $", from {Figures.Day(first)}",
        ({ } first, { } last) => $", {Figures.Day(first)} to {Figures.Day(last)}",
    };

    /// <summary>2MO as "second Mon", -1FR as "last Fri", a day of the month as "day 15".</summary>
    private static IEnumerable<string> MonthDays(ScheduleFacts schedule)
    {
        foreach (var day in Split(schedule.Byday))
            yield return Days.FirstOrDefault(known => day.EndsWith(known.Code, StringComparison.Ordinal)) is { Word: { } word } && int.TryParse(day[..^2], out var which) && Which.GetValueOrDefault(which) is { } nth ? $"{nth} {word}" : day;
        foreach (var day in Split(schedule.Bymonthday))
            yield return day == "-1" ? "last day" : $"day {day}";
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>"Mon to Fri" for three days or more in a row, else "Mon, Thu".</summary>
    internal static string DayWords(string? byday)
    {
        if (string.IsNullOrEmpty(byday))
            return "";
        var codes = byday.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var open = Enumerable.Range(0, 7).Where(day => codes.Contains(Days[day].Code)).ToArray();
        var runs = new List<string>();
        for (var start = 0; start < open.Length;)
        {
            var end = start;
            while (end + 1 < open.Length && open[end + 1] == open[end] + 1)
                end++;
            if (end - start >= 2)
                runs.Add($"{Days[open[start]].Word} to {Days[open[end]].Word}");
            else
                runs.AddRange(open[start..(end + 1)].Select(day => Days[day].Word));
            start = end + 1;
        }
        return string.Join(", ", runs);
    }
}
