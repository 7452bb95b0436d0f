using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Import.Datasets;

namespace EstateMap.Import;

/// <summary>What one file is: where it comes from, under which licence, what a record of it becomes and which column is which. geodata/README.md explains each property.</summary>
public sealed record Manifest
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required string Publisher { get; init; }
    public string? PublisherUrl { get; init; }
    public string? DownloadUrl { get; init; }
    public required string MirrorPath { get; init; }
    public required string Licence { get; init; }
    public string? LicenceUrl { get; init; }
    public required string Attribution { get; init; }
    public bool ShareAlike { get; init; }
    public required string Theme { get; init; }
    public required string Format { get; init; }
    public string? Crs { get; init; }

    /// <summary>The layer to read of a GeoPackage or zipped Shapefile that holds several.</summary>
    public string? Layer { get; init; }

    public required string Layout { get; init; }
    public IReadOnlyList<string>? Key { get; init; }
    public IReadOnlyDictionary<string, string[]>? Columns { get; init; }
    public DateOnly? AsAt { get; init; }

    /// <summary>1-based line of a CSV's column names; null: found by how many cells the first rows fill.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>How often the source is published, in months; what its age is measured by.</summary>
    public int? UpdatedEveryMonths { get; init; }

    public ManifestArea? Area { get; init; }
    public ManifestIndicator? Indicator { get; init; }

    /// <summary>The file speaks of more areas than a place has; the rows of others are left out and counted.</summary>
    public bool IsWider { get; init; }

    /// <summary>For a lookup: the kinds and vintages of area that its columns put each area into.</summary>
    public IReadOnlyList<ManifestArea>? Within { get; init; }

    public ManifestFile? DisplayGeometry { get; init; }
    public ManifestJoin? Join { get; init; }
    public bool DemandPoints { get; init; }
    public string Visibility { get; init; } = "public";
    public bool IsSample { get; init; }
    public bool IsSchematic { get; init; }
    public IReadOnlyList<string> After { get; init; } = [];
    public string? SiteUse { get; init; }
    public string? ServiceKind { get; init; }
    public string? NameSuffix { get; init; }
    public ManifestOrganisation? Organisation { get; init; }
    public string? RunsItself { get; init; }
    public bool IsSeparate { get; init; }
    public bool IsOptional { get; init; }
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Outlines of this file that are at most so far apart, and of one name where they are named, are the buildings of one place.</summary>
    public double? GroupWithinMetres { get; init; }

    /// <summary>The file only adds outlines to places that other sources know: a record counts when its outline is at most so far from the place it matches, and is left out otherwise.</summary>
    public double? FootprintsWithinMetres { get; init; }

    /// <summary>The dataset whose outlines these access points open.</summary>
    public string? AccessTo { get; init; }

    /// <summary>Uses (vocabulary site-uses) of records whose name ends so, where the file does not tell them apart otherwise.</summary>
    public IReadOnlyDictionary<string, string>? SiteUseByEnding { get; init; }

    /// <summary>The files an import of this manifest reads, main file first.</summary>
    [JsonIgnore]
    public IReadOnlyList<ManifestFile> Files
    {
        get
        {
            var files = new List<ManifestFile> { new() { DownloadUrl = DownloadUrl, MirrorPath = MirrorPath, Format = Format, Layer = Layer, HeaderRow = HeaderRow } };
            if (DisplayGeometry is not null)
                files.Add(DisplayGeometry with { Format = Format, Layer = Layer });
            if (Join is not null)
                files.Add(Join with { Format = "csv" });
            return files;
        }
    }

    /// <summary>csv, geojson, arcgis and open_referral (the address of a layer or a feed; a copy of either is GeoJSON), shapefile (zipped), geopackage; each but the last two may be packed with gzip or alone in a zip.</summary>
    internal static readonly string[] Formats = ["csv", "geojson", "arcgis", "shapefile", "geopackage", "open_referral"];

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Reads a manifest; one that cannot be used is a <see cref="UsageException"/> that names the property.</summary>
    public static Manifest Parse(string json, string name)
    {
        Manifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(json, Json) ?? throw new UsageException($"Manifest {name} is empty.");
        }
        catch (JsonException fault)
        {
            // The library's words name our types; where it is wrong helps whoever writes manifests more.
            var at = fault.Path?.TrimStart('$', '.') ?? "";
            throw new UsageException($"Manifest {name} cannot be read: {(fault.Message.Contains("could not be mapped", StringComparison.Ordinal) ? $"there is no property {at}"
                : fault.Message.Split("including: ") is [_, var missing] ? $"it lacks {missing.Split('.')[0]}{(at.Length > 0 ? $" at {at}" : "")}"
                : at.Length > 0 ? $"what stands at {at} is not what belongs there" : "it is not well-formed JSON")} (line {fault.LineNumber + 1}).");
        }

        manifest.Demand(name);
        return manifest;
    }

    /// <summary>What stands where only a person knows the answer; a manifest that still says it is refused.</summary>
    public const string ToFillIn = "FILL IN";

    private void Demand(string name)
    {
        // What nullable annotations do not reach: items of lists and dictionaries.
        Require(Key is null || Key.Count > 0 && !Key.Contains(null!), "key names no field");
        Require(Columns?.Values.All(headers => headers is not null && headers.All(header => header is not null)) != false, "a field under columns has no list of headers");
        Require(Join?.Columns?.Values.All(headers => headers is not null && headers.All(header => header is not null)) != false, "a field under join.columns has no list of headers");
        Require(Join is null || Join.On.Count > 0 && !Join.On.Contains(null!), "join.on names no field");
        Require(Values?.Values.All(value => value is not null) != false, "a field under values has no value");
        Require(!After.Contains(null!), "after names no dataset");
        Require(Within?.Contains(null!) != true, "within holds an empty entry");
        Require(Indicator?.Categories?.Values.All(code => code is not null) != false, "a category of the indicator has no code");
        Require(SiteUseByEnding?.Values.All(use => use is not null) != false, "an ending under siteUseByEnding has no use");
        foreach (var (property, value) in ((string, string?)[])[("id", Id), ("title", Title), ("publisher", Publisher), ("licence", Licence), ("attribution", Attribution)])
            Require(value?.StartsWith(ToFillIn, StringComparison.OrdinalIgnoreCase) != true, $"{property} is still to be filled in");
        Require(HeaderRow is null or > 0, $"headerRow {HeaderRow} is not a line");
        Require(Regex.IsMatch(Id, @"^[a-z0-9][a-z0-9-]*\z"), $"id '{Id}' may hold lower-case letters, digits and hyphens only");
        Require(Formats.Contains(Format), $"format '{Format}' is none of {string.Join(", ", Formats)}");
        Require((Format == "open_referral") == (Layout == "open_referral"), "format open_referral goes with layout open_referral, and no other");
        Require(Crs is null or "EPSG:4326" or "EPSG:27700", $"crs '{Crs}' is neither EPSG:4326 nor EPSG:27700");
        Require(Visibility is "public" or "partner" or "owner" or "restricted", $"visibility '{Visibility}' is none of public, partner, owner, restricted");
        var layout = Layouts.Find(Layout);
        Require(layout is not null, $"layout '{Layout}' is not known; known are {string.Join(", ", Layouts.All.Select(l => l.Name))}");
        Require(!layout!.NeedsArea || Area is { Kind.Length: > 0 } && Regex.IsMatch(Area.Vintage, @"^[0-9]{4}\z"), $"layout {Layout} needs an area with kind and four-digit vintage");
        Require(Area is null || Vocabulary.Has("area-kinds", Area.Kind), $"area kind '{Area?.Kind}' is not in the vocabulary area-kinds");
        Require(Layout != "indicator" || Indicator is not null, $"layout {Layout} needs an indicator with code and name");
        Require(Indicator is null || Regex.IsMatch(Indicator.Code, @"^[a-z0-9_]+\z") && (Indicator.Categories?.Values.All(code => Regex.IsMatch(code, @"^[a-z0-9_]+\z")) ?? true), "codes of indicators hold lower-case letters, digits and underscores only");
        Require((layout.Becomes & Becomes.Lookup) == 0 || Within is { Count: > 0 }, $"layout {Layout} needs within, the kinds and vintages that its columns speak of");
        foreach (var area in Within ?? [])
            Require(Lookup.Kinds.Contains(area.Kind) && Regex.IsMatch(area.Vintage, @"^[0-9]{4}\z"), $"within speaks of {area.Kind} {area.Vintage}; known kinds are {string.Join(", ", Lookup.Kinds)}, each with a four-digit vintage");
        Require((layout.Becomes & Becomes.Area) == 0 || Format != "csv", $"layout {Layout} needs a format with outlines, such as geojson");
        Require(Layer is null || Format is "geopackage" or "shapefile", $"layer '{Layer}' is for formats geopackage and shapefile");
        Require(SiteUse is null || Vocabulary.Has("site-uses", SiteUse), $"siteUse '{SiteUse}' is not in the vocabulary site-uses");
        Require(ServiceKind is null || Vocabulary.Has("service-kinds", ServiceKind), $"serviceKind '{ServiceKind}' is not in the vocabulary service-kinds");
        Require((layout.Becomes & Becomes.Service) == 0 || ServiceKind is not null, $"layout {Layout} needs a serviceKind");
        Require(Organisation is null || Vocabulary.Has("organisation-kinds", Organisation.Kind), $"organisation kind '{Organisation?.Kind}' is not in the vocabulary organisation-kinds");
        Require((layout.Becomes & Becomes.AccessPoint) == 0 || AccessTo is not null, $"layout {Layout} needs accessTo, the dataset whose places the points open");
        Require(GroupWithinMetres is null or > 0, $"groupWithinMetres {GroupWithinMetres} is no distance");
        Require(FootprintsWithinMetres is null or > 0, $"footprintsWithinMetres {FootprintsWithinMetres} is no distance");
        foreach (var (ending, use) in SiteUseByEnding ?? new Dictionary<string, string>())
            Require(Vocabulary.Has("site-uses", use), $"use '{use}' of names that end in '{ending}' is not in the vocabulary site-uses");
        Require(UpdatedEveryMonths is null or > 0, $"updatedEveryMonths {UpdatedEveryMonths} is not a number of months");
        Require(RunsItself is null || Vocabulary.Has("organisation-kinds", RunsItself), $"runsItself '{RunsItself}' is not in the vocabulary organisation-kinds");
        foreach (var field in (Key ?? []).Concat(Columns?.Keys ?? []).Concat(Values?.Keys ?? []))
            Require(layout.Fields.Any(f => f.Name == field), $"layout {Layout} has no field '{field}'");
        foreach (var file in Files)
            Require(!file.MirrorPath.StartsWith('/') && !file.MirrorPath.Split('/').Contains(".."), $"mirrorPath '{file.MirrorPath}' must stay inside the mirror");

        void Require(bool holds, string otherwise)
        {
            if (!holds)
                throw new UsageException($"Manifest {name}: {otherwise}.");
        }
    }
}

