using System.Globalization;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Phases;
using Npgsql;

namespace EstateMap.Import;

/// <summary>The rows of a run that did not get in, as a CSV with the reasons, to be mended and sent again. Personal data stays out of it.</summary>
public sealed class RejectFile(NpgsqlDataSource writer)
{
    private static readonly string[] PersonalColumns = ["email", "mail", "phone", "mobile", "tel", "fax", "contact"];

    /// <summary>Writes line, reasons and the file's own columns; UTF-8. A run that rejected nothing gives the header alone; a run that does not exist is a <see cref="UsageException"/>.</summary>
    public async Task WriteAsync(long runId, Stream stream, CancellationToken cancellation = default)
    {
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using (var known = new NpgsqlCommand("SELECT EXISTS (SELECT FROM import_run WHERE id = $1)", connection) { Parameters = { new() { Value = runId } } })
            if (!(bool)(await known.ExecuteScalarAsync(cancellation))!)
                throw new UsageException($"There is no import run {runId}.");

        var rows = new List<(int Line, string Reasons, Dictionary<string, string?> Cells)>();
        var headers = new List<string>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT r.line, r.cells::text, coalesce((SELECT string_agg(i.message, ' ' ORDER BY i.id) FROM import_issue i WHERE i.run_id = r.run_id AND i.line = r.line AND i.is_rejection), '')
            FROM rejected_row r
            WHERE r.run_id = $1
            ORDER BY r.line
            """, connection)
        { Parameters = { new() { Value = runId } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var cells = JsonSerializer.Deserialize<string?[][]>(reader.GetString(1))!;
                headers.AddRange(cells.Select(c => c[0]!).Except(headers));
                rows.Add((reader.GetInt32(0), reader.GetString(2), cells.ToDictionary(c => c[0]!, c => c[1])));
            }
        }

        await using var text = new StreamWriter(stream, leaveOpen: true);
        await text.WriteLineAsync(string.Join(',', headers.Prepend("reasons").Prepend("line").Select(Quoted)));
        foreach (var (line, reasons, cells) in rows)
            await text.WriteLineAsync(string.Join(',', headers.Select(cells.GetValueOrDefault).Prepend(reasons).Prepend(line.ToString(CultureInfo.InvariantCulture)).Select(Quoted)));
    }

    // A leading =, +, - or @ would run as a formula where the file is opened in a spreadsheet; a number may start with a sign.
    private static string Quoted(string? value)
    {
        var safe = value is ['=' or '+' or '-' or '@', ..] && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + value : value ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Header and value of each cell; columns of contacts are blank, addresses and mobile numbers elsewhere are gone.</summary>
    internal static string?[][] Cleared(RawRow row)
    {
        var cells = new List<string?[]>();
        for (var i = 0; i < row.Values.Count; i++)
        {
            var header = i < row.Headers.Count && row.Headers[i].Length > 0 ? row.Headers[i] : $"column {i + 1}";
            var isPersonal = i >= row.Headers.Count || PersonalColumns.Any(p => header.Contains(p, StringComparison.OrdinalIgnoreCase));
            cells.Add([Clear(header), isPersonal ? null : Clear(row.Values[i])]);
        }

        // Two headers may read alike once cleared; a CSV needs them apart.
        return cells.DistinctBy(c => c[0]).ToArray();
    }

    private static string? Clear(string? text) => text is null ? null : PersonalData.Clear(TextCleaning.WithoutControls(text), out _);
}
