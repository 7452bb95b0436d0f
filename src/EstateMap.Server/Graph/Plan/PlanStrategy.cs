using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.People;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace EstateMap.Server.Graph.Plan;

/// <summary>
/// Executes queries by compiled plans, and leaves to the field-by-field executor what a plan does not cover and whatever goes wrong in one: errors are its to tell, at the field where they belong.
/// </summary>
internal sealed class PlanStrategy(GraphSettings settings, ILogger<PlanStrategy> log) : IExecutionStrategy, IExecutionStrategySelector, IDisposable
{
    private readonly MemoryCache _plans = new(new MemoryCacheOptions { SizeLimit = DocumentCache.MostCharacters });
    private readonly ParallelExecutionStrategy _fieldByField = new ParallelExecutionStrategy();
    private readonly DefaultExecutionStrategySelector _others = new DefaultExecutionStrategySelector();
    private readonly EventStrategy _events = new(settings);
    private long _planned, _declined, _abandoned, _faulted;

    /// <summary>How many operations a plan answered, no plan covered, and a plan left to the field-by-field executor; of the latter, how many for a fault rather than for what was asked or found.</summary>
    public (long Planned, long Declined, long Abandoned, long Faulted) Counts => (Interlocked.Read(ref _planned), Interlocked.Read(ref _declined), Interlocked.Read(ref _abandoned), Interlocked.Read(ref _faulted));

    public void Dispose()
    {
        _plans.Dispose();
        _events.Dispose();
    }

    public IExecutionStrategy Select(ExecutionContext context) => context.Operation.Operation switch { OperationType.Query => this, OperationType.Subscription => _events, _ => _others.Select(context) };

    public async Task<ExecutionResult> ExecuteAsync(ExecutionContext context)
    {
        if (FindPlan(context) is not { } plan)
        {
            Interlocked.Increment(ref _declined);
            return await _fieldByField.ExecuteAsync(context);
        }

        var state = new RunState(context.ArgumentValues, settings);
        var ready = context.Operation.Variables is { Count: > 0 } ? null : new ReadyOperation(plan, state.Keep(), context.Document, context.Operation);
        return await FindAnswerAsync(plan, state, ready, context.Document, context.Operation, context.UserContext.TryGetValue(Caller.InContext, out var caller) ? (Caller)caller! : Caller.Public, context.RequestServices!, context.CancellationToken) ?? await _fieldByField.ExecuteAsync(context);
    }

    /// <summary>Answers an operation that was answered before; null when this time the field-by-field executor has to.</summary>
    public Task<ExecutionResult?> FindAnswerAsync(ReadyOperation ready, Caller caller, IServiceProvider services, CancellationToken cancellation) =>
        FindAnswerAsync(ready.Plan, ready.State, ready, ready.Document, ready.Operation, caller, services, cancellation);

    private async Task<ExecutionResult?> FindAnswerAsync(OperationPlan plan, RunState state, ReadyOperation? ready, GraphQLDocument document, GraphQLOperationDefinition operation, Caller caller, IServiceProvider services, CancellationToken cancellation)
    {
        try
        {
            using var runner = new PlanRunner(plan, state);
            var answer = await runner.RunAsync(caller.Reads(services.GetRequiredService<Database.EstateMapDatabase>()), cancellation);
            Interlocked.Increment(ref _planned);
            return new ExecutionResult { Executed = true, Data = new PlannedData(answer) { Ready = ready }, Document = document, Operation = operation };
        }
        catch (GraphRequestError error) when (error.Code == GraphRequestError.TooLarge)
        {
            // Field by field it would be as large, and take many times the room meanwhile.
            return new ExecutionResult { Executed = true, Errors = [error], Document = document, Operation = operation };
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            if (fault is not GraphRequestError) log.LogWarning("A plan was abandoned: {Why}", fault.Message);
            Interlocked.Increment(ref _abandoned);
            if (fault is not (GraphRequestError or PlanAbandonedException)) Interlocked.Increment(ref _faulted);
            return null;
        }
    }

    public Task ExecuteNodeTreeAsync(ExecutionContext context, ExecutionNode rootNode) => _fieldByField.ExecuteNodeTreeAsync(context, rootNode);

    public Dictionary<string, (GraphQLField field, GraphQL.Types.FieldType fieldType)>? GetSubFields(ExecutionContext executionContext, ExecutionNode executionNode) => _fieldByField.GetSubFields(executionContext, executionNode);

    /// <summary>Plans are kept by document, operation and the values that skip and include depend on: another value is another shape.</summary>
    private OperationPlan? FindPlan(ExecutionContext context)
    {
        var key = (context.Document, context.Operation, Conditions(context));
        return _plans.GetOrCreate(key, entry =>
        {
            // A plan is as large as its document.
            entry.Size = context.Document.Source.Length;
            entry.SlidingExpiration = TimeSpan.FromMinutes(10);
            return PlanCompiler.Find(context.Schema, context.Document, context.Operation, context.Variables);
        });
    }

    /// <summary>The truth values of all variables that are booleans: more than skip and include use at times, never fewer.</summary>
    private static string Conditions(ExecutionContext context)
    {
        if (context.Operation.Variables is not { Count: > 0 } declared) return "";
        var values = new StringBuilder();
        foreach (var variable in declared)
            if (context.Variables.ValueFor(variable.Variable.Name, out var given) && given.Value is bool value)
                values.Append(variable.Variable.Name.StringValue).Append(value ? '+' : '-');
        return values.ToString();
    }
}

/// <summary>An operation without variables that a plan has answered: whoever sends its document asks the same, so that nothing of it is coerced, validated or composed again.</summary>
internal sealed record ReadyOperation(OperationPlan Plan, RunState State, GraphQLDocument Document, GraphQLOperationDefinition Operation);

/// <summary>The answer's <c>data</c>, written already.</summary>
internal sealed class PlannedData(JsonText text) : IDisposable
{
    /// <summary>By which the same can be asked again; null where the answer depends on variables.</summary>
    public ReadyOperation? Ready { get; init; }

    public ReadOnlyMemory<byte> Utf8 => text.Written;

    public void Dispose() => text.Dispose();
}

/// <summary>Puts the text into the serializer's answer as it is.</summary>
internal sealed class PlannedDataConverter : JsonConverter<PlannedData>
{
    public override PlannedData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, PlannedData value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
