using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Scenarios;
using GraphQL;

namespace EstateMap.Server.Decisions;

/// <summary>Decision records and how they are written. Declared in <c>Decisions.graphql</c>.</summary>
internal static class DecisionQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var decision = DecisionSql.Entity;
        resolvers.Entity(decision);
        resolvers.Root("decisions", decision);
        resolvers.ById("decision", decision);
        resolvers.Field("Query", "decisionStages", _ => StageDescription.All.Select(stage => new { Code = DecisionInputs.Code(stage.Code), stage.Title, stage.Question, stage.Prompts }).ToList());
        resolvers.ToOne(decision, "scenario", "scenarioId", () => ScenarioSql.Entity);
        resolvers.Rows(ScenarioSql.Entity, "decisions", decision, "z.scenario_id = parent.id");
        resolvers.Columns(DecisionSql.Review);
        resolvers.Rows(decision, "reviews", DecisionSql.Review, "r.decision_id = parent.id");
        resolvers.Of(decision, "reportUrl", (_, row) => $"/plans/decisions/{row.Key}/report.html");
        resolvers.Of(decision, "frozen", (_, row) => row["evidenceText"] is string evidence ? JsonDocument.Parse(evidence).RootElement : null);
        foreach (var (field, read) in new (string, Func<DecisionContent, object?>)[]
        {
            ("leadOrganisation", content => content.LeadOrganisation), ("powers", content => content.Powers), ("policy", content => content.Policy),
            ("doNothingConsidered", content => content.DoNothing ?? ""), ("communityAssetsConsidered", content => content.CommunityAssets ?? ""),
            ("stages", content => StageDescription.All.Select(stage => Stage(stage, content.Stages.GetValueOrDefault(stage.Code))).ToList()),
            ("tests", content => Enum.GetValues<DecisionTestCode>().Select(test => Test(test, content.Tests.GetValueOrDefault(test))).ToList()),
        }) resolvers.Of(decision, field, (_, row) => read(Content(row)));
        resolvers.Field(decision.Type, "problems", async context => await ProblemsAsync(context.Copy()));

        resolvers.Mutation("createDecision", "decision", decision, Roles.Planner, async (context, input) => await Edits(context).CreateAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("changeDecision", "decision", decision, Roles.Planner, async (context, input) => await Edits(context).ChangeAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("decide", "decision", decision, Roles.Planner, async (context, input) => await Edits(context).DecideAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("reviewDecision", "decision", decision, Roles.Planner, async (context, input) => await Edits(context).ReviewAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("deleteDecision", "deletedId", null, Roles.Planner, async (context, input) => await Edits(context).DeleteAsync(new PlanInput(input), context.CancellationToken));
    }

    private static async Task<object?> ProblemsAsync(IResolveFieldContext context)
    {
        var services = context.RequestServices!;
        if (await KeptDecision.FindAsync(context.Source(), (long)((Row)context.Source!).Key, context.CancellationToken) is not { IsDecided: false } kept) return Array.Empty<string>();
        Batch.SpendReckoned(context, kept.ScenarioText);
        var scenario = await services.GetRequiredService<ScenarioEvaluations>().GetAsync(kept.ScenarioText, context.CancellationToken);
        return await Edits(context).FindProblemsAsync(kept.Content, scenario, kept.StudyId, context.CancellationToken);
    }

    private static DecisionContent Content(Row row) => KeptDecision.Read((string)row["contentText"]!);

    private static object Stage(StageDescription stage, StageText? text) =>
        new { Code = DecisionInputs.Code(stage.Code), stage.Title, What = text?.What ?? "", Why = text?.Why ?? "", IsComplete = DecisionRules.IsComplete(text) };

    private static object Test(DecisionTestCode test, TestText? text) => new { Test = DecisionInputs.Code(test), text?.IsMet, Why = text?.Why ?? "" };

    private static DecisionEdits Edits(IResolveFieldContext context) => context.InName<DecisionEdits>();
}
