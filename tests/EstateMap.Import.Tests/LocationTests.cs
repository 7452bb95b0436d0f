using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Where a record is, and how we know.</summary>
public sealed class LocationTests
{
    [Theory]
    [InlineData("plain-register.csv", "given", "given")]
    [InlineData("swapped-lat-lon.csv", "swapped", "given", "coordinates-swapped")]
    [InlineData("grid-references-in-geox-geoy.csv", "given_grid", "given", "coordinates-on-grid")]
    [InlineData("one-coordinate-missing.csv", "postcode_centroid", "postcode", "coordinates-incomplete", "located-by-postcode")]
    [InlineData("wrong-continent.csv", "unlocated", "unlocated", "coordinates-impossible", "not-located")]
    [InlineData("postcode-only.csv", "postcode_centroid", "postcode", "located-by-postcode")]
    [InlineData("outward-postcode-only.csv", "unlocated", "unlocated", "not-located", "outward-postcode-only")]
    [InlineData("letter-o-in-postcode.csv", "postcode_centroid", "postcode", "located-by-postcode", "postcode-repaired")]
    [InlineData("postcode-nobody-knows.csv", "given", "given", "postcode-unknown")]
    [InlineData("impossible-postcode.csv", "given", "given", "invalid-postcode")]
    [InlineData("outside-the-place.csv", "given", "given", "outside-place")]
    [InlineData("far-from-its-postcode.csv", "given", "given", "far-from-postcode")]
    public async Task Each_oddity_has_its_method_precision_and_issues(string fixture, string method, string precision, params string[] issues)
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync(fixture);
        Assert.Equal([method], await town.ColumnAsync("SELECT DISTINCT location_method FROM property"));
        Assert.Equal([precision], await town.ColumnAsync("SELECT DISTINCT location_precision::text FROM site"));
        Assert.Equal(issues, await town.IssuesAsync(Path.GetFileNameWithoutExtension(fixture)));
    }

    [Fact]
    public async Task Trap_02_Swapped_coordinates_are_put_right_and_marked_as_an_assumption()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("swapped-lat-lon.csv");
        Assert.Equal("POINT(-2.34 53.43)", await town.ScalarAsync("SELECT ST_AsText(geom) FROM site"));
        Assert.Equal(["latitude assumption", "longitude assumption"], await town.ColumnAsync("SELECT field || ' ' || basis FROM field_provenance WHERE field IN ('longitude', 'latitude') ORDER BY 1"));
    }

    [Fact]
    public async Task Eastings_and_northings_become_longitude_and_latitude()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("grid-references-in-geox-geoy.csv");
        // SJ 775 935 on the ground; a grid shift file moves it by a few metres at most.
        Assert.True((bool)(await town.ScalarAsync("SELECT ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint(-2.3401, 53.4375), 4326)::geography, 60) FROM site"))!);
    }

    [Fact]
    public async Task Trap_04_An_outward_code_is_kept_as_such_and_locates_nothing()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("outward-postcode-only.csv");
        Assert.Equal(["ZZ1 -"], await town.ColumnAsync("SELECT postcode || ' ' || coalesce(ST_AsText(geom), '-') FROM site"));
    }

    [Fact]
    public async Task Trap_03_A_point_outside_the_authority_is_kept_and_counted_in_no_area()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("outside-the-place.csv");
        await town.ImportAsync("plain-register.csv");
        Assert.Equal(["Far Lodge"], await town.ColumnAsync("SELECT name FROM site WHERE is_outside_place"));
        Assert.Equal(["East 2", "Milltown 3", "West 1"], await town.ColumnAsync("SELECT a.name || ' ' || count(*) FROM site_area sa JOIN area a ON a.id = sa.area_id GROUP BY a.id ORDER BY a.name"));
    }

    [Fact]
    public async Task Boundaries_that_come_after_the_sites_still_count_them()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = new ManifestArea { Kind = "oa", Vintage = "2021" } });
        Assert.Equal(["O2 The Yard", "O3 Old Mill", "O4 North Field"], await town.ColumnAsync(
            "SELECT a.code || ' ' || s.name FROM site s JOIN site_area sa ON sa.site_id = s.id JOIN area a ON a.id = sa.area_id WHERE a.kind = 'oa' ORDER BY 1"));
    }

    [Theory]
    [InlineData(-2.34, 53.43, 4326, false)]
    [InlineData(53.43, -2.34, 4326, true)]
    [InlineData(377500, 393500, 27700, false)]
    public void A_pair_fits_one_system_only(double x, double y, int srid, bool isSwapped) => Assert.Equal((srid, isSwapped), Phases.Locate.Interpret(x, y));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(151.2, -33.8)]
    [InlineData(2_000_000, 393500)]
    public void A_pair_outside_the_country_fits_none(double x, double y) => Assert.Null(Phases.Locate.Interpret(x, y));
}
