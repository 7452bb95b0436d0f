using System.Globalization;
using EstateMap.Client.Shell;

namespace EstateMap.Client.Community;

/// <summary>A time at which something meets, while it is written. What the form does not ask for (first and last day, a source's own words, days of the month by number) stays as it was.</summary>
public sealed class MeetingDraft
{
    /// <summary>Codes of the days with their names, Monday first.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Week = [("MO", "Monday"), ("TU", "Tuesday"), ("WE", "Wednesday"), ("TH", "Thursday"), ("FR", "Friday"), ("SA", "Saturday"), ("SU", "Sunday")];

    /// <summary>Which of its days in a month, as Open Referral UK numbers them.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Turns = [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")];

    private static readonly string[] Usual = ["WEEKLY:1", "WEEKLY:2", "WEEKLY:3", "WEEKLY:4", "MONTHLY:1", "MONTHLY:2", "MONTHLY:3"];

    private readonly MeetingTime? began;

    // Days that no ticks can show, such as the first Monday and the second Tuesday: they stay until others are ticked.
    private readonly string? days;

    public MeetingDraft(MeetingTime? began = null)
    {
        this.began = began;
        if (began is null)
            return;
        (Often, Opens, Closes, Notes) = ($"{began.Freq}:{began.Interval}", began.OpensAt ?? "", began.ClosesAt ?? "", began.Notes ?? "");
        var known = (began.Byday ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(day => (Turn: day[..^2].TrimStart('+'), Day: day[^2..])).ToList();
        Days.UnionWith(known.Select(day => day.Day));
        In.UnionWith(known.Select(day => day.Turn).Where(turn => turn.Length > 0));
        if (known.All(day => IsMonthly ? Turns.Any(turn => turn.Code == day.Turn) : day.Turn.Length == 0) && known.Count == Days.Count * Math.Max(1, In.Count))
            return;
        days = began.Byday;
        Days.Clear();
        In.Clear();
    }

    /// <summary>WEEKLY or MONTHLY with every how many, such as WEEKLY:2.</summary>
    public string Often { get; set; } = "WEEKLY:1";

    public HashSet<string> Days { get; } = [];

    /// <summary>Which of these days in a month; counts for months alone.</summary>
    public HashSet<string> In { get; } = [];

    /// <summary>Local time, 19:30; empty where it is not known.</summary>
    public string Opens { get; set; } = "";

    /// <summary>Local time; empty where it is not known.</summary>
    public string Closes { get; set; } = "";

    public string Notes { get; set; } = "";

    public bool IsMonthly => Often.StartsWith("MONTHLY", StringComparison.Ordinal);

    /// <summary>What can be chosen as <see cref="Often"/>, the present one among it.</summary>
    public IEnumerable<(string Code, string Label)> Choices => Usual.Append(Often).Distinct().Select(code => (code, CommunityWords.Often(code.Split(':')[0], Interval(code))));

    /// <summary>What the form does not ask for and stays as it was, in words; empty where there is nothing.</summary>
    public string Stays => began is null ? "" : string.Join(", ", new[]
    {
        CommunityWords.Days(KeptDays), KeptMonthDays is { } dates ? $"day {dates} of the month" : "", began.Description, began.ValidFrom is { } first ? $"from {Figures.Day(first)}" : "", began.ValidTo is { } last ? $"until {Figures.Day(last)}" : "",
    }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>What is missing; null where nothing is.</summary>
    public string? Fault => Read() is not { } time ? null
        : time is { Byday: null, Bymonthday: null, Description: null } ? "Say on which days it meets, or take the time out"
        : IsMonthly && Days.Count > 0 && In.Count == 0 ? "Say which of these days in the month it is: the first, second, third, fourth or last"
        : time is { OpensAt: null, ClosesAt: not null } ? "Say when it begins, since you say when it ends" : null;

    private string? KeptDays => Days.Count == 0 && IsOfBeginning ? days : null;

    private string? KeptMonthDays => Days.Count == 0 && IsOfBeginning ? began!.Bymonthday : null;

    private bool IsOfBeginning => began is not null && Often.StartsWith(began.Freq, StringComparison.Ordinal);

    /// <summary>As it is sent; null where nothing was written.</summary>
    public MeetingTime? Read()
    {
        var ticked = Week.Select(day => day.Code).Where(Days.Contains);
        var said = IsMonthly && In.Count > 0 ? Turns.Where(turn => In.Contains(turn.Code)).SelectMany(turn => ticked.Select(day => turn.Code + day)) : ticked;
        var time = new MeetingTime(Often.Split(':')[0], Interval(Often), OrNull(string.Join(',', said)) ?? KeptDays, KeptMonthDays, Clock(Opens), Clock(Closes), began?.ValidFrom, began?.ValidTo, began?.Description, OrNull(Notes.Trim()));
        return began is null && time is { Byday: null, OpensAt: null, ClosesAt: null, Notes: null } ? null : time;
    }

    private static int Interval(string often) => int.Parse(often.Split(':')[1], CultureInfo.InvariantCulture);

    // Browsers may give seconds with a time.
    private static string? Clock(string text) => OrNull(text.Length > 5 ? text[..5] : text);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
