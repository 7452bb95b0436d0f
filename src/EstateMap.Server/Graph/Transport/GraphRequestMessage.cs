using System.Text.Json;
using GraphQL;

namespace EstateMap.Server.Graph.Transport;

/// <summary>A request as any door receives it: text, or the hash of one that is known.</summary>
internal sealed record GraphRequestMessage(string? Query, Inputs? Variables, string? OperationName, string? Hash)
{
    public CostWish Cost { get; init; }
}

/// <summary>Whether the caller wants to know what the operation costs (header <c>GraphQL-Cost</c>: report, or validate to know without running it).</summary>
internal enum CostWish { None, Report, Validate }

/// <summary>Why a request is none: HTTP status, code and sentence.</summary>
internal sealed record RequestProblem(int Status, string Code, string Message);

/// <summary>Reads requests from query strings and JSON.</summary>
internal static class RequestReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    public static (GraphRequestMessage? Request, RequestProblem? Problem) Read(IQueryCollection query)
    {
        Inputs? variables = null;
        string? hash = query["id"];
        try
        {
            if (query["variables"].ToString() is { Length: > 0 } text)
            {
                using var document = JsonDocument.Parse(text, Options);
                if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) return (null, new(400, "HC0009", "`variables` must be a JSON object."));
                variables = ReadInputs(document.RootElement);
            }

            if (query["extensions"].ToString() is { Length: > 0 } extensions)
            {
                using var document = JsonDocument.Parse(extensions, Options);
                if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) return (null, new(400, "HC0009", "`extensions` must be a JSON object."));
                hash ??= FindHash(document.RootElement);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, new(400, "HC0011", "`variables` or `extensions` is not JSON."));
        }

        return Checked(new GraphRequestMessage(NullIfEmpty(query["query"]), variables, NullIfEmpty(query["operationName"]), NullIfEmpty(hash)));
    }

    /// <summary>Reads the object that POST bodies and messages of sockets hold.</summary>
    /// <exception cref="JsonException">It is no JSON; <see cref="InvalidOperationException"/> when a text in it is no Unicode.</exception>
    public static (GraphRequestMessage? Request, RequestProblem? Problem) Read(JsonElement root, GraphSettings settings)
    {
        if (root.ValueKind == JsonValueKind.Array) return (null, new(400, "HC0009", "Request batching is not enabled."));
        if (root.ValueKind != JsonValueKind.Object) return (null, new(400, "HC0009", "The request must be a JSON object."));
        foreach (var (name, kind) in Members)
            if (root.TryGetProperty(name, out var member) && member.ValueKind != kind && (member.ValueKind != JsonValueKind.Null || name == "query"))
                return (null, new(400, "HC0009", $"`{name}` must be {(kind == JsonValueKind.String ? "a string" : "an object")}."));
        // Values that no argument uses are kept as long as those that are.
        if (root.TryGetProperty("variables", out var given) && Count(given, settings.MaxArgumentValues) > settings.MaxArgumentValues) return (null, new(413, "HC0010", $"`variables` hold more than {settings.MaxArgumentValues} values."));
        var hash = Text(root, "id") ?? (root.TryGetProperty("extensions", out var extensions) ? FindHash(extensions) : null);
        return Checked(new GraphRequestMessage(NullIfEmpty(Text(root, "query")), root.TryGetProperty("variables", out var variables) ? ReadInputs(variables) : null, NullIfEmpty(Text(root, "operationName")), NullIfEmpty(hash)));
    }

    /// <summary>A byte order mark is left out, as some programs write one.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text) => JsonDocument.Parse(text.Span.StartsWith("\ufeff"u8) ? text[3..] : text, Options);

    private static readonly (string Name, JsonValueKind Kind)[] Members =
        [("query", JsonValueKind.String), ("id", JsonValueKind.String), ("variables", JsonValueKind.Object), ("extensions", JsonValueKind.Object), ("operationName", JsonValueKind.String)];

    private static (GraphRequestMessage?, RequestProblem?) Checked(GraphRequestMessage request) =>
        request.Query is null && request.Hash is null ? (null, new(400, "HC0013", "The request has neither a `query` nor the id of a persisted operation.")) : (request, null);

    /// <summary>Apollo's place for the hash of a persisted operation.</summary>
    private static string? FindHash(JsonElement extensions) =>
        extensions.ValueKind == JsonValueKind.Object && extensions.TryGetProperty("persistedQuery", out var persisted) && persisted.ValueKind == JsonValueKind.Object ? Text(persisted, "sha256Hash") : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Values within a value and itself; counting ends beyond <paramref name="most"/>.</summary>
    private static int Count(JsonElement element, int most)
    {
        var count = 1;
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                if ((count += Count(item, most - count)) > most) break;
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                if ((count += Count(member.Value, most - count)) > most) break;
        return count;
    }

    private static Inputs? ReadInputs(JsonElement element) => element.ValueKind == JsonValueKind.Object ? new Inputs((Dictionary<string, object?>)Plain(element)!) : null;

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

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
