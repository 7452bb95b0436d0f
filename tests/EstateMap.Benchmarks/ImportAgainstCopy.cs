using System.Globalization;
using EstateMap.Import;
using EstateMap.Testing;
using EstateMap.Testing.Sample;
using EstateMap.Testing.Town;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks;

/// <summary>An import through every phase against COPY of the records it ends as into one bare table.</summary>
internal static class ImportAgainstCopy
{
    private sealed record Work(Manifest Manifest, IReadOnlyList<string> Files);

    /// <summary>The sample: many small files, so mostly what an import costs before its first row.</summary>
    public static Task<Entry> MeasureSampleAsync(int rounds) => MeasureAsync("import of the sample", [
        .. ManifestCatalogue.Load(SampleFolder.Manifests).Manifests.Select(m => new Work(m, [.. m.Files.Select(f => Path.Combine(SampleFolder.Path, f.MirrorPath))])),
    ], rounds);

    /// <summary>One register of a fictional town: mostly what a row costs.</summary>
    public static async Task<Entry> MeasureRegisterAsync(int rows, int rounds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"estatemap-bench-{Guid.NewGuid():N}.csv");
        // As thick as a real register at any size: matching compares what lies close together.
        var stretch = Math.Sqrt(rows / RowsPerSquareKm) / FictionalTown.SideKm;
        await File.WriteAllLinesAsync(file, TownSites.Make(rows, seed: 2).Select(site => RegisterLine(site, stretch))
            .Prepend("asset_code,name,street_name,uprn,longitude,latitude,tenure_type,holding_type,floor_area_m2"));
        try
        {
            return await MeasureAsync("import of one register", [new Work(Manifest.Parse(TownManifest, "town"), [file])], rounds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private const double RowsPerSquareKm = 25;

    private const string TownManifest = """
        {
          "id": "town-register", "title": "Fictional register", "publisher": "EstateMap", "mirrorPath": "town.csv", "licence": "MIT",
          "attribution": "Made up for benchmarks", "theme": "estate", "format": "csv", "crs": "EPSG:4326", "layout": "register", "key": ["asset_code"],
          "asAt": "2026-01-01", "organisation": { "name": "Town Council", "kind": "council" }
        }
        """;

    private static string RegisterLine(TownSite s, double stretch)
    {
        var corner = FictionalTown.At(0, 0);
        var (x, y) = (corner.X + stretch * (s.At.X - corner.X), corner.Y + stretch * (s.At.Y - corner.Y));
        return string.Create(CultureInfo.InvariantCulture,
            $"T{s.Number:000000},{s.Name},{s.StreetName},{s.Uprn},{x:0.000000},{y:0.000000},Freehold,{(s.FloorArea_m2 is null ? "Land" : "Building")},{s.FloorArea_m2}");
    }

    // Each import gets an empty, migrated database of its own; making it is not counted.
    private static async Task<Entry> MeasureAsync(string name, IReadOnlyList<Work> works, int rounds)
    {
        var records = await ReadRecordsAsync(works);
        await using var bare = new PostgisFixture();
        await bare.InitializeAsync();
        var (ours, floor) = await Rounds.AlternateAsync(
            $"every phase, {works.Count} file{(works.Count == 1 ? "" : "s")}", () => ImportAsync(works), "COPY of the same records", () => CopyAsync(bare.Owner, records), rounds);
        return new Entry(name, "rows", records.Count, ours, floor);
    }

    private static async Task<double> ImportAsync(IReadOnlyList<Work> works)
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        return await Rounds.SecondsOfAsync(() => ImportIntoAsync(fixture, works));
    }

    private static async Task ImportIntoAsync(PostgisFixture fixture, IReadOnlyList<Work> works)
    {
        var importer = new Importer(fixture.Writer);
        foreach (var work in works)
        {
            var summary = await importer.ImportAsync(work.Manifest, work.Files);
            if (summary.RowsRejected > 0)
                throw new InvalidOperationException($"{summary.RowsRejected} rows of {summary.DatasetId} were rejected; the figure would flatter.");
        }
    }

    private static async Task<List<(string Dataset, string Key, string Content)>> ReadRecordsAsync(IReadOnlyList<Work> works)
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        await ImportIntoAsync(fixture, works);
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
