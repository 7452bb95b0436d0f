using EstateMap.Database;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Looking before an import, taking it back, and what people put right in between.</summary>
public sealed class VersionTests
{
    // All that is served of the register. Runs, times and ids are left out.
    private const string Register =
        """
        SELECT string_agg(line, E'\n' ORDER BY line)
        FROM (
            SELECT concat_ws(' ', 'site', name, street_name, postcode, ST_AsText(geom), location_precision, location_method, is_current) AS line FROM site
            UNION ALL SELECT concat_ws(' ', 'property', asset_code, p.name, p.kind, ST_AsText(p.geom), p.location_method, p.is_current, t.tenure_detail, f.area_m2, f.is_repeat, e.rating)
                      FROM property p LEFT JOIN tenure t ON t.property_id = p.id LEFT JOIN floor_area f ON f.property_id = p.id LEFT JOIN energy_certificate e ON e.property_id = p.id WHERE p.is_current
            UNION ALL SELECT concat_ws(' ', 'record', record_key, run_id, content, encode(content_sha256, 'hex'), missing_since_run_id) FROM source_record
            UNION ALL SELECT concat_ws(' ', 'provenance', record_key, field, basis, method, original_value, confidence) FROM field_provenance
            UNION ALL SELECT concat_ws(' ', 'use', use_code, record_key) FROM site_use
            UNION ALL SELECT concat_ws(' ', 'area', s.name, a.code) FROM site_area JOIN site s ON s.id = site_id JOIN area a ON a.id = area_id
        ) everything
        """;

    private static readonly string WithoutRuns = Register.Replace("run_id, content, ", "content, ", StringComparison.Ordinal).Replace("missing_since_run_id", "missing_since_run_id IS NULL", StringComparison.Ordinal);

    private static readonly ImportOptions Look = new() { DryRun = true };

    private static Task<ImportSummary> ImportAsync(Milltown town, string file, ImportOptions? options = null) => new Importer(town.Writer).ImportAsync(
        Milltown.Manifest("plain-register.csv", "register"), [Milltown.PathOf(file)], options ?? new ImportOptions(), null, TestContext.Current.CancellationToken);

    private static Task<ImportSummary> OlderAsync(Milltown town, ImportOptions? options = null) => ImportAsync(town, "plain-register.csv", options);

    private static Task<ImportSummary> NewerAsync(Milltown town, ImportOptions? options = null) => ImportAsync(town, "plain-register-a-year-later.csv", options);

    private static Task EditAsync(Milltown town, string key, string field, string? value) =>
        HandEdits.SaveAsync(town.Writer, "plain-register", key, field, value, "seen on site", "steward", TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_dry_run_says_what_would_change_and_changes_nothing()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        var before = await town.ScalarAsync(Register);
        var look = await NewerAsync(town, Look);
        Assert.Equal(("previewed", 1, 1, 1, 1), (look.Status, look.RowsNew, look.RowsChanged, look.RowsUnchanged, look.RowsMissing));
        Assert.Equal(before, await town.ScalarAsync(Register));
        Assert.Equal(["A1 changed energy_rating: C > B, floor_area_m2: 250.5 > 260.5", "A3 missing", "A4 new"], await town.ColumnAsync(
            $"""
            SELECT concat_ws(' ', record_key, kind, (SELECT string_agg(concat(f->>'field', ': ', f->>'before', ' > ', f->>'after'), ', ') FROM jsonb_array_elements(fields) f))
            FROM import_change WHERE run_id = {look.RunId} ORDER BY record_key
            """));
        var done = await NewerAsync(town);
        Assert.Equal((look.RowsNew, look.RowsChanged, look.RowsUnchanged, look.RowsMissing), (done.RowsNew, done.RowsChanged, done.RowsUnchanged, done.RowsMissing));
        Assert.Equal(look.Issues, done.Issues);
    }

    [Fact]
    public async Task A_dry_run_of_a_first_file_leaves_no_record_and_keeps_its_rejects()
    {
        await using var town = await Milltown.NewAsync();
        var look = await new Importer(town.Writer).ImportAsync(Milltown.Manifest("no-asset-code.csv", "register"), [Milltown.PathOf("no-asset-code.csv")], Look, null, TestContext.Current.CancellationToken);
        Assert.Equal("previewed", look.Status);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM source_record WHERE dataset_id = 'no-asset-code'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site"));
        Assert.Equal((long)look.RowsRejected, await town.ScalarAsync($"SELECT count(*) FROM rejected_row WHERE run_id = {look.RunId}"));
        Assert.True(look.RowsRejected > 0);
        Assert.Contains("required-value-missing", await town.IssuesAsync("no-asset-code"));
    }

