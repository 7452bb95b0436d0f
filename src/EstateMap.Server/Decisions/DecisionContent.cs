namespace EstateMap.Server.Decisions;

/// <summary>What people write into a decision record. A text that is not there yet is null.</summary>
/// <param name="LeadOrganisation">Who answers for the decision.</param>
/// <param name="Powers">Which power is used, by section of which Act.</param>
/// <param name="Policy">Which adopted policies it follows or departs from.</param>
/// <param name="Stages">By stage code; stages that nobody has written at are absent.</param>
/// <param name="Tests">By test; those that nobody has judged are absent.</param>
/// <param name="DoNothing">What would come of leaving everything as it is.</param>
/// <param name="CommunityAssets">How the community's own assets, groups and skills were considered.</param>
internal sealed record DecisionContent(
    string? LeadOrganisation, string? Powers, string? Policy, IReadOnlyDictionary<DecisionStageCode, StageText> Stages, IReadOnlyDictionary<DecisionTestCode, TestText> Tests,
    string? DoNothing, string? CommunityAssets, DateOnly? ReviewOn)
{
    public static readonly DecisionContent Empty = new(null, null, null, new Dictionary<DecisionStageCode, StageText>(), new Dictionary<DecisionTestCode, TestText>(), null, null, null);
}

/// <param name="What">What was found, weighed or is to be done.</param>
/// <param name="Why">Why that, and not something else.</param>
internal sealed record StageText(string? What, string? Why);

internal sealed record TestText(bool? IsMet, string? Why);

/// <summary>The six stages, in their order.</summary>
internal enum DecisionStageCode { GatherInformation, AssessRisk, ConsiderPowers, IdentifyOptions, TakeAction, Review }

/// <summary>The five-fold test around the stages.</summary>
internal enum DecisionTestCode { Proportionate, Lawful, Accountable, Necessary, LeastIntrusive }

/// <summary>A stage as people are asked about it.</summary>
/// <param name="Question">In plain words.</param>
/// <param name="Prompts">What to think of.</param>
internal sealed record StageDescription(DecisionStageCode Code, string Title, string Question, IReadOnlyList<string> Prompts)
{
    public static readonly IReadOnlyList<StageDescription> All =
    [
        new(DecisionStageCode.GatherInformation, "Gather information", "What is happening, and what do we know?",
            ["Which buildings, services, people and groups does it touch?", "How old are the figures, and how much of them is assumed?", "What do we not know, and does it matter?"]),
        new(DecisionStageCode.AssessRisk, "Assess risk and harm, develop a strategy", "What could go wrong, for whom, and what do we want to achieve?",
            ["Who travels further, and who can least afford to?", "What harm comes of acting, and what of not acting?", "What does a good outcome look like, and by when?"]),
        new(DecisionStageCode.ConsiderPowers, "Consider powers and policy", "What are we allowed and obliged to do?",
            ["Which power is used, and whose is it?", "Which duties apply: equality, best value, best consideration, consultation?", "Which adopted policy does this follow, or depart from?"]),
        new(DecisionStageCode.IdentifyOptions, "Identify options and contingencies", "What could we do instead?",
            ["What comes of doing nothing?", "What could the community's own assets do?", "What if the first choice fails?"]),
        new(DecisionStageCode.TakeAction, "Take action", "What will be done, by whom, in which order?",
            ["In which order do services and teams move, and where do they go meanwhile?", "Who is told, when and how?", "What is done for those who lose most?"]),
        new(DecisionStageCode.Review, "Review", "How and when will we know whether it was right?",
            ["Which figures will be looked at again, and when?", "What would make us change course?", "Who looks, and to whom is it told?"]),
    ];
}
