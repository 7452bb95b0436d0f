using System.Globalization;
using EstateMap.Database;
using EstateMap.Testing;
using Microsoft.Playwright;
using Npgsql;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>A server that takes accounts, over the sample, with a building that its owner keeps to itself.</summary>
public sealed class AccountMap : IAsyncLifetime
{
    private readonly string data = Path.Combine(Path.GetTempPath(), "em-" + Path.GetRandomFileName());
    private EstateMapProgram program = null!;
    private EstateMapDatabase database = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>The first administrator's link, as the program prints it.</summary>
    public string Link { get; private set; } = "";

    /// <summary>An organisation, a building that it alone may see, and the building's record; then a record of somebody else's building.</summary>
    public (string Organisation, long Site, string Name, string Dataset, string Record, string OtherDataset, string OtherRecord) Own { get; private set; }

    public async ValueTask InitializeAsync()
    {
        using var waiting = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        program = EstateMapProgram.Start(["serve"], ("ESTATEMAP_DATA", data), ("PORT", "0"), ("EstateMap__Editing", "accounts"), ("EstateMap__SignIn__AttemptsPerMinute", "1000"));
        Address = await program.GetAddressAsync(waiting.Token);
        while (!program.Output.Contains("/join#", StringComparison.Ordinal)) await Task.Delay(50, waiting.Token);
        Link = program.Output.Split('\n').Single(line => line.Contains("/join#", StringComparison.Ordinal)).Trim();
        database = await EstateMapDatabase.OpenAsync(DatabaseSettings.From(data, null), joinRunning: true, cancellationToken: waiting.Token);
        await using var connection = await database.Owner.OpenConnectionAsync(waiting.Token);
        await using var choose = new NpgsqlCommand("""
            WITH chosen AS (
                SELECT o.name AS organisation, s.id, s.name, r.dataset_id, r.record_key, o.id AS owner, o.name_key
                FROM site s
                JOIN organisation o ON o.id = s.owner_organisation_id
                JOIN source_record r ON r.site_id = s.id AND r.content ->> 'name' = s.name
                JOIN dataset d ON d.id = r.dataset_id AND d.active_run_id IS NOT NULL
                WHERE s.is_current AND s.geom IS NOT NULL AND s.visibility = 'public' AND (SELECT count(*) FROM organisation p WHERE p.name ILIKE '%' || o.name || '%') = 1
                ORDER BY s.id
                LIMIT 1
            ), hidden AS (
                UPDATE site s SET visibility = 'owner' FROM chosen c WHERE s.id = c.id
            )
            SELECT c.organisation, c.id, c.name, c.dataset_id, c.record_key, r.dataset_id, r.record_key
            FROM chosen c
            JOIN LATERAL (
                SELECT r.dataset_id, r.record_key FROM source_record r
                JOIN site s ON s.id = r.site_id AND s.visibility = 'public' AND s.owner_organisation_id IS DISTINCT FROM c.owner AND r.content ->> 'name' = s.name AND r.content ->> 'organisation_key' IS DISTINCT FROM c.name_key
                JOIN dataset d ON d.id = r.dataset_id AND d.active_run_id IS NOT NULL
                LIMIT 1) r ON true
            """, connection);
        await using var reader = await choose.ExecuteReaderAsync(waiting.Token);
        await reader.ReadAsync(waiting.Token);
        Own = (reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6));
    }

    /// <summary>A page of somebody who has signed in to a new account.</summary>
    /// <param name="title">What the account is called.</param>
    /// <param name="role">As type caller_role names it; holds everywhere.</param>
    public async Task<Visit> SignedInAsync(RunningMap map, string path, string title, string role, bool phone = false)
    {
        var token = System.Security.Cryptography.RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);
        await using (var command = database.Owner.CreateCommand("WITH made AS (INSERT INTO account (title) VALUES ($1) RETURNING id), held AS (INSERT INTO account_right (account_id, role) SELECT id, $2::caller_role FROM made) SELECT id FROM made"))
        {
            command.Parameters.Add(new() { Value = title });
            command.Parameters.Add(new() { Value = role });
            var account = (long)(await command.ExecuteScalarAsync())!;
            // After the right: whoever gets another one signs in anew.
            await using var session = database.Owner.CreateCommand("INSERT INTO gate.session (token_sha256, account_id, ends_at, way) VALUES (sha256(convert_to($1, 'UTF8')), $2, now() + interval '1 hour', 'password')");
            session.Parameters.Add(new() { Value = token });
            session.Parameters.Add(new() { Value = account });
            await session.ExecuteNonQueryAsync();
        }

        return await map.VisitAsync(path, phone, page => page.Context.AddCookiesAsync([new() { Name = "estatemap", Value = token, Url = Address.ToString() }]), Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
        program.Signal("TERM");
        using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await program.EndAsync(waiting.Token);
        program.Dispose();
        Directory.Delete(data, recursive: true);
    }
}

