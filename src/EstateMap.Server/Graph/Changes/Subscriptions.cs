using EstateMap.Server.Estate;
using EstateMap.Server.Sources;
using GraphQL;

namespace EstateMap.Server.Graph.Changes;

/// <summary>News as they happen. Declared in <c>Subscriptions.graphql</c>.</summary>
internal static class Subscriptions
{
    /// <summary>$1 site.</summary>
    private const string CanSeeSite = "SELECT EXISTS (SELECT FROM site s WHERE s.id = $1::bigint)";

    public static void Attach(Resolvers resolvers)
    {
        resolvers.Subscription("importProgress", context =>
        {
            var dataset = new Arguments(context.Arguments).Text("dataset");
            return new SeenNews<ImportChange>(Feed(context).Of<ImportChange>(change => dataset is null || change.DatasetId == dataset), context.Source(), change => change.IsHidden, ChangeFeed.CanSeeDataset, change => [change.DatasetId]);
        });
        resolvers.Subscription("datasetActivated", context =>
        {
            var dataset = new Arguments(context.Arguments).Text("dataset");
            return new SeenNews<DatasetChange>(Feed(context).Of<DatasetChange>(change => dataset is null || change.DatasetId == dataset), context.Source(), change => change.IsHidden, ChangeFeed.CanSeeDataset, change => [change.DatasetId]);
        });
        resolvers.Subscription("siteChanged", context =>
        {
            if (new Arguments(context.Arguments).Text("area") is not { } id) return Seen(Feed(context).Of<SiteChange>());
            var area = GlobalId.FindNumber("Area", id) ?? throw GraphRequestError.BadArgument("`area` is no id of an area.");
            return Seen(Feed(context).Of<SiteChange>(change => change.SiteId is null || change.AreaIds.Contains(area)));

            SeenNews<SiteChange> Seen(IObservable<SiteChange> news) => new(news, context.Source(), change => change.IsHidden, CanSeeSite, change => [change.SiteId!.Value]);
        });
        resolvers.Field("ImportProgress", "run", context => Connections.One(context, ImportRunSql.Entity, ((ImportChange)context.Source!).RunId));
        resolvers.Field("ImportProgress", "dataset", context => Connections.One(context, DatasetSql.Entity, ((ImportChange)context.Source!).DatasetId));
        resolvers.Field("ImportProgress", "isOver", context => ((ImportChange)context.Source!).Phase == "over");
        resolvers.Field("DatasetActivation", "dataset", context => Connections.One(context, DatasetSql.Entity, ((DatasetChange)context.Source!).DatasetId));
        resolvers.Field("DatasetActivation", "run", context => Connections.One(context, ImportRunSql.Entity, ((DatasetChange)context.Source!).RunId));
        resolvers.Field("SiteNews", "site", context => Connections.One(context, SiteSql.Entity, ((SiteChange)context.Source!).SiteId));
        resolvers.Field("SiteNews", "isMany", context => ((SiteChange)context.Source!).SiteId is null);
    }

    private static ChangeFeed Feed(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<ChangeFeed>();
}
