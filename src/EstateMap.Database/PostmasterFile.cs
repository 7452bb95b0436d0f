using System.Globalization;

namespace EstateMap.Database;

/// <summary>What postmaster.pid says; its lines are listed in PostgreSQL's src/include/utils/pidfile.h.</summary>
internal sealed record PostmasterFile(int ProcessId, int Port, string SocketFolder, bool IsReady)
{
    /// <summary>Null when there is no such file or the server has not yet written all of it.</summary>
    public static PostmasterFile? Find(string clusterFolder)
    {
        try
        {
            var lines = File.ReadAllLines(PathIn(clusterFolder));
            return lines.Length >= 5 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid) && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
                ? new PostmasterFile(pid, port, lines[4], lines.Length >= 8 && lines[7].TrimEnd() == "ready")
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static string PathIn(string clusterFolder) => Path.Combine(clusterFolder, "postmaster.pid");

    /// <summary>Whether that process is alive and is this cluster's: after a restart of the machine its number may belong to anything.</summary>
    public bool IsRunning(string clusterFolder)
    {
        var folder = $"/proc/{ProcessId}";
        if (!Directory.Exists("/proc/self"))
            return System.Diagnostics.Process.GetProcesses().Any(process => process.Id == ProcessId && process.ProcessName is "postgres" or "postmaster");
        try
        {
            // A postmaster works inside its data directory. Compared by the file's own content, because either path may lead through links.
            return File.ReadAllText($"{folder}/comm").Trim() is "postgres" or "postmaster" && File.ReadAllLines($"{folder}/cwd/postmaster.pid")[0] == ProcessId.ToString(CultureInfo.InvariantCulture)
                && File.ReadAllText($"{folder}/cwd/postmaster.pid") == File.ReadAllText(PathIn(clusterFolder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
