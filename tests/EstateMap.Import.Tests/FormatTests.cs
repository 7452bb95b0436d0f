using System.Text;
using EstateMap.Database;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using NetTopologySuite.Geometries;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Every format that is read, packed or not, and what its own file says of coordinates.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Table = "AssetCode,PropertyName\nA1,Café House\n";
    private const string Collection = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Café House"},"geometry":{"type":"Point","coordinates":[-2.3,53.4,12.5]}}]}""";

    private readonly MadeFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("plain.csv")]
    [InlineData("gzip.csv.gz")]
    [InlineData("gzip-under-another-name.csv")]
    [InlineData("zip.zip")]
    [InlineData("utf-16-marked.csv")]
    [InlineData("utf-16-big-endian-marked.csv")]
    [InlineData("utf-16-unmarked.csv")]
    [InlineData("utf-16.csv.gz")]
    [InlineData("windows-1252.csv.gz")]
    public async Task A_table_is_the_same_however_it_is_packed_and_encoded(string name)
    {
        var text = Encoding.UTF8.GetBytes(Table);
        byte[] marked = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Table)];
        var path = files.Write(name, name switch
        {
            "plain.csv" => text,
            "zip.zip" => MadeFiles.Zip(("readme.md", text), ("__MACOSX/._table.csv", [0]), ("folder/table.csv", text)),
            "utf-16-marked.csv" => marked,
            "utf-16-big-endian-marked.csv" => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Table)],
            "utf-16-unmarked.csv" => Encoding.Unicode.GetBytes(Table),
            "utf-16.csv.gz" => MadeFiles.Gzip(marked),
            "windows-1252.csv.gz" => MadeFiles.Gzip(Encoding.Latin1.GetBytes(Table)),
            _ => MadeFiles.Gzip(text),
        });
        var (rows, issues) = await RowsAsync(path, "csv");
        Assert.Equal(["A1", "Café House"], Assert.Single(rows).Values);
        Assert.Equal(name.StartsWith("windows", StringComparison.Ordinal) ? ["encoding-guessed"] : [], issues);
    }

    [Theory]
    [InlineData("plain.geojson")]
    [InlineData("gzip.geojson.gz")]
    [InlineData("zip.zip")]
    [InlineData("utf-16.geojson")]
    public async Task A_feature_collection_is_the_same_however_it_is_packed_and_encoded(string name)
    {
        var text = Encoding.UTF8.GetBytes(Collection);
        var path = files.Write(name, name switch
        {
            "plain.geojson" => text,
            "zip.zip" => MadeFiles.Zip(("a.geojson", text)),
            "utf-16.geojson" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Collection)],
            _ => MadeFiles.Gzip(text),
        });
        var (rows, issues) = await RowsAsync(path, "geojson");
        Assert.Equal("Café House", Assert.Single(rows).Values[0]);
        Assert.Equal(-2.3, rows[0].Shape!.Coordinate.X);
        Assert.Empty(issues);
    }

    [Theory]
    [InlineData("UTF-8", "UTF-8")]
    [InlineData("1252", "latin1")]
    [InlineData(null, "latin1")]
    [InlineData(null, "UTF-8")]
    public async Task A_zipped_shapefile_gives_its_values_and_outlines(string? cpg, string encoding)
    {
        var path = files.Write("areas.zip", MadeFiles.Shapefile([(MadeFiles.SquareWithHole, "E1", "Café Ward")], MadeFiles.DegreesWkt, cpg, encoding: Encoding.GetEncoding(encoding)));
        var (rows, issues) = await RowsAsync(path, "shapefile");
        var row = Assert.Single(rows);
        Assert.Equal(["AREA_CODE", "AREA_NAME"], row.Headers);
        Assert.Equal(["E1", "Café Ward"], row.Values);
        Assert.Equal(4326, row.Srid);
        var outline = Assert.IsType<Polygon>(row.Shape);
        Assert.Equal((5, 1), (outline.Shell.NumPoints, outline.NumInteriorRings));
        Assert.Equal(0.002 * 0.002 - 0.001 * 0.001, outline.Area, 1e-12);
        Assert.Empty(issues);
    }

    [Fact]
    public async Task A_shapefile_s_rings_become_a_polygon_for_each_shell_with_the_holes_in_it()
    {
        double[][][] rings = [MadeFiles.SquareWithHole[1], Moved(MadeFiles.SquareWithHole[0]), MadeFiles.SquareWithHole[0]];
        var (rows, _) = await RowsAsync(files.Write("a.zip", MadeFiles.Shapefile([(rings, "E1", "Two")], null)), "shapefile");
        var outline = Assert.IsType<MultiPolygon>(rows[0].Shape);
        Assert.Equal([0, 1], outline.Geometries.Select(g => ((Polygon)g).NumInteriorRings).Order());
        Assert.Null(rows[0].Srid);

        static double[][] Moved(double[][] ring) => ring.Select(p => (double[])[p[0] + 1, p[1]]).ToArray();
    }

    [Fact]
    public async Task A_shapefile_with_points_on_the_grid_says_so()
    {
        var (rows, _) = await RowsAsync(files.Write("a.zip", MadeFiles.Shapefile([([[[377500, 395500]]], "P1", "Point")], MadeFiles.GridWkt)), "shapefile");
        Assert.Equal((27700, 377500d), (rows[0].Srid, ((Point)rows[0].Shape!).X));
    }

    [Fact]
    public async Task The_copy_of_a_packed_geopackage_is_for_its_owner_alone_and_goes_when_reading_ends()
    {
        var path = files.Write("packed.gpkg.gz", MadeFiles.Gzip(await File.ReadAllBytesAsync(files.GeoPackage("whole.gpkg"), TestContext.Current.CancellationToken)));
        var file = await SourceFile.MeasureAsync(path, new ManifestFile { MirrorPath = "packed.gpkg.gz", Format = "geopackage" }, TestContext.Current.CancellationToken);
        var before = Directory.GetFiles(Path.GetTempPath(), "estatemap-*.gpkg").ToHashSet();
        // Whoever stops in the middle leaves nothing behind either.
        using (var rows = Read.Rows(file, new IssueLog()).GetEnumerator())
        {
            Assert.True(rows.MoveNext());
            var copies = Directory.GetFiles(Path.GetTempPath(), "estatemap-*.gpkg").Where(f => !before.Contains(f)).ToArray();
            Assert.NotEmpty(copies);
            if (!OperatingSystem.IsWindows())
                Assert.All(copies, copy => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(copy)));
            before.UnionWith(copies);
        }

        Assert.DoesNotContain(Directory.GetFiles(Path.GetTempPath(), "estatemap-*.gpkg"), before.Contains);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(10)]
    public async Task A_zip_that_points_to_records_for_large_archives_is_not_followed(int at)
    {
        var zip = MadeFiles.Zip(("a.csv", "a\n1\n"u8.ToArray()));
        var end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        zip.AsSpan(end + at, at == 16 ? 4 : 2).Fill(0xFF);
        Assert.Contains("beyond 4 GB", (await RefusedAsync(files.Write("forged.zip", zip), "csv")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("areas.gpkg")]
    [InlineData("areas.gpkg.gz")]
    [InlineData("areas.zip")]
    public async Task A_geopackage_gives_its_values_and_outlines(string name)
    {
        var path = files.GeoPackage("whole.gpkg");
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        if (name != "areas.gpkg")
            path = files.Write(name, name == "areas.zip" ? MadeFiles.Zip(("areas.gpkg", whole)) : MadeFiles.Gzip(whole));
        var (rows, issues) = await RowsAsync(path, "geopackage");
        var row = Assert.Single(rows);
        Assert.Equal(["fid", "area_code", "area_name", "size"], row.Headers);
        Assert.Equal(["7", "G1", "Packed areas", "1.5"], row.Values);
        Assert.Equal(4326, row.Srid);
        Assert.Equal(0.002 * 0.002, row.Shape!.Area, 1e-12);
        Assert.Empty(issues);
    }

    [Fact]
    public async Task A_layer_of_several_must_be_named()
    {
        var path = files.GeoPackage("two.gpkg", 27700, "parks", "wards");
        Assert.Equal("two.gpkg holds the layers parks, wards; name one of them as layer in the manifest.", (await RefusedAsync(path, "geopackage")).Message);
        var (rows, _) = await RowsAsync(path, "geopackage", "wards");
        Assert.Equal(("Packed wards", 27700), (rows[0].Values[2], rows[0].Srid));
        var zip = files.Write("two.zip", MadeFiles.Zip(("a.shp", [1]), ("b.shp", [1])));
        Assert.Equal("two.zip holds the layers a, b; name one of them as layer in the manifest.", (await RefusedAsync(zip, "shapefile")).Message);
    }

    [Theory]
    [InlineData("shapefile", "WGS_1984_Web_Mercator_Auxiliary_Sphere")]
    [InlineData("geopackage", "EPSG:3857")]
    [InlineData("geojson", "urn:ogc:def:crs:EPSG::3857")]
    public async Task Another_coordinate_system_is_refused_by_name(string format, string name)
    {
        var path = format switch
        {
            "shapefile" => files.Write("a.zip", MadeFiles.Shapefile([(MadeFiles.SquareWithHole, "E1", "A")], MadeFiles.WebMercatorWkt)),
            "geopackage" => files.GeoPackage("a.gpkg", 3857),
            _ => files.Write("a.geojson", Collection.Replace("\"features\"", """ "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features" """, StringComparison.Ordinal)),
        };
        Assert.Equal($"The file's coordinate system is '{name}'; read are EPSG:27700 (British National Grid) and EPSG:4326 (longitude and latitude). Convert it first, for example with ogr2ogr -t_srs EPSG:4326.",
            (await RefusedAsync(path, format)).Message);
    }

    [Theory]
    [InlineData("geojson", "EPSG:27700", 27700)]
    [InlineData("geojson", "urn:ogc:def:crs:OGC:1.3:CRS84", 4326)]
    [InlineData("geojson", "http://www.opengis.net/def/crs/EPSG/0/4326", 4326)]
    [InlineData("geojson", null, null)]
    public async Task The_crs_member_of_old_geojson_is_understood(string format, string? name, int? srid)
    {
        var crs = name is null ? "null" : $$$"""{"type":"name","properties":{"name":"{{{name}}}"}}""";
        var (rows, _) = await RowsAsync(files.Write("a.geojson", Collection.Replace("\"features\"", $"\"crs\":{crs},\"features\"", StringComparison.Ordinal)), format);
        Assert.Equal(srid, rows[0].Srid);
    }

    [Theory]
    [InlineData("wards.zip", "shapefile")]
    [InlineData("wards.gpkg", "geopackage")]
    public async Task Outlines_of_each_format_become_areas(string name, string format)
    {
        await using var town = await Milltown.NewAsync();
        var path = format == "shapefile" ? files.Write(name, MadeFiles.Shapefile([(MadeFiles.SquareWithHole, "G1", "Packed areas")], MadeFiles.DegreesWkt)) : files.GeoPackage(name);
        await town.ImportFileAsync(path, format, "boundary", m => m with { Area = new ManifestArea { Kind = "neighbourhood", Vintage = "2025" } });
        Assert.Equal(["G1 Packed areas 4326"], await town.ColumnAsync("SELECT concat_ws(' ', code, name, ST_SRID(geom)) FROM area WHERE kind = 'neighbourhood'"));
    }

    internal static async Task<(List<RawRow> Rows, List<string> Issues)> RowsAsync(string path, string format, string? layer = null)
    {
        var issues = new IssueLog();
        var file = await SourceFile.MeasureAsync(path, new ManifestFile { MirrorPath = "any", Format = format, Layer = layer }, TestContext.Current.CancellationToken);
        var rows = Read.Rows(file, issues).ToList();
        return (rows, issues.Take().Select(i => i.Type).ToList());
    }

    internal static Task<UsageException> RefusedAsync(string path, string format) => Assert.ThrowsAsync<UsageException>(() => RowsAsync(path, format));
}
