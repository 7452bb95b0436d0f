using EstateMap.Server.People;
using GraphQL;

namespace EstateMap.Server.Graph;

/// <summary>What a connection field gives: a page, and how to get what is only counted or drawn when asked for.</summary>
internal sealed record Connection(Page Page, Entity Entity, Func<IResolveFieldContext, object?> TotalCount);

/// <summary>
/// Connections over entities: paging arguments, look-ahead, one statement for a root list and one for a whole level of nested lists.
/// Contexts are copied because the executor reuses them, while counts and batches look at their arguments later.
/// </summary>
internal static class Connections
{
    public const int DefaultPageSize = 10;

    /// <summary>Arguments of every connection field, in HotChocolate's order.</summary>
    public const string PagingArguments = "first: Int, after: String, last: Int, before: String";

    /// <summary>The types behind a connection field, as HotChocolate names them: after the field, not after the item.</summary>
    public static string Sdl(string field, string type, bool hasGeometry) => $$"""
        "A connection to a list of items."
        type {{field}}Connection {
          "Information to aid in pagination."
          pageInfo: PageInfo!
          "A list of edges."
          edges: [{{field}}Edge!]
          "A flattened list of the nodes."
          nodes: [{{type}}!]
          "Identifies the total count of items in the connection; counted only when selected."
          totalCount: Int!
        {{(hasGeometry ? "  \"The page as a GeoJSON FeatureCollection in WGS84; rows without geometry are left out.\"\n  features: FeatureCollection!" : "")}}
        }
        "An edge in a connection."
        type {{field}}Edge {
          "A cursor for use in pagination."
          cursor: String!
          "The item at the end of the edge."
          node: {{type}}!
        }
        """;

    /// <summary>A list of the whole place.</summary>
    public static async Task<object?> RootAsync(IResolveFieldContext context, Entity entity, ListShape shape)
    {
        context = context.Copy();
        var source = context.Source();
        var page = ReadPageRequest(new Arguments(context.Arguments), context.Settings(), shape.Orders(new Arguments(context.Arguments), new SqlParameters()));
        var build = Builder(context, entity, shape);
        var needsRows = Selection.Has(context, "nodes") || Selection.Has(context, "edges") || Selection.Has(context, "pageInfo") || Selection.Has(context, "features");
        var rows = needsRows ? await EntityReader.ReadPageAsync(source, build, page, context.CancellationToken) : Page.Empty;
        return new Connection(rows, entity, counting => CountAsync(source, build, counting));
    }

    /// <summary>The lists of all rows of one level, whose conditions name <c>parent.id</c>.</summary>
    public static object? Nested(IResolveFieldContext context, Entity entity, ListShape shape)
    {
        context = context.Copy();
        var source = context.Source();
        var parent = (long)((Row)context.Source!).Key;
        var page = ReadPageRequest(new Arguments(context.Arguments), context.Settings(), shape.Orders(new Arguments(context.Arguments), new SqlParameters()));
        var build = Builder(context, entity, shape);
        return Batch.Load<long, Connection>(context, parent, async (parents, cancellation) =>
        {
            var pages = await EntityReader.ReadPagesAsync(source, build, page, parents, cancellation);
            return parents.ToDictionary(id => id, id => new Connection(pages.GetValueOrDefault(id) ?? Page.Empty, entity, counting =>
                Batch.Load<long, int>(counting, id, (ids, token) => EntityReader.CountsAsync(source, build, ids, token))));
        });
    }

    /// <summary>The first row of a list of the whole place; null when it is empty.</summary>
    public static async Task<object?> FirstAsync(IResolveFieldContext context, Entity entity, ListShape shape)
    {
        var columns = Selection.Columns(context, entity, isConnection: false);
        var arguments = new Arguments(context.Arguments);
        var page = await EntityReader.ReadPageAsync(context.Source(), parameters => shape.Build(arguments, entity, columns, parameters), new PageRequest(1, false, null), context.CancellationToken);
        return page.Rows.Count > 0 ? page.Rows[0] : null;
    }

    /// <summary>A short list that is no connection, for all rows of one level; <paramref name="most"/> rows each.</summary>
    public static object? NestedList(IResolveFieldContext context, Entity entity, ListShape shape, int most = 1000)
    {
        context = context.Copy();
        var source = context.Source();
        var parent = (long)((Row)context.Source!).Key;
        var columns = Selection.Columns(context, entity, isConnection: false);
        var arguments = new Arguments(context.Arguments);
        return Batch.Load<long, IReadOnlyList<Row>>(context, parent, async (parents, cancellation) =>
        {
            var pages = await EntityReader.ReadPagesAsync(source, parameters => shape.Build(arguments, entity, columns, parameters), new PageRequest(most, false, null), parents, cancellation);
            return parents.ToDictionary(id => id, id => (pages.GetValueOrDefault(id) ?? Page.Empty).Rows);
        });
    }

