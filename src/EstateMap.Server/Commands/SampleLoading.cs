using EstateMap.Database;
using EstateMap.Import;
using Npgsql;

namespace EstateMap.Server.Commands;

/// <summary>Gives a database without real data the sample, so that a first start shows a whole product.</summary>
internal static class SampleLoading
{
    // Servers that start at once on one database take turns; the number is the product's own.
    private const long LockKey = 0x73616d706c65;

    public static async Task RunIfEmptyAsync(EstateMapDatabase database, IProgress<string> progress, CancellationToken cancel)
    {
        var catalogue = ManifestCatalogue.Load(Path.Combine(GeodataFolder.Sample, "datasets"));
        if (!await LacksSampleAsync(database.Owner, catalogue, cancel))
            return;
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        await RunAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            if (!await LacksSampleAsync(database.Owner, catalogue, cancel))
                return;
            progress.Report("Loading the sample");
            await PlaceImport.RunAsync(database.Writer, catalogue, new MirrorFolder(GeodataFolder.Sample), progress: null, cancel);
        }
        finally
        {
            await RunAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>True while nothing real is served and the sample is not whole: a load that was broken off is taken up again.</summary>
    private static async Task<bool> LacksSampleAsync(NpgsqlDataSource owner, ManifestCatalogue sample, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand(
            """
            SELECT NOT EXISTS (SELECT FROM dataset WHERE active_run_id IS NOT NULL AND NOT is_sample)
               AND EXISTS (
                   SELECT FROM unnest($1::text[]) AS wanted (id)
                   WHERE NOT EXISTS (SELECT FROM dataset d WHERE d.id = wanted.id AND d.active_run_id IS NOT NULL))
            """);
        command.Parameters.Add(new() { Value = sample.Manifests.Select(manifest => manifest.Id).ToArray() });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
