using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Boundaries, what lies in them, and who lives there.</summary>
public sealed class AreaTests
{
    private static readonly ManifestArea OutputAreas = new() { Kind = "oa", Vintage = "2021" };
    private static readonly ManifestArea Neighbourhoods = new() { Kind = "neighbourhood", Vintage = "2023" };

    [Fact]
    public async Task Names_become_codes_where_the_publisher_gives_none()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("neighbourhoods-without-codes.geojson", "boundary", m => m with { Area = Neighbourhoods });
        Assert.Equal(["east East", "old-west-and-mill Old West & Mill"], await town.ColumnAsync("SELECT code || ' ' || name FROM area WHERE kind = 'neighbourhood' ORDER BY 1"));
    }

    [Fact]
    public async Task An_invalid_outline_is_repaired_and_a_missing_one_rejected()
    {
        await using var town = await Milltown.NewAsync();
        var run = await town.ImportAsync("bow-tie.geojson", "boundary", m => m with { Area = Neighbourhoods });
        Assert.Equal(["B1 t"], await town.ColumnAsync("SELECT code || ' ' || CASE WHEN ST_IsValid(geom) AND ST_Covers(geom, label_point) THEN 't' ELSE 'f' END FROM area WHERE kind = 'neighbourhood'"));
        Assert.Equal(["bad-geometry", "geometry-missing", "geometry-missing", "geometry-repaired"], await town.IssuesAsync("bow-tie"));
        Assert.Equal((3, 1, 2), (run.RowsRead, run.RowsNew, run.RowsRejected));
    }

    [Fact]
    public async Task The_old_crs_member_is_obeyed()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("crs-member-27700.geojson", "boundary", m => m with { Area = Neighbourhoods });
        // A kilometre square on the grid; the projection's scale and the spheroid leave a promille or two.
        Assert.True((bool)(await town.ScalarAsync("SELECT area_m2 BETWEEN 998000 AND 1002000 AND ST_Y(label_point) BETWEEN 53.43 AND 53.45 FROM area WHERE kind = 'neighbourhood'"))!);
    }

    [Fact]
    public async Task A_small_area_belongs_to_the_area_that_holds_most_of_it()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = OutputAreas });
        // O2 reaches from 2.362 to 2.342 west and the wards meet at 2.35: three fifths against two.
        Assert.Equal(["O0 A 1.00", "O0 W1 1.00", "O1 A 1.00", "O1 W1 1.00", "O2 A 1.00", "O2 W1 0.60", "O3 A 1.00", "O3 W2 1.00", "O4 A 1.00", "O4 W2 1.00"], await town.ColumnAsync(
            "SELECT m.code || ' ' || a.code || ' ' || round(x.share::numeric, 2) FROM area_membership x JOIN area a ON a.id = x.area_id JOIN area m ON m.id = x.member_area_id WHERE m.kind = 'oa' ORDER BY 1"));
    }

    [Fact]
    public async Task People_are_counted_once_and_add_up_in_areas_without_a_figure_of_their_own()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = OutputAreas });
        await town.ImportAsync("population.csv", "population", m => m with { Area = OutputAreas, DemandPoints = true });
        await town.ImportAsync("neighbourhoods-without-codes.geojson", "boundary", m => m with { Area = Neighbourhoods });
        Assert.Equal(510d, await town.ScalarAsync("SELECT sum(area_population(id)) FROM area WHERE kind = 'neighbourhood'"));
        Assert.Equal(510d, await town.ScalarAsync("SELECT area_population(id) FROM area WHERE kind = 'authority'"));
        Assert.Equal(["age_0_15 100", "age_16_64 300", "age_65_over 110", "all 510"], await town.ColumnAsync("SELECT population_group || ' ' || sum(weight) FROM demand_weight GROUP BY population_group ORDER BY 1"));
        Assert.Equal(5L, await town.ScalarAsync("SELECT count(*) FROM demand_point p JOIN area a ON a.id = p.area_id WHERE ST_Covers(a.geom, p.geom)"));
        Assert.Equal(["[2024-06-30,2024-07-01)"], await town.ColumnAsync("SELECT DISTINCT period::text FROM indicator_value"));
        Assert.Equal(4L, await town.ScalarAsync("SELECT count(*) FROM indicator WHERE is_additive"));
    }

    [Fact]
    public async Task A_population_that_does_not_add_up_is_reported_and_one_of_nowhere_rejected()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = OutputAreas });
        var run = await town.ImportAsync("population-that-does-not-add-up.csv", "population", m => m with { Area = OutputAreas });
        Assert.Equal(["areas-missing", "totals-disagree", "unknown-area"], await town.IssuesAsync("population-that-does-not-add-up"));
        Assert.Equal((1, 1), (run.RowsNew, run.RowsRejected));
    }

    [Fact]
    public async Task Boundaries_imported_again_keep_what_is_measured_of_them()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = OutputAreas });
        await town.ImportAsync("population.csv", "population", m => m with { Area = OutputAreas, DemandPoints = true });
        await town.ImportAsync("output-areas.geojson", "boundary", m => Milltown.ReadAfresh(m with { Area = OutputAreas }, "again"));
        Assert.Equal(510d, await town.ScalarAsync("SELECT area_population(id) FROM area WHERE kind = 'authority'"));
    }

    [Fact]
    public async Task Trap_56_Points_are_tested_against_the_full_outline_and_the_generalised_one_is_drawn()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("wards.geojson", "boundary",
            m => m with { Id = "wards-in-two-resolutions", Area = new ManifestArea { Kind = "ward", Vintage = "2017" }, DisplayGeometry = new ManifestFile { MirrorPath = "wards-generalised.geojson" } },
            "wards-generalised.geojson");
        Assert.Equal(["W1 5 4", "W2 5 5"], await town.ColumnAsync("SELECT code || ' ' || ST_NPoints(geom) || ' ' || ST_NPoints(display_geom) FROM area WHERE vintage = '2017' ORDER BY code"));
    }

    [Fact]
    public async Task Trap_60_Postcodes_on_one_point_say_with_how_many_they_share_it()
    {
        await using var town = await Milltown.NewAsync();
        Assert.Equal(["ZZ1 0AB 2", "ZZ1 0AC 2", "ZZ1 1AA 1", "ZZ1 1AB 1", "ZZ1 2AA 1"], await town.ColumnAsync("SELECT postcode || ' ' || shares_point_with FROM postcode ORDER BY 1"));
    }
}
