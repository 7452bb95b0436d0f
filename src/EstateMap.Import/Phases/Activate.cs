using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>Last phase: the run becomes the one that is served, with its issues and its counts.</summary>
internal static class Activate
{
    /// <summary>Registers the dataset, in the words of its manifest.</summary>
    public static async Task DatasetAsync(NpgsqlConnection connection, Manifest manifest, bool onlyIfNew, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO dataset (id, title, description, publisher, publisher_url, licence, licence_url, attribution, share_alike, theme, is_sample, is_schematic, visibility, manifest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::visibility, $14)
            """ + (onlyIfNew ? " ON CONFLICT DO NOTHING" :
            """
             ON CONFLICT (id) DO UPDATE
            SET title = excluded.title, description = excluded.description, publisher = excluded.publisher, publisher_url = excluded.publisher_url, licence = excluded.licence,
                licence_url = excluded.licence_url, attribution = excluded.attribution, share_alike = excluded.share_alike, theme = excluded.theme,
                is_sample = excluded.is_sample, is_schematic = excluded.is_schematic, visibility = excluded.visibility, manifest = excluded.manifest
            """), connection);
        foreach (var value in (object?[])[manifest.Id, manifest.Title, manifest.Description, manifest.Publisher, manifest.PublisherUrl, manifest.Licence, manifest.LicenceUrl,
                     manifest.Attribution, manifest.ShareAlike, manifest.Theme, manifest.IsSample, manifest.IsSchematic, manifest.Visibility])
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = Text(manifest), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static string Text(Manifest manifest) => JsonSerializer.Serialize(manifest, Manifest.Json);

    /// <summary>Writes issues and counts, supersedes the run before, and points the dataset at this one.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, string datasetId, long runId, int rowsRead, int personalValuesDropped, int rowsInConflict, CancellationToken cancellation)
    {
        await Staging.RunAsync(connection,
            """
            INSERT INTO import_issue (run_id, dataset_id, line, record_key, field, value, issue_type, severity, responsible, message, is_rejection, proposed_value)
            SELECT $1::bigint, $2::text, i.line, i.record_key, i.field, i.value, i.issue_type,
                   (t.attributes->>'severity')::issue_severity, t.attributes->>'responsible', i.message, i.is_rejection, i.proposed_value
            FROM staged_issue i
            JOIN vocabulary_term t ON t.vocabulary = 'issue-types' AND t.code = i.issue_type
            ORDER BY i.line NULLS FIRST, t.sort_order, i.field;

            INSERT INTO import_change (run_id, record_key, line, kind, name, fields)
            SELECT $1::bigint, record_key, line, kind, name, fields FROM staged_change;

            UPDATE import_run SET base_run_id = (SELECT active_run_id FROM dataset WHERE id = $2::text), rows_conflicting = $5::int WHERE id = $1::bigint;

            UPDATE import_run SET status = 'superseded' WHERE dataset_id = $2::text AND status = 'activated';

            UPDATE import_run
            SET status = 'activated', finished_at = clock_timestamp(), rows_read = $3::int, personal_values_dropped = $4::int,
                rows_new = (SELECT count(*) FROM staged WHERE state = 'new' OR is_back),
                rows_changed = (SELECT count(*) FROM staged WHERE state = 'changed' AND NOT is_back),
                rows_unchanged = (SELECT count(*) FROM staged WHERE state = 'unchanged'),
                rows_located = (SELECT count(*) FROM staged WHERE geom IS NOT NULL),
                rows_missing = (SELECT count(*) FROM gone),
                rows_rejected = (SELECT count(DISTINCT line) FROM staged_issue WHERE is_rejection)
            WHERE id = $1::bigint;

            -- How good the file was for each organisation in it: the share of its records with nothing worse than a remark.
            INSERT INTO quality_score (run_id, dataset_id, organisation_id, records, records_with_warnings, score)
            SELECT $1::bigint, $2::text, o.id, count(*), count(i.line), 1 - count(i.line)::double precision / count(*)
            FROM staged s
            JOIN organisation o ON o.name_key = s.content->>'organisation_key'
            LEFT JOIN (
                SELECT DISTINCT i.line
                FROM staged_issue i
                JOIN vocabulary_term t ON t.vocabulary = 'issue-types' AND t.code = i.issue_type
                WHERE i.line IS NOT NULL AND t.attributes->>'severity' <> 'info'
            ) i ON i.line = s.line
            GROUP BY o.id;

            UPDATE dataset SET active_run_id = $1::bigint WHERE id = $2::text;

            """ + ChangeNotes.Activation, cancellation, runId, datasetId, rowsRead, personalValuesDropped, rowsInConflict);
    }
}
