using System.Diagnostics;
using System.Globalization;
using EstateMap.Benchmarks.Graph;
using EstateMap.Testing;
using Npgsql;

namespace EstateMap.Benchmarks.Tiles;

internal readonly record struct TileAddress(int Zoom, int Column, int Row);

/// <summary>A way to get a tile, and where its processor time is spent besides PostgreSQL.</summary>
internal sealed record TileWay(string Name, Func<TileAddress, Task<byte[]>> GetAsync, Func<double> Cpu);

/// <summary>`bench tiles [SITES ...]`: vector tiles of all sites, ours against MapServer and the bare statement, the same tiles in turn from one database.</summary>
internal static class TilesBench
{
    public const int Extent = 4096, Buffer = 256;

    private const int Rounds = 5, Callers = 4;
    private const double Seconds = 2;

    /// <summary>$1 zoom, $2 column, $3 row.</summary>
    private const string Bare = """
        WITH placed AS (
            SELECT d.id, d.name, d.themes, ST_AsMVTGeom(d.geom, ST_TileEnvelope($1::int, $2::int, $3::int), 4096, 256, true) AS geom
            FROM peer.drawn d
            WHERE d.geom && ST_TileEnvelope($1::int, $2::int, $3::int, margin => 256 / 4096.0)
        )
        SELECT ST_AsMVT(placed, 'sites', 4096, 'geom', 'id') FROM placed
        """;

