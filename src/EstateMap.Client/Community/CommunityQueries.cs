using EstateMap.Client.Api;

namespace EstateMap.Client.Community;

/// <summary>What the pages of the Community workspace ask, and send in.</summary>
public static class CommunityQueries
{
    private const string Payload = "contribution { id status asset { id } } errors { __typename ... on Error { message } ... on InvalidInputError { path } ... on ContributionConflictError { currentVersion fields { field base kept sent isKeptChanged isSentChanged } } }";
    private const string PlainPayload = "contribution { id status asset { id } } errors { __typename ... on Error { message } ... on InvalidInputError { path } }";

    private const string AssetQuery = """
        query CommunityAsset($id: ID!) {
          communityAsset(id: $id) {
            id name abcdClass description url version meetingNote contactTitle contactEmail contactTelephone contactConsentOn lastConfirmedOn needsALook isRemoved isIllustrative keptFields mayChange
            organisation { id name } site { id name postcode } area { id name } dataset { title }
            geometry { ... on GeoJSONPointType { coordinates } }
            schedules { freq interval byday bymonthday opensAt closesAt validFrom validTo description notes }
            offersAndAsks(first: 50) { nodes { id direction kind words validUntil state isOpen } }
            links(first: 50) {
              nodes {
                id kind version evidence basis note periodStart periodEnd isIllustrative
                from { __typename ... on Organisation { id name } ... on Site { id name } ... on Service { id name } ... on CommunityAsset { id name } }
                to { __typename ... on Organisation { id name } ... on Site { id name } ... on Service { id name } ... on CommunityAsset { id name } }
              }
            }
            versions { id number action actor acceptedBy why at changes { field before after } }
            waiting { id kind madeBy madeAt }
          }
        }
        """;

    private const string CommentsQuery = """
        query Comments($on: ID!, $after: String) {
          node(id: $on) {
            ... on CommunityAsset { comments(first: 50, after: $after) { ...said } }
            ... on Site { comments(first: 50, after: $after) { ...said } }
            ... on Scenario { comments(first: 50, after: $after) { ...said } }
          }
        }
        fragment said on CommentsConnection { totalCount nodes { id words actor madeAt } pageInfo { hasNextPage endCursor } }
        """;

    private const string DifferencesQuery = """
        query VersionDifferences($from: ID!, $to: ID!) { versionDifferences(from: $from, to: $to) { field before after } }
        """;

    private const string ClaimantQuery = """
        query Claimant { me { organisation { id name } rights { organisation { id name } } } }
        """;

    private const string NearAssetsQuery = """
        query NearAssets($point: Geometry!) {
          communityAssets(first: 10, near: { geometry: $point, maxDistance: 400 }) { nodes { id name abcdClass distance(to: $point) geometry { ... on GeoJSONPointType { coordinates } } } }
        }
        """;

    private const string AssetListQuery = """
        query AssetList($where: CommunityAssetFilterInput, $after: String) {
          communityAssets(first: 50, after: $after, where: $where, order: [{ name: ASC }]) {
            totalCount pageInfo { hasNextPage endCursor }
            nodes { id name abcdClass isIllustrative lastConfirmedOn site { id name } area { id name } }
          }
        }
        """;

    private static readonly string AssetCountsQuery = $$"""
        query AssetCounts { {{string.Join(' ', CommunityWords.Classes.Select(known => $"{known.Code}: communityAssets(first: 1, where: {{ abcdClass: {{ eq: {known.Code} }} }}) {{ totalCount }}"))}} }
        """;

    private const string ReviewListQuery = """
        query ReviewList($where: ContributionFilterInput) {
          reviewQueue { contributions matches matchesUrl problemReports problemReportsUrl stale staleBefore }
          contributions(first: 50, where: $where) {
            totalCount
            nodes { id kind status title longitude latitude version currentVersion why madeBy madeAt decidedBy decidedWhy isMine mayDecide asset { id name } link { id } site { id name } fields { field before after } }
          }
        }
        """;

    private const string StaleListQuery = """
        query StaleList($where: CommunityAssetFilterInput) {
          communityAssets(first: 50, where: $where) { totalCount nodes { id name abcdClass lastConfirmedOn } }
        }
        """;

