using System.Globalization;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Holds a study's settings that came from elsewhere to the rules by which people set them here: they are put as an input of a mutation would be, and read as that is. Codes of a vocabulary are not looked up, since a register that no longer has one
/// may still take back what it gave away; a code that means nothing here leaves nothing in.
/// </summary>
internal static class StudySettingsRules
{
    private static readonly string[] Methods = [TravelChoice.Straight, TravelChoice.Network, TravelChoice.Matrix];

    /// <summary>What the settings say, all of it within what can be set.</summary>
    /// <param name="path">Of the settings, for the error.</param>
    /// <exception cref="MutationError">They are no settings, or something does not fit; the path says where.</exception>
    public static StudyContent Read(JsonElement settings, TravelSettings travel, string path)
    {
        StudyContent content;
        try
        {
            content = StudyContent.ReadStrictly(settings);
        }
        catch (JsonException error)
        {
            throw MutationError.Invalid($"The study settings cannot be read: {ScenarioContent.Reason(error)}", ScenarioImport.Dotted(path, error.Path));
        }

        // An input names sites by numbers; which, does not matter here.
        Guid[] sites = [.. content.Roles.Select(role => role.Site).Concat(content.Constraints.Exclusions.SelectMany(pair => new[] { pair.First, pair.Second })).Distinct()];
        var numbers = sites.Index().ToDictionary(site => site.Item, site => (long)site.Index);
        var input = new PlanInput(AsInput(content, uuid => GlobalId.Write("Site", numbers[uuid])), path);
        // Of words that the schema's enums hold an input to, the settings are held here.
        foreach (var (n, role) in content.Roles.Index())
            if (!StudyRules.Roles.Contains(role.Role)) throw NoneOf(role.Role, "role of a building", StudyRules.Roles, string.Create(CultureInfo.InvariantCulture, $"{input.Path("roles")}.{n}.role"));
        if (!Methods.Contains(content.Travel.Method)) throw NoneOf(content.Travel.Method, "way to travel", Methods, $"{input.Path("travel")}.method");
        var rules = new StudyInputs(Array.Empty<string>().ToLookup(code => code), numbers.ToDictionary(site => site.Value, site => site.Key), travel);
        rules.Read(input, new StudyContent());
        rules.Roles(input, []);
        return content;
    }

    /// <summary>As <c>CreateStudyInput</c> and <c>SetSiteRolesInput</c> of <c>Studies.graphql</c> have it.</summary>
    private static Dictionary<string, object?> AsInput(StudyContent content, Func<Guid, string> site) => new()
    {
        ["demand"] = content.Demand,
        ["travel"] = new Dictionary<string, object?>
        {
            ["method"] = content.Travel.Method switch { TravelChoice.Straight => "STRAIGHT_LINE", TravelChoice.Network => "NETWORK", _ => "MATRIX" },
            ["network"] = content.Travel.Source is { } network ? GlobalId.Write("WalkingNetwork", network) : null,
            ["matrix"] = content.Travel.Source is { } matrix ? GlobalId.Write("TravelMatrix", matrix) : null,
            ["speedKmh"] = content.Travel.SpeedKmh,
            ["detour"] = content.Travel.Detour,
        },
        ["eligibility"] = new Dictionary<string, object?>
        {
            ["uses"] = content.Eligibility.Uses,
            ["excludedUses"] = content.Eligibility.ExcludedUses,
            ["excludedWords"] = content.Eligibility.ExcludedWords,
            ["minFloorArea_m2"] = content.Eligibility.MinFloorArea_m2,
            ["includeUnknownFloorArea"] = content.Eligibility.IncludeUnknownFloorArea,
            ["tenures"] = content.Eligibility.Tenures,
            ["ownerKinds"] = content.Eligibility.OwnerKinds,
        },
        ["roles"] = List(content.Roles, role => new() { ["site"] = site(role.Site), ["role"] = role.Role, ["reason"] = role.Reason }),
        ["constraints"] = new Dictionary<string, object?>
        {
            ["areaKind"] = content.Constraints.AreaKind,
            ["minimumPerArea"] = content.Constraints.MinimumPerArea,
            ["protectedGroup"] = content.Constraints.ProtectedGroup,
            ["mostExtraMinutes"] = content.Constraints.MostExtraMinutes,
            ["runningCostCeiling_gbp"] = content.Constraints.RunningCostCeiling_gbp,
            ["floorAreaCeiling_m2"] = content.Constraints.FloorAreaCeiling_m2,
            ["exclusions"] = List(content.Constraints.Exclusions, pair => new() { ["first"] = site(pair.First), ["second"] = site(pair.Second) }),
        },
        ["assumptions"] = List(content.Assumptions, value => new() { ["code"] = value.Code, ["value"] = value.Value, ["source"] = value.Source }),
        ["visits"] = List(content.Visits, visit => new() { ["serviceKind"] = visit.ServiceKind, ["group"] = visit.Group, ["visitsPerYear"] = visit.VisitsPerYear, ["source"] = visit.Source }),
    };

    private static MutationError NoneOf(string word, string what, IReadOnlyList<string> known, string path) =>
        MutationError.Invalid($"“{Solves.PlanWords.Short(word, 61)}” is no {what}; there are {string.Join(", ", known)}.", path);

    private static List<object?> List<T>(IEnumerable<T> items, Func<T, Dictionary<string, object?>> put) => [.. items.Select(put)];
}
