using System.Runtime.CompilerServices;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.People;

namespace EstateMap.Server.Maps.Registers;

/// <summary>What a register's publication says of itself. <see cref="Key"/>: headers of the columns that name a row.</summary>
internal sealed record RegisterDataset(string Id, string Title, string? Description, string Publisher, string? PublisherUrl, string Licence, string? LicenceUrl, string Attribution, DateOnly? AsAt, IReadOnlyList<string> Key)
{
    internal required Manifest Manifest { get; init; }
    internal required IReadOnlyList<RegisterColumn> Columns { get; init; }
}

/// <summary>A row of the publication: its key within the dataset, and its cells in the order of the columns.</summary>
internal sealed record RegisterRow(string Key, string[] Cells);

/// <summary>One dataset's register as CSV of the Local Government Transparency Code 2015, streamed in the order of its source. What the reader may not see is not in it.</summary>
internal static class RegisterExport
{
    public const string FileName = "register.csv";

    /// <exception cref="UsageException">There is no such dataset, or it is no register.</exception>
    public static async Task<RegisterDataset> DescribeAsync(CallerSource reader, string id, CancellationToken cancellationToken)
    {
        await using var asking = reader.CreateCommand(RegisterSql.Dataset);
        asking.Parameters.Add(new() { Value = id });
        await using var row = await asking.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new UsageException($"There is no dataset '{id}'.");
        if (!row.GetBoolean(8))
            throw new UsageException($"The dataset '{id}' is no register of land and buildings.");
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        var all = RegisterColumns.Code.Concat(RegisterColumns.Optional).ToList();
        var key = (row.IsDBNull(7) ? ["asset_code"] : row.GetFieldValue<string[]>(7)).Select(field => all.Find(column => column.Field == field)?.Name).OfType<string>().ToArray();
        var described = new RegisterDataset(id, row.GetString(0), Text(9), row.GetString(1), Text(2), row.GetString(3), Text(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6), key)
        {
            Manifest = Manifest.Parse(row.GetString(10), id),
            Columns = [],
        };
        await row.CloseAsync();

        await using var asked = reader.CreateCommand(RegisterSql.FieldsInUse);
        asked.Parameters.Add(new() { Value = id });
        asked.Parameters.Add(new() { Value = RegisterColumns.Optional.Select(column => column.Field).ToArray() });
        await using var fields = await asked.ExecuteReaderAsync(cancellationToken);
        var inUse = new HashSet<string>();
        while (await fields.ReadAsync(cancellationToken))
            inUse.Add(fields.GetString(0));
        return described with { Columns = [.. RegisterColumns.Code, .. RegisterColumns.Optional.Where(column => inUse.Contains(column.Field))] };
    }

    /// <summary>Writes header and rows; the output stays open.</summary>
    public static async Task WriteAsync(CallerSource reader, RegisterDataset dataset, Stream output, bool withBom, CancellationToken cancellationToken)
    {
        await using var csv = new CsvText(output, withBom);
        foreach (var column in dataset.Columns)
            csv.Text(column.Name);
        await csv.EndRowAsync(cancellationToken);
        await foreach (var row in RowsAsync(reader, dataset, null, cancellationToken))
        {
            for (var i = 0; i < row.Cells.Length; i++)
                // A number's minus sign calculates nothing.
                if (dataset.Columns[i].Base is "decimal")
                    csv.Plain(row.Cells[i]);
                else
                    csv.Text(row.Cells[i]);
            await csv.EndRowAsync(cancellationToken);
        }
    }

    /// <summary>The rows served now, or when a run had been activated.</summary>
    internal static async IAsyncEnumerable<RegisterRow> RowsAsync(CallerSource reader, RegisterDataset dataset, long? runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = reader.CreateCommand(runId is null ? RegisterSql.Rows : RegisterSql.RowsOfRun);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = dataset.Id });
        if (runId is { } run)
            command.Parameters.Add(new() { Value = run });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            using var content = JsonDocument.Parse(rows.GetString(1));
            yield return new RegisterRow(rows.GetString(0), RegisterColumns.Cells(dataset.Columns, content.RootElement, rows.GetFieldValue<string[]>(2)));
        }
    }
}
