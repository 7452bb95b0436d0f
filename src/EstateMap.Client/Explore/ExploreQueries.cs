using EstateMap.Client.Api;

namespace EstateMap.Client.Explore;

/// <summary>What Explore asks of the API for its panel, its search and its filters.</summary>
public static class ExploreQueries
{
    /// <summary>Sites were added or changed.</summary>
    public const string NewsSubscription = "subscription { siteChanged { isMany } }";

    private const string PlaceQuery = """
        query Place {
          place { name bbox isSample hasSchematicBoundaries attributions }
          areaKinds { kind label pluralLabel vintage count isSchematic }
          vocabulary(name: "site-uses") { code label broader }
          themes: vocabulary(name: "themes") { code isShownFirst }
        }
        """;

    private const string AreasQuery = """
        query Areas($where: AreaFilterInput!, $after: String) {
          areas(first: 50, after: $after, where: $where, order: [{ name: ASC }]) { nodes { code name bbox } pageInfo { hasNextPage endCursor } }
        }
        """;

    private const string AreaNameQuery = """
        query AreaName($code: String!, $kind: String!, $vintage: String!) {
          area(code: $code, kind: $kind, vintage: $vintage) { code name bbox }
        }
        """;

    private const string PointQuery = """
        query Point($id: ID!) {
          site(id: $id) { name geometry { ... on GeoJSONPointType { coordinates } } }
        }
        """;

    private const string SearchQuery = """
        query Search($text: String!) {
          search(text: $text, first: 10) {
            kind id title subtitle matched
            point { coordinates }
            node {
              __typename
              ... on Site { id }
              ... on Service { sites(first: 1) { nodes { id } } }
              ... on CommunityAsset { site { id } }
              ... on Area { code kind vintage bbox }
            }
          }
        }
        """;

    /// <summary>What place is loaded, its boundaries and its words.</summary>
    public static Task<PlaceAnswer> GetPlaceAsync(this EstateMapApi api) => api.AskAsync<PlaceAnswer>(PlaceQuery);

    /// <summary>Every area of a kind and vintage, by name.</summary>
    public static async Task<IReadOnlyList<AreaName>> ListAreasAsync(this EstateMapApi api, string kind, string vintage) =>
        await Pages.AllAsync(async after => (await api.AskAsync<AreasAnswer>(AreasQuery, new { where = SiteFilter.Area(kind, vintage, null), after })).Areas);

    /// <summary>What an area is called; null when there is no such area.</summary>
    public static async Task<AreaName?> FindAreaNameAsync(this EstateMapApi api, AreaChoice area) =>
        (await api.AskAsync<AreaNameAnswer>(AreaNameQuery, new { code = area.Code, kind = area.Kind, vintage = area.Vintage })).Area;

    /// <summary>What a site is called and where it is; null when there is no such site.</summary>
    public static async Task<SitePlace?> FindPlaceAsync(this EstateMapApi api, string id) => (await api.AskAsync<PointAnswer>(PointQuery, new { id })).Site;

    /// <summary>What the text may mean, best first.</summary>
    public static async Task<IReadOnlyList<SearchHit>> SearchAsync(this EstateMapApi api, string text, CancellationToken cancel) =>
        (await api.AskAsync<SearchAnswer>(SearchQuery, new { text }, cancel)).Search;
}

public sealed record PlaceAnswer(Place Place, IReadOnlyList<AreaKind> AreaKinds, IReadOnlyList<Word> Vocabulary, IReadOnlyList<ThemeWord> Themes)
{
    /// <summary>Codes of the themes that uses belong to.</summary>
    public IReadOnlyList<string> ThemeCodes { get; } = [.. Vocabulary.Select(word => word.Broader).OfType<string>().Distinct()];
}

public sealed record ThemeWord(string Code, bool IsShownFirst);
public sealed record Place(string? Name, double[]? Bbox, bool IsSample, bool HasSchematicBoundaries, IReadOnlyList<string> Attributions);
public sealed record AreaKind(string Kind, string Label, string PluralLabel, string Vintage, int Count, bool IsSchematic);

/// <summary>Boundaries among those that there are.</summary>
public static class AreaKinds
{
    /// <summary>The newest of a kind; null where there is none.</summary>
    public static AreaKind? Newest(this IEnumerable<AreaKind> kinds, string kind) => kinds.Where(known => known.Kind == kind).MaxBy(known => known.Vintage, StringComparer.Ordinal);

    /// <summary>Wards, or the first kind that there is; null where there is none.</summary>
    public static AreaKind? Usual(this IReadOnlyList<AreaKind> kinds) => kinds.Newest("ward") ?? (kinds is [var first, ..] ? first : null);

    /// <summary>The coarsest kind of which there are several, but not too many for a list; else the usual one.</summary>
    public static AreaKind? ForList(this IReadOnlyList<AreaKind> kinds) => kinds.FirstOrDefault(kind => kind.Count is > 1 and <= 100) ?? kinds.Usual();

    /// <summary>Address of the vector tiles of a kind, {z} {x} {y} to be filled in.</summary>
    public static string Tiles(string kind, string vintage) => $"tiles/{Uri.EscapeDataString(kind)}-{Uri.EscapeDataString(vintage)}/{{z}}/{{x}}/{{y}}.mvt";
}

public sealed record Word(string Code, string Label, string? Broader);
public sealed record AreasAnswer(Page<AreaName> Areas);
public sealed record AreaNameAnswer(AreaName? Area);
public sealed record AreaName(string Code, string Name, double[] Bbox);
public sealed record PointAnswer(SitePlace? Site);
/// <param name="Geometry">Null where it is not located.</param>
public sealed record SitePlace(string Name, PointGeometry? Geometry);
public sealed record SiteId(string Id);
public sealed record SearchAnswer(IReadOnlyList<SearchHit> Search);
public sealed record SearchHit(string Kind, string? Id, string Title, string? Subtitle, string Matched, PointGeometry? Point, FoundNode? Node);

/// <summary>The thing a search found, with what leads to a site or an area.</summary>
public sealed record FoundNode(string? Id, Page<SiteId>? Sites, SiteId? Site, string? Code, string? Kind, string? Vintage, double[]? Bbox)
{
    /// <summary>The site to open, or null for an area or something that happens nowhere.</summary>
    public string? SiteId => Id ?? Site?.Id ?? (Sites is { Nodes: [var first, ..] } ? first.Id : null);
}
