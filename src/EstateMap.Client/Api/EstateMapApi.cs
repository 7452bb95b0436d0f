using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EstateMap.Client.Api;

/// <summary>Asks the GraphQL API, and the plain JSON beside it, and gives typed answers; throws <see cref="ApiException"/> with a sentence for people.</summary>
public sealed class EstateMapApi(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Sends one operation and reads its data.</summary>
    public async Task<T> AskAsync<T>(string query, object? variables = null, CancellationToken cancel = default)
    {
        var answer = await ReadAsync<Answer<T>>(() => PostAsync(query, variables, cancel), cancel);
        if (answer?.Errors is [var first, ..])
            throw new ApiException(first.Message);
        return answer is { Data: { } data } ? data : throw new ApiException("The server's answer was empty.");
    }

    /// <summary>Sends one mutation and reads its payload (the only field of the data); what kept it from being made is thrown in the server's words.</summary>
    /// <exception cref="ApiException">Nothing was changed; <see cref="ApiException.Kind"/> names the type of the payload's error.</exception>
    public async Task<T> ChangeAsync<T>(string mutation, object variables, CancellationToken cancel = default)
    {
        var answer = await ReadAsync<Answer<Dictionary<string, JsonElement>>>(() => PostAsync(mutation, variables, cancel), cancel);
        if (answer?.Errors is [var first, ..])
            throw new ApiException(first.Message);
        if (answer is not { Data.Values: { Count: 1 } payloads } || payloads.First() is not { ValueKind: JsonValueKind.Object } payload)
            throw new ApiException("The server's answer was empty.");
        if (payload.TryGetProperty("errors", out var errors) && errors is { ValueKind: JsonValueKind.Array } && errors.GetArrayLength() > 0)
            throw new ApiException(errors[0].GetProperty("message").GetString()!) { IsRefusal = true, Kind = errors[0].TryGetProperty("__typename", out var kind) ? kind.GetString() : null, Details = errors[0] };
        return payload.Deserialize<T>(Json) ?? throw new ApiException("The server's answer was empty.");
    }

    /// <summary>Reads JSON that stands at an address of its own; a refusal is told in the server's words.</summary>
    /// <param name="path">Relative to the page's base.</param>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancel = default) =>
        await ReadAsync<T>(() => http.GetAsync(path, cancel), cancel) ?? throw new ApiException("The server's answer was empty.");

    // The header says that this page asks, and none of elsewhere: then the server knows whoever may change things by it, and says what waits for them.
    private Task<HttpResponseMessage> PostAsync(string query, object? variables, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "graphql") { Content = JsonContent.Create(new { query, variables }, options: Json) };
        request.Headers.Add("X-EstateMap", "1");
        return http.SendAsync(request, cancel);
    }

    private static async Task<T?> ReadAsync<T>(Func<Task<HttpResponseMessage>> send, CancellationToken cancel)
    {
        try
        {
            using var response = await send();
            return response.Content.Headers.ContentType?.MediaType switch
            {
                "application/problem+json" => throw new ApiException((await response.Content.ReadFromJsonAsync<Problem>(Json, cancel))?.Detail ?? Unreadable(response)) { IsRefusal = response.StatusCode is HttpStatusCode.BadRequest },
                "application/json" or "application/graphql-response+json" => await response.Content.ReadFromJsonAsync<T>(Json, cancel),
                _ => throw new ApiException(Unreadable(response)),
            };
        }
        catch (HttpRequestException)
        {
            throw new ApiException("The server cannot be reached. Check that it is running and that you are connected; nothing you chose is lost.");
        }
        catch (JsonException error)
        {
            throw new ApiException($"The server's answer could not be read: {error.Message}");
        }
    }

    private static string Unreadable(HttpResponseMessage response) => $"The server answered in a way this page cannot read (HTTP {(int)response.StatusCode}).";

    private sealed record Answer<T>(T? Data, ApiError[]? Errors);

    private sealed record ApiError(string Message);

    private sealed record Problem(string? Detail);
}

/// <summary>A question the API could not answer; the message is for people.</summary>
public sealed class ApiException(string message) : Exception(message)
{
    /// <summary>Whether the question itself is at fault, so that asking it again helps nothing.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Type of the error that a mutation gave, such as VersionConflictError; null for any other fault, or when <c>__typename</c> was not asked for.</summary>
    public string? Kind { get; init; }

    /// <summary>The whole error that a mutation gave; null for any other fault.</summary>
    public JsonElement? Details { get; init; }
}

/// <summary>A page of a GraphQL connection.</summary>
public sealed record Page<T>(IReadOnlyList<T> Nodes, int TotalCount = 0, PageInfo? PageInfo = null);

/// <summary>Reads connections to their end.</summary>
public static class Pages
{
    /// <summary>Every node, page after page.</summary>
    /// <param name="ask">Asks for the page after a cursor; null is the first.</param>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<Page<T>>> ask)
    {
        var all = new List<T>();
        string? after = null;
        do
        {
            var page = await ask(after);
            all.AddRange(page.Nodes);
            after = page.PageInfo is { HasNextPage: true } info ? info.EndCursor : null;
        }
        while (after is not null);
        return all;
    }
}

/// <summary>Where a page ends.</summary>
public sealed record PageInfo(bool HasNextPage, string? EndCursor);

/// <summary>A GeoJSON point, WGS84 longitude and latitude.</summary>
public sealed record PointGeometry(double[] Coordinates)
{
    [JsonIgnore] public double Longitude => Coordinates[0];
    [JsonIgnore] public double Latitude => Coordinates[1];
}
