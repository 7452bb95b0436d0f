using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Server.Areas;
using EstateMap.Server.Decisions;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Tests.Plans;
using EstateMap.Server.Tests.Plans.Scenarios;
using EstateMap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Decisions;

/// <summary>From an empty record to a decision that nobody can change, and its report.</summary>
public partial class DecisionTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>, IAsyncLifetime
{
    private const string Errors = "errors { __typename ... on Error { message } ... on VersionConflictError { currentVersion } }";
    private const string Create = "mutation ($input: CreateDecisionInput!) { createDecision(input: $input) { decision { id version status problems } errors { __typename ... on Error { message } } } }";
    private const string Change = "mutation ($input: ChangeDecisionInput!) { changeDecision(input: $input) { decision { id version leadOrganisation stages { code what why isComplete } tests { test isMet why } problems } " + Errors + " } }";
    private const string Decide = "mutation ($input: DecideInput!) { decide(input: $input) { decision { status version decidedOn scenarioHash evidenceHash frozen problems scenario { status contentHash } reportUrl } " + Errors + " } }";
    private const string Review = "mutation ($input: ReviewDecisionInput!) { reviewDecision(input: $input) { decision { status reviews { found why nextReviewOn } } errors { __typename ... on Error { message } } } }";
    private const string Delete = "mutation ($input: DeleteDecisionInput!) { deleteDecision(input: $input) { deletedId " + Errors + " } }";
    private const string Sentence = "A sentence that says why we do this.";

    private DateOnly today;

    private static readonly string[] Stages = ["GATHER_INFORMATION", "ASSESS_RISK", "CONSIDER_POWERS", "IDENTIFY_OPTIONS", "TAKE_ACTION", "REVIEW"];
    private static readonly string[] Tests = ["PROPORTIONATE", "LAWFUL", "ACCOUNTABLE", "NECESSARY", "LEAST_INTRUSIVE"];

    [Fact]
    public async Task A_record_says_what_it_lacks_until_it_lacks_nothing_and_is_then_decided_and_frozen()
    {
        var scenario = await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp);
        var id = await RecordAsync(scenario);
        var empty = await AskAsync(id, "problems status frozen stages { title isComplete } tests { isMet } doNothingConsidered");
        Assert.Equal((23, "DRAFT", ""), (empty.GetProperty("problems").GetArrayLength(), empty.GetProperty("status").GetString(), empty.GetProperty("doNothingConsidered").GetString()));
        Assert.Equal((6, 5), (empty.GetProperty("stages").GetArrayLength(), empty.GetProperty("tests").GetArrayLength()));
        Assert.StartsWith("Before it can be decided: No lead organisation is named", (await village.RefusalAsync("decide", Decide, new { id, version = 1 })).GetProperty("message").GetString(), StringComparison.Ordinal);

