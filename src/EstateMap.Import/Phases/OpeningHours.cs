using System.Globalization;
using System.Text.RegularExpressions;

namespace EstateMap.Import.Phases;

/// <summary>One opening: days as in RFC 5545 (`MO,TU`), local times. Without times it is the source's own words.</summary>
public sealed record Opening(string? ByDay, TimeOnly? OpensAt, TimeOnly? ClosesAt, string? Description)
{
    /// <summary>WEEKLY or MONTHLY.</summary>
    public string Freq { get; init; } = "WEEKLY";

    /// <summary>Every so many weeks or months.</summary>
    public int Interval { get; init; } = 1;

    /// <summary>Days of the month, such as 1,15 or -1 for the last; null when days of the week say it.</summary>
    public string? ByMonthDay { get; init; }

    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidTo { get; init; }

    public string? Notes { get; init; }
}

/// <summary>Reads opening hours written for people, where there is only one way to read them.</summary>
public static partial class OpeningHours
{
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>The openings of a text. When any part of it is not certain, one opening without times that holds the whole text.</summary>
    public static IReadOnlyList<Opening> Parse(string text)
    {
        var openings = new List<Opening>();
        var rest = text.Trim();
        while (rest.Length > 0)
        {
            var part = Part().Match(rest);
            if (!part.Success || DaysOf(part.Groups["days"].Value) is not { } days
                || TimeOf(part.Groups["open"].Value, part.Groups["opensHalf"].Value) is not { } opens || TimeOf(part.Groups["close"].Value, part.Groups["closesHalf"].Value) is not { } closes
                || closes <= opens)
                return [new Opening(null, null, null, text)];
            openings.Add(new Opening(string.Join(',', days), opens, closes, null));
            rest = rest[part.Length..];
        }

        return openings;
    }

    private static List<string>? DaysOf(string text)
    {
        var days = new SortedSet<int>();
        foreach (var piece in Between().Split(text.Trim()).Where(p => p.Length > 0))
        {
            var ends = Range().Split(piece).Select(IndexOf).ToArray();
            if (ends.Length > 2 || ends.Contains(-1) || ends.Length == 2 && ends[1] < ends[0])
                return null;
            for (var day = ends[0]; day <= ends[^1]; day++)
                days.Add(day);
        }

        return days.Count == 0 ? null : days.Select(d => Days[d]).ToList();

        // "Tuesdays", "Tues", "Tue": the first two letters decide, the rest has been checked by the pattern.
        static int IndexOf(string word) => word.Trim().Length < 2 ? -1 : Array.IndexOf(Days, word.Trim()[..2].ToUpperInvariant());
    }

    // "9-5pm" could open at nine in the evening only if places did; but a bare hour without am, pm or minutes stays unread.
    private static TimeOnly? TimeOf(string clock, string half)
    {
        var parts = clock.Split(':', '.');
        if (half.Length == 0 && parts.Length == 1)
            return null;
        var hour = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var minute = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        if (half.Length > 0)
        {
            if (hour is < 1 or > 12)
                return null;
            hour = hour % 12 + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    private const string Day = @"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:r(?:s(?:day)?)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)s?";

    [GeneratedRegex(@"^(?<days>" + Day + @"(?:\s*(?:-|–|,|&|to|and)\s*(?:and\s+)?" + Day + @")*)\s*[:,]?\s*(?<open>\d{1,2}(?:[:.]\d{2})?)\s*(?<opensHalf>am|pm)?\s*(?:-|–|to)\s*(?<close>\d{1,2}(?:[:.]\d{2})?)\s*(?<closesHalf>am|pm)?\s*(?:[,;]\s*|\.?$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Part();

    [GeneratedRegex(@"\s*(?:,\s*and\s+|,|&|\band\b)\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Between();

    [GeneratedRegex(@"\s*(?:-|–|\bto\b)\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Range();
}
