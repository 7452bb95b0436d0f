using System.Globalization;
using System.Text;
using Npgsql;

namespace EstateMap.Server.Graph.Plan;

/// <summary>A composed statement: its text and values, which page it reads, and how many columns of order stand at the end of its rows.</summary>
/// <param name="ParentsAt">Which parameter holds the parents' keys; -1 for none.</param>
internal sealed record ComposedStatement(string Sql, SqlParameters Parameters, int ParentsAt, PageRequest Page, int OrderColumns)
{
    public NpgsqlBatchCommand Command(IReadOnlyCollection<long>? parents) => Parameters.BatchCommand(Sql, ParentsAt, parents?.ToArray());
}

/// <summary>Composes the statement of a level: constants of the rooms, and parameters.</summary>
internal static class LevelStatement
{
    private static readonly PageRequest NoPage = new(1, false, null);

    /// <summary>The rows of a level: of the whole place, or of all parents at once.</summary>
    public static ComposedStatement Rows(Level level, RunState state, bool hasParents)
    {
        var parameters = new SqlParameters();
        var arguments = state.Arguments(level.Field);
        var entity = level.Entity;
        var from = hasParents ? $"FROM unnest({parameters.Integers([])}) AS parent (id)\nCROSS JOIN LATERAL (\n" : "";
        var columns = level.Columns.Columns.Select(build => build(state, parameters)).ToList();
        if (level.Kind == LevelKind.ById)
        {
            var key = GlobalId.FindNumber(entity.Type, arguments.Text("id") ?? "");
            var one = $"SELECT {Numbered(columns, "c")} FROM {entity.From} WHERE {entity.Id} = {parameters.FindInteger(key)}";
            return new ComposedStatement(Joined(one, level, state, parameters, orders: null), parameters, -1, NoPage, 0);
        }

        var orders = level.Shape!.Orders(arguments, parameters);
        var page = level.Kind == LevelKind.Connection ? Connections.ReadPageRequest(arguments, state.Settings, orders) : new PageRequest(level.Most, false, null);
        var beyond = page.Cursor is null ? "" : $" AND {Keyset.Beyond(orders, page.Cursor, page.Reversed, parameters)}";
        var isNearest = orders[0].IsNearest && !page.Reversed;
        var keys = level.ReadsCursors || level.Scopes.Count > 1 || isNearest ? orders : [];
        // Our own number, within the limit of pages, and no parameter: PostgreSQL would plan for a tenth of the table, find each call's own plan cheaper than the kept one, and plan at every call.
        var take = (page.Take + (level.Kind == LevelKind.Connection ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
        var list = $"""
            SELECT {Numbered(columns, "c")}{string.Concat(keys.Select((order, n) => string.Create(CultureInfo.InvariantCulture, $", {order.Sql} AS k{n}")))}
            FROM {level.Shape.From}
            WHERE {entity.Listed} AND {level.Shape.Condition(arguments, parameters)} AND {Filters.Where(arguments.Given("where"), entity.Filters, parameters)}{beyond}
            ORDER BY {(isNearest ? $"{orders[0].Sql}\nFETCH FIRST ({take}) ROWS WITH TIES" : $"{Keyset.OrderBy(orders, page.Reversed)}\nLIMIT {take}")}
            """;
        var ordered = string.Join(", ", keys.Select((order, n) => string.Create(CultureInfo.InvariantCulture, $"q.k{n}{Keyset.Direction(order, page.Reversed)}")));
        if (isNearest) list = $"SELECT q.* FROM (\n{list}\n) q\nORDER BY {ordered}\nLIMIT {take}";
        var sql = Joined(list, level, state, parameters, ordered, level.ReadsCursors ? keys.Count : 0);
        if (hasParents) sql = $"SELECT parent.id, child.*\n{from}{sql}\n) AS child";
        return new ComposedStatement(sql, parameters, hasParents ? 0 : -1, page, level.ReadsCursors ? keys.Count : 0);
    }

    /// <summary>Which page a connection's arguments ask for.</summary>
    /// <exception cref="GraphRequestError">One that may not be asked for.</exception>
    public static PageRequest ReadPage(Level level, RunState state) =>
        Connections.ReadPageRequest(state.Arguments(level.Field), state.Settings, level.Shape!.Orders(state.Arguments(level.Field), new SqlParameters()));

    /// <summary>How many rows the whole list has.</summary>
    public static ComposedStatement Total(Level level, RunState state, bool hasParents)
    {
        var parameters = new SqlParameters();
        var arguments = state.Arguments(level.Field);
        var count = $"SELECT count(*)::int FROM {level.Shape!.From} WHERE {level.Entity.Listed} AND {level.Shape.Condition(arguments, parameters)} AND {Filters.Where(arguments.Given("where"), level.Entity.Filters, parameters)}";
        if (!hasParents) return new ComposedStatement(count, parameters, -1, NoPage, 0);
        var sql = $"SELECT parent.id, ({count}) FROM unnest({parameters.Integers([])}) AS parent (id)";
        return new ComposedStatement(sql, parameters, parameters.Count - 1, NoPage, 0);
    }

    /// <summary>Joins the rows that the list's rows point to. The order is told again, since a join need not keep it; where it does the planner sees that there is nothing to sort.</summary>
    private static string Joined(string list, Level level, RunState state, SqlParameters parameters, string? orders, int keys = 0)
    {
        if (level.Scopes.Count == 1) return list;
        var selected = new StringBuilder();
        var joins = new StringBuilder();
        for (var n = 0; n < level.Scopes.Count; n++)
        {
            var scope = level.Scopes[n];
            var alias = Alias(level, scope);
            for (var column = 0; column < scope.Columns.Count; column++) selected.Append(CultureInfo.InvariantCulture, $"{(selected.Length > 0 ? ", " : "")}{alias}.c{column}{(n > 0 ? $" AS {alias}c{column}" : "")}");
            if (scope.Key is not { } key) continue;
            var columns = scope.Columns.Select(build => build(state, parameters)).ToList();
            joins.Append(CultureInfo.InvariantCulture, $"\nLEFT JOIN LATERAL (SELECT {Numbered(columns, "c")} FROM {scope.Entity.From} WHERE {scope.Entity.Id} = {Alias(level, key.Scope)}.c{key.Column}) {alias} ON TRUE");
        }

        for (var n = 0; n < keys; n++) selected.Append(CultureInfo.InvariantCulture, $", q.k{n}");
        return $"SELECT {selected}\nFROM (\n{list}\n) q{joins}{(string.IsNullOrEmpty(orders) ? "" : $"\nORDER BY {orders}")}";
    }

    private static string Alias(Level level, Scope scope) => level.Scopes.IndexOf(scope) is > 0 and var n ? string.Create(CultureInfo.InvariantCulture, $"t{n}") : "q";

    private static string Numbered(List<string> columns, string prefix) => string.Join(", ", columns.Select((sql, n) => string.Create(CultureInfo.InvariantCulture, $"{sql} AS {prefix}{n}")));
}
