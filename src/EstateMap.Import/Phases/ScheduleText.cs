using System.Globalization;
using System.Text.RegularExpressions;

namespace EstateMap.Import.Phases;

/// <summary>
/// Openings as one line of text that a record can keep and a person can read, after RFC 5545: `FREQ=WEEKLY;BYDAY=MO,TU;OPENS=09:00;CLOSES=17:30`, several parted by ` | `. Times are the clock's on the wall:
/// an offset beside a time that repeats over the year says only when it was written.
/// </summary>
public static partial class ScheduleText
{
    /// <summary>An opening of an Open Referral feed, from its members by name; null when it says nothing.</summary>
    public static string? Write(Func<string, string?> member)
    {
        var parts = new List<string>();
        Add("FREQ", member("freq")?.Trim().ToUpperInvariant() is { } freq && (freq is "WEEKLY" or "MONTHLY") ? freq : null);
        Add("INTERVAL", int.TryParse(member("interval"), NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval is > 1 and < 1000 ? interval.ToString(CultureInfo.InvariantCulture) : null);
        Add("BYDAY", member("byday")?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() is { } days && ByDay().IsMatch(days) ? days : null);
        Add("BYMONTHDAY", member("bymonthday")?.Replace(" ", "", StringComparison.Ordinal) is { } monthDays && ByMonthDay().IsMatch(monthDays) ? monthDays : null);
        Add("OPENS", Time(member("opens_at")));
        Add("CLOSES", Time(member("closes_at")));
        Add("FROM", Date(member("valid_from")));
        Add("TO", Date(member("valid_to")));
        Add("WORDS", Words(member("description")));
        Add("NOTES", Words(member("notes")));
        return parts.Exists(part => !part.StartsWith("FREQ", StringComparison.Ordinal) && !part.StartsWith("INTERVAL", StringComparison.Ordinal)) ? string.Join(';', parts) : null;

        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add($"{name}={value}");
        }
    }

    /// <summary>The openings of a text made by <see cref="Write"/>. What is none, or contradicts itself, is kept as words.</summary>
    public static IEnumerable<Opening> Parse(string text)
    {
        foreach (var line in text.Split(" | ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).DistinctBy(part => part[0]).ToDictionary(part => part[0], part => part[1]);
            var (from, to, freq) = (Day(parts.GetValueOrDefault("FROM")), Day(parts.GetValueOrDefault("TO")), parts.GetValueOrDefault("FREQ", "WEEKLY"));
            var isOne = parts.Count > 0 && freq is ("WEEKLY" or "MONTHLY") && !(from > to);
            yield return !isOne ? new Opening(null, null, null, line) : new Opening(parts.GetValueOrDefault("BYDAY"), Clock(parts.GetValueOrDefault("OPENS")), Clock(parts.GetValueOrDefault("CLOSES")), parts.GetValueOrDefault("WORDS"))
            {
                Freq = freq,
                Interval = int.TryParse(parts.GetValueOrDefault("INTERVAL"), NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval > 0 ? interval : 1,
                ByMonthDay = parts.GetValueOrDefault("BYMONTHDAY"),
                ValidFrom = from,
                ValidTo = to,
                Notes = parts.GetValueOrDefault("NOTES"),
            };
        }
    }

    private static string? Time(string? said) => said is not null && ClockTime().Match(said) is { Success: true } match && TimeOnly.TryParseExact(match.Groups["time"].Value, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time.ToString("HH:mm", CultureInfo.InvariantCulture) : null;

    private static string? Date(string? said) => said is { Length: >= 10 } && DateOnly.TryParseExact(said[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1900 and < 2200
        ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    // What parts the lines and their members must not stand in words.
    private static string? Words(string? said) => said is null ? null : TextCleaning.SingleSpaced(TextCleaning.WithoutControls(said)).Replace(';', ',').Replace(" | ", ", ", StringComparison.Ordinal) is { Length: > 0 } words ? words : null;

    private static TimeOnly? Clock(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(@"^(?<time>[0-9]{1,2}:[0-9]{2})(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClockTime();

    [GeneratedRegex(@"^[+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU)){0,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByDay();

    [GeneratedRegex(@"^-?[0-9]{1,2}(,-?[0-9]{1,2}){0,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByMonthDay();
}
