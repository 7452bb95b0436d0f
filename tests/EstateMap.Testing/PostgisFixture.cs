using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EstateMap.Database;
using Npgsql;
using Xunit;

namespace EstateMap.Testing;

/// <summary>
/// A migrated database of one's own on a real PostGIS: <c>class SiteTests(PostgisFixture db) : IClassFixture&lt;PostgisFixture&gt;</c>.
/// The cluster is started once a process, the template is migrated once, and each fixture is a clone of it (about 0.1 s).
/// </summary>
public class PostgisFixture : IAsyncLifetime
{
    private string _name = "";
    private EstateMapDatabase? _database;

    public EstateMapDatabase Database => _database ?? throw new InvalidOperationException("The fixture is not initialised.");
    public NpgsqlDataSource Reader => Database.Reader;
    public NpgsqlDataSource Writer => Database.Writer;
    public NpgsqlDataSource Owner => Database.Owner;

    /// <summary>For programs under test: connects as the owner.</summary>
    public string ConnectionString { get; private set; } = "";

    public virtual ValueTask InitializeAsync() => OpenAsync(cluster => cluster.CloneAsync());

    /// <summary>Instead of <see cref="InitializeAsync"/>: starts from what others start from too, which is filled in once a process.</summary>
    /// <param name="start">Name of the common start.</param>
    /// <param name="fill">Fills a migrated database; the first to ask does it for all.</param>
    public ValueTask InitializeFromAsync(string start, Func<EstateMapDatabase, Task> fill) => OpenAsync(cluster => cluster.CloneAsync(start, fill));

    private async ValueTask OpenAsync(Func<TestCluster, Task<string>> make)
    {
        var cluster = await TestCluster.GetAsync();
        _name = await make(cluster);
        var connection = cluster.ConnectionTo(_name);
        ConnectionString = connection.ConnectionString;
        _database = EstateMapDatabase.At(connection);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is null)
            return;
        await _database.DisposeAsync();
        await (await TestCluster.GetAsync()).DropAsync(_name);
    }
}

/// <summary>The embedded server of this test process, in a temporary folder that goes when the process ends.</summary>
public sealed class TestCluster
{
    private const string Template = "estatemap_template";
    private const string FolderPrefix = "estatemap-test-";
    private static readonly Lazy<Task<TestCluster>> Only = new(StartAsync);
    private static int _clones;

    private readonly EmbeddedPostgres _server;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _starts = new();

    private TestCluster(EmbeddedPostgres server) => _server = server;

    public static Task<TestCluster> GetAsync() => Only.Value;

    // More idle connections than this are closed, so that many clones stay within max_connections.
    public NpgsqlConnectionStringBuilder ConnectionTo(string database)
    {
        var connection = _server.ConnectionTo(database);
        connection.MaxPoolSize = 10;
        connection.ConnectionIdleLifetime = 5;
        connection.ConnectionPruningInterval = 1;
        return connection;
    }

    /// <summary>Makes a copy of the migrated template and returns its name.</summary>
    public Task<string> CloneAsync() => CopyAsync(Template);

    /// <summary>Makes a copy of a database that was filled once, and returns its name.</summary>
    public async Task<string> CloneAsync(string start, Func<EstateMapDatabase, Task> fill)
    {
        await _starts.GetOrAdd(start, _ => new Lazy<Task>(() => FillAsync($"start_{start}", fill))).Value;
        return await CopyAsync($"start_{start}");
    }

    // Nothing may be connected to a database that is copied.
    private async Task FillAsync(string name, Func<EstateMapDatabase, Task> fill)
    {
        await RunAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {Template}");
        await using var database = EstateMapDatabase.At(ConnectionTo(name));
        await fill(database);
    }

    private async Task<string> CopyAsync(string template)
    {
        var name = "clone_" + Interlocked.Increment(ref _clones).ToString(CultureInfo.InvariantCulture);
        await RunAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    /// <summary>Makes an empty database, for tests of migrating, and returns its name.</summary>
    public async Task<string> CreateEmptyAsync()
    {
        var name = "empty_" + Interlocked.Increment(ref _clones).ToString(CultureInfo.InvariantCulture);
        await RunAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    public Task DropAsync(string name) => RunAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionTo(database).ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TestCluster> StartAsync()
    {
        RemoveAbandoned();
        var folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        if (Path.Exists(Path.Combine(RealFiles.Folder, "grids", ProjData.Ostn15Grid)))
        {
            Directory.CreateDirectory(Path.Combine(folder, "proj"));
            File.Copy(Path.Combine(RealFiles.Folder, "grids", ProjData.Ostn15Grid), Path.Combine(folder, "proj", ProjData.Ostn15Grid));
        }
        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder, IsDurable: false));
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(30));
            Directory.Delete(folder, recursive: true);
        };
        var cluster = new TestCluster(server);
        await cluster.RunAsync("postgres", $"CREATE DATABASE {Template}");
        await using (var template = EstateMapDatabase.At(cluster.ConnectionTo(Template)))
            await template.MigrateAsync();
        return cluster;
    }

    /// <summary>A test process that was killed leaves its server running; nobody will ask for that folder again.</summary>
    private static void RemoveAbandoned()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            try
            {
                // Refused while the process that made it lives.
                using (new FileStream(Path.Combine(folder, "postgres", "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    var pidFile = Path.Combine(folder, "postgres", "cluster", "postmaster.pid");
                    if (File.Exists(pidFile) && int.TryParse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture, out var postmaster)
                        && File.ReadAllText($"/proc/{postmaster}/cmdline").Contains(folder, StringComparison.Ordinal))
                        Process.GetProcessById(postmaster).Kill();
                }
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // In use, or another user's.
            }
        }
    }
}
