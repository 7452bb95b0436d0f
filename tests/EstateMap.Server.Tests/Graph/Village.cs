using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EstateMap.Database;
using EstateMap.Server.Graph.Changes;
using EstateMap.Server.Maps.Sites;
using EstateMap.Server.People;
using EstateMap.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EstateMap.Server.Tests.Graph;

/// <summary>The village of <c>Village.sql</c> behind a running server, asked over HTTP as any client would.</summary>
public class Village : PostgisFixture
{
    private static readonly KeyValuePair<string, string?>[] Quiet = [new("EstateMap:Plans:MaxConcurrent", "0"), new("EstateMap:Plans:Patience", "1:00:00"), new("EstateMap:SignIn:EventSeconds", "3600"), new("EstateMap:SignIn:WatchSeconds", "3600")];

    private WebApplication? _server;

    public HttpClient Http { get; } = new();

    /// <summary>The running server's parts.</summary>
    public IServiceProvider Services => _server!.Services;

    /// <summary>Settings of the server other than those of a quiet one.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await FillAsync(Owner);
        _server = await StartAsync(Database, Settings);
        Http.BaseAddress = new Uri(_server.Urls.First());
    }

    /// <summary>A server that has done what it does by itself (read the sites, look for runs of the planner) before a test counts statements or holds locks, and does it seldom from then on.</summary>
    public static async Task<WebApplication> StartAsync(EstateMapDatabase database, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var server = Program.BuildServer(database, "http://127.0.0.1:0", settings: Quiet.Concat(settings).GroupBy(setting => setting.Key).ToDictionary(setting => setting.Key, setting => setting.Last().Value));
        await server.StartAsync();
        var feed = server.Services.GetRequiredService<ChangeFeed>();
        await Patience.UntilAsync(() => feed.IsListening);
        await server.Services.GetRequiredService<SiteIndexes>().GetAsync(Caller.Public, CancellationToken.None);
        return server;
    }

    /// <summary>Puts the village into a migrated database.</summary>
    public static async Task FillAsync(NpgsqlDataSource owner)
    {
        using var text = new StreamReader(typeof(Village).Assembly.GetManifestResourceStream("Village.sql")!);
        await using var connection = await owner.OpenConnectionAsync();
        await using var seed = new NpgsqlCommand(await text.ReadToEndAsync(), connection);
        await seed.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>The whole answer, errors and all.</summary>
    public async Task<JsonElement> AnswerAsync(string query, object? variables = null)
    {
        using var response = await Http.PostAsJsonAsync("/graphql", new { query, variables });
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>The data of an answer that must have no errors.</summary>
    public async Task<JsonElement> DataAsync(string query, object? variables = null)
    {
        var answer = await AnswerAsync(query, variables);
        if (answer.TryGetProperty("errors", out var errors)) throw new InvalidOperationException(errors.ToString());
        return answer.GetProperty("data");
    }

    public async Task<string> FirstErrorAsync(string query, object? variables = null)
    {
        var error = (await AnswerAsync(query, variables)).GetProperty("errors")[0];
        return (error.TryGetProperty("extensions", out var extensions) ? extensions.GetProperty("code").GetString() + " " : "") + error.GetProperty("message").GetString();
    }

    public Task<HttpResponseMessage> PostAsync(string body, string contentType = "application/json", string? accept = null, bool expectContinue = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.ExpectContinue = expectContinue;
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return Http.SendAsync(request);
    }
}
