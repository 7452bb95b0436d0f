using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Travel;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>A text from elsewhere is a scenario like those that are written here, or is refused with the place of what is wrong.</summary>
public class ScenarioImportTests(ScenarioVillage village) : IClassFixture<ScenarioVillage>
{
    private const string Import = "mutation ($input: ImportScenarioInput!) { importScenario(input: $input) { scenario { id contentHash } errors { __typename ... on Error { message } ... on InvalidInputError { path } } } }";
    private const string Meaning = "changes { kind problems } openSites measures { sites meanSeconds } breakdown(by: WARD) { label } impacts { people services { name } } chain { weeks problems } timeCoverage { sitesWithHours } fit(desks: 5) { words } staleness study { title } decisions { title }";

    /// <summary>Codes of questions that a scenario has no answer to, each in a sentence.</summary>
    private static readonly string[] Unanswerable = ["PLAN_NOTHING_TO_PLAN", "PLAN_TOO_LARGE", "HC0047", "TOO_MANY_OPERATIONS"];

    // Uuids of sites of the village are put in where a study would have them.
    private const string Settings = """
        {"assumptions":[{"code":"move_weeks","source":"Last year's moves","value":3}],"constraints":{"areaKind":"ward","exclusions":[{"first":"$A","second":"$D"}],"floorAreaCeiling_m2":5000,"minimumPerArea":1,"mostExtraMinutes":20,"protectedGroup":"age_65_over","runningCostCeiling_gbp":900000},"demand":"all",
        "eligibility":{"excludedUses":["cemetery"],"excludedWords":["lodge"],"includeUnknownFloorArea":true,"minFloorArea_m2":60,"ownerKinds":[],"tenures":[],"uses":[]},"roles":[{"reason":"The only step-free one","role":"keep","site":"$B"}],"travel":{"detour":1.2,"method":"straight","speedKmh":4.5},
        "visits":[{"group":"all","serviceKind":"library","source":"Counters at the door","visitsPerYear":4}]}
        """;

    private static readonly string Example = """
        {"changes":[{"kind":"move_service","service":{"id":"00000000-0000-4000-8000-000000000011","name":"Library"},"site":{"id":"$A","name":"Alpha Library"},"toSite":{"id":"$D","name":"Delta Centre"},"weeks":4,"why":"Room"},
        {"hours":[{"closes":"20:00","days":"MO,TU","opens":"08:00"}],"kind":"change_hours","site":{"id":"$D","name":"Delta Centre"}},{"kind":"move_team","site":{"id":"$A","name":"Alpha Library"},"spaceArea_m2":40,"team":"Housing options","toSite":{"id":"$B","name":"Beta Hub"}},
        {"basis":"fact","kind":"close_site","site":{"id":"$A","name":"Alpha Library"},"startsOn":"2027-04-01"},{"capacity":30,"capital_gbp":1000,"kind":"change_capacity","site":{"id":"$B","name":"Beta Hub"}}],"format":"estatemap-scenario-1",
        "register":{"asAt":"2026-10-01","datasets":[{"asAt":"2026-10-01","id":"village-register","sha256":"$H"},{"id":"village-libraries"}],"handEdits":2},"study":{"id":"$S","settings":$SETTINGS,"title":"Hubs","version":1},"title":"Fewer, better"}
        """.Replace("$SETTINGS", Settings, StringComparison.Ordinal).Replace("$H", string.Concat(Enumerable.Repeat("07700900123abcde", 4)), StringComparison.Ordinal);

