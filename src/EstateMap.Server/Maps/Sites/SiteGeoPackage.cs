using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace EstateMap.Server.Maps.Sites;

/// <summary>
/// Sites as a GeoPackage 1.3 (OGC 12-128r17): layer <c>sites</c>, its points in WGS84 and null where a site is not located, and table <c>datasets</c> with every licence and attribution. A GeoPackage is a SQLite database and so is made whole
/// in a temporary file, a row at a time, before it is sent.
/// </summary>
internal static class SiteGeoPackage
{
    public const string ContentType = "application/geopackage+sqlite3";

    // Each takes the room of the whole file on the disk until it is sent, and a connection while it is made.
    private static readonly SemaphoreSlim Files = new(24), Makers = new(4);
    private static readonly TimeSpan LongestSending = TimeSpan.FromMinutes(30);

    // 'GPKG' and version 1.3 as the specification writes them.
    private const string Frame = """
        PRAGMA application_id = 1196444487;
        PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES
            ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL), ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
            ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', NULL);
        CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
        CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
            CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
        CREATE TABLE datasets (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, licence TEXT NOT NULL, licence_url TEXT, attribution TEXT NOT NULL, is_share_alike BOOLEAN, is_sample BOOLEAN, is_schematic BOOLEAN, as_at DATE);
        INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES ('datasets', 'attributes', 'datasets', 'Sources, licences and attributions of the sites');
        """;

    private static readonly (string Name, string Type)[] Columns =
    [
        ("id", "TEXT"), ("uuid", "TEXT"), ("name", "TEXT"), ("description", "TEXT"), ("street_number", "TEXT"), ("street_name", "TEXT"), ("locality", "TEXT"), ("post_town", "TEXT"), ("postcode", "TEXT"), ("uprns", "TEXT"),
        ("location_precision", "TEXT"), ("location_method", "TEXT"), ("is_outside_place", "BOOLEAN"), ("owner", "TEXT"), ("uses", "TEXT"), ("themes", "TEXT"), ("property_count", "INTEGER"), ("asset_codes", "TEXT"), ("tenures", "TEXT"),
        ("floor_area_m2", "REAL"), ("floor_area_assumed_m2", "REAL"), ("floor_area_repeated_m2", "REAL"), ("land_area_ha", "REAL"),
    ];

    private static readonly string[] After = ["datasets", "licences", "attributions"];

