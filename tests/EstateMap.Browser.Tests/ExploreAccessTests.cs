using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Every main state of Explore pleases axe and fits its window, on a desk and on a phone.</summary>
public class ExploreAccessTests(RunningMap map)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_tab_pleases_axe_with_everything_chosen_there(bool phone)
    {
        await using var visit = await map.VisitAsync("explore?area=ward:2023:E05015254&compare=ward:2023:E05015255&near=-2.32,53.42&size=none&indicator=population_age_65_over", phone);
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Layers");
        await visit.Page.Locator(".em-shading__legend li").First.WaitForAsync();
        await visit.Page.Locator(".em-shading__table summary").ClickAsync();
        foreach (var uses in await visit.Page.Locator(".em-layers__more").AllAsync())
            await uses.ClickAsync();
        await PleasesAsync(visit, "layers and legend");

        await visit.OpenTabAsync("Filters");
        await visit.Page.EvaluateAsync("document.querySelectorAll('.em-facet').forEach(facet => { facet.open = true; })");
        await PleasesAsync(visit, "filters");
        await visit.OpenTabAsync("Areas");
        await visit.Page.Locator("tr[data-figure=sites] td").First.WaitForAsync();
        await OpenAllAsync(visit, ".em-area");
        await PleasesAsync(visit, "areas");
        await visit.OpenTabAsync("Near");
        await visit.Page.GetByRole(AriaRole.Table, new() { Name = "Nearest of each layer" }).WaitForAsync();
        await OpenAllAsync(visit, ".em-near");
        await PleasesAsync(visit, "near");
        await visit.OpenTabAsync("Share");
        await PleasesAsync(visit, "share");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).FillAsync("sale");
        await visit.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await PleasesAsync(visit, "suggestions");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_card_pleases_axe_with_every_section_open(bool phone)
    {
        await using var visit = await map.VisitAsync("explore?site=" + Uri.EscapeDataString(await map.SiteAsync("Sale Waterside")), phone);
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Report a problem" }).ClickAsync();
        await OpenAllAsync(visit, ".em-card");
        await PleasesAsync(visit, "card");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_table_pleases_axe_with_either_menu_open(bool phone)
    {
        await using var visit = await map.VisitAsync("explore?mode=table&columns=name,street,postcode,uses,owner,tenure,floor_area,energy,condition,located,as_at,updated", phone);
        await visit.Page.Locator("#row-0").WaitForAsync();
        foreach (var menu in new[] { "Columns", "Download" })
        {
            await visit.Page.GetByText(menu, new() { Exact = true }).ClickAsync();
            await PleasesAsync(visit, menu);
        }
        await visit.Page.Locator("#row-1 button").ClickAsync();
        await Expect(visit.Page.Locator("tr[aria-current=true]")).ToHaveCountAsync(1);
        await PleasesAsync(visit, "row chosen");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drawing_a_shape_pleases_axe_and_so_does_what_is_in_it(bool phone)
    {
        await using var visit = await map.VisitAsync("explore?view=53.42,-2.32,12", phone);
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Areas");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw a shape on the map" }).ClickAsync();
        var box = (await visit.Page.Locator(".em-map__canvas").BoundingBoxAsync())!;
        foreach (var (right, down) in new[] { (0.3f, 0.3f), (0.7f, 0.35f), (0.5f, 0.5f) })
            await visit.Page.Mouse.ClickAsync(box.X + (box.Width * right), box.Y + (box.Height * down), new() { Delay = 20 });
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use this shape" })).ToBeEnabledAsync();
        await PleasesAsync(visit, "drawing");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use this shape" }).ClickAsync();
        await visit.Page.Locator("tr[data-figure=sites] td").First.WaitForAsync();
        await PleasesAsync(visit, "drawn");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_without_its_server_pleases_axe(bool phone)
    {
        await using var visit = await map.VisitAsync("explore?layers=libraries", phone, page => page.RouteAsync("**/graphql", route => route.AbortAsync("internetdisconnected")));
        await visit.Page.GetByRole(AriaRole.Alert).First.WaitForAsync();
        await PleasesAsync(visit, "away");
    }

    [Fact]
    public async Task At_four_hundred_per_cent_no_state_needs_scrolling_two_ways()
    {
        await using var visit = await map.VisitAsync("explore?area=ward:2023:E05015254&compare=ward:2023:E05015255&near=-2.32,53.42&size=none&indicator=population_all", before: page => page.SetViewportSizeAsync(320, 256));
        await visit.DrawnAsync();
        foreach (var (tab, sign) in new[] { ("Layers", ".em-shading__legend li"), ("Filters", ".em-facet"), ("Areas", "tr[data-figure=sites] td"), ("Near", ".em-near tbody tr"), ("Share", "#share-query") })
        {
            await visit.OpenTabAsync(tab);
            await visit.Page.Locator(sign).First.ScrollIntoViewIfNeededAsync();
            await Expect(visit.Page.Locator(sign).First).ToBeInViewportAsync();
            await FitsAsync(visit, tab);
        }
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Table", Exact = true }).ClickAsync();
        await visit.Page.Locator("tbody tr[id] button").First.ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToBeInViewportAsync();
        await FitsAsync(visit, "card beside the table");
        Assert.Empty(visit.Complaints);
    }

    private static async Task PleasesAsync(Visit visit, string state)
    {
        var found = await visit.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, state + "\n" + string.Join('\n', found.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        await FitsAsync(visit, state);
    }

    private static async Task FitsAsync(Visit visit, string state) =>
        Assert.Equal((state, 0), (state, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")));

    /// <summary>Opens everything that folds in a part of the page and waits until it is read.</summary>
    private static async Task OpenAllAsync(Visit visit, string within)
    {
        await visit.Page.Locator($"{within} details").First.WaitForAsync();
        await visit.Page.EvaluateAsync("within => document.querySelectorAll(`${within} details`).forEach(fold => { fold.open = true; })", within);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }
}
