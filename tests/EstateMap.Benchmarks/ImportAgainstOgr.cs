using System.Diagnostics;
using System.Globalization;
using EstateMap.Import;
using EstateMap.Testing;
using EstateMap.Testing.Town;
using Npgsql;

namespace EstateMap.Benchmarks;

/// <summary>
/// A messy register, generated, through <c>estatemap import</c> (checks, points in polygons, matching, history) against <c>ogr2ogr -f PostgreSQL</c>, which loads the same file into one table and
/// does none of these. Both run as programs against the same server, each into a database of its own, and both are watched for the most memory they held.
/// </summary>
internal static class ImportAgainstOgr
{
    private const int smallRegister = 10_000;

    private static readonly (string Id, string Layout, string File, string More)[] Files =
    [
        ("authority", "boundary", "authority.geojson", """, "area": { "kind": "authority", "vintage": "2023" }"""),
        ("neighbourhood", "boundary", "neighbourhood.geojson", """, "area": { "kind": "neighbourhood", "vintage": "2023" }"""),
        ("ward", "boundary", "ward.geojson", """, "area": { "kind": "ward", "vintage": "2023" }"""),
        ("postcodes", "postcode", "postcodes.csv", ""),
        ("register", "register", "register.csv", """, "asAt": "2026-01-01", "organisation": { "name": "Middle Region", "kind": "council" }"""),
    ];

    public static async Task<Entry> MeasureAsync(int rows, int rounds)
    {
        if (!IsThere("ogr2ogr"))
            throw new InvalidOperationException("ogr2ogr is not on this machine; Debian's gdal-bin has it.");
        var folder = Directory.CreateTempSubdirectory("estatemap-bench-");
        try
        {
            var (large, small) = (Write(folder, rows), Write(folder, smallRegister));
            var (ours, theirs, few) = (new Watch(), new Watch(), new Watch());
            await ImportAsync(small, few);
            var (a, b) = await Rounds.AlternateAsync("estatemap import: checked, located, matched, versioned, indexed", () => ImportAsync(large, ours),
                "ogr2ogr: one table and its spatial index", () => OgrAsync(large, theirs), rounds, warmUp: false);
            return new Entry("import of a messy register", "rows", rows, a, b)
            {
                Note = string.Create(CultureInfo.InvariantCulture,
                    $"most memory held: ours {ours.PeakMegabytes:N0} MB ({few.PeakMegabytes:N0} MB at {smallRegister:N0} rows), ogr2ogr {theirs.PeakMegabytes:N0} MB; ogr2ogr {rows / b.Median:N0} rows a second"),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Write(DirectoryInfo folder, int rows)
    {
        var to = folder.CreateSubdirectory($"{rows}-rows").FullName;
        var register = new MessyRegister(rows, seed: 1);
        register.Write(Path.Combine(to, "register.csv"));
        register.WritePostcodes(Path.Combine(to, "postcodes.csv"));
        register.WriteAreas(Path.Combine(to, "authority.geojson"), 10, "A");
        register.WriteAreas(Path.Combine(to, "neighbourhood.geojson"), 20, "N");
        register.WriteAreas(Path.Combine(to, "ward.geojson"), 40, "W");
        foreach (var (id, layout, file, more) in Files)
            File.WriteAllText(Path.Combine(to, $"{id}.json"), $$"""
                { "id": "{{id}}", "title": "{{id}}", "publisher": "EstateMap", "mirrorPath": "{{file}}", "licence": "MIT", "attribution": "Made up for benchmarks", "theme": "estate",
                  "format": "{{Path.GetExtension(file)[1..]}}", "layout": "{{layout}}"{{more}} }
                """);
        return to;
    }

    private static async Task<double> ImportAsync(string folder, Watch watch)
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        foreach (var (id, _, file, _) in Files[..^1])
            await new Importer(fixture.Writer).ImportAsync(Manifest.Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"{id}.json")), id), [Path.Combine(folder, file)]);
        return await watch.RunAsync(EstateMapProgram.Path, ["import", "--manifest", Path.Combine(folder, "register.json"), Path.Combine(folder, "register.csv"), "--database", fixture.ConnectionString]);
    }

    private static async Task<double> OgrAsync(string folder, Watch watch)
    {
        await using var fixture = new PostgisFixture();
        await fixture.InitializeAsync();
        var at = new NpgsqlConnectionStringBuilder(fixture.ConnectionString);
        var target = $"PG:host={at.Host} port={at.Port} dbname={at.Database} user={at.Username}" + (at.Password is { Length: > 0 } password ? $" password={password}" : "");
        return await watch.RunAsync("ogr2ogr", ["-f", "PostgreSQL", target, Path.Combine(folder, "register.csv"), "-nln", "ogr_register", "-a_srs", "EPSG:4326",
            "-oo", "X_POSSIBLE_NAMES=GeoX", "-oo", "Y_POSSIBLE_NAMES=GeoY", "-oo", "KEEP_GEOM_COLUMNS=YES", "--config", "PG_USE_COPY", "YES"]);
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end, remembering the most memory that any run held.</summary>
    private sealed class Watch
    {
        /// <summary>Resident set at its highest (VmHWM of proc(5)), in megabytes of 1,048,576 bytes.</summary>
        public double PeakMegabytes { get; private set; }

        /// <summary>Seconds from start to end; throws <see cref="InvalidOperationException"/> with what it said when it fails.</summary>
        public async Task<double> RunAsync(string program, IEnumerable<string> arguments)
        {
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = (Out: process.StandardOutput.ReadToEndAsync(), Error: process.StandardError.ReadToEndAsync());
            while (!process.WaitForExit(50))
                PeakMegabytes = Math.Max(PeakMegabytes, Peak(process.Id));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await Task.WhenAll(said.Out, said.Error);
            return process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {(await said.Error).Trim()}");
        }

        private static double Peak(int process)
        {
            try
            {
                var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1_024;
            }
            catch (IOException)
            {
                return 0; // it ended while we looked
            }
        }
    }
}
