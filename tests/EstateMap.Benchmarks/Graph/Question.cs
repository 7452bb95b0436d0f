namespace EstateMap.Benchmarks.Graph;

/// <summary>One of the canonical questions, in each way's own words; null where a way cannot ask it. <c>$text</c> stands in those that take a text of <see cref="Texts"/>.</summary>
/// <param name="Key">Path at the bare endpoint, which knows what stands behind it: <see cref="BareEndpoint"/>.</param>
/// <param name="IsList">Whether it is one of the lists that the goals against PostGraphile are set for.</param>
internal sealed record Question(string Key, string Name, bool IsList, string Ours, string? PostGraphile5, string? PostGraphile4)
{
    /// <summary>A box in the middle of the fictional town, some hundredth of it.</summary>
    public const double West = 0.835, South = 54.4203, East = 0.8405, North = 54.4233;

    private const string Polygon = "[[[0.835, 54.4203], [0.8405, 54.4203], [0.8405, 54.4233], [0.835, 54.4233], [0.835, 54.4203]]]";
    private const string Nested = "{ allAreas(first: 10, condition: { kind: \"ward\" }) { nodes { code name siteAreasByAreaId(first: 10) { nodes { siteBySiteId { id name serviceAtLocationsBySiteId(first: 5) { nodes { serviceByServiceId { id name } } } } } } } } }";

    public static readonly IReadOnlyList<Question> All =
    [
        new("geometry", "100 sites with geometry", true,
            "{ sites(first: 100) { nodes { id name postcode locationPrecision geometry { ... on GeoJSONPointType { coordinates } } } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { id rowId name postcode precision geometry } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { nodeId id name postcode precision geom { geojson } } } }"),
        new("plain", "100 sites without geometry", true,
            "{ sites(first: 100) { nodes { id name postcode streetName postTown locationPrecision isOutsidePlace } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { id rowId name postcode streetName postTown precision isOutsidePlace } } }",
            "{ allSites(first: 100, orderBy: [NAME_ASC]) { nodes { nodeId id name postcode streetName postTown precision isOutsidePlace } } }"),
        new("nested", "areas -> sites -> services", true,
            "{ areas(first: 10, where: { kind: { eq: \"ward\" } }) { nodes { code name sites(first: 10) { nodes { id name services(first: 5) { nodes { id name } } } } } } }",
            Nested, Nested),
        new("spatial", "spatial filter + totalCount", true,
            $"{{ sites(first: 50, where: {{ geometry: {{ within: {{ geometry: {{ type: Polygon, coordinates: {Polygon} }} }} }} }}) {{ totalCount nodes {{ id name }} }} }}",
            // Version 5 has no spatial filters: a function of the database finds the same.
            $"{{ sitesWithin(first: 50, west: {West}, south: {South}, east: {East}, north: {North}) {{ totalCount nodes {{ id name }} }} }}",
            $"{{ allSites(first: 50, orderBy: [NAME_ASC], filter: {{ geom: {{ within: {{ type: \"Polygon\", coordinates: {Polygon} }} }} }}) {{ totalCount nodes {{ nodeId name }} }} }}"),
        new("search", "search, as people type", false,
            "query($text: String!) { search(text: $text) { kind title subtitle score } }", null, null),
        new("grouped", "grouped by ward", false,
            "{ siteAggregates(groupBy: [{ area: { kind: \"ward\" } }]) { key { code label } count floorArea_m2 { sum assumedShare } } }",
            // Neither version groups by a joined table: a view made for the question does.
            "{ allWardSums { nodes { code label count sum assumedShare } } }",
            "{ allWardSums { nodes { code label count sum assumedShare } } }"),
    ];

    /// <summary>What people type: whole names, beginnings, typing errors, streets, postcodes, numbers, words of many places and of none.</summary>
    public static IReadOnlyList<string> Texts { get; } = Make();

    private static List<string> Make()
    {
        string[] trees = ["alder", "hawthorn", "juniper", "willow", "rowan", "oak"], wrong = ["aldre", "haweorn", "junper", "wilow", "rowen", "oka"], nouns = ["school", "library", "hall", "surgery", "baths", "hub"], short_ = ["scool", "libary", "hal", "surgry", "bath", "hubb"];
        var texts = new List<string>
        {
            "school", "library", "street", "first street", "a avenue", "fist street", "avenue", "town", "town t01", "t01", "ward", "ha", "s", "li", "oa", "zz", "zzz", "1", "12", "123", "99999", "xyzzy", "no such place", "high street",
            "park house", "hall yard", "first", "fir", "sixth st", "community", "the school", "school in first street", "library b avenue", "shcool", "librar", "libr", "allotm", "alotments",
        };
        for (var n = 0; n < trees.Length; n++)
            for (var m = 0; m < nouns.Length; m++)
            {
                texts.Add($"{trees[n]} {nouns[m]}");
                texts.Add($"{wrong[n]} {short_[m]}");
                texts.Add($"{trees[n]} {nouns[m][..2]}");
                texts.Add($"{trees[n]} {nouns[m]} {(n * 1_931 + m * 77) % 997}");
            }

        for (var n = 0; n < 40; n++)
        {
            texts.Add($"9{n * 21_001 + 7:00000000000}");
            texts.Add($"zz{1 + n % 9} {n / 9 % 10}{(char)('a' + n % 26)}{(char)('a' + n / 2)}");
            texts.Add($"ZZ{1 + n % 9}");
            texts.Add(trees[n % trees.Length][..(1 + n % 3)]);
        }

        // Mixed, always the same way: 101 is prime and no divisor of their number.
        return [.. Enumerable.Range(0, texts.Count).Select(n => texts[n * 101 % texts.Count])];
    }
}
