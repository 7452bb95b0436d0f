using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Database;
using EstateMap.Server.Tests.Graph;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Valid;
using Xunit;

namespace EstateMap.Server.Tests.Travel;

public class TravelQueryTests(Village village) : IClassFixture<Village>
{
    private static readonly JsonSerializerOptions Shapes = new() { Converters = { new GeoJsonConverterFactory() } };

    [Fact]
    public async Task Networks_are_listed_with_what_they_are_made_of()
    {
        var id = await NetworkAsync("listed", 12, 14);

        var data = await village.DataAsync("""query($name: String) { walkingNetworks(where: {name: {eq: $name}}, order: [{importedAt: DESC}]) { totalCount nodes { id name nodes edges length_km components largestComponentShare deadEnds attribution licence asAt version rowsRead rowsDropped } } }""", new { name = "listed" });

        var network = data.GetProperty("walkingNetworks").GetProperty("nodes")[0];
        Assert.Equal(id, network.GetProperty("id").GetString());
        Assert.Equal((168, 310, 1, 0), (network.GetProperty("nodes").GetInt32(), network.GetProperty("edges").GetInt32(), network.GetProperty("components").GetInt32(), network.GetProperty("deadEnds").GetInt32()));
        Assert.Equal(31.0, network.GetProperty("length_km").GetDouble(), 0.1);
        Assert.Equal("Contains Village Council data", network.GetProperty("attribution").GetString());
        var again = await village.DataAsync("query($id: ID!) { node(id: $id) { ... on WalkingNetwork { name } } }", new { id });
        Assert.Equal("listed", again.GetProperty("node").GetProperty("name").GetString());
    }

    [Fact]
    public async Task By_straight_line_an_isochrone_is_a_circle_over_the_detour()
    {
        var data = await village.DataAsync("""{ isochrones(from: [[-2.01, 53.01]], minutes: [5, 10], travel: {method: STRAIGHT_LINE, speedKmh: 6, detour: 1.25}) { minutes area_km2 place travel geometry { type crs coordinates } } }""");

        var isochrones = data.GetProperty("isochrones");
        // 500 m of walking are 400 m of line: 0.5027 square kilometres, a little less with 96 sides.
        Assert.Equal(0.5023, isochrones[0].GetProperty("area_km2").GetDouble(), 0.0003);
        Assert.Equal("straight line x 1.25 at 6 km/h", isochrones[0].GetProperty("travel").GetString());
        var (five, ten) = (Shape(isochrones[0]), Shape(isochrones[1]));
        Assert.True(ten.Contains(five));
        await using var measure = village.Reader.CreateCommand("SELECT min(ST_Distance(p.geom::geography, 'SRID=4326;POINT(-2.01 53.01)'::geography)), max(ST_Distance(p.geom::geography, 'SRID=4326;POINT(-2.01 53.01)'::geography)) FROM ST_DumpPoints($1) p");
        five.SRID = 4326;
        measure.Parameters.Add(new() { Value = five });
        await using var reader = await measure.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(400, reader.GetDouble(0), 0.2);
        Assert.Equal(400, reader.GetDouble(1), 0.2);
    }

    [Fact]
    public async Task Over_a_network_isochrones_follow_the_streets_and_lie_within_each_other()
    {
        var network = await NetworkAsync("outlines", 40, 40);

        var data = await village.DataAsync("""query($network: ID!, $sites: [ID!]) { isochrones(sites: $sites, minutes: [15, 5, 10], travel: {method: NETWORK, network: $network}) { minutes area_km2 site { name } travel geometry { coordinates } } }""",
            new { network, sites = new[] { GlobalId.Write("Site", 1), GlobalId.Write("Site", 2) } });

        var isochrones = data.GetProperty("isochrones").EnumerateArray().ToList();
        Assert.Equal([15, 5, 10, 15, 5, 10], isochrones.Select(one => one.GetProperty("minutes").GetInt32()));
        Assert.Equal(["Village Library", "West School"], [isochrones[0].GetProperty("site").GetProperty("name").GetString(), isochrones[3].GetProperty("site").GetProperty("name").GetString()]);
        Assert.Equal("walking network outlines at 4.8 km/h", isochrones[0].GetProperty("travel").GetString());
        foreach (var ofSite in isochrones.Chunk(3))
        {
            var (fifteen, five, ten) = (Shape(ofSite[0]), Shape(ofSite[1]), Shape(ofSite[2]));
            Assert.All(new[] { five, ten, fifteen }, shape => Assert.True(new IsValidOp(shape).IsValid));
            Assert.True(fifteen.Contains(ten) && ten.Contains(five));
        }

        // 400 m of streets on a grid of which a quarter is cut off by the corner 100 m south-west of the library.
        Assert.InRange(isochrones[1].GetProperty("area_km2").GetDouble(), 0.12, 0.25);
    }

