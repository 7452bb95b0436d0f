using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Utilities;

namespace EstateMap.Server.Graph;

/// <summary>Attaches a room's code to the fields that its <c>.graphql</c> file declares.</summary>
internal sealed class Resolvers(SchemaBuilder builder)
{
    private readonly Dictionary<string, Entity> _entities = [];

    /// <summary>Types that <c>node</c> can find.</summary>
    public IReadOnlyDictionary<string, Entity> Entities => _entities;

    public void Field(string type, string field, Func<IResolveFieldContext, object?> resolve) =>
        builder.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<object>(resolve);

    public void Field(string type, string field, Func<IResolveFieldContext, Task<object?>> resolve) =>
        builder.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<object>(async context => await resolve(context));

    /// <summary>A field of an entity's rows.</summary>
    public void Of(Entity entity, string field, Func<IResolveFieldContext, Row, object?> resolve) =>
        Field(entity.Type, field, context => resolve(context, (Row)context.Source!));

    /// <summary>All fields that are plain columns, and the global id.</summary>
    public void Entity(Entity entity)
    {
        _entities[entity.Type] = entity;
        builder.Types.For(entity.Type).IsTypeOfFunc = value => value is Row row && row.Entity.Type == entity.Type;
        Of(entity, "id", (_, row) => row.GlobalId);
        foreach (var column in entity.Columns.Keys) Of(entity, column, (_, row) => row[column]);
    }

    /// <summary>A to-one field whose key is a column of the row.</summary>
    public void ToOne(Entity entity, string field, string keyColumn, Func<Entity> target) =>
        Of(entity, field, (context, row) => Connections.One(context, target(), row[keyColumn]));

    public void Nested(Entity parent, string field, Entity child, string condition) =>
        Nested(parent, field, child, new ListShape(child) { Condition = (_, _) => condition });

    public void Nested(Entity parent, string field, Entity child, ListShape shape) =>
        Field(parent.Type, field, context => Connections.Nested(context, child, shape));

    public void Root(string field, Entity entity) => Root(field, entity, new ListShape(entity));

    public void Root(string field, Entity entity, ListShape shape) => Field("Query", field, context => Connections.RootAsync(context, entity, shape));

    public void Connection(string name, Entity entity)
    {
        var type = name + "Connection";
        Field(type, "nodes", context => ((Connection)context.Source!).Page.Rows);
        Field(type, "edges", context => ((Connection)context.Source!).Page is { } page ? page.Rows.Zip(page.Cursors, (row, cursor) => new Edge(cursor, row)).ToList() : null);
        Field(type, "pageInfo", context => ((Connection)context.Source!).Page is { } page ? new PageInfo(page.HasNextPage, page.HasPreviousPage, page.Cursors is [var start, ..] ? start : null, page.Cursors is [.., var end] ? end : null) : null);
        Field(type, "totalCount", async context => await Awaited(((Connection)context.Source!).TotalCount(context)));
        if (entity.Features is not null) Field(type, "features", context => Geometries.FeaturesAsync(context, (Connection)context.Source!));
    }

    public void IsTypeOf(string type, Func<object, bool> isTypeOf) => builder.Types.For(type).IsTypeOfFunc = isTypeOf;

    private static async Task<object?> Awaited(object? value) => value is Task<object?> task ? await task : value;

    private sealed record Edge(string Cursor, Row Node);

    private sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
}
