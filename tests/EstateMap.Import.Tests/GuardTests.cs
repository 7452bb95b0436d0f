using EstateMap.Database;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Files that would take away what people rely on.</summary>
public sealed class GuardTests
{
    private static readonly ManifestArea OutputAreas = new() { Kind = "oa", Vintage = "2021" };

    private const string Outlook = "SELECT concat_ws(' ', code, CASE WHEN ended_by_run_id IS NULL THEN 'stands' ELSE 'ended' END, (SELECT count(*) FROM indicator_value v WHERE v.area_id = a.id)) FROM area a WHERE kind = 'oa' ORDER BY 1";

    private static Task<ImportSummary> AreasAsync(Milltown town, string file) => new Importer(town.Writer).ImportAsync(
        Milltown.Manifest("output-areas.geojson", "boundary", m => m with { Area = OutputAreas }), Milltown.PathOf(file), null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_boundary_that_a_newer_file_drops_keeps_its_figures_out_of_sight_and_returns_with_them()
    {
        await using var town = await Milltown.NewAsync();
        await AreasAsync(town, "output-areas.geojson");
        await town.ImportAsync("population.csv", "population", m => m with { Area = OutputAreas, DemandPoints = true });
        await AreasAsync(town, "output-areas-one-dropped.geojson");
        Assert.Equal(["O0 stands 4", "O1 stands 4", "O2 stands 4", "O3 stands 4", "O4 ended 4"], await town.ColumnAsync(Outlook));
        Assert.Equal(["O4 (O4) is no longer in the file, but 4 figures are measured of it; it is kept with them, out of sight."], await town.ColumnAsync("SELECT message FROM import_issue WHERE issue_type = 'area-ended'"));
        Assert.Equal(0L, await town.ScalarAsync("SELECT count(*) FROM area_membership m JOIN area a ON a.id IN (m.area_id, m.member_area_id) WHERE a.ended_by_run_id IS NOT NULL"));

        await new Importer(town.Writer).UndoAsync("output-areas", TestContext.Current.CancellationToken);
        Assert.Equal(["O0 stands 4", "O1 stands 4", "O2 stands 4", "O3 stands 4", "O4 stands 4"], await town.ColumnAsync(Outlook));
        Assert.Equal(510d, await town.ScalarAsync("SELECT area_population(id) FROM area WHERE kind = 'authority'"));
    }

    [Fact]
    public async Task A_boundary_of_which_nothing_is_measured_goes()
    {
        await using var town = await Milltown.NewAsync();
        await AreasAsync(town, "output-areas.geojson");
        await AreasAsync(town, "output-areas-one-dropped.geojson");
        Assert.Equal(["O0 stands 0", "O1 stands 0", "O2 stands 0", "O3 stands 0"], await town.ColumnAsync(Outlook));
    }

    [Fact]
    public async Task A_file_without_most_of_what_is_loaded_is_refused_unless_somebody_says_that_it_is_meant()
    {
        await using var town = await Milltown.NewAsync();
        using var files = new MadeFiles();
        var (whole, cut) = (Path.Combine(files.Folder, "whole.csv"), Path.Combine(files.Folder, "cut.csv"));
        await File.WriteAllLinesAsync(whole, ["asset code,name", .. Enumerable.Range(1, 12).Select(i => $"A{i},Depot {i}")], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(cut, ["asset code,name", .. Enumerable.Range(1, 5).Select(i => $"A{i},Depot {i}")], TestContext.Current.CancellationToken);
        await ImportAsync(whole, new ImportOptions());

        var refused = await Assert.ThrowsAsync<UsageException>(() => ImportAsync(cut, new ImportOptions()));
        Assert.Contains("lacks 7 of the 12 records", refused.Message, StringComparison.Ordinal);
        Assert.Equal(12L, await town.ScalarAsync("SELECT count(*) FROM source_record WHERE dataset_id = 'depots' AND missing_since_run_id IS NULL"));

        var look = await ImportAsync(cut, new ImportOptions { DryRun = true });
        Assert.Equal(("previewed", 7, 1), (look.Status, look.RowsMissing, look.Issues["records-missing"]));

        var meant = await ImportAsync(cut, new ImportOptions { AcceptMissing = true });
        Assert.Equal(("activated", 7, 1), (meant.Status, meant.RowsMissing, meant.Issues["records-missing"]));

        Task<ImportSummary> ImportAsync(string path, ImportOptions options) =>
            new Importer(town.Writer).ImportAsync(Milltown.Manifest("depots.csv", "register"), [path], options, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_without_half_of_what_is_loaded_is_taken()
    {
        await using var town = await Milltown.NewAsync();
        using var files = new MadeFiles();
        var (whole, half) = (Path.Combine(files.Folder, "whole.csv"), Path.Combine(files.Folder, "half.csv"));
        await File.WriteAllLinesAsync(whole, ["asset code,name", .. Enumerable.Range(1, 12).Select(i => $"A{i},Depot {i}")], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(half, ["asset code,name", .. Enumerable.Range(1, 6).Select(i => $"A{i},Depot {i}")], TestContext.Current.CancellationToken);
        var importer = new Importer(town.Writer);
        await importer.ImportAsync(Milltown.Manifest("depots.csv", "register"), whole, null, TestContext.Current.CancellationToken);
        var run = await importer.ImportAsync(Milltown.Manifest("depots.csv", "register"), half, null, TestContext.Current.CancellationToken);
        Assert.Equal(("activated", 6), (run.Status, run.RowsMissing));
        Assert.DoesNotContain("records-missing", run.Issues.Keys);
    }
}
