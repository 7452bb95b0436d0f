using System.Net;
using System.Text;
using System.Text.Json;
using EstateMap.Client.Api;

namespace EstateMap.Client.Tests;

/// <summary>A server that answers each operation by its name, and each plain address by its path, with the JSON given for it, and remembers what it was asked.</summary>
internal sealed class CannedServer : HttpMessageHandler
{
    private readonly Dictionary<string, Task<string>> answers = [];
    private readonly Dictionary<string, Func<Uri, Task<HttpResponseMessage>>> pages = [];

    public List<(string Operation, JsonElement Variables)> Asked { get; } = [];

    /// <summary>Path and query of what was read with GET.</summary>
    public List<string> Fetched { get; } = [];

    public EstateMapApi Api => new(new HttpClient(this) { BaseAddress = new Uri("http://localhost/") });

    public CannedServer On(string operation, string json) => On(operation, Task.FromResult(json));

    /// <summary>Answers when the task ends.</summary>
    public CannedServer On(string operation, Task<string> answer)
    {
        answers[operation] = answer;
        return this;
    }

    public CannedServer OnGet(string path, string json) => OnGet(path, _ => Task.FromResult(json));

    /// <summary>Answers when the task ends.</summary>
    public CannedServer OnGet(string path, Func<Uri, Task<string>> answer)
    {
        pages[path] = async asked => Answer(HttpStatusCode.OK, await answer(asked), "application/json");
        return this;
    }

    /// <summary>Refuses with a sentence.</summary>
    public CannedServer OnGetRefuse(string path, string detail)
    {
        pages[path] = _ => Task.FromResult(Answer(HttpStatusCode.BadRequest, JsonSerializer.Serialize(new { title = "Bad Request", status = 400, detail }), "application/problem+json"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
        {
            Fetched.Add(request.RequestUri!.PathAndQuery);
            return await pages[request.RequestUri.AbsolutePath](request.RequestUri);
        }
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        var operation = body.RootElement.GetProperty("query").GetString()!.Trim().Split(' ', '(')[1];
        Asked.Add((operation, body.RootElement.TryGetProperty("variables", out var variables) ? variables.Clone() : default));
        return Answer(HttpStatusCode.OK, await answers[operation], "application/json");
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string text, string type) => new(status) { Content = new StringContent(text, Encoding.UTF8, type) };
}
