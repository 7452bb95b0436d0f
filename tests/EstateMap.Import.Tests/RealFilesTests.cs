using EstateMap.Testing;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>A place loaded whole from its publishers' files, once for all tests of the class.</summary>
public sealed class WholePlace : PostgisFixture
{
    public PlaceSummary? First { get; private set; }
    public PlaceSummary? Second { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (!Directory.Exists(RealFiles.Folder))
            return;
        var catalogue = ManifestCatalogue.Load(Path.Combine(Repository.Root, "geodata", "datasets"));
        First = await PlaceImport.RunAsync(Writer, catalogue, new MirrorFolder(RealFiles.Folder));
        Second = await PlaceImport.RunAsync(Writer, catalogue, new MirrorFolder(RealFiles.Folder));
    }
}

public sealed class RealFilesTests(WholePlace place) : IClassFixture<WholePlace>
{
    [Fact]
    public void Every_row_of_the_register_is_located_as_the_publisher_left_it()
    {
        var methods = Figures().PropertiesByLocationMethod;
        Assert.Equal(372, methods["given"]);
        Assert.Equal(1, methods["swapped"]);
        Assert.Equal(22, methods["postcode_centroid"]);
        Assert.Equal(213, methods["unlocated"]);
        Assert.Equal(608, methods.Values.Sum());
        Assert.Equal(3, Figures().PropertiesOutsidePlace);
    }

    [Theory]
    [InlineData("coordinates-swapped", 1)]
    [InlineData("outside-place", 3)]
    [InlineData("outward-postcode-only", 230)]
    [InlineData("postcode-repaired", 1)]
    [InlineData("postcode-unknown", 7)]
    [InlineData("far-from-postcode", 15)]
    [InlineData("tenure-contradictory", 2)]
    [InlineData("term-spelling", 1)]
    [InlineData("mojibake", 1)]
    [InlineData("asset-doubtful", 7)]
    [InlineData("postcode-in-name", 1)]
    public void The_faults_of_the_register_are_as_many_as_were_counted_by_hand(string issue, int times)
    {
        _ = Figures();
        Assert.Equal(times, Assert.Single(place.First!.Datasets, d => d.DatasetId == "trafford-land-and-building-assets").Issues.GetValueOrDefault(issue));
    }

    [Fact]
    public void Floor_area_repeated_at_one_point_is_counted_once()
    {
        Assert.Equal(137_070.37m, Figures().FloorAreaStatedM2);
        Assert.Equal(109_630.37m, Figures().FloorAreaCountedM2);
    }

    [Theory]
    [InlineData("authority", "2023", 1)]
    [InlineData("neighbourhood", "2023", 4)]
    [InlineData("neighbourhood", "2022", 4)]
    [InlineData("ward", "2017", 21)] // published for 2020 only: the newer small areas add up
    [InlineData("ward", "2022", 21)]
    [InlineData("ward", "2023", 21)]
    [InlineData("msoa", "2021", 28)]
    [InlineData("lsoa", "2011", 138)]
    [InlineData("lsoa", "2021", 139)]
    [InlineData("oa", "2021", 738)]
    public void Every_level_holds_all_people(string kind, string vintage, int areas)
    {
        var level = Assert.Single(Figures().Areas, a => a.Kind == kind && a.Vintage == vintage);
        Assert.Equal(areas, level.Areas);
        Assert.Equal(241_025, level.People);
    }

    [Fact]
    public void Wards_of_both_vintages_are_there()
    {
        Assert.Equal(21, Assert.Single(Figures().Areas, a => a is { Kind: "ward", Vintage: "2017" }).Areas);
        Assert.Equal(738, Figures().DemandPoints);
    }

    [Theory]
    [InlineData("census_residents_all", 738, 235_013)] // the tables differ by a few people on purpose
    [InlineData("census_households_without_car", 738, 18_524)]
    [InlineData("census_residents_limited_a_lot", 738, 15_899)]
    [InlineData("census_residents_white_roma", 738, 133)]
    [InlineData("ward_people", 21, 236_301)]
    public async Task A_measure_has_a_value_for_each_area_and_adds_up(string indicator, long areas, double sum)
    {
        _ = Figures();
        await using var count = place.Reader.CreateCommand("SELECT count(*), sum(value) FROM indicator_value WHERE indicator_code = $1");
        count.Parameters.AddWithValue(indicator);
        await using var row = await count.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal((areas, sum), (row.GetInt64(0), row.GetDouble(1)));
    }

