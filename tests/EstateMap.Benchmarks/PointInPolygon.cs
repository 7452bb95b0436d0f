using EstateMap.Testing.Sample;
using EstateMap.Testing;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Benchmarks;

/// <summary>Which small area holds each of many points, through the index and the exact test, against the index's boxes alone.</summary>
internal static class PointInPolygon
{
    // Box first, exact second: ST_Covers does both through the GiST index of area.geom.
    private const string ExactSql = """
        SELECT a.code, count(*)
        FROM bench_point p
        JOIN area a ON a.kind = 'oa' AND ST_Covers(a.geom, p.geom)
        GROUP BY a.code
        """;

    private const string BoxesSql = """
        SELECT a.code, count(*)
        FROM bench_point p
        JOIN area a ON a.kind = 'oa' AND a.geom && p.geom
        GROUP BY a.code
        """;

    /// <summary>Needs a database that holds the sample's boundaries.</summary>
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
        var numbers = new SeededNumbers(1);
        var bounds = new Envelope(SampleInputs.Read(SampleFolder.Inputs).Outline);
        await using (var create = new NpgsqlCommand("CREATE TEMP TABLE bench_point (geom geometry(Point, 4326) NOT NULL)", connection))
            await create.ExecuteNonQueryAsync();
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
        await using var analyse = new NpgsqlCommand("ANALYZE bench_point", connection);
        await analyse.ExecuteNonQueryAsync();
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