    public static async Task WriteAsync(IAsyncEnumerable<ExportedSite> sites, List<(string Kind, string Vintage)> areaKinds, List<ExportedDataset> datasets, Stream output, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"estatemap-{Guid.NewGuid():N}.gpkg");
        if (!await Files.WaitAsync(TimeSpan.Zero, cancellationToken))
            throw new MapRequestError("Many GeoPackages are being made at the moment; try again in a minute, or take the CSV or GeoJSON.", StatusCodes.Status503ServiceUnavailable);
        try
        {
            await Makers.WaitAsync(cancellationToken);
            try
            {
                await FillAsync(file, sites, areaKinds, datasets, cancellationToken);
            }
            finally
            {
                Makers.Release();
            }
            await using var made = File.OpenRead(file);
            using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            sending.CancelAfter(LongestSending);
            await made.CopyToAsync(output, sending.Token);
        }
        finally
        {
            File.Delete(file);
            Files.Release();
        }
    }

    private static async Task FillAsync(string file, IAsyncEnumerable<ExportedSite> sites, List<(string Kind, string Vintage)> areaKinds, List<ExportedDataset> datasets, CancellationToken cancellationToken)
    {
        var areaColumns = areaKinds.SelectMany(area => new[] { ($"{area.Kind}_{area.Vintage}_code", "TEXT"), ($"{area.Kind}_{area.Vintage}_name", "TEXT") });
        (string Name, string Type)[] columns = [.. Columns, .. areaColumns, .. After.Select(name => (name, "TEXT"))];
        await using var package = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await package.OpenAsync(cancellationToken);
        await RunAsync(package, Frame);
        await RunAsync(package, $"CREATE TABLE sites (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, {string.Join(", ", columns.Select(column => $"\"{column.Name}\" {column.Type}"))})");
        await using var transaction = package.BeginTransaction();
        foreach (var dataset in datasets)
            await InsertAsync(package, "INSERT INTO datasets (id, title, publisher, licence, licence_url, attribution, is_share_alike, is_sample, is_schematic, as_at) VALUES ({0})",
                dataset.Id, dataset.Title, dataset.Publisher, dataset.Licence, dataset.LicenceUrl, dataset.Attribution, dataset.IsShareAlike, dataset.IsSample, dataset.IsSchematic, dataset.AsAt?.ToString("O", CultureInfo.InvariantCulture));

        var insert = $"INSERT INTO sites (geom, {string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) VALUES ({string.Join(", ", Enumerable.Range(0, columns.Length + 1).Select(n => $"$p{n}"))})";
        await using var row = new SqliteCommand(insert, package, transaction);
        for (var n = 0; n <= columns.Length; n++) row.Parameters.Add(new SqliteParameter($"$p{n}", null));
        var points = new GeoPackageGeoWriter();
        var extent = new Envelope();
        await foreach (var site in sites.WithCancellation(cancellationToken))
        {
            var n = 0;
            foreach (var value in Values(site, areaKinds, points, extent)) row.Parameters[n++].Value = value ?? DBNull.Value;
            row.ExecuteNonQuery();
        }
        await InsertAsync(package, "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) VALUES ('sites', 'features', 'sites', {0}, 4326)",
            string.Join(' ', datasets.Select(dataset => dataset.Attribution).Distinct()), extent.IsNull ? null : extent.MinX, extent.IsNull ? null : extent.MinY, extent.IsNull ? null : extent.MaxX, extent.IsNull ? null : extent.MaxY);
        await RunAsync(package, "INSERT INTO gpkg_geometry_columns VALUES ('sites', 'geom', 'POINT', 4326, 0, 0)");
        await transaction.CommitAsync(cancellationToken);
    }

    private static IEnumerable<object?> Values(ExportedSite site, List<(string Kind, string Vintage)> areaKinds, GeoPackageGeoWriter points, Envelope extent)
    {
        if (site is { Longitude: { } longitude, Latitude: { } latitude })
        {
            extent.ExpandToInclude(longitude, latitude);
            yield return points.Write(new Point(longitude, latitude) { SRID = Database.Crs.Wgs84 });
        }
        else
        {
            yield return null;
        }
        foreach (var value in new object?[]
        {
            SiteId.Write(site.Id), site.Uuid, site.Name, site.Description, site.StreetNumber, site.StreetName, site.Locality, site.PostTown, site.Postcode, Words(site.Uprns),
            site.LocationPrecision, site.LocationMethod, site.IsOutsidePlace, site.Owner, Words(site.Uses), Words(site.Themes), site.AssetCodes.Length, Words(site.AssetCodes), Words(site.Tenures),
            site.FloorArea_m2, site.FloorAreaAssumed_m2, site.FloorAreaRepeated_m2, site.LandArea_ha,
        })
            yield return value;
        foreach (var (kind, vintage) in areaKinds)
        {
            var areas = site.Areas.Where(area => area.Kind == kind && area.Vintage == vintage).ToList();
            yield return Words([.. areas.Select(area => area.Code)]);
            yield return Words([.. areas.Select(area => area.Name)]);
        }
        yield return Words(site.Datasets);
        yield return Words(site.Licences);
        yield return Words(site.Attributions);
    }

    private static string? Words(string[] words) => words.Length == 0 ? null : string.Join("; ", words);

    private static async Task InsertAsync(SqliteConnection package, string sql, params object?[] values)
    {
        await using var command = package.CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, string.Join(", ", values.Select((_, n) => $"$p{n}")));
        for (var n = 0; n < values.Length; n++) command.Parameters.AddWithValue($"$p{n}", values[n] ?? DBNull.Value);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RunAsync(SqliteConnection package, string sql)
    {
        await using var command = package.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
