using System.Text;
using System.Text.Json;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>Requests that are small to send and would be large to answer; each body is what goes over the wire.</summary>
internal static class Bombs
{
    private const string Introspection = "__schema { types { fields { type { ";

    /// <summary>Name, body, and the code that refuses it; null where it is answered or refused as the language has it. None takes the server more than a moment.</summary>
    public static IEnumerable<(string Name, string Body, string? Code)> All()
    {
        yield return ("deep", Query($"{{ sites {{ nodes {{ {Repeat(40, "owner { sites { nodes { ")}id{Repeat(40, " } } }")} }} }} }}"), null);
        yield return ("deeper than any parser", Query("{ " + Repeat(10_000, "a { ") + "a" + Repeat(10_000, " }") + " }"), "HC0010");
        yield return ("deep braces", Query("{" + Repeat(9_000, "a{")), "HC0014");
        yield return ("wide", Query($"{{ sites {{ nodes {{ {Range(5_000, n => $"a{n}: name ")} }} }} }}"), "HC0047");
        yield return ("aliases of a search", Query($"{{ {Range(1_005, n => $"a{n}: search(text: \"village\") {{ title }} ")} }}"), "HC0047");
        yield return ("aliases of a search within the fields", Query($"{{ {Range(900, n => $"a{n}: search(text: \"village\", first: 50) {{ title }} ")} }}"), null);
        yield return ("aliases of nodes", Query($"{{ {Range(900, n => $"a{n}: nodes(ids: [\"U2l0ZTox\", \"U2l0ZToy\"]) {{ id }} ")} }}"), null);
        yield return ("aliases of aggregates", Query($"{{ {Range(500, n => $"a{n}: siteAggregates(groupBy: [{{ by: THEME }}, {{ by: USE }}, {{ by: OWNER }}]) {{ count }} ")} }}"), null);
        yield return ("lists in lists", Query("{ areas(first: 50) { nodes { sites(first: 50) { nodes { services(first: 50) { nodes { sites(first: 50) { nodes { id } } } } } } } } }"), "HC0047");
        yield return ("outlines", Query($"{{ areas(first: 50) {{ nodes {{ {Range(600, n => $"g{n}: geometry {{ ... on GeoJSONMultiPolygonType {{ coordinates }} }} ")} }} }} }}"), "HC0047");
        yield return ("fragments that spread themselves", Query("{ ...a } fragment a on Query { ...a }"), null);
        // Simple ways through such a circle double with each fragment.
        yield return ("fragments that spread all before them", Query($"{{ ...f0 ...f39 }} {Range(40, n => $"fragment f{n} on Query {{ __typename {(n < 39 ? $"...f{n + 1} " : "")}{Range(n, k => $"...f{k} ")}}} ")}"), null);
        yield return ("fragments that spread all others", Query($"{{ ...f0 }} {Range(60, n => $"fragment f{n} on Query {{ {Range(60, k => k == n ? "" : $"...f{k} ")}}} ")}"), null);
        yield return ("fragments that double", Query($"{{ ...f0 }} {Range(60, n => $"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} ")} fragment f60 on Query {{ __typename }}"), "HC0047");
        yield return ("a chain of fragments", Query($"{{ ...f0 }} {Range(2_400, n => $"fragment f{n} on Query {{ ...f{n + 1} }} ")} fragment f2400 on Query {{ __typename }}"), "HC0047");
        yield return ("a chain of fragments in the wrong order", Query($"{{ ...f0 }} fragment f2400 on Query {{ __typename }} {string.Concat(Enumerable.Range(0, 2_400).Reverse().Select(n => $"fragment f{n} on Query {{ ...f{n + 1} }} "))}"), "HC0047");
        yield return ("fragments that nobody spreads", Query($"{{ __typename }} fragment f on Site {{ {Repeat(19_000, "id ")} }}"), "HC0047");
        yield return ("many fragments that nobody spreads", Query($"{{ __typename }} {Range(2_000, n => $"fragment f{n} on Site {{ {(n < 40 ? Repeat(50, "id ") : "id")} }} ")}"), null);
        yield return ("one field over and over", Query($"{{ place {{ {Repeat(1_900, "name ")} }} }}"), "HC0107");
        yield return ("one list over and over", Query($"{{ {Repeat(600, "sites { nodes { id } } ")} }}"), "HC0107");
        yield return ("one list over and over in fragments", Query($"{{ {Range(300, n => $"...f{n} ")} }} {Range(300, n => $"fragment f{n} on Query {{ sites {{ nodes {{ id name }} }} }} ")}"), null);
        yield return ("names that merge in two shapes", Query($"{{ sites {{ nodes {{ {Range(300, n => $"... on Site {{ x: name }} ... on Node {{ x: id }} ")} }} }} }}"), "HC0107");
        yield return ("operations", Query(Range(4_000, n => $"query q{n} {{ __typename }} ")), null);
        yield return ("operations that share a fragment", Query($"{Range(900, n => $"query q{n} {{ ...f }} ")} fragment f on Query {{ {Range(900, n => $"a{n}: __typename ")} }}"), "HC0047");
        yield return ("directives", Query($"{{ place {{ name {Repeat(2_000, "@skip(if: false) ")} }} }}"), null);
        yield return ("directives that nobody knows", Query($"{{ place {{ name {Repeat(9_000, "@a ")} }} }}"), null);
        yield return ("variables", Query($"query({Range(4_000, n => $"$v{n}: Int ")}) {{ place {{ name }} }}"), null);
        yield return ("arguments", Query($"{{ sites({Range(4_000, n => $"a{n}: 1 ")}) {{ totalCount }} }}"), null);
        yield return ("fields that there are not", Query($"{{ {Range(1_900, n => $"nonsense{n}nonsense ")} }}"), null);
        yield return ("fields that there are not, far apart", Query($"{{ {Range(1_900, n => $"nonsense{n} {Repeat(80, ",")}")} }}"), null);
        yield return ("a long name", Query($"{{ {new string('a', 150_000)} }}"), "HC0010");
        yield return ("a long comment", Query("{ place { name } } #" + new string('x', 900_000)), "HC0010");
        yield return ("a long text", Query($"{{ search(text: \"{new string('v', 190_000)}\") {{ title }} }}"), "HC0016");
        yield return ("a long text in a variable", Query("query($t: String!) { search(text: $t) { title } sites(where: { name: { contains: $t } }) { totalCount } }", $$"""{"t":"{{new string('%', 900_000)}}"}"""), null);
        yield return ("patterns", Query("query($t: String!) { sites(where: { or: [{ name: { contains: $t } }, { name: { nendsWith: $t } }] }) { totalCount } }", $$"""{"t":"{{Repeat(100_000, "%_")}}"}"""), null);
        yield return ("introspection in circles", Query($"{{ {Introspection}{Repeat(10, "fields { type { ")}name{Repeat(10, " } }")} }} }} }} }} }}"), "HC0086");
        yield return ("introspection of possible types", Query($"{{ __schema {{ types {{ {Repeat(8, "possibleTypes { interfaces { ")}name{Repeat(8, " } }")} }} }} }}"), "HC0086");
        yield return ("introspection of ofType", Query($"{{ __type(name: \"Site\") {{ fields {{ type {{ {Repeat(40, "ofType { ")}name{Repeat(40, " }")} }} }} }} }}"), "HC0086");
        yield return ("introspection over and over", Query($"{{ {Range(300, n => $"a{n}: __schema {{ types {{ fields {{ name type {{ name }} }} }} }} ")} }}"), "HC0086");
        yield return ("lists of introspection over and over", Query($"{{ __schema {{ types {{ {Range(400, n => $"a{n}: fields {{ name args {{ name }} }} ")} }} }} }}"), "HC0086");
        yield return ("introspection by fragments", Query($"{{ __schema {{ types {{ ...t }} }} }} fragment t on __Type {{ fields {{ type {{ ...u }} }} }} fragment u on __Type {{ fields {{ type {{ ...v }} }} }} fragment v on __Type {{ fields {{ type {{ name }} }} }}"), "HC0086");
        yield return ("a list of values", Query("query($l: [String]) { sites(where: { name: { in: $l } }) { totalCount } }", $$"""{"l":[{{string.Join(',', Enumerable.Repeat("\"a\"", 200_000))}}]}"""), "HC0010");
        yield return ("a list used over and over", Query($"query($l: [String]) {{ {Range(900, n => $"a{n}: sites(where: {{ name: {{ in: $l }} }}) {{ totalCount }} ")} }}", $$"""{"l":[{{string.Join(',', Enumerable.Repeat("\"a\"", 19_000))}}]}"""), "HC0047");
        yield return ("a list of ids", Query("query($l: [ID!]!) { nodes(ids: $l) { id } }", $$"""{"l":[{{string.Join(',', Enumerable.Repeat("\"U2l0ZTox\"", 15_000))}}]}"""), "HC0076");
        yield return ("or", Query("query($w: SiteFilterInput) { sites(where: $w) { totalCount } }", Value("w", $$"""{"or":[{{string.Join(',', Enumerable.Repeat("""{"name":{"contains":"a"}}""", 4_500))}}]}""")), "HC0016");
        yield return ("or of nothing", Query("query($w: SiteFilterInput) { sites(where: $w) { totalCount } }", Value("w", $$"""{"or":[{{string.Join(',', Enumerable.Repeat("{}", 19_000))}}]}""")), "HC0016");
        yield return ("and in or", Query($"{{ sites(where: {Repeat(60, "{ or: [{ and: [")}{{ name: {{ eq: \"a\" }} }}{Repeat(60, "] }] }")}) {{ totalCount }} }}"), null);
        yield return ("deep lists", Query($"{{ sites(bbox: {Repeat(9_000, "[")}1{Repeat(9_000, "]")}) {{ totalCount }} }}"), null);
        yield return ("a large literal", Query($"{{ sites(first: {new string('9', 150_000)}) {{ totalCount }} }}"), null);
        yield return ("orders", Query($"{{ sites(order: [{string.Join(',', Enumerable.Repeat("{ name: ASC }", 3_000))}]) {{ totalCount nodes {{ id }} }} }}"), null);
        yield return ("vertices", Geometry(Ring(40_000)), "HC0010");
        yield return ("vertices within the values", Geometry(Ring(6_000)), "HC0016");
        // Every pair of its sides overlaps as boxes.
        yield return ("a slanted comb", Geometry(Comb(1_990)), null);
        yield return ("deep coordinates", Geometry("{\"type\":\"Polygon\",\"coordinates\":" + Repeat(50, "[") + Repeat(50, "]") + "}"), "HC0016");
        yield return ("a wide buffer", Query("{ sites(where: { geometry: { intersects: { geometry: { type: Point, coordinates: [-2, 53] }, buffer: 1000000000 } } }) { totalCount } }"), "HC0016");
        yield return ("a buffer of many vertices", Query("query($g: Geometry!) { sites(where: { geometry: { intersects: { geometry: $g, buffer: 100000 } } }) { totalCount } areas(where: { geometry: { within: { geometry: $g, buffer: 5000 } } }) { totalCount } }", Value("g", Ring(1_900))), null);
        yield return ("deep JSON", "{\"query\":\"{ place { name } }\",\"variables\":" + Repeat(100_000, "["), "HC0011");
        yield return ("equal members", "{" + Repeat(20_000, "\"query\":\"{ __typename }\",") + "\"query\":\"{ place { name } }\"}", null);
        yield return ("equal variables", Query("{ place { name } }", "{" + string.Join(',', Enumerable.Repeat("\"a\":1", 15_000)) + "}"), null);
        yield return ("batches", $"[{string.Join(',', Enumerable.Repeat("{\"query\":\"{ place { name } }\"}", 20_000))}]", "HC0009");
        yield return ("brackets alone", new string('[', 900_000), "HC0011");
        yield return ("a number of many digits", Query("query($n: Float) { sites(where: { floorArea_m2: { eq: $n } }) { totalCount } }", Value("n", new string('9', 300_000))), null);
    }

    public static string Query(string query, string variables = "{}") => $$"""{"query":{{JsonSerializer.Serialize(query)}},"variables":{{variables}}}""";

    private static string Value(string name, string json) => $"{{\"{name}\":{json}}}";

    private static string Geometry(string geometry) => Query("query($g: Geometry!) { sites(where: { geometry: { intersects: { geometry: $g } } }) { totalCount } }", Value("g", geometry));

    private static string Ring(int vertices) => Polygon(Enumerable.Range(0, vertices).Select(n => (-2 + Math.Cos(n * 2 * Math.PI / vertices), 53 + Math.Sin(n * 2 * Math.PI / vertices))));

    private static string Comb(int vertices) => Polygon(Enumerable.Range(0, vertices / 2 * 2).Select(n => (n % 2 == 0 ? n * 1e-4 : n * 1e-4 + 1, n % 2 == 0 ? 50.0 : 51.0)).Append((1.2, 49.0)));

    private static string Polygon(IEnumerable<(double X, double Y)> vertices)
    {
        var ring = vertices.ToList();
        var text = new StringBuilder("{\"type\":\"Polygon\",\"coordinates\":[[");
        foreach (var (x, y) in ring.Append(ring[0])) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{x:0.######},{y:0.######}],");
        text.Length--;
        return text.Append("]]}").ToString();
    }

    private static string Repeat(int times, string text) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static string Range(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));
}
