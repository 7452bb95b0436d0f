using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

public class ExploreTests(RunningMap map)
{
    [Fact]
    public async Task The_sample_says_that_it_is_one_and_how_to_load_official_files()
    {
        await using var visit = await map.VisitAsync("/");
        await Expect(visit.Page.Locator(".em-sample")).ToContainTextAsync("Sample data, schematic boundaries");
        await Expect(visit.Page.Locator(".em-sample")).ToContainTextAsync("make geodata");
    }

    [Fact]
    public async Task Layers_count_what_GraphQL_counts_and_the_map_draws_every_located_site()
    {
        var asked = await map.AskAsync("{ themes: siteAggregates(groupBy: [{ by: THEME }]) { key { code } count } all: siteAggregates { count locatedCount } }");
        await using var visit = await map.VisitAsync("/explore");
        Assert.Equal(asked.GetProperty("all")[0].GetProperty("locatedCount").GetInt32(), await visit.DrawnAsync());
        foreach (var theme in asked.GetProperty("themes").EnumerateArray().Where(theme => theme.GetProperty("key")[0].GetProperty("code").GetString() is not null))
            await Expect(visit.Page.Locator($"label[for=layer-{theme.GetProperty("key")[0].GetProperty("code").GetString()}] .em-count"))
                .ToHaveTextAsync(new Regex($"^{theme.GetProperty("count").GetInt32()} sites"));
    }

    [Fact]
    public async Task A_click_on_a_symbol_opens_its_card_with_facts_and_their_source()
    {
        await using var visit = await map.VisitAsync("/explore?view=53.39149,-2.306,17");
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
        var floor = visit.Page.Locator(".em-facts__row", new() { HasText = "Floor area" });
        await Expect(floor).ToContainTextAsync("873 m²");
        await floor.Locator("summary").ClickAsync();
        await Expect(floor.Locator(".em-provenance__words")).ToContainTextAsync("Sample: council properties, 29 September 2023");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("site="));
    }

    [Fact]
    public async Task The_keyboard_alone_finds_and_opens_a_site()
    {
        await using var visit = await map.VisitAsync("/explore?view=53.39149,-2.306,16");
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        var said = visit.Page.Locator(".em-map [aria-live]");
        await Expect(said).ToContainTextAsync("Enter opens it");
        var name = (await said.TextContentAsync())!.Split(',')[0];
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(name);
        await Expect(visit.Page.Locator("#card-name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Plus_and_arrows_move_the_map_and_the_address_follows()
    {
        await using var visit = await map.VisitAsync("/explore?view=53.42,-2.32,13");
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        await visit.Page.Keyboard.PressAsync("+");
        await Expect(visit.Page).ToHaveURLAsync(new Regex(@"view=53\.4[12]\d*,-2\.3[12]\d*,14"));
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page).ToHaveURLAsync(new Regex(@"view=53\.4\d*,-2\.3[01]\d*,14"));
    }

    [Fact]
    public async Task Search_by_name_with_the_keyboard_opens_the_site()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await box.PressSequentiallyAsync("broomwood cen");
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Broomwood Centre");
        await box.PressAsync("ArrowDown");
        await box.PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
    }

    [Fact]
    public async Task Search_forgives_a_typing_error()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).PressSequentiallyAsync("Bromwood Centre");
        await visit.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Broomwood Centre" }).First.ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
    }

    [Fact]
    public async Task Search_by_postcode_moves_the_map_there()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).PressSequentiallyAsync("M16 0EX");
        await visit.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Postcode" }).First.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex(@"view=53\.451\d*,-2\.278\d*,16"));
    }

    [Fact]
    public async Task A_row_of_the_table_and_a_symbol_on_the_map_are_one_selection()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.DrawnAsync();
        await visit.Page.Locator("tbody th button").Nth(2).ClickAsync();
        var name = await visit.Page.Locator("tbody tr[aria-current=true] th button").TextContentAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(name!);
        await Expect(visit.Page.Locator(".em-ring")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_table_sorts_on_the_server()
    {
        var largest = (await map.AskAsync("{ sites(first: 1, order: [{ floorArea_m2: DESC }]) { nodes { name } } }")).GetProperty("sites").GetProperty("nodes")[0].GetProperty("name").GetString()!;
        await using var visit = await map.VisitAsync("/explore?mode=table");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Floor area m²" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Floor area m²" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("sort=floor_area.desc"));
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync(largest);
    }

    [Fact]
    public async Task An_area_filters_map_table_and_counts_together()
    {
        var ward = (await map.AskAsync("""{ siteAggregates(groupBy: [{ area: { kind: "ward" } }]) { key { code } count locatedCount } }""")).GetProperty("siteAggregates").EnumerateArray()
            .First(row => row.GetProperty("key")[0].GetProperty("code").GetString() is not null);
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.DrawnAsync();
        await visit.Page.GetByLabel("Only sites in").SelectOptionAsync(ward.GetProperty("key")[0].GetProperty("code").GetString()!);
        await Expect(visit.Page.Locator(".em-table__totals")).ToContainTextAsync(new Regex($"^\\s*{ward.GetProperty("count").GetInt32()} sites?"));
        await Expect(visit.Page.Locator($"[data-ready='{ward.GetProperty("locatedCount").GetInt32()}']")).ToHaveCountAsync(1);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Clear the area filter" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("area="));
    }

    [Fact]
    public async Task Unlocated_sites_can_be_listed()
    {
        var all = (await map.AskAsync("{ siteAggregates { count locatedCount } }")).GetProperty("siteAggregates")[0];
        var unlocated = all.GetProperty("count").GetInt32() - all.GetProperty("locatedCount").GetInt32();
        await using var visit = await map.VisitAsync("/explore");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "List them" }).ClickAsync();
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(unlocated);
        await Expect(visit.Page.Locator("tbody tr").First).ToContainTextAsync("Not located");
    }

    [Fact]
    public async Task An_address_restores_everything_and_back_undoes_a_choice()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both&layers=libraries,schools&boundaries=neighbourhood:2023&view=53.42,-2.32,13");
        await visit.DrawnAsync();
        await Expect(visit.Page.Locator("#layer-libraries")).ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#layer-estate")).Not.ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#boundaries")).ToHaveValueAsync("neighbourhood:2023");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Both" })).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Page.Locator("label[for=layer-estate]").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("layers=estate,libraries,schools"));
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#layer-estate")).Not.ToBeCheckedAsync();
        Assert.Contains("view=53.42,-2.32,13", visit.Page.Url, StringComparison.Ordinal);
    }
}
