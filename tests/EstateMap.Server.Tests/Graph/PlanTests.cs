using EstateMap.Testing;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Plans answer what the field-by-field executor answers, byte for byte.</summary>
public class PlanTests(Village village) : IClassFixture<Village>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "EstateMap.Server.Tests", "Queries");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.graphql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Examples_are_answered_alike(string name) => await new Oracle(village.Services).AskAsync(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".graphql")));

    [Theory]
    [InlineData("{ sites { nodes { id name postcode uprns uses themes tenures locationPrecision isOutsidePlace visibility floorArea_m2 floorAreaAssumedShare gridReference } } }")]
    [InlineData("{ sites(first: 2) { nodes { name geometry { type coordinates: __typename ... on GeoJSONPointType { c: coordinates } bbox crs } footprint(simplify: 5, crs: 27700) { __typename type bbox crs ... on GeoJSONMultiPolygonType { coordinates } } } } }")]
    [InlineData("{ sites { nodes { geometry { ... on GeoJSONPointType { coordinates } } footprint { ... on GeoJSONMultiPolygonType { bbox } } } } areas { nodes { labelPoint { coordinates } geometry { ... on GeoJSONPolygonType { type } } } } }")]
    [InlineData("{ sites(first: 2) { pageInfo { startCursor endCursor hasNextPage hasPreviousPage __typename } totalCount edges { cursor node { name } __typename } nodes { id } __typename } }")]
    [InlineData("{ sites(last: 2) { pageInfo { startCursor endCursor hasNextPage hasPreviousPage } nodes { name } edges { node { id } cursor } } }")]
    [InlineData("{ sites(first: 0) { pageInfo { startCursor hasNextPage } nodes { name } } }")]
    [InlineData("{ a: sites(first: 1) { totalCount } sites(where: { name: { contains: \"zzz\" } }) { totalCount nodes { name } pageInfo { endCursor } } }")]
    [InlineData("{ sites { nodes { name owner { name kind id sites(first: 1) { totalCount nodes { name owner { name } } } } } } }")]
    [InlineData("{ sites { nodes { services(first: 2) { totalCount nodes { name organisation { name } dataset { title key } sites { nodes { name owner { id } } } } pageInfo { hasNextPage } } name } } }")]
    [InlineData("{ areas(first: 5) { nodes { code name bbox population area_m2 labelPoint { coordinates } sites(first: 3, order: [{ name: DESC }]) { nodes { name services { nodes { name } } } totalCount } members(kind: \"ward\") { code } dataset { key } } } }")]
    [InlineData("{ area(code: \"nowhere\") { name } site(id: \"nothing\") { name } }")]
    [InlineData("{ sites(near: { geometry: { type: Point, coordinates: [-2.3, 53.4] }, maxDistance: 5000 }) { nodes { name distance(to: { type: Point, coordinates: [-2.3, 53.4] }) owner { name } } pageInfo { endCursor } } }")]
    [InlineData("{ organisations { nodes { name services { nodes { name kind } } sites { totalCount } } } datasets { nodes { id key title fileNames activeRun { id } } } }")]
    [InlineData("{ importRuns { nodes { id dataset { title } changes(first: 3) { totalCount nodes { kind name } } } } importIssues(first: 4) { nodes { message dataset { key } } } }")]
    [InlineData("{ communityAssets { nodes { name abcdClass isIllustrative organisation { name } site { name postcode } dataset { key } } } __typename }")]
    [InlineData("query Q { ...r } fragment r on Query { sites(first: 1) { ...c ...c } } fragment c on SitesConnection { nodes { ... on Node { id } ... on Site { id name } } }")]
    public async Task Questions_are_planned_and_answered_alike(string query)
    {
        var (answer, way) = await new Oracle(village.Services).AskAsync(query);
        Assert.Equal(Oracle.Way.Planned, way);
        Assert.DoesNotContain("\"errors\"", answer, StringComparison.Ordinal);
    }

    /// <summary>A question that fails is printed whole; its seed makes it again.</summary>
    [Fact]
    [Trait("soak", "yes")]
    public async Task Questions_made_up_over_the_schema_are_answered_alike()
    {
        var oracle = new Oracle(village.Services);
        var schema = village.Services.GetRequiredService<ISchema>();
        var ways = new Dictionary<Oracle.Way, int>();
        var times = Soak.Times(400);
        for (var seed = 0; seed < times; seed++)
        {
            var (query, variables) = new QueryMaker(schema, seed).Make();
            var (_, way) = await oracle.AskAsync(query, variables, seed: seed);
            ways[way] = ways.GetValueOrDefault(way) + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", ways));
        // Otherwise the test would say little.
        Assert.True(ways.GetValueOrDefault(Oracle.Way.Planned) > times / 4, string.Join(", ", ways));
    }
}
