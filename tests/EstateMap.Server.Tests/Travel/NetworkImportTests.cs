using System.ComponentModel;
using System.Diagnostics;
using EstateMap.Database;
using EstateMap.Server.Tests.Database;
using EstateMap.Server.Tests.Graph;
using EstateMap.Server.Travel;
using EstateMap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Travel;

public class NetworkImportTests(Village village) : IClassFixture<Village>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WalkingNetworks Networks => village.Services.GetRequiredService<WalkingNetworks>();

    [Fact]
    public async Task The_real_roads_of_Bath_are_counted_as_by_hand()
    {
        var roads = RealFiles.Get("bath/network/os_roads.geojson");

        var report = await MadeStreets.ImportAsync(village.Database, roads, "Bath roads");

        Assert.Equal((9_015, 9_040, 7_986, 95, 2_832), (report.RowsRead, report.Edges, report.Nodes, report.Components, report.DeadEnds));
        // On the national grid, whose scale is some 0.99966 there, it is 1,303.2 km.
        Assert.Equal(1_303.65, report.LengthKm, 0.05);
        Assert.Equal(0.964, report.LargestComponentShare, 0.0005);
        Assert.Empty(report.Rejected);
        // Our metres against PostGIS's, over all edges and in each: half a millimetre is rounding.
        await using var measure = village.Reader.CreateCommand("SELECT max(abs(ST_Length(e.geom::geography) - e.length_mm / 1000.0)), sum(ST_Length(e.geom::geography)) FROM network_edge e WHERE e.network_id = $1");
        measure.Parameters.Add(new() { Value = report.Id });
        await using var reader = await measure.ExecuteReaderAsync(Cancel);
        Assert.True(await reader.ReadAsync(Cancel));
        Assert.InRange(reader.GetDouble(0), 0, 0.0006);
        Assert.Equal(reader.GetDouble(1) / 1000, report.LengthKm, 0.001);
    }

    [Fact]
    public async Task Walks_in_Bath_are_as_long_back_as_there_and_never_longer_by_way_of_another_place()
    {
        var roads = RealFiles.Get("bath/network/os_roads.geojson");
        var report = await MadeStreets.ImportAsync(village.Database, roads, "Bath for walking", files => files with { Paths = RealFiles.Get("bath/network/banes_prow_bath.geojson") });
        Assert.Equal(311 + 9_015, report.RowsRead);
        var network = await Networks.GetAsync(report.Id, Cancel);
        var random = new Random(5);
        TravelPlace[] places = [.. Enumerable.Range(0, 40).Select(_ => new TravelPlace(-2.40 + (random.NextDouble() * 0.08), 51.36 + (random.NextDouble() * 0.05)))];

        var costs = village.Services.GetRequiredService<TravelCosts>();
        var walks = await costs.GetAsync(new TravelChoice(TravelChoice.Network, report.Id), places, places, null, Cancel);
        var lines = await costs.GetAsync(new TravelChoice(TravelChoice.Straight, null, Detour: 1), places, places, null, Cancel);

        Assert.Equal("walking network Bath for walking at 4.8 km/h", walks.Badge);
        Assert.Equal(network.Version, walks.Version);
        for (var i = 0; i < 40; i++)
            for (var j = 0; j < 40; j++)
            {
                Assert.Equal(walks.Seconds[(i * 40) + j], walks.Seconds[(j * 40) + i]);
                // The way off the street and back onto it counts twice in a place that is passed.
                Assert.True(walks.Seconds[(i * 40) + j] + 1e-6 >= lines.Seconds[(i * 40) + j] * 0.9999, "no walk is shorter than the line");
                for (var k = 0; k < 40; k += 7) Assert.True(walks.Seconds[(i * 40) + j] <= walks.Seconds[(i * 40) + k] + walks.Seconds[(k * 40) + j] + 0.01);
            }
    }

    [Fact]
    public async Task The_same_file_changes_nothing_and_another_under_the_name_is_walked_on_at_once()
    {
        using var folder = new TemporaryFolder();
        var first = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "a.geojson", MadeStreets.Grid(5, 5)), "changing");
        var (from, to) = (new TravelPlace(MadeStreets.At(0, 0).Longitude, MadeStreets.At(0, 0).Latitude), new TravelPlace(MadeStreets.At(200, 200).Longitude, MadeStreets.At(200, 200).Latitude));
        var costs = village.Services.GetRequiredService<TravelCosts>();
        async Task<TravelMatrix> WalkAsync() => await costs.GetAsync(new TravelChoice(TravelChoice.Network, first.Id, SpeedKmh: 3.6), [from], [to], null, Cancel);
        Assert.Equal(400, (await WalkAsync()).Seconds[0], 0.6);

        var again = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "b.geojson", MadeStreets.Grid(5, 5)), "changing");
        Assert.True(again.IsUnchanged);
        Assert.Equal((first.Id, first.Version), (again.Id, again.Version));

        // Without the streets from west to east but the southernmost: south, along, and north again.
        var comb = MadeStreets.Collection([MadeStreets.Line(MadeStreets.At(0, -100), MadeStreets.At(200, -100)), MadeStreets.Line(MadeStreets.At(0, -100), MadeStreets.At(0, 300)), MadeStreets.Line(MadeStreets.At(200, -100), MadeStreets.At(200, 300))]);
        var other = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "c.geojson", comb), "changing");
        Assert.Equal((first.Id, false), (other.Id, other.IsUnchanged));
        for (var tries = 0; (await WalkAsync()).Version != other.Version && tries < 100; tries++) await Task.Delay(20, Cancel);
        Assert.Equal(600, (await WalkAsync()).Seconds[0], 0.8);
    }

    [Fact]
    public async Task What_is_no_street_is_left_out_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var odd = MadeStreets.Collection(
        [
            MadeStreets.Line(MadeStreets.At(0, 0), MadeStreets.At(100, 0)),
            """{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-2,53]}}""",
            """{"type":"Feature","properties":{},"geometry":null}""",
            """{"type":"Feature","properties":{"highway":"motorway"},"geometry":{"type":"LineString","coordinates":[[-2,53],[-2,53.01]]}}""",
            """{"type":"Feature","properties":{"highway":"service","other_tags":"\"access\"=>\"private\""},"geometry":{"type":"LineString","coordinates":[[-2,53],[-2,53.01]]}}""",
            MadeStreets.Line(MadeStreets.At(100, 0), MadeStreets.At(0, 0)),
            """{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[-2.01,53.01],[-2.011,53.01]],[[-2.02,53.01],[-2.021,53.01]]]}}""",
        ]);

        var report = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "odd.geojson", odd), "odd");

        Assert.Equal([(2, "not-a-line"), (3, "not-a-line"), (4, "not-walkable"), (5, "not-walkable"), (6, "duplicate")], report.Rejected.Select(line => (line.Line, line.Reason)));
        Assert.Equal((7, 3), (report.RowsRead, report.Edges));
        var rejects = Path.Combine(folder.Path, "rejects.csv");
        await RejectedLine.WriteAsync(report.Rejected, rejects, Cancel);
        Assert.Equal("\"odd.geojson\",2,not-a-line,\"The feature is a Point, not a line.\"", (await File.ReadAllLinesAsync(rejects, Cancel))[1]);
    }

    [Theory]
    [InlineData("points.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-2,53]}}]}""", "holds no line that one can walk along: 1 features, 1 not-a-line")]
    [InlineData("metres.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[400000,300000],[400100,300000]]}}]}""", "give --crs 27700")]
    [InlineData("mercator.geojson", """{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]}""", "coordinate system is 'EPSG:3857'")]
    [InlineData("streets.docx", "", "Streets are read from .geojson")]
    [InlineData("cut.geojson", """{"type":"FeatureCollection","features":[{"type":"Fea""", "not valid GeoJSON")]
    public async Task A_file_that_makes_no_network_is_refused_in_words_and_changes_nothing(string name, string text, string sentence)
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<UsageException>(() => MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, name, text), "refused"));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync("SELECT count(*) FROM network WHERE name = 'refused'"));
    }

    [Fact]
    public async Task Coordinates_of_the_national_grid_come_where_they_belong()
    {
        using var folder = new TemporaryFolder();
        const string Metres = """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"startNode":"a","endNode":"b"},"geometry":{"type":"LineString","coordinates":[[375000,165000],[376000,165000]]}}]}""";

        var report = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "grid.geojson", Metres), "national grid", files => files with { Crs = 27700 });

        // The grid's scale there is some 0.99967.
        Assert.Equal(1.0003, report.LengthKm, 0.0005);
        var away = await CountAsync("SELECT round(ST_Distance(n.geom::geography, ST_Transform('SRID=27700;POINT(375000 165000)'::geometry, 4326)::geography) * 100)::bigint FROM network_node n JOIN network w ON w.id = n.network_id WHERE w.name = 'national grid' AND n.number = 0");
        Assert.Equal(0, away);
    }

    [Fact]
    public async Task Ways_of_OpenStreetMap_meet_where_they_share_a_point()
    {
        using var folder = new TemporaryFolder();
        // Two ways that cross in node 5, a motorway, and a pond.
        const string Osm = """
            <?xml version="1.0" encoding="UTF-8"?>
            <osm version="0.6">
              <node id="1" lat="53.010" lon="-2.010"/><node id="2" lat="53.010" lon="-2.000"/><node id="3" lat="53.005" lon="-2.005"/><node id="4" lat="53.015" lon="-2.005"/><node id="5" lat="53.010" lon="-2.005"/>
              <way id="10"><nd ref="1"/><nd ref="5"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="High Street"/></way>
              <way id="11"><nd ref="3"/><nd ref="5"/><nd ref="4"/><tag k="highway" v="footway"/></way>
              <way id="12"><nd ref="3"/><nd ref="2"/><tag k="highway" v="motorway"/></way>
              <way id="13"><nd ref="1"/><nd ref="4"/><tag k="highway" v="path"/><tag k="access" v="private"/></way>
              <way id="14"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="stream"/></way>
            </osm>
            """;
        var file = MadeStreets.Write(folder, "village.osm", Osm);
        Assert.SkipUnless(HasGdal(), "GDAL's ogr2ogr is not installed (Debian: gdal-bin).");

        var report = await MadeStreets.ImportAsync(village.Database, file, "OpenStreetMap", files => files with { RunsThroughCrossings = true });

        Assert.Equal((4, 5, 4, 1), (report.RowsRead, report.Nodes, report.Edges, report.Components));
        Assert.Equal(["not-walkable", "not-walkable"], report.Rejected.Select(line => line.Reason));
    }

    [Fact]
    public async Task Where_GDAL_is_not_installed_a_file_of_OpenStreetMap_says_what_to_install()
    {
        using var folder = new TemporaryFolder();
        var file = MadeStreets.Write(folder, "village.osm", "<osm/>");
        using var program = EstateMapProgram.Start(["import-network", file, "--database", village.ConnectionString], ("PATH", folder.Path));

        Assert.Equal(2, await program.EndAsync(Cancel));
        Assert.Contains("ogr2ogr, which this machine does not have: install it (Debian: gdal-bin)", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_tells_what_it_made_and_writes_what_it_left_out()
    {
        using var folder = new TemporaryFolder();
        var file = MadeStreets.Write(folder, "by-command.geojson", MadeStreets.Collection([MadeStreets.Line(MadeStreets.At(0, 0), MadeStreets.At(100, 0)), MadeStreets.Line(MadeStreets.At(0, 0), MadeStreets.At(0, 0))]));
        var rejects = Path.Combine(folder.Path, "left-out.csv");
        using var program = EstateMapProgram.Start(["import-network", file, "--licence", "OGL-UK-3.0", "--rejects", rejects, "--database", village.ConnectionString]);

        Assert.Equal(0, await program.EndAsync(Cancel));
        Assert.Contains("Network by-command", program.Output, StringComparison.Ordinal);
        Assert.Contains("1 edges, 2 nodes, 0.1 km", program.Output, StringComparison.Ordinal);
        Assert.Contains("1 lines of 2 rows did not get in: 1 no-length", program.Output, StringComparison.Ordinal);
        Assert.Contains("no-length", await File.ReadAllTextAsync(rejects, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_damaged_anywhere_is_read_or_refused_and_breaks_nothing()
    {
        using var folder = new TemporaryFolder();
        var whole = System.Text.Encoding.UTF8.GetBytes(MadeStreets.Grid(4, 4));
        var random = new Random(17);
        var refused = 0;
        for (var time = 0; time < 150; time++)
        {
            var bytes = whole.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--) bytes[random.Next(bytes.Length)] = time % 2 == 0 ? (byte)random.Next(256) : (byte)"0123456789[]{},\"-.e"[random.Next(19)];
            if (time % 10 == 9) bytes = bytes[..random.Next(bytes.Length)];
            var file = Path.Combine(folder.Path, "damaged.geojson");
            await File.WriteAllBytesAsync(file, bytes, Cancel);
            var before = await CountAsync("SELECT count(*) FROM network_edge e JOIN network w ON w.id = e.network_id WHERE w.name = 'damaged'");
            try
            {
                var report = await MadeStreets.ImportAsync(village.Database, file, "damaged");
                Assert.Equal(report.Edges, await CountAsync("SELECT count(*) FROM network_edge e JOIN network w ON w.id = e.network_id WHERE w.name = 'damaged'"));
                if (time % 10 == 0) Assert.Equal(report.Nodes, (await Networks.GetAsync(report.Id, Cancel)).Graph.Nodes);
            }
            catch (UsageException)
            {
                refused++;
                Assert.Equal(before, await CountAsync("SELECT count(*) FROM network_edge e JOIN network w ON w.id = e.network_id WHERE w.name = 'damaged'"));
            }
        }

        Assert.InRange(refused, 10, 149);
    }

    [Fact]
    public async Task Shortest_ways_are_those_that_pgRouting_finds()
    {
        await using (var available = village.Owner.CreateCommand("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrouting')"))
            Assert.SkipUnless((bool)(await available.ExecuteScalarAsync(Cancel))!, "pgRouting is not installed (Debian: postgresql-15-pgrouting).");
        using var folder = new TemporaryFolder();
        var random = new Random(23);
        var shifts = Enumerable.Range(0, 900).Select(_ => random.NextDouble() * 60).ToArray();
        var report = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "crooked.geojson", MadeStreets.Grid(30, 30, shift: node => shifts[node])), "crooked");
        var graph = (await Networks.GetAsync(report.Id, Cancel)).Graph;
        int[] from = [0, 17, 444, 899], to = [.. Enumerable.Range(0, 90).Select(at => at * 10)];
        await using var connection = await village.Owner.OpenConnectionAsync(Cancel);
        await using (var extend = new Npgsql.NpgsqlCommand("CREATE EXTENSION IF NOT EXISTS pgrouting", connection)) await extend.ExecuteNonQueryAsync(Cancel);
        await using var ask = new Npgsql.NpgsqlCommand("SELECT start_vid, end_vid, agg_cost FROM pgr_dijkstraCost($1, $2::bigint[], $3::bigint[], directed => false)", connection);
        ask.Parameters.Add(new() { Value = $"SELECT number AS id, from_node AS source, to_node AS target, length_mm::float8 AS cost FROM network_edge WHERE network_id = {report.Id}" });
        ask.Parameters.Add(new() { Value = from.Select(node => (long)node).ToArray() });
        ask.Parameters.Add(new() { Value = to.Select(node => (long)node).ToArray() });
        var ours = from.ToDictionary(node => node, node => graph.Distances_mm(node));
        await using var reader = await ask.ExecuteReaderAsync(Cancel);
        var pairs = 0;
        for (; await reader.ReadAsync(Cancel); pairs++) Assert.Equal(reader.GetDouble(2), ours[(int)reader.GetInt64(0)][(int)reader.GetInt64(1)]);
        // pgRouting leaves out the way from a node to itself.
        Assert.InRange(pairs, 350, 360);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = village.Reader.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancel) ?? -1L);
    }

    private static bool HasGdal()
    {
        try
        {
            using var gdal = Process.Start(new ProcessStartInfo("ogr2ogr", "--version") { RedirectStandardOutput = true })!;
            gdal.WaitForExit();
            return gdal.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
