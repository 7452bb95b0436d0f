using EstateMap.Server.Areas;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;

namespace EstateMap.Server.Community;

/// <summary>What stands behind the fields of a community asset. Alias <c>c</c>.</summary>
internal static class CommunityAssetSql
{
    /// <summary>Where its site is, or it is itself.</summary>
    public const string Point = "coalesce((SELECT s.geom FROM site s WHERE s.id = c.site_id), c.geom)";

    private const string MayChange = "caller_may('steward', c.organisation_id, areas_of_asset(c.site_id, c.geom, c.area_id))";

    public static readonly Entity Entity = new("CommunityAsset", "community_asset c", "c.id")
    {
        Listed = "c.is_current",
        Columns = new Dictionary<string, string>
        {
            ["name"] = "c.name",
            ["abcdClass"] = "upper(c.abcd_class::text)",
            ["description"] = "c.description",
            ["url"] = "c.url",
            ["isIllustrative"] = "c.is_illustrative",
            ["version"] = "c.version",
            ["meetingNote"] = "c.meeting_note",
            ["contactTitle"] = "c.contact_title",
            ["contactEmail"] = "c.contact_email",
            ["contactTelephone"] = "c.contact_telephone",
            ["contactConsentOn"] = "c.contact_consent_on",
            ["lastConfirmedOn"] = "c.last_confirmed_on",
            ["isRemoved"] = "c.is_removed",
            ["keptFields"] = "ARRAY(SELECT f FROM jsonb_object_keys(c.kept_fields) AS f ORDER BY f)",
            ["mayChange"] = MayChange,
            ["organisationId"] = "c.organisation_id",
            ["siteId"] = "c.site_id",
            ["areaId"] = "c.area_id",
            ["datasetId"] = "c.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["needsALook"] = ["lastConfirmedOn"], ["organisation"] = ["organisationId"], ["site"] = ["siteId"], ["area"] = ["areaId"], ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("CommunityAsset", "c.id"),
            ["name"] = Graph.Filters.Text("c.name"),
            ["abcdClass"] = Graph.Filters.Enum("c.abcd_class"),
            ["description"] = Graph.Filters.Text("c.description"),
            ["url"] = Graph.Filters.Text("c.url"),
            ["isIllustrative"] = Graph.Filters.Boolean("c.is_illustrative"),
            ["dataset"] = Graph.Filters.Text("c.dataset_id"),
            ["organisation"] = Graph.Filters.Nested("EXISTS (SELECT FROM organisation o WHERE o.id = c.organisation_id AND {0})", () => OrganisationSql.Entity.Filters),
            ["site"] = Graph.Filters.Nested("EXISTS (SELECT FROM site s WHERE s.id = c.site_id AND {0})", () => SiteSql.Entity.Filters),
            ["area"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = c.area_id AND {0})", () => AreaSql.Entity.Filters),
            ["liesIn"] = Graph.Filters.Nested("EXISTS (SELECT FROM area a WHERE a.id = ANY (areas_of_asset(c.site_id, c.geom, c.area_id)) AND {0})", () => AreaSql.Entity.Filters),
            ["lastConfirmedOn"] = Graph.Filters.Day("c.last_confirmed_on"),
            ["mayChange"] = Graph.Filters.Boolean(MayChange),
            ["links"] = Graph.Filters.List("FROM link k WHERE (k.from_community_asset_id = c.id OR k.to_community_asset_id = c.id) AND k.is_current", () => LinkSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("organisation", OrganisationSql.Entity, "o.id = c.organisation_id").Concat(Order.Of("site", SiteSql.Entity, "s.id = c.site_id")))
        {
            ["name"] = new("c.name", OrderKind.Text) { IsFilled = true },
            ["abcdClass"] = new("c.abcd_class::text", OrderKind.Text),
        },
        DefaultOrder = [new("c.name", OrderKind.Text) { IsFilled = true }],
        Feature = new FeatureParts($"ST_AsGeoJSON({Point}, 6, 0)", [("name", "c.name", ValueKind.Text), ("abcdClass", "upper(c.abcd_class::text)", ValueKind.Text), ("isIllustrative", "c.is_illustrative", ValueKind.Boolean)]),
    };
}

/// <summary>What stands behind the fields of a link. Alias <c>k</c>.</summary>
internal static class LinkSql
{
    public static readonly Entity Entity = new("Link", "link k", "k.id")
    {
        Listed = "k.is_current",
        Columns = new Dictionary<string, string>
        {
            ["kind"] = "k.kind",
            ["title"] = "k.title",
            ["amount_gbp"] = "k.amount_gbp::double precision",
            ["agreedOn"] = "k.agreed_on",
            ["evidence"] = "k.evidence",
            ["version"] = "k.version",
            ["note"] = "k.note",
            ["isDirected"] = "k.is_directed",
            ["isRemoved"] = "k.is_removed",
            ["basis"] = "upper(k.basis::text)",
            ["isIllustrative"] = "k.is_illustrative",
            ["fromOrganisationId"] = "k.from_organisation_id",
            ["fromSiteId"] = "k.from_site_id",
            ["fromServiceId"] = "k.from_service_id",
            ["fromCommunityAssetId"] = "k.from_community_asset_id",
            ["toOrganisationId"] = "k.to_organisation_id",
            ["toSiteId"] = "k.to_site_id",
            ["toServiceId"] = "k.to_service_id",
            ["toCommunityAssetId"] = "k.to_community_asset_id",
            ["periodStart"] = "lower(k.period)",
            ["periodEnd"] = "(upper(k.period) - 1)",
            ["datasetId"] = "k.dataset_id",
        },
        Needs = new Dictionary<string, string[]>
        {
            ["dataset"] = ["datasetId"],
            ["from"] = ["fromOrganisationId", "fromSiteId", "fromServiceId", "fromCommunityAssetId"],
            ["to"] = ["toOrganisationId", "toSiteId", "toServiceId", "toCommunityAssetId"],
        },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Link", "k.id"),
            ["kind"] = Graph.Filters.Text("k.kind"),
            ["title"] = Graph.Filters.Text("k.title"),
            ["amount_gbp"] = Graph.Filters.Number("k.amount_gbp::double precision"),
            ["isIllustrative"] = Graph.Filters.Boolean("k.is_illustrative"),
            ["dataset"] = Graph.Filters.Text("k.dataset_id"),
            ["agreedOn"] = Graph.Filters.Day("k.agreed_on"),
            ["periodStart"] = Graph.Filters.Day("lower(k.period)"),
            ["periodEnd"] = Graph.Filters.Day("(upper(k.period) - 1)"),
            ["evidence"] = Graph.Filters.Text("k.evidence"),
            ["basis"] = Graph.Filters.Enum("k.basis"),
            ["from"] = End("from"),
            ["to"] = End("to"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["kind"] = new("k.kind", OrderKind.Text) { IsFilled = true },
            ["title"] = new("k.title", OrderKind.Text),
            ["amount_gbp"] = new("k.amount_gbp::double precision", OrderKind.Number),
            ["agreedOn"] = new("k.agreed_on::text", OrderKind.Text),
            ["periodStart"] = new("lower(k.period)::text", OrderKind.Text),
        },
        DefaultOrder = [new("k.kind", OrderKind.Text) { IsFilled = true }],
    };

