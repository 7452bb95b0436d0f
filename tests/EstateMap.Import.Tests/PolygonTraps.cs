using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>The traps of files that draw places as outlines, each with a small file of its own.</summary>
public sealed class PolygonTraps
{
    private static Manifest Place(Manifest manifest) => manifest with { Columns = new Dictionary<string, string[]> { ["name"] = ["DISTNAME"] } };

    [Fact]
    public async Task Trap_39_a_file_without_a_crs_member_is_read_as_longitude_and_latitude()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("hospital-of-several-buildings.geojson", "site", Place);
        Assert.Equal(["footprint footprint W2"], await town.ColumnAsync(
            "SELECT DISTINCT s.location_precision || ' ' || s.location_method || ' ' || a.code FROM site s JOIN site_area x ON x.site_id = s.id JOIN area a ON a.id = x.area_id AND a.kind = 'ward'"));
        Assert.Empty(await town.IssuesAsync("hospital-of-several-buildings"));
    }

    [Fact]
    public async Task Trap_40_an_outline_whose_hole_lies_outside_its_shell_is_repaired_before_it_is_measured()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("hole-outside-its-shell.geojson", "site");
        // 30 m by 20 m and 10 m by 10 m: raw, the hole would be taken off the shell.
        Assert.True((bool)(await town.ScalarAsync("SELECT ST_IsValid(footprint) AND abs(ST_Area(footprint::geography) - 700) < 3 AND ST_Covers(footprint, geom) FROM site WHERE name = 'Mill Parking'"))!);
        Assert.True((bool)(await town.ScalarAsync("SELECT ST_IsValid(footprint) AND ST_Covers(footprint, geom) AND ST_NumGeometries(footprint) = 2 FROM site WHERE name = 'Bow Parking'"))!);
        Assert.Equal(["geometry-repaired", "geometry-repaired"], await town.IssuesAsync("hole-outside-its-shell"));
    }

    [Fact]
    public async Task Trap_41_a_point_beside_the_building_gives_way_to_one_inside_it()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("leisure-centre-with-a-point-beside-it.csv", "library");
        Assert.Equal("given", await town.ScalarAsync("SELECT location_precision::text FROM site"));
        await OutlinesOfCentresAsync(town);
        Assert.True((bool)(await town.ScalarAsync("SELECT location_precision = 'footprint' AND ST_Covers(footprint, geom) FROM site WHERE name = 'Mill Leisure Centre'"))!);
        Assert.Contains("point-outside-footprint", await town.IssuesAsync("leisure-centre-and-its-car-park"));
        // What the first file says stays on record.
        Assert.Equal("given", await town.ScalarAsync("SELECT content->>'location_precision' FROM source_record WHERE dataset_id = 'leisure-centre-with-a-point-beside-it'"));
    }

    [Fact]
    public async Task Trap_43_car_parks_among_leisure_centres_are_not_counted_as_centres()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("leisure-centre-with-a-point-beside-it.csv", "library", m => m with { SiteUse = "leisure_centre", ServiceKind = "leisure_centre" });
        await OutlinesOfCentresAsync(town);
        Assert.Equal(["Mill Leisure Centre Parking: car_park", "Mill Leisure Centre: leisure_centre"],
            await town.ColumnAsync("SELECT s.name || ': ' || string_agg(DISTINCT u.use_code, ' ') FROM site s JOIN site_use u ON u.site_id = s.id GROUP BY s.id ORDER BY 1"));
        Assert.Equal(["use the name ends in 'Parking'"], await town.ColumnAsync("SELECT field || ' ' || method FROM field_provenance WHERE record_key LIKE '%Parking%' AND field = 'use'"));
    }

    [Fact]
    public async Task Trap_44_rings_either_way_round_and_polygons_in_one_part_are_the_same_ground()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("rings-either-way-round.geojson", "site");
        Assert.Equal(["ST_MultiPolygon 9900", "ST_MultiPolygon 9900", "ST_MultiPolygon 9900"], await town.ColumnAsync(
            "SELECT ST_GeometryType(footprint) || ' ' || round((ST_Area(footprint::geography) / 100)::numeric) * 100 FROM site ORDER BY 1"));
        Assert.Empty(await town.IssuesAsync("rings-either-way-round"));
    }

    [Fact]
    public async Task Trap_45_features_with_other_properties_in_another_order_are_read_by_name_and_null_is_absent()
    {
        await using var town = await Milltown.NewAsync();
        await OutlinesOfCentresAsync(town);
        Assert.Equal(["Broad Road, Milltown ZZ1 1AA", "Broad Road, Milltown ZZ1 1AA"],
            await town.ColumnAsync("SELECT (content->>'address') || ' ' || (content->>'postcode') FROM source_record WHERE dataset_id = 'leisure-centre-and-its-car-park' AND NOT content ? 'url'"));
    }

    [Fact]
    public async Task Trap_46_the_same_places_in_a_second_file_are_not_counted_twice()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("libraries-now.csv", "library");
        await town.ImportAsync("libraries-now.csv", "site", m => m with { Id = "libraries-again", SiteUse = "library" });
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(DISTINCT site_id) FROM site_use WHERE use_code = 'library'"));
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM service"));
    }

    [Fact]
    public async Task Trap_47_two_libraries_in_one_building_are_two_services_at_one_site()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("libraries-now.csv", "library");
        Assert.Equal(["Brook Library", "Mill Library, Mill Local Studies"], await town.ColumnAsync(
            "SELECT string_agg(v.name, ', ' ORDER BY v.name) FROM service v JOIN service_at_location l ON l.service_id = v.id GROUP BY l.site_id ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_48_outlines_of_an_old_list_are_taken_only_where_the_place_still_is()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("libraries-now.csv", "library");
        var run = await town.ImportAsync("libraries-in-an-old-list.geojson", "site", m => m with { FootprintsWithinMetres = 30 });
        Assert.Equal((2, 1, 1), (run.RowsRead, run.RowsNew, run.RowsRejected));
        Assert.Equal(["Brook Library given", "Mill Library footprint"], await town.ColumnAsync("SELECT name || ' ' || location_precision FROM site ORDER BY 1"));
        Assert.Equal(["matched-by-rule", "place-not-known", "point-outside-footprint", "point-outside-footprint"], await town.IssuesAsync("libraries-in-an-old-list"));
        // The outline goes with its file, and the point that the other file gives is back.
        await new Importer(town.Writer).UndoAsync("libraries-in-an-old-list", TestContext.Current.CancellationToken);
        Assert.Equal(["Brook Library given f", "Mill Library given f"], await town.ColumnAsync("SELECT name || ' ' || location_precision || ' ' || left((footprint IS NOT NULL)::text, 1) FROM site ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_49_links_written_in_html_become_their_text_and_nothing_that_runs_is_kept()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("libraries-with-links-for-values.geojson", "library", m => m with { Columns = new Dictionary<string, string[]> { ["description"] = ["Notes"] } });
        Assert.Equal(["library@milltown.example https://milltown.example/library"], await town.ColumnAsync("SELECT email || ' ' || url FROM service"));
        Assert.Equal(["markup-removed", "markup-removed", "markup-removed"], await town.IssuesAsync("libraries-with-links-for-values"));
        var everything = await town.EverythingAsync();
        Assert.DoesNotContain("<", await town.ScalarAsync("SELECT string_agg(content::text, ' ') FROM source_record WHERE dataset_id = 'libraries-with-links-for-values'") as string, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onclick", everything, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Trap_51_buildings_that_stand_together_under_one_name_are_one_hospital()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("hospital-of-several-buildings.geojson", "site", m => Place(m) with { GroupWithinMetres = 100, SiteUse = "hospital" });
        Assert.Equal(["Brook Hospice: H4 400", "Mill Hospital: H1 H2 H3 3400", "Mill Hospital: H5 400"], await town.ColumnAsync(
            """
            SELECT s.name || ': ' || string_agg(r.record_key, ' ' ORDER BY r.record_key) || ' ' || round((ST_Area(s.footprint::geography) / 100)::numeric) * 100
            FROM site s
            JOIN source_record r ON r.site_id = s.id
            GROUP BY s.id
            ORDER BY 1
            """));
        // The point stands in the largest building.
        Assert.True((bool)(await town.ScalarAsync("SELECT ST_Covers(r.outline, s.geom) FROM site s JOIN source_record r ON r.site_id = s.id WHERE r.record_key = 'H3'"))!);
    }

    [Fact]
    public async Task Trap_51_places_called_unknown_are_named_after_their_kind_and_the_nearest_postcode()
    {
        await using var town = await Milltown.NewAsync();
        Task ImportAsync(string time) => town.ImportAsync("fire-stations-without-names.geojson", "site", m => Milltown.ReadAfresh(Place(m) with { GroupWithinMetres = 50, SiteUse = "fire_station" }, time));
        await ImportAsync("first");
        Assert.Equal(["Fire station near ZZ1 1AA: F1 F2", "Fire station near ZZ1 2AA: F3"], await NamesAsync());
        Assert.Equal(["assumption"], await town.ColumnAsync("SELECT DISTINCT basis::text FROM field_provenance WHERE field = 'name'"));
        Assert.Equal(["name-derived", "name-derived", "name-derived"], await town.IssuesAsync("fire-stations-without-names"));
        // A name given by hand is the name, now and at the next import.
        await HandEdits.SaveAsync(town.Writer, "fire-stations-without-names", "F1", "name", "Mill Fire Station", "the sign over the door", "steward", TestContext.Current.CancellationToken);
        Assert.Equal(["Fire station near ZZ1 2AA: F3", "Mill Fire Station: F1 F2"], await NamesAsync());
        await ImportAsync("second");
        Assert.Equal(["Fire station near ZZ1 2AA: F3", "Mill Fire Station: F1 F2"], await NamesAsync());

        Task<List<string>> NamesAsync() => town.ColumnAsync("SELECT s.name || ': ' || string_agg(r.record_key, ' ' ORDER BY r.record_key) FROM site s JOIN source_record r ON r.site_id = s.id GROUP BY s.id ORDER BY 1");
    }

    [Fact]
    public async Task Trap_54_green_space_in_one_part_or_several_and_mostly_without_a_name_is_a_site_each()
    {
        await using var town = await Milltown.NewAsync();
        await GreenSpaceAsync(town, "first");
        Assert.Equal(["Mill Park park 1", "Play space near ZZ1 1AA play_space 1", "Play space near ZZ1 2AA play_space 2"],
            await town.ColumnAsync("SELECT s.name || ' ' || u.use_code || ' ' || ST_NumGeometries(s.footprint) FROM site s JOIN site_use u ON u.site_id = s.id ORDER BY 1"));
        Assert.Equal((0, 3), (await GreenSpaceAsync(town, "second")) is var again ? (again.RowsNew, again.RowsChanged) : default);
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM site"));
    }

    [Fact]
    public async Task Trap_54_a_way_in_opens_the_green_space_on_whose_edge_it_lies()
    {
        await using var town = await Milltown.NewAsync();
        await GreenSpaceAsync(town, "first");
        var run = await town.ImportAsync("ways-into-green-space.geojson", "access_point", m => m with { AccessTo = "green-space-mostly-without-names" });
        Assert.Equal((4, 3, 0), (run.RowsRead, run.RowsNew, run.RowsRejected));
        Assert.Equal(["access-to-nothing", "duplicate-row"], await town.IssuesAsync("ways-into-green-space"));
        string[] ways = ["Mill Park both", "Mill Park pedestrian"];
        Assert.Equal(ways, await WaysAsync());
        // The places behind them may change, and go, and come back.
        await GreenSpaceAsync(town, "second");
        Assert.Equal(ways, await WaysAsync());
        await new Importer(town.Writer).UndoAsync("green-space-mostly-without-names", TestContext.Current.CancellationToken);
        await new Importer(town.Writer).UndoAsync("green-space-mostly-without-names", TestContext.Current.CancellationToken);
        Assert.Empty(await WaysAsync());
        await GreenSpaceAsync(town, "third");
        Assert.Equal(ways, await WaysAsync());

        Task<List<string>> WaysAsync() => town.ColumnAsync("SELECT s.name || ' ' || p.access_type FROM site_access_point p JOIN site s ON s.id = p.site_id ORDER BY 1");
    }

    [Fact]
    public async Task Trap_69_line_ends_inside_a_name_are_blanks_and_no_new_rows()
    {
        await using var town = await Milltown.NewAsync();
        Assert.Equal(4, (await ListedAsync(town)).RowsRead);
        Assert.Equal(["Mill House And Attached Walls"], await town.ColumnAsync("SELECT name FROM site_designation WHERE reference = '1000001'"));
    }

    [Fact]
    public async Task Trap_71_a_cell_that_lists_one_coordinate_several_times_is_that_coordinate_and_a_list_of_several_is_none()
    {
        await using var town = await Milltown.NewAsync();
        await ListedAsync(town);
        Assert.Equal(["1000001 given_grid", "1000002 given_grid", "1000003 unlocated"], await town.ColumnAsync("SELECT d.reference || ' ' || s.location_method FROM site_designation d JOIN site s ON s.id = d.site_id ORDER BY 1"));
        // 7.8 m apart on the grid, and so on the ground.
        Assert.InRange((double)(await town.ScalarAsync("SELECT max(ST_Distance(a.geom::geography, b.geom::geography)) FROM site a, site b"))!, 7.5, 8.1);
        var issues = await town.IssuesAsync("listed-buildings-with-lists-and-line-ends");
        Assert.Contains("coordinates-repeated", issues);
        Assert.Contains("coordinates-incomplete", issues);
    }

    [Fact]
    public async Task Trap_72_a_timestamp_that_means_a_day_is_a_day_and_na_is_none()
    {
        await using var town = await Milltown.NewAsync();
        await ListedAsync(town);
        Assert.Equal(["1000001 II* 1986-11-17 -", "1000002 II 2001-12-12 2005-01-31", "1000003 II 1990-02-03 -"],
            await town.ColumnAsync("SELECT reference || ' ' || grade || ' ' || designated_on || ' ' || coalesce(amended_on::text, '-') FROM site_designation ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_32_a_listed_building_that_is_in_the_file_twice_is_listed_once()
    {
        await using var town = await Milltown.NewAsync();
        var run = await ListedAsync(town);
        Assert.Equal((4, 3, 0), (run.RowsRead, run.RowsNew, run.RowsRejected));
        Assert.Contains("duplicate-row", await town.IssuesAsync("listed-buildings-with-lists-and-line-ends"));
    }

    [Fact]
    public async Task A_designation_goes_with_its_row_and_its_site_keeps_the_other_sources()
    {
        await using var town = await Milltown.NewAsync();
        await ListedAsync(town);
        await new Importer(town.Writer).UndoAsync("listed-buildings-with-lists-and-line-ends", TestContext.Current.CancellationToken);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site_designation"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site WHERE is_current"));
    }

    [Fact]
    public async Task Trap_73_numbers_padded_with_blanks_are_numbers()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("library-of-the-same-name.csv", "library");
        await town.ImportAsync("conservation-areas-with-padded-numbers.geojson", "boundary", m => m with
        {
            Area = new ManifestArea { Kind = "conservation_area", Vintage = "2024" },
            Columns = new Dictionary<string, string[]> { ["area_name"] = ["site_name"] },
        });
        Assert.Equal(["brook-end 1.5 -", "mill-green 4.4625 1976-05-04"], await town.ColumnAsync(
            "SELECT (content->>'area_code') || ' ' || (content->>'land_area_ha') || ' ' || coalesce(content->>'designated_on', '-') FROM source_record WHERE dataset_id LIKE 'conservation%' ORDER BY 1"));
        // No area belongs to a conservation area: they cut across the others.
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM area_membership x JOIN area a ON a.id IN (x.area_id, x.member_area_id) WHERE a.kind = 'conservation_area'"));
    }

    private static Task<ImportSummary> ListedAsync(Milltown town) => town.ImportAsync("listed-buildings-with-lists-and-line-ends.csv", "designation", m => m with
    {
        Columns = new Dictionary<string, string[]> { ["id"] = ["ListEntry"] },
        Values = new Dictionary<string, string> { ["designation"] = "listed_building" },
        SiteUse = "listed_building",
    });

    private static Task<ImportSummary> GreenSpaceAsync(Milltown town, string time) => town.ImportAsync("green-space-mostly-without-names.geojson", "site", m => Milltown.ReadAfresh(m with
    {
        Key = ["name", "longitude", "latitude"],
        Columns = new Dictionary<string, string[]> { ["use"] = ["site_type"], ["name"] = ["site_name"] },
    }, time));

    private static Task<ImportSummary> OutlinesOfCentresAsync(Milltown town) => town.ImportAsync("leisure-centre-and-its-car-park.geojson", "site",
        m => m with { SiteUse = "leisure_centre", SiteUseByEnding = new Dictionary<string, string> { ["Parking"] = "car_park" } });
}
