using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Sixth phase: what can only be seen with all rows side by side, or beside what is loaded already. Rejected rows leave the staging table here.</summary>
internal static class Check
{
    /// <summary>A key names one record: an exact copy is dropped, another record under the same key is rejected.</summary>
    public static Task KeysAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE INDEX ON staged (record_key);

        ANALYZE staged;

        CREATE TEMP TABLE surplus ON COMMIT DROP AS
        SELECT ctid AS tid, line, record_key, first_line, is_copy
        FROM (
            SELECT ctid, line, record_key,
                   first_value(line) OVER same_key AS first_line,
                   row_number() OVER same_key > 1 AS is_surplus,
                   (content, x, y, shape) IS NOT DISTINCT FROM (first_value(content) OVER same_key, first_value(x) OVER same_key, first_value(y) OVER same_key, first_value(shape) OVER same_key) AS is_copy
            FROM staged
            WINDOW same_key AS (PARTITION BY record_key ORDER BY line)
        ) numbered
        WHERE is_surplus;

        INSERT INTO staged_issue (line, record_key, issue_type, message, is_rejection)
        SELECT line, record_key, CASE WHEN is_copy THEN 'duplicate-row' ELSE 'duplicate-key' END,
               CASE WHEN is_copy THEN format('Line %s repeats line %s word for word and was counted once.', line, first_line)
                    ELSE format('Line %s has the key %s of line %s, but says something else; it was left out.', line, record_key, first_line) END,
               NOT is_copy
        FROM surplus;

        DELETE FROM staged s USING surplus p WHERE s.ctid = p.tid
        """, cancellation);

    /// <summary>Reads the outlines: transforms them, makes invalid ones valid and says so.</summary>
    public static Task OutlinesAsync(NpgsqlConnection connection, int srid, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        INSERT INTO staged_issue (line, record_key, field, issue_type, message)
        SELECT line, record_key, 'geometry', 'geometry-repaired', format('The outline of %s was invalid (%s) and was made valid.', record_key, ST_IsValidReason(ST_GeomFromWKB(shape)))
        FROM staged
        WHERE shape IS NOT NULL AND NOT ST_IsValid(ST_GeomFromWKB(shape));

        UPDATE staged
        SET outline = ST_Multi(ST_CollectionExtract(ST_MakeValid(
                ST_Transform(ST_Force2D(ST_SetSRID(ST_GeomFromWKB(shape), $1::int)), 4326)), 3))
        WHERE shape IS NOT NULL;

        INSERT INTO staged_issue (line, record_key, field, issue_type, message, is_rejection)
        SELECT line, record_key, 'geometry', 'geometry-missing', format('Area %s encloses nothing; it was left out.', record_key), true
        FROM staged
        WHERE outline IS NULL OR ST_IsEmpty(outline) OR ST_Area(outline::geography) <= 0;

        DELETE FROM staged WHERE outline IS NULL OR ST_IsEmpty(outline) OR ST_Area(outline::geography) <= 0;

        UPDATE staged SET content = content || jsonb_build_object('outline_sha256', encode(sha256(ST_AsBinary(outline)), 'hex'))
        """, cancellation, srid);

    /// <summary>Rows must speak of areas that are loaded.</summary>
    public static Task AreaCodesAsync(NpgsqlConnection connection, string kind, string vintage, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message, is_rejection)
        SELECT s.line, s.record_key, 'area_code', s.content->>'area_code', 'unknown-area',
               format('No area %s of kind %s and vintage %s is loaded; the row was left out.', s.content->>'area_code', $1::text, $2::text), true
        FROM staged s
        WHERE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.code = s.content->>'area_code');

        DELETE FROM staged s
        WHERE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.code = s.content->>'area_code')
        """, cancellation, kind, vintage);

    /// <summary>Sets the hash and the state of every staged record: new, changed or unchanged beside what is stored.</summary>
    public static Task CompareAsync(NpgsqlConnection connection, string datasetId, bool treatAllAsChanged, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        UPDATE staged SET content_sha256 = sha256(convert_to(content::text, 'UTF8'));

        UPDATE staged SET state = 'new';

        UPDATE staged s
        SET state = CASE WHEN r.content_sha256 = s.content_sha256 AND r.missing_since_run_id IS NULL AND NOT $2::boolean THEN 'unchanged' ELSE 'changed' END
        FROM source_record r
        WHERE r.dataset_id = $1::text AND r.record_key = s.record_key;

        CREATE UNIQUE INDEX ON staged (line);

        ANALYZE staged
        """, cancellation, datasetId, treatAllAsChanged);
}
