using EstateMap.Server.Plans.Scenarios;
using Xunit;
using static EstateMap.Server.Plans.Scenarios.ScenarioChangeKind;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>Each change is judged against those before it.</summary>
public class ScenarioRulesTests
{
    private static readonly Thing Hall = Named(1, "Mill Hall"), Library = Named(2, "Mill Library"), Barn = Named(3, "Old Barn"), Elsewhere = Named(4, "Far Lodge");
    private static readonly Thing Books = Named(11, "Lending"), Choir = Named(12, "Choir");

    private static readonly SiteToday[] Village =
        [new(Hall.Id, Hall.Name, true, [Choir]), new(Library.Id, Library.Name, true, [Books]), new(Barn.Id, Barn.Name, false, [])];

    [Fact]
    public void A_plan_that_moves_before_it_closes_and_closes_before_it_disposes_has_no_problems() => Assert.All(Judge(
        At(OpenSite, Barn) with { StartsOn = new DateOnly(2027, 1, 4), Weeks = 2 },
        Move(Choir, Hall, Barn) with { StartsOn = new DateOnly(2027, 1, 18) },
        new ScenarioChange(MoveTeam) { Team = "Housing options", Site = Hall, ToSite = Library },
        At(CloseSite, Hall) with { StartsOn = new DateOnly(2027, 2, 1), Weeks = 1 },
        At(Dispose, Hall) with { StartsOn = new DateOnly(2027, 2, 8) }), Assert.Empty);

    [Fact]
    public void A_site_that_the_study_does_not_know_is_named() => Assert.Equal(["Far Lodge is not among the sites of the study."], Judge(At(CloseSite, Elsewhere))[0]);

    [Fact]
    public void What_is_closed_is_not_closed_again()
    {
        var problems = Judge(At(CloseSite, Barn), At(CloseSite, Hall), At(CloseSite, Hall));
        Assert.Equal(["Old Barn is closed already today."], problems[0]);
        Assert.Empty(problems[1]);
        Assert.Equal(["Mill Hall is closed already (change 2)."], problems[2]);
    }

    [Fact]
    public void What_is_open_is_not_opened_again()
    {
        var problems = Judge(At(OpenSite, Hall), At(OpenSite, Barn), At(OpenSite, Barn));
        Assert.Equal(["Mill Hall is open already today."], problems[0]);
        Assert.Equal(["Old Barn is open already (change 2)."], problems[2]);
    }

    [Fact]
    public void A_service_moves_only_from_where_it_is()
    {
        var problems = Judge(Move(Books, Hall, Library), Move(Choir, Hall, Library), Move(Choir, Hall, Library));
        Assert.Equal(["Lending is not at Mill Hall, so it cannot move from there."], problems[0]);
        Assert.Empty(problems[1]);
        Assert.Equal(["Choir is no longer at Mill Hall: change 2 moved it to Mill Library."], problems[2]);
    }

    [Fact]
    public void Nothing_moves_to_a_closed_place() => Assert.Equal(["Old Barn is closed today, so Choir cannot move there."], Judge(Move(Choir, Hall, Barn))[0]);

    [Fact]
    public void Nothing_moves_to_where_it_is() => Assert.Equal(["Choir moves from Mill Hall to the same place."], Judge(Move(Choir, Hall, Hall))[0]);

    [Fact]
    public void A_place_is_disposed_of_once_it_is_closed_and_empty()
    {
        Assert.Equal(["Mill Hall must close before it can be disposed of.", "Mill Hall is not empty: Choir has not moved."], Judge(At(Dispose, Hall))[0]);
        Assert.Equal(["Mill Hall is not empty: Choir has not moved."], Judge(At(CloseSite, Hall), At(Dispose, Hall))[1]);
        var moved = Judge(Move(Choir, Hall, Library), new ScenarioChange(MoveTeam) { Team = "Parks", Site = Library, ToSite = Hall }, At(CloseSite, Hall), At(Dispose, Hall), At(OpenSite, Hall));
        Assert.Equal(["Mill Hall is not empty: Parks moved in and has not moved on."], moved[3]);
        Assert.Equal(["Mill Hall was disposed of by change 4."], moved[4]);
    }

    [Fact]
    public void A_fault_is_told_once() => Assert.Empty(Judge(At(CloseSite, Barn), At(OpenSite, Barn), At(CloseSite, Barn))[2]);

    [Fact]
    public void A_closed_place_has_no_hours_to_change() =>
        Assert.Equal(["Old Barn is closed today, so it has no hours to change."], Judge(At(ChangeHours, Barn) with { Hours = [new ChangedHours("MO", "09:00", "17:00")] })[0]);

