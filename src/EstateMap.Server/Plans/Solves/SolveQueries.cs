using System.Runtime.CompilerServices;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Studies;
using GraphQL;

namespace EstateMap.Server.Plans.Solves;

/// <summary>Runs of the planner and their answers. Declared in <c>Solves.graphql</c>.</summary>
internal static class SolveQueries
{
    private const double MostWithin = 0.1;

    // Points live as long as the operation that read them.
    private static readonly ConditionalWeakTable<SolvePoint, Lazy<Task<PointOfStudy>>> Reckoned = [];

    public static void Attach(Resolvers resolvers)
    {
        var solve = SolveSql.Entity;
        resolvers.Entity(solve);
        resolvers.Root("solves", solve);
        resolvers.ById("solve", solve);
        resolvers.ToOne(solve, "study", "studyId", () => StudySql.Entity);
        resolvers.Field("Query", "planModels", _ => PlanModels.All);
        resolvers.Field("Solve", "isStale", async context => await IsStaleAsync(context.Copy()));
        resolvers.Of(solve, "points", (context, row) => PointsOf(context, row, null, points => points));
        resolvers.Of(solve, "point", (context, row) => PointsOf(context, row, context.GetArgument<int>("p"), points => points.Count > 0 ? points[0] : null));
        AttachPoint(resolvers);

        resolvers.Mutation("startSolve", "solve", solve, Roles.Planner, async (context, input) => await SolveStarts(context).StartAsync(new PlanInput(input), context.CancellationToken));
        resolvers.Mutation("cancelSolve", "solve", solve, Roles.Planner, async (context, input) => await SolveStarts(context).CancelAsync(new PlanInput(input), context.CancellationToken));

        resolvers.Subscription("solveProgress", ListenAsync);
        resolvers.Field("SolveProgress", "solve", context => Connections.One(context, solve, ((SolveChange)context.Source!).SolveId));
        resolvers.Field("SolveProgress", "progress", async context => (await SolveNews.FindStateAsync(context.Source(), ((SolveChange)context.Source!).SolveId, context.CancellationToken))?.Progress ?? 0);
        resolvers.Field("SolveProgress", "point", async context => await FindPointAsync(context.Copy(), (SolveChange)context.Source!));
        resolvers.Field("SolveProgress", "isOver", context => ((SolveChange)context.Source!).IsOver);
    }

    private static void AttachPoint(Resolvers resolvers)
    {
        resolvers.Weigh("SolvePoint", StudyQueries.Reckoning, "measures", "assignments", "breakdown", "nearTies", "sensitivity", "catchments");
        Of("openSites", (point, _) => point.Ids(point.Open));
        Of("goes", (point, _) => point.Point.InfeasibleText is null ? point.Ids(point.Before.Except(point.Open)) : []);
        Of("comes", (point, _) => point.Point.InfeasibleText is null ? point.Ids(point.Open.Except(point.Before)) : []);
        Of("infeasible", (point, _) => point.Infeasible);
        Of("measures", (point, _) => point.Measures);
        Of("assignments", (point, _) => point.Assignments);
        Of("breakdown", (point, context) => point.Breakdown(context.GetArgument<string>("by")));
        Of("services", (point, _) => point.Services);
        OfAsync("nearTies", async (point, context) => await Analyses(context).FindNearTiesAsync(point, Within(context), context.CancellationToken));
        OfAsync("sensitivity", async (point, context) => await Analyses(context).SensitivityAsync(point, context.CancellationToken));
        OfAsync("catchments", async (point, context) => Catchments.Spend(context, await Analyses(context).CatchmentsAsync(point.Study, point.Serving, context.CancellationToken)));

        void Of(string field, Func<PointOfStudy, IResolveFieldContext, object?> read) => OfAsync(field, (point, context) => Task.FromResult(read(point, context)));

        void OfAsync(string field, Func<PointOfStudy, IResolveFieldContext, Task<object?>> read) => resolvers.Field("SolvePoint", field, async context =>
        {
            // Executors use contexts again while a field waits.
            var own = context.Copy();
            return Batch.SpendItems(own, await read(await OverAsync(own, (SolvePoint)own.Source!), own));
        });
    }

    /// <summary>A point over today's register, reckoned once for all the fields that an operation asks of it.</summary>
    private static Task<PointOfStudy> OverAsync(IResolveFieldContext context, SolvePoint point)
    {
        Batch.SpendReckoned(context, point.ContentText);
        return Reckoned.GetValue(point, _ => new(async () => point.Over(await Studies(context).GetAsync(StudyContent.Read(point.ContentText), Caller.Public, context.CancellationToken)))).Value;
    }

