using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace EstateMap.Import.Phases;

/// <summary>Features of a GeoJSON FeatureCollection, one at a time; knows the `crs` member of the 2008 format, which publishers still write before the features.</summary>
internal static class ReadGeoJson
{
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };

    public static IEnumerable<RawRow> Rows(Stream stream, IssueLog issues)
    {
        var scanner = new FeatureScanner(stream);
        for (var number = 1; scanner.Next() is { } document; number++)
        {
            RawRow? row = null;
            using (document)
            {
                try
                {
                    row = Row(document.RootElement, number, scanner.Srid, issues);
                }
                catch (InvalidOperationException)
                {
                    issues.RowsNotRead++;
                    issues.Add(IssueType.BadGeometry, number, null, null, null, $"A name in feature {number} holds half a character, which no text can; the feature was left out.", isRejection: true);
                }
            }

            if (row is not null)
                yield return row;
        }
    }

    private static RawRow Row(JsonElement feature, int number, int? srid, IssueLog issues)
    {
        var headers = new List<string>();
        var values = new List<string?>();
        if (feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                try
                {
                    var value = property.Value.ValueKind switch
                    {
                        JsonValueKind.Null => null,
                        JsonValueKind.String => property.Value.GetString(),
                        _ => property.Value.GetRawText(),
                    };
                    headers.Add(property.Name);
                    values.Add(value);
                }
                catch (InvalidOperationException)
                {
                    // JSON can escape half a character; text cannot hold it.
                    issues.Add(IssueType.ControlCharacter, number, null, null, null, $"A property of feature {number} holds half a character and was left out.");
                }
            }
        }

        Geometry? shape = null;
        if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
        {
            try
            {
                shape = geometry.Deserialize<Geometry>(Geometries);
            }
            catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException or NullReferenceException)
            {
                // The reader throws whatever its parts throw on malformed coordinates; all of it means the same.
            }

            if (shape is null || !shape.IsEmpty && !Coordinates.IsFinite(shape))
            {
                issues.Add(IssueType.BadGeometry, number, null, "geometry", null, $"The geometry of feature {number} cannot be read.");
                shape = null;
            }
        }

        return new RawRow(number, headers, values) { Shape = shape is { IsEmpty: true } ? null : shape, Srid = srid };
    }
}

/// <summary>Walks a JSON stream to the members of the root's `features` array; holds one feature in memory.</summary>
internal sealed class FeatureScanner(Stream stream)
{
    // The most detailed outline of a council with a hundred islands takes a third of this.
    private const int largestFeature = 64_000_000;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool isFinal;
    private bool isInside;
    private bool isDone;
    private bool hasFeatures;
    private JsonReaderState state;

    /// <summary>EPSG code of the `crs` member, when it came before the features.</summary>
    public int? Srid { get; private set; }

    /// <summary>Whether an ArcGIS service says that there is more than it gave, which GeoJSON has under properties or at the root; known at the end.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>What an ArcGIS service says instead of features, often with a status of 200: code and message, or null.</summary>
    public (int Code, string Message)? Refusal { get; private set; }

    /// <summary>The next feature, or null at the end; what is no FeatureCollection is a <see cref="UsageException"/>.</summary>
    public JsonDocument? Next()
    {
        try
        {
            while (!isDone)
            {
                if (Step(out var feature))
                    return feature;
                if (!isDone)
                    Fill();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new UsageException($"The file is not valid GeoJSON: {fault.Message.Split(" LineNumber")[0]}", fault);
        }

        return hasFeatures || Refusal is not null ? null : throw new UsageException("The file is not a GeoJSON FeatureCollection: it has no features member.");
    }

    private bool Step(out JsonDocument? feature)
    {
        feature = null;
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinal, state);
        while (true)
        {
            var before = reader;
            if (!reader.Read())
                return Pause(before, isFinal);
            if (isInside)
            {
                if (reader.TokenType == JsonTokenType.EndArray)
                    isInside = false;
                else if (!JsonDocument.TryParseValue(ref reader, out feature))
                    return Pause(before, false);
                else if (feature!.RootElement.ValueKind != JsonValueKind.Object)
                    throw new UsageException("The features of the file are not objects.");
                else
                    return !Pause(reader, false);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                if (reader.ValueTextEquals("features"))
                {
                    if (!reader.Read())
                        return Pause(before, isFinal);
                    isInside = hasFeatures = reader.TokenType == JsonTokenType.StartArray;
                }
                else if (reader.GetString() is "crs" or "properties" or "exceededTransferLimit" or "error")
                {
                    var name = reader.GetString();
                    if (!reader.Read() || !JsonDocument.TryParseValue(ref reader, out var member))
                        return Pause(before, isFinal);
                    using (member)
                        Member(name!, member!.RootElement);
                }
            }
        }
    }

    private void Member(string name, JsonElement value)
    {
        if (name == "crs" && Property(Property(value, "properties"), "name") is { ValueKind: JsonValueKind.String } crs)
            Srid = SourceCrs.OfName(crs.GetString()!);
        else if (name == "exceededTransferLimit")
            IsCutShort = value.ValueKind == JsonValueKind.True;
        else if (name == "properties" && Property(value, "exceededTransferLimit") is { ValueKind: JsonValueKind.True })
            IsCutShort = true;
        else if (name == "error" && Property(value, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number))
            Refusal = (number, Property(value, "message") is { ValueKind: JsonValueKind.String } message ? message.GetString()! : "");
    }

    private static JsonElement? Property(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var property) ? property : null;

    private bool Pause(Utf8JsonReader at, bool isLast)
    {
        state = at.CurrentState;
        start += (int)at.BytesConsumed;
        isDone = isLast;
        return false;
    }

    private void Fill()
    {
        if (isFinal)
        {
            isDone = true;
            return;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            if (buffer.Length > largestFeature)
                throw new UsageException($"The file holds a feature or a value of more than {largestFeature} bytes, which no place has. Nothing of it was kept.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        // Full, however little comes at a time: what is not yet whole is read again from its start.
        var read = stream.ReadAtLeast(buffer.AsSpan(end), buffer.Length - end, throwOnEndOfStream: false);
        // A byte order mark is no JSON.
        if (end == 0 && buffer.AsSpan(0, read) is [0xEF, 0xBB, 0xBF, ..])
            start = 3;
        end += read;
        isFinal = read == 0;
    }
}
