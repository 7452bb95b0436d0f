using System.Security.Cryptography;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>What a scenario means, reckoned by hand. Q1 and Q3 go to Alpha today (400 people at 0 s, 300 at 1,309 s); without it to Beta and Delta, each 2,170 s away.</summary>
public class ScenarioTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };

    [Fact]
    public async Task A_scenario_stands_beside_doing_nothing()
    {
        var scenario = await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp), "status staleness openSites travelBadge changes { number kind site { name } toSite { name } service { name } receipt_gbp basis why problems } measures { sites within15 runningCost { value } receipts { value assumedShare } capital { value assumedShare } } doNothing { sites within15 receipts { value } }");

        Assert.Equal(("DRAFT", JsonValueKind.Null), (scenario.GetProperty("status").GetString(), scenario.GetProperty("staleness").ValueKind));
        Assert.Equal([PlanVillage.Site(12), PlanVillage.Site(14)], scenario.GetProperty("openSites").EnumerateArray().Select(site => site.GetString()));
        Assert.Equal("straight line x 1.3 at 4.8 km/h", scenario.GetProperty("travelBadge").GetString());
        Assert.Equal("""[{"number":1,"kind":"MOVE_SERVICE","site":{"name":"Alpha Library"},"toSite":{"name":"Delta Centre"},"service":{"name":"Library"},"receipt_gbp":null,"basis":"ASSUMPTION","why":null,"problems":[]},"""
            + """{"number":2,"kind":"CLOSE_SITE","site":{"name":"Alpha Library"},"toSite":null,"service":null,"receipt_gbp":null,"basis":"ASSUMPTION","why":null,"problems":[]},"""
            + """{"number":3,"kind":"DISPOSE","site":{"name":"Alpha Library"},"toSite":null,"service":null,"receipt_gbp":500000,"basis":"FACT","why":"The roof fails.","problems":[]}]""", scenario.GetProperty("changes").GetRawText());
        // 1,300 of 2,000 live on top of Beta or Delta. The receipt is stated; half of 400 m² is needed elsewhere at £600, which is assumed.
        Assert.Equal("""{"sites":2,"within15":0.65,"runningCost":{"value":70000},"receipts":{"value":500000,"assumedShare":0},"capital":{"value":120000,"assumedShare":1}}""", scenario.GetProperty("measures").GetRawText());
        Assert.Equal("""{"sites":3,"within15":0.85,"receipts":{"value":0}}""", scenario.GetProperty("doNothing").GetRawText());
    }

    [Fact]
    public async Task A_scenario_without_changes_is_doing_nothing()
    {
        var scenario = await village.AskAsync(await village.ScenarioAsync(), "measures { sites meanSeconds } doNothing { sites meanSeconds } impacts { people } chain { weeks steps { number } } breakdown(by: WARD) { worseOff }");
        Assert.Equal(scenario.GetProperty("doNothing").GetRawText(), scenario.GetProperty("measures").GetRawText());
        Assert.Equal(("[]", """{"weeks":0,"steps":[]}"""), (scenario.GetProperty("impacts").GetRawText(), scenario.GetProperty("chain").GetRawText()));
        Assert.All(scenario.GetProperty("breakdown").EnumerateArray(), ward => Assert.Equal(0, ward.GetProperty("worseOff").GetDouble()));
    }

    [Fact]
    public async Task An_impact_sheet_names_who_and_what_loses_a_place()
    {
        var id = await village.ScenarioAsync(ScenarioVillage.Close(11));
        var sheets = (await village.AskAsync(id, "impacts { site { id name } people meanExtraSeconds losingAccess byWard { label people worseOff } byAgeBand { key people } byImdDecile { key people } byNoCar { key people } services { name kind organisation sessions movesTo { name } alternative { site { name } service { name } seconds isOpenThen words } } assets { name abcdClass how isIllustrative } links { from kind to } }")).GetProperty("impacts");

        var sheet = Assert.Single(sheets.EnumerateArray());
        Assert.Equal(("Alpha Library", 700, 400), (sheet.GetProperty("site").GetProperty("name").GetString(), sheet.GetProperty("people").GetDouble(), sheet.GetProperty("losingAccess").GetDouble()));
        // 400 walk 2,170 s more, 300 walk 2,170 - 1,309 s more.
        Assert.InRange(sheet.GetProperty("meanExtraSeconds").GetDouble(), ((400 * 2170) + (300 * 861)) / 700.0 - 2, ((400 * 2170) + (300 * 861)) / 700.0 + 2);
        Assert.Equal("""[{"label":"West Ward","people":400,"worseOff":400},{"label":"East Ward","people":300,"worseOff":300}]""", sheet.GetProperty("byWard").GetRawText());
        Assert.Equal("""[{"key":"age_65_over","people":300}]""", sheet.GetProperty("byAgeBand").GetRawText());
        Assert.Equal("""[{"key":"1","people":400},{"key":"10","people":300}]""", sheet.GetProperty("byImdDecile").GetRawText());
        Assert.Equal("""[{"key":"no_car","people":45}]""", sheet.GetProperty("byNoCar").GetRawText());
        var service = Assert.Single(sheet.GetProperty("services").EnumerateArray());
        Assert.Equal("""["Monday 09:00 to 17:00","Tuesday 09:00 to 17:00","2WE of each month 10:00 to 12:00"]""", service.GetProperty("sessions").GetRawText());
        Assert.Equal(JsonValueKind.Null, service.GetProperty("movesTo").ValueKind);
        var alternative = service.GetProperty("alternative");
        Assert.Equal(("Delta Centre", "Books", false), (alternative.GetProperty("site").GetProperty("name").GetString(), alternative.GetProperty("service").GetProperty("name").GetString(), alternative.GetProperty("isOpenThen").GetBoolean()));
        Assert.Contains("(straight line x 1.3 at 4.8 km/h). It is shut for all or part of 1 of 2 times: Tuesday 09:00 to 17:00. Of 2WE of each month 10:00 to 12:00 nothing can be said.", alternative.GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Equal("""[{"name":"Chess Club","abcdClass":"ASSOCIATIONS","how":"meets at","isIllustrative":true},{"name":"Choir","abcdClass":"CULTURE","how":"is there","isIllustrative":true}]""", sheet.GetProperty("assets").GetRawText());
        Assert.Equal("""[{"from":"Chess Club","kind":"meets at","to":"Alpha Library"},{"from":"Village Council","kind":"runs","to":"Library"}]""", sheet.GetProperty("links").GetRawText());

        var other = await village.AskAsync(id, $"alpha: impact(site: \"{PlanVillage.Site(11)}\") {{ people }} beta: impact(site: \"{PlanVillage.Site(12)}\") {{ people }}");
        Assert.Equal("""{"alpha":{"people":700},"beta":null}""", other.GetRawText());
    }

    [Fact]
    public async Task Changed_hours_count_for_the_alternative_and_for_the_hours_of_the_week()
    {
        var longer = new { kind = "CHANGE_HOURS", site = PlanVillage.Site(14), service = GlobalId.Write("Service", 13), hours = new[] { new { days = "TU,MO", opens = "08:00", closes = "20:00" } } };
        var scenario = await village.AskAsync(await village.ScenarioAsync(longer, ScenarioVillage.Close(11)), "changes { hours { days opens closes } } impacts { services { alternative { isOpenThen words } } } timeCoverage { minutes now then sitesWithHours sitesWithoutHours { name } }");

        Assert.Equal("""[{"days":"MO,TU","opens":"08:00","closes":"20:00"}]""", scenario.GetProperty("changes")[0].GetProperty("hours").GetRawText());
        // Its monthly session keeps it from being said outright.
        var alternative = scenario.GetProperty("impacts")[0].GetProperty("services")[0].GetProperty("alternative");
        Assert.Equal(JsonValueKind.Null, alternative.GetProperty("isOpenThen").ValueKind);
        Assert.Contains("It is open at all of these times.", alternative.GetProperty("words").GetString(), StringComparison.Ordinal);
        var coverage = scenario.GetProperty("timeCoverage");
        double At(string when, int day, int hour) => coverage.GetProperty(when)[(day * 24) + hour].GetDouble();
        // Mondays at ten: Alpha's 400 and Delta's 500 of 2,000 today; without Alpha the 500.
        Assert.Equal((0.45, 0.25, 0, 0.25), (At("now", 0, 10), At("then", 0, 10), At("now", 0, 8), At("then", 0, 8)));
        // Tuesdays at eleven in the evening, and past midnight: Advice at Beta (800) and Delta (500).
        Assert.Equal((0.65, 0.65, 0), (At("then", 1, 23), At("then", 2, 1), At("then", 2, 2)));
        Assert.Equal((15, 2, "[]"), (coverage.GetProperty("minutes").GetDouble(), coverage.GetProperty("sitesWithHours").GetInt32(), coverage.GetProperty("sitesWithoutHours").GetRawText()));
    }

    [Fact]
    public async Task A_building_that_states_no_hours_counts_as_shut_and_is_named()
    {
        var coverage = (await village.AskAsync(await village.ScenarioAsync(new { kind = "OPEN_SITE", site = PlanVillage.Site(17) }), "timeCoverage { sitesWithHours sitesWithoutHours { name } }")).GetProperty("timeCoverage");
        Assert.Equal("""{"sitesWithHours":3,"sitesWithoutHours":[{"name":"Empty Hall"}]}""", coverage.GetRawText());
    }

    [Fact]
    public async Task Fit_says_whether_a_team_of_seven_days_finds_room_and_what_that_assumes()
    {
        var id = await village.ScenarioAsync();
        var fit = (await village.AskAsync(id, "fit(desks: 15) { site { name } floorArea_m2 usable_m2 canHostSevenDay team { desks deskArea_m2 hoursShort tightestFree_m2 } hours { weekday hour used share } assumptions words }")).GetProperty("fit").EnumerateArray().ToArray();

        // Alpha: 400 m² x 0.8 = 320; 200 are occupied by the library while it is there; 15 x 8 = 120 fit in what is left to the square metre.
        Assert.Equal(("Alpha Library", 320, true), (fit[0].GetProperty("site").GetProperty("name").GetString(), fit[0].GetProperty("usable_m2").GetDouble(), fit[0].GetProperty("canHostSevenDay").GetBoolean()));
        Assert.Equal("""{"desks":15,"deskArea_m2":8,"hoursShort":0,"tightestFree_m2":120}""", fit[0].GetProperty("team").GetRawText());
        Assert.Equal("""{"weekday":0,"hour":9,"used":1,"share":0.625}""", fit[0].GetProperty("hours")[9].GetRawText());
        Assert.Equal(JsonValueKind.Null, fit[1].GetProperty("canHostSevenDay").ValueKind);
        Assert.Equal("The floor area of Beta Hub is not known, so whether a team fits cannot be said.", fit[1].GetProperty("words").GetString());
        Assert.False((await village.AskAsync(id, "fit(desks: 16) { canHostSevenDay }")).GetProperty("fit")[0].GetProperty("canHostSevenDay").GetBoolean());
        Assert.Equal("HC0016 `desks` is 0; it may be 1 to 10,000.", await village.FirstErrorAsync("query ($id: ID!) { scenario(id: $id) { fit(desks: 0) { words } } }", new { id }));
        Assert.Equal("HC0016 `deskArea_m2` is -1; it may be above 0 to 1,000.", await village.FirstErrorAsync("query ($id: ID!) { scenario(id: $id) { fit(deskArea_m2: -1) { words } } }", new { id }));
    }

    [Fact]
    public async Task A_move_chain_empties_a_building_before_it_closes_and_goes()
    {
        var chain = (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp), "chain { weeks startsOn steps { number words kind what from { name } to { name } weeks startWeek endWeek needs isCritical fits space } cycles { words } homeless { name from { name } } problems assumptions }")).GetProperty("chain");

        Assert.Equal(8, chain.GetProperty("weeks").GetDouble());
        Assert.Equal(["Library moves from Alpha Library to Delta Centre 0-8 []", "Alpha Library closes 8-8 [1]", "Alpha Library is disposed of 8-8 [1,2]"],
            chain.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("words").GetString()} {step.GetProperty("startWeek")}-{step.GetProperty("endWeek")} {step.GetProperty("needs").GetRawText()}"));
        Assert.Equal("[]", chain.GetProperty("homeless").GetRawText());
        Assert.Contains("The floor area of Delta Centre is not known, so nothing is said of what fits there.", chain.GetProperty("assumptions").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public async Task A_closure_without_a_move_leaves_a_service_homeless() =>
        Assert.Equal("""[{"name":"Library","from":{"name":"Alpha Library"}}]""", (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.Close(11)), "chain { homeless { name from { name } } }")).GetProperty("chain").GetProperty("homeless").GetRawText());

    [Fact]
    public async Task A_service_at_two_sites_moves_from_the_one_that_the_change_names()
    {
        // Advice is at Beta and Delta; that of Beta moves to Alpha, that of Delta goes nowhere.
        var sheets = (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.Move(12, 12, 11), ScenarioVillage.Close(12), ScenarioVillage.Close(14)), "impacts { site { name } services { name movesTo { name } } }")).GetProperty("impacts");
        Assert.Equal(["Beta Hub: Advice to Alpha Library", "Delta Centre: Advice to ", "Delta Centre: Books to "], sheets.EnumerateArray().SelectMany(sheet => sheet.GetProperty("services").EnumerateArray()
            .Select(service => $"{sheet.GetProperty("site").GetProperty("name").GetString()}: {service.GetProperty("name").GetString()} to {(service.GetProperty("movesTo") is { ValueKind: JsonValueKind.Object } to ? to.GetProperty("name").GetString() : "")}")));
    }

    [Fact]
    public async Task A_service_that_joins_itself_needs_no_more_room_and_is_not_homeless()
    {
        var chain = (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.Move(12, 14, 12), ScenarioVillage.Move(13, 14, 11), ScenarioVillage.Close(14)), "chain { steps { words fits } homeless { name } problems }")).GetProperty("chain");
        Assert.Equal("""{"steps":[{"words":"Advice moves from Delta Centre to Beta Hub","fits":null},{"words":"Books moves from Delta Centre to Alpha Library","fits":true},{"words":"Delta Centre closes","fits":null}],"homeless":[],"problems":[]}""", chain.GetRawText());
    }

    [Fact]
    public async Task Hours_go_along_with_a_service_that_moves_after_its_building_has_closed()
    {
        var coverage = (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.Close(11), ScenarioVillage.Move(11, 11, 12)), "timeCoverage { then }")).GetProperty("timeCoverage").GetProperty("then");
        // Mondays at ten: the library at Beta has its 800 near, Books at Delta its 500.
        Assert.Equal(0.65, coverage[10].GetDouble());
    }

    [Fact]
    public async Task Each_change_says_what_is_wrong_with_it()
    {
        var scenario = await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.Close(17), ScenarioVillage.Close(11), new { kind = "DISPOSE", site = PlanVillage.Site(11) }, ScenarioVillage.Move(11, 11, 12), ScenarioVillage.Close(20)), "changes { problems }");
        Assert.Equal("""[{"problems":["Empty Hall is closed already today."]},{"problems":[]},{"problems":["Alpha Library is not empty: Library has not moved."]},{"problems":["Alpha Library was disposed of by change 3."]},{"problems":["Quiet Graves is not among the sites of the study."]}]""", scenario.GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task What_was_exported_comes_back_with_the_same_hash()
    {
        var id = await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp);
        var scenario = await village.AskAsync(id, "json contentHash");
        var (json, hash) = (scenario.GetProperty("json").GetString()!, scenario.GetProperty("contentHash").GetString());
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json))));
        using var file = await village.Http.GetAsync($"/plans/scenarios/{GlobalId.FindNumber("Scenario", id)}.json", TestContext.Current.CancellationToken);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))));
        Assert.StartsWith("attachment", file.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);

        // Pretty, with an accent written as two characters.
        var spelt = JsonSerializer.Serialize(JsonDocument.Parse(json.Replace("Fewer, better", "Cafe\u0301s", StringComparison.Ordinal)), Pretty);
        var composed = (await village.DataAsync(ScenarioVillage.Import, new { input = new { json = json.Replace("Fewer, better", "Caf\u00e9s", StringComparison.Ordinal) } })).GetProperty("importScenario").GetProperty("scenario");
        var decomposed = (await village.DataAsync(ScenarioVillage.Import, new { input = new { json = spelt } })).GetProperty("importScenario").GetProperty("scenario");
        Assert.Equal(composed.GetProperty("contentHash").GetString(), decomposed.GetProperty("contentHash").GetString());
        Assert.Equal("Caf\u00e9s", decomposed.GetProperty("title").GetString());
        var again = (await village.DataAsync(ScenarioVillage.Import, new { input = new { json } })).GetProperty("importScenario").GetProperty("scenario");
        Assert.Equal((hash, json), (again.GetProperty("contentHash").GetString(), again.GetProperty("json").GetString()));
    }

    [Fact]
    public async Task Two_scenarios_are_compared_row_by_row_with_which_is_better()
    {
        var study = await village.StudyAsync();
        var (first, second) = (await village.OfAsync(study, ScenarioVillage.GiveAlphaUp), await village.OfAsync(study, ScenarioVillage.Close(14)));
        const string query = "query ($first: ID!, $second: ID!) { compareScenarios(first: $first, second: $second) { first { title isDoNothing } second { title isDoNothing } onlyFirst onlySecond both rows { code doNothing first second better } breakdown(by: WARD) { label firstWorseOff secondWorseOff better } notes } }";
        var compared = (await village.DataAsync(query, new { first, second })).GetProperty("compareScenarios");

        Assert.Equal($$"""["{{PlanVillage.Site(14)}}"] ["{{PlanVillage.Site(11)}}"] ["{{PlanVillage.Site(12)}}"]""", $"{compared.GetProperty("onlyFirst").GetRawText()} {compared.GetProperty("onlySecond").GetRawText()} {compared.GetProperty("both").GetRawText()}");
        var rows = compared.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("code").GetString()!, row => row);
        // Without Delta, Q4's 500 walk 1,309 s to Beta: 1,200 of 2,000 are on top of a building.
        Assert.Equal((0.85, 0.65, 0.6, "FIRST"), (rows["within15"].GetProperty("doNothing").GetDouble(), rows["within15"].GetProperty("first").GetDouble(), rows["within15"].GetProperty("second").GetDouble(), rows["within15"].GetProperty("better").GetString()));
        Assert.Equal(("SECOND", "FIRST", JsonValueKind.Null), (rows["mean"].GetProperty("better").GetString(), rows["receipts"].GetProperty("better").GetString(), rows["floorArea"].GetProperty("better").ValueKind));
        Assert.Equal("""[{"label":"West Ward","firstWorseOff":400,"secondWorseOff":0,"better":"SECOND"},{"label":"East Ward","firstWorseOff":300,"secondWorseOff":500,"better":"FIRST"}]""", compared.GetProperty("breakdown").GetRawText());
        Assert.Equal("[]", compared.GetProperty("notes").GetRawText());

        var nothing = (await village.DataAsync(query, new { first = study, second = first })).GetProperty("compareScenarios");
        Assert.Equal("""{"title":"Do nothing","isDoNothing":true}""", nothing.GetProperty("first").GetRawText());
        Assert.Equal("HC0016 `second` is no id of a scenario or study.", await village.FirstErrorAsync(query, new { first, second = "nonsense" }));
    }

    [Fact]
    public async Task A_diff_says_what_one_does_and_another_does_not()
    {
        var study = await village.StudyAsync();
        var (here, there) = (await village.OfAsync(study, ScenarioVillage.Close(11)), await village.OfAsync(study, new { kind = "CLOSE_SITE", site = PlanVillage.Site(11), weeks = 3 }, ScenarioVillage.Close(14)));
        var diff = (await village.AskAsync(here, $"diff(with: \"{there}\") {{ kind about here there }}")).GetProperty("diff").GetRawText();
        Assert.Equal("""[{"kind":"CHANGED","about":"Alpha Library closes","here":"Alpha Library closes","there":"Alpha Library closes, 3 weeks"},{"kind":"ONLY_THERE","about":"Delta Centre closes","here":null,"there":"Delta Centre closes"}]""", diff);
        Assert.Equal("HC0016 `with` is no id of a scenario.", await village.FirstErrorAsync("query ($id: ID!) { scenario(id: $id) { diff(with: \"x\") { about } } }", new { id = here }));
    }

    [Fact]
    public async Task Whether_many_scenarios_are_stale_is_told_without_any_study_being_made()
    {
        await village.ScenarioAsync(ScenarioVillage.Close(11));
        await village.ScenarioAsync(ScenarioVillage.Close(14));
        await using var served = await ServedVillage.StartAsync(village);
        var listed = (await served.AskAsync(new { query = "{ scenarios(first: 50) { nodes { title staleness } } }" })).GetProperty("data").GetProperty("scenarios").GetProperty("nodes");

        Assert.InRange(listed.GetArrayLength(), 2, 50);
        Assert.Contains(listed.EnumerateArray(), scenario => scenario.GetProperty("staleness").ValueKind == JsonValueKind.Null);
        Assert.Equal(0, served.Services.GetRequiredService<EstateMap.Server.Plans.Studies.StudyProblems>().Made);
    }

    [Fact]
    public async Task A_study_or_register_that_changed_since_is_told()
    {
        var study = await village.StudyAsync();
        var id = await village.OfAsync(study, ScenarioVillage.Close(11));
        await village.DataAsync("mutation ($input: ChangeStudyInput!) { changeStudy(input: $input) { study { version } } }", new { input = new { id = study, version = 1, title = "Other" } });
        Assert.StartsWith("The study has changed since the scenario was saved (version 1 then, 2 now).", (await village.AskAsync(id, "staleness")).GetProperty("staleness").GetString(), StringComparison.Ordinal);
        await village.DataAsync(ScenarioVillage.Change, new { input = new { id, version = 1 } });
        Assert.Equal(JsonValueKind.Null, (await village.AskAsync(id, "staleness")).GetProperty("staleness").ValueKind);
    }

    [Fact]
    public async Task Catchments_assignments_and_lists_go_along()
    {
        var id = await village.ScenarioAsync(ScenarioVillage.Close(11));
        var scenario = await village.AskAsync(id, "assignments { areaCode weight site } catchments { site people geometry { type } } study { scenarios { totalCount } } ");
        Assert.Equal(["Q1", "Q2", "Q3", "Q4"], scenario.GetProperty("assignments").EnumerateArray().Select(point => point.GetProperty("areaCode").GetString()));
        Assert.Equal([1200d, 800], scenario.GetProperty("catchments").EnumerateArray().Select(catchment => catchment.GetProperty("people").GetDouble()));
        Assert.Equal(1, scenario.GetProperty("study").GetProperty("scenarios").GetProperty("totalCount").GetInt32());
        var listed = (await village.DataAsync("query ($id: ID!) { scenarios(where: { id: { eq: $id }, status: { eq: DRAFT }, study: { title: { eq: \"Plan\" } } }, order: [{ title: ASC }]) { nodes { title } } node(id: $id) { ... on Scenario { title } } }", new { id }));
        Assert.Equal("""{"scenarios":{"nodes":[{"title":"Fewer, better"}]},"node":{"title":"Fewer, better"}}""", listed.GetRawText());
    }
}
