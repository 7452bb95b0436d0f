using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>What a community builder sends in is seen by nobody until a steward has accepted it, who then links it and asks the network.</summary>
public class StewardTests(RunningMap map, AccountMap accounts) : IClassFixture<AccountMap>
{
    private const string Kitchen = "Friday Soup Kitchen", Library = "Stretford Library", FoodBank = "Gorse Hill Food Bank";

    private async Task<JsonElement> FoundAsync()
    {
        using var http = new HttpClient { BaseAddress = accounts.Address };
        return (await http.GetFromJsonAsync<JsonElement>("graphql?query=" + Uri.EscapeDataString($"{{ communityAssets(where: {{ name: {{ eq: \"{Kitchen}\" }} }}) {{ nodes {{ id }} }} }}"))).GetProperty("data").GetProperty("communityAssets").GetProperty("nodes");
    }

    [Fact]
    public async Task A_steward_reviews_links_and_asks_how_the_food_bank_is_linked_to_the_library_and_what_if_it_closes()
    {
        await using var builder = await accounts.SignedInAsync(map, "community/add", "Community builder", "contributor", phone: true);
        await builder.Page.GetByRole(AriaRole.Button, new() { Name = "It has no fixed place" }).ClickAsync();
        await builder.Page.GetByLabel("A place to be").CheckAsync();
        await builder.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await builder.Page.GetByLabel("Name, as its people use it").FillAsync(Kitchen);
        await builder.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await builder.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(builder.Page.Locator("[data-state=in_review]")).ToHaveCountAsync(1);
        // A builder decides nothing, and nobody else sees it.
        await builder.Page.GotoAsync("community/review");
        await Expect(builder.Page.Locator("[data-empty]")).ToContainTextAsync("Nothing waits for you.");
        Assert.Equal(0, (await FoundAsync()).GetArrayLength());

        await using var steward = await accounts.SignedInAsync(map, "community/review", "Steward of the community", "steward");
        var waiting = steward.Page.Locator("[data-contribution]");
        await Expect(waiting).ToContainTextAsync(Kitchen);
        await Expect(waiting).ToContainTextAsync("Community builder");
        await ScenarioTests.PleasesAsync(steward, "review");
        await steward.Page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        await Expect(steward.Page.Locator("[data-outcome=decided]")).ToBeVisibleAsync();
        var id = Assert.Single((await FoundAsync()).EnumerateArray()).GetProperty("id").GetString()!;

        // Two links: the food bank sends people to it, and it meets at the library.
        await steward.Page.GotoAsync("community/assets/" + Uri.EscapeDataString(id));
        foreach (var (to, kind, evidence) in new[] { (FoodBank, "group or asset", "Their leaflet"), (Library, "building or land", "Poster at the door") })
        {
            await steward.Page.GetByLabel("Find a group").FillAsync(to);
            await steward.Page.Locator("[data-list=found] li", new() { HasText = kind }).GetByRole(AriaRole.Button, new() { Name = to, Exact = true }).ClickAsync();
            await steward.Page.GetByLabel("Where do you know it from?").FillAsync(evidence);
            await steward.Page.GetByRole(AriaRole.Button, new() { Name = "Link them" }).ClickAsync();
            await Expect(steward.Page.Locator("[data-list=links]")).ToContainTextAsync(evidence);
        }

        await ScenarioTests.PleasesAsync(steward, "asset with links");
        await steward.Page.GotoAsync("community/network?ask=linked");
        await steward.Page.Locator("#ask-from").FillAsync($"{FoodBank} (Exchange)");
        await steward.Page.Locator("#ask-to").FillAsync($"{Library} (Building or land)");
        var told = steward.Page.Locator("[data-told]");
        await Expect(told).ToContainTextAsync($"{FoodBank} and {Library} are 2 links apart");
        await Expect(told).ToContainTextAsync(Kitchen);
        await steward.Page.GetByLabel("Find somebody").FillAsync($"{Library} (Building or land)");
        await steward.Page.GetByRole(AriaRole.Button, new() { Name = "What if it closes?" }).ClickAsync();
        await Expect(told).ToContainTextAsync($"If {Library} closes");
        Assert.Empty(steward.Complaints);
        Assert.Empty(builder.Complaints);
    }
}
