namespace EstateMap.Server.Plans.Studies;

/// <summary>Costs, floor area and carbon of a set of open sites, each with the share of it that is assumed.</summary>
internal sealed class StudyMoney
{
    private readonly StudyProblem _study;
    private readonly IReadOnlyList<StudySite> _open;
    private readonly IReadOnlyList<StudySite> _closed;

    /// <param name="open">Indices of sites.</param>
    public StudyMoney(StudyProblem study, IReadOnlyList<int> open)
    {
        _study = study;
        _open = [.. open.Select(j => study.Sites[j])];
        _closed = [.. study.OpenToday.Except(open).Select(j => study.Sites[j])];
    }

    /// <summary>A year's, of the open sites.</summary>
    public Figure RunningCost => Sum(_open, site => site.RunningCost_gbp, site => site.IsRunningCostAssumed ? 1 : 0, "£ per year");

    public Figure FloorArea => Sum(_open, site => site.UsedFloorArea_m2, AreaAssumed, "m²");

    /// <summary>A year's, of the open sites: nobody has metered it, so that all of it is assumed.</summary>
    public Figure Carbon => Sum(_open, site => site.Carbon_kg, _ => 1, "kg CO2e per year");

    /// <summary>Once: sites that close and are freehold, or whose tenure nobody knows. A leased building is handed back.</summary>
    public Figure Receipts => Sum(_closed.Where(site => site.IsFreehold || !site.IsTenureKnown), site => site.UsedFloorArea_m2 * _study.Assumptions[Assumptions.Receipt], _ => 1, "£");

    /// <summary>Once: room elsewhere for the part that is needed still.</summary>
    public Figure Capital => Sum(_closed, site => site.UsedFloorArea_m2 * _study.Assumptions[Assumptions.Reprovided] * _study.Assumptions[Assumptions.Capital], _ => 1, "£");

    /// <summary>Share of a site's area, 0 to 1, that nobody has measured.</summary>
    internal static double AreaAssumed(StudySite site) => site.FloorArea_m2 is null ? 1 : site.FloorAreaAssumedShare;

    private static Figure Sum(IEnumerable<StudySite> sites, Func<StudySite, double> value, Func<StudySite, double> assumed, string unit)
    {
        double total = 0, part = 0;
        foreach (var site in sites)
        {
            total += value(site);
            part += value(site) * assumed(site);
        }

        return new Figure(total, unit, total > 0 ? part / total : 0);
    }
}
