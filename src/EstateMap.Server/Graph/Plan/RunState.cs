using GraphQL.Execution;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Plan;

/// <summary>What one request brings to a plan: the values of its arguments, and its limits.</summary>
internal sealed class RunState(IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? arguments, GraphSettings settings)
{
    public GraphSettings Settings { get; } = settings;

    private long _bytes;

    /// <summary>Counts text that goes into the answer.</summary>
    /// <exception cref="GraphRequestError">It is more than an answer may hold.</exception>
    public void Spend(int bytes)
    {
        if ((_bytes += bytes) > Settings.MaxAnswerBytes) throw GraphRequestError.AnswerTooLarge(Settings.MaxAnswerBytes);
    }

    public Arguments Arguments(GraphQLField field) => new(arguments is not null && arguments.TryGetValue(field, out var own) ? own : null);
}

/// <summary>The plan cannot answer this request as the schema promises; the field-by-field executor can, or says why not.</summary>
internal sealed class PlanAbandonedException(string why) : Exception(why);
