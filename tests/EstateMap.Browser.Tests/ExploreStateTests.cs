using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>The address is the state: it restores everything, back and forward go through the choices, and it can be shared.</summary>
public class ExploreStateTests(RunningMap map)
{
    private const string Ring = "-2.37,53.4;-2.28,53.4;-2.28,53.45;-2.37,53.45";

    [Fact]
    public async Task An_address_restores_everything_in_a_fresh_window()
    {
        var site = await map.SiteAsync("Sale Waterside");
        var path = "explore?mode=both&area=ward:2023:E05015254&compare=ward:2023:E05015255&near=-2.32,53.42&layers=estate,libraries&size=none,over-10000&freshness=over-2-years,under-1-year"
            + $"&boundaries=ward:2023&indicator=population_all&classes=equal&bins=4&sort=floor_area.desc&columns=name,street,floor_area,as_at&site={Uri.EscapeDataString(site)}&view=53.42,-2.32,13";
        var expected = await map.CountAsync("""
            { area: { kind: { eq: "ward" }, vintage: { eq: "2023" }, code: { eq: "E05015254" } }, or: [{ floorArea_m2: { eq: null } }, { floorArea_m2: { gte: 10000 } }], themes: { some: { in: ["estate", "libraries"] } } }
            """);
        await using var visit = await map.VisitAsync(path);
        await visit.DrawnAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Sale Waterside");
        await Expect(visit.Page.Locator(".em-ring")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator(".em-pin")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Both" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(visit.Page.GetByRole(AriaRole.Grid).Locator("thead th")).ToHaveTextAsync(["Name", "Street", "Floor area m² ▼", "Facts as at"]);
        await Expect(visit.Page.Locator("tbody tr[aria-current=true]")).ToContainTextAsync("Sale Waterside");
        Assert.Equal(new Uri(map.Address, path).ToString(), visit.Page.Url);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to layers" }).ClickAsync();
        var kept = new Uri(map.Address, path.Replace($"&site={Uri.EscapeDataString(site)}", "", StringComparison.Ordinal)).ToString();
        await Expect(visit.Page).ToHaveURLAsync(kept);
        await visit.OpenTabAsync("Layers");
        await Expect(visit.Page.Locator("#layer-libraries")).ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#layer-schools")).Not.ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#boundaries")).ToHaveValueAsync("ward:2023");
        await Expect(visit.Page.GetByLabel("Figure", new() { Exact = true })).ToHaveValueAsync("population_all");
        await Expect(visit.Page.GetByLabel("Classes by", new() { Exact = true })).ToHaveValueAsync("equal");
        await Expect(visit.Page.Locator(".em-shading__legend li")).ToHaveCountAsync(4);
        await Expect(visit.Page.Locator(".em-chip__words")).ToHaveTextAsync(["Area: Sale Central", "Size: Not stated", "Size: 10,000 m² and more", "Age of the facts: Older than two years", "Age of the facts: Under a year old"]);
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync($"{expected.Count}");
        await Expect(visit.Page.GetByRole(AriaRole.Tab)).ToHaveTextAsync(["Layers", "Filters, 4 chosen", "Areas, 1 chosen", "Near", "Share"]);
        await visit.OpenTabAsync("Filters");
        foreach (var code in new[] { "size-none", "size-over-10000", "freshness-over-2-years", "freshness-under-1-year" })
            await Expect(visit.Page.Locator($"#facet-{code}")).ToBeCheckedAsync();
        await visit.OpenTabAsync("Areas");
        await Expect(visit.Page.Locator("tr[data-figure=sites] td")).ToHaveCountAsync(3);
        await visit.OpenTabAsync("Near");
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Nearest of each layer" })).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveURLAsync(kept);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task An_address_restores_a_drawn_shape()
    {
        var within = await map.CountAsync("{ geometry: { within: { geometry: { type: \"Polygon\", coordinates: [[[-2.37, 53.4], [-2.28, 53.4], [-2.28, 53.45], [-2.37, 53.45], [-2.37, 53.4]]] } } } }");
        await using var visit = await map.VisitAsync($"explore?within={Ring}");
        await visit.ReadyAsync(within.Located);
        await Expect(visit.Page.Locator(".em-chips .em-chip__words")).ToHaveTextAsync(["Area: drawn shape"]);
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync($"{within.Count}");
        await Expect(visit.Page.Locator(".leaflet-shape-pane path")).ToHaveCountAsync(1);
        Assert.Equal(new Uri(map.Address, $"explore?within={Ring}").ToString(), visit.Page.Url);
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("explore?view=north&area=ward&within=1,2&near=x&sort=colour&columns=none&indicator=nothing&bins=99&mode=3d")]
    [InlineData("explore?layers=unicorns&size=huge&boundaries=moon:1&site=nonsense&area=ward:1999:X&compare=ward:1999:Y")]
    public async Task An_address_that_nobody_made_is_answered_with_a_page_that_works(string path)
    {
        await using var visit = await map.VisitAsync(path);
        await visit.DrawnAsync();
        await Expect(visit.Page.GetByText("This view stopped working")).ToHaveCountAsync(0);
        await visit.Page.GotoAsync("/explore");
        await visit.ReadyAsync((await map.CountAsync("{}")).Located);
    }

    [Fact]
    public async Task Back_and_forward_undo_and_redo_one_choice_after_another()
    {
        // From so far away that no site that is opened has to be moved into view.
        await using var visit = await map.VisitAsync("/explore?mode=both&layers=libraries,schools&boundaries=neighbourhood:2023&view=53.42,-2.36,10");
        await visit.DrawnAsync();
        List<string> addresses = [visit.Page.Url];
        async Task ChooseAsync(ILocator what, string expected)
        {
            await what.ClickAsync();
            await Expect(visit.Page).ToHaveURLAsync(new Regex(expected));
            addresses.Add(visit.Page.Url);
        }
        await ChooseAsync(visit.Page.Locator("label[for=layer-estate]"), "layers=estate,libraries,schools");
        await ChooseAsync(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Floor area m²" }), "sort=floor_area");
        await ChooseAsync(visit.Page.Locator("tbody th button").First, "site=");
        await ChooseAsync(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Table", Exact = true }), "mode=table");

        await visit.Page.GoBackAsync();
        await Expect(visit.Page).ToHaveURLAsync(addresses[3]);
        await Expect(visit.Page.Locator(".em-map")).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Page).ToHaveURLAsync(addresses[2]);
        await Expect(visit.Page.Locator("#card-name")).ToHaveCountAsync(0);
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Name");
        await visit.Page.GoBackAsync();
        await Expect(visit.Page).ToHaveURLAsync(addresses[0]);
        await Expect(visit.Page.Locator("#layer-estate")).Not.ToBeCheckedAsync();
        await visit.Page.GoForwardAsync();
        await Expect(visit.Page.Locator("#layer-estate")).ToBeCheckedAsync();
        await visit.Page.GoForwardAsync();
        await Expect(visit.Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Floor area");
        await Expect(visit.Page).ToHaveURLAsync(addresses[2]);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Choices_made_faster_than_the_server_counts_are_all_kept()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.Page.EvaluateAsync("""
            async () => {
              for (const id of ['layer-schools', 'layer-health', 'layer-green']) {
                document.getElementById(id).click();
                await new Promise(done => setTimeout(done, 30));
              }
            }
            """);
        await Expect(visit.Page).ToHaveURLAsync(new Regex("layers=community,estate,hubs,leisure,libraries,none$"));
        await visit.ReadyAsync((await map.CountAsync("{ themes: { some: { in: [\"community\", \"estate\", \"hubs\", \"leisure\", \"libraries\"] } } }")).Located);
        foreach (var theme in new[] { "schools", "health", "green" })
            await Expect(visit.Page.Locator($"#layer-{theme}")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task The_link_is_the_address_and_the_query_answers_the_same_count()
    {
        await using var visit = await map.VisitAsync("/explore?layers=estate,libraries,schools&owner=none&size=none&within=" + Ring, before: page => page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]));
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Share");
        await Expect(visit.Page.GetByLabel("Link to what you see")).ToHaveValueAsync(visit.Page.Url);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Expect(visit.Page.GetByText("Copied.")).ToBeVisibleAsync();
        Assert.Equal(visit.Page.Url, await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy query" }).ClickAsync();
        await visit.Page.WaitForFunctionAsync("async () => (await navigator.clipboard.readText()).startsWith('{')");
        var query = await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        var answer = (await map.AskAsync(query)).GetProperty("sites").GetProperty("totalCount");
        Assert.NotEqual(0, answer.GetInt32());
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync(answer.ToString());
        Assert.Empty(visit.Complaints);
    }
}
