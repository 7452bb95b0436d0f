using System.Text;
using EstateMap.Server.Graph.Plan;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Asks one question twice: of the plans, and of GraphQL.NET's field-by-field executor, which plans know nothing of.</summary>
internal sealed class Oracle(IServiceProvider services)
{
    private sealed class FieldByField : IExecutionStrategySelector
    {
        private readonly ParallelExecutionStrategy _strategy = new();

        public IExecutionStrategy Select(GraphQL.Execution.ExecutionContext context) => _strategy;
    }

    private readonly IDocumentExecuter _oracle = new DocumentExecuter(new GraphQLDocumentBuilder(), new DocumentValidator(), new FieldByField(), []);
    private readonly IDocumentExecuter _plans = services.GetRequiredService<IDocumentExecuter>();
    private readonly PlanStrategy _strategy = services.GetRequiredService<PlanStrategy>();

    /// <summary>How a question was answered.</summary>
    public enum Way { Planned, Declined, Abandoned, NotExecuted }

    /// <summary>Both answers must be the same bytes; gives the answer and which way it came.</summary>
    /// <param name="mayFail">Whether a statement of the plan may fail: the database is broken, or asked what cannot be measured.</param>
    public async Task<(string Answer, Way Way)> AskAsync(string query, IReadOnlyDictionary<string, object?>? variables = null, string? operation = null, int? seed = null, bool mayFail = false)
    {
        var before = _strategy.Counts;
        var planned = await AnswerAsync(_plans, query, variables, operation);
        var after = _strategy.Counts;
        var expected = await AnswerAsync(_oracle, query, variables, operation);
        if (expected != planned) Assert.Fail($"seed {seed}: {query}\nvariables {System.Text.Json.JsonSerializer.Serialize(variables)}\nfield by field: {expected}\nby plan:        {planned}");
        // A plan with a fault of its own would only be slow, and nobody would notice.
        if (!mayFail && after.Faulted > before.Faulted) Assert.Fail($"seed {seed}: a plan failed: {query}\nvariables {System.Text.Json.JsonSerializer.Serialize(variables)}");
        return (planned, after.Planned > before.Planned ? Way.Planned : after.Abandoned > before.Abandoned ? Way.Abandoned : after.Declined > before.Declined ? Way.Declined : Way.NotExecuted);
    }

    /// <summary>The answer of the plans alone.</summary>
    public Task<string> PlannedAsync(string query, IReadOnlyDictionary<string, object?>? variables = null) => AnswerAsync(_plans, query, variables, operation: null);

    private async Task<string> AnswerAsync(IDocumentExecuter executer, string query, IReadOnlyDictionary<string, object?>? variables, string? operation)
    {
        var result = await executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = services.GetRequiredService<ISchema>(),
            Query = query,
            Variables = variables is null ? null : new Inputs(variables.ToDictionary()),
            OperationName = operation,
            RequestServices = services,
        });
        if (result.Errors is { Count: > 1 } errors)
        {
            result.Errors = [];
            foreach (var error in errors.OrderBy(error => error.Locations is [var first, ..] ? (first.Line, first.Column) : (0, 0)).ThenBy(error => string.Join('/', error.Path ?? []))) result.Errors.Add(error);
        }

        using var stream = new MemoryStream();
        await services.GetRequiredService<IGraphQLSerializer>().WriteAsync(stream, result);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
