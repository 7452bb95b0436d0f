using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Solves;
using EstateMap.Server.Sources;
using EstateMap.Server.Travel;
using GraphQL;

namespace EstateMap.Server.Plans.Studies;

/// <summary>Studies, what is reckoned from them and how they are changed. Declared in <c>Studies.graphql</c>.</summary>
internal static class StudyQueries
{
    /// <summary>Weight of what runs over all people of a study each time that it is asked for.</summary>
    public const long Reckoning = 50;

    public static void Attach(Resolvers resolvers)
    {
        var study = StudySql.Entity;
        resolvers.Entity(study);
        resolvers.Root("studies", study);
        resolvers.ById("study", study);
        resolvers.Nested(study, "solves", SolveSql.Entity, "v.study_id = parent.id");
        resolvers.Field("Query", "demandGroups", async context => await GroupsAsync(context.Copy()));
        resolvers.Field("DemandGroup", "sources", Sources);
        AttachContent(resolvers);
        AttachMeasures(resolvers);
        resolvers.Field("CandidateSite", "site", context => Connections.One(context, SiteSql.Entity, ((CandidateSite)context.Source!).SiteId));

        resolvers.Mutation("createStudy", "study", study, Roles.Planner, async (context, input) => await Changes(context).CreateAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("changeStudy", "study", study, Roles.Planner, async (context, input) => await Changes(context).ChangeAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("setSiteRoles", "study", study, Roles.Planner, async (context, input) => await Changes(context).SetRolesAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("deleteStudy", "deletedId", null, Roles.Planner, async (context, input) => await Changes(context).DeleteAsync(new PlanInput(input), context.CancellationToken));
    }

    /// <summary>What a study is asked about.</summary>
    private static void AttachContent(Resolvers resolvers)
    {
        Of(resolvers, "demand", (study, _) => Demand(study));
        Of(resolvers, "demandGroups", (study, _) => study.Register.Groups);
        resolvers.Of(StudySql.Entity, "travel", (_, row) => row);
        resolvers.Field("StudyTravel", "method", context => Content(context).Travel.Method switch { TravelChoice.Network => "NETWORK", TravelChoice.Matrix => "MATRIX", _ => "STRAIGHT_LINE" });
        resolvers.Field("StudyTravel", "network", context => Source(Content(context).Travel, TravelChoice.Network, "WalkingNetwork"));
        resolvers.Field("StudyTravel", "matrix", context => Source(Content(context).Travel, TravelChoice.Matrix, "TravelMatrix"));
        resolvers.Field("StudyTravel", "speedKmh", context => Content(context).Travel.SpeedKmh ?? Settings(context).SpeedKmh);
        resolvers.Field("StudyTravel", "detour", context => Content(context).Travel.Detour ?? Settings(context).Detour);
        resolvers.Field("StudyTravel", "badge", async context => (await ProblemAsync(context)).Travel.Badge);
        Of(resolvers, "eligibility", (study, _) => study);
        foreach (var (field, read) in new (string, Func<Eligibility, object?>)[]
        {
            ("uses", rules => rules.Uses), ("excludedUses", rules => rules.ExcludedUses), ("excludedWords", rules => rules.ExcludedWords), ("minFloorArea_m2", rules => rules.MinFloorArea_m2 is > 0 ? rules.MinFloorArea_m2 : null),
            ("includeUnknownFloorArea", rules => rules.IncludeUnknownFloorArea), ("tenures", rules => rules.Tenures), ("ownerKinds", rules => rules.OwnerKinds),
        }) resolvers.Field("EligibilityRules", field, context => read(((StudyProblem)context.Source!).Content.Eligibility));
        resolvers.Field("EligibilityRules", "outOfScope", context => ((StudyProblem)context.Source!).Register.OutOfScope);
        Of(resolvers, "constraints", (study, _) => new ShownConstraints(study.Content.Constraints, Pairs(study)));
        Of(resolvers, "assumptions", (study, _) => study.Assumptions.All);
        Of(resolvers, "visits", (study, _) => StudyVisits.Of(study));
        Of(resolvers, "notes", (study, _) => StudyNotes.Of(study));
    }

    /// <summary>What it means today.</summary>
    private static void AttachMeasures(Resolvers resolvers)
    {
        resolvers.Weigh("Study", Reckoning, "candidates", "assignmentsToday", "breakdownToday", "notes");
        Of(resolvers, "candidates", (study, context) =>
        {
            var roles = (context.Given("roles") as IEnumerable<object?>)?.OfType<string>().ToHashSet();
            return study.Sites.Concat(study.NotEligible).Select(site => new CandidateSite(site)).Where(site => roles is null || roles.Contains(site.Role)).ToList();
        });
        Of(resolvers, "candidateCounts", (study, _) => StudyRules.Roles.Select(role => new RoleCount(role.ToUpperInvariant(), study.Sites.Concat(study.NotEligible).Count(site => site.Role == role))).ToList());
        Of(resolvers, "doNothing", (study, _) => study.DoNothing);
        Of(resolvers, "openToday", (study, _) => study.OpenToday.Select(j => study.Sites[j].GlobalId).ToList());
        Of(resolvers, "assignmentsToday", (study, _) => study.Assignments(study.OpenToday));
        Of(resolvers, "breakdownToday", (study, context) => study.Breakdown(context.GetArgument<string>("by"), study.OpenToday));
    }

    /// <summary>A field that is reckoned from the study over today's register.</summary>
    private static void Of(Resolvers resolvers, string field, Func<StudyProblem, IResolveFieldContext, object?> read) =>
        resolvers.Field("Study", field, async context =>
        {
            // Executors use contexts again while a field waits.
            var own = context.Copy();
            return Batch.SpendItems(own, read(await ProblemAsync(own), own));
        });

    /// <summary>The study behind a row of studies.</summary>
    public static Task<StudyProblem> ProblemAsync(IResolveFieldContext context)
    {
        Batch.SpendReckoned(context, ContentText(context));
        return Problems(context).GetAsync(Content(context), Caller.Public, context.CancellationToken);
    }

    private static async Task<object?> GroupsAsync(IResolveFieldContext context) =>
        Batch.SpendItems(context, (await Problems(context).GetPeopleAsync(Caller.Public, context.CancellationToken)).Groups);

    /// <summary>The datasets of all groups of a list at once.</summary>
    private static object? Sources(IResolveFieldContext context)
    {
        var (source, keys, columns) = (context.Source(), ((DemandGroup)context.Source!).Datasets, Selection.Columns(context, DatasetSql.Entity, isConnection: false));
        return Batch.Load<string, IReadOnlyList<Row>>(context, string.Join('\n', keys), async (groups, cancellation) =>
        {
            var rows = await EntityReader.ReadByKeysAsync(source, DatasetSql.Entity, columns, [.. groups.SelectMany(Keys).Distinct()], cancellation);
            return groups.ToDictionary(group => group, group => (IReadOnlyList<Row>)[.. Keys(group).Where(rows.ContainsKey).Select(key => rows[key])]);
        });

        static string[] Keys(string group) => group.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string ContentText(IResolveFieldContext context) => (string)((Row)context.Source!)["contentText"]!;

    private static StudyContent Content(IResolveFieldContext context) => StudyContent.Read(ContentText(context));

    private static StudyProblems Problems(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<StudyProblems>();

    private static StudyChanges Changes(IResolveFieldContext context) => context.InName<StudyChanges>();

    private static TravelSettings Settings(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<TravelSettings>();

    private static string? Source(StudyTravel travel, string method, string type) => travel.Method == method && travel.Source is { } id ? GlobalId.Write(type, id) : null;

    private static ShownDemand Demand(StudyProblem study)
    {
        var group = study.Register.FindGroup(study.Content.Demand);
        return new ShownDemand(study.Content.Demand, group?.Label ?? study.Content.Demand, group?.Unit ?? "people", group?.Total ?? 0, study.Demand.Count, study.Register.PointKind, group?.AssumedShare ?? 0);
    }

    /// <summary>Pairs of which the asker may still see both.</summary>
    private static List<ShownPair> Pairs(StudyProblem study)
    {
        var sites = study.Sites.Concat(study.NotEligible).ToDictionary(site => site.Uuid);
        return [.. study.Content.Constraints.Exclusions.Where(pair => sites.ContainsKey(pair.First) && sites.ContainsKey(pair.Second))
            .Select(pair => new ShownPair(sites[pair.First].GlobalId, sites[pair.Second].GlobalId, sites[pair.First].Name, sites[pair.Second].Name))];
    }

    private sealed record ShownDemand(string Group, string Label, string Unit, double People, int Points, string? AreaKind, double AssumedShare);

    private sealed record ShownPair(string First, string Second, string FirstName, string SecondName);

    private sealed record RoleCount(string Role, int Count);

    private sealed class ShownConstraints(StudyConstraints constraints, List<ShownPair> exclusions)
    {
        public string? AreaKind => constraints.AreaKind;

        public int? MinimumPerArea => constraints.MinimumPerArea;

        public string? ProtectedGroup => constraints.ProtectedGroup;

        public double? MostExtraMinutes => constraints.MostExtraMinutes;

        public double? RunningCostCeiling_gbp => constraints.RunningCostCeiling_gbp;

        public double? FloorAreaCeiling_m2 => constraints.FloorAreaCeiling_m2;

        public List<ShownPair> Exclusions => exclusions;
    }
}