    [Fact]
    public void Dates_do_not_run_backwards()
    {
        var closing = At(CloseSite, Hall) with { StartsOn = new DateOnly(2027, 3, 1), Weeks = 4 };
        Assert.Equal(["It starts at Mill Hall on 15 March 2027, before change 2 there is over on 29 March 2027."],
            Judge(Move(Choir, Hall, Library), closing, At(Dispose, Hall) with { StartsOn = new DateOnly(2027, 3, 15) })[2]);
        Assert.Equal(["Choir would move to Old Barn on 4 January 2027, before change 1 has it ready on 1 February 2027."],
            Judge(At(OpenSite, Barn) with { StartsOn = new DateOnly(2027, 1, 4), Weeks = 4 }, Move(Choir, Hall, Barn) with { StartsOn = new DateOnly(2027, 1, 4) })[1]);
        Assert.Equal(["Choir would leave Mill Hall on 1 May 2027, after change 1 has closed it on 29 March 2027."], Judge(closing, Move(Choir, Hall, Library) with { StartsOn = new DateOnly(2027, 5, 1) })[1]);
    }

    [Fact]
    public void What_is_open_afterwards_follows_from_the_changes() =>
        Assert.Equal([Library.Id, Barn.Id], ScenarioRules.OpenAfter(Village, [At(CloseSite, Hall), At(AcquireSpace, Barn) with { SpaceArea_m2 = 50 }, At(CloseSite, Library), At(OpenSite, Library)]).Order());

    public static TheoryData<string, string> Faults => new()
    {
        { "no site", "does not say at which site" }, { "no target", "does not say to which site" }, { "a target", "goes to no other site" }, { "no service", "does not say which service" }, { "a service", "is about a whole site" },
        { "no team", "does not say which team" }, { "a team", "moves no team" }, { "no hours", "gives no hours" }, { "hours", "changes no hours" }, { "odd day", "names no days" }, { "odd time", "no time of day to open" }, { "odd end", "no time of day to close" },
        { "many hours", "at most 28" }, { "no area", "how many square metres" }, { "nought area", "acquires no space" }, { "no capacity", "neither `capacity` nor" }, { "negative", "`receipt_gbp` is -1" }, { "not a number", "`weeks` is NaN" },
        { "long ago", "the year 1066" }, { "blank", "`why` is blank" }, { "long", "at most 2000" }, { "person", "personal e-mail address" }, { "unseen", "nobody can see" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_be_written_down_is_told(string fault, string reason)
    {
        var closing = At(CloseSite, Hall);
        var hours = At(ChangeHours, Hall) with { Hours = [new ChangedHours("MO", "09:00", "17:00")] };
        var change = fault switch
        {
            "no site" => new ScenarioChange(CloseSite),
            "no target" => new ScenarioChange(MoveService) { Site = Hall, Service = Choir },
            "a target" => closing with { ToSite = Library },
            "no service" => new ScenarioChange(MoveService) { Site = Hall, ToSite = Library },
            "a service" => closing with { Service = Choir },
            "no team" => new ScenarioChange(MoveTeam) { Site = Hall, ToSite = Library },
            "a team" => closing with { Team = "Parks" },
            "no hours" => At(ChangeHours, Hall),
            "hours" => closing with { Hours = hours.Hours },
            "odd day" => hours with { Hours = [new ChangedHours("2MO", "09:00", "17:00")] },
            "odd time" => hours with { Hours = [new ChangedHours("MO", "24:00", "17:00")] },
            "odd end" => hours with { Hours = [new ChangedHours("MO", "09:00", "24:01")] },
            "many hours" => hours with { Hours = [.. Enumerable.Repeat(new ChangedHours("MO", "09:00", "17:00"), 29)] },
            "no area" => At(AcquireSpace, Barn),
            "nought area" => At(AcquireSpace, Barn) with { SpaceArea_m2 = 0 },
            "no capacity" => At(ChangeCapacity, Hall),
            "negative" => closing with { Receipt_gbp = -1 },
            "not a number" => closing with { Weeks = double.NaN },
            "long ago" => closing with { StartsOn = new DateOnly(1066, 10, 14) },
            "blank" => closing with { Why = " " },
            "long" => closing with { Why = new string('a', 2_001) },
            "person" => closing with { Why = "Ask j.bloggs@gmail.com" },
            "unseen" => closing with { Why = "a\u0007b" },
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        Assert.Contains(reason, ScenarioRules.FindFault(1, change));
        Assert.Null(ScenarioRules.FindFault(1, closing));
        Assert.Null(ScenarioRules.FindFault(1, hours));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Judge(params ScenarioChange[] changes) => ScenarioRules.Judge(Village, changes);

    private static ScenarioChange At(ScenarioChangeKind kind, Thing site) => new(kind) { Site = site };

    private static ScenarioChange Move(Thing service, Thing from, Thing to) => new(MoveService) { Service = service, Site = from, ToSite = to };

    private static Thing Named(int id, string name) => new(new Guid(id, 0, 0, new byte[8]), name);
}
