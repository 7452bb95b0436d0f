using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using Npgsql;

namespace EstateMap.Import;

/// <summary>Takes the active run of a dataset back: its records stand again as the run before left them, hand edits over them.</summary>
internal static class Undo
{
    public static async Task<long> RunAsync(NpgsqlConnection connection, string datasetId, long? expectedRun, CancellationToken cancellation)
    {
        var runId = await RunRecords.ActiveRunAsync(connection, datasetId, cancellation) ?? throw new UsageException($"The dataset {datasetId} is not loaded: there is nothing to undo.");
        // Under the lock, so that of two who ask at once only one undoes.
        if (expectedRun is not null && expectedRun != runId)
            throw new UsageException($"Run {expectedRun} of {datasetId} is not what is being served, so it cannot be undone. Nothing was changed.");
        var (baseRunId, manifest, manifestDiffers) = await RunRecords.BeforeAsync(connection, datasetId, runId, cancellation);
        await Staging.CreateAsync(connection, Layouts.Get(manifest.Layout).Becomes.HasFlag(Becomes.Site), cancellation);
        // Nothing was loaded before a first run: all of it goes.
        await Staging.RunAsync(connection,
            """
            CREATE TEMP TABLE to_restage ON COMMIT DROP AS
            SELECT v.line, v.record_key, v.content, v.content_sha256, v.outline, v.display_outline, r.site_id, v.provenance, v.run_id
            FROM record_version v
            JOIN source_record r USING (dataset_id, record_key)
            WHERE v.dataset_id = $1::text AND v.replaced_by_run_id = $2::bigint AND v.missing_since_run_id IS NULL
            UNION ALL
            SELECT r.line, r.record_key, (r.content - e.fields) || e.file_values || e.method, r.content_sha256, r.outline, r.display_outline, r.site_id,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object('field', p.field, 'basis', p.basis, 'method', p.method, 'original_value', p.original_value, 'confidence', p.confidence)), '[]')
                    FROM field_provenance p
                    WHERE p.dataset_id = r.dataset_id AND p.record_key = r.record_key AND p.field <> ALL (e.fields)),
                   r.run_id
            FROM source_record r
            CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(h.field), '{}') AS fields, coalesce(jsonb_object_agg(h.field, h.file_value) FILTER (WHERE h.file_value IS NOT NULL), '{}') AS file_values,
                       CASE WHEN bool_or(h.field IN ('longitude', 'latitude')) THEN '{"location_method": "given"}'::jsonb ELSE '{}' END AS method
                FROM hand_edit h
                WHERE h.dataset_id = r.dataset_id AND h.record_key = r.record_key
            ) e
            WHERE r.dataset_id = $1::text AND (r.missing_since_run_id = $2::bigint OR $3::boolean AND r.missing_since_run_id IS NULL AND r.run_id <> $2::bigint
                  OR r.missing_since_run_id IS NULL AND EXISTS (SELECT FROM retired_hand_edit h WHERE h.retired_by_run_id = $2::bigint AND h.dataset_id = r.dataset_id AND h.record_key = r.record_key))
              AND NOT EXISTS (SELECT FROM record_version v WHERE v.dataset_id = r.dataset_id AND v.record_key = r.record_key AND v.replaced_by_run_id = $2::bigint);

            CREATE TEMP TABLE kept_run ON COMMIT DROP AS SELECT record_key, run_id FROM to_restage;

            INSERT INTO gone (record_key)
            SELECT r.record_key
            FROM source_record r
            WHERE r.dataset_id = $1::text AND r.missing_since_run_id IS NULL AND r.run_id = $2::bigint
              AND NOT EXISTS (SELECT FROM to_restage t WHERE t.record_key = r.record_key);

            -- What the run made of people's edits is taken back too; an edit made since is the later word.
            WITH back AS (
                DELETE FROM retired_hand_edit WHERE retired_by_run_id = $2::bigint
                RETURNING dataset_id, record_key, field, value, seen_value, file_value, edited_by, edited_at, why
            )
            INSERT INTO hand_edit (dataset_id, record_key, field, value, seen_value, file_value, edited_by, edited_at, why)
            SELECT * FROM back
            ON CONFLICT DO NOTHING
            """, cancellation, datasetId, runId, manifestDiffers);
        var edits = await EditOverlay.LoadAsync(connection, datasetId, preferFile: false, cancellation);
        await Restage.RecordsAsync(connection, manifest, change: null, edits, new IssueLog(), cancellation);
        await Staging.RunAsync(connection, "UPDATE staged SET state = 'changed'", cancellation);
        await Activate.DatasetAsync(connection, manifest, onlyIfNew: false, cancellation);
        await Load.RecordsAsync(connection, manifest, runId, keepVersions: false, cancellation);
        await edits.KeepAsync(connection, runId, cancellation);
        await Staging.RunAsync(connection,
            """
            UPDATE source_record r SET run_id = k.run_id FROM kept_run k WHERE r.dataset_id = $1::text AND r.record_key = k.record_key;

            -- They are true on the day of the file that is served again.
            UPDATE source_record r
            SET as_at = coalesce((r.content->>'as_at')::date, u.as_at)
            FROM import_run u
            WHERE u.id = nullif($3::bigint, 0) AND r.dataset_id = $1::text AND r.missing_since_run_id IS NULL AND r.as_at IS DISTINCT FROM coalesce((r.content->>'as_at')::date, u.as_at);

            -- Records that the run had brought back are missing again since when they were.
            UPDATE source_record r
            SET missing_since_run_id = v.missing_since_run_id, run_id = v.run_id, content = v.content, content_sha256 = v.content_sha256, as_at = v.as_at
            FROM record_version v
            WHERE v.dataset_id = $1::text AND v.replaced_by_run_id = $2::bigint AND v.missing_since_run_id IS NOT NULL
              AND r.dataset_id = v.dataset_id AND r.record_key = v.record_key;

            DELETE FROM record_version WHERE dataset_id = $1::text AND replaced_by_run_id = $2::bigint;

            UPDATE import_run SET status = 'undone' WHERE id = $2::bigint;

            UPDATE import_run SET status = 'activated' WHERE id = nullif($3::bigint, 0);

            UPDATE dataset SET active_run_id = nullif($3::bigint, 0) WHERE id = $1::text;

            SELECT pg_notify('estatemap_changes', json_build_object('dataset', $1::text, 'run', nullif($3::bigint, 0))::text)
            """, cancellation, datasetId, runId, baseRunId ?? 0);
        return runId;
    }
}
