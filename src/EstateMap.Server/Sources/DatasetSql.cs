using EstateMap.Server.Graph;

namespace EstateMap.Server.Sources;

/// <summary>What stands behind the fields of a dataset. Alias <c>d</c>.</summary>
internal static class DatasetSql
{
    private const string IsFeed = "d.manifest ->> 'format' = 'open_referral'";

    public static readonly Entity Entity = new("Dataset", "dataset d", "d.id")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["key"] = "d.id",
            ["title"] = "d.title",
            ["description"] = "d.description",
            ["publisher"] = "d.publisher",
            ["publisherUrl"] = "d.publisher_url",
            ["licence"] = "d.licence",
            ["licenceUrl"] = "d.licence_url",
            ["attribution"] = "d.attribution",
            ["isShareAlike"] = "d.share_alike",
            ["isSample"] = "d.is_sample",
            ["isSchematic"] = "d.is_schematic",
            ["theme"] = "d.theme",
            ["activeRunId"] = "d.active_run_id",
            ["manifest"] = "d.manifest::text",
            ["stewardId"] = "d.organisation_id",
            // Without what an address may hold that is nobody's business: who asks, and keys in its query.
            ["feedUrl"] = $@"CASE WHEN {IsFeed} THEN regexp_replace(regexp_replace(d.manifest ->> 'downloadUrl', '[?#].*$', ''), '//[^/@]*@', '//') END",
            ["feedReadAt"] = $"CASE WHEN {IsFeed} THEN (SELECT max(r.started_at) FROM import_run r WHERE r.dataset_id = d.id AND r.status NOT IN ('running', 'failed', 'cancelled')) END",
        },
        Needs = new Dictionary<string, string[]> { ["steward"] = ["stewardId"], ["activeRun"] = ["activeRunId"], ["fileNames"] = ["manifest"] },
        Filters = new Dictionary<string, Filter>
        {
            ["key"] = Graph.Filters.Text("d.id"),
            ["title"] = Graph.Filters.Text("d.title"),
            ["description"] = Graph.Filters.Text("d.description"),
            ["publisher"] = Graph.Filters.Text("d.publisher"),
            ["licence"] = Graph.Filters.Text("d.licence"),
            ["attribution"] = Graph.Filters.Text("d.attribution"),
            ["theme"] = Graph.Filters.Text("d.theme"),
            ["isSample"] = Graph.Filters.Boolean("d.is_sample"),
            ["isSchematic"] = Graph.Filters.Boolean("d.is_schematic"),
            ["isShareAlike"] = Graph.Filters.Boolean("d.share_alike"),
            ["activeRun"] = Graph.Filters.Nested("EXISTS (SELECT FROM import_run r WHERE r.id = d.active_run_id AND {0})", () => ImportRunSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order>(Order.Of("activeRun", ImportRunSql.Entity, "r.id = d.active_run_id"))
        {
            ["key"] = new("d.id", OrderKind.Text) { IsFilled = true },
            ["title"] = new("d.title", OrderKind.Text) { IsFilled = true },
            ["theme"] = new("d.theme", OrderKind.Text) { IsFilled = true },
            ["publisher"] = new("d.publisher", OrderKind.Text) { IsFilled = true },
        },
        DefaultOrder = [new("d.title", OrderKind.Text) { IsFilled = true }],
    };
}
