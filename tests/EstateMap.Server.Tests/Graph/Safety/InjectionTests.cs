using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>
/// Values that mean something to SQL, to patterns, to formats and to ids, at every place of the schema where a caller can put one; as literals and as variables, by plan and field by field.
/// They are only values: the answer is well-formed, nothing of the inside shows, the data stay, and the statements sent are those that harmless values send.
/// </summary>
[Trait("soak", "yes")]
public partial class InjectionTests(Village village) : IClassFixture<Village>
{
    private const int InOneQuestion = 40;
    private const int AttacksOfPlace = 2;

    private static readonly string[] Texts =
    [
        "'; DROP TABLE site; --", "' OR '1'='1", "\" OR 1=1 --", "1; SELECT pg_sleep(5)", "$1", "$2::text", "$$; DELETE FROM site; $$", "$a$x$a$", "/* */ --", "%", "_", "%_%", "\\", "\\'", "E'\\''", "${jndi:x}", "\u0000", "a\u0000b", "\ud800", "\udc00\ud800", "A\u0301\u202e\u2066", "{0}", "{{0}}", "{\"a\":[1]}", "[1,2]",
        "parent.id", "s.id", "NULL", "null", "true", "NaN", "Infinity", "-1", "99999999999999999999", "1e999", "0x1F", "U2l0ZTo4' OR TRUE --", "U2l0ZTo4OyBEUk9QIFRBQkxFIHNpdGU7IC0t", "U2l0ZTo5MjIzMzcyMDM2ODU0Nzc1ODA4", "U2l0ZTo=", "Og==", "RGF0YXNldDonOyBEUk9QIFRBQkxFIHNpdGU7LS0=", "RGF0YXNldDoA",
        "WyInOyBEUk9QIFRBQkxFIHNpdGU7IC0tIiwxXQ==", "W251bGwsbnVsbF0=", "WyJhIiwxZTk5OV0=", "WyJcdWQ4MDAiLDFd", "bnVsbA==", "İIıi", "ẞß", new string('x', 5_000), new string('%', 500), "🏛️", "\t\r\n\v\f", "<script>alert(1)</script>",
    ];

    private static readonly string[] Numbers = ["0", "-0", "-1", "2147483647", "-2147483648", "2147483648", "9223372036854775808", "1e400", "-1e308", "1e-400", "99999999999999999999999999999999999999", "0.1", "\"NaN\"", "\"1; DROP TABLE site\"", "NaN", "true", "null", "[]", "{}"];

    private static readonly string[] Words = ["\"'; DROP TABLE site; --\"", "DROP", "null", "1", "[]", "{}", "\"{0}\"", "true", "PUBLIC"];

