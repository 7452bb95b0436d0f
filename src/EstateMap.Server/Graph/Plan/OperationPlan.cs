using System.Text;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph.Plan;

/// <summary>A compiled operation: what stands at its root, in the order of the selection.</summary>
internal sealed record OperationPlan(IReadOnlyList<RootMember> Members)
{
    /// <summary>Levels of lists below the root; each is one round trip to the database.</summary>
    public required int Depth { get; init; }
}

/// <summary>One member of the answer; <see cref="Level"/> is null for <c>__typename</c>.</summary>
internal sealed record RootMember(byte[] Name, Level? Level);

/// <summary>One list, single row or connection of the answer, and with it one statement (two where its total is counted).</summary>
internal sealed class Level(Entity entity, LevelKind kind)
{
    public Entity Entity { get; } = entity;

    public LevelKind Kind { get; } = kind;

    /// <summary>The field as it stands in the document: its arguments are looked up by it. Of fields that merge it is the first.</summary>
    public required GraphQLField Field { get; init; }

    /// <summary>Condition and order; null for a row by its id.</summary>
    public ListShape? Shape { get; init; }

    /// <summary>Rows that a short list may have.</summary>
    public int Most { get; init; }

    public bool IsNested { get; init; }

    /// <summary>What is read of each row, first the entity's own columns, then those of the rows it points to.</summary>
    public required Scope Columns { get; init; }

    /// <summary>All scopes of the statement; the first is <see cref="Columns"/>.</summary>
    public List<Scope> Scopes { get; } = [];

    /// <summary>The texts made of each row: one for each place where its rows are selected.</summary>
    public List<RowPlan> Rows { get; } = [];

    /// <summary>What a connection selects; null for others, whose rows are <see cref="Rows"/>'s only text.</summary>
    public List<ConnectionMember>? Members { get; set; }

    public bool ReadsRows { get; set; }

    public bool ReadsCursors { get; set; }

    public bool ReadsTotal { get; set; }

    /// <summary>Lists below the rows of this one.</summary>
    public List<Level> Children { get; } = [];
}

internal enum LevelKind { Connection, Rows, ById, First }

/// <summary>Columns of one table in a level's statement: the list's own, or those of a row that it points to.</summary>
internal sealed class Scope(Entity entity)
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private int? _key;

    public Entity Entity { get; } = entity;

    /// <summary>How each column is written; constants unless the field has arguments.</summary>
    public List<Func<RunState, SqlParameters, string>> Columns { get; } = [];

    /// <summary>For a row pointed to: the scope and the column there that hold its key.</summary>
    public (Scope Scope, int Column)? Key { get; init; }

    /// <summary>Position of the first column in the result; set once all are known.</summary>
    public int Offset { get; set; }

    /// <summary>Where the key stands in the result: it is asked for like any column.</summary>
    public int KeyAt => Offset + (_key ??= Constant(Entity.Id));

    public int Constant(string sql)
    {
        if (!_known.TryGetValue(sql, out var at)) _known[sql] = at = Add((_, _) => sql);
        return at;
    }

    public int Add(Func<RunState, SqlParameters, string> build)
    {
        Columns.Add(build);
        return Columns.Count - 1;
    }
}

/// <summary>How a row becomes text: constant runs and values in turn, and holes where its lists go.</summary>
internal sealed class RowPlan
{
    public List<RowStep> Steps { get; } = [];

    private readonly List<byte> _literal = [];

    /// <summary>Appends constant text; runs that follow each other become one.</summary>
    public void Literal(string text) => _literal.AddRange(Encoding.UTF8.GetBytes(text));

    public void Literal(byte[] text) => _literal.AddRange(text);

    public void Step(RowStep step)
    {
        Flush();
        Steps.Add(step);
    }

    public void Flush()
    {
        if (_literal.Count == 0) return;
        Steps.Add(new LiteralStep([.. _literal]));
        _literal.Clear();
    }
}

internal abstract record RowStep;

internal sealed record LiteralStep(byte[] Text) : RowStep;

/// <summary>A scalar. A null where the schema promises a value is for the field-by-field executor to report.</summary>
internal sealed record ValueStep(Scope Scope, int Column, ValueKind Kind, bool IsRequired) : RowStep;

internal sealed record IdStep(Scope Scope, byte[] Prefix, bool IsText, string Type) : RowStep;

internal sealed record ComputedStep(Scope Scope, string[] Names, int[] Columns, Func<Row, object?> Compute, ValueKind Kind, GeometryPlan? Geometry, bool IsRequired) : RowStep;

internal sealed record GeometryStep(Scope Scope, int Column, Func<RunState, int> Crs, GeometryPlan Plan, bool IsRequired) : RowStep;

/// <summary>The text of the row pointed to, or null.</summary>
internal sealed record ToOneStep(Scope Scope, RowPlan Row, bool IsRequired) : RowStep;

/// <summary>GeoJSON as it comes from the database; a row without it has no text at all.</summary>
internal sealed record FeatureGeometryStep(Scope Scope, int Column) : RowStep;

/// <summary>The key of the list's own row, a number.</summary>
internal sealed record KeyStep(Scope Scope) : RowStep;

/// <summary>The text of the first of several rows pointed to that is there; each key but one is null.</summary>
internal sealed record OneOfStep(IReadOnlyList<(Scope Key, int Column, ToOneStep One)> Ends, bool IsRequired) : RowStep;

/// <summary>A list of its own statement, for the row whose key stands in the scope.</summary>
internal sealed record HoleStep(Scope Scope, int Child) : RowStep;

/// <summary>What is selected of a geometry, by its GeoJSON type.</summary>
internal sealed record GeometryPlan(Dictionary<string, (byte[] Name, GeometryMember Member)[]> Members)
{
    /// <summary>The same by the type's name in UTF-8; a handful, so that looking through them is quickest.</summary>
    public (byte[] Utf8, string Type, (byte[] Name, GeometryMember Member)[] Members)[] ByType { get; } = [.. Members.Select(item => (Encoding.UTF8.GetBytes(item.Key), item.Key, item.Value))];
}

internal enum GeometryMember { TypeName, Type, Coordinates, Bbox, Crs }

internal enum ConnectionMemberKind { TypeName, Nodes, Edges, PageInfo, TotalCount, Features }

/// <summary>One member of a connection; <paramref name="Rows"/> says which text its rows are, <paramref name="Inner"/> what its edges or page info select.</summary>
internal sealed record ConnectionMember(byte[] Name, ConnectionMemberKind Kind, byte[] TypeName, int Rows, IReadOnlyList<InnerMember> Inner);

internal enum InnerKind { TypeName, Cursor, Node, HasNextPage, HasPreviousPage, StartCursor, EndCursor }

internal sealed record InnerMember(byte[] Name, InnerKind Kind, byte[] TypeName, int Rows);
