using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EstateMap.Database;

/// <summary>How to run the embedded server.</summary>
/// <param name="DataFolder">Absolute path; made when absent.</param>
/// <param name="JoinRunning">When another process of ours serves this folder: use its server and leave it running (true), or refuse (false).</param>
/// <param name="IsDurable">False trades safety against power loss for speed; for tests.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder, bool JoinRunning = false, bool IsDurable = true);

/// <summary>
/// A private PostgreSQL cluster in the data folder, reached through a Unix socket that only its user may enter, started and stopped with us.
/// It outlives kill -9 of either side: a server that dies is started again, and one left behind by a killed process is stopped first.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const string Login = "estatemap";
    public const string DatabaseName = "estatemap";

    private static readonly TimeSpan LeftoverBackendsEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OwnerBecomesReady = TimeSpan.FromSeconds(60);

    private readonly ClusterHome _home;
    private readonly PostgresBinaries _binaries;
    private readonly EmbeddedPostgresOptions _options;
    private readonly IProgress<string>? _progress;
    private readonly FileStream? _lock;
    private readonly CancellationTokenSource _stopping = new();
    private string _socketFolder = "";
    private Process? _postmaster;
    private Task _watch = Task.CompletedTask;

    private EmbeddedPostgres(ClusterHome home, PostgresBinaries binaries, EmbeddedPostgresOptions options, IProgress<string>? progress, FileStream? held) =>
        (_home, _binaries, _options, _progress, _lock) = (home, binaries, options, progress, held);

    /// <summary>Raised after a server that died has been started again: pooled connections are dead.</summary>
    public event Action? Restarted;

    /// <summary>True when the server belongs to another process of ours, which stops it when it ends.</summary>
    public bool IsGuest => _lock is null;

    public string LogFile => _home.LogFile;

    internal int? ProcessId => _postmaster?.Id;

    /// <summary>Connects as the cluster's superuser.</summary>
    public NpgsqlConnectionStringBuilder ConnectionTo(string database) => new() { Host = _socketFolder, Port = 5432, Username = Login, Database = database };

    /// <exception cref="UsageException">No binaries, a folder in use or not ours, or a server that will not start; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        // Before anything is made: a machine without PostgreSQL is left as it was.
        if (!Directory.Exists(options.DataFolder))
            PostgresBinaries.Get();
        var home = await ClusterHome.OpenAsync(options.DataFolder, cancellationToken);
        var version = FindClusterVersion(home);
        var binaries = PostgresBinaries.Get(version);
        var held = home.TryLock();
        var server = new EmbeddedPostgres(home, binaries, options, progress, held);
        if (held is null)
        {
            if (!options.JoinRunning)
                throw new UsageException($"The data folder {options.DataFolder} is in use by {home.DescribeOwner()}: stop that first, or choose another folder with --data.");
            await server.JoinAsync(cancellationToken);
            return server;
        }
        try
        {
            if (FindClusterVersion(home) is null)
                await server.InitialiseAsync(cancellationToken);
            await server.StopLeftoverAsync(cancellationToken);
            await server.StartPostmasterAsync(cancellationToken);
            await server.EnsureDatabaseAsync(cancellationToken);
            server._watch = server.WatchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static int? FindClusterVersion(ClusterHome home)
    {
        var file = Path.Combine(home.Cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < OwnerBecomesReady)
        {
            if (PostmasterFile.Find(_home.Cluster) is { IsReady: true } running && running.IsRunning(_home.Cluster))
            {
                _socketFolder = running.SocketFolder;
                return;
            }
            await Task.Delay(50, cancellationToken);
        }
        throw new UsageException($"The data folder {_options.DataFolder} is in use by {_home.DescribeOwner()}, but its database is not ready: stop that process and try again.");
    }

    /// <summary>Restarts the server, a guest's host's too, so that it finds what has come into the data folder since; questions in flight fail.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        var before = PostmasterFile.Find(_home.Cluster)?.ProcessId;
        // Not pg_ctl's own waiting: whoever owns the server starts it again at once, and pg_ctl would take the new server for the old one that will not stop.
        await _home.Account.RunAsync(_binaries["pg_ctl"], ["stop", "-D", _home.Cluster, "-m", "fast", "-s", "--no-wait"], cancellationToken);
        while (PostmasterFile.Find(_home.Cluster) is not { IsReady: true } after || after.ProcessId == before)
            await Task.Delay(20, cancellationToken);
        Restarted?.Invoke();
    }

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        _progress?.Report("Making a new PostgreSQL cluster");
        // Made beside its place and renamed, so that an interrupted initdb leaves nothing that looks like a cluster.
        var unfinished = _home.Cluster + ".new";
        var made = (ExitCode: -1, Output: "", Error: "");
        foreach (var locale in new[] { "C.UTF-8", "C" })
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            List<string> arguments = ["-D", unfinished, "-U", Login, "-E", "UTF8", $"--locale={locale}", "--auth-local=trust", "--auth-host=reject", "--no-instructions"];
            if (!_options.IsDurable)
                arguments.Add("--no-sync");
            made = await _home.Account.RunAsync(_binaries["initdb"], arguments, cancellationToken);
            if (made.ExitCode == 0)
                break;
        }
        if (made.ExitCode != 0)
            throw new UsageException($"PostgreSQL could not make a cluster in {_home.Folder}: {LastLine(made.Error)}");
        Directory.Move(unfinished, _home.Cluster);
    }

    /// <summary>Stops the server of a process of ours that was killed; it may have been started with other settings.</summary>
    private async Task StopLeftoverAsync(CancellationToken cancellationToken)
    {
        if (PostmasterFile.Find(_home.Cluster) is not { } leftover)
            return;
        if (leftover.IsRunning(_home.Cluster))
        {
            _progress?.Report($"Stopping the PostgreSQL server (process {leftover.ProcessId}) that an earlier run left behind");
            await StopPostmasterAsync(cancellationToken);
        }
        else if (Process.GetProcesses().Any(process => process.Id == leftover.ProcessId))
        {
            // PostgreSQL would take the unrelated process that now has this number for its own and refuse to start.
            File.Delete(PostmasterFile.PathIn(_home.Cluster));
        }
        ClusterHome.RemoveTemporarySocketFolder(leftover.SocketFolder);
    }

    private async Task StartPostmasterAsync(CancellationToken cancellationToken)
    {
        // A restarted server keeps its socket: the pools know it by that path.
        if (_socketFolder.Length == 0)
            _socketFolder = await _home.MakeSocketFolderAsync(cancellationToken);
        _home.TurnLogOver();
        var leftoversMayEnd = Stopwatch.StartNew();
        while (true)
        {
            var logStart = File.Exists(_home.LogFile) ? new FileInfo(_home.LogFile).Length : 0;
            _postmaster = Process.Start(PostmasterCommand()) ?? throw new InvalidOperationException("postgres did not start.");
            if (await WaitUntilReadyAsync(_postmaster, cancellationToken))
                return;
            var log = ReadLog(logStart);
            // Backends of a killed postmaster finish their statement before they notice.
            if (log.Contains("shared memory block", StringComparison.Ordinal) && leftoversMayEnd.Elapsed < LeftoverBackendsEnd)
            {
                _progress?.Report("Waiting for the last connections of the killed PostgreSQL server to end");
                await Task.Delay(200, cancellationToken);
                continue;
            }
            throw new UsageException($"PostgreSQL did not start: {LastLine(log)} (its log is {_home.LogFile})");
        }
    }

    private ProcessStartInfo PostmasterCommand()
    {
        List<string> settings =
        [
            "listen_addresses=", $"unix_socket_directories={_socketFolder}", "unix_socket_permissions=0700", "port=5432",
            "shared_buffers=256MB", "work_mem=32MB", "maintenance_work_mem=128MB", "max_connections=100", "jit=off", "random_page_cost=1.1",
            "log_destination=stderr", "logging_collector=off", "log_min_messages=warning", "log_line_prefix=%m [%p] ",
        ];
        if (!_options.IsDurable)
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        // A session of its own, so that Ctrl-C in a terminal reaches us alone and we stop it in order.
        var command = _home.Account.Command("sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", _home.LogFile, "setsid",
            _binaries["postgres"], "-D", _home.Cluster, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        if (ProjData.SearchPath(_options.DataFolder, _home) is { } path)
            command.Environment["PROJ_DATA"] = command.Environment["PROJ_LIB"] = path;
        return command;
    }

    /// <summary>False when the server ended instead. Recovery after a crash takes as long as it takes, with a word now and then.</summary>
    private async Task<bool> WaitUntilReadyAsync(Process postmaster, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var nextWord = TimeSpan.FromSeconds(2);
        while (!postmaster.HasExited)
        {
            if (PostmasterFile.Find(_home.Cluster) is { IsReady: true } file && file.ProcessId == postmaster.Id)
                return true;
            if (waited.Elapsed > nextWord)
            {
                _progress?.Report($"PostgreSQL is putting the database in order after a crash ({waited.Elapsed.TotalSeconds:0} s)");
                nextWord += TimeSpan.FromSeconds(5);
            }
            await Task.Delay(10, cancellationToken);
        }
        return false;
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionTo("postgres").ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = DatabaseName } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE {DatabaseName}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Starts the server again when it dies under us; gives up when it dies five times within a minute.</summary>
    private async Task WatchAsync()
    {
        var deaths = new Queue<DateTimeOffset>();
        try
        {
            while (true)
            {
                await _postmaster!.WaitForExitAsync(_stopping.Token);
                deaths.Enqueue(DateTimeOffset.UtcNow);
                if (deaths.Count > 5 && deaths.Dequeue() > DateTimeOffset.UtcNow.AddMinutes(-1))
                {
                    _progress?.Report($"PostgreSQL keeps stopping; it is left stopped. Its log is {_home.LogFile}");
                    return;
                }
                _progress?.Report("PostgreSQL stopped; starting it again");
                await StartPostmasterAsync(_stopping.Token);
                Restarted?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception error) when (error is UsageException or IOException)
        {
            _progress?.Report(error.Message);
        }
    }

    private async Task StopPostmasterAsync(CancellationToken cancellationToken)
    {
        var stopped = await _home.Account.RunAsync(_binaries["pg_ctl"], ["stop", "-D", _home.Cluster, "-m", "fast", "-s", "-w", "-t", "60"], cancellationToken);
        if (stopped.ExitCode != 0)
            await _home.Account.RunAsync(_binaries["pg_ctl"], ["stop", "-D", _home.Cluster, "-m", "immediate", "-s", "-w", "-t", "30"], cancellationToken);
    }

    /// <summary>Stops the server unless it is another process's.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lock is null)
            return;
        await _stopping.CancelAsync();
        await _watch;
        if (_postmaster is { HasExited: false })
            await StopPostmasterAsync(CancellationToken.None);
        _postmaster?.Dispose();
        _postmaster = null;
        ClusterHome.RemoveTemporarySocketFolder(_socketFolder);
        await _lock.DisposeAsync();
        _stopping.Dispose();
    }

    private string ReadLog(long from)
    {
        if (!File.Exists(_home.LogFile))
            return "";
        using var log = new FileStream(_home.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(from, SeekOrigin.Begin);
        return new StreamReader(log).ReadToEnd();
    }

    private static string LastLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? "it gave no reason.";
    }
}