    // What our own tiles show, as far as the public may see it, ready to draw.
    private const string Draw = """
        DROP SCHEMA IF EXISTS peer CASCADE;
        CREATE SCHEMA peer;
        CREATE TABLE peer.drawn AS
            SELECT s.id, s.name, coalesce(string_agg(DISTINCT t.broader, ',' ORDER BY t.broader), '') AS themes, ST_Transform(s.geom, 3857)::geometry(Point, 3857) AS geom
            FROM site s
            LEFT JOIN site_use u ON u.site_id = s.id
            LEFT JOIN vocabulary_term t ON t.vocabulary = 'site-uses' AND t.code = u.use_code
            WHERE s.is_current AND s.geom IS NOT NULL AND s.visibility = 'public'
            GROUP BY s.id;
        ALTER TABLE peer.drawn ADD PRIMARY KEY (id);
        CREATE INDEX drawn_geom ON peer.drawn USING gist (geom);
        CLUSTER peer.drawn USING drawn_geom;
        ANALYZE peer.drawn;
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var app = Path.GetFullPath(Path.Combine("artifacts", "app", "estatemap"));
        if (!File.Exists(app))
        {
            await Console.Error.WriteLineAsync($"There is no published program at {app}: `make bench-tiles` makes it.");
            return 2;
        }
        foreach (var size in args.DefaultIfEmpty("100000").Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)))
        {
            await using var town = new PostgisFixture();
            await GraphBench.BuildAsync(town, size);
            using var cached = EstateMapProgram.StartAt(app, ["serve", "--database", town.ConnectionString, "--port", "0"]);
            // Migrating the same database, they start one after the other.
            var address = await cached.GetAddressAsync(CancellationToken.None);
            using var uncached = EstateMapProgram.StartAt(app, ["serve", "--database", town.ConnectionString, "--port", "0"], ("EstateMap__Tiles__CacheMegabytes", "0"));
            await MeasureAsync(town, (address, cached.ProcessId), (await uncached.GetAddressAsync(CancellationToken.None), uncached.ProcessId));
        }
        return 0;
    }

    private static async Task MeasureAsync(PostgisFixture town, (Uri Address, int Pid) cached, (Uri Address, int Pid) uncached)
    {
        await using (var draw = town.Owner.CreateCommand(Draw))
            await draw.ExecuteNonQueryAsync();
        var (box, postmaster, versions, sites) = await LookAsync(town);
        var lists = new (string Name, TileAddress[] Tiles)[] { ("zoom 12", Cover(box, 12)), ("zoom 14", Cover(box, 14)), ("zoom 15", [.. Sample(Cover(box, 15), 80)]), ("mix of 11 to 16", [.. Enumerable.Range(11, 6).SelectMany(zoom => Sample(Cover(box, zoom), 40))]) };
        Console.WriteLine($"machine   {Table.Machine()}");
        Console.WriteLine($"versions  .NET {Environment.Version}, {versions}");
        Console.WriteLine($"commit    {Table.Commit()}");
        Console.WriteLine(Say($"size      {sites:N0} public located sites; {Rounds} rounds of {Seconds} s each, in turn, {Callers} callers; medians; CPU in ms a tile"));
        Console.WriteLine();

        using var http = new HttpClient();
        await using var prepared = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(town.ConnectionString) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 1, MaxPoolSize = Callers });
        var ways = new List<TileWay> { Ours("ours, warm", http, cached), Ours("ours, cold", http, uncached) };
        var (mapServer, why) = await MapServer.StartAsync(town.ConnectionString, lists[1].Tiles[0]);
        using (mapServer)
        {
            if (mapServer is not null)
                ways.Add(new("MapServer", tile => http.GetByteArrayAsync(new Uri(mapServer.Address, MapServer.Path(tile))), () => ProcessorTime.Of(mapServer.Pid) + ProcessorTime.OfChildren(mapServer.Pid)));
            else
                Console.WriteLine($"left out  MapServer: {why}");
            ways.Add(new("ST_AsMVT", tile => AskAsync(prepared, tile), () => ProcessorTime.Of(Environment.ProcessId)));
            Console.WriteLine($"{"tiles",-18} {"number",6} {"way",-12} {"sites",9} {"kB a tile",9} {"tiles/s",9} {"p50 ms",8} {"p99 ms",8} {"server",8} {"PostgreSQL",10} {"our cold pace",13}");
            foreach (var (name, tiles) in lists)
                await CompareAsync(name, tiles, ways, postmaster);
        }
        Console.WriteLine();
        Console.WriteLine("Warm is from our cache, cold made anew for every request (CacheMegabytes=0). The others keep no tiles. Sites: those within the tiles, clusters by their count; must be equal but for rounding at the edges.");
        Console.WriteLine("Ours draws cells that are too full to show apart as one cluster with a count, which is work and bytes saved, not the same answer made faster; at zoom 15 of 100,000 sites all but the fullest cells are drawn apart in all ways, from zoom 17 on every site.");
        Console.WriteLine("ST_AsMVT: prepared, over Npgsql without HTTP, its server time that of this program, callers and all. MapServer and it read a table made for drawing. Our cold pace: our cold tiles a second over theirs, median of the rounds' own ratios.");
    }

    private static async Task CompareAsync(string name, TileAddress[] tiles, List<TileWay> all, int postmaster)
    {
        var content = new Dictionary<TileWay, (int Sites, long Bytes)>();
        var ways = new List<TileWay>();
        foreach (var way in all)
        {
            try
            {
                var (sites, bytes) = (0, 0L);
                foreach (var tile in tiles)
                {
                    var got = await way.GetAsync(tile);
                    (sites, bytes) = (sites + TileContent.CountInside(got), bytes + got.Length);
                }
                content[way] = (sites, bytes);
                ways.Add(way);
            }
            catch (Exception fault) when (fault is HttpRequestException or PostgresException or InvalidOperationException)
            {
                Console.WriteLine($"{name,-18} {tiles.Length,6} {way.Name,-12} left out: {fault.Message}");
            }
        }
        var most = content.Values.Max(found => found.Sites);
        if (content.Values.Any(found => found.Sites < most * 0.998))
            Console.WriteLine($"{name,-18} {tiles.Length,6} THE WAYS DO NOT SHOW THE SAME SITES: what follows compares unlike things");
        var slices = ways.ToDictionary(way => way, _ => new List<TileSlice>());
        for (var round = 0; round < Rounds; round++)
            foreach (var way in ways)
                slices[way].Add(await RunAsync(way, tiles, postmaster));
        var cold = ways.Find(way => way.Name == "ours, cold");
        foreach (var way in ways)
        {
            var own = slices[way];
            var pace = cold is null || way.Name.StartsWith("ours", StringComparison.Ordinal) ? "" : Say($"{Benchmarks.Rounds.Median([.. slices[cold].Zip(own, (a, b) => a.PerSecond / b.PerSecond)]):N1}");
            Console.WriteLine(Say($"{name,-18} {tiles.Length,6} {way.Name,-12} {content[way].Sites,9:N0} {content[way].Bytes / 1_000d / tiles.Length,9:N1} {Median(slice => slice.PerSecond),9:N0} {Median(slice => slice.At(0.5)),8:N2} {Median(slice => slice.At(0.99)),8:N2} {Median(slice => slice.ServerCpu_ms),8:N3} {Median(slice => slice.PostgresCpu_ms),10:N3} {pace,13}"));

            double Median(Func<TileSlice, double> of) => Benchmarks.Rounds.Median([.. own.Select(of)]);
        }
    }

    /// <summary>What a while of asking gave; processor time in milliseconds a tile.</summary>
    private sealed record TileSlice(IReadOnlyList<double> Latencies, double PerSecond, double ServerCpu_ms, double PostgresCpu_ms)
    {
        public double At(double share) => Latencies[(int)Math.Min(Latencies.Count - 1, share * Latencies.Count)];
    }

    private static async Task<TileSlice> RunAsync(TileWay way, TileAddress[] tiles, int postmaster)
    {
        var (cpu, postgres, start, asked) = (way.Cpu(), ProcessorTime.OfChildren(postmaster), Stopwatch.GetTimestamp(), 0);
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds)
            {
                var began = Stopwatch.GetTimestamp();
                await way.GetAsync(tiles[Interlocked.Increment(ref asked) % tiles.Length]);
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            return own;
        })));
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        List<double> all = [.. latencies.SelectMany(own => own).Order()];
        return new(all, all.Count / took, 1_000 * (way.Cpu() - cpu) / all.Count, 1_000 * (ProcessorTime.OfChildren(postmaster) - postgres) / all.Count);
    }

    private static TileWay Ours(string name, HttpClient http, (Uri Address, int Pid) server) =>
        new(name, tile => http.GetByteArrayAsync(new Uri(server.Address, $"tiles/sites/{tile.Zoom}/{tile.Column}/{tile.Row}.mvt")), () => ProcessorTime.Of(server.Pid));

    private static async Task<byte[]> AskAsync(NpgsqlDataSource source, TileAddress tile)
    {
        await using var command = source.CreateCommand(Bare);
        foreach (var number in new[] { tile.Zoom, tile.Column, tile.Row })
            command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync() as byte[] ?? [];
    }

    private static async Task<(double[] Box, int Postmaster, string Versions, long Sites)> LookAsync(PostgisFixture town)
    {
        await using var command = town.Owner.CreateCommand(
            """
            SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b), pg_backend_pid(), current_setting('server_version'), postgis_lib_version(), (SELECT count(*) FROM peer.drawn)
            FROM (SELECT ST_Transform(ST_SetSRID(ST_Extent(geom), 3857), 4326) AS b FROM peer.drawn) e
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return ([reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3)], ProcessorTime.Parent(reader.GetInt32(4)), $"PostgreSQL {reader.GetString(5)}, PostGIS {reader.GetString(6)}", reader.GetInt64(7));
    }

    /// <summary>All tiles of a zoom that touch a box [west, south, east, north].</summary>
    private static TileAddress[] Cover(double[] box, int zoom)
    {
        var (west, north) = At(box[0], box[3]);
        var (east, south) = At(box[2], box[1]);
        return [.. from row in Enumerable.Range(north, south - north + 1) from column in Enumerable.Range(west, east - west + 1) select new TileAddress(zoom, column, row)];

        (int Column, int Row) At(double longitude, double latitude) => (
            (int)((longitude + 180) / 360 * (1 << zoom)),
            (int)((1 - Math.Asinh(Math.Tan(latitude * Math.PI / 180)) / Math.PI) / 2 * (1 << zoom)));
    }

    private static IEnumerable<TileAddress> Sample(TileAddress[] tiles, int most) => tiles.Where((_, at) => tiles.Length <= most || at * (long)most / tiles.Length != (at - 1L) * most / tiles.Length);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