    /// <summary>The one thing that a key of this row points to; null when there is none, or the asker may not see it.</summary>
    public static object? One(IResolveFieldContext context, Entity entity, object? key)
    {
        if (key is null) return null;
        var source = context.Source();
        var columns = Selection.Columns(context, entity, isConnection: false);
        return Batch.Load<object, Row>(context, key, (keys, cancellation) => EntityReader.ReadByKeysAsync(source, entity, columns, keys, cancellation), entity.Type);
    }

    private static async Task<object?> CountAsync(CallerSource source, ListBuilder build, IResolveFieldContext context) =>
        await EntityReader.CountAsync(source, build, context.CancellationToken);

    private static ListBuilder Builder(IResolveFieldContext context, Entity entity, ListShape shape)
    {
        var columns = Selection.Columns(context, entity, isConnection: true);
        var arguments = new Arguments(context.Arguments);
        return parameters => shape.Build(arguments, entity, columns, parameters);
    }

    /// <summary>Which page the arguments ask for.</summary>
    public static PageRequest ReadPageRequest(Arguments arguments, GraphSettings settings, IReadOnlyList<Order> orders)
    {
        var most = settings.MaxPageSize;
        var first = arguments.Integer("first");
        var last = arguments.Integer("last");
        if (first < 0) throw GraphRequestError.NegativePage("first");
        if (last < 0) throw GraphRequestError.NegativePage("last");
        var reversed = first is null && last is not null;
        var take = first ?? last ?? DefaultPageSize;
        if (take > most) throw GraphRequestError.PageTooLarge(take, most);
        var cursor = arguments.Text(reversed ? "before" : "after");
        return new PageRequest(take, reversed, cursor is null ? null : Keyset.Read(cursor, orders));
    }
}

/// <summary>What a room says of one of its lists.</summary>
internal sealed record ListShape(Entity Entity)
{
    /// <summary>Condition besides <c>where</c>.</summary>
    public Func<Arguments, SqlParameters, string> Condition { get; init; } = (_, _) => "TRUE";

    /// <summary>Tables to read instead of the entity's own; its alias is among them.</summary>
    public string From { get; init; } = Entity.From;

    /// <summary>Order where the caller asks for none.</summary>
    public Order[] DefaultOrder { get; init; } = Entity.DefaultOrder;

    /// <summary>An order that goes before the caller's and the entity's own, such as nearest first.</summary>
    public Func<Arguments, SqlParameters, Order?> FirstOrder { get; init; } = (_, _) => null;

    public IReadOnlyList<Order> Orders(Arguments arguments, SqlParameters parameters)
    {
        var orders = new List<Order>();
        if (FirstOrder(arguments, parameters) is { } first) orders.Add(first);
        var given = Keyset.Parse(arguments.Given("order"), Entity.Orders).ToList();
        orders.AddRange(given.Count > 0 || orders.Count > 0 ? given : DefaultOrder);
        // The key makes every row's place definite.
        orders.Add(new Order(Entity.Id, Entity.HasTextKey ? OrderKind.Text : OrderKind.Integer) { IsFilled = true });
        return orders;
    }

    public ListQuery Build(Arguments arguments, Entity of, IReadOnlyCollection<string> columns, SqlParameters parameters) =>
        new(of, From, columns, Orders(arguments, parameters), $"{Condition(arguments, parameters)} AND {Filters.Where(arguments.Given("where"), of.Filters, parameters)}");
}

/// <summary>Shorthand for what every resolver needs.</summary>
internal static class ResolveContext
{
    /// <summary>The database with the caller's rights.</summary>
    public static CallerSource Source(this IResolveFieldContext context) => context.Caller().Reads(context.RequestServices!.GetRequiredService<Database.EstateMapDatabase>());

    /// <summary>Something that reads and changes the database in the caller's name.</summary>
    public static T InName<T>(this IResolveFieldContext context) => ActivatorUtilities.CreateInstance<T>(context.RequestServices!, context.Caller().Edits(context.RequestServices!.GetRequiredService<Database.EstateMapDatabase>()));

    /// <summary>Who asks, as the door found out.</summary>
    public static Caller Caller(this IResolveFieldContext context) => context.UserContext.TryGetValue(People.Caller.InContext, out var caller) ? (Caller)caller! : People.Caller.Public;

    public static GraphSettings Settings(this IResolveFieldContext context) => context.RequestServices!.GetRequiredService<GraphSettings>();

    /// <summary>An argument as it was given; null when it was not, or the field has none of that name.</summary>
    public static object? Given(this IResolveFieldContext context, string argument) => new Arguments(context.Arguments).Given(argument);
}
