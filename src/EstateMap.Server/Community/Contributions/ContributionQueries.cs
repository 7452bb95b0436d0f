using EstateMap.Database;
using EstateMap.Server.Areas;
using EstateMap.Server.Estate;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Plans.Scenarios;
using GraphQL;

namespace EstateMap.Server.Community.Contributions;

/// <summary>What people sent in, offer, ask and say, and how things were. Declared in <c>Contributions.graphql</c>.</summary>
internal static class ContributionQueries
{
    private static readonly string[] Ends = ["from", "to"];
    private static readonly string[] FieldColumns = ["field", "before", "after"];

    public static void Attach(Resolvers resolvers)
    {
        var contribution = ContributionSql.Entity;
        resolvers.Entity(contribution);
        resolvers.Root("contributions", contribution);
        resolvers.ById("contribution", contribution);
        resolvers.Rows(contribution, "fields", ContributionSql.Field, "TRUE");
        resolvers.Columns(ContributionSql.Field);
        resolvers.ToOne(contribution, "asset", "assetId", () => CommunityAssetSql.Entity);
        resolvers.ToOne(contribution, "link", "linkId", () => LinkSql.Entity);
        resolvers.ToOne(contribution, "site", "siteId", () => SiteSql.Entity);
        resolvers.ToOne(contribution, "scenario", "scenarioId", () => ScenarioSql.Entity);
        resolvers.Field("Query", "reviewQueue", async context => await QueueAsync(context));

        var offer = ExchangeSql.Entity;
        resolvers.Entity(offer);
        resolvers.Root("offersAndAsks", offer);
        resolvers.ToOne(offer, "asset", "assetId", () => CommunityAssetSql.Entity);
        resolvers.Rows(offer, "matches", ExchangeSql.Match, "TRUE");
        resolvers.Columns(ExchangeSql.Match);
        resolvers.ToOne(ExchangeSql.Match, "other", "otherId", () => offer);

        var (asset, link, version, comment) = (CommunityAssetSql.Entity, LinkSql.Entity, ExchangeSql.Version, ExchangeSql.Comment);
        resolvers.Of(asset, "needsALook", (context, row) => NeedsALook(context, row));
        resolvers.Rows(asset, "schedules", ExchangeSql.Schedule, "h.community_asset_id = parent.id");
        resolvers.Nested(asset, "offersAndAsks", offer, "x.community_asset_id = parent.id");
        resolvers.Rows(asset, "waiting", contribution, "n.asset_id = parent.id AND n.status = 'in_review'");
        resolvers.Entity(version);
        resolvers.Rows(asset, "versions", version, "e.asset_id = parent.id");
        resolvers.Rows(link, "versions", version, "e.link_id = parent.id");
        resolvers.Rows(version, "changes", ContributionSql.VersionField, "TRUE");
        resolvers.Field("Query", "versionDifferences", async context => await DifferencesAsync(context));
        resolvers.Entity(comment);
        resolvers.Nested(asset, "comments", comment, "w.asset_id = parent.id");
        resolvers.Nested(SiteSql.Entity, "comments", comment, "w.site_id = parent.id");
        resolvers.Nested(ScenarioSql.Entity, "comments", comment, "w.scenario_id = parent.id");
        Listen(resolvers);
    }

    /// <summary>$1 asset or 0, $2 link or 0.</summary>
    private const string CanSeeCommunity = "SELECT ($1::bigint = 0 OR EXISTS (SELECT FROM community_asset c WHERE c.id = $1::bigint)) AND ($2::bigint = 0 OR EXISTS (SELECT FROM link k WHERE k.id = $2::bigint))";

    /// <summary>$1 comment.</summary>
    private const string CanSeeComment = "SELECT EXISTS (SELECT FROM community_comment m WHERE m.id = $1::bigint)";

    /// <summary>$1 contribution.</summary>
    private const string CanSeeContribution = "SELECT EXISTS (SELECT FROM contribution n WHERE n.id = $1::bigint)";

