using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Carries what a dry run found out of its transaction before that is rolled back: counts, issues, changes and rejected rows, row by row over a second connection, so that memory does not grow with them.</summary>
internal static class Preview
{
    private static readonly (string Table, string Columns)[] Found =
    [
        ("import_issue", "run_id, dataset_id, line, record_key, field, value, issue_type, severity, responsible, message, is_rejection, visibility, proposed_value"),
        ("import_change", "run_id, record_key, line, kind, name, fields"),
        ("rejected_row", "run_id, line, cells"),
    ];

    private const string counts = "rows_read, rows_new, rows_changed, rows_unchanged, rows_missing, rows_rejected, rows_located, rows_conflicting, personal_values_dropped, base_run_id";

    /// <param name="looked">The dry run's transaction, everything done but the commit; it is rolled back here.</param>
    /// <param name="keeper">Another connection of the writer.</param>
    /// <param name="runId">The run of the dry run.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static async Task KeepAsync(NpgsqlTransaction looked, NpgsqlConnection keeper, long runId, CancellationToken cancellation)
    {
        await using var transaction = await keeper.BeginTransactionAsync(cancellation);
        foreach (var (table, columns) in Found)
            await CarryAsync(table, columns, "run_id");
        await CarryAsync("import_run", counts, "id");
        // The dry run holds its own row of import_run; until it lets go nobody else can write it.
        await looked.RollbackAsync(cancellation);

        foreach (var (table, columns) in Found)
            await Staging.RunAsync(keeper, $"INSERT INTO {table} ({columns}) SELECT {columns} FROM carried_{table}", cancellation);
        await Staging.RunAsync(keeper, $"UPDATE import_run SET status = 'previewed', finished_at = clock_timestamp(), ({counts}) = (SELECT {counts} FROM carried_import_run) WHERE id = $1::bigint", cancellation, runId);
        await transaction.CommitAsync(cancellation);

        async Task CarryAsync(string table, string columns, string key)
        {
            // Not straight into the table: COPY refuses tables with row-level security.
            await Staging.RunAsync(keeper, $"CREATE TEMP TABLE carried_{table} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA", cancellation);
            await using var from = await looked.Connection!.BeginRawBinaryCopyAsync($"COPY (SELECT {columns} FROM {table} WHERE {key} = {runId}) TO STDOUT (FORMAT binary)", cancellation);
            await using var to = await keeper.BeginRawBinaryCopyAsync($"COPY carried_{table} ({columns}) FROM STDIN (FORMAT binary)", cancellation);
            await from.CopyToAsync(to, cancellation);
        }
    }
}
