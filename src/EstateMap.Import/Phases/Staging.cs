using System.Buffers;
using System.Buffers.Binary;
using EstateMap.Import.Issues;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;
using NpgsqlTypes;

namespace EstateMap.Import.Phases;

/// <summary>Temporary tables that hold a run until it is placed as a whole; COPY fills them, and they go with the transaction.</summary>
internal static class Staging
{
    /// <param name="connection">Inside a transaction.</param>
    /// <param name="hasSites">Each record begins with a site of its own, which most of them keep; matching moves the others.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public static Task CreateAsync(NpgsqlConnection connection, bool hasSites, CancellationToken cancellation) => RunAsync(connection,
        $"""
        CREATE TEMP TABLE staged (
            line int NOT NULL,
            record_key text NOT NULL,
            content jsonb NOT NULL,
            content_sha256 bytea NOT NULL,
            geom geometry(Point, 4326),
            precision location_precision NOT NULL DEFAULT 'unlocated',
            is_outside boolean NOT NULL,
            method text,
            shape bytea,
            match_name text,
            match_identity text,
            match_kind text,
            match_address text,
            match_host text,
            match_street text,
            match_numbers text[],
            uprn text,
            postcode text,
            outline geometry(MultiPolygon, 4326),
            display_outline geometry(MultiPolygon, 4326),
            visibility visibility,
            state text NOT NULL DEFAULT 'new',
            is_back boolean NOT NULL DEFAULT false,     -- stored already, but missing or taken back, so that it is new to whoever looks
            site_id bigint{(hasSites ? " DEFAULT nextval('site_id_seq')" : "")}
        ) ON COMMIT DROP;
        CREATE TEMP TABLE gone (record_key text NOT NULL) ON COMMIT DROP;
        CREATE TEMP TABLE staged_display (record_key text NOT NULL, shape bytea NOT NULL, srid int NOT NULL) ON COMMIT DROP;
        CREATE TEMP TABLE staged_provenance (line int NOT NULL, record_key text NOT NULL, field text NOT NULL, basis provenance_basis NOT NULL, method text NOT NULL, original_value text, confidence numeric) ON COMMIT DROP;
        CREATE TEMP TABLE staged_organisation (name text NOT NULL, name_key text NOT NULL, kind text NOT NULL, url text, uri text) ON COMMIT DROP;
        CREATE TEMP TABLE staged_schedule (line int NOT NULL, record_key text NOT NULL, position int NOT NULL, byday text, opens_at time, closes_at time, description text, freq text NOT NULL, interval int NOT NULL, bymonthday text, valid_from date, valid_to date, notes text) ON COMMIT DROP;
        CREATE TEMP TABLE staged_issue (line int, record_key text, field text, value text, issue_type text NOT NULL, message text NOT NULL, is_rejection boolean NOT NULL DEFAULT false, proposed_value text) ON COMMIT DROP
        """, cancellation);

    /// <summary>Takes the tables away before their transaction ends, for work that stages more than once in it.</summary>
    public static Task DropAsync(NpgsqlConnection connection, CancellationToken cancellation) => RunAsync(connection,
        "DROP TABLE IF EXISTS staged, gone, staged_display, staged_provenance, staged_organisation, staged_schedule, staged_issue, new_site, touched_site, touched_place, new_site_area, site_record, staged_property, staged_service, staged_value, touched_area, measured, elsewhere, thing, staged_link, staged_lookup, party, grant_party, staged_grant", cancellation);

    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<Draft> drafts, CancellationToken cancellation)
    {
        var wkb = new WKBWriter();
        var json = new ArrayBufferWriter<byte>(1_024);
        await using (var copy = await connection.BeginBinaryImportAsync(
            $"COPY staged (line, record_key, content, content_sha256, geom, precision, is_outside, method, shape, {MatchKeys.Columns}, uprn, postcode, state) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var draft in drafts)
            {
                copy.StartRow();
                copy.Write(draft.Line);
                copy.Write(draft.Key!);
                json.ResetWrittenCount();
                draft.WriteTo(json);
                copy.Write(json.WrittenMemory, NpgsqlDbType.Jsonb);
                copy.Write(draft.Sha256!);
                Write(copy, draft.Place is { } at ? PointBytes(at.Longitude, at.Latitude) : null);
                copy.Write(draft.Place?.Precision ?? "unlocated", NpgsqlDbType.Text);
                copy.Write(draft.IsOutsidePlace);
                Write(copy, draft.LocationMethod);
                Write(copy, draft.Shape is Polygon or MultiPolygon ? wkb.Write(draft.Shape) : null);
                draft.MatchKeys.Write(copy);
                Write(copy, draft.Text("uprn"));
                Write(copy, draft.Text("postcode"));
                copy.Write(draft.IsTouched ? "changed" : "new");
            }

            await copy.CompleteAsync(cancellation);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("COPY staged_provenance (line, record_key, field, basis, method, original_value, confidence) FROM STDIN (FORMAT binary)", cancellation))
        {
            foreach (var (draft, note) in drafts.SelectMany(d => d.Provenance.Select(p => (d, p))))
            {
                copy.StartRow();
                copy.Write(draft.Line);
                copy.Write(draft.Key!);
                copy.Write(note.Field);
                copy.Write(note.IsFact ? "fact" : "assumption", NpgsqlDbType.Text);
                copy.Write(note.Method);
                Write(copy, note.Original is null ? null : PersonalData.Clear(note.Original, out _));
                Write(copy, note.Confidence);
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
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_schedule (line, record_key, position, byday, opens_at, closes_at, description, freq, interval, bymonthday, valid_from, valid_to, notes) FROM STDIN (FORMAT binary)", cancellation);
        foreach (var draft in drafts)
        {
            var hours = draft.Text("opening_hours");
            var position = 0;
            foreach (var opening in hours is not null ? OpeningHours.Parse(hours) : draft.Text("schedules") is { } schedules ? ScheduleText.Parse(schedules) : [])
            {
                if (hours is not null && opening.Description is not null)
                    draft.Report(IssueType.OpeningHoursUnread, "opening_hours", opening.Description, $"The opening hours of {draft.Text("name")} can be read in more than one way; they are kept in the source's words.");
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(draft.Line, cancellation);
                await copy.WriteAsync(draft.Key!, cancellation);
                await copy.WriteAsync(position++, cancellation);
                await WriteAsync(copy, opening.ByDay, cancellation);
                await WriteAsync(copy, opening.OpensAt, cancellation);
                await WriteAsync(copy, opening.ClosesAt, cancellation);
                await WriteAsync(copy, opening.Description, cancellation);
                await copy.WriteAsync(opening.Freq, cancellation);
                await copy.WriteAsync(opening.Interval, cancellation);
                await WriteAsync(copy, opening.ByMonthDay, cancellation);
                await WriteAsync(copy, opening.ValidFrom, cancellation);
                await WriteAsync(copy, opening.ValidTo, cancellation);
                await WriteAsync(copy, opening.Notes, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    public static async Task CopyIssuesAsync(NpgsqlConnection connection, IReadOnlyList<Issue> issues, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync("COPY staged_issue (line, record_key, field, value, issue_type, message, is_rejection, proposed_value) FROM STDIN (FORMAT binary)", cancellation);
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
            await WriteAsync(copy, issue.Proposed, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>A point as PostGIS receives it (EWKB, little-endian, EPSG:4326): no detour over a geometry object for each of a million rows.</summary>
    private static byte[] PointBytes(double longitude, double latitude)
    {
        var bytes = new byte[25];
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), 0x2000_0001);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), 4326);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(9), longitude);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(17), latitude);
        return bytes;
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

    // Without await: a task for each of a dozen values of a million rows costs more than the values.
    private static void Write<T>(NpgsqlBinaryImporter copy, T? value) where T : struct
    {
        if (value is { } filled)
            copy.Write(filled);
        else
            copy.WriteNull();
    }

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value) where T : class
    {
        if (value is not null)
            copy.Write(value);
        else
            copy.WriteNull();
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, CancellationToken cancellation) where T : struct =>
        value is { } filled ? copy.WriteAsync(filled, cancellation) : copy.WriteNullAsync(cancellation);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, CancellationToken cancellation) where T : class =>
        value is not null ? copy.WriteAsync(value, cancellation) : copy.WriteNullAsync(cancellation);
}
