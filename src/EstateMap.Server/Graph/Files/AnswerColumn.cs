using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Files;

/// <summary>What a column holds. Lists of scalars are several words in one cell; lists of objects are JSON.</summary>
internal enum ColumnKind { Text, Integer, Number, Boolean, Day, Instant, Several, Geometry, Json }

/// <summary>One column of a file: a field of the row, or of an object within it, whose name then has dots (<c>owner.name</c>).</summary>
internal sealed record AnswerColumn(string Name, string[] Path, ColumnKind Kind)
{
    /// <summary>Where a geometry is selected, so that it can be asked for whole.</summary>
    public IReadOnlyList<(GraphQLField Field, IGraphType Type)> Geometries { get; init; } = [];

    /// <summary>Columns by the schema, not by the rows, so that a column which is empty in all of them is there too.</summary>
    public static IReadOnlyList<AnswerColumn> Of(SelectedFields selected, IReadOnlyList<(GraphQLSelectionSet Set, IGraphType Type)> sets)
    {
        var columns = new List<AnswerColumn>();
        Walk(sets, []);
        return columns;

        void Walk(IEnumerable<(GraphQLSelectionSet Set, IGraphType Type)> here, string[] path)
        {
            // Fields of one response name are one, wherever they are written.
            foreach (var same in here.SelectMany(set => selected.Of(set.Set, set.Type)).GroupBy(one => SelectedFields.ResponseName(one.Field)))
            {
                string[] below = [.. path, same.Key];
                var types = same.Select(one => (one.Field, Type: TypeOf(one.Field, one.Parent))).Where(one => one.Type is not null).ToList();
                if (types.Count == 0) continue;
                var inner = types.Where(one => one.Field.SelectionSet is not null).ToList();
                if (inner.Count > 0 && SelectedFields.IsGeometry(types[0].Type!))
                    columns.Add(new(Name(below), below, ColumnKind.Geometry) { Geometries = [.. inner.Select(one => (one.Field, one.Type!.GetNamedType()))] });
                else if (inner.Count > 0 && !SelectedFields.IsList(types[0].Type!) && !types[0].Type!.GetNamedType().Name.EndsWith("Connection", StringComparison.Ordinal))
                    Walk(inner.Select(one => (one.Field.SelectionSet!, one.Type!.GetNamedType())), below);
                else
                    columns.Add(new(Name(below), below, types.Select(one => KindOf(one.Type!)).Distinct().Count() == 1 ? KindOf(types[0].Type!) : ColumnKind.Text));
            }
        }

        static string Name(string[] path) => string.Join('.', path);

        static IGraphType? TypeOf(GraphQLField field, IComplexGraphType parent) =>
            field.Name.StringValue == "__typename" ? new NonNullGraphType(new StringGraphType()) : parent.Fields.Find(field.Name.StringValue)?.ResolvedType;
    }

    /// <summary>The value in a row; nothing where the row, or an object on the way, has none.</summary>
    public JsonElement? Find(JsonElement row)
    {
        foreach (var name in Path)
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out row)) return null;
        return row.ValueKind == JsonValueKind.Null ? null : row;
    }

    /// <summary>The value as text: words as they are, several of them apart by semicolons, lists of objects as JSON.</summary>
    public string? FindText(JsonElement row) => Find(row) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } several when Kind == ColumnKind.Several => string.Join("; ", several.EnumerateArray().Select(one => one.ToString())),
        { } other => other.GetRawText(),
    };

    private static ColumnKind KindOf(IGraphType type) => (type.GetNamedType(), SelectedFields.IsList(type)) switch
    {
        (EnumerationGraphType or StringGraphType or IdGraphType or IntGraphType or FloatGraphType or BooleanGraphType, true) => ColumnKind.Several,
        (EnumerationGraphType or StringGraphType or IdGraphType, false) => ColumnKind.Text,
        (IntGraphType, false) => ColumnKind.Integer,
        (FloatGraphType, false) => ColumnKind.Number,
        (BooleanGraphType, false) => ColumnKind.Boolean,
        ({ Name: "LocalDate" }, false) => ColumnKind.Day,
        ({ Name: "DateTime" }, false) => ColumnKind.Instant,
        _ => ColumnKind.Json,
    };
}
