using NetTopologySuite.Geometries;

namespace EstateMap.Server.Graph;

/// <summary>Turns the operations that a caller gives for one field into a condition.</summary>
internal delegate string Filter(object? operations, SqlParameters parameters);

/// <summary>HotChocolate's operation filters as SQL. Several operations on a field are ANDed; an absent or empty object filters nothing.</summary>
internal static class Filters
{
    // Metres. PostGIS widens in a plane that it picks for the geometry, which is none for half the Earth.
    private const int WidestBuffer = 1_000_000;

    /// <summary>A whole <c>where</c> object: fields ANDed, <c>and</c> and <c>or</c> combined.</summary>
    public static string Where(object? where, IReadOnlyDictionary<string, Filter> fields, SqlParameters parameters) =>
        Operations(where, parameters, (name, value) => name switch
        {
            "and" => Combine(value, " AND ", item => Where(item, fields, parameters)),
            "or" => Combine(value, " OR ", item => Where(item, fields, parameters)),
            _ => fields[name](value, parameters),
        });

    public static Filter Text(string column) => (operations, parameters) => TextOperations(column, operations, parameters);

    public static Filter Number(string column) => Compared(column, (value, parameters) => parameters.Number(ToDouble(value)), (values, parameters) => parameters.Numbers([.. values.Select(ToDouble)]));

    public static Filter Day(string column) => Compared(column, (value, parameters) => parameters.Day((DateOnly)value), (values, parameters) => parameters.Days([.. values.Cast<DateOnly>()]));

    public static Filter Instant(string column) => Compared(column, (value, parameters) => parameters.Instant((DateTime)value), (values, parameters) => parameters.Instants([.. values.Cast<DateTime>()]));

    public static Filter Boolean(string column) => (operations, parameters) => Operations(operations, parameters, (name, value) => (name, value) switch
    {
        ("eq", bool wanted) => $"{column} = {parameters.Boolean(wanted)}",
        ("neq", bool unwanted) => $"{column} IS DISTINCT FROM {parameters.Boolean(unwanted)}",
        ("eq", _) => $"{column} IS NULL",
        _ => $"{column} IS NOT NULL",
    });

    /// <summary>GraphQL enum words are the database's in capitals.</summary>
    public static Filter Enum(string column) => (operations, parameters) =>
        TextOperations($"{column}::text", Lowered(operations), parameters);

    public static Filter Id(string type, string column) => (operations, parameters) => Operations(operations, parameters, (name, value) => name switch
    {
        "eq" => value is null ? "FALSE" : $"{column} = ANY ({parameters.Integers(Numbers(type, [value]))})",
        "neq" => value is null ? "TRUE" : $"NOT {column} = ANY ({parameters.Integers(Numbers(type, [value]))})",
        "in" => $"{column} = ANY ({parameters.Integers(Numbers(type, Items(value)))})",
        "nin" => $"NOT {column} = ANY ({parameters.Integers(Numbers(type, Items(value)))})",
        _ => throw Unknown(name),
    });

    /// <summary>A condition on another table: <paramref name="exists"/> holds <c>{0}</c> where the inner condition goes.</summary>
    public static Filter Any(string exists, Filter inner) => (operations, parameters) =>
        operations is null ? "TRUE" : exists.Replace("{0}", inner(operations, parameters), StringComparison.Ordinal);

    public static Filter Nested(string exists, Func<IReadOnlyDictionary<string, Filter>> fields) => Any(exists, (operations, parameters) => Where(operations, fields(), parameters));

    /// <summary>Conditions on the rows of a list, and whether it has any: <paramref name="from"/> is the list from FROM to the end of its WHERE.</summary>
    public static Filter List(string from, Func<IReadOnlyDictionary<string, Filter>> fields) => List(from, (operations, parameters) => Where(operations, fields(), parameters));

    /// <summary>The same of a list whose items are texts.</summary>
    public static Filter Texts(string from, string column) => List(from, Text(column));

    private static Filter List(string from, Filter inner) => (operations, parameters) => Operations(operations, parameters, (name, value) => (name, value) switch
    {
        (_, null) => "TRUE",
        ("any", false) => $"NOT EXISTS (SELECT {from})",
        ("any", _) => $"EXISTS (SELECT {from})",
        ("some", _) => $"EXISTS (SELECT {from} AND {inner(value, parameters)})",
        ("none", _) => $"NOT EXISTS (SELECT {from} AND {inner(value, parameters)})",
        ("all", _) => $"NOT EXISTS (SELECT {from} AND NOT coalesce({inner(value, parameters)}, false))",
        _ => throw Unknown(name),
    });

