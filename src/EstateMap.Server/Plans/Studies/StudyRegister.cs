namespace EstateMap.Server.Plans.Studies;

/// <summary>A small area's people as one point, with what the register says of the area.</summary>
internal sealed record DemandFact(long AreaId, string AreaCode, double Longitude, double Latitude, string? WardCode, string? Ward, string? NeighbourhoodCode, string? Neighbourhood, string? ConstraintArea, int? ImdDecile);

/// <summary>What the register says of a site that a study may be about.</summary>
internal sealed record SiteFact
{
    public required long Id { get; init; }

    public required Guid Uuid { get; init; }

    public required string Name { get; init; }

    /// <summary>Null where the site has no position; so the latitude.</summary>
    public double? Longitude { get; init; }

    public double? Latitude { get; init; }

    public bool IsOutsidePlace { get; init; }

    public string[] Uses { get; init; } = [];

    public string? Owner { get; init; }

    public string? OwnerKind { get; init; }

    /// <summary>Codes of tenure-types, in order.</summary>
    public string[] Tenures { get; init; } = [];

    /// <summary>A property of it is a building, or it has none at all: then its uses decide.</summary>
    public bool HasBuilding { get; init; } = true;

    /// <summary>Every property of it is called vacant.</summary>
    public bool IsVacant { get; init; }

    public double? FloorArea_m2 { get; init; }

    public double FloorAreaAssumedShare { get; init; }

    /// <summary>A year: of each property the newest period's total, or else the sum of its kinds; null where no source has any.</summary>
    public double? RunningCost_gbp { get; init; }

    public bool IsRunningCostAssumed { get; init; }

    public string? WardCode { get; init; }

    public string? Ward { get; init; }

    public string? NeighbourhoodCode { get; init; }

    public string? Neighbourhood { get; init; }

    public string? ConstraintArea { get; init; }

    public string[] ServiceKinds { get; init; } = [];
}

/// <summary>Where people live, and who they are: the same for every study of a place.</summary>
/// <param name="Points">By area code.</param>
/// <param name="PointKind">Kind of the areas whose points these are: oa.</param>
/// <param name="AreasWithoutPoint">Areas of that kind that have people and no point, for which nobody can say how far anything is.</param>
internal sealed record StudyPeople(DemandFact[] Points, IReadOnlyList<DemandGroup> Groups, string? PointKind, int AreasWithoutPoint)
{
    // A point's row with its own code and the names of the areas around it, which points share.
    private const int PointBytes = 200;

    /// <summary>What it takes of the server's memory.</summary>
    public long Bytes => Points.LongLength * (PointBytes + (8L * Groups.Count));
}

/// <summary>The sites that a study looks at.</summary>
/// <param name="Sites">Those that have a use which the study does not exclude, or that it names; by id.</param>
/// <param name="OutOfScope">Sites that have no other use than the excluded ones.</param>
/// <param name="UseLabels">Labels of the codes of site-uses; so those of service-kinds.</param>
internal sealed record StudyEstate(SiteFact[] Sites, int OutOfScope, IReadOnlyDictionary<string, string> UseLabels, IReadOnlyDictionary<string, string> ServiceKindLabels);

/// <summary>What a study reads of the register, in one state of it and with one caller's rights.</summary>
internal sealed record StudyRegister(StudyPeople People, StudyEstate Estate)
{
    public DemandFact[] Points => People.Points;

    public IReadOnlyList<DemandGroup> Groups => People.Groups;

    public string? PointKind => People.PointKind;

    public int AreasWithoutPoint => People.AreasWithoutPoint;

    public SiteFact[] Sites => Estate.Sites;

    public int OutOfScope => Estate.OutOfScope;

    public IReadOnlyDictionary<string, string> UseLabels => Estate.UseLabels;

    public IReadOnlyDictionary<string, string> ServiceKindLabels => Estate.ServiceKindLabels;

    public DemandGroup? FindGroup(string code) => Groups.FirstOrDefault(group => group.Code == code);
}