    [Fact]
    public async Task Undo_puts_everything_back_and_can_be_undone_by_importing_again()
    {
        await using var town = await Milltown.NewAsync();
        var first = await OlderAsync(town);
        var before = await town.ScalarAsync(Register);
        await NewerAsync(town);
        var after = await town.ScalarAsync(WithoutRuns);
        await new Importer(town.Writer).UndoAsync("plain-register", TestContext.Current.CancellationToken);

        Assert.Equal(Without(before, "New Depot"), Without(await town.ScalarAsync(Register), "New Depot"));
        Assert.Equal(["activated", "undone"], await town.ColumnAsync("SELECT status FROM import_run WHERE dataset_id = 'plain-register' ORDER BY id"));
        Assert.Equal(first.RunId, await town.ScalarAsync("SELECT active_run_id FROM dataset WHERE id = 'plain-register'"));
        Assert.Equal("unchanged", (await OlderAsync(town)).Status);

        Assert.Equal((1, 1), (await NewerAsync(town, Look)) is var look ? (look.RowsNew, look.RowsChanged) : default);
        await NewerAsync(town);
        Assert.Equal(after, await town.ScalarAsync(WithoutRuns));
    }

    // A site that an undone run brought stays as one that is no longer current: its id must never mean another place.
    private static string Without(object? register, string name) => string.Join('\n', ((string)register!).Split('\n').Where(l => !l.Contains(name, StringComparison.Ordinal) && !l.StartsWith("record A4", StringComparison.Ordinal)
        && !l.StartsWith("provenance A4", StringComparison.Ordinal)));

