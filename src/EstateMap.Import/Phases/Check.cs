using System.Globalization;
using EstateMap.Database;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Sixth phase: what can only be seen with all rows side by side, or beside what is loaded already. Rejected rows leave the staging table here.</summary>
internal static class Check
{
    /// <summary>A key names one record: an exact copy is dropped, another record under the same key is rejected.</summary>
    public static Task KeysAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        ANALYZE staged;

        CREATE TEMP TABLE repeated ON COMMIT DROP AS SELECT record_key FROM staged GROUP BY record_key HAVING count(*) > 1;

        CREATE TEMP TABLE surplus ON COMMIT DROP AS
        SELECT tid, line, record_key, first_line, is_copy
        FROM (
            SELECT s.ctid AS tid, s.line, s.record_key,
                   first_value(s.line) OVER same_key AS first_line,
                   row_number() OVER same_key > 1 AS is_surplus,
                   (s.content, s.shape) IS NOT DISTINCT FROM (first_value(s.content) OVER same_key, first_value(s.shape) OVER same_key) AS is_copy
            FROM staged s
            JOIN repeated USING (record_key)
            WINDOW same_key AS (PARTITION BY s.record_key ORDER BY s.line)
        ) numbered
        WHERE is_surplus;

        INSERT INTO staged_issue (line, record_key, issue_type, message, is_rejection)
        SELECT line, record_key, CASE WHEN is_copy THEN 'duplicate-row' ELSE 'duplicate-key' END,
               CASE WHEN is_copy THEN format('Line %s says the same as line %s and was counted once.', line, first_line)
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

