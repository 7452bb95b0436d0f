using System.Globalization;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>A move chain as the API shows it.</summary>
internal sealed record ShownChain(
    IReadOnlyList<ShownStep> Steps, double Weeks, DateOnly? StartsOn, IReadOnlyList<ChainCycle> Cycles, IReadOnlyList<ShownHomeless> Homeless, IReadOnlyList<string> Problems, IReadOnlyList<string> Assumptions);

internal sealed record ShownStep(
    int Number, string Words, string Kind, string? What, PlanPlace From, PlanPlace? To, double Weeks, double StartWeek, double EndWeek, IReadOnlyList<int> Needs, bool IsCritical, bool? Fits, string Space);

internal sealed record ShownHomeless(string Name, PlanPlace From);

/// <summary>Makes the tasks of a move chain from the changes of a scenario, and from what the register and the study's assumptions say of room and time.</summary>
internal sealed class ScenarioChain
{
    private readonly ScenarioEvaluation _scenario;
    private readonly Dictionary<Guid, string> _names;

    // Changes that move a service to where it is already, by their place in the list.
    private readonly HashSet<int> _joining = [];

    private ScenarioChain(ScenarioEvaluation scenario)
    {
        _scenario = scenario;
        // Two services of one name are told apart by where they are.
        _names = scenario.Register.Services.DistinctBy(service => service.Uuid).GroupBy(service => service.Name)
            .SelectMany(group => group.Select(service => (service.Uuid, Name: group.Count() == 1 ? service.Name : $"{service.Name} ({service.SiteName})"))).ToDictionary(named => named.Uuid, named => named.Name);
        var there = scenario.Register.Services.Select(service => (service.Uuid, Site: service.SiteUuid)).ToHashSet();
        foreach (var (i, change) in scenario.Content.Changes.Index())
        {
            if (change.Kind != ScenarioChangeKind.MoveService) continue;
            there.Remove((change.Service!.Id, change.Site!.Id));
            if (!there.Add((change.Service.Id, change.ToSite!.Id))) _joining.Add(i);
        }
    }

    public static ShownChain Of(ScenarioEvaluation scenario) => new ScenarioChain(scenario).Make();

    private ShownChain Make()
    {
        var changes = _scenario.Content.Changes;
        var begins = changes.Min(change => change.StartsOn);
        var tasks = changes.Select((change, i) => Task(i + 1, change, begins)).OfType<ChainTask>().ToList();
        var places = changes.SelectMany(change => new[] { change.Site, change.ToSite }).OfType<Thing>().DistinctBy(site => site.Id).Select(Place).ToList();
        var chain = MoveChainRules.Order(places, tasks);
        var first = chain.Steps.Count == 0 ? 0 : chain.Steps.Min(step => step.StartWeek);
        return new ShownChain([.. chain.Steps.Select(step => Show(step, changes[step.Task.Number - 1], first))], chain.Weeks, begins, chain.Cycles,
            [.. chain.Homeless.Select(lost => new ShownHomeless(lost.Name, _scenario.Place(new Thing(lost.From, lost.FromName))))], chain.Problems, Assumed(places));
    }

    private ChainTask? Task(int number, ScenarioChange change, DateOnly? begins)
    {
        var weeks = change.Weeks ?? (change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose ? 0 : Assume(Assumptions.MoveWeeks));
        var notBefore = change.StartsOn is { } starts && begins is { } first ? (starts.DayNumber - first.DayNumber) / 7.0 : 0;
        var area = change.SpaceArea_m2 ?? Assume(Assumptions.ServiceArea);
        return change.Kind switch
        {
            ScenarioChangeKind.OpenSite => new(number, ChainStepKind.Ready, null, change.Site!.Id, null, null, weeks, notBefore),
            ScenarioChangeKind.AcquireSpace => new(number, ChainStepKind.Ready, null, change.Site!.Id, null, (_scenario.FindSite(change.Site.Id) is { IsOpenToday: true } ours ? Room(ours) ?? 0 : 0) + change.SpaceArea_m2, weeks, notBefore),
            ScenarioChangeKind.ChangeCapacity when change.SpaceArea_m2 is { } room => new(number, ChainStepKind.Ready, null, change.Site!.Id, null, room, weeks, notBefore),
            ScenarioChangeKind.MoveService => new(number, ChainStepKind.Move, new ChainOccupant(change.Service!.Id, Name(change.Service)), change.Site!.Id, change.ToSite!.Id, area, weeks, notBefore)
            {
                Extra_m2 = _joining.Contains(number - 1) ? Math.Max(0, area - Assume(Assumptions.ServiceArea)) : null,
            },
            ScenarioChangeKind.MoveTeam => new(number, ChainStepKind.Move, change.Team!, change.Site!.Id, change.ToSite!.Id, area, weeks, notBefore),
            ScenarioChangeKind.CloseSite => new(number, ChainStepKind.Close, null, change.Site!.Id, null, null, weeks, notBefore),
            ScenarioChangeKind.Dispose => new(number, ChainStepKind.Dispose, null, change.Site!.Id, null, null, weeks, notBefore),
            _ => null,
        };
    }

    private ChainPlace Place(Thing named)
    {
        var site = _scenario.FindSite(named.Id);
        var there = _scenario.Register.At(named.Id).ToList();
        var room = site is null ? null : Room(site);
        var taken = site is not null && _scenario.Register.Occupied.TryGetValue(site.Id, out var occupied) ? occupied.Area_m2 : there.Count * Assume(Assumptions.ServiceArea);
        return new ChainPlace(named.Id, named.Name, room, room is { } most ? Math.Min(most, taken) : taken, [.. there.Select(service => new ChainOccupant(service.Uuid, _names[service.Uuid]))]);
    }

    private double? Room(StudySite site) => site.FloorArea_m2 * Assume(Assumptions.UsableShare);

    private string Name(Thing service) => _names.GetValueOrDefault(service.Id, service.Name);

    private ShownStep Show(ChainStep step, ScenarioChange change, double first) => new(
        step.Task.Number, step.Words, ScenarioQueries.Code(change.Kind), step.Task.What?.Name, _scenario.Place(change.Site!), change.ToSite is null ? null : _scenario.Place(change.ToSite), step.Task.Weeks, step.StartWeek - first, step.EndWeek - first, step.Needs, step.IsCritical, step.Fits, step.Space);

    private List<string> Assumed(List<ChainPlace> places)
    {
        var said = new List<string>
        {
            Text($"A service or team whose room nobody states takes {Assume(Assumptions.ServiceArea):#,0.#} m²; {Assume(Assumptions.UsableShare):P0} of a floor area can be used."),
            Text($"A move, an opening and new room take {PlanWords.Count(Math.Round(Assume(Assumptions.MoveWeeks), 1), "week")}, a closure and a disposal no time, unless the change says otherwise."),
            "Room in use is what the register calls occupied, or else that of the services there.",
        };
        var unknown = places.Where(place => place.Room_m2 is null).Select(place => place.Name).ToList();
        if (unknown.Count > 0) said.Add($"The floor area of {EstateSoFar.List(unknown)} is not known, so nothing is said of what fits there.");
        return said;
    }

    private double Assume(string code) => _scenario.Study.Assumptions[code];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
