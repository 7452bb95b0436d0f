using Bunit;
using EstateMap.Client.Data;
using EstateMap.Client.Plan.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static EstateMap.Client.Tests.Plan.Scenarios.ScenarioAnswers;

namespace EstateMap.Client.Tests.Plan.Scenarios;

/// <summary>What a scenario comes to: effects, closures, room, moves.</summary>
public class ScenarioViewsTests : BunitContext
{
    private readonly CannedServer server = new();

    public ScenarioViewsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private IRenderedComponent<ScenarioEffects> Effects(string now, string then, string hours = "[]", int withHours = 5)
    {
        server.On("Effects", $$"""
            {"data":{"scenario":{"travelBadge":"Straight line x 1.3","study":{"demand":{"label":"Everybody","unit":"people","people":1000,"assumedShare":0} },
             "measures":{{Measures(7, 540, 0.7, 600_000)}},"doNothing":{{Measures(9, 420, 0.8, 900_000)}},"timeCoverage":{"minutes":15,"now":{{now}},"then":{{then}},"sitesWithHours":{{withHours}},"sitesWithoutHours":{{hours}} } } } }
            """);
        server.On("Losers", $$"""{"data":{"scenario":{"breakdown":[{{Group("W1", "West", 30)}},{{Group("W2", "East", 120)}}]} } }""");
        return Render<ScenarioEffects>(view => view.Add(v => v.Scenario, Id).Add(v => v.Version, 1).Add(v => v.By, null));
    }

    [Fact]
    public void Effects_stand_beside_doing_nothing_and_say_who_loses_and_what_is_assumed()
    {
        var view = Effects(Week(0.6), Week(0.6));
        Assert.Contains("1,000 people are counted (Everybody)", view.Markup, StringComparison.Ordinal);
        Assert.Contains("Straight line x 1.3", view.Markup, StringComparison.Ordinal);
        var mean = view.Find("[data-measure=mean]").TextContent;
        Assert.Contains("7.0 minutes", mean, StringComparison.Ordinal);
        Assert.Contains("9.0 minutes", mean, StringComparison.Ordinal);
        Assert.Contains("worse", mean, StringComparison.Ordinal);
        Assert.Contains("better", view.Find("[data-measure=running]").TextContent, StringComparison.Ordinal);
        Assert.Contains("61 % of running cost", view.Find("[data-list=assumed]").TextContent, StringComparison.Ordinal);
        Assert.Contains("150 travel further than today, most of them here: East (120).", view.Markup, StringComparison.Ordinal);
        Assert.Equal(["W1", "W2"], view.FindAll("[data-table=groups] [data-group]").Select(row => row.GetAttribute("data-group")));
    }

    [Fact]
    public void The_week_names_the_hours_that_are_lost_and_answers_for_any_hour()
    {
        // Tuesday 16:00 is hour 40.
        var view = Effects(Week(0.6), Week(0.6, 40), """[{"id":"S4","name":"Old School"}]""");
        Assert.Contains("1 hour is worse than if nothing is done; the most is lost at Tuesday 16:00: 60 % fall to 0 %.", view.Markup, StringComparison.Ordinal);
        Assert.Contains("1 open building whose hours nobody has stated count as closed", view.Markup, StringComparison.Ordinal);
        view.Find("#week-day").Change("1");
        view.Find("#week-hour").Change("16");
        Assert.Equal("Tuesday 16:00: 0 % of people; 60 % if nothing is done.", view.Find(".em-week__ask [role=status]").TextContent);
        Assert.Equal("60 % → 0 %", view.FindAll("[data-table=week] tbody tr")[16].QuerySelectorAll("td")[1].TextContent);
        Assert.Equal((7 * 8) + (7 * 8) - 1, view.FindAll(".em-week__bar").Count);
    }

    [Fact]
    public void Without_any_known_hours_nothing_is_said_of_single_hours()
    {
        var view = Effects(Week(0), Week(0), withHours: 0);
        Assert.Contains("No hours are known of these buildings", view.Markup, StringComparison.Ordinal);
        Assert.Empty(view.FindAll(".em-week"));
    }

