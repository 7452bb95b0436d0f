using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using EstateMap.Client.Explore;
using EstateMap.Server.People;
using Xunit;
using SiteFilter = EstateMap.Client.Explore.SiteFilter;

namespace EstateMap.Server.Tests.Maps;

/// <summary>One filter means the same through every door: counts, tiles, rows and exports come from memory, GraphQL from SQL.</summary>
public class SiteFilterTests(ServedTown town) : IClassFixture<ServedTown>
{
    private const string Ids = """
        query Ids($where: SiteFilterInput, $after: String) {
          sites(first: 50, after: $after, where: $where) { nodes { id } pageInfo { hasNextPage endCursor } }
        }
        """;

    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);

    private static readonly (string Facet, string[] Codes)[] Choices =
    [
        ("use", ["library", "school", "park", "community_building", "none"]), ("owner", ["1", "2", "none"]), ("tenure", ["freehold", "leasehold", "none"]),
        ("condition", ["A", "B", "C", "D", "none"]), ("energy", ["A+", "A", "C", "G", "none"]), ("size", ["under-250", "250-1000", "1000-2500", "2500-10000", "over-10000", "none"]),
        ("abcd", ["associations", "places", "culture", "none"]), ("service", ["library", "school", "general_practice", "none"]), ("dataset", ["fictional-town"]),
        ("precision", ["GIVEN", "POSTCODE", "UNLOCATED"]), ("issue", ["invalid-postcode", "none"]), ("freshness", ["under-1-year", "1-2-years", "over-2-years", "none"]),
    ];

    private static readonly Gen<FacetCodes> Facets = Gen.Int[0, Choices.Length - 1].Select(facet => Gen.Int[0, Choices[facet].Codes.Length - 1].Array[1, 3].Select(codes => (Choices[facet].Facet, Codes: codes.Select(code => Choices[facet].Codes[code]))))
        .SelectMany(chosen => chosen).Array[0, 3].Select(chosen => chosen.Aggregate(FacetCodes.None, (facets, one) => facets.With(one.Facet, one.Codes)));

    // In and around the town, whose south-western corner is at 0.8, 54.4.
    private static readonly Gen<LonLat> Corner = Gen.Select(Gen.Int[78_000, 89_000], Gen.Int[5_439_000, 5_446_000], (longitude, latitude) => new LonLat(longitude / 1e5, latitude / 1e5));

    private static readonly Gen<ExploreState> States = Gen.Select(
        Facets,
        Gen.Int[0, 4].Select(theme => new[] { "libraries", "schools", "green", "estate", "health" }[theme]).Array[0, 3].Null(),
        Gen.Int[0, 4].Select(area => new AreaChoice(area == 0 ? "authority" : "ward", "2023", $"T0{area}")).Null(0.7),
        // Triangles have no lines that cross.
        Corner.Array[3].Where(corners => Math.Abs(Turn(corners)) > 1e-6).Null(0.7),
        (facets, layers, area, ring) => new ExploreState { Facets = facets, Layers = layers is null ? null : ValueList.Sorted(layers), Area = area, Within = ring is null ? null : new(ring) });

    [Fact]
    public Task Any_filter_keeps_the_same_sites_in_memory_as_in_GraphQL() => States.SampleAsync(async state =>
    {
        var query = SiteFilter.ToQuery(state);
        var selection = await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(query), CancellationToken.None);
        var asked = await AskAsync(SiteFilter.ToWhere(state, Today));
        Assert.True(asked.SequenceEqual(selection.Ids()), $"{query}: GraphQL keeps {asked.Length}, the index {selection.Totals.Count}.");
    }, iter: 120, threads: 1);

    [Fact]
    public Task Counts_of_a_facet_are_those_of_the_filter_with_each_of_its_values_instead() => States.SampleAsync(async state =>
    {
        var answer = await town.Client.GetFromJsonAsync<JsonElement>($"/maps/facets.json?{SiteFilter.ToQuery(state)}", CancellationToken.None);
        foreach (var facet in answer.GetProperty("facets").EnumerateArray())
        {
            var name = facet.GetProperty("facet").GetString()!;
            foreach (var value in facet.GetProperty("values").EnumerateArray())
            {
                var code = value.GetProperty("code").GetString()!;
                var instead = name == "theme" ? state with { Layers = ValueList.Sorted([code]) } : state with { Facets = state.Facets.With(name, [code]) };
                var selection = await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(SiteFilter.ToQuery(instead)), CancellationToken.None);
                Assert.True(selection.Totals.Count == value.GetProperty("count").GetInt32(), $"{name}={code} under {SiteFilter.ToQuery(state)}: {value.GetProperty("count")} is said, {selection.Totals.Count} there are.");
            }
        }
    }, iter: 40, threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("theme=libraries,schools")]
    [InlineData("area=T01&areaKind=ward&vintage=2023")]
    [InlineData("tenure=leasehold&size=none")]
    public async Task Totals_are_those_of_siteAggregates(string query)
    {
        var ids = (await town.Indexes.SelectAsync(Caller.Public, Server.Maps.Sites.SiteFilter.Parse(query), TestContext.Current.CancellationToken)).Ids().Select(id => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"Site:{id}")));
        var answer = await town.Client.GetFromJsonAsync<JsonElement>($"/maps/facets.json?{query}", TestContext.Current.CancellationToken);
        var asked = (await PostAsync("query Totals($where: SiteFilterInput) { siteAggregates(where: $where) { count locatedCount propertyCount floorArea_m2 { sum repeatedSum assumedShare knownShare } } }", new { where = new { id = new { @in = ids } } })).GetProperty("siteAggregates")[0];
        foreach (var name in new[] { "count", "locatedCount", "propertyCount" })
            Assert.Equal(asked.GetProperty(name).GetInt32(), answer.GetProperty(name).GetInt32());
        foreach (var name in new[] { "sum", "repeatedSum", "assumedShare", "knownShare" })
        {
            var (wanted, given) = (asked.GetProperty("floorArea_m2").GetProperty(name), answer.GetProperty("floorArea_m2").GetProperty(name));
            Assert.Equal(wanted.ValueKind, given.ValueKind);
            if (wanted.ValueKind == JsonValueKind.Number) Assert.Equal(wanted.GetDouble(), given.GetDouble(), 6);
        }
    }

    [Theory]
    [InlineData("name", "name: ASC")]
    [InlineData("street.desc", "streetName: DESC")]
    [InlineData("owner", "owner: { name: ASC }")]
    [InlineData("floor_area.desc", "floorArea_m2: DESC")]
    [InlineData("floor_area", "floorArea_m2: ASC")]
    public async Task Rows_stand_in_the_order_of_GraphQL_from_any_rank(string sort, string order)
    {
        var asked = (await PostAsync($$"""{ sites(first: 50, where: { theme: { eq: "green" } }, order: [{ {{order}} }, { name: ASC }]) { nodes { id } } }""", null)).GetProperty("sites").GetProperty("nodes").EnumerateArray().Select(site => site.GetProperty("id").GetString()!).ToArray();
        var all = await RowsAsync($"theme=green&sort={sort}&count=50");
        Assert.Equal(asked, all.Ids);
        Assert.Equal(asked[20..30], (await RowsAsync($"theme=green&sort={sort}&from=20&count=10&site={asked[33]}")).Ids);
        Assert.Equal(33, (await RowsAsync($"theme=green&sort={sort}&count=0&site={Uri.EscapeDataString(asked[33])}")).At);
        Assert.Empty((await RowsAsync($"theme=green&sort={sort}&from=100000")).Ids);
        Assert.Null((await RowsAsync($"theme=libraries&sort={sort}&site={Uri.EscapeDataString(asked[33])}")).At);
    }

    [Theory]
    [InlineData("/maps/facets.json?theme=castles", "There is no theme 'castles'")]
    [InlineData("/maps/facets.json?owner=9999", "There is no owner '9999'")]
    [InlineData("/maps/facets.json?size=large", "There is no size 'large'")]
    [InlineData("/maps/facets.json?within=1,2;3,4", "at least three corners")]
    [InlineData("/maps/facets.json?within=1,2;3,4;x,5", "'x,5'")]
    [InlineData("/maps/facets.json?within=0,0;1,1;1,0;0,1", "cross each other")]
    [InlineData("/maps/facets.json?within=0,0;1e999,1;1,0", "no such corner")]
    [InlineData("/maps/facets.json?bbox=1,2,3", "'bbox' is west,south,east,north")]
    [InlineData("/maps/facets.json?bbox=3,2,1,4", "'bbox' is west,south,east,north")]
    [InlineData("/maps/rows.json?sort=colour", "There is no order 'colour'")]
    [InlineData("/maps/rows.json?count=201", "'count' must be a whole number from 0 to 200")]
    [InlineData("/maps/rows.json?from=-1", "'from' must be a whole number")]
    [InlineData("/exports/sites.gpkg?bom=true", "There is no parameter 'bom'")]
    public async Task A_bad_filter_gets_a_sentence_that_names_it(string address, string sentence)
    {
        using var answer = await town.Client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_filter_that_spells_a_right_one_spoils_it_for_nobody()
    {
        using var wrong = await town.Client.GetAsync("/maps/facets.json?theme=libraries%26use%3Dlibrary", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var right = await town.Client.GetAsync("/maps/facets.json?theme=libraries&use=library", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        using var again = await town.Client.GetAsync("/maps/facets.json?theme=castles", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Fact]
    public async Task A_theme_without_codes_leaves_nothing()
    {
        Assert.Equal(0, (await town.Client.GetFromJsonAsync<JsonElement>("/maps/facets.json?theme=", TestContext.Current.CancellationToken)).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("UPDATE property SET is_current = false WHERE id = 1", "UPDATE property SET is_current = true WHERE id = 1")]
    [InlineData("DELETE FROM condition_survey WHERE property_id = 12", "INSERT INTO condition_survey (property_id, surveyed_on, condition_band) VALUES (12, '2024-01-01', 'A')")]
    [InlineData("UPDATE import_issue SET issue_type = 'invalid-date' WHERE record_key = 'T000011'", "UPDATE import_issue SET issue_type = 'invalid-postcode' WHERE record_key = 'T000011'")]
    public async Task Whatever_counts_rest_on_makes_them_new_when_it_changes(string change, string back)
    {
        var before = await town.Indexes.GetVersionAsync(TestContext.Current.CancellationToken);
        try
        {
            await town.RunAsync(change);
            for (var wait = 0; wait < 200 && await town.Indexes.GetVersionAsync(TestContext.Current.CancellationToken) == before; wait++) await Task.Delay(50, TestContext.Current.CancellationToken);
            Assert.NotEqual(before, await town.Indexes.GetVersionAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            await town.RunAsync(back);
        }
    }

    [Fact]
    public async Task A_parameter_of_thousands_of_letters_is_refused()
    {
        using var answer = await town.Client.GetAsync($"/maps/facets.json?within={new string('1', 7000)}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var facet = await town.Client.GetAsync($"/maps/facets.json?owner={string.Join(',', Enumerable.Range(0, 1500))}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, facet.StatusCode);
    }

    private static double Turn(LonLat[] ring) => ((ring[1].Longitude - ring[0].Longitude) * (ring[2].Latitude - ring[0].Latitude)) - ((ring[2].Longitude - ring[0].Longitude) * (ring[1].Latitude - ring[0].Latitude));

    private async Task<(string[] Ids, int? At)> RowsAsync(string query)
    {
        var answer = await town.Client.GetFromJsonAsync<JsonElement>($"/maps/rows.json?{query}", TestContext.Current.CancellationToken);
        return ([.. answer.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)], answer.GetProperty("at") is { ValueKind: JsonValueKind.Number } at ? at.GetInt32() : null);
    }

    private async Task<long[]> AskAsync(object? where)
    {
        var ids = new List<long>();
        string? after = null;
        do
        {
            var page = (await PostAsync(Ids, new { where, after })).GetProperty("sites");
            ids.AddRange(page.GetProperty("nodes").EnumerateArray().Select(site => Server.Graph.GlobalId.FindNumber("Site", site.GetProperty("id").GetString()!)!.Value));
            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? page.GetProperty("pageInfo").GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);
        return [.. ids.Order()];
    }

    private async Task<JsonElement> PostAsync(string query, object? variables)
    {
        using var answer = await town.Client.PostAsJsonAsync("/graphql", new { query, variables }, TestContext.Current.CancellationToken);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.False(json.TryGetProperty("errors", out var errors), errors.ToString());
        return json.GetProperty("data");
    }
}
