using EstateMap.Database;
using EstateMap.Server.Areas;
using EstateMap.Server.Decisions.Report;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Server.People;
using EstateMap.Server.Plans.Scenarios;
using Npgsql;

namespace EstateMap.Server.Decisions;

/// <summary>What Program.cs says to have decision records and their reports.</summary>
internal static class DecisionServices
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddEstateMapDecisions(this IServiceCollection services) => services.AddSingleton(TimeProvider.System).AddSingleton<PlaceClock>().AddSingleton<DecisionEvidences>();

    /// <summary>The report of a decision (<c>?download=1</c> as a file) and the JSON of a scenario, whose SHA-256 is the scenario's hash.</summary>
    public static void MapEstateMapDecisions(this IEndpointRouteBuilder app)
    {
        Map(app, "/plans/decisions/{number:long}/report.html", ReportAsync);
        Map(app, "/plans/scenarios/{number:long}.json", ScenarioAsync);
    }

    private static async Task ReportAsync(HttpContext context, EstateMapDatabase database, long number)
    {
        if (await KeptDecision.FindAsync(Caller.Of(context).Reads(database), number, context.RequestAborted) is not { } kept)
        {
            await NotFound(context, $"There is no decision record {number}.");
            return;
        }

        var (evidence, missing) = await GatherAsync(context, kept);
        if (context.Request.Query["download"] == "1") context.Response.Headers.ContentDisposition = $"attachment; filename=decision-{number}.html";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(DecisionReport.Write(kept, evidence, missing), context.RequestAborted);
    }

    /// <summary>The evidence as it was frozen, or of a draft as it is now, and what the record lacks.</summary>
    private static async Task<(DecisionEvidence Evidence, IReadOnlyList<string> Missing)> GatherAsync(HttpContext context, KeptDecision kept)
    {
        if (kept.IsDecided) return (DecisionEvidence.Read(kept.Evidence!), []);
        var (services, cancellation) = (context.RequestServices, context.RequestAborted);
        var scenario = await services.GetRequiredService<ScenarioEvaluations>().GetAsync(kept.ScenarioText, cancellation);
        // The evidence of a draft is gathered anew for each report, and keeps a processor busy.
        using var turn = await services.GetRequiredService<Reckonings>().TakeAsync(cancellation);
        var evidence = await services.GetRequiredService<DecisionEvidences>().GatherAsync(scenario, kept.StudyId, cancellation);
        return (evidence, await ActivatorUtilities.CreateInstance<DecisionEdits>(services, (CallerSource)services.GetRequiredService<EstateMapDatabase>().Reader).FindProblemsAsync(kept.Content, scenario, kept.StudyId, cancellation));
    }

    private static async Task ScenarioAsync(HttpContext context, EstateMapDatabase database, long number)
    {
        await using var command = Caller.Of(context).Reads(database).CreateCommand(ScenarioSql.Kept);
        command.Parameters.Add(new() { Value = number });
        await using var row = await command.ExecuteReaderAsync(context.RequestAborted);
        if (!await row.ReadAsync(context.RequestAborted))
        {
            await NotFound(context, $"There is no scenario {number}.");
            return;
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=scenario-{number}.json";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(row.GetString(2), context.RequestAborted);
    }

    private static Task NotFound(HttpContext context, string sentence) => Results.Problem(detail: sentence, statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);

    private static void Map(IEndpointRouteBuilder app, string pattern, Func<HttpContext, EstateMapDatabase, long, Task> serve) =>
        app.MapMethods(pattern, Reading, (RequestDelegate)(async context =>
        {
            Asker.Name = Turns.ClientOf(context);
            try
            {
                await serve(context, context.RequestServices.GetRequiredService<EstateMapDatabase>(), long.Parse((string)context.Request.RouteValues["number"]!, System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (GraphRequestError error) when (!context.Response.HasStarted)
            {
                await Results.Problem(detail: error.Message, statusCode: error.Code == GraphRequestError.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity).ExecuteAsync(context);
            }
            catch (NpgsqlException error) when (error is not PostgresException && !context.Response.HasStarted)
            {
                await Results.Problem(detail: "The database does not answer; try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            }
        }));
}
