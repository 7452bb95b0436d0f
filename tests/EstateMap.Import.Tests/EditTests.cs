using EstateMap.Database;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>What people put right, where it meets what files say: places on the grid, fields that depend on others, and runs that are taken back.</summary>
public sealed class EditTests
{
    private const string Header = "AssetCode,PropertyName,PostCode,CoordinateReferenceSystem,GeoX,GeoY,HoldingType,FloorArea,Energy Rating,Other Detail\n";

    private static Task<ImportSummary> RegisterAsync(Milltown town, string rows, ImportOptions? options = null, int year = 2024) => ImportAsync(town, "register", "register", Header + rows, options, year);

    private static async Task<ImportSummary> ImportAsync(Milltown town, string name, string layout, string text, ImportOptions? options = null, int year = 2024, Func<Manifest, Manifest>? change = null)
    {
        using var files = new MadeFiles();
        var path = files.Write($"{name}.csv", text);
        return await new Importer(town.Writer).ImportAsync(Milltown.Manifest($"{name}.csv", layout, m => (change?.Invoke(m) ?? m) with { AsAt = new DateOnly(year, 3, 31) }), [path], options ?? new ImportOptions(), null, TestContext.Current.CancellationToken);
    }

    private static Task EditAsync(Milltown town, string dataset, string key, params (string Field, string? Value)[] edits) =>
        HandEdits.SaveAsync(town.Writer, [.. edits.Select(e => new HandEdit(dataset, key, e.Field, e.Value))], "seen on site", "steward", TestContext.Current.CancellationToken);

    private static Task EditAsync(Milltown town, params (string Field, string? Value)[] edits) => EditAsync(town, "register", "A1", edits);

    private static Task DropAsync(Milltown town, string field) => HandEdits.DropAsync(town.Writer, "register", "A1", field, TestContext.Current.CancellationToken);

    private static Task<long> UndoAsync(Milltown town, string dataset = "register") => new Importer(town.Writer).UndoAsync(dataset, TestContext.Current.CancellationToken);

    private static async Task<string> PlaceAsync(Milltown town) =>
        (string)(await town.ScalarAsync("SELECT concat_ws(' ', ST_AsText(ST_SnapToGrid(p.geom, 0.0001)), p.location_method) FROM property p WHERE asset_code = 'A1'"))!;

    private const string OnGrid = "A1,Old Mill,ZZ1 1AA,BNG,377000,393000,Buildings,250,C,\n";

