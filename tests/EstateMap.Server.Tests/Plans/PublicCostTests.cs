using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>Questions that anybody may ask, and what one operation may make the server do.</summary>
public class PublicCostTests(PlanVillage village) : IClassFixture<PlanVillage>
{
    [Fact]
    public async Task One_operation_has_only_so_many_studies_reckoned()
    {
        // Each has a detour of its own, so that none is another's.
        await village.RunAsync("""INSERT INTO study (title, content) SELECT 'Cost ' || lpad(n::text, 2, '0'), jsonb_build_object('travel', jsonb_build_object('method', 'straight', 'detour', 1 + n / 100.0)) FROM generate_series(1, 70) AS n""");
        try
        {
            const string half = """studies(first: 35, where: { title: { startsWith: "Cost" } }, order: [{ title: DIRECTION }]) { nodes { openToday } }""";
            Assert.StartsWith("TOO_MUCH_RECKONED The operation asks for what is reckoned from more than 60 studies and scenarios.", await village.FirstErrorAsync($$"""{ a: {{half.Replace("DIRECTION", "ASC", StringComparison.Ordinal)}} b: {{half.Replace("DIRECTION", "DESC", StringComparison.Ordinal)}} }"""), StringComparison.Ordinal);
            // The same studies twice are no more of them.
            var same = await village.DataAsync($$"""{ a: {{half.Replace("DIRECTION", "ASC", StringComparison.Ordinal)}} b: {{half.Replace("DIRECTION", "ASC", StringComparison.Ordinal)}} }""");
            Assert.Equal(35, same.GetProperty("b").GetProperty("nodes").GetArrayLength());
        }
        finally
        {
            await village.RunAsync("DELETE FROM study WHERE title LIKE 'Cost%'");
        }
    }

    [Fact]
    public async Task Runs_over_another_content_than_the_study_s_own_are_stale_without_a_study_being_made()
    {
        var id = GlobalId.FindNumber("Study", await village.StudyAsync());
        await village.RunAsync($$"""INSERT INTO solve (study_id, study_version, content, model, seed, state, fingerprint) SELECT id, version, '{"demand":"age_65_over"}', 'p_median', 1, 'done', 'f' FROM study, generate_series(1, 3) WHERE id = {{id}}""");
        await using var served = await ServedVillage.StartAsync(village);
        var answer = await served.AskAsync(new { query = "query ($id: ID!) { study(id: $id) { solves { nodes { isStale } } } }", variables = new { id = GlobalId.Write("Study", id!.Value) } });

        Assert.Equal("""{"data":{"study":{"solves":{"nodes":[{"isStale":true},{"isStale":true},{"isStale":true}]}}}}""", answer.GetRawText());
        Assert.Equal(0, served.Services.GetRequiredService<StudyProblems>().Made);
    }

