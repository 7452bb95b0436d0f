namespace EstateMap.Server.Sources;

/// <summary>What stands behind the quality of datasets: rules, scores, condition and coverage.</summary>
internal static class QualitySql
{
    /// <summary>$1 dataset or null for all, $2 organisation or null: the kinds of issue in what is served.</summary>
    public const string Rules = """
        SELECT i.issue_type, coalesce(min(t.label), i.issue_type), min(t.description), upper(max(i.severity)::text), min(i.responsible),
               count(*)::int, (count(*) FILTER (WHERE i.proposed_value IS NOT NULL AND e.id IS NULL))::int, count(e.id)::int
        FROM import_issue i
        JOIN dataset d ON d.active_run_id = i.run_id
        LEFT JOIN vocabulary_term t ON t.vocabulary = 'issue-types' AND t.code = i.issue_type
        LEFT JOIN hand_edit e ON e.dataset_id = i.dataset_id AND e.record_key = i.record_key AND e.field = i.field
        WHERE ($1::text IS NULL OR i.dataset_id = $1::text)
          AND ($2::bigint IS NULL OR EXISTS (
              SELECT FROM source_record r
              JOIN organisation o ON o.name_key = r.content->>'organisation_key'
              WHERE r.dataset_id = i.dataset_id AND r.record_key = i.record_key AND o.id = $2::bigint))
        GROUP BY i.issue_type
        ORDER BY max(i.severity) DESC, count(*) DESC, i.issue_type
        """;

    /// <summary>$1 dataset or null, $2 organisation or null: scores of runs that were served, oldest first: the last twelve of each organisation and dataset, of the thousand pairs with the most records.</summary>
    public const string Scores = """
        WITH served AS (
            SELECT q.*, r.as_at, row_number() OVER (PARTITION BY q.organisation_id, q.dataset_id ORDER BY q.run_id DESC) AS back
            FROM quality_score q
            JOIN import_run r ON r.id = q.run_id AND r.status IN ('activated', 'superseded')
            WHERE ($1::text IS NULL OR q.dataset_id = $1::text) AND ($2::bigint IS NULL OR q.organisation_id = $2::bigint)
        ), pair AS (
            SELECT organisation_id, dataset_id FROM served WHERE back = 1 ORDER BY records DESC, organisation_id, dataset_id LIMIT 1000
        )
        SELECT s.dataset_id, d.title, s.organisation_id, o.name, s.run_id::int, s.as_at, s.measured_at, s.records, s.records_with_warnings, s.score
        FROM served s
        JOIN pair USING (organisation_id, dataset_id)
        JOIN dataset d ON d.id = s.dataset_id
        JOIN organisation o ON o.id = s.organisation_id
        WHERE s.back <= 12
        ORDER BY o.name, s.organisation_id, d.title, s.run_id
        """;

    /// <summary>$1 datasets: what their fitness is reckoned from.</summary>
    public const string Condition = """
        SELECT d.id, current_date - r.as_at, (d.manifest->>'updatedEveryMonths')::int, d.manifest->>'layout',
               r.rows_read, r.rows_new + r.rows_changed + r.rows_unchanged, r.rows_located, w.warned, w.by_postcode
        FROM dataset d
        JOIN import_run r ON r.id = d.active_run_id
        CROSS JOIN LATERAL (
            SELECT (count(DISTINCT i.line) FILTER (WHERE i.severity <> 'info' AND NOT i.is_rejection))::int AS warned,
                   (count(DISTINCT i.line) FILTER (WHERE i.issue_type = 'located-by-postcode'))::int AS by_postcode
            FROM import_issue i
            WHERE i.run_id = r.id
        ) w
        WHERE d.id = ANY ($1::text[])
        """;

    /// <summary>$1 datasets: of each kind of area with at most a hundred areas, in its newest vintage, how many hold at least one place of the dataset.</summary>
    public const string AreaCoverage = """
        WITH kinds AS (
            SELECT a.kind, a.vintage, count(*)::int AS areas
            FROM area a
            WHERE a.vintage = (SELECT max(n.vintage) FROM area n WHERE n.kind = a.kind)
            GROUP BY a.kind, a.vintage
            HAVING count(*) BETWEEN 2 AND 100
        )
        SELECT r.dataset_id, k.kind, k.vintage, k.areas, count(DISTINCT a.id)::int
        FROM kinds k
        JOIN area a ON a.kind = k.kind AND a.vintage = k.vintage
        JOIN site_area m ON m.area_id = a.id
        JOIN source_record r ON r.site_id = m.site_id
        WHERE r.dataset_id = ANY ($1::text[]) AND r.missing_since_run_id IS NULL
        GROUP BY r.dataset_id, k.kind, k.vintage, k.areas
        ORDER BY r.dataset_id, k.areas, k.kind
        """;

    /// <summary>$1 dataset: the layout of its manifest, and the fields by which it tells records apart, none where the layout says.</summary>
    public const string LayoutOfDataset = """
        SELECT d.manifest->>'layout', ARRAY(SELECT jsonb_array_elements_text(d.manifest->'key')) FROM dataset d WHERE d.id = $1::text
        """;
}

/// <summary>How good an organisation's records in one file were.</summary>
internal sealed record QualityScore(
    string Dataset, string DatasetTitle, string Organisation, string OrganisationName, int Run, DateOnly? AsAt, DateTime MeasuredAt, int Records, int RecordsWithWarnings, double Score);

/// <summary>Areas of a kind that a dataset has something in.</summary>
internal sealed record AreaCoverage(string Kind, string Vintage, int Areas, int Covered);

/// <summary>What a dataset is like at the moment.</summary>
internal sealed record DatasetCondition(int? AgeDays, int Records, int? Located, double? LocatedShare, int RecordsWithWarnings, Fitness Fitness);

/// <summary>One field before and after, as text; null where there is none.</summary>
internal sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>A field of a record and its value as text.</summary>
internal sealed record RecordValue(string Field, string? Value);

/// <summary>A field of a record as it is served.</summary>
internal sealed record RecordField(string Field, string? Value, bool IsEditable);

/// <summary>One content of a record.</summary>
internal sealed record RecordVersion(int Run, DateOnly? AsAt, DateTime? ReplacedAt, IReadOnlyList<FieldChange> Changes);

/// <summary>A record and what it said before.</summary>
internal sealed record RecordHistory(string RecordKey, string? Name, bool IsMissing, IReadOnlyList<RecordField> Fields, IReadOnlyList<RecordVersion> Versions);
