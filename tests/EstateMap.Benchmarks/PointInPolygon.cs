using EstateMap.Testing.Sample;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks;

/// <summary>Which small area holds each of many points, through the index and the exact test, against the index's boxes alone.</summary>
internal static class PointInPolygon
{
    // Box first, exact second: ST_Covers does both through the GiST index.
    private const string ExactSql = """
        SELECT a.code, count(*)
        FROM bench_point p
        JOIN bench_area a ON ST_Covers(a.geom, p.geom)
        GROUP BY a.code
        """;

    private const string BoxesSql = """
        SELECT a.code, count(*)
        FROM bench_point p
        JOIN bench_area a ON a.geom && p.geom
        GROUP BY a.code
        """;

    /// <summary>Draws the sample's small areas and scatters points over their bounds in tables of the session.</summary>
    public static async Task<Entry> MeasureAsync(NpgsqlDataSource owner, int points, int rounds)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await ScatterAsync(connection, points);
        await using var exact = await PrepareAsync(connection, ExactSql);
        await using var boxes = await PrepareAsync(connection, BoxesSql);
        var (ours, floor) = await Rounds.AlternateAsync("ST_Covers", () => Rounds.SecondsOfAsync(() => DrainAsync(exact)), "boxes only (&&)", () => Rounds.SecondsOfAsync(() => DrainAsync(boxes)), rounds);
        return new Entry("points in polygons", "points", points, ours, floor);
    }

    private static async Task ScatterAsync(NpgsqlConnection connection, int points)
    {
        var inputs = SampleInputs.Read(SampleFolder.Inputs);
        var bounds = new Envelope(inputs.Outline);
        var numbers = new SeededNumbers(1);
        await RunAsync(connection, """
            CREATE TEMP TABLE bench_area (code text NOT NULL, geom geometry(Geometry, 4326) NOT NULL);
            CREATE TEMP TABLE bench_point (geom geometry(Point, 4326) NOT NULL)
            """);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY bench_area (code, geom) FROM STDIN (FORMAT binary)"))
        {
            foreach (var area in SchematicBoundaries.Draw(inputs, seed: 1))
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(area.Code, NpgsqlDbType.Text);
                await copy.WriteAsync(area.Shape, NpgsqlDbType.Geometry);
            }
            await copy.CompleteAsync();
        }
        await using (var copy = await connection.BeginBinaryImportAsync("COPY bench_point (geom) FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < points; i++)
            {
                await copy.StartRowAsync();
                var at = new Point(numbers.NextBetween(bounds.MinX, bounds.MaxX), numbers.NextBetween(bounds.MinY, bounds.MaxY)) { SRID = 4326 };
                await copy.WriteAsync(at, NpgsqlDbType.Geometry);
            }
            await copy.CompleteAsync();
        }
        await RunAsync(connection, "CREATE INDEX ON bench_area USING gist (geom)");
        await RunAsync(connection, "ANALYZE bench_area, bench_point");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync();
        return command;
    }

    private static async Task DrainAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _ = reader.GetInt64(1);
    }
}
