using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Files;

/// <summary>The list of an answer that makes the rows of a file.</summary>
internal sealed class AnswerList
{
    /// <summary>Response names that lead from <c>data</c> to the list.</summary>
    public required string[] Path { get; init; }

    public required GraphQLField Field { get; init; }

    public required bool IsConnection { get; init; }

    /// <summary>Fields beside the list and beside what leads to it, and a connection's total.</summary>
    public required IReadOnlyList<GraphQLField> Beside { get; init; }

    /// <summary>What a connection's rows are selected by: nodes, edges, features; each with its response name.</summary>
    public IReadOnlyList<(string Name, string Field)> Rows { get; private set; } = [];

    /// <summary>Whether the rows are GeoJSON features already.</summary>
    public bool IsOfFeatures => Rows is [{ Field: "features" }, ..];

    /// <summary>Response names of a connection's page information.</summary>
    public IReadOnlyList<string> PageInfos { get; private set; } = [];

    /// <summary>Response name of the row within its edge; null where rows are nodes.</summary>
    public string? Node { get; private set; }

    public IReadOnlyList<AnswerColumn> Columns { get; private set; } = [];

    /// <summary>The connections of an operation that stand below no other list; where there are none, its short lists. Fields that the schema does not know are left to validation.</summary>
    public static IReadOnlyList<AnswerList> Find(ISchema schema, GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        var selected = new SelectedFields(schema, document);
        var found = new List<AnswerList>();
        Walk(operation.SelectionSet, schema.Query, [], []);
        return found.Exists(list => list.IsConnection) ? found.FindAll(list => list.IsConnection) : found;

        void Walk(GraphQLSelectionSet set, IGraphType type, string[] path, IReadOnlyList<GraphQLField> beside)
        {
            var fields = selected.Of(set, type).ToList();
            foreach (var (field, parent) in fields)
            {
                if (parent.Fields.Find(field.Name.StringValue)?.ResolvedType is not { } resolved || field.SelectionSet is null || SelectedFields.IsGeometry(resolved)) continue;
                var named = resolved.GetNamedType();
                string[] here = [.. path, SelectedFields.ResponseName(field)];
                // Only what is written in the same braces can be left out by itself.
                IReadOnlyList<GraphQLField> around = [.. beside, .. set.Selections.OfType<GraphQLField>().Where(other => other != field)];
                var isConnection = named.Name.EndsWith("Connection", StringComparison.Ordinal);
                if (!isConnection && !SelectedFields.IsList(resolved))
                {
                    Walk(field.SelectionSet, named, here, around);
                    continue;
                }

                var list = new AnswerList { Path = here, Field = field, IsConnection = isConnection, Beside = isConnection ? [.. around, .. Totals(field.SelectionSet)] : [] };
                list.ReadRows(selected, named);
                found.Add(list);
            }
        }

        static IEnumerable<GraphQLField> Totals(GraphQLSelectionSet set) => set.Selections.OfType<GraphQLField>().Where(field => field.Name.StringValue == "totalCount");
    }

    private void ReadRows(SelectedFields selected, IGraphType type)
    {
        if (!IsConnection)
        {
            Columns = AnswerColumn.Of(selected, [(Field.SelectionSet!, type)]);
            return;
        }

        var members = selected.Of(Field.SelectionSet!, type).Select(one => one.Field).ToList();
        Rows = [.. members.Where(field => field.Name.StringValue is "nodes" or "edges" or "features").Select(field => (SelectedFields.ResponseName(field), field.Name.StringValue)).Distinct()];
        PageInfos = [.. members.Where(field => field.Name.StringValue == "pageInfo").Select(SelectedFields.ResponseName).Distinct()];
        if (Rows.Count == 0) return;
        var rows = members.Where(field => field.Name.StringValue == Rows[0].Field && field.SelectionSet is not null).ToList();
        if (rows.Count == 0) return;
        var rowType = ((IComplexGraphType)type).Fields.Find(rows[0].Name.StringValue)!.ResolvedType!.GetNamedType();
        var sets = rows.Select(row => (row.SelectionSet!, rowType)).ToList();
        if (Rows[0].Field == "edges")
        {
            var nodes = sets.SelectMany(set => selected.Of(set.Item1, rowType)).Where(one => one.Field is { Name.StringValue: "node", SelectionSet: not null }).ToList();
            if (nodes.Count == 0) return;
            Node = SelectedFields.ResponseName(nodes[0].Field);
            sets = [.. nodes.Select(node => (node.Field.SelectionSet!, node.Parent.Fields.Find("node")!.ResolvedType!.GetNamedType()))];
        }

        Columns = AnswerColumn.Of(selected, sets);
    }
}

/// <summary>The fields that a selection comes to, fragments spread.</summary>
internal sealed class SelectedFields(ISchema schema, GraphQLDocument document)
{
    public IEnumerable<(GraphQLField Field, IComplexGraphType Parent)> Of(GraphQLSelectionSet set, IGraphType type) => Of(set, type, []);

    private IEnumerable<(GraphQLField, IComplexGraphType)> Of(GraphQLSelectionSet set, IGraphType type, HashSet<GraphQLFragmentDefinition> within)
    {
        foreach (var node in set.Selections)
        {
            var inner = node switch
            {
                GraphQLInlineFragment inline => (inline.SelectionSet, inline.TypeCondition),
                // A cycle is validation's to report; here it must only end.
                GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment && within.Add(fragment) => (fragment.SelectionSet, fragment.TypeCondition),
                _ => (null, null),
            };
            if (node is GraphQLField field && type is IComplexGraphType parent) yield return (field, parent);
            if (inner.SelectionSet is null || (inner.TypeCondition is null ? type : schema.AllTypes[inner.TypeCondition.Type.Name]) is not { } narrowed) continue;
            foreach (var found in Of(inner.SelectionSet, narrowed, within)) yield return found;
        }
    }

    public static string ResponseName(GraphQLField field) => (field.Alias?.Name ?? field.Name).StringValue;

    public static bool IsList(IGraphType type) => type is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType };

    public static bool IsGeometry(IGraphType type) => type.GetNamedType() is IComplexGraphType named && named.Name.StartsWith("GeoJSON", StringComparison.Ordinal);
}
