using EstateMap.Server.Plans.Scenarios;
using Xunit;
using static EstateMap.Server.Plans.Scenarios.ScenarioChangeKind;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>Who is where afterwards, and when: Choir is at the Hall on Mondays; Advice is at the Hall and at the Mill.</summary>
public class EstateThenTests
{
    private static readonly Thing Hall = new(Id(1), "Hall"), Mill = new(Id(2), "Mill"), Barn = new(Id(3), "Barn"), Choir = new(Id(11), "Choir"), Advice = new(Id(12), "Advice");

    private static readonly WeeklyHours Mondays = WeeklyHours.Of([new ChangedHours("MO", "09:00", "17:00")]);

    [Fact]
    public void A_service_that_moves_out_of_a_place_that_is_closed_already_keeps_its_hours()
    {
        var then = Then(new ScenarioChange(CloseSite) { Site = Hall }, Move(Choir, Hall, Mill));

        Assert.Empty(then.Find(Hall.Id));
        Assert.Equal(Mondays.Open, then.Find(Mill.Id).Single(occupant => occupant.Service == Choir.Id).Hours!.Open);
        Assert.Equal(Mondays.Open, then.HoursOf(Mill.Id).Open);
    }

    [Fact]
    public void A_service_that_moves_to_where_it_is_already_is_there_once()
    {
        var then = Then(Move(Advice, Hall, Mill));

        Assert.Equal(["Choir"], then.Find(Hall.Id).Select(occupant => occupant.Name));
        Assert.Equal(["Advice 100"], then.Find(Mill.Id).Select(occupant => $"{occupant.Name} {occupant.Area_m2}"));
        Assert.Equal(["Advice 60"], Then(Move(Advice, Hall, Mill) with { SpaceArea_m2 = 60 }).Find(Mill.Id).Select(occupant => $"{occupant.Name} {occupant.Area_m2}"));
    }

    [Fact]
    public void A_move_within_one_place_changes_nobody()
    {
        Assert.Equal(["Choir", "Advice"], Then().Find(Hall.Id).Select(occupant => occupant.Name));
        Assert.Equal(["Advice", "Choir"], Then(Move(Choir, Hall, Hall)).Find(Hall.Id).Select(occupant => occupant.Name));
    }

    [Fact]
    public void Of_a_service_at_two_places_the_one_that_the_change_names_moves()
    {
        var then = Then(Move(Advice, Mill, Barn));

        Assert.Equal(("Choir, Advice", "", "Advice"), (Names(then, Hall), Names(then, Mill), Names(then, Barn)));
    }

    private static string Names(EstateThen then, Thing site) => string.Join(", ", then.Find(site.Id).Select(occupant => occupant.Name));

    private static EstateThen Then(params ScenarioChange[] changes) => new([At(Choir, Hall) with { Hours = Mondays }, At(Advice, Hall), At(Advice, Mill)], changes, serviceArea_m2: 100);

    private static ServiceAtSite At(Thing service, Thing site) => new(1, service.Id, service.Name, "kind", "Kind", null, 1, site.Id, site.Name, null, null);

    private static ScenarioChange Move(Thing service, Thing from, Thing to) => new(MoveService) { Service = service, Site = from, ToSite = to };

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
