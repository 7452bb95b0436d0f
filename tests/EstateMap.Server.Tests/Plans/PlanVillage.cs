using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Tests.Graph;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Plans;

/// <summary>
/// The village with people in four quarters and buildings to plan for. Quarters are 0.02 degrees wide; Q1 and Q2 are the south and north of the West Ward, Q3 and Q4 of the East Ward. In each quarter's middle, on top of its people, stands a building:
/// Alpha Library (Q1), Beta Hub (Q2), Gamma Hall (Q3; too small) and Delta Centre (Q4).
/// </summary>
public class PlanVillage : Village
{
    public const string Create = "mutation ($input: CreateStudyInput!) { createStudy(input: $input) { study { id version } errors { __typename ... on Error { message } ... on InvalidInputError { path } ... on NotFoundError { id } } } }";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("EstateMap:Plans:MaxConcurrent", "1")];

    private const string More = """
        UPDATE site SET is_current = false;
        INSERT INTO vocabulary_term (vocabulary, code, label, broader, sort_order) VALUES
            ('site-uses', 'community_hub', 'Community hub', 'hubs', 40), ('site-uses', 'community_building', 'Community building', 'community', 50), ('site-uses', 'public_building', 'Public building', 'estate', 60), ('site-uses', 'cemetery', 'Cemetery', 'estate', 70),
            ('tenure-types', 'freehold', 'Freehold', NULL, 10), ('tenure-types', 'leasehold', 'Leasehold', NULL, 20), ('organisation-kinds', 'council', 'Council', NULL, 10), ('service-kinds', 'community_hub', 'Community hub', 'hubs', 20),
            ('population-groups', 'all', 'All people', NULL, 10), ('population-groups', 'age_0_15', 'Aged 0 to 15', 'all', 20), ('population-groups', 'age_65_over', 'Aged 65 and over', 'all', 40);
        INSERT INTO area (id, code, name, kind, vintage, geom, display_geom, label_point, area_m2, dataset_id) OVERRIDING SYSTEM VALUE
        SELECT v.id, v.code, v.name, v.kind, v.vintage, ST_Multi(v.box), ST_Multi(v.box), ST_Centroid(v.box), round(ST_Area(v.box::geography)), 'village-register'
        FROM (VALUES
            (11, 'Q1', 'Q1', 'oa', '2021', ST_MakeEnvelope(-2.02, 53.00, -2.00, 53.02, 4326)), (12, 'Q2', 'Q2', 'oa', '2021', ST_MakeEnvelope(-2.02, 53.02, -2.00, 53.04, 4326)),
            (13, 'Q3', 'Q3', 'oa', '2021', ST_MakeEnvelope(-2.00, 53.00, -1.98, 53.02, 4326)), (14, 'Q4', 'Q4', 'oa', '2021', ST_MakeEnvelope(-2.00, 53.02, -1.98, 53.04, 4326)),
            (15, 'L1', 'L1', 'lsoa', '2021', ST_MakeEnvelope(-2.02, 53.00, -2.00, 53.04, 4326)), (16, 'L2', 'L2', 'lsoa', '2021', ST_MakeEnvelope(-2.00, 53.00, -1.98, 53.04, 4326))) AS v (id, code, name, kind, vintage, box);
        INSERT INTO area_membership (member_area_id, area_id, share) VALUES (11, 1, 1), (12, 1, 1), (13, 2, 1), (14, 2, 1), (11, 3, 1), (12, 3, 1), (13, 3, 1), (14, 3, 1), (11, 15, 1), (12, 15, 1), (13, 16, 1), (14, 16, 1), (11, 4, 1), (12, 4, 1), (13, 4, 1), (14, 4, 1);
        INSERT INTO demand_point (id, area_id, geom, method) OVERRIDING SYSTEM VALUE SELECT id, id, label_point, 'population-weighted centroid' FROM area WHERE kind = 'oa';
        INSERT INTO demand_weight (demand_point_id, population_group, weight, dataset_id) VALUES
            (11, 'all', 400, 'village-register'), (12, 'all', 800, 'village-register'), (13, 'all', 300, 'village-register'), (14, 'all', 500, 'village-register'),
            (11, 'age_65_over', 100, 'village-register'), (12, 'age_65_over', 50, 'village-register'), (13, 'age_65_over', 200, 'village-register'), (14, 'age_65_over', 20, 'village-register');
        INSERT INTO indicator (code, name, unit, is_additive) VALUES ('imd_decile', 'Decile', 'decile', false), ('census_households_without_car', 'Households without a car', 'households', true);
        INSERT INTO indicator_value (indicator_code, area_id, period, value, dataset_id) VALUES
            ('imd_decile', 15, '[2019-01-01,2019-01-02)', 9, 'village-register'), ('imd_decile', 15, '[2025-01-01,2025-01-02)', 1, 'village-register'), ('imd_decile', 16, '[2025-01-01,2025-01-02)', 10, 'village-register'),
            ('census_households_without_car', 15, '[2021-03-21,2021-03-22)', 90, 'village-register'), ('census_households_without_car', 16, '[2021-03-21,2021-03-22)', 40, 'village-register');

        INSERT INTO site (id, name, geom, location_precision, location_method, owner_organisation_id, visibility, is_outside_place) OVERRIDING SYSTEM VALUE VALUES
            (11, 'Alpha Library', ST_SetSRID(ST_MakePoint(-2.01, 53.01), 4326), 'given', 'given', 1, 'public', false),
            (12, 'Beta Hub', ST_SetSRID(ST_MakePoint(-2.01, 53.03), 4326), 'given', 'given', 2, 'public', false),
            (13, 'Gamma Hall', ST_SetSRID(ST_MakePoint(-1.99, 53.01), 4326), 'given', 'given', 1, 'public', false),
            (14, 'Delta Centre', ST_SetSRID(ST_MakePoint(-1.99, 53.03), 4326), 'given', 'given', NULL, 'public', false),
            (15, 'Hidden House', ST_SetSRID(ST_MakePoint(-1.99, 53.02), 4326), 'given', 'given', 2, 'restricted', false),
            (16, 'Nowhere Hall', NULL, 'unlocated', NULL, 1, 'public', false),
            (17, 'Empty Hall', ST_SetSRID(ST_MakePoint(-2.00, 53.02), 4326), 'given', 'given', 1, 'public', false),
            (18, 'Old Cemetery Lodge', ST_SetSRID(ST_MakePoint(-2.00, 53.01), 4326), 'given', 'given', 1, 'public', false),
            (19, 'Far Hall', ST_SetSRID(ST_MakePoint(-1.90, 53.02), 4326), 'given', 'given', 1, 'public', true),
            (20, 'Quiet Graves', ST_SetSRID(ST_MakePoint(-2.00, 53.015), 4326), 'given', 'given', 1, 'public', false),
            (21, 'Field', ST_SetSRID(ST_MakePoint(-2.00, 53.025), 4326), 'given', 'given', 1, 'public', false);
        INSERT INTO site_area SELECT s.id, a.id FROM site s JOIN area a ON ST_Covers(a.geom, s.geom) WHERE s.id > 10;
        INSERT INTO site_use (site_id, use_code, dataset_id, record_key)
        SELECT v.site_id, v.use_code, 'village-register', 'P' || v.site_id FROM (VALUES (11, 'library'), (12, 'community_hub'), (13, 'community_building'), (14, 'community_hub'), (15, 'library'), (16, 'community_building'), (17, 'community_building'),
            (18, 'public_building'), (19, 'community_building'), (20, 'cemetery'), (21, 'public_building')) AS v (site_id, use_code);
        INSERT INTO property (id, site_id, dataset_id, asset_code, name, kind, location_precision, geom) OVERRIDING SYSTEM VALUE
        SELECT 100 + s.id, s.id, 'village-register', 'P' || s.id, s.name, CASE WHEN s.id = 21 THEN 'land' ELSE 'building' END::property_kind, s.location_precision, s.geom FROM site s WHERE s.id > 10 AND s.id <> 14;
        INSERT INTO tenure (property_id, organisation_id, tenure_type, tenure_detail) VALUES (111, 1, 'freehold', 'owner_occupied'), (112, 2, 'leasehold', 'owner_occupied'), (117, 1, 'freehold', 'vacant');
        INSERT INTO floor_area VALUES (111, 'GIA', 400, 'fact', false), (111, 'NIA', 350, 'fact', false), (113, 'GIA', 50, 'fact', false), (117, 'GIA', 300, 'assumption', false), (118, 'GIA', 200, 'fact', false), (119, 'GIA', 200, 'fact', false), (121, 'GIA', 200, 'fact', false);
        INSERT INTO running_cost (property_id, period, cost_kind, cost_gbp) VALUES (111, '[2024-04-01,2025-04-01)', 'total', 31000), (111, '[2024-04-01,2025-04-01)', 'energy', 8200), (111, '[2023-04-01,2024-04-01)', 'total', 29000);
        INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name) OVERRIDING SYSTEM VALUE VALUES (11, 'village-libraries', 'L11', 1, 'library', 'Library'), (12, 'village-libraries', 'L12', 2, 'community_hub', 'Advice');
        INSERT INTO service_at_location (service_id, site_id) VALUES (11, 11), (12, 12), (12, 14);
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Http.DefaultRequestHeaders.Add("X-EstateMap", "1");
        await RunAsync(More);
    }

    internal StudyProblems Problems => Services.GetRequiredService<StudyProblems>();

    public async Task RunAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Begins a study and gives its global id.</summary>
    public async Task<string> StudyAsync(object? input = null)
    {
        var made = (await DataAsync(Create, new { input = input ?? new { title = "Plan" } })).GetProperty("createStudy");
        Assert.Equal(JsonValueKind.Null, made.GetProperty("errors").ValueKind);
        return made.GetProperty("study").GetProperty("id").GetString()!;
    }

    /// <summary>The first error of a mutation's payload: type, sentence and the rest.</summary>
    public async Task<JsonElement> RefusalAsync(string mutation, string query, object input)
    {
        var payload = (await DataAsync(query, new { input })).GetProperty(mutation);
        return payload.GetProperty("errors")[0];
    }

    /// <summary>The study over the register as the public sees it.</summary>
    internal async Task<StudyProblem> ProblemAsync(object? input = null) => await Problems.GetAsync(GlobalId.FindNumber("Study", await StudyAsync(input))!.Value, TestContext.Current.CancellationToken);

    public static string Site(int id) => GlobalId.Write("Site", id);
}