    [Fact]
    public async Task The_nearest_sites_by_line_are_those_nearest_on_the_map()
    {
        var data = await village.DataAsync("""{ nearestSites(from: {type: Point, coordinates: [-2.01, 53.012]}, first: 2) { walkSeconds distance_m travel site { name } } }""");

        var nearest = data.GetProperty("nearestSites");
        Assert.Equal(["Village Library", "West School"], nearest.EnumerateArray().Select(one => one.GetProperty("site").GetProperty("name").GetString()));
        Assert.Equal(222.57, nearest[0].GetProperty("distance_m").GetDouble(), 0.01);
        Assert.Equal(222.57 * 1.3 / (4.8 / 3.6), nearest[0].GetProperty("walkSeconds").GetDouble(), 0.01);
    }

    [Fact]
    public async Task The_nearest_sites_on_foot_can_be_others_than_by_line()
    {
        // From 400 m south of West School and 700 m north of the library: a road that reaches the school only by way of a loop of 4 km.
        using var folder = new TemporaryFolder();
        var roads = MadeStreets.Collection([MadeStreets.Line(MadeStreets.At(0, 0), MadeStreets.At(0, 700)), MadeStreets.Line(MadeStreets.At(0, 0), MadeStreets.At(-1_500, 0), MadeStreets.At(-1_500, 1_113), MadeStreets.At(0, 1_113))]);
        var report = await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "loop.geojson", roads), "loop");
        var (longitude, latitude) = MadeStreets.At(0, 700);

        var data = await village.DataAsync("""query($from: Geometry!, $network: ID!) { nearestSites(from: $from, first: 2, minutes: 120, travel: {method: NETWORK, network: $network}) { walkSeconds distance_m site { name } } }""",
            new { from = new { type = "Point", coordinates = new[] { longitude, latitude } }, network = GlobalId.Write("WalkingNetwork", report.Id) });

        var nearest = data.GetProperty("nearestSites").EnumerateArray().ToList();
        Assert.Equal(["Village Library", "West School"], nearest.Select(one => one.GetProperty("site").GetProperty("name").GetString()));
        Assert.Equal(700 / (4.8 / 3.6), nearest[0].GetProperty("walkSeconds").GetDouble(), 1.0);
        Assert.Equal((700 + 1_500 + 1_113 + 1_500) / (4.8 / 3.6), nearest[1].GetProperty("walkSeconds").GetDouble(), 5.0);
        Assert.InRange(nearest[1].GetProperty("distance_m").GetDouble(), 410, 416);
    }

    [Theory]
    [InlineData(-2.01, 90)]
    [InlineData(-2.01, -90)]
    [InlineData(88, 0)]
    [InlineData(-180, 12)]
    public async Task From_the_other_side_of_the_world_nothing_is_near(double longitude, double latitude)
    {
        var network = await NetworkAsync("world", 12, 14);
        var data = await village.DataAsync("query($from: Geometry!, $network: ID!) { nearestSites(from: $from, travel: {method: NETWORK, network: $network}) { walkSeconds } }", new { from = new { type = "Point", coordinates = new[] { longitude, latitude } }, network });

        Assert.Equal("[]", data.GetProperty("nearestSites").GetRawText());
    }

    [Fact]
    public async Task Only_the_sites_that_are_asked_for_count_and_hidden_ones_never()
    {
        var data = await village.DataAsync("""{ nearestSites(from: {type: Point, coordinates: [-2.01, 53.0155]}, first: 50, minutes: 360, where: {name: {contains: "school"}}) { site { name } } all: nearestSites(from: {type: Point, coordinates: [-2.01, 53.0155]}, first: 50, minutes: 360) { site { name } } }""");

        Assert.Equal(["West School", "East School"], data.GetProperty("nearestSites").EnumerateArray().Select(one => one.GetProperty("site").GetProperty("name").GetString()));
        Assert.DoesNotContain(data.GetProperty("all").EnumerateArray(), one => one.GetProperty("site").GetProperty("name").GetString() is "Partner Clinic" or "Refuge");
    }

    [Theory]
    [InlineData("isochrones(minutes: [5]) { minutes }", "HC0016 Give either `from`, positions, or `sites`, ids.")]
    [InlineData("isochrones(from: [[1, 2]], minutes: []) { minutes }", "HC0016 `minutes` takes 1 to 6 whole numbers from 1 to 60.")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5, 61]) { minutes }", "HC0016 `minutes` takes 1 to 6 whole numbers from 1 to 60.")]
    [InlineData("isochrones(from: [], minutes: [5]) { minutes }", "HC0016 `from` takes 1 to 20 places, not 0.")]
    [InlineData("isochrones(from: [[1, 200]], minutes: [5]) { minutes }", "HC0016 A position is [longitude, latitude]")]
    [InlineData("isochrones(from: [\"here\"], minutes: [5]) { minutes }", "HC0016 A position is [longitude, latitude]")]
    [InlineData("isochrones(sites: [\"U2l0ZTo0\"], minutes: [5]) { minutes }", "HC0016 `U2l0ZTo0` is no site that has a place.")]
    [InlineData("isochrones(sites: [\"U2l0ZTo4\"], minutes: [5]) { minutes }", "HC0016 `U2l0ZTo4` is no site that has a place.")]
    [InlineData("isochrones(sites: [\"nonsense\"], minutes: [5]) { minutes }", "HC0016 `nonsense` is not the id of a site.")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5], travel: {method: NETWORK}) { minutes }", "TRAVEL_NETWORK_UNKNOWN Travel over a network needs `network`")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5], travel: {method: NETWORK, network: \"V2Fsa2luZ05ldHdvcms6OTk=\"}) { minutes }", "TRAVEL_NETWORK_UNKNOWN There is no walking network number 99")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5], travel: {method: NETWORK, network: \"U2l0ZTox\"}) { minutes }", "HC0016 `U2l0ZTox` is not the id of a WalkingNetwork.")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5], travel: {method: STRAIGHT_LINE, speedKmh: 0}) { minutes }", "TRAVEL_CHOICE_INVALID The speed is 0 km/h")]
    [InlineData("isochrones(from: [[1, 2]], minutes: [5], travel: {method: MATRIX, matrix: \"VHJhdmVsTWF0cml4OjE=\"}) { minutes }", "HC0016 An imported matrix has times between places and no shape")]
    [InlineData("nearestSites(from: {type: LineString, coordinates: [[1, 2], [3, 4]]}) { walkSeconds }", "HC0016 `from` is a point.")]
    [InlineData("nearestSites(from: {type: Point, coordinates: [1, 2]}, first: 51) { walkSeconds }", "HC0051")]
    [InlineData("nearestSites(from: {type: Point, coordinates: [1, 2]}, first: -1) { walkSeconds }", "HC0079")]
    [InlineData("nearestSites(from: {type: Point, coordinates: [1, 2]}, minutes: 0) { walkSeconds }", "HC0016 `minutes` is a whole number from 1 to 360.")]
    public async Task What_is_asked_wrongly_is_told_with_a_code(string field, string error) => Assert.StartsWith(error, await village.FirstErrorAsync($"{{ {field} }}"), StringComparison.Ordinal);

    [Fact]
    public async Task One_operation_cannot_ask_for_any_number_of_outlines()
    {
        var places = string.Join(", ", Enumerable.Repeat("[-2.01, 53.01]", 20));
        var fields = string.Join(" ", Enumerable.Range(0, 2).Select(at => $"f{at}: isochrones(from: [{places}], minutes: [1, 2, 3, 4]) {{ minutes }}"));

        Assert.StartsWith("TRAVEL_TOO_MUCH ", await village.FirstErrorAsync($"{{ {fields} }}"), StringComparison.Ordinal);
    }

    private async Task<string> NetworkAsync(string name, int columns, int rows)
    {
        using var folder = new TemporaryFolder();
        return GlobalId.Write("WalkingNetwork", (await MadeStreets.ImportAsync(village.Database, MadeStreets.Write(folder, "grid.geojson", MadeStreets.Grid(columns, rows)), name)).Id);
    }

    private static Geometry Shape(JsonElement isochrone) =>
        JsonSerializer.Deserialize<Geometry>("""{"type":"MultiPolygon","coordinates":""" + isochrone.GetProperty("geometry").GetProperty("coordinates").GetRawText() + "}", Shapes)!;
}
