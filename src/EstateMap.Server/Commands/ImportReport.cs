using System.Globalization;
using System.Text.Json;
using EstateMap.Import;
using Npgsql;

namespace EstateMap.Server.Commands;

/// <summary>What an import did, in columns that stand up in a log as on a terminal.</summary>
internal static class ImportReport
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Heads = ["dataset", "outcome", "read", "new", "changed", "same", "missing", "rejected", "located", "issues", "seconds"];

    public static void Write(TextWriter writer, IReadOnlyList<ImportSummary> summaries)
    {
        List<string[]> rows = [Heads];
        rows.AddRange(summaries.Select(summary => (string[])
        [
            summary.DatasetId, summary.Status, Number(summary.RowsRead), Number(summary.RowsNew), Number(summary.RowsChanged), Number(summary.RowsUnchanged),
            Number(summary.RowsMissing), Number(summary.RowsRejected), Number(summary.RowsLocated), Number(summary.Issues.Values.Sum()),
            summary.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        ]));
        WriteColumns(writer, rows, leftAligned: 2);
    }

    public static void Write(TextWriter writer, PlaceSummary place)
    {
        Write(writer, place.Datasets);
        foreach (var missing in place.LeftOut)
            writer.WriteLine($"left out  {missing}");
        var figures = place.Figures;
        writer.WriteLine();
        List<string[]> areas = [["area", "vintage", "count", "people"]];
        areas.AddRange(figures.Areas.Select(area => (string[])[area.Kind, area.Vintage, Number(area.Areas), area.People is { } people ? people.ToString("N0", CultureInfo.InvariantCulture) : "unknown"]));
        WriteColumns(writer, areas, leftAligned: 2);
        writer.WriteLine();
        writer.WriteLine($"Register rows: {Number(figures.PropertiesByLocationMethod.Values.Sum())} ({string.Join(", ", figures.PropertiesByLocationMethod.Select(method => $"{method.Key} {Number(method.Value)}"))}); {Number(figures.PropertiesOutsidePlace)} outside the place");
        writer.WriteLine($"Sites {Number(figures.Sites)} ({Number(figures.SitesOutsidePlace)} outside the place), services {Number(figures.Services)}, community assets {Number(figures.CommunityAssets)}, links {Number(figures.Links)}, postcodes {Number(figures.Postcodes)}, demand points {Number(figures.DemandPoints)}");
        writer.WriteLine($"Floor area {figures.FloorAreaStatedM2.ToString("N0", CultureInfo.InvariantCulture)} m2 as stated, {figures.FloorAreaCountedM2.ToString("N0", CultureInfo.InvariantCulture)} m2 with repeats counted once");
        writer.WriteLine($"Personal values dropped: {Number(place.Datasets.Sum(dataset => dataset.PersonalValuesDropped))}");
        writer.WriteLine($"Done in {place.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
    }

    /// <summary>What a run changes, a line a row and one for each field, every one of them.</summary>
    public static async Task WriteChangesAsync(TextWriter writer, NpgsqlDataSource source, long runId, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            SELECT c.kind, c.record_key, c.name, f.field, f.before, f.after
            FROM import_change c
            LEFT JOIN LATERAL jsonb_to_recordset(c.fields) f (field text, before text, after text) ON true
            WHERE c.run_id = $1
            ORDER BY c.kind, c.record_key, f.field
            """);
        command.Parameters.Add(new() { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var last = "";
        while (await reader.ReadAsync(cancel))
        {
            var row = $"{reader.GetString(0)}  {reader.GetString(1)}  {Text(2)}".TrimEnd();
            if (row != last)
                await writer.WriteLineAsync(row);
            last = row;
            if (!await reader.IsDBNullAsync(3, cancel))
                await writer.WriteLineAsync($"    {reader.GetString(3)}: {Text(4)} -> {Text(5)}");
        }

        string Text(int column) => reader.IsDBNull(column) ? "(empty)" : reader.GetString(column);
    }

    public static void WriteColumns(TextWriter writer, List<string[]> rows, int leftAligned)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => column < leftAligned ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
