namespace EstateMap.Server.Areas.Profiles;

/// <summary>What is measured of areas: to which part of a profile it belongs, what it is called and in which unit.</summary>
internal static class ProfileMeasures
{
    /// <summary>What counts as near: the 15 minutes that a study asks about too.</summary>
    public const int Near = 15;

    /// <summary>Group of those whose small area is in the most deprived fifth of the country, deciles 1 and 2.</summary>
    public const string Deprived = "deprived";

    // {0} is the key's label, {1} the group's.
    private static readonly Dictionary<string, (ProfilePart Part, string Label, string Unit, bool IsCount)> All = new(StringComparer.Ordinal)
    {
        ["assets"] = (ProfilePart.Strengths, "{0}", "assets", true),
        ["organisations"] = (ProfilePart.Strengths, "Organisations active here", "organisations", true),
        ["organisations_home"] = (ProfilePart.Strengths, "Organisations with all their places here", "organisations", true),
        ["links"] = (ProfilePart.Strengths, "Links {0}", "links", true),
        ["people"] = (ProfilePart.People, "{1}", "people", true),
        ["people_share"] = (ProfilePart.People, "{1}, share of all people", "share", false),
        ["services"] = (ProfilePart.Services, "{0}", "places", true),
        ["hours"] = (ProfilePart.Services, "{0}: hours open in a week, all together", "hours", true),
        ["evening"] = (ProfilePart.Services, "{0}: open after 18:00 on a weekday", "places", true),
        ["weekend"] = (ProfilePart.Services, "{0}: open on Saturday or Sunday", "places", true),
        ["sites"] = (ProfilePart.Estate, "Sites", "sites", true),
        ["properties"] = (ProfilePart.Estate, "Properties", "properties", true),
        ["buildings"] = (ProfilePart.Estate, "Buildings", "buildings", true),
        ["floor_area"] = (ProfilePart.Estate, "Floor area", "m²", true),
        ["floor_area_repeated"] = (ProfilePart.Estate, "Floor area stated again, left out", "m²", true),
        ["running_cost"] = (ProfilePart.Estate, "Running cost a year", "£", true),
        ["running_cost_m2"] = (ProfilePart.Estate, "Running cost for each m²", "£", false),
        ["energy"] = (ProfilePart.Estate, "Sites with energy rating {0}", "sites", true),
        ["condition"] = (ProfilePart.Estate, "Sites in condition {0}", "sites", true),
        ["backlog"] = (ProfilePart.Estate, "Repairs that wait", "£", true),
        ["vacant"] = (ProfilePart.Estate, "Sites with vacant space", "sites", true),
        ["vacant_space"] = (ProfilePart.Estate, "Vacant floor area", "m²", true),
        ["minutes"] = (ProfilePart.Access, "{0}: minutes to the nearest, {1}", "minutes", false),
        ["near"] = (ProfilePart.Access, "{0}: share with one within 15 minutes, {1}", "share", false),
        ["deprived_share"] = (ProfilePart.Inequalities, "People in the most deprived fifth of small areas", "share", false),
        ["decile"] = (ProfilePart.Inequalities, "Mean decile of deprivation, 1 the most deprived", "decile", false),
        ["gap"] = (ProfilePart.Inequalities, "{0}: minutes that the most deprived fifth here travels longer than the least deprived", "minutes", false),
        ["concentration"] = (ProfilePart.Inequalities, "{0}: concentration index of minutes, below 0 the most deprived travel longer", "index", false),
        ["grants"] = (ProfilePart.Money, "Grants received", "grants", true),
        ["granted"] = (ProfilePart.Money, "Granted in all", "£", true),
        ["granted_per_thousand"] = (ProfilePart.Money, "Granted for each 1,000 people", "£", false),
        ["granted_in"] = (ProfilePart.Money, "Granted in {0}", "£", true),
        ["lacking"] = (ProfilePart.Gaps, "No {0} here: minutes to the nearest", "minutes", false),
        ["beyond"] = (ProfilePart.Gaps, "{0}: people more than 15 minutes from the nearest", "people", true),
        ["unmeasured"] = (ProfilePart.Gaps, "Buildings without a floor area", "buildings", true),
        ["uncosted"] = (ProfilePart.Gaps, "Buildings without a running cost", "buildings", true),
        ["hours_unknown"] = (ProfilePart.Gaps, "{0}: places without stated hours", "places", true),
        ["source"] = (ProfilePart.Sources, "{0}", "days", false),
    };

    private static readonly Dictionary<string, string> Flows = new(StringComparer.Ordinal) { ["in"] = "from elsewhere to here", ["out"] = "from here to elsewhere", ["within"] = "within the area" };

    public static bool IsCount(string measure) => All.TryGetValue(measure, out var known) && known.IsCount;

    /// <summary>The part that a figure's code belongs to; null where its measure is unknown.</summary>
    public static ProfilePart? FindPart(string code) => All.TryGetValue(code.Split('.')[0], out var known) ? known.Part : null;

    public static AreaFigure Figure(string measure, string key, double? value, double? assumed = null, string? label = null, string group = "", string? groupLabel = null, string? unit = null, string? note = null, string? facet = null)
    {
        var (part, words, usual, _) = All[measure];
        // Kinds within a sentence are written small, unless they are an abbreviation.
        var named = label ?? Flows.GetValueOrDefault(key) ?? (key == "unknown" ? "a year that is not stated" : key);
        var inside = measure == "lacking" ? Decisions.Report.ReportWords.Inside(named) : named;
        return new AreaFigure(part, measure, key, group, string.Format(System.Globalization.CultureInfo.InvariantCulture, words, inside, measure is "minutes" or "near" ? Decisions.Report.ReportWords.Inside(groupLabel ?? group) : groupLabel ?? group), unit ?? usual, value, assumed, note)
        {
            Facet = facet ?? measure switch
            {
                "services" => "service",
                "energy" or "condition" => measure,
                "source" => "dataset",
                _ => null,
            },
        };
    }

    public static string Title(ProfilePart part) => part switch
    {
        ProfilePart.Strengths => "What is strong here",
        ProfilePart.People => "People",
        ProfilePart.Services => "Services and when they are open",
        ProfilePart.Estate => "Public estate",
        ProfilePart.Access => "How far things are",
        ProfilePart.Inequalities => "Inequalities",
        ProfilePart.Money => "Money granted",
        ProfilePart.Gaps => "Gaps",
        _ => "Where the figures come from",
    };
}
