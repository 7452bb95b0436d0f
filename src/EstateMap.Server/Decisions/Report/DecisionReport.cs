using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Decisions.Report;

/// <summary>
/// A decision as one self-contained HTML file for a board: question and answer in plain words first, then what comes of it beside doing nothing, then what it rests on. It holds no script and asks nothing of any server, so it reads the same
/// from a disk in ten years. Of a decided record it shows what was frozen, of a draft what is so now.
/// </summary>
internal static class DecisionReport
{
    /// <param name="missing">What is missing before it can be decided; empty once it is.</param>
    public static string Write(KeptDecision kept, DecisionEvidence evidence, IReadOnlyList<string> missing)
    {
        var html = new Html();
        html.Begin("html", ("lang", "en-GB")).Begin("head").Empty("meta", ("charset", "utf-8")).Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        // An empty icon, or browsers ask the server for one.
        html.Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", $"{kept.Title}: decision report").Style(ReportStyles.Sheet).End().Begin("body").Begin("main");
        Head(html, kept, missing);
        Answer(html, kept, evidence);
        ReportConsequences.Figures(html, evidence);
        html.Element("h2", "Where");
        ReportMap.Write(html, evidence.Sites);
        ReportConsequences.Groups(html, evidence);
        ReportConsequences.Closures(html, evidence);
        ReportConsequences.Hours(html, evidence);
        ReportConsequences.Moves(html, evidence);
        ReportGrounds.Record(html, kept);
        ReportGrounds.Method(html, evidence);
        ReportGrounds.Assumptions(html, evidence);
        ReportGrounds.Hashes(html, kept, evidence);
        return html.End().End().End().ToString();
    }

    private static void Head(Html html, KeptDecision kept, IReadOnlyList<string> missing)
    {
        html.Element("h1", kept.Title);
        if (kept.IsDecided) html.Element("p", $"Decided on {ReportWords.Day(kept.DecidedOn)} by {kept.Content.LeadOrganisation}. To be looked at again on {ReportWords.Day(kept.Content.ReviewOn)}.");
        else
        {
            html.Begin("div", ("class", "draft")).Begin("p").Element("strong", "Draft: not decided.").End();
            if (missing.Count > 0) html.Element("p", "Before it can be decided:").Items("ul", missing);
            html.End();
        }
    }

    private static void Answer(Html html, KeptDecision kept, DecisionEvidence evidence)
    {
        var (then, now) = (evidence.Measures, evidence.DoNothing);
        var closes = evidence.Sites.Count(site => site.State == "closes");
        var opens = evidence.Sites.Count(site => site.State == "opens");
        var losing = evidence.Impacts.Sum(impact => impact.LosingAccess);
        var worse = evidence.Groups.FirstOrDefault(groups => groups.Kind == Plans.Studies.StudyGroups.Ward)?.Rows.Sum(group => group.WorseOff) ?? 0;
        html.Element("h2", "The question").Element("p", $"Which buildings should serve {evidence.Study.Group} ({ReportWords.People(evidence.Study.People)}), and what comes of it?");
        html.Element("h2", kept.IsDecided ? "The answer" : "The answer that is proposed").Begin("div", ("class", "answer"));
        html.Element("p", $"{PlanWords.Count(then.Sites, "building is", "buildings are")} open afterwards, {PlanWords.Count(now.Sites, "is", "are")} today: {PlanWords.Count(closes, "closes", "close")} and {PlanWords.Count(opens, "opens", "open")}.");
        html.Element("p", $"People travel {ReportWords.Minutes(then.MeanSeconds)} to the nearest on average, {ReportWords.Minutes(now.MeanSeconds)} today; {ReportWords.Share(then.Within15)} have one within 15 minutes, {ReportWords.Share(now.Within15)} today.");
        html.Element("p", $"{ReportWords.People(worse)} travel further than today; {ReportWords.People(losing)} of those whose nearest building closes have one within 15 minutes today and none afterwards.");
        html.Element("p", $"Running the open buildings costs {ReportWords.Assumed(then.RunningCost)} a year, {ReportWords.Assumed(now.RunningCost)} today. Once, {ReportWords.Assumed(then.Receipts)} come in and {ReportWords.Assumed(then.Capital)} are spent.");
        html.End();
        html.Element("h3", "If nothing is done").Paragraphs(kept.Content.DoNothing ?? "Nobody has written yet what would come of doing nothing.");
        html.Element("p", $"{(now.Sites == 1 ? "The one building of today stays, and costs" : $"All {now.Sites} buildings of today stay, and cost")} {ReportWords.Assumed(now.RunningCost)} a year. Travel: {evidence.Study.Travel}.");
    }
}