    [Fact]
    public async Task A_point_put_right_stands_over_a_file_on_the_national_grid_without_a_conflict()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        var given = await PlaceAsync(town);
        Assert.EndsWith(" given_grid", given, StringComparison.Ordinal);
        await EditAsync(town, ("longitude", "-2.36"), ("latitude", "53.42"));
        var later = await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal));
        Assert.Equal((0, 1), (later.RowsConflicting, later.RowsChanged));
        Assert.Equal("POINT(-2.36 53.42) by_hand", await PlaceAsync(town));
        await DropAsync(town, "longitude");
        Assert.Equal(given.Replace("given_grid", "given", StringComparison.Ordinal), await PlaceAsync(town));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }

    [Theory]
    [InlineData(OnGrid)]
    [InlineData("A1,Old Mill,ZZ1 1AA,WGS84,-2.34,53.43,Buildings,250,C,\n")]
    public async Task One_coordinate_put_right_takes_the_other_with_it_and_a_file_that_blanks_them_breaks_nothing(string row)
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, row);
        var latitude = await town.ScalarAsync("SELECT content->>'latitude' FROM source_record WHERE record_key = 'A1'");
        await EditAsync(town, ("longitude", "-2.36"));
        Assert.Equal(["latitude", "longitude"], await town.ColumnAsync("SELECT field FROM hand_edit ORDER BY field"));
        var cells = row.Split(',');
        (cells[3], cells[4], cells[5]) = ("", "", "");
        var later = await RegisterAsync(town, string.Join(',', cells));
        Assert.Equal(("activated", 1), (later.Status, later.RowsConflicting));
        Assert.Equal($"-2.36 {latitude} by_hand", await town.ScalarAsync("SELECT concat_ws(' ', content->>'longitude', content->>'latitude', content->>'location_method') FROM source_record WHERE record_key = 'A1'"));
        await DropAsync(town, "latitude");
        Assert.EndsWith(" postcode_centroid", await PlaceAsync(town), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_point_is_refused_and_an_emptied_one_goes_to_the_postcode()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid + "A2,New Mill,,,,,Buildings,,,\n");
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, "register", "A2", ("longitude", "-2.36")));
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, ("longitude", "-2.36"), ("latitude", null)));
        await EditAsync(town, ("longitude", null));
        Assert.EndsWith(" postcode_centroid", await PlaceAsync(town), StringComparison.Ordinal);
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM hand_edit WHERE value IS NULL"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Undo_brings_back_the_edits_that_the_run_retired(bool preferFile)
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        await EditAsync(town, ("floor_area_m2", "255"));
        var before = await town.ScalarAsync(Everything);
        await RegisterAsync(town, OnGrid.Replace("250", preferFile ? "260" : "255", StringComparison.Ordinal), new ImportOptions { PreferFile = preferFile }, year: 2025);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
        await UndoAsync(town);
        Assert.Equal(before, await town.ScalarAsync(Everything));
        Assert.Equal("250 -> 255 steward seen on site", await town.ScalarAsync("SELECT concat_ws(' ', file_value, '->', value, edited_by, why) FROM hand_edit"));
        await DropAsync(town, "floor_area_m2");
        Assert.Equal("250", await town.ScalarAsync("SELECT content->>'floor_area_m2' FROM source_record WHERE record_key = 'A1'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM retired_hand_edit"));
    }

    [Fact]
    public async Task Undo_brings_back_an_edit_that_the_same_file_was_let_win_over()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        await EditAsync(town, ("floor_area_m2", "255"));
        await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal));
        var before = await town.ScalarAsync(Everything);
        await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal), new ImportOptions { PreferFile = true });
        Assert.Equal("260", await town.ScalarAsync("SELECT content->>'floor_area_m2' FROM source_record WHERE record_key = 'A1'"));
        await UndoAsync(town);
        Assert.Equal(before, await town.ScalarAsync(Everything));
    }

    private const string Everything = "SELECT string_agg(concat_ws(' ', record_key, run_id, as_at, content), E'\n' ORDER BY record_key) FROM source_record WHERE dataset_id = 'register'";

    [Fact]
    public async Task Undo_puts_the_day_back_of_every_record()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid + "A2,New Mill,,,,,Buildings,,,\n");
        var before = await town.ScalarAsync(Everything);
        await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal) + "A2,New Mill,,,,,Buildings,,,\n", year: 2025);
        Assert.Equal(["2025-03-31"], await town.ColumnAsync("SELECT DISTINCT as_at::text FROM source_record WHERE dataset_id = 'register'"));
        await UndoAsync(town);
        Assert.Equal(before, await town.ScalarAsync(Everything));
    }

    [Fact]
    public async Task A_file_that_changed_only_what_a_hand_holds_makes_a_version()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        await EditAsync(town, ("floor_area_m2", "255"));
        var later = await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal));
        Assert.Equal((1, 0, 1), (later.RowsChanged, later.RowsUnchanged, later.RowsConflicting));
        Assert.Equal("250", await town.ScalarAsync("SELECT content->>'floor_area_m2' FROM record_version WHERE record_key = 'A1'"));
        await UndoAsync(town);
        Assert.Equal("250", await town.ScalarAsync("SELECT file_value::text FROM hand_edit"));
    }

    [Fact]
    public async Task An_owner_put_right_owns_the_place_and_the_old_one_comes_back_with_the_file()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        const string owner = "SELECT o.name FROM tenure t JOIN organisation o ON o.id = t.organisation_id JOIN property p ON p.id = t.property_id WHERE p.asset_code = 'A1'";
        Assert.Equal("Milltown Council", await town.ScalarAsync(owner));
        await EditAsync(town, ("organisation_name", "Brook Trust"));
        Assert.Equal("Brook Trust", await town.ScalarAsync(owner));
        await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal));
        Assert.Equal("Brook Trust", await town.ScalarAsync(owner));
        await DropAsync(town, "organisation_name");
        Assert.Equal("Milltown Council", await town.ScalarAsync(owner));
    }

    [Fact]
    public async Task What_follows_from_an_edited_field_follows_the_edit()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, "A1,Old Mill,ZZ1 1AA,,,,Buildings,250,,\n");
        const string use = "SELECT use_code FROM site_use WHERE record_key = 'A1'";
        const string certificate = "SELECT e.kind || ' ' || e.rating FROM energy_certificate e JOIN property p ON p.id = e.property_id WHERE p.asset_code = 'A1'";
        Assert.Equal("public_building", await town.ScalarAsync(use));
        await EditAsync(town, ("other_detail", "Library"), ("energy_rating", "B"));
        Assert.Equal("library", await town.ScalarAsync(use));
        Assert.Equal("DEC B", await town.ScalarAsync(certificate));
        await RegisterAsync(town, "A1,Old Mill,ZZ1 1AA,,,,Buildings,260,,\n");
        Assert.Equal("library", await town.ScalarAsync(use));
        Assert.Equal("DEC B", await town.ScalarAsync(certificate));
        await DropAsync(town, "other_detail");
        await EditAsync(town, ("energy_rating", null));
        Assert.Equal("public_building", await town.ScalarAsync(use));
        Assert.Null(await town.ScalarAsync(certificate));
    }

    [Theory]
    [InlineData("holding_type", null)]
    [InlineData("organisation_name", null)]
    [InlineData("crs", "WGS84")]
    [InlineData("coordinates", "53.43, -2.34")]
    [InlineData("is_vacant", "yes")]
    public async Task Fields_that_others_stand_on_are_refused(string field, string? value)
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        var fault = await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, (field, value)));
        Assert.Contains(field, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }

    [Theory]
    [InlineData("wards", "area_code", "W9")]
    [InlineData("wards", "area_name", null)]
    [InlineData("postcodes", "postcode", "ZZ9 9ZZ")]
    public async Task What_areas_and_postcodes_are_known_by_is_refused(string dataset, string field, string? value)
    {
        await using var town = await Milltown.NewAsync();
        var key = (string)(await town.ScalarAsync($"SELECT min(record_key) FROM source_record WHERE dataset_id = '{dataset}'"))!;
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, dataset, key, (field, value)));
    }

    [Fact]
    public async Task A_postcode_s_point_can_be_put_right_and_its_file_taken_back()
    {
        await using var town = await Milltown.NewAsync();
        await EditAsync(town, "postcodes", "ZZ1 1AA", ("longitude", "-2.3333"), ("latitude", "53.4444"));
        const string points = "SELECT string_agg(postcode || ' ' || ST_AsText(geom), ', ' ORDER BY postcode) FROM postcode";
        Assert.Contains("ZZ1 1AA POINT(-2.3333 53.4444)", (string)(await town.ScalarAsync(points))!, StringComparison.Ordinal);
        var before = await town.ScalarAsync(points);
        await new Importer(town.Writer).ImportAsync(Milltown.Manifest("postcodes.csv", "postcode", m => Milltown.ReadAfresh(m, "again")), Milltown.PathOf("postcodes.csv"), null, TestContext.Current.CancellationToken);
        Assert.Equal(before, await town.ScalarAsync(points));
        await UndoAsync(town, "postcodes");
        Assert.Equal(before, await town.ScalarAsync(points));
    }

    private const string Clubs = "id,name,postcode,lowest age,highest age\nC1,Mill Youth Club,ZZ1 1AA,,%\n";

    [Fact]
    public async Task Edits_that_contradict_each_other_are_refused_and_so_is_taking_back_only_one()
    {
        await using var town = await Milltown.NewAsync();
        Task ImportAsync(string ages) => EditTests.ImportAsync(town, "clubs", "service", Clubs.Replace("%", ages, StringComparison.Ordinal), change: m => m with { ServiceKind = "leisure_centre", SiteUse = "leisure_centre" });
        await ImportAsync("18");
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, "clubs", "C1", ("minimum_age", "20")));
        await EditAsync(town, "clubs", "C1", ("minimum_age", "20"), ("maximum_age", "30"));
        await Assert.ThrowsAsync<UsageException>(() => HandEdits.DropAsync(town.Writer, "clubs", "C1", "maximum_age", TestContext.Current.CancellationToken));
        Assert.Equal("20 30", await town.ScalarAsync("SELECT concat_ws(' ', minimum_age, maximum_age) FROM service"));
    }

    [Fact]
    public async Task An_edit_that_a_newer_file_contradicts_waits_and_the_file_is_let_in()
    {
        await using var town = await Milltown.NewAsync();
        Task<ImportSummary> ImportAsync(string ages) => EditTests.ImportAsync(town, "clubs", "service", Clubs.Replace("%", ages, StringComparison.Ordinal), change: m => m with { ServiceKind = "leisure_centre", SiteUse = "leisure_centre" });
        await ImportAsync("");
        await EditAsync(town, "clubs", "C1", ("minimum_age", "20"));
        var later = await ImportAsync("18");
        Assert.Equal(("activated", 1), (later.Status, later.RowsConflicting));
        Assert.Contains("edit-conflict", later.Issues.Keys);
        Assert.Equal("18", await town.ScalarAsync("SELECT concat_ws(' ', minimum_age, maximum_age) FROM service"));
        Assert.Equal("20", await town.ScalarAsync("SELECT value::text FROM hand_edit"));
        // It takes effect again once the file lets it.
        await ImportAsync("25");
        Assert.Equal("20 25", await town.ScalarAsync("SELECT concat_ws(' ', minimum_age, maximum_age) FROM service"));
    }

    [Fact]
    public async Task Of_two_who_undo_the_same_run_one_is_refused()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        var second = await RegisterAsync(town, OnGrid.Replace("250", "260", StringComparison.Ordinal));
        var importer = new Importer(town.Writer);
        async Task<Exception?> TryAsync() => await Record.ExceptionAsync(() => importer.UndoAsync("register", second.RunId, TestContext.Current.CancellationToken));
        var outcomes = await Task.WhenAll(TryAsync(), TryAsync());
        Assert.IsType<UsageException>(Assert.Single(outcomes, o => o is not null));
        Assert.Equal("250", await town.ScalarAsync("SELECT content->>'floor_area_m2' FROM source_record WHERE record_key = 'A1'"));
    }

    [Fact]
    public async Task One_field_edited_twice_at_once_is_refused()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, ("name", "One"), ("name", "Two")));
    }

    [Fact]
    public async Task A_link_cannot_be_made_to_end_before_it_begins()
    {
        await using var town = await Milltown.NewAsync();
        await RegisterAsync(town, OnGrid);
        await ImportAsync(town, "links", "link", "id,kind,from,to,valid_from,evidence\nL1,funds,organisation:Milltown Council,organisation:Brook Trust,2020-01-01,minutes\n");
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, "links", "L1", ("valid_to", "2019-01-01")));
        await Assert.ThrowsAsync<UsageException>(() => EditAsync(town, "links", "L1", ("to", "organisation:Mill Trust")));
        await EditAsync(town, "links", "L1", ("valid_to", "2021-01-01"));
        Assert.Equal("[2020-01-01,2021-01-01)", await town.ScalarAsync("SELECT period::text FROM link"));
    }
}