        var filled = await FillAsync(id, 1);
        Assert.Equal("[]", filled.GetProperty("problems").GetRawText());
        var hash = (await village.AskAsync(scenario, "contentHash")).GetProperty("contentHash").GetString();
        var decided = (await village.DataAsync(Decide, new { input = new { id, version = 2 } })).GetProperty("decide").GetProperty("decision");
        Assert.Equal(("DECIDED", 3, hash), (decided.GetProperty("status").GetString(), decided.GetProperty("version").GetInt32(), decided.GetProperty("scenarioHash").GetString()));
        Assert.Equal($$"""{"status":"DECIDED","contentHash":"{{hash}}"}""", decided.GetProperty("scenario").GetRawText());
        var frozen = decided.GetProperty("frozen");
        Assert.Equal((hash, 2, 3), (frozen.GetProperty("scenarioHash").GetString(), frozen.GetProperty("measures").GetProperty("sites").GetInt32(), frozen.GetProperty("doNothing").GetProperty("sites").GetInt32()));
        Assert.Equal(decided.GetProperty("evidenceHash").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((string)(await EstateMap.Testing.DatabaseQuestions.ScalarAsync(village.Owner, $"SELECT evidence FROM decision WHERE id = {Number(id)}"))!))));

        // The register goes on; what was decided does not.
        await village.RunAsync("UPDATE demand_weight SET weight = 9000 WHERE demand_point_id = 11 AND population_group = 'all'");
        try
        {
            Assert.Equal(frozen.GetRawText(), (await AskAsync(id, "frozen")).GetProperty("frozen").GetRawText());
            Assert.Contains("It is the nearest building for 700 people today", await ReportAsync(id), StringComparison.Ordinal);
        }
        finally
        {
            await village.RunAsync("UPDATE demand_weight SET weight = 400 WHERE demand_point_id = 11 AND population_group = 'all'");
        }

        Assert.Equal("FrozenError", await TypeAsync("changeDecision", Change, new { id, version = 3, title = "Other" }));
        Assert.Equal("FrozenError", await TypeAsync("decide", Decide, new { id, version = 3 }));
        Assert.Equal("FrozenError", await TypeAsync("deleteDecision", Delete, new { id, version = 3 }));
        Assert.Equal("FrozenError", await TypeAsync("deleteScenario", ScenarioVillage.Delete, new { id = scenario, version = 1 }));
        foreach (var sql in new[] { $"UPDATE decision SET title = 'x' WHERE id = {Number(id)}", $"UPDATE decision SET evidence = '{{}}', evidence_sha256 = sha256('{{}}') WHERE id = {Number(id)}", $"DELETE FROM decision WHERE id = {Number(id)}", $"UPDATE scenario SET title = 'x' WHERE id = {GlobalId.FindNumber("Scenario", scenario)}" }) await RefusedBySqlAsync(sql);
    }

    [Fact]
    public async Task What_is_found_later_is_added_and_never_changed()
    {
        var id = await RecordAsync(await village.ScenarioAsync());
        Assert.Equal("InvalidInputError", await TypeAsync("reviewDecision", Review, new { id, reviewedOn = Today(0), found = Sentence, why = Sentence }));
        await RefusedBySqlAsync($"INSERT INTO decision_review (decision_id, reviewed_on, found, why) VALUES ({Number(id)}, '2027-01-01', 'a', 'b')");
        await FillAsync(id, 1);
        await village.DataAsync(Decide, new { input = new { id, version = 2 } });
        var reviewed = (await village.DataAsync(Review, new { input = new { id, reviewedOn = Today(0), found = "Nobody was lost; ask a.person@gmail.com.", why = Sentence, nextReviewOn = Today(90) } })).GetProperty("reviewDecision").GetProperty("decision");
        Assert.Equal(("REVIEWED", "Nobody was lost; ask [removed]"), (reviewed.GetProperty("status").GetString(), reviewed.GetProperty("reviews")[0].GetProperty("found").GetString()!.TrimEnd('.')));
        Assert.Equal("InvalidInputError", await TypeAsync("reviewDecision", Review, new { id, reviewedOn = Today(1), found = Sentence, why = Sentence }));
        Assert.Equal("InvalidInputError", await TypeAsync("reviewDecision", Review, new { id, reviewedOn = Today(-9), found = Sentence, why = Sentence }));
        Assert.Equal("InvalidInputError", await TypeAsync("reviewDecision", Review, new { id, reviewedOn = Today(0), found = " ", why = Sentence }));
        Assert.Equal("NotFoundError", await TypeAsync("reviewDecision", Review, new { id = GlobalId.Write("Decision", 4711), reviewedOn = Today(0), found = Sentence, why = Sentence }));
        await RefusedBySqlAsync($"UPDATE decision_review SET found = 'x' WHERE decision_id = {Number(id)}");
        await RefusedBySqlAsync($"DELETE FROM decision_review WHERE decision_id = {Number(id)}");
        Assert.Contains("Nobody was lost; ask [removed]", await ReportAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_is_that_of_the_place_and_not_of_the_server_s_clock()
    {
        // Half past midnight on the first of July by British Summer Time, while the world's clock still has June.
        var late = new DateTimeOffset(2026, 6, 30, 23, 30, 0, TimeSpan.Zero);
        var edits = new DecisionEdits((CallerSource)village.Database.Writer, village.Services.GetRequiredService<ScenarioEvaluations>(), village.Services.GetRequiredService<DecisionEvidences>(), new PlaceClock(village.Database, new Stopped(late)));
        var id = await RecordAsync(await village.ScenarioAsync());
        await FillAsync(id, 1);
        PlanInput Input(params (string Name, object Value)[] given) => new(given.Append((Name: "id", Value: id)).ToDictionary(item => item.Name, item => (object?)item.Value));

        await edits.ChangeAsync(Input(("version", 2), ("reviewOn", new DateOnly(2026, 7, 1))), TestContext.Current.CancellationToken);
        Assert.Contains("The day of review, 2026-07-01, does not lie ahead.", (await Assert.ThrowsAsync<MutationError>(() => edits.DecideAsync(Input(("version", 3)), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        await edits.ChangeAsync(Input(("version", 3), ("reviewOn", new DateOnly(2026, 7, 2))), TestContext.Current.CancellationToken);
        await edits.DecideAsync(Input(("version", 4)), TestContext.Current.CancellationToken);
        Assert.Equal("2026-07-01", (await AskAsync(id, "decidedOn")).GetProperty("decidedOn").GetString());
        await edits.ReviewAsync(Input(("reviewedOn", new DateOnly(2026, 7, 1)), ("found", Sentence), ("why", Sentence)), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<MutationError>(() => edits.ReviewAsync(Input(("reviewedOn", new DateOnly(2026, 7, 2)), ("found", Sentence), ("why", Sentence)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_scenario_with_faults_or_of_another_study_version_is_not_decided()
    {
        var study = await village.StudyAsync();
        var id = await RecordAsync(await village.OfAsync(study, ScenarioVillage.Close(17)));
        await FillAsync(id, 1);
        await village.DataAsync("mutation ($input: ChangeStudyInput!) { changeStudy(input: $input) { study { version } } }", new { input = new { id = study, version = 1, title = "Other" } });
        var message = (await village.RefusalAsync("decide", Decide, new { id, version = 2 })).GetProperty("message").GetString()!;
        Assert.Contains("Change 1: Empty Hall is closed already today.", message, StringComparison.Ordinal);
        Assert.Contains("The study has changed since the scenario was saved", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_late_or_asks_for_nothing_is_told()
    {
        var id = await RecordAsync(await village.ScenarioAsync());
        await village.DataAsync(Change, new { input = new { id, version = 1, policy = "Estates strategy" } });
        foreach (var (mutation, query) in new[] { ("changeDecision", Change), ("decide", Decide), ("deleteDecision", Delete) })
        {
            var refused = await village.RefusalAsync(mutation, query, new { id, version = 1 });
            Assert.Equal(("VersionConflictError", 2), (refused.GetProperty("__typename").GetString(), refused.GetProperty("currentVersion").GetInt32()));
            Assert.Equal("NotFoundError", await TypeAsync(mutation, query, new { id = GlobalId.Write("Decision", 4711), version = 1 }));
        }

        Assert.Equal("NotFoundError", await TypeAsync("createDecision", Create, new { scenario = GlobalId.Write("Scenario", 4711), title = "a" }));
        Assert.Equal("InvalidInputError", await TypeAsync("createDecision", Create, new { scenario = await village.ScenarioAsync(), title = " " }));
        Assert.Equal("InvalidInputError", await TypeAsync("changeDecision", Change, new { id, version = 2, powers = new string('a', 8_001) }));
        Assert.Equal("NotFoundError", await TypeAsync("deleteDecision", Delete, new { id = GlobalId.Write("Decision", 4711), version = 1 }));
        Assert.Equal(id, (await village.DataAsync(Delete, new { input = new { id, version = 2 } })).GetProperty("deleteDecision").GetProperty("deletedId").GetString());
    }

    [Fact]
    public async Task What_is_left_out_stays_and_an_empty_text_takes_one_away()
    {
        var id = await RecordAsync(await village.ScenarioAsync());
        await village.DataAsync(Change, new { input = new { id, version = 1, leadOrganisation = "Village Council", stages = new[] { new { code = "REVIEW", what = Sentence, why = "Two\nparagraphs, call 07700 900123" } } } });
        var changed = (await village.DataAsync(Change, new { input = new { id, version = 2, stages = new[] { new { code = "REVIEW", what = "" } }, tests = new[] { new { test = "LAWFUL", isMet = true } } } })).GetProperty("changeDecision").GetProperty("decision");
        Assert.Equal("Village Council", changed.GetProperty("leadOrganisation").GetString());
        Assert.Equal("""{"code":"REVIEW","what":"","why":"Two\nparagraphs, call [removed]","isComplete":false}""", changed.GetProperty("stages")[5].GetRawText());
        Assert.Equal("""{"test":"LAWFUL","isMet":true,"why":""}""", changed.GetProperty("tests")[1].GetRawText());
    }

    [Fact]
    public async Task The_report_holds_no_markup_of_anybody_s_and_asks_nothing_of_any_server()
    {
        const string Evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;";
        await village.RunAsync($"UPDATE site SET name = '{Evil.Replace("'", "''", StringComparison.Ordinal)}' WHERE id = 11; UPDATE service SET name = '{Evil.Replace("'", "''", StringComparison.Ordinal)} S' WHERE id = 11; UPDATE community_asset SET name = '{Evil.Replace("'", "''", StringComparison.Ordinal)} A' WHERE id = 11; UPDATE dataset SET title = '{Evil.Replace("'", "''", StringComparison.Ordinal)}', attribution = '{Evil.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            var study = await village.StudyAsync(new { title = Evil, assumptions = new[] { new { code = "move_weeks", value = 3, source = Evil } } });
            var scenario = (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = Evil, changes = new object[] { new { kind = "MOVE_TEAM", site = PlanVillage.Site(11), toSite = PlanVillage.Site(12), team = Evil, why = Evil }, ScenarioVillage.Close(11) } } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
            var id = await RecordAsync(scenario, Evil);
            await FillAsync(id, 1, Evil + Sentence);
            var draft = await ReportAsync(id);
            Assert.Equal(JsonValueKind.Null, (await village.DataAsync(Decide, new { input = new { id, version = 2 } })).GetProperty("decide").GetProperty("errors").ValueKind);
            foreach (var whole in new[] { draft, await ReportAsync(id) })
            {
                // The only link is an icon that is empty, so that no browser asks the server for one.
                const string Icon = "<link rel=\"icon\" href=\"data:,\"/>";
                Assert.Contains(Icon, whole, StringComparison.Ordinal);
                var report = whole.Replace(Icon, "", StringComparison.Ordinal);
                Assert.DoesNotContain("<script", report, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<img", report, StringComparison.OrdinalIgnoreCase);
                // Besides it there are links to parts of the same page, which are ours.
                report = Regex.Replace(report, "<a href=\"#[a-z]+\">", "");
                // Values of attributes stand between quotation marks and hold none.
                Assert.DoesNotMatch(@"(?i)<[^>]*\son\w+|<(link|iframe|object|form|a)\b|url\(|@import|https?://", Regex.Replace(report, "=\"[^\"<>]*\"", ""));
                Assert.True(Regex.Count(report, "&lt;script&gt;") > 20);
            }
        }
        finally
        {
            await village.RunAsync("UPDATE site SET name = 'Alpha Library' WHERE id = 11; UPDATE service SET name = 'Library' WHERE id = 11; UPDATE community_asset SET name = 'Choir' WHERE id = 11; UPDATE dataset SET title = 'Village data', attribution = 'Contains Village Council data'");
        }
    }

    [Fact]
    public async Task The_report_is_in_order_for_whoever_cannot_see_it()
    {
        var id = await RecordAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp), "Give Alpha up");
        await FillAsync(id, 1);
        var report = await ReportAsync(id);
        Assert.StartsWith("<!doctype html>\n<html lang=\"en-GB\"><head>", report, StringComparison.Ordinal);
        var levels = Heading().Matches(report).Select(heading => heading.Groups[1].Value[0] - '0').ToList();
        Assert.Equal(1, levels.Count(level => level == 1));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        Assert.Equal(Regex.Count(report, "<table>"), Regex.Count(report, "<caption>[^<]+</caption>"));
        Assert.DoesNotMatch("<th>", report);
        Assert.Equal(Regex.Count(report, "<svg "), Regex.Count(report, "<svg role=\"img\"[^>]*aria-labelledby=\"[^\"]+\"><title id="));
        Assert.True(Regex.Count(report, "<svg ") >= 3, "The map and two strips of hours are there.");
        var ids = Regex.Matches(report, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var text in new[] { "Give Alpha up", "2 buildings are open afterwards, 3 today: 1 closes and none opens.", "straight line x 1.3 at 4.8 km/h", "Chess Club", "65.0 %", "£500,000 (0 % assumed)", "Village Council data", "Placeholder of EstateMap", "Draft: not decided." }) Assert.Contains(text, report, StringComparison.Ordinal);

        using var file = await village.Http.GetAsync($"/plans/decisions/{Number(id)}/report.html?download=1", TestContext.Current.CancellationToken);
        Assert.Equal(($"attachment; filename=decision-{Number(id)}.html", "text/html; charset=utf-8", "nosniff"), (file.Content.Headers.ContentDisposition!.ToString(), file.Content.Headers.ContentType!.ToString(), file.Headers.GetValues("X-Content-Type-Options").Single()));
        using var absent = await village.Http.GetAsync("/plans/decisions/4711/report.html", TestContext.Current.CancellationToken);
        Assert.Equal((System.Net.HttpStatusCode.NotFound, true), (absent.StatusCode, (await absent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("There is no decision record 4711.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_planner_answered_is_decided_with_its_method_and_curve()
    {
        var study = await village.StudyAsync();
        var scenario = await AnsweredAsync(study, 2);
        var id = await RecordAsync(scenario, "Two are enough");
        await FillAsync(id, 1);
        var decided = (await village.DataAsync(Decide, new { input = new { id, version = 2 } })).GetProperty("decide");
        Assert.Equal(JsonValueKind.Null, decided.GetProperty("errors").ValueKind);

        var frozen = decided.GetProperty("decision").GetProperty("frozen");
        // Alpha and Beta stay; the curve goes from four buildings down to one.
        Assert.Equal(["Alpha Library stays", "Beta Hub stays", "Delta Centre closes"], frozen.GetProperty("sites").EnumerateArray().Select(site => $"{site.GetProperty("name").GetString()} {site.GetProperty("state").GetString()}"));
        Assert.Equal([4, 3, 2, 1], frozen.GetProperty("curve").EnumerateArray().Select(point => point.GetProperty("p").GetInt32()));
        Assert.Equal(frozen.GetProperty("measures").GetProperty("meanSeconds").GetDouble(), frozen.GetProperty("curve")[2].GetProperty("meanSeconds").GetDouble());
        Assert.Equal(("Portfolio curve: the p-median for every p", 1), (frozen.GetProperty("answer").GetProperty("name").GetString(), frozen.GetProperty("answer").GetProperty("seed").GetInt32()));
        var report = await ReportAsync(id);
        foreach (var text in new[] { "These buildings are its answer: interchange, Lagrangian bound", "Every number of buildings that the planner looked at", "2 (decided)", "Delta Centre closes: 500 people travel 21.8 minutes further on average, most of them in East Ward." }) Assert.Contains(text, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_curve_that_was_reckoned_over_other_figures_is_left_out_and_the_report_says_so()
    {
        var id = await RecordAsync(await AnsweredAsync(await village.StudyAsync(), 3));
        Assert.Contains("Every number of buildings that the planner looked at", await ReportAsync(id), StringComparison.Ordinal);
        await village.RunAsync("UPDATE demand_weight SET weight = 401 WHERE demand_point_id = 11 AND population_group = 'all'");
        try
        {
            await Patience.UntilAsync(async () => !(await ReportAsync(id)).Contains("Every number of buildings that the planner looked at", StringComparison.Ordinal));
            Assert.Contains("The curve over other numbers of buildings is left out: it was reckoned before the study or the register changed.", await ReportAsync(id), StringComparison.Ordinal);
        }
        finally
        {
            await village.RunAsync("UPDATE demand_weight SET weight = 400 WHERE demand_point_id = 11 AND population_group = 'all'");
        }

        await Patience.UntilAsync(async () => (await ReportAsync(id)).Contains("Every number of buildings that the planner looked at", StringComparison.Ordinal));
        Assert.DoesNotContain("is left out", await ReportAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stages_are_asked_in_plain_words()
    {
        var stages = (await village.DataAsync("{ decisionStages { code title question prompts } }")).GetProperty("decisionStages").EnumerateArray().ToList();
        Assert.Equal(Stages, stages.Select(stage => stage.GetProperty("code").GetString()));
        Assert.All(stages, stage => Assert.Equal(3, stage.GetProperty("prompts").GetArrayLength()));
    }

    [Fact]
    public async Task Records_are_listed_with_their_scenario_and_hidden_with_it()
    {
        var scenario = await village.ScenarioAsync(ScenarioVillage.Close(14));
        var id = await RecordAsync(scenario, "Close Delta");
        Assert.Equal("Close Delta", (await village.AskAsync(scenario, "decisions { title }")).GetProperty("decisions")[0].GetProperty("title").GetString());
        const string list = "query ($id: ID!) { decisions(where: { id: { eq: $id }, status: { eq: DRAFT } }, order: [{ title: DESC }]) { nodes { title scenarioHash } } decision(id: $id) { title } }";
        Assert.Equal(1, (await village.DataAsync(list, new { id })).GetProperty("decisions").GetProperty("nodes").GetArrayLength());
        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 14");
        try
        {
            Assert.Equal("""{"decisions":{"nodes":[]},"decision":null}""", (await village.DataAsync(list, new { id })).GetRawText());
            using var report = await village.Http.GetAsync($"/plans/decisions/{Number(id)}/report.html", TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, report.StatusCode);
        }
        finally
        {
            await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id = 14");
        }
    }

    /// <summary>A scenario that begins from the curve's answer with so many buildings.</summary>
    private async Task<string> AnsweredAsync(string study, int p)
    {
        var solve = (await village.DataAsync(SolveTests.Start, new { input = new { study, model = "PORTFOLIO_CURVE" } })).GetProperty("startSolve").GetProperty("solve").GetProperty("id").GetString()!;
        await Patience.UntilAsync(async () => (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state } }", new { id = solve })).GetProperty("solve").GetProperty("state").GetString() == "DONE");
        return (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = "The planner's own", solve, p } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
    }

    private async Task<string> RecordAsync(string scenario, string title = "Give it up") =>
        (await village.DataAsync(Create, new { input = new { scenario, title } })).GetProperty("createDecision").GetProperty("decision").GetProperty("id").GetString()!;

    private async Task<JsonElement> FillAsync(string id, int version, string text = Sentence) => (await village.DataAsync(Change, new
    {
        input = new
        {
            id,
            version,
            leadOrganisation = text,
            powers = text,
            policy = text,
            stages = Stages.Select(code => new { code, what = text, why = text }),
            tests = Tests.Select(test => new { test, isMet = true, why = text }),
            doNothingConsidered = text,
            communityAssetsConsidered = text,
            reviewOn = Today(365),
        },
    })).GetProperty("changeDecision").GetProperty("decision");

    private async Task<JsonElement> AskAsync(string id, string fields) => (await village.DataAsync($"query ($id: ID!) {{ decision(id: $id) {{ {fields} }} }}", new { id })).GetProperty("decision");

    private Task<string> ReportAsync(string id) => village.Http.GetStringAsync($"/plans/decisions/{Number(id)}/report.html", TestContext.Current.CancellationToken);

    private async Task<string?> TypeAsync(string mutation, string query, object input) => (await village.RefusalAsync(mutation, query, input)).GetProperty("__typename").GetString();

    private async Task RefusedBySqlAsync(string sql)
    {
        await using var command = village.Writer.CreateCommand(sql);
        Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
    }

    /// <summary>So many days from the day that it is where the place is.</summary>
    private string Today(int days) => today.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static long Number(string id) => GlobalId.FindNumber("Decision", id)!.Value;

    public async ValueTask InitializeAsync() => today = await village.Services.GetRequiredService<PlaceClock>().GetTodayAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private sealed class Stopped(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }

    [GeneratedRegex("<h([1-6])>")]
    private static partial Regex Heading();
}
