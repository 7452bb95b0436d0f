using System.Security.Cryptography;
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
    private readonly SortedDictionary<string, object> content = new(StringComparer.Ordinal);

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

    /// <summary>Code of vocabulary location-methods; null for records that are no places.</summary>
    public string? LocationMethod { get; set; }

    /// <summary>True when the record must be loaded again although its row is as it was.</summary>
    public bool IsTouched { get; set; }

    /// <summary>SHA-256 over what the file says, before anything is known of where that is and before hand edits.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>What matching compares: name, whole address, and the address up to its first comma; see <see cref="Names.Match"/>.</summary>
    public string? MatchName => Text("site_name") is { } site ? Names.Match(site) : Text("name") is { } name ? Names.Match(name) : null;

    public string? MatchAddress => Text("address") is { } address ? Names.Match(address) : null;

    public string? MatchHost => Text("address") is { } address ? Names.Match(address.Split(',')[0]) : null;

    public bool Has(string field) => content.ContainsKey(field);

    public string? Text(string field) => content.GetValueOrDefault(field) as string;

    public decimal? Number(string field) => content.GetValueOrDefault(field) as decimal?;

    public bool? Flag(string field) => content.GetValueOrDefault(field) as bool?;

    public void Set(string field, object value) => content[field] = value;

    public void Remove(string field) => content.Remove(field);

    /// <summary>Sets a field that the source does not state in so many words; it is marked as an assumption.</summary>
    public void Derive(string field, object value, string method, string? original = null, decimal? confidence = null)
    {
        content[field] = value;
        Provenance.RemoveAll(p => p.Field == field);
        Provenance.Add(new ProvenanceDraft(field, method, original, confidence));
    }

    public void Report(string type, string? field, string? value, string message) => issues.Add(type, Line, Key, field, value, message);

    public void Reject(string type, string? field, string message)
    {
        IsRejected = true;
        issues.Add(type, Line, Key, field, field is null ? null : content.GetValueOrDefault(field)?.ToString(), message, isRejection: true);
    }

    public void DropPersonal(string field, string kind) => issues.DropPersonal(Line, Key, field, kind);

    /// <summary>Fixes the hash of what the file says. After this only the place and hand edits are added.</summary>
    public void Seal() => Sha256 = SHA256.HashData(ToJson());

    /// <summary>UTF-8, members in the order of their names.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(content);

    /// <summary>A field as JSON text, or null when the record does not have it.</summary>
    public string? JsonOf(string field) => content.TryGetValue(field, out var value) ? JsonSerializer.Serialize(value) : null;

    /// <summary>Sets a field from JSON text; null empties it.</summary>
    public void SetJson(string field, string? json)
    {
        using var parsed = json is null ? null : JsonDocument.Parse(json);
        if (parsed is null || parsed.RootElement.ValueKind == JsonValueKind.Null)
            content.Remove(field);
        else
            content[field] = Plain(parsed.RootElement);
    }

    /// <summary>Puts stored content back, as it was before its place was found; a place that the source gave is kept as given.</summary>
    public void Restore(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        foreach (var member in parsed.RootElement.EnumerateObject())
            content[member.Name] = Plain(member.Value);
        var method = Text("location_method");
        if (Number("longitude") is { } longitude && Number("latitude") is { } latitude && method is not (null or "postcode_centroid"))
            Point = ((double)longitude, (double)latitude, 4326, method);
        foreach (var field in (string[])["longitude", "latitude", "location_method", "location_precision"])
            content.Remove(field);
        if (Text("organisation_name") is { } organisation)
            Organisations.Add(new OrganisationDraft(organisation, "other", null, Text("organisation_uri")));
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
