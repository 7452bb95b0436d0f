using EstateMap.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Database;

/// <summary>Plans that were made before names were noted are hidden as those made since.</summary>
public sealed class PlanNamesMigrationTests : EmptyDatabase
{
    private const string Last = "2026-11-30_04";

    // A study that keeps the first site; a run that opened the second and could not do with the third; a decided scenario of the first and the service; evidence of the fourth by its number and of the fifth by its name and place.
    private const string Before = """
        INSERT INTO dataset (id, title, publisher, licence, attribution, theme) VALUES ('old', 'Old', 'Old', 'OGL-UK-3.0', 'Old', 'estate');
        INSERT INTO organisation (id, name, name_key) OVERRIDING SYSTEM VALUE VALUES (1, 'Council', 'council');
        INSERT INTO site (id, uuid, name, geom, location_precision) OVERRIDING SYSTEM VALUE
        SELECT n, ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'Hall ' || n, ST_SetSRID(ST_MakePoint(-2 - n / 100.0, 53), 4326), 'given' FROM generate_series(1, 6) AS n;
        INSERT INTO service (id, uuid, dataset_id, record_key, organisation_id, kind, name) OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-4000-8000-0000000000a1', 'old', 'S1', 1, 'library', 'Books');
        INSERT INTO study (id, title, content) OVERRIDING SYSTEM VALUE VALUES (1, 'Old', '{"roles":[{"site":"00000000-0000-4000-8000-000000000001","role":"keep","reason":"a"}]}');
        INSERT INTO solve (id, study_id, study_version, content, model, seed, state) OVERRIDING SYSTEM VALUE VALUES (1, 1, 1, '{}', 'p_median', 1, 'done');
        INSERT INTO solve_point (solve_id, p, method, milliseconds, open_sites, infeasible) VALUES
            (1, 2, 'm', 1, '{00000000-0000-4000-8000-000000000002}', NULL), (1, 1, 'm', 1, '{}', '{"constraint":"a","reason":"b","sites":["00000000-0000-4000-8000-000000000003"],"areas":[]}');
        INSERT INTO scenario (id, study_id, title, status, content, content_sha256, site_ids, service_ids) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'Old', 'decided', '{}', sha256('{}'), '{1}', '{1}');
        INSERT INTO decision (id, scenario_id, title, status, content, scenario_sha256, evidence, evidence_sha256, decided_on) OVERRIDING SYSTEM VALUE
        SELECT 1, 1, 'Old', 'decided', '{}', sha256('{}'), e.text, sha256(convert_to(e.text, 'UTF8')), '2026-11-30'
        FROM (SELECT '{"impacts":[{"site":{"name":"Hall 4","siteId":4}}],"sites":[{"name":"Hall 5","longitude":-2.05,"latitude":53},{"name":"Hall 6","longitude":-1,"latitude":53}]}' AS text) e;
        CREATE POLICY reader_sees ON scenario FOR SELECT TO estatemap_reader USING (NOT EXISTS (SELECT FROM unnest(site_ids || service_ids) n WHERE n < 0));
        """;

    [Fact]
    public async Task Plans_from_before_are_hidden_by_what_they_name_too_and_what_was_decided_stays_as_it_was()
    {
        var cancel = TestContext.Current.CancellationToken;
        var old = MigrationSet.Embedded with { Migrations = [.. MigrationSet.Embedded.Migrations.Where(file => string.CompareOrdinal(file.Name, Last + "~") < 0)], Functions = [] };
        await new Migrator(Source, old).MigrateAsync(cancellationToken: cancel);
        await using (var filling = Source.CreateCommand(Before)) await filling.ExecuteNonQueryAsync(cancel);
        var decided = await Source.ScalarAsync("SELECT z::text FROM (SELECT id, title, content, evidence, decided_on, changed_at, version FROM decision) z");

        await new Migrator(Source, MigrationSet.Embedded).MigrateAsync(cancellationToken: cancel);
        Assert.Equal(["decision 4,5", "scenario 1,a1", "solve 2,3", "study 1"], await Source.ColumnAsync("""
            SELECT p.kind || ' ' || string_agg(regexp_replace(n::text, '^.*-0+', ''), ',' ORDER BY n)
            FROM (SELECT 'study' AS kind, named FROM study UNION ALL SELECT 'solve', named FROM solve UNION ALL SELECT 'scenario', named FROM scenario UNION ALL SELECT 'decision', named FROM decision) p, unnest(p.named) AS n
            GROUP BY p.kind ORDER BY p.kind
            """));
        Assert.Equal(decided, await Source.ScalarAsync("SELECT z::text FROM (SELECT id, title, content, evidence, decided_on, changed_at, version FROM decision) z"));
        await using var changing = Source.CreateCommand("UPDATE decision SET title = 'x'");
        Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => changing.ExecuteNonQueryAsync(cancel))).SqlState);
    }
}
