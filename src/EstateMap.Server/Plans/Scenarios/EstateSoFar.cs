using System.Globalization;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>The estate as it stands after the changes that were taken so far. Each change is judged against it and then made, even where it is wrong, so that one fault is told once.</summary>
internal sealed class EstateSoFar
{
    private readonly Dictionary<Guid, State> _sites;

    public EstateSoFar(IReadOnlyCollection<SiteToday> sites) => _sites = sites.ToDictionary(site => site.Id, site => new State(site));

    /// <summary>Makes the change and says what is wrong with it.</summary>
    public IReadOnlyList<string> Take(int number, ScenarioChange change)
    {
        var problems = new List<string>();
        var at = Find(change.Site!, problems);
        var to = change.ToSite is null ? null : Find(change.ToSite, problems);
        if (at is not null && (change.ToSite is null || to is not null)) Make(number, change, at, to, problems);
        return problems;
    }

    private State? Find(Thing site, List<string> problems)
    {
        if (_sites.TryGetValue(site.Id, out var state)) return state;
        problems.Add($"{site.Name} is not among the sites of the study.");
        return null;
    }

    private static void Make(int number, ScenarioChange change, State at, State? to, List<string> problems)
    {
        if (at.DisposedBy is { } gone && change.Kind != ScenarioChangeKind.AcquireSpace) problems.Add($"{at.Name} was disposed of by change {gone}.");
        else Judge(change, at, to, problems);
        JudgeDates(change, at, to, problems);
        switch (change.Kind)
        {
            case ScenarioChangeKind.OpenSite or ScenarioChangeKind.AcquireSpace:
                (at.IsOpen, at.OpenedBy, at.ClosedBy, at.DisposedBy) = (true, number, null, null);
                break;
            case ScenarioChangeKind.CloseSite:
                (at.IsOpen, at.ClosedBy) = (false, number);
                break;
            case ScenarioChangeKind.Dispose:
                (at.IsOpen, at.DisposedBy) = (false, number);
                break;
            case ScenarioChangeKind.MoveService:
                at.Services.RemoveAll(service => service.Id == change.Service!.Id);
                at.Left[change.Service!.Id] = (number, to!.Name);
                if (to.Services.TrueForAll(service => service.Id != change.Service.Id)) to.Services.Add(change.Service);
                break;
            case ScenarioChangeKind.MoveTeam:
                at.Teams.Remove(change.Team!);
                at.TeamsLeft[change.Team!] = (number, to!.Name);
                to.Teams.Add(change.Team!);
                break;
        }

        at.Last = to is null ? At(number, change) ?? at.Last : at.Last;
    }

    private static void Judge(ScenarioChange change, State at, State? to, List<string> problems)
    {
        if (to is not null)
        {
            if (at == to) problems.Add($"{What(change)} moves from {at.Name} to the same place.");
            if (to.DisposedBy is { } gone) problems.Add($"{to.Name} was disposed of by change {gone}, so {What(change)} cannot move there.");
            else if (!to.IsOpen) problems.Add($"{to.Name} is closed{By(to.ClosedBy)}, so {What(change)} cannot move there.");
        }

        switch (change.Kind)
        {
            case ScenarioChangeKind.OpenSite when at.IsOpen:
                problems.Add($"{at.Name} is open already{By(at.OpenedBy)}.");
                break;
            case ScenarioChangeKind.CloseSite when !at.IsOpen:
                problems.Add($"{at.Name} is closed already{By(at.ClosedBy)}.");
                break;
            case ScenarioChangeKind.MoveService when at.Services.TrueForAll(service => service.Id != change.Service!.Id):
                problems.Add(at.Left.TryGetValue(change.Service!.Id, out var moved) ? $"{change.Service.Name} is no longer at {at.Name}: change {moved.Number} moved it to {moved.To}." : $"{change.Service.Name} is not at {at.Name}, so it cannot move from there.");
                break;
            case ScenarioChangeKind.MoveTeam when at.TeamsLeft.TryGetValue(change.Team!, out var left) && !at.Teams.Contains(change.Team!):
                problems.Add($"{change.Team} is no longer at {at.Name}: change {left.Number} moved it to {left.To}.");
                break;
            case ScenarioChangeKind.ChangeHours or ScenarioChangeKind.ChangeCapacity when !at.IsOpen:
                problems.Add($"{at.Name} is closed{By(at.ClosedBy)}, so it has no {(change.Kind == ScenarioChangeKind.ChangeHours ? "hours" : "capacity")} to change.");
                break;
            case ScenarioChangeKind.ChangeHours when change.Service is { } service && at.Services.TrueForAll(offered => offered.Id != service.Id):
                problems.Add($"{service.Name} is not at {at.Name}, so its hours there cannot change.");
                break;
            case ScenarioChangeKind.Dispose:
                if (at.IsOpen) problems.Add($"{at.Name} must close before it can be disposed of.");
                if (at.Services.Count > 0) problems.Add($"{at.Name} is not empty: {List(at.Services.ConvertAll(service => service.Name))} {(at.Services.Count == 1 ? "has" : "have")} not moved.");
                if (at.Teams.Count > 0) problems.Add($"{at.Name} is not empty: {List(at.Teams)} moved in and {(at.Teams.Count == 1 ? "has" : "have")} not moved on.");
                break;
        }
    }

    /// <summary>What is done to a place is done in the order of the list; a later change of an earlier day runs backwards.</summary>
    private static void JudgeDates(ScenarioChange change, State at, State? to, List<string> problems)
    {
        if (change.StartsOn is not { } starts) return;
        if (to is not null && to.Last is { } opening && to.OpenedBy == opening.Number && starts < opening.Ends)
            problems.Add($"{What(change)} would move to {to.Name} on {Day(starts)}, before change {opening.Number} has it ready on {Day(opening.Ends)}.");
        if (to is null && at.Last is { } last && starts < last.Ends)
            problems.Add($"It starts at {at.Name} on {Day(starts)}, before change {last.Number} there is over on {Day(last.Ends)}.");
        if (to is not null && at.Last is { } closing && at.ClosedBy == closing.Number && starts > closing.Ends)
            problems.Add($"{What(change)} would leave {at.Name} on {Day(starts)}, after change {closing.Number} has closed it on {Day(closing.Ends)}.");
    }

    private static (int Number, DateOnly Ends)? At(int number, ScenarioChange change) => change.StartsOn is { } starts ? (number, starts.AddDays((int)Math.Ceiling((change.Weeks ?? 0) * 7))) : null;

    private static string What(ScenarioChange change) => change.Service?.Name ?? change.Team!;

    private static string By(int? number) => number is { } change ? $" (change {change})" : " today";

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A, B and C; past five, the rest is counted.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count switch
    {
        1 => names.First(),
        <= 5 => $"{string.Join(", ", names.SkipLast(1))} and {names.Last()}",
        _ => $"{string.Join(", ", names.Take(4))} and {names.Count - 4} more",
    };

    private sealed class State(SiteToday site)
    {
        public string Name { get; } = site.Name;

        public bool IsOpen { get; set; } = site.IsOpen;

        public int? OpenedBy { get; set; }

        public int? ClosedBy { get; set; }

        public int? DisposedBy { get; set; }

        public List<Thing> Services { get; } = [.. site.Services];

        public List<string> Teams { get; } = [];

        public Dictionary<Guid, (int Number, string To)> Left { get; } = [];

        public Dictionary<string, (int Number, string To)> TeamsLeft { get; } = [];

        /// <summary>The last dated change of the place itself, and the day on which it is over.</summary>
        public (int Number, DateOnly Ends)? Last { get; set; }
    }
}
