using GraphQL;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>Looks ahead: which fields of a row a query selects, through fragments, aliases and skip/include.</summary>
internal static class Selection
{
    /// <summary>Columns to read for the rows that this field, or a connection's <c>nodes</c> and <c>edges.node</c> below it, gives.</summary>
    public static HashSet<string> Columns(IResolveFieldContext context, Entity entity, bool isConnection)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in isConnection ? NodeFields(context) : Fields(context, context.FieldAst.SelectionSet))
        {
            if (entity.Needs.TryGetValue(name, out var needed)) columns.UnionWith(needed);
            else if (entity.Columns.ContainsKey(name)) columns.Add(name);
        }

        return columns;
    }

    /// <summary>Whether a connection's own field is selected.</summary>
    public static bool Has(IResolveFieldContext context, string field) => Fields(context, context.FieldAst.SelectionSet).Contains(field);

    private static IEnumerable<string> NodeFields(IResolveFieldContext context)
    {
        foreach (var field in Walk(context, context.FieldAst.SelectionSet))
        {
            if (field.Name.StringValue == "nodes")
                foreach (var name in Fields(context, field.SelectionSet)) yield return name;
            if (field.Name.StringValue == "edges")
                foreach (var node in Walk(context, field.SelectionSet).Where(inner => inner.Name.StringValue == "node"))
                    foreach (var name in Fields(context, node.SelectionSet)) yield return name;
        }
    }

    private static IEnumerable<string> Fields(IResolveFieldContext context, GraphQLSelectionSet? set) => Walk(context, set).Select(field => field.Name.StringValue);

    private static IEnumerable<GraphQLField> Walk(IResolveFieldContext context, GraphQLSelectionSet? set) => Walk(context, set, []);

    /// <summary>A fragment that is spread twice selects the same fields: it is walked once, so that doubling fragments cost nothing.</summary>
    private static IEnumerable<GraphQLField> Walk(IResolveFieldContext context, GraphQLSelectionSet? set, HashSet<GraphQLFragmentDefinition> walked)
    {
        foreach (var node in set?.Selections ?? [])
        {
            if (!IsIncluded(node, context.Variables)) continue;
            var inner = node switch
            {
                GraphQLInlineFragment inline => inline.SelectionSet,
                GraphQLFragmentSpread spread when context.Document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment && walked.Add(fragment) => fragment.SelectionSet,
                _ => null,
            };
            if (node is GraphQLField field) yield return field;
            else
                foreach (var found in Walk(context, inner, walked)) yield return found;
        }
    }

    public static bool IsIncluded(ASTNode node, Variables variables)
    {
        foreach (var directive in (node as IHasDirectivesNode)?.Directives?.Items ?? [])
        {
            if (directive.Name.StringValue is not ("skip" or "include") || directive.Arguments?.Items.FirstOrDefault()?.Value is not { } value) continue;
            var condition = value switch
            {
                GraphQLBooleanValue literal => literal.BoolValue,
                GraphQLVariable variable => variables.ValueFor(variable.Name.StringValue, out var given) && given.Value is true,
                _ => true,
            };
            if (condition == (directive.Name.StringValue == "skip")) return false;
        }

        return true;
    }
}
