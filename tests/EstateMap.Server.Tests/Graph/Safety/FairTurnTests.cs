using System.Net;
using System.Net.Sockets;
using System.Text;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;
using EstateMap.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>One client cannot take what all need: turns, places in the queue, memory. Clients are told apart by what a proxy on this machine says.</summary>
public class FairTurnTests(Village village) : IClassFixture<Village>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_are_served_in_turn_each_up_to_its_share()
    {
        var turns = new Turns(new GraphSettings { MaxConcurrent = 2, MaxWaiting = 8, ClientShare = 0.5 });
        var first = await turns.TakeAsync("greedy", Cancel);
        var second = await turns.TakeAsync("other", Cancel);
        var served = new List<string>();
        var waiting = new[] { "greedy", "greedy", "greedy", "modest", "other" }.Select(async name =>
        {
            using var turn = await turns.TakeAsync(name, Cancel);
            lock (served) served.Add(name);
        }).ToList();
        var fourth = turns.TakeAsync("greedy", Cancel);
        // Half of eight may wait for one client.
        Assert.Null(await turns.TakeAsync("greedy", Cancel));
        Assert.False(fourth.IsCompleted);
        second!.Dispose();
        await Task.WhenAll(waiting[3], waiting[4]);
        Assert.DoesNotContain("greedy", served);
        first!.Dispose();
        await Task.WhenAll(waiting);
        (await fourth)!.Dispose();
        using var last = await turns.TakeAsync("greedy", Cancel);
        Assert.NotNull(last);
    }

    [Fact]
    public async Task Whoever_leaves_the_queue_gives_its_place_back()
    {
        var turns = new Turns(new GraphSettings { MaxConcurrent = 1, MaxWaiting = 1, ClientShare = 1 });
        var running = await turns.TakeAsync("a", Cancel);
        using (var leaving = new CancellationTokenSource())
        {
            var waiting = turns.TakeAsync("b", leaving.Token);
            Assert.Null(await turns.TakeAsync("c", Cancel));
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        var next = turns.TakeAsync("c", Cancel);
        running!.Dispose();
        running.Dispose();
        using (await next) Assert.NotNull(await next);
        // Given back twice it was one turn all the same.
        using var one = await turns.TakeAsync("a", Cancel);
        Assert.NotNull(one);
        Assert.False(turns.TakeAsync("b", Cancel).IsCompleted);
    }

    [Theory]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:127.0.0.1", "nonsense", "127.0.0.1")]
    [InlineData("203.0.113.7", "198.51.100.1", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", null, "20010DB800010002")]
    public void A_client_is_an_address_or_the_network_of_one_customer(string remote, string? forwarded, string client)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(remote) } };
        if (forwarded is not null) http.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(client, Turns.ClientOf(http));
    }

    [Fact]
    public async Task Operations_that_hang_take_the_turns_of_their_client_only()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxConcurrent", "8"), ("Timeout", "00:00:20"));
        await using var blocker = await village.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "LOCK TABLE match_decision IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hanging = Enumerable.Range(0, 40).Select(_ => PostAsync(served, Bombs.Query("{ matchDecisions { totalCount } }"), "192.0.2.1", leaving.Token)).ToList();
        while ((long)(await village.Owner.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! < 2) await Task.Delay(10, Cancel);
        for (var n = 0; n < 5; n++) Assert.Contains("\"totalCount\":6", await PostAsync(served, Bombs.Query("{ sites { totalCount } }"), "198.51.100.7", Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain(hanging, task => task.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
        await transaction.RollbackAsync(Cancel);
    }

    [Fact]
    public async Task An_operation_of_many_fields_takes_few_connections()
    {
        await using var served = await ServedVillage.StartAsync(village);
        await using var blocker = await village.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "LOCK TABLE site IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var fields = string.Concat(Enumerable.Range(0, 200).Select(n => $"a{n}: search(text: \"village\") {{ title }} b{n}: node(id: \"U2l0ZTox\") {{ id }} "));
        var hanging = PostAsync(served, Bombs.Query($"{{ {fields} }}"), "192.0.2.1", leaving.Token);
        const string waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while ((long)(await village.Owner.ScalarAsync(waiting))! == 0) await Task.Delay(10, Cancel);
        await Task.Delay(300, Cancel);
        // One more may be reading the index of the map, which waits for the same lock.
        Assert.InRange((long)(await village.Owner.ScalarAsync(waiting))!, 1, Batch.MostStatements + 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        await transaction.RollbackAsync(Cancel);
    }

    [Fact]
    public async Task A_request_that_does_not_arrive_is_given_up_and_what_is_held_is_given_back()
    {
        await using var served = await ServedVillage.StartAsync(village, ("Timeout", "00:00:01"), ("MaxHeldBytes", "2000000"));
        var held = served.Services.GetRequiredService<HeldBytes>();
        using var slow = await SendSlowlyAsync(served, "192.0.2.1", 300_000);
        while (held.Count < 300_000) await Task.Delay(10, Cancel);
        // A quarter of two million is one client's.
        using var second = await SendSlowlyAsync(served, "192.0.2.1", 300_000);
        Assert.StartsWith("HTTP/1.1 503 ", await ReadAsync(second), StringComparison.Ordinal);
        using var other = await SendSlowlyAsync(served, "198.51.100.7", 300_000);
        var late = await ReadAsync(slow);
        Assert.StartsWith("HTTP/1.1 408 ", late, StringComparison.Ordinal);
        Assert.Contains("did not arrive", late, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(other), StringComparison.Ordinal);
        while (held.Count > 0) await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task Answers_that_are_too_large_are_not_made_by_either_executer()
    {
        await using var served = await ServedVillage.StartAsync(village, ("MaxAnswerBytes", "300"));
        Assert.Equal(GraphRequestError.TooLarge, ServedVillage.Code(await served.AskAsync(new { query = "{ sites { nodes { id name streetName postcode uses themes } } }" })));
        Assert.Equal(GraphRequestError.TooLarge, ServedVillage.Code(await served.AskAsync(new { query = "{ areaKinds { kind } areas { nodes { geometry { ... on GeoJSONMultiPolygonType { coordinates } } } } }" })));
        Assert.Equal(GraphRequestError.TooLarge, ServedVillage.Code(await served.AskAsync(new { query = "{ areaKinds { kind } areas { features } }" })));
        Assert.True((await served.AskAsync(new { query = "{ sites(first: 1) { nodes { name } } }" })).TryGetProperty("data", out _));
    }

    private static async Task<string> PostAsync(ServedVillage served, string body, string client, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Forwarded-For", client);
        using var answer = await served.Http.SendAsync(request, cancellation);
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Sends so much of a body and then nothing.</summary>
    private static async Task<TcpClient> SendSlowlyAsync(ServedVillage served, string client, int bytes)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, served.Http.BaseAddress!.Port, Cancel);
        var head = $"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Forwarded-For: {client}\r\nContent-Length: 900000\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "{\"query\":\"" + new string(' ', bytes - 10)), Cancel);
        return connection;
    }

    private static async Task<string> ReadAsync(TcpClient connection)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("\"errors\"", StringComparison.Ordinal))
        {
            var read = await connection.GetStream().ReadAsync(buffer, Cancel);
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
