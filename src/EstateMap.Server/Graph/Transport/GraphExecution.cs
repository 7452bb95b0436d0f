using GraphQL;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Graph.Plan;
using EstateMap.Server.People;
using GraphQL.Types;
using GraphQL.Validation;

namespace EstateMap.Server.Graph.Transport;

/// <summary>Runs an operation for any door: finds its document, waits for its turn, and stops it when its time is over or nobody waits for the answer any more.</summary>
internal sealed class GraphExecution(IDocumentExecuter executer, ISchema schema, DocumentCache documents, PersistedDocuments persisted, PlanStrategy plans, GraphSettings settings, IServiceProvider services)
{
    // A document can be wrong in as many places as it has; whoever mends it reads the first few.
    private const int MostErrors = 20;

    private static readonly IValidationRule[] Closed = [new NoIntrospection()];

    private readonly Turns _turns = new(settings);
    private readonly SharedStreams _streams = new();

    /// <summary>Different streams of news that somebody listens to.</summary>
    public int Streams => _streams.Count;

    /// <param name="request">What is asked.</param>
    /// <param name="client">Whom it comes from, as <see cref="Turns.ClientOf"/> says.</param>
    /// <param name="caller">Whose rights everything is read and changed with.</param>
    /// <param name="rules">Rules of the door besides those of the language.</param>
    /// <param name="cancellation">Ends when the caller is gone; a subscription lives on it.</param>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    public async Task<ExecutionResult> RunAsync(GraphRequestMessage request, string client, Caller caller, IValidationRule[] rules, CancellationToken cancellation)
    {
        KnownDocument known;
        try
        {
            known = documents.Read(persisted.Find(request));
        }
        catch (ExecutionError error)
        {
            return new ExecutionResult { Errors = [error] };
        }

        var cost = known.Cost(request.OperationName, () => OperationCost.Of(schema, known.Document, request.OperationName, request.Variables, settings));
        if (request.Cost == CostWish.Validate) return Reporting(new ExecutionResult { Executed = true }, cost);
        if (cost.FindBeyond(settings) is { } beyond) return Reporting(new ExecutionResult { Errors = [beyond] }, cost);
        using var turn = await _turns.TakeAsync(client, cancellation);
        Asker.Name = client;
        if (turn is null) return new ExecutionResult { Errors = [GraphRequestError.TooManyWaiting()] };
        // A subscription's events run on the token after this has returned: its source is not disposed of, only its timer.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            // The rules of the doors let every query pass that names no part of the schema itself, and no plan does.
            if (known.Ready.TryGetValue(request.OperationName ?? "", out var ready) && await plans.FindAnswerAsync(ready, caller, services, limit.Token) is { } again)
            {
                limit.Dispose();
                return Reporting(again, cost);
            }

            var said = new Dictionary<string, object?> { [Caller.InContext] = caller };
            var result = await executer.ExecuteAsync(new ExecutionOptions
            {
                UserContext = said,
                Schema = schema,
                Query = known.Query,
                Document = known.Document,
                Variables = request.Variables,
                OperationName = request.OperationName,
                // Of the server, not of the request: a stream of news outlives the request that opened it.
                RequestServices = services,
                CancellationToken = limit.Token,
                MaxParallelExecutionCount = Batch.MostStatements,
                ValidationRules = [.. known.IsValid ? [] : DocumentValidator.CoreRules, .. settings.AllowIntrospection ? [] : Closed, .. rules],
            });
            if (result.Executed) documents.Keep(known);
            if (result.Data is PlannedData { Ready: { } found }) known.Ready[request.OperationName ?? ""] = found;
            if (result.Streams is { } streams)
            {
                limit.CancelAfter(Timeout.Infinite);
                foreach (var (name, stream) in streams.ToList()) streams[name] = _streams.Join(request, known.Query, caller, stream, SharedStreams.RepeatsLast(said), services.GetRequiredService<ChangeFeed>().Generation);
            }
            else
            {
                limit.Dispose();
            }

            // Fields end in any order; the answer is the same each time.
            if (result.Errors is { Count: > 1 } errors)
            {
                result.Errors = [];
                foreach (var error in errors.OrderBy(error => error.Locations is [var first, ..] ? (first.Line, first.Column) : (0, 0)).Take(MostErrors)) result.Errors.Add(error);
            }

            return Reporting(result, cost);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ExecutionResult { Errors = [new OperationCanceledError()] };
        }

        ExecutionResult Reporting(ExecutionResult result, OperationCost of)
        {
            if (request.Cost != CostWish.None)
                result.Extensions = new Dictionary<string, object?> { ["operationCost"] = new Dictionary<string, object?> { ["fieldCost"] = of.Field, ["typeCost"] = of.Type } };
            return result;
        }
    }
}
