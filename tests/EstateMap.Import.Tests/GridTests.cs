using System.Globalization;
using EstateMap.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>Eastings and northings through the import, against the points that Ordnance Survey publishes for testing transformations: OSTN15 developer pack, 40 points from Scilly to Shetland.</summary>
public sealed class GridTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_grid_every_test_point_is_stored_within_two_centimetres_of_where_it_is()
    {
        var points = Points();
        var proj = RealFiles.Get($"grids/{ProjData.Ostn15Grid}");
        var (mean_m, worst_m, issues, confidence) = await ImportAsync(points, proj);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"OSTN15 points with the grid: mean {mean_m:0.000} m, worst {worst_m:0.000} m"));
        // Stored with seven decimals of a degree, which is a centimetre; two of the points lie outside the grid's land.
        Assert.InRange(worst_m, 0, 0.02);
        Assert.InRange(mean_m, 0, 0.01);
        Assert.DoesNotContain("grid-missing", issues);
        Assert.Equal([0.95m], confidence);
    }

    [Fact]
    public async Task Without_the_grid_the_points_are_metres_out_and_the_run_says_so_once()
    {
        var points = Points();
        var (mean_m, worst_m, issues, confidence) = await ImportAsync(points, null);
        Assert.SkipWhen(worst_m < 1, "PROJ's own folder has the OSTN15 grid here.");
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"OSTN15 points without the grid: mean {mean_m:0.00} m, worst {worst_m:0.00} m"));
        Assert.InRange(worst_m, 1, 10);
        Assert.Single(issues, "grid-missing");
        Assert.Equal([0.7m], confidence);
    }

    private static List<string[]> Points() =>
        [.. File.ReadLines(RealFiles.Get("grids/ostn15_test_points.txt")).Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))];

    private static async Task<(double Mean_m, double Worst_m, List<string> Issues, List<decimal> Confidence)> ImportAsync(List<string[]> points, string? grid)
    {
        Assert.Equal(40, points.Count);
        var folder = Directory.CreateTempSubdirectory("estatemap-grid-");
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
            if (grid is not null)
                File.Copy(grid, Path.Combine(folder.CreateSubdirectory("proj").FullName, ProjData.Ostn15Grid));
            await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder.FullName, IsDurable: false), cancellationToken: Cancel);
            await using var database = EstateMapDatabase.At(server.ConnectionTo(EmbeddedPostgres.DatabaseName));
            await database.MigrateAsync(cancellationToken: Cancel);

            var file = Path.Combine(folder.FullName, "points.csv");
            await File.WriteAllLinesAsync(file, ["AssetCode,PropertyName,GeoX,GeoY,CoordinateReferenceSystem", .. points.Select(p => $"{p[0]},Point {p[0]},{p[3]},{p[4]},EPSG:27700")], Cancel);
            await new Importer(database.Writer).ImportAsync(Milltown.Manifest("points.csv", "register"), [file], null, Cancel);

            var published = string.Join(", ", points.Select(p => $"('Point {p[0]}', ST_MakePoint({p[2]}, {p[1]})::geography)"));
            await using var command = database.Owner.CreateCommand($"SELECT avg(ST_Distance(s.geom::geography, p.at)), max(ST_Distance(s.geom::geography, p.at)), count(*) FROM (VALUES {published}) p (name, at) JOIN site s USING (name)");
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            Assert.True(await reader.ReadAsync(Cancel));
            Assert.Equal(40, reader.GetInt64(2));
            var (mean_m, worst_m) = (reader.GetDouble(0), reader.GetDouble(1));
            return (mean_m, worst_m, await database.Owner.ColumnAsync("SELECT issue_type FROM import_issue"), await ConfidenceAsync(database.Owner));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<decimal>> ConfidenceAsync(NpgsqlDataSource owner) =>
        [.. (await owner.ColumnAsync("SELECT DISTINCT confidence FROM field_provenance WHERE field = 'longitude'")).Select(c => decimal.Parse(c, CultureInfo.InvariantCulture))];
}
