using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>Whether a place is open at a moment by its schedules, and when that changes next. All times are the place's own.</summary>
/// <param name="ChangesAt">Null when nothing changes within a week.</param>
public sealed record OpeningState(bool IsOpen, DateTime? ChangesAt)
{
    private static readonly string[] Codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>Null when no schedule says its hours as times that can be reckoned with, or when those that do are closed and another, in words, might be open.</summary>
    public static OpeningState? At(IReadOnlyCollection<ScheduleFacts> schedules, DateTime now)
    {
        var timed = schedules.Where(schedule => Time(schedule.OpensAt) is not null && Time(schedule.ClosesAt) is not null && IsReckoned(schedule)).ToArray();
        if (timed.Length == 0)
            return null;
        var spans = new List<(DateTime From, DateTime To)>();
        // From yesterday, whose evening may last past midnight.
        for (var day = now.Date.AddDays(-1); day <= now.Date.AddDays(8); day = day.AddDays(1))
            foreach (var schedule in timed.Where(schedule => Holds(schedule, DateOnly.FromDateTime(day))))
            {
                var (opens, closes) = (Time(schedule.OpensAt)!.Value, Time(schedule.ClosesAt)!.Value);
                spans.Add((day + opens, day + closes + (closes <= opens ? TimeSpan.FromDays(1) : TimeSpan.Zero)));
            }
        spans.Sort();
        var until = now;
        foreach (var (from, to) in spans)
            if (from <= until && to > until)
                until = to;
        if (until > now)
            return new(true, until < now.AddDays(7) ? until : null);
        if (timed.Length < schedules.Count)
            return null;
        return new(false, spans.Where(span => span.From > now).Select(span => (DateTime?)span.From).FirstOrDefault());
    }

    /// <summary>"until 17:00", "opens tomorrow at 09:30", "opens on Thursday at 09:30"; null when nothing changes.</summary>
    public string? ChangeWords(DateTime now)
    {
        if (ChangesAt is not { } change)
            return null;
        var time = change.ToString("HH:mm", CultureInfo.InvariantCulture);
        var day = (change.Date - now.Date).Days switch { 0 => "", 1 => "tomorrow ", _ => $"on {change.ToString("dddd", CultureInfo.InvariantCulture)} " };
        return IsOpen ? day.Length == 0 ? $"until {time}" : $"until {time} {day.TrimEnd()}" : $"opens {day}at {time}";
    }

    // Every second week needs a first one to count from.
    private static bool IsReckoned(ScheduleFacts schedule) => schedule.Interval <= 1 || schedule.ValidFrom is not null;

    private static bool Holds(ScheduleFacts schedule, DateOnly day)
    {
        if (day < schedule.ValidFrom || day > schedule.ValidTo)
            return false;
        var days = schedule.Byday?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (schedule.Freq == "MONTHLY")
            return (schedule.Interval <= 1 || (Months(day) - Months(schedule.ValidFrom!.Value)) % schedule.Interval == 0)
                && (days.Any(wanted => IsOfMonth(wanted, day)) || (schedule.Bymonthday ?? "").Split(',').Any(wanted => IsDayOfMonth(wanted, day)));
        return (schedule.Interval <= 1 || (Monday(day).DayNumber - Monday(schedule.ValidFrom!.Value).DayNumber) / 7 % schedule.Interval == 0)
            && (days.Length == 0 || days.Contains(Codes[(int)day.DayOfWeek]));
    }

    /// <summary>2MO is the second Monday of the month, -1FR the last Friday, SA every Saturday.</summary>
    private static bool IsOfMonth(string wanted, DateOnly day)
    {
        if (!wanted.EndsWith(Codes[(int)day.DayOfWeek], StringComparison.Ordinal))
            return false;
        if (wanted.Length == 2)
            return true;
        return int.TryParse(wanted[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var which)
            && (which > 0 ? (day.Day - 1) / 7 + 1 == which : (Last(day) - day.Day) / 7 + 1 == -which);
    }

    private static bool IsDayOfMonth(string wanted, DateOnly day) =>
        int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var which) && (which > 0 ? day.Day == which : Last(day) + 1 + which == day.Day);

    private static int Last(DateOnly day) => DateTime.DaysInMonth(day.Year, day.Month);

    private static int Months(DateOnly day) => day.Year * 12 + day.Month;

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static TimeSpan? Time(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.ToTimeSpan() : null;
}
