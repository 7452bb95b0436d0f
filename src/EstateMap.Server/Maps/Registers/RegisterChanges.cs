using System.Globalization;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using EstateMap.Server.People;

namespace EstateMap.Server.Maps.Registers;

/// <summary>How many rows came, went and changed since a publication, and how often each column did.</summary>
internal sealed record RegisterChangeCounts(int Added, int Removed, int Changed, int Unchanged, IReadOnlyDictionary<string, int> ByColumn);

/// <summary>The register of today beside an earlier publication of it: a CSV that was published, whoever wrote it, or a run of this database.</summary>
internal static class RegisterChanges
{
    /// <summary>Stands for the run that was served before the one served now.</summary>
    public const string Last = "last";

    private const int PointsAtOnce = 5_000;

    /// <summary>Writes a row for each change: added, removed, or changed with column, before and after. The earlier publication is held in memory, the register is not.</summary>
    /// <param name="since">Path of a CSV, the number of a run that was served, or <see cref="Last"/>.</param>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static async Task<RegisterChangeCounts> WriteAsync(CallerSource reader, RegisterDataset dataset, string since, Stream output, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(reader, dataset, since, cancellationToken);
        var (added, changed, unchanged) = (0, 0, 0);
        var byColumn = dataset.Columns.ToDictionary(column => column.Name, _ => 0);
        await using var csv = new CsvText(output, withBom: false);
        await WriteRowAsync("Change", "AssetCode", "PropertyName", "Column", "Before", "After");
        var (code, name) = (Place("AssetCode"), Place("PropertyName"));
        await foreach (var row in RegisterExport.RowsAsync(reader, dataset, null, cancellationToken))
        {
            if (!before.Remove(row.Key, out var old))
            {
                added++;
                await WriteRowAsync("added", row.Cells[code], row.Cells[name], "", "", "");
                continue;
            }

            var isChanged = false;
            for (var i = 0; i < row.Cells.Length; i++)
            {
                if (row.Cells[i] == old[i])
                    continue;
                isChanged = true;
                byColumn[dataset.Columns[i].Name]++;
                await WriteRowAsync("changed", row.Cells[code], row.Cells[name], dataset.Columns[i].Name, old[i], row.Cells[i]);
            }

            if (isChanged)
                changed++;
            else
                unchanged++;
        }

        foreach (var old in before.OrderBy(row => row.Key, StringComparer.Ordinal))
            await WriteRowAsync("removed", old.Value[code], old.Value[name], "", "", "");
        return new RegisterChangeCounts(added, before.Count, changed, unchanged, byColumn.Where(column => column.Value > 0).ToDictionary());

        int Place(string column) => dataset.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == column).i;

        async Task WriteRowAsync(params string[] cells)
        {
            foreach (var cell in cells)
                csv.Text(cell);
            await csv.EndRowAsync(cancellationToken);
        }
    }

    private static async Task<Dictionary<string, string[]>> BeforeAsync(CallerSource reader, RegisterDataset dataset, string since, CancellationToken cancellationToken)
    {
        if (File.Exists(since))
            return await OfFileAsync(reader, dataset, since, cancellationToken);
        var runId = since == Last ? await RunBeforeAsync(reader, dataset, cancellationToken)
            : long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new UsageException($"There is no file {since}, nor is it '{Last}' or the number of a run.");
        await using var asking = reader.CreateCommand(RegisterSql.HasRun);
        asking.Parameters.Add(new() { Value = dataset.Id });
        asking.Parameters.Add(new() { Value = runId });
        if (await asking.ExecuteScalarAsync(cancellationToken) is not true)
            throw new UsageException($"Run {runId} is none of the dataset '{dataset.Id}' that was ever served.");
        var rows = new Dictionary<string, string[]>();
        await foreach (var row in RegisterExport.RowsAsync(reader, dataset, runId, cancellationToken))
            rows[row.Key] = row.Cells;
        return rows;
    }

    private static async Task<long> RunBeforeAsync(CallerSource reader, RegisterDataset dataset, CancellationToken cancellationToken)
    {
        await using var asking = reader.CreateCommand(RegisterSql.RunBefore);
        asking.Parameters.Add(new() { Value = dataset.Id });
        return await asking.ExecuteScalarAsync(cancellationToken) as long? ?? throw new UsageException($"The dataset '{dataset.Id}' was imported only once; there is nothing before it.");
    }

    /// <summary>A published file read as an import reads it, so that only what differs in meaning counts as changed.</summary>
    private static async Task<Dictionary<string, string[]>> OfFileAsync(CallerSource reader, RegisterDataset dataset, string path, CancellationToken cancellationToken)
    {
        var manifest = dataset.Manifest;
        var file = await SourceFile.MeasureAsync(path, new ManifestFile { MirrorPath = Path.GetFileName(path), Format = "csv" }, cancellationToken);
        var layout = Layouts.Get("register");
        var unheard = new IssueLog();
        // The Code's own headers need no manifest, and what a manifest forbids or renames was said of another file.
        var isOurs = Read.Rows(file, unheard).FirstOrDefault() is { } first && first.Headers.Contains("AssetCode") && first.Headers.Contains("PropertyName");
        var columns = new MapColumns(layout, isOurs ? null : manifest.Columns, unheard);
        var harmonise = new Harmonise(layout, manifest, unheard);
        var rows = new Dictionary<string, string[]>();
        var waiting = new List<Draft>();
        foreach (var raw in Read.Rows(file, unheard, columns))
        {
            unheard.Take();
            if (harmonise.Record(raw, columns.Map(raw), null) is { } draft)
                waiting.Add(draft);
            if (waiting.Count == PointsAtOnce)
                await PlaceAsync();
        }

        await PlaceAsync();
        return rows;

        async Task PlaceAsync()
        {
            var onGrid = waiting.Where(draft => draft.Point?.Srid == 27700).ToArray();
            var degrees = await DegreesAsync(reader, onGrid, cancellationToken);
            for (var i = 0; i < onGrid.Length; i++)
                Place(onGrid[i], degrees[i].Longitude, degrees[i].Latitude);
            foreach (var draft in waiting)
            {
                if (draft.Point is { Srid: 4326 } point)
                    Place(draft, Math.Round((decimal)point.X, 7), Math.Round((decimal)point.Y, 7));
                using var content = JsonDocument.Parse(draft.ToJson());
                var assumed = draft.Provenance.Where(note => note.Method.StartsWith("the register does not say", StringComparison.Ordinal) || note.Method == "from the type of asset").Select(note => note.Field).ToArray();
                rows.TryAdd(draft.Key!, RegisterColumns.Cells(dataset.Columns, content.RootElement, assumed));
            }

            waiting.Clear();
        }

        static void Place(Draft draft, decimal longitude, decimal latitude)
        {
            draft.Set("longitude", longitude);
            draft.Set("latitude", latitude);
            draft.Set("location_precision", "given");
        }
    }

    private static async Task<List<(decimal Longitude, decimal Latitude)>> DegreesAsync(CallerSource reader, Draft[] drafts, CancellationToken cancellationToken)
    {
        var degrees = new List<(decimal, decimal)>();
        if (drafts.Length == 0)
            return degrees;
        await using var command = reader.CreateCommand(RegisterSql.Degrees);
        command.Parameters.Add(new() { Value = drafts.Select(draft => draft.Point!.Value.X).ToArray() });
        command.Parameters.Add(new() { Value = drafts.Select(draft => draft.Point!.Value.Y).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            degrees.Add((rows.GetDecimal(0), rows.GetDecimal(1)));
        return degrees;
    }
}
