using System.Text.Json;
using EstateMap.Planning;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>A study over the village: who takes part and why, and what the planner reads. Quarters lie 1,342 m apart from west to east and 2,226 m from south to north, of which a straight line x 1.3 at 4.8 km/h makes 1,309 s and 2,170 s.</summary>
public class StudyTests(PlanVillage village) : IClassFixture<PlanVillage>
{
    private const double West_East_s = 1309;
    private const double South_North_s = 2170;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_site_that_the_rules_looked_at_has_a_role_and_a_reason()
    {
        var id = await village.StudyAsync();
        var data = (await village.DataAsync("query ($id: ID!) { study(id: $id) { candidates { name role reason isOverridden isOpenToday longitude floorArea_m2 floorAreaBasis runningCost_gbp runningCostBasis tenure ward neighbourhood services site { name } } candidateCounts { role count } eligibility { outOfScope } notes } }", new { id })).GetProperty("study");

        Assert.Equal(
            """
            Alpha Library|CANDIDATE|Passes every rule: Library, 400 m².
            Beta Hub|CANDIDATE|Passes every rule: Community hub; its floor area is not known and is assumed.
            Delta Centre|CANDIDATE|Passes every rule: Community hub; its floor area is not known and is assumed.
            Empty Hall|CANDIDATE|Passes every rule: Community building, 300 m².
            Far Hall|NOT_ELIGIBLE|It lies outside the boundary of the place.
            Field|NOT_ELIGIBLE|The register has land there and no building.
            Gamma Hall|NOT_ELIGIBLE|Its floor area is 50 m², under the 100 m² of the rules.
            Nowhere Hall|NOT_ELIGIBLE|It has no position on the map, so nobody can say how far it is.
            Old Cemetery Lodge|NOT_ELIGIBLE|Its name says “cemetery”, which the rules leave out.
            """, string.Join('\n', data.GetProperty("candidates").EnumerateArray().Select(site => $"{site.GetProperty("name")}|{site.GetProperty("role")}|{site.GetProperty("reason")}")));
        Assert.Equal(["KEEP 0", "CANDIDATE 4", "CLOSE 0", "NOT_ELIGIBLE 5"], data.GetProperty("candidateCounts").EnumerateArray().Select(count => $"{count.GetProperty("role")} {count.GetProperty("count")}"));
        Assert.Equal(1, data.GetProperty("eligibility").GetProperty("outOfScope").GetInt32());
        Assert.Equal(["1 site has no position on the map and cannot take part: listed as not eligible.", "2 of 4 buildings have no floor area in the register: 350 m² is assumed for each."], data.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        var alpha = data.GetProperty("candidates")[0];
        Assert.Equal("""{"name":"Alpha Library","role":"CANDIDATE","reason":"Passes every rule: Library, 400 m².","isOverridden":false,"isOpenToday":true,"longitude":-2.01,"floorArea_m2":400,"floorAreaBasis":"FACT","runningCost_gbp":31000,"runningCostBasis":"FACT","tenure":"freehold","ward":"West Ward","neighbourhood":"Village","services":1,"site":{"name":"Alpha Library"}}""", alpha.GetRawText());
        Assert.False(data.GetProperty("candidates")[3].GetProperty("isOpenToday").GetBoolean());
        Assert.Equal(JsonValueKind.Null, data.GetProperty("candidates")[7].GetProperty("longitude").ValueKind);
    }

    [Fact]
    public async Task The_arrays_are_those_of_the_smallest_areas_and_of_the_sites_by_role_and_name()
    {
        var study = await village.ProblemAsync();

        Assert.Equal(["Q1 400 West Ward 1", "Q2 800 West Ward 1", "Q3 300 East Ward 10", "Q4 500 East Ward 10"], study.Demand.Select(point => $"{point.AreaCode} {point.Weight} {point.Ward} {point.ImdDecile}"));
        Assert.Equal(["Alpha Library", "Beta Hub", "Delta Centre", "Empty Hall"], study.Sites.Select(site => site.Name));
        Assert.Equal([0, 1, 2], study.OpenToday);
        Assert.Equal(("straight line x 1.3 at 4.8 km/h", 16), (study.Travel.Badge, study.Travel.Seconds.Length));
        Assert.Equal(0, study.Travel.Seconds[0], 6);
        Assert.InRange(study.Travel.Seconds[4 + 0], South_North_s - 1, South_North_s + 1);
        Assert.InRange(study.Travel.Seconds[8 + 0], West_East_s - 1, West_East_s + 1);
        Assert.Equal([0, 0, Math.Round(study.Travel.Seconds[8], 6), 0], study.SecondsToday.Select(seconds => Math.Round(seconds, 6)));
    }

    [Fact]
    public async Task Doing_nothing_keeps_every_building_that_is_in_use()
    {
        var study = await village.ProblemAsync();
        var nothing = study.DoNothing;

        // 300 of 2,000 people walk from Q3 to Alpha Library; the others live on top of a building.
        Assert.Equal((3, 2000, 0), (nothing.Sites, nothing.People, nothing.Unreachable));
        Assert.Equal(300 * study.SecondsToday[2] / 2000, nothing.MeanSeconds!.Value, 6);
        Assert.Equal((0, study.SecondsToday[2], study.SecondsToday[2]), (Math.Round(nothing.MedianSeconds!.Value, 6), nothing.P95Seconds, nothing.WorstSeconds));
        Assert.Equal((0.85, 0.85, 0.85), (nothing.Within5, nothing.Within15, nothing.Within20));
        // 31,000 stated for Alpha; 350 m² x £100 assumed for Beta and Delta.
        Assert.Equal(new Figure(101_000, "£ per year", 70_000.0 / 101_000), nothing.RunningCost);
        Assert.Equal(new Figure(1100, "m²", 700.0 / 1100), nothing.FloorArea);
        Assert.Equal(1100 * 215 * 0.194, nothing.Carbon.Value, 6);
        Assert.Equal((0, 0), (nothing.Receipts.Value, nothing.Capital.Value));
    }

    [Fact]
    public async Task A_closed_building_brings_a_receipt_only_where_it_may_be_sold()
    {
        var study = await village.ProblemAsync();

        // Alpha is freehold, 400 m² x £800; Beta is leased and handed back; nobody knows of Delta, 350 m² assumed x £800.
        Assert.Equal(320_000, study.Measure([1, 2]).Receipts.Value, 6);
        Assert.Equal(0, study.Measure([0, 2]).Receipts.Value, 6);
        Assert.Equal(280_000, study.Measure([0, 1]).Receipts.Value, 6);
        // Half of 400 m² is needed elsewhere, at £600.
        Assert.Equal(120_000, study.Measure([1, 2]).Capital.Value, 6);
    }

    [Fact]
    public async Task Buildings_in_reach_are_shared_by_all_who_reach_them()
    {
        var study = await village.ProblemAsync();
        var all = study.DoNothing.Access!;

        // 1,100 m² in all, 700 of them assumed, for 2,000 people who all reach some of it: nothing is lost in sharing.
        Assert.Equal((550, 700.0 / 1100), (Math.Round(all.MeanPer1000, 9), all.AssumedShare));
        Assert.Equal(350, study.Measure([1, 2]).Access!.MeanPer1000, 9);
        Assert.Equal((0, null), (study.Measure([]).Access!.MeanPer1000, study.Measure([]).Equity));

        double[] areas = [400, 350, 350];
        double Decay(int i, int j) => study.Travel.Seconds[i * study.Sites.Count + j] switch { <= 600 => 1, <= 1200 => 0.68, <= 1800 => 0.22, _ => 0 };
        double Found(int i) => Enumerable.Range(0, 3).Sum(j => Decay(i, j) * areas[j] / Enumerable.Range(0, study.Demand.Count).Sum(k => study.Weights[k] * Decay(k, j)));
        double Mean(int decile)
        {
            var there = Enumerable.Range(0, study.Demand.Count).Where(i => study.Demand[i].ImdDecile == decile).ToList();
            return 1000 * there.Sum(i => study.Weights[i] * Found(i)) / there.Sum(i => study.Weights[i]);
        }
        Assert.Equal(Mean(1), all.MostDeprivedPer1000!.Value, 9);
        Assert.Equal(Mean(10), all.LeastDeprivedPer1000!.Value, 9);
        Assert.Equal(Enumerable.Range(0, study.Demand.Count).Where(i => 1000 * Found(i) < 275).Sum(i => study.Weights[i]) / 2000, all.ShortShare, 9);
    }

    [Fact]
    public async Task Groups_say_who_would_travel_further_and_how_much()
    {
        var study = await village.ProblemAsync();
        var (toBeta, toDelta) = (study.Travel.Seconds[0 + 1], study.Travel.Seconds[8 + 2]);

        // Without Alpha, Q1's 400 go to Beta and Q3's 300 to Delta.
        var wards = study.Breakdown("WARD", [1, 2]);
        Assert.Equal(["W1 West Ward 1200 400", "W2 East Ward 800 300"], wards.Select(ward => $"{ward.Key} {ward.Label} {ward.People} {ward.WorseOff}"));
        Assert.Equal(toBeta, wards[0].ExtraSeconds, 6);
        Assert.Equal(toDelta - study.SecondsToday[2], wards[1].ExtraSeconds, 6);
        Assert.Equal((1.0, 800.0 / 1200), (wards[0].Now.Within15, wards[0].Then.Within15));
        Assert.Equal(["1 Decile 1, most deprived 400", "10 Decile 10, least deprived 300"], study.Breakdown("IMD_DECILE", [1, 2]).Select(decile => $"{decile.Key} {decile.Label} {decile.WorseOff}"));
        Assert.Equal(["age_65_over 370 300"], study.Breakdown("AGE_BAND", [1, 2]).Select(band => $"{band.Key} {band.People} {band.WorseOff}"));
        // 90 households of the West Ward's small area by its people, a third of them in Q1; 40 of the East Ward's, three eighths of them in Q3.
        Assert.Equal(["no_car 130 45"], study.Breakdown("NO_CAR", [1, 2]).Select(cars => $"{cars.Key} {cars.People} {cars.WorseOff}"));
        Assert.Equal(["village 2000"], study.Breakdown("NEIGHBOURHOOD", [1, 2]).Select(area => $"{area.Key} {area.People}"));
    }

    [Fact]
    public async Task Nobody_at_all_is_served_where_nothing_is_open()
    {
        var study = await village.ProblemAsync();
        var empty = study.Measure([]);

        Assert.Equal((0, null, 2000, 0), (empty.Sites, empty.MeanSeconds, empty.Unreachable, empty.Within20));
        Assert.Null(empty.Equity);
        Assert.Equal(2000, study.Breakdown("NEIGHBOURHOOD", []).Single().WorseOff);
        Assert.All(study.Assignments([]), point => Assert.Null(point.Site));
    }

    [Fact]
    public async Task Constraints_become_those_of_the_models()
    {
        var study = await village.ProblemAsync(new
        {
            title = "Constrained",
            constraints = new
            {
                areaKind = "ward",
                minimumPerArea = 1,
                protectedGroup = "imd_1_2",
                mostExtraMinutes = 5,
                runningCostCeiling_gbp = 90_000,
                floorAreaCeiling_m2 = 1000,
                exclusions = new[] { new { first = PlanVillage.Site(11), second = PlanVillage.Site(17) } },
            },
        });
        var problem = study.Get();

        // Empty Hall stands on the corner of both wards and of all quarters: it counts for the one that the register gives it.
        Assert.Equal(["East Ward", "West Ward"], study.ConstraintAreas);
        Assert.Equal([1, 1, 0], problem.Groups![..3]);
        Assert.Equal([1, 1], problem.GroupMinimum!);
        // The most deprived fifth lives in Q1 and Q2, on top of a building: five minutes are all that they may travel.
        Assert.Equal([300, 300, double.PositiveInfinity, double.PositiveInfinity], problem.Limits!.Select(limit => Math.Round(limit, 6)));
        Assert.Equal(["running cost in pounds a year 90000: 31000 35000 35000 30000", "floor area in m² 1000: 400 350 350 300"], problem.Ceilings.Select(ceiling => $"{ceiling.Name} {ceiling.Most}: {string.Join(' ', ceiling.Use)}"));
        Assert.Equal([(0, 3)], problem.Exclusions);
        Assert.All(problem.Roles, role => Assert.Equal(SiteRole.Candidate, role));
    }

    [Fact]
    public async Task Groups_of_people_are_what_the_figures_allow()
    {
        var id = await village.StudyAsync();
        var groups = (await village.DataAsync("query ($id: ID!) { study(id: $id) { demandGroups { code label unit total assumedShare } demand { group label unit people points areaKind assumedShare } } }", new { id })).GetProperty("study");

        Assert.Equal(
            [
                "all|All people|people|2000|0", "age_65_over|Aged 65 and over|people|370|0", "imd_1_2|People in the most deprived fifth of small areas|people|1200|0",
                "no_car|Households without a car|households|130|1", "indicator_census_households_without_car|Households without a car|households|130|1",
            ], groups.GetProperty("demandGroups").EnumerateArray().Select(group => string.Join('|', group.EnumerateObject().Select(field => field.Value.ToString()))));
        Assert.Equal("""{"group":"all","label":"All people","unit":"people","people":2000,"points":4,"areaKind":"oa","assumedShare":0}""", groups.GetProperty("demand").GetRawText());
        Assert.Equal(["30", "60", "15", "25"], (await village.ProblemAsync(new { title = "No car", demand = "no_car" })).Weights.Select(weight => weight.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Groups_of_people_are_known_before_there_is_a_study_with_who_counts_them()
    {
        var id = await village.StudyAsync();
        var data = await village.DataAsync("query ($id: ID!) { demandGroups { code label unit total assumedShare sources { key } } study(id: $id) { demandGroups { code label unit total assumedShare sources { key } } } }", new { id });

        Assert.Equal(data.GetProperty("study").GetProperty("demandGroups").GetRawText(), data.GetProperty("demandGroups").GetRawText());
        Assert.Equal("""{"code":"all","label":"All people","unit":"people","total":2000,"assumedShare":0,"sources":[{"key":"village-register"}]}""", data.GetProperty("demandGroups")[0].GetRawText());
        Assert.All(data.GetProperty("demandGroups").EnumerateArray(), group => Assert.Equal("""[{"key":"village-register"}]""", group.GetProperty("sources").GetRawText()));
    }

    [Fact]
    public async Task A_study_may_ask_for_no_least_floor_area_at_all()
    {
        var id = await village.StudyAsync(new { title = "Any size", eligibility = new { minFloorArea_m2 = (double?)null } });
        var study = (await village.DataAsync("query ($id: ID!) { study(id: $id) { eligibility { minFloorArea_m2 } candidates { name role } } }", new { id })).GetProperty("study");

        Assert.Equal(JsonValueKind.Null, study.GetProperty("eligibility").GetProperty("minFloorArea_m2").ValueKind);
        // Gamma Hall has 50 m², half of what is usually asked.
        Assert.Contains("Gamma Hall CANDIDATE", study.GetProperty("candidates").EnumerateArray().Select(site => $"{site.GetProperty("name").GetString()} {site.GetProperty("role").GetString()}"));
    }

    [Fact]
    public async Task What_is_written_is_kept_in_the_composed_form_of_its_letters()
    {
        // An e and the accent behind it are one letter.
        var id = await village.StudyAsync(new { title = "Cafe\u0301 plan", assumptions = new[] { new { code = "move_weeks", value = 3, source = "Cafe\u0301" } } });
        var study = (await village.DataAsync("query ($id: ID!) { study(id: $id) { title assumptions { code source } } }", new { id })).GetProperty("study");

        Assert.Equal("Caf\u00e9 plan", study.GetProperty("title").GetString());
        Assert.Contains("Caf\u00e9", study.GetProperty("assumptions").EnumerateArray().Select(assumption => assumption.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task What_a_caller_may_not_see_is_no_building_of_theirs()
    {
        var id = GlobalId.FindNumber("Study", await village.StudyAsync())!.Value;

        Assert.DoesNotContain("Hidden House", (await village.Problems.GetAsync(id, Cancel)).Sites.Select(site => site.Name));
        Assert.Contains("Hidden House", (await village.Problems.GetAsync(id, new Caller("restricted"), Cancel)).Sites.Select(site => site.Name));
    }

    [Fact]
    public async Task A_study_that_a_caller_may_not_see_is_not_there_with_its_runs()
    {
        var id = await village.StudyAsync(new { title = "Secret" });
        var number = GlobalId.FindNumber("Study", id)!.Value;
        await village.RunAsync($"INSERT INTO solve (study_id, study_version, content, model, seed, state) SELECT id, version, content, 'p_center', 1, 'done' FROM study WHERE id = {number}; INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites) SELECT id, 1, 'secret', 1, '{{}}' FROM solve WHERE study_id = {number}; UPDATE study SET visibility = 'partner' WHERE id = {number}");

        Assert.Equal("""{"study":null,"studies":{"nodes":[]},"solves":{"nodes":[]}}""", (await village.DataAsync("query ($id: ID!) { study(id: $id) { title } studies(where: { title: { eq: \"Secret\" } }) { nodes { title } } solves(where: { study: { id: { eq: $id } } }) { nodes { id } } }", new { id })).GetRawText());
        Assert.Equal(0L, await village.Reader.ScalarAsync("SELECT count(*) FROM solve_point WHERE method = 'secret'"));
        Assert.Equal("NotFoundError", (await village.RefusalAsync("deleteStudy", "mutation ($input: DeleteStudyInput!) { deleteStudy(input: $input) { deletedId errors { __typename } } }", new { id, version = 1 })).GetProperty("__typename").GetString());
        var refused = await Assert.ThrowsAsync<GraphRequestError>(() => village.Problems.GetAsync(number, Cancel));
        Assert.Equal("PLAN_STUDY_UNKNOWN", refused.Code);
    }
}
