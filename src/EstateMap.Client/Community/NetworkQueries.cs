using EstateMap.Client.Api;

namespace EstateMap.Client.Community;

/// <summary>What the network's page asks of the API.</summary>
public static class NetworkQueries
{
    private const string NetworkQuery = """
        query Network($filter: CommunityNetworkFilterInput) {
          answer: communityNetwork(filter: $filter) {
            nodes { id type name abcdClass isIllustrative longitude latitude site isInArea degree betweenness rank community partsWithout }
            links { kind from to words evidence basis isIllustrative }
            stats { isolates cutPoints communities }
            words
          }
        }
        """;

    private const string LinkedQuery = """
        query Linked($from: ID!, $to: ID!, $filter: CommunityNetworkFilterInput) {
          answer: howLinked(from: $from, to: $to, filter: $filter) { routes { nodes { id name } words steps { link { words evidence } } } askNext { node { id name } why } words }
        }
        """;

    private const string BrokersQuery = """
        query Brokers($filter: CommunityNetworkFilterInput) { answer: brokers(filter: $filter) { items { node { id name } rank share why } words } }
        """;

    private const string IsolatesQuery = """
        query Isolates($filter: CommunityNetworkFilterInput) { answer: isolates(filter: $filter) { nodes { id name } words } }
        """;

    private const string DependsQuery = """
        query Depends($site: ID!, $filter: CommunityNetworkFilterInput) {
          answer: dependsOn(site: $site, filter: $filter) { site { id name } dependants { node { id name } words } alsoTouched { id name } words }
        }
        """;

    private const string ClosesQuery = """
        query Closes($sites: [ID!]!, $filter: CommunityNetworkFilterInput) {
          answer: ifCloses(sites: $sites, filter: $filter) {
            sites { id name } lostLinks { kind from to words evidence basis isIllustrative } withoutPlace { node { id name } words } onTheirOwn { id name } cutOff { nodes { id name } words } words
          }
        }
        """;

    private const string CommunitiesQuery = """
        query Communities($filter: CommunityNetworkFilterInput) { answer: communities(filter: $filter) { items { number name members { id name } words } words } }
        """;

    private const int AreasAtOnce = 50;

    private const string AreaCommunitiesQuery = """
        query AreaCommunities($kind: String!, $vintage: String, $first: Int!, $skip: Int!, $filter: CommunityNetworkFilterInput) {
          answer: areaCommunities(kind: $kind, vintage: $vintage, first: $first, skip: $skip, filter: $filter) {
            area { code name kind vintage } nodes communities largest { name size } brokers { node { id name type abcdClass } } isolates { count nodes { id name type abcdClass } }
          }
        }
        """;

    /// <summary>What communities appear in each area of a kind, by the areas' names.</summary>
    public static async Task<IReadOnlyList<AreaCommunity>> ListAreaCommunitiesAsync(this EstateMapApi api, NetworkState state, Explore.AreaKind each)
    {
        var all = new List<AreaCommunity>();
        for (var isMore = true; isMore;)
        {
            var page = await AskAsync<IReadOnlyList<AreaCommunity>>(api, AreaCommunitiesQuery, new { kind = each.Kind, vintage = each.Vintage, first = AreasAtOnce, skip = all.Count, filter = state.FilterOfAll });
            all.AddRange(page);
            isMore = page.Count == AreasAtOnce;
        }

        return all;
    }

    public static Task<CommunityNetwork> GetNetworkAsync(this EstateMapApi api, NetworkState state) => AskAsync<CommunityNetwork>(api, NetworkQuery, new { filter = state.Filter });

    /// <summary>Kinds of link of the vocabulary, and those that the register implies.</summary>
    public static IReadOnlyList<CodeLabel> WithImplied(IEnumerable<CodeLabel> vocabulary) =>
        [.. vocabulary.Where(kind => kind.Code is not ("offered_at" or "owns")), new("offered_at", "is offered at"), new("owns", "owns")];

    /// <summary>The answer to the question of a state; null where it lacks something.</summary>
    public static async Task<Told?> FindToldAsync(this EstateMapApi api, NetworkState state)
    {
        var filter = state.Filter;
        return state switch
        {
            { Ask: "linked", From: { } from, To: { } to } => Told.Of(await AskAsync<LinkedAnswer>(api, LinkedQuery, new { from, to, filter })),
            { Ask: "brokers" } => Told.Of(await AskAsync<BrokersAnswer>(api, BrokersQuery, new { filter })),
            { Ask: "alone" } => Told.Of(await AskAsync<GroupAnswer>(api, IsolatesQuery, new { filter })),
            { Ask: "depends", Site: { } site } => Told.Of(await AskAsync<DependsAnswer>(api, DependsQuery, new { site, filter })),
            { Ask: "closes", Closing.Count: > 0 } => Told.Of(await AskAsync<ClosesAnswer>(api, ClosesQuery, new { sites = state.Closing, filter })),
            { Ask: "communities" } => Told.Of(await AskAsync<CommunitiesAnswer>(api, CommunitiesQuery, new { filter })),
            _ => null,
        };
    }

    private static async Task<T> AskAsync<T>(EstateMapApi api, string query, object variables) => (await api.AskAsync<OneAnswer<T>>(query, variables)).Answer;

    private sealed record OneAnswer<T>(T Answer);
}
