using System.Text.Json;
using CsCheck;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

public class ListTests(Village village) : IClassFixture<Village>
{
    private static readonly string[] PublicSites = ["100% O'Brien_House \\ \"Annexe\"", "East School", "Far Depot", "Village Library", "Village Park", "West School"];

    [Fact]
    public async Task Walking_the_pages_either_way_gives_every_row_once_in_order()
    {
        var keys = new[] { "{ name: ASC }", "{ postcode: DESC }", "{ floorArea_m2: ASC }, { locationPrecision: DESC }", "{ owner: { kind: DESC } }", "{ streetName: ASC }, { name: DESC }" };
        await Gen.Select(Gen.Int[0, keys.Length - 1], Gen.Int[1, 4]).SampleAsync(async (pick, size) =>
        {
            var order = keys[pick];
            var whole = Names(await village.DataAsync($"{{ sites(first: 50, order: [{order}]) {{ nodes {{ name }} }} }}"));
            var forward = new List<string>();
            for (var after = "null"; ;)
            {
                var page = (await village.DataAsync($"{{ sites(first: {size}, after: {after}, order: [{order}]) {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }}")).GetProperty("sites");
                forward.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!));
                if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) break;
                after = $"\"{page.GetProperty("pageInfo").GetProperty("endCursor").GetString()}\"";
            }

