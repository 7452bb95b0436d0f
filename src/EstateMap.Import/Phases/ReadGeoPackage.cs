using System.Globalization;
using EstateMap.Database;
using EstateMap.Import.Issues;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using SQLitePCL;

namespace EstateMap.Import.Phases;

/// <summary>The features of one layer of a GeoPackage (OGC 12-128r18), a row at a time. The file is opened so that nothing in it is run and nothing is written beside it.</summary>
internal static class ReadGeoPackage
{
    private const int mostValueBytes = 64_000_000;

    public static IEnumerable<RawRow> Rows(string path, string? layer, IssueLog issues)
    {
        var name = Path.GetFileName(path);
        var copy = Unpack.ToTemporaryFile(path, ".gpkg");
        try
        {
            using (var head = Peekable.Over(Unpack.Open(copy ?? path)))
            {
                if (head.Head.IsEmpty)
                    throw new UsageException("The file is empty: not even the frame of a GeoPackage.");
                FileKinds.Demand("geopackage", FileKinds.Of(head.Head), name);
            }

            using var rows = Features(copy ?? path, name, layer, issues).GetEnumerator();
            while (Advance(rows, name))
                yield return rows.Current;
        }
        finally
        {
            if (copy is not null)
                File.Delete(copy);
        }
    }

    private static bool Advance(IEnumerator<RawRow> rows, string name)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception fault) when (fault is SqliteException or InvalidCastException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"{name} is damaged, cut short or no GeoPackage ({fault.Message.TrimEnd('.')}). Nothing of it was kept; fetch it again.", fault);
        }
    }

    private static IEnumerable<RawRow> Features(string path, string name, string? layer, IssueLog issues)
    {
        // Immutable: no journal is looked for or made, and no lock is taken.
        var address = new UriBuilder("file", "") { Path = Path.GetFullPath(path), Query = "immutable=1" }.Uri.AbsoluteUri;
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, mostValueBytes);
        Run(connection, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");

        var (table, shapeColumn, srid) = Layer(connection, name, layer);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {Quoted(table)}";
        using var reader = command.ExecuteReader();
        var shapeIndex = -1;
        var headers = new List<string>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (reader.GetName(i).Equals(shapeColumn, StringComparison.OrdinalIgnoreCase))
                shapeIndex = i;
            else
                headers.Add(reader.GetName(i));
        }

        // A row takes at least two bytes; pages that point at each other in a ring give rows for ever.
        var mostRows = new FileInfo(path).Length / 2;
        for (var number = 1; reader.Read(); number++)
        {
            if (number > mostRows)
                throw new UsageException($"{name} is damaged: its table goes on for ever. Nothing of it was kept; fetch it again.");
            var values = new string?[headers.Count];
            for (int i = 0, to = 0; i < reader.FieldCount; i++)
                if (i != shapeIndex)
                    values[to++] = Text(reader, i);
            Geometry? shape = null;
            if (shapeIndex >= 0 && !reader.IsDBNull(shapeIndex))
            {
                shape = reader.GetValue(shapeIndex) is byte[] blob ? Shape(blob) : null;
                if (shape is null)
                    issues.Add(IssueType.BadGeometry, number, null, "geometry", null, $"The geometry of record {number} cannot be read.");
            }

            yield return new RawRow(number, headers, values) { Shape = shape is { IsEmpty: true } ? null : shape, Srid = srid };
        }
    }

    private static (string Table, string ShapeColumn, int? Srid) Layer(SqliteConnection connection, string name, string? layer)
    {
        var all = new List<(string Table, string Column, int SrsId, string? Organisation, int Code)>();
        using (var command = connection.CreateCommand())
        {
            // Only plain tables: a view could ask for anything, a virtual table for a module.
            command.CommandText =
                """
                SELECT g.table_name, g.column_name, g.srs_id, s.organization, coalesce(s.organization_coordsys_id, 0)
                FROM gpkg_geometry_columns g
                JOIN gpkg_contents c ON c.table_name = g.table_name AND c.data_type = 'features'
                JOIN sqlite_master m ON lower(m.name) = lower(g.table_name) AND m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
                LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
                LIMIT 1000
                """;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                all.Add((reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4)));
        }

        var fitting = layer is null ? all : all.Where(l => l.Table.Equals(layer, StringComparison.OrdinalIgnoreCase)).ToList();
        if (fitting.Count != 1)
            throw new UsageException(all.Count == 0 ? $"{name} holds no layer of features that can be read."
                : $"{name} holds the layers {PersonalData.Clear(string.Join(", ", all.Take(20).Select(l => l.Table)), out _)}; name one of them as layer in the manifest.");
        var (table, column, srsId, organisation, code) = fitting[0];
        // -1 and 0 are the standard's own words for undefined.
        int? srid = srsId is -1 or 0 ? null
            : organisation is not null && organisation.Equals("EPSG", StringComparison.OrdinalIgnoreCase) ? SourceCrs.OfCode(code, $"EPSG:{code}") : SourceCrs.OfCode(-1, $"{organisation ?? "srs_id"} {(code == 0 ? srsId : code)}");
        return (table, column, srid);
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.GetValue(column) switch
    {
        string text => text,
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    // Clause 2.1.3: GP, version, flags, srs_id, an envelope of 0, 4, 6, 6 or 8 numbers, then well-known binary.
    private static Geometry? Shape(byte[] blob)
    {
        if (blob is not [(byte)'G', (byte)'P', _, var flags, ..] || blob.Length < 8)
            return null;
        var envelope = (flags >> 1 & 7) switch { 0 => 0, 1 => 32, 2 or 3 => 48, 4 => 64, _ => -1 };
        var isExtended = (flags & 0x20) != 0;
        return envelope < 0 || isExtended || blob.Length < 8 + envelope + 5 ? null : Coordinates.OfWkb(blob[(8 + envelope)..]);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