    private static double Within(IResolveFieldContext context) => context.GetArgument("within", 0.01) is var within and >= 0 and <= MostWithin ? within : throw GraphRequestError.BadArgument($"`within` is a share of the objective from 0 to {MostWithin}.");

    /// <summary>Whether the answers rest on something else than would be reckoned with now. What cannot be reckoned any more is stale too.</summary>
    private static async Task<bool> IsStaleAsync(IResolveFieldContext context)
    {
        var row = (Row)context.Source!;
        if (row["contentNow"] is not string now) return true;
        if (row["fingerprint"] is not string fingerprint) return !Equals(row["versionNow"], row["studyVersion"]);
        // Another content has another fingerprint, whatever the register says.
        var content = StudyContent.Read(now);
        if (content.Hash() != StudyContent.Read((string)row["contentText"]!).Hash()) return true;
        Batch.SpendReckoned(context, now);
        try
        {
            return await Studies(context).GetFingerprintAsync(content, Caller.Public, context.CancellationToken) != fingerprint;
        }
        catch (GraphRequestError error) when (error.Code != GraphRequestError.Busy)
        {
            return true;
        }
    }

    private static object PointsOf(IResolveFieldContext context, Row row, int? p, Func<IReadOnlyList<SolvePoint>, object?> read)
    {
        var source = context.Source();
        var solve = new SolveOfPoints((long)row.Key, (string)row["model"]!, (int)row["seed"]!, (string)row["contentText"]!);
        return Batch.Load<SolveOfPoints, object?>(context, solve, async (solves, cancellation) =>
        {
            var points = await ReadPointsAsync(source, solves, p, cancellation);
            return solves.ToDictionary(one => one, one => read([.. points[one.Id]]));
        }, p is null ? "" : FormattableString.Invariant($"{p}"));
    }

    private static async Task<SolvePoint?> FindPointAsync(IResolveFieldContext context, SolveChange change)
    {
        if (change.P is not { } p) return null;
        var rows = await EntityReader.ReadByKeysAsync(context.Source(), SolveSql.Entity, ["model", "seed", "contentText"], [change.SolveId], context.CancellationToken);
        if (!rows.TryGetValue(change.SolveId, out var row)) return null;
        var points = await ReadPointsAsync(context.Source(), [new SolveOfPoints(change.SolveId, (string)row["model"]!, (int)row["seed"]!, (string)row["contentText"]!)], p, context.CancellationToken);
        return points[change.SolveId].FirstOrDefault();
    }

    private static async Task<ILookup<long, SolvePoint>> ReadPointsAsync(CallerSource source, IReadOnlyCollection<SolveOfPoints> solves, int? p, CancellationToken cancellation)
    {
        var parents = solves.ToDictionary(solve => solve.Id);
        await using var command = source.CreateCommand(SolveSql.Points);
        command.Parameters.Add(new() { Value = parents.Keys.ToArray() });
        command.Parameters.Add(new() { Value = p is { } one ? one : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var points = new List<SolvePoint>();
        while (await row.ReadAsync(cancellation))
        {
            var solve = parents[row.GetInt64(0)];
            points.Add(new SolvePoint(solve.Id, solve.Model, solve.Seed, solve.ContentText, row.GetInt32(1), Number(2), Number(3), Number(4), row.GetString(5), row.GetDouble(6), row.GetFieldValue<Guid[]>(7), row.FindText(8))
            {
                InfeasibleText = row.FindText(9),
                ServicesText = row.FindText(10),
                AssignedText = row.FindText(11),
                OpenBefore = row.IsDBNull(12) ? null : row.GetFieldValue<Guid[]>(12),
            });
        }

        return points.ToLookup(point => point.SolveId);

        double? Number(int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
    }

    private static async Task<IObservable<object?>> ListenAsync(IResolveFieldContext context)
    {
        var id = GlobalId.FindNumber("Solve", context.GetArgument<string>("solve")) ?? throw GraphRequestError.BadArgument("`solve` is no id of a run.");
        if (await SolveNews.FindStateAsync(context.Source(), id, context.CancellationToken) is null) throw GraphRequestError.BadArgument("There is no run of that id; `solves` lists those there are.");
        SharedStreams.TellState(context);
        return new SolveNews(context.RequestServices!.GetRequiredService<ChangeFeed>(), context.RequestServices!.GetRequiredService<Database.EstateMapDatabase>(), id);
    }

    private static StudyProblems Studies(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<StudyProblems>();

    private static PointAnalyses Analyses(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<PointAnalyses>();

    private static SolveStarts SolveStarts(IResolveFieldContext context) => context.InName<SolveStarts>();

    private sealed record SolveOfPoints(long Id, string Model, int Seed, string ContentText);
}