    [Fact]
    public async Task Six_small_areas_of_2025_are_in_the_most_deprived_tenth_as_the_authority_s_figure_says()
    {
        _ = Figures();
        Assert.Equal(["0.0432", "0.0432"], await place.Writer.ColumnAsync(
            """
            SELECT round(count(*) FILTER (WHERE value = 1) / 139.0, 4)::text FROM indicator_value v JOIN area a ON a.id = v.area_id
            WHERE v.indicator_code = 'imd_decile' AND a.kind = 'lsoa' AND a.vintage = '2021'
            UNION ALL
            SELECT value::text FROM indicator_value WHERE indicator_code = 'imd_proportion_bottom_decile' AND lower(period) = '2025-01-01'
            """));
    }

    [Fact]
    public void Importing_the_same_files_again_changes_nothing()
    {
        _ = Figures();
        Assert.All(place.Second!.Datasets, d => Assert.Equal("unchanged", d.Status));
        Assert.Equivalent(place.First!.Figures, place.Second.Figures);
    }

    [Theory]
    [InlineData("community_hub", 6)]
    [InlineData("library", 12)] // 13 records at 12 addresses
    [InlineData("leisure_centre", 9)]
    [InlineData("general_practice", 22)] // 26 practices, some under one roof
    [InlineData("sport_site", 171)] // 314 kinds of facility
    [InlineData("pharmacy", 57)]
    [InlineData("bus_stop", 1025)]
    [InlineData("tram_stop", 18)]
    [InlineData("rail_station", 9)]
    [InlineData("polling_station", 81)]
    [InlineData("jobcentre", 2)]
    [InlineData("childrens_centre", 2)]
    [InlineData("food_bank", 7)]
    [InlineData("hospital", 3)] // 20 buildings
    [InlineData("fire_station", 3)] // 6 buildings
    [InlineData("post_office", 27)]
    [InlineData("place_of_worship", 104)] // 118 buildings, 96 names
    [InlineData("play_space", 88)]
    [InlineData("listed_building", 262)]
    public async Task A_place_has_as_many_of_a_kind_as_its_publisher_lists(string use, int sites)
    {
        _ = Figures();
        await using var count = place.Reader.CreateCommand("SELECT count(DISTINCT site_id)::int FROM site_use WHERE use_code = $1");
        count.Parameters.AddWithValue(use);
        Assert.Equal(sites, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("trafford-pharmacies", 57)]
    [InlineData("trafford-dentists", 52)] // 53 rows, one of them twice
    [InlineData("trafford-mental-health-services", 60)]
    [InlineData("trafford-care-homes", 56)]
    [InlineData("trafford-defibrillators", 185)]
    [InlineData("trafford-sport-sites", 314)]
    [InlineData("trafford-sports-clubs", 140)]
    [InlineData("trafford-charities", 736)]
    [InlineData("trafford-ev-charging", 42)] // 50 rows, 8 said before
    [InlineData("trafford-off-street-parking", 19)]
    [InlineData("trafford-town-centres", 8)]
    [InlineData("trafford-listed-buildings", 262)] // 265 rows, one of them four times
    [InlineData("trafford-conservation-areas", 21)]
    [InlineData("trafford-hospitals", 20)]
    [InlineData("trafford-fire-stations", 6)]
    [InlineData("trafford-post-offices", 27)]
    [InlineData("trafford-places-of-worship", 118)]
    [InlineData("trafford-green-space", 427)]
    [InlineData("trafford-allotments", 35)]
    [InlineData("trafford-leisure-centre-outlines", 17)]
    public void Every_row_of_a_file_is_in_or_said_to_be_a_copy(string dataset, int records)
    {
        _ = Figures();
        var summary = Assert.Single(place.First!.Datasets, d => d.DatasetId == dataset);
        Assert.Equal((records, 0), (summary.RowsNew, summary.RowsRejected));
        Assert.Equal(summary.RowsRead, records + summary.Issues.GetValueOrDefault("duplicate-row"));
    }

    [Fact]
    public async Task Stops_stand_where_the_geometry_says_and_not_on_the_label_point_of_the_borough()
    {
        _ = Figures();
        Assert.Equal(1_025L, await place.Writer.ScalarAsync("SELECT count(DISTINCT s.geom) FROM site s JOIN source_record r ON r.site_id = s.id WHERE r.dataset_id = 'trafford-bus-stops'"));
    }

    [Fact]
    public async Task Trap_40_outlines_that_were_invalid_measure_what_their_ground_measures()
    {
        _ = Figures();
        // 1,499.2 and 700.7 m2 while the holes beside the shells were taken off.
        Assert.Equal(["Partington Sports Village Parking 1980", "Sale Leisure Centre Parking 3934"], await place.Writer.ColumnAsync(
            """
            SELECT (content->>'name') || ' ' || round(ST_Area(ST_Transform(outline, 27700)))
            FROM source_record
            WHERE dataset_id = 'trafford-leisure-centre-outlines' AND content->>'name' IN ('Sale Leisure Centre Parking', 'Partington Sports Village Parking')
            ORDER BY 1
            """));
        Assert.Equal(3, Assert.Single(place.First!.Datasets, d => d.DatasetId == "trafford-leisure-centre-outlines").Issues["geometry-repaired"]);
        Assert.Equal(0L, await place.Writer.ScalarAsync("SELECT count(*) FROM site WHERE footprint IS NOT NULL AND NOT (ST_IsValid(footprint) AND ST_Covers(footprint, geom))"));
    }

    [Fact]
    public async Task Trap_41_four_points_of_leisure_centres_lie_beside_their_building()
    {
        _ = Figures();
        Assert.Equal(4L, await place.Writer.ScalarAsync("SELECT count(*) FROM import_issue WHERE issue_type = 'point-outside-footprint' AND value = 'trafford-leisure-centres'"));
    }

    [Fact]
    public async Task Trap_43_eight_car_parks_among_the_outlines_of_nine_leisure_centres_are_sites_of_their_own()
    {
        _ = Figures();
        Assert.Equal(["8 car_park", "9 leisure_centre"], await place.Writer.ColumnAsync(
            "SELECT count(DISTINCT site_id) || ' ' || use_code FROM site_use WHERE dataset_id = 'trafford-leisure-centre-outlines' GROUP BY use_code ORDER BY 1"));
        Assert.Equal(0L, await place.Writer.ScalarAsync("SELECT count(*) FROM site_use a JOIN site_use b USING (site_id) WHERE a.dataset_id = 'trafford-leisure-centre-outlines' AND a.use_code = 'car_park' AND b.use_code = 'leisure_centre'"));
    }

    [Fact]
    public async Task Trap_48_the_outlines_of_three_libraries_that_have_moved_are_left_out()
    {
        _ = Figures();
        var summary = Assert.Single(place.First!.Datasets, d => d.DatasetId == "trafford-library-outlines");
        Assert.Equal((13, 10, 3), (summary.RowsRead, summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["Altrincham Library", "Hale Library", "Timperley Library"], await place.Writer.ColumnAsync(
            "SELECT split_part(record_key, ' | ', 1) FROM import_issue WHERE dataset_id = 'trafford-library-outlines' AND issue_type = 'place-not-known' AND is_rejection GROUP BY 1 ORDER BY 1"));
    }

    [Fact]
    public async Task Every_way_into_green_space_lies_on_the_edge_of_one()
    {
        _ = Figures();
        var summary = Assert.Single(place.First!.Datasets, d => d.DatasetId == "trafford-green-space-access");
        Assert.Equal((893, 0, 0), (summary.RowsRead, summary.RowsRejected, summary.Issues.GetValueOrDefault("access-to-nothing")));
        Assert.Equal((long)summary.RowsNew, await place.Writer.ScalarAsync("SELECT count(DISTINCT record_key) FROM site_access_point"));
    }

    [Fact]
    public async Task Trap_72_listed_buildings_have_their_grade_and_the_day_of_their_listing()
    {
        _ = Figures();
        Assert.Equal(["I 6", "II 246", "II* 10"], await place.Writer.ColumnAsync("SELECT grade || ' ' || count(*) FROM site_designation GROUP BY grade ORDER BY 1"));
        Assert.Equal("1986-11-17", await place.Writer.ScalarAsync("SELECT designated_on::text FROM site_designation WHERE reference = '1067598'"));
        Assert.Equal(0L, await place.Writer.ScalarAsync("SELECT count(*) FROM site_designation d JOIN site s ON s.id = d.site_id WHERE s.geom IS NULL"));
    }

    [Fact]
    public async Task Trap_73_conservation_areas_measure_what_their_padded_numbers_say()
    {
        _ = Figures();
        Assert.Equal(21L, await place.Writer.ScalarAsync(
            """
            SELECT count(*)
            FROM area a
            JOIN source_record r ON r.dataset_id = a.dataset_id AND r.content->>'area_code' = a.code
            WHERE a.kind = 'conservation_area' AND abs(a.area_m2 / 10000 / (r.content->>'land_area_ha')::float8 - 1) < 0.01
            """));
    }

    [Fact]
    public async Task Share_alike_layers_are_merged_with_nothing()
    {
        _ = Figures();
        Assert.Equal(0L, await place.Writer.ScalarAsync(
            "SELECT count(*) FROM source_record r JOIN dataset d ON d.id = r.dataset_id AND d.share_alike JOIN source_record o ON o.site_id = r.site_id AND o.dataset_id <> r.dataset_id"));
    }

    [Theory]
    [InlineData("trafford-lookup-oa-2021", 8_966, 738)]
    [InlineData("trafford-lookup-lsoa-2021-ward-2022", 1_702, 139)]
    [InlineData("trafford-lookup-ward-2022", 215, 21)]
    public void Trap_68_of_a_table_of_the_whole_region_the_rows_of_this_place_are_kept(string dataset, int read, int kept)
    {
        _ = Figures();
        var summary = Assert.Single(place.First!.Datasets, d => d.DatasetId == dataset);
        Assert.Equal((read, kept, 0, 1), (summary.RowsRead, summary.RowsNew, summary.RowsRejected, summary.Issues["area-elsewhere"]));
        Assert.DoesNotContain("areas-missing", summary.Issues.Keys);
    }

    [Fact]
    public async Task The_publishers_tables_put_small_areas_where_their_outlines_lie()
    {
        _ = Figures();
        // A best fit goes by where people live.
        Assert.Equal(["trafford-lookup-lsoa-2021-ward-2022 ward_code 10"], await place.Writer.ColumnAsync("SELECT dataset_id || ' ' || field || ' ' || count(*) FROM import_issue WHERE issue_type = 'lookup-disagrees' GROUP BY dataset_id, field ORDER BY 1"));
    }

    [Fact]
    public async Task Trap_77_organisations_that_were_given_grants_are_told_apart_by_their_identifiers()
    {
        _ = Figures();
        var summary = Assert.Single(place.First!.Datasets, d => d.DatasetId == "trafford-grants");
        Assert.Equal((555, 555, 0), (summary.RowsRead, summary.RowsNew, summary.RowsRejected));
        Assert.Equal(["555 323 1"], await place.Writer.ColumnAsync(
            "SELECT concat_ws(' ', count(*), count(DISTINCT to_organisation_id), count(DISTINCT from_organisation_id)) FROM link WHERE dataset_id = 'trafford-grants' AND kind = 'funds' AND amount_gbp IS NOT NULL AND agreed_on IS NOT NULL"));
        // Five spellings, one of them its own.
        Assert.Equal(4L, await place.Writer.ScalarAsync("SELECT count(*) FROM organisation_alias a JOIN organisation_identifier i USING (organisation_id) WHERE i.identifier = 'GB-COH-07597525' AND a.dataset_id = 'trafford-grants'"));
    }

    [Fact]
    public async Task No_site_outside_the_place_lies_in_an_area()
    {
        _ = Figures();
        Assert.Equal(0L, await place.Writer.ScalarAsync("SELECT count(*) FROM site s JOIN site_area a ON a.site_id = s.id WHERE s.is_outside_place"));
    }

    [Fact]
    public async Task Sale_Library_and_the_local_studies_centre_stand_in_Sale_Waterside()
    {
        _ = Figures();
        Assert.Equal(1L, await place.Writer.ScalarAsync(
            """
            SELECT count(DISTINCT site_id) FROM source_record
            WHERE record_key IN ('Sale Library | M33 7ZF', 'Trafford Local Studies Centre | M33 7ZF', 'TMBC0006/TN000077', 'TMBC0222/J0000017')
            """));
    }

    private PlaceFigures Figures()
    {
        RealFiles.Get("trafford");
        return place.First!.Figures;
    }
}
