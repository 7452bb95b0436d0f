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
        Task ImportAsync(string title) => town.ImportAsync("fire-stations-without-names.geojson", "site", m => Place(m) with { Title = title, GroupWithinMetres = 50, SiteUse = "fire_station" });
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
        Task<ImportSummary> ImportAsync(string title) => town.ImportAsync("green-space-mostly-without-names.geojson", "site", m => m with
        {
            Title = title,
            Key = ["name", "longitude", "latitude"],
            Columns = new Dictionary<string, string[]> { ["use"] = ["site_type"], ["name"] = ["site_name"] },
        });
        await ImportAsync("first");
        Assert.Equal(["Mill Park park 1", "Play space near ZZ1 1AA play_space 1", "Play space near ZZ1 2AA play_space 2"],
            await town.ColumnAsync("SELECT s.name || ' ' || u.use_code || ' ' || ST_NumGeometries(s.footprint) FROM site s JOIN site_use u ON u.site_id = s.id ORDER BY 1"));
        Assert.Equal((0, 3), (await ImportAsync("second")) is var again ? (again.RowsNew, again.RowsChanged) : default);
        Assert.Equal(3L, await town.ScalarAsync("SELECT count(*) FROM site"));
    }

    private static Task<ImportSummary> OutlinesOfCentresAsync(Milltown town) => town.ImportAsync("leisure-centre-and-its-car-park.geojson", "site",
        m => m with { SiteUse = "leisure_centre", SiteUseByEnding = new Dictionary<string, string> { ["Parking"] = "car_park" } });
}
