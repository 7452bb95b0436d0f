using System.Text.Json;
using EstateMap.Server.Graph.Plan;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Transport;
using GraphQL.Types;
using GraphQL.Validation;
using Microsoft.AspNetCore.Http.Features;

namespace EstateMap.Server.Graph;

/// <summary>GraphQL over HTTP (POST and GET), with HotChocolate's status codes and error codes.</summary>
internal static class GraphEndpoint
{
    private const string ResponseJson = "application/graphql-response+json";
    private const string PlainJson = "application/json";

    private static readonly byte[] Beginning = "{\"data\":"u8.ToArray();
    private static readonly byte[] End = "}"u8.ToArray();

    private static readonly JsonDocumentOptions BodyOptions = new() { MaxDepth = 64 };

    public static async Task ServeAsync(HttpContext http)
    {
        if (GraphiQLPage.IsWantedBy(http.Request))
        {
            await GraphiQLPage.ServeAsync(http);
            return;
        }

        var accepted = Accepted(http.Request);
        if (accepted is null)
        {
            await WriteErrorAsync(http, ResponseJson, StatusCodes.Status406NotAcceptable, "HC0063", "None of the `Accept` header values is supported; use application/graphql-response+json or application/json.");
            return;
        }

        if (!HttpMethods.IsPost(http.Request.Method) && !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await WriteErrorAsync(http, accepted, StatusCodes.Status405MethodNotAllowed, "HC0009", "GraphQL is served on GET and POST.");
            return;
        }

        var settings = http.RequestServices.GetRequiredService<GraphSettings>();
        var (request, problem) = HttpMethods.IsGet(http.Request.Method) ? ReadQueryString(http.Request) : await ReadBodyAsync(http, settings);
        if (request is null)
        {
            await WriteErrorAsync(http, accepted, problem!.Status, problem.Code, problem.Message);
            return;
        }

        var result = await ExecuteAsync(http, request, settings);
        // Fields end in any order; the answer is the same each time.
        if (result.Errors is { Count: > 1 } errors)
        {
            result.Errors = [];
            foreach (var error in errors.OrderBy(error => error.Locations is [var first, ..] ? (first.Line, first.Column) : (0, 0))) result.Errors.Add(error);
        }

        await WriteAsync(http, accepted, result, Status(http, accepted, result));
    }

