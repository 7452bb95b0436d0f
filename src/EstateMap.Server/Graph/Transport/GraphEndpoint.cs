using System.Buffers;
using System.Text.Json;
using EstateMap.Server.Graph.Plan;
using EstateMap.Server.People;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using Microsoft.AspNetCore.Http.Features;

namespace EstateMap.Server.Graph.Transport;

/// <summary>GraphQL over HTTP: POST and GET, answers as JSON or as server-sent events, with HotChocolate's status codes and error codes. Sockets go on to <see cref="GraphSocket"/>.</summary>
internal static class GraphEndpoint
{
    private const string ResponseJson = "application/graphql-response+json";
    private const string PlainJson = "application/json";
    private const string EventStream = "text/event-stream";

    private static readonly byte[] Beginning = "{\"data\":"u8.ToArray();
    private static readonly byte[] End = "}"u8.ToArray();

    private static readonly IValidationRule[] OnGet = [new QueriesOnly()];
    private static readonly IValidationRule[] OnPost = [new NoSubscriptions()];
    private static readonly IValidationRule[] Anything = [];

    public static async Task ServeAsync(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest)
        {
            await GraphSocket.ServeAsync(http);
            return;
        }

        if (GraphiQLPage.IsWantedBy(http.Request))
        {
            await GraphiQLPage.ServeAsync(http);
            return;
        }

        var settings = http.RequestServices.GetRequiredService<GraphSettings>();
        var accepted = Accepted(http.Request, settings);
        if (accepted is null)
        {
            await WriteErrorAsync(http, ResponseJson, new(StatusCodes.Status406NotAcceptable, "HC0063", "None of the `Accept` header values is supported; use application/graphql-response+json, application/json or text/event-stream."));
            return;
        }

        var isGet = HttpMethods.IsGet(http.Request.Method);
        if (!isGet && !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await WriteErrorAsync(http, accepted, new(StatusCodes.Status405MethodNotAllowed, "HC0009", "GraphQL is served on GET and POST."));
            return;
        }

        var client = Turns.ClientOf(http);
        // What is kept for this caller, from the first byte that comes to the last that goes.
        using var held = http.RequestServices.GetRequiredService<HeldBytes>().For(client);
        var refusal = isGet ? null : http.RequestServices.GetRequiredService<Imports.WriteGate>().FindRefusal(http);
        var (request, problem) = isGet ? RequestReader.Read(http.Request.Query) : await ReadBodyAsync(http, settings, refusal is null ? Math.Max(settings.MaxRequestBytes, settings.MaxChangeBytes) : settings.MaxRequestBytes, held);
        if (request is null)
        {
            await WriteErrorAsync(http, accepted, problem!);
            return;
        }

        request = request with { Cost = http.Request.Headers["GraphQL-Cost"].ToString().ToLowerInvariant() switch { "report" => CostWish.Report, "validate" => CostWish.Validate, _ => CostWish.None } };
        var execution = http.RequestServices.GetRequiredService<GraphExecution>();
        var rules = isGet ? OnGet : accepted == EventStream ? Anything : OnPost;
        if (refusal is not null) rules = [.. rules, new NoMutations(refusal)];
        if (accepted == EventStream)
        {
            await EventStreamWriter.ServeAsync(http, await execution.RunAsync(request, client, Caller.Of(http), rules, http.RequestAborted), held);
            return;
        }

