using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>
/// What a document may ask for, measured before anything walks it: validation itself takes time exponential in fragments that spread each other twice.
/// </summary>
internal static class DocumentLimits
{
    /// <summary>A sentence when the document is beyond a limit, else null.</summary>
    public static GraphRequestError? Find(GraphQLDocument document, GraphSettings settings)
    {
        var known = new Dictionary<GraphQLFragmentDefinition, (int Depth, long Fields)>();
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            var (depth, fields) = Measure(operation.SelectionSet, document, known);
            if (fields > settings.MaxFields) return new GraphRequestError("HC0047", $"The operation selects more than {settings.MaxFields} fields once its fragments are spread.");
            if (depth > settings.MaxDepth) return new GraphRequestError("HC0047", $"The operation is {depth} fields deep; {settings.MaxDepth} are allowed.");
        }

        return null;
    }

    /// <summary>Levels and fields below a selection with fragments spread in place; each fragment is measured once.</summary>
    private static (int Depth, long Fields) Measure(GraphQLSelectionSet? set, GraphQLDocument document, Dictionary<GraphQLFragmentDefinition, (int Depth, long Fields)> known)
    {
        var deepest = 0;
        var fields = 0L;
        foreach (var selection in set?.Selections ?? [])
        {
            switch (selection)
            {
                // Introspection is as deep as its own types are.
                case GraphQLField { Name.StringValue: "__schema" or "__type" } introspection:
                    Add(0, 1 + Measure(introspection.SelectionSet, document, known).Fields);
                    break;
                case GraphQLField field:
                    var inner = Measure(field.SelectionSet, document, known);
                    Add(1 + inner.Depth, 1 + inner.Fields);
                    break;
                case GraphQLInlineFragment inline:
                    var own = Measure(inline.SelectionSet, document, known);
                    Add(own.Depth, own.Fields);
                    break;
                case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment:
                    // A cycle is validation's to report; here it must only end.
                    if (known.TryAdd(fragment, (0, 1))) known[fragment] = Measure(fragment.SelectionSet, document, known);
                    Add(known[fragment].Depth, 1 + known[fragment].Fields);
                    break;
            }
        }

        return (deepest, fields);

        void Add(int depth, long more)
        {
            deepest = Math.Max(deepest, depth);
            // Saturates: 2^63 is reached by 63 doublings.
            fields = Math.Min(int.MaxValue, fields + more);
        }
    }
}

/// <summary>GET must not change anything.</summary>
internal sealed class QueriesOnly : ValidationRuleBase
{
    public const string ErrorCode = "HC0009";

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        if (operation.Operation != OperationType.Query && ReferenceEquals(operation, validation.Operation))
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Only queries may be sent by GET.", operation) { Code = ErrorCode });
    }));
}

/// <summary>An answer of one piece cannot hold a stream of them.</summary>
internal sealed class NoSubscriptions : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        if (operation.Operation == OperationType.Subscription && ReferenceEquals(operation, validation.Operation))
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Subscriptions need a socket (graphql-transport-ws) or `Accept: text/event-stream`.", operation) { Code = "HC0009" });
    }));
}

/// <summary>The schema is not for everybody to ask for.</summary>
internal sealed class NoIntrospection : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLField>((field, validation) =>
    {
        if (field.Name.StringValue is "__schema" or "__type")
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Introspection is not allowed for the current request.", field) { Code = "HC0046" });
    }));
}
