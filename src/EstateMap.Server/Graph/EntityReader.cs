using System.Globalization;
using EstateMap.Server.People;
using Npgsql;

namespace EstateMap.Server.Graph;

/// <summary>How much of a list is asked for, as HotChocolate pages.</summary>
/// <param name="Take">Rows in the page.</param>
/// <param name="Reversed">True for <c>last</c>/<c>before</c>: read from the end.</param>
/// <param name="Cursor">Keys of the row that the page lies beyond; null at the start or end.</param>
internal sealed record PageRequest(int Take, bool Reversed, object?[]? Cursor);

/// <summary>One page of one parent's list, in list order.</summary>
internal sealed record Page(IReadOnlyList<Row> Rows, IReadOnlyList<string> Cursors, bool HasNextPage, bool HasPreviousPage)
{
    public static readonly Page Empty = new([], [], false, false);
}

/// <summary>Which of an entity's rows a list holds, and in which order.</summary>
/// <param name="Condition">Composed by a room from constants and parameters; may name <c>parent.id</c> in nested lists.</param>
internal sealed record ListQuery(Entity Entity, string From, IReadOnlyCollection<string> Columns, IReadOnlyList<Order> Orders, string Condition);

/// <summary>Builds a list against the parameters of the statement that it goes into.</summary>
internal delegate ListQuery ListBuilder(SqlParameters parameters);

/// <summary>The statements behind every list: one for a page of a root list, one for the pages of all parents of a nested list.</summary>
internal static class EntityReader
{
    public static async Task<Page> ReadPageAsync(CallerSource source, ListBuilder build, PageRequest page, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var list = build(parameters);
        var sql = PageSql(list, page, parameters);
        await using var command = parameters.Command(source, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<(Row Row, string Cursor)>();
        while (await reader.ReadAsync(cancellation)) rows.Add(ReadRow(reader, list, first: 0));
        return ToPage(rows, page);
    }

    /// <summary>Pages of the lists of many parents; a parent without rows is absent.</summary>
    public static async Task<Dictionary<long, Page>> ReadPagesAsync(
        CallerSource source, ListBuilder build, PageRequest page, IReadOnlyCollection<long> parents, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var list = build(parameters);
        var sql = $"""
            SELECT parent.id, child.*
            FROM unnest({parameters.Integers(parents)}) AS parent (id)
            CROSS JOIN LATERAL (
            {PageSql(list, page, parameters)}
            ) AS child
            """;
        await using var command = parameters.Command(source, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new Dictionary<long, List<(Row, string)>>();
        while (await reader.ReadAsync(cancellation))
        {
            var parent = reader.GetInt64(0);
            if (!rows.TryGetValue(parent, out var own)) rows[parent] = own = [];
            own.Add(ReadRow(reader, list, first: 1));
        }

        return rows.ToDictionary(item => item.Key, item => ToPage(item.Value, page));
    }

    public static async Task<int> CountAsync(CallerSource source, ListBuilder build, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var list = build(parameters);
        await using var command = parameters.Command(source, $"SELECT count(*)::int FROM {list.From} WHERE {list.Entity.Listed} AND {list.Condition}");
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public static async Task<Dictionary<long, int>> CountsAsync(
        CallerSource source, ListBuilder build, IReadOnlyCollection<long> parents, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var list = build(parameters);
        var sql = $"""
            SELECT parent.id, (SELECT count(*)::int FROM {list.From} WHERE {list.Entity.Listed} AND {list.Condition})
            FROM unnest({parameters.Integers(parents)}) AS parent (id)
            """;
        await using var command = parameters.Command(source, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<long, int>();
        while (await reader.ReadAsync(cancellation)) counts[reader.GetInt64(0)] = reader.GetInt32(1);
        return counts;
    }

    /// <summary>Rows by key, whether lists show them or not.</summary>
    public static async Task<Dictionary<object, Row>> ReadByKeysAsync(
        CallerSource source, Entity entity, IReadOnlyCollection<string> columns, IReadOnlyCollection<object> keys, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var placeholder = entity.HasTextKey ? parameters.Texts([.. keys.Cast<string>()]) : parameters.Integers([.. keys.Cast<long>()]);
        var list = new ListQuery(entity, entity.From, columns, [], "TRUE");
        await using var command = parameters.Command(source, $"SELECT {SelectList(list)} FROM {entity.From} WHERE {entity.Id} = ANY ({placeholder})");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new Dictionary<object, Row>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = ReadRow(reader, list, first: 0).Row;
            rows[row.Key] = row;
        }

        return rows;
    }

    /// <summary>One row more than the page, to know whether more follow.</summary>
    internal static string PageSql(ListQuery list, PageRequest page, SqlParameters parameters)
    {
        var beyond = page.Cursor is null ? "TRUE" : Keyset.Beyond(list.Orders, page.Cursor, page.Reversed, parameters);
        return $"""
            SELECT {SelectList(list)}
            FROM {list.From}
            WHERE {list.Entity.Listed} AND {list.Condition} AND {beyond}
            ORDER BY {Keyset.OrderBy(list.Orders, page.Reversed)}
            LIMIT {parameters.Integer(page.Take + 1)}
            """;
    }

    /// <summary>The key, the columns, then the sort keys; numbered, since two fields may share a name with a table's column.</summary>
    private static string SelectList(ListQuery list) => string.Join(", ",
        new[] { list.Entity.Id }.Concat(list.Columns.Select(column => list.Entity.Columns[column])).Concat(list.Orders.Select(order => order.Sql))
            .Select((sql, n) => string.Create(CultureInfo.InvariantCulture, $"{sql} AS c{n}")));

    private static (Row Row, string Cursor) ReadRow(NpgsqlDataReader reader, ListQuery list, int first)
    {
        var values = new Dictionary<string, object?>(list.Columns.Count);
        var at = first + 1;
        foreach (var column in list.Columns) values[column] = Value(reader, at++);
        var keys = new object?[list.Orders.Count];
        for (var n = 0; n < keys.Length; n++) keys[n] = Value(reader, at++);
        return (new Row(list.Entity, reader.GetValue(first), values), Keyset.Write(keys));
    }

    private static object? Value(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetValue(at);

    private static Page ToPage(List<(Row Row, string Cursor)> rows, PageRequest page)
    {
        var hasMore = rows.Count > page.Take;
        if (hasMore) rows.RemoveAt(page.Take);
        if (page.Reversed) rows.Reverse();
        return new Page([.. rows.Select(item => item.Row)], [.. rows.Select(item => item.Cursor)],
            HasNextPage: page.Reversed ? page.Cursor is not null : hasMore,
            HasPreviousPage: page.Reversed ? hasMore : page.Cursor is not null);
    }
}
