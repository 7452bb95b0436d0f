namespace EstateMap.Benchmarks.Graph;

/// <summary>One of the canonical questions, in each way's own words; null where a way cannot ask it.</summary>
/// <param name="Bare">The statement by hand; see <see cref="BareEndpoint"/>.</param>
internal sealed record Question(string Key, string Name, string Ours, string? Bare, string? PostGraphile5, string? PostGraphile4)
{
    private const string Box = "{ type: Polygon, coordinates: [[[-2.05, 53.40], [-1.95, 53.40], [-1.95, 53.46], [-2.05, 53.46], [-2.05, 53.40]]] }";

    public static readonly IReadOnlyList<Question> All =
    [
        new("geometry", "100 sites with geometry",
            "{ sites(first: 100) { nodes { id name postcode locationPrecision geometry { ... on GeoJSONPointType { coordinates } } } } }",
            "SELECT s.id, s.name, s.postcode, s.location_precision::text, ST_AsGeoJSON(s.geom, 6) FROM site s WHERE s.is_current ORDER BY s.name, s.id LIMIT 100",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { id rowId name postcode precision geometry } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { nodeId id name postcode precision geom { geojson } } } }"),
        new("plain", "100 sites without geometry",
            "{ sites(first: 100) { nodes { id name postcode streetName postTown locationPrecision isOutsidePlace } } }",
            "SELECT s.id, s.name, s.postcode, s.street_name, s.post_town, s.location_precision::text, s.is_outside_place FROM site s WHERE s.is_current ORDER BY s.name, s.id LIMIT 100",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { id rowId name postcode streetName postTown precision isOutsidePlace } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { nodeId id name postcode streetName postTown precision isOutsidePlace } } }"),
        new("nested", "areas -> sites -> services",
            "{ areas(first: 10, where: { kind: { eq: \"ward\" } }) { nodes { code name sites(first: 10) { nodes { id name services(first: 5) { nodes { id name } } } } } } }",
            null,
            "{ allAreas(first: 10, condition: { kind: \"ward\" }) { nodes { code name siteAreasByAreaId(first: 10) { nodes { siteBySiteId { id name serviceAtLocationsBySiteId(first: 5) { nodes { serviceByServiceId { id name } } } } } } } } }",
            "{ allAreas(first: 10, condition: { kind: \"ward\" }) { nodes { code name siteAreasByAreaId(first: 10) { nodes { siteBySiteId { id name serviceAtLocationsBySiteId(first: 5) { nodes { serviceByServiceId { id name } } } } } } } } }"),
        new("spatial", "spatial filter + totalCount",
            $"{{ sites(first: 50, where: {{ geometry: {{ within: {{ geometry: {Box} }} }} }}) {{ totalCount nodes {{ id name }} }} }}",
            null,
            null,
            "{ allSites(first: 50, orderBy: [NAME_ASC], filter: { geom: { within: { type: \"Polygon\", coordinates: [[[-2.05, 53.40], [-1.95, 53.40], [-1.95, 53.46], [-2.05, 53.46], [-2.05, 53.40]]] } } }) { totalCount nodes { nodeId name } } }"),
        new("grouped", "grouped by ward",
            "{ siteAggregates(groupBy: [{ area: { kind: \"ward\" } }]) { key { code label } count floorArea_m2 { sum assumedShare } } }", null, null, null),
        new("search", "search, one letter wrong",
            "{ search(text: \"haweorn scool\") { kind title subtitle score } }", null, null, null),
    ];
}
