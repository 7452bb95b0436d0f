namespace EstateMap.Server.Decisions.Report;

/// <summary>
/// A decision as one self-contained HTML file for a board: a summary that can be read alone, then what comes of it and why it was decided, then appendices with every figure. It holds no script and asks nothing of any server, so it reads
/// the same from a disk in ten years. Of a decided record it shows what was frozen, of a draft what is so now.
/// </summary>
internal static class DecisionReport
{
    /// <param name="missing">What is missing before it can be decided; empty once it is.</param>
    public static string Write(KeptDecision kept, DecisionEvidence evidence, IReadOnlyList<string> missing)
    {
        var parts = Parts(kept, evidence, missing).ToList();
        var html = new Html();
        html.Begin("html", ("lang", "en-GB")).Begin("head").Empty("meta", ("charset", "utf-8")).Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        // An empty icon, or browsers ask the server for one.
        html.Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", $"{kept.Title}: decision report").Style(ReportStyles.Of(kept.Title)).End().Begin("body").Begin("main");
        Head(html, kept, evidence, missing);
        ReportSummary.Write(html, kept, evidence);
        Contents(html, parts);
        foreach (var part in parts)
        {
            html.Begin("section", ("id", part.Id), ("class", part.Letter is null ? "part" : "part appendix")).Element("h2", Heading(part));
            part.Write(html);
            html.End();
        }

        return html.End().End().End().ToString();
    }

    private static void Head(Html html, KeptDecision kept, DecisionEvidence evidence, IReadOnlyList<string> missing)
    {
        html.Element("h1", kept.Title);
        if (kept.IsDecided) html.Element("p", $"Decided on {ReportWords.Day(kept.DecidedOn)} by {kept.Content.LeadOrganisation}. To be looked at again on {ReportWords.Day(kept.Content.ReviewOn)}.");
        html.Element("p", $"About the scenario “{evidence.ScenarioTitle}” of the study “{evidence.Study.Title}”.");
        if (kept.IsDecided) return;
        html.Begin("div", ("class", "draft")).Begin("p").Element("strong", "Draft: not decided.").End();
        if (missing.Count > 0) html.Begin("p").Text($"{ReportWords.Count(missing.Count, "thing is", "things are")} missing before it can be: ").Link("missing", "see which").Text(".").End();
        html.End();
    }

    private static void Contents(Html html, IReadOnlyList<Part> parts)
    {
        html.Begin("nav", ("aria-labelledby", "contents")).Element("h2", "What else is in this report", ("id", "contents")).Begin("ul");
        foreach (var part in parts) html.Begin("li").Link(part.Id, Heading(part)).End();
        html.End().End();
    }

    /// <summary>What a board reads after the summary, then what it looks things up in.</summary>
    private static IEnumerable<Part> Parts(KeptDecision kept, DecisionEvidence evidence, IReadOnlyList<string> missing)
    {
        yield return new Part("where", "Where", null, html => ReportMap.Draw(html, evidence.Sites));
        yield return new Part("closures", "What closes", null, html => ReportClosures.Heaviest(html, evidence));
        yield return new Part("groups", "Who gains and who loses", null, html => ReportConsequences.Groups(html, evidence));
        if (evidence.Hours is { } week) yield return new Part("hours", "When somebody is there", null, html => ReportConsequences.Hours(html, week));
        yield return new Part("order", "How it is carried out", null, html => ReportConsequences.Order(html, evidence));
        yield return new Part("record", "The decision, stage by stage", null, html => ReportGrounds.Record(html, kept));
        if (!kept.IsDecided && missing.Count > 0) yield return new Part("missing", "What is missing before it can be decided", null, html => html.Items("ul", missing));
        if (kept.Reviews.Count > 0) yield return new Part("reviews", "Reviews", null, html => ReportGrounds.Reviews(html, kept));
        yield return new Part("method", "How it was reckoned", null, html => ReportGrounds.Method(html, evidence));
        var letter = 'A';
        yield return new Part("figures", "Every figure beside doing nothing", letter++, html => ReportConsequences.Figures(html, evidence));
        yield return new Part("buildings", "Every building", letter++, html => ReportMap.Table(html, evidence.Sites));
        if (evidence.Impacts.Count > 0) yield return new Part("sheets", "Each closure", letter++, html => ReportClosures.Sheets(html, evidence));
        yield return new Part("changes", "Every change and step", letter++, html => ReportConsequences.Steps(html, evidence));
        if (evidence.Curve.Count > 0) yield return new Part("numbers", "Other numbers of buildings", letter++, html => ReportCharts.CurveTable(html, evidence.Curve, evidence.Measures.Sites));
        if (evidence.Hours is { } hours) yield return new Part("clock", "Hour by hour", letter++, html => ReportCharts.HoursTable(html, hours));
        yield return new Part("grounds", "Assumptions, data and proof", letter, html => ReportGrounds.Assumptions(html, kept, evidence));
    }

    private static string Heading(Part part) => part.Letter is { } letter ? $"Appendix {letter}. {part.Title}" : part.Title;

    /// <param name="Id">What links name it by.</param>
    /// <param name="Letter">Of an appendix; null for what everybody reads.</param>
    private sealed record Part(string Id, string Title, char? Letter, Action<Html> Write);
}
