using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Plan;
using EstateMap.Testing;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Server.Tests.Graph.Safety;

/// <summary>What a caller hears when a statement fails, is given up, or nobody waits for it any more.</summary>
public class StatementFaultTests(Village village) : IClassFixture<Village>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Hanging = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'estatemap_reader'";

    private async Task WaitingAsync(long count)
    {
        while ((long)(await village.Owner.ScalarAsync(Hanging))! != count) await Task.Delay(10, Cancel);
    }

    /// <summary>Every table away in turn: whatever asks for it says nothing of it, and everything else is answered as before.</summary>
    [Fact]
    public async Task A_broken_database_is_told_without_a_word_of_its_inside()
    {
        var fields = new SchemaWalk(village.Services.GetRequiredService<ISchema>()).Fields().Where(field => !field.Name.StartsWith("Subscription.", StringComparison.Ordinal)).ToList();
        var failed = new HashSet<string>();
        foreach (var table in new[] { "site", "area", "service", "organisation", "import_issue", "import_run", "vocabulary_term", "source_record", "site_area", "postcode", "dataset" })
        {
            await village.Owner.ScalarAsync($"ALTER TABLE {table} RENAME TO {table}_away");
            try
            {
                foreach (var (_, field, query) in fields)
                {
                    var arguments = (field.Arguments ?? []).Where(argument => argument.ResolvedType is NonNullGraphType).Select(argument => $"{argument.Name}: {SchemaWalk.Plain(argument.ResolvedType!)}").ToList();
                    var (answer, _) = await new Oracle(village.Services).AskAsync(query(arguments.Count > 0 ? $"({string.Join(", ", arguments)})" : ""), mayFail: true);
                    using var document = JsonDocument.Parse(answer);
                    if (!document.RootElement.TryGetProperty("errors", out var errors)) continue;
                    // An argument made up for the question may be refused before any table is asked.
                    if (errors.EnumerateArray().All(error => error.TryGetProperty("extensions", out var extensions) && extensions.GetProperty("code").GetString() == "HC0016")) continue;
                    failed.Add(table);
                    foreach (var error in errors.EnumerateArray()) Assert.Equal(HotChocolateErrorInfo.Unexpected, error.GetProperty("message").GetString());
                    Assert.DoesNotContain("_away", answer, StringComparison.Ordinal);
                    foreach (var inside in new[] { "relation", "42P01", "Npgsql", "   at ", "System.", "SELECT" }) Assert.DoesNotContain(inside, answer, StringComparison.Ordinal);
                }
            }
            finally
            {
                await village.Owner.ScalarAsync($"ALTER TABLE {table}_away RENAME TO {table}");
            }
        }

        Assert.True(failed.Count >= 8, string.Join(", ", failed));
        Assert.Equal(6, (await village.DataAsync("{ sites { totalCount } }")).GetProperty("sites").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task What_a_plan_fails_at_is_tried_once_more_and_no_oftener()
    {
        var strategy = village.Services.GetRequiredService<PlanStrategy>();
        await village.Owner.ScalarAsync("ALTER TABLE match_decision RENAME TO away");
        try
        {
            using var statements = new Statements(village.Reader);
            var before = strategy.Counts;
            var answer = await village.AnswerAsync("{ matchDecisions { totalCount nodes { why } } again: matchDecisions { nodes { why } } }");
            Assert.Equal("null", answer.GetProperty("data").GetProperty("matchDecisions").GetRawText());
            Assert.Equal(before.Abandoned + 1, strategy.Counts.Abandoned);
            // One batch of the plan, then each field by itself.
            Assert.InRange(statements.Take().Count(text => text.Contains("match_decision", StringComparison.Ordinal)), 1, 4);
        }
        finally
        {
            await village.Owner.ScalarAsync("ALTER TABLE away RENAME TO match_decision");
        }
    }

    [Fact]
    public async Task A_plan_that_fails_late_leaves_no_more_time_than_was_left()
    {
        await using var served = await ServedVillage.StartAsync(village, ("Timeout", "00:00:01"));
        await using var blocker = await village.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "LOCK TABLE site IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var before = served.Services.GetRequiredService<PlanStrategy>().Counts;
        Assert.Equal("HC0045", ServedVillage.Code(await served.AskAsync(new { query = "{ sites { nodes { name } } }" })));
        // What ran out of time is not begun again.
        Assert.Equal(before, served.Services.GetRequiredService<PlanStrategy>().Counts);
        await WaitingAsync(0);
        Assert.Equal("HC0045", ServedVillage.Code(await served.AskAsync(new { query = "{ areaKinds { kind } sites { nodes { name } } }" })));
        await WaitingAsync(0);
    }

    [Fact]
    public async Task Complete_over_a_socket_a_closed_socket_and_a_closed_event_stream_cancel_the_statement()
    {
        await using var served = await ServedVillage.StartAsync(village);
        await using var blocker = await village.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "LOCK TABLE site IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        using (var caller = await served.ConnectAsync())
        {
            await caller.SubscribeAsync("1", "{ sites { nodes { name } } }");
            await WaitingAsync(1);
            await caller.SendAsync("""{"id":"1","type":"complete"}""");
            await WaitingAsync(0);
            await caller.SendAsync("""{"type":"ping"}""");
            Assert.Equal("""{"type":"pong"}""", await caller.ReadAsync());
            await caller.SubscribeAsync("1", "{ search(text: \"village\") { title } }");
            await WaitingAsync(1);
            caller.Socket.Abort();
            await WaitingAsync(0);
        }

        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(Bombs.Query("{ sites { nodes { name } } }"), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept", "text/event-stream");
        var events = served.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await WaitingAsync(1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => events);
        await WaitingAsync(0);
        await transaction.RollbackAsync(Cancel);
    }
}