    private static async Task<ExecutionResult> ExecuteAsync(HttpContext http, GraphQLRequest request, GraphSettings settings)
    {
        var documents = http.RequestServices.GetRequiredService<DocumentCache>();
        KnownDocument known;
        try
        {
            known = documents.Read(request.Query ?? "");
        }
        catch (ExecutionError error)
        {
            return new ExecutionResult { Errors = [error] };
        }

        var isGet = HttpMethods.IsGet(http.Request.Method);
        IEnumerable<IValidationRule> rules = known.IsValid ? [] : DocumentValidator.CoreRules;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var result = await http.RequestServices.GetRequiredService<IDocumentExecuter>().ExecuteAsync(new ExecutionOptions
            {
                Schema = http.RequestServices.GetRequiredService<ISchema>(),
                Query = request.Query,
                Document = known.Document,
                Variables = request.Variables,
                OperationName = request.OperationName,
                RequestServices = http.RequestServices,
                CancellationToken = limit.Token,
                ValidationRules = isGet ? [.. rules, new QueriesOnly()] : rules,
            });
            if (result.Executed) documents.Keep(known);
            return result;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return new ExecutionResult { Errors = [new OperationCanceledError()] };
        }
    }

    /// <summary>Null when nothing that we write is accepted. Without a wish the newer media type is used, as HotChocolate does.</summary>
    private static string? Accepted(HttpRequest request)
    {
        if (!request.Headers.Accept.Any(value => !string.IsNullOrWhiteSpace(value))) return ResponseJson;
        // Best first; among equals the one named first. A quality of 0 means "not this".
        foreach (var wish in request.GetTypedHeaders().Accept.Where(wish => wish.Quality is not 0).OrderByDescending(wish => wish.Quality ?? 1))
        {
            switch (wish.MediaType.Value?.ToLowerInvariant())
            {
                case ResponseJson or "*/*" or "application/*":
                    return ResponseJson;
                case PlainJson:
                    return PlainJson;
            }
        }

        return null;
    }

    private static (GraphQLRequest? Request, Problem? Problem) ReadQueryString(HttpRequest request)
    {
        var query = request.Query["query"].ToString();
        if (query.Length == 0) return (null, new(400, "HC0013", "The request has no `query`."));
        Inputs? variables = null;
        var text = request.Query["variables"].ToString();
        if (text.Length > 0)
        {
            try
            {
                using var document = JsonDocument.Parse(text, BodyOptions);
                if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) return (null, new(400, "HC0009", "`variables` must be a JSON object."));
                variables = ReadInputs(document.RootElement);
            }
            catch (JsonException)
            {
                return (null, new(400, "HC0011", "`variables` is not JSON."));
            }
        }

        return (new GraphQLRequest { Query = query, Variables = variables, OperationName = NullIfEmpty(request.Query["operationName"].ToString()) }, null);
    }

    private static async Task<(GraphQLRequest? Request, Problem? Problem)> ReadBodyAsync(HttpContext http, GraphSettings settings)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not (PlainJson or "application/graphql+json"))
            return (null, new(415, "HC0009", "A GraphQL request is sent as application/json."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = settings.MaxRequestBytes;
        var tooLarge = new Problem(413, "HC0010", $"The request is larger than {settings.MaxRequestBytes} bytes.");
        if (http.Request.ContentLength > settings.MaxRequestBytes) return (null, tooLarge);
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, BodyOptions, http.RequestAborted);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array) return (null, new(400, "HC0009", "Request batching is not enabled."));
            if (root.ValueKind != JsonValueKind.Object) return (null, new(400, "HC0009", "The request must be a JSON object."));
            if (!root.TryGetProperty("query", out var query)) return (null, new(400, "HC0013", "The request has no `query`."));
            if (query.ValueKind != JsonValueKind.String) return (null, new(400, "HC0009", "`query` must be a string."));
            foreach (var (name, kind) in new[] { ("variables", JsonValueKind.Object), ("extensions", JsonValueKind.Object), ("operationName", JsonValueKind.String) })
                if (root.TryGetProperty(name, out var member) && member.ValueKind != kind && member.ValueKind != JsonValueKind.Null)
                    return (null, new(400, "HC0009", $"`{name}` must be {(kind == JsonValueKind.String ? "a string" : "an object")}."));
            var text = query.GetString()!;
            if (text.Length == 0) return (null, new(400, "HC0013", "The request has no `query`."));
            return (new GraphQLRequest
            {
                Query = text,
                Variables = root.TryGetProperty("variables", out var variables) ? ReadInputs(variables) : null,
                OperationName = root.TryGetProperty("operationName", out var name2) ? NullIfEmpty(name2.GetString()) : null,
            }, null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, new(400, "HC0011", "The request is not well-formed JSON in UTF-8."));
        }
        catch (BadHttpRequestException error)
        {
            return (null, error.StatusCode == 413 ? tooLarge : new(400, "HC0009", "The request could not be read."));
        }
    }

    private static Inputs? ReadInputs(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? new Inputs((Dictionary<string, object?>)Plain(element)!) : null;

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(member => member.Name).ToDictionary(group => group.Key, group => Plain(group.Last().Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetInt32(out var whole) => whole,
        JsonValueKind.Number when element.TryGetInt64(out var large) => large,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>application/json is always 200 once the request is well-formed; the newer type says by status what came of it.</summary>
    private static int Status(HttpContext http, string accepted, ExecutionResult result)
    {
        if (result.Errors?.Any(error => error.Code == QueriesOnly.ErrorCode) == true) return StatusCodes.Status405MethodNotAllowed;
        if (accepted == PlainJson) return StatusCodes.Status200OK;
        if (!result.Executed) return StatusCodes.Status400BadRequest;
        // Only a fault of ours is a 500; what the asker got wrong is told in a well-formed answer, even where it leaves no data.
        var hasFault = result.Errors?.Any(error => HotChocolateErrorInfo.IsUnexpected(error)) == true;
        return hasFault && result.Data is null or RootExecutionNode { SubFields: null } ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
    }

    private static async Task WriteAsync(HttpContext http, string mediaType, ExecutionResult result, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType + "; charset=utf-8";
        if (result is { Data: PlannedData planned, Errors: null, Extensions: null })
        {
            using (planned)
            {
                http.Response.ContentLength = planned.Utf8.Length + 9;
                await http.Response.Body.WriteAsync(Beginning, http.RequestAborted);
                await http.Response.Body.WriteAsync(planned.Utf8, http.RequestAborted);
                await http.Response.Body.WriteAsync(End, http.RequestAborted);
            }

            return;
        }

        using var buffer = new MemoryStream();
        await http.RequestServices.GetRequiredService<IGraphQLSerializer>().WriteAsync(buffer, result, http.RequestAborted);
        http.Response.ContentLength = buffer.Length;
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }

    private static Task WriteErrorAsync(HttpContext http, string mediaType, int status, string code, string message)
    {
        // A request that is not well-formed never reaches execution, so that even application/json carries the status.
        var result = new ExecutionResult { Errors = [new GraphRequestError(code, message)] };
        return WriteAsync(http, mediaType, result, status);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed record Problem(int Status, string Code, string Message);
}
