using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using EstateMap.Server.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

public class SafetyTests(Village village) : IClassFixture<Village>
{
    private static readonly string[] Attacks =
    [
        "'; DROP TABLE site; --", "' OR '1'='1", "\" OR 1=1 --", "1; SELECT pg_sleep(5)", "$1", "$$; DELETE FROM site; $$", "%", "_", "\\", "\\'", "${jndi:x}", "\u0000", "\ud800", "A\u0301\u202e", "{0}", "parent.id", "U2l0ZTo4' OR TRUE --",
    ];

    [Fact]
    public async Task A_site_that_the_public_may_not_see_shows_through_no_field()
    {
        var answer = await village.AnswerAsync("""
            {
              sites(first: 50) { totalCount nodes { name } features }
              area(code: "W1") { sites { totalCount nodes { name } } }
              organisations { nodes { name sites { totalCount nodes { name } } } }
              siteAggregates(groupBy: [{ by: THEME }]) { count floorArea_m2 { sum max } }
              search(text: "refuge") { title }
              clinic: search(text: "partner clinic") { title }
              postcode: search(text: "ZZ1 1AA") { title }
              uprn: search(text: "000000000108") { title }
              node(id: "U2l0ZTo4") { id }
              site(id: "U2l0ZTo3") { name }
              links: communityAssets { nodes { name links { totalCount nodes { evidence } } } }
              near: sites(near: { geometry: { type: Point, coordinates: [-2.01, 53.0155] }, maxDistance: 200 }) { totalCount }
            }
            """);

        Assert.False(answer.TryGetProperty("errors", out _));
        var text = answer.ToString();
        Assert.Equal(6, answer.GetProperty("data").GetProperty("sites").GetProperty("totalCount").GetInt32());
        Assert.Equal(0, answer.GetProperty("data").GetProperty("near").GetProperty("totalCount").GetInt32());
        foreach (var secret in new[] { "Refuge", "Partner Clinic", "9999", "confidence" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_in_any_argument_is_only_text()
    {
        var queries = new[]
        {
            "query($t: String!) { search(text: $t) { title } }", "query($t: String!) { area(code: $t, kind: $t, vintage: $t) { name } }", "query($t: String!) { vocabulary(name: $t) { code } }",
            "query($t: String!) { sites(where: { or: [{ name: { contains: $t } }, { postcode: { in: [$t] } }, { use: { nin: [$t] } }, { owner: { name: { startsWith: $t } } }, { area: { code: { eq: $t } } }, { uprn: { endsWith: $t } }] }) { totalCount nodes { name areas(kind: $t, vintage: $t) { name } } } }",
            "query($t: ID!) { node(id: $t) { id } site(id: $t) { name } nodes(ids: [$t]) { id } sites(where: { id: { in: [$t] } }) { totalCount } }",
            "query($t: String!) { sites(after: $t) { nodes { id } } }", "query($t: String!) { siteAggregates(groupBy: [{ area: { kind: $t, vintage: $t } }]) { count } }",
            "query($t: String!) { importIssues(where: { dataset: { eq: $t }, field: { ncontains: $t } }) { totalCount } datasets(where: { key: { neq: $t } }) { totalCount } areas { nodes { population(group: $t) members(kind: $t) { id } } } }",
        };
        foreach (var query in queries)
            foreach (var attack in Attacks)
            {
                var body = JsonSerializer.Serialize(new { query, variables = new { t = attack } });
                using var response = await village.PostAsync(body, accept: "application/json");
                var text = await response.Content.ReadAsStringAsync();
                AssertSays(text);
                Assert.DoesNotContain(HotChocolateErrorInfo.Unexpected, text, StringComparison.Ordinal);
            }

        Assert.Equal(6, (await village.DataAsync("{ sites { totalCount } }")).GetProperty("sites").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Any_bytes_get_a_well_formed_answer_and_never_a_500() =>
        await Gen.OneOf(Gen.Byte.Array[0, 200].Select(bytes => bytes), Gen.Int[0, Mangled.Length - 1].Select(pick => Mangled[pick]).Select(text => Encoding.UTF8.GetBytes(text)), Gen.Select(Gen.Int[0, Mangled.Length - 1].Select(pick => Mangled[pick]), Gen.Int[0, 60]).Select((text, cut) => Encoding.UTF8.GetBytes(text[..Math.Min(cut, text.Length)])))
            .SampleAsync(async bytes =>
            {
                using var content = new ByteArrayContent(bytes);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                using var response = await village.Http.PostAsync("/graphql", content);
                AssertSays(await response.Content.ReadAsStringAsync());
                Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            }, iter: 300, threads: 1);

    [Theory]
    [InlineData("{}", 400, "HC0013")]
    [InlineData("[]", 400, "HC0009")]
    [InlineData("{", 400, "HC0011")]
    [InlineData("{\"query\":1}", 400, "HC0009")]
    [InlineData("{\"query\":\"{\"}", 400, "HC0014")]
    [InlineData("{\"query\":\"{ nonsense }\"}", 400, null)]
    [InlineData("{\"query\":\"{ place { name } }\",\"variables\":[]}", 400, "HC0009")]
    [InlineData("{\"query\":\"query($n: Int!) { sites(first: $n) { totalCount } }\",\"variables\":{\"n\":\"x\"}}", 400, "HC0016")]
    [InlineData("{\"query\":\"{ place { name } }\"}", 200, null)]
    [InlineData("{\"query\":\"{ sites(first: 51) { totalCount } }\"}", 200, "HC0051")]
    public async Task A_mistake_gets_its_status_and_code(string body, int status, string? code)
    {
        using var response = await village.PostAsync(body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/graphql-response+json", response.Content.Headers.ContentType!.MediaType);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        if (code is not null) Assert.Equal(code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_request_may_come_by_GET_and_the_answer_in_either_media_type()
    {
        using var response = await village.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString("query A { place { name } } query B { sites { totalCount } }") + "&operationName=B") { Headers = { { "Accept", "application/json" } } });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"data\":{\"sites\":{\"totalCount\":6}}}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Other_methods_media_types_and_sizes_are_refused_by_name()
    {
        using var delete = await village.Http.DeleteAsync("/graphql");
        using var text = await village.PostAsync("{ place { name } }", "text/plain");
        using var picture = await village.PostAsync("{\"query\":\"{ place { name } }\"}", accept: "image/png");
        // Asks before it sends, as curl does: a refusal while the body is on its way would reset the connection.
        using var large = await village.PostAsync("{\"query\":\"#" + new string('x', 1_100_000) + "\"}", expectContinue: true);

        Assert.Equal([405, 415, 406, 413], new[] { delete, text, picture, large }.Select(response => (int)response.StatusCode));
    }

    [Fact]
    public async Task Operations_deeper_than_allowed_are_refused()
    {
        var query = "{ sites { nodes { owner { " + string.Concat(Enumerable.Repeat("sites { nodes { owner { ", 6)) + "name" + string.Concat(Enumerable.Repeat(" } } }", 6)) + " } } } }";

        Assert.StartsWith("HC0047 The operation is 22 fields deep", await village.FirstErrorAsync(query), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Query", "{ place { name } }")]
    [InlineData("SitesConnection", "{ nodes { name } }")]
    public async Task Fragments_that_double_forty_times_are_answered_or_refused_at_once(string type, string leaf)
    {
        var fragments = string.Concat(Enumerable.Range(0, 40).Select(n => $"fragment f{n} on {type} {{ ...f{n + 1} ...f{n + 1} }} "));
        var query = (type == "Query" ? "{ ...f0 } " : "{ sites { ...f0 } } ") + fragments + $"fragment f40 on {type} {leaf}";

        var answer = village.AnswerAsync(query);

        // Not a measure of speed: 2^40 visits would take days, one visit each takes milliseconds.
        Assert.Same(answer, await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(20))));
    }

    [Fact]
    public async Task A_circle_of_fragments_ends_with_a_sentence() =>
        Assert.Contains("fragment", await village.FirstErrorAsync("{ sites { ...a } } fragment a on SitesConnection { nodes { owner { sites { ...a } } } }"), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task The_schema_can_be_read_and_introspected()
    {
        var sdl = await village.Http.GetStringAsync("/graphql/schema.graphql");
        var data = await village.DataAsync("{ __type(name: \"Site\") { fields { name } } }");

        Assert.Equal(EstateMapSchema.Print(EstateMapSchema.Build(new ServiceCollection().BuildServiceProvider())), sdl);
        Assert.Equal(sdl, await village.Http.GetStringAsync("/graphql?sdl"));
        Assert.Equal(sdl, await village.Http.GetStringAsync("/graphql/schema"));
        Assert.Contains(data.GetProperty("__type").GetProperty("fields").EnumerateArray(), field => field.GetProperty("name").GetString() == "floorArea_m2");
    }

    private static readonly string[] Mangled =
    [
        "{\"query\":\"{ sites(where:{name:{contains:\\\"a\\\"}}) { nodes { name geometry { bbox } } } }\"}", "{\"query\":\"{ sites(first:99999999999) { totalCount } }\"}", "{\"query\":\"{ a: b(c: {d: [1e999]}) }\"}",
        "{\"query\":\"query($g: Geometry!) { sites(near:{geometry:$g}) { totalCount } }\",\"variables\":{\"g\":{\"type\":\"Point\",\"coordinates\":[[[1]]]}}}",
        "{\"query\":\"query($g: Geometry!) { sites(near:{geometry:$g}) { totalCount } }\",\"variables\":{\"g\":{\"type\":7,\"coordinates\":{}}}}",
        "{\"query\":\"query($g: Geometry!) { sites(near:{geometry:$g}) { totalCount } }\",\"variables\":{\"g\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]}]}}}",
        "{\"query\":\"{ sites(bbox:[1,2,3,null]) { totalCount } }\"}", "{\"query\":\"{ sites(order:[{}]) { nodes { id } } siteAggregates(groupBy:[]) { count } }\"}", "{\"query\":\"{ sites(near:{geometry:{type:Point,coordinates:[1,91]}}) { totalCount } }\"}",
        "{\"query\":\"\\ud800\"}", "\ufeff{\"query\":\"{place{name}}\"}", "{\"query\":\"{ sites(where: null, near: null, order: null, bbox: null, first: null) { totalCount } }\"}", "{\"query\":\"{ site(id: 1) { geometry(precision: 99, crs: 4326) { crs } } }\"}",
    ];

    private static void AssertSays(string text)
    {
        var answer = JsonDocument.Parse(text).RootElement;
        Assert.True(answer.TryGetProperty("data", out _) || answer.TryGetProperty("errors", out _), text);
        foreach (var inside in new[] { "Npgsql", "   at ", "System.", "relation \"", "PostgresException", "SELECT " }) Assert.DoesNotContain(inside, text, StringComparison.Ordinal);
    }
}
