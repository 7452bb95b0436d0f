using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Client.Api;

namespace EstateMap.Client.Data;

/// <summary>Changes the register: imports, edits and decisions. Throws <see cref="ApiException"/> with the server's sentence.</summary>
public sealed class RegisterApi(HttpClient http)
{
    /// <summary>What can be imported and what is being imported; refused where the register cannot be changed from here.</summary>
    public async Task<ImportDesk> GetDeskAsync() => await ReadAsync<ImportDesk>(HttpMethod.Get, "imports");

    public async Task<ImportJob> GetJobAsync(string job) => await ReadAsync<ImportJob>(HttpMethod.Get, $"imports/{Uri.EscapeDataString(job)}");

    public async Task<ImportJob> ActivateAsync(string job) => await ReadAsync<ImportJob>(HttpMethod.Post, $"imports/{Uri.EscapeDataString(job)}/activate");

    /// <summary>Stops or discards an upload; nothing that is served changes.</summary>
    public async Task<ImportJob> CancelAsync(string job) => await ReadAsync<ImportJob>(HttpMethod.Delete, $"imports/{Uri.EscapeDataString(job)}");

    /// <summary>Puts back what stood before a run that is being served.</summary>
    public Task UndoAsync(string dataset, long run) => SendAsync(HttpMethod.Post, $"datasets/{Uri.EscapeDataString(dataset)}/undo", new { run });

    public Task SaveEditAsync(string dataset, string recordKey, string field, string? value, string why) => SendAsync(HttpMethod.Post, "edits", new { dataset, recordKey, field, value, why });

    /// <summary>Lets the file win again.</summary>
    public Task DropEditAsync(string dataset, string recordKey, string field) => SendAsync(HttpMethod.Delete, "edits", new { dataset, recordKey, field });

    public Task DecideAsync(string dataset, string recordKey, string site, bool isSame, string why) => SendAsync(HttpMethod.Post, "matches/decide", new { dataset, recordKey, site, isSame, why });

    /// <summary>Makes edits of the proposals of the issues given or, without them, of all issues of a type.</summary>
    public async Task<AcceptedFixes> AcceptAsync(IReadOnlyCollection<string>? issues, string? issueType, string? dataset, string? owner, string why) =>
        await ReadAsync<AcceptedFixes>(HttpMethod.Post, "fixes/accept", new { issues, issueType, dataset, owner, why });

    /// <summary>Says what is wrong with a site; everybody may.</summary>
    public async Task<ReportTaken> ReportAsync(string site, string kind, string? field, string words) => await ReadAsync<ReportTaken>(HttpMethod.Post, "problems", new { site, kind, field, words });

    /// <summary>Says something in a consultation that is open.</summary>
    /// <param name="number">Of an item; null for the whole.</param>
    public async Task<ReportTaken> CommentAsync(string consultation, int? number, string words) => await ReadAsync<ReportTaken>(HttpMethod.Post, "consultations/comments", new { consultation, number, words });

    /// <summary>A page of reports, the newest first.</summary>
    /// <param name="before">The number that the page before ended with; null for the first.</param>
    public async Task<ProblemPage> ListProblemsAsync(bool areClosed, long? before) =>
        await ReadAsync<ProblemPage>(HttpMethod.Get, $"problems?state={(areClosed ? "closed" : "open")}{(before is null ? "" : $"&before={before}")}");

    public Task CloseProblemAsync(long id, string why) => SendAsync(HttpMethod.Post, $"problems/{id}/close", new { why });

    /// <summary>A job as the server writes it.</summary>
    public static ImportJob ParseJob(string json) => JsonSerializer.Deserialize<ImportJob>(json, JsonSerializerOptions.Web)!;

    /// <summary>The sentence of an answer that is no success.</summary>
    public static string Sentence(int status, string answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(answer);
            if (problem.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { } sentence)
                return sentence;
        }
        catch (JsonException)
        {
            // Not the server's own words.
        }

        return status == 0 ? "The connection to the server broke off. Nothing was changed; try again." : $"The server answered in a way this page cannot read (HTTP {status}). Nothing was changed.";
    }

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        return (await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web))!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        // A page of another site cannot send this without being asked first.
        request.Headers.Add("X-EstateMap", "1");
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            throw new ApiException("The server cannot be reached. Check that it is running; nothing was changed.");
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new ApiException(Sentence((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }
}

/// <param name="MayImportNew">Whether one may import what nobody has loaded yet.</param>
public sealed record ImportDesk(long MaxBytes, IReadOnlyList<ImportableDataset> Datasets, IReadOnlyList<ImportJob> Jobs, bool MayImportNew);

/// <param name="Files">What the publisher calls the files that one import takes, main file first.</param>
public sealed record ImportableDataset(string Id, string Title, IReadOnlyList<string> Files, string Format, DateOnly? AsAt, bool IsLoaded, bool MayImport);

/// <summary>An upload; states as the server names them.</summary>
public sealed record ImportJob(string Id, string Dataset, string Title, IReadOnlyList<string> Files, string State, string? Phase, int Done, int? Total, long? Run, string? Message)
{
    public bool IsMoving => State is "queued" or "checking" or "activating";

    /// <summary>What is being done, in words; changes a few times, so that it can be read out.</summary>
    public string Doing => (State, Phase) switch
    {
        ("queued", _) => "Waiting for another upload to be read",
        (_, null) => "Opening the file",
        (_, "read") => "Reading rows and working out where they are",
        (_, "check") => "Comparing rows with each other and with what is served",
        (_, "match") => "Finding places that are the same",
        (_, "load") => State == "activating" ? "Writing records" : "Working out what would change",
        _ => State == "activating" ? "Making it the register" : "Putting the differences together",
    };

    /// <summary>0 to 100 over all phases; null while nobody knows.</summary>
    public int? Percent => Phase switch
    {
        null => State == "queued" ? 0 : 1,
        "read" => Total is > 0 and var total ? (int)Math.Min(70, 70L * Done / total) : null,
        "check" => 74,
        "match" => 82,
        "load" => 90,
        _ => 96,
    };
}

public sealed record AcceptedFixes(int Accepted, IReadOnlyList<RefusedFix> Refused);

public sealed record RefusedFix(string RecordKey, string Field, string Reason);

/// <param name="PersonalValuesDropped">E-mail addresses and mobile numbers that were not kept.</param>
public sealed record ReportTaken(int PersonalValuesDropped);

/// <param name="Open">Reports that wait.</param>
/// <param name="Total">Reports of the state that is listed.</param>
public sealed record ProblemPage(int Open, int Total, bool HasMore, IReadOnlyList<ProblemReport> Items);

/// <summary>What a reader said is wrong with a site.</summary>
public sealed record ProblemReport(
    long Id, string Site, string SiteName, string Kind, string? Field, string Words, int PersonalValuesDropped, DateTimeOffset ReportedAt, DateTimeOffset? ClosedAt, string? ClosedBy, string? ClosedWhy,
    IReadOnlyList<ReportedRecord> Records);

public sealed record ReportedRecord(string Dataset, string Title, string RecordKey);
