using System.Text.Json;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;

namespace EstateMap.Import.Phases;

public sealed record OrganisationDraft(string Name, string Kind, string? Url, string? Uri);

public sealed record ProvenanceDraft(string Field, string Method, string? Original, decimal? Confidence);

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

    public bool Has(string field) => content.ContainsKey(field);

    public string? Text(string field) => content.GetValueOrDefault(field) as string;

    public decimal? Number(string field) => content.GetValueOrDefault(field) as decimal?;

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

    public string ToJson() => JsonSerializer.Serialize(content);
}
