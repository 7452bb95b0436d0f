using System.Net.Http.Json;
using System.Text.Json;

namespace EstateMap.Benchmarks;

/// <summary>A plan for the pictures: a study with its curve, two scenarios of it, a decision record and an open consultation on the first, made through the API of a server that is there to be pictured.</summary>
/// <param name="P">Buildings of the first scenario; the second has twice as many.</param>
internal sealed record PicturedPlan(string Study, string Solve, int P, string Scenario, string Other, string Closed, string Decision, string Consultation)
{
    // Few enough that a map of the result can be read.
    private const int Few = 6;

    private const string Sentence = "The curve shows what each number of halls costs, in people’s time and in money.";

    public static async Task<PicturedPlan> MakeAsync(HttpClient http)
    {
        var study = Id(await ChangeAsync(http, "createStudy", "study { id }", new { title = "Which halls does the town need?" }), "study");
        var solve = Id(await ChangeAsync(http, "startSolve", "solve { id }", new { study, model = "PORTFOLIO_CURVE" }), "solve");
        await FinishAsync(http, solve);
        var scenario = Id(await ChangeAsync(http, "createScenario", "scenario { id }", new { study, title = $"{Few} halls", solve, p = Few }), "scenario");
        var other = Id(await ChangeAsync(http, "createScenario", "scenario { id }", new { study, title = $"{2 * Few} halls", solve, p = 2 * Few }), "scenario");
        var closed = (await AskAsync(http, "query ($id: ID!) { scenario(id: $id) { impacts { site { id } losingAccess } } }", new { id = scenario })).GetProperty("scenario").GetProperty("impacts").EnumerateArray()
            .MaxBy(impact => impact.GetProperty("losingAccess").GetDouble()).GetProperty("site").GetProperty("id").GetString()!;
        var decision = Id(await ChangeAsync(http, "createDecision", "decision { id }", new { scenario, title = $"Keep {Few} halls" }), "decision");
        var stages = (await AskAsync(http, "{ decisionStages { code } }", new { })).GetProperty("decisionStages").EnumerateArray().Select(stage => new { code = stage.GetProperty("code").GetString(), what = Sentence, why = Sentence });
        await ChangeAsync(http, "changeDecision", "decision { id }", new
        {
            id = decision,
            version = 1,
            leadOrganisation = "The council",
            powers = Sentence,
            policy = Sentence,
            doNothingConsidered = "Every hall stays and is heated for fewer and fewer people.",
            communityAssetsConsidered = Sentence,
            reviewOn = "2199-01-01",
            stages,
            tests = new[] { "PROPORTIONATE", "LAWFUL", "ACCOUNTABLE", "NECESSARY", "LEAST_INTRUSIVE" }.Select(test => new { test, isMet = true, why = Sentence }),
        });
        var consultation = Id(await ChangeAsync(http, "createConsultation", "consultation { id }", new { scenario, title = "Which halls should stay?", closesOn = $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}" }), "consultation");
        await ChangeAsync(http, "openConsultation", "consultation { id }", new { id = consultation, version = 1 });
        return new PicturedPlan(study, solve, Few, scenario, other, closed, decision, consultation);
    }

    /// <summary>What the addresses of pictures may name.</summary>
    public IEnumerable<(string Name, string Value)> Words() =>
    [
        ("study", Study), ("solve", Solve), ("p", $"{P}"), ("scenario", Scenario), ("otherScenario", Other), ("closed", Closed), ("decision", Decision), ("consultation", Consultation),
        // The number within a global id, which is base64 of "Type:number".
        ("decisionNumber", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Decision)).Split(':')[1]),
    ];

    private static async Task FinishAsync(HttpClient http, string solve)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var run = (await AskAsync(http, "query ($id: ID!) { solve(id: $id) { state message } }", new { id = solve })).GetProperty("solve");
            var state = run.GetProperty("state").GetString();
            if (state is "DONE")
                return;
            if (state is not ("QUEUED" or "RUNNING"))
                throw new InvalidOperationException($"The curve ended as {state}: {run.GetProperty("message").GetString()}");
            await Task.Delay(200);
        }
        throw new TimeoutException("The curve was not done within two minutes.");
    }

    private static string Id(JsonElement payload, string field) => payload.GetProperty(field).GetProperty("id").GetString()!;

    private static async Task<JsonElement> ChangeAsync(HttpClient http, string mutation, string fields, object input)
    {
        var payload = (await AskAsync(http, $"mutation ($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ {fields} errors {{ ... on Error {{ message }} }} }} }}", new { input })).GetProperty(mutation);
        return payload.GetProperty("errors").ValueKind is JsonValueKind.Null ? payload : throw new InvalidOperationException(payload.GetProperty("errors").ToString());
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, string query, object variables)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "graphql") { Content = JsonContent.Create(new { query, variables }) };
        // Without it the server takes a change for the work of another site's page.
        request.Headers.Add("X-EstateMap", "1");
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException(errors.ToString()) : answer.GetProperty("data");
    }
}