    /// <summary>
    /// Spatial operations; the column stands first: <c>within</c> keeps rows within the argument. Buffers and distances are metres on the spheroid.
    /// </summary>
    public static Filter Geometry(string column) => (operations, parameters) => Operations(operations, parameters, (name, value) => name switch
    {
        "and" => Combine(value, " AND ", item => Geometry(column)(item, parameters)),
        "or" => Combine(value, " OR ", item => Geometry(column)(item, parameters)),
        "intersects" => Spatial("ST_Intersects", column, value, parameters),
        "within" => Spatial("ST_Within", column, value, parameters),
        "contains" => Spatial("ST_Contains", column, value, parameters),
        "overlaps" => Spatial("ST_Overlaps", column, value, parameters),
        "touches" => Spatial("ST_Touches", column, value, parameters),
        "nintersects" => $"NOT {Spatial("ST_Intersects", column, value, parameters)}",
        "nwithin" => $"NOT {Spatial("ST_Within", column, value, parameters)}",
        "ncontains" => $"NOT {Spatial("ST_Contains", column, value, parameters)}",
        "noverlaps" => $"NOT {Spatial("ST_Overlaps", column, value, parameters)}",
        "ntouches" => $"NOT {Spatial("ST_Touches", column, value, parameters)}",
        "distance" => Distance(column, value, parameters),
        _ => throw Unknown(name),
    });

    private static string Spatial(string predicate, string column, object? value, SqlParameters parameters)
    {
        if (value is not IDictionary<string, object?> operation) return "TRUE";
        var argument = Argument(operation, parameters);
        // Boxes first: their comparison may be told to be leakproof, and only what is leakproof reaches an index under row-level security (migrations/functions/05_boxes.sql).
        return $"({column} && {argument} AND {predicate}({column}, {argument}))";
    }

    private static string Argument(IDictionary<string, object?> operation, SqlParameters parameters)
    {
        var geometry = parameters.Geometry((Geometry)operation["geometry"]!);
        if (!operation.TryGetValue("buffer", out var buffer) || buffer is null) return geometry;
        var metres = ToDouble(buffer);
        if (!(Math.Abs(metres) <= WidestBuffer)) throw GraphRequestError.BadArgument($"`buffer` is a distance in metres, at most {WidestBuffer}.");
        return $"ST_Buffer({geometry}::geography, {parameters.Number(metres)})::geometry";
    }

    /// <summary>Rows at most so many metres from the argument; boxes first, as everywhere.</summary>
    public static string Within(string column, string argument, string metres) => $"({column} && box_around({argument}, {metres}) AND ST_DWithin({column}::geography, {argument}::geography, {metres}))";

    /// <summary>ST_DWithin rather than ST_Distance &lt; x, because only the former uses the index.</summary>
    private static string Distance(string column, object? value, SqlParameters parameters)
    {
        if (value is not IDictionary<string, object?> operation) return "TRUE";
        var bounds = operation.Where(item => item.Key is not ("geometry" or "buffer") && item.Value is not null).ToDictionary();
        if (bounds.Count == 0) return "TRUE";
        var argument = Argument(operation, parameters);
        var within = new Func<object?, string>(metres => Within(column, argument, parameters.Number(ToDouble(metres))));
        var measured = $"ST_Distance({column}::geography, {argument}::geography)";
        return Operations(bounds, parameters, (name, bound) => name switch
        {
            "lte" or "ngt" => within(bound),
            "lt" or "ngte" => $"({within(bound)} AND {measured} < {parameters.Number(ToDouble(bound))})",
            _ => Number(measured)(new Dictionary<string, object?> { [name] = bound }, parameters),
        });
    }

