using EstateMap.Import.Issues;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>The hand edits of one dataset, laid over the rows of its file: what a person put right stays right, field by field, until the file says the same or somebody lets the file win.</summary>
internal sealed class EditOverlay
{
    private sealed record Edit(long Id, string Field, string? Value, string? Seen, string By, string Why);

    private readonly Dictionary<string, List<Edit>> edits = [];
    private readonly List<(long Id, string? FileValue)> met = [];
    private readonly List<long> done = [];
    private readonly HashSet<string> inConflict = [];
    private readonly bool preferFile;

    private EditOverlay(bool preferFile) => this.preferFile = preferFile;

    public int RowsInConflict => inConflict.Count;

    public static async Task<EditOverlay> LoadAsync(NpgsqlConnection connection, string datasetId, bool preferFile, CancellationToken cancellation)
    {
        var overlay = new EditOverlay(preferFile);
        await using var command = new NpgsqlCommand("SELECT record_key, id, field, value::text, seen_value::text, edited_by, why FROM hand_edit WHERE dataset_id = $1 ORDER BY id", connection) { Parameters = { new() { Value = datasetId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (!overlay.edits.TryGetValue(reader.GetString(0), out var of))
                overlay.edits.Add(reader.GetString(0), of = []);
            of.Add(new Edit(reader.GetInt64(1), reader.GetString(2), Text(3), Text(4), reader.GetString(5), reader.GetString(6)));
        }

        return overlay;

        // jsonb prints numbers and texts its own way; read once through Draft both sides are alike.
        string? Text(int column) => reader.IsDBNull(column) ? null : Plain(reader.GetString(column));
    }

    /// <summary>Lays the edits of the draft's record over it. To be called once its hash is fixed and its point is in degrees, before its place is sought.</summary>
    public void Apply(Draft draft)
    {
        if (edits.Count == 0 || !edits.TryGetValue(draft.Key!, out var of))
            return;
        var laid = new List<(Edit Edit, string? File)>();
        foreach (var together in of.GroupBy(e => EditRules.Pair(e.Field)[0]))
        {
            var said = together.Select(e => (Edit: e, File: FileValue(draft, e.Field))).ToArray();
            if (said.All(s => s.File == s.Edit.Value))
            {
                Retire(said.Select(s => s.Edit));
                draft.Report(IssueType.EditAdopted, said[0].Edit.Field, null, $"The file now says of {string.Join(" and ", said.Select(s => s.Edit.Field))} what was put right by hand; the edit is no longer needed and was taken away.");
                continue;
            }

            var moved = said.Where(s => s.File != s.Edit.Seen).ToArray();
            foreach (var (edit, file) in moved)
                draft.Report(IssueType.EditConflict, edit.Field, file, preferFile
                    ? $"{edit.Field} was put right by hand, and the file has changed it since from {edit.Seen ?? "nothing"} to {file ?? "nothing"}; the file was let win."
                    : $"{edit.Field} was put right by hand to {edit.Value ?? "nothing"}, and the file has changed it since from {edit.Seen ?? "nothing"} to {file ?? "nothing"}; the hand's value stands.");
            if (moved.Length > 0 && preferFile)
            {
                Retire(said.Select(s => s.Edit));
                continue;
            }

            if (moved.Length > 0)
                inConflict.Add(draft.Key!);
            laid.AddRange(said);
        }

        foreach (var (edit, file) in laid)
        {
            met.Add((edit.Id, file));
            Lay(draft, edit.Field, edit.Value, "by_hand");
            draft.Provenance.RemoveAll(p => p.Field == edit.Field);
            draft.Provenance.Add(new ProvenanceDraft(edit.Field, $"put right by hand ({edit.By}): {edit.Why}", file, null, IsFact: true));
        }

        // What was right beside the older file may not be beside this one; a record that contradicts itself cannot be kept.
        while (EditRules.Broken(draft) is { } broken && laid.Where(e => broken.Fields.Contains(e.Edit.Field)).ToArray() is { Length: > 0 } against)
        {
            foreach (var (edit, file) in against)
            {
                Lay(draft, edit.Field, file, "given");
                draft.Provenance.RemoveAll(p => p.Field == edit.Field);
                draft.Report(IssueType.EditConflict, edit.Field, edit.Value, $"{broken.Sentence} What the hand says of {edit.Field} does not go with this file: the file's value stands until somebody decides.");
            }

            laid.RemoveAll(against.Contains);
            inConflict.Add(draft.Key!);
        }

        draft.Layout.Follow?.Invoke(draft);

        void Retire(IEnumerable<Edit> needless)
        {
            done.AddRange(needless.Select(e => e.Id));
            draft.IsTouched = true;
        }
    }

    /// <summary>Sets a field to JSON text; a coordinate moves the record's point, which is then known by <paramref name="method"/> (vocabulary location-methods).</summary>
    public static void Lay(Draft draft, string field, string? json, string method)
    {
        if (field is not ("longitude" or "latitude"))
        {
            draft.SetJson(field, json);
            if (field == "name")
                draft.Remove("unnamed_kind");
            if (field is "organisation_name" or "organisation_uri")
                draft.SetOrganisation();
            return;
        }

        draft.SetJson(field, json);
        if (draft.Number(field) is not { } degrees)
        {
            draft.Point = null;
            return;
        }

        draft.Remove(field);
        var (x, y) = draft.Point is { Srid: 4326 } point ? (point.X, point.Y) : (double.NaN, double.NaN);
        draft.Point = field == "longitude" ? ((double)degrees, y, 4326, method) : (x, (double)degrees, 4326, method);
    }

    /// <summary>What the file says of a field, as JSON text; coordinates are those of the row's point, to seven decimals.</summary>
    public static string? FileValue(Draft draft, string field) => field switch
    {
        "longitude" => draft.Point is { Srid: 4326 } at && !double.IsNaN(at.X) ? Degrees(at.X) : null,
        "latitude" => draft.Point is { Srid: 4326 } at && !double.IsNaN(at.Y) ? Degrees(at.Y) : null,
        _ => draft.JsonOf(field),
    };

    /// <summary>JSON text as <see cref="Draft.JsonOf"/> would write it.</summary>
    public static string? Plain(string json)
    {
        var draft = new Draft(0, Datasets.Layouts.All[0], new IssueLog());
        draft.SetJson("value", json);
        return draft.JsonOf("value");
    }

    /// <summary>Writes what the file says now beside each edit, and takes away those that are done; undoing the run puts them back. After the records are in, so that their versions could still be told from the edits.</summary>
    public async Task KeepAsync(NpgsqlConnection connection, long runId, CancellationToken cancellation)
    {
        if (edits.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            WITH taken AS (
                DELETE FROM hand_edit WHERE id = ANY ($1)
                RETURNING dataset_id, record_key, field, value, seen_value, file_value, edited_by, edited_at, why
            ), kept AS (
                INSERT INTO retired_hand_edit SELECT *, $4 FROM taken ON CONFLICT DO NOTHING
            )
            UPDATE hand_edit e
            SET file_value = m.value
            FROM unnest($2::bigint[], $3::jsonb[]) m (id, value)
            WHERE e.id = m.id AND e.file_value IS DISTINCT FROM m.value
            """, connection);
        command.Parameters.Add(new() { Value = done.ToArray() });
        command.Parameters.Add(new() { Value = met.Select(m => m.Id).ToArray() });
        command.Parameters.Add(new() { Value = met.Select(m => m.FileValue).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = runId });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // By way of the double, so that no trailing zero tells two readings of one place apart.
    private static string Degrees(double degrees) => System.Text.Json.JsonSerializer.Serialize((decimal)Math.Round(degrees, 7));
}