    private static void Listen(Resolvers resolvers)
    {
        resolvers.Subscription("communityChanged", context =>
        {
            long? area = null;
            if (new Arguments(context.Arguments).Text("area") is { } id) area = GlobalId.FindNumber("Area", id) ?? throw GraphRequestError.BadArgument("`area` is no id of an area.");
            return new SeenNews<CommunityChange>(Feed(context).Of<CommunityChange>(change => area is null || change.AreaIds.Contains(area.Value)), context.Source(), change => change.IsHidden, CanSeeCommunity, change => [change.AssetId ?? 0, change.LinkId ?? 0]);
        });
        resolvers.Field("CommunityNews", "asset", context => ((CommunityChange)context.Source!).AssetId is { } asset ? Connections.One(context, CommunityAssetSql.Entity, asset) : null);
        resolvers.Field("CommunityNews", "link", context => ((CommunityChange)context.Source!).LinkId is { } link ? Connections.One(context, LinkSql.Entity, link) : null);
        resolvers.Subscription("commentAdded", context =>
        {
            var on = new Arguments(context.Arguments).Text("on") ?? "";
            var (asset, site, scenario) = (GlobalId.FindNumber("CommunityAsset", on), GlobalId.FindNumber("Site", on), GlobalId.FindNumber("Scenario", on));
            if (asset is null && site is null && scenario is null) throw GraphRequestError.BadArgument("`on` is no id of a community asset, site or scenario.");
            var news = Feed(context).Of<CommentChange>(change => (asset is not null && change.AssetId == asset) || (site is not null && change.SiteId == site) || (scenario is not null && change.ScenarioId == scenario));
            return new SeenNews<CommentChange>(news, context.Source(), change => change.IsHidden, CanSeeComment, change => [change.CommentId]);
        });
        resolvers.Field("CommentNews", "comment", context => Connections.One(context, ExchangeSql.Comment, ((CommentChange)context.Source!).CommentId));
        resolvers.Subscription("reviewChanged", context => context.Caller().MayChange || context.Caller().IsSignedIn
            // That something waits somewhere is news of a place too.
            ? new SeenNews<ContributionChange>(Feed(context).Of<ContributionChange>(), context.Source(), _ => true, CanSeeContribution, change => [change.ContributionId])
            : throw GraphRequestError.NotAuthorised("Sign in to hear what waits for review."));
        resolvers.Field("ReviewNews", "contributions", async context => ((Queue)(await QueueAsync(context))!).Contributions);
    }

    private static object? NeedsALook(IResolveFieldContext context, Row row)
    {
        // A day too early or too late, near midnight far from Greenwich, matters to nobody here.
        var today = DateOnly.FromDateTime(context.RequestServices!.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        return row["lastConfirmedOn"] is not DateOnly confirmed || confirmed < context.RequestServices!.GetRequiredService<CommunitySettings>().StaleBefore(today);
    }

    private static async Task<object?> QueueAsync(IResolveFieldContext context)
    {
        var services = context.RequestServices!;
        var before = services.GetRequiredService<CommunitySettings>().StaleBefore(await services.GetRequiredService<PlaceClock>().GetTodayAsync(context.CancellationToken));
        // As an editor: reports are for those who may close them.
        var source = context.Caller().Edits(services.GetRequiredService<EstateMapDatabase>());
        await using var command = source.CreateCommand(ContributionSql.Queue);
        command.Parameters.Add(new() { Value = before });
        await using var row = await command.ExecuteReaderAsync(context.CancellationToken);
        await row.ReadAsync(context.CancellationToken);
        return new Queue(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), before);
    }

    private static async Task<object?> DifferencesAsync(IResolveFieldContext context)
    {
        var versions = Ends.Select(name => GlobalId.FindNumber("CommunityVersion", context.GetArgument<string>(name)) ?? throw GraphRequestError.BadArgument($"`{name}` is no id of a version.")).ToList();
        await using var command = context.Source().CreateCommand(ContributionSql.Differences);
        foreach (var version in versions) command.Parameters.Add(new() { Value = version });
        await using var row = await command.ExecuteReaderAsync(context.CancellationToken);
        var found = new List<Row>();
        while (await row.ReadAsync(context.CancellationToken))
            found.Add(new Row(ContributionSql.Field, 0L, FieldColumns.Select((name, n) => (name, n)).ToDictionary(pair => pair.name, pair => row.IsDBNull(pair.n) ? null : (object?)row.GetString(pair.n))));
        return found;
    }

    private static ChangeFeed Feed(IResolveFieldContext context) => context.RequestServices!.GetRequiredService<ChangeFeed>();

    private sealed record Queue(int Contributions, int Matches, int ProblemReports, int Stale, DateOnly StaleBefore, string MatchesUrl = "/data/matches", string ProblemReportsUrl = "/data/reports");
}
