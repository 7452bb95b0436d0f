using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>Questions to the planner over the village (see <see cref="PlanVillage"/>), from the mutation to the answer.</summary>
public class SolveTests(PlanVillage village) : IClassFixture<PlanVillage>
{
    public const string Start = "mutation ($input: StartSolveInput!) { startSolve(input: $input) { solve { id state model sites reachMinutes seed studyVersion } errors { __typename ... on Error { message } ... on InvalidInputError { path } ... on NotFoundError { id } } } }";
    public const string Cancel = "mutation ($input: CancelSolveInput!) { cancelSolve(input: $input) { solve { id state message } errors { __typename ... on NotFoundError { message id } } } }";

    private const string Whole = """
        query ($id: ID!) { solve(id: $id) { state message progress isStale travelBadge startedAt finishedAt study { title } points { p objective objectiveUnit bound gap method seed milliseconds openSites goes comes why infeasible { constraint reason sites { name } areas } measures { sites meanSeconds within15 } services { site serviceKind label people } } } }
        """;

    private static readonly Dictionary<string, string> Letters = new() { [PlanVillage.Site(11)] = "A", [PlanVillage.Site(12)] = "B", [PlanVillage.Site(14)] = "D", [PlanVillage.Site(17)] = "E" };

    private static string Named(JsonElement sites) => string.Concat(sites.EnumerateArray().Select(site => Letters[site.GetString()!]));

    private async Task<string> StartAsync(string study, object question)
    {
        var input = JsonSerializer.SerializeToNode(question)!.AsObject();
        input["study"] = study;
        var started = (await village.DataAsync(Start, new { input })).GetProperty("startSolve");
        Assert.Equal(JsonValueKind.Null, started.GetProperty("errors").ValueKind);
        return started.GetProperty("solve").GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> SolvedAsync(string study, object question)
    {
        var id = await StartAsync(study, question);
        JsonElement solve = default;
        await Patience.UntilAsync(async () => (solve = (await village.DataAsync(Whole, new { id })).GetProperty("solve")).GetProperty("state").GetString() is not ("QUEUED" or "RUNNING"));
        return solve;
    }

    private async Task<JsonElement> AnswerAsync(string study, object question)
    {
        var solve = await SolvedAsync(study, question);
        Assert.Equal("DONE", solve.GetProperty("state").GetString());
        return solve.GetProperty("points")[0];
    }

    [Fact]
    public async Task A_curve_says_for_every_number_what_stays_what_goes_next_and_whom_it_hits()
    {
        var solve = await SolvedAsync(await village.StudyAsync(), new { model = "PORTFOLIO_CURVE" });
        var points = solve.GetProperty("points").EnumerateArray().ToList();

        Assert.Equal(("DONE", 1, false, "straight line x 1.3 at 4.8 km/h"), (solve.GetProperty("state").GetString(), solve.GetProperty("progress").GetDouble(), solve.GetProperty("isStale").GetBoolean(), solve.GetProperty("travelBadge").GetString()));
        // Empty Hall in the middle is 1,267 s from every quarter. With one building Beta is best: 400 x 2,170 + 300 x 2,534 + 500 x 1,308 = 2.28 million person-seconds against 2.53 for Empty Hall.
        Assert.Equal(["4 ABDE +E -", "3 ABD + -E", "2 AB + -D", "1 B + -A"], points.Select(point => $"{point.GetProperty("p")} {Named(point.GetProperty("openSites"))} +{Named(point.GetProperty("comes"))} -{Named(point.GetProperty("goes"))}"));
        Assert.All(points, point => Assert.InRange(point.GetProperty("gap").GetDouble(), 0, 1e-4));
        Assert.All(points, point => Assert.Equal("person-seconds", point.GetProperty("objectiveUnit").GetString()));
        Assert.InRange(points[3].GetProperty("objective").GetDouble(), 2.27e6, 2.29e6);
        Assert.Equal("Delta Centre closes: 500 people travel 21.8 minutes further on average, most of them in East Ward.", points[2].GetProperty("why").GetString());
        Assert.Equal(points[2].GetProperty("objective").GetDouble() / 2000, points[2].GetProperty("measures").GetProperty("meanSeconds").GetDouble(), 6);
    }

    [Fact]
    public async Task A_shorter_curve_begins_where_it_is_told()
    {
        var solve = await SolvedAsync(await village.StudyAsync(), new { model = "PORTFOLIO_CURVE", sites = 2 });

        Assert.Equal([2, 1], solve.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("p").GetInt32()));
    }

