using System.Globalization;

namespace EstateMap.Server.Decisions.Report;

/// <summary>The parts of a report that say what it rests on: method, assumptions, data and the record itself.</summary>
internal static class ReportGrounds
{
    public static void Method(Html html, DecisionEvidence evidence)
    {
        html.Element("p", $"The study “{evidence.Study.Title}”, version {evidence.Study.Version}, counts {evidence.Study.Group}: {ReportWords.People(evidence.Study.People)}. Travel: {evidence.Study.Travel}. Everybody goes to the nearest open building.");
        if (evidence.Answer is { } answer)
            html.Element("p", $"The planner was asked: {answer.Question} ({answer.Name}.) These buildings are its answer: {answer.Method}, seed {answer.Seed}, {Gap(answer.Gap)}.");
        else
            html.Element("p", "These buildings are nobody's answer but the planners' own: the planner was not asked for them, or answered otherwise.");
        html.Items("ul", evidence.Notes);
        ReportCharts.Curve(html, evidence.Curve, evidence.Measures.Sites);
    }

    /// <summary>What was assumed, which data were used, and what proves that nothing was changed since.</summary>
    public static void Assumptions(Html html, KeptDecision kept, DecisionEvidence evidence)
    {
        html.Element("h3", "What is assumed").Table("Assumptions", ["Assumption", "Value", "Where it is from", "Set for this study"],
            evidence.Assumptions.Select(assumption => (IReadOnlyList<string>)[assumption.Label, $"{ReportWords.Number(assumption.Value)} {assumption.Unit}", assumption.Source, assumption.IsDefault ? "no, default" : "yes"]));
        html.Element("h3", "Data").Table("Data and their age", ["Dataset", "As at", "Licence", "Attribution"],
            evidence.Datasets.Select(dataset => (IReadOnlyList<string>)[dataset.Title, ReportWords.Day(dataset.AsAt), dataset.Licence, dataset.Attribution]));
        html.Element("h3", "What this rests on, exactly").Begin("p").Text("Scenario “").Text(evidence.ScenarioTitle).Text("”, SHA-256 of its content: ").Element("code", evidence.ScenarioHash).End();
        if (kept.EvidenceHash is { } hash) html.Begin("p").Text("The evidence above as it was frozen, SHA-256: ").Element("code", hash).End();
        else html.Element("p", "Nothing is frozen yet: the figures follow the register until it is decided.");
    }

    public static void Record(Html html, KeptDecision kept)
    {
        foreach (var stage in StageDescription.All)
        {
            var text = kept.Content.Stages.GetValueOrDefault(stage.Code);
            html.Element("h3", stage.Title).Element("p", stage.Question);
            Written(html, "What", text?.What);
            Written(html, "Why", text?.Why);
        }

        html.Element("h3", "Doing nothing").Paragraphs(kept.Content.DoNothing ?? "Not considered yet.");
        html.Element("h3", "Community assets").Paragraphs(kept.Content.CommunityAssets ?? "Not considered yet.");
        html.Element("h3", "Powers and policy");
        Written(html, "Powers", kept.Content.Powers);
        Written(html, "Policy", kept.Content.Policy);
        html.Element("h3", "The test").Table("Proportionate, lawful, accountable, necessary, least intrusive", ["The decision is", "Judged", "Why"], Enum.GetValues<DecisionTestCode>().Select(test =>
        {
            var text = kept.Content.Tests.GetValueOrDefault(test);
            return (IReadOnlyList<string>)[DecisionRules.Name(test), text?.IsMet switch { true => "yes", false => "no", null => "not yet" }, text?.Why ?? "not said"];
        }));
    }

    /// <summary>What was found when it was looked at again.</summary>
    public static void Reviews(Html html, KeptDecision kept)
    {
        foreach (var review in kept.Reviews)
        {
            html.Element("h3", ReportWords.Day(review.ReviewedOn));
            Written(html, "Found", review.Found);
            Written(html, "Why", review.Why);
            if (review.NextReviewOn is { } next) html.Element("p", $"To be looked at again on {ReportWords.Day(next)}.");
        }
    }

    /// <summary>How near the planner's answer is to the best, in words.</summary>
    public static string Gap(double? gap) => gap switch
    {
        null => "how far from the best possible is not known",
        0 => "proven to be the best possible",
        { } share => $"at most {(100 * share).ToString("0.###", CultureInfo.InvariantCulture)} % from the best possible",
    };

    private static void Written(Html html, string head, string? text) => html.Begin("div").Begin("p").Element("strong", $"{head}:").End().Paragraphs(text ?? "Not written yet.").End();
}
