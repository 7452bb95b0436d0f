using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.Graph;
using EstateMap.Server.People;

namespace EstateMap.Server.Imports;

/// <summary>What people put right and decide, over HTTP. Everything takes effect at once and is honoured by later imports.</summary>
internal static class EditEndpoints
{
    private const int mostBytes = 1_000_000;
    private const int mostAtOnce = 1_000;

    /// <summary>$1 issues or null, $2 issue type or null, $3 dataset or null, $4 organisation or null: proposals in what is served that nobody has acted on, one for each field.</summary>
    private const string Proposals = """
        SELECT DISTINCT ON (i.dataset_id, i.record_key, i.field) i.dataset_id, i.record_key, i.field, i.proposed_value
        FROM import_issue i
        JOIN dataset d ON d.active_run_id = i.run_id
        WHERE i.proposed_value IS NOT NULL AND i.record_key IS NOT NULL AND i.field IS NOT NULL AND NOT i.is_rejection
          AND ($1::bigint[] IS NULL OR i.id = ANY ($1::bigint[]))
          AND ($2::text IS NULL OR i.issue_type = $2::text)
          AND ($3::text IS NULL OR i.dataset_id = $3::text)
          AND ($4::bigint IS NULL OR EXISTS (
              SELECT FROM source_record r
              JOIN organisation o ON o.name_key = r.content->>'organisation_key'
              WHERE r.dataset_id = i.dataset_id AND r.record_key = i.record_key AND o.id = $4::bigint))
          AND (caller_may_all('administrator') OR caller_may_change_record(i.dataset_id, i.record_key))
          AND NOT EXISTS (SELECT FROM hand_edit e WHERE e.dataset_id = i.dataset_id AND e.record_key = i.record_key AND e.field = i.field)
        ORDER BY i.dataset_id, i.record_key, i.field, i.id
        LIMIT 1000
        """;

    /// <summary>$1 datasets, $2 records of them: whether the caller may change all of these.</summary>
    private const string MayChangeRecords = "SELECT caller_may_all('administrator') OR NOT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS r (dataset, record) WHERE NOT caller_may_change_record(r.dataset, r.record))";

    /// <summary>$1 dataset, $2 record, $3 site: whether the caller may say that the two are one place, or not.</summary>
    private const string MayMatch = "SELECT caller_may_all('administrator') OR caller_may_change_record($1::text, $2::text) AND caller_may_change_site($3::bigint)";

    private const string NotYours = "Your account may not change these records: they are another organisation's, lie elsewhere, or are not there. Nothing was changed.";

    public static void Map(IEndpointRouteBuilder app)
    {
        ImportEndpoints.Map(app, "POST", "/edits", SaveAsync);
        ImportEndpoints.Map(app, "DELETE", "/edits", DropAsync);
        ImportEndpoints.Map(app, "POST", "/matches/decide", DecideAsync);
        ImportEndpoints.Map(app, "POST", "/fixes/accept", AcceptAsync);
    }

