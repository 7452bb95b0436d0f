using System.Net;
using System.Text.Json;
using EstateMap.Server.Graph;
using EstateMap.Server.Tests.Graph;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>What administrators do with accounts, and everybody with their own keys.</summary>
public class AccountTests(AccountVillage village) : IClassFixture<AccountVillage>
{
    private const string Errors = "errors { __typename ... on Error { message } }";

    private static string Id(string type, object key) => GlobalId.Write(type, key);

    private static string? Code(JsonElement answer) => answer.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;

    [Fact]
    public async Task An_invited_partner_joins_and_sees_and_edits_its_own_and_nothing_else()
    {
        await village.Owner.AskAsync("UPDATE site SET visibility = 'owner', owner_organisation_id = 2 WHERE id = 7");
        using var administrator = await village.SignedInAsync("administrator::");
        var invited = await administrator.QueryAsync($"mutation($input: InviteAccountInput!) {{ inviteAccount(input: $input) {{ invitation {{ path account {{ id rights {{ role organisation {{ name }} }} }} }} {Errors} }} }}",
            new { input = new { login = "Estates@Hill.example", title = "Estates, Hill Trust", organisation = Id("Organisation", 2), rights = new[] { new { role = "STEWARD", organisation = Id("Organisation", 2) } } } });
        var invitation = invited.GetProperty("data").GetProperty("inviteAccount").GetProperty("invitation");
        Assert.Equal("Hill Trust", invitation.GetProperty("account").GetProperty("rights")[0].GetProperty("organisation").GetProperty("name").GetString());

        using var partner = village.Browser();
        using var joined = await partner.SendAsync("/account/join", new { ticket = invitation.GetProperty("path").GetString()!.Split('#')[1], password = AccountVillage.Password });
        Assert.Equal("estates@hill.example", (await joined.JsonAsync()).GetProperty("login").GetString());
        partner.DefaultRequestHeaders.Add("Cookie", joined.Cookie().Split(';')[0]);

        const string own = "{ site(id: \"U2l0ZTo3\") { name } }";
        using var stranger = village.Browser();
        using var council = await village.SignedInAsync("steward:1:", organisation: 1);
        Assert.Equal("Partner Clinic", (await partner.QueryAsync(own)).GetProperty("data").GetProperty("site").GetProperty("name").GetString());
        foreach (var other in new[] { stranger, council }) Assert.Equal(JsonValueKind.Null, (await other.QueryAsync(own)).GetProperty("data").GetProperty("site").ValueKind);

        // The village's files have no manifest, by which a value is read: that is as far as the partner gets, and nobody else does.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await partner.SendAsync("/edits", Edit("V7"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.SendAsync("/edits", Edit("V1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await council.SendAsync("/edits", Edit("V7"))).StatusCode);
        Assert.Equal("AUTH_NOT_AUTHORIZED", Code(await partner.QueryAsync("mutation { createStudy(input: { title: \"Mine\" }) { study { id } } }")));
    }

    private static object Edit(string record) => new { dataset = "village-register", recordKey = record, field = "name", value = "Another name", why = "The sign says so" };

