using System.Net;
using System.Net.Http.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Every caller at the doors where accounts, keys and consultations are changed. What came of it is read from the database; each caller has accounts, a dataset and consultations of its own to work on.</summary>
[Collection(nameof(Matrix))]
public class AccountMatrixTests(MatrixVillage village)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Id(string type, long id) => GlobalId.Write(type, id);

    private static int Place(MatrixCaller caller) => Array.IndexOf(MatrixVillage.Callers, caller) + 1;

    private static bool Administers(MatrixCaller caller) => caller.IsAdministrator && !caller.IsReadingKey;

    private static bool Plans(MatrixCaller caller) => caller.Holds("planner");

    /// <summary>A mutation and the question whether it was done. n is the caller's place, from 1: accounts 1000 + n and 2000 + n, consultations 1000 + n (open), 2000 + n and 3000 + n (drafts).</summary>
    private static readonly (string Name, Func<MatrixCaller, bool> May, Func<int, string> Mutation, Func<int, string> IsDone)[] Changes =
    [
        ("inviting", Administers, n => $"inviteAccount(input: {{ login: \"invited{n}@village.example\", title: \"Invited\" }})", n => $"EXISTS (SELECT FROM gate.credential WHERE login = 'invited{n}@village.example')"),
        ("changing an account", Administers, n => $"changeAccount(input: {{ id: \"{Id("Account", 1000 + n)}\", version: 1, title: \"Renamed\" }})", n => $"EXISTS (SELECT FROM account WHERE id = 1000 + {n} AND title = 'Renamed')"),
        ("giving a right", Administers, n => $"grantRight(input: {{ account: \"{Id("Account", 1000 + n)}\", role: STEWARD }})", n => $"EXISTS (SELECT FROM account_right WHERE account_id = 1000 + {n} AND role = 'steward')"),
        ("taking a right", Administers, n => $"withdrawRight(input: {{ id: \"{Id("AccountRight", 1000 + n)}\" }})", n => $"NOT EXISTS (SELECT FROM account_right WHERE id = 1000 + {n})"),
        ("setting a password anew", Administers, n => $"resetPassword(input: {{ account: \"{Id("Account", 1000 + n)}\" }})", n => $"EXISTS (SELECT FROM gate.ticket WHERE account_id = 1000 + {n})"),
        ("ending sessions of others", Administers, n => $"endSessions(input: {{ account: \"{Id("Account", 2000 + n)}\" }})", n => $"NOT EXISTS (SELECT FROM gate.session WHERE account_id = 2000 + {n})"),
        ("revoking keys of others", Administers, n => $"revokeApiKey(input: {{ id: \"{Id("ApiKey", 2000 + n)}\" }})", n => $"EXISTS (SELECT FROM gate.api_key WHERE id = 2000 + {n} AND revoked_at IS NOT NULL)"),
        ("giving a dataset a steward", Administers, n => $"setDatasetSteward(input: {{ dataset: \"matrix-{n}\", organisation: \"{Id("Organisation", 1)}\" }})", n => $"EXISTS (SELECT FROM dataset WHERE id = 'matrix-{n}' AND organisation_id = 1)"),
        ("making a key", caller => caller.Holds("analyst"), n => $"createApiKey(input: {{ name: \"Made by {n}\" }})", n => $"EXISTS (SELECT FROM gate.api_key WHERE name = 'Made by {n}')"),
        ("drafting a consultation", Plans, n => $"createConsultation(input: {{ area: \"{Id("Area", 4)}\", title: \"Drafted by {n}\", closesOn: \"{DateTime.UtcNow.AddDays(20):yyyy-MM-dd}\" }})", n => $"EXISTS (SELECT FROM consultation WHERE title = 'Drafted by {n}')"),
        ("changing a draft", Plans, n => $"changeConsultation(input: {{ id: \"{Id("Consultation", 2000 + n)}\", version: 1, title: \"Changed\" }})", n => $"EXISTS (SELECT FROM consultation WHERE id = 2000 + {n} AND title = 'Changed')"),
        ("opening a draft", Plans, n => $"openConsultation(input: {{ id: \"{Id("Consultation", 3000 + n)}\", version: 1 }})", n => $"EXISTS (SELECT FROM consultation WHERE id = 3000 + {n} AND opened_at IS NOT NULL)"),
        ("ending a consultation", Plans, n => $"closeConsultation(input: {{ id: \"{Id("Consultation", 1000 + n)}\" }})", n => $"EXISTS (SELECT FROM consultation WHERE id = 1000 + {n} AND closed_at IS NOT NULL)"),
        ("deleting a draft", Plans, n => $"deleteConsultation(input: {{ id: \"{Id("Consultation", 4000 + n)}\", version: 1 }})", n => $"NOT EXISTS (SELECT FROM consultation WHERE id = 4000 + {n})"),
        ("judging what was said", Plans, n => $"judgeComment(input: {{ id: \"{Id("ConsultationComment", 10000 + n)}\", isShown: true, why: \"Fit\" }})", n => $"EXISTS (SELECT FROM consultation_comment WHERE id = 10000 + {n} AND state = 'shown')"),
    ];

    [Fact]
    public async Task Accounts_are_an_administrators_and_consultations_a_planners()
    {
        var cells = new MatrixCells();
        try
        {
            await village.RunAsync($"""
                BEGIN;
                CREATE TEMP TABLE n ON COMMIT DROP AS SELECT n FROM generate_series(1, {MatrixVillage.Callers.Length}) AS n;
                INSERT INTO account (id, title) OVERRIDING SYSTEM VALUE SELECT base + n, 'Other' FROM n, unnest(ARRAY[1000, 2000]) AS base;
                INSERT INTO account_right (id, account_id, role) OVERRIDING SYSTEM VALUE SELECT 1000 + n, 1000 + n, 'planner' FROM n;
                INSERT INTO gate.credential (account_id, login) SELECT 1000 + n, 'other' || n FROM n;
                INSERT INTO gate.session (token_sha256, account_id, ends_at, way) SELECT sha256(convert_to('session' || n, 'UTF8')), 2000 + n, now() + interval '1 hour', 'password' FROM n;
                INSERT INTO gate.api_key (id, key_sha256, beginning, account_id, name) OVERRIDING SYSTEM VALUE SELECT 2000 + n, sha256(convert_to('key' || n, 'UTF8')), 'em_', 2000 + n, 'Other' FROM n;
                INSERT INTO dataset (id, title, publisher, licence, attribution, theme) SELECT 'matrix-' || n, 'Of one caller', 'Village Council', 'OGL-UK-3.0', 'Village Council', 'estate' FROM n;
                INSERT INTO consultation (id, area_id, title, intro, closes_on, made_by, opened_at) OVERRIDING SYSTEM VALUE SELECT base + n, 4, 'Asked', 'Asked', current_date + 20, 'Planner', CASE base WHEN 1000 THEN now() END FROM n, unnest(ARRAY[1000, 2000, 3000, 4000]) AS base;
                INSERT INTO consultation_comment (id, consultation_id, words) OVERRIDING SYSTEM VALUE SELECT 10000 + n, 1000 + n, 'Said' FROM n;
                COMMIT
                """);
            await MatrixVillage.EachAsync(async caller =>
            {
                var answer = await village.AskAsync(caller, $"mutation {{ {string.Join('\n', Changes.Select((change, m) => $"m{m}: {change.Mutation(Place(caller))} {{ errors {{ __typename }} }}"))} }}");
                if (answer.TryGetProperty("errors", out var errors))
                    foreach (var error in errors.EnumerateArray().Where(error => !error.GetRawText().Contains("AUTH_NOT_AUTHORIZED", StringComparison.Ordinal))) cells.Fault(caller, error.GetRawText());
            });
            var done = await village.Owner.ColumnAsync(string.Join(" UNION ALL ", MatrixVillage.Callers.SelectMany(caller => Changes.Select(change => $"SELECT '{change.Name} {Place(caller)}' WHERE {change.IsDone(Place(caller))}"))));
            foreach (var caller in MatrixVillage.Callers)
                foreach (var change in Changes) cells.Check(caller, change.Name, change.May(caller), done.Contains($"{change.Name} {Place(caller)}"));

            // What is drafted is for everybody to read, whatever else its maker sees: nothing in its words is hidden from the public.
            foreach (var caller in MatrixVillage.Callers.Where(Plans))
            {
                var words = string.Join('\n', await village.Owner.ColumnAsync($"SELECT i.heading || ' ' || i.words FROM consultation_item i JOIN consultation c ON c.id = i.consultation_id WHERE c.title = 'Drafted by {Place(caller)}'"));
                foreach (var site in MatrixVillage.Sites) cells.Check(caller, $"{site.Name} in what they drafted", site.Visibility == "public", words.Contains(site.Name, StringComparison.Ordinal));
            }
        }
        finally
        {
            // As the owner alone could: what has opened stays, and so does an account that signed in.
            await village.RunAsync("""
                BEGIN;
                SET LOCAL session_replication_role = replica;
                DELETE FROM consultation_comment WHERE consultation_id > 900;
                DELETE FROM consultation_item WHERE consultation_id > 900;
                DELETE FROM consultation WHERE id > 900;
                DELETE FROM dataset WHERE id LIKE 'matrix-%';
                CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT id FROM account WHERE title IN ('Other', 'Renamed', 'Invited');
                DELETE FROM account_right WHERE account_id IN (SELECT id FROM gone);
                DELETE FROM gate.ticket WHERE account_id IN (SELECT id FROM gone);
                DELETE FROM gate.credential WHERE account_id IN (SELECT id FROM gone);
                DELETE FROM gate.session WHERE account_id IN (SELECT id FROM gone);
                DELETE FROM gate.api_key WHERE account_id IN (SELECT id FROM gone) OR name LIKE 'Made by %';
                DELETE FROM account WHERE id IN (SELECT id FROM gone);
                COMMIT
                """);
        }

        cells.End($"{Changes.Length} changes of accounts and consultations");
    }

    /// <summary>A key sees what its account sees; it changes what its account may, or nothing; it makes no other key, and it is nobody's once it was revoked.</summary>
    [Fact]
    public async Task A_key_has_the_scope_it_was_made_with_until_it_is_revoked()
    {
        var cells = new MatrixCells();
        try
        {
            await MatrixVillage.EachAsync(async caller =>
            {
                if (village.AccountOf(caller) is not { } account) return;
                foreach (var mayChange in new[] { false, true })
                {
                    var (key, said) = (Tokens.NewKey(), Guid.NewGuid());
                    using var http = new HttpClient { BaseAddress = village.Http.BaseAddress };
                    http.DefaultRequestHeaders.Authorization = new("Bearer", key);
                    var number = (long)(await village.Owner.AskAsync("INSERT INTO gate.api_key (key_sha256, beginning, account_id, name, may_change) VALUES ($1, $2, $3, 'Of the matrix', $4) RETURNING id", Tokens.Hash(key), key[..8], account, mayChange))!;
                    var what = mayChange ? "key that changes" : "key that reads";
                    // The same as its account by browser, with all of its rights or with none.
                    var holder = caller with { IsReadingKey = !mayChange };
                    var seen = await TextAsync(http, $"{{ {string.Join(' ', MatrixVillage.Sites.Select(site => $"s{site.Id}: site(id: \"{Id("Site", site.Id)}\") {{ name }}"))} }}");
                    foreach (var site in MatrixVillage.Sites) cells.Check(caller, $"{what}: {site.Name}", holder.Sees(site), seen.Contains(site.Name, StringComparison.Ordinal));
                    await TextAsync(http, $"mutation {{ comment(input: {{ key: \"{said}\", on: \"{Id("Site", 1)}\", words: \"By a program\" }}) {{ errors {{ __typename }} }} createApiKey(input: {{ name: \"By key {number}\" }}) {{ errors {{ __typename }} }} }}");
                    cells.Check(caller, $"{what}: comment", !mayChange ? "nothing" : holder.Judges(MatrixVillage.Sites[0]) ? "accepted" : "in_review", await village.Owner.AskAsync("SELECT status::text FROM contribution WHERE uuid = $1", said) as string ?? "nothing");
                    cells.Check(caller, $"{what}: another key", false, await village.Owner.AskAsync("SELECT id FROM gate.api_key WHERE name = $1", $"By key {number}") is not null);
                    // A browser of the account ends it; the key of the matrix, which only reads, has none.
                    if (caller.IsReadingKey) await village.Owner.AskAsync("UPDATE gate.api_key SET revoked_at = now() WHERE id = $1", number);
                    else await village.AskAsync(caller, $"mutation {{ revokeApiKey(input: {{ id: \"{Id("ApiKey", number)}\" }}) {{ revokedId }} }}");
                    using var refused = await http.PostAsJsonAsync("/graphql", new { query = "{ __typename }" }, Cancel);
                    cells.Check(caller, $"{what}: once revoked", HttpStatusCode.Unauthorized, refused.StatusCode);
                }
            });
        }
        finally
        {
            await village.RunAsync("DELETE FROM community_comment WHERE words = 'By a program'; DELETE FROM contribution WHERE content ->> 'words' = 'By a program'; DELETE FROM gate.api_key WHERE name = 'Of the matrix'");
        }

        cells.End("2 keys each");
    }

    private static async Task<string> TextAsync(HttpClient http, string query)
    {
        using var answer = await http.PostAsJsonAsync("/graphql", new { query }, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
