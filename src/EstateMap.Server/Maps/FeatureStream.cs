using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EstateMap.Server.Maps;

/// <summary>A GeoJSON FeatureCollection on its way to a stream, a few rows in memory at a time.</summary>
internal sealed class FeatureStream : IAsyncDisposable
{
    public const string ContentType = "application/geo+json";
    private const int FlushAt = 32 * 1024;
    private readonly Utf8JsonWriter _json;

    /// <param name="head">Writes further members of the collection, before its features.</param>
    public FeatureStream(Stream output, Action<Utf8JsonWriter>? head = null)
    {
        // Never put into a page, so letters outside ASCII may stand as they are.
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("type", "FeatureCollection");
        head?.Invoke(_json);
        _json.WriteStartArray("features");
    }

    public void Feature(Action<Utf8JsonWriter> properties, Action<Utf8JsonWriter> geometry)
    {
        _json.WriteStartObject();
        _json.WriteString("type", "Feature");
        _json.WriteStartObject("properties");
        properties(_json);
        _json.WriteEndObject();
        _json.WritePropertyName("geometry");
        geometry(_json);
        _json.WriteEndObject();
    }

    /// <summary>A feature that is one already.</summary>
    public void Whole(JsonElement feature) => feature.WriteTo(_json);

    public async ValueTask FlushWhenLargeAsync(CancellationToken cancellationToken)
    {
        if (_json.BytesPending > FlushAt)
            await _json.FlushAsync(cancellationToken);
    }

    /// <summary>Closes the collection; without it a failed answer stays visibly broken.</summary>
    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    public ValueTask DisposeAsync() => _json.DisposeAsync();

    public static void WritePoint(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartObject();
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(Math.Round(longitude, 6));
        json.WriteNumberValue(Math.Round(latitude, 6));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteWords(Utf8JsonWriter json, string name, string[] words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }
}

/// <summary>The id under which GraphQL knows a site: base64 of <c>Site:number</c>.</summary>
internal static class SiteId
{
    public static string Write(long id) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Site:{id}")));
}
