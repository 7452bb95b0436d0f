using EstateMap.Server.Decisions;
using Xunit;

namespace EstateMap.Server.Tests.Decisions;

/// <summary>What a record lacks is said before it can be decided.</summary>
public class DecisionRulesTests
{
    private const string Sentence = "A sentence that gives the reason.";
    private static readonly DateOnly Today = new(2026, 11, 30);

    internal static readonly DecisionContent Whole = new("Mill Council", "Local Government Act 1972, section 123", "Estates strategy 2026",
        Enum.GetValues<DecisionStageCode>().ToDictionary(code => code, _ => new StageText(Sentence, Sentence)), Enum.GetValues<DecisionTestCode>().ToDictionary(code => code, _ => new TestText(true, Sentence)), Sentence, Sentence, new DateOnly(2027, 11, 30));

    [Fact]
    public void A_whole_record_lacks_nothing() => Assert.Empty(Problems(Whole));

    [Fact]
    public void An_empty_record_is_told_all_that_it_lacks()
    {
        var problems = Problems(DecisionContent.Empty);
        // Three heads, what and why of six stages, do nothing, community assets, five tests, the day of review.
        Assert.Equal(3 + 12 + 2 + 5 + 1, problems.Count);
        Assert.Equal(problems.Count, problems.Distinct().Count());
        Assert.All(problems, problem => Assert.EndsWith(problem.Contains("what:", StringComparison.Ordinal) ? "?" : ".", problem));
    }

    [Fact]
    public void There_are_six_stages_each_asked_in_plain_words()
    {
        Assert.Equal(Enum.GetValues<DecisionStageCode>(), StageDescription.All.Select(stage => stage.Code));
        Assert.All(StageDescription.All, stage => Assert.EndsWith("?", stage.Question));
    }

    [Fact]
    public void Doing_nothing_must_be_considered() => Assert.Equal(["“Do nothing” has not been considered: say what would come of leaving everything as it is."], Problems(Whole with { DoNothing = null }));

    [Fact]
    public void Community_assets_must_be_considered() => Assert.Equal(["Community assets are considered in 4 characters; say in a sentence what the community's own places, groups and skills could do."], Problems(Whole with { CommunityAssets = "None" }));

    [Fact]
    public void Why_is_asked_at_each_stage() => Assert.All(StageDescription.All, stage =>
    {
        var stages = Whole.Stages.ToDictionary(entry => entry.Key, entry => entry.Value);
        stages[stage.Code] = new StageText(Sentence, null);
        Assert.Equal([$"“{stage.Title}” does not say why."], Problems(Whole with { Stages = stages }));
        Assert.False(DecisionRules.IsComplete(stages[stage.Code]));
    });

    [Fact]
    public void A_decision_that_fails_a_test_cannot_be_taken()
    {
        var tests = Whole.Tests.ToDictionary(entry => entry.Key, entry => entry.Value);
        tests[DecisionTestCode.LeastIntrusive] = new TestText(false, Sentence);
        Assert.Equal(["The decision is judged not to be least intrusive; it cannot be taken like this."], Problems(Whole with { Tests = tests }));
    }

    [Fact]
    public void Yes_without_a_reason_is_no_judgement()
    {
        var tests = Whole.Tests.ToDictionary(entry => entry.Key, entry => entry.Value);
        tests[DecisionTestCode.Lawful] = new TestText(true, "It is.");
        Assert.Equal(["Why the decision is lawful is said in 6 characters; a sentence is asked for."], Problems(Whole with { Tests = tests }));
    }

    [Fact]
    public void A_review_lies_ahead() => Assert.Equal(["The day of review, 2026-11-30, does not lie ahead."], Problems(Whole with { ReviewOn = Today }));

    [Fact]
    public void Faults_of_the_scenario_stand_in_the_way() => Assert.Equal(["Change 1: Old Barn is closed already today.", "The register is newer."], DecisionRules.FindProblems(Whole, ["Change 1: Old Barn is closed already today."], "The register is newer.", Today));

    [Fact]
    public void A_persons_address_is_refused() => Assert.Equal("“lead organisation” holds a personal e-mail address or mobile number; write a role's address instead.", DecisionRules.FindTextFault("lead organisation", "Ask 07700 900123"));

    private static IReadOnlyList<string> Problems(DecisionContent content) => DecisionRules.FindProblems(content, [], null, Today);
}
