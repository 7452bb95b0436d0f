namespace EstateMap.Server.Graph;

/// <summary>
/// A GraphQL object type whose rows are one table's: which SQL expression stands behind each field, what can be filtered and sorted.
/// All SQL here is constant; rooms declare their entities as static fields, and a test prepares every combination.
/// </summary>
/// <param name="Type">GraphQL type name, and the first half of its global ids.</param>
/// <param name="From">Table with its alias, such as <c>site s</c>; <c>q</c> and <c>t1</c>, <c>t2</c> ... are the plans' own.</param>
/// <param name="Id">Expression of the key.</param>
internal sealed record Entity(string Type, string From, string Id)
{
    /// <summary>Rows that lists show; ids find the others too.</summary>
    public string Listed { get; init; } = "TRUE";

    /// <summary>True when <see cref="Id"/> is text, not a bigint.</summary>
    public bool HasTextKey { get; init; }

    /// <summary>GraphQL field to SQL expression; only what a query selects is read.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>Columns that fields with resolvers of their own need: GraphQL field to names of <see cref="Columns"/>.</summary>
    public IReadOnlyDictionary<string, string[]> Needs { get; init; } = new Dictionary<string, string[]>();

    public IReadOnlyDictionary<string, Filter> Filters { get; init; } = new Dictionary<string, Filter>();

    public required IReadOnlyDictionary<string, Order> Orders { get; init; }

    public required Order[] DefaultOrder { get; init; }

    /// <summary>What a row is as a GeoJSON Feature; null for types without geometry.</summary>
    public FeatureParts? Feature { get; init; }
}

/// <summary>A row as a GeoJSON Feature: its geometry as text in WGS84, and its properties besides the global id.</summary>
internal sealed record FeatureParts(string Geometry, (string Name, string Sql, ValueKind Kind)[] Properties);

/// <summary>How a value is written in JSON.</summary>
internal enum ValueKind { Text, Integer, Number, Boolean, Day, Instant, Texts, Numbers }

/// <summary>One row of an entity: the values of the columns that the query selected.</summary>
internal sealed class Row(Entity entity, object key, IReadOnlyDictionary<string, object?> values)
{
    public Entity Entity { get; } = entity;

    /// <summary>A long, or a string where the entity has a text key.</summary>
    public object Key { get; } = key;

    public string GlobalId => Graph.GlobalId.Write(Entity.Type, Key);

    public object? this[string column] => values.GetValueOrDefault(column);

    public long? Number(string column) => this[column] as long?;
}
