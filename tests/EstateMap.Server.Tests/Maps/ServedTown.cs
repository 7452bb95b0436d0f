using EstateMap.Server.Maps.Sites;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EstateMap.Server.Tests.Maps;

/// <summary>A server over a small fictional town in which every facet has several values, some sites have none, and some are not for everyone's eyes.</summary>
public sealed class ServedTown : PostgisFixture
{
    public const int Sites = 700;

    private WebApplication? _server;

    public HttpClient Client { get; private set; } = new();

    internal SiteIndexes Indexes => _server!.Services.GetRequiredService<SiteIndexes>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using (var connection = await Owner.OpenConnectionAsync())
            await TownLoader.LoadAsync(connection, TownSites.Make(Sites, seed: 5));
        await RunAsync(More);
        _server = Program.BuildServer(Database, "http://127.0.0.1:0");
        await _server.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_server.Urls.First()) };
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private const string More = """
        INSERT INTO vocabulary_term (vocabulary, code, label, broader, sort_order) VALUES
            ('site-uses', 'library', 'Library', 'libraries', 1), ('site-uses', 'school', 'School', 'schools', 2), ('site-uses', 'general_practice', 'GP practice', 'health', 3), ('site-uses', 'leisure_centre', 'Leisure centre', 'leisure', 4),
            ('site-uses', 'community_hub', 'Community hub', 'hubs', 5), ('site-uses', 'community_building', 'Community building', 'community', 6), ('site-uses', 'park', 'Park', 'green', 7), ('site-uses', 'allotment', 'Allotments', 'green', 8),
            ('site-uses', 'public_building', 'Public building', 'estate', 9), ('issue-types', 'invalid-postcode', 'Invalid postcode', 'harmonise', 1)
        ON CONFLICT DO NOTHING;
        INSERT INTO condition_survey (property_id, surveyed_on, condition_band) SELECT p.id, '2020-01-01', chr(65 + (p.id % 4)::int) FROM property p WHERE p.id % 3 = 0;
        INSERT INTO condition_survey (property_id, surveyed_on, condition_band) SELECT p.id, '2024-01-01', chr(65 + (p.id / 3 % 4)::int) FROM property p WHERE p.id % 6 = 0;
        INSERT INTO energy_certificate (property_id, kind, rating) SELECT p.id, 'EPC', chr(65 + (p.id % 7)::int) FROM property p WHERE p.id % 4 = 0;
        INSERT INTO energy_certificate (property_id, kind, rating) SELECT p.id, 'DEC', 'A+' FROM property p WHERE p.id % 20 = 0;
        INSERT INTO floor_area (property_id, measurement, area_m2, basis) SELECT p.id, 'NIA', 12000, 'assumption' FROM property p WHERE p.id % 50 = 0;
        INSERT INTO property (id, site_id, dataset_id, asset_code, name, kind) OVERRIDING SYSTEM VALUE SELECT 10000 + s.id, s.id, 'fictional-town', 'X' || s.id, 'Annexe', 'building' FROM site s WHERE s.id % 9 = 0;
        INSERT INTO floor_area (property_id, measurement, area_m2, is_repeat) SELECT p.id, 'GIA', 300, p.id % 2 = 0 FROM property p WHERE p.id > 10000;
        INSERT INTO community_asset (dataset_id, record_key, name, abcd_class, site_id) SELECT 'fictional-town', 'C' || s.id, 'Group ' || s.id, (ARRAY['associations', 'places', 'culture'])[1 + s.id % 3]::abcd_class, s.id FROM site s WHERE s.id % 5 = 0;
        INSERT INTO site_use SELECT s.id, 'community_building', 'fictional-town', 'T' || lpad(s.id::text, 6, '0') FROM site s WHERE s.id % 7 = 0 ON CONFLICT DO NOTHING;
        DELETE FROM site_use WHERE site_id % 41 = 0;
        UPDATE site SET owner_organisation_id = NULL WHERE id % 23 = 0;
        UPDATE site SET geom = NULL, location_precision = 'unlocated' WHERE id % 17 = 0;
        UPDATE site SET location_precision = 'postcode' WHERE id % 19 = 0 AND geom IS NOT NULL;
        UPDATE site SET is_current = false WHERE id % 61 = 0;
        UPDATE source_record SET as_at = CASE site_id % 4 WHEN 0 THEN NULL WHEN 1 THEN current_date - 30 WHEN 2 THEN current_date - 500 ELSE current_date - 2000 END;
        INSERT INTO import_issue (run_id, dataset_id, record_key, issue_type, severity, responsible, message, is_rejection)
            SELECT d.active_run_id, d.id, r.record_key, 'invalid-postcode', 'warning', 'owner', 'The postcode is none.', false FROM source_record r JOIN dataset d ON d.id = r.dataset_id WHERE r.site_id % 11 = 0;
        """;
}
