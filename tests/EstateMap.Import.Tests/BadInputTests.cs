using System.IO.Compression;
using System.Text;
using EstateMap.Database;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Files that are broken, hostile or not what they should be: a sentence or an issue for each, in bounded memory, and nothing in the database is changed.</summary>
public sealed class BadInputTests(BadInputTests.RefusingTown refusing) : IClassFixture<BadInputTests.RefusingTown>, IDisposable
{
    private const string Cut = "is damaged or was cut short";

    private readonly MadeFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("empty.csv", "csv", "The file is empty: not even a row of column names.")]
    [InlineData("empty.geojson", "geojson", "The file is empty: not even the braces of GeoJSON.")]
    [InlineData("empty.zip", "shapefile", "The file is empty")]
    [InlineData("empty.gpkg", "geopackage", "The file is empty")]
    [InlineData("empty.csv.gz", "csv", "empty.csv.gz holds an empty file.")]
    [InlineData("header-only.csv", "csv", "The file has no rows, only their frame. What was loaded before was kept")]
    [InlineData("no-features.geojson", "geojson", "The file has no rows, only their frame.")]
    [InlineData("no-records.zip", "shapefile", "The file has no rows, only their frame.")]
    [InlineData("binary.csv", "csv", "binary.csv should hold a CSV table but holds binary data.")]
    [InlineData("web-page.csv", "csv", "web-page.csv should hold a CSV table but holds a web page (HTML or XML).")]
    [InlineData("web-page.geojson", "geojson", "web-page.geojson should hold GeoJSON but holds a web page")]
    [InlineData("geojson.csv", "csv", "geojson.csv should hold a CSV table but holds JSON. If the file is the right one, correct format in the manifest.")]
    [InlineData("table.geojson", "geojson", "table.geojson should hold GeoJSON but holds other text.")]
    [InlineData("table.zip", "shapefile", "table.zip holds no .shp: it is no zipped Shapefile.")]
    [InlineData("bare.shp", "shapefile", "bare.shp should hold a zipped Shapefile but holds the .shp of a Shapefile without its companions. Zip the .shp")]
    [InlineData("table.gpkg", "geopackage", "table.gpkg should hold a GeoPackage but holds other text.")]
    [InlineData("workbook.csv", "csv", "workbook.csv is an Excel workbook or another Office document. Save the sheet as CSV and give that.")]
    [InlineData("old-workbook.csv", "csv", "old-workbook.csv should hold a CSV table but holds an Excel workbook or another Office document. Save or convert it as CSV first.")]
    [InlineData("paper.csv", "csv", "but holds a PDF.")]
    [InlineData("cut.csv.gz", "csv", Cut)]
    [InlineData("noise-in-the-middle.csv.gz", "csv", Cut)]
    [InlineData("cut.zip", "shapefile", "cut.zip is no whole zip archive: it is damaged or was cut short. Fetch it again.")]
    [InlineData("gzip-in-gzip.csv.gz", "csv", "gzip-in-gzip.csv.gz should hold a CSV table but holds a gzip inside the gzip.")]
    [InlineData("zip-in-zip.zip", "csv", "zip-in-zip.zip holds no .csv or .txt file; archives inside it are not opened: unpack it and give the file itself.")]
    [InlineData("two-tables.zip", "csv", "two-tables.zip holds 2 .csv or .txt files (a.csv, b.csv); unpack it and give the one that is meant.")]
    [InlineData("path-out.zip", "csv", "path-out.zip holds a file whose name leads out of the archive (../../etc/cron.d/a.csv). It was not opened")]
    [InlineData("path-from-root.zip", "shapefile", "leads out of the archive (/etc/a.shp)")]
    [InlineData("path-of-windows.zip", "csv", "leads out of the archive")]
    [InlineData("no-table.zip", "shapefile", "no-table.zip holds a.shp without its .dbf")]
    [InlineData("cut-shapes.zip", "shapefile", "a.shp is damaged or was cut short at record 1. Nothing of it was kept")]
    [InlineData("cut-table.zip", "shapefile", "a.dbf is damaged or was cut short. Nothing of it was kept")]
    [InlineData("endless-shape.zip", "shapefile", "a.shp is damaged or was cut short at record 1.")]
    [InlineData("more-shapes-than-rows.zip", "shapefile", "a.dbf has fewer records than a.shp")]
    [InlineData("more-rows-than-shapes.zip", "shapefile", "a.shp has fewer records than a.dbf")]
    [InlineData("cut.gpkg", "geopackage", "Nothing of it was kept; fetch it again.")]
    [InlineData("noise.gpkg", "geopackage", "Nothing of it was kept; fetch it again.")]
    [InlineData("other.sqlite", "geopackage", "is damaged, cut short or no GeoPackage")]
    [InlineData("nested-ten-thousand-deep.geojson", "geojson", "The file is not valid GeoJSON: The maximum configured depth of 64 has been exceeded.")]
    [InlineData("nested-ten-thousand-deep-beside.geojson", "geojson", "The file is not valid GeoJSON: The maximum configured depth of 64 has been exceeded.")]
    [InlineData("not-a-number.geojson", "geojson", "The file is not valid GeoJSON")]
    [InlineData("cut.geojson", "geojson", "The file is not valid GeoJSON")]
    [InlineData("twenty-thousand-columns.csv", "csv", "The row that starts on line 1 has more than 20000 columns: this is no table of places.")]
    public async Task A_file_that_cannot_be_used_is_said_in_a_sentence_and_changes_nothing(string name, string format, string sentence)
    {
        var town = refusing.Town;
        var before = await CountsAsync(town);
        var path = files.Write(name, name == "cut.gpkg" || name == "noise.gpkg" ? Damaged(files.GeoPackage("whole.gpkg"), name) : Content(name));
        var layout = format is "csv" ? "register" : "boundary";
        var fault = await Assert.ThrowsAsync<UsageException>(() => town.ImportFileAsync(path, format, layout, m => m with { Area = new ManifestArea { Kind = "ward", Vintage = "2025" } }));
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await CountsAsync(town));
        Assert.Equal("failed", await town.ScalarAsync($"SELECT status FROM import_run WHERE dataset_id = '{name.Split('.')[0]}' ORDER BY id DESC LIMIT 1"));
    }

    [Theory]
    [InlineData("not-finite.csv", "Good House|Nan House", "coordinates-incomplete", "coordinates-incomplete")]
    [InlineData("nul-bytes.csv", "Nul House", "control-character")]
    [InlineData("mixed-line-ends.csv", "House 1|House 2|House 3|House 4")]
    public async Task A_row_that_is_odd_is_read_and_reported(string name, string names, params string[] issues)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportFileAsync(files.Write(name, Content(name)), "csv");
        var dataset = Path.GetFileNameWithoutExtension(name);
        Assert.Equal(names.Split('|'), await town.ColumnAsync("SELECT name FROM property ORDER BY name"));
        Assert.Equal(issues, (await town.IssuesAsync(dataset)).Where(i => i != "not-located"));
    }

    [Theory]
    [InlineData("self-crossing", """{"type":"Polygon","coordinates":[[[-2.31,53.40],[-2.30,53.41],[-2.30,53.40],[-2.31,53.41],[-2.31,53.40]]]}""", 1, "geometry-repaired")]
    [InlineData("hole-outside-shell", """{"type":"Polygon","coordinates":[[[-2.31,53.40],[-2.30,53.40],[-2.30,53.41],[-2.31,53.41],[-2.31,53.40]],[[-2.29,53.40],[-2.28,53.40],[-2.28,53.41],[-2.29,53.41],[-2.29,53.40]]]}""", 1, "geometry-repaired")]
    [InlineData("heights-and-measures", """{"type":"Polygon","coordinates":[[[-2.31,53.40,7,1],[-2.30,53.40,7,1],[-2.30,53.41,7,1],[-2.31,53.41,7,1],[-2.31,53.40,7,1]]]}""", 1)]
    [InlineData("unclosed-ring", """{"type":"Polygon","coordinates":[[[-2.31,53.40],[-2.30,53.40],[-2.30,53.41],[-2.31,53.41]]]}""", 0, "bad-geometry", "geometry-missing")]
    [InlineData("ring-of-two", """{"type":"Polygon","coordinates":[[[-2.31,53.40],[-2.30,53.40]]]}""", 0, "bad-geometry", "geometry-missing")]
    [InlineData("not-finite", """{"type":"Polygon","coordinates":[[[-2.31,1e999],[-2.30,53.40],[-2.30,53.41],[-2.31,1e999]]]}""", 0, "bad-geometry", "geometry-missing")]
    [InlineData("collection", """{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[-2.3,53.4]}]}""", 0, "geometry-missing")]
    [InlineData("words-for-numbers", """{"type":"Polygon","coordinates":[[["a","b"]]]}""", 0, "bad-geometry", "geometry-missing")]
    [InlineData("no-outline", "null", 0, "geometry-missing")]
    public async Task An_odd_outline_is_mended_or_reported(string name, string geometry, int areas, params string[] issues)
    {
        await using var town = await Milltown.NewAsync();
        var good = """{"type":"Polygon","coordinates":[[[-2.35,53.40],[-2.34,53.40],[-2.34,53.41],[-2.35,53.41],[-2.35,53.40]]]}""";
        var path = files.Write(name + ".geojson", $$$"""{"type":"FeatureCollection","features":[{{{Area("GOOD", good)}}},{{{Area("ODD", geometry)}}}]}""");
        await town.ImportFileAsync(path, "geojson", "boundary", m => m with { Area = new ManifestArea { Kind = "neighbourhood", Vintage = "2025" } });
        Assert.Equal(areas == 1 ? ["GOOD t", "ODD t"] : ["GOOD t"], await town.ColumnAsync("SELECT code || ' ' || CASE WHEN ST_IsValid(geom) AND ST_NDims(geom) = 2 THEN 't' ELSE 'f' END FROM area WHERE kind = 'neighbourhood' ORDER BY code"));
        Assert.Equal(issues, await town.IssuesAsync(name));

        static string Area(string code, string outline) => $$$"""{"type":"Feature","properties":{"area_code":"{{{code}}}","area_name":"{{{code}}}"},"geometry":{{{outline}}}}""";
    }

    [Fact]
    public async Task Half_a_character_in_json_is_left_out_and_reported()
    {
        await using var town = await Milltown.NewAsync();
        var path = files.Write("half.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"1","name":"Half House","description":"x\ud800y"},"geometry":{"type":"Point","coordinates":[-2.3,53.4]}}]}""");
        await town.ImportFileAsync(path, "geojson", "site");
        Assert.Equal(["Half House"], await town.ColumnAsync("SELECT name FROM site"));
        Assert.Contains("control-character", await town.IssuesAsync("half"));
    }

    [Theory]
    [InlineData("/dev/zero", "/dev/zero is a device or a pipe, not a file; save what it gives to a file first.")]
    [InlineData("/tmp", "/tmp is a folder; give the file in it.")]
    [InlineData("/nowhere/at-all.csv", "The file /nowhere/at-all.csv cannot be read:")]
    public async Task What_is_no_file_is_said(string path, string sentence)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices have other names elsewhere.");
        Assert.Contains(sentence, (await FormatTests.RefusedAsync(path, "csv")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a line of two gigabytes", "longer than 1000000 characters; probably a quotation mark is not closed.")]
    [InlineData("a cell of three hundred megabytes", "longer than 1000000 characters; probably a quotation mark is not closed.")]
    [InlineData("ten million columns", "has more than 20000 columns")]
    [InlineData("a feature of three hundred megabytes", "holds a feature or a value of more than 64000000 bytes")]
    [InlineData("a name of three hundred megabytes", "holds a feature or a value of more than 64000000 bytes")]
    public void Memory_stays_bounded_whatever_is_sent(string what, string sentence)
    {
        using Stream content = what switch
        {
            "a line of two gigabytes" => new Generated("AssetCode,PropertyName\nA1,", "x", 2_200_000_000),
            "a cell of three hundred megabytes" => new Generated("AssetCode,PropertyName\nA1,\"", "long, long\n", 300_000_000),
            "ten million columns" => new Generated("", "a,", 20_000_000),
            "a feature of three hundred megabytes" => new Generated("""{"features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[""", "[1,2],", 300_000_000),
            _ => new Generated("""{"name":" """, "x", 300_000_000),
        };
        var before = GC.GetTotalAllocatedBytes();
        var fault = Assert.Throws<UsageException>(() => Read.Rows(content, what.Contains("feature", StringComparison.Ordinal) || what.Contains("name", StringComparison.Ordinal) ? "geojson" : "csv", true, new IssueLog()).Count());
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, what.Contains("columns", StringComparison.Ordinal) || what.Contains("line", StringComparison.Ordinal) || what.Contains("cell", StringComparison.Ordinal) ? 30_000_000 : 1_000_000_000);
    }

    [Fact]
    public async Task A_sparse_file_of_two_gigabytes_is_told_by_its_beginning()
    {
        var path = Path.Combine(files.Folder, "sparse.csv");
        await using (var file = File.Create(path))
            file.SetLength(2_200_000_000);
        Assert.StartsWith("sparse.csv should hold a CSV table but holds binary data.", Assert.Throws<UsageException>(() => Read.Rows(new SourceFile(path, "csv", [], 0, true), new IssueLog()).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bomb.csv.gz", "csv")]
    [InlineData("bomb.zip", "csv")]
    [InlineData("bomb.zip", "shapefile")]
    [InlineData("bomb.gpkg.gz", "geopackage")]
    public async Task A_zip_bomb_is_put_down(string name, string format)
    {
        var path = Path.Combine(files.Folder, name);
        await using (var file = File.Create(path))
        {
            if (name.EndsWith(".gz", StringComparison.Ordinal))
            {
                await using var gzip = new GZipStream(file, CompressionLevel.Optimal);
                await FillAsync(gzip);
            }
            else
            {
                using var archive = new ZipArchive(file, ZipArchiveMode.Create);
                foreach (var entry in format == "csv" ? ["a.csv"] : new[] { "a.dbf", "a.shp" })
                {
                    await using var content = archive.CreateEntry(entry).Open();
                    await FillAsync(content);
                }
            }
        }

        Assert.InRange(new FileInfo(path).Length, 0, 2_000_000);
        var said = (await FormatTests.RefusedAsync(path, format)).Message;
        Assert.True(said.Contains("unpacks to more than 300 times its size", StringComparison.Ordinal) || format == "shapefile" && said.Contains(Cut, StringComparison.Ordinal), said);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetTempPath(), "estatemap-*.gpkg"), f => new FileInfo(f).LastWriteTimeUtc > DateTime.UtcNow.AddMinutes(-1));

        static async Task FillAsync(Stream to)
        {
            // Blank lines that no reader stops at, so that only the count of bytes does.
            var lines = Enumerable.Repeat((byte)'\n', 1_000_000).ToArray();
            for (var i = 0; i < 400; i++)
                await to.WriteAsync(lines);
        }
    }

    [Fact]
    public async Task Very_much_text_that_packs_well_is_no_bomb()
    {
        var text = new StringBuilder("AssetCode,PropertyName\n");
        for (var i = 0; i < 200_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"A{i},House\n");
        var (rows, _) = await FormatTests.RowsAsync(files.Write("much.csv.gz", MadeFiles.Gzip(Encoding.UTF8.GetBytes(text.ToString()))), "csv");
        Assert.Equal(200_000, rows.Count);
    }

    private static async Task<string> CountsAsync(Milltown town) => string.Join(' ', await town.ColumnAsync(
        "SELECT concat_ws(' ', (SELECT count(*) FROM area), (SELECT count(*) FROM site), (SELECT count(*) FROM property), (SELECT count(*) FROM source_record), (SELECT count(*) FROM organisation), (SELECT count(*) FROM postcode))"));

    private static byte[] Damaged(string path, string how)
    {
        var whole = File.ReadAllBytes(path);
        if (how.StartsWith("cut", StringComparison.Ordinal))
            return whole[..(whole.Length / 2)];
        for (var i = 100; i < whole.Length; i += 37)
            whole[i] ^= 0x5A;
        return whole;
    }

    private static byte[] Content(string name)
    {
        const string header = "AssetCode,PropertyName,PostCode,GeoX,GeoY\n";
        var table = Encoding.UTF8.GetBytes(header + "A1,House,,-2.3,53.4\n");
        var noise = new byte[5_000];
        new Random(7).NextBytes(noise);
        (double[][][], string, string)[] one = [(MadeFiles.SquareWithHole, "E1", "One")];
        var shapes = MadeFiles.Shapes(one.Select(o => o.Item1));
        var rows = MadeFiles.Dbf([["E1", "One"]], Encoding.UTF8);
        switch (name)
        {
            case "empty.csv.gz":
                // A gzip of nothing: .NET writes none at all for it.
                return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            case "header-only.csv":
                return Encoding.UTF8.GetBytes(header);
            case "no-features.geojson":
                return """{"type":"FeatureCollection","features":[]}"""u8.ToArray();
            case "no-records.zip":
                return MadeFiles.Shapefile([], MadeFiles.DegreesWkt);
            case "binary.csv":
                return [0x7F, (byte)'E', (byte)'L', (byte)'F', .. noise];
            case "web-page.csv" or "web-page.geojson":
                return "\r\n<!DOCTYPE html>\n<html><head><title>Error</title>"u8.ToArray();
            case "geojson.csv":
                return """{"type":"FeatureCollection","features":[]}"""u8.ToArray();
            case "table.geojson" or "table.gpkg":
                return table;
            case "table.zip":
                return MadeFiles.Zip(("a.csv", table));
            case "bare.shp":
                return shapes;
            case "workbook.csv":
                return MadeFiles.Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("xl/workbook.xml", "<x/>"u8.ToArray()));
            case "old-workbook.csv":
                return [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. noise];
            case "paper.csv":
                return "%PDF-1.7\n"u8.ToArray();
            case "cut.csv.gz":
                return MadeFiles.Gzip([.. table, .. Encoding.ASCII.GetBytes(Convert.ToHexString(noise))])[..^2_000];
            case "noise-in-the-middle.csv.gz":
                var packed = MadeFiles.Gzip([.. table, .. Encoding.ASCII.GetBytes(Convert.ToHexString(noise).Chunk(50).Select(c => new string(c)).Aggregate((a, b) => a + ",x\n" + b))]);
                noise.AsSpan(0, 200).CopyTo(packed.AsSpan(packed.Length / 2));
                return packed;
            case "cut.zip":
                return MadeFiles.Shapefile(one, MadeFiles.DegreesWkt)[..^40];
            case "gzip-in-gzip.csv.gz":
                return MadeFiles.Gzip(MadeFiles.Gzip(table));
            case "zip-in-zip.zip":
                return MadeFiles.Zip(("inner.zip", MadeFiles.Zip(("a.csv", table))));
            case "two-tables.zip":
                return MadeFiles.Zip(("a.csv", table), ("b.csv", table));
            case "path-out.zip":
                return MadeFiles.Zip(("../../etc/cron.d/a.csv", table));
            case "path-from-root.zip":
                return MadeFiles.Zip(("/etc/a.shp", shapes), ("/etc/a.dbf", rows));
            case "path-of-windows.zip":
                return MadeFiles.Zip(("..\\..\\a.csv", table));
            case "no-table.zip":
                return MadeFiles.Zip(("a.shp", shapes));
            case "cut-shapes.zip":
                return MadeFiles.Zip(("a.shp", shapes[..^9]), ("a.dbf", rows));
            case "cut-table.zip":
                return MadeFiles.Zip(("a.shp", shapes), ("a.dbf", rows[..^30]));
            case "endless-shape.zip":
                shapes.AsSpan(104, 4).Fill(0x7F);
                return MadeFiles.Zip(("a.shp", shapes), ("a.dbf", rows));
            case "more-shapes-than-rows.zip":
                return MadeFiles.Zip(("a.shp", MadeFiles.Shapes([MadeFiles.SquareWithHole, MadeFiles.SquareWithHole])), ("a.dbf", rows));
            case "more-rows-than-shapes.zip":
                return MadeFiles.Zip(("a.shp", shapes), ("a.dbf", MadeFiles.Dbf([["E1", "One"], ["E2", "Two"]], Encoding.UTF8)));
            case "other.sqlite":
                return [.. "SQLite format 3\0"u8, .. new byte[4080]];
            case "nested-ten-thousand-deep.geojson":
                return Encoding.UTF8.GetBytes($$$"""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":{{{new string('[', 10_000)}}}1{{{new string(']', 10_000)}}}},"geometry":null}]}""");
            case "nested-ten-thousand-deep-beside.geojson":
                return Encoding.UTF8.GetBytes($$$"""{"a":{{{new string('[', 10_000)}}}1{{{new string(']', 10_000)}}},"features":[]}""");
            case "not-a-number.geojson":
                return """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"1"},"geometry":{"type":"Point","coordinates":[NaN,53.4]}}]}"""u8.ToArray();
            case "cut.geojson":
                return """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"1","area_name":"One"},"geometry":null},{"type":"Fea"""u8.ToArray();
            case "twenty-thousand-columns.csv":
                return Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Repeat("a", 30_000)) + "\n1\n");
            case "not-finite.csv":
                return Encoding.UTF8.GetBytes(header + "A1,Nan House,,NaN,53.4\nA2,Good House,,-Infinity,1e999\n");
            case "nul-bytes.csv":
                return Encoding.UTF8.GetBytes(header + new string(' ', 5_000) + "A1,Nul\0 House,,-2.3,53.4\n");
            case "mixed-line-ends.csv":
                return Encoding.UTF8.GetBytes(header + "A1,House 1,,-2.3,53.4\r\nA2,House 2,,-2.3,53.4\rA3,House 3,,-2.3,53.4\n\r\n\rA4,House 4,,-2.3,53.4");
            default:
                return [];
        }
    }

    /// <summary>A text and then another over and over, up to a length, held nowhere.</summary>
    private sealed class Generated(string start, string repeated, long length) : Stream
    {
        private readonly byte[] pattern = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, 10_000)));
        private readonly byte[] first = Encoding.ASCII.GetBytes(start);
        private long at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var from = at < first.Length ? first.AsSpan((int)at) : pattern.AsSpan((int)((at - first.Length) % pattern.Length));
            var count = (int)Math.Min(Math.Min(buffer.Length, from.Length), length - at);
            from[..count].CopyTo(buffer);
            at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>One town for all the files that must change nothing in it.</summary>
    public sealed class RefusingTown : IAsyncLifetime
    {
        internal Milltown Town { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Town = await Milltown.NewAsync();

        public ValueTask DisposeAsync() => Town.DisposeAsync();
    }
}
