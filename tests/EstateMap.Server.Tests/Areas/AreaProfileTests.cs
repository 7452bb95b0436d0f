using System.Net;
using System.Text.Json;
using EstateMap.Server.Tests.Plans;
using Xunit;

namespace EstateMap.Server.Tests.Areas;

/// <summary>The village of plans with a group of quilters that meets in the Beta Hub and nowhere else, and that was granted money.</summary>
public sealed class ProfileVillage : PlanVillage
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("""
            INSERT INTO vocabulary_term (vocabulary, code, label, sort_order) VALUES ('abcd-classes', 'associations', 'Associations', 10), ('abcd-classes', 'culture', 'Culture', 50);
            INSERT INTO organisation (id, name, name_key, kind) OVERRIDING SYSTEM VALUE VALUES (70, 'Quilters', 'quilters', 'voluntary');
            INSERT INTO occupation (id, property_id, organisation_id, basis) OVERRIDING SYSTEM VALUE VALUES (70, 112, 70, 'fact');
            INSERT INTO link (id, dataset_id, record_key, kind, from_organisation_id, to_organisation_id, title, amount_gbp, agreed_on, evidence) OVERRIDING SYSTEM VALUE VALUES
                (70, 'village-register', 'G1', 'funds', 1, 70, 'Thread', 500, '2023-02-01', 'Register of grants'), (71, 'village-register', 'G2', 'funds', 1, 70, 'Needles', 100, '2024-02-01', 'Register of grants');
            INSERT INTO schedule (service_id, byday, opens_at, closes_at) VALUES (11, 'MO,SA', '10:00', '19:00');
            """);
    }
}

public class AreaProfileTests(ProfileVillage village) : IClassFixture<ProfileVillage>
{
    private const string Ask = "query($areas: [AreaChoiceInput!], $within: Geometry) { areaProfiles(areas: $areas, within: $within) { name people decile wholeName whole { code } parts { part note figures { code value whole assumedShare facet } } } }";

    // From the middle of one quarter to the next is 0.02 degrees of latitude, 2,225.7 m: with a detour of 1.3 at 4.8 km/h.
    private const double Quarter_min = 2225.7 * 1.3 / (4.8 / 3.6) / 60;