        UPDATE staged SET content_sha256 = sha256(content_sha256 || ST_AsBinary(outline))
        """, cancellation, srid);

    /// <summary>Footprints of places; they came valid, and stay so in degrees.</summary>
    public static Task FootprintsAsync(NpgsqlConnection connection, int srid, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        UPDATE staged
        SET outline = ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(ST_Force2D(ST_SetSRID(ST_GeomFromWKB(shape), $1::int)), 4326)), 3))
        WHERE shape IS NOT NULL;

        UPDATE staged SET content_sha256 = sha256(content_sha256 || ST_AsBinary(outline)) WHERE outline IS NOT NULL
        """, cancellation, srid);

    /// <summary>Of a file that only adds outlines, the records that no other source knows: they describe what is no longer there, or not yet.</summary>
    public static Task PlacesKnownAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        INSERT INTO staged_issue (line, record_key, field, issue_type, message, is_rejection)
        SELECT s.line, s.record_key, 'geometry', 'place-not-known', format('No other source has %s where this outline lies; it may be of another time and was left out.', coalesce(s.content->>'name', s.record_key)), true
        FROM staged s
        WHERE s.state = 'new' AND NOT EXISTS (SELECT FROM site k WHERE k.id = s.site_id);

        DELETE FROM staged s WHERE s.state = 'new' AND NOT EXISTS (SELECT FROM site k WHERE k.id = s.site_id)
        """, cancellation);

    /// <summary>Generalised outlines go to the record of the same key; where there is none the full outline is drawn.</summary>
    public static Task DisplayOutlinesAsync(NpgsqlConnection connection, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        UPDATE staged s
        SET display_outline = nullif(ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(ST_Force2D(ST_SetSRID(ST_GeomFromWKB(g.shape), g.srid)), 4326)), 3)), 'SRID=4326;MULTIPOLYGON EMPTY'::geometry),
            content_sha256 = sha256(s.content_sha256 || g.shape)
        FROM (SELECT DISTINCT ON (record_key) * FROM staged_display ORDER BY record_key, ctid) g
        WHERE g.record_key = s.record_key
        """, cancellation);

    /// <summary>Rows must speak of areas that are loaded, and a file of figures of all of them. A file that is wider than the place has the rows of others left out and counted.</summary>
    public static Task AreaCodesAsync(NpgsqlConnection connection, ManifestArea of, bool isWider, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE TEMP TABLE elsewhere ON COMMIT DROP AS
        SELECT s.line, s.record_key, s.content->>'area_code' AS code
        FROM staged s
        WHERE NOT EXISTS (SELECT FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.code = s.content->>'area_code');

        INSERT INTO staged_issue (line, record_key, field, value, issue_type, message, is_rejection)
        SELECT line, record_key, 'area_code', code, 'unknown-area', format('No area %s of kind %s and vintage %s is loaded; the row was left out.', code, $1::text, $2::text), true
        FROM elsewhere
        WHERE NOT $3::boolean;

        INSERT INTO staged_issue (field, issue_type, message, is_rejection)
        SELECT 'area_code', 'area-elsewhere', format('%s rows speak of areas of kind %s and vintage %s outside the place; they were left out.', count(*), $1::text, $2::text), false
        FROM elsewhere
        WHERE $3::boolean
        HAVING count(*) > 0;

        DELETE FROM staged s USING elsewhere e WHERE s.line = e.line;

        INSERT INTO staged_issue (field, value, issue_type, message, is_rejection)
        SELECT 'area_code', left(string_agg(code, ', ' ORDER BY code), 200), 'areas-missing',
               format('%s of the %s areas of kind %s and vintage %s have no row; the file may be cut off.', count(*), (SELECT count(*) FROM area a WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL), $1::text, $2::text), false
        FROM area a
        WHERE a.kind = $1::text AND a.vintage = $2::text AND a.ended_by_run_id IS NULL AND NOT EXISTS (SELECT FROM staged s WHERE s.content->>'area_code' = a.code)
        HAVING count(*) > 0
        """, cancellation, of.Kind, of.Vintage, isWider);

    /// <summary>Sets the state of every staged record beside what is stored (new, changed, unchanged) and the site it has had, and lists in `gone` what the file no longer names.</summary>
    public static Task CompareAsync(NpgsqlConnection connection, string datasetId, bool treatAllAsChanged, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE UNIQUE INDEX ON staged (line);

        -- The place counts too: a postcode file that came later may have moved a record whose row is as it was.
        UPDATE staged s
        SET state = CASE
                -- What an earlier program hashed otherwise is compared by what it says.
                WHEN (r.content_sha256 = s.content_sha256 OR r.content = s.content
                          -- Both sides of an edited field bear the hand's value, whatever the file made of it.
                          AND NOT EXISTS (SELECT FROM hand_edit h WHERE h.dataset_id = r.dataset_id AND h.record_key = r.record_key)
                          AND ST_AsBinary(r.outline) IS NOT DISTINCT FROM ST_AsBinary(s.outline) AND ST_AsBinary(r.display_outline) IS NOT DISTINCT FROM ST_AsBinary(s.display_outline)) AND r.missing_since_run_id IS NULL AND s.state <> 'changed' AND NOT $2::boolean
                     AND (r.content->'longitude', r.content->'latitude') IS NOT DISTINCT FROM (s.content->'longitude', s.content->'latitude')
                     -- The same place given in another way, on the grid or in the wrong columns, is no news: so reads our own publication of it.
                     AND (r.content->>'location_method' IS NOT DISTINCT FROM s.content->>'location_method'
                          OR (r.content->>'location_method' IN ('given', 'given_grid', 'swapped') AND s.content->>'location_method' IN ('given', 'given_grid', 'swapped')))
                THEN 'unchanged' ELSE 'changed' END,
            site_id = r.site_id,
            is_back = r.missing_since_run_id IS NOT NULL
        FROM source_record r
        WHERE r.dataset_id = $1::text AND r.record_key = s.record_key;

        -- A row that hand edits changed is new all the same when nothing stored bears its key.
        UPDATE staged s SET state = 'new' WHERE s.state = 'changed' AND NOT EXISTS (SELECT FROM source_record r WHERE r.dataset_id = $1::text AND r.record_key = s.record_key);

        INSERT INTO gone (record_key)
        SELECT r.record_key
        FROM source_record r
        WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL
          AND NOT EXISTS (SELECT FROM staged s WHERE s.record_key = r.record_key);

        ANALYZE staged;

        ANALYZE gone
        """, cancellation, datasetId, treatAllAsChanged);

    /// <summary>A file without most of the records that are loaded looks cut off. It is reported, and refused with a <see cref="UsageException"/> unless it is only looked at or somebody has said that it is meant.</summary>
    public static async Task CompleteAsync(NpgsqlConnection connection, string datasetId, ImportOptions options, CancellationToken cancellation)
    {
        await using var count = new NpgsqlCommand(
            "SELECT (SELECT count(*)::int FROM gone), (SELECT count(*)::int FROM source_record WHERE dataset_id = $1 AND missing_since_run_id IS NULL)", connection)
        { Parameters = { new() { Value = datasetId } } };
        int missing, loaded;
        await using (var row = await count.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            (missing, loaded) = (row.GetInt32(0), row.GetInt32(1));
        }

        if (loaded < fewestToJudge || missing * 2 <= loaded)
            return;
        if (!options.DryRun && !options.AcceptMissing)
            throw new UsageException($"The file lacks {missing} of the {loaded} records that are loaded of {datasetId}: it looks cut off, or is another file. Nothing was changed. A dry run shows what is missing; if that is meant, import it with --accept-missing.");
        await Staging.RunAsync(connection, "INSERT INTO staged_issue (value, issue_type, message) VALUES ($1::text, 'records-missing', format('The file lacks %s of the %s records that are loaded.', $1::text, $2::text))",
            cancellation, missing.ToString(CultureInfo.InvariantCulture), loaded.ToString(CultureInfo.InvariantCulture));
    }

    // A handful of records may well be exchanged as a whole.
    private const int fewestToJudge = 10;

    /// <summary>What the run changes, field by field, before anything is overwritten. New rows are listed only for a preview; otherwise they are found by their run.</summary>
    public static Task ChangesAsync(NpgsqlConnection connection, string datasetId, bool listNew, CancellationToken cancellation) => Staging.RunAsync(connection,
        """
        CREATE TEMP TABLE staged_change ON COMMIT DROP AS
        SELECT s.record_key, s.line, 'changed' AS kind, coalesce(s.content->>'name', s.content->>'area_name') AS name,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('field', field, 'before', before.value, 'after', later.value) ORDER BY field), '[]')
                FROM jsonb_each_text(r.content) before (field, value)
                FULL JOIN jsonb_each_text(s.content) later (field, value) USING (field)
                WHERE before.value IS DISTINCT FROM later.value AND field <> 'organisation_key')
               || CASE WHEN r.outline::bytea IS DISTINCT FROM s.outline::bytea
                       THEN jsonb_build_array(jsonb_build_object('field', 'outline', 'before', round(ST_Area(r.outline::geography)) || ' m2', 'after', round(ST_Area(s.outline::geography)) || ' m2'))
                       ELSE '[]' END AS fields
        FROM staged s
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = s.record_key
        WHERE s.state = 'changed' AND NOT s.is_back
        UNION ALL
        SELECT g.record_key, NULL, 'missing', coalesce(r.content->>'name', r.content->>'area_name'), '[]'
        FROM gone g
        JOIN source_record r ON r.dataset_id = $1::text AND r.record_key = g.record_key
        UNION ALL
        SELECT record_key, line, 'new', coalesce(content->>'name', content->>'area_name'), '[]'
        FROM staged
        WHERE (state = 'new' OR is_back) AND $2::boolean
        """, cancellation, datasetId, listNew);
}
