using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Graph;

/// <summary>What a search finds, and that it goes by nothing that the asker may not see. Each test changes the village in a transaction of its own and takes it back.</summary>
public class SearchTests(Village village) : IClassFixture<Village>
{
    [Theory]
    [InlineData("vilage libary", "Village Library", "each word is put right")]
    [InlineData("lbirary", "Village Library", "two letters the wrong way round")]
    [InlineData("librar", "Village Library", "the last word is not finished")]
    [InlineData("brary", "Village Library", "the middle of a word")]
    [InlineData("library high street", "Village Library", "name and street together")]
    [InlineData("library, nowhere", "Village Library", "what has only some of the words, where nothing has all")]
    [InlineData("obriens", "100% O'Brien_House \\ \"Annexe\"", "an apostrophe left out, a letter too many")]
    public async Task Finds_what_was_meant(string text, string title, string why)
    {
        using var answer = await AskAsync(text);
        Assert.True(Titles(answer).Contains(title), $"{why}: {answer.RootElement}");
    }

    [Fact]
    public async Task What_has_all_the_words_keeps_out_what_has_some()
    {
        using var answer = await AskAsync("school lane");
        Assert.Equal(["West School"], Titles(answer));
    }

    [Fact]
    public async Task A_hidden_place_lends_no_words_to_typing_errors()
    {
        // Only the refuge is called so; were its word known to the public, it would be what "refudge" means.
        await using var connection = await village.Reader.OpenConnectionAsync();
        await using var words = new NpgsqlCommand("SELECT count(*) FROM search_word WHERE word IN ('refuge', 'clinic')", connection);
        Assert.Equal(0L, await words.ExecuteScalarAsync());
        using var answer = await AskAsync("refudge");
        Assert.Empty(Titles(answer));
    }

    /// <summary>The views repeat what the policies say, because a policy keeps conditions from indexes; whoever changes one must change the other.</summary>
    [Theory]
    [InlineData("site")]
    [InlineData("service")]
    [InlineData("community_asset")]
    [InlineData("area")]
    public async Task Search_may_see_what_the_policies_let_readers_see(string table)
    {
        var policy = (string)(await village.Owner.ScalarAsync($"SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = '{table}'::regclass AND polname = 'reader_sees'"))!;
        var view = (string)(await village.Owner.ScalarAsync($"SELECT pg_get_viewdef('search_{table}'::regclass)"))!;

        Assert.EndsWith(Plain(policy), Plain(view), StringComparison.Ordinal);

        static string Plain(string sql) => Regex.Replace(sql, @"\b[a-z]\.|[\s();]", "");
    }

    [Fact]
    public async Task Words_are_counted_as_rows_come_change_and_go()
    {
        await using var connection = await village.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var change in new[]
        {
            "INSERT INTO site (id, name, street_name, visibility) OVERRIDING SYSTEM VALUE SELECT 1000 + n, 'Zebra Hall ' || n, 'Zebra Street', CASE WHEN n % 3 = 0 THEN 'partner' ELSE 'public' END::visibility FROM generate_series(1, 30) n",
            "UPDATE site SET name = 'Okapi Zebra', visibility = 'owner', owner_organisation_id = 2 WHERE name LIKE 'Zebra Hall 1%'",
            "UPDATE site SET is_current = false WHERE name LIKE 'Zebra Hall 2%'",
            "UPDATE site SET is_outside_place = true",
            "UPDATE service SET name = 'Okapi ' || name",
            "DELETE FROM site WHERE name = 'Zebra Hall 3'",
        })
        {
            await using (var command = new NpgsqlCommand(change, connection, transaction)) await command.ExecuteNonQueryAsync();
            await using var compare = new NpgsqlCommand("""
                WITH counted AS (
                    SELECT w.word, t.visibility, CASE t.visibility WHEN 'owner' THEN coalesce(t.organisation_id, 0) ELSE 0 END AS organisation_id, count(*) AS uses
                    FROM (
                        SELECT name || ' ' || coalesce(street_name, ''), visibility, owner_organisation_id FROM site WHERE is_current
                        UNION ALL SELECT name, visibility, organisation_id FROM service WHERE is_current
                        UNION ALL SELECT name, visibility, organisation_id FROM community_asset WHERE is_current
                        UNION ALL SELECT name, visibility, NULL FROM area WHERE ended_by_run_id IS NULL
                    ) AS t (text, visibility, organisation_id)
                    CROSS JOIN LATERAL unnest(search_words(t.text)) AS w (word)
                    WHERE length(w.word) BETWEEN 3 AND 60 AND translate(w.word, '0123456789', '') = w.word
                    GROUP BY 1, 2, 3
                )
                SELECT string_agg(coalesce(c.word, w.word), ' ')
                FROM counted c
                FULL JOIN search_word w ON (w.word, w.visibility, w.organisation_id) = (c.word, c.visibility, c.organisation_id)
                WHERE w.uses IS DISTINCT FROM c.uses
                """, connection, transaction);
            Assert.True(await compare.ExecuteScalarAsync() is DBNull, $"Counted wrongly after: {change}");
        }
    }

    [Fact]
    public async Task No_reader_can_look_where_search_looks()
    {
        foreach (var view in new[] { "search_site", "search_service", "search_community_asset", "search_area" })
        {
            await using var command = village.Reader.CreateCommand($"SELECT id FROM {view}");
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync())).SqlState);
        }
    }

    private async Task<JsonDocument> AskAsync(string text)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { query = "query($text: String!) { search(text: $text) { title } }", variables = new { text } }), System.Text.Encoding.UTF8, "application/json");
        using var answer = await village.Http.PostAsync("graphql", content);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static List<string?> Titles(JsonDocument answer) => [.. answer.RootElement.GetProperty("data").GetProperty("search").EnumerateArray().Select(hit => hit.GetProperty("title").GetString())];
}
