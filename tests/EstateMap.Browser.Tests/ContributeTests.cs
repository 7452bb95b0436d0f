using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>A community builder on a walk: ten things are mapped on a phone, half of them where there is no network. Runs when nobody else counts.</summary>
[Collection(nameof(Alone))]
public class ContributeTests(RunningMap map)
{
    [Fact]
    public async Task Ten_things_are_mapped_on_a_phone_half_of_them_offline_and_each_arrives_once()
    {
        await using var visit = await map.VisitAsync("community/add", phone: true);
        await Expect(visit.Page.Locator("html[data-offline=ready]")).ToBeAttachedAsync();
        for (var n = 1; n <= 5; n++) await AddAsync(visit.Page, $"Walk place {n:00}");
        await visit.Page.Context.SetOfflineAsync(true);
        for (var n = 6; n <= 10; n++) await AddAsync(visit.Page, $"Walk place {n:00}");
        await Expect(visit.Page.Locator("[data-waiting='5']")).ToBeVisibleAsync();

        // The page may be closed and opened where there is no network: nothing is lost.
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("[data-waiting='5']")).ToBeVisibleAsync();
        await visit.Page.Context.SetOfflineAsync(false);
        await Expect(visit.Page.Locator("[data-waiting='0']")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-state=accepted]")).ToHaveCountAsync(10);
        var found = (await map.AskAsync("{ communityAssets(first: 50, where: { name: { startsWith: \"Walk place\" } }) { nodes { name } } }")).GetProperty("communityAssets").GetProperty("nodes");
        Assert.Equal(Enumerable.Range(1, 10).Select(n => $"Walk place {n:00}"), found.EnumerateArray().Select(node => node.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Enter_takes_the_site_under_the_middle_of_the_map()
    {
        var found = (await map.AskAsync("{ communityAssets(first: 1, where: { name: { eq: \"Gorse Hill Food Bank\" } }) { nodes { id site { name } } } }")).GetProperty("communityAssets").GetProperty("nodes")[0];
        await using var visit = await map.VisitAsync($"community/assets/{Uri.EscapeDataString(found.GetProperty("id").GetString()!)}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        var form = visit.Page.GetByRole(AriaRole.Form, new() { Name = "Edit" });
        await form.GetByRole(AriaRole.Button, new() { Name = "Take the place away" }).ClickAsync();
        await Expect(form.Locator("[data-place]")).ToHaveTextAsync("It has no fixed place.");
        await Expect(form.Locator(".em-place-map__canvas")).ToHaveAttributeAsync("data-ready", new Regex("^[1-9]"));
        await form.Locator(".em-place-map__canvas").PressAsync("Enter");
        await Expect(form.Locator("[data-place]")).ToHaveTextAsync($"It meets at {found.GetProperty("site").GetProperty("name").GetString()}.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_was_added_is_edited_spoken_of_made_again_as_it_was_and_linked()
    {
        await using var visit = await map.VisitAsync("community/add", phone: true);
        await AddAsync(visit.Page, "Linked place");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open Linked place" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Linked place");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await visit.Page.GetByLabel("Name, as its people use it").FillAsync("Place that was renamed");
        // Class, place and time are changed in the same form.
        await visit.Page.GetByLabel("A group of people").CheckAsync();
        await visit.Page.Locator("#search").FillAsync("Altrincham Library");
        await visit.Page.Locator(".em-search__hit", new() { HasTextRegex = new(@"^\s*Site\s+Altrincham Library") }).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a time" }).ClickAsync();
        await visit.Page.GetByLabel("Thursday").CheckAsync();
        await visit.Page.GetByLabel("From", new() { Exact = true }).FillAsync("19:30");
        await ScenarioTests.PleasesAsync(visit, "asset being edited");
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Save|Send for review)$") }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Place that was renamed");
        await Expect(visit.Page.Locator(".govuk-caption-l")).ToHaveTextAsync("A group of people");
        await Expect(visit.Page.Locator("dl")).ToContainTextAsync("Thursday from 19:30");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("[data-table=differences]")).ToContainTextAsync("Place that was renamed");
        await ScenarioTests.PleasesAsync(visit, "versions compared");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "on the map" }).ClickAsync();
        await visit.Page.Locator("summary", new() { HasText = "Comments" }).ClickAsync();
        await visit.Page.GetByLabel("Say something about it").FillAsync("The side door has a ramp.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send the comment" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-list=comments]")).ToContainTextAsync("The side door has a ramp.");
        await ScenarioTests.PleasesAsync(visit, "comments on a site");
        await visit.Page.GoBackAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Make it so again") }).Last.ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Linked place");
        await visit.Page.GetByLabel("Find a group").FillAsync("Altrincham Library");
        await visit.Page.Locator("[data-list=found] button").First.ClickAsync();
        await visit.Page.GetByLabel("Where do you know it from?").FillAsync("Notice board");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Link them" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-list=links]")).ToContainTextAsync("Notice board");
        Assert.Empty(visit.Complaints);
    }

    /// <summary>One thing a screen: no fixed place, what kind, what it is, send.</summary>
    private static async Task AddAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "It has no fixed place" }).ClickAsync();
        await page.GetByLabel("A place to be").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Name, as its people use it").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-outcome=queued]")).ToContainTextAsync(new Regex(Regex.Escape(name)));
    }
}
