using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Plans.Scenarios;

/// <summary>
/// The village of plans with hours and groups. Library (service 11) is at Alpha on Mondays and Tuesdays from nine to five and on each second Wednesday of a month; Books (13), a library too, is at Delta on Mondays; Advice (12) is at Beta and Delta
/// on Tuesday evenings until past midnight. The Choir (asset 11) is at Alpha, the Chess Club (12) meets there. Of Alpha's 400 m² 200 are occupied.
/// </summary>
public sealed class ScenarioVillage : PlanVillage
{
    private const string Errors = "errors { __typename ... on Error { message } ... on InvalidInputError { path } ... on NotFoundError { id }";
    public new const string Create = "mutation ($input: CreateScenarioInput!) { createScenario(input: $input) { scenario { id version contentHash } " + Errors + " } } }";
    public const string Change = "mutation ($input: ChangeScenarioInput!) { changeScenario(input: $input) { scenario { id version contentHash } " + Errors + " ... on VersionConflictError { currentVersion } } } }";
    public const string Fork = "mutation ($input: ForkScenarioInput!) { forkScenario(input: $input) { scenario { id title parent { id } contentHash } errors { __typename ... on Error { message } ... on NotFoundError { id } } } }";
    public const string Delete = "mutation ($input: DeleteScenarioInput!) { deleteScenario(input: $input) { deletedId errors { __typename ... on Error { message } } } }";
    public const string Import = "mutation ($input: ImportScenarioInput!) { importScenario(input: $input) { scenario { id contentHash title json } errors { __typename ... on Error { message } } } }";

    private const string More = """
        INSERT INTO vocabulary_term (vocabulary, code, label) VALUES ('link-kinds', 'meets_at', 'meets at'), ('link-kinds', 'runs', 'runs') ON CONFLICT DO NOTHING;
        INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name) OVERRIDING SYSTEM VALUE VALUES (13, 'village-libraries', 'L13', 1, 'library', 'Books');
        INSERT INTO service_at_location (service_id, site_id) VALUES (13, 14);
        INSERT INTO schedule (service_id, freq, byday, opens_at, closes_at) VALUES
            (11, 'WEEKLY', 'MO,TU', '09:00', '17:00'), (11, 'MONTHLY', '2WE', '10:00', '12:00'), (13, 'WEEKLY', 'MO', '09:00', '17:00'), (12, 'WEEKLY', 'TU', '22:00', '02:00');
        INSERT INTO schedule (service_id, freq, byday, opens_at, closes_at, valid_to) VALUES (11, 'WEEKLY', 'SU', '09:00', '17:00', '2020-12-31');
        INSERT INTO occupation (id, property_id, organisation_id, area_m2, period, basis) OVERRIDING SYSTEM VALUE VALUES (11, 111, 1, 200, '[2020-04-01,)', 'fact');
        INSERT INTO community_asset (id, dataset_id, record_key, name, abcd_class, site_id, is_illustrative) OVERRIDING SYSTEM VALUE VALUES
            (11, 'village-register', 'C11', 'Choir', 'culture', 11, true), (12, 'village-register', 'C12', 'Chess Club', 'associations', NULL, true);
        INSERT INTO link (id, dataset_id, record_key, kind, from_community_asset_id, to_site_id, evidence) OVERRIDING SYSTEM VALUE VALUES (11, 'village-register', 'K11', 'meets_at', 12, 11, 'Poster');
        INSERT INTO link (id, dataset_id, record_key, kind, from_organisation_id, to_service_id, evidence) OVERRIDING SYSTEM VALUE VALUES (12, 'village-register', 'K12', 'runs', 1, 11, 'Sign at the door');
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync(More);
    }

    public static object Close(int site) => new { kind = "CLOSE_SITE", site = Site(site) };

    public static object Move(int service, int from, int to) => new { kind = "MOVE_SERVICE", site = Site(from), toSite = Site(to), service = EstateMap.Server.Graph.GlobalId.Write("Service", service) };

    /// <summary>Alpha's library moves to Delta, then Alpha closes and is sold.</summary>
    public static object[] GiveAlphaUp => [Move(11, 11, 14), Close(11), new { kind = "DISPOSE", site = Site(11), receipt_gbp = 500_000, basis = "FACT", why = "The roof fails." }];

    /// <summary>Begins a scenario and gives its global id.</summary>
    public async Task<string> ScenarioAsync(params object[] changes) => await OfAsync(await StudyAsync(), changes);

    public async Task<string> OfAsync(string study, params object[] changes)
    {
        var made = (await DataAsync(Create, new { input = new { study, title = "Fewer, better", changes } })).GetProperty("createScenario");
        Assert.True(made.GetProperty("errors").ValueKind == JsonValueKind.Null, made.GetRawText());
        return made.GetProperty("scenario").GetProperty("id").GetString()!;
    }

    /// <summary>Fields of a scenario.</summary>
    public async Task<JsonElement> AskAsync(string id, string fields) => (await DataAsync($"query ($id: ID!) {{ scenario(id: $id) {{ {fields} }} }}", new { id })).GetProperty("scenario");
}