    /// <summary>The body as JSON; an empty one is an empty object.</summary>
    /// <exception cref="ImportRequestError">Not JSON of that form, or too long.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, int most = mostBytes)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > most)
                throw new ImportRequestError($"The request is longer than {most / 1000} kB.", StatusCodes.Status413PayloadTooLarge);
            body.Write(buffer, 0, read);
        }

        try
        {
            if (body.Length > 0)
            {
                using var document = JsonDocument.Parse(body.ToArray());
                Demand(document.RootElement);
            }

            return (body.Length == 0 ? JsonSerializer.Deserialize<T>("{}", JsonSerializerOptions.Web) : JsonSerializer.Deserialize<T>(body.ToArray(), JsonSerializerOptions.Web))
                ?? throw new ImportRequestError("The request is empty.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ImportRequestError("The request is not the JSON that belongs here.");
        }
    }

    /// <summary>PostgreSQL's text holds neither NUL nor half a surrogate pair; reading one of the latter is an <see cref="InvalidOperationException"/>.</summary>
    private static void Demand(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject()) Demand(member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Demand(item);
                break;
            case JsonValueKind.String when element.GetString()!.Contains('\0', StringComparison.Ordinal):
                throw new ImportRequestError("The request holds the NUL character, which no text may hold.");
        }
    }

    /// <summary>POST /edits: one edit, or several in <c>edits</c> of which all are made or none.</summary>
    private static async Task SaveAsync(HttpContext context)
    {
        var asked = await ReadAsync<SaveRequest>(context);
        var edits = asked.Edits ?? [new EditRequest(asked.Dataset, asked.RecordKey, asked.Field, asked.Value)];
        if (edits.Count is 0 or > mostAtOnce)
            throw new ImportRequestError($"From 1 to {mostAtOnce} edits can be made at once.");
        if (edits.Any(edit => edit is null))
            throw new ImportRequestError("One of the edits is empty.");
        HandEdit[] given = [.. edits.Select(edit => new HandEdit(Given(edit.Dataset, "dataset"), Given(edit.RecordKey, "recordKey"), Given(edit.Field, "field"), edit.Value))];
        await DemandAsync(context, given);
        await HandEdits.SaveAsync(Writer(context), given, Given(asked.Why, "why"), Caller.Of(context).Actor, context.RequestAborted);
        await ImportEndpoints.Write(context, new SaveAnswer(edits.Count));
    }

    /// <summary>DELETE /edits: the file wins again.</summary>
    private static async Task DropAsync(HttpContext context)
    {
        var asked = await ReadAsync<EditRequest>(context);
        var edit = new HandEdit(Given(asked.Dataset, "dataset"), Given(asked.RecordKey, "recordKey"), Given(asked.Field, "field"), null);
        await DemandAsync(context, [edit]);
        await HandEdits.DropAsync(Writer(context), edit.DatasetId, edit.RecordKey, edit.Field, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>POST /matches/decide: whether a record and a site are one place.</summary>
    private static async Task DecideAsync(HttpContext context)
    {
        var asked = await ReadAsync<DecideRequest>(context);
        var site = GlobalId.FindNumber("Site", Given(asked.Site, "site")) ?? throw new ImportRequestError("site is no id of a site.");
        if (asked.IsSame is not { } isSame)
            throw new ImportRequestError("Say whether they are the same place: isSame is missing.");
        await ImportEndpoints.DemandAsync(context, MayMatch, NotYours, Given(asked.Dataset, "dataset"), Given(asked.RecordKey, "recordKey"), site);
        await MatchReview.DecideAsync(Writer(context), Given(asked.Dataset, "dataset"), Given(asked.RecordKey, "recordKey"), site, isSame, Given(asked.Why, "why"), Caller.Of(context).Actor, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>POST /fixes/accept: proposals become hand edits; <c>issues</c> names them, or <c>issueType</c> (with <c>dataset</c>, <c>owner</c>) means all of a rule, a thousand at once.</summary>
    private static async Task AcceptAsync(HttpContext context)
    {
        var asked = await ReadAsync<AcceptRequest>(context);
        var why = Given(asked.Why, "why");
        if (asked.Issues is null && asked.IssueType is null)
            throw new ImportRequestError("Say which proposals are meant: issues, or an issueType.");
        if (asked.Issues is { Count: > mostAtOnce })
            throw new ImportRequestError($"At most {mostAtOnce} proposals can be accepted at once.");
        var parameters = new SqlParameters();
        parameters.FindIntegers(asked.Issues is null ? null : [.. asked.Issues.OfType<string>().Select(id => GlobalId.FindNumber("ImportIssue", id)).OfType<long>()]);
        parameters.Text(asked.IssueType);
        parameters.Text(asked.Dataset);
        parameters.FindInteger(asked.Owner is null ? null : GlobalId.FindNumber("Organisation", asked.Owner) ?? 0);
        var edits = new List<HandEdit>();
        await using (var command = parameters.Command(Caller.Of(context).Edits(context.RequestServices.GetRequiredService<EstateMapDatabase>()), Proposals))
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
            while (await reader.ReadAsync(context.RequestAborted))
                edits.Add(new HandEdit(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));

        await DemandAsync(context, edits);
        var refused = new List<RefusedFix>();
        try
        {
            if (edits.Count > 0)
                await HandEdits.SaveAsync(Writer(context), edits, why, Caller.Of(context).Actor, context.RequestAborted);
        }
        catch (UsageException) when (edits.Count > 1)
        {
            // One of them cannot be; the others can, each on its own.
            foreach (var edit in edits.ToArray())
            {
                try
                {
                    await HandEdits.SaveAsync(Writer(context), [edit], why, Caller.Of(context).Actor, context.RequestAborted);
                }
                catch (UsageException error)
                {
                    edits.Remove(edit);
                    refused.Add(new RefusedFix(edit.RecordKey, edit.Field, error.Message));
                }
            }
        }

        await ImportEndpoints.Write(context, new AcceptAnswer(edits.Count, refused));
    }

    private static Task DemandAsync(HttpContext context, IReadOnlyCollection<HandEdit> edits) =>
        ImportEndpoints.DemandAsync(context, MayChangeRecords, NotYours, edits.Select(edit => edit.DatasetId).ToArray(), edits.Select(edit => edit.RecordKey).ToArray());

    public static string Given(string? value, string name) => string.IsNullOrWhiteSpace(value) ? throw new ImportRequestError($"{name} is missing.") : value;

    public static Npgsql.NpgsqlDataSource Writer(HttpContext context) => context.RequestServices.GetRequiredService<EstateMapDatabase>().Writer;

    private sealed record EditRequest(string? Dataset, string? RecordKey, string? Field, string? Value);

    private sealed record SaveRequest(string? Dataset, string? RecordKey, string? Field, string? Value, string? Why, IReadOnlyList<EditRequest>? Edits);

    private sealed record SaveAnswer(int Saved);

    private sealed record DecideRequest(string? Dataset, string? RecordKey, string? Site, bool? IsSame, string? Why);

    private sealed record AcceptRequest(IReadOnlyList<string>? Issues, string? IssueType, string? Dataset, string? Owner, string? Why);

    private sealed record AcceptAnswer(int Accepted, IReadOnlyList<RefusedFix> Refused);

    private sealed record RefusedFix(string RecordKey, string Field, string Reason);
}
