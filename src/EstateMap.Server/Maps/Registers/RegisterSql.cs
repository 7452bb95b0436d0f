namespace EstateMap.Server.Maps.Registers;

/// <summary>The statements behind the published register. A row: record key, content (jsonb as text), fields that an import would assume again.</summary>
internal static class RegisterSql
{
    // What an import assumes for want of a word is not published as one: reading the publication assumes it again, and marks it.
    private const string AssumedAgain = "(method LIKE 'the register does not say%' OR method = 'from the type of asset')";

    /// <summary>$1 dataset id: title, publisher, publisher's address, licence, its address, attribution, date, key fields or null, whether it is a register.</summary>
    public const string Dataset = """
        SELECT d.title, d.publisher, d.publisher_url, d.licence, d.licence_url, d.attribution, coalesce(u.as_at, u.started_at::date),
               CASE WHEN jsonb_typeof(d.manifest->'key') = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(d.manifest->'key')) END,
               coalesce(d.manifest->>'layout' = 'register', false), d.description, d.manifest::text
        FROM dataset d
        LEFT JOIN import_run u ON u.id = d.active_run_id
        WHERE d.id = $1::text
        """;

    /// <summary>$1 dataset id: what is served now, in the order of the file. Through property, so that a hidden property stays hidden.</summary>
    public const string Rows = $"""
        SELECT r.record_key, r.content::text,
               ARRAY(SELECT p.field FROM field_provenance p WHERE p.dataset_id = r.dataset_id AND p.record_key = r.record_key AND {AssumedAgain})
        FROM source_record r
        JOIN property q ON q.dataset_id = r.dataset_id AND q.asset_code = r.record_key AND q.is_current
        WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL
        ORDER BY r.line, r.record_key
        """;

    /// <summary>$1 dataset id, $2 run: what was served when that run had been activated.</summary>
    public const string RowsOfRun = $"""
        SELECT t.record_key, t.content::text, t.assumed
        FROM (
            SELECT v.record_key, v.content, v.line, v.missing_since_run_id,
                   ARRAY(SELECT p.field FROM jsonb_to_recordset(v.provenance) p (field text, method text) WHERE {AssumedAgain}) AS assumed
            FROM record_version v
            WHERE v.dataset_id = $1::text AND v.run_id <= $2::bigint AND v.replaced_by_run_id > $2::bigint
            UNION ALL
            SELECT r.record_key, r.content, r.line, r.missing_since_run_id,
                   ARRAY(SELECT p.field FROM field_provenance p WHERE p.dataset_id = r.dataset_id AND p.record_key = r.record_key AND {AssumedAgain})
            FROM source_record r
            WHERE r.dataset_id = $1::text AND r.run_id <= $2::bigint
        ) t
        JOIN property q ON q.dataset_id = $1::text AND q.asset_code = t.record_key
        WHERE t.missing_since_run_id IS NULL OR t.missing_since_run_id > $2::bigint
        ORDER BY t.line, t.record_key
        """;

    /// <summary>$1 dataset id, $2 fields: which of them any current record has.</summary>
    public const string FieldsInUse = """
        SELECT f.field
        FROM unnest($2::text[]) f (field)
        WHERE EXISTS (SELECT FROM source_record r WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL AND r.content ? f.field)
        """;

    /// <summary>$1 dataset id, $2 run: whether that run was ever served.</summary>
    public const string HasRun = """
        SELECT EXISTS (SELECT FROM import_run u WHERE u.id = $2::bigint AND u.dataset_id = $1::text AND u.status IN ('activated', 'superseded', 'unchanged'))
        """;

    /// <summary>$1 dataset id: the run served before the one served now.</summary>
    public const string RunBefore = """
        SELECT u.base_run_id FROM dataset d JOIN import_run u ON u.id = d.active_run_id WHERE d.id = $1::text
        """;

    /// <summary>$1 eastings, $2 northings in EPSG:27700, of equal length: degrees, in that order, rounded as an import rounds them.</summary>
    public const string Degrees = """
        SELECT round(ST_X(g)::numeric, 7), round(ST_Y(g)::numeric, 7)
        FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY p (x, y, n)
        CROSS JOIN LATERAL ST_Transform(ST_SetSRID(ST_MakePoint(p.x, p.y), 27700), 4326) g
        ORDER BY p.n
        """;
}
