using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>An answer of a run as it is kept.</summary>
internal sealed record SolvePoint(long SolveId, string Model, int Seed, string ContentText, int P, double? Objective, double? Bound, double? Gap, string Method, double Milliseconds, Guid[] Open, string? Why)
{
    public string? InfeasibleText { get; init; }

    public string? ServicesText { get; init; }

    public string? AssignedText { get; init; }

    /// <summary>What is open in the answer with the next larger number of sites; null where there is none.</summary>
    public Guid[]? OpenBefore { get; init; }

    public string ObjectiveUnit => PlanModels.Get(Model).ObjectiveUnit;

    /// <summary>Over today's register: sites that are gone from it, or that the asker may not see, are gone from the answer.</summary>
    public PointOfStudy Over(StudyProblem study)
    {
        var open = study.Indexes(Open);
        var serving = KeptAssignment.Read(study, AssignedText, Open) is { } assigned ? study.Assigned(assigned) : study.Nearest(open);
        return new PointOfStudy(this, study, open, OpenBefore is null ? [.. study.OpenToday] : study.Indexes(OpenBefore), serving);
    }
}

/// <summary>An answer over today's register.</summary>
/// <param name="Open">Indices of sites, ascending.</param>
/// <param name="Before">What is open with the next larger number of sites, or today.</param>
internal sealed record PointOfStudy(SolvePoint Point, StudyProblem Study, int[] Open, int[] Before, Serving Serving)
{
    private PlanMeasures? _measures;
    private IReadOnlyList<PlanAssignment>? _assignments;

    public IReadOnlyList<string> Ids(IEnumerable<int> sites) => [.. sites.Select(j => Study.Sites[j].GlobalId)];

    /// <summary>Reckoned once, however often an operation asks; so the assignments.</summary>
    public PlanMeasures Measures => _measures ??= Study.Measure(Open, Serving);

    public IReadOnlyList<PlanAssignment> Assignments => _assignments ??= Study.Assignments(Open, Serving);

    public IReadOnlyList<GroupMeasures> Breakdown(string by) => Study.Breakdown(by, Open, Serving);

    public ShownInfeasibility? Infeasible
    {
        get
        {
            if (KeptInfeasibility.Read(Point.InfeasibleText) is not { } kept) return null;
            return new ShownInfeasibility(kept.Constraint, kept.Reason, [.. Study.Indexes(kept.Sites).Select(j => new CandidateSite(Study.Sites[j]))], kept.Areas);
        }
    }

    public IReadOnlyList<ShownService> Services =>
        [.. KeptService.Read(Point.ServicesText).Where(service => Study.FindIndex(service.Site) is not null)
            .Select(service => new ShownService(Study.Sites[Study.FindIndex(service.Site)!.Value].GlobalId, service.ServiceKind, Study.Register.ServiceKindLabels.GetValueOrDefault(service.ServiceKind, service.ServiceKind), service.People))];
}

internal sealed record ShownInfeasibility(string Constraint, string Reason, IReadOnlyList<CandidateSite> Sites, string[] Areas);

internal sealed record ShownService(string Site, string ServiceKind, string Label, double People);
