using System.Globalization;
using System.Text.Json;
using EstateMap.Import.Phases;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>
/// Reads a scenario that came from elsewhere. Nothing of it is put right, since another text would have another hash: all of it keeps the rules by which people write one here, or none of it is taken. Pure.
/// Errors say where, by the path of the member: <c>json.study.settings.roles.0.reason</c>.
/// </summary>
internal static class ScenarioImport
{
    public const string SettingsPath = "json.study.settings";

    private const string Whole = "json";
    private const int MostDatasets = 1_000;
    private const int MostName = 1_000;

    /// <summary>The canonical spelling of a text that came in.</summary>
    /// <exception cref="MutationError">It is no JSON that can be kept.</exception>
    public static string Canonical(string json)
    {
        try
        {
            return CanonicalJson.Write(json);
        }
        catch (ScenarioFormatException error)
        {
            throw MutationError.Invalid(error.Message, Whole);
        }
    }

    /// <param name="normal">Canonical JSON in Unicode's normal form C: two spellings of a letter must not become two texts.</param>
    /// <exception cref="MutationError">It is no scenario, or something in it could not be written here.</exception>
    public static ScenarioContent Read(string normal, TravelSettings travel)
    {
        using var text = JsonDocument.Parse(normal);
        // The serialiser looks at members, and not at items of lists.
        Refuse(FindFault(text.RootElement, Whole, value => value.ValueKind == JsonValueKind.Null ? "is null, and a list has no such item." : null));
        ScenarioContent content;
        try
        {
            content = ScenarioContent.Read(normal);
        }
        catch (ScenarioFormatException error)
        {
            throw MutationError.Invalid(error.Message, Dotted(Whole, error.Path));
        }

        if (ScenarioRules.FindTextFault(content.Title, ScenarioRules.MostTitle) is { } fault) throw MutationError.Invalid($"The title {fault}", $"{Whole}.title");
        if (content.Changes.Count > ScenarioRules.MostChanges) throw MutationError.Invalid($"The scenario has {content.Changes.Count} changes; at most {ScenarioRules.MostChanges} are kept.", $"{Whole}.changes");
        foreach (var (i, change) in content.Changes.Index())
            if ((ScenarioRules.FindFault(i + 1, change) ?? FindNameFault(i + 1, change)) is { } wrong) throw MutationError.Invalid(wrong, string.Create(CultureInfo.InvariantCulture, $"{Whole}.changes.{i}"));
        CheckStamps(content);
        StudySettingsRules.Read(content.Study.Settings, travel, SettingsPath);
        Refuse(FindFault(text.RootElement, Whole, FindPersonal));
        return content;
    }

    /// <summary>$.roles[0].reason as <c>json.study.settings.roles.0.reason</c>.</summary>
    /// <param name="path">As System.Text.Json writes it; null for the whole.</param>
    public static string Dotted(string root, string? path) => root + (path ?? "$").TrimStart('$').Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static void CheckStamps(ScenarioContent content)
    {
        var (study, register) = (content.Study, content.Register);
        if (ScenarioRules.FindTextFault(study.Title, StudyInputs.MostTitle) is { } title) throw MutationError.Invalid($"The study's title {title}", $"{Whole}.study.title");
        if (study.Version < 1) throw MutationError.Invalid($"The study's version is {study.Version}; they count from 1.", $"{Whole}.study.version");
        if (register.HandEdits < 0) throw MutationError.Invalid($"`handEdits` is {register.HandEdits}; nobody puts fewer than 0 values right.", $"{Whole}.register.handEdits");
        if (register.Datasets.Count > MostDatasets) throw MutationError.Invalid($"The register has {register.Datasets.Count} datasets; at most {MostDatasets} are kept.", $"{Whole}.register.datasets");
        foreach (var (i, dataset) in register.Datasets.Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Whole}.register.datasets.{i}");
            if (ScenarioRules.FindTextFault(dataset.Id, ScenarioRules.MostTitle) is { } fault) throw MutationError.Invalid($"The key of a dataset {fault}", $"{path}.id");
            if (dataset.Sha256 is { } hash && !IsSha256(hash)) throw MutationError.Invalid("A dataset's `sha256` has not the 64 hexadecimal digits of one.", $"{path}.sha256");
        }
    }

    private static string? FindNameFault(int number, ScenarioChange change) => new[] { change.Site, change.ToSite, change.Service }.OfType<Thing>()
        .Select(thing => ScenarioRules.FindTextFault(thing.Name, MostName)).FirstOrDefault(fault => fault is not null) is { } fault ? $"Change {number}: a name {fault}" : null;

    /// <summary>Whatever text it is, wherever it stands. Members have names that are known here, so those hold nothing of anybody.</summary>
    private static string? FindPersonal(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        var text = value.GetString()!;
        // Ten of their digits may look like a telephone number.
        if (IsSha256(text) || Guid.TryParseExact(text, "D", out _)) return null;
        if (TextCleaning.WithoutControls(text) != text) return "holds characters that nobody can see.";
        PersonalData.Clear(text, out var personal);
        return personal > 0 ? "holds a personal e-mail address or mobile number; write a role's address instead." : null;
    }

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The first value with a fault, in the order of the text.</summary>
    /// <param name="judge">The rest of a sentence that begins with the value's path; null where nothing is wrong.</param>
    private static (string Path, string Fault)? FindFault(JsonElement value, string path, Func<JsonElement, string?> judge)
    {
        if (judge(value) is { } fault) return (path, fault);
        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Index().Select(item => FindFault(item.Item, string.Create(CultureInfo.InvariantCulture, $"{path}.{item.Index}"), judge)).FirstOrDefault(found => found is not null),
            JsonValueKind.Object => value.EnumerateObject().Select(member => FindFault(member.Value, $"{path}.{member.Name}", judge)).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    private static void Refuse((string Path, string Fault)? found)
    {
        if (found is { } wrong) throw MutationError.Invalid($"`{Shown(wrong.Path)}` {wrong.Fault}", Shown(wrong.Path));
    }

    // Names of members are whatever somebody wrote.
    private static string Shown(string path) => path.Length <= 200 ? path : path[..200] + "…";
}
