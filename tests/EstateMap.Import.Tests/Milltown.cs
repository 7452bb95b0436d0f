using EstateMap.Import.Datasets;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>A database with one small authority, two wards and five postcodes, for a test to import its one odd file into.</summary>
internal sealed class Milltown : IAsyncDisposable
{
    private readonly PostgisFixture database = new();

    public NpgsqlDataSource Writer => database.Writer;
    public NpgsqlDataSource Reader => database.Reader;

    public static async Task<Milltown> NewAsync()
    {
        var town = new Milltown();
        await town.database.InitializeFromAsync("milltown", async database =>
        {
            var importer = new Importer(database.Writer);
            foreach (var manifest in new[] { Boundary("authority"), Boundary("wards"), Manifest("postcodes.csv", "postcode") })
                await importer.ImportAsync(manifest, PathOf(manifest.MirrorPath));
        });
        return town;

        static Manifest Boundary(string name) =>
            Manifest($"{name}.geojson", "boundary", m => m with { Area = new ManifestArea { Kind = name.TrimEnd('s'), Vintage = "2023" } });
    }

    public static string PathOf(string fixture) => Path.Combine(Repository.Root, "tests", "EstateMap.Import.Tests", "Fixtures", fixture);

    /// <summary>A manifest for a fixture; the dataset is called after the file.</summary>
    public static Manifest Manifest(string fixture, string layout, Func<Manifest, Manifest>? change = null)
    {
        var manifest = new Manifest
        {
            Id = Path.GetFileNameWithoutExtension(fixture),
            Title = fixture,
            Publisher = "Milltown Council",
            MirrorPath = fixture,
            Licence = "OGL-UK-3.0",
            Attribution = "Milltown Council",
            Theme = "estate",
            Format = fixture.EndsWith(".csv", StringComparison.Ordinal) ? "csv" : "geojson",
            Layout = layout,
            Organisation = new ManifestOrganisation { Name = "Milltown Council", Kind = "council" },
            ServiceKind = layout is "library" or "general_practice" ? layout : null,
            SiteUse = layout is "library" or "general_practice" ? layout : null,
        };
        return change is null ? manifest : change(manifest);
    }

    /// <summary>The same manifest to a reader, and another to an import: rows that say what they said are read, placed and matched afresh. A new word each time.</summary>
    public static Manifest ReadAfresh(Manifest manifest, string word)
    {
        var columns = new Dictionary<string, string[]>(manifest.Columns ?? new Dictionary<string, string[]>());
        // A spelling that no file has leaves the others as they are.
        var field = Layouts.Get(manifest.Layout).Fields[0].Name;
        columns[field] = [.. columns.GetValueOrDefault(field) ?? [], word];
        return manifest with { Columns = columns };
    }

    public Task<ImportSummary> ImportAsync(string fixture, string layout = "register", Func<Manifest, Manifest>? change = null, params string[] companions) =>
        new Importer(Writer).ImportAsync(Manifest(fixture, layout, change), [PathOf(fixture), .. companions.Select(PathOf)], null, TestContext.Current.CancellationToken);

    /// <summary>Imports a file that lies anywhere; the dataset is called after it, up to its first dot.</summary>
    public Task<ImportSummary> ImportFileAsync(string path, string format, string layout = "register", Func<Manifest, Manifest>? change = null) =>
        new Importer(Writer).ImportAsync(Manifest(Path.GetFileName(path), layout, m => (change is null ? m : change(m)) with { Id = Path.GetFileName(path).Split('.')[0], Format = format }), [path], null, TestContext.Current.CancellationToken);

    /// <summary>Imports a text as a CSV file of its own; the dataset is called after it.</summary>
    public async Task<ImportSummary> ImportTextAsync(string name, string text, string layout, Func<Manifest, Manifest>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("estatemap-test-");
        try
        {
            var file = Path.Combine(folder.FullName, $"{name}.{(text.StartsWith('{') ? "geojson" : "csv")}");
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            return await ImportFileAsync(file, Path.GetExtension(file)[1..], layout, change);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public Task<object?> ScalarAsync(string sql) => Writer.ScalarAsync(sql);

    public Task<List<string>> ColumnAsync(string sql) => Writer.ColumnAsync(sql);

    /// <summary>Types of the issues that the newest run of a dataset reported, sorted, as often as they occur.</summary>
    public Task<List<string>> IssuesAsync(string datasetId) => ColumnAsync(
        $"SELECT issue_type FROM import_issue WHERE run_id = (SELECT max(id) FROM import_run WHERE dataset_id = '{datasetId}') AND issue_type <> 'unmapped-column' ORDER BY issue_type");

    /// <summary>Every text and jsonb value of every table, one a line.</summary>
    public async Task<string> EverythingAsync()
    {
        var all = new List<string>();
        foreach (var query in await ColumnAsync(
            """
            SELECT format('SELECT coalesce(string_agg(%I::text, E''\n''), '''') FROM %I', column_name, table_name)
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
              AND data_type IN ('text', 'jsonb', 'character varying', 'ARRAY') AND table_name NOT IN ('spatial_ref_sys', 'vocabulary_term')
            """))
            all.Add((string)(await database.Owner.ScalarAsync(query))!);
        return string.Join('\n', all);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
