using EstateMap.Server.Graph;

namespace EstateMap.Server.Community.Contributions;

/// <summary>What stands behind offers and asks, meeting times, versions and comments.</summary>
internal static class ExchangeSql
{
    private const string IsOpen = "(x.state = 'open' AND coalesce(x.valid_until, 'infinity') >= current_date)";

    /// <summary>An offer or ask. Alias <c>x</c>.</summary>
    public static readonly Entity Entity = new("OfferOrAsk", "asset_exchange x", "x.id")
    {
        Listed = "EXISTS (SELECT FROM community_asset c WHERE c.id = x.community_asset_id AND c.is_current)",
        Columns = new Dictionary<string, string>
        {
            ["direction"] = "upper(x.direction)",
            ["kind"] = "upper(x.kind)",
            ["words"] = "x.words",
            ["validFrom"] = "x.valid_from",
            ["validUntil"] = "x.valid_until",
            ["state"] = "upper(x.state)",
            ["isOpen"] = IsOpen,
            ["madeAt"] = "x.made_at",
            ["assetId"] = "x.community_asset_id",
        },
        Needs = new Dictionary<string, string[]> { ["asset"] = ["assetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("OfferOrAsk", "x.id"),
            ["direction"] = Graph.Filters.Enum("x.direction"),
            ["kind"] = Graph.Filters.Enum("x.kind"),
            ["state"] = Graph.Filters.Enum("x.state"),
            ["isOpen"] = Graph.Filters.Boolean(IsOpen),
            ["words"] = Graph.Filters.Text("x.words"),
            ["asset"] = Graph.Filters.Nested("EXISTS (SELECT FROM community_asset c WHERE c.id = x.community_asset_id AND {0})", () => CommunityAssetSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM community_asset c JOIN area a ON a.id = ANY (areas_of_asset(c.site_id, c.geom, c.area_id)) WHERE c.id = x.community_asset_id AND {0})", () => Areas.AreaSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order> { ["madeAt"] = new("extract(epoch FROM x.made_at)::double precision", OrderKind.Number) { IsFilled = true } },
        DefaultOrder = [new("extract(epoch FROM x.made_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };

    /// <summary>What may go together with an offer or ask, the likeliest first. Alias <c>m</c>; only below one.</summary>
    public static readonly Entity Match = new("OfferMatch", "exchange_matches(parent.id) AS m", "m.n")
    {
        Columns = new Dictionary<string, string> { ["distance_m"] = "m.distance_m", ["sharedWords"] = "m.shared_words", ["otherId"] = "m.other_id" },
        Needs = new Dictionary<string, string[]> { ["other"] = ["otherId"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>When a group meets. Alias <c>h</c>.</summary>
    public static readonly Entity Schedule = new("Schedule", "asset_schedule h", "h.id") { Columns = Services.ServiceSql.Schedule.Columns, Orders = new Dictionary<string, Order>(), DefaultOrder = [] };

    /// <summary>How an asset or link was, and who made it so. Alias <c>e</c>.</summary>
    public static readonly Entity Version = new("CommunityVersion", "community_version e", "e.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["number"] = "e.number",
            ["action"] = "upper(e.action)",
            ["actor"] = "e.actor",
            ["acceptedBy"] = "e.accepted_by",
            ["why"] = "e.why",
            ["at"] = "e.at",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("e.number", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    /// <summary>A comment that was let through. Alias <c>w</c>.</summary>
    public static readonly Entity Comment = new("Comment", "community_comment w", "w.id")
    {
        Columns = new Dictionary<string, string> { ["words"] = "w.words", ["actor"] = "w.actor", ["madeAt"] = "w.made_at" },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [new("extract(epoch FROM w.made_at)::double precision", OrderKind.Number, Descending: true) { IsFilled = true }],
    };
}