/// <summary>The kind (vocabulary area-kinds) and four-digit vintage of the boundaries a file holds or speaks of.</summary>
public sealed record ManifestArea
{
    public required string Kind { get; init; }
    public required string Vintage { get; init; }
}

/// <summary>What a file of figures measures. Each category of the file is a measure of its own: its code is put after <see cref="Code"/>.</summary>
public sealed record ManifestIndicator
{
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>persons, households, percent ...; null: as the rows say.</summary>
    public string? Unit { get; init; }

    public string? Description { get; init; }

    /// <summary>Counts add up over areas; rates, scores and deciles do not.</summary>
    public bool IsAdditive { get; init; }

    /// <summary>The file's words for a category → a short code; others are made of the words.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }
}

/// <summary>One file: its address at the publisher and its path inside a mirror folder.</summary>
public record ManifestFile
{
    public string? DownloadUrl { get; init; }
    public required string MirrorPath { get; init; }

    /// <summary>The manifest's format, a joined file being a CSV; null for what is no dataset.</summary>
    [JsonIgnore]
    public string? Format { get; init; }

    [JsonIgnore]
    public string? Layer { get; init; }

    [JsonIgnore]
    public int? HeaderRow { get; init; }
}

/// <summary>A CSV whose fields are added to the records that agree on the fields of <see cref="On"/>.</summary>
public sealed record ManifestJoin : ManifestFile
{
    public required IReadOnlyList<string> On { get; init; }
    public IReadOnlyDictionary<string, string[]>? Columns { get; init; }
}

/// <summary>Who runs or owns the records that do not say so themselves.</summary>
public sealed record ManifestOrganisation
{
    public required string Name { get; init; }
    public string Kind { get; init; } = "other";
    public string? Url { get; init; }
    public string? Uri { get; init; }
}
