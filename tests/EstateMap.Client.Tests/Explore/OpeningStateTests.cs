using System.Globalization;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class OpeningStateTests
{
    private static readonly ScheduleFacts Weekdays = new("WEEKLY", "MO,TU,WE,TH,FR", "09:30", "17:00", null);
    private static readonly ScheduleFacts Saturday = new("WEEKLY", "SA", "10:00", "14:00", null);

    // 30 November 2026 is a Monday.
    [Theory]
    [InlineData("2026-11-30T09:29", false, "opens at 09:30")]
    [InlineData("2026-11-30T09:30", true, "until 17:00")]
    [InlineData("2026-11-30T17:00", false, "opens tomorrow at 09:30")]
    [InlineData("2026-12-04T18:00", false, "opens tomorrow at 10:00")]
    [InlineData("2026-12-05T15:00", false, "opens on Monday at 09:30")]
    public void Hours_of_a_week_say_open_or_closed_and_what_comes_next(string now, bool isOpen, string words) => Says([Weekdays, Saturday], now, isOpen, words);

    [Theory]
    [InlineData("2026-11-30T23:00", true, "until 02:00 tomorrow")]
    [InlineData("2026-12-01T01:59", true, "until 02:00")]
    [InlineData("2026-12-01T02:00", false, "opens on Monday at 20:00")]
    public void An_evening_may_last_past_midnight(string now, bool isOpen, string words) => Says([new("WEEKLY", "MO", "20:00", "02:00", null)], now, isOpen, words);

    [Fact]
    public void Two_spans_that_meet_are_one() =>
        Says([new("WEEKLY", "MO", "09:00", "12:00", null), new("WEEKLY", "MO", "12:00", "15:00", null)], "2026-11-30T10:00", true, "until 15:00");

    [Fact]
    public void What_never_closes_says_no_time() => Says([new("WEEKLY", null, "00:00", "00:00", null)], "2026-11-30T10:00", true, null);

    [Theory]
    [InlineData("2MO", "2026-12-14T10:00", true)]
    [InlineData("2MO", "2026-12-07T10:00", false)]
    [InlineData("-1FR", "2026-12-25T10:00", true)]
    [InlineData("-1FR", "2026-12-18T10:00", false)]
    [InlineData("TU", "2026-12-01T10:00", true)]
    public void Days_of_a_month_are_counted_from_either_end(string byday, string now, bool isOpen) =>
        Assert.Equal(isOpen, OpeningState.At([new("MONTHLY", byday, "09:00", "11:00", null)], At(now))!.IsOpen);

    [Theory]
    [InlineData("2026-11-30T10:00", true)]
    [InlineData("2026-12-07T10:00", false)]
    [InlineData("2026-12-14T10:00", true)]
    public void Every_second_week_counts_from_its_first(string now, bool isOpen) =>
        Assert.Equal(isOpen, OpeningState.At([new("WEEKLY", "MO", "09:00", "11:00", null, 2, null, new(2026, 11, 18))], At(now))!.IsOpen);

    [Fact]
    public void A_season_that_is_over_is_closed() =>
        Assert.Equal(new OpeningState(false, null), OpeningState.At([new("WEEKLY", "MO", "09:00", "11:00", null, 1, null, null, new(2026, 10, 31))], At("2026-11-30T10:00")));

    [Fact]
    public void Words_alone_say_nothing_and_beside_closed_hours_leave_it_open()
    {
        var words = new ScheduleFacts("WEEKLY", null, null, null, "By appointment");
        Assert.Null(OpeningState.At([words], At("2026-11-30T10:00")));
        Assert.Null(OpeningState.At([Weekdays, words], At("2026-11-30T20:00")));
        Assert.True(OpeningState.At([Weekdays, words], At("2026-11-30T10:00"))!.IsOpen);
        Assert.Null(OpeningState.At([], At("2026-11-30T10:00")));
    }

    private static void Says(ScheduleFacts[] schedules, string now, bool isOpen, string? words)
    {
        var state = OpeningState.At(schedules, At(now))!;
        Assert.Equal((isOpen, words), (state.IsOpen, state.ChangeWords(At(now))));
    }

    private static DateTime At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
