using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Decisions.Report;

/// <summary>The first pages of a report, which must do for whoever reads no further: question, answer, what doing nothing means, the figures that weigh most, and how sure they are.</summary>
internal static class ReportSummary
{
    // Codes of a comparison's rows; the others are in the appendix.
    private static readonly string[] Weighty = ["sites", "mean", "worst", "within15", "unreachable", "runningCost", "receipts", "capital", "carbon"];

    public static void Write(Html html, KeptDecision kept, DecisionEvidence evidence)
    {
        html.Element("h2", "Summary").Element("h3", "The question").Element("p", $"Which buildings should serve {ReportWords.Inside(evidence.Study.Group)} ({ReportWords.People(evidence.Study.People)}), and what comes of it?");
        html.Element("h3", kept.IsDecided ? "The answer" : "The answer that is proposed").Begin("div", ("class", "answer"));
        foreach (var sentence in Answer(evidence)) html.Element("p", sentence);
        html.End().Element("h3", "If nothing is done").Paragraphs(kept.Content.DoNothing ?? "Nobody has written yet what would come of doing nothing.");
        var now = evidence.DoNothing;
        html.Element("p", $"{(now.Sites == 1 ? "The one building of today stays, and costs" : $"All {now.Sites} buildings of today stay, and cost")} {ReportWords.Assumed(now.RunningCost)} a year.");
        html.Element("h3", "The figures that weigh most");
        ReportConsequences.Compare(html, "This decision beside doing nothing", evidence.Comparison.Where(row => Weighty.Contains(row.Code)));
        html.Element("p", $"Travel is reckoned as {evidence.Study.Travel}. {Sureness(evidence)}");
    }

    private static IEnumerable<string> Answer(DecisionEvidence evidence)
    {
        var (then, now) = (evidence.Measures, evidence.DoNothing);
        var (closes, opens) = (evidence.Sites.Count(site => site.State == "closes"), evidence.Sites.Count(site => site.State == "opens"));
        var losing = evidence.Impacts.Sum(impact => impact.LosingAccess);
        var worse = evidence.Groups.FirstOrDefault(groups => groups.Kind == StudyGroups.Ward)?.Rows.Sum(group => group.WorseOff) ?? 0;
        yield return $"{ReportWords.Count(then.Sites, "building is", "buildings are")} open afterwards, {now.Sites} today: {ReportWords.Count(closes, "closes", "close")} and {ReportWords.Count(opens, "opens", "open")}.";
        yield return $"People travel {ReportWords.Minutes(then.MeanSeconds)} to the nearest on average, {ReportWords.Minutes(now.MeanSeconds)} today; {ReportWords.Share(then.Within15)} have one within 15 minutes, {ReportWords.Share(now.Within15)} today.";
        var further = ReportWords.Somebody(worse, "travels", "travel");
        yield return $"{char.ToUpperInvariant(further[0])}{further[1..]} further than today. Of those whose nearest building closes, {ReportWords.Somebody(losing, "has", "have")} one within 15 minutes today and none afterwards.";
        yield return $"Running the open buildings costs {ReportWords.Assumed(then.RunningCost)} a year, {ReportWords.Assumed(now.RunningCost)} today. Once, {ReportWords.Assumed(then.Receipts)} come in and {ReportWords.Assumed(then.Capital)} are spent.";
        if (evidence.Chain.Homeless.Count > 0)
            yield return $"{ReportWords.Count(evidence.Chain.Homeless.Count, "service or team loses its place and is given no other", "services or teams lose their place and are given no other")}.";
    }

    private static string Sureness(DecisionEvidence evidence) => evidence.Answer is { } answer
        ? $"The planner proposed these buildings: {ReportGrounds.Gap(answer.Gap)}."
        : "These buildings are the planners’ own choice, so nothing is proven of how near they are to the best.";
}
