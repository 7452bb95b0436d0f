using System.Net;
using System.Text.Json;
using EstateMap.Server.Tests.Graph;
using Npgsql;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>The village with services of every sort: two for everybody, one whose places have no address, and four that nobody may find in the feed.</summary>
public sealed class FeedVillage : Village
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("""
            INSERT INTO vocabulary_term (vocabulary, code, label, description, broader, sort_order, attributes) VALUES
                ('role-addresses', 'library', 'library', NULL, NULL, 10, '{}'), ('organisation-kinds', 'council', 'Council', NULL, NULL, 10, '{}'),
                ('service-kinds', 'food_bank', 'Food bank', 'Food for people in need', 'community', 20, '{}'), ('themes', 'community', 'Community assets', NULL, NULL, 70, '{}');
            INSERT INTO area (id, code, name, kind, vintage, geom, display_geom, label_point, area_m2, dataset_id) OVERRIDING SYSTEM VALUE
            SELECT v.id, v.code, v.name, v.kind, '2023', ST_Multi(v.box), ST_Multi(v.box), ST_Centroid(v.box), 1, 'village-register'
            FROM (VALUES (9, 'A1', 'Village District', 'authority', ST_MakeEnvelope(-2.02, 53.00, -1.98, 53.04, 4326)), (10, 'C1', 'Hillshire', 'county', ST_MakeEnvelope(-2.02, 53.00, -2.00, 53.04, 4326))) AS v (id, code, name, kind, box);
            INSERT INTO site_area SELECT s.id, a.id FROM site s JOIN area a ON a.id IN (9, 10) AND ST_Covers(a.geom, s.geom);
            UPDATE site SET post_town = NULL WHERE id = 3;
            INSERT INTO organisation (id, name, name_key, kind, visibility) OVERRIDING SYSTEM VALUE VALUES (3, 'Secret Keepers', 'secret keepers', 'voluntary', 'restricted');
            INSERT INTO service (id, dataset_id, record_key, organisation_id, kind, name, description, url, email, telephone, status, alert, minimum_age, maximum_age, is_current, visibility) OVERRIDING SYSTEM VALUE VALUES
                (2, 'village-register', 'F1', 2, 'food_bank', 'Hill Food Bank', 'Food and cooking lessons', 'https://hill.example/food', 'jo.bloggs@hill.example', '0161 496 0000', 'temporarily closed', 'Shut this week', 18, 99, true, 'public'),
                (3, 'village-register', 'F2', 1, 'library', 'Refuge advice', NULL, NULL, NULL, NULL, 'active', NULL, NULL, NULL, true, 'public'),
                (4, 'village-register', 'F3', 1, 'library', 'Partner counselling', NULL, NULL, NULL, NULL, 'active', NULL, NULL, NULL, true, 'partner'),
                (5, 'village-register', 'F4', 1, 'library', 'Old lending van', NULL, NULL, NULL, NULL, 'active', NULL, NULL, NULL, false, 'public'),
                (6, 'village-register', 'F5', 3, 'library', 'Secret reading', NULL, NULL, NULL, NULL, 'active', NULL, NULL, NULL, true, 'public'),
                (7, 'village-register', 'F6', 1, 'community', 'Depot tours', NULL, '', '', '07700 900123', 'active', '', NULL, NULL, true, 'public');
            INSERT INTO service_at_location (service_id, site_id) VALUES (2, 3), (3, 1), (3, 8), (4, 1), (5, 1), (6, 1), (7, 5), (7, 4), (1, 7);
            INSERT INTO schedule (service_id, freq, interval, byday, opens_at, closes_at, valid_from, valid_to, description, notes) VALUES
                (2, 'MONTHLY', 1, '2MO,-1FR', '10:00', '12:00', '2026-01-01', '2026-12-31', NULL, 'Bring a bag'), (2, 'WEEKLY', 2, 'WE', '20:00', '02:00', '2026-01-07', NULL, NULL, NULL),
                (2, 'WEEKLY', 1, NULL, NULL, NULL, NULL, NULL, 'By appointment', NULL);
            INSERT INTO link (id, dataset_id, record_key, kind, from_organisation_id, to_service_id, title, evidence) OVERRIDING SYSTEM VALUE VALUES (9, 'village-register', 'K9', 'funds', 1, 2, 'Pantry grant', 'Annual report');
            INSERT INTO postcode (postcode, geom, dataset_id) VALUES ('ZZ1 1AC', ST_SetSRID(ST_MakePoint(-1.99, 53.02), 4326), 'village-register');
            UPDATE service SET last_modified = '2026-03-01T10:20:30.456Z';
            UPDATE site SET updated_at = '2026-01-01T00:00:00Z';
            UPDATE site SET updated_at = '2026-05-01T00:00:00Z' WHERE id = 5;
            """);
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = await Owner.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string> AskAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>An answer of the feed, by its path below /oruk/v3.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync("/oruk/v3" + path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>The items of a page, by one of their members.</summary>
    public async Task<string[]> ListAsync(string path, string member = "name") =>
        [.. (await GetAsync(path)).GetProperty("contents").EnumerateArray().Select(item => (item.TryGetProperty("service", out var service) && member == "name" ? service : item).GetProperty(member).GetString()!)];

    public Task<string> IdOfAsync(int service) => AskAsync($"SELECT uuid FROM service WHERE id = {service}");
}
