using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Testing.Town;

/// <summary>Puts a fictional town into a migrated, empty database by COPY: areas, owners, sites and what hangs on them.</summary>
public static class TownLoader
{
    public const string DatasetId = "fictional-town";

    /// <summary>Fills the database in one transaction and analyses it. The connection must own the tables: COPY is closed to roles under row-level security.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, IReadOnlyList<TownSite> sites, CancellationToken cancel = default)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var runId = await InsertFrameAsync(connection, cancel);

        await CopyAsync(connection, "organisation (id, name, name_key, kind)", Enumerable.Range(0, TownSites.OwnerCount), async (row, owner) =>
        {
            await row.WriteAsync(OwnerId(owner), NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync($"Town Owner {owner + 1}", NpgsqlDbType.Text, cancel);
            await row.WriteAsync($"town owner {owner + 1}", NpgsqlDbType.Text, cancel);
            await row.WriteAsync(owner < 8 ? "council" : "voluntary", NpgsqlDbType.Text, cancel);
        }, cancel);
        await CopyAsync(connection, "site (id, name, street_name, post_town, postcode, geom, location_precision, location_method, owner_organisation_id, visibility)", sites, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(site.Name, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.StreetName, NpgsqlDbType.Text, cancel);
            await row.WriteAsync("Nowhere", NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.Postcode, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.At, NpgsqlDbType.Geometry, cancel);
            await WriteWordAsync(row, "given", cancel);
            await row.WriteAsync("given", NpgsqlDbType.Text, cancel);
            await row.WriteAsync(OwnerId(site.Owner), NpgsqlDbType.Bigint, cancel);
            await WriteWordAsync(row, site.Visibility, cancel);
        }, cancel);
        await CopyAsync(connection, "site_use (site_id, use_code, dataset_id, record_key)", sites, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(site.Use, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(DatasetId, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(Key(site), NpgsqlDbType.Text, cancel);
        }, cancel);
        await CopyAsync(connection, "site_uprn (site_id, uprn)", sites.Where(s => s.Uprn is not null), async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(site.Uprn!, NpgsqlDbType.Text, cancel);
        }, cancel);
        await CopyAsync(connection, "source_record (dataset_id, record_key, line, run_id, content, content_sha256, site_id, visibility)", sites, async (row, site) =>
        {
            var content = JsonSerializer.Serialize(new { name = site.Name, street_name = site.StreetName, use = site.Use });
            await row.WriteAsync(DatasetId, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(Key(site), NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.Number + 1, NpgsqlDbType.Integer, cancel);
            await row.WriteAsync(runId, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(content, NpgsqlDbType.Jsonb, cancel);
            await row.WriteAsync(SHA256.HashData(Encoding.UTF8.GetBytes(content)), NpgsqlDbType.Bytea, cancel);
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await WriteWordAsync(row, site.Visibility, cancel);
        }, cancel);
        await CopyEstateAsync(connection, sites, cancel);
        await CopyServicesAsync(connection, sites, cancel);
        await InsertMembershipAsync(connection, cancel);
        await transaction.CommitAsync(cancel);

        await using var analyse = new NpgsqlCommand("ANALYZE", connection) { CommandTimeout = 0 };
        await analyse.ExecuteNonQueryAsync(cancel);
    }

    private static async Task CopyEstateAsync(NpgsqlConnection connection, IReadOnlyList<TownSite> sites, CancellationToken cancel)
    {
        await CopyAsync(connection, "property (id, site_id, dataset_id, asset_code, name, kind, geom, location_precision, location_method, visibility)", sites, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(DatasetId, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(Key(site), NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.Name, NpgsqlDbType.Text, cancel);
            await WriteWordAsync(row, site.FloorArea_m2 is null ? "land" : "building", cancel);
            await row.WriteAsync(site.At, NpgsqlDbType.Geometry, cancel);
            await WriteWordAsync(row, "given", cancel);
            await row.WriteAsync("given", NpgsqlDbType.Text, cancel);
            await WriteWordAsync(row, site.Visibility, cancel);
        }, cancel);
        await CopyAsync(connection, "tenure (property_id, organisation_id, tenure_type, tenure_detail)", sites, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(OwnerId(site.Owner), NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(site.Number % 5 == 0 ? "leasehold" : "freehold", NpgsqlDbType.Text, cancel);
            await row.WriteAsync("owner_occupied", NpgsqlDbType.Text, cancel);
        }, cancel);
        await CopyAsync(connection, "floor_area (property_id, measurement, area_m2)", sites.Where(s => s.FloorArea_m2 is not null), async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await WriteWordAsync(row, "GIA", cancel);
            await row.WriteAsync((decimal)site.FloorArea_m2!.Value, NpgsqlDbType.Numeric, cancel);
        }, cancel);
    }