    [Fact]
    public async Task Studies_are_made_in_the_turn_of_whoever_asks_first()
    {
        await using var served = await ServedVillage.StartAsync(village);
        var (greedy, modest) = (await village.StudyAsync(new { title = "Greedy", travel = new { detour = 1.21 } }), await village.StudyAsync(new { title = "Modest", travel = new { detour = 1.22 } }));
        // All the turns that one client may have, and they are not given back.
        var turns = await TakeAllAsync(served.Services.GetRequiredService<Reckonings>(), "192.0.2.1");
        var waiting = OpenAsync(served, greedy, "192.0.2.1");

        Assert.Contains("\"openToday\":[", await OpenAsync(served, modest, "198.51.100.7"), StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        foreach (var turn in turns) turn.Dispose();
        Assert.Contains("\"openToday\":[", await waiting, StringComparison.Ordinal);
    }

    private static async Task<List<IDisposable>> TakeAllAsync(Reckonings reckonings, string client)
    {
        Asker.Name = client;
        var turns = new List<IDisposable>();
        for (var n = 0; n < Math.Max(2, Environment.ProcessorCount) / 2; n++) turns.Add(await reckonings.TakeAsync(TestContext.Current.CancellationToken));
        return turns;
    }

    private static async Task<string> OpenAsync(ServedVillage served, string study, string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(JsonSerializer.Serialize(new { query = "query ($id: ID!) { study(id: $id) { openToday } }", variables = new { id = study } }), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Forwarded-For", client);
        using var answer = await served.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_runs_over_everybody_costs_more_than_what_is_read()
    {
        var plain = await CostAsync("{ studies(first: 1) { nodes { title } } }");
        Assert.Equal(plain + 50, await CostAsync("{ studies(first: 1) { nodes { title breakdownToday(by: WARD) { key } } } }"));
        Assert.Equal(plain + 100, await CostAsync("{ studies(first: 1) { nodes { title a: breakdownToday(by: WARD) { key } b: breakdownToday(by: WARD) { key } } } }"));
        var aliases = string.Concat(Enumerable.Range(0, 700).Select(n => $"a{n}: breakdownToday(by: WARD) {{ key }} "));
        Assert.StartsWith("HC0047", await village.FirstErrorAsync($"{{ studies(first: 1) {{ nodes {{ {aliases} }} }} }}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shapes_of_catchments_count_as_parts_of_the_answer()
    {
        var study = GlobalId.FindNumber("Study", await village.StudyAsync());
        await village.RunAsync($"""
            INSERT INTO solve (id, study_id, study_version, content, model, seed, state) OVERRIDING SYSTEM VALUE SELECT 950, id, version, content, 'p_median', 1, 'done' FROM study WHERE id = {study};
            INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites) VALUES (950, 2, 'm', 1, (SELECT array_agg(uuid) FROM site WHERE id IN (11, 12)));
            """);
        // Two shapes of some 200 characters each, besides their rows.
        await using var narrow = await ServedVillage.StartAsync(village, ("MaxAnswerBytes", "450"));
        var query = new { query = "query ($id: ID!) { solve(id: $id) { point(p: 2) { catchments { people geometry { type } } } } }", variables = new { id = GlobalId.Write("Solve", 950) } };
        Assert.Equal(GraphRequestError.TooLarge, ServedVillage.Code(await narrow.AskAsync(query)));
        await using var wide = await ServedVillage.StartAsync(village, ("MaxAnswerBytes", "2000"));
        Assert.Equal("""[{"people":700,"geometry":{"type":"MultiPolygon"}},{"people":1300,"geometry":{"type":"MultiPolygon"}}]""", (await wide.AskAsync(query)).GetProperty("data").GetProperty("solve").GetProperty("point").GetProperty("catchments").GetRawText());
    }

    [Fact]
    public async Task A_study_that_is_larger_than_all_the_room_is_made_once_for_all_who_ask()
    {
        var server = await Village.StartAsync(village.Database, [new("EstateMap:Plans:CacheBytes", "0")]);
        await using (server)
        {
            var problems = server.Services.GetRequiredService<StudyProblems>();
            var first = await problems.GetAsync(new StudyContent(), Caller.Public, TestContext.Current.CancellationToken);
            Assert.Same(first, await problems.GetAsync(new StudyContent(), Caller.Public, TestContext.Current.CancellationToken));
            // The fingerprint outlives the study itself.
            var other = new StudyContent { Travel = new StudyTravel(Detour: 1.5) };
            await problems.GetAsync(other, Caller.Public, TestContext.Current.CancellationToken);
            Assert.Equal(first.Fingerprint, await problems.GetFingerprintAsync(new StudyContent(), Caller.Public, TestContext.Current.CancellationToken));
            Assert.Equal(2, problems.Made);
        }
    }

    private async Task<long> CostAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(JsonSerializer.Serialize(new { query }), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("GraphQL-Cost", "validate");
        using var answer = await village.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("extensions").GetProperty("operationCost").GetProperty("fieldCost").GetInt64();
    }
}
