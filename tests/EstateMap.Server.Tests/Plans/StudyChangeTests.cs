using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>How studies are begun, changed and deleted; and every way of getting it wrong, told in the payload.</summary>
public class StudyChangeTests(PlanVillage village) : IClassFixture<PlanVillage>
{
    private const string Errors = "errors { __typename ... on Error { message } ... on InvalidInputError { path } ... on NotFoundError { id } ... on VersionConflictError { currentVersion } }";
    private const string Change = "mutation ($input: ChangeStudyInput!) { changeStudy(input: $input) { study { id title version travel { method speedKmh detour badge } assumptions { code value source isDefault } visits { serviceKind group visitsPerYear isDefault } constraints { areaKind exclusions { firstName secondName } } } " + Errors + " } }";
    private const string SetRoles = "mutation ($input: SetSiteRolesInput!) { setSiteRoles(input: $input) { study { version candidates(roles: [KEEP, CLOSE, NOT_ELIGIBLE]) { name role reason isOverridden } } " + Errors + " } }";

    [Fact]
    public async Task A_change_touches_what_is_given_and_nothing_else()
    {
        var id = await village.StudyAsync(new { title = "  Half  as many  ", travel = new { method = "STRAIGHT_LINE", speedKmh = 6 } });
        var changed = (await village.DataAsync(Change, new { input = new { id, version = 1, assumptions = new[] { new { code = "running_cost_gbp_per_m2", value = 130, source = "Our accounts of 2025" } }, visits = new[] { new { serviceKind = "library", visitsPerYear = 4, source = "Door counts" } } } })).GetProperty("changeStudy").GetProperty("study");

        Assert.Equal(("Half as many", 2), (changed.GetProperty("title").GetString(), changed.GetProperty("version").GetInt32()));
        Assert.Equal("""{"method":"STRAIGHT_LINE","speedKmh":6,"detour":1.3,"badge":"straight line x 1.3 at 6 km/h"}""", changed.GetProperty("travel").GetRawText());
        Assert.Contains("""{"code":"running_cost_gbp_per_m2","value":130,"source":"Our accounts of 2025","isDefault":false}""", changed.GetProperty("assumptions").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(14, changed.GetProperty("assumptions").EnumerateArray().Count(assumption => assumption.GetProperty("isDefault").GetBoolean()));
        Assert.Equal("""[{"serviceKind":"community_hub","group":"all","visitsPerYear":1,"isDefault":true},{"serviceKind":"library","group":"all","visitsPerYear":4,"isDefault":false}]""", changed.GetProperty("visits").GetRawText());
        var back = (await village.DataAsync(Change, new { input = new { id, version = 2, assumptions = Array.Empty<object>() } })).GetProperty("changeStudy").GetProperty("study");
        Assert.Equal(15, back.GetProperty("assumptions").EnumerateArray().Count(assumption => assumption.GetProperty("isDefault").GetBoolean()));
        Assert.Equal(1, back.GetProperty("visits").EnumerateArray().Count(visit => visit.GetProperty("isDefault").GetBoolean()));
    }

    [Fact]
    public async Task Whoever_saw_an_older_version_changes_nothing()
    {
        var id = await village.StudyAsync();
        await village.DataAsync(Change, new { input = new { id, version = 1, title = "Mine" } });
        var refused = await village.RefusalAsync("changeStudy", Change, new { id, version = 1, title = "Yours" });

        Assert.Equal("""{"__typename":"VersionConflictError","message":"Somebody changed this study meanwhile. Nothing of yours was kept: read it again, and change that.","currentVersion":2}""", refused.GetRawText());
        Assert.Equal("Mine", (await village.DataAsync("query ($id: ID!) { study(id: $id) { title } }", new { id })).GetProperty("study").GetProperty("title").GetString());
        Assert.Equal("VersionConflictError", (await village.RefusalAsync("setSiteRoles", SetRoles, new { study = id, version = 1, roles = Array.Empty<object>() })).GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Of_many_who_change_the_same_version_at_once_one_does()
    {
        var id = await village.StudyAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => village.DataAsync(Change, new { input = new { id, version = 1, title = $"Title {n}" } })));

        Assert.Equal(1, answers.Count(answer => answer.GetProperty("changeStudy").GetProperty("study").ValueKind == JsonValueKind.Object));
        Assert.Equal(5, answers.Count(answer => answer.GetProperty("changeStudy").GetProperty("errors") is { ValueKind: JsonValueKind.Array } errors && errors[0].GetProperty("__typename").GetString() == "VersionConflictError"));
    }

    [Fact]
    public async Task A_persons_word_goes_before_the_rules_and_can_be_taken_back()
    {
        var id = await village.StudyAsync();
        var set = (await village.DataAsync(SetRoles, new
        {
            input = new
            {
                study = id,
                version = 1,
                roles = new object[]
                {
                    new { site = PlanVillage.Site(11), role = "KEEP", reason = "The only library" }, new { site = PlanVillage.Site(14), role = "CLOSE", reason = "The lease ends in 2027" }, new { site = PlanVillage.Site(13), role = "KEEP", reason = "Small but loved" },
                    new { site = PlanVillage.Site(16), role = "KEEP", reason = "We like it" }, new { site = PlanVillage.Site(17), role = "NOT_ELIGIBLE", reason = "The roof fell in; call 07700 900123 or jo.bloggs@example.com" },
                },
            },
        })).GetProperty("setSiteRoles").GetProperty("study");

        var roles = set.GetProperty("candidates").EnumerateArray().Select(site => $"{site.GetProperty("role")} {site.GetProperty("name")} {site.GetProperty("isOverridden")}: {site.GetProperty("reason")}").ToList();
        Assert.Equal(["KEEP Alpha Library True: The only library", "KEEP Gamma Hall True: Small but loved", "CLOSE Delta Centre True: The lease ends in 2027"], roles[..3]);
        Assert.Contains("NOT_ELIGIBLE Nowhere Hall True: It has no position on the map, so nobody can say how far it is. Asked for: We like it", roles);
        Assert.Contains(roles, role => role.StartsWith("NOT_ELIGIBLE Empty Hall True: The roof fell in; call", StringComparison.Ordinal) && !role.Contains("900123", StringComparison.Ordinal) && !role.Contains("bloggs", StringComparison.Ordinal));
        var back = (await village.DataAsync(SetRoles, new { input = new { study = id, version = 2, roles = new object[] { new { site = PlanVillage.Site(11) }, new { site = PlanVillage.Site(14), role = (string?)null } } } })).GetProperty("setSiteRoles").GetProperty("study");
        Assert.Equal(["Gamma Hall"], back.GetProperty("candidates").EnumerateArray().Where(site => site.GetProperty("role").GetString() is "KEEP" or "CLOSE").Select(site => site.GetProperty("name").GetString()));
    }

    /// <summary>Input, path, what its sentence says.</summary>
    public static TheoryData<string, string, string> Refused => new()
    {
        { """{"title":"  "}""", "title", "`title` is missing: say it in words." },
        { $$"""{"title":"{{new string('x', 201)}}"}""", "title", "`title` has 201 characters; at most 200 are kept." },
        { """{"title":"a","demand":"martians"}""", "demand", "No source here counts the group “martians”; a study's `demandGroups` lists those there are." },
        { """{"title":"a","demand":"'; DROP TABLE study"}""", "demand", "`demand` holds “'; DROP TABLE study”, which is no code: those are lower-case letters, digits and underscores." },
        { """{"title":"a","travel":{"method":"STRAIGHT_LINE","speedKmh":0}}""", "travel", "The speed is 0 km/h; it may be 0.5 to 130." },
        { """{"title":"a","travel":{"method":"NETWORK"}}""", "travel", "Travel over a network needs `network`: the id of one of `walkingNetworks`." },
        { """{"title":"a","eligibility":{"uses":["librry"]}}""", "eligibility.uses", "There is no “librry” in the vocabulary site-uses." },
        { """{"title":"a","eligibility":{"tenures":["borrowed"]}}""", "eligibility.tenures", "There is no “borrowed” in the vocabulary tenure-types." },
        { """{"title":"a","eligibility":{"ownerKinds":["crown"]}}""", "eligibility.ownerKinds", "There is no “crown” in the vocabulary organisation-kinds." },
        { """{"title":"a","eligibility":{"minFloorArea_m2":-1}}""", "eligibility.minFloorArea_m2", "`eligibility.minFloorArea_m2` is -1; it may be 0 to 1,000,000." },
        { """{"title":"a","eligibility":{"excludedWords":["two words"]}}""", "eligibility.excludedWords", "`eligibility.excludedWords` holds “two words”, which is no single word." },
        { """{"title":"a","constraints":{"areaKind":"ward"}}""", "constraints.minimumPerArea", "A least number of buildings in each area needs both `areaKind` and `minimumPerArea`." },
        { """{"title":"a","constraints":{"areaKind":"parish","minimumPerArea":1}}""", "constraints.areaKind", "There is no “parish” in the vocabulary area-kinds." },
        { """{"title":"a","constraints":{"mostExtraMinutes":5}}""", "constraints.protectedGroup", "Protecting a group needs both `protectedGroup` and `mostExtraMinutes`." },
        { """{"title":"a","constraints":{"protectedGroup":"martians","mostExtraMinutes":5}}""", "constraints.protectedGroup", "No source here counts the group “martians”; a study's `demandGroups` lists those there are." },
        { """{"title":"a","constraints":{"exclusions":[{"first":"U2l0ZToxMQ==","second":"U2l0ZToxMQ=="}]}}""", "constraints.exclusions.0.second", "A building cannot exclude itself." },
        { """{"title":"a","assumptions":[{"code":"price_of_tea","value":1,"source":"x"}]}""", "assumptions.0.code", "There is no assumption “price_of_tea”; a study's `assumptions` lists those there are." },
        { """{"title":"a","assumptions":[{"code":"reprovided_share","value":2,"source":"x"}]}""", "assumptions.0.value", "`assumptions.0.value` is 2; it may be 0 to 1." },
        { """{"title":"a","assumptions":[{"code":"move_weeks","value":2,"source":""}]}""", "assumptions.0.source", "`assumptions.0.source` is missing: say it in words." },
        { """{"title":"a","assumptions":[{"code":"move_weeks","value":2,"source":"x"},{"code":"move_weeks","value":3,"source":"x"}]}""", "assumptions", "`assumptions` names move_weeks more than once." },
        { """{"title":"a","visits":[{"serviceKind":"seance","visitsPerYear":2,"source":"x"}]}""", "visits.0.serviceKind", "There is no “seance” in the vocabulary service-kinds." },
        { """{"title":"a","visits":[{"serviceKind":"library","visitsPerYear":2000,"source":"x"}]}""", "visits.0.visitsPerYear", "`visits.0.visitsPerYear` is 2000; it may be 0 to 1,000." },
        { """{"title":"a","visits":[{"serviceKind":"library","group":"martians","visitsPerYear":2,"source":"x"}]}""", "visits", "No source here counts the group “martians”; a study's `demandGroups` lists those there are." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_does_not_fit_is_told_with_its_place_and_nothing_is_kept(string input, string path, string message)
    {
        var before = await village.Owner.ScalarAsync("SELECT count(*) FROM study");
        var refused = await village.RefusalAsync("createStudy", PlanVillage.Create, JsonSerializer.Deserialize<JsonElement>(input));

        Assert.Equal(("InvalidInputError", path, message), (refused.GetProperty("__typename").GetString(), refused.GetProperty("path").GetString(), refused.GetProperty("message").GetString()));
        Assert.Equal(before, await village.Owner.ScalarAsync("SELECT count(*) FROM study"));
    }

    [Theory]
    [InlineData(15, "a site that the public may not see")]
    [InlineData(4711, "a site that there is not")]
    public async Task Buildings_that_cannot_be_seen_cannot_be_named(int site, string what)
    {
        var id = await village.StudyAsync(new { title = what });
        var role = await village.RefusalAsync("setSiteRoles", SetRoles, new { study = id, version = 1, roles = new[] { new { site = PlanVillage.Site(site), role = "KEEP", reason = "x" } } });
        var pair = await village.RefusalAsync("createStudy", PlanVillage.Create, new { title = "a", constraints = new { exclusions = new[] { new { first = PlanVillage.Site(11), second = PlanVillage.Site(site) } } } });

        Assert.Equal(("NotFoundError", PlanVillage.Site(site), "`roles.0.site` is no site of the register."), (role.GetProperty("__typename").GetString(), role.GetProperty("id").GetString(), role.GetProperty("message").GetString()));
        Assert.Equal(("NotFoundError", PlanVillage.Site(site)), (pair.GetProperty("__typename").GetString(), pair.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("""{"site":"U2l0ZToxMQ==","role":"KEEP"}""", "InvalidInputError", "`roles.0.reason` is missing: say it in words.")]
    [InlineData("""{"site":"nonsense","role":"KEEP","reason":"x"}""", "NotFoundError", "`roles.0.site` is no id of a Site.")]
    public async Task A_role_needs_a_site_and_a_reason(string role, string type, string message)
    {
        var id = await village.StudyAsync();
        var refused = await village.RefusalAsync("setSiteRoles", SetRoles, new { study = id, version = 1, roles = new[] { JsonSerializer.Deserialize<JsonElement>(role) } });

        Assert.Equal((type, message), (refused.GetProperty("__typename").GetString(), refused.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task More_roles_than_are_taken_are_refused_at_once()
    {
        var id = await village.StudyAsync();
        var refused = await village.RefusalAsync("setSiteRoles", SetRoles, new { study = id, version = 1, roles = Enumerable.Repeat(new { site = PlanVillage.Site(11), role = "KEEP", reason = "x" }, 1001) });

        Assert.Equal("`roles` has 1001 items; at most 1000 are taken.", refused.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_deleted_study_is_gone_with_its_runs()
    {
        const string Delete = "mutation ($input: DeleteStudyInput!) { deleteStudy(input: $input) { deletedId errors { __typename ... on Error { message } ... on VersionConflictError { currentVersion } } } }";
        var id = await village.StudyAsync();
        await village.RunAsync($"INSERT INTO solve (study_id, study_version, content, model, seed, state) SELECT id, version, content, 'p_center', 1, 'done' FROM study WHERE id = {GlobalId.FindNumber("Study", id)}");

        // Whoever saw another version deletes nothing.
        Assert.Equal("""{"__typename":"VersionConflictError","message":"Somebody changed this study meanwhile. Nothing of yours was kept: read it again, and change that.","currentVersion":1}""", (await village.RefusalAsync("deleteStudy", Delete, new { id, version = 2 })).GetRawText());
        Assert.Equal(1L, await village.Owner.ScalarAsync($"SELECT count(*) FROM solve WHERE study_id = {GlobalId.FindNumber("Study", id)}"));
        Assert.Equal(id, (await village.DataAsync(Delete, new { input = new { id, version = 1 } })).GetProperty("deleteStudy").GetProperty("deletedId").GetString());
        Assert.Equal(0L, await village.Owner.ScalarAsync($"SELECT count(*) FROM solve WHERE study_id = {GlobalId.FindNumber("Study", id)}"));
        Assert.Equal("There is no study of that id.", (await village.RefusalAsync("deleteStudy", Delete, new { id, version = 1 })).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Nobody_changes_studies_from_elsewhere()
    {
        using var stranger = new HttpClient { BaseAddress = village.Http.BaseAddress };
        using var answer = await stranger.PostAsync("/graphql", new StringContent("""{"query":"mutation { createStudy(input: { title: \"a\" }) { study { id } } }"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Contains("AUTH_NOT_AUTHORIZED", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_of_a_study_reads_back_as_it_was()
    {
        var content = new StudyContent { Demand = "age_65_over", Roles = [new(Guid.Parse("6f0c4a1e-0000-4000-8000-000000000001"), "keep", "Because")], Constraints = new() { Exclusions = [new(Guid.Empty, Guid.Parse("6f0c4a1e-0000-4000-8000-000000000002"))] } };

        Assert.Equal(content.Hash(), StudyContent.Read(content.ToJson()).Hash());
        Assert.NotEqual(content.Hash(), (content with { Demand = "all" }).Hash());
    }
}
