using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Maps;
using EstateMap.Server.Maps.Sites;
using Xunit;

namespace EstateMap.Server.Tests.Maps;

public class ExportTests(ServedRegister register) : IClassFixture<ServedRegister>
{
    [Fact]
    public async Task The_csv_holds_every_public_site_located_or_not_with_its_wards_and_licence()
    {
        var lines = (await register.Client.GetStringAsync("/exports/sites.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains("ward_2017_code,ward_2017_name,ward_2023_code,ward_2023_name", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("datasets,licences,attributions", lines[0], StringComparison.Ordinal);
        var library = Assert.Single(lines, line => line.Contains("Library", StringComparison.Ordinal));
        Assert.Contains(",-2.321457,53.424123,given,,false,The council,library,libraries,3,\"A1; A2; A3\",,200,100,100,,", library, StringComparison.Ordinal);
        Assert.EndsWith("E05000001,Ward of 2017,E05000001,Ward of 2023,register,OGL-UK-3.0,Contains council data", library, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/maps/sites.geojson")]
    [InlineData("/exports/sites.csv")]
    [InlineData("/exports/sites.geojson")]
    [InlineData("/exports/sites.gpkg")]
    [InlineData("/maps/facets.json")]
    [InlineData("/maps/facets.json?owner=none")]
    public async Task Nothing_shared_with_partners_or_restricted_leaves(string address)
    {
        var everything = await register.Client.GetStringAsync(address);
        foreach (var secret in new[] { "Refuge", "Secret Lane", "Shared depot", "Hidden trust", "Nobody may see this", "Sold hall" })
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spreadsheet_calculates_nothing_that_a_source_wrote()
    {
        var csv = await register.Client.GetStringAsync("/exports/sites.csv");
        Assert.Contains(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"click\"\")\",,,\"'+44 Road; \"\"North\"\"\",", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("", "")]
    public async Task Cells_are_quoted_where_needed_and_defused_where_dangerous(string text, string cell)
    {
        using var output = new MemoryStream();
        await using (var csv = new CsvText(output, withBom: false))
            await csv.Text(text).Number(-2.5).EndRowAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"{cell},-2.5\r\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Excel_gets_a_byte_order_mark_when_asked_for()
    {
        Assert.Equal([0xEF, 0xBB, 0xBF], (await register.Client.GetByteArrayAsync("/exports/sites.csv?bom=true"))[..3]);
        Assert.Equal((byte)'i', (await register.Client.GetByteArrayAsync("/exports/sites.csv"))[0]);
    }

    [Fact]
    public async Task The_geojson_export_names_its_licences_and_keeps_unlocated_sites()
    {
        using var export = JsonDocument.Parse(await register.Client.GetStringAsync("/exports/sites.geojson"));
        Assert.Equal("Contains council data Contains boundaries", export.RootElement.GetProperty("attribution").GetString());
        var datasets = export.RootElement.GetProperty("datasets").EnumerateArray().ToList();
        Assert.Equal(["register", "wards"], datasets.Select(dataset => dataset.GetProperty("id").GetString()));
        Assert.Equal(("OGL-UK-3.0", "2026-03-31"), (datasets[0].GetProperty("licence").GetString(), datasets[0].GetProperty("asAt").GetString()));
        var features = export.RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(3, features.Count);
        Assert.Single(features, feature => feature.GetProperty("geometry").ValueKind == JsonValueKind.Null);
        Assert.Equal(200, features[0].GetProperty("properties").GetProperty("floorArea_m2").GetDouble());
        Assert.Equal("""[{"kind":"ward","vintage":"2017","code":"E05000001","name":"Ward of 2017"},{"kind":"ward","vintage":"2023","code":"E05000001","name":"Ward of 2023"}]""",
            features[0].GetProperty("properties").GetProperty("areas").GetRawText());
    }

    [Fact]
    public async Task Issues_come_with_their_line_and_reason_and_rejections_alone_when_asked()
    {
        var issues = await register.Client.GetStringAsync("/exports/issues.csv?dataset=register");
        Assert.Contains(",7,,postcode,'-M33,bad-postcode,Postcode that is none,warning,publisher,\"The postcode \"\"-M33\"\" is none.\",false\r\n", issues, StringComparison.Ordinal);
        var rejections = (await register.Client.GetStringAsync("/exports/issues.csv?dataset=register&rejected=true")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("The row has no name.,true", Assert.Single(rejections[1..]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("theme=castles", "'castles'")]
    [InlineData("them=green", "'them'")]
    [InlineData("area=E05999999", "'E05999999'")]
    [InlineData("within=1,2;3,4", "three corners")]
    public async Task An_operator_whose_filter_is_wrong_is_told_which_word(string filter, string word)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => SiteExport.FindIdsAsync(register.Reader, filter, TestContext.Current.CancellationToken));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/maps/sites.geojson", "Feature Count: 2")]
    [InlineData("/maps/areas/ward/2023.geojson", "Feature Count: 1")]
    [InlineData("/exports/sites.geojson", "Feature Count: 3")]
    [InlineData("/exports/sites.geojson?theme=libraries", "Feature Count: 1")]
    [InlineData("/exports/sites.gpkg", "Feature Count: 3")]
    [InlineData("/exports/sites.gpkg?theme=green", "Feature Count: 1")]
    public async Task Gdal_reads_what_we_send(string address, string count)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "GDAL's ogrinfo (Debian package gdal-bin) is not installed.");
        var file = Path.Combine(Path.GetTempPath(), $"estatemap-{Guid.NewGuid():N}.{(address.Contains("gpkg", StringComparison.Ordinal) ? "gpkg" : "geojson")}");
        try
        {
            await File.WriteAllBytesAsync(file, await register.Client.GetByteArrayAsync(address));
            using var ogrinfo = Process.Start(new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-al", "-so", file]) { RedirectStandardOutput = true })!;
            var said = await ogrinfo.StandardOutput.ReadToEndAsync();
            await ogrinfo.WaitForExitAsync();
            Assert.Contains(count, said, StringComparison.Ordinal);
            Assert.Contains("WGS 84", said, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
