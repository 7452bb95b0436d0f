using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EstateMap.Browser.Tests;

/// <summary>A study for one test, which goes with it.</summary>
internal sealed class PlanStudy : IAsyncDisposable
{
    private readonly RunningMap map;
    private readonly HttpClient http = new();

    private PlanStudy(RunningMap map, string id)
    {
        (this.map, Id) = (map, id);
        http.DefaultRequestHeaders.Add("X-EstateMap", "1");
    }

    public string Id { get; private set; }

    /// <summary>Address of its page.</summary>
    public string Path => "plan/study/" + Uri.EscapeDataString(Id);

    public static async Task<PlanStudy> StartAsync(RunningMap map, string title)
    {
        var study = new PlanStudy(map, "");
        study.Id = (await study.ChangeAsync("createStudy", "study { id }", new { title })).GetProperty("study").GetProperty("id").GetString()!;
        return study;
    }

    /// <summary>Runs the planner and waits until it is done.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> SolveAsync(string model = "PORTFOLIO_CURVE", int? sites = null)
    {
        var run = (await ChangeAsync("startSolve", "solve { id }", sites is null ? new { study = Id, model } : new { study = Id, model, sites })).GetProperty("solve").GetProperty("id").GetString()!;
        for (var tries = 0; tries < 600; tries++)
        {
            var state = (await map.AskAsync($"{{ solve(id: \"{run}\") {{ state message }} }}")).GetProperty("solve");
            if (state.GetProperty("state").GetString() is "DONE")
                return run;
            Assert.Contains(state.GetProperty("state").GetString(), new[] { "QUEUED", "RUNNING" });
            await Task.Delay(100);
        }
        throw new TimeoutException($"The run {run} has not ended within a minute.");
    }

    private async Task<JsonElement> ChangeAsync(string mutation, string fields, object input)
    {
        var query = $"mutation($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ {fields} errors {{ ... on Error {{ message }} }} }} }}";
        using var response = await http.PostAsJsonAsync(new Uri(map.Address, "graphql"), new { query, variables = new { input } });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        var payload = answer.GetProperty("data").GetProperty(mutation);
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("errors").ValueKind);
        return payload;
    }

    public async ValueTask DisposeAsync()
    {
        var version = (await map.AskAsync($"{{ study(id: \"{Id}\") {{ version }} }}")).GetProperty("study").GetProperty("version").GetInt32();
        await ChangeAsync("deleteStudy", "deletedId", new { id = Id, version });
        http.Dispose();
    }
}
