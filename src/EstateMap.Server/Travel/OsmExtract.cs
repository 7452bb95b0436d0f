using System.ComponentModel;
using System.Diagnostics;
using EstateMap.Database;

namespace EstateMap.Server.Travel;

/// <summary>
/// OpenStreetMap's own files (.osm, .osm.pbf), whose ways GDAL's driver gives as lines: https://gdal.org/drivers/vector/osm.html. GDAL is a program of its own, which not every machine has.
/// </summary>
internal static class OsmExtract
{
    public const string Layer = "lines";

    public static bool IsOne(string file) => file.EndsWith(".osm", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the ways that have a highway tag into a GeoPackage.</summary>
    /// <exception cref="UsageException">GDAL is not installed, or cannot read the file; the message says which.</exception>
    public static async Task ToGeoPackageAsync(string file, string geoPackage, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("ogr2ogr", ["-f", "GPKG", geoPackage, Path.GetFullPath(file), Layer, "-where", "highway IS NOT NULL", "-select", "osm_id,name,highway,other_tags", "-nln", Layer])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new UsageException("ogr2ogr did not start.");
        }
        catch (Win32Exception error)
        {
            throw new UsageException("Files of OpenStreetMap are read by GDAL's ogr2ogr, which this machine does not have: install it (Debian: gdal-bin), or bring the ways as GeoPackage or GeoJSON with --kind osm.", error);
        }

        using (process)
        {
            try
            {
                var said = await Task.WhenAll(process.StandardError.ReadToEndAsync(cancellation), process.StandardOutput.ReadToEndAsync(cancellation));
                await process.WaitForExitAsync(cancellation);
                if (process.ExitCode != 0 || !File.Exists(geoPackage))
                    throw new UsageException($"GDAL cannot read {Path.GetFileName(file)}: {said[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "it says nothing more"}");
            }
            finally
            {
                if (!process.HasExited) process.Kill();
            }
        }
    }
}
