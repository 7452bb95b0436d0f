namespace EstateMap.Server.Graph.Plan;

/// <summary>
/// How a field's value comes about, told so that a whole operation can be compiled to statements. Rooms say it where they attach their resolvers; a field that says nothing is resolved one by one.
/// </summary>
internal abstract record FieldSource
{
    /// <summary>Key under which a field of the schema holds its source.</summary>
    public const string Key = "estatemap:source";
}

/// <summary>The row's global id.</summary>
internal sealed record IdSource : FieldSource;

/// <summary>A column of the entity, by its name there.</summary>
internal sealed record ColumnSource(string Column) : FieldSource;

/// <summary>Made from columns of the row alone.</summary>
internal sealed record ComputedSource(string[] Columns, Func<Row, object?> Compute) : FieldSource;

/// <summary>An SQL expression that depends on the field's arguments.</summary>
internal sealed record ExpressionSource(Func<Arguments, SqlParameters, string> Build) : FieldSource;

/// <summary>A geometry as GeoJSON text, and the CRS of its coordinates.</summary>
internal sealed record GeometrySource(Func<Arguments, SqlParameters, (string Sql, int Crs)> Build) : FieldSource;

/// <summary>The one row that a column of this one points to.</summary>
internal sealed record ToOneSource(string KeyColumn, Func<Entity> Target) : FieldSource;

/// <summary>The one row that one of several columns points to, each to a type of its own.</summary>
internal sealed record OneOfSource((string KeyColumn, Func<Entity> Target)[] Ends) : FieldSource;

/// <summary>A connection: of the whole place at the root, of the row below it.</summary>
internal sealed record ConnectionSource(Entity Entity, ListShape Shape) : FieldSource;

/// <summary>A short list of rows that is no connection.</summary>
internal sealed record RowsSource(Entity Entity, ListShape Shape, int Most) : FieldSource;

/// <summary>The one row at the root that has this id.</summary>
internal sealed record ByIdSource(Entity Entity) : FieldSource;

/// <summary>The first row at the root of a list.</summary>
internal sealed record FirstSource(Entity Entity, ListShape Shape) : FieldSource;
