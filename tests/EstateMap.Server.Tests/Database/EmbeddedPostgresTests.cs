using System.Diagnostics;
using EstateMap.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Database;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stopped_server_starts_again_with_what_it_held()
    {
        await using (var first = await StartAsync(_folder.Path))
            await RunAsync(first, "CREATE TABLE kept AS SELECT 7 AS number");
        Assert.Empty(PostmastersOf(_folder.Path));

        await using var second = await StartAsync(_folder.Path);
        Assert.Equal(7, await RunAsync(second, "SELECT number FROM kept"));
    }

    [Fact]
    public async Task A_killed_postmaster_is_started_again_and_nothing_committed_is_lost()
    {
        var settings = new DatabaseSettings(_folder.Path, ConnectionString: null);
        await using var database = await EstateMapDatabase.OpenAsync(settings, cancellationToken: Cancel);
        await using (var create = database.Owner.CreateCommand("CREATE TABLE kept AS SELECT 7 AS number"))
            await create.ExecuteNonQueryAsync(Cancel);

        var killed = Assert.Single(PostmastersOf(_folder.Path));
        Process.GetProcessById(killed).Kill();

        // The old connection may answer for a moment longer than its postmaster lives.
        var clock = Stopwatch.StartNew();
        while (PostmastersOf(_folder.Path) is not [var started] || started == killed)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(40), "No new postmaster within 40 s.");
            await Task.Delay(50, Cancel);
        }
        Assert.Equal(7, await AnswerWithinAsync(TimeSpan.FromSeconds(40), database.Owner, "SELECT number FROM kept"));
    }

    [Fact]
    public async Task The_server_of_a_killed_process_is_stopped_and_its_data_served_on()
    {
        using var killed = EstateMapProgram.Start(["serve", "--data", _folder.Path, "--port", "0"]);
        await killed.GetAddressAsync(Cancel);
        killed.Signal("KILL");
        await killed.EndAsync(Cancel);
        var orphan = Assert.Single(PostmastersOf(_folder.Path));

        var words = new List<string>();
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(_folder.Path), new Words(words), Cancel);

        Assert.Contains(words, word => word.Contains($"process {orphan}", StringComparison.Ordinal));
        Assert.NotEqual(orphan, Assert.Single(PostmastersOf(_folder.Path)));
        Assert.True(await RunAsync(server, "SELECT count(*) > 0 FROM schema_migration") is true);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_told_who_holds_it()
    {
        await using var first = await StartAsync(_folder.Path);

        var refusal = await Assert.ThrowsAsync<UsageException>(() => StartAsync(_folder.Path));

        Assert.Equal($"The data folder {_folder.Path} is in use by process {Environment.ProcessId}: stop that first, or choose another folder with --data.", refusal.Message);
        Assert.Equal(1, await RunAsync(first, "SELECT 1"));
    }

    [Fact]
    public async Task A_guest_uses_the_running_server_and_leaves_it_running()
    {
        await using var host = await StartAsync(_folder.Path);
        await using (var guest = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(_folder.Path, JoinRunning: true), cancellationToken: Cancel))
        {
            Assert.True(guest.IsGuest);
            await RunAsync(guest, "CREATE TABLE brought AS SELECT 7 AS number");
        }
        Assert.Equal(7, await RunAsync(host, "SELECT number FROM brought"));
    }

    [Fact]
    public async Task A_guest_may_restart_the_server_and_everybody_reconnects()
    {
        var settings = new DatabaseSettings(_folder.Path, ConnectionString: null);
        await using var host = await EstateMapDatabase.OpenAsync(settings, cancellationToken: Cancel);
        var before = Assert.Single(PostmastersOf(_folder.Path));
        await using var guest = await EstateMapDatabase.OpenAsync(settings, joinRunning: true, cancellationToken: Cancel);

        await guest.Embedded!.RestartAsync(Cancel);

        Assert.NotEqual(before, Assert.Single(PostmastersOf(_folder.Path)));
        await using var asked = guest.Owner.CreateCommand("SELECT 7");
        Assert.Equal(7, await asked.ExecuteScalarAsync(Cancel));
        Assert.Equal(7, await AnswerWithinAsync(TimeSpan.FromSeconds(10), host.Owner, "SELECT 7"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_a_private_one_elsewhere()
    {
        var deep = Path.Combine(_folder.Path, new string('d', 90), new string('e', 90));
        string socketFolder;
        await using (var server = await StartAsync(deep))
        {
            socketFolder = server.ConnectionTo("postgres").Host!;
            Assert.True(socketFolder.Length < 90, socketFolder);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socketFolder));
            Assert.Equal(1, await RunAsync(server, "SELECT 1"));
        }
        Assert.False(Directory.Exists(socketFolder), $"{socketFolder} was left behind");
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_an_unrelated_process_does_not_stop_a_start()
    {
        string pidFile;
        byte[] content;
        await using (await StartAsync(_folder.Path))
        {
            pidFile = Path.Combine(_folder.Path, "postgres", "cluster", "postmaster.pid");
            content = await File.ReadAllBytesAsync(pidFile, Cancel);
        }
        var lines = System.Text.Encoding.UTF8.GetString(content).Split('\n');
        lines[0] = $"{Environment.ProcessId}";
        await File.WriteAllTextAsync(pidFile, string.Join('\n', lines), Cancel);

        await using var server = await StartAsync(_folder.Path);
        Assert.Equal(1, await RunAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task An_interrupted_first_start_is_begun_again()
    {
        await using (await StartAsync(_folder.Path))
        {
        }
        var cluster = Path.Combine(_folder.Path, "postgres", "cluster");
        Directory.Move(cluster, cluster + ".new");
        File.Delete(Path.Combine(cluster + ".new", "PG_VERSION"));

        await using var server = await StartAsync(_folder.Path);
        Assert.Equal(1, await RunAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_closed_to_the_user_postgres_keeps_its_cluster_under_var_lib()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs PostgreSQL as another user.");
        using var closed = new TemporaryFolder((UnixFileMode)0b111_000_000);
        var data = Path.Combine(closed.Path, "data");
        await using (var server = await StartAsync(data))
            await RunAsync(server, "CREATE TABLE kept AS SELECT 7 AS number");
        var home = (await File.ReadAllTextAsync(Path.Combine(data, "postgres-location.txt"), Cancel)).Trim();
        try
        {
            Assert.StartsWith("/var/lib/estatemap/", home, StringComparison.Ordinal);
            await using var again = await StartAsync(data);
            Assert.Equal(7, await RunAsync(again, "SELECT number FROM kept"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task With_the_OSTN15_grid_British_National_Grid_is_right_to_the_centimetre()
    {
        var proj = Directory.CreateDirectory(Path.Combine(_folder.Path, "proj")).FullName;
        File.Copy(RealFiles.Get($"grids/{ProjData.Ostn15Grid}"), Path.Combine(proj, ProjData.Ostn15Grid));
        await using var server = await StartAsync(_folder.Path);
        await RunAsync(server, "CREATE EXTENSION postgis");

        // Ordnance Survey's 40 test points: name, latitude, longitude, easting, northing.
        var points = (await File.ReadAllLinesAsync(RealFiles.Get("grids/ostn15_test_points.txt"), Cancel)).Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).ToList();
        Assert.Equal(40, points.Count);
        var rows = string.Join(", ", points.Select(point => $"({point[1]}, {point[2]}, {point[3]}, {point[4]})"));
        var worst_m = await RunAsync(server,
            $"""
            SELECT max(ST_Distance(ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 27700), ST_SetSRID(ST_MakePoint(easting, northing), 27700)))
            FROM (VALUES {rows}) AS point (latitude, longitude, easting, northing)
            """);

        Assert.InRange(Assert.IsType<double>(worst_m), 0, 0.01);
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder, IsDurable: false), cancellationToken: Cancel);

    private static async Task<object?> RunAsync(EmbeddedPostgres server, string sql)
    {
        var connectionString = server.ConnectionTo(EmbeddedPostgres.DatabaseName);
        connectionString.Pooling = false;
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static async Task<object?> AnswerWithinAsync(TimeSpan patience, NpgsqlDataSource source, string sql)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var command = source.CreateCommand(sql);
                return await command.ExecuteScalarAsync(Cancel);
            }
            catch (NpgsqlException) when (clock.Elapsed < patience)
            {
                await Task.Delay(50, Cancel);
            }
        }
    }

    /// <summary>Process numbers of servers whose command line names the folder and which are no other server's child.</summary>
    private static List<int> PostmastersOf(string folder) =>
        [.. Process.GetProcessesByName("postgres").Select(process => process.Id).Where(id =>
        {
            try
            {
                // A child that has just been forked still bears its parent's command line.
                return IsPostmaster(id) && !IsPostmaster(ParentOf(id));
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return false;
            }

            bool IsPostmaster(int process) => File.ReadAllText($"/proc/{process}/cmdline").Contains($"-D\0{folder}/", StringComparison.Ordinal);

            // proc(5): after the name in brackets come the state and the parent.
            static int ParentOf(int process) => int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        })];

    private sealed class Words(List<string> heard) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (heard)
                heard.Add(value);
        }
    }
}
