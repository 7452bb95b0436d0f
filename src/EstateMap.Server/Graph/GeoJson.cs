using System.Text.Json;
using GraphQLParser.AST;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Valid;

namespace EstateMap.Server.Graph;

/// <summary>A geometry on its way out: GeoJSON as PostGIS wrote it, and the CRS of its coordinates.</summary>
internal sealed record GeoJson(string Type, object Coordinates, double[] Bbox, int Crs)
{
    /// <summary>Reads <c>ST_AsGeoJSON</c>'s text; null stays null.</summary>
    public static GeoJson? Read(string? text, int crs)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        var coordinates = Plain(document.RootElement.GetProperty("coordinates"));
        double[] bbox = [double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity];
        Extend(bbox, coordinates);
        return new GeoJson(document.RootElement.GetProperty("type").GetString()!, coordinates, bbox, crs);
    }

    private static object Plain(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(Plain).ToArray() : element.GetDouble();

    private static void Extend(double[] bbox, object coordinates)
    {
        var items = (object[])coordinates;
        if (items.Length >= 2 && items[0] is double x && items[1] is double y)
        {
            bbox[0] = Math.Min(bbox[0], x);
            bbox[1] = Math.Min(bbox[1], y);
            bbox[2] = Math.Max(bbox[2], x);
            bbox[3] = Math.Max(bbox[3], y);
            return;
        }

        foreach (var item in items) Extend(bbox, item);
    }
}

/// <summary>Geometries on their way in: GeoJSON from a variable or a literal, with an optional <c>crs</c> (EPSG code) beside <c>type</c>.</summary>
internal static class GeoJsonInput
{
    // Whether a geometry is valid takes time quadratic in its sides where all of them lie across each other.
    private const int MostVertices = 2_000;

    private static readonly JsonSerializerOptions Options = new() { Converters = { new GeoJsonConverterFactory() }, MaxDepth = 16 };

    public static readonly int[] KnownCrs = [Database.Crs.Wgs84, Database.Crs.BritishNationalGrid, 3857];

    /// <exception cref="GraphRequestError">HC0029 for an unknown CRS, HC0016 for anything that is no usable geometry; the sentence says why.</exception>
    public static Geometry Read(object? given)
    {
        if (given is not IDictionary<string, object?> members) throw GraphRequestError.BadArgument("A geometry is a GeoJSON object with `type` and `coordinates`.");
        var crs = members.TryGetValue("crs", out var code) && code is not null ? ToCrs(code) : Database.Crs.Wgs84;
        Geometry? geometry;
        try
        {
            var plain = members.Where(member => member.Key is "type" or "coordinates" or "geometries").ToDictionary();
            geometry = JsonSerializer.Deserialize<Geometry>(JsonSerializer.SerializeToUtf8Bytes(plain), Options);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NotSupportedException or FormatException or InvalidCastException or NullReferenceException or IndexOutOfRangeException)
        {
            throw GraphRequestError.BadArgument("The geometry is not GeoJSON: its coordinates do not fit its type, or a ring is not closed.");
        }

        if (geometry is null || geometry.IsEmpty) throw GraphRequestError.BadArgument("The geometry is empty.");
        if (geometry.NumPoints > MostVertices) throw GraphRequestError.BadArgument($"The geometry has {geometry.NumPoints} vertices; {MostVertices} are allowed. Simplify it first.");
        foreach (var coordinate in geometry.Coordinates)
        {
            if (!double.IsFinite(coordinate.X) || !double.IsFinite(coordinate.Y)) throw GraphRequestError.BadArgument("A coordinate is not a number.");
            if (crs == Database.Crs.Wgs84 && (Math.Abs(coordinate.X) > 180 || Math.Abs(coordinate.Y) > 90))
                throw GraphRequestError.BadArgument("A coordinate is outside WGS84's range: longitude first, -180 to 180, then latitude, -90 to 90. Eastings and northings need `crs: 27700`.");
            if (!Covers(crs, coordinate)) throw GraphRequestError.BadArgument("A coordinate is outside the range of its coordinate reference system.");
        }

        var validity = new IsValidOp(geometry).ValidationError;
        if (validity is not null) throw GraphRequestError.BadArgument($"The geometry is not valid: {validity.Message} at or near {validity.Coordinate.X}, {validity.Coordinate.Y}.");
        geometry.SRID = crs;
        return geometry;
    }

    /// <summary>Where PROJ can transform to WGS84: Great Britain and the sea around it (https://epsg.io/27700, widened), and the square of Web Mercator (https://epsg.io/3857).</summary>
    private static bool Covers(int crs, Coordinate coordinate) => crs switch
    {
        Database.Crs.BritishNationalGrid => coordinate is { X: >= -1_000_000 and <= 2_000_000, Y: >= -1_000_000 and <= 3_000_000 },
        3857 => Math.Abs(coordinate.X) <= 20_037_508.35 && Math.Abs(coordinate.Y) <= 20_048_966.11,
        _ => true,
    };

    public static int ToCrs(object code)
    {
        var crs = code is int or long ? Convert.ToInt64(code, System.Globalization.CultureInfo.InvariantCulture) : 0;
        return KnownCrs.Contains((int)Math.Clamp(crs, 0, int.MaxValue)) ? (int)crs : throw GraphRequestError.UnknownCrs((int)Math.Clamp(crs, int.MinValue, int.MaxValue));
    }

    /// <summary>A literal's plain values; enum words such as <c>Point</c> become strings.</summary>
    public static object? Plain(GraphQLValue literal) => literal switch
    {
        GraphQLObjectValue value => (value.Fields ?? []).GroupBy(field => field.Name.StringValue).ToDictionary(group => group.Key, group => Plain(group.Last().Value)),
        GraphQLListValue value => (value.Values ?? []).Select(Plain).ToList(),
        GraphQLStringValue value => value.Value.ToString(),
        GraphQLEnumValue value => value.Name.StringValue,
        GraphQLIntValue value when int.TryParse(value.Value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var whole) => whole,
        GraphQLIntValue or GraphQLFloatValue => double.Parse(((IHasValueNode)literal).Value.ToString(), System.Globalization.CultureInfo.InvariantCulture),
        GraphQLBooleanValue value => value.BoolValue,
        _ => null,
    };
}
