using GraphQL.Types;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Files;

/// <summary>
/// A query made ready to become a file: its one list is asked page by page, and geometries come whole. Both are written into the text, under names that no
/// field of ours has, so that everything else is as its author wrote it.
/// </summary>
internal sealed class AnswerQuery
{
    public const string First = "estatemapFirst";
    public const string After = "estatemapAfter";
    public const string IsFirst = "estatemapIsFirst";
    public const string PageInfo = "estatemapPage";

    private readonly SortedDictionary<int, string> _insertions = [];
    private readonly string _query;

    private AnswerQuery(string query, AnswerList list)
    {
        _query = query;
        List = list;
    }

    public AnswerList List { get; }

    /// <summary>Whether the query leaves the number of rows open, so that all are meant.</summary>
    public bool IsWhole { get; private init; }

    public bool HasFirstOnly { get; private set; }

    public string Text { get; private set; } = "";

    /// <param name="isTable">Whether geometries are to be read, rather than passed on as they are selected.</param>
    public static AnswerQuery Prepare(string query, GraphQLOperationDefinition operation, AnswerList list, bool isTable)
    {
        var arguments = list.Field.Arguments?.Items.Select(argument => argument.Name.StringValue).ToList() ?? [];
        var made = new AnswerQuery(query, list) { IsWhole = list.IsConnection && !arguments.Any(name => name is "first" or "last" or "after" or "before") };
        if (list.IsConnection) made.Insert(list.Field.SelectionSet!.Location.Start + 1, $" {PageInfo}: pageInfo {{ hasNextPage endCursor }}");
        if (made.IsWhole) made.FollowPages(operation);
        if (isTable)
            foreach (var (field, type) in list.Columns.SelectMany(column => column.Geometries)) made.TakeWhole(field, type);
        made.Text = made.Compose();
        return made;
    }

    private void FollowPages(GraphQLOperationDefinition operation)
    {
        var page = $"first: ${First}, after: ${After}";
        if (List.Field.Arguments is { } given) Insert(given.Location.Start + 1, page + ", ");
        else Insert(List.Field.Name.Location.End, $"({page})");
        // What stands beside the list does not change from page to page.
        foreach (var field in List.Beside.Where(field => field.Directives is null))
        {
            HasFirstOnly = true;
            Insert(field.Arguments?.Location.End ?? field.Name.Location.End, $" @include(if: ${IsFirst})");
        }

        var declared = $"${First}: Int, ${After}: String" + (HasFirstOnly ? $", ${IsFirst}: Boolean!" : "");
        if (operation.Variables is { } variables) Insert(variables.Location.Start + 1, declared + ", ");
        else if (operation.Name is { } name) Insert(name.Location.End, $"({declared})");
        else if (operation.Location.Start == operation.SelectionSet.Location.Start) Insert(operation.Location.Start, $"query({declared}) ");
        else Insert(operation.Location.Start + "query".Length, $"({declared})");
    }

    private void TakeWhole(GraphQLField field, IGraphType type)
    {
        var types = type is IInterfaceGraphType several ? several.PossibleTypes.Select(one => one.Name) : [type.Name];
        var coordinates = types.Select(name => $"... on {name} {{ {AnswerGeometry.CoordinatesOf(name)}: coordinates }}");
        Insert(field.SelectionSet!.Location.Start + 1, $" {AnswerGeometry.Type}: type {AnswerGeometry.Crs}: crs {string.Join(' ', coordinates)}");
    }

    private void Insert(int at, string text) => _insertions[at] = text + (_insertions.TryGetValue(at, out var known) && known != text ? known : "");

    private string Compose()
    {
        var text = new System.Text.StringBuilder();
        var from = 0;
        foreach (var (at, insertion) in _insertions)
        {
            text.Append(_query, from, at - from).Append(insertion);
            from = at;
        }

        return text.Append(_query, from, _query.Length - from).ToString();
    }
}