    [Fact]
    public void Effects_that_cannot_be_worked_out_are_told_with_a_way_to_try_again()
    {
        server.On("Effects", """{"errors":[{"message":"Nobody here belongs to the group."}]}""");
        var view = Render<ScenarioEffects>(effects => effects.Add(v => v.Scenario, Id).Add(v => v.Version, 1).Add(v => v.By, null));
        Assert.Contains("Nobody here belongs to the group.", view.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Try again", view.Find("[role=alert] button").TextContent);
    }

    private IRenderedComponent<ScenarioImpact> Closures(string? site, string impacts = """{"site":{"id":"S1","name":"Old Hall"},"people":400,"meanExtraSeconds":240,"losingAccess":25}""")
    {
        server.On("Impacts", $$"""{"data":{"scenario":{"title":"Seven hubs","impacts":[{{impacts}}]} } }""");
        return Render<ScenarioImpact>(view => view.Add(v => v.Scenario, Id).Add(v => v.Version, 1).Add(v => v.Site, site));
    }

    private const string Sheet = """
        {"site":{"id":"S1","name":"Old Hall"},"people":400,"meanExtraSeconds":240,"losingAccess":25,"byWard":[],"byAgeBand":[],"byImdDecile":[],"byNoCar":[],
         "services":[
           {"name":"Lunch club","kind":"lunch_club","organisation":"Friends of the hall","sessions":["Tue 12:00 to 14:00"],"movesTo":null,
            "alternative":{"site":{"id":"S3","name":"Leisure Centre"},"service":{"id":"V9","name":"Tuesday lunch"},"seconds":600,"isOpenThen":false,"words":"Shut on Tuesdays from 13:00."}},
           {"name":"Advice","kind":"advice","organisation":null,"sessions":[],"movesTo":{"id":"S2","name":"Town Library"},"alternative":null}],
         "assets":[{"id":"A1","name":"Knitters","abcdClass":"ASSOCIATION","how":"meets there","isIllustrative":true}],"links":[{"from":"Knitters","kind":"Meets at","to":"Old Hall"}]}
        """;

    [Fact]
    public void A_sheet_tells_what_a_closure_cuts_and_whether_the_alternative_is_open_then()
    {
        server.On("Impact", $$"""{"data":{"scenario":{"impact":{{Sheet}} } } }""");
        var view = Closures("S1");
        var sheet = view.Find("[data-sheet=S1]");
        Assert.Contains("400 people go there today. They travel 4.0 minutes further on average, one way; 25 are no longer within 15 minutes of any building that stays open.", sheet.TextContent, StringComparison.Ordinal);
        var rows = sheet.QuerySelectorAll("[data-table=displaced] tbody tr");
        Assert.Contains("Tuesday lunch at Leisure Centre, 10.0 minutes", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("No", rows[0].QuerySelector("strong")!.TextContent);
        Assert.Contains("Shut on Tuesdays from 13:00.", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Hours are not known", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("None of its kind at a building that stays open", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Knitters (association): meets there", sheet.TextContent, StringComparison.Ordinal);
        Assert.Contains("made up for the sample", sheet.TextContent, StringComparison.Ordinal);
        Assert.Contains("Knitters meets at Old Hall", sheet.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(view.FindAll("button"));
    }

    [Fact]
    public void A_building_that_does_not_close_has_no_sheet_and_that_is_said()
    {
        server.On("Impact", """{"data":{"scenario":{"impact":null}}}""");
        Assert.Contains("That building does not close under this scenario.", Closures("S2").Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_closes_nothing_says_so() => Assert.Contains("No building closes under this scenario", Closures(null, "").Markup, StringComparison.Ordinal);

    private IRenderedComponent<ScenarioFit> Fits(string? site, string room)
    {
        var hours = string.Join(',', Enumerable.Range(0, 168).Select(hour => $$"""{"weekday":{{hour / 24}},"hour":{{hour % 24}},"used":{{(hour == 42 ? 2 : 0)}},"share":{{(room == "null" ? "null" : hour == 42 ? "0.75" : "0")}} }"""));
        var team = room == "null" ? room : """{"desks":20,"deskArea_m2":10,"fits":false,"hoursShort":3,"tightestFree_m2":-5,"daysThatFit":["Sunday"]}""";
        server.On("Fits", $$"""
            {"data":{"scenario":{"fit":[{"site":{"id":"S3","name":"Leisure Centre"},"floorArea_m2":{{room}},"usable_m2":{{room}},"canHostSevenDay":{{(room == "null" ? "null" : "false")}},"words":"In words.","assumptions":["80 % of the floor area can be used."],"hours":[{{hours}}],
             "team":{{team}} }]} } }
            """);
        return Render<ScenarioFit>(view => view.Add(v => v.Scenario, Id).Add(v => v.Version, 1).Add(v => v.Site, site).Add(v => v.Desks, 20).Add(v => v.OnDesks, desks => asked = desks));
    }

    private int asked;

    [Fact]
    public void A_building_says_how_full_it_gets_and_whether_a_team_fits_in()
    {
        var view = Fits("S3", "400");
        Assert.Contains("Tuesday 18:00, 75 % full", view.Find("[data-table=fits] tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("Does not fit", view.Find("[data-table=fits] tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("20 desks at 10 m² each: does not fit. 3 hours of the week are short; whole days that fit: Sunday.", view.Find("[aria-labelledby=site-fit-heading]").TextContent, StringComparison.Ordinal);
        Assert.Equal("2, 75 %", view.FindAll("[data-table=week] tbody tr")[18].QuerySelectorAll("td")[1].TextContent);
        Assert.Single(view.FindAll(".em-week__bar"));
        view.Find("#fit-desks").Change("35");
        Assert.Equal(35, asked);
        view.Find("#fit-desks").Change("0");
        Assert.Equal(35, asked);
    }

    [Fact]
    public void Where_the_floor_area_is_not_known_nothing_is_claimed()
    {
        var view = Fits("S3", "null");
        Assert.Contains("Cannot be said", view.Find("[data-table=fits] tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("Tuesday 18:00, 2 uses", view.Find("[data-table=fits] tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Empty(view.FindAll(".em-week"));
        Assert.True(view.Find("details").HasAttribute("open"));
    }

    private IRenderedComponent<ScenarioChain> Chain(string steps, string rest = """ "cycles":[],"homeless":[],"problems":[] """)
    {
        server.On("Chain", $$"""{"data":{"scenario":{"chain":{"weeks":10,"startsOn":"2027-04-01","assumptions":["4 weeks for each closure."],"steps":[{{steps}}],{{rest}} } } } }""");
        return Render<ScenarioChain>(view => view.Add(v => v.Scenario, Id).Add(v => v.Version, 1));
    }

    private const string Steps = """
        {"number":2,"words":"Lending moves to Leisure Centre","weeks":6,"startWeek":0,"endWeek":6,"needs":[],"isCritical":true,"fits":false,"space":"120 m² are needed and 80 m² are free."},
        {"number":1,"words":"Old Hall closes","weeks":4,"startWeek":6,"endWeek":10,"needs":[2],"isCritical":true,"fits":null,"space":""},
        {"number":3,"words":"Advice moves","weeks":2,"startWeek":0,"endWeek":2,"needs":[],"isCritical":false,"fits":true,"space":"There is room."}
        """;

    [Fact]
    public void Moves_stand_in_order_with_what_they_wait_for_what_is_critical_and_what_does_not_fit()
    {
        var view = Chain(Steps, """ "cycles":[{"steps":[1,2],"decant":2,"words":"Steps 1 and 2 wait for one another."}],"homeless":[{"name":"Lunch club","from":{"id":"S1","name":"Old Hall"}}],"problems":["Leisure Centre is overfull."] """);
        Assert.Equal("3 steps, 10 weeks from the first to the last", view.Find("#chain-heading").TextContent);
        var steps = view.FindAll("[data-list=steps] > li");
        Assert.Equal(["2", "1", "3"], steps.Select(step => step.GetAttribute("data-step")));
        Assert.Contains("Waits for step 2.", steps[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Does not fit: 120 m² are needed", steps[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("On the critical path", steps[0].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("On the critical path", steps[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("2, then 1.", view.Markup, StringComparison.Ordinal);
        Assert.Contains("Lunch club, from Old Hall", view.Find("[data-chain=homeless]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Steps 1 and 2 wait for one another.", view.Find("[data-chain=cycles]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Leisure Centre is overfull.", view.Find("[data-chain=problems]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_that_lose_their_place_are_counted_and_folded()
    {
        var lost = string.Join(',', Enumerable.Range(1, 11).Select(n => $$"""{"name":"Club {{n}}","from":{"id":"S1","name":"Old Hall"} }"""));
        var view = Chain(Steps, $$""" "cycles":[],"homeless":[{{lost}}],"problems":[] """);
        Assert.Contains("11 services or teams lose their place", view.Find("[data-chain=homeless]").TextContent, StringComparison.Ordinal);
        Assert.Equal("3 more", view.Find("[data-chain=homeless] details summary").TextContent.Trim());
        Assert.Equal((11, 3), (view.FindAll("[data-chain=homeless] li").Count, view.FindAll("[data-chain=homeless] details li").Count));
    }

    [Fact]
    public void What_begins_at_once_or_takes_no_time_is_told_without_weeks()
    {
        var view = Chain("""
            {"number":1,"words":"Old Hall closes","weeks":0,"startWeek":0,"endWeek":0,"needs":[],"isCritical":false,"fits":null,"space":""},
            {"number":2,"words":"Advice moves","weeks":1,"startWeek":0,"endWeek":1,"needs":[],"isCritical":true,"fits":null,"space":""},
            {"number":3,"words":"Old Hall is sold","weeks":0,"startWeek":1,"endWeek":1,"needs":[2],"isCritical":true,"fits":null,"space":""},
            {"number":4,"words":"New Hall opens","weeks":2,"startWeek":1,"endWeek":3,"needs":[2],"isCritical":true,"fits":null,"space":""}
            """);
        Assert.Equal(["At once, on the first day.", "Begins on the first day, takes 1 week.", "On one day, after 1 week.", "Begins after 1 week, takes 2 weeks."], view.FindAll("[data-list=steps] > li > .em-step__line:nth-of-type(2)").Select(line => line.TextContent.Split(" Waits")[0]));
        Assert.DoesNotMatch(@"\b0 weeks|\bweek 0\b", view.Markup);
    }

    [Fact]
    public void The_chart_of_weeks_draws_each_step_where_the_table_says_it_is()
    {
        var view = Chain(Steps);
        var bars = view.FindAll(".em-chain__bar");
        Assert.Equal(["44", "428", "44"], bars.Select(bar => bar.GetAttribute("x")));
        Assert.Equal(["384", "256", "128"], bars.Select(bar => bar.GetAttribute("width")));
        Assert.Equal(["6", "10", "4", "2", "yes"], view.FindAll("[data-table=weeks] tbody tr")[1].QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Empty(view.FindAll("[data-chain]"));
    }

    [Fact]
    public void A_scenario_that_moves_nothing_has_no_order() => Assert.Contains("there is no order to find", Chain("").Markup, StringComparison.Ordinal);
}
