using System.Text.Json;
using CsCheck;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SiteFilterTests
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    private static string? Where(ExploreState state) => SiteFilter.ToWhere(state, Today) is { } where ? JsonSerializer.Serialize(where, JsonSerializerOptions.Web) : null;

    [Fact]
    public void No_filter_asks_for_every_site()
    {
        Assert.Equal("", SiteFilter.ToQuery(new()));
        Assert.Null(Where(new()));
    }

    [Fact]
    public void Layers_facets_area_and_ring_are_all_in_the_query_of_tiles()
    {
        var state = new ExploreState { Layers = ["green", "libraries"], Area = new("ward", "2023", "E05"), Within = [new(-2.3, 53.4), new(-2.2, 53.4), new(-2.2, 53.5)] }
            .WithCode("owner", "12", true).WithCode("owner", Facet.NoValue, true);
        Assert.Equal("theme=green,libraries&owner=12,none&area=E05&areaKind=ward&vintage=2023&within=-2.3,53.4;-2.2,53.4;-2.2,53.5", SiteFilter.ToQuery(state));
    }

    [Fact]
    public void Hiding_every_layer_keeps_no_site_in_both()
    {
        var state = new ExploreState { Layers = [] };
        Assert.Equal("theme=", SiteFilter.ToQuery(state));
        Assert.Equal("""{"themes":{"some":{"in":[]}}}""", Where(state));
    }

    [Fact]
    public void Sites_without_a_use_are_a_layer()
    {
        var state = new ExploreState { Layers = ["green", "none"] };
        Assert.Equal("theme=green,none", SiteFilter.ToQuery(state));
        Assert.Equal("""{"or":[{"themes":{"some":{"in":["green"]}}},{"themes":{"none":{"neq":null}}}]}""", Where(state));
        Assert.Equal("""{"themes":{"none":{"neq":null}}}""", Where(new() { Layers = ["none"] }));
    }

    [Fact]
    public void Different_facets_are_all_asked_for()
    {
        var state = new ExploreState { Area = new("ward", "2023", "E05") }.WithCode("tenure", "freehold", true).WithCode("use", "park", true).WithCode("use", "library", true);
        Assert.Equal("""{"and":[{"uses":{"some":{"in":["library","park"]}}},{"tenures":{"some":{"in":["freehold"]}}},{"area":{"kind":{"eq":"ward"},"vintage":{"eq":"2023"},"code":{"eq":"E05"}}}]}""", Where(state));
    }

    [Theory]
    [InlineData("owner", "12", """{"owner":{"id":{"in":["T3JnYW5pc2F0aW9uOjEy"]}}}""")]
    [InlineData("condition", "D", """{"properties":{"some":{"conditionBand":{"in":["D"]}}}}""")]
    [InlineData("energy", "A+", """{"properties":{"some":{"energyRating":{"in":["A\u002B"]}}}}""")]
    [InlineData("service", "library", """{"services":{"some":{"kind":{"in":["library"]}}}}""")]
    [InlineData("abcd", "places", """{"communityAssets":{"some":{"abcdClass":{"in":["PLACES"]}}}}""")]
    [InlineData("dataset", "library", """{"datasets":{"some":{"in":["library"]}}}""")]
    [InlineData("precision", "GIVEN", """{"locationPrecision":{"in":["GIVEN"]}}""")]
    [InlineData("issue", "missing", """{"issues":{"some":{"issueType":{"in":["missing"]}}}}""")]
    [InlineData("size", "under-250", """{"floorArea_m2":{"lt":250}}""")]
    [InlineData("size", "250-1000", """{"floorArea_m2":{"gte":250,"lt":1000}}""")]
    [InlineData("size", "over-10000", """{"floorArea_m2":{"gte":10000}}""")]
    [InlineData("freshness", "under-1-year", """{"asAt":{"gte":"2025-11-30"}}""")]
    [InlineData("freshness", "1-2-years", """{"asAt":{"gte":"2024-11-30","lt":"2025-11-30"}}""")]
    [InlineData("freshness", "over-2-years", """{"asAt":{"lt":"2024-11-30"}}""")]
    [InlineData("use", "none", """{"uses":{"none":{"neq":null}}}""")]
    [InlineData("condition", "none", """{"properties":{"none":{"conditionBand":{"neq":null}}}}""")]
    [InlineData("abcd", "none", """{"communityAssets":{"any":false}}""")]
    [InlineData("size", "none", """{"floorArea_m2":{"eq":null}}""")]
    [InlineData("freshness", "none", """{"asAt":{"eq":null}}""")]
    [InlineData("owner", "none", """{"isOwnerStated":{"eq":false}}""")]
    public void A_code_means_in_GraphQL_what_it_means_in_the_query(string facet, string code, string expected) =>
        Assert.Equal(expected, Where(new ExploreState().WithCode(facet, code, true)));

    [Fact]
    public void Sites_without_a_value_are_one_choice_among_others() =>
        Assert.Equal("""{"or":[{"floorArea_m2":{"gte":250,"lt":1000}},{"floorArea_m2":{"lt":250}},{"floorArea_m2":{"eq":null}}]}""",
            Where(new ExploreState().WithCode("size", "none", true).WithCode("size", "under-250", true).WithCode("size", "250-1000", true)));

    [Fact]
    public void A_ring_is_closed_for_GraphQL() =>
        Assert.Equal("""{"geometry":{"within":{"geometry":{"type":"Polygon","coordinates":[[[-2.3,53.4],[-2.2,53.4],[-2.2,53.5],[-2.3,53.4]]]}}}}""",
            Where(new() { Within = [new(-2.3, 53.4), new(-2.2, 53.4), new(-2.2, 53.5)] }));

    [Fact]
    public void Any_state_at_all_has_a_filter_and_a_query_to_share() => ExploreStates.All.Sample(state =>
    {
        Assert.Equal(SiteFilter.ToQuery(state) is "", SiteFilter.ToWhere(state, Today) is null);
        GraphQLParser.Parser.Parse(SharedQuery.Of(state, Today));
    });
}
