using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>A study from its title to a scenario, through the pages alone; each test has a study of its own and takes it away again.</summary>
public class PlanStudyTests(RunningMap map)
{
    [Fact]
    public async Task A_study_is_started_asked_and_answered_and_its_answer_becomes_a_scenario()
    {
        await using var visit = await map.VisitAsync("plan");
        await visit.Page.GetByLabel("What is it about?").FillAsync("Which halls stay");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start a study" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Which halls stay");
        await Expect(visit.Page.Locator("[data-plan]:not([data-plan^='0 sites'])")).ToHaveCountAsync(1);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Next: Buildings" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-table=candidates] tbody tr").First).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Next: Question" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find the answers" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("step=curve.*solve="));
        await Expect(visit.Page.Locator("#curve-p")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".em-progress")).ToHaveCountAsync(0);

        var handle = visit.Page.Locator("#curve-p");
        var before = await handle.GetAttributeAsync("aria-valuetext");
        await handle.FocusAsync();
        for (var step = 0; step < 3; step++)
            await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(handle).Not.ToHaveAttributeAsync("aria-valuetext", before!);
        await Expect(visit.Page).ToHaveURLAsync(new Regex("[?&]p=\\d+"));
        await Expect(visit.Page.Locator("[data-plan*=' lines']:not([data-plan*=' 0 lines'])")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("[data-table=losers] tbody tr").First).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[aria-labelledby=proof-heading]")).ToContainTextAsync("Proven: no choice of");

        // What is looked at stands in the address.
        var chosen = await handle.GetAttributeAsync("aria-valuetext");
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("#curve-p")).ToHaveAttributeAsync("aria-valuetext", chosen!);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make a scenario" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("plan/scenario/"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_building_chosen_in_the_table_is_chosen_on_the_map_and_keeps_the_role_that_it_is_given()
    {
        await using var study = await PlanStudy.StartAsync(map, "Roles by hand");
        await using var visit = await map.VisitAsync(study.Path + "?step=buildings");
        var row = visit.Page.Locator("[data-table=candidates] tbody tr[data-role=CANDIDATE]").First;
        var name = (await row.Locator(".em-places__name").TextContentAsync())!;
        await row.Locator(".em-places__site").ClickAsync();
        await Expect(visit.Page.Locator("#candidate-name")).ToHaveTextAsync(name);
        await Expect(visit.Page.Locator("#candidate-name")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator(".em-ring")).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("site="));

        await visit.Page.Locator("#role-chosen").SelectOptionAsync("KEEP");
        await visit.Page.Locator(".em-candidate").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator("#role-chosen-error")).ToContainTextAsync("Say why");
        await visit.Page.Locator("#role-chosen-why").FillAsync("Promised to the village");
        await visit.Page.Locator(".em-candidate").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=saved]")).ToContainTextAsync("must stay");
        await Expect(visit.Page.Locator(".em-candidate .em-role__reason")).ToContainTextAsync("Promised to the village");
        await Expect(visit.Page.Locator(".em-counts__button", new() { HasText = "Must stay" }).Locator(".em-counts__number")).Not.ToHaveTextAsync("0");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_building_is_found_on_the_map_by_keyboard()
    {
        await using var study = await PlanStudy.StartAsync(map, "By keyboard");
        await using var visit = await map.VisitAsync(study.Path + "?step=buildings");
        await Expect(visit.Page.Locator("[data-plan]:not([data-plan^='0 sites'])")).ToHaveCountAsync(1);
        await visit.Page.Locator(".em-map__canvas").FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(visit.Page.Locator(".em-map [aria-live]")).ToContainTextAsync(new Regex("May go|Must stay|Not eligible|Must close"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#candidate-name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_cannot_be_is_an_answer_that_says_why()
    {
        await using var study = await PlanStudy.StartAsync(map, "Too much asked");
        await using var visit = await map.VisitAsync(study.Path + "?step=question");
        await visit.Page.GetByLabel("At least", new() { Exact = true }).FillAsync("1");
        await visit.Page.GetByLabel("open in every").SelectOptionAsync("ward");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save what must hold" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=saved]")).ToBeVisibleAsync();
        await visit.Page.GetByLabel(new Regex("least travel in all")).CheckAsync();
        await visit.Page.GetByLabel("How many buildings?").FillAsync("1");
        await visit.Page.GetByLabel("How many buildings?").PressAsync("Tab");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find the answers" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=infeasible]")).ToContainTextAsync("No choice of 1 building holds everything you asked.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_people_who_change_a_study_at_once_lose_nothing()
    {
        await using var study = await PlanStudy.StartAsync(map, "Two at once");
        await using var slow = await map.VisitAsync(study.Path);
        await slow.Page.GetByLabel("Walking speed, km/h").FillAsync("4");
        await using (var fast = await map.VisitAsync(study.Path))
        {
            await fast.Page.GetByLabel("Walking speed, km/h").FillAsync("5");
            await fast.Page.GetByRole(AriaRole.Button, new() { Name = "Save how they travel" }).ClickAsync();
            await Expect(fast.Page.Locator("[data-outcome=saved]")).ToBeVisibleAsync();
        }
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Save how they travel" }).ClickAsync();
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Read the study anew" }).ClickAsync();
        await Expect(slow.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(slow.Page.GetByLabel("Walking speed, km/h")).ToHaveValueAsync("4");
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Save how they travel" }).ClickAsync();
        await Expect(slow.Page.Locator(".em-badge", new() { HasText = "4 km/h" })).ToBeVisibleAsync();
    }
}
