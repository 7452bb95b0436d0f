using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Carries what a dry run found out of its transaction before that is rolled back: counts, issues, changes and rejected rows, row by row over a second connection, so that memory does not grow with them.</summary>
internal static class Preview
{
    /// <param name="looked">The dry run's connection, everything done but the commit.</param>
    /// <param name="keeper">Another connection of the writer.</param>
    /// <param name="runId">The run of the dry run.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static async Task KeepAsync(NpgsqlConnection looked, NpgsqlConnection keeper, long runId, CancellationToken cancellation)
    {
        await using var transaction = await keeper.BeginTransactionAsync(cancellation);
        const string issue = "run_id, dataset_id, line, record_key, field, value, issue_type, severity, responsible, message, is_rejection, visibility, proposed_value";
        await CarryAsync("import_issue", issue, $"SELECT {issue} FROM import_issue WHERE run_id = {runId} ORDER BY id");
        await CarryAsync("import_change", "run_id, record_key, line, kind, name, fields", $"SELECT run_id, record_key, line, kind, name, fields FROM import_change WHERE run_id = {runId}");
        await CarryAsync("rejected_row", "run_id, line, cells", $"SELECT run_id, line, cells FROM rejected_row WHERE run_id = {runId}");

        const string counts = "rows_read, rows_new, rows_changed, rows_unchanged, rows_missing, rows_rejected, rows_located, rows_conflicting, personal_values_dropped";
        var values = new object?[counts.Split(',').Length];
        long? baseRun;
        await using (var command = new NpgsqlCommand($"SELECT {counts}, base_run_id FROM import_run WHERE id = $1", looked) { Parameters = { new() { Value = runId } } })
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            row.GetValues(values!);
            baseRun = await row.IsDBNullAsync(values.Length, cancellation) ? null : row.GetInt64(values.Length);
        }

        await using var finish = new NpgsqlCommand(
            $"UPDATE import_run SET status = 'previewed', finished_at = clock_timestamp(), ({counts}, base_run_id) = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) WHERE id = $1", keeper);
        finish.Parameters.Add(new() { Value = runId });
        foreach (var value in values)
            finish.Parameters.Add(new() { Value = value! });
        finish.Parameters.Add(new() { Value = baseRun is { } id ? id : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await finish.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);

        async Task CarryAsync(string table, string columns, string query)
        {
            // Not straight into the table: COPY refuses tables with row-level security.
            await Staging.RunAsync(keeper, $"CREATE TEMP TABLE carried_{table} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA", cancellation);
            await using (var from = await looked.BeginRawBinaryCopyAsync($"COPY ({query}) TO STDOUT (FORMAT binary)", cancellation))
            await using (var to = await keeper.BeginRawBinaryCopyAsync($"COPY carried_{table} ({columns}) FROM STDIN (FORMAT binary)", cancellation))
                await from.CopyToAsync(to, cancellation);
            await Staging.RunAsync(keeper, $"INSERT INTO {table} ({columns}) SELECT {columns} FROM carried_{table}", cancellation);
        }
    }
}
