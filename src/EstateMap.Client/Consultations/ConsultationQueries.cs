using EstateMap.Client.Api;

namespace EstateMap.Client.Consultations;

/// <summary>Consultations as everybody reads them, and as planners draft and moderate them.</summary>
public static class ConsultationQueries
{
    private const string Fields = """
        id title intro status closesOn openedAt version scenario { id title } area { id name }
        items { number heading words site { id name geometry { ... on GeoJSONPointType { coordinates } } } }
        """;

    private const string ConsultationQuery = $$"""
        query Consultation($id: ID!, $after: String) {
          consultation(id: $id) { {{Fields}} comments(first: 50, after: $after) { nodes { id number heading words madeAt state judgedWhy } totalCount pageInfo { hasNextPage endCursor } } }
        }
        """;

    private const string OfScenarioQuery = """
        query ConsultationsOfScenario($id: ID!) { scenario(id: $id) { consultations { id title status closesOn } } }
        """;

    private const string Faults = "errors { __typename ... on Error { message } }";

    private const string CreateQuery = $$"""mutation CreateConsultation($input: CreateConsultationInput!) { createConsultation(input: $input) { consultation { id } {{Faults}} } }""";

    private const string ChangeQuery = $$"""mutation ChangeConsultation($input: ChangeConsultationInput!) { changeConsultation(input: $input) { consultation { id } {{Faults}} } }""";

    private const string OpenQuery = $$"""mutation OpenConsultation($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id } {{Faults}} } }""";

    private const string CloseQuery = $$"""mutation CloseConsultation($input: CloseConsultationInput!) { closeConsultation(input: $input) { consultation { id } {{Faults}} } }""";

    private const string DeleteQuery = $$"""mutation DeleteConsultation($input: DeleteConsultationInput!) { deleteConsultation(input: $input) { deletedId {{Faults}} } }""";

    private const string JudgeQuery = $$"""mutation JudgeComment($input: JudgeCommentInput!) { judgeComment(input: $input) { comment { id } {{Faults}} } }""";

    /// <summary>A consultation with all of its comments that the reader may see; null when there is none of that id, or it is drafted and the reader no planner.</summary>
    public static async Task<Consultation?> FindConsultationAsync(this EstateMapApi api, string id)
    {
        Consultation? found = null;
        var comments = await Pages.AllAsync(async after => (found = (await api.AskAsync<ConsultationAnswer>(ConsultationQuery, new { id, after })).Consultation)?.Comments ?? new Page<ConsultationComment>([]));
        return found is null ? null : found with { Comments = found.Comments with { Nodes = comments } };
    }

    public static async Task<IReadOnlyList<ConsultationName>> ListConsultationsAsync(this EstateMapApi api, string scenario) => (await api.AskAsync<OfScenario>(OfScenarioQuery, new { id = scenario })).Scenario?.Consultations ?? [];

    /// <summary>Drafts one about a scenario or an area.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateConsultationAsync(this EstateMapApi api, string? scenario, string? area, string title, DateOnly closesOn) =>
        (await api.ChangeAsync<Made>(CreateQuery, new { input = new { scenario, area, title, closesOn } })).Consultation!.Id;

    /// <param name="items">Other words by number; empty ones take an item away.</param>
    public static Task ChangeConsultationAsync(this EstateMapApi api, string id, int version, string title, string intro, DateOnly closesOn, IEnumerable<(int Number, string Words)> items) =>
        api.ChangeAsync<Made>(ChangeQuery, new { input = new { id, version, title, intro, closesOn, items = items.Select(item => new { number = item.Number, words = item.Words }) } });

    public static Task OpenConsultationAsync(this EstateMapApi api, string id, int version) => api.ChangeAsync<Made>(OpenQuery, new { input = new { id, version } });

    public static Task CloseConsultationAsync(this EstateMapApi api, string id) => api.ChangeAsync<Made>(CloseQuery, new { input = new { id } });

    public static Task DeleteConsultationAsync(this EstateMapApi api, string id, int version) => api.ChangeAsync<Made>(DeleteQuery, new { input = new { id, version } });

    public static Task JudgeCommentAsync(this EstateMapApi api, string id, bool isShown, string why) => api.ChangeAsync<Made>(JudgeQuery, new { input = new { id, isShown, why } });

    private sealed record ConsultationAnswer(Consultation? Consultation);
    private sealed record OfScenario(ScenarioWithConsultations? Scenario);
    private sealed record ScenarioWithConsultations(IReadOnlyList<ConsultationName> Consultations);
    private sealed record Made(MadeConsultation? Consultation);
    private sealed record MadeConsultation(string Id);
}

/// <param name="Status">DRAFT, OPEN or CLOSED.</param>
/// <param name="Comments">Those that the reader may see, the newest first.</param>
public sealed record Consultation(
    string Id, string Title, string Intro, string Status, DateOnly ClosesOn, DateTimeOffset? OpenedAt, int Version, ConsultedThing? Scenario, ConsultedArea? Area, IReadOnlyList<ConsultationItem> Items, Page<ConsultationComment> Comments)
{
    public bool IsDraft => Status == "DRAFT";

    public bool IsOpen => Status == "OPEN";
}

public sealed record ConsultedThing(string Id, string Title);

public sealed record ConsultedArea(string Id, string Name);

/// <param name="Site">Null where it is about no place of the register.</param>
public sealed record ConsultationItem(int Number, string Heading, string Words, ConsultationSite? Site);

/// <param name="Geometry">Null where it could not be located.</param>
public sealed record ConsultationSite(string Id, string Name, PointGeometry? Geometry);

/// <param name="Number">Of the item that it is about; null for the whole.</param>
/// <param name="State">IN_REVIEW, SHOWN or KEPT_BACK.</param>
public sealed record ConsultationComment(string Id, int? Number, string? Heading, string Words, DateTimeOffset MadeAt, string State, string? JudgedWhy);

public sealed record ConsultationName(string Id, string Title, string Status, DateOnly ClosesOn);

/// <summary>Words and addresses of consultations.</summary>
public static class ConsultationWords
{
    /// <summary>Where everybody reads one.</summary>
    public static string Href(string id) => $"consultation/{Uri.EscapeDataString(id)}";

    /// <summary>Where planners draft and moderate it.</summary>
    public static string DeskHref(string id) => $"plan/consultation/{Uri.EscapeDataString(id)}";

    public static string Status(string status) => status switch { "DRAFT" => "Draft", "OPEN" => "Open", _ => "Closed" };
}
