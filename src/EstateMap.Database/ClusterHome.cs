using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EstateMap.Database;

/// <summary>The private folder of the embedded server: the cluster, its socket, its log, and the lock of the process that owns it.</summary>
internal sealed record ClusterHome(string Folder, PostgresAccount Account)
{
    // sun_path holds 108 bytes with its closing zero (unix(7)).
    private const int LongestSocketPath = 107;
    private const string TemporaryPrefix = "estatemap-";

    public string Cluster => Path.Combine(Folder, "cluster");
    public string LogFile => Path.Combine(Folder, "postgres.log");
    public string ProjFolder => Path.Combine(Folder, "proj");
    private string LockFile => Path.Combine(Folder, "lock");
    private string OwnerFile => Path.Combine(Folder, "server.pid");

    /// <summary>Finds or makes the home of a data folder: inside it, or under /var/lib when PostgreSQL's user cannot get into it.</summary>
    public static async Task<ClusterHome> OpenAsync(string dataFolder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(dataFolder);
            var elsewhere = Path.Combine(dataFolder, "postgres-location.txt");
            var folder = File.Exists(elsewhere) ? (await File.ReadAllTextAsync(elsewhere, cancellationToken)).Trim() : Path.Combine(dataFolder, "postgres");
            var account = await PostgresAccount.FindAsync(Path.Combine(folder, "cluster"), cancellationToken);
            if (!File.Exists(elsewhere) && !await account.CanReachAsync(dataFolder, cancellationToken))
            {
                folder = $"/var/lib/estatemap/{ShortHash(dataFolder)}";
                await File.WriteAllTextAsync(elsewhere, folder + "\n", cancellationToken);
            }
            await account.MakePrivateFolderAsync(folder, cancellationToken);
            _ = Directory.GetFiles(folder);
            return new ClusterHome(folder, account);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"The data folder {dataFolder} cannot be used: {error.Message} Name another with --data or {DatabaseSettings.DataVariable}.", error);
        }
    }

    /// <summary>Null when another process holds the lock. The system lets go of it when its holder ends, however it ends.</summary>
    public FileStream? TryLock()
    {
        FileStream held;
        try
        {
            held = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
        File.WriteAllText(OwnerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    /// <summary>Keeps at most two files of about 10 MB.</summary>
    public void TurnLogOver()
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > 10_000_000)
            File.Move(LogFile, LogFile + ".1", overwrite: true);
    }

    public string DescribeOwner()
    {
        try
        {
            return $"process {File.ReadAllText(OwnerFile).Trim()}";
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    /// <summary>A folder only our user may enter, with a path short enough for a Unix socket.</summary>
    public async Task<string> MakeSocketFolderAsync(CancellationToken cancellationToken)
    {
        var socket = Path.Combine(Folder, "socket");
        if (!Fits(socket))
        {
            foreach (var temporary in new[] { Path.GetTempPath(), "/tmp" })
            {
                if (!Fits(Path.Combine(temporary, TemporaryPrefix + "123456")) || !await Account.CanReachAsync(temporary, cancellationToken))
                    continue;
                // A name nobody can foresee, so that no trap can have been laid there.
                socket = Path.Combine(temporary, TemporaryPrefix + Path.GetRandomFileName()[..6]);
                break;
            }
        }
        await Account.MakePrivateFolderAsync(socket, cancellationToken);
        return socket;
    }

    public static void RemoveTemporarySocketFolder(string socketFolder)
    {
        if (Path.GetFileName(socketFolder).StartsWith(TemporaryPrefix, StringComparison.Ordinal) && Directory.Exists(socketFolder))
            Directory.Delete(socketFolder, recursive: true);
    }

    private static bool Fits(string socketFolder) => Encoding.UTF8.GetByteCount(socketFolder + "/.s.PGSQL.5432") <= LongestSocketPath;

    private static string ShortHash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
