using System.Globalization;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>One row of a service's schedule as the register has it (HSDS schedule).</summary>
/// <param name="Frequency">WEEKLY or MONTHLY.</param>
/// <param name="Interval">Every so many weeks or months.</param>
/// <param name="ByDay">MO,TU; of a month 2MO or -1FR; null where none is stated.</param>
/// <param name="Opens">Minutes after midnight; null where none is stated.</param>
/// <param name="Closes">Minutes after midnight, 1440 for 24:00; not after <paramref name="Opens"/> means past midnight.</param>
/// <param name="Words">The source's own words, where it has any.</param>
internal sealed record ScheduleRow(string Frequency, int Interval, string? ByDay, int? Opens, int? Closes, string? Words);

/// <summary>When something is open in an ordinary week: half-open intervals of minutes from Monday 00:00 (0) to the end of Sunday (10,080), ascending, apart from one another.</summary>
/// <param name="Open">The intervals.</param>
/// <param name="Unsaid">Parts of the hours that no ordinary week holds or that could not be read, in words: “the first Monday of a month”.</param>
internal sealed record WeeklyHours(IReadOnlyList<(int From, int To)> Open, IReadOnlyList<string> Unsaid)
{
    public const int Day = 24 * 60;
    public const int Week = 7 * Day;

    public static readonly string[] Codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    public static readonly string[] DayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static readonly WeeklyHours Unknown = new([], []);

    /// <summary>Whether anything is known that a week can be judged by.</summary>
    public bool IsKnown => Open.Count > 0;

    public int MinutesOpen => Open.Sum(interval => interval.To - interval.From);

    /// <summary>Reads the rows of one service. A rule of months, of every second week, or without days or times is put into words and left out of the week.</summary>
    public static WeeklyHours Of(IEnumerable<ScheduleRow> rows)
    {
        var intervals = new List<(int From, int To)>();
        var unsaid = new List<string>();
        foreach (var row in rows)
        {
            var days = FindDays(row.ByDay);
            if (row.Frequency == "WEEKLY" && row.Interval == 1 && days is not null && row is { Opens: { } opens, Closes: { } closes }) intervals.AddRange(days.SelectMany(day => Span(day, opens, closes)));
            else unsaid.Add(InWords(row));
        }

        return new WeeklyHours(Union(intervals), unsaid);
    }

    /// <summary>Reads hours that a scenario gives, which <see cref="FindFault"/> has let pass.</summary>
    public static WeeklyHours Of(IEnumerable<ChangedHours> hours) => Of(hours.Select(given => new ScheduleRow("WEEKLY", 1, given.Days, FindMinutes(given.Opens), FindMinutes(given.Closes), null)));

    /// <summary>Open whenever one of them is.</summary>
    public static WeeklyHours Any(IReadOnlyCollection<WeeklyHours> several) => new(Union([.. several.SelectMany(one => one.Open)]), [.. several.SelectMany(one => one.Unsaid)]);

    /// <summary>Why hours cannot be, in a sentence; null when they can.</summary>
    public static string? FindFault(ChangedHours hours)
    {
        if (FindDays(hours.Days) is not { Count: > 0 }) return $"“{hours.Days}” names no days; write MO, TU, WE, TH, FR, SA, SU with commas between.";
        if (FindMinutes(hours.Opens) is not { } opens || opens == Day) return $"“{hours.Opens}” is no time of day to open at; write it as 09:00.";
        if (FindMinutes(hours.Closes) is null) return $"“{hours.Closes}” is no time of day to close at; write it as 17:30.";
        return null;
    }

    /// <summary>Days in the order of the week and each once, times as hh:mm: hours that mean the same are written the same.</summary>
    public static ChangedHours Normal(ChangedHours hours) => new(string.Join(',', FindDays(hours.Days)!.Order().Select(day => Codes[day])), Clock(FindMinutes(hours.Opens)!.Value), Clock(FindMinutes(hours.Closes)!.Value));

    /// <summary>Whether it is open during the whole of [from, to), minutes of the week; a span past the end of Sunday goes on at Monday 00:00.</summary>
    public bool IsOpenDuring(int from, int to) => to <= Week ? Open.Any(interval => interval.From <= from && to <= interval.To) : IsOpenDuring(from, Week) && IsOpenDuring(0, to - Week);

    /// <summary>Minutes of [from, to) during which it is open.</summary>
    public int MinutesWithin(int from, int to) => Open.Sum(interval => Math.Max(0, Math.Min(interval.To, to) - Math.Max(interval.From, from)));

    /// <summary>Each stretch in words: “Monday 09:00 to 17:30”. A night that crosses the end of Sunday is one stretch.</summary>
    public IReadOnlyList<string> Words()
    {
        var spans = Open.ToList();
        if (spans is [(0, var early), .., (var late, Week)] && late > 0)
        {
            spans.RemoveAt(0);
            spans[^1] = (late, Week + early);
        }

        return [.. spans.Select(span => span is (0, Week) ? "Always open" : $"{DayNames[span.Item1 / Day]} {Clock(span.Item1 % Day)} to {End(span.Item1, span.Item2)}"), .. Unsaid];
    }

    /// <summary>Minutes after midnight of hh:mm, 00:00 to 24:00; null when it is no time.</summary>
    public static int? FindMinutes(string text) =>
        text is [var a, var b, ':', var c, var d] && char.IsAsciiDigit(a) && char.IsAsciiDigit(b) && char.IsAsciiDigit(c) && char.IsAsciiDigit(d)
        && (((a - '0') * 10) + b - '0') * 60 + ((c - '0') * 10) + d - '0' is var minutes and <= Day && c < '6' ? minutes : null;

    public static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    // A night ends on the next day, and says so.
    private static string End(int from, int to) => to - ((from / Day) * Day) is var end && end <= Day ? Clock(end) : $"{DayNames[to / Day % 7]} {Clock(to % Day)}";

    /// <summary>Days from 0 for Monday; null when the text is no list of plain days (2MO is a day of a month).</summary>
    private static List<int>? FindDays(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var days = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(code => Array.IndexOf(Codes, code.ToUpperInvariant())).Distinct().ToList();
        return days.Contains(-1) ? null : days;
    }

    private static IEnumerable<(int From, int To)> Span(int day, int opens, int closes)
    {
        var from = (day * Day) + opens;
        var to = (day * Day) + closes + (closes <= opens ? Day : 0);
        if (to <= Week) return [(from, to)];
        return [(from, Week), (0, to - Week)];
    }

    private static List<(int From, int To)> Union(List<(int From, int To)> intervals)
    {
        var union = new List<(int From, int To)>();
        foreach (var (from, to) in intervals.Order())
        {
            if (union.Count > 0 && from <= union[^1].To) union[^1] = (union[^1].From, Math.Max(union[^1].To, to));
            else union.Add((from, to));
        }

        return union;
    }

    private static string InWords(ScheduleRow row)
    {
        if (row.Words is { Length: > 0 } words) return $"“{words}” (not read as times)";
        var times = row is { Opens: { } opens, Closes: { } closes } ? $" {Clock(opens)} to {Clock(closes)}" : ", times not stated";
        var days = row.ByDay is { Length: > 0 } given ? given : "days not stated";
        return row.Frequency == "MONTHLY" ? $"{days} of {(row.Interval == 1 ? "each month" : $"every {row.Interval}th month")}{times}" : row.Interval == 1 ? $"{days}{times}" : $"{days} every {row.Interval} weeks{times}";
    }
}
