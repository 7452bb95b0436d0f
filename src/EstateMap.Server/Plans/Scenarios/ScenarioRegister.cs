namespace EstateMap.Server.Plans.Scenarios;

/// <summary>A service at one of its sites.</summary>
internal sealed record ServiceAtSite(long Id, Guid Uuid, string Name, string Kind, string KindLabel, string? Organisation, long SiteId, Guid SiteUuid, string SiteName, double? Longitude, double? Latitude)
{
    /// <summary>Of the service; a register has none of a service at one site.</summary>
    public WeeklyHours Hours { get; init; } = WeeklyHours.Unknown;

    public Thing AsThing => new(Uuid, Name);
}

/// <summary>A community asset that hangs on a site.</summary>
/// <param name="AbcdClass">In capitals, as the API says it.</param>
/// <param name="How">is there, or the label of a link's kind.</param>
internal sealed record AssetAtSite(long SiteId, long Id, string Name, string AbcdClass, string How, bool IsIllustrative);

/// <summary>A link of a site, of a service there or of an asset there, by the names of its ends.</summary>
internal sealed record LinkOfSite(long SiteId, string From, string Kind, string To);

/// <summary>Floor area that the register says is occupied.</summary>
internal sealed record OccupiedArea(double Area_m2, bool IsAssumed);

/// <summary>What a scenario reads of the register beside its study, in one state of it and with one caller's rights.</summary>
/// <param name="Services">At the sites of the study and those that the scenario names, and elsewhere those of a kind that loses its place; by name.</param>
/// <param name="SiteIds">Numbers of the sites that the scenario names, as far as this register has them.</param>
/// <param name="ServiceIds">Numbers of the services that the scenario names, as far as this register has them.</param>
/// <param name="Stamp">The register as it is now.</param>
internal sealed record ScenarioRegister(
    IReadOnlyList<ServiceAtSite> Services, IReadOnlyList<AssetAtSite> Assets, IReadOnlyList<LinkOfSite> Links, IReadOnlyDictionary<long, OccupiedArea> Occupied,
    IReadOnlyDictionary<Guid, long> SiteIds, IReadOnlyDictionary<Guid, long> ServiceIds, RegisterStamp Stamp)
{
    private readonly ILookup<Guid, ServiceAtSite> _bySite = Services.ToLookup(service => service.SiteUuid);

    /// <summary>Services at a site today, by name.</summary>
    public IEnumerable<ServiceAtSite> At(Guid site) => _bySite[site];
}