    [Fact]
    public async Task What_is_strong_comes_first_and_a_class_without_an_asset_is_a_nought()
    {
        var profile = await ProfileAsync("W1");

        Assert.Equal(["STRENGTHS", "PEOPLE", "SERVICES", "ESTATE", "ACCESS", "INEQUALITIES", "MONEY", "GAPS", "SOURCES"], profile.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("part").GetString()));
        Assert.Equal((1.0, 0.0), (Value(profile, "assets.culture"), Value(profile, "assets.associations")));
        Assert.Equal("West Ward", profile.GetProperty("name").GetString());
        Assert.Equal("everywhere", profile.GetProperty("wholeName").GetString());
    }

    [Fact]
    public async Task Floor_area_counts_one_measurement_a_property_and_says_how_much_is_assumed()
    {
        var profile = await ProfileAsync("W1");

        // Alpha Library 400 (its net area is not added), Empty Hall 300 assumed, the lodge 200, the field 200.
        Assert.Equal(1100, Value(profile, "floor_area"));
        Assert.Equal(300.0 / 1100, Figure(profile, "floor_area").GetProperty("assumedShare").GetDouble(), 1e-9);
        Assert.Equal(31000, Value(profile, "running_cost"));
    }

    [Fact]
    public async Task What_the_public_may_not_see_is_in_no_sum()
    {
        var profile = await ProfileAsync("W2");

        // Hidden House lies in the ward too.
        Assert.Equal(6, Value(profile, "sites"));
    }

    [Fact]
    public async Task Minutes_are_the_mean_over_people_and_not_over_small_areas()
    {
        var profile = await ProfileAsync("W1");

        // 400 people live on top of the library, 800 in the next quarter.
        Assert.Equal(800 * Quarter_min / 1200, Value(profile, "minutes.library.all"), 0.02);
        Assert.Equal(400.0 / 1200, Value(profile, "near.library.all"), 1e-9);
        Assert.Equal(50 * Quarter_min / 150, Value(profile, "minutes.library.age_65_over"), 0.02);
        Assert.Equal("service", Figure(profile, "minutes.library.all").GetProperty("facet").GetString());
    }

    [Fact]
    public async Task A_kind_that_others_have_and_the_area_has_not_is_a_gap_with_the_way_to_the_nearest()
    {
        var profile = await ProfileAsync("W2");

        Assert.True(Value(profile, "lacking.library") > Quarter_min / 2);
        Assert.Equal(800, Value(profile, "beyond.library"));
        Assert.DoesNotContain(Figures(profile), figure => figure.GetProperty("code").GetString() == "lacking.community_hub");
    }

    [Fact]
    public async Task Opening_hours_are_told_for_evenings_and_weekends()
    {
        var profile = await ProfileAsync("W1");

        Assert.Equal((18.0, 1.0, 1.0), (Value(profile, "hours.library"), Value(profile, "evening.library"), Value(profile, "weekend.library")));
        Assert.Equal(1, Value(profile, "hours_unknown.community_hub"));
    }

    [Fact]
    public async Task Money_goes_where_the_organisation_that_got_it_has_all_its_places()
    {
        var (west, east) = (await ProfileAsync("W1"), await ProfileAsync("W2"));

        Assert.Equal((2.0, 600.0, 500.0), (Value(west, "grants"), Value(west, "granted"), Value(west, "granted_in.2023")));
        Assert.Equal(600 / 1.2, Value(west, "granted_per_thousand"), 1e-9);
        Assert.Equal(0, Value(east, "grants"));
        var rows = (await village.DataAsync("""{ areaLinks(area: { kind: "ward", vintage: "2023", code: "W1" }, flow: RECEIVED, order: [{ amount_gbp: ASC }]) { totalCount nodes { title } } }""")).GetProperty("areaLinks");
        Assert.Equal(2, rows.GetProperty("totalCount").GetInt32());
        Assert.Equal("Needles", rows.GetProperty("nodes")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task Organisations_behind_the_number_are_as_many_as_it_says()
    {
        var profile = await ProfileAsync("W1");

        var rows = (await village.DataAsync("""{ all: areaOrganisations(area: { kind: "ward", code: "W1" }) { totalCount } home: areaOrganisations(area: { kind: "ward", code: "W1" }, isHome: true) { nodes { name } } points: areaDemandPoints(area: { kind: "ward", code: "W1" }) { totalCount } }"""));
        Assert.Equal(Value(profile, "organisations"), rows.GetProperty("all").GetProperty("totalCount").GetDouble());
        Assert.Equal(["Quilters"], rows.GetProperty("home").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()));
        Assert.Equal(2, rows.GetProperty("points").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_drawn_shape_has_the_profile_of_the_ward_whose_outline_it_follows()
    {
        var ward = await ProfileAsync("W1");
        var drawn = (await village.DataAsync(Ask, new { within = new { type = "Polygon", coordinates = new[] { new[] { new[] { -2.0201, 52.9999 }, [-1.9999, 52.9999], [-1.9999, 53.0401], [-2.0201, 53.0401], [-2.0201, 52.9999] } } } })).GetProperty("areaProfiles")[0];

        Assert.Equal(JsonValueKind.String, drawn.GetProperty("name").ValueKind);
        foreach (var code in new[] { "sites", "floor_area", "services.library", "minutes.library.all", "granted" }) Assert.Equal(Value(ward, code), Value(drawn, code), 1e-9);
        Assert.Equal(1200, drawn.GetProperty("people").GetDouble());
    }

    [Fact]
    public async Task The_gap_between_areas_is_that_of_the_most_and_least_deprived_fifth()
    {
        var compared = (await village.DataAsync("""{ areaComparison(kind: "ward", vintage: "2023", figure: "minutes.library.all") { unit sentence fifths { most least gap } rows { area { code } compared decile } } }""")).GetProperty("areaComparison");

        var rows = compared.GetProperty("rows");
        Assert.Equal(["W2", "W1"], rows.EnumerateArray().Select(row => row.GetProperty("area").GetProperty("code").GetString()));
        Assert.Equal((10.0, 1.0), (rows[0].GetProperty("decile").GetDouble(), rows[1].GetProperty("decile").GetDouble()));
        Assert.Equal(rows[1].GetProperty("compared").GetDouble(), compared.GetProperty("fifths").GetProperty("most").GetDouble(), 1e-9);
        Assert.Equal(rows[0].GetProperty("compared").GetDouble(), compared.GetProperty("fifths").GetProperty("least").GetDouble(), 1e-9);
        Assert.Contains("less", compared.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_are_compared_by_the_thousand_people()
    {
        var compared = (await village.DataAsync("""{ areaComparison(kind: "ward", vintage: "2023", figure: "grants") { isPerThousand unit rows { area { code } value compared } } }""")).GetProperty("areaComparison");

        Assert.True(compared.GetProperty("isPerThousand").GetBoolean());
        var west = compared.GetProperty("rows")[0];
        Assert.Equal(("W1", 2.0), (west.GetProperty("area").GetProperty("code").GetString(), west.GetProperty("value").GetDouble()));
        Assert.Equal(2 / 1.2, west.GetProperty("compared").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("{ areaProfiles { name } }", "Give `areas`")]
    [InlineData("""{ areaProfiles(areas: [{ kind: "ward", vintage: "2023", code: "none" }]) { name } }""", "There is no area ward 2023 none.")]
    [InlineData("""{ areaProfiles(within: { type: Point, coordinates: [-2, 53] }) { name } }""", "`within` is a polygon")]
    [InlineData("""{ areaComparison(kind: "ward", figure: "nonsense") { label } }""", "There is no figure `nonsense`")]
    [InlineData("""{ areaLinks(flow: IN) { totalCount } }""", "Give either `area` or a polygon")]
    public async Task A_wrong_question_is_answered_with_a_sentence(string query, string sentence) => Assert.Contains(sentence, await village.FirstErrorAsync(query), StringComparison.Ordinal);

    [Fact]
    public async Task The_file_for_a_meeting_holds_everything_and_leads_nowhere()
    {
        var html = await village.Http.GetStringAsync("/areas/profile.html?area=W1&areaKind=ward&vintage=2023&other=ward:2023:W2", TestContext.Current.CancellationToken);

        Assert.Contains("What is strong here", html, StringComparison.Ordinal);
        Assert.Contains("East Ward", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_figure_is_a_row_of_the_table()
    {
        var profile = await ProfileAsync("W1");
        var csv = await village.Http.GetStringAsync("/areas/profile.csv?area=W1&areaKind=ward&vintage=2023", TestContext.Current.CancellationToken);

        Assert.Equal(Figures(profile).Count() + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("West Ward,ward,2023,W1,money,granted,Granted in all,£,600,", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/areas/profile.html", HttpStatusCode.BadRequest)]
    [InlineData("/areas/profile.html?area=W1", HttpStatusCode.BadRequest)]
    [InlineData("/areas/profile.csv?area=none&areaKind=ward", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/areas/profile.csv?within=1,2;3,4", HttpStatusCode.BadRequest)]
    [InlineData("/areas/profile.html?area=W1&areaKind=ward&other=x", HttpStatusCode.BadRequest)]
    public async Task A_wrong_address_is_answered_with_a_problem(string address, HttpStatusCode status)
    {
        using var answer = await village.Http.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    private async Task<JsonElement> ProfileAsync(string code) => (await village.DataAsync(Ask, new { areas = new[] { new { kind = "ward", vintage = "2023", code } } })).GetProperty("areaProfiles")[0];

    private static IEnumerable<JsonElement> Figures(JsonElement profile) => profile.GetProperty("parts").EnumerateArray().SelectMany(part => part.GetProperty("figures").EnumerateArray());

    private static JsonElement Figure(JsonElement profile, string code) => Figures(profile).Single(figure => figure.GetProperty("code").GetString() == code);

    private static double Value(JsonElement profile, string code) => Figure(profile, code).GetProperty("value").GetDouble();
}
