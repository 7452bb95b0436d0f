using System.Net;
using EstateMap.Server.People;
using EstateMap.Server.Tests.Graph;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>Signing in by a provider that runs beside the test.</summary>
public class OpenIdTests(AccountVillage village) : IClassFixture<AccountVillage>, IAsyncLifetime
{
    private OpenIdProvider _provider = null!;
    private WebApplication _server = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync();
        _server = await ServeAsync();
    }

    private Task<WebApplication> ServeAsync(params KeyValuePair<string, string?>[] more) => Village.StartAsync(village.Database,
    [
        new("EstateMap:Editing", "accounts"), new("EstateMap:OpenId:Authority", _provider.Address), new("EstateMap:OpenId:ClientId", OpenIdProvider.Client), new("EstateMap:OpenId:ClientSecret", "secret of the client"), new("EstateMap:OpenId:Name", "Village login"), .. more,
    ]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    /// <summary>Follows a browser to the provider and back; where it ends, and whether it is signed in then.</summary>
    private async Task<(string Page, bool IsSignedIn)> GoAsync(Func<string, string>? onTheWayBack = null, string page = "/plan", WebApplication? server = null)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri((server ?? _server).Urls.First()) };
        using var leaving = await browser.SendAsync("/account/provider?return=" + Uri.EscapeDataString(page));
        Assert.StartsWith(_provider.Address + "authorize?", leaving.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("code_challenge_method=S256", leaving.Headers.Location.Query, StringComparison.Ordinal);
        using var provider = await browser.SendAsync(leaving.Headers.Location.ToString());
        var back = provider.Headers.Location!.ToString();
        using var arrived = await browser.SendAsync(onTheWayBack?.Invoke(back) ?? back);
        Assert.Equal(HttpStatusCode.Redirect, arrived.StatusCode);
        return (arrived.Headers.Location!.ToString(), await browser.IsSignedInAsync());
    }

    private async Task<long> InvitedAsync(string email)
    {
        var account = await village.AccountAsync("planner::");
        await village.Owner.AskAsync("UPDATE gate.credential SET login = $2, password_hash = NULL WHERE account_id = $1", account, email);
        return account;
    }

    [Fact]
    public async Task An_invited_address_leads_to_its_account_and_the_subject_from_then_on()
    {
        var account = await InvitedAsync("planning@village.example");
        (_provider.Subject, _provider.Email) = ("subject-invited", "Planning@Village.example");

        Assert.Equal(("/plan", true), await GoAsync());
        Assert.Equal("subject-invited", await village.Owner.AskAsync("SELECT subject FROM gate.credential WHERE account_id = $1", account));
        // Another address by now: the subject is the same.
        _provider.Email = "elsewhere@village.example";
        Assert.Equal(("/plan", true), await GoAsync());
    }

    [Fact]
    public async Task An_unknown_subject_is_refused_kindly_and_nothing_of_it_is_kept()
    {
        (_provider.Subject, _provider.Email) = ("subject-unknown", "somebody@elsewhere.example");

        Assert.Equal(("/sign-in?refused=unknown&return=%2Fplan", false), await GoAsync());
        foreach (var table in new[] { "gate.credential", "gate.event", "audit_entry", "account" }) Assert.Equal(0L, await village.Owner.AskAsync($"SELECT count(*) FROM {table} t WHERE t::text LIKE '%elsewhere.example%' OR t::text LIKE '%subject-unknown%'"));
    }

    [Fact]
    public async Task An_address_that_the_provider_has_not_verified_leads_nowhere()
    {
        await InvitedAsync("unverified@village.example");
        (_provider.Subject, _provider.Email, _provider.IsVerified) = ("subject-unverified", "unverified@village.example", false);

        Assert.Equal(("/sign-in?refused=unknown&return=%2Fplan", false), await GoAsync());
    }

    [Fact]
    public async Task An_account_that_is_not_active_is_refused()
    {
        var account = await InvitedAsync("gone@village.example");
        await village.Owner.AskAsync("UPDATE account SET is_active = false WHERE id = $1", account);
        (_provider.Subject, _provider.Email) = ("subject-gone", "gone@village.example");

        Assert.Equal(("/sign-in?refused=inactive&return=%2Fplan", false), await GoAsync());
    }

    /// <summary>Where the provider's claim has to name the account's organisation, whoever has left it does not come in by an old address, and nothing of them is linked.</summary>
    [Fact]
    public async Task A_claim_that_has_to_name_the_organisation_lets_in_nobody_of_another()
    {
        await using var server = await ServeAsync(new KeyValuePair<string, string?>("EstateMap:OpenId:OrganisationClaim", "works_for"));
        var account = await InvitedAsync("estates@hill.example");
        await village.Owner.AskAsync("UPDATE account SET organisation_id = 2 WHERE id = $1", account);
        (_provider.Subject, _provider.Email) = ("subject-hill", "estates@hill.example");
        foreach (var other in new[] { null, "Village Council", "Hill" })
        {
            _provider.Organisation = other;
            Assert.Equal(("/sign-in?refused=organisation&return=%2Fplan", false), await GoAsync(server: server));
        }

        Assert.Null(await village.Owner.AskAsync("SELECT subject FROM gate.credential WHERE account_id = $1", account) as string);
        _provider.Organisation = "hill trust";
        Assert.Equal(("/plan", true), await GoAsync(server: server));
        // One of no organisation is of another too.
        await InvitedAsync("nobodys@hill.example");
        (_provider.Subject, _provider.Email) = ("subject-nobodys", "nobodys@hill.example");
        Assert.Equal(("/sign-in?refused=organisation&return=%2Fplan", false), await GoAsync(server: server));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("nonce")]
    [InlineData("state")]
    public async Task A_token_for_somebody_else_or_of_another_sign_in_is_refused(string wrong)
    {
        await InvitedAsync($"{wrong}@village.example");
        (_provider.Subject, _provider.Email) = ($"subject-{wrong}", $"{wrong}@village.example");
        if (wrong == "audience") _provider.Audience = "another-client";
        if (wrong == "nonce") _provider.Nonce = "another-nonce";

        Assert.Equal(("/sign-in?refused=failed&return=%2F", false), await GoAsync(back => wrong == "state" ? System.Text.RegularExpressions.Regex.Replace(back, "state=[^&]*", "state=another") : back));
        Assert.Null(await village.Owner.AskAsync("SELECT provider FROM gate.credential WHERE login = $1", $"{wrong}@village.example") as string);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("explore", "/")]
    [InlineData("/explore?site=1", "/explore?site=1")]
    public void The_way_back_leads_to_a_page_of_ours(string wanted, string page) => Assert.Equal(page, OpenIdSignIn.OwnPage(wanted));
}
