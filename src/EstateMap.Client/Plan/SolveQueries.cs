using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>Runs of the planner: started, followed, looked into.</summary>
public static class SolveQueries
{
    private const string RunQuery = $$"""
        query Run($id: ID!) {
          solve(id: $id) {
            id model state message sites reachMinutes seed studyVersion isStale progress queuedAt startedAt finishedAt travelBadge
            points {
              p objective objectiveUnit bound gap method seed milliseconds infeasible { constraint reason sites { id name } areas }
              openSites goes comes why measures { ...measures }
            }
          }
        }
        {{StudyQueries.MeasuresFragment}}
        """;

    private const string PointQuery = """
        query Point($id: ID!, $p: Int!) {
          solve(id: $id) {
            point(p: $p) {
              nearTies { within solutions isComplete inAll inSome { site share } }
              assignments { longitude latitude areaCode weight site seconds secondsToday }
              catchments { site people geometry { type ... on GeoJSONPolygonType { polygon: coordinates } ... on GeoJSONMultiPolygonType { multiPolygon: coordinates } } }
              sensitivity { group label openSites shared }
              services { site serviceKind label people }
            }
          }
        }
        """;

    private const string BreakdownQuery = """
        query Breakdown($id: ID!, $p: Int!, $by: BreakdownKind!) {
          solve(id: $id) {
            point(p: $p) {
              breakdown(by: $by) { key label people now { meanSeconds p95Seconds within15 } then { meanSeconds p95Seconds within15 } worseOff extraSeconds }
            }
          }
        }
        """;

    private const string StartSolveQuery = """
        mutation StartSolve($start: StartSolveInput!) { startSolve(input: $start) { solve { id } errors { __typename ... on Error { message } } } }
        """;

    private const string CancelSolveQuery = """
        mutation CancelSolve($cancel: CancelSolveInput!) { cancelSolve(input: $cancel) { solve { id } errors { __typename ... on Error { message } } } }
        """;

    private const string CreateScenarioQuery = """
        mutation CreateScenario($scenario: CreateScenarioInput!) { createScenario(input: $scenario) { scenario { id } errors { __typename ... on Error { message } } } }
        """;

    /// <summary>A run and what it has found so far; null when there is none of that id.</summary>
    public static async Task<Run?> FindRunAsync(this EstateMapApi api, string id, CancellationToken cancel = default) => (await api.AskAsync<RunAnswer>(RunQuery, new { id }, cancel)).Solve;

    /// <summary>Where everybody goes and what else might do for one number of buildings; null when the run has no answer for it.</summary>
    public static async Task<PointDetail?> FindPointAsync(this EstateMapApi api, string run, int p) => (await api.AskAsync<PointAnswer>(PointQuery, new { id = run, p })).Solve?.Point;

    /// <summary>Who travels further, group by group.</summary>
    /// <param name="by">A code of <see cref="Breakdowns"/>.</param>
    public static async Task<IReadOnlyList<GroupMeasures>> ListBreakdownAsync(this EstateMapApi api, string run, int p, string by) =>
        (await api.AskAsync<BreakdownAnswer>(BreakdownQuery, new { id = run, p, by })).Solve?.Point?.Breakdown ?? [];

    /// <summary>Starts a run.</summary>
    /// <param name="sites">How many buildings; null where the question does not need it.</param>
    /// <returns>Its id.</returns>
    public static async Task<string> StartRunAsync(this EstateMapApi api, string study, string model, int? sites, double? reachMinutes) =>
        (await api.ChangeAsync<SolvePayload>(StartSolveQuery, new { start = new { study, model, sites, reachMinutes } })).Solve!.Id;

    /// <summary>Stops a run; what it has found is kept.</summary>
    public static Task CancelRunAsync(this EstateMapApi api, string solve) => api.ChangeAsync<SolvePayload>(CancelSolveQuery, new { cancel = new { solve } });

    /// <summary>Keeps the answer for one number of buildings as a scenario.</summary>
    /// <returns>The scenario's id.</returns>
    public static async Task<string> CreateScenarioAsync(this EstateMapApi api, string study, string title, string run, int p) =>
        (await api.ChangeAsync<ScenarioPayload>(CreateScenarioQuery, new { scenario = new { study, title, solve = run, p } })).Scenario!.Id;

    private sealed record RunAnswer(Run? Solve);
    private sealed record PointAnswer(PointOf<PointDetail>? Solve);
    private sealed record BreakdownAnswer(PointOf<BreakdownPoint>? Solve);
    private sealed record PointOf<T>(T? Point);
    private sealed record BreakdownPoint(IReadOnlyList<GroupMeasures> Breakdown);
    private sealed record SolvePayload(SolveId? Solve);
    private sealed record ScenarioPayload(SolveId? Scenario);
    private sealed record SolveId(string Id);
}