    [Theory]
    [InlineData("")]
    [InlineData("steward::")]
    [InlineData("administrator:1:")]
    [InlineData("administrator::1")]
    public async Task Accounts_are_for_administrators_of_everything(string rights)
    {
        var account = await village.AccountAsync(rights);
        using var browser = await village.OpenAsync(account);
        var other = await village.AccountAsync("planner::");

        var seen = (await browser.QueryAsync("{ accounts { nodes { id login } } accountRights { nodes { account { id } } } auditEntries { totalCount } }")).GetProperty("data");
        Assert.Equal([Id("Account", account)], seen.GetProperty("accounts").GetProperty("nodes").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.All(seen.GetProperty("accountRights").GetProperty("nodes").EnumerateArray(), right => Assert.Equal(Id("Account", account), right.GetProperty("account").GetProperty("id").GetString()));
        Assert.Equal(0, seen.GetProperty("auditEntries").GetProperty("totalCount").GetInt32());
        foreach (var mutation in new[]
        {
            "inviteAccount(input: { login: \"new@village.example\", title: \"New\" }) { __typename }",
            $"changeAccount(input: {{ id: \"{Id("Account", other)}\", version: 1, isActive: false }}) {{ __typename }}",
            $"grantRight(input: {{ account: \"{Id("Account", account)}\", role: ADMINISTRATOR }}) {{ __typename }}",
            $"withdrawRight(input: {{ id: \"{Id("AccountRight", 1)}\" }}) {{ __typename }}",
            $"resetPassword(input: {{ account: \"{Id("Account", other)}\" }}) {{ __typename }}",
            $"endSessions(input: {{ account: \"{Id("Account", other)}\" }}) {{ account {{ id }} {Errors} }}",
            $"setDatasetSteward(input: {{ dataset: \"village-register\", organisation: \"{Id("Organisation", 2)}\" }}) {{ __typename }}",
        })
        {
            var answer = await browser.QueryAsync($"mutation {{ {mutation} }}");
            Assert.True(Code(answer) == "AUTH_NOT_AUTHORIZED" || answer.GetRawText().Contains("NotFoundError", StringComparison.Ordinal), answer.GetRawText());
        }

        Assert.Equal(true, await village.Owner.AskAsync("SELECT is_active FROM account WHERE id = $1", other));
    }

    [Fact]
    public async Task An_account_changes_by_the_version_that_was_seen()
    {
        using var administrator = await village.SignedInAsync("administrator::");
        var account = await village.AccountAsync();
        var change = $"mutation($version: Int!) {{ changeAccount(input: {{ id: \"{Id("Account", account)}\", version: $version, title: \"Warden\", seesRestricted: true }}) {{ account {{ title seesRestricted version organisation {{ name }} }} {Errors} }} }}";

        var changed = (await administrator.QueryAsync(change, new { version = 1 })).GetProperty("data").GetProperty("changeAccount");
        var late = (await administrator.QueryAsync(change, new { version = 1 })).GetProperty("data").GetProperty("changeAccount");

        Assert.Equal("""{"title":"Warden","seesRestricted":true,"version":2,"organisation":null}""", changed.GetProperty("account").GetRawText());
        Assert.Equal("VersionConflictError", late.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task The_last_who_administers_everything_stays()
    {
        await using var house = new AccountVillage();
        await house.InitializeAsync();
        var account = await house.AccountAsync("administrator::");
        var other = await house.AccountAsync("administrator:1:");
        using var browser = await house.OpenAsync(account);
        var right = await house.Owner.AskAsync("SELECT id FROM account_right WHERE account_id = $1", account);

        var withdrawn = await browser.QueryAsync($"mutation {{ withdrawRight(input: {{ id: \"{Id("AccountRight", right!)}\" }}) {{ {Errors} }} }}");
        var closed = await browser.QueryAsync($"mutation {{ changeAccount(input: {{ id: \"{Id("Account", account)}\", version: 1, isActive: false }}) {{ {Errors} }} }}");
        var granted = await browser.QueryAsync($"mutation {{ grantRight(input: {{ account: \"{Id("Account", other)}\", role: ADMINISTRATOR }}) {{ account {{ rights {{ role }} }} }} }}");
        var then = await browser.QueryAsync($"mutation {{ withdrawRight(input: {{ id: \"{Id("AccountRight", right!)}\" }}) {{ {Errors} }} }}");

        Assert.Contains("last account that administers everything", withdrawn.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("last account that administers everything", closed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, granted.GetProperty("data").GetProperty("grantRight").GetProperty("account").GetProperty("rights").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, then.GetProperty("data").GetProperty("withdrawRight").GetProperty("errors").ValueKind);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_key_that_reads_sees_what_its_account_sees_and_changes_nothing()
    {
        var account = await village.AccountAsync("planner::", organisation: 2);
        using var reads = await village.KeyAsync(account);
        using var changes = await village.KeyAsync(account, mayChange: true);
        const string study = "mutation { createStudy(input: { title: \"By key\" }) { study { title } } }";

        Assert.Equal("Partner Clinic", (await reads.QueryAsync("{ site(id: \"U2l0ZTo3\") { name } }")).GetProperty("data").GetProperty("site").GetProperty("name").GetString());
        Assert.Contains("This API key may only read.", (await reads.QueryAsync(study)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("By key", (await changes.QueryAsync(study)).GetProperty("data").GetProperty("createStudy").GetProperty("study").GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("UPDATE gate.api_key SET revoked_at = now() WHERE account_id = $1")]
    [InlineData("UPDATE gate.api_key SET ends_at = now() WHERE account_id = $1")]
    [InlineData("UPDATE account SET is_active = false WHERE id = $1")]
    public async Task A_key_that_holds_no_more_is_refused_in_words(string change)
    {
        var account = await village.AccountAsync("analyst::");
        using var client = await village.KeyAsync(account);
        Assert.True(await client.IsSignedInAsync());

        await village.Owner.AskAsync(change, account);

        Assert.Equal((HttpStatusCode.Unauthorized, "This API key is not known, was revoked, or has ended."), await client.SendAsync("/exports/sites.csv").RefusalAsync());
    }

    [Fact]
    public async Task A_key_that_asks_too_often_waits()
    {
        await using var server = await Village.StartAsync(village.Database, [new("EstateMap:SignIn:KeyRequestsPerMinute", "2")]);
        using var client = await village.KeyAsync(await village.AccountAsync());
        using var other = await village.KeyAsync(await village.AccountAsync());
        var address = new Uri(new Uri(server.Urls.First()), "/account/me").ToString();
        for (var n = 0; n < 2; n++) Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(address)).StatusCode);

        using var third = await client.SendAsync(address);

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await other.SendAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Keys_are_made_by_analysts_in_a_browser_and_revoked_by_their_owner()
    {
        var account = await village.AccountAsync("analyst::");
        using var browser = await village.OpenAsync(account);
        using var stranger = await village.SignedInAsync("analyst::");
        const string make = "mutation { createApiKey(input: { name: \"QGIS\", mayChange: true, lastDay: \"2999-01-01\" }) { made { secret apiKey { id beginning isValid endsAt } } } }";
        var made = (await browser.QueryAsync(make)).GetProperty("data").GetProperty("createApiKey").GetProperty("made");
        using var client = new HttpClient { BaseAddress = village.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("secret").GetString());
        var revoke = $"mutation {{ revokeApiKey(input: {{ id: \"{made.GetProperty("apiKey").GetProperty("id").GetString()}\" }}) {{ revokedId {Errors} }} }}";

        Assert.Equal("2999-01-02T00:00:00.000Z", made.GetProperty("apiKey").GetProperty("endsAt").GetString());
        Assert.True(await client.IsSignedInAsync());
        Assert.Equal("AUTH_NOT_AUTHORIZED", Code(await client.QueryAsync(make)));
        Assert.Contains("NotFoundError", (await stranger.QueryAsync(revoke)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await stranger.QueryAsync("{ apiKeys { totalCount } }")).GetProperty("data").GetProperty("apiKeys").GetProperty("totalCount").GetInt32());
        Assert.DoesNotContain("Error", (await browser.QueryAsync(revoke)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync("/account/me")).StatusCode);
        using var planner = await village.SignedInAsync("planner::");
        Assert.Equal("AUTH_NOT_AUTHORIZED", Code(await planner.QueryAsync(make)));
    }

    [Fact]
    public async Task A_dataset_given_to_an_organisation_may_be_imported_by_its_stewards()
    {
        using var administrator = await village.SignedInAsync("administrator::");
        const string may = "SELECT set_config('estatemap.rights', 'steward:2:', false), caller_may_import('village-libraries')";

        var given = await administrator.QueryAsync($"mutation {{ setDatasetSteward(input: {{ dataset: \"village-libraries\", organisation: \"{Id("Organisation", 2)}\" }}) {{ dataset {{ key steward {{ name }} }} {Errors} }} }}");

        Assert.Equal("""{"key":"village-libraries","steward":{"name":"Hill Trust"}}""", given.GetProperty("data").GetProperty("setDatasetSteward").GetProperty("dataset").GetRawText());
        await using var connection = await village.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand(may, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(reader.GetBoolean(1));
    }

    [Fact]
    public async Task A_link_for_a_new_password_works_once_and_signs_the_old_one_out()
    {
        using var administrator = await village.SignedInAsync("administrator::");
        var account = await village.AccountAsync();
        using var before = await village.OpenAsync(account);
        var reset = await administrator.QueryAsync($"mutation {{ resetPassword(input: {{ account: \"{Id("Account", account)}\" }}) {{ invitation {{ path }} {Errors} }} }}");
        var ticket = reset.GetProperty("data").GetProperty("resetPassword").GetProperty("invitation").GetProperty("path").GetString()!.Split('#')[1];
        using var browser = village.Browser();
        Assert.True(await before.IsSignedInAsync());

        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync("/account/join", new { ticket, password = "pebble orchard tinsel magnet" })).StatusCode);

        Assert.False(await before.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync("/account/join", new { ticket, password = "pebble orchard tinsel magnet" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = AccountVillage.Password })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = "pebble orchard tinsel magnet" })).StatusCode);
    }
}
