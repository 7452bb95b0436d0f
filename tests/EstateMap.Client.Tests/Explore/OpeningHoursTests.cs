using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class OpeningHoursTests
{
    [Theory]
    [InlineData("MO,TU,WE,TH,FR", "09:30", "17:00", "Mon to Fri 09:30 to 17:00")]
    [InlineData("SA", "10:00:00", "14:00:00", "Sat 10:00 to 14:00")]
    [InlineData("TU,MO", "10:00", "14:00", "Mon, Tue 10:00 to 14:00")]
    [InlineData("MO,WE,TH,FR,SU", "10:00", "14:00", "Mon, Wed to Fri, Sun 10:00 to 14:00")]
    [InlineData(null, "10:00", "14:00", "10:00 to 14:00")]
    public void A_schedule_with_times_is_days_and_times(string? byday, string opens, string closes, string expected) =>
        Assert.Equal([expected], OpeningHours.Lines([new("WEEKLY", byday, opens, closes, null)]));

    [Fact]
    public void A_schedule_without_times_keeps_the_words_of_its_source() =>
        Assert.Equal(["By appointment"], OpeningHours.Lines([new("WEEKLY", null, null, null, "By appointment"), new("WEEKLY", null, null, null, null)]));
}
