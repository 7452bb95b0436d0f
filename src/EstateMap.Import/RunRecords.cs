using System.Security.Cryptography;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Phases;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import;

/// <summary>The life of an import_run row: begun, then activated, unchanged, failed or cancelled.</summary>
internal static class RunRecords
{
    /// <summary>First key of the advisory locks that say which runs are alive; the run's id is the second.</summary>
    private const int runLock = 0x4573_7461;

    private const int batchRows = 2_000;

    private static readonly string[] aboutTheFile = ["asAt", "title", "description", "publisher", "publisherUrl", "downloadUrl", "mirrorPath", "licence", "licenceUrl", "attribution", "updatedEveryMonths", "theme"];

    public static async Task<long> BeginAsync(NpgsqlConnection connection, Manifest manifest, List<SourceFile> files, string? fileName, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO import_run (dataset_id, status, file_name, file_sha256, file_bytes, as_at, manifest)
            VALUES ($1, 'running', $2, $3, $4, $5, $6)
            RETURNING id
            """, connection);
        command.Parameters.Add(new() { Value = manifest.Id });
        command.Parameters.Add(new() { Value = PersonalData.Clear(fileName ?? string.Join(", ", files.Select(f => Path.GetFileName(f.Path))), out _) });
        command.Parameters.Add(new() { Value = Sha256(files) });
        command.Parameters.Add(new() { Value = files.Sum(f => f.Bytes) });
        command.Parameters.Add(new() { Value = manifest.AsAt is { } asAt ? asAt : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = Activate.Text(manifest), NpgsqlDbType = NpgsqlDbType.Jsonb });
        var runId = (long)(await command.ExecuteScalarAsync(cancellation))!;
        // Held by the connection, so it goes when the process does: a run nobody holds is dead.
        await Staging.RunAsync(connection, "SELECT pg_advisory_lock($1::int, $2::int)", cancellation, runLock, (int)runId);
        return runId;
    }

    /// <summary>The manifest that a dataset was last loaded with; an unknown dataset is a <see cref="UsageException"/>.</summary>
    public static async Task<Manifest> ManifestAsync(NpgsqlConnection connection, string datasetId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT manifest::text FROM dataset WHERE id = $1", connection) { Parameters = { new() { Value = datasetId } } };
        return await command.ExecuteScalarAsync(cancellation) is string json ? Manifest.Parse(json, datasetId) : throw new UsageException($"There is no dataset {datasetId}.");
    }

    public static async Task<long?> ActiveRunAsync(NpgsqlConnection connection, string datasetId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT active_run_id FROM dataset WHERE id = $1", connection) { Parameters = { new() { Value = datasetId } } };
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>The run that was served before one, the manifest it had (that of the run itself where none is kept), and whether the two differ.</summary>
    public static async Task<(long? RunId, Manifest Manifest, bool Differs)> BeforeAsync(NpgsqlConnection connection, string datasetId, long runId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT r.base_run_id, coalesce(b.manifest, d.manifest)::text, coalesce(b.manifest <> d.manifest, false)
            FROM import_run r
            JOIN dataset d ON d.id = r.dataset_id
            LEFT JOIN import_run b ON b.id = r.base_run_id
            WHERE r.id = $1
            """, connection)
        { Parameters = { new() { Value = runId } } };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (await row.IsDBNullAsync(0, cancellation) ? null : row.GetInt64(0), Manifest.Parse(row.GetString(1), datasetId), row.GetBoolean(2));
    }

    /// <summary>Runs that a killed process left running are failed runs.</summary>
    public static Task FailInterruptedAsync(NpgsqlConnection connection, long runId, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        WITH unfinished AS MATERIALIZED (
            SELECT id FROM import_run WHERE status = 'running' AND id <> $1::bigint
        )
        UPDATE import_run r
        SET status = 'failed', finished_at = clock_timestamp(), message = 'Interrupted: the program that imported ended before it was done.'
        FROM unfinished u
        WHERE r.id = u.id AND pg_try_advisory_xact_lock($2::int, u.id::int)
        """, cancellation, runId, runLock);

    /// <summary>True when the run being served came from the same bytes and the same manifest.</summary>
    public static async Task<bool> IsUnchangedAsync(NpgsqlConnection connection, Manifest manifest, List<SourceFile> files, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (
                SELECT FROM dataset d
                JOIN import_run r ON r.id = d.active_run_id
                WHERE d.id = $1 AND r.file_sha256 = $2 AND d.manifest = $3
                  -- What a row named may have been loaded since.
                  AND NOT EXISTS (SELECT FROM import_issue i WHERE i.run_id = r.id AND i.issue_type = 'unknown-reference'))
            """, connection);
        command.Parameters.Add(new() { Value = manifest.Id });
        command.Parameters.Add(new() { Value = Sha256(files) });
        command.Parameters.Add(new() { Value = Activate.Text(manifest), NpgsqlDbType = NpgsqlDbType.Jsonb });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>True when rows may now be read otherwise than they were. Dates and words about the file as a whole change no row.</summary>
    public static async Task<bool> ManifestDiffersAsync(NpgsqlConnection connection, Manifest manifest, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM dataset WHERE id = $1 AND active_run_id IS NOT NULL AND manifest - $3::text[] <> $2 - $3::text[])", connection);
        command.Parameters.Add(new() { Value = manifest.Id });
        command.Parameters.Add(new() { Value = Activate.Text(manifest), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = aboutTheFile });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public static Task FinishUnchangedAsync(NpgsqlConnection connection, string datasetId, long runId, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        UPDATE import_run r
        SET status = 'unchanged', finished_at = clock_timestamp(), rows_read = a.rows_read, rows_located = a.rows_located, rows_rejected = a.rows_rejected,
            rows_unchanged = a.rows_new + a.rows_changed + a.rows_unchanged
        FROM dataset d
        JOIN import_run a ON a.id = d.active_run_id
        WHERE d.id = $1::text AND r.id = $2::bigint
        """, cancellation, datasetId, runId);

    /// <summary>Says why a run came to nothing. The message never quotes a row: PostgreSQL's detail does, its message does not.</summary>
    public static async Task FailAsync(NpgsqlDataSource writer, long runId, Exception fault, CancellationToken cancellation)
    {
        var message = fault switch
        {
            OperationCanceledException => "Cancelled.",
            UsageException usage => usage.Message,
            _ when DatabaseFault.Describe(fault) is { } sentence => sentence,
            PostgresException refused => $"PostgreSQL refused the data: {refused.MessageText} ({refused.SqlState}).",
            _ => $"{fault.GetType().Name} while importing.",
        };
        try
        {
            await using var connection = await writer.OpenConnectionAsync(cancellation);
            // Only while it runs: a connection lost during the commit may have lost no more than the word that it was done.
            await Staging.RunAsync(connection, "UPDATE import_run SET status = $2::text, finished_at = clock_timestamp(), message = $3::text WHERE id = $1::bigint AND status = 'running'", cancellation,
                runId, fault is OperationCanceledException ? "cancelled" : "failed", PersonalData.Clear(message, out _));
        }
        catch (NpgsqlException)
        {
            // The database itself is gone; the fault that brought us here says so better.
        }
    }

    /// <summary>Keeps the rows that did not get in, cleared of personal data, so that somebody can mend and send them again.</summary>
    public static async Task KeepRejectedAsync(NpgsqlConnection connection, SourceFile file, Layout layout, long runId, CancellationToken cancellation)
    {
        var lines = new HashSet<int>();
        await using (var command = new NpgsqlCommand("SELECT DISTINCT line FROM staged_issue WHERE is_rejection AND line IS NOT NULL", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                lines.Add(reader.GetInt32(0));
        if (lines.Count == 0)
            return;

        // Not by COPY, which tables under row-level security refuse.
        foreach (var some in Read.RejectedRows(file, lines).Chunk(batchRows))
        {
            await using var insert = new NpgsqlCommand("INSERT INTO rejected_row (run_id, line, cells) SELECT $1, * FROM unnest($2::int[], $3::jsonb[])", connection);
            insert.Parameters.Add(new() { Value = runId });
            insert.Parameters.Add(new() { Value = some.Select(row => row.Line).ToArray() });
            insert.Parameters.Add(new() { Value = some.Select(row => JsonSerializer.Serialize(RejectFile.Cleared(row, layout.NamesPeople))).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    public static async Task<ImportSummary> SummariseAsync(NpgsqlConnection connection, string datasetId, long runId, TimeSpan elapsed, CancellationToken cancellation)
    {
        var issues = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("SELECT issue_type, count(*)::int FROM import_issue WHERE run_id = $1 GROUP BY issue_type", connection) { Parameters = { new() { Value = runId } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                issues.Add(reader.GetString(0), reader.GetInt32(1));

        await using var run = new NpgsqlCommand(
            "SELECT status, rows_read, rows_new, rows_changed, rows_unchanged, rows_missing, rows_rejected, rows_located, personal_values_dropped, rows_conflicting FROM import_run WHERE id = $1", connection)
        { Parameters = { new() { Value = runId } } };
        await using var row = await run.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new ImportSummary(datasetId, runId, row.GetString(0), elapsed)
        {
            RowsRead = row.GetInt32(1),
            RowsNew = row.GetInt32(2),
            RowsChanged = row.GetInt32(3),
            RowsUnchanged = row.GetInt32(4),
            RowsMissing = row.GetInt32(5),
            RowsRejected = row.GetInt32(6),
            RowsLocated = row.GetInt32(7),
            PersonalValuesDropped = row.GetInt32(8),
            RowsConflicting = row.GetInt32(9),
            Issues = issues,
        };
    }

    private static byte[] Sha256(List<SourceFile> files) => files.Count == 1 ? files[0].Sha256 : SHA256.HashData(files.SelectMany(f => f.Sha256).ToArray());
}
