using EstateMap.Server.Graph;

namespace EstateMap.Server.Sources;

/// <summary>What stands behind the fields of an import run. Alias <c>r</c>.</summary>
internal static class ImportRunSql
{
    private const string IsServed = "EXISTS (SELECT FROM dataset d WHERE d.active_run_id = r.id)";

    public static readonly Entity Entity = new("ImportRun", "import_run r", "r.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["number"] = "r.id::int",
            ["datasetId"] = "r.dataset_id",
            ["status"] = "r.status",
            ["message"] = "r.message",
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
            ["rowsConflicting"] = "r.rows_conflicting",
            ["rowsLocated"] = "r.rows_located",
            ["personalValuesDropped"] = "r.personal_values_dropped",
            ["issueCount"] = "(SELECT count(*)::int FROM import_issue i WHERE i.run_id = r.id)",
            ["isServed"] = IsServed,
            ["isStale"] = "r.status = 'previewed' AND r.base_run_id IS DISTINCT FROM (SELECT d.active_run_id FROM dataset d WHERE d.id = r.dataset_id)",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("ImportRun", "r.id"),
            ["dataset"] = Graph.Filters.Text("r.dataset_id"),
            ["status"] = Graph.Filters.Text("r.status"),
            ["fileName"] = Graph.Filters.Text("r.file_name"),
            ["message"] = Graph.Filters.Text("r.message"),
            ["asAt"] = Graph.Filters.Day("r.as_at"),
            ["startedAt"] = Graph.Filters.Instant("r.started_at"),
            ["finishedAt"] = Graph.Filters.Instant("r.finished_at"),
            ["rowsRead"] = Graph.Filters.Number("r.rows_read"),
            ["rowsNew"] = Graph.Filters.Number("r.rows_new"),
            ["rowsChanged"] = Graph.Filters.Number("r.rows_changed"),
            ["rowsUnchanged"] = Graph.Filters.Number("r.rows_unchanged"),
            ["rowsMissing"] = Graph.Filters.Number("r.rows_missing"),
            ["rowsRejected"] = Graph.Filters.Number("r.rows_rejected"),
            ["rowsConflicting"] = Graph.Filters.Number("r.rows_conflicting"),
            ["rowsLocated"] = Graph.Filters.Number("r.rows_located"),
            ["isServed"] = Graph.Filters.Boolean(IsServed),
        },
        // Runs are numbered as they begin.
        Orders = new Dictionary<string, Order>
        {
            ["startedAt"] = new("r.id", OrderKind.Integer) { IsFilled = true },
            ["dataset"] = new("r.dataset_id", OrderKind.Text) { IsFilled = true },
            ["status"] = new("r.status", OrderKind.Text) { IsFilled = true },
            ["asAt"] = new("r.as_at::text", OrderKind.Text),
            ["rowsRead"] = new("r.rows_read", OrderKind.Integer) { IsFilled = true },
        },
        DefaultOrder = [new("r.id", OrderKind.Integer, Descending: true) { IsFilled = true }],
    };

    /// <summary>Issues of a run by type, gravest first. Alias <c>x</c>; only below a run.</summary>
    public static readonly Entity IssueCount = new("QualityRule",
        """
        (SELECT i.issue_type, coalesce(min(t.label), i.issue_type) AS label, min(t.description) AS description, upper(max(i.severity)::text) AS severity, min(i.responsible) AS responsible,
                count(*)::int AS times, count(i.proposed_value)::int AS proposals, row_number() OVER (ORDER BY max(i.severity) DESC, count(*) DESC, i.issue_type) AS n
         FROM import_issue i
         LEFT JOIN vocabulary_term t ON t.vocabulary = 'issue-types' AND t.code = i.issue_type
         WHERE i.run_id = parent.id
         GROUP BY i.issue_type) AS x
        """, "x.n")
    {
        Columns = new Dictionary<string, string>
        {
            ["issueType"] = "x.issue_type",
            ["label"] = "x.label",
            ["description"] = "x.description",
            ["severity"] = "x.severity",
            ["responsible"] = "x.responsible",
            ["count"] = "x.times",
            ["proposedCount"] = "x.proposals",
            ["editedCount"] = "0",
        },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };
}

