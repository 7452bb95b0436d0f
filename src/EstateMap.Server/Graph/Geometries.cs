using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Graph;

/// <summary>Geometry fields: each is one statement for all rows of its level, since its arguments decide what PostGIS computes.</summary>
internal static class Geometries
{
    private const int MostDecimals = 9;

    /// <summary>A column as GeoJSON in the CRS, decimals and simplification (metres) that the field's arguments ask for.</summary>
    public static (string Sql, int Crs) AsGeoJson(Arguments arguments, SqlParameters parameters, string column)
    {
        var crs = arguments.Integer("crs") is { } asked ? GeoJsonInput.ToCrs(asked) : Database.Crs.Wgs84;
        var precision = arguments.Integer("precision") ?? (crs == Database.Crs.Wgs84 ? 6 : 2);
        if (precision is < 0 or > MostDecimals) throw GraphRequestError.BadArgument($"`precision` is a number of decimals from 0 to {MostDecimals}.");
        var simplify = arguments.Given("simplify") is { } metres ? Filters.ToDouble(metres) : 0;
        if (!double.IsFinite(simplify) || simplify < 0) throw GraphRequestError.BadArgument("`simplify` is a distance in metres, not negative.");
        // Simplified in the metric projection that PostGIS itself picks for geography, so that a metre is a metre.
        var shape = simplify > 0 ? $"ST_SimplifyPreserveTopology(ST_Transform({column}, _ST_BestSRID({column}::geography)), {parameters.Number(simplify)})" : column;
        if (simplify > 0 || crs != Database.Crs.Wgs84) shape = $"ST_Transform({shape}, {parameters.Integer(crs)}::int)";
        return ($"ST_AsGeoJSON({shape}, {parameters.Integer(precision)}::int, 0)", crs);
    }

    /// <summary>Metres on the spheroid from the column to the field's <c>to</c> argument.</summary>
    public static string Distance(Arguments arguments, SqlParameters parameters, string column) =>
        $"ST_Distance({column}::geography, {parameters.Geometry((Geometry)arguments.Given("to")!)}::geography)";

    /// <summary>One value for each row of a level.</summary>
    public static object? ById(IResolveFieldContext context, Entity entity, Func<SqlParameters, string> expression, Func<object?, object?> read)
    {
        var source = context.Source();
        return Batch.Load<long, object?>(context, (long)((Row)context.Source!).Key, async (ids, cancellation) =>
        {
            var parameters = new SqlParameters();
            var sql = $"SELECT {entity.Id}, {expression(parameters)} FROM {entity.From} WHERE {entity.Id} = ANY ({parameters.Integers(ids)})";
            await using var command = parameters.Command(source, sql);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var values = new Dictionary<long, object?>();
            while (await reader.ReadAsync(cancellation))
            {
                var value = reader.IsDBNull(1) ? null : reader.GetValue(1);
                if (value is string text) Batch.Spend(context, text.Length);
                values[reader.GetInt64(0)] = read(value);
            }

            return values;
        });
    }

    /// <summary>The rows of a page as one GeoJSON FeatureCollection, in the order of the page.</summary>
    public static async Task<object?> FeaturesAsync(IResolveFieldContext context, Connection connection)
    {
        var entity = connection.Entity;
        var parts = entity.Feature!;
        var ids = connection.Page.Rows.Select(row => (long)row.Key).ToList();
        var parameters = new SqlParameters();
        var properties = string.Concat(parts.Properties.Select(property => $", {property.Sql}"));
        await using var command = parameters.Command(context.Source(), $"SELECT {entity.Id}, {parts.Geometry}{properties} FROM {entity.From} WHERE {entity.Id} = ANY ({parameters.Integers(ids)}) AND {parts.Geometry} IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        var features = new Dictionary<long, JsonObject>();
        while (await reader.ReadAsync(context.CancellationToken))
        {
            var id = reader.GetInt64(0);
            var geometry = reader.GetString(1);
            Batch.Spend(context, geometry.Length);
            var own = new JsonObject { ["id"] = GlobalId.Write(entity.Type, id) };
            for (var n = 0; n < parts.Properties.Length; n++)
                own[parts.Properties[n].Name] = reader.IsDBNull(n + 2) ? null : JsonSerializer.SerializeToNode(reader.GetValue(n + 2));
            features[id] = new JsonObject { ["type"] = "Feature", ["id"] = id, ["geometry"] = JsonNode.Parse(geometry), ["properties"] = own };
        }

        return new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. ids.Where(features.ContainsKey).Select(id => features[id])]) };
    }
}