    private static Filter End(string end) => Graph.Filters.Nested("{0}", () => new Dictionary<string, Filter>
    {
        ["organisation"] = Graph.Filters.Nested($"EXISTS (SELECT FROM organisation o WHERE o.id = k.{end}_organisation_id AND {{0}})", () => OrganisationSql.Entity.Filters),
        ["site"] = Graph.Filters.Nested($"EXISTS (SELECT FROM site s WHERE s.id = k.{end}_site_id AND {{0}})", () => SiteSql.Entity.Filters),
        ["service"] = Graph.Filters.Nested($"EXISTS (SELECT FROM service v WHERE v.id = k.{end}_service_id AND {{0}})", () => ServiceSql.Entity.Filters),
        ["communityAsset"] = Graph.Filters.Nested($"EXISTS (SELECT FROM community_asset c WHERE c.id = k.{end}_community_asset_id AND {{0}})", () => CommunityAssetSql.Entity.Filters),
    });

    /// <summary>Links of the site itself, of what is offered there and of who meets there.</summary>
    public const string TouchesSite = """
        (k.from_site_id = parent.id OR k.to_site_id = parent.id
         OR k.from_service_id IN (SELECT l.service_id FROM service_at_location l WHERE l.site_id = parent.id)
         OR k.to_service_id IN (SELECT l.service_id FROM service_at_location l WHERE l.site_id = parent.id)
         OR k.from_community_asset_id IN (SELECT c.id FROM community_asset c WHERE c.site_id = parent.id)
         OR k.to_community_asset_id IN (SELECT c.id FROM community_asset c WHERE c.site_id = parent.id))
        """;
}