/// <summary>An administrator invites a partner organisation, which then sees and edits its own and nothing else.</summary>
public class PeopleTests(RunningMap map, AccountMap accounts) : IClassFixture<AccountMap>
{
    private const string Password = "violet staple kettle harbour";

    private static async Task PickAsync(IPage page, string label, string name)
    {
        await page.GetByLabel(label, new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Find {label.ToLowerInvariant()}" }).ClickAsync();
        await Expect(page.GetByLabel($"{label} found")).Not.ToHaveValueAsync("");
    }

    [Fact]
    public async Task An_administrator_invites_a_partner_who_sees_and_edits_its_own_and_nothing_else()
    {
        var own = accounts.Own;
        var id = Uri.EscapeDataString(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Site:{own.Site}"))));

        // The first administrator, by the link that the program printed.
        await using var office = await map.VisitAsync(accounts.Link, server: accounts.Address);
        await Expect(office.Page.Locator("h1")).ToHaveTextAsync("Be the first administrator");
        Assert.DoesNotContain("#", office.Page.Url, StringComparison.Ordinal);
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(office.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Enter a login");
        await office.Page.GetByLabel("Login").FillAsync("office@map.example");
        await office.Page.GetByLabel("What the account is called").FillAsync("Map office");
        await office.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await ScenarioTests.PleasesAsync(office, "joining");
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(office.Page.Locator("h1")).ToHaveTextAsync("Accounts");
        await Expect(office.Page.Locator(".em-account__title")).ToHaveTextAsync("Map office");

        // A partner organisation's steward.
        await office.Page.GetByLabel("Login").FillAsync("estates@partner.example");
        await office.Page.GetByLabel("What the account is called").FillAsync("Estates of a partner");
        await PickAsync(office.Page, "Acts for", own.Organisation);
        await office.Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("STEWARD");
        await PickAsync(office.Page, "Only of the organisation", own.Organisation);
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        var link = await office.Page.Locator("[data-link]").TextContentAsync();
        await Expect(office.Page.Locator("table[data-table=accounts]")).ToContainTextAsync($"steward of {own.Organisation}");
        await ScenarioTests.PleasesAsync(office, "inviting");

        // Nobody else sees the building.
        await using var stranger = await map.VisitAsync("explore?site=" + id, server: accounts.Address);
        await Expect(stranger.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Name = own.Name, Exact = true })).ToHaveCountAsync(0);
        await stranger.Page.GotoAsync("plan");
        await Expect(stranger.Page.Locator("[data-permission=planner]").First).ToContainTextAsync("takes an account with the role planner");

        // The partner joins, and does.
        await using var partner = await map.VisitAsync(link!, phone: true, server: accounts.Address);
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("estates@partner.example");
        await partner.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await ScenarioTests.PleasesAsync(partner, "joining on a phone");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(partner.Page.Locator(".em-account__title")).ToHaveTextAsync("Estates of a partner");
        await partner.Page.GotoAsync("explore?site=" + id);
        await Expect(partner.Page.GetByRole(AriaRole.Heading, new() { Name = own.Name, Exact = true }).First).ToBeVisibleAsync();

        // It edits its own, and not another's.
        await partner.Page.GotoAsync($"data/record?dataset={own.Dataset}&key={Uri.EscapeDataString(own.Record)}&field=name");
        await partner.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Our own building");
        await partner.Page.GetByLabel("Why").FillAsync("The sign says so");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(partner.Page.Locator("h1")).ToHaveTextAsync("Our own building");
        await partner.Page.GotoAsync($"data/record?dataset={own.OtherDataset}&key={Uri.EscapeDataString(own.OtherRecord)}&field=name");
        await partner.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Somebody else's building");
        await partner.Page.GetByLabel("Why").FillAsync("I would like it");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(partner.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("another organisation's");
        await partner.Page.GotoAsync("account");
        await Expect(partner.Page.Locator("main")).ToContainTextAsync($"steward of {own.Organisation}");
        await ScenarioTests.PleasesAsync(partner, "account");

        // The log says who did it.
        await office.Page.GotoAsync("audit?subject=hand_edit");
        await Expect(office.Page.Locator("table[data-table=audit] tbody tr").First).ToContainTextAsync("Estates of a partner");
        await ScenarioTests.PleasesAsync(office, "log");

        // Signing out and in again leads back to where one was; a wrong password is told.
        await office.Page.Locator(".em-account__title").ClickAsync();
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(office.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await office.Page.GotoAsync("data/quality");
        await office.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).First.ClickAsync();
        await office.Page.GetByLabel("Login").FillAsync("office@map.example");
        await office.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("not the one it was");
        await office.Page.Keyboard.PressAsync("Enter");
        await Expect(office.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The login or the password is wrong");
        await ScenarioTests.PleasesAsync(office, "signing in");
        await office.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await office.Page.Keyboard.PressAsync("Enter");
        await Expect(office.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/data/quality$"));
        await Expect(office.Page.Locator(".em-account__title")).ToHaveTextAsync("Map office");
    }
}
