using System.Text.Json;
using EstateMap.Database;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace EstateMap.Server.Graph.Files;

/// <summary>A geometry of an answer, as <see cref="AnswerQuery"/> asks for it: its type, its CRS, and coordinates under a name of each type, because fields of one name must be of one shape.</summary>
internal static class AnswerGeometry
{
    public const string Type = "estatemapType";
    public const string Crs = "estatemapCrs";
    private const string Coordinates = "estatemapCoordinates";

    private static readonly JsonSerializerOptions Options = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <param name="type">GraphQL type, such as GeoJSONPointType.</param>
    public static string CoordinatesOf(string type) => Coordinates + type;

    /// <summary>GeoJSON of it.</summary>
    /// <exception cref="UsageException">It is not in WGS84, which GeoJSON must be: https://www.rfc-editor.org/rfc/rfc7946#section-4</exception>
    public static void WriteGeoJson(Utf8JsonWriter json, AnswerColumn column, JsonElement geometry)
    {
        RequireWgs84(column, geometry, "GeoJSON");
        Write(json, geometry);
    }

    public static Geometry Read(JsonElement geometry)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text)) Write(json, geometry);
        return JsonSerializer.Deserialize<Geometry>(text.WrittenSpan, Options)!;
    }

    public static void RequireWgs84(AnswerColumn column, JsonElement geometry, string format)
    {
        if (geometry.GetProperty(Crs).GetInt32() != Database.Crs.Wgs84)
            throw new UsageException($"{format} is written in WGS84: leave `crs` out of `{column.Name}`.");
    }

    private static void Write(Utf8JsonWriter json, JsonElement geometry)
    {
        json.WriteStartObject();
        json.WritePropertyName("type");
        geometry.GetProperty(Type).WriteTo(json);
        json.WritePropertyName("coordinates");
        geometry.EnumerateObject().First(member => member.Name.StartsWith(Coordinates, StringComparison.Ordinal)).Value.WriteTo(json);
        json.WriteEndObject();
    }
}
