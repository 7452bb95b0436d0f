using EstateMap.Client.Api;
using EstateMap.Client.Plan.Scenarios;

namespace EstateMap.Client.Plan.Decisions;

/// <summary>Decision records as they are read, written and decided.</summary>
public static class DecisionQueries
{
    private const string DecisionFields = """
        id title version status scenarioHash leadOrganisation powers policy decidedOn reviewOn doNothingConsidered communityAssetsConsidered problems evidenceHash reviews { reviewedOn found why nextReviewOn }
        scenario { id title status contentHash study { id title } changes { kind site { id name } } }
        stages { code what why isComplete } tests { test isMet why }
        """;

    private const string DecisionQuery = $$"""
        query Decision($id: ID!) { decision(id: $id) { {{DecisionFields}} } decisionStages { code title question prompts } }
        """;

    private const string PositionsQuery = """
        query Positions($where: SiteFilterInput) { sites(first: 50, where: $where) { nodes { id name geometry { ... on GeoJSONPointType { coordinates } } } } }
        """;

    private const string Faults = "errors { __typename ... on Error { message } }";

    private const string CreateDecisionQuery = $$"""mutation CreateDecision($input: CreateDecisionInput!) { createDecision(input: $input) { decision { id } {{Faults}} } }""";

    private const string ChangeDecisionQuery = $$"""mutation ChangeDecision($input: ChangeDecisionInput!) { changeDecision(input: $input) { decision { {{DecisionFields}} } {{Faults}} } }""";

    private const string DecideQuery = $$"""mutation Decide($input: DecideInput!) { decide(input: $input) { decision { {{DecisionFields}} } {{Faults}} } }""";

    /// <summary>A record with the stages that it is asked at; null when there is none of that id, or the reader may not see it.</summary>
    public static async Task<(Decision Decision, IReadOnlyList<StageDescription> Stages)?> FindDecisionAsync(this EstateMapApi api, string id) =>
        await api.AskAsync<DecisionAnswer>(DecisionQuery, new { id }) is { Decision: { } decision } answer ? (decision, answer.DecisionStages) : null;

    private const string ReviewDecisionQuery = $$"""mutation ReviewDecision($input: ReviewDecisionInput!) { reviewDecision(input: $input) { decision { {{DecisionFields}} } {{Faults}} } }""";

    private const string DeleteDecisionQuery = $$"""mutation DeleteDecision($input: DeleteDecisionInput!) { deleteDecision(input: $input) { deletedId {{Faults}} } }""";

    /// <summary>Where sites stand; at most the first 50 of them.</summary>
    public static async Task<IReadOnlyList<PlacedSite>> ListPositionsAsync(this EstateMapApi api, IEnumerable<string> sites) =>
        (await api.AskAsync<PositionsAnswer>(PositionsQuery, new { where = new { id = new { @in = sites.Take(50) } } })).Sites.Nodes;

    /// <summary>A new record of a scenario.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateDecisionAsync(this EstateMapApi api, string scenario, string title) => (await api.ChangeAsync<NewDecision>(CreateDecisionQuery, new { input = new { scenario, title } })).Decision!.Id;

    /// <summary>Keeps what a record says.</summary>
    /// <param name="version">The one that it was written on.</param>
    public static async Task<Decision> KeepDecisionAsync(this EstateMapApi api, string id, int version, DecisionDraft draft) => (await api.ChangeAsync<KeptDecision>(ChangeDecisionQuery, new { input = draft.ToInput(id, version) })).Decision!;

    /// <summary>Freezes a record and its scenario.</summary>
    public static async Task<Decision> DecideAsync(this EstateMapApi api, string id, int version) => (await api.ChangeAsync<KeptDecision>(DecideQuery, new { input = new { id, version } })).Decision!;

    /// <summary>Adds what was found when a decision was looked at again.</summary>
    /// <param name="next">Day of the next review; null for none.</param>
    public static async Task<Decision> ReviewDecisionAsync(this EstateMapApi api, string id, DateOnly reviewedOn, string found, string why, DateOnly? next) =>
        (await api.ChangeAsync<KeptDecision>(ReviewDecisionQuery, new { input = new { id, reviewedOn, found, why, nextReviewOn = next } })).Decision!;

    public static Task DeleteDecisionAsync(this EstateMapApi api, string id, int version) => api.ChangeAsync<NewDecision>(DeleteDecisionQuery, new { input = new { id, version } });

    private sealed record DecisionAnswer(Decision? Decision, IReadOnlyList<StageDescription> DecisionStages);
    private sealed record PositionsAnswer(Page<PlacedSite> Sites);
    private sealed record NewDecision(DecisionId? Decision);
    private sealed record DecisionId(string Id);
    private sealed record KeptDecision(Decision? Decision);
}

/// <summary>What was decided about a scenario, and why.</summary>
/// <param name="Status">DRAFT, DECIDED or REVIEWED.</param>
/// <param name="ScenarioHash">Content hash of the scenario as it was decided, or as it stands.</param>
/// <param name="Problems">What it lacks before it can be decided.</param>
/// <param name="EvidenceHash">SHA-256 of the evidence that was kept with it; null before it is decided.</param>
/// <param name="Reviews">What was found when it was looked at again, the oldest first.</param>
public sealed record Decision(
    string Id, string Title, int Version, string Status, string ScenarioHash, string? LeadOrganisation, string? Powers, string? Policy, DateOnly? DecidedOn, DateOnly? ReviewOn, string? DoNothingConsidered,
    string? CommunityAssetsConsidered, IReadOnlyList<string> Problems, string? EvidenceHash, IReadOnlyList<DecisionReview> Reviews, ScenarioOfDecision Scenario, IReadOnlyList<DecisionStage> Stages, IReadOnlyList<DecisionTest> Tests)
{
    public bool IsDecided => Status is not "DRAFT";
}

public sealed record ScenarioOfDecision(string Id, string Title, string Status, string ContentHash, ScenarioName Study, IReadOnlyList<ChangeOfDecision> Changes)
{
    /// <summary>Buildings that close, each once.</summary>
    public IEnumerable<Named> Closing => Changes.Where(change => change.Kind == ChangeKind.Close.Code).Select(change => change.Site).DistinctBy(site => (site.Id, site.Name));
}

public sealed record ChangeOfDecision(string Kind, Named Site);

/// <param name="Geometry">Null where it could not be located.</param>
public sealed record PlacedSite(string Id, string Name, PointGeometry? Geometry);

/// <param name="IsComplete">Whether it says what and why.</param>
public sealed record DecisionStage(string Code, string? What, string? Why, bool IsComplete);

/// <param name="Test">PROPORTIONATE, LAWFUL, ACCOUNTABLE, NECESSARY or LEAST_INTRUSIVE.</param>
/// <param name="IsMet">Null until it is judged.</param>
public sealed record DecisionTest(string Test, bool? IsMet, string? Why);

/// <param name="Found">What was found.</param>
/// <param name="Why">Why that follows, and what is done.</param>
public sealed record DecisionReview(DateOnly ReviewedOn, string Found, string Why, DateOnly? NextReviewOn);

/// <summary>A stage as people are asked about it.</summary>
/// <param name="Prompts">What to think of.</param>
public sealed record StageDescription(string Code, string Title, string Question, IReadOnlyList<string> Prompts);
