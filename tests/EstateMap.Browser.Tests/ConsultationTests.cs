using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>From a scenario to a public page, to a comment on it and to who judges that.</summary>
public class ConsultationTests(RunningMap map)
{
    [Fact]
    public async Task A_planner_asks_the_public_somebody_answers_and_the_answer_is_shown_once_it_was_read()
    {
        var plan = await PlannedScenario.CreateAsync(map, "To be asked about");
        await plan.CloseAsync(2, sells: false);
        await using var planner = await map.VisitAsync(plan.Href());
        await planner.Page.GetByLabel("Draft a consultation").FillAsync("Fewer, better halls");
        await planner.Page.GetByRole(AriaRole.Region, new() { Name = "Ask the public" }).GetByLabel("Last day").FillAsync(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await planner.Page.GetByRole(AriaRole.Button, new() { Name = "Draft it" }).ClickAsync();
        await Expect(planner.Page.Locator("h1")).ToHaveTextAsync("Fewer, better halls");
        await ScenarioTests.PleasesAsync(planner, "draft");
        await planner.Page.GetByLabel($"{plan.Open[0].Name} would close").FillAsync("The hall would close. Its groups would meet next door.");
        await planner.Page.GetByRole(AriaRole.Button, new() { Name = "Save and open it to everybody" }).ClickAsync();
        await Expect(planner.Page.Locator("[data-outcome=kept]")).ToContainTextAsync("It is open");
        var address = await planner.Page.GetByRole(AriaRole.Link, new() { Name = "See it as people do" }).GetAttributeAsync("href");

        await using var neighbour = await map.VisitAsync(address!, phone: true);
        await Expect(neighbour.Page.Locator("[data-list=items] > li")).ToHaveCountAsync(2);
        await Expect(neighbour.Page.GetByText("Its groups would meet next door.")).ToBeVisibleAsync();
        await ScenarioTests.PleasesAsync(neighbour, "consultation on a phone");
        await neighbour.Page.Locator("[data-number='1'] summary").ClickAsync();
        await neighbour.Page.Locator("[data-number='1']").GetByLabel("Your comment").FillAsync("We dance there on Fridays. Write to jo.bloggs@example.org");
        await neighbour.Page.Locator("[data-number='1']").GetByRole(AriaRole.Button, new() { Name = "Send the comment" }).ClickAsync();
        await Expect(neighbour.Page.Locator("[data-outcome=commented]")).ToContainTextAsync("1 personal address or number was taken out");
        await neighbour.Page.ReloadAsync();
        await Expect(neighbour.Page.Locator("[data-list=items] > li")).ToHaveCountAsync(2);
        await Expect(neighbour.Page.GetByText("We dance there")).ToHaveCountAsync(0);

        await planner.Page.ReloadAsync();
        await Expect(planner.Page.Locator("[data-list=waiting] > li")).ToHaveCountAsync(1);
        await ScenarioTests.PleasesAsync(planner, "comments to read");
        await planner.Page.Locator("[data-list=waiting]").GetByRole(AriaRole.Button, new() { NameRegex = new("^Show it") }).ClickAsync();
        await Expect(planner.Page.Locator("[data-outcome=kept]")).ToContainTextAsync("The comment is shown.");

        await neighbour.Page.ReloadAsync();
        await Expect(neighbour.Page.Locator("[data-number='1'] [data-list=comments]")).ToContainTextAsync("We dance there on Fridays. Write to [removed]");
        Assert.Empty(neighbour.Complaints);
        Assert.Empty(planner.Complaints);
    }
}
