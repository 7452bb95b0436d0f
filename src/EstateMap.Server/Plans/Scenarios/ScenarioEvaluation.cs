using EstateMap.Planning.Measures;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What a scenario means, held against doing nothing: reckoned from its own study settings over today's register. Parts are reckoned when they are asked for; nothing in it may be changed.</summary>
internal sealed class ScenarioEvaluation
{
    /// <summary>What counts as having a building near: 15 minutes.</summary>
    public const double Reach_s = 900;

    private readonly Lazy<IReadOnlyList<IReadOnlyList<string>>> _problems;
    private readonly Lazy<PlanMeasures> _measures;
    private readonly Lazy<HoursOfTheWeek> _coverage;
    private readonly Lazy<IReadOnlyList<ClosureImpact>> _impacts;
    private readonly Lazy<ShownChain> _chain;

    public ScenarioEvaluation(ScenarioContent content, StudyProblem study, ScenarioRegister register, ClosureTravel travel)
    {
        (Content, Study, Register, Travel) = (content, study, register, travel);
        var named = content.Changes.Select(change => change.Site?.Id).OfType<Guid>().ToHashSet();
        Closed = named.Except(ScenarioRules.OpenAfter(named.Select(id => new SiteToday(id, "", IsOpen: true, [])), content.Changes)).ToHashSet();
        Open = study.Indexes(ScenarioRules.OpenAfter(SitesToday(), content.Changes));
        Then = new EstateThen(register.Services, content.Changes, study.Assumptions[Assumptions.ServiceArea]);
        Today = new EstateThen(register.Services, [], study.Assumptions[Assumptions.ServiceArea]);
        _problems = new(() => ScenarioRules.Judge([.. SitesToday()], content.Changes));
        _measures = new(() => ScenarioMoney.Measure(this));
        _coverage = new(Cover);
        _impacts = new(() => ClosureImpacts.Of(this));
        _chain = new(() => ScenarioChain.Of(this));
    }

    public ScenarioContent Content { get; }

    public StudyProblem Study { get; }

    public ScenarioRegister Register { get; }

    /// <summary>How far it is from buildings that close to services elsewhere.</summary>
    public ClosureTravel Travel { get; }

    /// <summary>Indices of the study's sites that are open afterwards, ascending.</summary>
    public IReadOnlyList<int> Open { get; }

    public EstateThen Then { get; }

    public EstateThen Today { get; }

    /// <summary>[change]: what is wrong with it, in sentences.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Problems => _problems.Value;

    /// <summary>The same in one list, each with the number of its change.</summary>
    public IReadOnlyList<string> AllProblems => [.. Problems.SelectMany((problems, i) => problems.Select(problem => $"Change {i + 1}: {problem}"))];

    public PlanMeasures Measures => _measures.Value;

    public HoursOfTheWeek TimeCoverage => _coverage.Value;

    public IReadOnlyList<ClosureImpact> Impacts => _impacts.Value;

    public ShownChain Chain => _chain.Value;

    /// <summary>Indices of the study's sites that are open today and closed afterwards.</summary>
    public IReadOnlyList<int> Closing => [.. Study.OpenToday.Except(Open).Order()];

    /// <summary>Uuids of all sites that some change closes or disposes of and none opens afterwards, whether the study counts on them or not.</summary>
    public IReadOnlySet<Guid> Closed { get; }

    public IReadOnlyList<GroupMeasures> Breakdown(string kind) => Study.Breakdown(kind, Open);

    /// <summary>The study's site of a uuid, whether it is eligible or not; null where the study has none.</summary>
    public StudySite? FindSite(Guid uuid) => Study.FindIndex(uuid) is { } j ? Study.Sites[j] : Study.NotEligible.FirstOrDefault(site => site.Uuid == uuid);

    /// <summary>A site as a plan names it, with its global id where this register has it.</summary>
    public PlanPlace Place(Thing site) => new(Register.SiteIds.TryGetValue(site.Id, out var id) ? id : FindSite(site.Id)?.Id, site.Name);

    public static PlanPlace Place(StudySite site) => new(site.Id, site.Name);

    public PlanService Service(Thing service) => new(Register.ServiceIds.TryGetValue(service.Id, out var id) ? id : null, service.Name);

    private IEnumerable<SiteToday> SitesToday()
    {
        var named = Content.Changes.SelectMany(change => new[] { change.Site, change.ToSite }).OfType<Thing>().Select(site => site.Id).ToHashSet();
        return Study.Sites.Concat(Study.NotEligible.Where(site => named.Contains(site.Uuid))).Select(site => new SiteToday(site.Uuid, site.Name, site.IsOpenToday, [.. Register.At(site.Uuid).Select(service => service.AsThing)]));
    }

    private HoursOfTheWeek Cover()
    {
        var problem = Study.Get();
        var today = Study.OpenToday.ToHashSet();
        var then = Open.ToHashSet();
        var shut = new WeeklyHours([], []);
        WeeklyHours[] now = [.. Study.Sites.Select((site, j) => today.Contains(j) ? Today.HoursOf(site.Uuid) : shut)];
        WeeklyHours[] after = [.. Study.Sites.Select((site, j) => then.Contains(j) ? Then.HoursOf(site.Uuid) : shut)];
        var unknown = Open.Where(j => !after[j].IsKnown).Select(j => Place(Study.Sites[j])).ToList();
        return new HoursOfTheWeek(Strip(now), Strip(after), Reach_s / 60, unknown, Open.Count - unknown.Count);

        double[] Strip(WeeklyHours[] hours) => Planning.Measures.TimeCoverage.Strip(problem, new OpeningWeek([.. hours.Select(site => site.Open)]), Reach_s);
    }
}

/// <summary>A site as a plan names it.</summary>
/// <param name="SiteId">Null when this register has none of it.</param>
internal sealed record PlanPlace(long? SiteId, string Name)
{
    public string? Id => SiteId is { } id ? Graph.GlobalId.Write("Site", id) : null;
}

/// <summary>A service as a plan names it.</summary>
/// <param name="ServiceId">Null when this register has none of it.</param>
internal sealed record PlanService(long? ServiceId, string Name)
{
    public string? Id => ServiceId is { } id ? Graph.GlobalId.Write("Service", id) : null;
}

/// <summary>Share of people with an open building within reach at each hour.</summary>
/// <param name="Now">[168] from Monday 00:00, 0 to 1.</param>
/// <param name="Then">[168] likewise.</param>
/// <param name="SitesWithoutHours">Open afterwards, and no source states their hours: they count as shut.</param>
internal sealed record HoursOfTheWeek(double[] Now, double[] Then, double Minutes, IReadOnlyList<PlanPlace> SitesWithoutHours, int SitesWithHours);
