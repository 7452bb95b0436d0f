using System.IO.Compression;
using System.Text;
using EstateMap.Database;
using EstateMap.Import.Suggest;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>A file that nobody has described: what is proposed for it, and that an import by the proposal is right to the field.</summary>
public sealed class SuggestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // One line an asset, as TrueAsset.Line writes it. Only given coordinates count, not a postcode's centre.
    private const string AssetLines =
        """
        SELECT concat_ws('|', p.asset_code, p.name, coalesce(r.content->>'uprn', '-'), coalesce(r.content->>'street_number', '-'), coalesce(r.content->>'street_name', '-'), coalesce(r.content->>'post_town', '-'),
                         coalesce(r.content->>'postcode', '-'),
                         coalesce(CASE WHEN p.location_precision = 'given' THEN round(ST_X(ST_Transform(p.geom, 27700)))::text END, '-'),
                         coalesce(CASE WHEN p.location_precision = 'given' THEN round(ST_Y(ST_Transform(p.geom, 27700)))::text END, '-'),
                         coalesce(t.tenure_type, '-'), coalesce(t.tenure_detail, '-'), p.kind, coalesce(f.area_m2::text, '-'), coalesce(p.land_area_ha::text, '-'), coalesce(e.rating, '-'), r.as_at, r.content->>'use')
        FROM property p
        JOIN source_record r ON r.dataset_id = p.dataset_id AND r.record_key = p.asset_code
        LEFT JOIN tenure t ON t.property_id = p.id
        LEFT JOIN floor_area f ON f.property_id = p.id
        LEFT JOIN energy_certificate e ON e.property_id = p.id
        ORDER BY r.line
        """;

    public static TheoryData<string> Councils => ["Moorside", "Fenwick", "Harrowby", "Ashdale", "Sandford"];

    [Theory]
    [MemberData(nameof(Councils))]
    public async Task Another_councils_register_loads_with_the_manifest_proposed_for_it(string council)
    {
        using var folder = new TemporaryFolder();
        var (path, assets) = await WriteAsync(folder, council);
        var suggestion = await Suggester.SuggestAsync(path, Known(council), Cancel);
        Assert.Equal("register", suggestion.Layouts[0].Layout);
        Assert.InRange(suggestion.Layouts[0].Confidence, 0.9, 1);

        // Through the text, as a person would have it in a file.
        var manifest = Manifest.Parse(suggestion.ManifestJson(), council);
        await using var town = await Milltown.NewAsync();
        var run = await new Importer(town.Writer).ImportAsync(manifest, path, null, Cancel);
        Assert.Equal(assets.Select(a => a.Line), await town.ColumnAsync(AssetLines));
        Assert.Equal(assets.Count, run.RowsNew);
        Assert.DoesNotContain("gmail.com", await town.EverythingAsync(), StringComparison.Ordinal);
        if (council == "Harrowby")
            Assert.Equal(["V7", "V27", "V47"], await town.ColumnAsync("SELECT r.cells->0->>1 FROM rejected_row r JOIN import_issue i ON i.run_id = r.run_id AND i.line = r.line WHERE i.issue_type = 'not-land-or-building' ORDER BY r.line"));
    }

    [Theory]
    [InlineData("Moorside", "name=Name of the building/", "floor_area_m2=GIA (sq ft)", "land_area_ha=Area (acres)", "tenure_type=Tenure", "tenure_detail=Tenure Category", "holding_type=Building or land", "energy_rating=EPC")]
    [InlineData("Fenwick", "name=Col 2", "uprn=Col 3", "postcode=Col 4", "coordinates=Where", "land_area_ha=Site area (sqm)", "is_freehold=Freehold", "energy_rating=Rating", "as_at=Effective date")]
    [InlineData("Harrowby", "asset_code=Unique Asset Identity", "address=Address", "longitude=GeoX", "latitude=GeoY", "tenure_type=Interest", "asset_type=Asset Type", "holding_reason=Reason for holding asset", "land_area_ha=Hectares", "as_at=Date effective")]
    [InlineData("Ashdale", "organisation_name=AUTHORITY", "asset_code=ASSET NO.", "name=PREMISES", "street_number=BUILDING NO", "crs=CRS", "tenure_detail=OCCUPANCY", "floor_area_m2=GROSS INTERNAL AREA", "land_area_ha=SITE AREA")]
    [InlineData("Sandford", "asset_code=Property\tRef", "coordinates=Easting / Northing", "is_vacant=Vacant Y/N", "asset_type=Property Type", "as_at=Date of information")]
    public async Task Each_column_is_found_by_its_header_or_its_values(string council, params string[] expected)
    {
        using var folder = new TemporaryFolder();
        var suggestion = await Suggester.SuggestAsync((await WriteAsync(folder, council)).Path, Known(council), Cancel);
        var found = suggestion.Columns.Where(c => c.Field is not null).Select(c => $"{c.Field}={c.Header.Split('\r')[0]}").ToList();
        Assert.All(expected, e => Assert.Contains(e, found));
        Assert.All(suggestion.Columns.Where(c => c.Field is not null), c => Assert.InRange(c.Confidence, 0.5, 1));
        Assert.All(suggestion.Columns.Where(c => c.Filled > 2), c => Assert.InRange(c.Samples.Count, 1, 3));
    }

    [Fact]
    public async Task What_is_around_and_inside_the_table_is_said()
    {
        using var folder = new TemporaryFolder();
        var moorside = await Suggester.SuggestAsync((await WriteAsync(folder, "Moorside")).Path, Known("Moorside"), Cancel);
        Assert.Equal(("windows-1252", new DateOnly(2026, 3, 31), "EPSG:27700"), (moorside.Encoding, moorside.Manifest.AsAt, moorside.Manifest.Crs));
        Assert.Contains(moorside.Warnings, w => w.StartsWith("The column names stand on line 4;", StringComparison.Ordinal));
        Assert.Contains(moorside.Warnings, w => w.EndsWith("adds up the others; it is no record and was not read.", StringComparison.Ordinal));
        Assert.Equal("money", moorside.Columns.Single(c => c.Header == "Purchase price").LooksLike);

        var fenwick = await Suggester.SuggestAsync((await WriteAsync(folder, "Fenwick")).Path, Known("Fenwick"), Cancel);
        Assert.Contains("More than one column is called 'Ref'; the first counts.", fenwick.Warnings);
        Assert.Contains("Contacts or persons, not read: Site contact.", fenwick.Warnings);
        Assert.Equal(["(withheld)"], fenwick.Columns.Single(c => c.Header == "Site contact").Samples);
        Assert.StartsWith("asset_code: 60 different values", fenwick.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_a_person_knows_is_refused_until_it_is_filled_in()
    {
        using var folder = new TemporaryFolder();
        var (path, _) = await WriteAsync(folder, "Harrowby");
        var json = (await Suggester.SuggestAsync(path, new SuggestOptions(), Cancel)).ManifestJson();
        Assert.Contains("title is still to be filled in", Assert.Throws<UsageException>(() => Manifest.Parse(json, "m.json")).Message, StringComparison.Ordinal);
        json = (await Suggester.SuggestAsync(path, Known("Harrowby") with { Licence = null }, Cancel)).ManifestJson();
        Assert.Contains("licence is still to be filled in", Assert.Throws<UsageException>(() => Manifest.Parse(json, "m.json")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ref,Name,Town\nA/1,Mill House,Milltown\nA/1,Mill Yard,Milltown\nA/2,Weir Hall,Milltown\n", "asset_code, name")]
    [InlineData("Ref,Name,Town\nA/1,Mill House,Milltown\nA/2,Mill Yard,Milltown\n", null)]
    public async Task A_key_that_does_not_tell_records_apart_gets_a_second_field(string csv, string? key)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "x.csv");
        await File.WriteAllTextAsync(path, csv, Cancel);
        var suggestion = await Suggester.SuggestAsync(path, new SuggestOptions { Layout = "register" }, Cancel);
        Assert.Equal(key, suggestion.Manifest.Key is { } fields ? string.Join(", ", fields) : null);
    }

    [Theory]
    [InlineData("libraries.csv", "name,address,postcode,lon,lat\nMill Library,\"1 Mill Lane, Milltown\",ZZ1 1AA,-2.34001,53.43001\nWeir Library,\"2 Weir Road, Milltown\",ZZ1 1AB,-2.36001,53.42001\n", "library")]
    [InlineData("parks.csv", "name,postcode,lon,lat\nMill Park,ZZ1 1AA,-2.34001,53.43001\nWeir Park,ZZ1 1AB,-2.36001,53.42001\n", "site")]
    [InlineData("codes.csv", "pcds,lat,long\nZZ1 1AA,53.43001,-2.34001\nZZ1 1AB,53.42001,-2.36001\n", "postcode")]
    [InlineData("wards-2023.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"E05000001","area_name":"Mill"},"geometry":{"type":"Polygon","coordinates":[[[-2.3,53.4],[-2.2,53.4],[-2.2,53.5],[-2.3,53.4]]]}}]}""", "boundary")]
    public async Task Other_kinds_of_file_are_told_apart(string name, string text, string layout)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(path, text, Cancel);
        var suggestion = await Suggester.SuggestAsync(path, Known("Milltown"), Cancel);
        Assert.Equal(layout, suggestion.Layouts[0].Layout);
        Assert.Equal(layout, Manifest.Parse(suggestion.ManifestJson(), name).Layout);
    }

    [Fact]
    public async Task Telephone_numbers_that_lost_their_zero_are_not_taken_for_UPRNs()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "surgeries.csv");
        await File.WriteAllTextAsync(file, "name,telephone,postcode,lon,lat\nMill Surgery,1617486414,ZZ1 1AA,-2.34001,53.43001\nWeir Surgery,1617486415,ZZ1 1AB,-2.36001,53.42001\n", Cancel);
        var suggestion = await Suggester.SuggestAsync(file, new SuggestOptions { Id = "surgeries" }, Cancel);
        Assert.DoesNotContain("uprn", suggestion.ManifestJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zip")]
    public async Task A_packed_file_is_looked_into(string ending)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "parks" + ending);
        const string text = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Site Name":"Mill Park"},"geometry":{"type":"Point","coordinates":[-2.34,53.43]}}]}""";
        await using (var file = File.Create(path))
        {
            if (ending == ".gz")
            {
                await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);
            }
            else
            {
                using var zip = new ZipArchive(file, ZipArchiveMode.Create);
                await using var entry = zip.CreateEntry("parks.geojson").Open();
                await entry.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);
            }
        }

        var suggestion = await Suggester.SuggestAsync(path, Known("Milltown"), Cancel);
        Assert.Equal(("geojson", "site", 1), (suggestion.Manifest.Format, suggestion.Layouts[0].Layout, suggestion.RowsUsable));
    }

    [Theory]
    [InlineData("%PDF-1.7 rest", "holds a PDF")]
    [InlineData("", "empty")]
    [InlineData("Name,Town\n", "no rows")]
    [InlineData("a,b\n1,2\n3,4\n", "fit no layout")]
    public async Task A_file_that_tells_nothing_is_refused_in_words(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "odd.csv");
        await File.WriteAllTextAsync(path, text, Cancel);
        Assert.Contains(reason, (await Assert.ThrowsAsync<UsageException>(() => Suggester.SuggestAsync(path, new SuggestOptions(), Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_register_gets_the_columns_that_its_manifest_has()
    {
        var file = RealFiles.Get("trafford/council_estate/trafford_land_and_building_assets.csv");
        var suggestion = await Suggester.SuggestAsync(file, Known("Somewhere"), Cancel);
        Assert.Equal(("register", 608, 608, null), (suggestion.Layouts[0].Layout, suggestion.RowsRead, suggestion.RowsUsable, suggestion.Manifest.Key));
        Assert.All(suggestion.Columns, c => Assert.NotNull(c.Field));
        Assert.All(suggestion.Columns.Where(c => c.Filled > 0), c => Assert.InRange(c.Confidence, 0.85, 1));
        Assert.Contains("1 with longitude and latitude in each other's place", suggestion.Coordinates, StringComparison.Ordinal);
    }

    private static SuggestOptions Known(string council) => new() { Title = "Assets", Publisher = $"{council} Council", Licence = "OGL-UK-3.0" };

    private static async Task<(string Path, List<TrueAsset> Assets)> WriteAsync(TemporaryFolder folder, string council)
    {
        var (file, assets) = council switch { "Moorside" => OtherCouncil.Moorside(), "Fenwick" => OtherCouncil.Fenwick(), "Harrowby" => OtherCouncil.Harrowby(), "Ashdale" => OtherCouncil.Ashdale(), _ => OtherCouncil.Sandford() };
        var path = Path.Combine(folder.Path, $"{council} assets.csv");
        await File.WriteAllBytesAsync(path, file, Cancel);
        return (path, assets);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("estatemap-suggest").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
