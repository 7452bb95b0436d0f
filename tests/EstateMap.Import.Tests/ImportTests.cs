using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Importing again, importing something newer, and importing what fails.</summary>
public sealed class ImportTests
{
    // Run, time stamps and surrogate ids of rows that are rewritten each time differ by nature; everything else may not.
    private const string Fingerprint =
        """
        SELECT md5(string_agg(line, ',' ORDER BY line))
        FROM (
            SELECT row_to_json(s)::text AS line FROM site s
            UNION ALL SELECT row_to_json(p)::text FROM property p
            UNION ALL SELECT row_to_json(t)::text FROM tenure t
            UNION ALL SELECT row_to_json(f)::text FROM floor_area f
            UNION ALL SELECT row_to_json(r)::text FROM source_record r
            UNION ALL SELECT row_to_json(p)::text FROM field_provenance p
            UNION ALL SELECT row_to_json(u)::text FROM site_use u
            UNION ALL SELECT row_to_json(a)::text FROM site_area a
            UNION ALL SELECT row_to_json(o)::text FROM organisation o
            UNION ALL SELECT row_to_json(d)::text FROM dataset d
            UNION ALL SELECT row_to_json(i)::text FROM import_issue i
        ) everything
        """;

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        var before = await town.ScalarAsync(Fingerprint);
        var again = await town.ImportAsync("plain-register.csv");
        Assert.Equal(("unchanged", 3, 3, 0), (again.Status, again.RowsRead, again.RowsUnchanged, again.RowsNew));
        Assert.Equal(before, await town.ScalarAsync(Fingerprint));
    }

    [Fact]
    public async Task A_newer_file_counts_what_is_new_changed_unchanged_and_missing()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        var later = await new Importer(town.Writer).ImportAsync(Milltown.Manifest("plain-register.csv", "register"), Milltown.PathOf("plain-register-a-year-later.csv"),
            null, TestContext.Current.CancellationToken);
        Assert.Equal(("activated", 1, 1, 1, 1), (later.Status, later.RowsNew, later.RowsChanged, later.RowsUnchanged, later.RowsMissing));
        Assert.Equal(["A1 t 260.50", "A2 t", "A3 f", "A4 t"], await town.ColumnAsync(
            "SELECT concat_ws(' ', p.asset_code, p.is_current, f.area_m2) FROM property p LEFT JOIN floor_area f ON f.property_id = p.id ORDER BY p.asset_code"));
        Assert.Equal(["The Yard"], await town.ColumnAsync("SELECT name FROM site WHERE NOT is_current"));
        Assert.Equal(["A3"], await town.ColumnAsync($"SELECT record_key FROM source_record WHERE missing_since_run_id = {later.RunId}"));
        Assert.Equal(["superseded", "activated"], await town.ColumnAsync("SELECT status FROM import_run WHERE dataset_id = 'plain-register' ORDER BY id"));

        // And back: what was missing is there again, on the site it had.
        var back = await town.ImportAsync("plain-register.csv");
        Assert.Equal((1, 1, 1, 1), (back.RowsNew, back.RowsChanged, back.RowsUnchanged, back.RowsMissing));
        Assert.Equal(["New Depot"], await town.ColumnAsync("SELECT name FROM site WHERE NOT is_current"));
        Assert.Equal(4L, await town.ScalarAsync("SELECT count(*) FROM site"));
    }

    [Fact]
    public async Task A_run_that_fails_at_the_last_step_leaves_its_reason_and_nothing_else()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("plain-register.csv");
        var before = await town.ScalarAsync(Fingerprint.Replace("UNION ALL SELECT row_to_json(d)::text FROM dataset d", "", StringComparison.Ordinal));
        await using var connection = await town.Writer.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await new NpgsqlCommand(
            """
            SET ROLE NONE;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more properties' USING DETAIL = 'secret@gmail.com'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON tenure FOR EACH ROW EXECUTE FUNCTION refuse();
            """, connection).ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<PostgresException>(() => town.ImportAsync("two-blocks-at-one-point.csv"));
        Assert.Equal(["failed: PostgreSQL refused the data: no more properties (P0001)."], await town.ColumnAsync("SELECT status || ': ' || message FROM import_run WHERE dataset_id = 'two-blocks-at-one-point'"));
        Assert.Equal("-", Assert.Single(await town.ColumnAsync("SELECT active_run_id FROM dataset WHERE id = 'two-blocks-at-one-point'")));
        Assert.Equal(before, await town.ScalarAsync(Fingerprint.Replace("UNION ALL SELECT row_to_json(d)::text FROM dataset d", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_run_says_so_and_leaves_nothing()
    {
        await using var town = await Milltown.NewAsync();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Importer(town.Writer).ImportAsync(Milltown.Manifest("plain-register.csv", "register"), Milltown.PathOf("plain-register.csv"),
            new Immediately(p => { if (p.Phase == "match") cancellation.Cancel(); }), cancellation.Token));
        Assert.Equal(["cancelled"], await town.ColumnAsync("SELECT status FROM import_run WHERE dataset_id = 'plain-register'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM site"));
    }

    [Fact]
    public async Task A_run_that_a_killed_process_left_behind_is_failed_by_the_next()
    {
        await using var town = await Milltown.NewAsync();
        await town.ScalarAsync("INSERT INTO import_run (dataset_id, status, file_name) VALUES ('postcodes', 'running', 'postcodes.csv')");
        await town.ImportAsync("plain-register.csv");
        Assert.Equal(["failed: Interrupted: the program that imported ended before it was done."], await town.ColumnAsync(
            "SELECT status || ': ' || message FROM import_run WHERE dataset_id = 'postcodes' ORDER BY id DESC LIMIT 1"));
    }

    [Fact]
    public async Task Two_imports_at_once_both_arrive()
    {
        await using var town = await Milltown.NewAsync();
        await Task.WhenAll(town.ImportAsync("plain-register.csv"), town.ImportAsync("two-blocks-at-one-point.csv"), town.ImportAsync("plain-register.csv"));
        Assert.Equal(8L, await town.ScalarAsync("SELECT count(*) FROM property WHERE is_current"));
        Assert.Equal(1L, await town.ScalarAsync("SELECT count(*) FROM import_run WHERE dataset_id = 'plain-register' AND status = 'unchanged'"));
    }

    [Fact]
    public async Task Trap_12_A_size_written_on_every_block_of_one_point_counts_once()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("floor-area-on-every-block.csv");
        Assert.Equal(["B1 f", "B2 t", "B3 t", "B4 f"], await town.ColumnAsync("SELECT p.asset_code || ' ' || CASE WHEN f.is_repeat THEN 't' ELSE 'f' END FROM floor_area f JOIN property p ON p.id = f.property_id ORDER BY 1"));
        Assert.Equal(["floor-area-repeated", "floor-area-repeated", "not-located", "possible-match"], await town.IssuesAsync("floor-area-on-every-block"));
    }

    private sealed class Immediately(Action<ImportProgress> heard) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => heard(value);
    }
}
