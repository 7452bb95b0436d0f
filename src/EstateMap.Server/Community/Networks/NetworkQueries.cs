using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using GraphQL;

namespace EstateMap.Server.Community.Networks;

/// <summary>How the community hangs together, and the questions one asks of that. Declared in <c>CommunityNetwork.graphql</c>.</summary>
internal static class NetworkQueries
{
    public const long Reckoning = 200;
    private const int MostLinks = 50_000;
    private const int MostRoutes = 20;
    private const int MostBrokers = 100;
    private const int MostSites = 50;
    private const int MostBridges = 50;

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Weigh("Query", Reckoning, "communityNetwork", "howLinked", "brokers", "isolates", "dependsOn", "ifCloses", "communities");
        Question(resolvers, "communityNetwork", (network, analysis, _) => new Whole(network, analysis));
        resolvers.Field("CommunityNetwork", "nodes", context => Page(context, ((Whole)context.Source!).Network.Nodes.Length, FilteredNetwork.MostNodes, node => ((Whole)context.Source!).Node(node)));
        resolvers.Field("CommunityNetwork", "links", context => Page(context, ((Whole)context.Source!).Network.Links.Length, MostLinks, link => new ShownLink(((Whole)context.Source!).Network, link)));
        Question(resolvers, "howLinked", HowLinked);
        Question(resolvers, "brokers", (network, analysis, context) =>
        {
            var brokers = NetworkFindings.Brokers(network, analysis, Within(context, "first", 10, MostBrokers));
            return new { Items = ShownBrokers(network, analysis, brokers), Words = NetworkFindings.BrokerWords(network, brokers) };
        });
        Question(resolvers, "isolates", (network, analysis, _) =>
        {
            var isolates = network.Graph.Isolates();
            return Group(network, analysis, isolates, NetworkFindings.IsolateWords(network, isolates));
        });
        Question(resolvers, "dependsOn", (network, analysis, context) =>
        {
            var closure = Closure.Of(network, [network.GetSite(context.GetArgument<string>("site"))]);
            return new
            {
                Site = new ShownNode(network, analysis, closure.Sites[0]),
                Dependants = Dependants(network, analysis, closure.Dependants),
                AlsoTouched = Nodes(network, analysis, closure.AlsoTouched),
                Words = closure.DependenceWords(),
            };
        });
        Question(resolvers, "ifCloses", IfCloses);
        Question(resolvers, "communities", Communities);
        AreaCommunityQueries.Attach(resolvers);
        resolvers.Field("NetworkNode", "thing", context => ((ShownNode)context.Source!).Thing is var thing && EntityOf(thing.Type) is { } entity ? Connections.One(context, entity, thing.Id) : null);
    }

    /// <summary>A root field that is answered from a network and what is reckoned of it.</summary>
    private static void Question(Resolvers resolvers, string field, Func<FilteredNetwork, NetworkAnalysis, IResolveFieldContext, object?> answer) => resolvers.Field("Query", field, async context =>
    {
        // Executors use contexts again while a field waits.
        var own = context.Copy();
        var networks = own.RequestServices!.GetRequiredService<CommunityNetworks>();
        var filter = NetworkFilter.Read(own.Given("filter"), DateOnly.FromDateTime(DateTime.UtcNow));
        Batch.SpendReckoned(own, filter.Key);
        var network = await networks.GetAsync(own.Caller().Sight, filter, own.CancellationToken);
        return answer(network, await networks.AnalyseAsync(network, own.CancellationToken), own);
    });

    private static object HowLinked(FilteredNetwork network, NetworkAnalysis analysis, IResolveFieldContext context)
    {
        var most = Within(context, "most", 5, MostRoutes);
        var (from, to) = (network.GetNumber(context.GetArgument<string>("from")), network.GetNumber(context.GetArgument<string>("to")));
        var pair = LinkedPair.Of(network, analysis, from, to, most);
        ShownNode Node(int node) => new(network, analysis, node);
        return new
        {
            From = Node(from),
            To = Node(to),
            IsLinked = pair.Routes.Steps >= 0,
            Steps = pair.Routes.Steps >= 0 ? pair.Routes.Steps : (int?)null,
            pair.Routes.Count,
            Routes = pair.Routes.Told.Select(route => new
            {
                Nodes = Nodes(network, analysis, route.Nodes),
                Steps = route.Edges.Select((link, at) => new { From = Node(route.Nodes[at]), To = Node(route.Nodes[at + 1]), Link = new ShownLink(network, link), IsForward = network.From[link] == route.Nodes[at] }).ToList(),
                Words = route.Edges.Length == 0 ? network.Nodes[from].Name + "." : LinkedPair.Way(network, route) + ".",
            }).ToList(),
            AskNext = pair.AskNext.Select(one => new { Node = Node(one.Node), one.Why }).ToList(),
            pair.Words,
        };
    }

    private static object IfCloses(FilteredNetwork network, NetworkAnalysis analysis, IResolveFieldContext context)
    {
        var given = context.GetArgument<List<string>>("sites");
        if (given.Count is 0 or > MostSites) throw GraphRequestError.BadArgument($"`sites` takes 1 to {MostSites} ids, not {given.Count}.");
        var closure = Closure.Of(network, [.. given.Select(network.GetSite).Distinct()]);
        Batch.SpendItems(context, closure.LostLinks.ToList());
        return new
        {
            Sites = Nodes(network, analysis, closure.Sites),
            LostLinks = Links(network, closure.LostLinks),
            WithoutPlace = Dependants(network, analysis, closure.WithoutPlace),
            OnTheirOwn = Nodes(network, analysis, closure.OnTheirOwn),
            CutOff = closure.CutOff.Select(part => Group(network, analysis, part, [$"{NetworkWords.Names(network, part)} would lose touch with the rest."])).ToList(),
            Words = closure.ClosureWords(),
        };
    }

    private static object Communities(FilteredNetwork network, NetworkAnalysis analysis, IResolveFieldContext context)
    {
        var communities = NetworkFindings.Communities(network, analysis);
        Batch.SpendItems(context, network.Nodes);
        return new
        {
            analysis.Division.Modularity,
            Items = communities.Select(one => Community(network, analysis, one)).ToList(),
            Words = NetworkFindings.CommunityWords(analysis, communities),
        };
    }

    /// <summary>A <c>NetworkCommunity</c>.</summary>
    public static object Community(FilteredNetwork network, NetworkAnalysis analysis, FoundCommunity one) => new
    {
        one.Number,
        one.Name,
        Size = one.Members.Count,
        Members = Nodes(network, analysis, one.Members),
        Holds = Nodes(network, analysis, one.Members.Take(3)),
        one.Inside,
        Bridges = Links(network, one.Bridges.Take(MostBridges)),
        Outside = one.Bridges.Count,
        one.Words,
    };

    private static List<ShownNode> Nodes(FilteredNetwork network, NetworkAnalysis analysis, IEnumerable<int> nodes) => [.. nodes.Select(node => new ShownNode(network, analysis, node))];

    private static List<ShownLink> Links(FilteredNetwork network, IEnumerable<int> links) => [.. links.Select(link => new ShownLink(network, link))];

    /// <summary>A list of <c>Broker</c>.</summary>
    public static List<object> ShownBrokers(FilteredNetwork network, NetworkAnalysis analysis, IEnumerable<Broker> brokers) => [.. brokers.Select(one => new { Node = new ShownNode(network, analysis, one.Node), one.Rank, one.Share, one.Why })];

    /// <summary>A <c>NetworkGroup</c>.</summary>
    public static object Group(FilteredNetwork network, NetworkAnalysis analysis, IReadOnlyList<int> nodes, IReadOnlyList<string> words) => new { Nodes = Nodes(network, analysis, nodes), nodes.Count, Words = words };

    private static List<object> Dependants(FilteredNetwork network, NetworkAnalysis analysis, IEnumerable<Dependant> dependants) => [.. dependants.Select(one =>
        new { Node = new ShownNode(network, analysis, one.Node), Links = Links(network, one.Links), OtherPlaces = Nodes(network, analysis, one.OtherPlaces), one.Words })];

    private static object? Page(IResolveFieldContext context, int count, int most, Func<int, object> show)
    {
        var (first, skip) = (Within(context, "first", most, most, least: 0), context.GetArgument("skip", 0));
        if (skip < 0) throw GraphRequestError.NegativePage("skip");
        return Batch.SpendItems(context, Enumerable.Range(Math.Min(skip, count), Math.Min(first, Math.Max(0, count - skip))).Select(show).ToList());
    }

    /// <summary>A whole number of the arguments, within its bounds.</summary>
    public static int Within(IResolveFieldContext context, string argument, int standard, int most, int least = 1)
    {
        var given = context.GetArgument(argument, standard);
        return given >= least && given <= most ? given : throw GraphRequestError.BadArgument($"`{argument}` is a whole number from {least} to {most}, not {given}.");
    }

    private static Entity? EntityOf(string type) => type switch
    {
        "Organisation" => OrganisationSql.Entity,
        "Site" => SiteSql.Entity,
        "Service" => ServiceSql.Entity,
        _ => CommunityAssetSql.Entity,
    };

    private sealed class Whole(FilteredNetwork network, NetworkAnalysis analysis)
    {
        public FilteredNetwork Network => network;

        public ShownStats Stats => new(network, analysis);

        public IReadOnlyList<string> Words => NetworkFindings.Overview(network, analysis);

        public ShownNode Node(int node) => new(network, analysis, node);
    }
}
