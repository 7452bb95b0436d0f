using EstateMap.Planning;
using EstateMap.Server.Graph;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Studies;

/// <summary>Where people live whom a study counts.</summary>
/// <param name="ImdDecile">1 is the most deprived tenth of England's small areas; null where no source says.</param>
internal sealed record StudyDemand(long AreaId, string AreaCode, double Longitude, double Latitude, double Weight, string? Ward, string? Neighbourhood, int? ImdDecile);

/// <summary>A site as a study sees it.</summary>
/// <param name="Role">keep, candidate, close or not_eligible.</param>
/// <param name="Reason">Which rule, or a person's words.</param>
/// <param name="IsOpenToday">In use: not every property of it is called vacant.</param>
/// <param name="FloorArea_m2">Null where no source has one; what stands for it then is <see cref="UsedFloorArea_m2"/>.</param>
/// <param name="UsedFloorArea_m2">The area that costs and capacities are reckoned with.</param>
/// <param name="RunningCost_gbp">A year.</param>
/// <param name="Carbon_kg">CO2e a year.</param>
internal sealed record StudySite(
    long Id, Guid Uuid, string Name, double Longitude, double Latitude, string Role, string Reason, bool IsOverridden, bool IsOpenToday, string[] Uses, string? Owner, string? Tenure, string? Ward, string? Neighbourhood,
    double? FloorArea_m2, double FloorAreaAssumedShare, double UsedFloorArea_m2, double RunningCost_gbp, bool IsRunningCostAssumed, double Carbon_kg, bool IsFreehold, bool IsTenureKnown, int Services)
{
    /// <summary>Codes of the kinds of service at the site, one for each service.</summary>
    public string[] ServiceKinds { get; init; } = [];

    /// <summary>The area of the constraint's kind that the site lies in.</summary>
    public string? ConstraintArea { get; init; }

    public string GlobalId => Graph.GlobalId.Write("Site", Id);
}

/// <summary>Who goes where.</summary>
/// <param name="Seconds">[demand]; infinity where nobody is reached.</param>
/// <param name="Site">[demand]: index of a site; -1 where nobody is reached.</param>
internal sealed record Serving(double[] Seconds, int[] Site);

/// <summary>
/// A study over today's register: arrays that the planner reads, and what any set of open sites means. Shared by all who ask: nothing in it may be changed.
/// Demand point i is <see cref="Demand"/>[i], site j is <see cref="Sites"/>[j]; times are [demand x site].
/// </summary>
internal sealed partial class StudyProblem
{
    internal StudyProblem(StudyContent content, StudyRegister register, StudySite[] sites, StudySite[] left, double[] weights, TravelMatrix travel, Assumptions assumptions)
    {
        Content = content;
        Register = register;
        Sites = sites;
        NotEligible = left;
        Travel = travel;
        Assumptions = assumptions;
        Demand = [.. register.Points.Select((point, i) => new StudyDemand(point.AreaId, point.AreaCode, point.Longitude, point.Latitude, weights[i], point.Ward, point.Neighbourhood, point.ImdDecile))];
        Weights = weights;
        OpenToday = [.. Enumerable.Range(0, sites.Length).Where(j => sites[j].IsOpenToday)];
        SecondsToday = Nearest(OpenToday).Seconds;
        _indexes = sites.Select((site, j) => (site.Uuid, j)).ToDictionary(item => item.Uuid, item => item.j);
        ConstraintAreas = content.Constraints is { AreaKind: not null, MinimumPerArea: > 0 }
            ? [.. sites.Where(site => site.Role != StudyRules.Close).Select(site => site.ConstraintArea).OfType<string>().Distinct().Order(StringComparer.Ordinal)] : [];
        Problem = StudyConstraintRules.FindProblem(this);
        Fingerprint = StudyFingerprint.Of(this);
    }

    // A site's row without its words, and a small area's with what is reckoned of it.
    private const int SiteBytes = 400, PointBytes = 150;

    private static long _last;

    private readonly Dictionary<Guid, int> _indexes;

    /// <summary>Tells this study over this register from every other that this server has made.</summary>
    public long Number { get; } = Interlocked.Increment(ref _last);