    [Fact]
    public async Task Each_question_has_its_answer()
    {
        var study = await village.StudyAsync();

        var median = await AnswerAsync(study, new { model = "P_MEDIAN", sites = 2 });
        Assert.Equal("AB", Named(median.GetProperty("openSites")));
        // Within 15 minutes is only who lives on top: Beta's 800. Within 21.5 minutes Empty Hall has everybody.
        Assert.Equal(800, (await AnswerAsync(study, new { model = "MAXIMAL_COVERING", sites = 1, reachMinutes = 15 })).GetProperty("objective").GetDouble());
        var covering = await AnswerAsync(study, new { model = "MAXIMAL_COVERING", sites = 1, reachMinutes = 21.5 });
        Assert.Equal(("E", 2000, "people"), (Named(covering.GetProperty("openSites")), covering.GetProperty("objective").GetDouble(), covering.GetProperty("objectiveUnit").GetString()));
        // Nobody has Q3 within 15 minutes; the other three need a building each.
        var set = await AnswerAsync(study, new { model = "LOCATION_SET_COVERING", reachMinutes = 15 });
        Assert.Equal(("ABD", 3, "buildings"), (Named(set.GetProperty("openSites")), set.GetProperty("objective").GetDouble(), set.GetProperty("objectiveUnit").GetString()));
        var center = await AnswerAsync(study, new { model = "P_CENTER", sites = 1 });
        Assert.Equal("E", Named(center.GetProperty("openSites")));
        Assert.InRange(center.GetProperty("objective").GetDouble(), 1260, 1275);
        var backup = await AnswerAsync(study, new { model = "BACKUP_COVERING", reachMinutes = 21.5 });
        Assert.Equal(("E", 0.0), (Named(backup.GetProperty("openSites")), backup.GetProperty("objective").GetDouble()));
        Assert.Equal("1 building is the fewest that have everybody near enough who can be; 0 people have a second one then.", backup.GetProperty("why").GetString());
    }

