using System.Text.Json;
using EstateMap.Database;
using EstateMap.Import;
using EstateMap.Server.People;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace EstateMap.Server.Imports;

/// <summary>Uploads over HTTP: in, watched, looked at, activated, undone. Faults are problem details (RFC 9457) whose <c>detail</c> is a sentence for people.</summary>
internal static class ImportEndpoints
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>What can be imported: datasets that have been loaded, with the manifest they were loaded with.</summary>
    private const string KnownManifests = """
        SELECT d.id, d.manifest::text FROM dataset d WHERE d.manifest ? 'layout' ORDER BY d.title, d.id
        """;

    /// <summary>$1 dataset.</summary>
    private const string MayImport = "SELECT caller_may_import($1::text)";

    /// <summary>$1 datasets: those of which the caller may import files. The empty key stands for one that nobody has loaded yet.</summary>
    private const string MayImportOf = "SELECT d.id FROM unnest($1::text[]) AS d (id) WHERE caller_may_import(d.id)";

    /// <summary>$1 run.</summary>
    private const string MaySeeRejects = "SELECT EXISTS (SELECT FROM import_run r WHERE r.id = $1::bigint AND caller_may_import(r.dataset_id))";

    public static void AddEstateMapImports(this IServiceCollection services, ImportSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<WriteGate>();
        services.AddSingleton<ReportLimits>();
        services.AddSingleton<ImportQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportQueue>());
    }

    public static void MapEstateMapImports(this IEndpointRouteBuilder app)
    {
        Map(app, "GET", "/imports", ListAsync);
        Map(app, "POST", "/imports", ReceiveAsync);
        Map(app, "GET", "/imports/{job}", context => Write(context, Job(context).Describe()));
        Map(app, "GET", "/imports/{job}/events", WatchAsync);
        Map(app, "DELETE", "/imports/{job}", async context =>
        {
            await Queue(context).CancelAsync(Job(context), context.RequestAborted);
            await Write(context, Job(context).Describe());
        });
        Map(app, "POST", "/imports/{job}/activate", async context =>
        {
            await Queue(context).ActivateAsync(Job(context), context.RequestAborted);
            await Write(context, Job(context).Describe(), StatusCodes.Status202Accepted);
        });
        Map(app, "GET", "/imports/runs/{run:long}/rejects.csv", RejectsAsync);
        Map(app, "POST", "/datasets/{dataset}/undo", UndoAsync);
        EditEndpoints.Map(app);
        ProblemEndpoints.Map(app);
    }

    /// <summary>Every route goes through the gate, those for everybody through its outer half; what goes wrong is answered in one place.</summary>
    /// <param name="role">Which role it takes; about the thing itself PostgreSQL decides (<see cref="DemandAsync"/>).</param>
    public static void Map(IEndpointRouteBuilder app, string method, string pattern, Func<HttpContext, Task> serve, bool isForEverybody = false, string role = Roles.Steward) =>
        app.MapMethods(pattern, [method], (RequestDelegate)(async context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var refusal = isForEverybody ? WriteGate.FindForgery(context.Request) : context.RequestServices.GetRequiredService<WriteGate>().FindRefusal(context);
            if (refusal is null && !isForEverybody && !Caller.Of(context).Holds(role)) refusal = Roles.Refusal(role);
            if (refusal is not null)
            {
                await ProblemAsync(context, refusal, StatusCodes.Status403Forbidden);
                return;
            }

            try
            {
                await serve(context);
            }
            catch (ImportRequestError error) when (!context.Response.HasStarted)
            {
                await ProblemAsync(context, error.Message, error.Status);
            }
            catch (UsageException error) when (!context.Response.HasStarted)
            {
                await ProblemAsync(context, error.Message, StatusCodes.Status422UnprocessableEntity);
            }
            catch (BadHttpRequestException error) when (!context.Response.HasStarted)
            {
                await ProblemAsync(context, "The request ended before it was whole. Nothing was kept or changed.", error.StatusCode);
            }
            catch (Exception error) when (DatabaseFault.Describe(error) is { } sentence && !context.Response.HasStarted)
            {
                await ProblemAsync(context, $"{sentence} Nothing was changed.", StatusCodes.Status503ServiceUnavailable);
            }
            catch (Exception error) when (error is not OperationCanceledException && !context.Response.HasStarted)
            {
                // Classes 22 and 23 of PostgreSQL's errors (appendix A): a value that it cannot keep.
                var isValue = error is PostgresException { SqlState: ['2', '2' or '3', ..] };
                context.RequestServices.GetRequiredService<ILogger<ImportQueue>>().LogError(error, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
                await ProblemAsync(context, isValue ? "The database cannot keep one of the values. Nothing was changed." : "Something went wrong here that should not have. Nothing was changed; the server's log says more.",
                    isValue ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status500InternalServerError);
            }
        }));

    /// <summary>GET /imports: what can be imported, how much at once, and the uploads that are known.</summary>
    private static async Task ListAsync(HttpContext context)
    {
        var manifests = await ListManifestsAsync(context);
        var may = await ListPermittedAsync(context, [.. manifests.Select(known => known.Manifest.Id), ""]);
        await Write(context, new ImportDesk(
            context.RequestServices.GetRequiredService<ImportSettings>().MaxBytes,
            [.. manifests.Select(known => new ImportableDataset(known.Manifest.Id, known.Manifest.Title, [.. known.Manifest.Files.Select(file => Path.GetFileName(file.MirrorPath))], known.Manifest.Format, known.Manifest.AsAt, known.IsLoaded, may.Contains(known.Manifest.Id)))],
            [.. Queue(context).Jobs.Where(job => job.IsOf(Caller.Of(context))).Select(job => job.Describe())],
            may.Contains("")));
    }

    /// <summary>POST /imports: <c>file</c> once or, for datasets of several files, in the manifest's order; <c>dataset</c> or <c>manifest</c>; optionally <c>asAt</c> (yyyy-MM-dd) and <c>preferFile</c> (true).</summary>
    private static async Task ReceiveAsync(HttpContext context)
    {
        var queue = Queue(context);
        var settings = context.RequestServices.GetRequiredService<ImportSettings>();
        queue.EnsureRoom();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = settings.MaxBytes + 1_000_000;
        var (upload, fields) = await Upload.ReceiveAsync(context.Request, settings, context.RequestAborted);
        try
        {
            var manifest = await FindManifestAsync(context, fields);
            await DemandAsync(context, MayImport, "Your account may not import files of this dataset. Nothing was changed.", manifest.Id);
            if (fields.GetValueOrDefault("asAt") is { Length: > 0 } said)
                manifest = manifest with { AsAt = DateOnly.TryParseExact(said, "yyyy-MM-dd", out var asAt) ? asAt : throw new ImportRequestError($"'{said}' is no date; write it as 2026-03-31.") };
            if (upload.Paths.Count != manifest.Files.Count)
                throw new ImportRequestError($"{manifest.Title} needs {manifest.Files.Count} files ({string.Join(", ", manifest.Files.Select(file => Path.GetFileName(file.MirrorPath)))}), but {upload.Paths.Count} came. Nothing was changed.");
            var job = queue.Add(Caller.Of(context), manifest, upload, fields.GetValueOrDefault("preferFile") == "true");
            context.Response.Headers.Location = $"/imports/{job.Id}";
            await Write(context, job.Describe(), StatusCodes.Status202Accepted);
        }
        catch
        {
            upload.Delete();
            throw;
        }
    }

    private static async Task<Manifest> FindManifestAsync(HttpContext context, IReadOnlyDictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("manifest") is { Length: > 0 } json)
            return Manifest.Parse(json, "of the upload");
        if (fields.GetValueOrDefault("dataset") is not { Length: > 0 } dataset)
            throw new ImportRequestError("Say which dataset the file is of, or send a manifest with it.");
        return (await ListManifestsAsync(context)).FirstOrDefault(known => known.Manifest.Id == dataset).Manifest ?? throw new ImportRequestError($"There is no dataset '{dataset}' to import a file of; send a manifest with it.");
    }

    private static async Task<HashSet<string>> ListPermittedAsync(HttpContext context, string[] datasets)
    {
        var permitted = new HashSet<string>(StringComparer.Ordinal);
        await using var command = Caller.Of(context).Edits(context.RequestServices.GetRequiredService<EstateMapDatabase>()).CreateCommand(MayImportOf, (object)datasets);
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        while (await reader.ReadAsync(context.RequestAborted))
            permitted.Add(reader.GetString(0));
        return permitted;
    }

    /// <summary>What is loaded, as it was loaded; then what the program has manifests of and was never loaded.</summary>
    private static async Task<IReadOnlyList<(Manifest Manifest, bool IsLoaded)>> ListManifestsAsync(HttpContext context)
    {
        var manifests = new List<(Manifest Manifest, bool IsLoaded)>();
        await using (var command = context.RequestServices.GetRequiredService<EstateMapDatabase>().Writer.CreateCommand(KnownManifests))
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
            while (await reader.ReadAsync(context.RequestAborted))
                manifests.Add((Manifest.Parse(reader.GetString(1), reader.GetString(0)), true));
        var loaded = manifests.Select(known => known.Manifest.Id).ToHashSet();
        manifests.AddRange(ManifestCatalogue.Load(GeodataFolder.Datasets).Manifests.Where(manifest => !loaded.Contains(manifest.Id)).OrderBy(manifest => manifest.Title, StringComparer.Ordinal).Select(manifest => (manifest, false)));
        return manifests;
    }

    /// <summary>GET /imports/{job}/events: the upload whenever it has moved, as server-sent events, until a person has to decide or it is over.</summary>
    private static async Task WatchAsync(HttpContext context)
    {
        var job = Job(context);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        string? said = null;
        var isOver = false;
        using var watch = context.RequestServices.GetRequiredService<SessionWatch>().Watch(context, () => isOver = true);
        while (!context.RequestAborted.IsCancellationRequested && !isOver)
        {
            var report = job.Describe();
            var now = JsonSerializer.Serialize(report, JsonSerializerOptions.Web);
            if (now != said)
            {
                await context.Response.WriteAsync($"data: {now}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                said = now;
            }

            if (report.State is not ("queued" or "checking" or "activating"))
                return;
            try
            {
                await Task.Delay(Beat, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Rows as they were sent, cleared of personal data: for whoever may send them, and for nobody else.</summary>
    private static async Task RejectsAsync(HttpContext context)
    {
        var run = long.Parse((string)context.Request.RouteValues["run"]!, System.Globalization.CultureInfo.InvariantCulture);
        var rejects = new RejectFile(context.RequestServices.GetRequiredService<EstateMapDatabase>().Writer);
        try
        {
            await rejects.EnsureRunAsync(run, context.RequestAborted);
        }
        catch (UsageException error)
        {
            throw new ImportRequestError(error.Message, StatusCodes.Status404NotFound);
        }

        await DemandAsync(context, MaySeeRejects, "Your account may not see the rejected rows of this dataset.", run);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"rejected-rows-of-run-{run}.csv\"";
        await rejects.WriteAsync(run, context.Response.Body, context.RequestAborted);
    }

    /// <summary>POST /datasets/{dataset}/undo: puts back what stood before the run that is served; <c>run</c> in the body says which that is, so that two people do not undo twice.</summary>
    private static async Task UndoAsync(HttpContext context)
    {
        var dataset = (string)context.Request.RouteValues["dataset"]!;
        var asked = await EditEndpoints.ReadAsync<UndoRequest>(context);
        await DemandAsync(context, MayImport, "Your account may not undo imports of this dataset. Nothing was changed.", dataset);
        var database = context.RequestServices.GetRequiredService<EstateMapDatabase>();
        try
        {
            await Write(context, new UndoAnswer(await new Importer(database.Writer).UndoAsync(dataset, asked.Run, context.RequestAborted)));
        }
        catch (UsageException error) when (asked.Run is not null)
        {
            throw new ImportRequestError(error.Message, StatusCodes.Status409Conflict);
        }
    }

    /// <summary>Asks PostgreSQL whether the caller may.</summary>
    /// <param name="sql">One truth value for what is named.</param>
    /// <exception cref="ImportRequestError">403 with the sentence: the caller may not.</exception>
    public static async Task DemandAsync(HttpContext context, string sql, string sentence, params object[] named)
    {
        await using var command = Caller.Of(context).Edits(context.RequestServices.GetRequiredService<EstateMapDatabase>()).CreateCommand(sql, named);
        if (await command.ExecuteScalarAsync(context.RequestAborted) is not true) throw new ImportRequestError(sentence, StatusCodes.Status403Forbidden);
    }

    public static Task Write<T>(HttpContext context, T answer, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(answer, JsonSerializerOptions.Web, context.RequestAborted);
    }

    private static Task ProblemAsync(HttpContext context, string sentence, int status) => Results.Problem(detail: sentence, statusCode: status).ExecuteAsync(context);

    private static ImportQueue Queue(HttpContext context) => context.RequestServices.GetRequiredService<ImportQueue>();

    /// <exception cref="ImportRequestError">There is none, or it is somebody else's.</exception>
    private static ImportJob Job(HttpContext context)
    {
        var job = Queue(context).Get((string)context.Request.RouteValues["job"]!);
        return job.IsOf(Caller.Of(context)) ? job : throw ImportQueue.NoJob();
    }

    /// <param name="MayImportNew">Whether the caller may import what nobody has loaded yet.</param>
    private sealed record ImportDesk(long MaxBytes, IReadOnlyList<ImportableDataset> Datasets, IReadOnlyList<JobReport> Jobs, bool MayImportNew);

    /// <param name="Files">What the publisher calls the files that one import takes, main file first.</param>
    /// <param name="IsLoaded">False for what there is a manifest of and nothing loaded.</param>
    /// <param name="MayImport">Whether the caller may import files of it.</param>
    private sealed record ImportableDataset(string Id, string Title, IReadOnlyList<string> Files, string Format, DateOnly? AsAt, bool IsLoaded, bool MayImport);

    private sealed record UndoRequest(long? Run);

    private sealed record UndoAnswer(long UndoneRun);
}
