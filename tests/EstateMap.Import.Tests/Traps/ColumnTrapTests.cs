using System.Text.RegularExpressions;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests.Traps;

/// <summary>Faults of columns, coordinates and values in files of services as met in real ones; one each. And the account of all of them.</summary>
public sealed partial class ColumnTrapTests
{
    [Fact]
    public async Task Trap_28_Of_wrong_coordinates_beside_a_right_geometry_the_geometry_counts()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("stops", """{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "name": "Mill Lane stop", "lon": -2.36572, "lat": 53.41671 }, "geometry": { "type": "Point", "coordinates": [-2.31, 53.44] } }] }""", "service",
            m => Service(m) with { Columns = new Dictionary<string, string[]> { ["longitude"] = [], ["latitude"] = [] } });
        Assert.Equal("POINT(-2.31 53.44)", await town.ScalarAsync("SELECT ST_AsText(geom) FROM site"));
    }

    [Fact]
    public async Task Trap_29_A_wrong_area_code_in_the_file_puts_nothing_into_a_wrong_area()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("homes", "name,area_code,area_name,lon,lat\nBell Home,E0800009,Elsewhere,-2.31,53.44\n", "service", Service);
        Assert.Equal(["A", "W2"], await town.ColumnAsync("SELECT a.code FROM site_area s JOIN area a ON a.id = s.area_id ORDER BY 1"));
    }

    [Theory]
    [InlineData("1617486414", "0161 748 6414")]
    [InlineData("1617486414.0", "0161 748 6414")]
    public async Task Trap_30_A_telephone_number_gets_its_nought_back(string text, string number)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("homes", $"name,telephone,lon,lat\nBell Home,{text},-2.31,53.44\n", "service", Service);
        Assert.Equal(number.Replace(" ", "", StringComparison.Ordinal), ((string)(await town.ScalarAsync("SELECT telephone FROM service"))!).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["telephone-repaired"], await town.IssuesAsync("homes"));
    }

    [Fact]
    public async Task Trap_33_Services_outside_the_place_are_kept_and_counted_in_no_area()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("services", "name,lon,lat\nNear,-2.31,53.44\nFar,-2.1,53.6\n", "service", Service);
        Assert.Equal(["Far t 0", "Near f 2"], await town.ColumnAsync("SELECT concat_ws(' ', s.name, s.is_outside_place, (SELECT count(*) FROM site_area a WHERE a.site_id = s.id)) FROM site s ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_34_A_file_without_coordinates_is_placed_by_its_postcodes_and_says_so()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("clubs", "name,postcode\nMill Harriers,ZZ1 1AA\n", "service", Service);
        Assert.Equal(["postcode POINT(-2.3401 53.4301)"], await town.ColumnAsync("SELECT concat_ws(' ', location_precision, ST_AsText(geom)) FROM site"));
        Assert.Equal(["located-by-postcode"], await town.IssuesAsync("clubs"));
    }

    [Theory]
    [InlineData("name,lon,lat", "Bell House,-2.31,53.44")]
    [InlineData("Name,lat,lon", "Bell House,53.44,-2.31")]
    [InlineData("NAME,long,lat", "Bell House,-2.31,53.44")]
    [InlineData("name,Latitude,Longitude", "Bell House,53.44,-2.31")]
    [InlineData("Name,GeoX,GeoY", "Bell House,-2.31,53.44")]
    [InlineData("name,Easting,Northing", "Bell House,379500,393700")]
    public async Task Trap_35_Coordinates_are_found_under_any_name_and_in_any_order(string header, string row)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("places", $"{header}\n{row}\n", "service", Service);
        Assert.True((bool)(await town.ScalarAsync("SELECT ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint(-2.31, 53.44), 4326)::geography, 150) FROM site WHERE name = 'Bell House'"))!);
    }

    [Fact]
    public async Task Trap_36_An_impossible_postcode_is_left_empty_and_said()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("services", "name,postcode,lon,lat\nBell House,ZZ154 1HF,-2.31,53.44\n", "service", Service);
        Assert.Equal(["invalid-postcode"], await town.IssuesAsync("services"));
        Assert.IsType<DBNull>(await town.ScalarAsync("SELECT postcode FROM site"));
    }

    [Fact]
    public async Task Trap_37_Different_services_on_one_point_are_not_duplicates()
    {
        await using var town = await Milltown.NewAsync();
        var summary = await town.ImportTextAsync("dentists", "name,postcode,lon,lat\nBell Dental,ZZ1 1AA,-2.34,53.43\nMill Smiles,ZZ1 1AA,-2.34,53.43\n", "service", Service);
        Assert.Equal((2, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM service WHERE is_current"));
    }

    [Fact]
    public async Task Trap_53_A_whole_number_written_with_a_point_is_the_same_number()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("sites", """{ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "name": "Bell House", "quantity": 2.0 }, "geometry": { "type": "Point", "coordinates": [-2.31, 53.44] } }] }""", "service", Service);
        Assert.Equal("2", await town.ScalarAsync("SELECT content->>'quantity' FROM source_record WHERE dataset_id = 'sites'"));
        Assert.Empty(await town.IssuesAsync("sites"));
    }

    [Theory]
    [InlineData("ÔÇÓ RUN WORKSHOPS")]
    [InlineData("cr+¿ches")]
    public async Task Trap_74_Text_of_an_old_code_page_is_kept_and_said(string text)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("clubs", $"name,description,lon,lat\nBell Club,{text},-2.31,53.44\n", "service", Service);
        Assert.Equal(["mojibake"], await town.IssuesAsync("clubs"));
        Assert.Equal(text, await town.ScalarAsync("SELECT description FROM service"));
    }

    [Fact]
    public void Trap_80_What_is_not_under_the_open_government_licence_is_kept_apart()
    {
        var manifests = ManifestCatalogue.Load(Path.Combine(Repository.Root, "geodata", "datasets")).Manifests;
        Assert.All(manifests.Where(m => !m.Licence.StartsWith("OGL", StringComparison.Ordinal)), m => Assert.True(m.ShareAlike, $"{m.Id} is under {m.Licence} and not marked as share-alike."));
        Assert.Contains(manifests, m => m.ShareAlike);
    }

    [Fact]
    public async Task Trap_82_Noise_in_the_last_digits_of_a_coordinate_is_no_change()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportTextAsync("schools", "name,lon,lat\nBell School,-2.31,53.44\n", "service", Service);
        var again = await town.ImportTextAsync("schools", "name,lon,lat\nBell School,-2.3100000000004,53.4399999999996\n", "service", Service);
        Assert.Equal((0, 0, 1), (again.RowsNew, again.RowsChanged, again.RowsUnchanged));
    }

    [Fact]
    public void Each_of_the_88_traps_has_a_test_named_after_it_or_a_line_that_says_why_it_does_not_apply()
    {
        var tested = typeof(ColumnTrapTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Select(m => Named().Match(m.Name)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "geodata", "README.md"));
        var excused = Excused().Matches(readme[readme.IndexOf("## Traps", StringComparison.Ordinal)..]).Select(m => int.Parse(m.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(Enumerable.Range(1, 88).Except(tested).Except(excused));
    }

    private static Manifest Service(Manifest manifest) => manifest with { ServiceKind = "pharmacy", SiteUse = "pharmacy", RunsItself = "voluntary", Organisation = null };

    [GeneratedRegex(@"^Trap_(\d+)_")]
    private static partial Regex Named();

    [GeneratedRegex(@"^- \*\*(\d+)\*\* ", RegexOptions.Multiline)]
    private static partial Regex Excused();
}
