using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Decisions;

/// <summary>What a decision record lacks before it can be decided. Pure.</summary>
internal static class DecisionRules
{
    public const int MostTitle = 200;
    public const int MostText = 8_000;

    // A word or two is a heading, not a reason.
    private const int LeastReason = 20;

    /// <summary>Sentences that say what is missing or stands in the way, in the order of the record; empty when it can be decided.</summary>
    /// <param name="scenarioProblems">What is wrong with the scenario's changes, already in sentences.</param>
    /// <param name="staleness">Why the evidence is no longer that of the scenario, or null.</param>
    /// <param name="today">For the day of review, which lies ahead.</param>
    public static IReadOnlyList<string> FindProblems(DecisionContent content, IReadOnlyList<string> scenarioProblems, string? staleness, DateOnly today)
    {
        var problems = new List<string>();
        if (content.LeadOrganisation is null) problems.Add("No lead organisation is named: say who answers for the decision.");
        if (content.Powers is null) problems.Add("No power is named: say which power is used, by section of which Act.");
        if (content.Policy is null) problems.Add("No policy is named: say which adopted policy the decision follows or departs from.");
        foreach (var stage in StageDescription.All) AddStage(problems, stage, content.Stages.GetValueOrDefault(stage.Code));
        Require(problems, content.DoNothing, "“Do nothing” has not been considered: say what would come of leaving everything as it is.", "“Do nothing” is considered in {0} characters; say in a sentence what would come of leaving everything as it is.");
        Require(problems, content.CommunityAssets, "Community assets have not been considered: say what the community's own places, groups and skills could do.", "Community assets are considered in {0} characters; say in a sentence what the community's own places, groups and skills could do.");
        foreach (var test in Enum.GetValues<DecisionTestCode>()) AddTest(problems, test, content.Tests.GetValueOrDefault(test));
        if (content.ReviewOn is null) problems.Add("No day of review is set.");
        else if (content.ReviewOn <= today) problems.Add($"The day of review, {content.ReviewOn:yyyy-MM-dd}, does not lie ahead.");
        problems.AddRange(scenarioProblems);
        if (staleness is not null) problems.Add(staleness);
        return problems;
    }

    /// <summary>Whether a stage says what and why.</summary>
    public static bool IsComplete(StageText? text) => text is { What.Length: >= LeastReason, Why.Length: >= LeastReason };

    /// <summary>Why a text cannot be kept, in a sentence; null when it can, and for a text that is not there.</summary>
    /// <param name="name">Of the text, for the sentence.</param>
    public static string? FindTextFault(string name, string? text, int most = MostText) => text is not null && ScenarioRules.FindTextFault(text, most) is { } fault ? $"“{name}” {fault}" : null;

    /// <summary>The test in words.</summary>
    public static string Name(DecisionTestCode test) => test == DecisionTestCode.LeastIntrusive ? "least intrusive" : test.ToString().ToLowerInvariant();

    private static void AddStage(List<string> problems, StageDescription stage, StageText? text)
    {
        if (text?.What is null) problems.Add($"“{stage.Title}” does not say what: {stage.Question}");
        else if (text.What.Length < LeastReason) problems.Add($"“{stage.Title}” says what in {text.What.Length} characters; a sentence is asked for.");
        if (text?.Why is null) problems.Add($"“{stage.Title}” does not say why.");
        else if (text.Why.Length < LeastReason) problems.Add($"“{stage.Title}” says why in {text.Why.Length} characters; a sentence is asked for.");
    }

    private static void AddTest(List<string> problems, DecisionTestCode test, TestText? text)
    {
        if (text?.IsMet is null) problems.Add($"Whether the decision is {Name(test)} has not been judged.");
        else if (text.IsMet == false) problems.Add($"The decision is judged not to be {Name(test)}; it cannot be taken like this.");
        if (text?.IsMet is not null) Require(problems, text.Why, $"Why the decision is{(text.IsMet == true ? "" : " not")} {Name(test)} is not said.", $"Why the decision is{(text.IsMet == true ? "" : " not")} {Name(test)} is said in {{0}} characters; a sentence is asked for.");
    }

    private static void Require(List<string> problems, string? text, string missing, string tooShort)
    {
        if (text is null) problems.Add(missing);
        else if (text.Length < LeastReason) problems.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, tooShort, text.Length));
    }
}
