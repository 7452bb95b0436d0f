using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EstateMap.Server.Graph;

internal enum OrderKind { Text, Number, Integer }

/// <summary>One sort key. Rows without a value come last in either direction, since people sort to see values.</summary>
/// <param name="Sql">Constant expression.</param>
internal sealed record Order(string Sql, OrderKind Kind, bool Descending = false)
{
    /// <summary>The sort keys of the row that a field points to, by that field and their own names.</summary>
    /// <param name="where">How the row is found, such as <c>o.id = s.owner_organisation_id</c>.</param>
    public static IEnumerable<KeyValuePair<string, Order>> Of(string field, Entity target, string where) =>
        target.Orders.Select(order => KeyValuePair.Create($"{field}.{order.Key}", order.Value with { Sql = $"(SELECT {order.Value.Sql} FROM {target.From} WHERE {where})", IsFilled = false }));

    /// <summary>True where every row has a value: then an index leads to where a page begins.</summary>
    public bool IsFilled { get; init; }

    /// <summary>True for a distance that an index gives nearest first. It can do so only where nothing else is sorted by, so that rows of one distance are put in order afterwards.</summary>
    public bool IsNearest { get; init; }

    /// <summary>How the key's value is written in a cursor and read back.</summary>
    public string Parameter(object value, SqlParameters parameters) => Kind switch
    {
        OrderKind.Text => parameters.Text((string)value),
        OrderKind.Number => parameters.Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => parameters.Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };
}

/// <summary>Keyset paging: a cursor is the sort keys of a row, so that rows inserted meanwhile neither repeat nor hide others.</summary>
internal static class Keyset
{
    public static string OrderBy(IReadOnlyList<Order> orders, bool reversed) =>
        string.Join(", ", orders.Select(order => order.Sql + Direction(order, reversed)));

    /// <summary>With the place of rows without a value, where there can be any.</summary>
    public static string Direction(Order order, bool reversed) => order.Descending != reversed ? order.IsFilled ? " DESC" : reversed ? " DESC NULLS FIRST" : " DESC NULLS LAST" : order.IsFilled ? "" : reversed ? " ASC NULLS FIRST" : " ASC NULLS LAST";

    /// <summary>
    /// Rows that come after the cursor in the order read (before it, when reversed): for keys k1..kn,
    /// k1 beyond v1 OR (k1 = v1 AND (k2 beyond v2 OR ...)).
    /// </summary>
    public static string Beyond(IReadOnlyList<Order> orders, IReadOnlyList<object?> values, bool reversed, SqlParameters parameters)
    {
        var condition = "FALSE";
        var bound = "";
        for (var n = orders.Count - 1; n >= 0; n--)
        {
            var order = orders[n];
            var value = values[n];
            string beyond, same;
            if (value is null && !order.IsFilled)
            {
                beyond = reversed ? $"{order.Sql} IS NOT NULL" : "FALSE";
                same = $"{order.Sql} IS NULL";
            }
            else
            {
                var placeholder = order.Parameter(value ?? throw GraphRequestError.BadCursor(), parameters);
                if (n == 0 && order.IsFilled) bound = $"{order.Sql} {(order.Descending != reversed ? "<=" : ">=")} {placeholder}";
                beyond = $"{order.Sql} {(order.Descending != reversed ? "<" : ">")} {placeholder}";
                if (!reversed && !order.IsFilled) beyond = $"({beyond} OR {order.Sql} IS NULL)";
                same = $"{order.Sql} = {placeholder}";
            }

            condition = $"({beyond} OR ({same} AND {condition}))";
        }

        // The same said once more as a range, which an index can find.
        return bound.Length > 0 ? $"({bound} AND {condition})" : condition;
    }

    public static string Write(IEnumerable<object?> values) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(values.ToArray()));

    /// <exception cref="GraphRequestError">HC0078: not a cursor of this list and order.</exception>
    public static object?[] Read(string cursor, IReadOnlyList<Order> orders)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(cursor)));
            var items = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : [];
            if (items.Count != orders.Count) throw GraphRequestError.BadCursor();
            return [.. items.Select(object? (item, n) => (item.ValueKind, orders[n].Kind) switch
            {
                (JsonValueKind.Null, _) => null,
                (JsonValueKind.String, OrderKind.Text) when !item.GetString()!.Contains('\0', StringComparison.Ordinal) => item.GetString(),
                (JsonValueKind.Number, OrderKind.Number) when item.TryGetDouble(out var number) => number,
                (JsonValueKind.Number, OrderKind.Integer) when item.TryGetInt64(out var whole) => whole,
                _ => throw GraphRequestError.BadCursor(),
            })];
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            throw GraphRequestError.BadCursor();
        }
    }

    /// <summary><c>order: [{ name: ASC }, { owner: { name: DESC } }]</c> as sort keys; nested names are joined with a dot.</summary>
    public static IEnumerable<Order> Parse(object? given, IReadOnlyDictionary<string, Order> known, string prefix = "")
    {
        var items = given switch
        {
            IDictionary<string, object?> one => [one],
            IEnumerable<object?> many => many.OfType<IDictionary<string, object?>>(),
            _ => [],
        };
        foreach (var (name, value) in items.SelectMany(item => item))
        {
            if (value is string direction) yield return known[prefix + name] with { Descending = direction == "DESC" };
            else
                foreach (var order in Parse(value, known, prefix + name + ".")) yield return order;
        }
    }
}
