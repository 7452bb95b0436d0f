using System.Globalization;

namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Which role a site has in a study, and why: a person's word first, then the rules of eligibility. Pure. A site that passes every rule may go or stay (candidate); whoever wants it kept or closed says so.
/// </summary>
internal static class StudyRules
{
    public const string Keep = "keep";
    public const string Candidate = "candidate";
    public const string Close = "close";
    public const string NotEligible = "not_eligible";

    private static readonly char[] Apart = [' ', ',', '.', '(', ')', '/', '-', '&', ':', ';', '\''];

    /// <summary>In the order in which sites are listed.</summary>
    public static readonly string[] Roles = [Keep, Candidate, Close, NotEligible];

    /// <summary>The role that the study gives to a site.</summary>
    public static (string Role, string Reason, bool IsOverridden) Judge(SiteFact site, StudyContent content, IReadOnlyDictionary<Guid, RoleOverride> roles, IReadOnlyDictionary<string, string> useLabels)
    {
        if (roles.TryGetValue(site.Uuid, out var word))
            return site.Longitude is null && word.Role != NotEligible
                ? (NotEligible, $"It has no position on the map, so nobody can say how far it is. Asked for: {word.Reason}", true)
                : (word.Role, word.Reason, true);
        return FindBar(site, content.Eligibility, useLabels) is { } bar ? (NotEligible, bar, false) : (Candidate, Passes(site, content.Eligibility, useLabels), false);
    }

    /// <summary>The first rule that a site does not pass, in a sentence; null when it passes all.</summary>
    public static string? FindBar(SiteFact site, Eligibility rules, IReadOnlyDictionary<string, string> useLabels)
    {
        if (site.Longitude is null) return "It has no position on the map, so nobody can say how far it is.";
        if (site.IsOutsidePlace) return "It lies outside the boundary of the place.";
        if (!Uses(site, rules).Any()) return "None of its uses is among those of the rules.";
        if (FindWord(site.Name, rules.ExcludedWords) is { } word) return $"Its name says \u201c{word}\u201d, which the rules leave out.";
        if (!site.HasBuilding) return "The register has land there and no building.";
        if (rules.Tenures.Count > 0 && !site.Tenures.Intersect(rules.Tenures).Any()) return site.Tenures.Length == 0 ? "Its tenure is not known, and the rules ask for one." : $"Its tenure is {string.Join(", ", site.Tenures)}, which the rules leave out.";
        if (rules.OwnerKinds.Count > 0 && (site.OwnerKind is null || !rules.OwnerKinds.Contains(site.OwnerKind))) return site.Owner is null ? "Its owner is not known, and the rules ask for certain kinds of owner." : $"{site.Owner} is not of a kind of owner that the rules ask for.";
        if (site.FloorArea_m2 is not { } area) return rules.IncludeUnknownFloorArea ? null : "Its floor area is not known, and the rules ask for one.";
        return area < rules.MinFloorArea_m2 ? Text($"Its floor area is {area:#,0} m², under the {rules.MinFloorArea_m2:#,0} m² of the rules.") : null;
    }

    private static IEnumerable<string> Uses(SiteFact site, Eligibility rules) => site.Uses.Except(rules.ExcludedUses).Where(use => rules.Uses.Count == 0 || rules.Uses.Contains(use));

    private static string? FindWord(string name, IReadOnlyList<string> words)
    {
        var own = name.Split(Apart, StringSplitOptions.RemoveEmptyEntries);
        return words.FirstOrDefault(word => own.Contains(word, StringComparer.OrdinalIgnoreCase));
    }

    private static string Passes(SiteFact site, Eligibility rules, IReadOnlyDictionary<string, string> useLabels)
    {
        var uses = string.Join(", ", Uses(site, rules).Select(use => useLabels.GetValueOrDefault(use, use)));
        return site.FloorArea_m2 is { } area ? Text($"Passes every rule: {uses}, {area:#,0} m².") : $"Passes every rule: {uses}; its floor area is not known and is assumed.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
