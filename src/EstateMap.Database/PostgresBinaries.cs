using System.Diagnostics;
using System.Globalization;

namespace EstateMap.Database;

/// <summary>A folder with initdb, postgres and pg_ctl of one major version.</summary>
public sealed record PostgresBinaries(string Folder, int MajorVersion)
{
    public const int OldestMajorVersion = 14;
    public const string FolderVariable = "ESTATEMAP_POSTGRES_BIN";
    public const string InstallCommand = "apt-get install -y postgresql postgresql-postgis proj-data";

    /// <summary>Debian's place for an extension's control file; absent elsewhere, where only a running server can tell.</summary>
    public bool? HasPostgis =>
        Folder.StartsWith(DebianFolder, StringComparison.Ordinal) ? File.Exists($"/usr/share/postgresql/{MajorVersion}/extension/postgis.control") : null;

    public string InstallPostgisCommand => $"apt-get install -y postgresql-{MajorVersion}-postgis-3 proj-data";

    private const string DebianFolder = "/usr/lib/postgresql/";

    public string this[string program] => Path.Combine(Folder, program);

    /// <summary>The binaries to use, with PostGIS before without, then newest first.</summary>
    /// <param name="majorVersion">The version an existing cluster demands, or null for any that will do.</param>
    /// <exception cref="UsageException">None fit; the message has the command that installs them.</exception>
    public static PostgresBinaries Get(int? majorVersion = null)
    {
        var all = List();
        var fit = all.Where(binaries => majorVersion is null ? binaries.MajorVersion >= OldestMajorVersion : binaries.MajorVersion == majorVersion).ToList();
        if (fit.Count == 0 && majorVersion is { } wanted)
            throw new UsageException($"The data folder was made by PostgreSQL {wanted}, whose programs are not on this machine: run apt-get install -y postgresql-{wanted} postgresql-{wanted}-postgis-3");
        if (fit.Count == 0)
            throw new UsageException(all.Count == 0
                ? $"PostgreSQL is not installed: run {InstallCommand}, or name a server in {DatabaseSettings.DatabaseVariable}."
                : $"PostgreSQL {all.Max(binaries => binaries.MajorVersion)} is too old, {OldestMajorVersion} or later is needed: run {InstallCommand}");
        var best = fit[0];
        if (best.HasPostgis == false)
            throw new UsageException($"PostgreSQL {best.MajorVersion} is installed, but PostGIS for it is not: run {best.InstallPostgisCommand}");
        return best;
    }

    public static IReadOnlyList<PostgresBinaries> List()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
            return [Read(chosen) ?? throw new UsageException($"{FolderVariable} is {chosen}, where initdb, postgres and pg_ctl are not to be found.")];
        var debian = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder).Select(version => Path.Combine(version, "bin")) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. debian.Concat(path.Select(Resolve)).Distinct().Select(Read).OfType<PostgresBinaries>()
            .OrderByDescending(binaries => binaries.HasPostgis ?? true).ThenByDescending(binaries => binaries.MajorVersion)];
    }

    // A folder of links leads to the one whose extensions we can look at.
    private static string Resolve(string folder)
    {
        var initdb = Path.Combine(folder, "initdb");
        return File.Exists(initdb) && File.ResolveLinkTarget(initdb, returnFinalTarget: true) is { } target ? Path.GetDirectoryName(target.FullName)! : folder;
    }

    private static PostgresBinaries? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "initdb")) || !File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "pg_ctl")))
            return null;
        if (folder.StartsWith(DebianFolder, StringComparison.Ordinal) && int.TryParse(folder.Split('/')[4], CultureInfo.InvariantCulture, out var fromPath))
            return new PostgresBinaries(folder, fromPath);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "postgres"), ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false });
        // "postgres (PostgreSQL) 15.7 (Debian 15.7-0+deb12u1)"
        var version = process?.StandardOutput.ReadToEnd().Split(' ').ElementAtOrDefault(2)?.Split('.')[0];
        return int.TryParse(version, CultureInfo.InvariantCulture, out var major) ? new PostgresBinaries(folder, major) : null;
    }
}
