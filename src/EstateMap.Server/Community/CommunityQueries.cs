using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;
using GraphQL;

namespace EstateMap.Server.Community;

/// <summary>What a community has, and how it hangs together. Declared in <c>Community.graphql</c>.</summary>
internal static class CommunityQueries
{
    public static void Attach(Resolvers resolvers)
    {
        var asset = CommunityAssetSql.Entity;
        resolvers.Entity(asset);
        resolvers.Root("communityAssets", asset);
        resolvers.ToOne(asset, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.ToOne(asset, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(asset, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Nested(asset, "links", LinkSql.Entity, "(k.from_community_asset_id = parent.id OR k.to_community_asset_id = parent.id)");

        resolvers.Entity(LinkSql.Entity);
        resolvers.Of(LinkSql.Entity, "from", (context, row) => End(context, row["fromType"], row["fromId"]));
        resolvers.Of(LinkSql.Entity, "to", (context, row) => End(context, row["toType"], row["toId"]));
    }

    private static object? End(IResolveFieldContext context, object? type, object? id) => Connections.One(context, type switch
    {
        "Organisation" => OrganisationSql.Entity,
        "Site" => SiteSql.Entity,
        "Service" => ServiceSql.Entity,
        _ => CommunityAssetSql.Entity,
    }, id);
}
