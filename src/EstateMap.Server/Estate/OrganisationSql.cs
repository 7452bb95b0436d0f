using EstateMap.Server.Community;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;

namespace EstateMap.Server.Estate;

/// <summary>What stands behind the fields of an organisation. Alias <c>o</c>.</summary>
internal static class OrganisationSql
{
    private const string Identifiers = "FROM organisation_identifier oi WHERE oi.organisation_id = o.id";
    private const string Aliases = "FROM organisation_alias oa WHERE oa.organisation_id = o.id";

    /// <summary>Properties that the organisation holds, as FROM and WHERE. Aliases <c>p</c>, <c>t</c>.</summary>
    private const string Held = "FROM property p LEFT JOIN tenure t ON t.property_id = p.id WHERE t.organisation_id = o.id AND p.is_current";

    public static readonly Entity Entity = new("Organisation", "organisation o", "o.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["name"] = "o.name",
            ["kind"] = "o.kind",
            ["description"] = "o.description",
            ["url"] = "o.url",
            ["email"] = "o.email",
            ["telephone"] = "o.telephone",
            ["uri"] = "o.uri",
            ["identifiers"] = $"ARRAY(SELECT oi.identifier {Identifiers} ORDER BY 1)",
            ["aliases"] = $"ARRAY(SELECT DISTINCT oa.name {Aliases} AND oa.name <> o.name ORDER BY 1)",
        },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("Organisation", "o.id"),
            ["name"] = Graph.Filters.Text("o.name"),
            ["kind"] = Graph.Filters.Text("o.kind"),
            ["uri"] = Graph.Filters.Text("o.uri"),
            ["url"] = Graph.Filters.Text("o.url"),
            ["identifiers"] = Graph.Filters.Texts(Identifiers, "oi.identifier"),
            ["aliases"] = Graph.Filters.Texts(Aliases, "oa.name"),
            ["sites"] = Graph.Filters.List("FROM site s WHERE s.owner_organisation_id = o.id AND s.is_current", () => SiteSql.Entity.Filters),
            ["properties"] = Graph.Filters.List(Held, () => PropertySql.Entity.Filters),
            ["services"] = Graph.Filters.List("FROM service v WHERE v.organisation_id = o.id AND v.is_current", () => ServiceSql.Entity.Filters),
            ["communityAssets"] = Graph.Filters.List("FROM community_asset c WHERE c.organisation_id = o.id AND c.is_current", () => CommunityAssetSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order> { ["name"] = new("o.name", OrderKind.Text) { IsFilled = true }, ["kind"] = new("o.kind", OrderKind.Text) { IsFilled = true } },
        DefaultOrder = [new("o.name", OrderKind.Text) { IsFilled = true }],
    };
}
