using System.Net;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Tests.Plans.Scenarios;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>
/// A plan is made over buildings that everybody sees; then one of them becomes a refuge. Whatever names it or was reckoned from it is gone for the public by every door, and there for those with clearance; what no longer exists hides nothing.
/// </summary>
public sealed class HiddenPlanTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>, IAsyncLifetime
{
    private const string SetRoles = "mutation ($input: SetSiteRolesInput!) { setSiteRoles(input: $input) { study { id version } errors { ... on Error { message } } } }";
    private const string Sentence = "A sentence that says why we do this.";

    private static readonly string[] Tables = ["study", "solve", "solve_point", "scenario", "decision", "decision_review"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    /// <summary>Nothing stays hidden for the next test.</summary>
    public async ValueTask DisposeAsync() => await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id BETWEEN 11 AND 14 OR id = 17; UPDATE service SET visibility = 'public' WHERE id = 11; UPDATE community_asset SET visibility = 'public' WHERE id = 12");

    [Fact]
    public async Task What_names_a_building_that_is_hidden_later_is_hidden_by_every_door_and_shown_to_those_with_clearance()
    {
        var plan = await PlanAsync();
        Assert.All(await DoorsAsync(plan), door => Assert.Contains("Delta Centre", door.Answer, StringComparison.Ordinal));
        var all = await CountsAsync("public");
        Assert.All(all, count => Assert.True(count.Value > 0, count.Key));

        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 14");
        var closed = await DoorsAsync(plan);
        Assert.All(closed, door => Assert.DoesNotContain("Delta", door.Answer, StringComparison.Ordinal));
        Assert.All(closed, door => Assert.Matches("null|\"totalCount\":0|is no id of|There is no|404", door.Answer));
        Assert.All(await CountsAsync("public"), count => Assert.Equal((count.Key, 0L), (count.Key, count.Value)));
        Assert.All(await CountsAsync("partner"), count => Assert.Equal((count.Key, 0L), (count.Key, count.Value)));
        Assert.Equal(all, await CountsAsync("restricted"));
        // The words are there for them, and not the rows alone.
        Assert.Contains("Delta Centre", (string)(await AsAsync("restricted", "SELECT evidence FROM decision LIMIT 1"))!, StringComparison.Ordinal);
        Assert.Contains("Keep Delta Centre", (string)(await AsAsync("restricted", "SELECT content::text FROM study LIMIT 1"))!, StringComparison.Ordinal);

        await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id = 14");
        Assert.All(await DoorsAsync(plan), door => Assert.Contains("Delta Centre", door.Answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_changes_decides_or_goes_on_from_what_they_may_not_see()
    {
        var plan = await PlanAsync();
        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 14");
        foreach (var (mutation, type, input) in new (string, string, object)[]
        {
            ("changeStudy", "study { id }", new { id = plan.Study, version = 2, title = "a" }), ("setSiteRoles", "study { id }", new { study = plan.Study, version = 2, roles = Array.Empty<object>() }), ("deleteStudy", "deletedId", new { id = plan.Study, version = 2 }),
            ("startSolve", "solve { id }", new { study = plan.Study, model = "PORTFOLIO_CURVE" }), ("cancelSolve", "solve { id }", new { solve = plan.Solve }),
            ("createScenario", "scenario { id }", new { study = plan.Study, title = "a" }), ("changeScenario", "scenario { id }", new { id = plan.Scenario, version = 1, title = "a" }),
            ("forkScenario", "scenario { id }", new { id = plan.Scenario, title = "a" }), ("deleteScenario", "deletedId", new { id = plan.Scenario, version = 1 }), ("importScenario", "scenario { id }", new { json = plan.Json }),
            ("createDecision", "decision { id }", new { scenario = plan.Scenario, title = "a" }), ("changeDecision", "decision { id }", new { id = plan.Decision, version = 3, title = "a" }), ("decide", "decision { id }", new { id = plan.Decision, version = 3 }),
            ("reviewDecision", "decision { id }", new { id = plan.Decision, reviewedOn = "2027-01-01", found = "a", why = "b" }), ("deleteDecision", "deletedId", new { id = plan.Decision, version = 3 }),
        })
        {
            var answer = await village.DataAsync($"mutation ($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ {type} errors {{ __typename ... on Error {{ message }} }} }} }}", new { input });
            Assert.Equal((mutation, "NotFoundError"), (mutation, answer.GetProperty(mutation).GetProperty("errors")[0].GetProperty("__typename").GetString()));
        }
    }

    [Fact]
    public async Task Each_row_is_hidden_by_what_it_names_itself()
    {
        await PlanAsync();
        // Beta stays open, and no setting or change names it; the runs looked at it, and the evidence shows it.
        await village.RunAsync("UPDATE site SET visibility = 'owner' WHERE id = 12");
        Assert.Equal("study scenario", await SeenAsync());
        // A service that moves is in the changes, and so in the evidence.
        await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id = 12; UPDATE service SET visibility = 'restricted' WHERE id = 11");
        Assert.Equal("study solve solve_point", await SeenAsync());
        // A group that loses its place is in the evidence alone.
        await village.RunAsync("UPDATE service SET visibility = 'public'; UPDATE community_asset SET visibility = 'partner' WHERE id = 12");
        Assert.Equal("study solve solve_point scenario", await SeenAsync());
        // Empty Hall could be opened: the runs looked at it.
        await village.RunAsync("UPDATE community_asset SET visibility = 'public'; UPDATE site SET visibility = 'restricted' WHERE id = 17");
        Assert.Equal("study scenario decision decision_review", await SeenAsync());
    }

    [Fact]
    public async Task A_scenario_from_a_curve_is_hidden_by_buildings_that_its_reasons_tell_of_and_so_are_its_forks()
    {
        var study = await village.StudyAsync();
        await village.RunAsync($"""
            INSERT INTO solve (id, study_id, study_version, content, model, seed, state) OVERRIDING SYSTEM VALUE SELECT 910, id, version, content, 'portfolio_curve', 1, 'done' FROM study WHERE id = {GlobalId.FindNumber("Study", study)};
            INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites, why) VALUES
                (910, 3, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (11, 12, 14)), NULL), (910, 2, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (12, 17)), 'Alpha Library and Delta Centre close, and Empty Hall opens instead.'),
                (910, 1, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id = 12), 'Empty Hall closes.');
            """);
        var made = (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = "One", solve = GlobalId.Write("Solve", 910), p = 1 } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
        await village.DataAsync(ScenarioVillage.Change, new { input = new { id = made, version = 1, title = "Still one" } });
        var fork = (await village.DataAsync(ScenarioVillage.Fork, new { input = new { id = made, title = "Two" } })).GetProperty("forkScenario").GetProperty("scenario").GetProperty("id").GetString()!;
        // No change is about it.
        Assert.DoesNotContain(PlanVillage.Site(17), (await village.AskAsync(made, "changes { site { id } why }")).GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Empty Hall opens instead", (await village.AskAsync(fork, "changes { why }")).GetRawText(), StringComparison.Ordinal);

        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 17");
        foreach (var id in new[] { made, fork }) Assert.Equal(JsonValueKind.Null, (await village.AskAsync(id, "title")).ValueKind);
        // Though the run never said what it considered, its answers did.
        Assert.Equal("""{"solve":null}""", (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state } }", new { id = GlobalId.Write("Solve", 910) })).GetRawText());
    }

    [Fact]
    public async Task What_is_gone_from_the_register_hides_nothing()
    {
        await village.RunAsync("""
            INSERT INTO site (id, name, geom, location_precision, location_method, owner_organisation_id) OVERRIDING SYSTEM VALUE VALUES (31, 'Old Baths', ST_SetSRID(ST_MakePoint(-1.995, 53.01), 4326), 'given', 'given', 1);
            INSERT INTO site_use (site_id, use_code, dataset_id, record_key) VALUES (31, 'community_hub', 'village-register', 'P31');
            INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name) OVERRIDING SYSTEM VALUE VALUES (31, 'village-libraries', 'L31', 1, 'library', 'Swimming');
            INSERT INTO service_at_location (service_id, site_id) VALUES (31, 31)
            """);
        var study = await village.StudyAsync();
        await village.DataAsync(SetRoles, new { input = new { study, version = 1, roles = new[] { new { site = PlanVillage.Site(31), role = "KEEP", reason = "Swimmers" } } } });
        var scenario = await village.OfAsync(study, ScenarioVillage.Move(31, 31, 12), ScenarioVillage.Close(31));
        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 31");
        Assert.Equal(JsonValueKind.Null, (await village.AskAsync(scenario, "title")).ValueKind);

        await village.RunAsync("DELETE FROM service_at_location WHERE site_id = 31; DELETE FROM service WHERE id = 31; DELETE FROM site WHERE id = 31");
        var seen = await village.AskAsync(scenario, "title study { title } changes { site { id name } problems }");
        Assert.Equal(("Plan", "Old Baths", JsonValueKind.Null), (seen.GetProperty("study").GetProperty("title").GetString(), seen.GetProperty("changes")[1].GetProperty("site").GetProperty("name").GetString(), seen.GetProperty("changes")[1].GetProperty("site").GetProperty("id").ValueKind));
    }

    [Fact]
    public async Task Names_follow_the_content_and_no_writer_can_put_others_in_their_place()
    {
        var study = await village.StudyAsync();
        async Task<object?> NamesAsync() => await village.Owner.ScalarAsync($"SELECT coalesce(string_agg(s.name, ',' ORDER BY s.name), '') FROM study y JOIN site s ON s.uuid = ANY (y.named) WHERE y.id = {GlobalId.FindNumber("Study", study)}");
        await village.DataAsync(SetRoles, new { input = new { study, version = 1, roles = new[] { new { site = PlanVillage.Site(14), role = "KEEP", reason = "a" }, new { site = PlanVillage.Site(12), role = "CLOSE", reason = "a" } } } });
        Assert.Equal("Beta Hub,Delta Centre", await NamesAsync());
        await using (var writing = village.Writer.CreateCommand($"UPDATE study SET named = '{{}}' WHERE id = {GlobalId.FindNumber("Study", study)}")) await writing.ExecuteNonQueryAsync(Cancel);
        Assert.Equal("Beta Hub,Delta Centre", await NamesAsync());
        await village.DataAsync(SetRoles, new { input = new { study, version = 2, roles = new[] { new { site = PlanVillage.Site(14), role = (string?)null } } } });
        Assert.Equal("Beta Hub", await NamesAsync());
    }

    /// <summary>A study that keeps Delta, its curve, a scenario of moves to Delta that was decided, and a review.</summary>
    private async Task<Plan> PlanAsync()
    {
        await village.RunAsync("TRUNCATE decision_review, decision, scenario, solve_point, solve, study CASCADE");
        var study = await village.StudyAsync();
        await village.DataAsync(SetRoles, new { input = new { study, version = 1, roles = new[] { new { site = PlanVillage.Site(14), role = "KEEP", reason = "Keep Delta Centre" } } } });
        var solve = (await village.DataAsync(SolveTests.Start, new { input = new { study, model = "PORTFOLIO_CURVE" } })).GetProperty("startSolve").GetProperty("solve").GetProperty("id").GetString()!;
        await Patience.UntilAsync(async () => (await village.DataAsync("query ($id: ID!) { solve(id: $id) { state } }", new { id = solve })).GetProperty("solve").GetProperty("state").GetString() == "DONE");
        var scenario = await village.OfAsync(study, ScenarioVillage.GiveAlphaUp);
        var decision = (await village.DataAsync("mutation ($input: CreateDecisionInput!) { createDecision(input: $input) { decision { id } } }", new { input = new { scenario, title = "Give it up" } })).GetProperty("createDecision").GetProperty("decision").GetProperty("id").GetString()!;
        await village.DataAsync("mutation ($input: ChangeDecisionInput!) { changeDecision(input: $input) { decision { id } } }", new
        {
            input = new
            {
                id = decision,
                version = 1,
                leadOrganisation = "Village Council",
                powers = Sentence,
                policy = Sentence,
                doNothingConsidered = Sentence,
                communityAssetsConsidered = Sentence,
                reviewOn = "2199-01-01",
                stages = new[] { "GATHER_INFORMATION", "ASSESS_RISK", "CONSIDER_POWERS", "IDENTIFY_OPTIONS", "TAKE_ACTION", "REVIEW" }.Select(code => new { code, what = Sentence, why = Sentence }),
                tests = new[] { "PROPORTIONATE", "LAWFUL", "ACCOUNTABLE", "NECESSARY", "LEAST_INTRUSIVE" }.Select(test => new { test, isMet = true, why = Sentence }),
            },
        });
        var decided = (await village.DataAsync("mutation ($input: DecideInput!) { decide(input: $input) { decision { decidedOn } errors { ... on Error { message } } } }", new { input = new { id = decision, version = 2 } })).GetProperty("decide");
        Assert.True(decided.GetProperty("errors").ValueKind == JsonValueKind.Null, decided.GetRawText());
        await village.DataAsync("mutation ($input: ReviewDecisionInput!) { reviewDecision(input: $input) { decision { id } errors { ... on Error { message } } } }", new { input = new { id = decision, reviewedOn = decided.GetProperty("decision").GetProperty("decidedOn").GetString(), found = "Delta Centre is full.", why = Sentence } });
        return new Plan(study, solve, scenario, decision, (await village.AskAsync(scenario, "json")).GetProperty("json").GetString()!);
    }

    /// <summary>What everybody is told at each door.</summary>
    private async Task<List<(string Door, string Answer)>> DoorsAsync(Plan plan)
    {
        var doors = new List<(string, string)>();
        foreach (var query in new[]
        {
            "{ study(id: $study) { candidates { name reason } solves { nodes { points { why } } } scenarios { nodes { json } } } }", "{ studies(where: { id: { eq: $study } }) { totalCount nodes { candidates(roles: [KEEP]) { name reason } } } }",
            "{ node(id: $study) { ... on Study { candidates { reason } } } }", "{ solve(id: $solve) { points { why } study { candidates { name } } } }", "{ solves(where: { id: { eq: $solve } }) { totalCount nodes { points { why } study { candidates { name } } } } }", "{ node(id: $solve) { ... on Solve { points { why } study { candidates { name } } } } }",
            "{ scenario(id: $scenario) { json changes { toSite { name } } study { title } decisions { frozen } } }", "{ scenarios(where: { id: { eq: $scenario } }) { totalCount nodes { json } } }", "{ node(id: $scenario) { ... on Scenario { json } } }",
            "{ decision(id: $decision) { frozen scenario { json } reviews { found } } }", "{ decisions(where: { scenario: { id: { eq: $scenario } } }) { totalCount nodes { frozen reviews { found } } } }", "{ node(id: $decision) { ... on Decision { frozen } } }",
        })
        {
            var used = new[] { "study", "solve", "scenario", "decision" }.Where(name => query.Contains($"${name}", StringComparison.Ordinal)).ToList();
            doors.Add((query, (await village.DataAsync($"query ({string.Join(", ", used.Select(name => $"${name}: ID!"))}) {query}", new { study = plan.Study, solve = plan.Solve, scenario = plan.Scenario, decision = plan.Decision })).GetRawText()));
        }

        foreach (var (first, second) in new[] { (plan.Study, plan.Scenario), (plan.Scenario, plan.Scenario) })
            doors.Add(("compare", (await village.AnswerAsync("query ($first: ID!, $second: ID!) { compareScenarios(first: $first, second: $second) { rows { first } } second: scenario(id: $second) { changes { toSite { name } } } }", new { first, second })).GetRawText()));
        foreach (var address in new[] { $"/plans/scenarios/{GlobalId.FindNumber("Scenario", plan.Scenario)}.json", $"/plans/decisions/{GlobalId.FindNumber("Decision", plan.Decision)}/report.html" })
        {
            using var answer = await village.Http.GetAsync(address, Cancel);
            doors.Add((address, answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(Cancel) : $"{(int)answer.StatusCode}"));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query = $$"""subscription { solveProgress(solve: "{{plan.Solve}}") { isOver solve { points { why } study { candidates { name } } } } }""" }), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var events = await village.Http.SendAsync(request, Cancel);
        doors.Add(("solveProgress", await events.Content.ReadAsStringAsync(Cancel)));
        return doors;
    }

    /// <summary>Of how many rows a caller of a clearance is told, by table.</summary>
    private async Task<Dictionary<string, long>> CountsAsync(string clearance)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in Tables) counts[table] = (long)(await AsAsync(clearance, $"SELECT count(*) FROM {table}"))!;
        return counts;
    }

    /// <summary>Tables of which everybody sees a row.</summary>
    private async Task<string> SeenAsync() => string.Join(' ', (await CountsAsync("public")).Where(count => count.Value > 0).Select(count => count.Key));

    private async Task<object?> AsAsync(string clearance, string sql)
    {
        await using var connection = await village.Reader.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await new Caller(clearance).ClaimAsync(connection, Cancel);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private sealed record Plan(string Study, string Solve, string Scenario, string Decision, string Json);
}
