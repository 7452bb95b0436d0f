using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class MeetingDraftTests
{
    private static MeetingTime Time(string freq, int interval, string? byday, string? bymonthday = null) => new(freq, interval, byday, bymonthday, "10:00", "12:00", new(2026, 9, 1), null, "In term", "Ring the bell");

    [Theory]
    [InlineData("WEEKLY", 1, "MO,WE")]
    [InlineData("WEEKLY", 6, "SU")]
    [InlineData("MONTHLY", 1, "1MO,3MO")]
    [InlineData("MONTHLY", 2, "-1FR")]
    [InlineData("MONTHLY", 1, "1MO,2TU")]
    [InlineData("MONTHLY", 1, null, "15")]
    [InlineData("WEEKLY", 1, null)]
    public void A_time_that_was_not_touched_is_as_it_was(string freq, int interval, string? byday, string? bymonthday = null)
    {
        var time = Time(freq, interval, byday, bymonthday);
        Assert.Equal(time, new MeetingDraft(time).Read());
        Assert.Null(new MeetingDraft(time).Fault);
    }

    [Fact]
    public void Days_that_no_ticks_show_are_told_and_stay_until_others_are_ticked()
    {
        var time = new MeetingDraft(Time("MONTHLY", 1, "1MO,2TU", "15"));
        Assert.Equal("first Monday, second Tuesday, day 15 of the month, In term, from 1 September 2026", time.Stays);
        time.Days.Add("FR");
        Assert.Equal("Say which of these days in the month it is: the first, second, third, fourth or last", time.Fault);
        time.In.Add("2");
        Assert.Null(time.Fault);
        Assert.Equal(("2FR", null), (time.Read()!.Byday, time.Read()!.Bymonthday));
    }

    [Fact]
    public void How_often_offers_what_is_usual_and_what_it_is_now() =>
        Assert.Contains(("WEEKLY:6", "Every 6 weeks"), new MeetingDraft(Time("WEEKLY", 6, "SU")).Choices);

    [Fact]
    public void A_time_that_ends_and_does_not_begin_is_asked_about()
    {
        var time = new MeetingDraft { Closes = "12:00" };
        Assert.Equal("Say on which days it meets, or take the time out", time.Fault);
        time.Days.Add("MO");
        Assert.Equal("Say when it begins, since you say when it ends", time.Fault);
        time.Opens = "10:00";
        Assert.Null(time.Fault);
    }

    [Theory]
    [InlineData("MONTHLY", 1, "2MO,-1FR", "second Monday, last Friday 10:00 to 12:00 every month In term Ring the bell")]
    [InlineData("WEEKLY", 2, "TU", "Tuesday 10:00 to 12:00 every 2 weeks In term Ring the bell")]
    public void A_time_is_told_in_words(string freq, int interval, string byday, string words) => Assert.Equal(words, CommunityWords.Time(Time(freq, interval, byday)));
}
