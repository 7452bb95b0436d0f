using EstateMap.Server.Areas;
using EstateMap.Server.Community.Networks;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Services;
using EstateMap.Server.Sources;

namespace EstateMap.Server.Community;

/// <summary>What a community has, and how it hangs together. Declared in <c>Community.graphql</c>.</summary>
internal static class CommunityQueries
{
    public static void Attach(Resolvers resolvers)
    {
        NetworkQueries.Attach(resolvers);
        var asset = CommunityAssetSql.Entity;
        resolvers.Entity(asset);
        resolvers.Root("communityAssets", asset, Places.List(new ListShape(asset), CommunityAssetSql.Point));
        resolvers.Root("links", LinkSql.Entity);
        resolvers.ToOne(asset, "organisation", "organisationId", () => OrganisationSql.Entity);
        resolvers.ToOne(asset, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(asset, "area", "areaId", () => AreaSql.Entity);
        resolvers.ToOne(asset, "dataset", "datasetId", () => DatasetSql.Entity);
        resolvers.Geometry(asset, "geometry", CommunityAssetSql.Point);
        resolvers.Expression(asset, "distance", (arguments, parameters) => Geometries.Distance(arguments, parameters, CommunityAssetSql.Point));
        resolvers.ById("communityAsset", asset);
        resolvers.Nested(asset, "links", LinkSql.Entity, "(k.from_community_asset_id = parent.id OR k.to_community_asset_id = parent.id)");

        resolvers.Entity(LinkSql.Entity);
        resolvers.ToOne(LinkSql.Entity, "dataset", "datasetId", () => DatasetSql.Entity);
        foreach (var end in new[] { "from", "to" })
            resolvers.OneOf(LinkSql.Entity, end, ($"{end}OrganisationId", () => OrganisationSql.Entity), ($"{end}SiteId", () => SiteSql.Entity), ($"{end}ServiceId", () => ServiceSql.Entity), ($"{end}CommunityAssetId", () => CommunityAssetSql.Entity));
        Contributions.ContributionQueries.Attach(resolvers);
        Contributions.ContributionMutations.Attach(resolvers);
    }
}
