using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>A decision from its first stage to its report.</summary>
public class DecisionTests(RunningMap map)
{
    private const string Sentence = "Written in a whole sentence, as a record should be.";

    private static readonly (string Title, string[] Labels)[] Parts =
    [
        ("Gather information", ["What", "Why"]), ("Assess risk and harm, develop a strategy", ["What", "Why"]), ("Consider powers and policy", ["What", "Why"]), ("Identify options and contingencies", ["What", "Why"]),
        ("Take action", ["What", "Why"]), ("Review", ["What", "Why"]), ("Do nothing", ["Doing nothing was considered"]), ("Community assets", ["How they were considered"]), ("Who leads, powers and policy", ["Lead organisation", "Powers", "Policy"]),
    ];

    [Fact]
    public async Task A_record_is_written_part_by_part_decided_and_frozen_with_its_scenario()
    {
        var plan = await PlannedScenario.CreateAsync(map, "To be decided");
        await plan.CloseAsync(1);
        await using var visit = await map.VisitAsync(plan.Href());
        await visit.Page.GetByLabel("Start a decision record").FillAsync("One hall fewer");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start the record" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("One hall fewer");
        await Expect(visit.Page.Locator("[data-list=parts] > li")).ToHaveCountAsync(10);
        await ScenarioTests.PleasesAsync(visit, "record");
        foreach (var (title, labels) in Parts)
        {
            await visit.Page.Locator("[data-list=parts]").GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).ClickAsync();
            await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(title);
            foreach (var label in labels)
                await visit.Page.GetByLabel(label, new() { Exact = true }).FillAsync(Sentence);
            if (title.StartsWith("Who leads", StringComparison.Ordinal))
                await visit.Page.GetByLabel("Day of review").FillAsync("2199-01-01");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go back to the record" }).ClickAsync();
            await Expect(visit.Page.Locator("[data-outcome=kept]")).ToContainTextAsync($"“{title}” is saved.");
        }
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Five tests", Exact = true }).ClickAsync();
        await ScenarioTests.PleasesAsync(visit, "tests");
        foreach (var test in new[] { "proportionate", "lawful", "accountable", "necessary", "least intrusive" })
        {
            await visit.Page.GetByRole(AriaRole.Group, new() { NameRegex = new($"Is it (the )?{test}") }).GetByLabel("Yes").CheckAsync();
            await visit.Page.GetByLabel($"Why it is or is not {test}").FillAsync(Sentence);
        }
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go back to the record" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=ready]")).ToHaveTextAsync("Nothing is missing.");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Decide", Exact = true }).ClickAsync();
        await ScenarioTests.PleasesAsync(visit, "confirmation");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Decide and freeze" }).ClickAsync();
        await Expect(visit.Page.GetByText("Tick the box first. Nothing was decided.")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Decide and freeze" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=frozen]")).ToBeVisibleAsync();
        await ScenarioTests.PleasesAsync(visit, "decided record");

        var report = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download the report" }).ClickAsync());
        Assert.Contains("One hall fewer", await File.ReadAllTextAsync((await report.PathAsync())!), StringComparison.Ordinal);
        await visit.Page.GotoAsync(new Uri(map.Address, plan.Href()).ToString());
        await Expect(visit.Page.Locator("[data-outcome=frozen]")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a change" })).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }
}
