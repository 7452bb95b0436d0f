using EstateMap.Import;
using EstateMap.Testing;
using EstateMap.Testing.Sample;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks;

/// <summary>Importing the sample, file by file through every phase, against COPY of the records it ends as into one bare table.</summary>
internal static class ImportOfSample
{
    /// <summary>Each import gets an empty, migrated database of its own; making it is not counted.</summary>
    public static async Task<Entry> MeasureAsync(int rounds)
    {
        var records = await ReadRecordsAsync();
        await using var bare = new PostgisFixture();
        await bare.InitializeAsync();
        var (ours, floor) = await Rounds.AlternateAsync("every phase, 17 files", ImportAsync, "COPY of the same records", () => CopyAsync(bare.Owner, records), rounds);
        return new Entry("import of the sample", "rows", records.Count, ours, floor);
    }

    private static async Task<double> ImportAsync()
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        return await Rounds.SecondsOfAsync(() => ImportIntoAsync(fixture));
    }

    private static async Task ImportIntoAsync(PostgisFixture fixture)
    {
        var importer = new Importer(fixture.Writer);
        foreach (var manifest in ManifestCatalogue.Load(SampleFolder.Manifests).Manifests)
            await importer.ImportAsync(manifest, [.. manifest.Files.Select(f => Path.Combine(SampleFolder.Path, f.MirrorPath))]);
    }

    private static async Task<List<(string Dataset, string Key, string Content)>> ReadRecordsAsync()
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        await ImportIntoAsync(fixture);
        await using var command = fixture.Owner.CreateCommand("SELECT dataset_id, record_key, content::text FROM source_record ORDER BY dataset_id, line");
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<(string, string, string)>();
        while (await reader.ReadAsync())
            records.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return records;
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource owner, List<(string Dataset, string Key, string Content)> records)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE TEMP TABLE bare_record (dataset_id text, record_key text, content jsonb)", connection))
            await create.ExecuteNonQueryAsync();
        var seconds = await Rounds.SecondsOfAsync(async () =>
        {
            await using var copy = await connection.BeginBinaryImportAsync("COPY bare_record (dataset_id, record_key, content) FROM STDIN (FORMAT binary)");
            foreach (var (dataset, key, content) in records)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(dataset, NpgsqlDbType.Text);
                await copy.WriteAsync(key, NpgsqlDbType.Text);
                await copy.WriteAsync(content, NpgsqlDbType.Jsonb);
            }
            await copy.CompleteAsync();
        });
        await using var drop = new NpgsqlCommand("DROP TABLE bare_record", connection);
        await drop.ExecuteNonQueryAsync();
        return seconds;
    }
}