    private static async Task CopyServicesAsync(NpgsqlConnection connection, IReadOnlyList<TownSite> sites, CancellationToken cancel)
    {
        var serving = sites.Where(s => s.ServiceKind is not null).ToList();
        await CopyAsync(connection, "service (id, dataset_id, record_key, organisation_id, kind, name, visibility)", serving, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(DatasetId, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(Key(site), NpgsqlDbType.Text, cancel);
            await row.WriteAsync(OwnerId(site.Owner), NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync(site.ServiceKind!, NpgsqlDbType.Text, cancel);
            await row.WriteAsync(site.Name, NpgsqlDbType.Text, cancel);
            await WriteWordAsync(row, site.Visibility, cancel);
        }, cancel);
        await CopyAsync(connection, "service_at_location (service_id, site_id)", serving, async (row, site) =>
        {
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
            await row.WriteAsync((long)site.Number, NpgsqlDbType.Bigint, cancel);
        }, cancel);
    }

    private static async Task<long> InsertFrameAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO dataset (id, title, publisher, licence, attribution, theme, is_sample, is_schematic)
            VALUES ('fictional-town', 'Fictional town', 'EstateMap', 'MIT', 'Made up for tests', 'estate', true, true)
            """, connection);
        await command.ExecuteNonQueryAsync(cancel);

        const int side_m = FictionalTown.SideKm * 1_000;
        foreach (var (code, kind, vintage, west_m, south_m, east_m, north_m) in new[]
        {
            ("T00", "authority", "2023", 0, 0, side_m, side_m),
            ("T01", "ward", "2023", 0, 0, side_m / 2, side_m / 2), ("T02", "ward", "2023", side_m / 2, 0, side_m, side_m / 2),
            ("T03", "ward", "2023", 0, side_m / 2, side_m / 2, side_m), ("T04", "ward", "2023", side_m / 2, side_m / 2, side_m, side_m),
        })
        {
            await using var area = new NpgsqlCommand("""
                INSERT INTO area (code, name, kind, vintage, geom, display_geom, label_point, area_m2, is_schematic, dataset_id)
                VALUES ($1, 'Town ' || $1, $2, $3, $4, $4, ST_PointOnSurface($4), ST_Area($4::geography), true, 'fictional-town')
                """, connection);
            area.Parameters.Add(new() { Value = code, NpgsqlDbType = NpgsqlDbType.Text });
            area.Parameters.Add(new() { Value = kind, NpgsqlDbType = NpgsqlDbType.Text });
            area.Parameters.Add(new() { Value = vintage, NpgsqlDbType = NpgsqlDbType.Text });
            area.Parameters.Add(new() { Value = FictionalTown.Rectangle(west_m, south_m, east_m, north_m), NpgsqlDbType = NpgsqlDbType.Geometry });
            await area.ExecuteNonQueryAsync(cancel);
        }

        await using var run = new NpgsqlCommand("""
            WITH run AS (
                INSERT INTO import_run (dataset_id, status, file_name, finished_at)
                VALUES ('fictional-town', 'activated', 'made up', now())
                RETURNING id)
            UPDATE dataset SET active_run_id = run.id FROM run WHERE dataset.id = 'fictional-town' RETURNING run.id
            """, connection);
        return (long)(await run.ExecuteScalarAsync(cancel))!;
    }

    private static async Task InsertMembershipAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // COPY wrote ids itself; the sequences must go on after them.
        await using var command = new NpgsqlCommand("""
            INSERT INTO site_area (site_id, area_id)
            SELECT s.id, a.id FROM site s JOIN area a ON ST_Covers(a.geom, s.geom);
            SELECT setval(pg_get_serial_sequence('organisation', 'id'), (SELECT max(id) FROM organisation));
            SELECT setval(pg_get_serial_sequence('site', 'id'), (SELECT max(id) FROM site));
            SELECT setval(pg_get_serial_sequence('property', 'id'), (SELECT max(id) FROM property));
            SELECT setval(pg_get_serial_sequence('service', 'id'), (SELECT max(id) FROM service));
            """, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection, string tableAndColumns, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, Task> write, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {tableAndColumns} FROM STDIN (FORMAT binary)", cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            await write(copy, row);
        }
        await copy.CompleteAsync(cancel);
    }

    // An enum's binary form is its label's bytes, which is text's too.
    private static Task WriteWordAsync(NpgsqlBinaryImporter row, string label, CancellationToken cancel) => row.WriteAsync(label, NpgsqlDbType.Text, cancel);

    private static long OwnerId(int owner) => owner + 1;

    private static string Key(TownSite site) => $"T{site.Number:000000}";
}
