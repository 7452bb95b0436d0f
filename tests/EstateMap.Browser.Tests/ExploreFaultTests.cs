using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Servers that are away, slow or out of their mind: the page says so in words and keeps what was chosen.</summary>
public class ExploreFaultTests(RunningMap map)
{
    private static readonly Regex Facets = new("/maps/facets[.]json");
    private static readonly Regex Server = new("/(graphql|maps|tiles)(/|$|\\?)");

    [Fact]
    public async Task A_server_that_is_away_at_the_start_is_said_in_words_and_tried_again()
    {
        const string path = "explore?layers=libraries&size=250-1000&view=53.42,-2.36,11";
        await using var visit = await map.VisitAsync(path, before: page => page.RouteAsync(Server, route => route.AbortAsync("internetdisconnected")));
        var alert = visit.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("The map's data could not be loaded.");
        await Expect(alert).ToContainTextAsync("nothing you chose is lost");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(map.Address, path).ToString());
        await visit.Page.UnrouteAsync(Server);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(alert).ToHaveCountAsync(0);
        await ShowsAsync(visit, "{ and: [{ floorArea_m2: { gte: 250, lt: 1000 } }, { themes: { some: { eq: \"libraries\" } } }] }");
        await Expect(visit.Page).ToHaveURLAsync(new Uri(map.Address, path).ToString());
    }

    [Fact]
    public async Task A_server_that_goes_away_leaves_what_was_chosen_and_is_tried_again()
    {
        await using var visit = await map.VisitAsync("explore?mode=both");
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Filters");
        await visit.Page.Locator(".em-facet__summary", new() { HasText = "Size" }).ClickAsync();
        await visit.Page.Locator("label[for=facet-size-250-1000]").WaitForAsync();
        await visit.Page.RouteAsync(Server, route => route.AbortAsync("internetdisconnected"));
        await visit.Page.Locator("label[for=facet-size-250-1000]").ClickAsync();
        await Expect(visit.Page.GetByText("The counts could not be brought up to date.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("The table could not be filled.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Some sites could not be drawn.")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".em-chip__words")).ToHaveTextAsync(["Size: 250 to 1,000 m²"]);
        await Expect(visit.Page.Locator("#facet-size-250-1000")).ToBeCheckedAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("size=250-1000"));

        await visit.Page.UnrouteAsync(Server);
        var again = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        for (var left = await again.CountAsync(); left > 0; left--)
        {
            await again.First.ClickAsync();
            await Expect(again).ToHaveCountAsync(left - 1);
        }
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await ShowsAsync(visit, "{ floorArea_m2: { gte: 250, lt: 1000 } }");
        await Expect(visit.Page.Locator("tbody tr[id]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Names_of_areas_that_did_not_come_are_asked_for_again()
    {
        await using var visit = await map.VisitAsync("explore?area=ward:2023:E05015254", before: page => page.RouteAsync("**/graphql", route =>
            route.Request.PostData?.Contains("query Areas(", StringComparison.Ordinal) is true ? route.AbortAsync("internetdisconnected") : route.ContinueAsync()));
        await Expect(visit.Page.GetByText("The map's data could not be loaded.")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".em-chip__words")).ToHaveTextAsync(["Area: E05015254"]);
        await visit.Page.UnrouteAsync("**/graphql");
        // The page's own notice, and one at each list of names.
        var again = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        for (var left = await again.CountAsync(); left > 0; left--)
        {
            await again.First.ClickAsync();
            await Expect(again).ToHaveCountAsync(left - 1);
        }
        await Expect(visit.Page.Locator(".em-chip__words")).ToHaveTextAsync(["Area: Sale Central"]);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(503, "text/plain", "Service Unavailable", "HTTP 503")]
    [InlineData(200, "text/html", "<!doctype html><h1>Welcome to this hotel's network</h1>", "HTTP 200")]
    [InlineData(200, "application/json", "{\"data\":", "could not be read")]
    [InlineData(200, "application/json", "{\"data\":null}", "was empty")]
    public async Task A_server_that_answers_with_nonsense_is_said_in_words(int status, string type, string body, string words)
    {
        await using var visit = await map.VisitAsync("explore?layers=libraries", before: page => page.RouteAsync(Server, route => route.FulfillAsync(new() { Status = status, ContentType = type, Body = body })));
        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync(words);
        await Expect(visit.Page.GetByText("This view stopped working")).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" })).ToBeVisibleAsync();
        await visit.Page.UnrouteAsync(Server);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();
        await ShowsAsync(visit, "{ themes: { some: { eq: \"libraries\" } } }");
    }

    [Fact]
    public async Task A_slow_server_leaves_the_page_usable()
    {
        await using var visit = await map.VisitAsync("explore?mode=both", before: page => page.RouteAsync(Server, route => LaterAsync(route, 3000)));
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await box.PressSequentiallyAsync("broomwood");
        await Expect(box).ToHaveValueAsync("broomwood");
        await visit.DrawnAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Broomwood");
        await box.PressAsync("Escape");

        await visit.OpenTabAsync("Layers");
        await visit.Page.Locator("label[for=layer-schools]").ClickAsync();
        await visit.Page.Locator("label[for=layer-health]").ClickAsync();
        await Expect(visit.Page.Locator("#layer-schools")).Not.ToBeCheckedAsync(new() { Timeout = 1500 });
        await Expect(visit.Page.Locator("#layer-health")).Not.ToBeCheckedAsync(new() { Timeout = 1500 });
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Layers" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Filters" })).ToBeFocusedAsync(new() { Timeout = 1500 });
        await ShowsAsync(visit, "{ themes: { some: { in: [\"community\", \"estate\", \"green\", \"hubs\", \"leisure\", \"libraries\"] } } }");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Counts_that_come_late_never_throw_back_a_map_that_is_being_dragged()
    {
        var held = new TaskCompletionSource();
        await using var visit = await map.VisitAsync("explore?view=53.42,-2.32,13");
        await visit.DrawnAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.Page.RouteAsync(Facets, async route =>
        {
            await held.Task;
            await LaterAsync(route, 0);
        });
        var asked = visit.Page.WaitForRequestAsync(Facets);
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await asked;
        var before = visit.Page.Url;
        var box = (await visit.Page.Locator(".em-map__canvas").BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 2) - 120, box.Y + (box.Height / 2), new() { Steps = 6 });
        await visit.Page.WaitForTimeoutAsync(100);
        var dragged = await PaneAsync(visit);
        var answered = visit.Page.WaitForResponseAsync(Facets);
        held.SetResult();
        await answered;
        await visit.Page.WaitForTimeoutAsync(500);
        Assert.Equal(dragged, await PaneAsync(visit));
        await visit.Page.Mouse.UpAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(before);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_newest_choice_wins_when_answers_come_out_of_order()
    {
        await using var visit = await map.VisitAsync("explore?mode=both");
        await visit.DrawnAsync();
        await visit.Page.RouteAsync(new Regex("size=250-1000(&|$)"), route => LaterAsync(route, 2500));
        await visit.Page.RouteAsync("**/graphql", route => route.Request.PostData?.Contains("\"broomw\"", StringComparison.Ordinal) is true ? LaterAsync(route, 2500) : route.ContinueAsync());
        await visit.OpenTabAsync("Filters");
        await visit.Page.Locator(".em-facet__summary", new() { HasText = "Size" }).ClickAsync();
        var slow = visit.Page.WaitForRequestAsync(new Regex("facets.json.*size=250-1000(&|$)"));
        await visit.Page.Locator("label[for=facet-size-250-1000]").ClickAsync();
        await slow;
        await visit.Page.Locator("label[for=facet-size-under-250]").ClickAsync();
        await ShowsAsync(visit, "{ floorArea_m2: { lt: 1000 } }");

        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        var asked = visit.Page.WaitForRequestAsync(request => request.PostData?.Contains("\"broomw\"", StringComparison.Ordinal) is true);
        await box.FillAsync("broomw");
        await asked;
        await box.FillAsync("sale waterside");
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Sale Waterside");
        await visit.Page.WaitForTimeoutAsync(3000);
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Sale Waterside");
        await ShowsAsync(visit, "{ floorArea_m2: { lt: 1000 } }");
        Assert.Empty(visit.Complaints);
    }

    private async Task ShowsAsync(Visit visit, string where)
    {
        var (count, located) = await map.CountAsync(where);
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync($"{count}");
        await visit.ReadyAsync(located);
    }

    /// <summary>Where Leaflet has moved everything on the map to.</summary>
    private static Task<string> PaneAsync(Visit visit) => visit.Page.EvaluateAsync<string>("document.querySelector('.leaflet-map-pane').style.transform");

    private static async Task LaterAsync(IRoute route, int milliseconds)
    {
        await Task.Delay(milliseconds);
        try
        {
            await route.ContinueAsync();
        }
        catch (PlaywrightException)
        {
            // The page has gone on or away meanwhile.
        }
    }
}
