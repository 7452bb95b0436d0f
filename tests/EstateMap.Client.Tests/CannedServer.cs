using System.Net;
using System.Text;
using System.Text.Json;
using EstateMap.Client.Api;

namespace EstateMap.Client.Tests;

/// <summary>A server that answers each operation, by its name, with the JSON given for it, and remembers what it was asked.</summary>
internal sealed class CannedServer : HttpMessageHandler
{
    private readonly Dictionary<string, string> answers = [];

    public List<(string Operation, JsonElement Variables)> Asked { get; } = [];

    public EstateMapApi Api => new(new HttpClient(this) { BaseAddress = new Uri("http://localhost/") });

    public CannedServer On(string operation, string json)
    {
        answers[operation] = json;
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        var operation = body.RootElement.GetProperty("query").GetString()!.Trim().Split(' ', '(')[1];
        Asked.Add((operation, body.RootElement.TryGetProperty("variables", out var variables) ? variables.Clone() : default));
        return new(HttpStatusCode.OK) { Content = new StringContent(answers[operation], Encoding.UTF8, "application/json") };
    }
}