    private const string ExchangeListQuery = """
        query ExchangeList($where: OfferOrAskFilterInput) {
          offersAndAsks(first: 50, where: $where) {
            totalCount
            nodes { id direction kind words validFrom validUntil state asset { id name } matches { distance_m sharedWords other { id words asset { id name } } } }
          }
          areas(first: 50, where: { kind: { in: ["neighbourhood", "ward"] } }) { nodes { id code name kind vintage } }
        }
        """;

    private const string SentKeysQuery = """
        query SentKeys($since: DateTime!, $after: String) { contributions(first: 50, after: $after, where: { isMine: { eq: true }, status: { neq: IN_REVIEW }, madeAt: { gte: $since } }, order: [{ receivedAt: ASC }]) { nodes { key status decidedWhy asset { id } } pageInfo { hasNextPage endCursor } } }
        """;

    private const string LinkKindsQuery = """
        query LinkKinds { vocabulary(name: "link-kinds") { code label } }
        """;

    /// <summary>Somebody changed a community asset or link.</summary>
    public const string NewsSubscription = "subscription { communityChanged { asset { id } link { id } } }";

    /// <summary>Something was sent in or decided.</summary>
    public const string ReviewSubscription = "subscription { reviewChanged { contributions } }";

    /// <summary>Somebody's comment was let through.</summary>
    public const string CommentSubscription = "subscription($on: ID!) { commentAdded(on: $on) { comment { id } } }";

    private const string AddQuery = "mutation contributeAsset($input: ContributeAssetInput!) { contributeAsset(input: $input) { " + PlainPayload + " } }";
    private const string ChangeQuery = "mutation changeAsset($input: ChangeAssetInput!) { changeAsset(input: $input) { " + Payload + " } }";
    private const string RemoveQuery = "mutation removeAsset($input: RemoveAssetInput!) { removeAsset(input: $input) { " + Payload + " } }";
    private const string ConfirmQuery = "mutation confirmAsset($input: ConfirmAssetInput!) { confirmAsset(input: $input) { " + PlainPayload + " } }";
    private const string ClaimQuery = "mutation claimAsset($input: ClaimAssetInput!) { claimAsset(input: $input) { " + PlainPayload + " } }";
    private const string LinkQuery = "mutation contributeLink($input: ContributeLinkInput!) { contributeLink(input: $input) { " + PlainPayload + " } }";
    private const string UnlinkQuery = "mutation removeLink($input: RemoveLinkInput!) { removeLink(input: $input) { " + Payload + " } }";
    private const string OfferQuery = "mutation offerOrAsk($input: OfferOrAskInput!) { offerOrAsk(input: $input) { " + PlainPayload + " } }";
    private const string CloseQuery = "mutation closeOffer($input: CloseOfferInput!) { closeOffer(input: $input) { " + PlainPayload + " } }";
    private const string CommentQuery = "mutation comment($input: CommentInput!) { comment(input: $input) { " + PlainPayload + " } }";
    private const string RestoreQuery = "mutation restoreVersion($input: RestoreVersionInput!) { restoreVersion(input: $input) { " + Payload + " } }";
    private const string DecideQuery = "mutation decideContribution($input: DecideContributionInput!) { decideContribution(input: $input) { " + Payload + " } }";
    private const string WithdrawQuery = "mutation withdrawContribution($input: WithdrawContributionInput!) { withdrawContribution(input: $input) { " + PlainPayload + " } }";

    private static readonly Dictionary<string, string> Mutations = new()
    {
        ["contributeAsset"] = AddQuery,
        ["changeAsset"] = ChangeQuery,
        ["removeAsset"] = RemoveQuery,
        ["confirmAsset"] = ConfirmQuery,
        ["claimAsset"] = ClaimQuery,
        ["contributeLink"] = LinkQuery,
        ["removeLink"] = UnlinkQuery,
        ["offerOrAsk"] = OfferQuery,
        ["closeOffer"] = CloseQuery,
        ["comment"] = CommentQuery,
        ["restoreVersion"] = RestoreQuery,
        ["decideContribution"] = DecideQuery,
        ["withdrawContribution"] = WithdrawQuery,
    };

    /// <summary>Sends one change in; what came of it.</summary>
    /// <param name="mutation">Name of the mutation.</param>
    /// <exception cref="ApiException">Nothing was kept.</exception>
    public static async Task<SentContribution> SendAsync(this EstateMapApi api, string mutation, object input) => (await api.ChangeAsync<SentPayload>(Mutations[mutation], new { input })).Contribution;