    private static readonly string Placed = Example.Replace("$A", "00000000-0000-4000-8000-00000000000a", StringComparison.Ordinal).Replace("$B", "00000000-0000-4000-8000-00000000000b", StringComparison.Ordinal)
        .Replace("$D", "00000000-0000-4000-8000-00000000000d", StringComparison.Ordinal).Replace("$S", "07700900-1230-4000-8000-000000000005", StringComparison.Ordinal);

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "/study/settings/roles", "[null]", "json.study.settings.roles.0", "`json.study.settings.roles.0` is null, and a list has no such item." },
        { "/changes", "[null]", "json.changes.0", "is null, and a list has no such item." },
        { "/changes/1/hours", "[null]", "json.changes.1.hours.0", "is null" },
        { "/register/datasets/0", "null", "json.register.datasets.0", "is null" },
        { "/study/settings/eligibility/excludedWords", "[\"a\", null]", "json.study.settings.eligibility.excludedWords.1", "is null" },
        { "/study/settings/roles", "5", "json.study.settings.roles", "The study settings cannot be read: the value there is not of the kind that is kept." },
        { "/study/settings", "[]", "json.study.settings", "not of the kind" },
        { "/study/settings/roles/0/site", "\"Alpha\"", "json.study.settings.roles.0.site", "not of the kind" },
        { "/study/settings/roles/0/role", "\"explode\"", "json.study.settings.roles.0.role", "“explode” is no role of a building; there are keep, candidate, close, not_eligible." },
        { "/study/settings/roles/0/reason", "\" \"", "json.study.settings.roles.0.reason", "is missing" },
        { "/study/settings/roles/0", "{\"role\":\"keep\",\"site\":\"00000000-0000-4000-8000-00000000000b\"}", "json.study.settings.roles.0", "a member is missing" },
        { "/study/settings/extra", "\"a.person@gmail.com\"", "json.study.settings.extra", "a member that is not known here" },
        { "/study/settings/travel/speedKmh", "400", "json.study.settings.travel", "The speed is 400 km/h" },
        { "/study/settings/travel/method", "\"teleport\"", "json.study.settings.travel.method", "“teleport” is no way to travel; there are straight, network, matrix." },
        { "/study/settings/travel/method", "\"network\"", "json.study.settings.travel", "network" },
        { "/study/settings/constraints/mostExtraMinutes", "601", "json.study.settings.constraints.mostExtraMinutes", "is 601; it may be 0 to 600." },
        { "/study/settings/constraints/minimumPerArea", "1e10", "json.study.settings.constraints.minimumPerArea", "not of the kind" },
        { "/study/settings/constraints/minimumPerArea", "null", "json.study.settings.constraints.minimumPerArea", "needs both" },
        { "/study/settings/constraints/runningCostCeiling_gbp", "1e300", "json.study.settings.constraints.runningCostCeiling_gbp", "it may be 0 to" },
        { "/study/settings/constraints/exclusions/0/second", "\"00000000-0000-4000-8000-00000000000a\"", "json.study.settings.constraints.exclusions.0.second", "A building cannot exclude itself." },
        { "/study/settings/eligibility/minFloorArea_m2", "-1", "json.study.settings.eligibility.minFloorArea_m2", "is -1" },
        { "/study/settings/eligibility/uses", "[\"Not a code\"]", "json.study.settings.eligibility.uses", "which is no code" },
        { "/study/settings/assumptions/0/code", "\"luck\"", "json.study.settings.assumptions.0.code", "There is no assumption “luck”" },
        { "/study/settings/assumptions/0/value", "-3", "json.study.settings.assumptions.0.value", "is -3" },
        { "/study/settings/assumptions", "[{\"code\":\"move_weeks\",\"value\":1,\"source\":\"a\"},{\"code\":\"move_weeks\",\"value\":2,\"source\":\"a\"}]", "json.study.settings.assumptions", "names move_weeks more than once." },
        { "/study/settings/visits/0/visitsPerYear", "1001", "json.study.settings.visits.0.visitsPerYear", "is 1001" },
        { "/study/settings/demand", "\"every body\"", "json.study.settings.demand", "which is no code" },
        { "/title", "\"Ask a.person@gmail.com\"", "json.title", "The title holds a personal e-mail address" },
        { "/study/title", "\"Ring 07700 900123\"", "json.study.title", "The study's title holds a personal e-mail address or mobile number" },
        { "/study/settings/roles/0/reason", "\"Ask a.person@gmail.com\"", "json.study.settings.roles.0.reason", "holds a personal e-mail address" },
        { "/study/settings/assumptions/0/source", "\"Ring 07700 900123\"", "json.study.settings.assumptions.0.source", "holds a personal" },
        { "/study/settings/visits/0/source", "\"Ring 07700 900123\"", "json.study.settings.visits.0.source", "holds a personal" },
        { "/changes/2/team", "\"Housing, a.person@gmail.com\"", "json.changes.2", "`team` holds a personal" },
        { "/changes/0/why", "\"Ask a.person@gmail.com\"", "json.changes.0", "`why` holds a personal" },
        { "/changes/0/service/name", "\"Library, ring 07700 900123\"", "json.changes.0", "a name holds a personal" },
        { "/register/datasets/1/id", "\"a.person@gmail.com\"", "json.register.datasets.1.id", "The key of a dataset holds a personal" },
        { "/register/datasets/0/sha256", "\"07700 900123\"", "json.register.datasets.0.sha256", "has not the 64 hexadecimal digits" },
        { "/register/handEdits", "-1", "json.register.handEdits", "`handEdits` is -1" },
        { "/register/handEdits", "1e300", "json.register.handEdits", "not of the kind" },
        { "/study/version", "0", "json.study.version", "they count from 1." },
        { "/changes/0/kind", "\"explode\"", "json.changes.0.kind", "not of the kind" },
        { "/changes/1/hours/0/opens", "\"nine\"", "json.changes.1", "is no time of day" },
        { "/title", "{}", "json.title", "not of the kind" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_with_its_place(string at, string value, string path, string part)
    {
        var error = Assert.Throws<MutationError>(() => Read(Put(Placed, at, value)));
        Assert.Equal(("InvalidInputError", path), (error.Type, error.Details["path"]));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_right_keeps_every_letter() => Assert.Equal(CanonicalJson.Write(Placed), Read(Placed).ToJson());

    [Fact]
    public void Whatever_is_put_in_or_left_out_anywhere_is_a_scenario_or_a_refusal_with_its_place()
    {
        for (var seed = 0; seed < Soak.Times(4_000); seed++)
        {
            var text = Damaged(Placed, new Random(seed));
            try
            {
                Assert.NotEmpty(Read(text).Hash());
            }
            catch (MutationError error)
            {
                Assert.True(error.Details["path"] is string path && path.StartsWith("json", StringComparison.Ordinal), $"seed {seed}: {error.Message}");
                Assert.DoesNotContain("EstateMap.", error.Message, StringComparison.Ordinal);
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {fault}\n{text}");
            }
        }
    }

    [Fact]
    public async Task What_was_exported_and_damaged_is_taken_and_means_something_or_is_refused_and_never_fails()
    {
        var study = await village.StudyAsync(new
        {
            title = "Hubs",
            assumptions = new[] { new { code = "move_weeks", value = 3, source = "Last year's moves" } },
            visits = new[] { new { serviceKind = "library", group = "ALL".ToLowerInvariant(), visitsPerYear = 4, source = "Counters at the door" } },
            constraints = new { areaKind = "ward", minimumPerArea = 1, exclusions = new[] { new { first = PlanVillage.Site(11), second = PlanVillage.Site(17) } } },
        });
        await village.DataAsync("mutation ($input: SetSiteRolesInput!) { setSiteRoles(input: $input) { study { id } errors { ... on Error { message } } } }", new { input = new { study, version = 1, roles = new[] { new { site = PlanVillage.Site(12), role = "KEEP", reason = "The only step-free one" } } } });
        var scenario = await village.OfAsync(study, [.. ScenarioVillage.GiveAlphaUp, new { kind = "CHANGE_HOURS", site = PlanVillage.Site(14), hours = new[] { new { days = "MO", opens = "08:00", closes = "20:00" } } }]);
        var whole = (await village.AskAsync(scenario, "json")).GetProperty("json").GetString()!;
        var (taken, refused) = (0, 0);
        for (var seed = 0; seed < Soak.Times(150); seed++)
        {
            var text = Damaged(whole, new Random(seed));
            var answer = await village.AnswerAsync(Import, new { input = new { json = text } });
            Assert.False(answer.TryGetProperty("errors", out var fault), $"seed {seed}: {fault}\n{text}");
            var payload = answer.GetProperty("data").GetProperty("importScenario");
            if (payload.GetProperty("errors").ValueKind == JsonValueKind.Array)
            {
                var error = payload.GetProperty("errors")[0];
                Assert.True(error.GetProperty("__typename").GetString() == "NotFoundError" || error.GetProperty("path").GetString()!.StartsWith("json", StringComparison.Ordinal), error.GetRawText());
                refused++;
                continue;
            }

            taken++;
            var meaning = await village.AnswerAsync($"query ($id: ID!) {{ scenario(id: $id) {{ {Meaning} }} }}", new { id = payload.GetProperty("scenario").GetProperty("id").GetString() });
            if (!meaning.TryGetProperty("errors", out var faults)) continue;
            Assert.All(faults.EnumerateArray(), one => Assert.True(one.TryGetProperty("extensions", out var extensions) && Unanswerable.Contains(extensions.GetProperty("code").GetString()), $"seed {seed}: {one}\n{text}"));
        }

        // Otherwise the test would say little of one or the other.
        Assert.True(taken > 10 && refused > 10, $"{taken} taken, {refused} refused");
    }

    [Fact]
    public async Task A_file_of_some_millions_of_characters_arrives_from_whoever_may_change_things_and_from_nobody_else()
    {
        var scenario = await village.OfAsync(await village.StudyAsync(), ScenarioVillage.GiveAlphaUp);
        var (json, hash) = ((await village.AskAsync(scenario, "json")).GetProperty("json").GetString()!, (await village.AskAsync(scenario, "contentHash")).GetProperty("contentHash").GetString());
        var large = new { query = Import, variables = new { input = new { json = json + new string(' ', 3_000_000) } } };

        using var taken = await village.Http.PostAsJsonAsync("/graphql", large, TestContext.Current.CancellationToken);
        Assert.Equal(hash, (await taken.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("data").GetProperty("importScenario").GetProperty("scenario").GetProperty("contentHash").GetString());

        using var anybody = new HttpClient { BaseAddress = village.Http.BaseAddress };
        using var refused = await anybody.PostAsJsonAsync("/graphql", large, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    private static ScenarioContent Read(string json) => ScenarioImport.Read(ScenarioImport.Canonical(json), new TravelSettings());

    /// <summary>The text with another value at a place: /changes/0/why.</summary>
    private static string Put(string json, string at, string value)
    {
        var root = JsonNode.Parse(json)!;
        var names = at.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parent = names[..^1].Aggregate(root, (node, name) => node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!);
        if (parent is JsonArray list) list[int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        else parent[names[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    /// <summary>The text with one to three places damaged.</summary>
    private static string Damaged(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var places = Places(root).ToList();
            if (places.Count == 0) break;
            var (parent, name, index) = places[random.Next(places.Count)];
            var had = parent is JsonArray array ? array[index] : parent[name];
            var put = random.Next(12) switch
            {
                0 => null,
                1 => new JsonArray(null, had?.DeepClone()),
                2 => new JsonObject { [name.Length > 0 ? name : "a"] = had?.DeepClone() },
                3 => JsonNode.Parse(random.Next(3) switch { 0 => "1e308", 1 => "-99999999999999999999", _ => "0.5" }),
                4 => JsonNode.Parse(new StringBuilder().Insert(0, "[", 70).Insert(70, "]", 70).ToString(), documentOptions: new JsonDocumentOptions { MaxDepth = 100 }),
                5 => "a.person@gmail.com",
                6 => new string('ß', random.Next(1, 3_000)),
                7 => random.Next(2) == 0 ? "" : "\u0000\u200b",
                8 => random.Next(2) == 0,
                9 => "00000000-0000-4000-8000-0000000000ff",
                _ => had?.DeepClone() is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? random.Next(1, 50) : had?.DeepClone(),
            };
            if (random.Next(8) == 0)
            {
                if (parent is JsonArray few) few.RemoveAt(index);
                else parent.AsObject().Remove(name);
            }
            else if (parent is JsonArray list) list[index] = put;
            else parent[name] = put;
        }

        return root.ToJsonString(new JsonSerializerOptions { MaxDepth = 200 });
    }

    /// <summary>Every member and item, as its parent and its name or number in it.</summary>
    private static IEnumerable<(JsonNode Parent, string Name, int Index)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => (member.Value is null ? [] : Places(member.Value)).Prepend((members, member.Key, 0))),
        JsonArray items => Enumerable.Range(0, items.Count).SelectMany(i => (items[i] is { } item ? Places(item) : []).Prepend((items, "", i))),
        _ => [],
    };
}
