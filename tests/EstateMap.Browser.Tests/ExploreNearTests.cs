using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>What is nearest to a postcode, to the reader and to a site.</summary>
public class ExploreNearTests(RunningMap map)
{
    [Fact]
    public async Task The_nearest_to_a_postcode_stand_in_order_and_open_their_cards()
    {
        var point = (await map.AskAsync("{ search(text: \"M33 7ZF\") { kind point { coordinates } } }")).GetProperty("search").EnumerateArray().First(hit => hit.GetProperty("kind").GetString() == "Postcode").GetProperty("point").GetProperty("coordinates");
        var geoJson = "{ type: \"Point\", coordinates: " + point.GetRawText() + " }";
        var nearest = (await map.AskAsync("{ sites(near: { geometry: " + geoJson + " }, first: 1, where: { themes: { some: { eq: \"health\" } } }) { nodes { name distance(to: " + geoJson + ") } } }")).GetProperty("sites").GetProperty("nodes")[0];

        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Near");
        await visit.Page.GetByLabel("Postcode", new() { Exact = true }).FillAsync("m33 7zf");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#near-heading")).ToHaveTextAsync("Nearest to M33 7ZF");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("near=-2.32,53.425"));
        await Expect(visit.Page.Locator(".em-pin")).ToBeInViewportAsync();
        var rows = visit.Page.GetByRole(AriaRole.Table, new() { Name = "Nearest of each layer" }).Locator("tbody tr");
        await rows.First.WaitForAsync();
        var distances = (await rows.Locator("td:nth-of-type(1)").AllTextContentsAsync()).Select(Metres).ToArray();
        Assert.True(distances.Length > 3);
        Assert.Equal(distances.Order(), distances);
        var minutes = (await rows.Locator("td:nth-of-type(2)").AllTextContentsAsync()).Select(words => int.Parse(words.Split(' ')[0], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(minutes.Order(), minutes);
        var health = rows.Filter(new() { HasText = "Health" }).First;
        await Expect(health.GetByRole(AriaRole.Button)).ToHaveTextAsync(nearest.GetProperty("name").GetString()!);
        Assert.Equal(nearest.GetProperty("distance").GetDouble(), Metres((await health.Locator("td").First.TextContentAsync())!), tolerance: 60);

        await health.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(nearest.GetProperty("name").GetString()!);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Nearest to this" }).ClickAsync();
        await Expect(visit.Page.Locator("#near-heading")).ToHaveTextAsync($"Nearest to {nearest.GetProperty("name").GetString()}");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("near=-2.32,53.425"));
        await Expect(rows.First).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_postcode_that_is_not_loaded_is_said_in_words()
    {
        await using var visit = await map.VisitAsync("/explore?near=-2.32,53.42");
        await visit.OpenTabAsync("Near");
        await visit.Page.GetByLabel("Postcode", new() { Exact = true }).FillAsync("ZZ1 1ZZ");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByText("ZZ1 1ZZ is not among the postcodes that are loaded")).ToBeVisibleAsync();
        await visit.Page.GetByLabel("Postcode", new() { Exact = true }).FillAsync("M33");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByText("Write a whole postcode")).ToBeVisibleAsync();
        Assert.Contains("near=-2.32,53.42", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_readers_own_position_is_rounded_before_it_goes_anywhere()
    {
        await using var visit = await map.VisitAsync("/explore", before: async page =>
        {
            await page.Context.GrantPermissionsAsync(["geolocation"]);
            await page.Context.SetGeolocationAsync(new() { Latitude = 53.4249137f, Longitude = -2.3212345f });
        });
        ConcurrentQueue<string> sent = [];
        visit.Page.Request += (_, request) => sent.Enqueue(request.Url + request.PostData);
        await visit.OpenTabAsync("Near");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use my location" }).ClickAsync();
        await Expect(visit.Page.Locator("#near-heading")).ToHaveTextAsync("Nearest to your location");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("near=-2.3212,53.4249(&|$)"));
        await visit.Page.GetByRole(AriaRole.Table, new() { Name = "Nearest of each layer" }).Locator("tbody tr").First.WaitForAsync();
        Assert.Contains(sent, request => request.Contains("53.4249", StringComparison.Ordinal));
        Assert.DoesNotContain(sent, request => request.Contains("53.42491", StringComparison.Ordinal) || request.Contains("2.32123", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_browser_that_may_not_say_where_it_is_is_answered_with_what_to_do()
    {
        await using var visit = await map.VisitAsync("/explore", before: page => page.Context.ClearPermissionsAsync());
        await visit.OpenTabAsync("Near");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use my location" }).ClickAsync();
        await Expect(visit.Page.GetByText("The browser was not allowed to say where you are. Allow it for this page, or write a postcode.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use my location" })).ToBeEnabledAsync();
        Assert.DoesNotContain("near=", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    /// <summary>"about 340 m" and "2.4 km" as metres.</summary>
    private static double Metres(string words)
    {
        var number = double.Parse(Regex.Match(words, "[0-9.]+").Value, CultureInfo.InvariantCulture);
        return words.Contains("km", StringComparison.Ordinal) ? number * 1000 : number;
    }
}
