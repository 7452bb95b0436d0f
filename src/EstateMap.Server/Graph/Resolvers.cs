using EstateMap.Server.Graph.Plan;
using EstateMap.Server.People;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Utilities;
using Npgsql;

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
        Source(entity.Type, "id", new IdSource());
        Columns(entity);
    }

    /// <summary>All fields that are plain columns.</summary>
    public void Columns(Entity entity)
    {
        foreach (var column in entity.Columns.Keys)
        {
            Of(entity, column, (_, row) => row[column]);
            Source(entity.Type, column, new ColumnSource(column));
        }
    }

    /// <summary>A field made from columns of its row, which <see cref="Graph.Entity.Needs"/> names.</summary>
    public void Computed(Entity entity, string field, Func<Row, object?> compute)
    {
        Of(entity, field, (_, row) => compute(row));
        Source(entity.Type, field, new ComputedSource(entity.Needs[field], compute));
    }

    /// <summary>A field that PostgreSQL computes from the row and the field's arguments.</summary>
    public void Expression(Entity entity, string field, Func<Arguments, SqlParameters, string> build)
    {
        Of(entity, field, (context, _) =>
        {
            var arguments = new Arguments(context.Copy().Arguments);
            return Geometries.ById(context, entity, parameters => build(arguments, parameters), value => value);
        });
        Source(entity.Type, field, new ExpressionSource(build));
    }

    /// <summary>A geometry column, in the CRS, decimals and simplification that the field's arguments ask for.</summary>
    public void Geometry(Entity entity, string field, string column)
    {
        Of(entity, field, (context, _) =>
        {
            var arguments = new Arguments(context.Copy().Arguments);
            var crs = Geometries.AsGeoJson(arguments, new SqlParameters(), column).Crs;
            return Geometries.ById(context, entity, parameters => Geometries.AsGeoJson(arguments, parameters, column).Sql, value => GeoJson.Read(value as string, crs));
        });
        Source(entity.Type, field, new GeometrySource((arguments, parameters) => Geometries.AsGeoJson(arguments, parameters, column)));
    }

    /// <summary>The one row that has the id of the argument <c>id</c>.</summary>
    public void ById(string field, Entity entity)
    {
        Field("Query", field, context => Connections.One(context, entity, GlobalId.FindNumber(entity.Type, context.GetArgument<string>("id"))));
        Source("Query", field, new ByIdSource(entity));
    }

    /// <summary>The first row of a list.</summary>
    public void First(string field, Entity entity, ListShape shape)
    {
        Field("Query", field, context => Connections.FirstAsync(context, entity, shape));
        Source("Query", field, new FirstSource(entity, shape));
    }

    public void Rows(Entity parent, string field, Entity child, string condition, int most = 1000) => Rows(parent, field, child, new ListShape(child) { Condition = (_, _) => condition }, most);

    /// <summary>A short list that is no connection.</summary>
    public void Rows(Entity parent, string field, Entity child, ListShape shape, int most = 1000)
    {
        Field(parent.Type, field, context => Connections.NestedList(context, child, shape, most));
        Source(parent.Type, field, new RowsSource(child, shape, most));
    }

    /// <summary>A to-one field whose key is a column of the row.</summary>
    public void ToOne(Entity entity, string field, string keyColumn, Func<Entity> target)
    {
        Of(entity, field, (context, row) => Connections.One(context, target(), row[keyColumn]));
        Source(entity.Type, field, new ToOneSource(keyColumn, target));
    }

    /// <summary>A field of a union: the row that the one of several keys points to which is not null.</summary>
    public void OneOf(Entity entity, string field, params (string KeyColumn, Func<Entity> Target)[] ends)
    {
        Of(entity, field, (context, row) => Array.Find(ends, end => row[end.KeyColumn] is not null) is { Target: { } target } found ? Connections.One(context, target(), row[found.KeyColumn]) : null);
        Source(entity.Type, field, new OneOfSource(ends));
    }

    public void Nested(Entity parent, string field, Entity child, string condition) =>
        Nested(parent, field, child, new ListShape(child) { Condition = (_, _) => condition });

    public void Nested(Entity parent, string field, Entity child, ListShape shape)
    {
        Field(parent.Type, field, context => Connections.Nested(context, child, shape));
        Source(parent.Type, field, new ConnectionSource(child, shape));
    }

    public void Root(string field, Entity entity) => Root(field, entity, new ListShape(entity));

    public void Root(string field, Entity entity, ListShape shape)
    {
        Field("Query", field, context => Connections.RootAsync(context, entity, shape));
        Source("Query", field, new ConnectionSource(entity, shape));
    }

    public void Connection(string name, Entity entity)
    {
        var type = name + "Connection";
        Field(type, "nodes", context => ((Connection)context.Source!).Page.Rows);
        Field(type, "edges", context => ((Connection)context.Source!).Page is { } page ? page.Rows.Zip(page.Cursors, (row, cursor) => new Edge(cursor, row)).ToList() : null);
        Field(type, "pageInfo", context => ((Connection)context.Source!).Page is { } page ? new PageInfo(page.HasNextPage, page.HasPreviousPage, page.Cursors is [var start, ..] ? start : null, page.Cursors is [.., var end] ? end : null) : null);
        Field(type, "totalCount", async context => await Awaited(((Connection)context.Source!).TotalCount(context)));
        if (entity.Feature is not null) Field(type, "features", context => Geometries.FeaturesAsync(context, (Connection)context.Source!));
    }

    /// <summary>A stream of news; each is the source of the field's selection.</summary>
    public void Subscription(string field, Func<IResolveFieldContext, IObservable<object?>> listen)
    {
        var config = builder.Types.For("Subscription").FieldFor(field);
        config.StreamResolver = new SourceStreamResolver<object?>(listen);
        config.Resolver = new FuncFieldResolver<object>(context => context.Source);
    }

    /// <summary>A stream that is found, or refused, only after asking.</summary>
    public void Subscription(string field, Func<IResolveFieldContext, Task<IObservable<object?>>> listen)
    {
        var config = builder.Types.For("Subscription").FieldFor(field);
        config.StreamResolver = new SourceStreamResolver<object?>(async context => await listen(context));
        config.Resolver = new FuncFieldResolver<object>(context => context.Source);
    }

    /// <summary>
    /// A change. Its payload <c>{ what  errors }</c> holds what came of it, or why nothing was changed (<see cref="MutationError"/>); the union of its errors is declared beside it.
    /// </summary>
    /// <param name="field">Name of the mutation: <c>createStudy</c> has the payload <c>CreateStudyPayload</c>.</param>
    /// <param name="result">The payload's other field.</param>
    /// <param name="entity">Whose row that field gives; null when it gives what <paramref name="change"/> returns.</param>
    /// <param name="role">Which role it takes (<see cref="Roles"/>), anywhere; about the thing itself PostgreSQL decides.</param>
    /// <param name="change">Makes the change from the coerced <c>input</c>, and returns the key of the row, or the thing itself.</param>
    public void Mutation(string field, string result, Entity? entity, string role, Func<IResolveFieldContext, IDictionary<string, object?>, Task<object?>> change)
    {
        var payload = $"{char.ToUpperInvariant(field[0])}{field[1..]}Payload";
        Field("Mutation", field, async context =>
        {
            // Whoever has signed in is a reader, whatever else their rights are.
            if (role != Roles.Anybody && !(role == Roles.Reader ? context.Caller() is var caller && (caller.IsSignedIn && !caller.IsByKey || caller.MayChange) : context.Caller().Holds(role))) throw GraphRequestError.NotAuthorised(Roles.Refusal(role));
            try
            {
                return new Payload(await change(context, context.GetArgument<Dictionary<string, object?>>("input")), null);
            }
            catch (MutationError error)
            {
                return new Payload(null, [error]);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // Whatever a room forgot to say kindly, row-level security says.
                throw GraphRequestError.NotAuthorised("Your account may not change this. Nothing was changed.");
            }
        });
        Field(payload, result, context => ((Payload)context.Source!).Result is { } made ? entity is null ? made : Connections.One(context, entity, made) : null);
        Field(payload, "errors", context => ((Payload)context.Source!).Errors);
    }

    /// <summary>The types of <see cref="MutationError"/>.</summary>
    public void MutationErrors()
    {
        foreach (var (type, fields) in new[] { ("InvalidInputError", "path"), ("NotFoundError", "id"), ("VersionConflictError", "currentVersion"), ("ContributionConflictError", "currentVersion"), ("FrozenError", null) })
        {
            builder.Types.For(type).IsTypeOfFunc = value => value is MutationError error && error.Type == type;
            Field(type, "message", context => ((MutationError)context.Source!).Message);
            if (type == "ContributionConflictError") Field(type, "fields", context => ((MutationError)context.Source!).Details["fields"]);
            if (fields is not null) Field(type, fields, context => ((MutationError)context.Source!).Details[fields]);
        }
    }

    /// <summary>Fields that take work beside their rows: how much, where a list that is read is 10 (<see cref="OperationCost"/>).</summary>
    public void Weigh(string type, long weight, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) builder.Types.For(type).FieldFor(field).Metadata[OperationCost.Weight] = weight;
    }

    /// <summary>What the plan compiler reads; unknown to whoever executes field by field.</summary>
    private void Source(string type, string field, FieldSource source) => builder.Types.For(type).FieldFor(field).Metadata[FieldSource.Key] = source;

    public void IsTypeOf(string type, Func<object, bool> isTypeOf) => builder.Types.For(type).IsTypeOfFunc = isTypeOf;

    private static async Task<object?> Awaited(object? value) => value is Task<object?> task ? await task : value;

    private sealed record Payload(object? Result, MutationError[]? Errors);

    private sealed record Edge(string Cursor, Row Node);

    private sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
}