    private static readonly string[] Geometries =
    [
        "{\"type\":\"LineString\",\"coordinates\":[[-90,0],[90,0]]}", "{\"type\":\"LineString\",\"coordinates\":[[0,90],[0,-90]]}", "{\"type\":\"Polygon\",\"coordinates\":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}", "{\"type\":\"Point\",\"coordinates\":[180,90]}", "{\"type\":\"Point\",\"coordinates\":[1,2,3]}",
        "{\"type\":\"Point\",\"coordinates\":[1,2,3,4]}", "{\"type\":\"Point\",\"coordinates\":[1]}", "{\"type\":\"Point\",\"coordinates\":[\"1; DROP TABLE site\",2]}", "{\"type\":\"Point\",\"coordinates\":[1e308,1e308]}", "{\"type\":\"Point\",\"coordinates\":[2000000,3000000],\"crs\":27700}",
        "{\"type\":\"Point\",\"coordinates\":[-1000000,-1000000],\"crs\":27700}", "{\"type\":\"Point\",\"coordinates\":[20037508,20048966],\"crs\":3857}", "{\"type\":\"Point\",\"coordinates\":[1e9,1e9],\"crs\":3857}", "{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":\"4326; DROP TABLE site\"}", "{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":4294971622}",
        "{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4326\"}}}", "{\"type\":\"Point'); DROP TABLE site; --\",\"coordinates\":[1,2]}", "{\"type\":\"MultiPoint\",\"coordinates\":[]}", "{\"type\":\"GeometryCollection\",\"geometries\":[]}", "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}]}]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0],[0,0],[0,0]]]}", "{\"type\":\"LineString\",\"coordinates\":[[1,1],[1,1]]}", "{\"type\":\"Polygon\",\"coordinates\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "{\"coordinates\":{\"a\":[1]}}", "{\"type\":null,\"coordinates\":null}", "{}", "[]", "\"POINT(1 2)\"", "7", "null",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]],\"bbox\":[\"a\"]}", "{\"type\":\"Point\",\"coordinates\":[-2.01,53.01],\"constructor\":{\"prototype\":1}}",
    ];

    private static readonly string[] HarmlessIds = ["village", "U2l0ZTox", "RGF0YXNldDphYmM=", "TWF0Y2hDYW5kaWRhdGU6YXwxfGI=", "TWF0Y2hEZWNpc2lvbjphfDF8Yg=="];

    // Every kind of key first, and every kind behind it.
    private static readonly string[] HarmlessCursors = ["village", .. from first in new[] { "\"a\"", "null", "1" } from second in new[] { "\"a\"", "null", "1", "1.5" } select Convert.ToBase64String(Encoding.UTF8.GetBytes($"[{first},{second}]"))];

    private SchemaWalk Walk => new(village.Services.GetRequiredService<ISchema>());

    [Fact]
    public void Every_type_of_the_schema_is_come_to()
    {
        Assert.Empty(Walk.Unreached);
        Assert.True(Walk.Places().Count() > 700, "The walk found hardly any places; has the schema's form changed?");
    }

    [Fact]
    public async Task Hostile_text_at_any_place_is_only_text()
    {
        var before = await DigestAsync();
        var places = Walk.Places().Where(place => place.Type.Name is "String" or "ID" && !place.Field.StartsWith("Subscription.", StringComparison.Ordinal)).ToList();
        // A cursor that is none stops what asks for it, and with it the plan of the whole question.
        foreach (var group in places.GroupBy(place => (IsCursor: place.Path is "after" or "before", Type: place.Type.Name)))
            foreach (var several in group.Chunk(InOneQuestion).Index())
                foreach (var asVariable in new[] { true, false })
                    await AttackAsync(several.Item, group.Key.Type, [.. Enumerable.Range(0, Math.Min(Texts.Length, Soak.Times(AttacksOfPlace))).Select(n => Texts[(several.Index * AttacksOfPlace + n * 2 + (asVariable ? 1 : 0) + (group.Key.IsCursor ? 43 : 0)) % Texts.Length])], asVariable);
        Assert.Equal(before, await DigestAsync());
    }

    [Fact]
    public async Task Every_hostile_text_is_tried_where_it_may_do_most()
    {
        var before = await DigestAsync();
        var places = Walk.Places().Where(place => place.Type.Name is "String" or "ID" && place.Field.StartsWith("Query.", StringComparison.Ordinal) && place.Path.Count(c => c == '.') <= 2)
            .DistinctBy(place => (place.Field, place.Path[(place.Path.LastIndexOf('.') + 1)..], place.Path is "after" or "before")).ToList();
        foreach (var group in places.GroupBy(place => (IsCursor: place.Path is "after" or "before", Type: place.Type.Name)))
            await AttackAsync([.. group.Take(60)], group.Key.Type, Texts, asVariable: true);
        Assert.Equal(before, await DigestAsync());
    }

    [Fact]
    public async Task Wrong_and_extreme_numbers_words_and_geometries_are_answered_or_refused_in_words()
    {
        var before = await DigestAsync();
        var oracle = new Oracle(village.Services);
        var places = Walk.Places().Where(place => place.Type.Name is not ("String" or "ID") && !place.Field.StartsWith("Subscription.", StringComparison.Ordinal)).ToList();
        foreach (var (n, place) in places.Index())
        {
            var attacks = place.Type switch { { Name: "Int" or "Float" } => Numbers, { Name: "Geometry" } => Geometries, _ => Words };
            // Each place gets a few, each kind of place gets all.
            for (var k = 0; k < Math.Min(attacks.Length, Soak.Times(place.Type.Name == "Geometry" ? 3 : 1)); k++)
            {
                var attack = attacks[(n + k) % attacks.Length];
                // JSON's own words are not GraphQL's: unquoted members, no strings for words.
                if ((n + k) % 2 == 0 && TryPlain(attack, out var value))
                {
                    AssertSays((await oracle.AskAsync($"query($v: {place.Type.Name}!) {place.Query("$v")}", new Dictionary<string, object?> { ["v"] = value }, mayFail: true)).Answer, place, attack);
                    continue;
                }

                var literal = place.Type.Name == "Geometry" ? Member().Replace(attack, "$1:") : attack;
                AssertSays((await oracle.AskAsync(place.Query(literal), mayFail: true)).Answer, place, literal);
            }
        }

        Assert.Equal(before, await DigestAsync());
    }

    [Fact]
    public async Task Every_geometry_is_tried_in_every_operation_with_every_distance()
    {
        var oracle = new Oracle(village.Services);
        var operations = new[] { "intersects", "within", "contains", "overlaps", "touches", "distance" };
        double?[] distances = [null, 0, -5, 1e6, -1e6, 1e9, double.MaxValue, double.NegativeInfinity, double.NaN];
        foreach (var (at, text) in Geometries.Index())
        {
            TryPlain(text, out var geometry);
            foreach (var buffer in distances.Where((_, n) => Soak.Times(1) > 1 || n == 0 || n % 3 == at % 3))
            {
                var questions = operations.Select((operation, n) => $"s{n}: sites(where: {{ geometry: {{ {operation}: {{ geometry: $g, buffer: $b{(operation == "distance" ? ", lt: $m, gte: $m" : "")} }} }} }}) {{ totalCount }} a{n}: areas(where: {{ geometry: {{ n{(operation == "distance" ? "intersects" : operation)}: {{ geometry: $g, buffer: $b }} }} }}) {{ totalCount nodes {{ id }} }}");
                var query = $"query($g: Geometry!, $b: Float, $m: Float) {{ {string.Join(' ', questions)} near: sites(near: {{ geometry: $g, maxDistance: $m }}) {{ nodes {{ id distance(to: $g) }} pageInfo {{ endCursor }} }} }}";
                var (answer, _) = await oracle.AskAsync(query, new Dictionary<string, object?> { ["g"] = geometry, ["b"] = buffer, ["m"] = buffer is null ? 1 : Math.Abs(buffer.Value) }, mayFail: true);
                AssertSays(answer, query, $"{text} {buffer}");
            }
        }
    }

    [Fact]
    public async Task Hostile_text_opens_no_subscription_but_the_one_asked_for()
    {
        var executer = village.Services.GetRequiredService<IDocumentExecuter>();
        foreach (var place in Walk.Places().Where(place => place.Field.StartsWith("Subscription.", StringComparison.Ordinal)))
            foreach (var attack in Texts)
            {
                var result = await executer.ExecuteAsync(new ExecutionOptions { Schema = village.Services.GetRequiredService<ISchema>(), Query = $"subscription($v: {place.Type.Name}) {place.Query("$v")["subscription ".Length..]}", Variables = new Inputs(new Dictionary<string, object?> { ["v"] = attack }), RequestServices = village.Services });
                if (result.Errors is not { Count: > 0 }) continue;
                using var buffer = new MemoryStream();
                await village.Services.GetRequiredService<IGraphQLSerializer>().WriteAsync(buffer, new ExecutionResult { Errors = result.Errors });
                AssertSays(Encoding.UTF8.GetString(buffer.ToArray()), place, attack);
            }
    }

    /// <summary>One question that puts a text to many places; the statements must be those of harmless texts: a word, an id, a cursor.</summary>
    private async Task AttackAsync(SchemaWalk.Place[] places, string type, string[] attacks, bool asVariable)
    {
        var oracle = new Oracle(village.Services);
        using var statements = new Statements(village.Reader);
        foreach (var text in places[0].Path is "after" or "before" ? HarmlessCursors : type == "ID" ? HarmlessIds : ["village"]) await AskAsync(text);
        var harmless = statements.Take().ToHashSet();
        Assert.NotEmpty(harmless);
        foreach (var attack in attacks)
        {
            var answer = await AskAsync(attack);
            AssertSays(answer, string.Join(", ", places.Select(place => place.ToString())), attack);
            var strange = statements.Take().Find(text => !harmless.Contains(text));
            Assert.True(strange is null, $"{attack} sends {strange}");
        }

        async Task<string> AskAsync(string text)
        {
            var fields = string.Concat(places.Select((place, n) => $" q{n}: {place.Query(asVariable ? "$v" : Quoted(text))["{ ".Length..^" }".Length]}"));
            return (await oracle.AskAsync(asVariable ? $"query($v: {type}!) {{{fields} }}" : $"{{{fields} }}", asVariable ? new Dictionary<string, object?> { ["v"] = text } : null)).Answer;
        }
    }

    [GeneratedRegex("\"(\\w+)\":")]
    private static partial Regex Member();

    /// <summary>A literal of GraphQL; what JSON escapes stays escaped.</summary>
    private static string Quoted(string text) => $"\"{string.Concat(text.Select(c => c is >= ' ' and < '\u007f' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}"))}\"";

    private static bool TryPlain(string json, out object? value)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            value = Plain(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetInt32(out var whole) => whole,
        JsonValueKind.Number when element.TryGetInt64(out var large) => large,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Well-formed, expected, and nothing of the inside in it.</summary>
    internal static void AssertSays(string answer, object asked, string attack)
    {
        using var document = JsonDocument.Parse(answer);
        Assert.True(document.RootElement.TryGetProperty("data", out _) || document.RootElement.TryGetProperty("errors", out _), answer);
        foreach (var inside in new[] { HotChocolateErrorInfo.Unexpected, "Npgsql", "PostgresException", "   at ", "System.", "GraphQL.", "relation \"", "column ", "operator does not exist", "SELECT ", "site_use", "source_record", "import_run", "ST_" })
        {
            // Words of the attack itself may be told back.
            if (attack.Contains(inside, StringComparison.Ordinal)) continue;
            var at = answer.IndexOf(inside, StringComparison.Ordinal);
            Assert.True(at < 0, $"{asked} with {attack}: {(at < 0 ? "" : answer[Math.Max(0, at - 200)..Math.Min(answer.Length, at + 300)])}");
        }
    }

    private Task<string> DigestAsync() => DigestAsync(village);

    /// <summary>All rows of all tables, as one number.</summary>
    internal static async Task<string> DigestAsync(Village of)
    {
        var digest = new StringBuilder();
        foreach (var table in await of.Owner.ColumnAsync("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
            digest.Append(CultureInfo.InvariantCulture, $"{table} {await of.Owner.ScalarAsync($"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")}\n");
        return digest.ToString();
    }
}
