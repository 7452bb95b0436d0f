using System.Globalization;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Phases;
using Npgsql;

namespace EstateMap.Import;

/// <summary>The rows of a run that did not get in, as a CSV with the reasons, to be mended and sent again. Personal data stays out of it.</summary>
public sealed class RejectFile(NpgsqlDataSource writer)
{
    /// <summary>A run that does not exist is a <see cref="UsageException"/>.</summary>
    public async Task EnsureRunAsync(long runId, CancellationToken cancellation = default)
    {
        await using var known = writer.CreateCommand("SELECT EXISTS (SELECT FROM import_run WHERE id = $1)");
        known.Parameters.Add(new() { Value = runId });
        if (!(bool)(await known.ExecuteScalarAsync(cancellation))!)
            throw new UsageException($"There is no import run {runId}.");
    }

    /// <summary>Writes line, reasons and the file's own columns; UTF-8, a row at a time. A run that rejected nothing gives the header alone; a run that does not exist is a <see cref="UsageException"/>.</summary>
    public async Task WriteAsync(long runId, Stream stream, CancellationToken cancellation = default)
    {
        await EnsureRunAsync(runId, cancellation);
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        var headers = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT cell->>0 FROM rejected_row r CROSS JOIN LATERAL jsonb_array_elements(r.cells) WITH ORDINALITY c (cell, n) WHERE r.run_id = $1 GROUP BY 1 ORDER BY min(n), min(r.line), 1", connection)
        { Parameters = { new() { Value = runId } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                headers.Add(reader.GetString(0));

        await using var text = new StreamWriter(stream, leaveOpen: true);
        await text.WriteLineAsync(string.Join(',', headers.Prepend("reasons").Prepend("line").Select(Quoted)));
        await using var rows = new NpgsqlCommand(
            """
            SELECT r.line, r.cells::text, coalesce(i.reasons, '')
            FROM rejected_row r
            LEFT JOIN (SELECT line, string_agg(message, ' ' ORDER BY id) AS reasons FROM import_issue WHERE run_id = $1 AND is_rejection GROUP BY line) i USING (line)
            WHERE r.run_id = $1
            ORDER BY r.line
            """, connection)
        { Parameters = { new() { Value = runId } } };
        await using var row = await rows.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var cells = JsonSerializer.Deserialize<string?[][]>(row.GetString(1))!.ToDictionary(c => c[0]!, c => c[1]);
            await text.WriteLineAsync(string.Join(',', headers.Select(cells.GetValueOrDefault).Prepend(row.GetString(2)).Prepend(row.GetInt32(0).ToString(CultureInfo.InvariantCulture)).Select(Quoted)));
        }
    }

    // A leading =, +, - or @ would run as a formula where the file is opened in a spreadsheet; a number may start with a sign.
    private static string Quoted(string? value)
    {
        var safe = value is ['=' or '+' or '-' or '@', ..] && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + value : value ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Header and value of each cell; columns of people and contacts are blank, addresses and mobile numbers elsewhere are gone. Of a row that has more values than columns anything may stand anywhere: in a file that
    /// speaks of people (<paramref name="namesPeople"/>) only its first value is kept, to find it by.</summary>
    internal static string?[][] Cleared(RawRow row, bool namesPeople)
    {
        var cells = new List<string?[]>();
        var isShifted = namesPeople && row.Values.Count > row.Headers.Count;
        for (var i = 0; i < row.Values.Count; i++)
        {
            var header = i < row.Headers.Count && row.Headers[i].Length > 0 ? row.Headers[i] : $"column {i + 1}";
            var isPersonal = i >= row.Headers.Count || isShifted && i > 0 || PersonalData.IsPersonalHeader(header);
            cells.Add([Clear(header), isPersonal ? null : Clear(row.Values[i])]);
        }

        // Two headers may read alike once cleared; a CSV needs them apart.
        return cells.DistinctBy(c => c[0]).ToArray();
    }

    private static string? Clear(string? text) => text is null ? null : PersonalData.Clear(TextCleaning.WithoutControls(text), out _);
}
