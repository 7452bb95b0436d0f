using Npgsql;

namespace EstateMap.Database;

/// <summary>Where PROJ finds its data: without the OSTN15 grid, British National Grid is metres wrong against WGS 84 (EPSG operation 7710 against 1314).</summary>
public static class ProjData
{
    public const string Ostn15Grid = "uk_os_OSTN15_NTv2_OSGBtoETRS.tif";

    /// <summary>With the grid the error is millimetres, without it metres.</summary>
    public const double Exact_m = 0.05;

    private static readonly string[] SystemFolders = ["/usr/share/proj", "/usr/local/share/proj", "/opt/homebrew/share/proj"];

    /// <summary>How far, in metres, this server places one of Ordnance Survey's test points (TP16) from where it is: millimetres with the grid, metres without. Needs PostGIS.</summary>
    public static async Task<double> MeasureError_mAsync(NpgsqlConnection server, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT ST_Distance(ST_Transform(ST_SetSRID(ST_MakePoint(-2.64049321, 53.34480280), 4326), 27700), ST_SetSRID(ST_MakePoint(357455.843, 383290.436), 27700))
            """, server);
        return (double)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static bool HasOstn15Grid(string projFolder) => File.Exists(Path.Combine(projFolder, Ostn15Grid));

    /// <summary>The value of PROJ_DATA for the embedded server, or null when there is nothing to add to PROJ's own.</summary>
    internal static string? SearchPath(string dataFolder, ClusterHome home)
    {
        var ours = Path.Combine(dataFolder, "proj");
        if (!HasOstn15Grid(ours))
            return null;
        if (!home.Folder.StartsWith(dataFolder + "/", StringComparison.Ordinal))
            ours = CopyToHome(ours, home.ProjFolder);
        var inherited = Environment.GetEnvironmentVariable("PROJ_DATA") ?? Environment.GetEnvironmentVariable("PROJ_LIB");
        var system = inherited ?? SystemFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "proj.db")));
        return system is null ? ours : $"{ours}:{system}";
    }

    // PostgreSQL's user cannot get into the data folder, so it needs a copy where its cluster is.
    private static string CopyToHome(string from, string to)
    {
        Directory.CreateDirectory(to);
        var source = new FileInfo(Path.Combine(from, Ostn15Grid));
        var copy = new FileInfo(Path.Combine(to, Ostn15Grid));
        if (!copy.Exists || copy.Length != source.Length || copy.LastWriteTimeUtc < source.LastWriteTimeUtc)
            source.CopyTo(copy.FullName, overwrite: true);
        // The home itself is closed to everybody else, so these may be open.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(copy.FullName, (UnixFileMode)0b110_100_100);
        }
        return to;
    }
}
