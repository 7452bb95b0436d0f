using EstateMap.Client.Api;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>Scenarios as they are listed and changed.</summary>
public static class ScenarioQueries
{
    private const string HeadFields = """
        id title version status contentHash createdAt changedAt staleness
        study { id title } parent { id title } decisions { id title status }
        """;

    private const string ChangeFields = """
        changes {
          number kind site { id name } toSite { id name } service { id name } team hours { days opens closes } spaceArea_m2 capacity receipt_gbp capital_gbp basis startsOn weeks why problems
        }
        """;

    private const string ScenarioQuery = $$"""query Scenario($id: ID!) { scenario(id: $id) { {{HeadFields}} {{ChangeFields}} } }""";

    private const string ScenariosOfStudyQuery = """
        query ScenariosOfStudy($id: ID!, $after: String) {
          study(id: $id) {
            scenarios(first: 50, after: $after) {
              nodes { id title status contentHash changedAt study { id title } decisions { id title status } }
              totalCount pageInfo { hasNextPage endCursor }
            }
          }
        }
        """;

    private const string ScenariosQuery = """
        query Scenarios($after: String, $where: ScenarioFilterInput) {
          scenarios(first: 50, after: $after, where: $where, order: [{ changedAt: DESC }]) {
            nodes { id title status contentHash changedAt study { id title } decisions { id title status } }
            totalCount pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string SizesQuery = """
        query ScenarioSizes($where: ScenarioFilterInput) { scenarios(first: 10, where: $where) { nodes { id openSites changes { problems } } } }
        """;

    private const string PlacesQuery = """
        query Places($id: ID!) { study(id: $id) { candidates { id name ward owner role isOpenToday } } }
        """;

    private const string ServicesQuery = """
        query ServicesThere($id: ID!) { site(id: $id) { services(first: 50) { nodes { id name organisation { name } } } } }
        """;

    private const string FileQuery = "query ScenarioFile($id: ID!) { scenario(id: $id) { contentHash json } }";

    private const string Faults = "errors { __typename ... on Error { message } }";

    private const string StartScenarioQuery = $$"""mutation StartScenario($input: CreateScenarioInput!) { createScenario(input: $input) { scenario { id title } {{Faults}} } }""";

    private const string ChangeScenarioQuery = $$"""
        mutation ChangeScenario($input: ChangeScenarioInput!) { changeScenario(input: $input) { scenario { {{HeadFields}} {{ChangeFields}} } {{Faults}} } }
        """;

    private const string ForkScenarioQuery = $$"""mutation ForkScenario($input: ForkScenarioInput!) { forkScenario(input: $input) { scenario { id title } {{Faults}} } }""";

    private const string DeleteScenarioQuery = $$"""mutation DeleteScenario($input: DeleteScenarioInput!) { deleteScenario(input: $input) { deletedId {{Faults}} } }""";

    private const string ImportScenarioQuery = $$"""mutation ImportScenario($input: ImportScenarioInput!) { importScenario(input: $input) { scenario { id title } {{Faults}} } }""";

    /// <summary>A scenario with its changes; null when there is none of that id, or the reader may not see it.</summary>
    public static async Task<Scenario?> FindScenarioAsync(this EstateMapApi api, string id) => (await api.AskAsync<ScenarioAnswer>(ScenarioQuery, new { id })).Scenario;

    /// <summary>Every scenario of a study, or of all studies, the one changed last first.</summary>
    /// <param name="isDecided">Only those that are decided, or are not; null lists both.</param>
    public static async Task<IReadOnlyList<ScenarioRow>> ListScenariosAsync(this EstateMapApi api, string? study, bool? isDecided = null)
    {
        var rows = await Pages.AllAsync(async after => study is null
            ? (await api.AskAsync<ScenariosAnswer>(ScenariosQuery, new { after, where = isDecided is { } asked ? new { status = new { eq = asked ? "DECIDED" : "DRAFT" } } : null })).Scenarios
            : (await api.AskAsync<StudyAnswer>(ScenariosOfStudyQuery, new { id = study, after })).Study?.Scenarios ?? new Page<ScenarioRow>([]));
        return [.. rows.Where(row => isDecided is null || row.IsDecided == isDecided).OrderByDescending(row => row.ChangedAt)];
    }

    /// <summary>How many buildings are open in each of at most ten scenarios, and what is wrong with it. These are reckoned, which a list need not wait for.</summary>
    public static async Task<IReadOnlyList<ScenarioSize>> ListSizesAsync(this EstateMapApi api, IReadOnlyList<string> scenarios) =>
        (await api.AskAsync<SizesAnswer>(SizesQuery, new { where = new { id = new { @in = scenarios } } })).Scenarios.Nodes;

    /// <summary>Every building that the study looked at, by name.</summary>
    public static async Task<IReadOnlyList<Place>> ListPlacesAsync(this EstateMapApi api, string study) =>
        [.. ((await api.AskAsync<PlacesAnswer>(PlacesQuery, new { id = study })).Study?.Candidates ?? []).OrderBy(place => place.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Services that are offered at a site.</summary>
    public static async Task<IReadOnlyList<ServiceThere>> ListServicesAsync(this EstateMapApi api, string site) =>
        (await api.AskAsync<ServicesAnswer>(ServicesQuery, new { id = site })).Site?.Services.Nodes ?? [];

    /// <summary>The scenario as the canonical JSON that its hash is taken of.</summary>
    public static async Task<ScenarioFile?> FindFileAsync(this EstateMapApi api, string id) => (await api.AskAsync<FileAnswer>(FileQuery, new { id })).Scenario;

    /// <summary>A new draft in which nothing changes yet.</summary>
    public static async Task<ScenarioName> StartScenarioAsync(this EstateMapApi api, string study, string title) => (await api.ChangeAsync<NameAnswer>(StartScenarioQuery, new { input = new { study, title } })).Scenario!;

    /// <summary>Keeps a scenario's title and changes, in their order.</summary>
    /// <param name="version">The one that the changes were made on.</param>
    public static async Task<Scenario> KeepScenarioAsync(this EstateMapApi api, string id, int version, string title, IEnumerable<ScenarioChange> changes) =>
        (await api.ChangeAsync<ScenarioAnswer>(ChangeScenarioQuery, new { input = new { id, version, title, changes = changes.Select(change => change.ToInput()) } })).Scenario!;

    /// <summary>A new draft with the same changes.</summary>
    public static async Task<ScenarioName> ForkScenarioAsync(this EstateMapApi api, string id, string title) => (await api.ChangeAsync<NameAnswer>(ForkScenarioQuery, new { input = new { id, title } })).Scenario!;

    public static Task DeleteScenarioAsync(this EstateMapApi api, string id, int version) => api.ChangeAsync<NameAnswer>(DeleteScenarioQuery, new { input = new { id, version } });

    /// <summary>Takes a scenario that was exported here or elsewhere.</summary>
    public static async Task<ScenarioName> ImportScenarioAsync(this EstateMapApi api, string json) => (await api.ChangeAsync<NameAnswer>(ImportScenarioQuery, new { input = new { json } })).Scenario!;

    private sealed record ScenarioAnswer(Scenario? Scenario);
    private sealed record NameAnswer(ScenarioName? Scenario);
    private sealed record SizesAnswer(Page<ScenarioSize> Scenarios);
    private sealed record ScenariosAnswer(Page<ScenarioRow> Scenarios);
    private sealed record StudyAnswer(StudyScenarios? Study);
    private sealed record StudyScenarios(Page<ScenarioRow> Scenarios);
    private sealed record PlacesAnswer(StudyPlaces? Study);
    private sealed record StudyPlaces(IReadOnlyList<Place> Candidates);
    private sealed record ServicesAnswer(SiteServices? Site);
    private sealed record SiteServices(Page<ServiceThere> Services);
    private sealed record FileAnswer(ScenarioFile? Scenario);
}
