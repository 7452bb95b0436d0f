namespace EstateMap.Client.Plan;

/// <summary>A run of the planner with what it has found so far.</summary>
/// <param name="Message">What went wrong, or why it stopped; null when there is nothing to say.</param>
/// <param name="Points">One; of a curve one for each number of buildings, largest first.</param>
public sealed record Run(
    string Id, string Model, string State, string? Message, int? Sites, double? ReachMinutes, int Seed, int StudyVersion, bool IsStale, double Progress, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? TravelBadge,
    IReadOnlyList<RunPoint> Points)
{
    /// <summary>Whether more may come.</summary>
    public bool IsMoving => State is "QUEUED" or "RUNNING";

    /// <summary>The answer for a number of buildings.</summary>
    public RunPoint? Find(int? p) => Points.FirstOrDefault(point => point.P == p);
}

/// <summary>The answer for one number of buildings, or why there is none.</summary>
/// <param name="P">How many buildings are open.</param>
/// <param name="Gap">0 to 1: by how much another choice can be better at most; null where nothing is proven.</param>
/// <param name="Goes">Open for one building more and not here.</param>
/// <param name="Comes">Open here and not for one building more.</param>
public sealed record RunPoint(
    int P, double? Objective, string ObjectiveUnit, double? Bound, double? Gap, string Method, int Seed, double Milliseconds, Infeasibility? Infeasible,
    IReadOnlyList<string> OpenSites, IReadOnlyList<string> Goes, IReadOnlyList<string> Comes, string? Why, PlanMeasures? Measures);

/// <summary>Why no choice holds what was asked.</summary>
/// <param name="Areas">Codes of the small areas concerned.</param>
public sealed record Infeasibility(string Constraint, string Reason, IReadOnlyList<CandidateName> Sites, IReadOnlyList<string> Areas);

/// <summary>What is read of a point only when somebody looks at it.</summary>
public sealed record PointDetail(NearTies? NearTies, IReadOnlyList<PlanAssignment> Assignments, IReadOnlyList<Catchment> Catchments, IReadOnlyList<SensitivityRow> Sensitivity, IReadOnlyList<HubService> Services);

/// <summary>Other choices that are nearly as good.</summary>
/// <param name="Within">0 to 1: how near.</param>
/// <param name="Solutions">How many were met.</param>
/// <param name="IsComplete">Whether all that differ by one or two buildings were looked at.</param>
public sealed record NearTies(double Within, int Solutions, bool IsComplete, IReadOnlyList<string> InAll, IReadOnlyList<TieShare> InSome);

/// <param name="Share">0 to 1 of the choices.</param>
public sealed record TieShare(string Site, double Share);

/// <summary>What would be chosen if another group were counted.</summary>
/// <param name="Shared">How many of the buildings are the same.</param>
public sealed record SensitivityRow(string Group, string Label, IReadOnlyList<string> OpenSites, int Shared);

/// <summary>Which kind of service goes in which hub.</summary>
public sealed record HubService(string Site, string ServiceKind, string Label, double People);
