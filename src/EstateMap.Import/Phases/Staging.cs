using EstateMap.Import.Issues;
using NetTopologySuite.IO;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>Temporary tables that hold a run until it is placed as a whole; COPY fills them, and they go with the transaction.</summary>
internal static class Staging
{
    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellation) => RunAsync(connection,
        """
        CREATE TEMP TABLE staged (
            line int NOT NULL,
            record_key text NOT NULL,
            content jsonb NOT NULL,
            x double precision,
            y double precision,
            srid int,
            method text,
            shape bytea,
            geom geometry(Point, 4326),
            outline geometry(MultiPolygon, 4326),
            precision location_precision NOT NULL DEFAULT 'unlocated',
            content_sha256 bytea,
            state text,
            site_id bigint
        ) ON COMMIT DROP;
        CREATE TEMP TABLE staged_display (record_key text NOT NULL, shape bytea NOT NULL, srid int NOT NULL) ON COMMIT DROP;
        CREATE TEMP TABLE staged_provenance (line int NOT NULL, record_key text NOT NULL, field text NOT NULL, method text NOT NULL, original_value text, confidence numeric) ON COMMIT DROP;
        CREATE TEMP TABLE staged_organisation (name text NOT NULL, name_key text NOT NULL, kind text NOT NULL, url text, uri text) ON COMMIT DROP;
        CREATE TEMP TABLE staged_schedule (line int NOT NULL, record_key text NOT NULL, position int NOT NULL, byday text, opens_at time, closes_at time, description text) ON COMMIT DROP;
        CREATE TEMP TABLE staged_issue (line int, record_key text, field text, value text, issue_type text NOT NULL, message text NOT NULL, is_rejection boolean NOT NULL DEFAULT false) ON COMMIT DROP
        """, cancellation);

    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<Draft> drafts, CancellationToken cancellation)
    {
        var wkb = new WKBWriter();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY staged (line, record_key, content, x, y, srid, method, shape) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var draft in drafts)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(draft.Line, cancellation);
                await copy.WriteAsync(draft.Key!, cancellation);
                await copy.WriteAsync(draft.ToJson(), NpgsqlDbType.Jsonb, cancellation);
                await WriteAsync(copy, draft.Point?.X, cancellation);
                await WriteAsync(copy, draft.Point?.Y, cancellation);
                await WriteAsync(copy, draft.Point?.Srid, cancellation);
                await WriteAsync(copy, draft.Point?.Method, cancellation);
                await WriteAsync(copy, draft.Layout.Becomes == Datasets.Becomes.Area ? wkb.Write(draft.Shape) : null, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("COPY staged_provenance (line, record_key, field, method, original_value, confidence) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var (draft, note) in drafts.SelectMany(d => d.Provenance.Select(p => (d, p))))
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(draft.Line, cancellation);
                await copy.WriteAsync(draft.Key!, cancellation);
                await copy.WriteAsync(note.Field, cancellation);
                await copy.WriteAsync(note.Method, cancellation);
                await WriteAsync(copy, note.Original is null ? null : PersonalData.Clear(note.Original, out _), cancellation);
                await WriteAsync(copy, note.Confidence, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("COPY staged_organisation (name, name_key, kind, url, uri) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var organisation in drafts.SelectMany(d => d.Organisations).Distinct())
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(organisation.Name, cancellation);
                await copy.WriteAsync(Names.Key(organisation.Name), cancellation);
                await copy.WriteAsync(organisation.Kind, cancellation);
                await WriteAsync(copy, organisation.Url, cancellation);
                await WriteAsync(copy, organisation.Uri, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await CopySchedulesAsync(connection, drafts, cancellation);
    }

    private static async Task CopySchedulesAsync(NpgsqlConnection connection, IReadOnlyList<Draft> drafts, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_schedule (line, record_key, position, byday, opens_at, closes_at, description) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var draft in drafts.Where(d => d.Has("opening_hours")))
        {
            var position = 0;
            foreach (var opening in OpeningHours.Parse(draft.Text("opening_hours")!))
            {
                if (opening.Description is not null)
                    draft.Report(IssueType.OpeningHoursUnread, "opening_hours", opening.Description, $"The opening hours of {draft.Text("name")} can be read in more than one way; they are kept in the source's words.");
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(draft.Line, cancellation);
                await copy.WriteAsync(draft.Key!, cancellation);
                await copy.WriteAsync(position++, cancellation);
                await WriteAsync(copy, opening.ByDay, cancellation);
                await WriteAsync(copy, opening.OpensAt, cancellation);
                await WriteAsync(copy, opening.ClosesAt, cancellation);
                await WriteAsync(copy, opening.Description, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    public static async Task CopyIssuesAsync(NpgsqlConnection connection, IReadOnlyList<Issue> issues, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_issue (line, record_key, field, value, issue_type, message, is_rejection) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var issue in issues)
        {
            await copy.StartRowAsync(cancellation);
            await WriteAsync(copy, issue.Line, cancellation);
            await WriteAsync(copy, issue.RecordKey, cancellation);
            await WriteAsync(copy, issue.Field, cancellation);
            await WriteAsync(copy, issue.Value, cancellation);
            await copy.WriteAsync(issue.Type, cancellation);
            await copy.WriteAsync(issue.Message, cancellation);
            await copy.WriteAsync(issue.IsRejection, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    public static async Task CopyDisplayAsync(NpgsqlConnection connection, IEnumerable<(string Key, byte[] Shape, int Srid)> shapes, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_display (record_key, shape, srid) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var (key, shape, srid) in shapes)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(key, cancellation);
            await copy.WriteAsync(shape, cancellation);
            await copy.WriteAsync(srid, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>Runs statements parted by semicolons at line ends, in one round trip; each may use the same numbered parameters.</summary>
    public static async Task<int> RunAsync(NpgsqlConnection connection, string statements, CancellationToken cancellation, params object[] parameters)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 600 };
        foreach (var sql in statements.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var command = new NpgsqlBatchCommand(sql);
            // Up to the last one the statement names; a surplus would be refused.
            var used = parameters.Length;
            while (used > 0 && !sql.Contains($"${used}", StringComparison.Ordinal))
                used--;
            foreach (var parameter in parameters[..used])
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            batch.BatchCommands.Add(command);
        }

        return await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, CancellationToken cancellation) where T : struct =>
        value is { } filled ? copy.WriteAsync(filled, cancellation) : copy.WriteNullAsync(cancellation);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, CancellationToken cancellation) where T : class =>
        value is not null ? copy.WriteAsync(value, cancellation) : copy.WriteNullAsync(cancellation);
}