    [Fact]
    public async Task Undo_of_a_first_import_leaves_nothing_served_and_a_second_undo_says_so()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        var importer = new Importer(town.Writer);
        await importer.UndoAsync("plain-register", TestContext.Current.CancellationToken);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site WHERE is_current"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM property WHERE is_current"));
        await Assert.ThrowsAsync<UsageException>(() => importer.UndoAsync("plain-register", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<UsageException>(() => importer.UndoAsync("no-such-thing", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Undo_of_boundaries_gives_the_old_outline_back()
    {
        await using var town = await Milltown.NewAsync();
        var before = await town.ScalarAsync("SELECT string_agg(code || ST_AsText(geom) || ST_AsText(display_geom), ' ' ORDER BY code) FROM area WHERE kind = 'ward'");
        Func<Manifest, Manifest> wards = m => m with { Id = "wards", Area = new ManifestArea { Kind = "ward", Vintage = "2023" } };
        await new Importer(town.Writer).ImportAsync(Milltown.Manifest("wards-generalised.geojson", "boundary", wards), Milltown.PathOf("wards-generalised.geojson"), null, TestContext.Current.CancellationToken);
        Assert.NotEqual(before, await town.ScalarAsync("SELECT string_agg(code || ST_AsText(geom) || ST_AsText(display_geom), ' ' ORDER BY code) FROM area WHERE kind = 'ward'"));
        await new Importer(town.Writer).UndoAsync("wards", TestContext.Current.CancellationToken);
        Assert.Equal(before, await town.ScalarAsync("SELECT string_agg(code || ST_AsText(geom) || ST_AsText(display_geom), ' ' ORDER BY code) FROM area WHERE kind = 'ward'"));
    }

    [Fact]
    public async Task An_older_vintage_and_then_the_newer_gives_the_newer_and_its_history()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        await NewerAsync(town);
        Assert.Equal(["A1 250.5"], await town.ColumnAsync("SELECT concat_ws(' ', record_key, content->>'floor_area_m2') FROM record_version WHERE dataset_id = 'plain-register'"));
        Assert.Equal(["A1 260.50", "A2", "A4"], await town.ColumnAsync(
            "SELECT concat_ws(' ', p.asset_code, f.area_m2) FROM property p LEFT JOIN floor_area f ON f.property_id = p.id WHERE p.is_current ORDER BY 1"));
    }

    [Fact]
    public async Task A_hand_edit_shows_at_once_and_wins_over_the_next_file()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        await EditAsync(town, "A2", "name", "  North Field Allotments ");
        await EditAsync(town, "A2", "holding_type", "Buildings");
        Assert.Equal("North Field Allotments building", await town.ScalarAsync("SELECT p.name || ' ' || p.kind FROM property p JOIN site s ON s.id = p.site_id WHERE asset_code = 'A2' AND s.name = p.name"));
        Assert.Equal("fact put right by hand (steward): seen on site", await town.ScalarAsync("SELECT basis || ' ' || method FROM field_provenance WHERE record_key = 'A2' AND field = 'name'"));

        var newer = await NewerAsync(town);
        Assert.Equal((1, 1, 0), (newer.RowsUnchanged, newer.RowsChanged, newer.RowsConflicting));
        Assert.Equal("North Field Allotments", await town.ScalarAsync("SELECT name FROM property WHERE asset_code = 'A2'"));
        await new Importer(town.Writer).UndoAsync("plain-register", TestContext.Current.CancellationToken);
        Assert.Equal("North Field Allotments", await town.ScalarAsync("SELECT name FROM property WHERE asset_code = 'A2'"));

        await HandEdits.DropAsync(town.Writer, "plain-register", "A2", "name", TestContext.Current.CancellationToken);
        Assert.Equal("North Field", await town.ScalarAsync("SELECT name FROM property WHERE asset_code = 'A2'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM field_provenance WHERE record_key = 'A2' AND field = 'name'"));
        Assert.Equal("building", await town.ScalarAsync("SELECT kind::text FROM property WHERE asset_code = 'A2'"));
    }

    [Fact]
    public async Task A_file_that_changed_an_edited_field_too_is_in_conflict_until_somebody_lets_it_win()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        await EditAsync(town, "A1", "floor_area_m2", "255");
        var newer = await NewerAsync(town);
        Assert.Equal(1, newer.RowsConflicting);
        Assert.Contains("edit-conflict", newer.Issues.Keys);
        Assert.Equal(255.00m, await town.ScalarAsync("SELECT f.area_m2 FROM floor_area f JOIN property p ON p.id = property_id WHERE asset_code = 'A1'"));
        Assert.Equal("250.5 260.5", await town.ScalarAsync("SELECT concat_ws(' ', seen_value, file_value) FROM hand_edit"));
        Assert.Equal("250.5", await town.ScalarAsync("SELECT content->>'floor_area_m2' FROM record_version WHERE record_key = 'A1'"));

        var told = await NewerAsync(town, new ImportOptions { PreferFile = true });
        Assert.Equal("activated", told.Status);
        Assert.Equal(260.50m, await town.ScalarAsync("SELECT f.area_m2 FROM floor_area f JOIN property p ON p.id = property_id WHERE asset_code = 'A1'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }

    [Fact]
    public async Task A_file_that_says_what_the_hand_said_makes_the_edit_needless()
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        await EditAsync(town, "A1", "floor_area_m2", "260.5");
        var newer = await NewerAsync(town);
        Assert.Contains("edit-adopted", newer.Issues.Keys);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM field_provenance WHERE record_key = 'A1' AND method LIKE 'put right%'"));
    }

    [Fact]
    public async Task A_point_or_postcode_put_right_moves_the_place_into_its_areas()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("outward-postcode-only.csv");
        var key = (string)(await town.ScalarAsync("SELECT record_key FROM source_record WHERE dataset_id = 'outward-postcode-only' AND content->>'location_method' = 'unlocated'"))!;
        await HandEdits.SaveAsync(town.Writer, "outward-postcode-only", key, "postcode", "zz11aa", "the deeds say so", "steward", TestContext.Current.CancellationToken);
        Assert.Equal("ZZ1 1AA postcode_centroid 2", await town.ScalarAsync(
            $"SELECT concat_ws(' ', s.postcode, s.location_method, (SELECT count(*) FROM site_area a WHERE a.site_id = s.id)) FROM site s JOIN source_record r ON r.site_id = s.id WHERE record_key = '{key}'"));
        await HandEdits.SaveAsync(town.Writer, [new("outward-postcode-only", key, "longitude", "-2.36"), new("outward-postcode-only", key, "latitude", "53.42")], "walked there", "steward", TestContext.Current.CancellationToken);
        Assert.Equal("POINT(-2.36 53.42) by_hand given", await town.ScalarAsync(
            $"SELECT concat_ws(' ', ST_AsText(s.geom), s.location_method, s.location_precision) FROM site s JOIN source_record r ON r.site_id = s.id WHERE record_key = '{key}'"));
    }

    [Theory]
    [InlineData("A1", "floor_area_m2", "as big as a barn")]
    [InlineData("A1", "postcode", "ZZ")]
    [InlineData("A1", "colour", "green")]
    [InlineData("A1", "asset_code", "A9")]
    [InlineData("A1", "name", " ")]
    [InlineData("A1", "longitude", "53.4")]
    [InlineData("ZZZ", "name", "Nowhere")]
    public async Task An_edit_that_cannot_be_is_refused_and_leaves_nothing(string key, string field, string value)
    {
        await using var town = await Milltown.NewAsync();
        await OlderAsync(town);
        var before = await town.ScalarAsync(Register);
        await Assert.ThrowsAsync<UsageException>(() => HandEdits.SaveAsync(town.Writer, [new("plain-register", "A2", "name", "North"), new("plain-register", key, field, value)], "because", "steward", TestContext.Current.CancellationToken));
        Assert.Equal(before, await town.ScalarAsync(Register));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM hand_edit"));
    }

    [Fact]
    public async Task A_merge_moves_all_that_stood_on_the_site_and_later_imports_honour_it()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("town-hall.csv");
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library");
        const string candidates = "SELECT record_key || ' ' || score FROM match_candidate";
        Assert.Single(await town.ColumnAsync(candidates));
        var hall = (long)(await town.ScalarAsync("SELECT site_id FROM source_record WHERE record_key = 'TH2'"))!;
        await MatchReview.DecideAsync(town.Writer, "library-of-nearly-the-same-name", "Mill Brooks Library | ZZ1 1AB", hall, true, "one door", "steward", TestContext.Current.CancellationToken);
        Assert.Empty(await town.ColumnAsync(candidates));
        const string places = "SELECT (s.name || ': ' || string_agg(r.record_key, ' ' ORDER BY r.record_key)) FROM site s JOIN source_record r ON r.site_id = s.id WHERE s.is_current GROUP BY s.id, s.name ORDER BY 1";
        string[] together = ["Mill Branch Library: Mill Brooks Library | ZZ1 1AB TH2", "Waterside Hall (Town Hall, Annexe): TH1"];
        Assert.Equal(together, await town.ColumnAsync(places));
        Assert.Equal(hall, await town.ScalarAsync("SELECT site_id FROM service_at_location"));
        Assert.Equal(2L, await town.ScalarAsync("SELECT count(*) FROM site WHERE is_current"));
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "next year"));
        await town.ImportAsync("town-hall.csv", change: m => Milltown.ReadAfresh(m, "next year"));
        Assert.Equal(together, await town.ColumnAsync(places));

        await MatchReview.DecideAsync(town.Writer, "library-of-nearly-the-same-name", "Mill Brooks Library | ZZ1 1AB", hall, false, "two doors after all", "steward", TestContext.Current.CancellationToken);
        string[] apart = ["Mill Branch Library: TH2", "Mill Brooks Library: Mill Brooks Library | ZZ1 1AB", "Waterside Hall (Town Hall, Annexe): TH1"];
        Assert.Equal(apart, await town.ColumnAsync(places));
        Assert.NotEqual(hall, await town.ScalarAsync("SELECT site_id FROM service_at_location"));
        await town.ImportAsync("library-of-nearly-the-same-name.csv", "library", m => Milltown.ReadAfresh(m, "the year after"));
        Assert.Equal(apart, await town.ColumnAsync(places));
        Assert.Empty(await town.ColumnAsync(candidates));
    }

    [Fact]
    public async Task A_newer_day_alone_changes_no_row_and_every_row_s_date()
    {
        await using var town = await Milltown.NewAsync();
        Task<ImportSummary> OnAsync(int year) => town.ImportTextAsync("register", "AssetCode,PropertyName,HoldingType\nA1,Old Mill,Buildings\nA2,New Mill,Buildings\n", "register", m => m with { AsAt = new DateOnly(year, 3, 31) });
        await OnAsync(2024);
        var later = await OnAsync(2025);
        Assert.Equal(("activated", 0, 0, 2, 0), (later.Status, later.RowsNew, later.RowsChanged, later.RowsUnchanged, later.RowsMissing));
        Assert.Equal(["2025-03-31"], await town.ColumnAsync("SELECT DISTINCT as_at::text FROM source_record WHERE dataset_id = 'register'"));
    }
}
