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
        await plan.CloseAsync(1, sells: false);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_pleases_axe_fits_its_window_and_asks_its_server_for_nothing_else(bool phone)
    {
        var plan = await PlannedScenario.CreateAsync(map, "Reported");
        await plan.CloseAsync(2);
        var decision = await StartAsync(plan, "A report of two closures");
        await using var visit = await map.VisitAsync($"plan/decision/{Uri.EscapeDataString(decision)}", phone);
        var address = await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open the report (new tab)" }).GetAttributeAsync("href");
        var asked = new List<string>();
        visit.Page.Request += (_, request) => asked.Add(request.Url);
        await visit.Page.GotoAsync(new Uri(map.Address, address!).ToString());
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("A report of two closures");
        await ScenarioTests.PleasesAsync(visit, "report");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Every figure beside doing nothing" }).PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Every figure beside doing nothing" })).ToBeInViewportAsync();
        Assert.Single(asked, url => !url.StartsWith("data:", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Two_people_who_write_at_once_lose_nothing_and_leaving_asks_first()
    {
        var plan = await PlannedScenario.CreateAsync(map, "Written by two");
        var decision = await StartAsync(plan, "Written by two");
        await using var visit = await map.VisitAsync($"plan/decision/{Uri.EscapeDataString(decision)}?step=do-nothing");
        var mine = visit.Page.GetByLabel("Doing nothing was considered", new() { Exact = true });
        await mine.FillAsync(Sentence);
        await mine.BlurAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "The whole record" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stay and save it" }).ClickAsync();
        await PlannedScenario.ChangeAsync(map.Address, "mutation M($input: ChangeDecisionInput!) { changeDecision(input: $input) { decision { version } errors { ... on Error { message } } } }", new { id = decision, version = 1, leadOrganisation = "The other's council" });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go back to the record" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("what you typed is still here");
        await Expect(mine).ToHaveValueAsync(Sentence);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go back to the record" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-list=parts] [data-part=do-nothing]")).ToContainTextAsync("Written");
        var kept = (await map.AskAsync($"{{ decision(id: \"{decision}\") {{ leadOrganisation doNothingConsidered }} }}")).GetProperty("decision");
        Assert.Equal(("The other's council", Sentence), (kept.GetProperty("leadOrganisation").GetString(), kept.GetProperty("doNothingConsidered").GetString()));
        Assert.Empty(visit.Complaints);
    }

    private async Task<string> StartAsync(PlannedScenario plan, string title) =>
        (await PlannedScenario.ChangeAsync(map.Address, "mutation M($input: CreateDecisionInput!) { createDecision(input: $input) { decision { id } errors { ... on Error { message } } } }", new { scenario = plan.Scenario, title })).GetProperty("decision").GetProperty("id").GetString()!;
}
