using System.Collections.Concurrent;
using GraphQL.Execution;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Plan;

/// <summary>What one request brings to a plan: the values of its arguments, and its limits.</summary>
internal sealed class RunState(IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? arguments, GraphSettings settings)
{
    private ConcurrentDictionary<(Level Level, bool IsTotal), ComposedStatement>? _composed;

    public GraphSettings Settings { get; } = settings;

    /// <summary>Keeps what is composed from here on, for requests that bring the same values.</summary>
    public RunState Keep()
    {
        _composed = [];
        return this;
    }

    public ComposedStatement Statement(Level level, bool isTotal, bool hasParents)
    {
        if (_composed is null) return Compose();
        return _composed.TryGetValue((level, isTotal), out var known) ? known : _composed[(level, isTotal)] = Compose();

        ComposedStatement Compose() => isTotal ? LevelStatement.Total(level, this, hasParents) : LevelStatement.Rows(level, this, hasParents);
    }

    public Arguments Arguments(GraphQLField field) => new(arguments is not null && arguments.TryGetValue(field, out var own) ? own : null);
}

/// <summary>How much text one answer may still take from the database.</summary>
internal sealed class AnswerBudget(GraphSettings settings)
{
    private long _bytes;

    /// <summary>Counts text that goes into the answer.</summary>
    /// <exception cref="GraphRequestError">It is more than an answer may hold.</exception>
    public void Spend(int bytes)
    {
        if ((_bytes += bytes) > settings.MaxAnswerBytes) throw GraphRequestError.AnswerTooLarge(settings.MaxAnswerBytes);
    }
}

/// <summary>The plan cannot answer this request as the schema promises; the field-by-field executor can, or says why not.</summary>
internal sealed class PlanAbandonedException(string why) : Exception(why);