    [Fact]
    public async Task Limited_rooms_send_people_elsewhere_than_to_the_nearest()
    {
        var study = await village.StudyAsync(new { title = "Rooms", assumptions = new[] { new { code = "people_per_m2", value = 3, source = "Test" } } });
        var id = await StartAsync(study, new { model = "CAPACITATED_P_MEDIAN", sites = 2 });
        JsonElement solve = default;
        await Patience.UntilAsync(async () => (solve = (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state points { openSites assignments { areaCode weight site seconds } catchments { site people } } } }", new { id })).GetProperty("solve")).GetProperty("state").GetString() is not ("QUEUED" or "RUNNING"));

        var point = solve.GetProperty("points")[0];
        // At 3 people a square metre: Alpha 1,200, Beta and Delta 1,050, Empty Hall 900.
        var room = new Dictionary<string, double> { ["A"] = 1200, ["B"] = 1050, ["D"] = 1050, ["E"] = 900 };
        var loads = point.GetProperty("assignments").EnumerateArray().GroupBy(assignment => Letters[assignment.GetProperty("site").GetString()!]).ToDictionary(group => group.Key, group => group.Sum(assignment => assignment.GetProperty("weight").GetDouble()));
        Assert.Equal(2000, loads.Values.Sum());
        Assert.All(loads, load => Assert.InRange(load.Value, 1, room[load.Key]));
        Assert.Equal(loads.OrderBy(load => load.Key).Select(load => $"{load.Key} {load.Value}"), point.GetProperty("catchments").EnumerateArray().Select(catchment => $"{Letters[catchment.GetProperty("site").GetString()!]} {catchment.GetProperty("people")}").Order());
    }

    [Fact]
    public async Task Services_are_brought_together_where_that_costs_least()
    {
        var study = await village.StudyAsync(new { title = "Hubs", assumptions = new[] { new { code = "travel_time_gbp_per_hour", value = 0, source = "Test" } } });
        var hubs = await AnswerAsync(study, new { model = "MULTI_SERVICE_HUBS" });

        // Travel costs nothing, so that the cheapest building has everything: Empty Hall, 300 m² x £100, and twice £20,000 for the services.
        Assert.Equal(("E", 70_000.0, "£ per year"), (Named(hubs.GetProperty("openSites")), hubs.GetProperty("objective").GetDouble(), hubs.GetProperty("objectiveUnit").GetString()));
        Assert.Equal(["community_hub Community hub 2000", "library Library 2000"], hubs.GetProperty("services").EnumerateArray().Select(service => $"{service.GetProperty("serviceKind")} {service.GetProperty("label")} {service.GetProperty("people")}"));
        Assert.Equal("Pounds a year: 30,000 for the buildings, 40,000 for the services in them, 0 for people's time.", hubs.GetProperty("why").GetString());
    }

    [Fact]
    public async Task What_cannot_be_is_an_answer_with_its_reason_and_places()
    {
        var study = await village.StudyAsync(new { title = "Too dear", constraints = new { runningCostCeiling_gbp = 10_000 } });
        var median = await AnswerAsync(study, new { model = "P_MEDIAN", sites = 2 });

        Assert.Equal(JsonValueKind.Null, median.GetProperty("objective").ValueKind);
        Assert.Equal((2, 0), (median.GetProperty("p").GetInt32(), median.GetProperty("openSites").GetArrayLength()));
        Assert.Equal("ceilings", median.GetProperty("infeasible").GetProperty("constraint").GetString());
        Assert.Contains("running cost", median.GetProperty("infeasible").GetProperty("reason").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_says_how_sure_it_is_and_whom_else_it_would_suit()
    {
        var id = await StartAsync(await village.StudyAsync(), new { model = "P_MEDIAN", sites = 2 });
        JsonElement solve = default;
        await Patience.UntilAsync(async () => (solve = (await village.DataAsync("""
            query ($id: ID!) { solve(id: $id) { state point(p: 2) {
                nearTies(within: 0.1) { within solutions isComplete inAll inSome { site share } }
                sensitivity { group label openSites shared }
                breakdown(by: WARD) { key people worseOff extraSeconds now { within15 } then { within15 } }
                catchments { site people geometry { type ... on GeoJSONMultiPolygonType { bbox } } }
                assignments { areaCode site seconds secondsToday }
            } none: point(p: 3) { p } } }
            """, new { id })).GetProperty("solve")).GetProperty("state").GetString() is not ("QUEUED" or "RUNNING"));
        var point = solve.GetProperty("point");

        // No other pair is within a tenth of Alpha and Beta.
        Assert.Equal((1, true), (point.GetProperty("nearTies").GetProperty("solutions").GetInt32(), point.GetProperty("nearTies").GetProperty("isComplete").GetBoolean()));
        Assert.Equal("AB", Named(point.GetProperty("nearTies").GetProperty("inAll")));
        Assert.Equal(["age_65_over AB 2", "imd_1_2 AB 2", "no_car AB 2"], point.GetProperty("sensitivity").EnumerateArray().Select(row => $"{row.GetProperty("group")} {Named(row.GetProperty("openSites"))} {row.GetProperty("shared")}"));
        Assert.Equal(["W1 1200 0", "W2 800 500"], point.GetProperty("breakdown").EnumerateArray().Select(ward => $"{ward.GetProperty("key")} {ward.GetProperty("people")} {ward.GetProperty("worseOff")}"));
        // Alpha serves both southern quarters, Beta both northern ones.
        Assert.Equal(["A 700 [-2.02,53,-1.98,53.02]", "B 1300 [-2.02,53.02,-1.98,53.04]"], point.GetProperty("catchments").EnumerateArray().Select(shape => $"{Letters[shape.GetProperty("site").GetString()!]} {shape.GetProperty("people")} {shape.GetProperty("geometry").GetProperty("bbox").GetRawText()}"));
        Assert.Equal(["Q1 A", "Q2 B", "Q3 A", "Q4 B"], point.GetProperty("assignments").EnumerateArray().Select(item => $"{item.GetProperty("areaCode")} {Letters[item.GetProperty("site").GetString()!]}"));
        Assert.Equal(JsonValueKind.Null, solve.GetProperty("none").ValueKind);
    }

    [Fact]
    public async Task Questions_are_told_apart_in_plain_words()
    {
        var models = (await village.DataAsync("{ planModels { model question name source needsSites needsReach } }")).GetProperty("planModels").EnumerateArray().ToList();

        Assert.Equal(
            ["PORTFOLIO_CURVE False False", "P_MEDIAN True False", "MAXIMAL_COVERING True True", "LOCATION_SET_COVERING False True", "P_CENTER True False", "BACKUP_COVERING False True", "CAPACITATED_P_MEDIAN True False", "MULTI_SERVICE_HUBS False False"],
            models.Select(model => $"{model.GetProperty("model")} {model.GetProperty("needsSites")} {model.GetProperty("needsReach")}"));
        Assert.All(models, model => Assert.EndsWith("?", model.GetProperty("question").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answer()
    {
        var study = await village.StudyAsync();
        var first = await AnswerAsync(study, new { model = "P_MEDIAN", sites = 3, seed = 7 });
        var second = await AnswerAsync(study, new { model = "P_MEDIAN", sites = 3, seed = 7 });

        Assert.Equal(7, first.GetProperty("seed").GetInt32());
        Assert.Equal((first.GetProperty("openSites").GetRawText(), first.GetProperty("objective").GetRawText()), (second.GetProperty("openSites").GetRawText(), second.GetProperty("objective").GetRawText()));
    }

    [Theory]
    [InlineData("""{"model":"P_MEDIAN"}""", "sites", "This question needs a number of buildings that may stay open.")]
    [InlineData("""{"model":"MAXIMAL_COVERING","sites":2}""", "reachMinutes", "This question needs a walk in minutes that is near enough.")]
    [InlineData("""{"model":"P_MEDIAN","sites":0}""", "sites", "`sites` is 0; it may be 1 to 5,000.")]
    [InlineData("""{"model":"LOCATION_SET_COVERING","reachMinutes":-3}""", "reachMinutes", "`reachMinutes` is -3; it may be 0.1 to 600.")]
    [InlineData("""{"model":"P_CENTER","sites":1,"seed":-1}""", "seed", "`seed` is -1; it may be 0 to 2,147,483,647.")]
    public async Task A_question_that_lacks_something_is_refused(string question, string path, string message)
    {
        var input = JsonSerializer.Deserialize<Dictionary<string, object?>>(question)!;
        input["study"] = await village.StudyAsync();
        var refused = await village.RefusalAsync("startSolve", Start, input);

        Assert.Equal(("InvalidInputError", path, message), (refused.GetProperty("__typename").GetString(), refused.GetProperty("path").GetString(), refused.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task What_there_is_not_is_not_found()
    {
        var none = GlobalId.Write("Study", 999_999);
        Assert.Equal("NotFoundError", (await village.RefusalAsync("startSolve", Start, new { study = none, model = "PORTFOLIO_CURVE" })).GetProperty("__typename").GetString());
        Assert.Equal("NotFoundError", (await village.RefusalAsync("startSolve", Start, new { study = "nonsense", model = "PORTFOLIO_CURVE" })).GetProperty("__typename").GetString());
        Assert.Equal("There is no run of that id.", (await village.RefusalAsync("cancelSolve", Cancel, new { solve = GlobalId.Write("Solve", 999_999) })).GetProperty("message").GetString());
        Assert.StartsWith("HC0016", await village.FirstErrorAsync("query ($id: ID!) { solve(id: $id) { point(p: 2) { nearTies(within: 0.5) { within } } } }", new { id = await DoneAsync() }), StringComparison.Ordinal);
    }

    private async Task<string> DoneAsync()
    {
        var id = await StartAsync(await village.StudyAsync(), new { model = "P_MEDIAN", sites = 2 });
        await Patience.UntilAsync(async () => (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state } }", new { id })).GetProperty("solve").GetProperty("state").GetString() == "DONE");
        return id;
    }

    [Fact]
    public async Task A_study_with_nothing_to_plan_with_takes_no_question()
    {
        var study = await village.StudyAsync(new { title = "Nothing", eligibility = new { uses = new[] { "park" } } });
        var refused = await village.RefusalAsync("startSolve", Start, new { study, model = "PORTFOLIO_CURVE" });

        Assert.Equal("No building passes this study's rules. Widen them, or give a building a role.", refused.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Answers_are_stale_once_the_study_or_the_register_says_something_else()
    {
        const string IsStale = "query ($id: ID!) { solve(id: $id) { isStale } }";
        const string Change = "mutation ($input: ChangeStudyInput!) { changeStudy(input: $input) { study { version } errors { __typename } } }";
        var study = await village.StudyAsync();
        var id = await StartAsync(study, new { model = "P_MEDIAN", sites = 2 });
        await Patience.UntilAsync(async () => (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state } }", new { id })).GetProperty("solve").GetProperty("state").GetString() == "DONE");
        async Task<bool> StaleAsync() => (await village.DataAsync(IsStale, new { id })).GetProperty("solve").GetProperty("isStale").GetBoolean();

        Assert.False(await StaleAsync());
        // Another title changes no answer; another group of people does, and going back to the first makes it fresh again.
        await village.DataAsync(Change, new { input = new { id = study, version = 1, title = "Another title" } });
        Assert.False(await StaleAsync());
        await village.DataAsync(Change, new { input = new { id = study, version = 2, demand = "age_65_over" } });
        Assert.True(await StaleAsync());
        await village.DataAsync(Change, new { input = new { id = study, version = 3, demand = "all" } });
        Assert.False(await StaleAsync());

        await village.RunAsync("UPDATE demand_weight SET weight = weight + 1 WHERE demand_point_id = 13 AND population_group = 'all'");
        try
        {
            await Patience.UntilAsync(StaleAsync);
        }
        finally
        {
            await village.RunAsync("UPDATE demand_weight SET weight = weight - 1 WHERE demand_point_id = 13 AND population_group = 'all'");
        }

        await Patience.UntilAsync(async () => !await StaleAsync());
    }
}