            var backward = new List<string>();
            for (var before = "null"; ;)
            {
                var page = (await village.DataAsync($"{{ sites(last: {size}, before: {before}, order: [{order}]) {{ nodes {{ name }} pageInfo {{ hasPreviousPage startCursor }} }} }}")).GetProperty("sites");
                backward.InsertRange(0, page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!));
                if (!page.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean()) break;
                before = $"\"{page.GetProperty("pageInfo").GetProperty("startCursor").GetString()}\"";
            }

            Assert.Equal(whole, forward);
            Assert.Equal(whole, backward);
            Assert.Equal(PublicSites, whole.Order(StringComparer.Ordinal));
        }, iter: 25, threads: 1);
    }

    [Theory]
    [InlineData("name: { contains: \"school\" }", "East School|West School")]
    [InlineData("name: { startsWith: \"100% o'brien_\" }", "100% O'Brien_House \\ \"Annexe\"")]
    [InlineData("name: { contains: \"%\" }", "100% O'Brien_House \\ \"Annexe\"")]
    [InlineData("name: { nendsWith: \"school\", ncontains: \"village\" }", "100% O'Brien_House \\ \"Annexe\"|Far Depot")]
    [InlineData("postcode: { eq: null }", "100% O'Brien_House \\ \"Annexe\"|Far Depot")]
    [InlineData("postcode: { in: [\"ZZ1\", null] }", "100% O'Brien_House \\ \"Annexe\"|Far Depot|Village Park")]
    [InlineData("theme: { eq: \"libraries\" }", "Village Library|West School")]
    [InlineData("or: [{ use: { eq: \"park\" } }, { owner: { name: { eq: \"Hill Trust\" } } }]", "East School|Village Park")]
    [InlineData("area: { code: { eq: \"W1\" }, vintage: { eq: \"2023\" } }", "Village Library|West School")]
    [InlineData("floorArea_m2: { gte: 600 }", "East School|West School")]
    [InlineData("locationPrecision: { in: [POSTCODE, UNLOCATED] }", "East School|Village Park")]
    [InlineData("isOutsidePlace: { eq: true }", "Far Depot")]
    [InlineData("tenure: { eq: \"leasehold\" }", "East School")]
    [InlineData("dataset: { eq: \"village-libraries\" }", "Village Library")]
    [InlineData("uprn: { eq: \"000000000102\" }", "West School")]
    [InlineData("and: []", "100% O'Brien_House \\ \"Annexe\"|East School|Far Depot|Village Library|Village Park|West School")]
    [InlineData("id: { in: [\"U2l0ZTox\", \"U2l0ZTo4\", \"rubbish\"] }", "Village Library")]
    public async Task A_condition_keeps_the_sites_it_names(string where, string expected) =>
        Assert.Equal(expected.Split('|'), Names(await village.DataAsync($"{{ sites(where: {{ {where} }}) {{ nodes {{ name }} }} }}")).Order(StringComparer.Ordinal));

    [Theory]
    // West School lies 0.01 degree north of the library: 1,112.87 m on the spheroid.
    [InlineData("distance: { geometry: $library, lte: 1112 }", "Village Library")]
    [InlineData("distance: { geometry: $library, lte: 1113 }", "Village Library|West School")]
    [InlineData("distance: { geometry: $library, gt: 1113, lt: 2000 }", "East School")]
    [InlineData("intersects: { geometry: $library, buffer: 1114 }", "Village Library|West School")]
    [InlineData("within: { geometry: { type: Polygon, coordinates: [[[-2.02, 53], [-2, 53], [-2, 53.04], [-2.02, 53.04], [-2.02, 53]]] } }", "Village Library|West School")]
    [InlineData("nwithin: { geometry: { type: Polygon, coordinates: [[[-2.02, 53], [-1.98, 53], [-1.98, 53.04], [-2.02, 53.04], [-2.02, 53]]] } }", "Far Depot")]
    public async Task Spatial_conditions_are_in_metres(string geometry, string expected) =>
        Assert.Equal(expected.Split('|'), Names(await village.DataAsync(
            $"query($library: Geometry!) {{ sites(where: {{ geometry: {{ {geometry} }}, locationPrecision: {{ neq: UNLOCATED }} }}) {{ nodes {{ name }} }} used: sites(first: 0, where: {{ geometry: {{ intersects: {{ geometry: $library }} }} }}) {{ totalCount }} }}",
            new { library = new { type = "Point", coordinates = new[] { -2.01, 53.01 } } })).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Distance_to_a_point_is_metres_on_the_spheroid()
    {
        var data = await village.DataAsync("{ site(id: \"U2l0ZToy\") { distance(to: { type: Point, coordinates: [-2.01, 53.01] }) } }");

        Assert.Equal(1112.87, data.GetProperty("site").GetProperty("distance").GetDouble(), 0.1);
    }

    [Fact]
    public async Task A_geometry_may_come_in_British_National_Grid()
    {
        // EPSG:27700 of -2.01, 53.01 (PROJ, Helmert or OSTN15, within 5 m): 399427 E, 345897 N.
        var data = await village.DataAsync("{ sites(where: { geometry: { distance: { geometry: { type: Point, coordinates: [399427, 345897], crs: 27700 }, lte: 200 } } }) { nodes { name geometry(crs: 27700, precision: 0) { crs ... on GeoJSONPointType { coordinates } } } } }");

        var site = Assert.Single(data.GetProperty("sites").GetProperty("nodes").EnumerateArray());
        Assert.Equal("Village Library", site.GetProperty("name").GetString());
        Assert.Equal(27700, site.GetProperty("geometry").GetProperty("crs").GetInt32());
        Assert.InRange(site.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble(), 399_000, 400_000);
    }

    [Fact]
    public async Task Near_gives_the_nearest_first()
    {
        var data = await village.DataAsync("{ sites(near: { geometry: { type: Point, coordinates: [-1.99, 53.029] } }) { nodes { name } } }");

        Assert.Equal(["100% O'Brien_House \\ \"Annexe\"", "East School", "West School", "Village Library", "Far Depot"], Names(data));
    }

    [Theory]
    [InlineData("{ type: Polygon, coordinates: [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]] }", "The geometry is not valid")]
    [InlineData("{ type: Polygon, coordinates: [[[0, 0], [1, 1], [0, 1]]] }", "not GeoJSON")]
    [InlineData("{ type: Point, coordinates: [53.4, -200.3] }", "longitude first")]
    [InlineData("{ type: Point, coordinates: [] }", "empty")]
    [InlineData("{ type: Nonsense }", "not GeoJSON")]
    [InlineData("{ type: Point, coordinates: [1, 2], crs: 1 }", "The coordinate reference system 1 is not known")]
    public async Task A_bad_geometry_is_refused_in_words(string geometry, string reason) =>
        Assert.Contains(reason, await village.FirstErrorAsync($"{{ sites(where: {{ geometry: {{ intersects: {{ geometry: {geometry} }} }} }}) {{ totalCount }} }}"), StringComparison.Ordinal);

    internal static List<string> Names(JsonElement data) => [.. data.GetProperty("sites").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()!)];
}
