using GraphQL;

namespace EstateMap.Server.Graph;

/// <summary>Relay's <c>node</c> and <c>nodes</c>.</summary>
internal static class NodeQueries
{
    private const int MostNodes = 50;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Field("Query", "node", context => Find(context, resolvers, context.GetArgument<string>("id")));
        resolvers.Field("Query", "nodes", context =>
        {
            var ids = context.GetArgument<List<string>>("ids");
            if (ids.Count > MostNodes) throw new GraphRequestError("HC0076", $"The maximum number of nodes that can be fetched at once is {MostNodes}; {ids.Count} were asked.");
            return ids.Select(id => Find(context, resolvers, id)).ToList();
        });
    }

    private static object? Find(IResolveFieldContext context, Resolvers resolvers, string id)
    {
        if (GlobalId.Find(id) is not { } found || !resolvers.Entities.TryGetValue(found.Type, out var entity)) return null;
        object? key = entity.HasTextKey ? found.Key : GlobalId.FindNumber(entity.Type, id);
        return Connections.One(context, entity, key);
    }
}
