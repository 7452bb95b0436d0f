using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>What a plan is asked about: people, travel, buildings and what must hold.</summary>
/// <param name="Version">Rises with each change; a change names the version it was made on.</param>
/// <param name="Notes">What could not be taken into account, in sentences.</param>
public sealed record Study(
    string Id, string Title, int Version, DateTimeOffset ChangedAt, IReadOnlyList<string> Notes, StudyDemand Demand, IReadOnlyList<DemandGroup> DemandGroups, StudyTravel Travel, EligibilityRules Eligibility, StudyConstraints Constraints,
    IReadOnlyList<Assumption> Assumptions, IReadOnlyList<VisitAssumption> Visits, IReadOnlyList<RoleCount> CandidateCounts, Page<RunRow> Solves);

/// <param name="Group">Code.</param>
/// <param name="Points">Small areas they live in.</param>
/// <param name="Unit">people or households.</param>
public sealed record StudyDemand(string Group, string Label, string Unit, double People, int Points, double AssumedShare);

/// <param name="Unit">people or households.</param>
public sealed record DemandGroup(string Code, string Label, string Unit, double Total)
{
    /// <summary>Whether it is a single figure of this place rather than a group that every place has.</summary>
    public bool IsFigure => IsFigureCode(Code);

    internal static bool IsFigureCode(string code) => code.StartsWith("indicator_", StringComparison.Ordinal);
}

/// <summary>A group of people that this register counts, before there is a study.</summary>
/// <param name="Unit">people or households.</param>
/// <param name="AssumedShare">0 to 1: the part of the count that nobody has counted as such.</param>
/// <param name="Sources">Datasets that count them.</param>
public sealed record CountedGroup(string Code, string Label, string Unit, double Total, double AssumedShare, IReadOnlyList<GroupSource> Sources)
{
    /// <summary>Whether it is a single figure of this place rather than a group that every place has.</summary>
    public bool IsFigure => DemandGroup.IsFigureCode(Code);
}

/// <param name="Key">Of the dataset.</param>
public sealed record GroupSource(string Key, string Title);

/// <param name="Method">STRAIGHT_LINE, NETWORK or MATRIX.</param>
/// <param name="Network">Global id; so <paramref name="Matrix"/>. Null for other ways.</param>
/// <param name="Badge">In words, as it stands beside each figure that rests on it.</param>
public sealed record StudyTravel(string Method, string? Network, string? Matrix, double SpeedKmh, double Detour, string Badge);

/// <summary>A walking network or a table of times.</summary>
/// <param name="Attribution">To stand wherever its times are shown.</param>
public sealed record TravelSource(string Id, string Name, string Attribution);

/// <summary>Which buildings may take part; an empty list asks nothing.</summary>
/// <param name="ExcludedWords">Of a name, that leave a site out.</param>
/// <param name="OutOfScope">Sites that have no use but excluded ones, and so are no candidates.</param>
public sealed record EligibilityRules(
    IReadOnlyList<string> Uses, IReadOnlyList<string> ExcludedUses, IReadOnlyList<string> ExcludedWords, double? MinFloorArea_m2, bool IncludeUnknownFloorArea, IReadOnlyList<string> Tenures, IReadOnlyList<string> OwnerKinds, int OutOfScope);

/// <summary>What an answer must respect; null asks nothing.</summary>
public sealed record StudyConstraints(
    string? AreaKind, int? MinimumPerArea, string? ProtectedGroup, double? MostExtraMinutes, double? RunningCostCeiling_gbp, double? FloorAreaCeiling_m2, IReadOnlyList<SitePair> Exclusions);

/// <summary>At most one of two sites may be open.</summary>
/// <param name="First">Global id of a site.</param>
public sealed record SitePair(string First, string Second, string FirstName, string SecondName);

public sealed record CandidateName(string Id, string Name);

/// <summary>A figure that is reckoned with where no source has one.</summary>
public sealed record Assumption(string Code, string Label, double Value, string Unit, string Source, bool IsDefault);

/// <summary>How often people of a group use a kind of service.</summary>
public sealed record VisitAssumption(string ServiceKind, string Label, string Group, double VisitsPerYear, string Source, bool IsDefault);

public sealed record RoleCount(string Role, int Count);

/// <summary>A building that the rules looked at.</summary>
/// <param name="Id">The site's.</param>
/// <param name="Role">KEEP, CANDIDATE, CLOSE or NOT_ELIGIBLE.</param>
/// <param name="Reason">Which rule, or a person's words.</param>
/// <param name="Longitude">WGS84 degrees; null where it has no position.</param>
public sealed record Candidate(
    string Id, string Name, double? Longitude, double? Latitude, string Role, string Reason, bool IsOverridden, bool IsOpenToday, IReadOnlyList<string> Uses, string? Owner, string? Tenure, string? Ward, string? Neighbourhood,
    double? FloorArea_m2, string? FloorAreaBasis, double RunningCost_gbp, string? RunningCostBasis, double Carbon_kg, int Services);

/// <summary>A run of the planner as a list shows it.</summary>
/// <param name="State">QUEUED, RUNNING, DONE, CANCELLED, FAILED or INTERRUPTED.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="IsStale">The study or the register changed since.</param>
public sealed record RunRow(string Id, string Model, string State, double Progress, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, bool IsStale);

/// <summary>A question that can be asked of the planner.</summary>
/// <param name="NeedsSites">Whether the asker says how many buildings.</param>
/// <param name="NeedsReach">Whether the asker says how far is near enough.</param>
public sealed record PlanModel(string Model, string Question, string Name, string Source, bool NeedsSites, bool NeedsReach);
