using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EstateMap.Server.Tests.Database;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>Server-sent events, persisted operations, and limits that can be set.</summary>
public class TransportTests(Village village) : IClassFixture<Village>
{
    private const string Query = "{ sites(first: 1) { nodes { name } } }";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Hash(string query) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)));

    private static HttpRequestMessage Post(string query, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept", accept);
        return request;
    }

    [Fact]
    public async Task An_answer_comes_as_events_to_whoever_asks_for_events()
    {
        await using var served = await ServedVillage.StartAsync(village);
        using var answer = await served.Http.SendAsync(Post(Query, "text/event-stream"), Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Matches("""^event: next\ndata: \{"data":\{"sites":.*\}\n\nevent: complete\ndata:\n\n$""", await answer.Content.ReadAsStringAsync(Cancel));
        using var invalid = await served.Http.SendAsync(Post("{ nothing }", "text/event-stream"), Cancel);
        Assert.StartsWith("event: next\ndata: {\"errors\":", await invalid.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var refused = await served.AskAsync(new { query = "subscription { siteChanged { isMany } }" });
        Assert.Equal("HC0009", ServedVillage.Code(refused));
    }

    [Fact]
    public async Task News_come_as_events()
    {
        await using var served = await ServedVillage.StartAsync(village);
        using var answer = await served.Http.SendAsync(Post("subscription { siteChanged { site { name } } }", "text/event-stream"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        using var stop = new CancellationTokenSource();
        var notifying = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await village.Writer.ScalarAsync("""SELECT pg_notify('estatemap_changes', '{"site":1}')""");
                await Task.Delay(50);
            }
        }, Cancel);
        Assert.Equal(":", await reader.ReadLineAsync(Cancel));
        Assert.Equal("", await reader.ReadLineAsync(Cancel));
        Assert.Equal("event: next", await reader.ReadLineAsync(Cancel));
        Assert.Equal("""data: {"data":{"siteChanged":{"site":{"name":"Village Library"}}}}""", await reader.ReadLineAsync(Cancel));
        await stop.CancelAsync();
        await notifying;
    }

    [Fact]
    public async Task Persisted_operations_are_stored_by_their_hash_and_caches_may_keep_their_answers()
    {
        await using var served = await ServedVillage.StartAsync(village);
        Assert.Equal("HC0020", ServedVillage.Code(await served.AskAsync(new { id = Hash(Query) })));
        Assert.Equal("HC0009", ServedVillage.Code(await served.AskAsync(new { query = Query, extensions = new { persistedQuery = new { version = 1, sha256Hash = Hash("other") } } })));
        Assert.True((await served.AskAsync(new { query = Query, extensions = new { persistedQuery = new { version = 1, sha256Hash = Hash(Query) } } })).TryGetProperty("data", out _));
        Assert.True((await served.AskAsync(new { id = Hash(Query) })).TryGetProperty("data", out _));
        using var first = await served.Http.GetAsync($"/graphql?id={Hash(Query)}", Cancel);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var again = new HttpRequestMessage(HttpMethod.Get, $"/graphql?id={Hash(Query)}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await served.Http.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.False(first.Headers.ETag!.IsWeak);
        using var other = await served.Http.GetAsync($"/graphql?query={Uri.EscapeDataString(Query)}", Cancel);
        Assert.Null(other.Headers.ETag);
    }

    [Fact]
    public async Task Only_persisted_operations_means_only_those_of_the_folder()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, Hash(Query) + ".graphql"), Query, Cancel);
        await using var served = await ServedVillage.StartAsync(village, ("PersistedFolder", folder.Path), ("OnlyPersisted", "true"));
        Assert.True((await served.AskAsync(new { id = Hash(Query) })).TryGetProperty("data", out _));
        Assert.Equal("HC0067", ServedVillage.Code(await served.AskAsync(new { query = Query })));
        const string own = "{ __typename }";
        Assert.Equal("HC0067", ServedVillage.Code(await served.AskAsync(new { query = own, id = Hash(own) })));
        Assert.Equal("HC0020", ServedVillage.Code(await served.AskAsync(new { id = Hash(own) })));
    }

    // As GraphiQL asks, and code generators.
    private const string Introspection = """
        query { __schema { queryType { name kind } mutationType { name kind } subscriptionType { name kind } types { ...FullType } directives { name description locations args { ...InputValue } } } }
        fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
            inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }
        """;

    [Fact]
    public async Task The_whole_introspection_is_answered_however_large_the_schema_has_grown()
    {
        var answer = await village.AnswerAsync(Introspection);
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        Assert.InRange(answer.GetProperty("data").GetProperty("__schema").GetProperty("types").GetArrayLength(), 200, 5000);
    }

    [Theory]
    [InlineData("AllowIntrospection", "false", "{ __schema { queryType { name } } }", "HC0046")]
    [InlineData("MaxTokens", "20", "{ sites { nodes { name } } a: sites { nodes { name } } b: sites { nodes { name } } }", "HC0010")]
    [InlineData("MaxDepth", "2", Query, "HC0047")]
    [InlineData("MaxFields", "2", Query, "HC0047")]
    [InlineData("MaxPageSize", "1", "{ sites(first: 2) { totalCount } }", "HC0051")]
    public async Task Limits_are_settings_and_say_what_they_are(string setting, string value, string query, string code)
    {
        await using var served = await ServedVillage.StartAsync(village, (setting, value));
        Assert.Equal(code, ServedVillage.Code(await served.AskAsync(new { query })));
        Assert.True((await village.AnswerAsync(query)).TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("{ sites(first: 50) { nodes { name } } }", 11, 51)]
    [InlineData("{ sites { nodes { name } totalCount } }", 11, 11)]
    [InlineData("query Q($n: Int = 5) { sites(first: $n) { nodes { ...f } } } fragment f on Site { owner { name } services(first: 2) { nodes { id } } }", 10 + 1 + 5 * (1 + 10 + 1), 1 + 5 * (1 + 1 + 1 + 2))]
    [InlineData("{ __typename }", 0, 0)]
    public async Task What_an_operation_costs_is_told_to_whoever_asks(string query, long field, long type)
    {
        using var request = Post(query, "application/json");
        request.Headers.Add("GraphQL-Cost", "report");
        using var answer = await village.Http.SendAsync(request, Cancel);
        var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal($"{{\"fieldCost\":{field},\"typeCost\":{type}}}", root.GetProperty("extensions").GetProperty("operationCost").GetRawText());
        Assert.True(root.TryGetProperty("data", out _));
        using var validate = Post(query, "application/json");
        validate.Headers.Add("GraphQL-Cost", "validate");
        using var only = await village.Http.SendAsync(validate, Cancel);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(await only.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Lists_in_lists_in_lists_are_refused_before_they_are_read()
    {
        var answer = await village.AnswerAsync("query Q($n: Int!) { areas(first: $n) { nodes { sites(first: 50) { nodes { services(first: 50) { nodes { name } } } } } } }", new { n = 50 });
        var extensions = answer.GetProperty("errors")[0].GetProperty("extensions");
        Assert.Equal("HC0047", extensions.GetProperty("code").GetString());
        Assert.True(extensions.GetProperty("typeCost").GetInt64() > extensions.GetProperty("maxTypeCost").GetInt64());
    }

    [Fact]
    public async Task Time_over_or_a_caller_gone_cancels_the_statement_and_those_beyond_the_queue_are_refused()
    {
        await using var served = await ServedVillage.StartAsync(village, ("Timeout", "00:00:01"), ("MaxConcurrent", "1"), ("MaxWaiting", "0"));
        await using var blocker = await village.Owner.OpenConnectionAsync(Cancel);
        await using (var transaction = await blocker.BeginTransactionAsync(Cancel))
        {
            await using (var command = blocker.CreateCommand())
            {
                command.CommandText = "LOCK TABLE site IN ACCESS EXCLUSIVE MODE";
                await command.ExecuteNonQueryAsync(Cancel);
            }

            var hanging = served.AskAsync(new { query = Query });
            await WaitingAsync(1);
            using (var busy = await served.Http.SendAsync(Post("{ __typename }", "application/json"), Cancel))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
                Assert.Contains("TOO_MANY_OPERATIONS", await busy.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            }

            Assert.Equal("HC0045", ServedVillage.Code(await hanging));
            await WaitingAsync(0);

            using var leaving = new CancellationTokenSource();
            var left = served.Http.SendAsync(Post(Query, "application/json"), leaving.Token);
            await WaitingAsync(1);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            await WaitingAsync(0);
        }

        // The one who left gives its turn back when it has been told.
        JsonElement answer;
        while (!(answer = await served.AskAsync(new { query = Query })).TryGetProperty("data", out _)) Assert.Equal("TOO_MANY_OPERATIONS", ServedVillage.Code(answer));
    }

    /// <summary>Waits until so many statements of readers wait for the lock; a statement that is never cancelled keeps the test from ending.</summary>
    private async Task WaitingAsync(long count)
    {
        while ((long)(await village.Owner.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'estatemap_reader'"))! != count)
            await Task.Delay(10, Cancel);
    }
}
