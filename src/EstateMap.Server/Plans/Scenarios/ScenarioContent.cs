using System.Text.Json;
using System.Text.Json.Serialization;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What a scenario is, all of it: its title, the study whose question it answers with the settings of that moment, the register that it was made over, and the changes in their order.</summary>
/// <remarks>Sites and services stand by uuid, with the name that they had; never by a number of this database. The same content has the same <see cref="Hash"/> on any machine.</remarks>
internal sealed record ScenarioContent(string Title, StudyStamp Study, RegisterStamp Register, IReadOnlyList<ScenarioChange> Changes)
{
    public const string FormatName = "estatemap-scenario-1";

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // What is not understood is refused: a member that is dropped silently would be evidence lost.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Names the form, so that a reader years from now knows what it holds.</summary>
    [JsonPropertyOrder(-1)]
    public string Format { get; init; } = FormatName;

    /// <summary>Canonical JSON: sorted members, normal numbers and text.</summary>
    public string ToJson() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, Form));

    /// <summary>SHA-256 of <see cref="ToJson"/>.</summary>
    public string Hash() => CanonicalJson.Hash(ToJson());

    /// <summary>Reads what <see cref="ToJson"/> wrote, in any spelling of the same JSON.</summary>
    /// <exception cref="ScenarioFormatException">It is no scenario; the message says where and why.</exception>
    public static ScenarioContent Read(string json)
    {
        var canonical = CanonicalJson.Write(json);
        ScenarioContent? content;
        try
        {
            content = JsonSerializer.Deserialize<ScenarioContent>(canonical, Form);
        }
        catch (JsonException error)
        {
            throw new ScenarioFormatException($"The scenario cannot be read at {error.Path ?? "its beginning"}: {Reason(error)}", error.Path);
        }

        if (content is null) throw new ScenarioFormatException("The text is null, and no scenario.");
        if (content.Format != FormatName) throw new ScenarioFormatException($"The form “{content.Format}” is not known here; this program reads {FormatName}.");
        return content;
    }

    // The serialiser names our types in its sentences; where it does, ours is said instead.
    public static string Reason(JsonException error) =>
        error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "it has a member that is not known here."
        : error.Message.Contains("missing required", StringComparison.Ordinal) ? "a member is missing that every scenario has."
        : "the value there is not of the kind that is kept.";
}

/// <summary>The study that a scenario belongs to, as it was.</summary>
/// <param name="Id">The study's uuid.</param>
/// <param name="Version">Its version at that moment.</param>
/// <param name="Settings">Demand, travel, eligibility, constraints and assumptions as they stood.</param>
internal sealed record StudyStamp(Guid Id, string Title, int Version, JsonElement Settings)
{
    /// <summary>Equal when the settings are, however they are spelt.</summary>
    public bool Equals(StudyStamp? other) => other is not null && Id == other.Id && Title == other.Title && Version == other.Version && CanonicalJson.Write(Settings) == CanonicalJson.Write(other.Settings);

    public override int GetHashCode() => HashCode.Combine(Id, Title, Version);
}

/// <summary>The register that a scenario was made over: which versions of which datasets, and how many values people had put right by hand.</summary>
/// <param name="AsAt">Newest day that any dataset speaks for; null when none says.</param>
internal sealed record RegisterStamp(IReadOnlyList<DatasetStamp> Datasets, int HandEdits, DateOnly? AsAt = null)
{
    public bool Equals(RegisterStamp? other) => other is not null && AsAt == other.AsAt && HandEdits == other.HandEdits && Datasets.SequenceEqual(other.Datasets);

    public override int GetHashCode() => HashCode.Combine(AsAt, HandEdits, Datasets.Count);
}

/// <param name="Id">Key of the dataset.</param>
/// <param name="AsAt">Day that its version speaks for; null when it does not say.</param>
/// <param name="Sha256">Of the file that it was read from; null when it came from no file.</param>
internal sealed record DatasetStamp(string Id, DateOnly? AsAt = null, string? Sha256 = null);
