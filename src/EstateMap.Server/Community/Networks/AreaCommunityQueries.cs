using EstateMap.Server.Areas;
using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Community.Networks;

/// <summary>The communities of every area of a kind in one list, each area reckoned as if it had been asked for alone. Declared in <c>CommunityNetwork.graphql</c>.</summary>
internal static class AreaCommunityQueries
{
    private const int MostAreas = 50;
    private const int Brokers = 3;

    // As many networks as a short list is long; how many there may be in one operation Batch counts.
    private const long Weight = 10 * NetworkQueries.Reckoning;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Weigh("Query", Weight, "areaCommunities");
        resolvers.Field("Query", "areaCommunities", async context => await ListAsync(context.Copy()));
        resolvers.Field("AreaCommunities", "area", context => Connections.One(context, AreaSql.Entity, ((Found)context.Source!).Area));
    }

    private static async Task<List<Found>> ListAsync(IResolveFieldContext context)
    {
        var filter = NetworkFilter.Read(context.Given("filter"), DateOnly.FromDateTime(DateTime.UtcNow));
        if (filter.Area is not null) throw GraphRequestError.BadArgument("`filter.area` is given, but each area of the kind stands for itself here; `communities` answers for one area.");
        var networks = context.RequestServices!.GetRequiredService<CommunityNetworks>();
        var found = new List<Found>();
        foreach (var (area, part) in await AreasAsync(context, filter))
        {
            Batch.SpendReckoned(context, part.Key);
            var network = await networks.GetAsync(context.Caller().Sight, part, context.CancellationToken);
            found.Add(Found.Of(area, network, await networks.AnalyseAsync(network, context.CancellationToken)));
            Batch.SpendItems(context, network.Nodes);
        }

        return found;
    }

    /// <exception cref="GraphRequestError">There are none of that kind and vintage, or the page is no page.</exception>
    private static async Task<List<(long Id, NetworkFilter Part)>> AreasAsync(IResolveFieldContext context, NetworkFilter filter)
    {
        var (kind, vintage, skip) = (context.GetArgument<string>("kind"), context.GetArgument<string?>("vintage"), context.GetArgument("skip", 0));
        if (skip < 0) throw GraphRequestError.NegativePage("skip");
        var parameters = new SqlParameters();
        parameters.Text(kind);
        parameters.Text(vintage);
        parameters.Integer(NetworkQueries.Within(context, "first", MostAreas, MostAreas));
        parameters.Integer(skip);
        var areas = new List<(long, NetworkFilter)>();
        await using var command = parameters.Command(context.Source(), NetworkSql.Areas);
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        while (await reader.ReadAsync(context.CancellationToken)) areas.Add((reader.GetInt64(0), filter.In(kind, reader.GetString(1), reader.GetString(2))));
        return areas.Count == 0 && skip == 0 ? throw NetworkErrors.NoAreas(kind, vintage) : areas;
    }

    /// <summary>An <c>AreaCommunities</c>.</summary>
    /// <param name="Area">Its number in the database.</param>
    private sealed record Found(long Area, int Nodes, int Links, int Communities, double Modularity, object? Largest, IReadOnlyList<object> Brokers, object Isolates, IReadOnlyList<string> Words)
    {
        public static Found Of(long area, FilteredNetwork network, NetworkAnalysis analysis)
        {
            var (communities, isolates) = (NetworkFindings.Communities(network, analysis), network.Graph.Isolates());
            return new(area, network.Nodes.Length, network.Links.Length, communities.Count, analysis.Division.Modularity, communities is [var first, ..] ? NetworkQueries.Community(network, analysis, first) : null,
                NetworkQueries.ShownBrokers(network, analysis, NetworkFindings.Brokers(network, analysis, AreaCommunityQueries.Brokers)),
                NetworkQueries.Group(network, analysis, isolates, NetworkFindings.IsolateWords(network, isolates)), NetworkFindings.CommunityWords(analysis, communities));
        }
    }
}
