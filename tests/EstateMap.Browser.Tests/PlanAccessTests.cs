using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Every step of a study pleases axe and fits its window, on a desk, on a phone and at 400 %.</summary>
public class PlanAccessTests(RunningMap map)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_step_pleases_axe_with_everything_open(bool phone)
    {
        await using var study = await PlanStudy.StartAsync(map, "For axe");
        await study.SolveAsync();
        await using var visit = await map.VisitAsync(study.Path, phone);
        foreach (var (tab, sign) in Signs)
        {
            await visit.OpenTabAsync(tab);
            await visit.Page.Locator(sign).First.WaitForAsync();
            await visit.Page.EvaluateAsync("document.querySelectorAll('.em-panel details').forEach(fold => { fold.open = true; })");
            await PleasesAsync(visit, tab);
        }
        await visit.OpenTabAsync("Buildings");
        await visit.Page.Locator("[data-table=candidates] tbody .em-places__site").First.ClickAsync();
        await visit.Page.Locator("[data-table=candidates] tbody .em-check").First.CheckAsync();
        await visit.Page.Locator("#role-chosen").SelectOptionAsync("CLOSE");
        await visit.Page.Locator(".em-candidate").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await visit.Page.Locator("#role-chosen-error").WaitForAsync();
        await PleasesAsync(visit, "a building chosen and another ticked");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_of_studies_pleases_axe(bool phone)
    {
        await using var study = await PlanStudy.StartAsync(map, "In the list");
        await using var visit = await map.VisitAsync("plan", phone);
        await visit.Page.Locator("[data-table=studies]").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start a study" }).ClickAsync();
        await visit.Page.Locator("#study-title-error").WaitForAsync();
        await PleasesAsync(visit, "list and a form with a fault");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task At_four_hundred_per_cent_no_step_needs_scrolling_two_ways()
    {
        await using var study = await PlanStudy.StartAsync(map, "Large letters");
        await study.SolveAsync();
        await using var visit = await map.VisitAsync(study.Path, before: page => page.SetViewportSizeAsync(320, 256));
        foreach (var (tab, sign) in Signs)
        {
            await visit.OpenTabAsync(tab);
            await visit.Page.Locator(sign).First.ScrollIntoViewIfNeededAsync();
            await Expect(visit.Page.Locator(sign).First).ToBeInViewportAsync();
            await FitsAsync(visit, tab);
        }
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_step_without_its_server_says_what_was_kept()
    {
        await using var visit = await map.VisitAsync("plan/study/U3R1ZHk6MQ==?step=curve&p=3", before: page => page.RouteAsync("**/graphql", route => route.AbortAsync("internetdisconnected")));
        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("The server cannot be reached.");
        await PleasesAsync(visit, "away");
    }

    private static readonly (string Tab, string Sign)[] Signs =
        [("People", "#demand-group"), ("Buildings", "[data-table=candidates] tbody tr"), ("Question", "#must-least"), ("Curve", "[data-table=catchments] tbody tr"), ("Scenarios", "[role=tabpanel] p")];

    private static async Task PleasesAsync(Visit visit, string state)
    {
        var found = await visit.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, state + "\n" + string.Join('\n', found.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        await FitsAsync(visit, state);
    }

    private static async Task FitsAsync(Visit visit, string state) =>
        Assert.Equal((state, 0), (state, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")));
}
