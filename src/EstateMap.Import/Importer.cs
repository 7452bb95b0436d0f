using System.Diagnostics;
using System.Globalization;
using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace EstateMap.Import;

/// <summary>Brings one file into the register: read, map columns, harmonise, locate, match, check, load, activate. All of it becomes visible at once, or nothing does.</summary>
public sealed class Importer(NpgsqlDataSource writer)
{
    /// <summary>Runs that change fewer leave the statistics to the database's own housekeeping.</summary>
    private const int fewRows = 100;

    private const int batchRows = 2_000;

    /// <summary>One import at a time: they all compare with the same sites. The number is the product's own.</summary>
    private const long importLock = 0x4573_7461_7465_4D61;

    public Task<ImportSummary> ImportAsync(Manifest manifest, string filePath, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        ImportAsync(manifest, [filePath], new ImportOptions(), progress, cancellation);

    public Task<ImportSummary> ImportAsync(Manifest manifest, IReadOnlyList<string> filePaths, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        ImportAsync(manifest, filePaths, new ImportOptions(), progress, cancellation);

    /// <summary>
    /// Imports the files of a manifest, in the order of <see cref="Manifest.Files"/>. A file that cannot be used is a <see cref="UsageException"/>; whatever fails leaves a failed run with its reason and no other trace.
    /// A dry run is the import itself, taken back at the end: what it would change, report and reject is kept under its run, and nothing that is served changes.
    /// </summary>
    public async Task<ImportSummary> ImportAsync(Manifest manifest, IReadOnlyList<string> filePaths, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (filePaths.Count != manifest.Files.Count)
            throw new UsageException($"Dataset {manifest.Id} needs {manifest.Files.Count} files ({string.Join(", ", manifest.Files.Select(f => f.MirrorPath))}), but {filePaths.Count} were given.");
        var clock = Stopwatch.StartNew();
        var files = new List<SourceFile>();
        foreach (var (path, file) in filePaths.Zip(manifest.Files))
            files.Add(await SourceFile.MeasureAsync(path, file, cancellation));

        await using var connection = await writer.OpenConnectionAsync(cancellation);
        var runId = await BeginRunAsync(connection, manifest, files, options.FileName, cancellation);
        options.OnBegun?.Invoke(runId);
        var notes = new ChangeNotes.Progress(writer, manifest.Id, runId, progress);
        bool isUnchanged;
        try
        {
            await using var transaction = await BeginAsync(connection, cancellation);
            await RunRecords.FailInterruptedAsync(connection, runId, cancellation);
            isUnchanged = await RunRecords.IsUnchangedAsync(connection, manifest, files, cancellation) && !options.PreferFile;
            if (isUnchanged)
                await RunRecords.FinishUnchangedAsync(connection, manifest.Id, runId, cancellation);
            else
                await PlaceAsync(connection, manifest, files, runId, options, notes, cancellation);
            if (isUnchanged || !options.DryRun)
            {
                await transaction.CommitAsync(cancellation);
            }
            else
            {
                await using var keeper = await writer.OpenConnectionAsync(cancellation);
                await Preview.KeepAsync(transaction, keeper, runId, cancellation);
            }
        }
        catch (Exception fault)
        {
            await RunRecords.FailAsync(writer, runId, fault, CancellationToken.None);
            await notes.EndAsync();
            throw;
        }

        var summary = await SummariseAsync(connection, manifest.Id, runId, clock.Elapsed, cancellation);
        await notes.EndAsync();
        // After the commit, and outside the try: a run that is in has not failed. Without fresh statistics the first queries are planned for empty tables; a few rows change no plan.
        if (summary.RowsNew + summary.RowsChanged + summary.RowsMissing >= fewRows && !isUnchanged && !options.DryRun)
            await RefreshAsync();
        return summary;
    }

    public Task<long> UndoAsync(string datasetId, CancellationToken cancellation = default) => UndoAsync(datasetId, expectedRun: null, cancellation);

    /// <summary>Takes the active run of a dataset back: its records stand again as the run before left them, and that run is served; after a first run nothing is left. Gives the id of the run taken back.
    /// A dataset that is not loaded is a <see cref="UsageException"/>. Doing it again goes one run further back; with <paramref name="expectedRun"/> another active run than that one is a <see cref="UsageException"/>.</summary>
    public async Task<long> UndoAsync(string datasetId, long? expectedRun, CancellationToken cancellation = default)
    {
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using var transaction = await BeginAsync(connection, cancellation);
        var runId = await Undo.RunAsync(connection, datasetId, expectedRun, cancellation);
        await transaction.CommitAsync(cancellation);
        return runId;
    }

    /// <summary>What is in is in: a connection that is lost now is replaced, not reported.</summary>
    private async Task<ImportSummary> SummariseAsync(NpgsqlConnection connection, string datasetId, long runId, TimeSpan elapsed, CancellationToken cancellation)
    {
        try
        {
            return await RunRecords.SummariseAsync(connection, datasetId, runId, elapsed, cancellation);
        }
        catch (NpgsqlException)
        {
            await using var other = await writer.OpenConnectionAsync(cancellation);
            return await RunRecords.SummariseAsync(other, datasetId, runId, elapsed, cancellation);
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await using var connection = await writer.OpenConnectionAsync(CancellationToken.None);
            await Staging.RunAsync(connection, "SELECT refresh_statistics()", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The database's own housekeeping will come to it.
        }
    }

    /// <summary>A transaction that no other import or edit can get between: they all compare with the same sites.</summary>
    internal static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await Staging.RunAsync(connection, "SELECT pg_advisory_xact_lock($1::bigint)", cancellation, importLock);
        return transaction;
    }

    private static async Task<long> BeginRunAsync(NpgsqlConnection connection, Manifest manifest, List<SourceFile> files, string? fileName, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Vocabulary.LoadAsync(connection, cancellation);
        await Activate.DatasetAsync(connection, manifest, onlyIfNew: true, cancellation);
        var runId = await RunRecords.BeginAsync(connection, manifest, files, fileName, cancellation);
        await transaction.CommitAsync(cancellation);
        return runId;
    }

    private static async Task PlaceAsync(NpgsqlConnection connection, Manifest manifest, List<SourceFile> files, long runId, ImportOptions options, ChangeNotes.Progress progress, CancellationToken cancellation)
    {
        var layout = Layouts.Get(manifest.Layout);
        var issues = new IssueLog();
        await Staging.CreateAsync(connection, layout.Becomes.HasFlag(Becomes.Site), cancellation);
        var edits = await EditOverlay.LoadAsync(connection, manifest.Id, options.PreferFile, cancellation);
        var (rowsRead, srid) = await StageAsync(connection, manifest, layout, files, edits, issues, progress, cancellation);

        Say("check");
        await Check.KeysAsync(connection, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Area))
        {
            await Check.OutlinesAsync(connection, srid ?? 4326, cancellation);
            if (manifest.DisplayGeometry is not null)
            {
                await StageDisplayAsync(connection, manifest, layout, files[1], cancellation);
                await Check.DisplayOutlinesAsync(connection, cancellation);
            }
        }
        else if (layout.Becomes.HasFlag(Becomes.Site) && srid is not null)
        {
            await Check.FootprintsAsync(connection, srid.Value, cancellation);
        }

        if ((layout.Becomes & (Becomes.Population | Becomes.Indicator)) != 0)
            await Check.AreaCodesAsync(connection, manifest.Area!, manifest.IsWider, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Lookup))
            await LoadLookups.CheckAsync(connection, manifest, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Link))
            await LoadCommunity.CheckLinksAsync(connection, cancellation);
        await Check.CompareAsync(connection, manifest.Id, await RunRecords.ManifestDiffersAsync(connection, manifest, cancellation), cancellation);
        await Check.CompleteAsync(connection, manifest.Id, options, cancellation);
        await Activate.DatasetAsync(connection, manifest, onlyIfNew: false, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Site))
        {
            Say("match");
            await Match.SitesAsync(connection, manifest, layout.GroupsByPoint, cancellation);
            if (manifest.FootprintsWithinMetres is not null)
                await Check.PlacesKnownAsync(connection, cancellation);
        }

        Say("load");
        await Check.ChangesAsync(connection, manifest.Id, listNew: options.DryRun, cancellation);
        await Load.RecordsAsync(connection, manifest, runId, keepVersions: true, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Site))
            await Match.KeepAsync(connection, manifest.Id, cancellation);
        if (layout.Becomes.HasFlag(Becomes.Site) && srid is not null)
            await LoadSites.PointsBesideAsync(connection, manifest, cancellation);
        await edits.KeepAsync(connection, runId, cancellation);
        await RunRecords.KeepRejectedAsync(connection, files[0], layout, runId, cancellation);

        Say("activate");
        await Activate.RunAsync(connection, manifest.Id, runId, rowsRead, issues.PersonalValuesDropped, edits.RowsInConflict, cancellation);

        void Say(string phase) => progress.Report(new ImportProgress(manifest.Id, phase, rowsRead, rowsRead));
    }

    /// <summary>Read, map columns, harmonise, and into the staging tables, a batch at a time. Gives the EPSG code of the outlines too, null when there are none.</summary>
    private static async Task<(int RowsRead, int? Srid)> StageAsync(NpgsqlConnection connection, Manifest manifest, Layout layout, List<SourceFile> files, EditOverlay edits, IssueLog issues,
        ChangeNotes.Progress progress, CancellationToken cancellation)
    {
        var columns = new MapColumns(layout, manifest.Columns, issues, manifest.Values);
        var harmonise = new Harmonise(layout, manifest, issues);
        JoinFile? joined = null;
        if (manifest.Join is { } join)
            joined = new JoinFile(files[^1], join, layout, issues);

        var locator = layout.HasPlace || layout.Becomes.HasFlag(Becomes.Postcode) ? await Locator.LoadAsync(connection, layout.HasPlace, cancellation) : null;
        var drafts = new List<Draft>(batchRows);
        var rowsRead = 0;
        int? srid = null;
        foreach (var row in Read.Rows(files[0], issues, columns))
        {
            cancellation.ThrowIfCancellationRequested();
            rowsRead++;
            // The values of the first outline tell, when they can only be one system; else what manifest or file state.
            if (srid is null && row.Shape is Polygon or MultiPolygon)
                srid = Locate.Interpret(row.Shape.Coordinate.X, row.Shape.Coordinate.Y)?.Srid ?? (manifest.Crs is null ? row.Srid : null) ?? (manifest.Crs == "EPSG:27700" ? 27700 : 4326);
            if (harmonise.Record(row, columns.Map(row), joined) is { } draft)
            {
                draft.Seal();
                drafts.Add(draft);
            }

            if (drafts.Count == batchRows)
                await FlushAsync();
        }

        joined?.ReportUnused();
        harmonise.ReportSpellings();
        await FlushAsync();
        if ((locator?.GridError_m ?? (srid == 27700 ? await ProjData.MeasureError_mAsync(connection, cancellation) : 0)) is > ProjData.Exact_m and var out_m)
        {
            issues.Add(IssueType.GridMissing, null, null, null, null, string.Create(CultureInfo.InvariantCulture, $"The database lacks the OSTN15 grid: what the file gives on the British National Grid lies about {out_m:0} m from where it is. Run 'estatemap doctor', then import the file again."));
            await Staging.CopyIssuesAsync(connection, issues.Take(), cancellation);
        }

        return (rowsRead + issues.RowsNotRead, srid);

        async Task FlushAsync()
        {
            if (locator is not null)
                await locator.FromGridAsync(connection, drafts, cancellation);
            foreach (var draft in drafts)
            {
                edits.Apply(draft);
                locator?.Place(draft);
            }

            await Staging.CopyAsync(connection, drafts, cancellation);
            await Staging.CopyIssuesAsync(connection, issues.Take(), cancellation);
            drafts.Clear();
            progress.Report(new ImportProgress(manifest.Id, "read", rowsRead, null));
        }
    }

    /// <summary>The generalised outlines, by the same key as the full ones.</summary>
    private static async Task StageDisplayAsync(NpgsqlConnection connection, Manifest manifest, Layout layout, SourceFile file, CancellationToken cancellation)
    {
        // Its faults are those of the full file over again; an outline that is missing here is drawn in full.
        var unheard = new IssueLog();
        var columns = new MapColumns(layout, manifest.Columns, unheard, manifest.Values);
        var harmonise = new Harmonise(layout, manifest, unheard);
        var wkb = new WKBWriter();
        await Staging.CopyDisplayAsync(connection, Shapes(), cancellation);

        IEnumerable<(string, byte[], int)> Shapes()
        {
            foreach (var row in Read.Rows(file, unheard))
                if (harmonise.Record(row, columns.Map(row), null) is { } draft)
                    yield return (draft.Key!, wkb.Write(draft.Shape), row.Srid ?? 4326);
        }
    }
}
