using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Layers, facets and the chips of what is chosen: map, table and counts always tell the same number.</summary>
public class ExploreFilterTests(RunningMap map)
{
    private const string MiddleSize = "{ floorArea_m2: { gte: 250, lt: 1000 } }";
    private const string Council = "{ owner: { name: { eq: \"Trafford Council\" } } }";

    [Fact]
    public async Task A_facet_narrows_map_counts_and_table_to_the_number_of_GraphQL_and_its_chip_takes_it_back()
    {
        var all = await map.CountAsync("{}");
        var middle = await map.CountAsync(MiddleSize);
        var both = await map.CountAsync("{ and: [" + MiddleSize + ", { themes: { some: { eq: \"libraries\" } } }] }");
        Assert.True(both.Count > 0 && both.Count < middle.Count && middle.Count < all.Count);

        await using var visit = await map.VisitAsync("/explore?mode=both");
        await ShowsAsync(visit, all);
        await visit.OpenTabAsync("Filters");
        await TickAsync(visit, "Size", "size-250-1000");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("size=250-1000"));
        await ShowsAsync(visit, middle);
        await Expect(visit.Page.Locator("label[for=facet-size-250-1000] .em-count")).ToHaveTextAsync($"{middle.Count} sites");
        await Expect(visit.Page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^Filters") })).ToContainTextAsync("1 chosen");

        await TickAsync(visit, "Services", "service-library");
        var served = await map.CountAsync("{ and: [" + MiddleSize + ", { services: { some: { kind: { eq: \"library\" } } } }] }");
        await ShowsAsync(visit, served);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove services Library" }).ClickAsync();
        await ShowsAsync(visit, middle);
        await Expect(visit.Page.Locator(".em-chips__count")).ToBeFocusedAsync();

        await visit.OpenTabAsync("Layers");
        await OnlyAsync(visit, "libraries");
        await ShowsAsync(visit, both);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Clear all filters" }).ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{ themes: { some: { eq: \"libraries\" } } }"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show all", Exact = true }).ClickAsync();
        await ShowsAsync(visit, all);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_values_of_one_facet_are_either_and_a_value_not_stated_is_one()
    {
        var council = await map.CountAsync(Council);
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.OpenTabAsync("Filters");
        await TickAsync(visit, "Tenure", "tenure-freehold");
        await ShowsAsync(visit, await map.CountAsync("{ tenures: { some: { eq: \"freehold\" } } }"));
        await visit.Page.Locator("label[for=facet-tenure-none]").ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{}"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove tenure Freehold" }).ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{ tenures: { none: { neq: null } } }"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Clear all filters" }).ClickAsync();
        await visit.Page.Locator(".em-facet__summary", new() { HasText = "Owner" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "Owner" }).GetByText("Trafford Council").ClickAsync();
        await ShowsAsync(visit, council);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Hide_all_empties_map_and_table_and_offers_the_way_back()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Hide all" }).ClickAsync();
        await visit.ReadyAsync(0);
        await Expect(visit.Page.Locator(".em-table")).ToContainTextAsync("All layers are hidden");
        await Expect(visit.Page.Locator(".em-chips__count")).ToContainTextAsync("0 sites");
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Page.Locator(".em-map [aria-live]")).ToContainTextAsync("No site in view");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show every site" }).ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{}"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_use_within_a_layer_narrows_to_it()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Uses of Other public estate" }).ClickAsync();
        await visit.Page.Locator("label[for=use-town_hall]").ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{ uses: { some: { eq: \"town_hall\" } } }"));
        await Expect(visit.Page.GetByText("Only the ticked uses are shown.")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove use Town hall" }).ClickAsync();
        await ShowsAsync(visit, await map.CountAsync("{}"));
    }

    [Fact]
    public async Task Unlocated_sites_can_be_listed()
    {
        var all = await map.CountAsync("{}");
        await using var visit = await map.VisitAsync("/explore");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "List them" }).ClickAsync();
        await Expect(visit.Page.Locator("tbody tr[id]")).ToHaveCountAsync(all.Count - all.Located);
        await Expect(visit.Page.Locator("tbody tr[id]").First).ToContainTextAsync("Not located");
    }

    [Fact]
    public async Task Old_facts_can_be_found_and_their_card_says_how_old_they_are()
    {
        var day = DateTime.UtcNow.AddYears(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var old = await map.CountAsync("{ asAt: { lt: \"" + day + "\" } }");
        Assert.NotEqual(0, old.Count);
        await using var visit = await map.VisitAsync("/explore?mode=both&columns=name,as_at");
        await visit.OpenTabAsync("Filters");
        await TickAsync(visit, "Age of the facts", "freshness-over-2-years");
        await ShowsAsync(visit, old);
        await visit.Page.Locator("tbody tr[id] td").First.WaitForAsync();
        var asAt = await visit.Page.Locator("tbody tr[id] td").AllTextContentsAsync();
        Assert.All(asAt, cell => Assert.True(string.CompareOrdinal(DateOnly.Parse(cell.Trim(), System.Globalization.CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day) < 0, cell));
        await visit.Page.Locator("tbody th button").First.ClickAsync();
        await visit.Page.Locator(".em-card .em-provenance summary").First.ClickAsync();
        await Expect(visit.Page.Locator(".em-card .em-provenance__words").First).ToContainTextAsync(new Regex(@"\(\d+ years old\)"));
        Assert.Empty(visit.Complaints);
    }

    /// <summary>Map, table and chips show so many.</summary>
    private static async Task ShowsAsync(Visit visit, (int Count, int Located) expected)
    {
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync($"{expected.Count}");
        await Expect(visit.Page.Locator(".em-table__totals strong").First).ToHaveTextAsync($"{expected.Count}");
        await Expect(visit.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", $"{expected.Count + 1}");
        await visit.ReadyAsync(expected.Located);
    }

    private static async Task TickAsync(Visit visit, string facet, string value)
    {
        var label = visit.Page.Locator($"label[for=facet-{value}]");
        if (!await label.IsVisibleAsync())
            await visit.Page.Locator(".em-facet__summary", new() { HasText = facet }).ClickAsync();
        await label.ClickAsync();
    }

    private static async Task OnlyAsync(Visit visit, string theme)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Hide all" }).ClickAsync();
        await visit.Page.Locator($"label[for=layer-{theme}]").ClickAsync();
    }
}
