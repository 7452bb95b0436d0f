using EstateMap.Server.Estate;
using EstateMap.Server.Graph;

namespace EstateMap.Server.Sources;

/// <summary>What sources' records say, and said. Alias <c>r</c> for the record, <c>h</c> for one of its contents.</summary>
internal static class RecordSql
{
    /// <summary>Only below a site.</summary>
    public static readonly Entity OfSite = new("SiteRecord",
        "source_record r CROSS JOIN LATERAL record_contents(r.dataset_id, r.record_key) h", "(r.dataset_id || '|' || r.record_key)")
    {
        HasTextKey = true,
        Columns = new Dictionary<string, string>
        {
            ["datasetId"] = "r.dataset_id",
            ["recordKey"] = "r.record_key",
            ["name"] = "h.content->>'name'",
            ["line"] = "h.line",
            ["asAt"] = "h.as_at",
            ["runId"] = "h.run_id",
            ["heldFrom"] = "nullif(h.held_from, '-infinity')",
            ["heldUntil"] = "h.held_until",
            ["contentText"] = "h.content::text",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"], ["run"] = ["runId"], ["fields"] = ["contentText"] },
        Orders = new Dictionary<string, Order>(),
        DefaultOrder = [],
    };

    /// <summary>$1 dataset, $2 record, $3 instant or null: its contents from the oldest kept, up to the instant.</summary>
    public const string History = """
        SELECT h.content::text, h.as_at, h.run_id::int, h.replaced_at, h.is_missing, h.held_until <= $3::timestamptz
        FROM record_contents($1::text, $2::text) h
        WHERE $3::timestamptz IS NULL OR h.held_from <= $3::timestamptz
        ORDER BY h.replaced_at NULLS LAST, h.run_id
        """;

    /// <summary>Records of the site above, with the content that is served or, at an instant, was.</summary>
    public static string HeldAt(object? instant, SqlParameters parameters)
    {
        const string ofSite = "r.site_id = parent.id";
        if (instant is not DateTime asked) return ofSite + " AND h.is_served";
        var at = parameters.Instant(asked);
        return $"{ofSite} AND h.held_from <= {at} AND (h.held_until IS NULL OR h.held_until > {at})";
    }
}

/// <summary>What stands behind the fields of a hand edit. Alias <c>e</c>.</summary>
internal static class HandEditSql
{
    // The file has said something new since, and not what the edit says.
    private const string IsConflicting = "(e.file_value IS DISTINCT FROM e.seen_value AND e.file_value IS DISTINCT FROM e.value)";

