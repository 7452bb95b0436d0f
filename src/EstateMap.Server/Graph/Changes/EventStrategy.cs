using GraphQL;
using GraphQL.Execution;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace EstateMap.Server.Graph.Changes;

/// <summary>Executes what subscribers select of an event: a few at a time, so that one event that many listen to does not take every connection to the database, and each no longer than an operation may take.</summary>
internal sealed class EventStrategy(GraphSettings settings) : SubscriptionExecutionStrategy(new ParallelExecutionStrategy()), IDisposable
{
    private const int MostAtATime = 8;

    private readonly SemaphoreSlim _turns = new(MostAtATime);

    public void Dispose() => _turns.Dispose();

    protected override async ValueTask<ExecutionResult> ProcessDataAsync(ExecutionContext context, ExecutionNode node, object? value)
    {
        await _turns.WaitAsync(context.CancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            limit.CancelAfter(settings.Timeout);
            using var own = CloneExecutionContext(context, limit.Token);
            var result = await base.ProcessDataAsync(own, node, value);
            return limit.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested ? new ExecutionResult { Executed = true, Errors = [new OperationCanceledError()] } : result;
        }
        finally
        {
            _turns.Release();
        }
    }
}
