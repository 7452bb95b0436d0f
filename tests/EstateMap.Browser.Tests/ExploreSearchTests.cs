using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>The search box of Explore.</summary>
public class ExploreSearchTests(RunningMap map)
{
    [Fact]
    public async Task Search_by_name_with_the_keyboard_opens_the_site()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await Box(visit).PressSequentiallyAsync("broomwood cen");
        await Expect(Options(visit).First).ToContainTextAsync("Broomwood Centre");
        await Box(visit).PressAsync("ArrowDown");
        await Expect(Box(visit)).ToHaveAttributeAsync("aria-activedescendant", "search-hit-0");
        await Box(visit).PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
        await Expect(Options(visit)).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Search_forgives_a_typing_error()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await Box(visit).PressSequentiallyAsync("Bromwood Centre");
        await Options(visit).Filter(new() { HasText = "Broomwood Centre" }).First.ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
    }

    [Fact]
    public async Task Search_by_postcode_moves_the_map_there_and_an_area_is_chosen()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await Box(visit).PressSequentiallyAsync("M16 0EX");
        await Options(visit).Filter(new() { HasText = "Postcode" }).First.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex(@"view=53\.451\d*,-2\.278\d*,16"));
        await Box(visit).FillAsync("");
        await Box(visit).PressSequentiallyAsync("sale moor");
        await Options(visit).Filter(new() { HasText = "Area" }).Filter(new() { HasText = "Sale Moor" }).First.ClickAsync();
        await Expect(visit.Page.Locator("#area-heading")).ToHaveTextAsync("What is in Sale Moor");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("area=ward:2023:E05015255"));
    }

    [Fact]
    public async Task What_is_like_nothing_is_said_and_escape_clears_it()
    {
        await using var visit = await map.VisitAsync("/explore");
        await Box(visit).PressSequentiallyAsync("qqqzzzxxx");
        await Expect(visit.Page.Locator(".em-search [role=status]")).ToContainTextAsync("Nothing is like “qqqzzzxxx”");
        await Box(visit).PressAsync("Escape");
        await Expect(Box(visit)).ToHaveValueAsync("");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Recent_searches_are_kept_by_the_browser_and_can_be_cleared()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        foreach (var (typed, found) in new[] { ("broomwood cen", "Broomwood Centre"), ("sale waterside", "Sale Waterside") })
        {
            await Box(visit).FillAsync(typed);
            await Options(visit).Filter(new() { HasText = found }).First.ClickAsync();
            await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(found);
        }
        await visit.Page.GotoAsync("/explore");
        await visit.DrawnAsync();
        await Box(visit).FocusAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Listbox, new() { Name = "Recent searches" })).ToBeVisibleAsync();
        await Expect(Options(visit).Locator(".em-search__title")).ToHaveTextAsync(["Sale Waterside", "Broomwood Centre"]);
        await Box(visit).PressAsync("ArrowDown");
        await Box(visit).PressAsync("ArrowDown");
        await Box(visit).PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");

        await Box(visit).FillAsync("");
        await Options(visit).Filter(new() { HasText = "Clear recent searches" }).ClickAsync();
        await Expect(visit.Page.Locator(".em-search [role=status]")).ToHaveTextAsync("Recent searches cleared");
        await visit.Page.ReloadAsync();
        await visit.DrawnAsync();
        await Box(visit).FocusAsync();
        await Expect(Box(visit)).ToHaveAttributeAsync("aria-expanded", "false");
        Assert.Null(await visit.Page.EvaluateAsync<string?>("localStorage.getItem('estatemap.recent-searches')"));
        Assert.Empty(visit.Complaints);
    }

    private static ILocator Box(Visit visit) => visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });

    private static ILocator Options(Visit visit) => visit.Page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option);
}