    /// <summary>What it takes of the server's memory beside its people, whom studies share.</summary>
    public long Bytes => (8 * Travel.Seconds.LongLength) + (PointBytes * (long)Demand.Count)
        + Sites.Concat(NotEligible).Sum(site => SiteBytes + (2L * (site.Name.Length + site.Reason.Length)))
        + Register.Sites.Sum(site => SiteBytes + (2L * site.Name.Length));

    public StudyContent Content { get; }

    public StudyRegister Register { get; }

    /// <summary>Sites that a plan decides on: kept, candidates, then those that must close; by name within each.</summary>
    public IReadOnlyList<StudySite> Sites { get; }

    /// <summary>Sites that the rules looked at and left out, each with its reason; by name.</summary>
    public IReadOnlyList<StudySite> NotEligible { get; }

    public IReadOnlyList<StudyDemand> Demand { get; }

    /// <summary>a_i, [demand]: people of the study's group.</summary>
    public double[] Weights { get; }

    /// <summary>[demand x site] seconds; infinity is out of reach.</summary>
    public TravelMatrix Travel { get; }

    public Assumptions Assumptions { get; }

    /// <summary>Sites that stay open when nothing is done, ascending.</summary>
    public IReadOnlyList<int> OpenToday { get; }

    /// <summary>[demand]: to the nearest site that is open today; infinity where there is none.</summary>
    public double[] SecondsToday { get; }

    /// <summary>[group]: areas of the constraint's kind that have a site which may be open; empty where nothing is asked of them.</summary>
    public IReadOnlyList<string> ConstraintAreas { get; }

    /// <summary>What the models read; null where there is no site or nobody to plan for, which <see cref="Get"/> says in a sentence.</summary>
    public LocationProblem? Problem { get; }

    /// <summary>Another text whenever an answer may be another: people, sites, roles, times, constraints, assumptions.</summary>
    public string Fingerprint { get; }

    /// <summary>The index of a site; null where the study has none of it, or the asker may not see it.</summary>
    public int? FindIndex(Guid uuid) => _indexes.TryGetValue(uuid, out var j) ? j : null;

    /// <summary>Indices of those of the sites that the study still has, ascending.</summary>
    public int[] Indexes(IEnumerable<Guid> uuids) => [.. uuids.Select(FindIndex).OfType<int>().Distinct().Order()];

    /// <summary>What the models read.</summary>
    /// <exception cref="GraphRequestError">There is nothing to plan with.</exception>
    public LocationProblem Get() => Problem ?? throw PlansErrors.NothingToPlan(this);

    /// <summary>Everybody goes to the nearest of the open sites, the first of equals.</summary>
    public Serving Nearest(IReadOnlyList<int> open)
    {
        var seconds = new double[Demand.Count];
        var site = new int[Demand.Count];
        for (var i = 0; i < seconds.Length; i++)
        {
            var row = Travel.Seconds.AsSpan(i * Sites.Count, Sites.Count);
            (seconds[i], site[i]) = (double.PositiveInfinity, -1);
            foreach (var j in open)
                if (row[j] < seconds[i]) (seconds[i], site[i]) = (row[j], j);
        }

        return new Serving(seconds, site);
    }

    /// <summary>Everybody goes where they are told, as far as that site is in reach.</summary>
    /// <param name="site">[demand]: index of a site, or -1.</param>
    public Serving Assigned(int[] site) => new([.. site.Select((j, i) => j < 0 ? double.PositiveInfinity : Travel.Seconds[i * Sites.Count + j])], site);

    /// <summary>Where everybody goes.</summary>
    /// <param name="serving">Null sends everybody to the nearest.</param>
    public IReadOnlyList<PlanAssignment> Assignments(IReadOnlyList<int> open, Serving? serving = null)
    {
        var (seconds, site) = serving ?? Nearest(open);
        return [.. Demand.Select((point, i) => new PlanAssignment(point.Longitude, point.Latitude, point.AreaCode, point.Weight, site[i] < 0 ? null : Sites[site[i]].Id, Finite(seconds[i]), Finite(SecondsToday[i])))];
    }

    private static double? Finite(double seconds) => double.IsFinite(seconds) ? seconds : null;
}
