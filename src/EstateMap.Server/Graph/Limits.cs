using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>Refuses operations whose fields nest deeper than allowed; fragments count where they are spread.</summary>
internal sealed class DepthLimit(int most) : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        var depth = Depth(operation.SelectionSet, validation.Document, []);
        if (depth > most) validation.ReportError(new ValidationError(validation.Document.Source, "", $"The operation is {depth} fields deep; {most} are allowed.", operation) { Code = "HC0047" });
    }));

    private static int Depth(GraphQLSelectionSet? set, GraphQLDocument document, HashSet<GraphQLFragmentDefinition> open)
    {
        var deepest = 0;
        foreach (var selection in set?.Selections ?? [])
        {
            switch (selection)
            {
                // Introspection is as deep as its own types are.
                case GraphQLField { Name.StringValue: "__schema" or "__type" }:
                    break;
                case GraphQLField field:
                    deepest = Math.Max(deepest, 1 + Depth(field.SelectionSet, document, open));
                    break;
                case GraphQLInlineFragment inline:
                    deepest = Math.Max(deepest, Depth(inline.SelectionSet, document, open));
                    break;
                case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment && open.Add(fragment):
                    // A cycle is another rule's to report; here it must only end.
                    deepest = Math.Max(deepest, Depth(fragment.SelectionSet, document, open));
                    open.Remove(fragment);
                    break;
            }
        }

        return deepest;
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