    public static readonly Entity Entity = new("HandEdit", "hand_edit e", "e.id")
    {
        Columns = new Dictionary<string, string>
        {
            ["datasetId"] = "e.dataset_id",
            ["recordKey"] = "e.record_key",
            ["recordName"] = "(SELECT r.content->>'name' FROM source_record r WHERE r.dataset_id = e.dataset_id AND r.record_key = e.record_key)",
            ["field"] = "e.field",
            ["value"] = "e.value #>> '{}'",
            ["seenValue"] = "e.seen_value #>> '{}'",
            ["fileValue"] = "e.file_value #>> '{}'",
            ["isConflicting"] = IsConflicting,
            ["editedBy"] = "e.edited_by",
            ["editedAt"] = "e.edited_at",
            ["why"] = "e.why",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["dataset"] = Graph.Filters.Text("e.dataset_id"),
            ["recordKey"] = Graph.Filters.Text("e.record_key"),
            ["field"] = Graph.Filters.Text("e.field"),
            ["editedBy"] = Graph.Filters.Text("e.edited_by"),
            ["editedAt"] = Graph.Filters.Instant("e.edited_at"),
            ["why"] = Graph.Filters.Text("e.why"),
            ["isConflicting"] = Graph.Filters.Boolean(IsConflicting),
        },
        Orders = new Dictionary<string, Order> { ["recordKey"] = new("e.record_key", OrderKind.Text), ["field"] = new("e.field", OrderKind.Text), ["dataset"] = new("e.dataset_id", OrderKind.Text), ["editedAt"] = new("extract(epoch FROM e.edited_at)::double precision", OrderKind.Number) { IsFilled = true } },
        // Numbered as they were made: the newest first.
        DefaultOrder = [new("e.id", OrderKind.Integer, Descending: true)],
    };
}

/// <summary>What stands behind the fields of a match candidate. Alias <c>m</c> for the pair, <c>r</c> for its record.</summary>
internal static class MatchCandidateSql
{
    public static readonly Entity Entity = new("MatchCandidate",
        "match_candidate m JOIN source_record r ON r.dataset_id = m.dataset_id AND r.record_key = m.record_key AND r.missing_since_run_id IS NULL",
        "(m.dataset_id || '|' || m.site_id || '|' || m.record_key)")
    {
        HasTextKey = true,
        // What a person has decided waits no longer.
        Listed = """
            NOT EXISTS (SELECT FROM match_decision x WHERE x.dataset_id = m.dataset_id AND x.record_key = m.record_key AND x.site_id = m.site_id AND x.decided_by <> 'rule')
            """,
        Columns = new Dictionary<string, string>
        {
            ["datasetId"] = "m.dataset_id",
            ["recordKey"] = "m.record_key",
            ["recordName"] = "coalesce(r.content->>'name', r.record_key)",
            ["recordAddress"] = """
                coalesce(r.content->>'address', nullif(concat_ws(', ', nullif(concat_ws(' ', r.content->>'street_number', r.content->>'street_name'), ''), r.content->>'locality', r.content->>'post_town'), ''))
                """,
            ["recordPostcode"] = "r.content->>'postcode'",
            ["recordUprn"] = "r.content->>'uprn'",
            ["recordSiteId"] = "r.site_id",
            ["siteId"] = "m.site_id",
            ["distance_m"] = """
                (SELECT ST_Distance(s.geom::geography, ST_SetSRID(ST_MakePoint((r.content->>'longitude')::double precision, (r.content->>'latitude')::double precision), 4326)::geography)
                 FROM site s WHERE s.id = m.site_id)
                """,
            ["score"] = "m.score::double precision",
            ["reason"] = "m.reason",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"], ["site"] = ["siteId"], ["recordSite"] = ["recordSiteId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["dataset"] = Graph.Filters.Text("m.dataset_id"),
            ["recordKey"] = Graph.Filters.Text("m.record_key"),
            ["score"] = Graph.Filters.Number("m.score::double precision"),
            ["reason"] = Graph.Filters.Text("m.reason"),
            ["site"] = Graph.Filters.Nested("EXISTS (SELECT FROM site s WHERE s.id = m.site_id AND {0})", () => SiteSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order> { ["score"] = new("m.score::double precision", OrderKind.Number), ["dataset"] = new("m.dataset_id", OrderKind.Text) { IsFilled = true } },
        DefaultOrder = [new("m.score::double precision", OrderKind.Number, Descending: true)],
    };
}

/// <summary>What stands behind the fields of a match decision, people's only. Alias <c>x</c>.</summary>
internal static class MatchDecisionSql
{
    public static readonly Entity Entity = new("MatchDecision", "match_decision x", "(x.dataset_id || '|' || x.site_id || '|' || x.record_key)")
    {
        HasTextKey = true,
        Listed = "x.decided_by <> 'rule'",
        Columns = new Dictionary<string, string>
        {
            ["datasetId"] = "x.dataset_id",
            ["recordKey"] = "x.record_key",
            ["recordName"] = "(SELECT r.content->>'name' FROM source_record r WHERE r.dataset_id = x.dataset_id AND r.record_key = x.record_key)",
            ["siteId"] = "x.site_id",
            ["isSame"] = "x.is_same",
            ["decidedBy"] = "x.decided_by",
            ["decidedAt"] = "x.decided_at",
            ["why"] = "x.why",
        },
        Needs = new Dictionary<string, string[]> { ["dataset"] = ["datasetId"], ["site"] = ["siteId"] },
        Filters = new Dictionary<string, Filter>
        {
            ["dataset"] = Graph.Filters.Text("x.dataset_id"),
            ["recordKey"] = Graph.Filters.Text("x.record_key"),
            ["isSame"] = Graph.Filters.Boolean("x.is_same"),
            ["decidedBy"] = Graph.Filters.Text("x.decided_by"),
            ["decidedAt"] = Graph.Filters.Instant("x.decided_at"),
            ["site"] = Graph.Filters.Nested("EXISTS (SELECT FROM site s WHERE s.id = x.site_id AND {0})", () => SiteSql.Entity.Filters),
        },
        Orders = new Dictionary<string, Order> { ["decidedAt"] = new("extract(epoch FROM x.decided_at)::double precision", OrderKind.Number) },
        DefaultOrder = [new("extract(epoch FROM x.decided_at)::double precision", OrderKind.Number, Descending: true)],
    };
}
