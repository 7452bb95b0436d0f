using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Scenarios as people write, read and compare them.</summary>
public class ScenarioTests(RunningMap map)
{
    [Fact]
    public async Task The_keyboard_alone_writes_a_change_and_Enter_in_the_list_of_buildings_sends_nothing()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Keyboard");
        await using var visit = await map.VisitAsync(plan.Href());
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a change" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#change-form-heading")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Close a building" })).ToBeCheckedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Building that closes" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync(plan.Open[0].Name);
        await Expect(visit.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator(".govuk-error-summary")).ToHaveCountAsync(0);
        await visit.Page.GetByLabel("Why", new() { Exact = true }).FocusAsync();
        await visit.Page.Keyboard.TypeAsync("It serves few.");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("[data-outcome=kept]")).ToContainTextAsync($"Added: Close {plan.Open[0].Name}.");
        await Expect(visit.Page.Locator("#changes-heading")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("[data-list=changes] > li")).ToHaveCountAsync(1);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_fault_leads_to_its_field()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Faults");
        await using var visit = await map.VisitAsync(plan.Href());
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a change" }).ClickAsync();
        await visit.Page.GetByLabel("Sell, let or hand over a building").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add the change" }).ClickAsync();
        await Expect(visit.Page.Locator(".govuk-error-summary")).ToBeFocusedAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Say why: whoever decides will want to know." }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Why", new() { Exact = true })).ToBeFocusedAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_people_at_once_lose_nothing_that_either_typed()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Two at once");
        await using var visit = await map.VisitAsync(plan.Href());
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a change" }).ClickAsync();
        await visit.Page.GetByLabel("Close a building").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Building that closes" }).FillAsync(plan.Open[2].Name);
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = plan.Open[2].Name }).First.ClickAsync();
        await visit.Page.GetByLabel("Why", new() { Exact = true }).FillAsync("My own reason.");
        await plan.CloseAsync(2);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add the change" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("what you typed is still here");
        await Expect(visit.Page.Locator("[data-list=changes] > li")).ToHaveCountAsync(3);
        await Expect(visit.Page.GetByLabel("Why", new() { Exact = true })).ToHaveValueAsync("My own reason.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add the change" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-list=changes] > li")).ToHaveCountAsync(4);
        await Expect(visit.Page.Locator("[data-change='4']")).ToContainTextAsync("My own reason.");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_part_of_a_scenario_pleases_axe_and_fits_its_window(bool phone)
    {
        var plan = await PlannedScenario.CreateAsync(map, "Parts");
        await plan.CloseAsync(2, hasHours: true);
        await using var visit = await map.VisitAsync(plan.Href(), phone);
        foreach (var (view, sign) in new[] { ("changes", "[data-list=changes] > li"), ("effects", ".em-week__pair svg"), ("impact", "[data-table=closures]"), ("impact&site=all", "[data-sheet]"), ("fit", "[data-table=fits]"), ("chain", "[data-table=weeks]"), ("json", "#file-text") })
        {
            await visit.Page.GotoAsync(new Uri(map.Address, plan.Href(view)).ToString());
            await visit.Page.Locator(sign).First.WaitForAsync();
            await visit.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })");
            await PleasesAsync(visit, view);
        }
        await visit.Page.GotoAsync(new Uri(map.Address, plan.Href()).ToString());
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a change" }).ClickAsync();
        await visit.Page.GetByLabel("Change when a building is open").CheckAsync();
        await PleasesAsync(visit, "hours being written");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task At_four_hundred_per_cent_no_part_needs_scrolling_two_ways()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Zoom");
        await plan.CloseAsync(2, hasHours: true);
        await using var visit = await map.VisitAsync(plan.Href(), before: page => page.SetViewportSizeAsync(320, 256));
        foreach (var (view, sign) in new[] { ("changes", "[data-list=changes] > li"), ("effects", ".em-week__pair svg"), ("impact&site=all", "[data-sheet]"), ("chain", ".em-chain svg") })
        {
            await visit.Page.GotoAsync(new Uri(map.Address, plan.Href(view)).ToString());
            await visit.Page.Locator(sign).First.ScrollIntoViewIfNeededAsync();
            await FitsAsync(visit, view);
        }
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_scenarios_stand_side_by_side_and_others_can_be_chosen()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Side by side");
        await plan.CloseAsync(2);
        await using var visit = await map.VisitAsync(plan.Href());
        await visit.Page.GetByLabel("Copy as a new draft").FillAsync("The other");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("The other");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Expect(visit.Page.Locator("#compare-a")).ToHaveValueAsync(plan.Study);
        await visit.Page.Locator("#compare-a").SelectOptionAsync("Side by side");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("a=" + Regex.Escape(Uri.EscapeDataString(plan.Scenario)).Replace("%", "(%|%25)", StringComparison.Ordinal)));
        await Expect(visit.Page.Locator("[data-table=comparison] [data-measure=mean]")).ToContainTextAsync("the same");
        await Expect(visit.Page.Locator("[data-table=groups] tbody tr").First).ToBeVisibleAsync();
        await PleasesAsync(visit, "comparison");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task On_a_screen_the_numbers_of_changes_are_drawn_and_not_counted_twice()
    {
        var plan = await PlannedScenario.CreateAsync(map, "On a screen");
        await plan.CloseAsync(1);
        await using var visit = await map.VisitAsync(plan.Href());
        await Expect(visit.Page.Locator("[data-list=changes]")).ToHaveCSSAsync("list-style-type", "none");
        await Expect(visit.Page.Locator(".em-plan-head")).ToHaveCSSAsync("display", "flex");
    }

    [Fact]
    public async Task A_study_lists_its_scenarios_and_one_that_is_ticked_stands_beside_doing_nothing()
    {
        var plan = await PlannedScenario.CreateAsync(map, "In its study");
        await plan.CloseAsync(1);
        await using var visit = await map.VisitAsync($"plan/study/{Uri.EscapeDataString(plan.Study)}?step=scenarios");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare the chosen" }).ClickAsync();
        await Expect(visit.Page.GetByText("Tick one scenario to compare it with doing nothing")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Compare In its study" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare the chosen" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#compare-b")).ToHaveValueAsync(plan.Scenario);
        await Expect(visit.Page.Locator("#compare-a")).ToHaveValueAsync(plan.Study);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_file_that_is_no_scenario_is_told_and_stays_where_it_was_pasted()
    {
        await using var visit = await map.VisitAsync("plan");
        await visit.Page.GetByLabel("Or its text").FillAsync("{\"title\": 1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The scenario was not imported; what you gave is still here.");
        await Expect(visit.Page.GetByLabel("Or its text")).ToHaveValueAsync("{\"title\": 1");
        await PleasesAsync(visit, "import refused");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_scenario_that_was_downloaded_comes_back_with_the_same_hash()
    {
        var plan = await PlannedScenario.CreateAsync(map, "There and back");
        await plan.CloseAsync(1);
        await using var visit = await map.VisitAsync(plan.Href("json"));
        var hash = await visit.Page.GetByLabel("Content hash (SHA-256)").InputValueAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download the file" }).ClickAsync());
        await visit.Page.GotoAsync(new Uri(map.Address, "plan").ToString());
        await visit.Page.Locator("#scenario-file").SetInputFilesAsync((await download.PathAsync())!);
        await Expect(visit.Page.GetByText("Press Import to take it.")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("There and back");
        await Expect(visit.Page.Locator(".em-plan-head code")).ToHaveAttributeAsync("title", hash);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task On_paper_a_sheet_stands_without_controls()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Paper");
        await plan.CloseAsync(1);
        await using var visit = await map.VisitAsync(plan.Href("impact&site=all"));
        await visit.Page.Locator("[data-sheet]").First.WaitForAsync();
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(visit.Page.Locator("[data-sheet]").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator(".em-header")).ToBeHiddenAsync();
    }

    internal static async Task PleasesAsync(Visit visit, string state)
    {
        var found = await visit.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, state + "\n" + string.Join('\n', found.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));
        await FitsAsync(visit, state);
    }

    private static async Task FitsAsync(Visit visit, string state) =>
        Assert.Equal((state, 0), (state, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")));
}
