using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

public sealed record OrganisationDraft(string Name, string Kind, string? Url, string? Uri);

public sealed record ProvenanceDraft(string Field, string Method, string? Original, decimal? Confidence, bool IsFact = false);

/// <summary>A record on its way in: harmonised fields, what was done to them, and what it says of organisations and times.</summary>
public sealed class Draft(int line, Layout layout, IssueLog issues)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // In the order of the names, so that equal contents have equal hashes; two dozen at most, so that a list is faster than anything cleverer.
    private readonly List<KeyValuePair<string, object>> content = new(24);

    public int Line { get; } = line;
    public Layout Layout { get; } = layout;
    public string? Key { get; set; }
    public bool IsRejected { get; private set; }
    public List<ProvenanceDraft> Provenance { get; } = [];
    public List<OrganisationDraft> Organisations { get; } = [];

    /// <summary>Coordinates as given, and the EPSG code they are in; null when there are none to be used.</summary>
    public (double X, double Y, int Srid, string Method)? Point { get; set; }

    public Geometry? Shape { get; set; }

    /// <summary>Where the record ends up being, degrees; null when nowhere. Precision is a label of location_precision.</summary>
    public (double Longitude, double Latitude, string Precision)? Place { get; set; }

    /// <summary>True when its place lies in no authority that is loaded, though some are.</summary>
    public bool IsOutsidePlace { get; set; }

    /// <summary>Code of vocabulary location-methods; null for records that are no places.</summary>
    public string? LocationMethod { get; set; }

    /// <summary>True when the record must be loaded again although its row is as it was.</summary>
    public bool IsTouched { get; set; }

    /// <summary>SHA-256 over what the file says, before anything is known of where that is and before hand edits.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>What matching compares, from the fields as they stand.</summary>
    internal MatchKeys MatchKeys => MatchKeys.Of(Text);

    /// <summary>How often something has been noted of this record: reported, derived or dropped.</summary>
    public int Notes { get; private set; }

    public bool Has(string field) => Find(field) >= 0;

    public object? Value(string field) => Find(field) is >= 0 and var at ? content[at].Value : null;

    public string? Text(string field) => Value(field) as string;

    public decimal? Number(string field) => Value(field) as decimal?;

    public bool? Flag(string field) => Value(field) as bool?;

    public void Set(string field, object value)
    {
        var at = Find(field);
        if (at >= 0)
            content[at] = new(field, value);
        else
            content.Insert(~at, new(field, value));
    }

    public void Remove(string field)
    {
        if (Find(field) is >= 0 and var at)
            content.RemoveAt(at);
    }

    /// <summary>Where a field stands, or the complement of where it would.</summary>
    private int Find(string field)
    {
        var (low, high) = (0, content.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(content[middle].Key, field);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    /// <summary>Sets a field that the source does not state in so many words; it is marked as an assumption.</summary>
    public void Derive(string field, object value, string method, string? original = null, decimal? confidence = null)
    {
        Set(field, value);
        Notes++;
        if (Provenance.Count > 0)
            Provenance.RemoveAll(p => p.Field == field);
        Provenance.Add(new ProvenanceDraft(field, method, original, confidence));
    }

    /// <param name="type">Code of vocabulary issue-types.</param>
    /// <param name="field">Field with the fault.</param>
    /// <param name="value">As the file has it.</param>
    /// <param name="message">A sentence that names the thing and says what was done.</param>
    /// <param name="proposed">What would mend the field; null where that is not certain.</param>
    public void Report(string type, string? field, string? value, string message, string? proposed = null)
    {
        Notes++;
        issues.Add(type, Line, Key, field, value, message, proposed: proposed);
    }

    public void Reject(string type, string? field, string message)
    {
        IsRejected = true;
        Notes++;
        issues.Add(type, Line, Key, field, field is null ? null : Value(field)?.ToString(), message, isRejection: true);
    }

    public void DropPersonal(string field, string kind)
    {
        Notes++;
        issues.DropPersonal(Line, Key, field, kind);
    }

    /// <summary>Fixes the hash of what the file says. After this only the place and hand edits are added. How a file writes coordinates is no part of it; where they lie is compared by itself.</summary>
    public void Seal()
    {
        sealing ??= new ArrayBufferWriter<byte>(1_024);
        sealing.ResetWrittenCount();
        WriteTo(sealing, except: "crs");
        Sha256 = SHA256.HashData(sealing.WrittenSpan);
    }

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? sealing;

    /// <summary>The content as JSON in UTF-8, members in the order of their names.</summary>
    public byte[] ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes what <see cref="ToJson"/> gives.</summary>
    public void WriteTo(IBufferWriter<byte> to, string? except = null)
    {
        using var json = new Utf8JsonWriter(to, Json);
        json.WriteStartObject();
        foreach (var (field, value) in content)
        {
            if (field == except)
                continue;
            json.WritePropertyName(field);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            default:
                JsonSerializer.Serialize(json, value);
                break;
        }
    }

    /// <summary>A field as JSON text, or null when the record does not have it.</summary>
    public string? JsonOf(string field) => Value(field) is { } value ? JsonSerializer.Serialize(value) : null;

    /// <summary>Sets a field from JSON text; null empties it.</summary>
    public void SetJson(string field, string? json)
    {
        using var parsed = json is null ? null : JsonDocument.Parse(json);
        if (parsed is null || parsed.RootElement.ValueKind == JsonValueKind.Null)
            Remove(field);
        else
            Set(field, Plain(parsed.RootElement));
    }

    /// <summary>Puts stored content back, as it was before its place was found; a place that the source gave is kept as given.</summary>
    public void Restore(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        foreach (var member in parsed.RootElement.EnumerateObject())
            Set(member.Name, Plain(member.Value));
        var method = Text("location_method");
        if (Number("longitude") is { } longitude && Number("latitude") is { } latitude && method is not (null or "postcode_centroid"))
            Point = ((double)longitude, (double)latitude, 4326, method);
        foreach (var field in (string[])["longitude", "latitude", "location_method", "location_precision"])
            Remove(field);
        SetOrganisation();
    }

    /// <summary>Brings the key that organisations are known by into line with the name.</summary>
    public void SetOrganisation()
    {
        Remove("organisation_key");
        if (Text("organisation_name") is not { } name)
            return;
        Set("organisation_key", Names.Key(name));
        Organisations.Add(new OrganisationDraft(name, "other", null, Text("organisation_uri")));
    }

    private static object Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString()!,
        _ => element.Clone(),
    };
}
