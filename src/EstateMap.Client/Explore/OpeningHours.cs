namespace EstateMap.Client.Explore;

/// <summary>Schedules in words.</summary>
public static class OpeningHours
{
    private static readonly (string Code, string Word)[] Days = [("MO", "Mon"), ("TU", "Tue"), ("WE", "Wed"), ("TH", "Thu"), ("FR", "Fri"), ("SA", "Sat"), ("SU", "Sun")];

    /// <summary>One line a schedule, such as "Mon to Fri 09:30 to 17:00"; the source's own words where it gave no times.</summary>
    public static IEnumerable<string> Lines(IEnumerable<ScheduleFacts> schedules) =>
        schedules.Select(Line).Where(line => line.Length > 0).Distinct();

    private static string Line(ScheduleFacts schedule) => schedule is { OpensAt: { Length: > 0 } opens, ClosesAt: { Length: > 0 } closes }
        ? $"{DayWords(schedule.Byday)} {opens[..Math.Min(5, opens.Length)]} to {closes[..Math.Min(5, closes.Length)]}".Trim()
        : schedule.Description ?? "";

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
