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

    [Fact]
    public async Task What_does_not_fit_is_put_right_where_it_was_written()
    {
        await using var visit = await map.VisitAsync("community/add", phone: true);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "It has no fixed place" }).ClickAsync();
        await visit.Page.GetByLabel("A place to be").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await visit.Page.GetByLabel("Name, as its people use it").FillAsync("Mended place");
        await visit.Page.Locator("summary", new() { HasText = "How to reach them" }).ClickAsync();
        await visit.Page.GetByLabel("Telephone of the place").FillAsync("07700 900123");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#add-contactTelephone-fault")).ToContainTextAsync("mobile number");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "add-does-not-fit.png"), FullPage = true });
        await ScenarioTests.PleasesAsync(visit, "what does not fit");

        // It is still there tomorrow.
        await visit.Page.ReloadAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Put it right") }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Name, as its people use it")).ToHaveValueAsync("Mended place");
        await visit.Page.GetByLabel("Telephone of the place").FillAsync("");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("[data-state=accepted]")).ToContainTextAsync("Mended place");
        await Expect(visit.Page.Locator(".em-queue__item")).ToHaveCountAsync(1);

        // A change made where there is no network is sent when there is one, on whatever page one is then.
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open Mended place" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await visit.Page.Context.SetOfflineAsync(true);
        await visit.Page.GetByLabel("Name, as its people use it").FillAsync("Place mended on a walk");
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Save|Send for review)$") }).ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("It is kept on this device");
        await Expect(visit.Page.Locator(".em-header [data-unsettled='1']")).ToBeVisibleAsync();
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "asset-waits.png") });
        await ScenarioTests.PleasesAsync(visit, "something waits");
        await visit.Page.Context.SetOfflineAsync(false);
        await Expect(visit.Page.Locator("[data-unsettled]")).ToHaveCountAsync(0);
        var found = (await map.AskAsync("{ communityAssets(first: 1, where: { name: { eq: \"Place mended on a walk\" } }) { nodes { name } } }")).GetProperty("communityAssets").GetProperty("nodes");
        Assert.Equal(1, found.GetArrayLength());
        // The browser says itself that there is no network.
        Assert.DoesNotContain(visit.Complaints, complaint => !complaint.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_dragged_in_the_picture_of_the_network_links_two()
    {
        await using var visit = await map.VisitAsync("community/add");
        await AddAsync(visit.Page, "Dragged place");
        await visit.Page.GotoAsync(new Uri(map.Address, "community/network").ToString());
        var picture = visit.Page.Locator(".em-network__canvas");
        await Expect(picture).ToHaveAttributeAsync("data-ready", new Regex("^[0-9]+ [0-9]+$"), new() { Timeout = 120_000 });
        await visit.Page.GetByLabel("Find somebody").FillAsync("Dragged place (Place to use)");
        await Expect(picture).ToHaveAttributeAsync("data-chosen", new Regex(".+"));

        // From the middle of one to the middle of the nearest that does not touch it.
        var ends = await picture.EvaluateAsync<double[]>("""
            element => {
              const picture = element._cyreg.cy, box = element.getBoundingClientRect(), from = picture.$('.chosen').renderedPosition();
              const away = at => Math.hypot(at.x - from.x, at.y - from.y);
              const to = picture.nodes().toArray().map(node => node.renderedPosition()).filter(at => away(at) > 50).sort((a, b) => away(a) - away(b))[0];
              return [from.x, from.y, to.x, to.y].map((at, i) => at + (i % 2 ? box.top : box.left));
            }
            """);
        await visit.Page.Mouse.MoveAsync((float)ends[0], (float)ends[1]);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync((float)ends[2], (float)ends[3], new() { Steps = 8 });
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "network-line.png") });
        await visit.Page.Mouse.UpAsync();
        await Expect(visit.Page.Locator("[data-drop]")).ToContainTextAsync(new Regex("^To .+"));
        await ScenarioTests.PleasesAsync(visit, "a line that was dragged");
        await visit.Page.GetByLabel("Where do you know it from?").FillAsync("Notice board");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Link them" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-linked]")).ToContainTextAsync("Linked to");
        await Expect(visit.Page.Locator("[data-node]")).ToContainTextAsync("1 link;");
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
