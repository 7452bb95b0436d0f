using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;

namespace EstateMap.Server.Tests.Maps;

/// <summary>A server over a small register with one row for each thing that could go wrong.</summary>
public sealed class ServedRegister : PostgisFixture
{
    private WebApplication? _server;

    public HttpClient Client { get; private set; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync(Rows);
        _server = Program.BuildServer(Database, "http://127.0.0.1:0");
        await _server.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_server.Urls.First()) };
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Writer.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private const string Rows = """
        INSERT INTO vocabulary_term (vocabulary, code, label, broader, sort_order) VALUES
            ('site-uses', 'library', 'Library', 'libraries', 1),
            ('site-uses', 'park', 'Park', 'green', 2),
            ('issue-types', 'bad-postcode', 'Postcode that is none', NULL, 1)
        ON CONFLICT DO NOTHING;
        INSERT INTO dataset (id, title, publisher, licence, attribution, theme, visibility) VALUES
            ('register', 'Register', 'The council', 'OGL-UK-3.0', 'Contains council data', 'estate', 'public'),
            ('wards', 'Wards', 'The office', 'OGL-UK-3.0', 'Contains boundaries', 'areas', 'public'),
            ('secret', 'Secret', 'The council', 'none', 'Nobody may see this', 'estate', 'restricted');
        INSERT INTO import_run (dataset_id, status, file_name, as_at) VALUES
            ('register', 'activated', 'register.csv', '2026-03-31'), ('wards', 'activated', 'wards.geojson', NULL);
        UPDATE dataset d SET active_run_id = r.id FROM import_run r WHERE r.dataset_id = d.id;
        INSERT INTO organisation (name, name_key, visibility) VALUES ('The council', 'the council', 'public'), ('Hidden trust', 'hidden trust', 'restricted');

        INSERT INTO site (name, street_name, postcode, geom, location_precision, visibility, owner_organisation_id) VALUES
            ('Łódź Street Library', 'High Street', 'M33 7ZF', ST_SetSRID(ST_MakePoint(-2.3214567891, 53.4241234567), 4326), 'given', 'public', (SELECT id FROM organisation WHERE name = 'The council')),
            ('Shared depot', NULL, NULL, ST_SetSRID(ST_MakePoint(-2.32, 53.42), 4326), 'given', 'partner', NULL),
            ('Refuge', 'Secret Lane', NULL, ST_SetSRID(ST_MakePoint(-2.33, 53.43), 4326), 'given', 'restricted', NULL),
            ('=HYPERLINK("http://evil","click")', '+44 Road; "North"', NULL, NULL, 'unlocated', 'public', (SELECT id FROM organisation WHERE name = 'Hidden trust')),
            ('Green Park', NULL, 'M33', ST_SetSRID(ST_MakePoint(-2.30, 53.40), 4326), 'postcode', 'public', NULL);
        INSERT INTO site (name, geom, location_precision, is_current) VALUES ('Sold hall', ST_SetSRID(ST_MakePoint(-2.31, 53.41), 4326), 'given', false);

        INSERT INTO source_record (dataset_id, record_key, line, run_id, content, content_sha256, site_id)
            SELECT 'register', s.id::text, s.id, (SELECT active_run_id FROM dataset WHERE id = 'register'), '{}', '', s.id FROM site s;
        INSERT INTO site_use (site_id, use_code, dataset_id, record_key)
            SELECT s.id, CASE WHEN s.name = 'Green Park' THEN 'park' ELSE 'library' END, 'register', s.id::text FROM site s WHERE s.name NOT LIKE '=%';
        INSERT INTO property (site_id, dataset_id, asset_code, name, kind)
            SELECT s.id, 'register', 'A' || block, 'Block ' || block, 'building' FROM site s, generate_series(1, 3) block WHERE s.name LIKE '%Library';
        INSERT INTO floor_area (property_id, measurement, area_m2, basis, is_repeat)
            SELECT p.id, 'GIA', 100, CASE WHEN p.asset_code = 'A2' THEN 'assumption' ELSE 'fact' END::provenance_basis, p.asset_code = 'A3' FROM property p;

        INSERT INTO area (code, name, kind, vintage, geom, display_geom, label_point, area_m2, dataset_id)
            SELECT 'E05000001', 'Ward of ' || vintage, 'ward', vintage, ST_Multi(box), ST_Multi(box), ST_PointOnSurface(box), 1e6, 'wards'
            FROM (VALUES ('2017', ST_MakeEnvelope(-2.34, 53.41, -2.29, 53.44, 4326)), ('2023', ST_MakeEnvelope(-2.34, 53.39, -2.29, 53.44, 4326))) AS drawn (vintage, box);
        INSERT INTO site_area (site_id, area_id) SELECT s.id, a.id FROM site s JOIN area a ON ST_Covers(a.geom, s.geom);
        INSERT INTO indicator (code, name, unit) VALUES ('population_all', 'People', 'persons') ON CONFLICT DO NOTHING;
        INSERT INTO indicator_value (indicator_code, area_id, period, value, dataset_id)
            SELECT 'population_all', a.id, '[2024-06-30,2024-07-01)', 12345, 'wards' FROM area a WHERE a.vintage = '2023';

        INSERT INTO import_issue (run_id, dataset_id, line, field, value, issue_type, severity, responsible, message, is_rejection)
            SELECT active_run_id, 'register', 7, 'postcode', '-M33', 'bad-postcode', 'warning'::issue_severity, 'publisher', 'The postcode "-M33" is none.', false FROM dataset WHERE id = 'register'
            UNION ALL
            SELECT active_run_id, 'register', 9, NULL, NULL, 'bad-postcode', 'error'::issue_severity, 'publisher', 'The row has no name.', true FROM dataset WHERE id = 'register';
        """;
}
