using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

public class PageTests(RunningMap map)
{
    private static readonly string[] Paths =
    [
        "explore", "explore?mode=table", "explore?mode=both", "card", "explore?located=no&mode=table", "explore?layers=none&mode=table", "plan", "community", "community/add", "community/review", "community/exchange", "community/assets/none", "neighbourhoods", "neighbourhoods/ward:2023:E05015254", "neighbourhoods/ward:2023:E05015254?other=ward:2023:E05015255", "neighbourhoods/inequalities", "neighbourhoods/inequalities?areas=ward:2023&measure=sites", "neighbourhoods/ward:2023:E05015254/rows?of=people..all", "neighbourhoods/ward:2023:none", "nowhere",
        "data", "data/import", "data/import?dataset=sample-schools", "data/issues", "data/issues?rejected=true&dataset=sample-links", "data/history", "data/quality", "data/matches", "data/reports", "data/edits", "data/record?dataset=sample-libraries&key=LIB-03&field=name", "data/record?dataset=none&key=x",
        "data/sources/sample-council-properties", "data/sources/none", "run", "data/runs/999999",
    ];

    public static TheoryData<string, bool> Pages => [.. Paths.SelectMany(path => new TheoryDataRow<string, bool>[] { new(path, false), new(path, true) })];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_pleases_axe_keeps_its_console_clean_and_fits_its_window(string path, bool phone)
    {
        await using var visit = await map.LookAsync(path switch { "card" => await CardAsync(), "run" => await RunAsync(), _ => path }, phone);
        await Expect(visit.Page.Locator("h1").First).ToBeAttachedAsync();
        await Expect(visit.Page.GetByText(new Regex("^(Loading|Opening)"))).ToHaveCountAsync(0);
        if (path is "explore" or "card" or "explore?mode=both")
            await visit.DrawnAsync();
        await Expect(visit.Page).ToHaveTitleAsync(new Regex(" - EstateMap$"));
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, $"{Regex.Replace(path, "[^a-z]+", "-")}-{(phone ? "phone" : "desktop")}.png") });

        var found = await visit.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        Assert.Empty(visit.Complaints);
        var overflow = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
    }

    [Theory]
    [InlineData("neighbourhood")]
    [InlineData("ward")]
    public async Task Figures_by_area_equal_those_of_GraphQL(string kind)
    {
        var asked = await map.AskAsync("{ siteAggregates(groupBy: [{ area: { kind: \"" + kind + "\" } }]) { key { code area { name population } } count locatedCount propertyCount floorArea_m2 { sum } } }");
        await using var visit = await map.VisitAsync("neighbourhoods");
        var table = visit.Page.Locator($"table[data-kind={kind}]");
        await table.WaitForAsync();
        var rows = asked.GetProperty("siteAggregates").EnumerateArray().Where(row => row.GetProperty("key")[0].GetProperty("code").GetString() is not null).ToArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var key = row.GetProperty("key")[0];
            var sum = row.GetProperty("floorArea_m2").GetProperty("sum");
            string[] expected =
            [
                Number(key.GetProperty("area").GetProperty("population").GetDouble()), Number(row.GetProperty("count").GetInt32()), Number(row.GetProperty("locatedCount").GetInt32()), Number(row.GetProperty("propertyCount").GetInt32()),
                sum.ValueKind is System.Text.Json.JsonValueKind.Null ? "–" : Number(sum.GetDouble()),
            ];
            var cells = await table.Locator($"tr[data-code='{key.GetProperty("code").GetString()}'] td").AllTextContentsAsync();
            Assert.Equal(expected, cells.Take(5).Select(cell => Regex.Match(cell, "[0-9,–]+").Value));
        }
    }

    [Fact]
    public async Task A_number_of_sites_leads_to_those_sites()
    {
        await using var visit = await map.VisitAsync("neighbourhoods");
        var link = visit.Page.Locator("table[data-kind=neighbourhood] tbody td a").First;
        var count = Regex.Match((await link.TextContentAsync())!, "[0-9,]+").Value;
        await link.ClickAsync();
        await Expect(visit.Page.Locator(".em-table__totals")).ToContainTextAsync(new Regex($"^\\s*{count} sites?"));
    }

    [Fact]
    public async Task Issues_are_filtered_by_their_source()
    {
        await using var visit = await map.VisitAsync("data");
        var link = visit.Page.Locator("table[data-table=datasets] a", new() { HasText = "issues of" }).First;
        var count = int.Parse(Regex.Match((await link.TextContentAsync())!, "[0-9]+").Value, CultureInfo.InvariantCulture);
        await link.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("dataset="));
        await Expect(visit.Page.Locator("table[data-table=issues] tbody tr")).ToHaveCountAsync(count);
    }

    [Fact]
    public async Task The_skip_link_comes_first_and_leads_past_the_header()
    {
        await using var visit = await map.VisitAsync("data");
        await visit.Page.Locator("table[data-table=datasets]").WaitForAsync();
        Assert.Equal("Skip to main content", await visit.Page.EvaluateAsync<string>("document.querySelector('a, button, input, select, summary').textContent"));
        await visit.Page.GetByText("Skip to main content").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)"));
    }

    [Fact]
    public async Task At_four_hundred_per_cent_nothing_needs_scrolling_two_ways()
    {
        await using var visit = await map.VisitAsync("explore");
        await visit.Page.SetViewportSizeAsync(320, 256);
        await visit.DrawnAsync();
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await visit.Page.GetByLabel("Boundaries").ScrollIntoViewIfNeededAsync();
        await Expect(visit.Page.GetByLabel("Boundaries")).ToBeInViewportAsync();
    }

    private async Task<string> CardAsync() =>
        "explore?site=" + Uri.EscapeDataString((await map.AskAsync("{ sites(first: 1, where: { name: { eq: \"Broomwood Centre\" } }) { nodes { id } } }")).GetProperty("sites").GetProperty("nodes")[0].GetProperty("id").GetString()!);

    private async Task<string> RunAsync() =>
        "data/runs/" + (await map.AskAsync("{ datasets(where: { key: { eq: \"sample-council-properties\" } }) { nodes { activeRun { number } } } }")).GetProperty("datasets").GetProperty("nodes")[0].GetProperty("activeRun").GetProperty("number");

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
