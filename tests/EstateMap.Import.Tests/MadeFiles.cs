using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace EstateMap.Import.Tests;

/// <summary>A folder of its own for a test's files, and small files of each format, made as their standards say.</summary>
internal sealed class MadeFiles : IDisposable
{
    public const string GridWkt = """PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]]],PROJECTION["Transverse_Mercator"]]""";
    public const string DegreesWkt = """GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]""";
    public const string WebMercatorWkt = """PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]]""";

    /// <summary>A clockwise square of two thousandths of a degree in Milltown, with a hole.</summary>
    public static readonly double[][][] SquareWithHole =
    [
        [[-2.302, 53.40], [-2.302, 53.402], [-2.30, 53.402], [-2.30, 53.40], [-2.302, 53.40]],
        [[-2.3015, 53.4005], [-2.3005, 53.4005], [-2.3005, 53.4015], [-2.3015, 53.4015], [-2.3015, 53.4005]],
    ];

    public string Folder { get; } = Directory.CreateTempSubdirectory("estatemap-test-").FullName;

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A zipped Shapefile of points or, where a shape has rings, polygons; a table of the texts AREA_CODE and NAME.</summary>
    public static byte[] Shapefile((double[][][] Rings, string Code, string Name)[] records, string? prj, string? cpg = "UTF-8", string stem = "areas", Encoding? encoding = null) =>
        Zip(((string, byte[])[])[(stem + ".shp", Shapes(records.Select(r => r.Rings))), (stem + ".dbf", Dbf(records.Select(r => (string[])[r.Code, r.Name]), encoding ?? Encoding.UTF8)),
            .. prj is null ? Array.Empty<(string, byte[])>() : [(stem + ".prj", Encoding.ASCII.GetBytes(prj))],
            .. cpg is null ? Array.Empty<(string, byte[])>() : [(stem + ".cpg", Encoding.ASCII.GetBytes(cpg))]]);

    public static byte[] Shapes(IEnumerable<double[][][]> shapes)
    {
        using var file = new MemoryStream();
        file.Write(new byte[100]);
        var number = 0;
        foreach (var rings in shapes)
        {
            var content = rings is [[var point]] ? Point(point) : Polygon(rings);
            var head = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(head, ++number);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), content.Length / 2);
            file.Write(head);
            file.Write(content);
        }

        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, 9994);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), bytes.Length / 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 1000);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), 5);
        return bytes;

        static byte[] Point(double[] point) => [1, 0, 0, 0, .. BitConverter.GetBytes(point[0]), .. BitConverter.GetBytes(point[1])];

        static byte[] Polygon(double[][][] rings)
        {
            var points = rings.SelectMany(r => r).ToArray();
            var starts = rings.Select((_, i) => rings.Take(i).Sum(r => r.Length));
            return [5, 0, 0, 0, .. new byte[32], .. BitConverter.GetBytes(rings.Length), .. BitConverter.GetBytes(points.Length), .. starts.SelectMany(BitConverter.GetBytes),
                .. points.SelectMany(p => (byte[])[.. BitConverter.GetBytes(p[0]), .. BitConverter.GetBytes(p[1])])];
        }
    }

    public static byte[] Dbf(IEnumerable<string[]> rows, Encoding encoding)
    {
        string[] names = ["AREA_CODE", "AREA_NAME"];
        const int length = 40;
        var all = rows.ToArray();
        using var file = new MemoryStream();
        var header = new byte[32];
        header[0] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), all.Length);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(8), (short)(33 + 32 * names.Length));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(10), (short)(1 + length * names.Length));
        file.Write(header);
        foreach (var name in names)
        {
            var field = new byte[32];
            Encoding.ASCII.GetBytes(name).CopyTo(field, 0);
            (field[11], field[16]) = ((byte)'C', length);
            file.Write(field);
        }

        file.WriteByte(0x0D);
        foreach (var row in all)
        {
            file.WriteByte((byte)' ');
            foreach (var value in row)
            {
                var bytes = encoding.GetBytes(value);
                file.Write(bytes);
                file.Write(Enumerable.Repeat((byte)' ', length - bytes.Length).ToArray());
            }
        }

        file.WriteByte(0x1A);
        return file.ToArray();
    }

    /// <summary>A GeoPackage with a layer of each name; every layer has one area with the square as its outline.</summary>
    public string GeoPackage(string name, int epsg = 4326, params string[] layers)
    {
        var path = Path.Combine(Folder, name);
        var square = new Polygon(new LinearRing(SquareWithHole[0].Select(p => new Coordinate(p[0], p[1])).ToArray()));
        byte[] blob = [(byte)'G', (byte)'P', 0, 1, .. BitConverter.GetBytes(epsg), .. new WKBWriter().Write(square)];
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("""
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
            """);
        Run($"INSERT INTO gpkg_spatial_ref_sys VALUES ('it', {epsg}, 'EPSG', {epsg}, '')");
        foreach (var layer in layers.DefaultIfEmpty("areas"))
        {
            Run($"""
                CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom BLOB, area_code TEXT, area_name TEXT, size REAL);
                INSERT INTO gpkg_contents VALUES ('{layer}', 'features', {epsg});
                INSERT INTO gpkg_geometry_columns VALUES ('{layer}', 'geom', 'POLYGON', {epsg}, 0, 0);
                """);
            using var insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO \"{layer}\" VALUES (7, $blob, 'G1', 'Packed {layer}', 1.5)";
            insert.Parameters.AddWithValue("$blob", blob);
            insert.ExecuteNonQuery();
        }

        return path;

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
