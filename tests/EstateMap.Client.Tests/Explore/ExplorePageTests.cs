using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Explore;
using EstateMap.Client.Map;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class ExplorePageTests : BunitContext
{
    private const string NoSuchOwner = "There is no owner '999'.";

    private readonly CannedServer server = new CannedServer()
        .On("Place", """{"data":{"place":{"name":"Village","bbox":[-2.5,53.3,-2.2,53.5],"isSample":false,"hasSchematicBoundaries":false,"attributions":[]},"areaKinds":[{"kind":"ward","label":"Ward","pluralLabel":"Wards","vintage":"2023","count":2,"isSchematic":false}],"vocabulary":[{"code":"park","label":"Park","broader":"green"},{"code":"abbey","label":"Abbey","broader":"heritage"}],"themes":[{"code":"green","isShownFirst":true},{"code":"heritage","isShownFirst":false}]}}""")
        .On("Areas", """{"data":{"areas":{"nodes":[{"code":"W1","name":"West","bbox":[0,0,1,1]}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
        .On("AreaName", """{"data":{"area":{"code":"W1","name":"West","bbox":[0,0,1,1]}}}""")
        .On("Point", """{"data":{"site":{"name":"Town Library","geometry":{"coordinates":[-2.3,53.4]}}}}""")
        .On("Card", """{"data":{"localTime":"2026-11-30T10:00","site":null}}""")
        .On("Nearest", """{"data":{"n0":{"nodes":[]},"n1":{"nodes":[]}}}""")
        .OnGet("/maps/facets.json", FacetNumbersTests.Answer(3))
        .OnGet("/maps/rows.json", """{"total":0,"ids":[],"at":null}""");
    private readonly BunitJSModuleInterop keeper;
    private readonly BunitJSModuleInterop drawn;

    public ExplorePageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        keeper = JSInterop.SetupModule("./Explore/ExplorePage.razor.js").SetupModule("createFocusKeeper", _ => true);
        drawn = JSInterop.SetupModule("./Map/MapView.razor.js").SetupModule("createMap", _ => true);
        (keeper.Mode, drawn.Mode) = (JSRuntimeMode.Loose, JSRuntimeMode.Loose);
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private IRenderedComponent<ExplorePage> Open(string query)
    {
        Address.NavigateTo("explore" + query);
        var page = Render<ExplorePage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[role=tablist]")));
        return page;
    }

    // Found and pressed between two renders.
    private static Task PressAsync(IRenderedComponent<ExplorePage> page, string button) => page.InvokeAsync(() => page.Find(button).Click());

    private static string Tab(IRenderedComponent<ExplorePage> page) => page.Find("[role=tab][aria-selected=true]").FirstChild!.TextContent;

    [Theory]
    [InlineData("", "Layers")]
    [InlineData("?use=park", "Filters")]
    [InlineData("?within=-2.3,53.4;-2.2,53.4;-2.2,53.5&use=park", "Areas")]
    [InlineData("?near=-2.3,53.4&use=park", "Near")]
    public void The_address_says_which_tab_is_open(string query, string tab)
    {
        server.On("People", """{"errors":[{"message":"Not now."}]}""").On("Found", """{"errors":[{"message":"Not now."}]}""").On("Hours", """{"errors":[{"message":"Not now."}]}""");
        Assert.Equal(tab, Tab(Open(query)));
    }

    [Fact]
    public async Task An_address_that_brings_something_new_opens_its_tab_and_a_site_or_a_tick_does_not()
    {
        var page = Open("");
        await page.InvokeAsync(() => page.Find("#layer-green").Change(false));
        page.WaitForAssertion(() => Assert.Contains("layers=", Address.Uri, StringComparison.Ordinal));
        Address.NavigateTo("explore?site=S1");
        Assert.Equal("Layers", Tab(page));
        Address.NavigateTo("explore?site=S1&use=park");
        page.WaitForAssertion(() => Assert.Equal("Filters", Tab(page)));
        Address.NavigateTo("explore?use=park");
        Assert.Equal("Filters", Tab(page));
        Address.NavigateTo("explore?near=-2.3,53.4");
        page.WaitForAssertion(() => Assert.Equal("Near", Tab(page)));
    }

    [Fact]
    public async Task Closing_the_card_gives_the_focus_back()
    {
        var page = Open("?site=S1");
        Assert.Empty(keeper.Invocations["giveBack"]);
        await PressAsync(page, ".em-back");
        page.WaitForAssertion(() => Assert.Single(keeper.Invocations["giveBack"]));
        Assert.DoesNotContain("site=", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_the_server_does_not_take_is_told_in_its_words_and_can_be_cleared()
    {
        server.OnGetRefuse("/maps/facets.json", NoSuchOwner);
        var page = Open("?owner=999");
        page.WaitForAssertion(() => Assert.Contains(NoSuchOwner, page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        server.OnGet("/maps/facets.json", FacetNumbersTests.Answer(3));
        await PressAsync(page, "[role=alert] button");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
        Assert.EndsWith("/explore", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void An_area_is_called_by_its_name_also_when_no_boundaries_are_shown()
    {
        server.On("Found", """{"errors":[{"message":"Not now."}]}""").On("Hours", """{"errors":[{"message":"Not now."}]}""").On("Measured", """{"errors":[{"message":"Not now."}]}""");
        var page = Open("?area=ward:2023:W1&boundaries=none");
        page.WaitForAssertion(() => Assert.Equal("Area: West", page.Find(".em-chip__words").TextContent));
    }

    [Fact]
    public async Task A_name_belongs_to_the_point_it_was_given_for()
    {
        server.On("Card", SiteCardTests.Card);
        var page = Open("?site=S1");
        page.WaitForElement(".em-card__actions button");
        await PressAsync(page, ".em-card__actions button");
        page.WaitForAssertion(() => Assert.Equal("Nearest to Town Library", page.Find("#near-heading").TextContent));
        Assert.Equal("Near", Tab(page));
        Address.NavigateTo("explore?near=-2.1,53.1");
        page.WaitForAssertion(() => Assert.Equal("Nearest to the chosen point", page.Find("#near-heading").TextContent));
    }

    [Fact]
    public async Task Without_a_figure_areas_are_plain_whatever_was_coloured_before()
    {
        var page = Open("");
        await page.InvokeAsync(() => page.FindComponent<IndicatorPanel>().Instance.Coloured.InvokeAsync(new(new Dictionary<string, string>(), "#fff", "Aged", [])));
        Assert.Null(page.FindComponent<MapView>().Instance.Sights.Colours);
        Assert.Empty(page.FindComponents<MapLegend>());
    }

    [Fact]
    public async Task Nothing_is_in_view_while_there_is_no_map()
    {
        var page = Open("");
        await page.InvokeAsync(() => page.FindComponent<MapView>().Instance.OnViewChanged(53.4, -2.3, 12, [-2.4, 53.3, -2.2, 53.5], false));
        Assert.Contains("bbox=", server.Fetched[^1], StringComparison.Ordinal);
        await PressAsync(page, ".em-modes__button:nth-child(2)");
        page.WaitForAssertion(() => Assert.DoesNotContain("bbox=", server.Fetched.Last(path => path.StartsWith("/maps/facets", StringComparison.Ordinal)), StringComparison.Ordinal));
    }

    [Fact]
    public void Sites_without_a_use_are_shown_at_first()
    {
        var page = Open("");
        page.WaitForAssertion(() => Assert.Contains("/maps/facets.json?theme=green,none", server.Fetched));
    }
}
