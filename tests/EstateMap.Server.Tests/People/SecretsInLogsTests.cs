using System.Net.Http.Json;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>A run of sign-ins with the program's log as loud as it gets.</summary>
public class SecretsInLogsTests(PostgisFixture house) : IClassFixture<PostgisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_password_cookie_key_or_link_is_in_any_log_or_error()
    {
        const string password = "violet staple kettle harbour", wrong = "mustard lantern oyster cable";
        using var program = EstateMapProgram.Start(["serve"], ("ESTATEMAP_DATABASE", house.ConnectionString), ("PORT", "0"), ("EstateMap__Editing", "accounts"), ("Logging__LogLevel__Default", "Trace"));
        var address = await program.GetAddressAsync(Cancel);
        await Patience.UntilAsync(() => program.Output.Contains("/join#", StringComparison.Ordinal));
        var ticket = program.Output.Split("/join#")[1].Split('\n')[0].Trim();
        using var browser = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = address };
        browser.DefaultRequestHeaders.Add("X-EstateMap", "1");

        await browser.PostAsJsonAsync("/account/link", new { ticket }, Cancel);
        using var joined = await browser.PostAsJsonAsync("/account/join", new { ticket, login = "office@village.example", password }, Cancel);
        Assert.True(joined.IsSuccessStatusCode, await joined.Content.ReadAsStringAsync(Cancel));
        var cookie = joined.Cookie().Split('=', ';')[1];
        await browser.PostAsJsonAsync("/account/sign-in", new { login = "office@village.example", password = wrong }, Cancel);
        await browser.PostAsync("/account/sign-in", new StringContent($"{{\"login\": \"office@village.example\", \"password\": \"{wrong}", System.Text.Encoding.UTF8, "application/json"), Cancel);
        browser.DefaultRequestHeaders.Add("Cookie", $"estatemap={cookie}");
        var made = await browser.QueryAsync("mutation { createApiKey(input: { name: \"pandas\" }) { made { secret } } inviteAccount(input: { login: \"a@village.example\", title: \"A\" }) { invitation { path } } }");
        var key = made.GetProperty("data").GetProperty("createApiKey").GetProperty("made").GetProperty("secret").GetString()!;
        var link = made.GetProperty("data").GetProperty("inviteAccount").GetProperty("invitation").GetProperty("path").GetString()!.Split('#')[1];
        using var analyst = new HttpClient { BaseAddress = address };
        analyst.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await analyst.GetAsync("/account/me", Cancel);
        program.Signal("TERM");
        await program.EndAsync(Cancel);

        var log = program.Output + program.Error;
        Assert.Contains("Request starting", log, StringComparison.Ordinal);
        Assert.Equal(2, log.Split(ticket).Length);
        foreach (var secret in new[] { password, wrong, cookie, key, link }) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }
}
