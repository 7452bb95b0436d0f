using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What is in an area or in a drawn shape.</summary>
public static class AreaQueries
{
    /// <summary>Pages of services and of small areas that are read; those beyond are told of in words.</summary>
    private const int MostPages = 40;

    private const string FoundQuery = """
        query Found($where: SiteFilterInput!) {
          localTime
          themes: siteAggregates(groupBy: [{ by: THEME }], where: $where) { key { code } count }
          all: siteAggregates(where: $where) { count propertyCount floorArea_m2 { sum assumedShare } }
          sites(first: 10, where: $where, order: [{ floorArea_m2: DESC }]) { nodes { id name themes floorArea_m2 } }
        }
        """;

    private const string HoursQuery = """
        query Hours($where: ServiceFilterInput!, $after: String) {
          services(first: 50, after: $after, where: $where, order: [{ name: ASC }]) {
            totalCount
            nodes { name kind schedules { freq interval byday bymonthday opensAt closesAt validFrom validTo } sites(first: 1) { nodes { id } } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string MeasuredQuery = """
        query Measured($code: String!, $kind: String!, $vintage: String!, $today: LocalDate!) {
          area(code: $code, kind: $kind, vintage: $vintage) {
            name isSchematic area_m2 dataset { title }
            all: population age_0_15: population(group: "age_0_15") age_16_64: population(group: "age_16_64") age_65_over: population(group: "age_65_over")
            indicators(asAt: $today) { code name unit periodEnd value basis dataset { title } }
          }
        }
        """;

    private const string PeopleQuery = """
        query People($where: DemandPointFilterInput!, $after: String) {
          demandPoints(first: 50, after: $after, where: $where) {
            totalCount
            nodes {
              area { kind vintage }
              all: weight age_0_15: weight(group: "age_0_15") age_16_64: weight(group: "age_16_64") age_65_over: weight(group: "age_65_over") no_car: weight(group: "no_car")
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string OverlapsQuery = """
        query Overlaps($code: String!, $kind: String!, $vintage: String!, $other: String!) {
          area(code: $code, kind: $kind, vintage: $vintage) { overlaps(kind: $kind, vintage: $other) { area { code name kind vintage } share shareOfOther } }
        }
        """;

    /// <summary>What is in an area; null when there is no such area.</summary>
    public static async Task<AreaSummary?> FindSummaryAsync(this EstateMapApi api, AreaChoice area, CancellationToken cancel)
    {
        var where = new { area = SiteFilter.Area(area.Kind, area.Vintage, area.Code) };
        var asksMeasured = api.AskAsync<MeasuredAnswer>(MeasuredQuery, new { code = area.Code, kind = area.Kind, vintage = area.Vintage, today = DateOnly.FromDateTime(DateTime.UtcNow) }, cancel);
        var asksFound = api.AskAsync<FoundAnswer>(FoundQuery, new { where }, cancel);
        var asksServices = api.ListServicesAsync(where, cancel);
        await Task.WhenAll(asksMeasured, asksFound, asksServices);
        return (await asksMeasured).Area is { } measured ? AreaSummary.Of(measured, await asksFound, await asksServices) : null;
    }

    /// <summary>What is in a drawn shape; its people are those of the small areas whose points lie in it.</summary>
    /// <param name="ring">[longitude, latitude] of its corners, WGS84 degrees; need not be closed.</param>
    public static async Task<AreaSummary> GetSummaryAsync(this EstateMapApi api, IReadOnlyList<double[]> ring, CancellationToken cancel)
    {
        var where = new { geometry = new { within = new { geometry = Polygon(ring) } } };
        var asksPeople = api.CountPeopleAsync(where, cancel);
        var asksFound = api.AskAsync<FoundAnswer>(FoundQuery, new { where }, cancel);
        var asksServices = api.ListServicesAsync(where, cancel);
        await Task.WhenAll(asksPeople, asksFound, asksServices);
        return AreaSummary.Of(await asksPeople, await asksFound, await asksServices);
    }

    /// <summary>Areas of the same kind and another vintage that share ground with an area, the largest share first.</summary>
    public static async Task<IReadOnlyList<Overlap>> ListOverlapsAsync(this EstateMapApi api, AreaChoice area, string vintage, CancellationToken cancel) =>
        (await api.AskAsync<OverlapsAnswer>(OverlapsQuery, new { code = area.Code, kind = area.Kind, vintage = area.Vintage, other = vintage }, cancel)).Area?.Overlaps ?? [];

    /// <summary>A GeoJSON polygon; its ring is closed here.</summary>
    internal static object Polygon(IReadOnlyList<double[]> ring)
    {
        double[][] closed = ring.Count > 0 && !ring[0].SequenceEqual(ring[^1]) ? [.. ring, ring[0]] : [.. ring];
        return new { type = "Polygon", coordinates = new[] { closed } };
    }

    private static async Task<Page<ServiceHours>> ListServicesAsync(this EstateMapApi api, object sites, CancellationToken cancel)
    {
        var where = new { status = new { eq = "active" }, sites = new { some = sites } };
        return await PagesAsync(async after => (await api.AskAsync<HoursAnswer>(HoursQuery, new { where, after }, cancel)).Services);
    }

    /// <summary>The people of the finest small areas that have points there, so that nobody is counted with two.</summary>
    private static async Task<PeopleHere> CountPeopleAsync(this EstateMapApi api, object where, CancellationToken cancel)
    {
        var points = await PagesAsync(async after => (await api.AskAsync<PeopleAnswer>(PeopleQuery, new { where, after }, cancel)).DemandPoints);
        var finest = points.Nodes.GroupBy(point => (point.Area.Kind, point.Area.Vintage)).MaxBy(points => points.Count())?.ToArray() ?? [];
        return new(finest.Length, Math.Max(0, points.TotalCount - points.Nodes.Count), Sum(point => point.All), Sum(point => point.Age_0_15), Sum(point => point.Age_16_64), Sum(point => point.Age_65_over), Sum(point => point.No_car));

        double? Sum(Func<PointPeople, double?> weight) => finest.Any(point => weight(point) is not null) ? finest.Sum(weight) : null;
    }

    /// <summary>The first pages as one, with how many rows there are in all.</summary>
    private static async Task<Page<T>> PagesAsync<T>(Func<string?, Task<Page<T>>> read)
    {
        var rows = new List<T>();
        var total = 0;
        string? after = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await read(after);
            rows.AddRange(page.Nodes);
            total = Math.Max(page.TotalCount, rows.Count);
            after = page.PageInfo is { HasNextPage: true } info ? info.EndCursor : null;
            if (after is null)
                break;
        }
        return new(rows, total);
    }
}

public sealed record FoundAnswer(DateTime LocalTime, IReadOnlyList<ThemeTally> Themes, IReadOnlyList<AllTally> All, Page<MainSite> Sites);
public sealed record ThemeTally(IReadOnlyList<GroupCode> Key, int Count);
public sealed record GroupCode(string? Code);
public sealed record AllTally(int Count, int PropertyCount, FloorTally FloorArea_m2);
public sealed record FloorTally(double? Sum, double? AssumedShare);
public sealed record MainSite(string Id, string Name, IReadOnlyList<string> Themes, double? FloorArea_m2);
public sealed record HoursAnswer(Page<ServiceHours> Services);
public sealed record ServiceHours(string Name, string Kind, IReadOnlyList<ScheduleFacts> Schedules, Page<SiteId> Sites);
public sealed record MeasuredAnswer(MeasuredArea? Area);
public sealed record MeasuredArea(
    string Name, bool IsSchematic, double Area_m2, TitleOnly Dataset, double? All, double? Age_0_15, double? Age_16_64, double? Age_65_over, IReadOnlyList<AreaMeasure> Indicators);
public sealed record AreaMeasure(string Code, string Name, string Unit, DateOnly PeriodEnd, double Value, string Basis, TitleOnly Dataset);
public sealed record TitleOnly(string Title);
public sealed record PeopleAnswer(Page<PointPeople> DemandPoints);
public sealed record PointPeople(BoundaryChoice Area, double? All, double? Age_0_15, double? Age_16_64, double? Age_65_over, double? No_car);
public sealed record OverlapsAnswer(OverlapsOfArea? Area);
public sealed record OverlapsOfArea(IReadOnlyList<Overlap> Overlaps);

/// <param name="Share">Part of the area asked about that lies in the other, 0 to 1.</param>
/// <param name="ShareOfOther">Part of the other that lies in the area asked about, 0 to 1.</param>
public sealed record Overlap(OverlapArea Area, double Share, double ShareOfOther);
public sealed record OverlapArea(string Code, string Name, string Kind, string Vintage);
