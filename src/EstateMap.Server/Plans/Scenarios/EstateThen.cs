namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Who is where once all changes are made, and when each place is open. Pure.</summary>
internal sealed class EstateThen
{
    private readonly Dictionary<Guid, List<Occupant>> _at = [];
    private readonly Dictionary<Guid, WeeklyHours> _siteHours = [];

    // Whoever is in a place that closes may still be moved by a later change of the list, and keeps its hours and its room until then.
    private readonly HashSet<Guid> _shut = [];

    /// <param name="services">As they are today.</param>
    /// <param name="serviceArea_m2">Assumed of a service whose area nobody states.</param>
    public EstateThen(IEnumerable<ServiceAtSite> services, IReadOnlyList<ScenarioChange> changes, double serviceArea_m2)
    {
        foreach (var service in services) At(service.SiteUuid).Add(new Occupant(service.Uuid, service.Name, service.Hours.IsKnown ? service.Hours : null, serviceArea_m2, IsAreaAssumed: true));
        foreach (var change in changes.Where(change => change.Site is not null)) Make(change, serviceArea_m2);
    }

    /// <summary>Services and teams at a site then.</summary>
    public IReadOnlyList<Occupant> Find(Guid site) => _shut.Contains(site) ? [] : _at.GetValueOrDefault(site) ?? [];

    /// <summary>When a site is open then: hours that a change gives it, or whenever one of its services is there. Unknown where no source says.</summary>
    public WeeklyHours HoursOf(Guid site) =>
        _siteHours.TryGetValue(site, out var given) ? given : WeeklyHours.Any([.. Find(site).Where(occupant => !occupant.IsTeam).Select(occupant => occupant.Hours).OfType<WeeklyHours>()]);

    private void Make(ScenarioChange change, double serviceArea_m2)
    {
        var site = change.Site!.Id;
        switch (change.Kind)
        {
            case ScenarioChangeKind.MoveService:
                var leaving = At(site).Find(occupant => occupant.Service == change.Service!.Id);
                At(site).RemoveAll(occupant => occupant.Service == change.Service!.Id);
                // Where it is already it stays one.
                var there = At(change.ToSite!.Id).Find(occupant => occupant.Service == change.Service!.Id);
                At(change.ToSite.Id).RemoveAll(occupant => occupant.Service == change.Service!.Id);
                var moved = there ?? leaving ?? new Occupant(change.Service!.Id, change.Service.Name, null, serviceArea_m2, IsAreaAssumed: true);
                At(change.ToSite.Id).Add(change.SpaceArea_m2 is { } area ? moved with { Area_m2 = area, IsAreaAssumed = change.Basis != FigureBasis.Fact } : moved);
                break;
            case ScenarioChangeKind.MoveTeam:
                At(site).RemoveAll(occupant => occupant.IsTeam && occupant.Name == change.Team);
                At(change.ToSite!.Id).Add(new Occupant(null, change.Team!, null, change.SpaceArea_m2 ?? serviceArea_m2, change.SpaceArea_m2 is null || change.Basis != FigureBasis.Fact));
                break;
            case ScenarioChangeKind.ChangeHours when change.Service is { } service:
                _at[site] = At(site).ConvertAll(occupant => occupant.Service == service.Id ? occupant with { Hours = WeeklyHours.Of(change.Hours!) } : occupant);
                break;
            case ScenarioChangeKind.ChangeHours:
                _siteHours[site] = WeeklyHours.Of(change.Hours!);
                break;
            case ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose:
                _shut.Add(site);
                _siteHours.Remove(site);
                break;
            case ScenarioChangeKind.OpenSite or ScenarioChangeKind.AcquireSpace:
                _shut.Remove(site);
                break;
        }
    }

    private List<Occupant> At(Guid site) => _at.TryGetValue(site, out var there) ? there : _at[site] = [];
}

/// <summary>A service or team in a building.</summary>
/// <param name="Service">Uuid of the service; null for a team.</param>
internal sealed record Occupant(Guid? Service, string Name, WeeklyHours? Hours, double Area_m2, bool IsAreaAssumed)
{
    public bool IsTeam => Service is null;
}
