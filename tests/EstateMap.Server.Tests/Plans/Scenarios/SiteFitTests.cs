using EstateMap.Server.Plans.Scenarios;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>Whether a team that works seven days fits around what is there.</summary>
public class SiteFitTests
{
    private static readonly TeamSize Team = new(20, 8);
    private static readonly WeeklyHours Weekdays = WeeklyHours.Of([new ChangedHours("MO,TU,WE,TH,FR", "09:00", "17:00")]);

    [Fact]
    public void A_team_fits_where_every_hour_has_room()
    {
        // 500 m² x 0.8 = 400; 200 taken on weekdays leaves 200 for 160.
        var fit = SiteFitRules.Judge("Mill Hall", 500, false, 0.8, [new RoomUser("Lending", 200, false, Weekdays)], Team);
        Assert.True(fit.CanHostSevenDay);
        Assert.Equal("20 desks at 8 m² (160 m²), 08:00 to 20:00 on seven days: fits at Mill Hall. The tightest hour is Monday 09:00, with 200 m² free of 400 m² that can be used.", fit.Words);
        Assert.Equal(new HourFit(0, 9, 1, 0.5), fit.Hours[9]);
        Assert.Equal(new HourFit(0, 17, 0, 0), fit.Hours[17]);
        Assert.Equal(168, fit.Hours.Count);
        Assert.Equal(["80 % of the floor area can be used."], fit.Assumptions);
    }

    [Fact]
    public void Where_hours_are_short_their_number_and_the_free_days_are_said()
    {
        // 250 taken leaves 150 for 160: short in 5 x 8 hours.
        var fit = SiteFitRules.Judge("Mill Hall", 500, false, 0.8, [new RoomUser("Lending", 250, false, Weekdays)], Team);
        Assert.False(fit.CanHostSevenDay);
        Assert.Equal(new TeamFit(20, 8, false, 40, 150, ["Saturday", "Sunday"]) with { DaysThatFit = fit.Team!.DaysThatFit }, fit.Team);
        Assert.Equal("20 desks at 8 m² (160 m²), 08:00 to 20:00 on seven days: does not fit at Mill Hall. 40 of 84 hours are short; at Monday 09:00 150 m² of 400 m² are free. It would fit on Saturday and Sunday.", fit.Words);
    }

    [Fact]
    public void Whose_hours_are_not_known_counts_as_there()
    {
        var fit = SiteFitRules.Judge("Mill Hall", 500, true, 0.8, [new RoomUser("Advice", 300, true, null)], Team);
        Assert.Equal(84, fit.Team!.HoursShort);
        Assert.Equal(["80 % of the floor area can be used.", "The floor area of Mill Hall, 500 m², is assumed.", "How much room these take is assumed: Advice.",
            "The hours of these are not known; they count as there from 08:00 to 20:00 every day: Advice."], fit.Assumptions);
        Assert.EndsWith("It fits on no whole day.", fit.Words);
    }

    [Fact]
    public void Without_a_floor_area_nothing_is_claimed()
    {
        var fit = SiteFitRules.Judge("Mill Hall", null, false, 0.8, [new RoomUser("Lending", 200, false, Weekdays)], Team);
        Assert.Null(fit.CanHostSevenDay);
        Assert.Null(fit.Hours[9].Share);
        Assert.Equal(1, fit.Hours[9].Used);
        Assert.Equal("The floor area of Mill Hall is not known, so whether a team fits cannot be said.", fit.Words);
    }
}
