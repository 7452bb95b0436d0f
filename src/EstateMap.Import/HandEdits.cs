using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import;

/// <summary>One field of one record, put right. <see cref="Value"/> is as a person writes it; null or blank empties the field.</summary>
public sealed record HandEdit(string DatasetId, string RecordKey, string Field, string? Value);

/// <summary>Values of records that people put right. They take effect at once, and every later import of the file honours them field by field.</summary>
public static class HandEdits
{
    public static Task SaveAsync(NpgsqlDataSource writer, string datasetId, string recordKey, string field, string? value, string why, string role, CancellationToken cancellation = default) =>
        SaveAsync(writer, [new HandEdit(datasetId, recordKey, field, value)], why, role, cancellation);

    /// <summary>All of the edits, or none. Values are read as a file's would be (dates, postcodes, words of a vocabulary); what cannot be read, an unknown record or a field that its layout lacks is a
    /// <see cref="UsageException"/>. <paramref name="why"/> is kept and shown; <paramref name="role"/> is a role, never a person.</summary>
    public static async Task SaveAsync(NpgsqlDataSource writer, IReadOnlyList<HandEdit> edits, string why, string role, CancellationToken cancellation = default)
    {
        var reason = TextCleaning.SingleSpaced(PersonalData.Clear(TextCleaning.WithoutControls(why), out _));
        if (reason.Length == 0)
            throw new UsageException("Say why: an edit without a reason cannot be judged later.");
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using var transaction = await Importer.BeginAsync(connection, cancellation);
        foreach (var dataset in edits.GroupBy(e => e.DatasetId))
        {
            if (dataset.GroupBy(e => (e.RecordKey, e.Field)).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new UsageException($"{twice.Key.Field} of {twice.Key.RecordKey} is edited twice in one go; say which value is meant.");
            var manifest = await RunRecords.ManifestAsync(connection, dataset.Key, cancellation);
            var made = new List<(string Key, string Field, string? Value, string? FileValue)>();
            await ApplyAsync(connection, manifest, [.. dataset.SelectMany(e => EditRules.Pair(e.Field).Select(field => (e.RecordKey, field)))], draft =>
            {
                foreach (var (field, value) in WithPairs(draft, [.. dataset.Where(e => e.RecordKey == draft.Key).Select(e => (e.Field, Harmonised(draft, manifest, e)))]))
                {
                    var file = EditOverlay.FileValue(draft, field);
                    made.Add((draft.Key!, field, value, file));
                    draft.Provenance.Add(new ProvenanceDraft(field, $"put right by hand ({role}): {reason}", file, null, IsFact: true));
                }

                foreach (var (_, field, value, _) in made.Where(m => m.Key == draft.Key))
                    EditOverlay.Lay(draft, field, value, "by_hand");
                if (EditRules.Broken(draft) is { } broken)
                    throw new UsageException(broken.Sentence);
            }, cancellation);
            await KeepAsync(connection, dataset.Key, made, reason, role, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Takes an edit back: the field says again what the file says. An edit that does not exist is a <see cref="UsageException"/>.</summary>
    public static async Task DropAsync(NpgsqlDataSource writer, string datasetId, string recordKey, string field, CancellationToken cancellation = default)
    {
        await using var connection = await writer.OpenConnectionAsync(cancellation);
        await using var transaction = await Importer.BeginAsync(connection, cancellation);
        var given = new List<(string Field, string? Value)>();
        await using (var command = new NpgsqlCommand("DELETE FROM hand_edit WHERE dataset_id = $1 AND record_key = $2 AND field = ANY ($3) RETURNING field, file_value::text", connection))
        {
            command.Parameters.Add(new() { Value = datasetId });
            command.Parameters.Add(new() { Value = recordKey });
            command.Parameters.Add(new() { Value = EditRules.Pair(field).ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                given.Add((reader.GetString(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetString(1)));
        }

        if (given.Count == 0)
            throw new UsageException($"Nobody has put {field} of {recordKey} right by hand.");
        await ApplyAsync(connection, await RunRecords.ManifestAsync(connection, datasetId, cancellation), [.. given.Select(g => (recordKey, g.Field))], draft =>
        {
            foreach (var (name, value) in given)
                EditOverlay.Lay(draft, name, value, "given");
            if (EditRules.Broken(draft) is { } broken)
                throw new UsageException($"{broken.Sentence} Take the other edit back first.");
        }, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>A coordinate that is edited alone takes the other as it stands, so that a later file cannot leave half a point.</summary>
    private static List<(string Field, string? Value)> WithPairs(Draft draft, List<(string Field, string? Value)> edits)
    {
        var coordinates = edits.Where(e => EditRules.Pair(e.Field).Count > 1).ToArray();
        if (coordinates is [var alone])
        {
            var other = EditRules.Pair(alone.Field).First(f => f != alone.Field);
            edits.Add((other, alone.Value is null ? null
                : EditOverlay.FileValue(draft, other) ?? throw new UsageException($"{draft.Key} has no point yet: give longitude and latitude together.")));
        }
        else if (coordinates is [{ Value: null }, { Value: not null }] or [{ Value: not null }, { Value: null }])
            throw new UsageException($"Longitude and latitude of {draft.Key} belong together: give both, or empty both.");
        return edits;
    }

    /// <summary>The value in the one spelling of its kind, as JSON text.</summary>
    private static string? Harmonised(Draft record, Manifest manifest, HandEdit edit)
    {
        var layout = Layouts.Get(manifest.Layout);
        var field = layout.Fields.FirstOrDefault(f => f.Name == edit.Field)
            ?? throw new UsageException($"A record of {manifest.Title} has no field '{edit.Field}'; it has {string.Join(", ", layout.Fields.Select(f => f.Name))}.");
        if (field.Name is "id" or "asset_code" || field.Kind == FieldKind.CoordinatePair || layout.Fixed.Contains(field.Name))
            throw new UsageException($"{field.Name} is what a record of {manifest.Title} is known by, or what others of its fields are made from; it cannot be edited.");
        if (TextCleaning.IsNull(edit.Value))
            return field.IsRequired || layout.Filled.Contains(field.Name) || field.Name == "organisation_name" && (layout.Becomes & (Becomes.Property | Becomes.Service)) != 0 ? throw new UsageException($"A record of {manifest.Title} cannot do without {field.Name}.") : null;
        if (field.Kind == FieldKind.Coordinate)
            return decimal.TryParse(edit.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var degrees)
                   && (field.Name == "longitude" ? degrees is >= -9 and <= 2.5m : degrees is >= 49 and <= 61.5m)
                ? System.Text.Json.JsonSerializer.Serialize(decimal.Round(degrees, 7))
                : throw new UsageException($"'{edit.Value}' is no {field.Name} in the United Kingdom in degrees.");
        var issues = new IssueLog();
        var reading = new Draft(record.Line, layout, issues) { Key = record.Key };
        HarmoniseField.Into(reading, field, edit.Value!);
        return reading.JsonOf(field.Name) ?? throw new UsageException(issues.Take() is [var fault, ..] ? fault.Message : $"'{edit.Value}' is no {field.Name}.");
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Manifest manifest, IReadOnlyList<(string Key, string Field)> fields, Action<Draft> change, CancellationToken cancellation)
    {
        var layout = Layouts.Get(manifest.Layout);
        var keys = fields.Select(f => f.Key).Distinct().ToArray();
        await Staging.CreateAsync(connection, layout.Becomes.HasFlag(Becomes.Site), cancellation);
        await Staging.RunAsync(connection,
            """
            CREATE TEMP TABLE to_restage ON COMMIT DROP AS
            SELECT r.line, r.record_key, r.content, r.content_sha256, r.outline, r.display_outline, r.site_id,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object('field', p.field, 'basis', p.basis, 'method', p.method, 'original_value', p.original_value, 'confidence', p.confidence)), '[]')
                    FROM field_provenance p
                    WHERE p.dataset_id = r.dataset_id AND p.record_key = r.record_key
                      AND (p.record_key, p.field) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))) AS provenance
            FROM source_record r
            WHERE r.dataset_id = $1::text AND r.record_key = ANY ($2::text[]) AND r.missing_since_run_id IS NULL;

            CREATE TEMP TABLE kept_run ON COMMIT DROP AS
            SELECT record_key, run_id FROM source_record WHERE dataset_id = $1::text AND record_key = ANY ($2::text[])
            """, cancellation, manifest.Id, keys, fields.Select(f => f.Key).ToArray(), fields.Select(f => f.Field).ToArray());
        await using (var command = new NpgsqlCommand("SELECT k FROM unnest($1::text[]) k WHERE k NOT IN (SELECT record_key FROM to_restage) LIMIT 1", connection) { Parameters = { new() { Value = keys } } })
            if (await command.ExecuteScalarAsync(cancellation) is string absent)
                throw new UsageException($"The dataset {manifest.Id} has no record {absent}.");
        await Restage.RecordsAsync(connection, manifest, change, edits: null, new IssueLog(), cancellation);
        await Staging.RunAsync(connection, "UPDATE staged SET state = 'changed'", cancellation);
        var runId = await RunRecords.ActiveRunAsync(connection, manifest.Id, cancellation) ?? throw new UsageException($"The dataset {manifest.Id} is not loaded.");
        await Load.RecordsAsync(connection, manifest, runId, keepVersions: false, cancellation);
        await Staging.RunAsync(connection,
            """
            UPDATE source_record r SET run_id = k.run_id FROM kept_run k WHERE r.dataset_id = $1::text AND r.record_key = k.record_key;

            DROP TABLE kept_run
            """, cancellation, manifest.Id);
        await Staging.DropAsync(connection, cancellation);
    }

    private static async Task KeepAsync(NpgsqlConnection connection, string datasetId, List<(string Key, string Field, string? Value, string? FileValue)> made, string why, string role, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO hand_edit AS stored (dataset_id, record_key, field, value, seen_value, file_value, edited_by, why)
            SELECT $1, m.record_key, m.field, m.value, m.file_value, m.file_value, $6, $7
            FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::jsonb[]) m (record_key, field, value, file_value)
            ON CONFLICT (dataset_id, record_key, field) DO UPDATE
            SET value = excluded.value, seen_value = stored.file_value, edited_by = excluded.edited_by, edited_at = now(), why = excluded.why
            """, connection);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = made.Select(m => m.Key).ToArray() });
        command.Parameters.Add(new() { Value = made.Select(m => m.Field).ToArray() });
        command.Parameters.Add(new() { Value = made.Select(m => m.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = made.Select(m => m.FileValue).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = role });
        command.Parameters.Add(new() { Value = why });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
