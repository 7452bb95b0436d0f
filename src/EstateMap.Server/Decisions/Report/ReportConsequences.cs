using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Decisions.Report;

/// <summary>The parts of a report that say what comes of it: figures beside those of doing nothing, groups of people, hours and moves.</summary>
internal static class ReportConsequences
{
    // More of them are a list to look things up in.
    private const int MostHomeless = 8;

    /// <summary>Every measure beside that of doing nothing.</summary>
    public static void Figures(Html html, DecisionEvidence evidence) => Compare(html, "Measures of this decision beside doing nothing", evidence.Comparison);

    /// <summary>Some measures beside those of doing nothing.</summary>
    public static void Compare(Html html, string caption, IEnumerable<ComparisonRow> rows) => html.Table(caption, ["Measure", "Doing nothing", "This decision", "Which is better", "Assumed"],
        rows.Select(row => (IReadOnlyList<string>)[row.Label, ReportWords.Value(row, row.First), ReportWords.Value(row, row.Second),
            row.Better switch { "FIRST" => "doing nothing", "SECOND" => "this decision", "EQUAL" => "the same", _ => "neither" }, row.SecondAssumedShare is { } share ? ReportWords.AssumedShare(share) : "reckoned"]));

    public static void Groups(Html html, DecisionEvidence evidence)
    {
        foreach (var groups in evidence.Groups)
        {
            html.Element("h3", ReportWords.Kind(groups.Kind));
            if (groups.Rows.Count == 0) html.Element("p", "No source here tells people apart like this.");
            else html.Table($"{ReportWords.Kind(groups.Kind)}: travel today and afterwards", ["Group", "How many", "Travel today", "Travel afterwards", "Within 15 min today", "Within 15 min afterwards", "Travel further", "Further on average"],
                groups.Rows.Select(group => (IReadOnlyList<string>)[group.Label, ReportWords.People(group.People), ReportWords.Minutes(group.Now.MeanSeconds), ReportWords.Minutes(group.Then.MeanSeconds), ReportWords.Share(group.Now.Within15), ReportWords.Share(group.Then.Within15), ReportWords.People(group.WorseOff), group.WorseOff > 0 ? ReportWords.Minutes(group.ExtraSeconds) : "–"]));
        }
    }

    public static void Hours(Html html, HoursOfTheWeek hours)
    {
        ReportCharts.HeatStrips(html, hours);
        if (hours.SitesWithoutHours.Count > 0)
            html.Element("p", $"Of {ReportWords.Count(hours.SitesWithoutHours.Count + hours.SitesWithHours, "open building", "open buildings")}, {hours.SitesWithoutHours.Count} {(hours.SitesWithoutHours.Count == 1 ? "states no hours and counts" : "state no hours and count")} as shut here: {EstateSoFar.List([.. hours.SitesWithoutHours.Select(site => site.Name)])}.");
    }

    /// <summary>How long it takes and what stands in its way.</summary>
    public static void Order(Html html, DecisionEvidence evidence)
    {
        var chain = evidence.Chain;
        html.Element("p", evidence.Changes.Count == 0 ? "Nothing is changed."
            : $"{ReportWords.Count(evidence.Changes.Count, "change", "changes")}{(chain.Steps.Count == 0 ? "" : $" in {ReportWords.Count(chain.Steps.Count, "step", "steps")}, {(chain.Weeks > 0 ? $"{ReportWords.Weeks(chain.Weeks)} from the first to the last" : "all on the first day")}")}{(chain.StartsOn is { } starts ? $", beginning on {ReportWords.Day(starts)}" : "")}.");
        if (chain.Cycles.Count + chain.Problems.Count > 0) html.Element("p", "What stands in its way:").Items("ul", chain.Cycles.Select(cycle => cycle.Words).Concat(chain.Problems));
        if (chain.Homeless.Count > 0)
        {
            html.Element("p", $"{ReportWords.Count(chain.Homeless.Count, "service or team loses its place and is given no other", "services or teams lose their place and are given no other")}{(chain.Homeless.Count > MostHomeless ? $". The first {MostHomeless}" : "")}:");
            html.Items("ul", chain.Homeless.Take(MostHomeless).Select(Lost));
        }

        if (evidence.Changes.Count > 0) html.Begin("p").Text("All of them, in order, are in ").Link("changes", "the appendix “Every change and step”").Text(".").End();
    }

    public static void Steps(Html html, DecisionEvidence evidence)
    {
        html.Element("h3", "Changes").Items("ol", evidence.Changes);
        if (evidence.Changes.Count == 0) html.Element("p", "Nothing is changed.");
        var chain = evidence.Chain;
        if (chain.Homeless.Count > MostHomeless)
            html.Element("h3", "Services and teams that are given no other place").Begin("div", ("class", "columns")).Items("ul", chain.Homeless.Select(Lost)).End();
        if (chain.Steps.Count == 0) return;
        html.Element("h3", "Steps and what they wait for");
        html.Table($"Moves, closures and disposals{(chain.Weeks > 0 ? $" over {ReportWords.Weeks(chain.Weeks)}" : "")}{(chain.StartsOn is { } starts ? $" from {ReportWords.Day(starts)}" : "")}", ["Step", "What", "Begins in week", "Takes", "Waits for", "Delays all", "Room"],
            chain.Steps.Select(step => (IReadOnlyList<string>)[$"{step.Number}", step.Words, ReportWords.Number(step.StartWeek + 1), step.Weeks > 0 ? ReportWords.Weeks(step.Weeks) : "a day", step.Needs.Count == 0 ? "nothing" : string.Join(", ", step.Needs), step.IsCritical ? "yes" : "no", step.Space]));
        html.Items("ul", chain.Assumptions);
    }

    private static string Lost(ShownHomeless lost) => $"{lost.Name}, from {lost.From.Name}";
}
