using CsCheck;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>Minutes of an ordinary week, from Monday 00:00.</summary>
public class WeeklyHoursTests
{
    [Fact]
    public void Days_and_times_are_minutes_of_the_week() => Assert.Equal([(540, 1050), (1980, 2490)], Of(Row("MO,TU", 540, 1050)).Open);

    [Fact]
    public void What_closes_before_it_opens_goes_on_past_midnight() => Assert.Equal([(1320, 1560)], Of(Row("MO", 22 * 60, 2 * 60)).Open);

    [Fact]
    public void Sunday_night_ends_on_Monday()
    {
        var night = Of(Row("SU", 22 * 60, 2 * 60));
        Assert.Equal([(0, 120), (10_080 - 120, 10_080)], night.Open);
        Assert.Equal(["Sunday 22:00 to Monday 02:00"], night.Words());
        Assert.True(night.IsOpenDuring(10_080 - 60, 10_080 + 60));
        Assert.False(night.IsOpenDuring(10_080 - 60, 10_080 + 180));
    }

    [Fact]
    public void Twenty_four_o_clock_is_the_end_of_the_day() => Assert.Equal(["Monday 09:00 to 24:00"], Of(Row("MO", 540, 1440)).Words());

    [Fact]
    public void A_week_without_an_end_is_always_open() => Assert.Equal(["Always open"], Of(Row("MO,TU,WE,TH,FR,SA,SU", 0, 1440)).Words());

    [Fact]
    public void Spans_that_touch_are_one() => Assert.Equal([(540, 1020)], Of(Row("MO", 540, 720), Row("MO", 720, 1020), Row("MO", 600, 660)).Open);

    public static TheoryData<string, string> Unsaid => new()
    {
        { "month", "2MO of each month 10:00 to 12:00" }, { "fortnight", "MO every 2 weeks 10:00 to 12:00" }, { "no days", "days not stated 10:00 to 12:00" }, { "no times", "MO, times not stated" }, { "words", "“Most mornings” (not read as times)" },
    };

    [Theory]
    [MemberData(nameof(Unsaid))]
    public void What_no_ordinary_week_holds_is_said_in_words_and_left_out(string kind, string words)
    {
        var hours = Of(kind switch
        {
            "month" => new ScheduleRow("MONTHLY", 1, "2MO", 600, 720, null),
            "fortnight" => new ScheduleRow("WEEKLY", 2, "MO", 600, 720, null),
            "no days" => new ScheduleRow("WEEKLY", 1, null, 600, 720, null),
            "no times" => new ScheduleRow("WEEKLY", 1, "MO", null, null, null),
            _ => new ScheduleRow("WEEKLY", 1, null, null, null, "Most mornings"),
        });
        Assert.False(hours.IsKnown);
        Assert.Equal([words], hours.Words());
    }

    [Theory]
    [InlineData("TU,MO,TU", "9:00", "17:00", false)]
    [InlineData("TU,MO,TU", "09:00", "17:00", true)]
    [InlineData("", "09:00", "17:00", false)]
    [InlineData("MO", "09:60", "17:00", false)]
    public void Hours_of_a_scenario_are_checked_and_put_in_order(string days, string opens, string closes, bool isGood)
    {
        var hours = new ChangedHours(days, opens, closes);
        Assert.Equal(isGood, WeeklyHours.FindFault(hours) is null);
        if (isGood) Assert.Equal(new ChangedHours("MO,TU", "09:00", "17:00"), WeeklyHours.Normal(hours));
    }

    [Fact]
    public void Minutes_are_open_as_the_rows_say_and_no_others() =>
        Gen.Select(Gen.Int[1, 127], Gen.Int[0, 1439], Gen.Int[0, 1440]).Array[1, 4].Sample(rows =>
        {
            var hours = WeeklyHours.Of(rows.Select(row => Row(string.Join(',', WeeklyHours.Codes.Where((_, day) => (row.Item1 & (1 << day)) != 0)), row.Item2, row.Item3)));
            var open = new bool[WeeklyHours.Week];
            foreach (var (days, opens, closes) in rows)
                for (var day = 0; day < 7; day++)
                    if ((days & (1 << day)) != 0)
                        for (var minute = opens; minute < closes + (closes <= opens ? 1440 : 0); minute++) open[((day * 1440) + minute) % WeeklyHours.Week] = true;
            Assert.Equal(open.Count(isOpen => isOpen), hours.MinutesOpen);
            Assert.All(hours.Open, interval => Assert.True(open.AsSpan(interval.From, interval.To - interval.From).IndexOf(false) < 0));
            Assert.Equal(hours.MinutesOpen, Enumerable.Range(0, 168).Sum(hour => hours.MinutesWithin(hour * 60, (hour + 1) * 60)));
        }, iter: Soak.Times(500));

    private static ScheduleRow Row(string days, int opens, int closes) => new("WEEKLY", 1, days, opens, closes, null);

    private static WeeklyHours Of(params ScheduleRow[] rows) => WeeklyHours.Of(rows);
}
