using EstateMap.Server.Graph;
using GraphQL;

namespace EstateMap.Server.Sources;

/// <summary>What stands behind the fields of a dataset. Alias <c>d</c>.</summary>
internal static class DatasetSql
{
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
        },
        Needs = new Dictionary<string, string[]> { ["activeRun"] = ["activeRunId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["key"] = Graph.Filters.Text("d.id"),
            ["title"] = Graph.Filters.Text("d.title"),
            ["theme"] = Graph.Filters.Text("d.theme"),
            ["isSample"] = Graph.Filters.Boolean("d.is_sample"),
        },
        Orders = new Dictionary<string, Order> { ["key"] = new("d.id", OrderKind.Text), ["title"] = new("d.title", OrderKind.Text), ["theme"] = new("d.theme", OrderKind.Text) },
        DefaultOrder = [new("d.title", OrderKind.Text)],
    };

    /// <summary>$1 site ids: which datasets name them.</summary>
    private const string KeysOfSites = """
        SELECT DISTINCT r.site_id, r.dataset_id
        FROM source_record r
        WHERE r.site_id = ANY ($1::bigint[]) AND r.missing_since_run_id IS NULL
        ORDER BY r.site_id, r.dataset_id
        """;

    /// <summary>Datasets of every site of a level: one statement for who names whom, one for the datasets.</summary>
    public static object? OfSites(IResolveFieldContext context, long site)
    {
        var source = context.Source();
        var columns = Selection.Columns(context, Entity, isConnection: false);
        return Batch.Load<long, List<Row>>(context, site, async (sites, cancellation) =>
        {
            var parameters = new SqlParameters();
            parameters.Integers(sites);
            var keys = new List<(long Site, string Dataset)>();
            await using (var command = parameters.Command(source, KeysOfSites))
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
                while (await reader.ReadAsync(cancellation)) keys.Add((reader.GetInt64(0), reader.GetString(1)));
            var rows = await EntityReader.ReadByKeysAsync(source, Entity, columns, [.. keys.Select(key => (object)key.Dataset).Distinct()], cancellation);
            return sites.ToDictionary(id => id, id => keys.Where(key => key.Site == id && rows.ContainsKey(key.Dataset)).Select(key => rows[key.Dataset]).ToList());
        });
    }
}

/// <summary>What stands behind the fields of an import run. Alias <c>r</c>.</summary>
internal static class ImportRunSql
{
    public static readonly Entity Entity = new("ImportRun", "import_run r", "r.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["status"] = "r.status",
            ["fileName"] = "r.file_name",
            ["asAt"] = "r.as_at",
            ["startedAt"] = "r.started_at",
            ["finishedAt"] = "r.finished_at",
            ["rowsRead"] = "r.rows_read",
            ["rowsNew"] = "r.rows_new",
            ["rowsChanged"] = "r.rows_changed",
            ["rowsUnchanged"] = "r.rows_unchanged",
            ["rowsMissing"] = "r.rows_missing",
            ["rowsRejected"] = "r.rows_rejected",
            ["rowsLocated"] = "r.rows_located",
            ["personalValuesDropped"] = "r.personal_values_dropped",
            ["issueCount"] = "(SELECT count(*)::int FROM import_issue i WHERE i.run_id = r.id)",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}

/// <summary>What stands behind the fields of an import issue. Alias <c>i</c>.</summary>
internal static class ImportIssueSql
{
    public static readonly Entity Entity = new("ImportIssue", "import_issue i", "i.id")
    {
        Listed = "EXISTS (SELECT FROM dataset d WHERE d.active_run_id = i.run_id)",
        Columns = new Dictionary<string, string>
        {
            ["line"] = "i.line",
            ["recordKey"] = "i.record_key",
            ["field"] = "i.field",
            ["value"] = "i.value",
            ["issueType"] = "i.issue_type",
            ["severity"] = "upper(i.severity::text)",
            ["responsible"] = "i.responsible",
            ["message"] = "i.message",
            ["isRejection"] = "i.is_rejection",
            ["datasetId"] = "i.dataset_id",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["dataset"] = Graph.Filters.Text("i.dataset_id"),
            ["issueType"] = Graph.Filters.Text("i.issue_type"),
            ["severity"] = Graph.Filters.Enum("i.severity"),
            ["responsible"] = Graph.Filters.Text("i.responsible"),
            ["recordKey"] = Graph.Filters.Text("i.record_key"),
            ["field"] = Graph.Filters.Text("i.field"),
            ["isRejection"] = Graph.Filters.Boolean("i.is_rejection"),
        },
        Orders = new Dictionary<string, Order>
        {
            ["line"] = new("i.line", OrderKind.Integer),
            ["issueType"] = new("i.issue_type", OrderKind.Text),
            // info, warning, error: the order of the enum is by gravity, that of its words is not.
            ["severity"] = new("CASE i.severity WHEN 'info' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END", OrderKind.Integer),
            ["recordKey"] = new("i.record_key", OrderKind.Text),
        },
        DefaultOrder = [new("i.dataset_id", OrderKind.Text), new("i.line", OrderKind.Integer)],
    };

    /// <summary>Issues in the rows that a site rests on.</summary>
    public const string BehindSite = """
        EXISTS (SELECT FROM source_record r
                WHERE r.site_id = parent.id AND r.missing_since_run_id IS NULL AND r.dataset_id = i.dataset_id AND r.record_key = i.record_key)
        """;
}
