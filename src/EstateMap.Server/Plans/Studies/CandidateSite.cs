namespace EstateMap.Server.Plans.Studies;

/// <summary>A building of a study as the API shows it.</summary>
internal sealed class CandidateSite(StudySite site)
{
    public long SiteId => site.Id;

    public string Id => site.GlobalId;

    public string Name => site.Name;

    public double? Longitude => double.IsNaN(site.Longitude) ? null : site.Longitude;

    public double? Latitude => double.IsNaN(site.Latitude) ? null : site.Latitude;

    public string Role => site.Role.ToUpperInvariant();

    public string Reason => site.Reason;

    public bool IsOverridden => site.IsOverridden;

    public bool IsOpenToday => site.IsOpenToday;

    public string[] Uses => site.Uses;

    public string? Owner => site.Owner;

    public string? Tenure => site.Tenure;

    public string? Ward => site.Ward;

    public string? Neighbourhood => site.Neighbourhood;

    public double? FloorArea_m2 => site.FloorArea_m2;

    public string? FloorAreaBasis => site.FloorArea_m2 is null ? null : Basis(site.FloorAreaAssumedShare > 0);

    public double RunningCost_gbp => site.RunningCost_gbp;

    public string RunningCostBasis => Basis(site.IsRunningCostAssumed);

    public double Carbon_kg => site.Carbon_kg;

    public int Services => site.Services;

    private static string Basis(bool isAssumed) => isAssumed ? "ASSUMPTION" : "FACT";
}
