using System.Globalization;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Plans.Studies;
using GraphQL;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>Scenarios, what is reckoned from them and how they are changed. Declared in <c>Scenarios.graphql</c>.</summary>
internal static class ScenarioQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var scenario = ScenarioSql.Entity;
        resolvers.Entity(scenario);
        resolvers.Root("scenarios", scenario);
        resolvers.ById("scenario", scenario);
        resolvers.ToOne(scenario, "study", "studyId", () => StudySql.Entity);
        resolvers.ToOne(scenario, "parent", "parentId", () => ScenarioSql.Entity);
        resolvers.Nested(StudySql.Entity, "scenarios", scenario, "n.study_id = parent.id");
        resolvers.Of(scenario, "json", (_, row) => row["contentText"]);
        AttachMeaning(resolvers);
        resolvers.Field("Query", "compareScenarios", async context => await CompareAsync(context.Copy()));
        resolvers.Field("ScenarioComparison", "breakdown", context => ((ScenarioComparison)context.Source!).Breakdown(context.GetArgument<string>("by")));
        foreach (var (field, read) in new (string, Func<SiteFitAnswer, object?>)[]
        {
            ("floorArea_m2", answer => answer.FloorArea_m2), ("usable_m2", answer => answer.Usable_m2), ("hours", answer => answer.Hours), ("team", answer => answer.Team),
            ("canHostSevenDay", answer => answer.CanHostSevenDay), ("assumptions", answer => answer.Assumptions), ("words", answer => answer.Words),
        }) resolvers.Field("SiteFit", field, context => read(((SiteFit)context.Source!).Answer));

        resolvers.Mutation("createScenario", "scenario", scenario, Roles.Planner, async (context, input) => await Edits(context).CreateAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("changeScenario", "scenario", scenario, Roles.Planner, async (context, input) => await Edits(context).ChangeAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("forkScenario", "scenario", scenario, Roles.Planner, async (context, input) => await Edits(context).ForkAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("deleteScenario", "deletedId", null, Roles.Planner, async (context, input) => await Edits(context).DeleteAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("importScenario", "scenario", scenario, Roles.Planner, async (context, input) => await Edits(context).ImportAsync(new PlanInput(input), context.CancellationToken));
    }

    /// <summary>The kind as the API writes it.</summary>
    public static string Code(ScenarioChangeKind kind) => kind switch
    {
        ScenarioChangeKind.OpenSite => "OPEN_SITE",
        ScenarioChangeKind.CloseSite => "CLOSE_SITE",
        ScenarioChangeKind.MoveService => "MOVE_SERVICE",
        ScenarioChangeKind.MoveTeam => "MOVE_TEAM",
        ScenarioChangeKind.ChangeHours => "CHANGE_HOURS",
        ScenarioChangeKind.ChangeCapacity => "CHANGE_CAPACITY",
        ScenarioChangeKind.Dispose => "DISPOSE",
        _ => "ACQUIRE_SPACE",
    };

    public static ScenarioChangeKind Kind(string code) => Enum.GetValues<ScenarioChangeKind>().First(kind => Code(kind) == code);

    private static void AttachMeaning(Resolvers resolvers)
    {
        resolvers.Weigh("Scenario", StudyQueries.Reckoning, "breakdown", "assignments", "fit", "catchments", "diff");
        resolvers.Weigh("ScenarioComparison", StudyQueries.Reckoning, "breakdown");
        Of(resolvers, "changes", (scenario, _) => scenario.Content.Changes.Select((change, i) => new ShownChange(scenario, i, change)).ToList());
        Of(resolvers, "openSites", (scenario, _) => scenario.Open.Select(j => scenario.Study.Sites[j].GlobalId).ToList());
        Of(resolvers, "measures", (scenario, _) => scenario.Measures);
        Of(resolvers, "doNothing", (scenario, _) => scenario.Study.DoNothing);
        Of(resolvers, "travelBadge", (scenario, _) => scenario.Study.Travel.Badge);
        Of(resolvers, "breakdown", (scenario, context) => scenario.Breakdown(context.GetArgument<string>("by")));
        Of(resolvers, "impacts", (scenario, _) => scenario.Impacts);
        Of(resolvers, "impact", (scenario, context) => scenario.Impacts.FirstOrDefault(impact => impact.Site.Id == context.GetArgument<string>("site")));
        Of(resolvers, "chain", (scenario, _) => scenario.Chain);
        Of(resolvers, "assignments", (scenario, _) => scenario.Study.Assignments(scenario.Open));
        Of(resolvers, "timeCoverage", (scenario, _) => scenario.TimeCoverage);
        Of(resolvers, "fit", (scenario, context) => Fit(scenario, context.GetArgument<int>("desks"), context.Given("deskArea_m2") as double?));
        OfAsync(resolvers, "catchments", async (scenario, context) => Catchments.Spend(context, await context.RequestServices!.GetRequiredService<PointAnalyses>().CatchmentsAsync(scenario.Study, scenario.Study.Nearest(scenario.Open), context.CancellationToken)));
        resolvers.Of(ScenarioSql.Entity, "staleness", (context, row) =>
        {
            var evaluations = Evaluations(context);
            return Batch.Load<SavedScenario, string?>(context, new SavedScenario((string)row["contentText"]!, row.Number("studyId")!.Value), evaluations.FindStalenessAsync);
        });
        OfAsync(resolvers, "diff", async (scenario, context) => ScenarioDiff.Of(scenario.Content, (await FindAsync(context, "with") ?? throw NoScenario("with")).Content));
    }

    private static IReadOnlyList<SiteFit> Fit(ScenarioEvaluation scenario, int desks, double? deskArea_m2)
    {
        if (desks is < 1 or > 10_000) throw GraphRequestError.BadArgument(string.Create(CultureInfo.InvariantCulture, $"`desks` is {desks}; it may be 1 to 10,000."));
        if (deskArea_m2 is { } area && !(area is > 0 and <= 1_000)) throw GraphRequestError.BadArgument(string.Create(CultureInfo.InvariantCulture, $"`deskArea_m2` is {area}; it may be above 0 to 1,000."));
        return ScenarioFit.Of(scenario, desks, deskArea_m2);
    }

    private static async Task<object?> CompareAsync(IResolveFieldContext context) =>
        new ScenarioComparison(await SideAsync(context, "first"), await SideAsync(context, "second"));

    private static async Task<ComparedScenario> SideAsync(IResolveFieldContext context, string argument)
    {
        var id = context.GetArgument<string>(argument);
        if (GlobalId.FindNumber("Study", id) is { } studyId)
        {
            Batch.SpendReckoned(context, id);
            var study = await context.RequestServices!.GetRequiredService<StudyProblems>().GetAsync(studyId, context.CancellationToken);
            return new ComparedScenario(id, "Do nothing", IsDoNothing: true, study, study.OpenToday, study.DoNothing);
        }

        var scenario = await FindAsync(context, argument) ?? throw NoScenario(argument);
        return new ComparedScenario(id, scenario.Content.Title, IsDoNothing: false, scenario.Study, scenario.Open, scenario.Measures);
    }

    /// <summary>The scenario of an argument; null when there is none, or the asker may not see it.</summary>
    private static async Task<ScenarioEvaluation?> FindAsync(IResolveFieldContext context, string argument)
    {
        if (GlobalId.FindNumber("Scenario", context.GetArgument<string>(argument)) is not { } id) return null;
        await using var command = context.Source().CreateCommand(ScenarioSql.Kept);
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(context.CancellationToken);
        return await row.ReadAsync(context.CancellationToken) ? await EvaluateAsync(context, row.GetString(2)) : null;
    }

    private static Task<ScenarioEvaluation> EvaluateAsync(IResolveFieldContext context, string content)
    {
        Batch.SpendReckoned(context, content);
        return Evaluations(context).GetAsync(content, context.CancellationToken);
    }

    private static GraphRequestError NoScenario(string argument) => GraphRequestError.BadArgument($"`{argument}` is no id of a scenario{(argument == "with" ? "" : " or study")}.");

    private static void Of(Resolvers resolvers, string field, Func<ScenarioEvaluation, IResolveFieldContext, object?> read) => OfAsync(resolvers, field, (scenario, context) => Task.FromResult(read(scenario, context)));

    /// <summary>A field that is reckoned from the scenario over today's register.</summary>
    private static void OfAsync(Resolvers resolvers, string field, Func<ScenarioEvaluation, IResolveFieldContext, Task<object?>> read) =>
        resolvers.Field("Scenario", field, async context =>
        {
            // Executors use contexts again while a field waits.
            var own = context.Copy();
            return Batch.SpendItems(own, await read(await EvaluateAsync(own, (string)((Row)own.Source!)["contentText"]!), own));
        });

    private static ScenarioEvaluations Evaluations(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<ScenarioEvaluations>();

    private static ScenarioEdits Edits(IResolveFieldContext context) => context.InName<ScenarioEdits>();
}

/// <summary>A change as the API shows it.</summary>
internal sealed class ShownChange(ScenarioEvaluation scenario, int index, ScenarioChange change)
{
    public int Number => index + 1;

    public string Kind => ScenarioQueries.Code(change.Kind);

    public PlanPlace Site => scenario.Place(change.Site!);

    public PlanPlace? ToSite => change.ToSite is { } site ? scenario.Place(site) : null;

    public PlanService? Service => change.Service is { } service ? scenario.Service(service) : null;

    public string? Team => change.Team;

    public IReadOnlyList<ChangedHours> Hours => change.Hours ?? [];

    public double? SpaceArea_m2 => change.SpaceArea_m2;

    public int? Capacity => change.Capacity;

    public double? Receipt_gbp => change.Receipt_gbp;

    public double? Capital_gbp => change.Capital_gbp;

    public string Basis => change.Basis == FigureBasis.Fact ? "FACT" : "ASSUMPTION";

    public DateOnly? StartsOn => change.StartsOn;

    public double? Weeks => change.Weeks;

    public string? Why => change.Why;

    public IReadOnlyList<string> Problems => scenario.Problems[index];
}
