using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>The network of the sample's groups, which are made up and say so.</summary>
public class NetworkTests(RunningMap map)
{
    private const string FoodBank = "Gorse Hill Food Bank", Library = "Stretford Library", Advice = "Stretford Advice Morning";

    [Fact]
    public async Task How_the_food_bank_is_linked_to_the_library_and_what_if_the_library_closes()
    {
        await using var visit = await map.VisitAsync("community");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Ask how two are linked" }).ClickAsync();
        await DrawnAsync(visit);
        await visit.Page.Locator("#ask-from").FillAsync($"{FoodBank} (Exchange)");
        await visit.Page.Locator("#ask-to").FillAsync($"{Library} (Building or land)");

        var told = visit.Page.Locator("[data-told]");
        await Expect(told).ToContainTextAsync($"{FoodBank} and {Library} are 2 links apart");
        await Expect(told).ToContainTextAsync($"{Advice} sends people to {FoodBank}");
        await Expect(told).ToContainTextAsync("made up for the sample");
        // Three who stand out, and the two links between them; on the map everybody who is somewhere, and the link between two places.
        await Expect(Picture(visit)).ToHaveAttributeAsync("data-lit", "3 2");
        await Expect(visit.Page.Locator(".em-map__canvas")).ToHaveAttributeAsync("data-plan", new Regex("^[0-9]+ sites, 2 lines, "));

        await told.GetByRole(AriaRole.Button, new() { Name = Advice }).ClickAsync();
        await Expect(Picture(visit)).ToHaveAttributeAsync("data-chosen", new Regex(".+"));
        await Expect(visit.Page.Locator("[data-node]")).ToContainTextAsync($"{Advice} meets at {Library}.");

        await visit.Page.GetByLabel("Find somebody").FillAsync($"{Library} (Building or land)");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "What if it closes?" }).ClickAsync();
        await Expect(told).ToContainTextAsync(new Regex($"If {Library} closes, [0-9]+ links are lost\\."));
        await Expect(told).ToContainTextAsync("After-School Reading Circle");
        await Expect(told).ToContainTextAsync(new Regex($"({FoodBank}|{Advice}).*would lose touch with the rest"));

        // All of it is in the address, and in the lists.
        var address = visit.Page.Url;
        Assert.Contains("ask=closes", address, StringComparison.Ordinal);
        await visit.Page.ReloadAsync();
        await Expect(told).ToContainTextAsync($"If {Library} closes");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Lists" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-table=links] tbody tr").First).ToContainTextAsync("in the answer");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "network-lists.png") });
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_picture_is_the_same_at_each_visit_and_keys_alone_choose_in_it()
    {
        await using var first = await map.VisitAsync("community/network");
        await DrawnAsync(first);
        await Picture(first).FocusAsync();
        await first.Page.Keyboard.PressAsync("n");
        await first.Page.Keyboard.PressAsync("n");
        await first.Page.Keyboard.PressAsync("Enter");
        await Expect(first.Page.Locator("[data-node]")).ToBeVisibleAsync();
        var chosen = await first.Page.Locator("[data-node]").GetAttributeAsync("data-node");
        await first.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "network.png") });

        // The second in reading order is another where anything lies elsewhere.
        await using var second = await map.VisitAsync("community/network");
        await DrawnAsync(second);
        await Picture(second).FocusAsync();
        await second.Page.Keyboard.PressAsync("n");
        await second.Page.Keyboard.PressAsync("n");
        await second.Page.Keyboard.PressAsync("Enter");
        await Expect(second.Page.Locator("[data-node]")).ToHaveAttributeAsync("data-node", chosen!);
        Assert.Empty(first.Complaints);
    }

    [Fact]
    public async Task An_area_narrows_picture_map_and_lists_and_its_communities_are_told()
    {
        await using var visit = await map.VisitAsync("community/network?ask=communities");
        await DrawnAsync(visit);
        var all = await Picture(visit).GetAttributeAsync("data-ready");
        await visit.Page.Locator("details.em-fold summary").ClickAsync();
        await visit.Page.Locator("#network-area-kind").SelectOptionAsync(new[] { new SelectOptionValue { Label = await NeighbourhoodsAsync(visit) } });
        await visit.Page.Locator("#network-area-name").SelectOptionAsync(new[] { new SelectOptionValue { Index = 1 } });
        await Expect(Picture(visit)).Not.ToHaveAttributeAsync("data-ready", all!);
        await Expect(Picture(visit)).ToHaveAttributeAsync("data-ready", new Regex("[0-9]+ [0-9]+"));
        await Expect(visit.Page.Locator("[data-told]")).ToContainTextAsync(new Regex("communit(y|ies) appear"));
        Assert.Contains("area=neighbourhood:", visit.Page.Url, StringComparison.Ordinal);

        // The area goes along to Explore and back.
        var part = await Picture(visit).GetAttributeAsync("data-ready");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "What stands in it, in Explore" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/explore\\?.*area=neighbourhood:"));
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("its network$") }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/community/network\\?area=neighbourhood:"));
        await Expect(Picture(visit)).ToHaveAttributeAsync("data-ready", part!, new() { Timeout = 120_000 });
    }

    [Theory]
    [InlineData("community/network?ask=brokers", false)]
    [InlineData("community/network?ask=brokers", true)]
    [InlineData("community/network?mode=list&ask=alone", false)]
    [InlineData("community/network?mode=list&ask=linked", true)]
    public async Task Every_view_pleases_axe_and_fits_its_window(string path, bool phone)
    {
        await using var visit = await map.VisitAsync(path, phone);
        await visit.Page.Locator("#ask").WaitForAsync();
        if (path.Contains("mode=list", StringComparison.Ordinal)) await visit.Page.Locator("[data-table=nodes] tbody tr").First.WaitForAsync();
        else await DrawnAsync(visit);
        await visit.Page.EvaluateAsync("document.querySelectorAll('.em-panel details').forEach(fold => { fold.open = true; })");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, $"network-{(path.Contains("list", StringComparison.Ordinal) ? "list" : "picture")}-{(phone ? "phone" : "desktop")}.png") });
        await ScenarioTests.PleasesAsync(visit, path);
        Assert.Empty(visit.Complaints);
    }

    private static ILocator Picture(Visit visit) => visit.Page.Locator(".em-network__canvas");

    // Laid out in the browser, a few turns at a time: a busy machine takes its time.
    private static Task DrawnAsync(Visit visit) => Expect(Picture(visit)).ToHaveAttributeAsync("data-ready", new Regex("^[0-9]+ [0-9]+$"), new() { Timeout = 120_000 });

    private static async Task<string> NeighbourhoodsAsync(Visit visit) =>
        (await visit.Page.Locator("#network-area-kind option").AllTextContentsAsync()).First(label => label.StartsWith("Neighbourhoods", StringComparison.Ordinal));
}
