using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using Npgsql;

namespace EstateMap.Import.Phases;

/// <summary>Brings records that are stored, or were, back into the staging tables, through the same phases as rows of a file from the moment they are harmonised.</summary>
internal static class Restage
{
    private const int batchRows = 2_000;

    /// <summary>Stages the rows of the temporary table to_restage (line, record_key, content, content_sha256, provenance, outline, display_outline, site_id); the table goes.</summary>
    /// <param name="connection">Inside a transaction, with staging tables made.</param>
    /// <param name="manifest">Of the dataset.</param>
    /// <param name="change">Last hand on a record before it is placed, e.g. an edit being made.</param>
    /// <param name="edits">Edits to lay over, or null where the content has them already.</param>
    /// <param name="issues">Takes what is noticed.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static async Task RecordsAsync(NpgsqlConnection connection, Manifest manifest, Action<Draft>? change, EditOverlay? edits, IssueLog issues, CancellationToken cancellation)
    {
        var layout = Layouts.Get(manifest.Layout);
        var locator = layout.HasPlace || layout.Becomes.HasFlag(Becomes.Postcode) ? await Locator.LoadAsync(connection, layout.HasPlace, cancellation) : null;
        // Records of different files may stand on one line, and what belongs to a record is found by its line: the others are put behind the last.
        await Staging.RunAsync(connection,
            """
            UPDATE to_restage t
            SET line = n.line
            FROM (
                SELECT record_key, row_number() OVER (PARTITION BY line ORDER BY record_key) AS nth, (max(line) OVER () + row_number() OVER (ORDER BY line, record_key))::int AS line
                FROM to_restage
            ) n
            WHERE n.record_key = t.record_key AND n.nth > 1
            """, cancellation);
        await Staging.RunAsync(connection, "DECLARE restaged NO SCROLL CURSOR FOR SELECT line, record_key, content::text, content_sha256 FROM to_restage ORDER BY line, record_key", cancellation);
        while (true)
        {
            var drafts = new List<Draft>();
            await using (var command = new NpgsqlCommand($"FETCH {batchRows} FROM restaged", connection))
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
            {
                while (await reader.ReadAsync(cancellation))
                {
                    var draft = new Draft(reader.GetInt32(0), layout, issues) { Key = reader.GetString(1), Sha256 = reader.GetFieldValue<byte[]>(3), IsTouched = true };
                    draft.Restore(reader.GetString(2));
                    edits?.Apply(draft);
                    change?.Invoke(draft);
                    layout.Follow?.Invoke(draft);
                    locator?.Place(draft);
                    drafts.Add(draft);
                }
            }

            if (drafts.Count == 0)
                break;
            await Staging.CopyAsync(connection, drafts, cancellation);
            // What was wrong with the row was said when it came in, and stays under its run.
            issues.Take();
        }

        await Staging.RunAsync(connection,
            """
            CLOSE restaged;

            UPDATE staged s
            SET outline = t.outline, display_outline = t.display_outline, site_id = coalesce(t.site_id, s.site_id)
            FROM to_restage t
            WHERE t.record_key = s.record_key;

            INSERT INTO staged_provenance (line, record_key, field, basis, method, original_value, confidence)
            SELECT t.line, t.record_key, p.field, p.basis, p.method, p.original_value, p.confidence
            FROM to_restage t
            CROSS JOIN LATERAL jsonb_to_recordset(t.provenance) p (field text, basis provenance_basis, method text, original_value text, confidence numeric)
            WHERE NOT EXISTS (SELECT FROM staged_provenance n WHERE n.record_key = t.record_key AND n.field = p.field)
              AND (p.field NOT IN ('longitude', 'latitude') OR EXISTS (SELECT FROM staged s WHERE s.record_key = t.record_key AND s.method NOT IN ('postcode_centroid', 'unlocated', 'by_hand')));

            CREATE UNIQUE INDEX ON staged (line);

            ANALYZE staged;

            DROP TABLE to_restage
            """, cancellation);
    }
}
