using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>The map of Explore: what it draws, and how the mouse and the keyboard go about it.</summary>
public class ExploreMapTests(RunningMap map)
{
    [Theory]
    [InlineData("/", "Explore")]
    [InlineData("/explore", "Explore")]
    [InlineData("/data/import", "Data")]
    public async Task The_top_bar_marks_the_workspace_one_is_in(string path, string workspace)
    {
        await using var visit = await map.VisitAsync(path);
        await Expect(visit.Page.Locator(".em-nav__link--current")).ToHaveTextAsync([workspace]);
        await Expect(visit.Page.Locator(".em-nav [aria-current=page]")).ToHaveTextAsync([workspace]);
    }

    [Fact]
    public async Task The_sample_says_that_it_is_one_and_how_to_load_official_files()
    {
        await using var visit = await map.VisitAsync("/");
        var notice = visit.Page.Locator(".em-sample");
        await notice.GetByText("Sample data, schematic boundaries").ClickAsync();
        await Expect(notice.GetByText("make geodata")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Layers_count_what_GraphQL_counts_and_the_map_draws_every_located_site()
    {
        var asked = await map.AskAsync("{ themes: siteAggregates(groupBy: [{ by: THEME }]) { key { code } count } all: siteAggregates { count locatedCount } }");
        await using var visit = await map.VisitAsync("/explore");
        await visit.ReadyAsync(asked.GetProperty("all")[0].GetProperty("locatedCount").GetInt32());
        foreach (var theme in asked.GetProperty("themes").EnumerateArray().Where(theme => theme.GetProperty("key")[0].GetProperty("code").GetString() is not null))
            await Expect(visit.Page.Locator($"label[for=layer-{theme.GetProperty("key")[0].GetProperty("code").GetString()}] .em-count:not(.em-count--view)"))
                .ToHaveTextAsync(new Regex($"^{theme.GetProperty("count").GetInt32()} sites"));
        Assert.Empty(visit.Complaints);
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
        await Expect(floor.Locator(".em-provenance__words")).ToContainTextAsync(new Regex("Sample: council properties.*29 September 2023"));
        await Expect(visit.Page).ToHaveURLAsync(new Regex("site="));
    }

    [Fact]
    public async Task A_click_on_a_cluster_comes_closer_until_every_site_in_view_stands_by_itself()
    {
        var facets = "";
        await using var visit = await map.VisitAsync("/explore", before: page =>
        {
            page.Request += (_, request) => { if (request.Url.Contains("maps/facets.json", StringComparison.Ordinal)) facets = request.Url; };
            return page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        });
        var all = await visit.DrawnAsync();
        var clicks = 0;
        while (await FindAsync(visit, "Enter comes closer") is { } said)
        {
            var count = int.Parse(said.Split(' ')[0], CultureInfo.InvariantCulture);
            Assert.InRange(count, 2, all);
            var (zoom, ring) = (await ZoomAsync(visit), (await visit.Page.Locator(".em-ring").BoundingBoxAsync())!);
            await visit.MoveAsync(() => visit.Page.Mouse.ClickAsync(ring.X + (ring.Width / 2), ring.Y + (ring.Height / 2)));
            Assert.True(await ZoomAsync(visit) > zoom);
            Assert.InRange(await visit.DrawnAsync(), 1, all);
            Assert.InRange(++clicks, 1, 6);
        }
        Assert.NotEqual(0, clicks);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.ReadyAsync(await InViewAsync(visit, facets));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_comes_closer_to_a_cluster_and_opens_a_site_of_it()
    {
        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        Assert.NotNull(await FindAsync(visit, "Enter comes closer"));
        await visit.MoveAsync(() => visit.Page.Keyboard.PressAsync("Enter"));
        await Expect(visit.Page).ToHaveURLAsync(new Regex("view="));
        var said = await FindAsync(visit, "Enter opens it");
        Assert.NotNull(said);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(said.Split(", ")[0]);
        await Expect(visit.Page.Locator("#card-name")).ToBeFocusedAsync();
        Assert.Empty(visit.Complaints);
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
    public async Task Where_motion_is_unwelcome_the_map_is_there_at_once()
    {
        await using var visit = await map.VisitAsync("/explore?view=53.42,-2.32,13", before: page => page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce }));
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        var classes = await visit.Page.EvaluateAsync<string>("""
            async () => {
              const pane = document.querySelector('.leaflet-map-pane');
              document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '+', code: 'Equal', keyCode: 187, bubbles: true }));
              await new Promise(requestAnimationFrame);
              return pane.className;
            }
            """);
        Assert.DoesNotContain("leaflet-zoom-anim", classes, StringComparison.Ordinal);
        await Expect(visit.Page).ToHaveURLAsync(new Regex("view=[^&]*,14$"));
        Assert.Equal("0s", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.em-panel')).transitionDuration"));
    }

    [Fact]
    public async Task Colours_that_the_reader_forces_leave_the_map_and_what_is_chosen_to_be_seen()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both", before: page => page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active }));
        Assert.True(await visit.DrawnAsync() > 0);
        await Expect(visit.Page.Locator(".em-map__canvas canvas").First).ToBeVisibleAsync();
        foreach (var (chosen, other) in new[] { ("[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"), (".em-modes [aria-pressed=true]", ".em-modes [aria-pressed=false]") })
            Assert.NotEqual(await LookAsync(visit, other), await LookAsync(visit, chosen));
        await visit.Page.GetByRole(AriaRole.Tab).First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual("none", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        Assert.Empty(visit.Complaints);
    }

    /// <summary>Goes from one to the next in view until the map says these words of one; null when it says them of none.</summary>
    private static async Task<string?> FindAsync(Visit visit, string words)
    {
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        var said = visit.Page.Locator(".em-map [aria-live]");
        for (var steps = 1; ; steps++)
        {
            await visit.Page.Keyboard.PressAsync("n");
            await Expect(said).ToContainTextAsync("in view. Enter");
            var text = (await said.TextContentAsync())!;
            if (text.Contains(words, StringComparison.Ordinal))
                return text;
            if (steps > int.Parse(Regex.Match(text, @"of (\d+) in view").Groups[1].Value, CultureInfo.InvariantCulture))
                return null;
        }
    }

    private static async Task<double> ZoomAsync(Visit visit) =>
        await visit.Page.EvaluateAsync<double>("Number(new URL(location).searchParams.get('view')?.split(',')[2] ?? 0)");

    /// <summary>Sites in the box of the facets that were asked for last; each has one precision.</summary>
    private static async Task<int> InViewAsync(Visit visit, string facets)
    {
        var answer = await (await visit.Page.APIRequest.GetAsync(facets)).JsonAsync<JsonElement>();
        return answer.GetProperty("facets").EnumerateArray().First(facet => facet.GetProperty("facet").GetString() == "precision").GetProperty("values").EnumerateArray().Sum(value => value.GetProperty("inView").GetInt32());
    }

    private static async Task<string> LookAsync(Visit visit, string selector) =>
        await visit.Page.EvaluateAsync<string>("selector => { const { backgroundColor, color, borderBottom, outline, textDecoration } = getComputedStyle(document.querySelector(selector)); return [backgroundColor, color, borderBottom, outline, textDecoration].join(); }", selector);
}