/// <summary>What stands behind the fields of an import change. Alias <c>c</c>; its key tells rows apart within one run only, so it has no global id.</summary>
internal static class ImportChangeSql
{
    public static readonly Entity Entity = new("ImportChange", "import_change c", "c.record_key")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["kind"] = "upper(c.kind)",
            ["recordKey"] = "c.record_key",
            ["name"] = "c.name",
            ["line"] = "c.line",
            ["fieldsText"] = "c.fields::text",
            ["editedFields"] = """
                coalesce((SELECT array_agg(e.field ORDER BY e.field) FROM hand_edit e
                          JOIN import_run u ON u.dataset_id = e.dataset_id
                          WHERE u.id = c.run_id AND e.record_key = c.record_key), '{}')
                """,
        },
        Needs = new Dictionary<string, string[]> { ["fields"] = ["fieldsText"] },
        Filters = new Dictionary<string, Filter>
        {
            ["kind"] = Graph.Filters.Enum("c.kind"),
            ["name"] = Graph.Filters.Text("c.name"),
            ["recordKey"] = Graph.Filters.Text("c.record_key"),
            ["line"] = Graph.Filters.Number("c.line"),
        },
        Orders = new Dictionary<string, Order> { ["recordKey"] = new("c.record_key", OrderKind.Text), ["line"] = new("c.line", OrderKind.Integer), ["name"] = new("c.name", OrderKind.Text) { IsFilled = true } },
        DefaultOrder = [new("c.kind", OrderKind.Text)],
    };
}

/// <summary>What stands behind the fields of an import issue. Alias <c>i</c>.</summary>
internal static class ImportIssueSql
{
    public static readonly Entity Entity = new("ImportIssue", "import_issue i", "i.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["line"] = "i.line",
            ["recordKey"] = "i.record_key",
            ["recordName"] = "(SELECT r.content->>'name' FROM source_record r WHERE r.dataset_id = i.dataset_id AND r.record_key = i.record_key)",
            ["field"] = "i.field",
            ["value"] = "i.value",
            ["proposedValue"] = "i.proposed_value",
            ["isEdited"] = "EXISTS (SELECT FROM hand_edit e WHERE e.dataset_id = i.dataset_id AND e.record_key = i.record_key AND e.field = i.field)",
            ["issueType"] = "i.issue_type",
            ["severity"] = "upper(i.severity::text)",
            ["responsible"] = "i.responsible",
            ["message"] = "i.message",
            ["isRejection"] = "i.is_rejection",
            ["datasetId"] = "i.dataset_id",
            ["runId"] = "i.run_id",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"], ["run"] = ["runId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["id"] = Graph.Filters.Id("ImportIssue", "i.id"),
            ["line"] = Graph.Filters.Number("i.line"),
            ["value"] = Graph.Filters.Text("i.value"),
            ["message"] = Graph.Filters.Text("i.message"),
            ["dataset"] = Graph.Filters.Text("i.dataset_id"),
            ["run"] = Graph.Filters.Id("ImportRun", "i.run_id"),
            ["owner"] = Graph.Filters.Any("""
                EXISTS (SELECT FROM source_record r JOIN organisation o ON o.name_key = r.content->>'organisation_key'
                        WHERE r.dataset_id = i.dataset_id AND r.record_key = i.record_key AND {0})
                """, Graph.Filters.Id("Organisation", "o.id")),
            ["issueType"] = Graph.Filters.Text("i.issue_type"),
            ["severity"] = Graph.Filters.Enum("i.severity"),
            ["responsible"] = Graph.Filters.Text("i.responsible"),
            ["recordKey"] = Graph.Filters.Text("i.record_key"),
            ["field"] = Graph.Filters.Text("i.field"),
            ["isRejection"] = Graph.Filters.Boolean("i.is_rejection"),
            ["hasProposal"] = Graph.Filters.Boolean("(i.proposed_value IS NOT NULL)"),
            ["isEdited"] = Graph.Filters.Boolean("EXISTS (SELECT FROM hand_edit e WHERE e.dataset_id = i.dataset_id AND e.record_key = i.record_key AND e.field = i.field)"),
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

    /// <summary>Issues of what is being served, not of previews and of runs gone by.</summary>
    public const string OfServedRuns = "EXISTS (SELECT FROM dataset d WHERE d.active_run_id = i.run_id)";

    /// <summary>Issues in the rows that a site rests on.</summary>
    /// <param name="site">Expression of the site's id.</param>
    public static string Behind(string site) => $"""
        {OfServedRuns} AND
        EXISTS (SELECT FROM source_record r
                WHERE r.site_id = {site} AND r.missing_since_run_id IS NULL AND r.dataset_id = i.dataset_id AND r.record_key = i.record_key)
        """;
}