        var result = await execution.RunAsync(request, client, Caller.Of(http), rules, http.RequestAborted);
        await WriteAsync(http, accepted, result, Status(accepted, result), mayBeKept: isGet && request.Hash is not null, held);
    }

    /// <summary>Null when nothing that we write is accepted. Without a wish the newer media type is used, as HotChocolate does, unless the settings say strictly.</summary>
    private static string? Accepted(HttpRequest request, GraphSettings settings)
    {
        var anything = settings.StrictMediaTypes ? PlainJson : ResponseJson;
        if (!request.Headers.Accept.Any(value => !string.IsNullOrWhiteSpace(value))) return anything;
        // Best first; among equals the one named first. A quality of 0 means "not this".
        foreach (var wish in request.GetTypedHeaders().Accept.Where(wish => wish.Quality is not 0).OrderByDescending(wish => wish.Quality ?? 1))
        {
            switch (wish.MediaType.Value?.ToLowerInvariant())
            {
                case "*/*" or "application/*":
                    return anything;
                case ResponseJson:
                    return ResponseJson;
                case PlainJson:
                    return PlainJson;
                case EventStream:
                    return EventStream;
            }
        }

        return null;
    }

    private static async Task<(GraphRequestMessage? Request, RequestProblem? Problem)> ReadBodyAsync(HttpContext http, GraphSettings settings, int mostBytes, HeldBytes.Hold held)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not (PlainJson or "application/graphql+json"))
            return (null, new(415, "HC0009", "A GraphQL request is sent as application/json."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = mostBytes;
        var tooLarge = new RequestProblem(413, "HC0010", $"The request is larger than {mostBytes} bytes.");
        if (http.Request.ContentLength > mostBytes) return (null, tooLarge);
        // Kestrel's least rate is one of the whole time: who sends fast at first may then be silent for hours.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(settings.Timeout);
        using var body = new MemoryStream();
        var part = ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            int read;
            while ((read = await http.Request.Body.ReadAsync(part, patience.Token)) > 0)
            {
                if (!held.TryAdd(read)) return (null, new(503, GraphRequestError.Busy, GraphRequestError.TooMuchHeld().Message));
                body.Write(part, 0, read);
            }

            using var document = RequestReader.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return RequestReader.Read(document.RootElement, settings);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, new(400, "HC0011", "The request is not well-formed JSON in UTF-8."));
        }
        catch (BadHttpRequestException error)
        {
            return (null, error.StatusCode == 413 ? tooLarge : new(error.StatusCode == 408 ? 408 : 400, "HC0009", "The request could not be read."));
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return (null, new(408, "HC0009", $"The request did not arrive within {settings.Timeout.TotalSeconds:0} s."));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    /// <summary>application/json is always 200 once the request is well-formed; the newer type says by status what came of it.</summary>
    private static int Status(string accepted, ExecutionResult result)
    {
        if (result.Errors?.Any(error => error.Code == QueriesOnly.ErrorCode && error is ValidationError) == true) return StatusCodes.Status405MethodNotAllowed;
        if (result.Errors?.Any(error => error.Code == GraphRequestError.Busy) == true) return StatusCodes.Status503ServiceUnavailable;
        if (accepted == PlainJson) return StatusCodes.Status200OK;
        if (!result.Executed) return StatusCodes.Status400BadRequest;
        // Only a fault of ours is a 500; what the asker got wrong is told in a well-formed answer, even where it leaves no data.
        var hasFault = result.Errors?.Any(HotChocolateErrorInfo.IsUnexpected) == true;
        return hasFault && result.Data is null or RootExecutionNode { SubFields: null } ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
    }

    private static async Task WriteAsync(HttpContext http, string mediaType, ExecutionResult result, int status, bool mayBeKept, HeldBytes.Hold? held = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType + "; charset=utf-8";
        if (!mayBeKept && result is { Data: PlannedData planned, Errors: null, Extensions: null })
        {
            using (planned)
            {
                if (held?.TryAdd(planned.Utf8.Length) == false)
                {
                    await WriteErrorAsync(http, mediaType, new(503, GraphRequestError.Busy, GraphRequestError.TooMuchHeld().Message));
                    return;
                }

                http.Response.ContentLength = Beginning.Length + planned.Utf8.Length + End.Length;
                // Flushed once: each flush is a call of the kernel.
                var body = http.Response.BodyWriter;
                body.Write(Beginning);
                body.Write(planned.Utf8.Span);
                body.Write(End);
                await body.FlushAsync(http.RequestAborted);
            }

            return;
        }

        using var buffer = new MemoryStream();
        await http.RequestServices.GetRequiredService<IGraphQLSerializer>().WriteAsync(buffer, result, http.RequestAborted);
        (result.Data as IDisposable)?.Dispose();
        var answer = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (held?.TryAdd(answer.Length) == false)
        {
            await WriteErrorAsync(http, mediaType, new(503, GraphRequestError.Busy, GraphRequestError.TooMuchHeld().Message));
            return;
        }

        if (mayBeKept && status == StatusCodes.Status200OK && result.Errors is null)
        {
            // Caches may keep it, and ask each time whether it still holds.
            http.Response.Headers.Append("Vary", "Accept");
            if (Maps.ContentTag.Answers(http, answer)) return;
        }

        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private static Task WriteErrorAsync(HttpContext http, string mediaType, RequestProblem problem)
    {
        // A request that is not well-formed never reaches execution, so that even application/json carries the status.
        var result = new ExecutionResult { Errors = [new GraphRequestError(problem.Code, problem.Message)] };
        return WriteAsync(http, mediaType == EventStream ? ResponseJson : mediaType, result, problem.Status, mayBeKept: false);
    }
}
