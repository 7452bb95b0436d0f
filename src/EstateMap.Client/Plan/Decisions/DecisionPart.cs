namespace EstateMap.Client.Plan.Decisions;

/// <summary>One thing that a decision record asks, on a page of its own.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Question">In plain words.</param>
/// <param name="Prompts">What to think of.</param>
public sealed record DecisionPart(string Key, string Title, string Question, IReadOnlyList<string> Prompts, IReadOnlyList<PartField> Fields)
{
    public const string Powers = "powers", Nothing = "do-nothing", Assets = "community-assets", Tests = "tests";

    private static readonly (string Test, string Label, string Hint)[] TheTests =
    [
        ("PROPORTIONATE", "Is it proportionate?", "What is gained outweighs what is lost, and for whom."),
        ("LAWFUL", "Is it lawful?", "A power exists, and its duties are met."),
        ("ACCOUNTABLE", "Is it accountable?", "Somebody answers for it, in the open."),
        ("NECESSARY", "Is it necessary?", "The aim cannot be reached without it."),
        ("LEAST_INTRUSIVE", "Is it the least intrusive way?", "No gentler way would do."),
    ];

    /// <summary>All parts in the order they are asked: the stages, and what stands around them.</summary>
    public static IReadOnlyList<DecisionPart> All(IReadOnlyList<StageDescription> stages) =>
    [
        .. stages.Select(stage => new DecisionPart(KeyOf(stage.Code), stage.Title, stage.Question, stage.Prompts,
            [new($"{stage.Code}.what", "What", "What was found, weighed or is to be done.", FieldKind.Text), new($"{stage.Code}.why", "Why", "Why that, and not something else.", FieldKind.Text)])),
        new(Nothing, "Do nothing", "What would come of leaving everything as it is?", ["Which costs and risks go on?", "Who is better off if nothing changes?"],
            [new("nothing", "Doing nothing was considered", "In a sentence or more.", FieldKind.Text)]),
        new(Assets, "Community assets", "What could the community’s own places, groups and skills do?", ["Which groups meet in the buildings that close, and where could they go?", "Could a group run the building, or part of it?", "Who was asked?"],
            [new("assets", "How they were considered", "In a sentence or more.", FieldKind.Text)]),
        new(Powers, "Who leads, powers and policy", "Who answers for it, on what footing, and when is it looked at again?", [],
            [new("lead", "Lead organisation", "Who answers for the decision. An organisation or a role, never a private person.", FieldKind.Line), new("powers", "Powers", "Which power is used, by section of which Act.", FieldKind.Text), new("policy", "Policy", "Which adopted policies it follows or departs from.", FieldKind.Text), new("reviewOn", "Day of review", "When the outcome is looked at again.", FieldKind.Day)]),
        new(Tests, "Five tests", "Does it pass each of them, and why?", [],
            [.. TheTests.SelectMany(test => new PartField[] { new($"{test.Test}.met", test.Label, test.Hint, FieldKind.YesNo), new($"{test.Test}.why", $"Why it is or is not {TestWords(test.Test).ToLowerInvariant()}", "In a sentence or more.", FieldKind.Text) })]),
    ];

    /// <summary>What a test is called: "Least intrusive".</summary>
    public static string TestWords(string test) => Shell.Figures.Words(test);

    /// <summary>"gather-information" of GATHER_INFORMATION.</summary>
    private static string KeyOf(string code) => code.ToLowerInvariant().Replace('_', '-');
}

/// <param name="Name">In the draft.</param>
public sealed record PartField(string Name, string Label, string Hint, FieldKind Kind);

/// <summary>How a field is written.</summary>
public enum FieldKind
{
    Line,
    Text,
    Day,
    YesNo,
}
