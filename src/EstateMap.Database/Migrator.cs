using Npgsql;

namespace EstateMap.Database;

/// <summary>What one run did; both empty when the database was up to date.</summary>
/// <param name="Applied">Names of the migrations applied, in order.</param>
/// <param name="HasRerunFunctions">Whether functions and views were run again.</param>
public sealed record MigrationSummary(IReadOnlyList<string> Applied, bool HasRerunFunctions);

/// <summary>
/// Brings a database forward, never back. Each migration is one transaction with its own record in schema_migration; a session-level
/// advisory lock makes any number of servers that start at once take turns, and all but the first find nothing to do.
/// </summary>
public sealed class Migrator(NpgsqlDataSource owner, MigrationSet set)
{
    // Any number does, so long as it is always this one: "estatemap" in ASCII, cut to eight bytes.
    private const long LockKey = 0x657374617465_6d61;
    private const string FunctionsRecord = "functions";

    /// <exception cref="UsageException">An applied file was edited, the database is newer than this program, a file fails, or an extension may not be created.</exception>
    public async Task<MigrationSummary> MigrateAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await RunAsync(connection, "SET client_min_messages = warning", cancellationToken);
            await RunAsync(connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    name text PRIMARY KEY,
                    checksum text NOT NULL,         -- SHA-256 of the file, or of the set of functions
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """, cancellationToken);
            var applied = await ReadAppliedAsync(connection, cancellationToken);
            Check(applied);
            var missing = set.Migrations.Where(file => !applied.ContainsKey(file.Name)).ToList();
            if (missing.Count > 0)
                await CreateExtensionsAsync(connection, progress, cancellationToken);
            foreach (var file in missing)
            {
                progress?.Report($"Applying {file.Name}");
                await ApplyAsync(connection, [file], file.Name, file.Checksum, cancellationToken);
            }
            // A new table may be one that a function's loop over tables must see, so new migrations run them again too.
            var rerun = missing.Count > 0 || applied.GetValueOrDefault(FunctionsRecord) != set.FunctionsChecksum;
            if (rerun)
                await ApplyAsync(connection, set.Functions, FunctionsRecord, set.FunctionsChecksum, cancellationToken);
            if (missing.Count > 0)
                await connection.ReloadTypesAsync(cancellationToken);
            return new MigrationSummary([.. missing.Select(file => file.Name)], rerun);
        }
        finally
        {
            // A broken connection has let go of the lock already.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await RunAsync(connection, $"RESET client_min_messages; SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT name, checksum FROM schema_migration", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            applied.Add(rows.GetString(0), rows.GetString(1));
        return applied;
    }

    private void Check(Dictionary<string, string> applied)
    {
        var known = set.Migrations.ToDictionary(file => file.Name, file => file.Checksum, StringComparer.Ordinal);
        foreach (var (name, checksum) in applied.Where(record => record.Key != FunctionsRecord).OrderBy(record => record.Key, StringComparer.Ordinal))
        {
            if (!known.TryGetValue(name, out var current))
                throw new UsageException($"The database was migrated by a newer EstateMap ({name} is unknown here): update this program, or use another database.");
            if (current != checksum)
                throw new UsageException($"The migration {name} was edited after it was applied to this database; migrations only go forward, so restore the file and write a new one.");
        }
    }

    private async Task CreateExtensionsAsync(NpgsqlConnection connection, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        foreach (var extension in set.Extensions)
        {
            try
            {
                progress?.Report($"Making sure of the extension {extension}");
                await RunAsync(connection, $"CREATE EXTENSION IF NOT EXISTS {extension}", cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new UsageException($"This login may not create the extension {extension}: as a superuser run CREATE EXTENSION {extension}; in database {connection.Database}, then start again.", error);
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile)
            {
                throw new UsageException($"The database server does not have the extension {extension}: install its package there, then start again.", error);
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, IEnumerable<MigrationFile> files, string record, string checksum, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var file in files)
        {
            try
            {
                await ExecuteFileAsync(connection, transaction, file.Sql, cancellationToken);
            }
            catch (PostgresException error)
            {
                throw new UsageException($"The migration {file.Name} failed{DescribeLine(file.Sql, error)} and was undone: {error.MessageText} (SQLSTATE {error.SqlState})", error);
            }
        }
        await using var remember = new NpgsqlCommand(
            """
            INSERT INTO schema_migration (name, checksum)
            VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE
            SET checksum = excluded.checksum, applied_at = now()
            """, connection, transaction)
        { Parameters = { new() { Value = record }, new() { Value = checksum } } };
        await remember.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // EXECUTE takes the whole file as it stands, where Npgsql would cut it at semicolons, also at those inside BEGIN ATOMIC bodies.
    private static async Task ExecuteFileAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var pass = new NpgsqlCommand("SELECT set_config('estatemap.migration', $1, true)", connection, transaction) { Parameters = { new() { Value = sql } } };
        await pass.ExecuteNonQueryAsync(cancellationToken);
        await RunAsync(connection, "DO $$BEGIN EXECUTE current_setting('estatemap.migration'); END$$", cancellationToken);
    }

    private static string DescribeLine(string sql, PostgresException error) =>
        error.InternalPosition > 0 && error.InternalQuery == sql
            ? $" at line {sql.AsSpan(0, Math.Min(error.InternalPosition - 1, sql.Length)).Count('\n') + 1}"
            : "";

    // Large tables take their time, and so does whoever holds the lock: no time-out.
    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
