using System.Globalization;
using System.Net;
using EstateMap.Server.People;
using EstateMap.Server.Tests.Graph;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.People;

public class SignInTests(AccountVillage village) : IClassFixture<AccountVillage>
{
    private const string WrongWords = "The login or the password is wrong";

    [Fact]
    public async Task Whoever_signs_in_gets_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        var account = await village.AccountAsync("planner::", organisation: 2);
        using var browser = village.Browser();

        using var answer = await browser.SendAsync("/account/sign-in", new { login = $"  Account{account} ", password = AccountVillage.Password });

        var me = await answer.JsonAsync();
        Assert.True(me.GetProperty("isSignedIn").GetBoolean());
        Assert.Equal("Hill Trust", me.GetProperty("organisation").GetString());
        Assert.Equal(["planner"], me.GetProperty("holds").EnumerateArray().Select(role => role.GetString()));
        Assert.Matches("; path=/; samesite=strict; httponly$", answer.Cookie());
        var token = answer.Cookie().Split('=', ';')[1];
        Assert.Equal(1L, await village.Owner.AskAsync("SELECT count(*) FROM gate.session WHERE token_sha256 = sha256(convert_to($1, 'UTF8'))", token));
    }

    [Fact]
    public async Task A_wrong_login_and_a_wrong_password_are_told_in_the_same_words()
    {
        var account = await village.AccountAsync();
        using var browser = village.Browser();

        var login = await browser.SendAsync("/account/sign-in", new { login = "nobody at all", password = AccountVillage.Password }).RefusalAsync();
        var password = await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = "not that one at all" }).RefusalAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, login.Status);
        Assert.StartsWith(WrongWords, login.Sentence, StringComparison.Ordinal);
        Assert.Equal(login, password);
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_an_account_even_for_the_right_one_until_its_time_is_over()
    {
        var account = await village.AccountAsync();
        using var browser = village.Browser();
        for (var n = 0; n < 10; n++) await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = $"wrong password {n}" });

        var locked = await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = AccountVillage.Password }).RefusalAsync();
        await village.Owner.AskAsync("UPDATE gate.credential SET locked_until = now() - interval '1 second' WHERE account_id = $1", account);
        using var after = await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = AccountVillage.Password });

        Assert.Equal(HttpStatusCode.Unauthorized, locked.Status);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(0, await village.Owner.AskAsync("SELECT failures FROM gate.credential WHERE account_id = $1", account));
    }

    [Fact]
    public async Task A_right_password_forgives_the_wrong_ones_before()
    {
        var account = await village.AccountAsync();
        using var browser = village.Browser();
        foreach (var password in new[] { "wrong one", "wrong two", AccountVillage.Password }) await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password });

        Assert.Equal(0, await village.Owner.AskAsync("SELECT failures FROM gate.credential WHERE account_id = $1", account));
    }

    [Fact]
    public async Task Who_tries_too_often_is_asked_to_wait()
    {
        await using var server = await Village.StartAsync(village.Database, [new("EstateMap:Editing", "accounts"), new("EstateMap:SignIn:AttemptsPerMinute", "2")]);
        using var browser = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        browser.DefaultRequestHeaders.Add("X-EstateMap", "1");
        for (var n = 0; n < 2; n++) Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync("/account/sign-in", new { login = "nobody", password = "nothing" })).StatusCode);

        using var third = await browser.SendAsync("/account/sign-in", new { login = "nobody", password = "nothing" });

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    public async Task A_cookie_counts_in_no_request_that_another_site_started(string site, bool counts)
    {
        using var browser = await village.SignedInAsync("administrator::");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        Assert.Equal(counts, (await browser.QueryAsync("{ me { id } }")).GetProperty("data").GetProperty("me").ValueKind == System.Text.Json.JsonValueKind.Object);
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-out")]
    [InlineData("/account/password")]
    [InlineData("/account/join")]
    [InlineData("/account/link")]
    public async Task Nothing_of_an_account_is_done_without_the_header_of_our_pages(string path)
    {
        using var browser = await village.SignedInAsync();
        browser.DefaultRequestHeaders.Remove("X-EstateMap");

        Assert.Equal((HttpStatusCode.Forbidden, "The request lacks the header X-EstateMap: 1."), await browser.SendAsync(path, new { }).RefusalAsync());
    }

    [Fact]
    public async Task Signing_out_ends_one_session_and_everywhere_ends_all()
    {
        var account = await village.AccountAsync();
        using var here = await village.OpenAsync(account);
        using var there = await village.OpenAsync(account);
        using var elsewhere = await village.OpenAsync(account);

        await here.SendAsync("/account/sign-out", new { });
        Assert.Equal((false, true), (await here.IsSignedInAsync(), await there.IsSignedInAsync()));
        await there.SendAsync("/account/sign-out", new { everywhere = true });
        Assert.Equal((false, false), (await there.IsSignedInAsync(), await elsewhere.IsSignedInAsync()));
    }

    [Theory]
    [InlineData("UPDATE account SET is_active = false WHERE id = $1")]
    [InlineData("UPDATE account SET sees_restricted = true WHERE id = $1")]
    [InlineData("UPDATE account SET organisation_id = 1 WHERE id = $1")]
    [InlineData("INSERT INTO account_right (account_id, role) VALUES ($1, 'analyst')")]
    [InlineData("DELETE FROM account_right WHERE account_id = $1")]
    [InlineData("UPDATE gate.credential SET password_hash = 'another' WHERE account_id = $1")]
    [InlineData("UPDATE gate.session SET ends_at = now() WHERE account_id = $1")]
    [InlineData("UPDATE gate.session SET seen_at = now() - interval '121 minutes' WHERE account_id = $1")]
    public async Task A_session_ends_when_the_account_changes_and_when_its_time_is_over(string change)
    {
        var account = await village.AccountAsync("planner::");
        using var browser = await village.OpenAsync(account);
        Assert.True(await browser.IsSignedInAsync());

        await village.Owner.AskAsync(change, account);

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_new_password_signs_out_everywhere_else_and_the_old_one_is_asked_for()
    {
        var account = await village.AccountAsync();
        using var here = await village.OpenAsync(account);
        using var there = await village.OpenAsync(account);

        var wrong = await here.SendAsync("/account/password", new { current = "not the one I have", password = "mustard lantern oyster cable" }).RefusalAsync();
        using var right = await here.SendAsync("/account/password", new { current = AccountVillage.Password, password = "mustard lantern oyster cable" });

        Assert.Equal(HttpStatusCode.Forbidden, wrong.Status);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal((false, false), (await here.IsSignedInAsync(), await there.IsSignedInAsync()));
        here.DefaultRequestHeaders.Remove("Cookie");
        here.DefaultRequestHeaders.Add("Cookie", right.Cookie().Split(';')[0]);
        Assert.True(await here.IsSignedInAsync());
    }

    [Theory]
    [InlineData("short one", "needs 12 characters")]
    [InlineData("password12345", "easily guessed")]
    [InlineData("qwertyuiop123", "easily guessed")]
    [InlineData("account account", "easily guessed")]
    [InlineData("violet staple kettle harbour", null)]
    public void A_password_is_long_and_none_of_the_usual_ones(string password, string? fault) =>
        Assert.Contains(fault ?? "", Passwords.FindFault(password, "account") ?? (fault is null ? "" : "no fault"), StringComparison.Ordinal);

    [Fact]
    public async Task The_first_administrator_comes_in_by_the_newest_link_and_nobody_by_it_again()
    {
        await using var house = new PostgisFixture();
        await house.InitializeAsync();
        await using var server = await Village.StartAsync(house.Database, [new("EstateMap:Editing", "accounts"), new("EstateMap:SignIn:AttemptsPerMinute", "1000")]);
        using var browser = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        browser.DefaultRequestHeaders.Add("X-EstateMap", "1");
        var older = (await FirstLink.MakeAsync(house.Database, TestContext.Current.CancellationToken))!.Split('#')[1];
        var ticket = (await FirstLink.MakeAsync(house.Database, TestContext.Current.CancellationToken))!.Split('#')[1];

        var isVoid = await browser.SendAsync("/account/link", new { ticket = older }).RefusalAsync();
        var weak = await browser.SendAsync("/account/join", new { ticket, login = "office", title = "Map office", password = "password1234" }).RefusalAsync();
        using var joined = await browser.SendAsync("/account/join", new { ticket, login = "Office@Village.example", title = "Map office", password = AccountVillage.Password });
        var again = await browser.SendAsync("/account/join", new { ticket, login = "other", password = AccountVillage.Password }).RefusalAsync();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound), (isVoid.Status, weak.Status, again.Status));
        var me = await joined.JsonAsync();
        Assert.Equal(("Map office", "office@village.example", true), (me.GetProperty("title").GetString(), me.GetProperty("login").GetString(), me.GetProperty("isAdministrator").GetBoolean()));
        Assert.Null(await FirstLink.MakeAsync(house.Database, TestContext.Current.CancellationToken));
        Assert.Equal("Map office", await house.Owner.AskAsync("SELECT actor FROM audit_entry WHERE subject = 'account'"));
    }

    [Fact]
    public async Task No_secret_is_kept_as_it_is()
    {
        var account = await village.AccountAsync("administrator::,analyst::");
        using var browser = village.Browser();
        using var signed = await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = AccountVillage.Password });
        browser.DefaultRequestHeaders.Add("Cookie", signed.Cookie().Split(';')[0]);
        var key = (await browser.QueryAsync("mutation { createApiKey(input: { name: \"pandas\" }) { made { secret } } }")).GetProperty("data").GetProperty("createApiKey").GetProperty("made").GetProperty("secret").GetString()!;
        var link = (await browser.QueryAsync("mutation { inviteAccount(input: { login: \"office@hill.example\", title: \"Hill office\" }) { invitation { path } } }")).GetProperty("data").GetProperty("inviteAccount").GetProperty("invitation").GetProperty("path").GetString()!;

        foreach (var secret in new[] { signed.Cookie().Split('=', ';')[1], key, link.Split('#')[1], AccountVillage.Password })
            foreach (var table in new[] { "gate.session", "gate.api_key", "gate.ticket", "gate.credential", "gate.event", "audit_entry", "account" })
                Assert.Equal(0L, await village.Owner.AskAsync($"SELECT count(*) FROM {table} t WHERE strpos(t::text, $1) > 0", secret));
        Assert.StartsWith("em_", key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/me")]
    [InlineData("/exports/sites.csv")]
    [InlineData("/exports/sites.geojson")]
    [InlineData("/tiles/sites/0/0/0.mvt")]
    [InlineData("/maps/sites.geojson")]
    [InlineData("/graphql?query=%7Bme%7Bid%7D%7D")]
    [InlineData("/imports")]
    public async Task What_is_answered_to_one_caller_is_kept_for_no_other(string path)
    {
        using var browser = await village.SignedInAsync("steward::", organisation: 2);

        using var answer = await browser.SendAsync(path);

        Assert.True(answer.Headers.CacheControl is { NoStore: true } or { Private: true }, $"{path} ({(int)answer.StatusCode}): {answer.Headers.CacheControl}");
        Assert.Contains("Cookie", string.Join(',', answer.Headers.Vary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_closes_with_the_session_by_which_it_was_opened()
    {
        var account = await village.AccountAsync("planner::");
        using var browser = await village.OpenAsync(account);
        using var caller = new ServedVillage.Caller();
        caller.Socket.Options.AddSubProtocol("graphql-transport-ws");
        caller.Socket.Options.SetRequestHeader("Cookie", string.Join(';', browser.DefaultRequestHeaders.GetValues("Cookie")));
        await caller.Socket.ConnectAsync(new UriBuilder(new Uri(village.Http.BaseAddress!, "graphql")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        await caller.SendAsync("""{"type":"connection_init"}""");
        await caller.ReadAsync();

        await browser.SendAsync("/account/sign-out", new { });

        Assert.StartsWith("closed 4403", await caller.ClosedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_events_ends_with_the_session_by_which_it_was_opened()
    {
        using var browser = await village.SignedInAsync("planner::");
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = System.Net.Http.Json.JsonContent.Create(new { query = "subscription { siteChanged { isMany } }" }) };
        asked.Headers.Accept.ParseAdd("text/event-stream");
        using var stream = await browser.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        await browser.SendAsync("/account/sign-out", new { });

        Assert.EndsWith("event: complete\ndata:\n\n", await text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_the_cookie_is_this_hosts_alone_and_browsers_come_that_way()
    {
        await using var server = await Village.StartAsync(village.Database, [new("EstateMap:Editing", "accounts"), new("EstateMap:PublicUrl", "https://map.village.example")]);
        using var browser = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        browser.DefaultRequestHeaders.Add("X-EstateMap", "1");
        var account = await village.AccountAsync();

        using var answer = await browser.SendAsync("/account/sign-in", new { login = string.Create(CultureInfo.InvariantCulture, $"account{account}"), password = AccountVillage.Password });

        Assert.Matches("^__Host-estatemap=[0-9A-Za-z]{43}; path=/; secure; samesite=strict; httponly$", answer.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }
}
