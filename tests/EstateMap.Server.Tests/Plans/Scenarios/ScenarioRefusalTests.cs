using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>Every way of getting a scenario wrong is told in the payload and changes nothing; who may not see a site does not see what names it.</summary>
public class ScenarioRefusalTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>
{
    public static TheoryData<string, string, string> Wrong => new()
    {
        { """{"openSites":[],"changes":[]}""", "changes", "Of `openSites`, `solve` and `changes` one is taken; 2 were given." },
        { """{"p":3}""", "p", "`p` names an answer of a run: it goes with `solve`." },
        { """{"title":" "}""", "title", "`title` is missing: say it in words." },
        { """{"changes":[{"kind":"MOVE_TEAM","site":"U2l0ZToxMQ=="}]}""", "changes.0", "Change 1 (move a team) does not say to which site." },
        { """{"changes":[{"kind":"CLOSE_SITE","site":"U2l0ZToxMQ=="},{"kind":"DISPOSE","site":"U2l0ZToxMQ==","receipt_gbp":-5}]}""", "changes.1", "Change 2 (dispose of a building): `receipt_gbp` is -5; it must lie between 0 and 10,000,000,000." },
        { """{"changes":[{"kind":"CHANGE_HOURS","site":"U2l0ZToxMQ==","hours":[{"days":"MO","opens":"nine","closes":"17:00"}]}]}""", "changes.0", "Change 1 (change hours): “nine” is no time of day to open at; write it as 09:00." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_does_not_fit_is_told_with_its_place_and_nothing_is_kept(string input, string path, string message)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object>>(input)!;
        given["study"] = await village.StudyAsync();
        given.TryAdd("title", "a");
        var before = await village.Owner.ScalarAsync("SELECT count(*) FROM scenario");
        var refused = await village.RefusalAsync("createScenario", ScenarioVillage.Create, given);
        Assert.Equal(("InvalidInputError", path, message), (refused.GetProperty("__typename").GetString(), refused.GetProperty("path").GetString(), refused.GetProperty("message").GetString()));
        Assert.Equal(before, await village.Owner.ScalarAsync("SELECT count(*) FROM scenario"));
    }

    [Fact]
    public async Task What_is_not_there_or_hidden_is_not_found()
    {
        var study = await village.StudyAsync();
        Assert.Equal("NotFoundError There is no study of that id.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study = GlobalId.Write("Study", 4711), title = "a" }));
        foreach (var site in new[] { 15, 4711 })
            Assert.Equal("NotFoundError `changes.0.site` is no site of the register.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study, title = "a", changes = new[] { ScenarioVillage.Close(site) } }));
        Assert.Equal("NotFoundError `openSites` names what is no building of the study that may be open.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study, title = "a", openSites = new[] { PlanVillage.Site(20) } }));
        Assert.Equal("NotFoundError There is no such run of the planner, or it has no answer with so many buildings yet.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study, title = "a", solve = GlobalId.Write("Solve", 4711) }));
        Assert.Equal("NotFoundError There is no scenario of that id.", await RefusedAsync("changeScenario", ScenarioVillage.Change, new { id = GlobalId.Write("Scenario", 4711), version = 1 }));
        Assert.Equal("NotFoundError There is no scenario of that id.", await RefusedAsync("forkScenario", ScenarioVillage.Fork, new { id = GlobalId.Write("Scenario", 4711), title = "a" }));
        Assert.Equal("NotFoundError There is no scenario of that id.", await RefusedAsync("deleteScenario", ScenarioVillage.Delete, new { id = GlobalId.Write("Scenario", 4711), version = 1 }));
    }

    [Fact]
    public async Task Whoever_saw_an_older_version_changes_nothing()
    {
        var id = await village.ScenarioAsync();
        await village.DataAsync(ScenarioVillage.Change, new { input = new { id, version = 1, title = "Mine" } });
        var refused = await village.RefusalAsync("changeScenario", ScenarioVillage.Change, new { id, version = 1, title = "Yours" });
        Assert.Equal(("VersionConflictError", 2), (refused.GetProperty("__typename").GetString(), refused.GetProperty("currentVersion").GetInt32()));
        Assert.StartsWith("VersionConflictError", await RefusedAsync("deleteScenario", ScenarioVillage.Delete, new { id, version = 1 }), StringComparison.Ordinal);
        Assert.Equal("Mine", (await village.AskAsync(id, "title")).GetProperty("title").GetString());
        Assert.Equal("InvalidInputError `title` is missing: say it in words.", await RefusedAsync("changeScenario", ScenarioVillage.Change, new { id, version = 2, title = "" }));
        Assert.Equal("InvalidInputError `title` is missing: say it in words.", await RefusedAsync("forkScenario", ScenarioVillage.Fork, new { id, title = "" }));
    }

    [Fact]
    public async Task Of_many_who_change_the_same_version_at_once_one_does()
    {
        var id = await village.ScenarioAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => village.DataAsync(ScenarioVillage.Change, new { input = new { id, version = 1, title = $"Title {n}" } })));
        Assert.Equal(1, answers.Count(answer => answer.GetProperty("changeScenario").GetProperty("scenario").ValueKind == JsonValueKind.Object));
    }

    [Fact]
    public async Task A_decided_scenario_stays_for_everybody_even_by_SQL()
    {
        var id = await village.ScenarioAsync(ScenarioVillage.Close(11));
        var number = GlobalId.FindNumber("Scenario", id);
        await village.RunAsync($"UPDATE scenario SET status = 'decided' WHERE id = {number}");
        Assert.StartsWith("FrozenError “Fewer, better” is decided", await RefusedAsync("changeScenario", ScenarioVillage.Change, new { id, version = 1, title = "Other" }), StringComparison.Ordinal);
        Assert.Equal("FrozenError “Fewer, better” is decided and stays.", await RefusedAsync("deleteScenario", ScenarioVillage.Delete, new { id, version = 1 }));
        foreach (var sql in new[] { $"UPDATE scenario SET title = 'x' WHERE id = {number}", $"UPDATE scenario SET status = 'draft' WHERE id = {number}", $"DELETE FROM scenario WHERE id = {number}", "TRUNCATE scenario CASCADE", "ALTER TABLE scenario DISABLE TRIGGER ALL" })
        {
            await using var command = village.Writer.CreateCommand(sql);
            var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.True(error.SqlState is PostgresErrorCodes.RestrictViolation or PostgresErrorCodes.InsufficientPrivilege, error.Message);
        }

        var fork = (await village.DataAsync(ScenarioVillage.Fork, new { input = new { id, title = "Go on" } })).GetProperty("forkScenario").GetProperty("scenario");
        Assert.Equal(("Go on", id), (fork.GetProperty("title").GetString(), fork.GetProperty("parent").GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Null, (await village.DataAsync(ScenarioVillage.Delete, new { input = new { id = fork.GetProperty("id").GetString(), version = 1 } })).GetProperty("deleteScenario").GetProperty("errors").ValueKind);
    }

    [Fact]
    public async Task The_database_refuses_a_content_that_is_not_that_of_its_hash_or_not_in_normal_form()
    {
        var study = GlobalId.FindNumber("Study", await village.StudyAsync());
        foreach (var sql in new[] { $$"""INSERT INTO scenario (study_id, title, content, content_sha256) VALUES ({{study}}, 'a', '{}', '\x00')""", $"INSERT INTO scenario (study_id, title, content, content_sha256) VALUES ({study}, 'a', U&'e\\0301', sha256(convert_to(U&'e\\0301', 'UTF8')))" })
        {
            await using var command = village.Writer.CreateCommand(sql);
            Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
        }
    }

    [Theory]
    [InlineData("{", "The text is no JSON that can be read")]
    [InlineData("{}", "a member is missing")]
    [InlineData("CLOSE", "no scenario")]
    public async Task A_text_that_is_no_scenario_is_told_so(string json, string part) =>
        Assert.Contains(json == "CLOSE" ? "no JSON" : part, await RefusedAsync("importScenario", ScenarioVillage.Import, new { json }), StringComparison.Ordinal);

    [Fact]
    public async Task An_import_is_held_to_the_same_rules()
    {
        var json = (await village.AskAsync(await village.ScenarioAsync(ScenarioVillage.GiveAlphaUp), "json")).GetProperty("json").GetString()!;
        async Task Refused(string part, string by, string reason) => Assert.Contains(reason, await RefusedAsync("importScenario", ScenarioVillage.Import, new { json = json.Replace(part, by, StringComparison.Ordinal) }), StringComparison.Ordinal);
        var uuid = JsonDocument.Parse(json).RootElement.GetProperty("study").GetProperty("id").GetString()!;
        await Refused(uuid, Guid.NewGuid().ToString(), "NotFoundError The study “Plan” of this scenario is not here");
        await Refused("The roof fails.", "Ask a.person@gmail.com", "InvalidInputError Change 3 (dispose of a building): `why` holds a personal e-mail address");
        await Refused("500000", "-1", "`receipt_gbp` is -1");
        await Refused("\"dispose\"", "\"explode\"", "not of the kind");
        await Refused("Alpha Library", "\\u0000", "nobody can see");
    }

    [Fact]
    public async Task A_scenario_that_names_what_is_hidden_is_hidden_with_it()
    {
        var id = await village.ScenarioAsync(ScenarioVillage.Close(14));
        await village.RunAsync("UPDATE site SET visibility = 'restricted' WHERE id = 14");
        try
        {
            var seen = await village.DataAsync("query ($id: ID!) { scenario(id: $id) { title } node(id: $id) { id } scenarios(where: { id: { eq: $id } }) { totalCount } }", new { id });
            Assert.Equal("""{"scenario":null,"node":null,"scenarios":{"totalCount":0}}""", seen.GetRawText());
            Assert.Equal("NotFoundError There is no scenario of that id.", await RefusedAsync("changeScenario", ScenarioVillage.Change, new { id, version = 1 }));
            using var file = await village.Http.GetAsync($"/plans/scenarios/{GlobalId.FindNumber("Scenario", id)}.json", TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, file.StatusCode);
        }
        finally
        {
            await village.RunAsync("UPDATE site SET visibility = 'public' WHERE id = 14");
        }
    }

    [Fact]
    public async Task A_scenario_begins_from_open_sites_or_from_an_answer_of_the_planner()
    {
        var study = await village.StudyAsync();
        var chosen = (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = "Two", openSites = new[] { PlanVillage.Site(12), PlanVillage.Site(17) } } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
        Assert.Equal(["OPEN_SITE Empty Hall", "CLOSE_SITE Alpha Library", "CLOSE_SITE Delta Centre"], await ChangesAsync(chosen, "site { name }", change => $"{change.GetProperty("kind").GetString()} {change.GetProperty("site").GetProperty("name").GetString()}"));

        var number = GlobalId.FindNumber("Study", study);
        await village.RunAsync($"""
            INSERT INTO solve (id, study_id, study_version, content, model, seed, state) OVERRIDING SYSTEM VALUE SELECT 900, id, version, content, 'portfolio_curve', 1, 'done' FROM study WHERE id = {number};
            INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites, why) VALUES
                (900, 3, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (11, 12, 14)), NULL), (900, 2, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (12, 14)), 'Alpha Library goes: 700 walk further.'),
                (900, 1, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id = 12), 'Delta Centre goes.');
            INSERT INTO solve (id, study_id, study_version, content, model, seed, state) OVERRIDING SYSTEM VALUE SELECT 901, id, version, content, 'portfolio_curve', 1, 'done' FROM study WHERE id = {number};
            INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites, why, infeasible) VALUES
                (901, 3, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (11, 12, 14)), NULL, NULL),
                (901, 2, 'infeasible', 1, ARRAY[]::uuid[], NULL, '{Infeasible}'), (901, 1, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id = 12), 'Both go.', NULL);
            """);
        var solve = GlobalId.Write("Solve", 900);
        var answered = (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = "One", solve, p = 1 } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
        Assert.Equal(["Alpha Library goes: 700 walk further.", "Delta Centre goes."], await ChangesAsync(answered, "why", change => change.GetProperty("why").GetString()!));
        // With two buildings there was no answer, so nothing went then.
        var skipping = (await village.DataAsync(ScenarioVillage.Create, new { input = new { study, title = "One", solve = GlobalId.Write("Solve", 901), p = 1 } })).GetProperty("createScenario").GetProperty("scenario").GetProperty("id").GetString()!;
        Assert.Equal(["Both go.", "Both go."], await ChangesAsync(skipping, "why", change => change.GetProperty("why").GetString()!));
        Assert.Equal("InvalidInputError That run has 3 answers, for 1 to 3 buildings: say with `p` which is meant.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study, title = "a", solve }));
        Assert.Equal("InvalidInputError That run of the planner is of another study.", await RefusedAsync("createScenario", ScenarioVillage.Create, new { study = await village.StudyAsync(), title = "a", solve, p = 1 }));
    }

    private const string Infeasible = """{"constraint":"groups","reason":"One area needs three.","sites":[],"areas":[]}""";

    private async Task<List<string>> ChangesAsync(string id, string fields, Func<JsonElement, string> show) => [.. (await village.AskAsync(id, $"changes {{ kind {fields} }}")).GetProperty("changes").EnumerateArray().Select(show)];

    private async Task<string> RefusedAsync(string mutation, string query, object input)
    {
        var refused = await village.RefusalAsync(mutation, query, input);
        return $"{refused.GetProperty("__typename").GetString()} {refused.GetProperty("message").GetString()}";
    }
}
