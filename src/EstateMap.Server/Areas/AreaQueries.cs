using EstateMap.Server.Community;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;
using GraphQL;

namespace EstateMap.Server.Areas;

/// <summary>Boundaries, what lies in them and what is measured of them. Declared in <c>Areas.graphql</c>.</summary>
internal static class AreaQueries
{
    private const string InSiteOfArea = "SELECT sa.site_id FROM site_area sa WHERE sa.area_id = parent.id";

    public static void Attach(Resolvers resolvers)
    {
        var area = AreaSql.Entity;
        resolvers.Entity(area);
        resolvers.Root("areas", area, new ListShape(area) { Condition = (arguments, parameters) => Places.InBox(arguments, parameters, "a.display_geom") });
        resolvers.First("area", area, new ListShape(area)
        {
            Condition = (arguments, parameters) => $"a.code = {parameters.Text(arguments.Text("code"))}" + KindAndVintage(arguments, parameters),
            FirstOrder = (_, _) => new Order("a.vintage", OrderKind.Text, Descending: true),
        });
        resolvers.Field("Query", "areaKinds", ListKindsAsync);
        resolvers.Field("Query", "place", PlaceAsync);
        resolvers.Field("Query", "localTime", LocalTimeAsync);

        resolvers.Geometry(area, "geometry", "a.display_geom");
        resolvers.Computed(area, "labelPoint", row => GeoJson.Read(row["labelPointText"] as string, Database.Crs.Wgs84));
        resolvers.Expression(area, "population", (arguments, parameters) => $"area_population(a.id, {parameters.Text(arguments.Text("group") ?? "all")})");
        resolvers.Nested(area, "sites", SiteSql.Entity, EstateQueries.Sites("sa.area_id = parent.id", "site_area sa JOIN site s ON s.id = sa.site_id"));
        resolvers.Nested(area, "services", ServiceSql.Entity, $"EXISTS (SELECT FROM service_at_location l WHERE l.service_id = v.id AND l.site_id IN ({InSiteOfArea}))");
        resolvers.Nested(area, "communityAssets", CommunityAssetSql.Entity, $"(c.area_id = parent.id OR c.site_id IN ({InSiteOfArea}))");
        resolvers.Rows(area, "members", area, new ListShape(area)
        {
            Condition = (arguments, parameters) => "EXISTS (SELECT FROM area_membership m WHERE m.area_id = parent.id AND m.member_area_id = a.id)" + KindAndVintage(arguments, parameters),
        });
        resolvers.Rows(area, "overlaps", AreaSql.Overlap, new ListShape(AreaSql.Overlap)
        {
            Condition = (arguments, parameters) => "m.id = parent.id AND x.shared_m2 > 0.001 * least(m.area_m2, a.area_m2)" + KindAndVintage(arguments, parameters),
        });
        resolvers.Columns(AreaSql.Overlap);
        resolvers.ToOne(AreaSql.Overlap, "area", "areaId", () => area);
        resolvers.Rows(area, "lookups", AreaSql.Lookup, "m.id = parent.id");
        resolvers.Columns(AreaSql.Lookup);
        resolvers.ToOne(AreaSql.Lookup, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.ToOne(area, "dataset", "datasetId", () => DatasetSql.Entity);
        AttachFigures(resolvers);
    }

    /// <summary>What is measured of areas, and the people in them.</summary>
    private static void AttachFigures(Resolvers resolvers)
    {
        var area = AreaSql.Entity;
        resolvers.Columns(IndicatorSql.Entity);
        resolvers.Columns(IndicatorSql.Value);
        resolvers.Root("indicators", IndicatorSql.Entity);
        resolvers.Root("indicatorValues", IndicatorSql.Value);
        resolvers.Rows(area, "indicators", IndicatorSql.Value, new ListShape(IndicatorSql.Value) { Condition = (arguments, parameters) => "v.area_id = parent.id" + IndicatorSql.Wanted(arguments, parameters) }, most: 10_000);
        resolvers.ToOne(IndicatorSql.Value, "area", "areaId", () => area);
        resolvers.ToOne(IndicatorSql.Value, "dataset", "datasetId", () => DatasetSql.Entity);

        var point = DemandSql.Point;
        resolvers.Entity(point);
        resolvers.Root("demandPoints", point, Places.List(new ListShape(point), "dp.geom"));
        resolvers.ToOne(area, "demandPoint", "demandPointId", () => point);
        resolvers.ToOne(point, "area", "areaId", () => area);
        resolvers.Geometry(point, "geometry", "dp.geom");
        resolvers.Expression(point, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, "dp.geom"));
        resolvers.Expression(point, "weight", (arguments, parameters) => DemandSql.Weight(parameters.Text(arguments.Text("group") ?? "all")));
        resolvers.Rows(point, "weights", DemandSql.Weights, "w.demand_point_id = parent.id");
        resolvers.Columns(DemandSql.Weights);
        resolvers.ToOne(DemandSql.Weights, "dataset", "datasetId", () => DatasetSql.Entity);
    }

    /// <summary>The field's <c>kind</c> and <c>vintage</c> arguments as further conditions on alias <c>a</c>.</summary>
    public static string KindAndVintage(Arguments arguments, SqlParameters parameters) =>
        (arguments.Given("kind") is string kind ? $" AND a.kind = {parameters.Text(kind)}" : "")
        + (arguments.Given("vintage") is string vintage ? $" AND a.vintage = {parameters.Text(vintage)}" : "");

    private static async Task<object?> ListKindsAsync(IResolveFieldContext context)
    {
        await using var command = context.Source().CreateCommand(AreaSql.Kinds);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var kinds = new List<AreaKind>();
        while (await reader.ReadAsync(context.CancellationToken))
        {
            var label = reader.GetString(1);
            kinds.Add(new AreaKind(reader.GetString(0), label, Plural(label), reader.GetString(2), reader.GetInt32(3), reader.GetBoolean(4)));
        }

        return kinds;
    }

    /// <summary>English plurals of area kinds: authorities, wards, LSOAs.</summary>
    private static string Plural(string label) => label.EndsWith('y') ? label[..^1] + "ies" : label + "s";

    private static async Task<object?> PlaceAsync(IResolveFieldContext context)
    {
        await using var command = context.Source().CreateCommand(AreaSql.Place);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        await reader.ReadAsync(context.CancellationToken);
        double[]? bbox = reader.IsDBNull(1) ? null : [reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3), reader.GetDouble(4)];
        return new Place(reader.IsDBNull(0) ? null : reader.GetString(0), bbox, reader.GetBoolean(5), reader.GetBoolean(6), reader.GetFieldValue<string[]>(7));
    }

    private static async Task<object?> LocalTimeAsync(IResolveFieldContext context)
    {
        await using var command = context.Source().CreateCommand(AreaSql.LocalTime);
        return await command.ExecuteScalarAsync(context.CancellationToken);
    }

    private sealed record AreaKind(string Kind, string Label, string PluralLabel, string Vintage, int Count, bool IsSchematic);

    private sealed record Place(string? Name, double[]? Bbox, bool IsSample, bool HasSchematicBoundaries, string[] Attributions);
}
