using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// What a study is asked about, as people set it: whom it is for, how they travel, which buildings take part and what must hold. Kept as JSON and copied into each run, so that a run's answer does not drift when the study changes.
/// Sites are named by uuid and never by the database's numbers; what is left out is a default.
/// </summary>
internal sealed record StudyContent
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true };

    private static readonly JsonSerializerOptions Strict = new(Format)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Code of the group whose people are counted; see <see cref="DemandGroups"/>.</summary>
    public string Demand { get; init; } = DemandGroups.All;

    public StudyTravel Travel { get; init; } = new();

    public Eligibility Eligibility { get; init; } = new();

    /// <summary>People's words on single sites, which go before the rules.</summary>
    public IReadOnlyList<RoleOverride> Roles { get; init; } = [];

    public StudyConstraints Constraints { get; init; } = new();

    /// <summary>Assumptions that are not the defaults.</summary>
    public IReadOnlyList<AssumedValue> Assumptions { get; init; } = [];

    /// <summary>Visits that are not the defaults.</summary>
    public IReadOnlyList<VisitRate> Visits { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>Reads what <see cref="ToJson"/> wrote, and what later versions of the program add to it.</summary>
    /// <exception cref="JsonException">The text is none of ours.</exception>
    public static StudyContent Read(string json) => Whole(JsonSerializer.Deserialize<StudyContent>(json, Format) ?? new());

    /// <summary>Reads settings that came from elsewhere, as they are kept: in our spelling, and without members that nobody here knows.</summary>
    /// <exception cref="JsonException">They are not such.</exception>
    public static StudyContent ReadStrictly(JsonElement settings) => Whole(settings.Deserialize<StudyContent>(Strict) ?? throw new JsonException("The settings are null."));

    // The serialiser looks at members, and not at items of lists.
    private static StudyContent Whole(StudyContent content) =>
        new IEnumerable<object?>[] { content.Roles, content.Constraints.Exclusions, content.Assumptions, content.Visits, content.Eligibility.Uses, content.Eligibility.ExcludedUses, content.Eligibility.ExcludedWords, content.Eligibility.Tenures, content.Eligibility.OwnerKinds }
            .Any(list => list.Contains(null)) ? throw new JsonException("A list of the settings has null for an item.") : content;

    /// <summary>Names this content: equal contents have equal hashes on every machine.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, Format)));
}

/// <summary>How people travel, as a study keeps it. Null speed and detour are the server's own.</summary>
internal sealed record StudyTravel(string Method = "straight", long? Source = null, double? SpeedKmh = null, double? Detour = null);

/// <summary>Which buildings a plan may choose among. An empty list asks nothing.</summary>
internal sealed record Eligibility
{
    /// <summary>Codes of site-uses, of which a site must have one.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

    /// <summary>Codes of site-uses that do not make a place a public building: a site that has no other use is out of scope.</summary>
    public IReadOnlyList<string> ExcludedUses { get; init; } = EligibilityDefaults.ExcludedUses;

    /// <summary>Words of a name, whole and in any case, that show what a register's plain "public building" is.</summary>
    public IReadOnlyList<string> ExcludedWords { get; init; } = EligibilityDefaults.ExcludedWords;

    /// <summary>Square metres; 0 asks for none.</summary>
    public double? MinFloorArea_m2 { get; init; } = EligibilityDefaults.MinFloorArea_m2;

    /// <summary>Whether a building without a floor area may take part; its area is then an assumption.</summary>
    public bool IncludeUnknownFloorArea { get; init; } = true;

    /// <summary>Codes of tenure-types, of which a site must have one.</summary>
    public IReadOnlyList<string> Tenures { get; init; } = [];

    /// <summary>Codes of organisation-kinds that the owner must be of.</summary>
    public IReadOnlyList<string> OwnerKinds { get; init; } = [];
}

/// <summary>A person's word on a site.</summary>
/// <param name="Role">keep, candidate, close or not_eligible.</param>
internal sealed record RoleOverride(Guid Site, string Role, string Reason);

/// <summary>What an answer must respect; null asks nothing.</summary>
internal sealed record StudyConstraints
{
    /// <summary>At least <see cref="MinimumPerArea"/> open sites in each area of this kind that has a site which may be open.</summary>
    public string? AreaKind { get; init; }

    public int? MinimumPerArea { get; init; }

    /// <summary>Nobody of this group's small areas travels more than <see cref="MostExtraMinutes"/> further than today.</summary>
    public string? ProtectedGroup { get; init; }

    public double? MostExtraMinutes { get; init; }

    /// <summary>Pounds a year for all open sites together.</summary>
    public double? RunningCostCeiling_gbp { get; init; }

    /// <summary>Square metres of all open sites together.</summary>
    public double? FloorAreaCeiling_m2 { get; init; }

    /// <summary>Pairs of sites of which at most one may be open.</summary>
    public IReadOnlyList<ExcludedPair> Exclusions { get; init; } = [];
}

internal sealed record ExcludedPair(Guid First, Guid Second);

/// <summary>A figure that a person gives in place of a default.</summary>
internal sealed record AssumedValue(string Code, double Value, string Source);

/// <summary>How often a person of a group visits a service of a kind in a year.</summary>
internal sealed record VisitRate(string ServiceKind, string Group, double VisitsPerYear, string Source);
