using EstateMap.Client.Api;

namespace EstateMap.Client.Plan;

/// <summary>What the study pages ask of the API, and what they change.</summary>
public static class StudyQueries
{
    private const string StudiesQuery = """
        query Studies($after: String) {
          studies(first: 20, after: $after, order: [{ changedAt: DESC }]) {
            nodes {
              id title changedAt demand { label } candidateCounts { role count }
              solves(first: 1) { nodes { id model state progress queuedAt startedAt finishedAt isStale } }
            }
            totalCount pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string StudyFields = """
        id title version changedAt notes
        demand { group label unit people points assumedShare }
        demandGroups { code label unit total }
        travel { method network matrix speedKmh detour badge }
        eligibility { uses excludedUses excludedWords minFloorArea_m2 includeUnknownFloorArea tenures ownerKinds outOfScope }
        constraints { areaKind minimumPerArea protectedGroup mostExtraMinutes runningCostCeiling_gbp floorAreaCeiling_m2 exclusions { first second firstName secondName } }
        assumptions { code label value unit source isDefault }
        visits { serviceKind label group visitsPerYear source isDefault }
        candidateCounts { role count }
        solves(first: 20) { nodes { id model state progress queuedAt startedAt finishedAt isStale } }
        """;

    private const string StudyQuery = $$"""
        query Study($id: ID!) { study(id: $id) { {{StudyFields}} } }
        """;

    private const string TodayQuery = $$"""
        query Today($id: ID!) { study(id: $id) { doNothing { ...measures } } }
        {{MeasuresFragment}}
        """;

    private const string CandidatesQuery = """
        query Candidates($id: ID!) {
          study(id: $id) {
            version
            candidates { id name longitude latitude role reason isOverridden isOpenToday uses owner tenure ward neighbourhood floorArea_m2 floorAreaBasis runningCost_gbp runningCostBasis carbon_kg services }
          }
        }
        """;

    private const string GroupsQuery = "query DemandGroups { demandGroups { code label unit total assumedShare sources { key title } } }";

    private const string ModelsQuery = "query PlanModels { planModels { model question name source needsSites needsReach } }";

    private const string WordsQuery = """
        query PlanWords {
          uses: vocabulary(name: "site-uses") { code label }
          tenures: vocabulary(name: "tenure-types") { code label }
          ownerKinds: vocabulary(name: "organisation-kinds") { code label }
          serviceKinds: vocabulary(name: "service-kinds") { code label }
          groups: vocabulary(name: "population-groups") { code label }
          areaKinds { kind label pluralLabel vintage count isSchematic }
          walkingNetworks(first: 50) { nodes { id name attribution } }
          travelMatrices(first: 50) { nodes { id name attribution } }
        }
        """;

    private const string CreateStudyQuery = """
        mutation CreateStudy($create: CreateStudyInput!) { createStudy(input: $create) { study { id } errors { __typename ... on Error { message } } } }
        """;

    private const string ChangeStudyQuery = """
        mutation ChangeStudy($settings: ChangeStudyInput!) { changeStudy(input: $settings) { study { id version } errors { __typename ... on Error { message } } } }
        """;

    private const string SetSiteRolesQuery = """
        mutation SetSiteRoles($roles: SetSiteRolesInput!) { setSiteRoles(input: $roles) { study { id version } errors { __typename ... on Error { message } } } }
        """;

    private const string DeleteStudyQuery = """
        mutation DeleteStudy($delete: DeleteStudyInput!) { deleteStudy(input: $delete) { deletedId errors { __typename ... on Error { message } } } }
        """;

    /// <summary>What a plan means, wherever it is asked for.</summary>
    internal const string MeasuresFragment = """
        fragment measures on PlanMeasures {
          sites meanSeconds medianSeconds p95Seconds worstSeconds within5 within10 within15 within20 people unreachable
          runningCost { value unit assumedShare } floorArea { value unit assumedShare } carbon { value unit assumedShare } receipts { value unit assumedShare } capital { value unit assumedShare }
          equity { concentrationIndex palma gini fgt0 fgt1 fgt2 decileGapSeconds thresholdSeconds }
          access { meanPer1000 mostDeprivedPer1000 leastDeprivedPer1000 shortShare assumedShare }
        }
        """;

    /// <summary>A page of studies, the one changed last first.</summary>
    public static async Task<Page<StudyRow>> ListStudiesAsync(this EstateMapApi api, string? after = null) => (await api.AskAsync<StudiesAnswer>(StudiesQuery, new { after })).Studies;

    /// <summary>A study with its settings; null when there is none of that id, or the reader may not see it.</summary>
    public static async Task<Study?> FindStudyAsync(this EstateMapApi api, string id) => (await api.AskAsync<StudyAnswer>(StudyQuery, new { id })).Study;

    /// <summary>What it is like when nothing is done.</summary>
    /// <exception cref="ApiException">There is nobody or nothing to plan for; the study itself can be read and mended all the same.</exception>
    public static async Task<PlanMeasures?> FindDoNothingAsync(this EstateMapApi api, string id) => (await api.AskAsync<TodayAnswer>(TodayQuery, new { id })).Study?.DoNothing;

    /// <summary>Every building that a study's rules looked at.</summary>
    public static async Task<IReadOnlyList<Candidate>> ListCandidatesAsync(this EstateMapApi api, string id) => (await api.AskAsync<CandidatesAnswer>(CandidatesQuery, new { id })).Study?.Candidates ?? [];

    /// <summary>Groups of people that a study of this register can be for, everybody first; empty where nobody is counted.</summary>
    public static async Task<IReadOnlyList<CountedGroup>> ListDemandGroupsAsync(this EstateMapApi api) => (await api.AskAsync<GroupsAnswer>(GroupsQuery)).DemandGroups;

    public static async Task<IReadOnlyList<PlanModel>> ListModelsAsync(this EstateMapApi api) => (await api.AskAsync<ModelsAnswer>(ModelsQuery)).PlanModels;

    /// <summary>What the codes of rules and assumptions are called, and what travel can be reckoned with.</summary>
    public static Task<PlanVocabulary> GetPlanVocabularyAsync(this EstateMapApi api) => api.AskAsync<PlanVocabulary>(WordsQuery);

    /// <summary>Starts a study.</summary>
    /// <param name="demand">Code of the group that it is for.</param>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateStudyAsync(this EstateMapApi api, string title, string? demand) => (await api.ChangeAsync<StudyPayload>(CreateStudyQuery, new { create = new { title, demand } })).Study!.Id;

    /// <summary>Changes settings of a study.</summary>
    /// <param name="settings">A ChangeStudyInput: id, version and what is to be another.</param>
    public static Task ChangeStudyAsync(this EstateMapApi api, object settings) => api.ChangeAsync<StudyPayload>(ChangeStudyQuery, new { settings });

    /// <summary>Says what sites may become; a null role gives a site back to the rules.</summary>
    public static Task SetSiteRolesAsync(this EstateMapApi api, string study, int version, IEnumerable<SiteRoleChange> roles) => api.ChangeAsync<StudyPayload>(SetSiteRolesQuery, new { roles = new { study, version, roles } });

    public static Task DeleteStudyAsync(this EstateMapApi api, string id, int version) => api.ChangeAsync<StudyPayload>(DeleteStudyQuery, new { delete = new { id, version } });

    private sealed record StudiesAnswer(Page<StudyRow> Studies);
    private sealed record StudyAnswer(Study? Study);
    private sealed record TodayAnswer(TodayOf? Study);
    private sealed record TodayOf(PlanMeasures DoNothing);
    private sealed record CandidatesAnswer(CandidatesOf? Study);
    private sealed record CandidatesOf(IReadOnlyList<Candidate> Candidates);
    private sealed record GroupsAnswer(IReadOnlyList<CountedGroup> DemandGroups);
    private sealed record ModelsAnswer(IReadOnlyList<PlanModel> PlanModels);
    private sealed record StudyPayload(StudyId? Study);
    private sealed record StudyId(string Id);
}

/// <summary>A study as a list shows it.</summary>
public sealed record StudyRow(string Id, string Title, DateTimeOffset ChangedAt, DemandLabel Demand, IReadOnlyList<RoleCount> CandidateCounts, Page<RunRow> Solves);

public sealed record DemandLabel(string Label);

/// <summary>A role that a person gives a site, and why; null gives it back to the rules.</summary>
public sealed record SiteRoleChange(string Site, string? Role, string? Reason);
