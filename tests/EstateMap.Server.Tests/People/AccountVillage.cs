using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EstateMap.Server.People;
using EstateMap.Server.Tests.Graph;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>The village behind a server that takes accounts, and ways to have some quickly.</summary>
public class AccountVillage : Village
{
    public const string Password = "violet staple kettle harbour";

    /// <summary>A password's hash takes long to make, as it should; one is enough.</summary>
    private static readonly Lazy<Task<string>> Hash = new(async () =>
    {
        using var passwords = new Passwords();
        return await passwords.HashAsync(Password, CancellationToken.None);
    });

    private static int _accounts;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("EstateMap:Editing", "accounts"), new("EstateMap:SignIn:AttemptsPerMinute", "1000")];

    /// <summary>A client with cookies of its own and the header of our pages.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Add("X-EstateMap", "1");
        return client;
    }

    /// <summary>An account that has joined; its login is accountN.</summary>
    /// <param name="rights">As claims are written: role:organisation:area, comma-separated.</param>
    public async Task<long> AccountAsync(string rights = "", long? organisation = null, bool seesRestricted = false)
    {
        var number = Interlocked.Increment(ref _accounts);
        var id = Convert.ToInt64(await Owner.AskAsync("INSERT INTO account (title, organisation_id, sees_restricted) VALUES ($1, $2, $3) RETURNING id", $"Role {number}", (object?)organisation ?? DBNull.Value, seesRestricted), CultureInfo.InvariantCulture);
        foreach (var right in rights.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(right => right.Split(':')))
            await Owner.AskAsync("INSERT INTO account_right (account_id, role, organisation_id, area_id) VALUES ($1, $2::caller_role, nullif($3, '')::bigint, nullif($4, '')::bigint)", id, right[0], right[1], right[2]);
        await Owner.AskAsync("INSERT INTO gate.credential (account_id, login, password_hash) VALUES ($1, $2, $3)", id, $"account{id}", await Hash.Value);
        return id;
    }

    /// <summary>A browser that is signed in to a new account.</summary>
    public async Task<HttpClient> SignedInAsync(string rights = "", long? organisation = null) => await OpenAsync(await AccountAsync(rights, organisation));

    /// <summary>A browser with a session of an account.</summary>
    public async Task<HttpClient> OpenAsync(long account)
    {
        var token = Tokens.New();
        await Owner.AskAsync("INSERT INTO gate.session (token_sha256, account_id, ends_at, way) VALUES ($1, $2, now() + interval '1 hour', 'password')", Tokens.Hash(token), account);
        var browser = Browser();
        browser.DefaultRequestHeaders.Add("Cookie", $"estatemap={token}");
        return browser;
    }

    /// <summary>A client with an API key of an account.</summary>
    public async Task<HttpClient> KeyAsync(long account, bool mayChange = false)
    {
        var key = Tokens.NewKey();
        await Owner.AskAsync("INSERT INTO gate.api_key (key_sha256, beginning, account_id, name, may_change) VALUES ($1, $2, $3, 'test', $4)", Tokens.Hash(key), key[..8], account, mayChange);
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}

/// <summary>Short ways to ask.</summary>
internal static class Asking
{
    /// <summary>The first value of the first row; null where there is none.</summary>
    public static async Task<object?> AskAsync(this NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string path, object? body = null) =>
        body is null ? client.GetAsync(path, TestContext.Current.CancellationToken) : client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => (await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync())).RootElement;

    /// <summary>Status and sentence of a refusal.</summary>
    public static async Task<(HttpStatusCode Status, string? Sentence)> RefusalAsync(this Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.JsonAsync()).GetProperty("detail").GetString());
    }

    public static async Task<JsonElement> MeAsync(this HttpClient client) => await (await client.SendAsync("/account/me")).JsonAsync();

    public static async Task<bool> IsSignedInAsync(this HttpClient client) => (await client.MeAsync()).GetProperty("isSignedIn").GetBoolean();

    public static async Task<JsonElement> QueryAsync(this HttpClient client, string query, object? variables = null) => await (await client.SendAsync("/graphql", new { query, variables })).JsonAsync();

    /// <summary>The cookie that an answer sets.</summary>
    public static string Cookie(this HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("estatemap=", StringComparison.Ordinal));
}
