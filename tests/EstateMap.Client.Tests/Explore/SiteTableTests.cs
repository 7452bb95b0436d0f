using System.Text.Json;
using System.Text.RegularExpressions;
using Bunit;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public partial class SiteTableTests : BunitContext
{
    private static readonly FacetsAnswer Numbers = new(1000, 990, 1200, new(1415.05, 0, 0.61, 0.5), []);

    private readonly CannedServer server = new();
    private readonly BunitJSModuleInterop grid;
    private ExploreState? next;
    private int total = 1000;

    public SiteTableTests()
    {
        Services.AddSingleton(server.Api);
        var module = JSInterop.SetupModule("./Explore/SiteTable.razor.js");
        grid = module.SetupModule("createGrid", _ => true);
        grid.SetupVoid("reveal", _ => true).SetVoidResult();
        grid.SetupVoid("dispose").SetVoidResult();
        grid.Setup<int>("rowsInView").SetResult(10);
        server.OnGet("/maps/rows.json", AnswerAsync);
    }

    // The rows follow the ids in another order, as they may.
    private Task<string> AnswerAsync(Uri asked)
    {
        var from = int.Parse(Regex.Match(asked.Query, @"from=(\d+)").Groups[1].Value, null);
        var count = int.Parse(Regex.Match(asked.Query, @"count=(\d+)").Groups[1].Value, null);
        var ids = Enumerable.Range(from, Math.Max(0, Math.Min(count, total - from)));
        server.On("Rows", JsonSerializer.Serialize(new { data = new { sites = new { nodes = ids.Reverse().Select(Row) } } }));
        return Task.FromResult(JsonSerializer.Serialize(new { total, ids = ids.Select(id => $"site-{id}"), at = asked.Query.Contains("site=site-700", StringComparison.Ordinal) ? 700 : (int?)null }));
    }

    private static object Row(int rank) => new
    {
        id = $"site-{rank}",
        name = $"Site {rank}",
        streetNumber = "1",
        streetName = "Market Street",
        postcode = "WA14 1PF",
        uses = new[] { "town_hall" },
        themes = new[] { "estate" },
        tenures = new[] { "freehold" },
        locationPrecision = "GIVEN",
        floorArea_m2 = 415.05,
        floorAreaAssumedShare = 0.61,
        asAt = "2023-09-29",
        updatedAt = "2026-11-23T10:00:00Z",
        owner = new { name = "The Council" },
        properties = new { nodes = new[] { new { energyRating = "D", conditionBand = (string?)null }, new { energyRating = "C", conditionBand = (string?)null } } },
    };

    private IRenderedComponent<SiteTable> Table(ExploreState state) => Render<SiteTable>(table => table
        .Add(t => t.State, state).Add(t => t.Numbers, Numbers).Add(t => t.UseLabels, new Dictionary<string, string> { ["town_hall"] = "Town hall" }).Add(t => t.Changed, changed => next = changed));

    private static string[] Cells(IRenderedComponent<SiteTable> table, string row) => [.. table.FindAll($"{row} > *").Select(cell => Spaces().Replace(cell.TextContent, " ").Trim())];

    [Fact]
    public void Rows_stand_in_the_servers_order_and_say_which_of_how_many_they_are()
    {
        var table = Table(new());
        Assert.Equal(["Site 0", "1 Market Street", "WA14 1PF", "Town hall", "The Council", "Freehold", "415 Assumed: 61 %", "Source"], Cells(table, "#row-0"));
        Assert.Equal("1001", table.Find("[role=grid]").GetAttribute("aria-rowcount"));
        Assert.Equal("3", table.Find("#row-1").GetAttribute("aria-rowindex"));
    }

    [Fact]
    public void Of_a_long_table_only_what_is_near_is_read()
    {
        var table = Table(new());
        Assert.InRange(table.FindAll("tbody tr[id]").Count, 1, 150);
        Assert.Contains("/maps/rows.json?sort=name&from=0&count=50", server.Fetched);
        Assert.DoesNotContain(server.Fetched, path => path.Contains("from=500", StringComparison.Ordinal));
    }

    [Fact]
    public void Area_layers_facets_and_order_are_asked_of_the_server()
    {
        Table(new ExploreState { Area = new("ward", "2023", "E05"), Layers = ["estate", "green"], Sort = new("owner", true) }.WithCode("tenure", "freehold", true));
        Assert.Equal("/maps/rows.json?theme=estate,green&tenure=freehold&area=E05&areaKind=ward&vintage=2023&sort=owner.desc&from=0&count=50", server.Fetched[0]);
    }

    [Fact]
    public void Another_filter_shows_other_rows()
    {
        var table = Table(new());
        total = 2;
        table.Render(t => t.Add(p => p.State, new ExploreState().WithCode("use", "park", true)));
        table.WaitForAssertion(() => Assert.Equal(2, table.FindAll("tbody tr[id]").Count));
        Assert.Equal("3", table.Find("[role=grid]").GetAttribute("aria-rowcount"));
    }

    [Fact]
    public void Totals_are_of_all_rows_and_say_how_much_is_assumed()
    {
        var text = Spaces().Replace(Table(new()).Find(".em-table__totals").TextContent, " ");
        Assert.Contains("1,000 sites, 1,200 properties, 1,415 m² floor area 61 % assumed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorting_by_the_column_in_force_turns_it_round()
    {
        var table = Table(new() { Sort = new("postcode", false) });
        Assert.Equal("ascending", table.FindAll("th").Single(header => header.TextContent.StartsWith("Postcode", StringComparison.Ordinal)).GetAttribute("aria-sort"));
        table.FindAll("th button").Single(button => button.TextContent.StartsWith("Postcode", StringComparison.Ordinal)).Click();
        Assert.Equal(new TableSort("postcode", true), next!.Sort);
        table.FindAll("th button").Single(button => button.TextContent.StartsWith("Floor", StringComparison.Ordinal)).Click();
        Assert.Equal(new TableSort("floor_area", false), next.Sort);
    }

    [Fact]
    public async Task Keys_move_a_row_and_enter_opens_it()
    {
        var table = Table(new());
        foreach (var (key, row) in new[] { ("ArrowDown", 0), ("ArrowDown", 1), ("PageDown", 11), ("ArrowUp", 10), ("PageUp", 0), ("ArrowUp", 0), ("End", 999), ("ArrowDown", 999), ("Home", 0), ("ArrowDown", 1) })
        {
            await table.Find("[role=grid]").KeyDownAsync(key);
            Assert.Equal($"row-{row}", table.Find("[role=grid]").GetAttribute("aria-activedescendant"));
            Assert.Equal(row, grid.Invocations["reveal"][^1].Arguments[0]);
        }
        await table.Find("[role=grid]").KeyDownAsync("Enter");
        Assert.Equal("site-1", next!.Site);
    }

    [Fact]
    public async Task Keys_on_the_button_that_sorts_move_no_row_and_open_none()
    {
        var table = Table(new());
        await table.Find("[role=grid]").KeyDownAsync("ArrowDown");
        foreach (var key in new[] { "ArrowDown", "Enter" })
            Assert.Throws<MissingEventHandlerException>(() => table.Find("thead button").KeyDown(key));
        Assert.Equal("row-0", table.Find("[role=grid]").GetAttribute("aria-activedescendant"));
        Assert.Null(next);
    }

    [Fact]
    public async Task Escape_closes_the_open_menu_and_its_button_has_the_focus_again()
    {
        var table = Table(new());
        await table.FindAll(".em-menu__button")[1].ClickAsync();
        Assert.Equal([false, true], table.FindAll(".em-menu").Select(menu => menu.HasAttribute("open")));
        await table.FindAll(".em-menu__button")[0].ClickAsync();
        Assert.Equal([true, false], table.FindAll(".em-menu").Select(menu => menu.HasAttribute("open")));
        await table.Find("#column-energy").KeyDownAsync("Escape");
        Assert.Empty(table.FindAll(".em-menu[open]"));
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void A_site_chosen_on_the_map_is_brought_into_sight_and_one_chosen_here_stays_where_it_is()
    {
        var table = Table(new() { Site = "site-700" });
        table.WaitForAssertion(() => Assert.Equal(700, grid.Invocations["reveal"][^1].Arguments[0]));
        var seen = grid.Invocations["reveal"].Count;
        table.Find("#row-3 th button").Click();
        Assert.Equal("site-3", next!.Site);
        table.Render(t => t.Add(p => p.State, next));
        Assert.Equal("true", table.Find("#row-3").GetAttribute("aria-current"));
        Assert.Equal(seen, grid.Invocations["reveal"].Count);
    }

    [Fact]
    public void A_row_chosen_while_a_new_order_is_still_read_opens_the_site_that_it_shows()
    {
        var table = Table(new());
        var answer = new TaskCompletionSource<string>();
        server.OnGet("/maps/rows.json", _ => answer.Task);
        var sorted = new ExploreState { Sort = new("owner", true) };
        table.Render(t => t.Add(p => p.State, sorted));
        table.Find("#row-3 th button").Click();
        Assert.Equal("site-3", next!.Site);
        Assert.Equal(sorted.Sort, next.Sort);
        Assert.Null(table.Find("[role=grid]").GetAttribute("aria-activedescendant"));
    }

    [Fact]
    public void Columns_can_be_chosen_and_bands_are_asked_for_only_when_shown()
    {
        var table = Table(new());
        Assert.False(server.Asked[0].Variables.GetProperty("withBands").GetBoolean());
        table.Find("#column-energy").Change(true);
        Assert.Equal("columns=name,street,postcode,uses,owner,tenure,floor_area,energy,located", next!.ToQuery());
        table.Render(t => t.Add(p => p.State, new ExploreState { Columns = ["energy", "as_at", "updated"] }));
        table.WaitForAssertion(() => Assert.Equal(["Site 0", "C, D", "29 Sep 2023", "23 Nov 2026"], Cells(table, "#row-0")));
        Assert.True(server.Asked[^1].Variables.GetProperty("withBands").GetBoolean());
    }

    [Fact]
    public void Files_hold_exactly_what_is_filtered()
    {
        var links = Table(new ExploreState { Layers = ["estate", "green"] }.WithCode("owner", "12", true)).FindAll("a[download]").Select(link => link.GetAttribute("href"));
        Assert.Equal(["exports/sites.csv?theme=estate,green&owner=12", "exports/sites.csv?theme=estate,green&owner=12&bom=true", "exports/sites.geojson?theme=estate,green&owner=12", "exports/sites.gpkg?theme=estate,green&owner=12"], links);
        Assert.Equal("exports/sites.csv?bom=true", Table(new()).FindAll("a[download]")[1].GetAttribute("href"));
    }

    [Fact]
    public void An_empty_table_says_what_to_do()
    {
        Assert.Contains("All layers are hidden", Table(new() { Layers = [] }).Find(".em-empty").TextContent, StringComparison.Ordinal);
        total = 0;
        var table = Table(new ExploreState().WithCode("use", "park", true));
        table.WaitForAssertion(() => Assert.Contains("fewer filters", table.Find(".em-empty").TextContent, StringComparison.Ordinal));
        table.Find(".em-empty button").Click();
        Assert.Equal(new(), next);
    }

    [Fact]
    public void An_error_of_the_server_is_shown_with_a_way_to_try_again()
    {
        var table = Table(new() { Sort = new("street", false) });
        server.OnGetRefuse("/maps/rows.json", "The ring has 201 corners.");
        table.Render(t => t.Add(p => p.State, new ExploreState().WithCode("use", "park", true)));
        table.WaitForAssertion(() => Assert.Contains("The ring has 201 corners.", table.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        server.OnGet("/maps/rows.json", AnswerAsync);
        table.Find("[role=alert] button").Click();
        table.WaitForAssertion(() => Assert.NotEmpty(table.FindAll("#row-0")));
        Assert.Empty(table.FindAll("[role=alert]"));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