    private static string TextOperations(string column, object? operations, SqlParameters parameters) => Operations(operations, parameters, (name, value) => name switch
    {
        "and" => Combine(value, " AND ", item => TextOperations(column, item, parameters)),
        "or" => Combine(value, " OR ", item => TextOperations(column, item, parameters)),
        "eq" => value is null ? $"{column} IS NULL" : $"{column} = {parameters.Text((string)value)}",
        "neq" => value is null ? $"{column} IS NOT NULL" : $"{column} IS DISTINCT FROM {parameters.Text((string)value)}",
        "in" => In(column, value, parameters),
        "nin" => $"NOT coalesce({In(column, value, parameters)}, false)",
        _ when value is null => "TRUE",
        "contains" => Like(column, "%", value, "%", parameters),
        "ncontains" => $"NOT coalesce({Like(column, "%", value, "%", parameters)}, false)",
        "startsWith" => Like(column, "", value, "%", parameters),
        "nstartsWith" => $"NOT coalesce({Like(column, "", value, "%", parameters)}, false)",
        "endsWith" => Like(column, "%", value, "", parameters),
        "nendsWith" => $"NOT coalesce({Like(column, "%", value, "", parameters)}, false)",
        _ => throw Unknown(name),
    });

    /// <summary>Letter case does not count in parts of words: people type "library" for "Sale Library".</summary>
    private static string Like(string column, string before, object? value, string after, SqlParameters parameters) =>
        $"lower({column}) LIKE {parameters.Pattern(before, (string)value!, after)}";

    private static string In(string column, object? value, SqlParameters parameters) => Among(column, value, (items, all) => all.Texts([.. items.Cast<string>()]), parameters);

    /// <summary>Null among the items keeps rows without a value.</summary>
    private static string Among(string column, object? value, Func<IEnumerable<object>, SqlParameters, string> many, SqlParameters parameters)
    {
        var items = Items(value).ToList();
        var found = $"{column} = ANY ({many(items.OfType<object>(), parameters)})";
        return items.Contains(null) ? $"({found} OR {column} IS NULL)" : found;
    }

    /// <summary>Operations on what has an order; comparing with null says nothing and so filters nothing.</summary>
    private static Filter Compared(string column, Func<object, SqlParameters, string> one, Func<IEnumerable<object>, SqlParameters, string> many) => (operations, parameters) => Operations(operations, parameters, (name, value) => name switch
    {
        "eq" => value is null ? $"{column} IS NULL" : $"{column} = {one(value, parameters)}",
        "neq" => value is null ? $"{column} IS NOT NULL" : $"{column} IS DISTINCT FROM {one(value, parameters)}",
        "in" => Among(column, value, many, parameters),
        "nin" => $"NOT coalesce({Among(column, value, many, parameters)}, false)",
        _ when value is null => "TRUE",
        "gt" or "nlte" => $"{column} > {one(value, parameters)}",
        "gte" or "nlt" => $"{column} >= {one(value, parameters)}",
        "lt" or "ngte" => $"{column} < {one(value, parameters)}",
        "lte" or "ngt" => $"{column} <= {one(value, parameters)}",
        _ => throw Unknown(name),
    });

    private static string Operations(object? operations, SqlParameters parameters, Func<string, object?, string> compile)
    {
        parameters.CountCondition();
        if (operations is not IDictionary<string, object?> given || given.Count == 0) return "TRUE";
        return given.Count == 1 ? compile(given.First().Key, given.First().Value) : $"({string.Join(" AND ", given.Select(item => compile(item.Key, item.Value)))})";
    }

    private static string Combine(object? items, string word, Func<object?, string> compile)
    {
        var all = Items(items).Select(compile).ToList();
        return all.Count == 0 ? "TRUE" : $"({string.Join(word, all)})";
    }

    private static object? Lowered(object? operations) => operations switch
    {
        string word => word.ToLowerInvariant(),
        IDictionary<string, object?> given => given.ToDictionary(item => item.Key, item => Lowered(item.Value)),
        IEnumerable<object?> items => items.Select(Lowered).ToList(),
        _ => operations,
    };

    /// <summary>An id of another type or of no type finds nothing, rather than failing the query.</summary>
    private static long[] Numbers(string type, IEnumerable<object?> ids) =>
        [.. ids.Select(id => id?.ToString()).OfType<string>().Select(id => GlobalId.FindNumber(type, id)).OfType<long>()];

    private static IEnumerable<object?> Items(object? value) => value is IEnumerable<object?> items ? items : [];

    internal static double ToDouble(object? value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    private static InvalidOperationException Unknown(string operation) => new($"The schema offers an operation that no filter implements: {operation}.");
}
