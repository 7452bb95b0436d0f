using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EstateMap.Browser.Tests;

/// <summary>A study over the sample with one scenario, made through the API for one test.</summary>
/// <param name="Open">Buildings that are open today: id and name.</param>
internal sealed record PlannedScenario(Uri Address, string Study, string Scenario, IReadOnlyList<(string Id, string Name)> Open)
{
    private static readonly HttpClient Http = new();

    /// <summary>Makes it with no change.</summary>
    public static async Task<PlannedScenario> CreateAsync(RunningMap map, string title)
    {
        var study = (await ChangeAsync(map.Address, "mutation M($input: CreateStudyInput!) { createStudy(input: $input) { study { id } errors { ... on Error { message } } } }", new { title = title + " study" })).GetProperty("study").GetProperty("id").GetString()!;
        var scenario = (await ChangeAsync(map.Address, "mutation M($input: CreateScenarioInput!) { createScenario(input: $input) { scenario { id } errors { ... on Error { message } } } }", new { study, title })).GetProperty("scenario").GetProperty("id").GetString()!;
        var candidates = (await map.AskAsync($"{{ study(id: \"{study}\") {{ candidates {{ id name isOpenToday role }} }} }}")).GetProperty("study").GetProperty("candidates").EnumerateArray();
        var open = candidates.Where(site => site.GetProperty("isOpenToday").GetBoolean() && site.GetProperty("role").GetString() != "NOT_ELIGIBLE").Select(site => (site.GetProperty("id").GetString()!, site.GetProperty("name").GetString()!));
        // A name that only one building has, so that a test finds it by name.
        return new(map.Address, study, scenario, [.. open.GroupBy(site => site.Item2).Where(group => group.Count() == 1).Select(group => group.Single())]);
    }

    /// <summary>Closes the first so many buildings, and gives the first of them up.</summary>
    /// <param name="hasHours">Whether it also states hours of a building that stays: without any there is no week to show.</param>
    /// <param name="sells">Whether the first of them is also sold, which nobody may decide while services are in it.</param>
    /// <returns>The scenario's new version.</returns>
    public async Task<int> CloseAsync(int buildings, int version = 1, bool hasHours = false, bool sells = true)
    {
        var changes = Open.Take(buildings).Select(site => (object)new { kind = "CLOSE_SITE", site = site.Id, why = "It serves few and costs much." })
            .Concat(sells ? [new { kind = "DISPOSE", site = Open[0].Id, receipt_gbp = 250_000, basis = "ASSUMPTION", weeks = 12, why = "It is not needed any more." }] : [])
            .Concat(hasHours ? [new { kind = "CHANGE_HOURS", site = Open[buildings].Id, hours = new[] { new { days = "MO,TU", opens = "09:00", closes = "17:00" } }, why = "It is quiet on other days." }] : []);
        var kept = await ChangeAsync(Address, "mutation M($input: ChangeScenarioInput!) { changeScenario(input: $input) { scenario { version } errors { ... on Error { message } } } }", new { id = Scenario, version, changes });
        return kept.GetProperty("scenario").GetProperty("version").GetInt32();
    }

    /// <summary>Address of a part of its page.</summary>
    public string Href(string view = "changes") => $"plan/scenario/{Uri.EscapeDataString(Scenario)}?view={view}";

    /// <summary>The payload of a mutation that has no errors.</summary>
    public static async Task<JsonElement> ChangeAsync(Uri address, string query, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "graphql")) { Content = JsonContent.Create(new { query, variables = new { input } }) };
        request.Headers.Add("X-EstateMap", "1");
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        var payload = answer.GetProperty("data").EnumerateObject().Single().Value;
        Assert.True(payload.GetProperty("errors").ValueKind is JsonValueKind.Null, payload.ToString());
        return payload;
    }
}