    /// <summary>Both sides, where nothing was kept because somebody else changed it meanwhile; null for any other fault.</summary>
    public static BothSides? FindBothSides(this ApiException fault) =>
        fault is { Kind: "ContributionConflictError", Details: { } details } ? System.Text.Json.JsonSerializer.Deserialize<BothSides>(details, System.Text.Json.JsonSerializerOptions.Web) : null;

    public static async Task<AssetFacts?> FindAssetAsync(this EstateMapApi api, string id) => (await api.AskAsync<AssetAnswer>(AssetQuery, new { id })).CommunityAsset;

    /// <summary>What people say of an asset, a site or a scenario, the newest first; null where there is no such thing.</summary>
    public static async Task<Page<CommentRow>?> ListCommentsAsync(this EstateMapApi api, string on, string? after = null) => (await api.AskAsync<CommentsAnswer>(CommentsQuery, new { on, after })).Node?.Comments;

    /// <summary>What differs between two versions of one thing.</summary>
    public static async Task<IReadOnlyList<ChangedField>> ListDifferencesAsync(this EstateMapApi api, string from, string to) => (await api.AskAsync<DifferencesAnswer>(DifferencesQuery, new { from, to })).VersionDifferences;

    /// <summary>Organisations that whoever asks acts for, each once.</summary>
    public static async Task<IReadOnlyList<Named>> ListActsForAsync(this EstateMapApi api) =>
        (await api.AskAsync<ClaimantAnswer>(ClaimantQuery)).Me is { } me ? [.. me.Rights.Select(right => right.Organisation).Prepend(me.Organisation).OfType<Named>().Distinct()] : [];

    /// <summary>Community assets within 400 m of a point, the nearest first.</summary>
    public static async Task<IReadOnlyList<NearAsset>> ListNearAsync(this EstateMapApi api, double longitude, double latitude) =>
        (await api.AskAsync<NearAnswer>(NearAssetsQuery, new { point = new { type = "Point", coordinates = new[] { longitude, latitude } } })).CommunityAssets.Nodes;

    public static Task<ReviewAnswer> ReviewAsync(this EstateMapApi api, object where) => api.AskAsync<ReviewAnswer>(ReviewListQuery, new { where });

    /// <summary>Community assets by name, 50 at a time.</summary>
    /// <param name="of">Code of a class; null is all.</param>
    /// <param name="name">Part of a name; null is any.</param>
    public static async Task<Page<ListedAsset>> ListAssetsAsync(this EstateMapApi api, string? of, string? name, string? after = null)
    {
        var where = new Dictionary<string, object>();
        if (CommunityWords.Classes.Any(known => known.Code == of)) where["abcdClass"] = new { eq = of };
        if (name?.Trim() is { Length: > 0 } part) where["name"] = new { contains = part };
        return (await api.AskAsync<AssetListAnswer>(AssetListQuery, new { where, after })).CommunityAssets;
    }

    /// <summary>How many there are of each class.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAssetsAsync(this EstateMapApi api) =>
        (await api.AskAsync<Dictionary<string, AssetCount>>(AssetCountsQuery)).ToDictionary(of => of.Key, of => of.Value.TotalCount);

    public static async Task<Page<StaleAsset>> ListStaleAsync(this EstateMapApi api, object where) => (await api.AskAsync<StaleAnswer>(StaleListQuery, new { where })).CommunityAssets;

    public static Task<ExchangeAnswer> ListExchangeAsync(this EstateMapApi api, object where) => api.AskAsync<ExchangeAnswer>(ExchangeListQuery, new { where });

    /// <summary>What the caller sent in and somebody has decided about.</summary>
    /// <param name="since">Written then or later, by the clock that <see cref="WalkItem.At"/> was read from.</param>
    public static async Task<IReadOnlyList<SentKey>> ListDecidedAsync(this EstateMapApi api, string since) =>
        await Pages.AllAsync(async after => (await api.AskAsync<SentAnswer>(SentKeysQuery, new { since, after })).Contributions);

    /// <summary>Kinds of link that people may make.</summary>
    public static async Task<IReadOnlyList<CodeLabel>> ListLinkKindsAsync(this EstateMapApi api) => (await api.AskAsync<LinkKindsAnswer>(LinkKindsQuery)).Vocabulary;
}
