using System.Threading.RateLimiting;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;

namespace EstateMap.Server.Graph.Transport;

/// <summary>Runs an operation for any door: finds its document, waits for its turn, and stops it when its time is over or nobody waits for the answer any more.</summary>
internal sealed class GraphExecution(IDocumentExecuter executer, ISchema schema, DocumentCache documents, PersistedDocuments persisted, GraphSettings settings) : IDisposable
{
    private static readonly IValidationRule[] Closed = [new NoIntrospection()];

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions { PermitLimit = settings.MaxConcurrent, QueueLimit = settings.MaxWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    public void Dispose() => _turns.Dispose();

    /// <param name="request">What is asked.</param>
    /// <param name="services">Of the request.</param>
    /// <param name="rules">Rules of the door besides those of the language.</param>
    /// <param name="cancellation">Ends when the caller is gone; a subscription lives on it.</param>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    public async Task<ExecutionResult> RunAsync(GraphRequestMessage request, IServiceProvider services, IValidationRule[] rules, CancellationToken cancellation)
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

        var cost = OperationCost.Of(schema, known.Document, request.OperationName, request.Variables, settings);
        if (request.Cost == CostWish.Validate) return Reporting(new ExecutionResult { Executed = true }, cost);
        if (cost.Field > settings.MaxFieldCost) return Reporting(new ExecutionResult { Errors = [GraphRequestError.TooCostly("field", cost.Field, settings.MaxFieldCost)] }, cost);
        if (cost.Type > settings.MaxTypeCost) return Reporting(new ExecutionResult { Errors = [GraphRequestError.TooCostly("type", cost.Type, settings.MaxTypeCost)] }, cost);
        using var turn = await _turns.AcquireAsync(1, cancellation);
        if (!turn.IsAcquired) return new ExecutionResult { Errors = [new GraphRequestError(GraphRequestError.Busy, "Too many operations are waiting; ask again in a moment.")] };
        // A subscription's events run on the token after this has returned: its source is not disposed of, only its timer.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var result = await executer.ExecuteAsync(new ExecutionOptions
            {
                Schema = schema,
                Query = known.Query,
                Document = known.Document,
                Variables = request.Variables,
                OperationName = request.OperationName,
                RequestServices = services,
                CancellationToken = limit.Token,
                ValidationRules = [.. known.IsValid ? [] : DocumentValidator.CoreRules, .. settings.AllowIntrospection ? [] : Closed, .. rules],
            });
            if (result.Executed) documents.Keep(known);
            if (result.Streams is null) limit.Dispose();
            else limit.CancelAfter(Timeout.Infinite);
            // Fields end in any order; the answer is the same each time.
            if (result.Errors is { Count: > 1 } errors)
            {
                result.Errors = [];
                foreach (var error in errors.OrderBy(error => error.Locations is [var first, ..] ? (first.Line, first.Column) : (0, 0))) result.Errors.Add(error);
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
