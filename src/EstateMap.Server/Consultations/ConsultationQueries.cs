using EstateMap.Server.Areas;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;
using EstateMap.Server.Plans.Scenarios;
using GraphQL;

namespace EstateMap.Server.Consultations;

/// <summary>Consultations and what people said. Declared in <c>Consultations.graphql</c>.</summary>
internal static class ConsultationQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var (consultation, item, comment) = (ConsultationSql.Entity, ConsultationSql.Item, ConsultationSql.Comment);
        resolvers.Entity(consultation);
        resolvers.Root("consultations", consultation);
        resolvers.ById("consultation", consultation);
        resolvers.ToOne(consultation, "scenario", "scenarioId", () => ScenarioSql.Entity);
        resolvers.ToOne(consultation, "area", "areaId", () => AreaSql.Entity);
        resolvers.Rows(ScenarioSql.Entity, "consultations", consultation, "u.scenario_id = parent.id");
        resolvers.Columns(item);
        resolvers.Rows(consultation, "items", item, "e.consultation_id = parent.id");
        resolvers.ToOne(item, "site", "siteId", () => SiteSql.Entity);
        resolvers.Entity(comment);
        resolvers.ToOne(comment, "consultation", "consultationId", () => consultation);
        resolvers.Nested(consultation, "comments", comment, "w.consultation_id = parent.id");

        resolvers.Mutation("createConsultation", "consultation", consultation, Roles.Planner, async (context, input) => await Edits(context).CreateAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("changeConsultation", "consultation", consultation, Roles.Planner, async (context, input) => await Edits(context).ChangeAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("openConsultation", "consultation", consultation, Roles.Planner, async (context, input) => await Edits(context).OpenAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("closeConsultation", "consultation", consultation, Roles.Planner, async (context, input) => await Edits(context).CloseAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("deleteConsultation", "deletedId", null, Roles.Planner, async (context, input) => await Edits(context).DeleteAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("judgeComment", "comment", comment, Roles.Planner, async (context, input) => await Edits(context).JudgeAsync(new PlanInput(input), context.CancellationToken));
    }

    private static ConsultationEdits Edits(IResolveFieldContext context) => context.InName<ConsultationEdits>();
}
