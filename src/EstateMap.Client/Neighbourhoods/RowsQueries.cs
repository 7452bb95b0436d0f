using EstateMap.Client.Api;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>The rows behind figures that the map has no filter for.</summary>
public static class RowsQueries
{
    private const int MostPages = 20;

    private const string AreaAssetsQuery = """
        query AreaAssets($code: String!, $kind: String!, $vintage: String!, $where: CommunityAssetFilterInput, $after: String) {
          area(code: $code, kind: $kind, vintage: $vintage) { communityAssets(first: 50, after: $after, where: $where, order: [{ name: ASC }]) { nodes { name abcdClass description organisation { name } site { id name } } pageInfo { hasNextPage endCursor } } }
        }
        """;

    private const string DrawnAssetsQuery = """
        query DrawnAssets($where: CommunityAssetFilterInput, $after: String) {
          communityAssets(first: 50, after: $after, where: $where, order: [{ name: ASC }]) { nodes { name abcdClass description organisation { name } site { id name } } pageInfo { hasNextPage endCursor } }
        }
        """;

    private const string LinksQuery = """
        query AreaLinks($area: AreaChoiceInput, $within: Geometry, $flow: AreaLinkFlow!, $where: LinkFilterInput, $after: String) {
          areaLinks(area: $area, within: $within, flow: $flow, first: 50, after: $after, where: $where) {
            nodes {
              kind title amount_gbp agreedOn evidence
              from { __typename ... on Organisation { name } ... on Site { id name } ... on Service { name } ... on CommunityAsset { name } }
              to { __typename ... on Organisation { name } ... on Site { id name } ... on Service { name } ... on CommunityAsset { name } }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string OrganisationsQuery = """
        query AreaOrganisations($area: AreaChoiceInput, $within: Geometry, $isHome: Boolean, $after: String) {
          areaOrganisations(area: $area, within: $within, isHome: $isHome, first: 50, after: $after, order: [{ name: ASC }]) { nodes { name kind url } pageInfo { hasNextPage endCursor } }
        }
        """;

    private const string PeopleQuery = """
        query AreaPeople($area: AreaChoiceInput, $within: Geometry, $codes: [String!], $after: String) {
          areaDemandPoints(area: $area, within: $within, first: 50, after: $after) {
            nodes { area { code name kind vintage indicators(codes: $codes) { code value periodEnd } } weights { group weight } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string ServicesQuery = """
        query AreaServices($where: ServiceAtLocationFilterInput, $after: String) {
          serviceAtLocations(first: 50, after: $after, where: $where) {
            nodes { service { name organisation { name } schedules { byday opensAt closesAt description } } site { id name } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string VacantQuery = """
        query Vacant($where: SiteFilterInput, $after: String) {
          sites(first: 50, after: $after, where: $where, order: [{ name: ASC }]) { nodes { id name postcode } pageInfo { hasNextPage endCursor } }
        }
        """;

    /// <summary>Community assets of a class.</summary>
    public static async Task<List<AssetRow>> ListAssetsAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within, string abcd)
    {
        var ofClass = new { eq = abcd.ToUpperInvariant() };
        return area is null
            ? await ReadAsync(async after => (await api.AskAsync<DrawnAssetsAnswer>(DrawnAssetsQuery, new { where = new { abcdClass = ofClass, site = Inside(within!) }, after })).CommunityAssets)
            : await ReadAsync(async after => (await api.AskAsync<AreaAssetsAnswer>(AreaAssetsQuery, new { code = area.Code, kind = area.Kind, vintage = area.Vintage, where = new { abcdClass = ofClass }, after })).Area?.CommunityAssets ?? new Page<AssetRow>([]));
    }

    /// <param name="flow">IN, OUT, WITHIN or RECEIVED.</param>
    /// <param name="year">Of a grant's award; null for all.</param>
    public static Task<List<LinkRow>> ListLinksAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within, string flow, string? year) =>
        ReadAsync(async after => (await api.AskAsync<AreaLinksAnswer>(LinksQuery, new
        {
            area,
            within = Shape(within),
            flow,
            after,
            where = year switch { null => null, "unknown" => (object)new { agreedOn = new { eq = (string?)null } }, _ => new { agreedOn = new { gte = $"{year}-01-01", lte = $"{year}-12-31" } } },
        })).AreaLinks);

    public static Task<List<OrganisationRow>> ListOrganisationsAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within, bool isHome) =>
        ReadAsync(async after => (await api.AskAsync<AreaOrganisationsAnswer>(OrganisationsQuery, new { area, within = Shape(within), isHome, after })).AreaOrganisations);

    /// <param name="codes">Measures that are wanted of each small area beside its weights.</param>
    public static Task<List<SmallAreaRow>> ListSmallAreasAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within, string[] codes) =>
        ReadAsync(async after => (await api.AskAsync<AreaPeopleRows>(PeopleQuery, new { area, within = Shape(within), codes, after })).AreaDemandPoints);

    public static Task<List<PlacedService>> ListPlacedServicesAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within, string kind) =>
        ReadAsync(async after => (await api.AskAsync<AreaServicesAnswer>(ServicesQuery, new { where = new { service = new { kind = new { eq = kind } }, site = Sites(area, within) }, after })).ServiceAtLocations);

    public static Task<List<SiteRow>> ListVacantAsync(this EstateMapApi api, AreaChoice? area, ValueList<LonLat>? within) =>
        ReadAsync(async after => (await api.AskAsync<VacantAnswer>(VacantQuery, new { where = new { and = new[] { Sites(area, within), new { properties = new { some = new { tenureDetail = new { eq = "vacant" } } } } } }, after })).Sites);

    private static object Sites(AreaChoice? area, ValueList<LonLat>? within) => area is null ? Inside(within!) : new { area = SiteFilter.Area(area.Kind, area.Vintage, area.Code) };

    private static object Inside(ValueList<LonLat> within) => new { geometry = new { within = new { geometry = DrawnShape.Polygon(within) } } };

    private static object? Shape(ValueList<LonLat>? within) => within is null ? null : DrawnShape.Polygon(within);

    /// <summary>Pages up to a thousand rows.</summary>
    private static async Task<List<T>> ReadAsync<T>(Func<string?, Task<Page<T>>> ask)
    {
        var left = MostPages;
        return await Pages.AllAsync<T>(async after => await ask(after) is var page && --left > 0 ? page : page with { PageInfo = null });
    }
}

public sealed record AreaAssetsAnswer(AreaAssets? Area);
public sealed record AreaAssets(Page<AssetRow> CommunityAssets);
public sealed record DrawnAssetsAnswer(Page<AssetRow> CommunityAssets);
public sealed record AreaLinksAnswer(Page<LinkRow> AreaLinks);
public sealed record AreaOrganisationsAnswer(Page<OrganisationRow> AreaOrganisations);
public sealed record AreaPeopleRows(Page<SmallAreaRow> AreaDemandPoints);
public sealed record AreaServicesAnswer(Page<PlacedService> ServiceAtLocations);
public sealed record VacantAnswer(Page<SiteRow> Sites);

public sealed record Named(string Name);
public sealed record SiteName(string Id, string Name);
public sealed record AssetRow(string Name, string AbcdClass, string? Description, Named? Organisation, SiteName? Site);
public sealed record LinkEnd(string? Id, string Name);
public sealed record LinkRow(string Kind, string? Title, double? Amount_gbp, DateOnly? AgreedOn, string Evidence, LinkEnd From, LinkEnd To);
public sealed record OrganisationRow(string Name, string Kind, string? Url);
public sealed record SmallAreaRow(SmallArea Area, IReadOnlyList<GroupWeight> Weights);
public sealed record SmallArea(string Code, string Name, string Kind, string Vintage, IReadOnlyList<MeasuredValue> Indicators);
public sealed record MeasuredValue(string Code, double Value, DateOnly PeriodEnd);
public sealed record GroupWeight(string Group, double Weight);
public sealed record PlacedService(ServiceHours Service, SiteName Site);
public sealed record ServiceHours(string Name, Named Organisation, IReadOnlyList<HoursRule> Schedules);
public sealed record HoursRule(string? Byday, string? OpensAt, string? ClosesAt, string? Description);
public sealed record SiteRow(string Id, string Name, string? Postcode);
