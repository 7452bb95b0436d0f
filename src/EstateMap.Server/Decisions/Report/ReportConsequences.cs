using EstateMap.Server.Plans.Scenarios;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Decisions.Report;

/// <summary>The parts of a report that say what comes of it: figures beside those of doing nothing, groups of people, closures, hours and moves.</summary>
internal static class ReportConsequences
{
    /// <summary>Every measure beside that of doing nothing.</summary>
    public static void Figures(Html html, DecisionEvidence evidence) => html.Element("h2", "Beside doing nothing").Table("Measures of this decision beside doing nothing", ["Measure", "Doing nothing", "This decision", "Which is better", "Assumed"],
        evidence.Comparison.Select(row => (IReadOnlyList<string>)[row.Label, ReportWords.Value(row, row.First), ReportWords.Value(row, row.Second),
            row.Better switch { "FIRST" => "doing nothing", "SECOND" => "this decision", "EQUAL" => "the same", _ => "neither" }, row.SecondAssumedShare is { } share ? ReportWords.AssumedShare(share) : "reckoned"]));

    public static void Groups(Html html, DecisionEvidence evidence)
    {
        html.Element("h2", "Who gains and who loses");
        foreach (var groups in evidence.Groups)
        {
            html.Element("h3", ReportWords.Kind(groups.Kind));
            if (groups.Rows.Count == 0) html.Element("p", "No source here tells people apart like this.");
            else Table(html, $"{ReportWords.Kind(groups.Kind)}: travel today and afterwards", groups.Rows);
        }
    }

    public static void Closures(Html html, DecisionEvidence evidence)
    {
        html.Element("h2", "What each closure does");
        if (evidence.Impacts.Count == 0) html.Element("p", "No building closes.");
        foreach (var impact in evidence.Impacts)
        {
            var name = impact.Site.Name;
            html.Element("h3", name);
            html.Element("p", $"It is the nearest building for {PlanWords.Count(Math.Round(impact.People), "person", "people")} today. They travel {ReportWords.Minutes(impact.MeanExtraSeconds)} further on average; {PlanWords.Count(Math.Round(impact.LosingAccess), "of them has", "of them have")} a building within 15 minutes today and none afterwards.");
            foreach (var (kind, rows) in new[] { ("ward", impact.ByWard), ("age", impact.ByAgeBand), ("tenth of deprivation", impact.ByImdDecile), ("cars of the household", impact.ByNoCar) })
                if (rows.Count > 0) Table(html, $"{name}: its people by {kind}", rows);
            if (impact.Services.Count > 0)
                html.Table($"{name}: services that are there today", ["Service", "When", "Moves to", "Nearest of the same kind"], impact.Services.Select(service => (IReadOnlyList<string>)[
                    service.Organisation is null ? service.Name : $"{service.Name} ({service.Organisation})", service.Sessions.Count == 0 ? "not stated" : string.Join("; ", service.Sessions), service.MovesTo?.Name ?? "nowhere", service.Alternative?.Words ?? "none stays open"]));
            if (impact.Assets.Count > 0)
                html.Table($"{name}: community assets and groups", ["Asset", "How it hangs on the building"], impact.Assets.Select(asset => (IReadOnlyList<string>)[asset.IsIllustrative ? $"{asset.Name} (made up for the sample)" : asset.Name, asset.How]));
            if (impact.Links.Count > 0)
                html.Table($"{name}: links that are cut or must be made anew", ["From", "Link", "To"], impact.Links.Select(link => (IReadOnlyList<string>)[link.From, link.Kind, link.To]));
        }
    }

    public static void Hours(Html html, DecisionEvidence evidence)
    {
        if (evidence.Hours is not { } hours) return;
        html.Element("h2", "When somebody is there");
        ReportCharts.HeatStrip(html, hours);
        if (hours.SitesWithoutHours.Count > 0)
            html.Element("p", $"Of {PlanWords.Count(hours.SitesWithoutHours.Count + hours.SitesWithHours, "open building")}, {PlanWords.Count(hours.SitesWithoutHours.Count, "states no hours and counts", "state no hours and count")} as shut here: {EstateSoFar.List([.. hours.SitesWithoutHours.Select(site => site.Name)])}.");
    }

    public static void Moves(Html html, DecisionEvidence evidence)
    {
        html.Element("h2", "In which order it is carried out").Element("h3", "Changes").Items("ol", evidence.Changes);
        if (evidence.Changes.Count == 0) html.Element("p", "Nothing is changed.");
        var chain = evidence.Chain;
        if (chain.Steps.Count == 0) return;
        html.Element("h3", "Steps and what they wait for");
        html.Table($"Moves, closures and disposals{(chain.Weeks > 0 ? $" over {PlanWords.Count(Math.Round(chain.Weeks, 2), "week")}" : "")}{(chain.StartsOn is { } starts ? $" from {ReportWords.Day(starts)}" : "")}", ["Step", "What", "Begins in week", "Takes weeks", "Waits for", "Delays all", "Room"],
            chain.Steps.Select(step => (IReadOnlyList<string>)[$"{step.Number}", step.Words, ReportWords.Number(step.StartWeek + 1), ReportWords.Number(step.Weeks), step.Needs.Count == 0 ? "nothing" : string.Join(", ", step.Needs), step.IsCritical ? "yes" : "no", step.Space]));
        html.Items("ul", chain.Cycles.Select(cycle => cycle.Words).Concat(chain.Problems).Concat(chain.Homeless.Select(lost => $"{lost.Name} loses its place at {lost.From.Name} and is given no other.")));
        html.Items("ul", chain.Assumptions);
    }

    private static void Table(Html html, string caption, IReadOnlyList<GroupMeasures> rows) => html.Table(caption, ["Group", "How many", "Mean travel today", "Mean travel afterwards", "Within 15 min today", "Within 15 min afterwards", "Travel further", "Further on average"],
        rows.Select(group => (IReadOnlyList<string>)[group.Label, ReportWords.People(group.People), ReportWords.Minutes(group.Now.MeanSeconds), ReportWords.Minutes(group.Then.MeanSeconds), ReportWords.Share(group.Now.Within15), ReportWords.Share(group.Then.Within15), ReportWords.People(group.WorseOff), ReportWords.Minutes(group.ExtraSeconds)]));
}
