using System.Text.Encodings.Web;
using System.Text.Json;

namespace EstateMap.Import.Suggest;

/// <summary>What only a person can say of a file, and how much of it to look at.</summary>
public sealed record SuggestOptions
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? Publisher { get; init; }
    public string? Licence { get; init; }

    /// <summary>A layout that is known already; null to have it proposed.</summary>
    public string? Layout { get; init; }

    /// <summary>Rows that are read, from the first.</summary>
    public int Rows { get; init; } = 5_000;
}

/// <summary>One column: the field it seems to mean, or null; how sure that is (0 to 1, see ColumnScore for the formula), by header and by values; and what its values look like. Samples hold no personal data.</summary>
public sealed record SuggestedColumn(string Header, string? Field, double Confidence, double HeaderEvidence, double ValueEvidence, int Filled, int Distinct, string LooksLike, IReadOnlyList<string> Samples);

/// <summary>A layout and how sure it is.</summary>
public sealed record SuggestedLayout(string Layout, double Confidence);

/// <summary>A manifest for an unknown file, the reasons for it, and what an import of the rows that were read would do.</summary>
public sealed record Suggestion
{
    public required Manifest Manifest { get; init; }
    public required IReadOnlyList<SuggestedLayout> Layouts { get; init; }
    public required IReadOnlyList<SuggestedColumn> Columns { get; init; }

    /// <summary>utf-8 or windows-1252.</summary>
    public required string Encoding { get; init; }

    /// <summary>In words: which system the coordinates are in, and what says so.</summary>
    public required string Coordinates { get; init; }

    /// <summary>In words: which fields name a record, and whether they do so once.</summary>
    public required string Key { get; init; }

    public required int RowsRead { get; init; }

    /// <summary>Rows of those read that an import would take in.</summary>
    public required int RowsUsable { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    private static readonly JsonSerializerOptions Readable = new(Manifest.Json) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest as `estatemap import --manifest` reads it.</summary>
    public string ManifestJson() => JsonSerializer.Serialize(Manifest, Readable);
}
