using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Publishers' tables of which area lies in which, beside what the outlines say.</summary>
public sealed class LookupTests
{
    private static readonly ManifestArea OutputAreas = new() { Kind = "oa", Vintage = "2021" };
    private static readonly ManifestArea Wards = new() { Kind = "ward", Vintage = "2023" };
    private static readonly ManifestArea Authorities = new() { Kind = "authority", Vintage = "2023" };

    private static Task<ImportSummary> WardsAsync(Milltown town) => town.ImportAsync("wards-in-two-authorities-of-one-name.csv", "lookup", m => m with
    {
        Area = Wards,
        Within = [Authorities],
        Columns = new Dictionary<string, string[]> { ["area_code"] = ["wd23cd"], ["authority_code"] = ["lad23cd"] },
    });

    [Fact]
    public async Task Trap_68_codes_are_keys_and_names_are_not()
    {
        await using var town = await Milltown.NewAsync();
        var run = await WardsAsync(town);
        Assert.Equal((4, 2, 0), (run.RowsRead, run.RowsNew, run.RowsRejected));
        Assert.Equal(["ward 2023 W1 authority 2023 A", "ward 2023 W2 authority 2023 A"], await town.ColumnAsync(
            "SELECT concat_ws(' ', kind, vintage, code, within_kind, within_vintage, within_code) FROM area_lookup ORDER BY 1"));
    }

    [Fact]
    public async Task Rows_of_other_places_are_left_out_and_counted_once_for_the_file()
    {
        await using var town = await Milltown.NewAsync();
        await WardsAsync(town);
        Assert.Equal(["2 2 rows speak of areas of kind ward and vintage 2023 outside the place; they were left out."], await town.ColumnAsync(
            "SELECT concat_ws(' ', value, message) FROM import_issue WHERE issue_type = 'area-elsewhere'"));
    }

    [Fact]
    public async Task A_table_that_our_outlines_contradict_is_kept_and_the_contradiction_reported()
    {
        await using var town = await Milltown.NewAsync();
        await town.ImportAsync("output-areas.geojson", "boundary", m => m with { Area = OutputAreas });
        await town.ImportAsync("output-areas-best-fit-to-another-ward.csv", "lookup", m => m with
        {
            Area = OutputAreas,
            Within = [Wards, Authorities],
            Columns = new Dictionary<string, string[]> { ["area_code"] = ["oa"], ["ward_code"] = ["ward"], ["authority_code"] = ["authority"] },
        });
        Assert.Equal(["areas-missing O3", "lookup-disagrees O2 W2: The table puts O2 into W2 (East), but 60.0 % of its outline lies in W1 (West).", "unknown-area O9"], await town.ColumnAsync(
            """
            SELECT CASE issue_type WHEN 'lookup-disagrees' THEN concat_ws(' ', issue_type, record_key, value || ':', message) ELSE concat_ws(' ', issue_type, value) END
            FROM import_issue
            WHERE dataset_id = 'output-areas-best-fit-to-another-ward' AND issue_type <> 'unmapped-column'
            ORDER BY 1
            """));
        Assert.Equal(["O0 W1", "O1 W1", "O2 W2", "O4 W2"], await town.ColumnAsync("SELECT code || ' ' || within_code FROM area_lookup WHERE within_kind = 'ward' ORDER BY 1"));
    }

    [Fact]
    public async Task Undo_takes_a_table_out_again()
    {
        await using var town = await Milltown.NewAsync();
        await WardsAsync(town);
        await new Importer(town.Writer).UndoAsync("wards-in-two-authorities-of-one-name", TestContext.Current.CancellationToken);
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM area_lookup"));
    }
}
