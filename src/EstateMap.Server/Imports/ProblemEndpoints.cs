using System.Text.RegularExpressions;
using EstateMap.Database;
using EstateMap.Import.Phases;
using EstateMap.Server.Graph;
using EstateMap.Server.People;

namespace EstateMap.Server.Imports;

/// <summary>Problems that readers report of a site: anybody may report, whoever may edit reads and closes.</summary>
internal static partial class ProblemEndpoints
{
    private const int mostBytes = 16_000;
    private const int mostWords = 1_000;
    private const int mostWhy = 500;
    private const int pageSize = 50;

    /// <summary>Nobody reads through more than these; more come only once some are closed.</summary>
    private const int mostOpen = 5_000;

    private static readonly string[] Kinds = ["field", "position", "closed", "duplicate", "other"];

    /// <summary>$1 site: as everybody sees it, so that a report says nothing of sites that are hidden.</summary>
    private const string PublicSite = "SELECT s.id FROM site s WHERE s.id = $1::bigint AND s.is_current";

    /// <summary>Open reports, and those of one state ($1 true: closed).</summary>
    private const string Counts = "SELECT (count(*) FILTER (WHERE closed_at IS NULL))::int, (count(*) FILTER (WHERE (closed_at IS NOT NULL) = $1::boolean))::int FROM problem_report";

    /// <summary>$1 true: closed; $2 ids below, or null: a page, the newest first, with the records behind each site.</summary>
    private const string Page = """
        SELECT p.id, p.site_id, s.name, p.kind, p.field, p.words, p.personal_values_dropped, p.reported_at, p.closed_at, p.closed_by, p.closed_why, r.datasets, r.titles, r.keys
        FROM problem_report p
        JOIN site s ON s.id = p.site_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(k.dataset_id ORDER BY d.title, k.record_key), '{}') AS datasets,
                   coalesce(array_agg(d.title ORDER BY d.title, k.record_key), '{}') AS titles,
                   coalesce(array_agg(k.record_key ORDER BY d.title, k.record_key), '{}') AS keys
            FROM (SELECT x.dataset_id, x.record_key FROM source_record x WHERE x.site_id = p.site_id AND x.missing_since_run_id IS NULL ORDER BY 1, 2 LIMIT 20) AS k
            JOIN dataset d ON d.id = k.dataset_id
        ) AS r
        WHERE (p.closed_at IS NOT NULL) = $1::boolean AND ($2::bigint IS NULL OR p.id < $2::bigint)
        ORDER BY p.id DESC
        LIMIT 51
        """;

    public static void Map(IEndpointRouteBuilder app)
    {
        ImportEndpoints.Map(app, "POST", "/problems", ReportAsync, isForEverybody: true);
        ImportEndpoints.Map(app, "GET", "/problems", ListAsync);
        ImportEndpoints.Map(app, "POST", "/problems/{id:long}/close", CloseAsync);
    }

    /// <summary>POST /problems: <c>site</c> (global id), <c>kind</c>, <c>field</c> with kind field, <c>words</c>. Says how many personal values were dropped.</summary>
    private static async Task ReportAsync(HttpContext context)
    {
        var asked = await EditEndpoints.ReadAsync<ReportRequest>(context, mostBytes);
        var kind = EditEndpoints.Given(asked.Kind, "kind");
        if (!Kinds.Contains(kind))
            throw new ImportRequestError($"kind is one of {string.Join(", ", Kinds)}.");
        if ((kind == "field") != (asked.Field is not null))
            throw new ImportRequestError("field names the field that is wrong; it goes with the kind field, and with no other.");
        if (asked.Field is { } field && !FieldName().IsMatch(field))
            throw new ImportRequestError("field is no name of a field.");
        var words = Cleared(EditEndpoints.Given(asked.Words, "words"), "words", mostWords, out var dropped);
        context.RequestServices.GetRequiredService<ReportLimits>().Count(context.Connection.RemoteIpAddress);
        // A hidden site and one that never was are answered alike.
        if (GlobalId.FindNumber("Site", EditEndpoints.Given(asked.Site, "site")) is not { } site || !await IsPublicAsync(context, site))
            throw new ImportRequestError("There is no such site. Nothing was kept.", StatusCodes.Status404NotFound);
        await using var command = EditEndpoints.Writer(context).CreateCommand("""
            INSERT INTO problem_report (site_id, kind, field, words, personal_values_dropped)
            SELECT $1::bigint, $2::text, $3::text, $4::text, $5::int
            WHERE (SELECT count(*) FROM problem_report WHERE closed_at IS NULL) < $6::int
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = (object?)asked.Field ?? DBNull.Value });
        command.Parameters.Add(new() { Value = words });
        command.Parameters.Add(new() { Value = dropped });
        command.Parameters.Add(new() { Value = mostOpen });
        if (await command.ExecuteNonQueryAsync(context.RequestAborted) == 0)
            throw new ImportRequestError("Too many reports wait to be read. Nothing was kept; try again another day.", StatusCodes.Status503ServiceUnavailable);
        await ImportEndpoints.Write(context, new ReportAnswer(dropped), StatusCodes.Status201Created);
    }

    /// <summary>GET /problems: <c>state</c> open (else closed), <c>before</c> the id that a page ended with.</summary>
    private static async Task ListAsync(HttpContext context)
    {
        var state = context.Request.Query["state"].ToString();
        if (state is not ("" or "open" or "closed"))
            throw new ImportRequestError("state is open or closed.");
        long? before = null;
        if (context.Request.Query["before"].ToString() is { Length: > 0 } text)
            before = long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : throw new ImportRequestError("before is no number of a report.");
        var parameters = new SqlParameters();
        parameters.Boolean(state == "closed");
        parameters.FindInteger(before);
        var (open, total) = (0, 0);
        var reports = new List<Report>();
        var counting = new SqlParameters();
        counting.Boolean(state == "closed");
        await using (var command = counting.Command(Editor(context), Counts))
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
            if (await reader.ReadAsync(context.RequestAborted))
                (open, total) = (reader.GetInt32(0), reader.GetInt32(1));
        await using (var command = parameters.Command(Editor(context), Page))
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
            while (await reader.ReadAsync(context.RequestAborted))
                reports.Add(Read(reader));
        await ImportEndpoints.Write(context, new Reports(open, total, reports.Count > pageSize, [.. reports.Take(pageSize)]));
    }

    /// <summary>POST /problems/{id}/close: <c>why</c> says what was done.</summary>
    private static async Task CloseAsync(HttpContext context)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!, System.Globalization.CultureInfo.InvariantCulture);
        var why = Cleared(EditEndpoints.Given((await EditEndpoints.ReadAsync<CloseRequest>(context, mostBytes)).Why, "why"), "why", mostWhy, out _);
        await using var command = Editor(context).CreateCommand("""
            WITH closed AS (UPDATE problem_report SET closed_at = now(), closed_by = $2::text, closed_why = $3::text WHERE id = $1::bigint AND closed_at IS NULL RETURNING id)
            SELECT EXISTS (SELECT FROM closed), EXISTS (SELECT FROM problem_report WHERE id = $1::bigint)
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = Caller.Of(context).Actor });
        command.Parameters.Add(new() { Value = why });
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        await reader.ReadAsync(context.RequestAborted);
        if (!reader.GetBoolean(1))
            throw new ImportRequestError($"There is no report {id}.", StatusCodes.Status404NotFound);
        if (!reader.GetBoolean(0))
            throw new ImportRequestError("Somebody has closed this report already.", StatusCodes.Status409Conflict);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Reports of the sites that the caller may change.</summary>
    private static CallerSource Editor(HttpContext context) => Caller.Of(context).Edits(context.RequestServices.GetRequiredService<EstateMapDatabase>());

    /// <summary>One line without personal addresses and mobile numbers.</summary>
    /// <exception cref="ImportRequestError">It is too long, or nothing is left of it.</exception>
    public static string Cleared(string text, string name, int most, out int dropped)
    {
        if (text.Length > most)
            throw new ImportRequestError($"{name} has {text.Length} characters; at most {most} are kept. Nothing was kept.");
        var cleared = TextCleaning.SingleSpaced(PersonalData.Clear(TextCleaning.WithoutControls(text), out dropped));
        return cleared.Length > 0 ? cleared : throw new ImportRequestError($"{name} is missing.");
    }

    private static async Task<bool> IsPublicAsync(HttpContext context, long site)
    {
        var parameters = new SqlParameters();
        parameters.Integer(site);
        await using var command = parameters.Command(context.RequestServices.GetRequiredService<EstateMapDatabase>().Reader, PublicSite);
        return await command.ExecuteScalarAsync(context.RequestAborted) is not null;
    }

    private static Report Read(Npgsql.NpgsqlDataReader row)
    {
        var (datasets, titles, keys) = (row.GetFieldValue<string[]>(11), row.GetFieldValue<string[]>(12), row.GetFieldValue<string[]>(13));
        return new Report(row.GetInt64(0), GlobalId.Write("Site", row.GetInt64(1)), row.GetString(2), row.GetString(3), Text(row, 4), row.GetString(5), row.GetInt32(6), row.GetDateTime(7),
            row.IsDBNull(8) ? null : row.GetDateTime(8), Text(row, 9), Text(row, 10), [.. datasets.Select((dataset, at) => new ReportedRecord(dataset, titles[at], keys[at]))]);
    }

    private static string? Text(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}\\z")]
    private static partial Regex FieldName();

    private sealed record ReportRequest(string? Site, string? Kind, string? Field, string? Words);

    private sealed record ReportAnswer(int PersonalValuesDropped);

    private sealed record CloseRequest(string? Why);

    /// <param name="Open">Reports that wait.</param>
    /// <param name="Total">Reports of the state that is listed.</param>
    private sealed record Reports(int Open, int Total, bool HasMore, IReadOnlyList<Report> Items);

    private sealed record Report(
        long Id, string Site, string SiteName, string Kind, string? Field, string Words, int PersonalValuesDropped, DateTime ReportedAt, DateTime? ClosedAt, string? ClosedBy, string? ClosedWhy,
        IReadOnlyList<ReportedRecord> Records);

    private sealed record ReportedRecord(string Dataset, string Title, string RecordKey);
}
