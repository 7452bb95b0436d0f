using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Changes to the register made through the pages; each test puts back what it changed. Runs when nobody else counts sites.</summary>
[Collection(nameof(Alone))]
public class DataTests(RunningMap map)
{
    /// <summary>Of the sample's hubs: one as it is, one renamed, one new, one without a key; the others are missing.</summary>
    private const string Hubs = """
        place_id,place,postcode,longitude,latitude
        HUB-01,Altrincham Community Hub at The Hub,WA14 2SZ,-2.34810,53.38286
        HUB-02,Old Trafford Community Hub in its new hall,M16 7GX,-2.26844,53.45803
        HUB-99,Hub that was never there,M33 5JH,-2.35172,53.42814
        ,Hub without a number,M33 5JH,-2.35172,53.42814

        """;

    [Fact]
    public async Task A_file_is_looked_at_activated_and_undone()
    {
        // Somebody else looks on, and reloads nothing.
        await using var watching = await map.VisitAsync("explore?mode=both");
        await watching.DrawnAsync();
        var totals = watching.Page.Locator(".em-table__totals");
        await Expect(totals).ToContainTextAsync(new Regex("[0-9]+ sites"));
        var (before, drawn) = ((await totals.TextContentAsync())!, await watching.TimesDrawnAsync());
        await using var visit = await map.VisitAsync("data/import?dataset=sample-community-hubs");
        await visit.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Csv("hubs.csv", Hubs));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("What would change in Sample: community hubs");
        await Expect(visit.Page.Locator("h1")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator(".em-counts")).ToContainTextAsync(new Regex("1 new.*1 changed.*1 unchanged.*4 missing.*1 rejected", RegexOptions.Singleline));
        var change = visit.Page.Locator("[data-list=changes] .em-diff__row", new() { HasText = "Name" });
        await Expect(change.Locator("del")).ToHaveTextAsync("Old Trafford Community Hub at St John's Centre");
        await Expect(change.Locator("ins")).ToHaveTextAsync("Old Trafford Community Hub in its new hall");
        Assert.Equal(0, await CountAsync("Hub that was never there"));

        await visit.Page.Locator(".em-counts a", new() { HasText = "rejected" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("show=rejected"));
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByText("Download the rejected rows").ClickAsync());
        Assert.Contains("Hub without a number", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=activated]")).ToBeVisibleAsync();
        Assert.Equal(1, await CountAsync("Hub that was never there"));
        await Expect(totals).Not.ToHaveTextAsync(before);
        await watching.Page.WaitForFunctionAsync("before => Number(document.querySelector('.em-map__canvas').dataset.drawn) > before", drawn);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, undo it" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=undone]")).ToContainTextAsync("Undone");
        Assert.Equal(0, await CountAsync("Hub that was never there"));
        Assert.Equal(1, await CountAsync("Old Trafford Community Hub at St John's Centre"));
        await Expect(totals).ToHaveTextAsync(before);
        Assert.Empty(visit.Complaints);
        Assert.Empty(watching.Complaints);
    }

    [Fact]
    public async Task A_problem_reported_on_a_card_waits_under_reports_until_it_is_closed()
    {
        var site = (await map.AskAsync("{ sites(first: 1, where: { name: { eq: \"Broomwood Centre\" } }) { nodes { id } } }")).GetProperty("sites").GetProperty("nodes")[0].GetProperty("id").GetString()!;
        await using var visit = await map.VisitAsync("explore?site=" + Uri.EscapeDataString(site));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Report a problem" }).ClickAsync();
        await visit.Page.GetByLabel("What is wrong?").SelectOptionAsync("closed");
        await visit.Page.GetByLabel("What should it say").FillAsync("Shut since May; ask ann.other@example.net.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send report" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=reported]")).ToContainTextAsync("1 personal address or number was taken out");

        await visit.Page.GotoAsync(new Uri(map.Address, "data/reports").ToString());
        var report = visit.Page.Locator("[data-report]", new() { HasText = "Shut since May; ask [removed]" });
        await Expect(report.GetByRole(AriaRole.Link, new() { Name = "Broomwood Centre", Exact = true })).ToHaveAttributeAsync("href", "explore?site=" + Uri.EscapeDataString(site));
        await report.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say first what was done");
        await report.GetByLabel("What was done").FillAsync("It is open; the hours were wrong.");
        await report.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=closed]")).ToContainTextAsync("Broomwood Centre is closed");
        await Expect(report).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_imports_a_file_and_discards_it()
    {
        await using var visit = await map.VisitAsync("data/import?dataset=sample-community-hubs");
        var file = visit.Page.GetByLabel("File", new() { Exact = true });
        // Listened for from the start: a browser that is told so only just before may open a window of its own. The page puts the focus on its heading once it has come.
        var chooser = new TaskCompletionSource<IFileChooser>();
        visit.Page.FileChooser += (_, opened) => chooser.TrySetResult(opened);
        await Expect(visit.Page.Locator("h1")).ToBeFocusedAsync();
        await file.FocusAsync();
        await Expect(file).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await (await chooser.Task.WaitAsync(TimeSpan.FromMinutes(1))).SetFilesAsync(Csv("hubs.csv", Hubs));
        await TabToAsync(visit.Page, "Check the file");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("h1")).ToBeFocusedAsync();
        await TabToAsync(visit.Page, "Discard");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("[data-outcome=discarded]")).ToContainTextAsync("Nothing was changed");
        Assert.Equal(0, await CountAsync("Hub that was never there"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_says_so_and_changes_nothing()
    {
        await using var visit = await map.VisitAsync("data/import?dataset=sample-community-hubs");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose the file to import");
        await visit.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Csv("hubs.csv", "colour,shape\nred,round\n"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=failed]")).ToContainTextAsync("Nothing that is served was changed.");
        Assert.Equal(1, await CountAsync("Old Trafford Community Hub at St John's Centre"));
    }

    [Fact]
    public async Task Proposals_are_accepted_in_one_go_and_the_file_wins_again_when_told()
    {
        await using var visit = await map.VisitAsync("data/import?dataset=sample-community-hubs");
        await ImportAsync(visit.Page, Hubs.Replace("Hub that was never there", "CrÃ¨che that was never there", StringComparison.Ordinal).Replace("in its new hall", "with a crÃ¨che", StringComparison.Ordinal));
        await visit.Page.GotoAsync("data/quality?dataset=sample-community-hubs");
        await visit.Page.Locator("tr[data-rule=mojibake] a").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Accept all 2" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why first");
        await visit.Page.GetByLabel("Why").FillAsync("Read aloud by the hub itself");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Accept all 2" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=accepted]")).ToContainTextAsync("2 fixes accepted");
        await Expect(visit.Page.Locator("table[data-table=issues]").GetByText("Put right")).ToHaveCountAsync(2);
        Assert.Equal(1, await CountAsync("Crèche that was never there"));

        await visit.Page.GotoAsync("data/edits?dataset=sample-community-hubs");
        var edits = visit.Page.Locator("table[data-table=edits] tbody tr");
        await Expect(edits).ToHaveCountAsync(2);
        await Expect(edits.First).ToContainTextAsync("Read aloud by the hub itself");
        await Expect(edits.First).ToContainTextAsync("editor at this computer");
        for (var left = 1; left >= 0; left--)
        {
            await edits.First.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(edits).ToHaveCountAsync(left);
        }

        Assert.Equal(0, await CountAsync("Crèche that was never there"));
        await UndoAsync(visit.Page);
        Assert.Equal(0, await CountAsync("CrÃ¨che that was never there"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_field_of_a_record_is_put_right_with_its_reason()
    {
        await using var visit = await map.VisitAsync("data/record?dataset=sample-libraries&key=LIB-03");
        var name = visit.Page.Locator("tr[data-field=name]");
        await name.GetByText("Put right").ClickAsync();
        await Expect(visit.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Library of Hale");
        await visit.Page.GetByLabel("Why").FillAsync("The sign says so");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Library of Hale");
        await Expect(name).ToContainTextAsync("The file says Hale Library");
        await name.GetByRole(AriaRole.Button, new() { Name = "Let the file win" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Hale Library");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_pair_is_decided_and_the_decision_turned_round()
    {
        await using var visit = await map.VisitAsync("data/matches");
        var pairs = visit.Page.Locator(".em-pair");
        var pair = visit.Page.Locator("[data-pair=LIB-02]");
        await Expect(pair).ToContainTextAsync(new Regex("Score 0.\\d\\d of 1, 205 m apart"));
        var waiting = await pairs.CountAsync();
        var sites = await SitesAsync();
        await pair.GetByLabel("Why").FillAsync("One building, two doors");
        await pair.GetByRole(AriaRole.Button, new() { Name = "Same place" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=decided]")).ToContainTextAsync("are one place from now on");
        await Expect(pairs).ToHaveCountAsync(waiting - 1);
        Assert.Equal(sites - 1, await SitesAsync());

        var decision = visit.Page.Locator("table[data-table=decisions] tbody tr", new() { HasText = "Coppice Library" });
        await Expect(decision).ToContainTextAsync("One building, two doors");
        await decision.GetByRole(AriaRole.Button, new() { Name = "Make it different" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=decided]")).ToContainTextAsync("stay two places");
        Assert.Equal(sites, await SitesAsync());
        Assert.Empty(visit.Complaints);
    }

    private async Task<int> SitesAsync() => (await map.AskAsync("{ sites { totalCount } }")).GetProperty("sites").GetProperty("totalCount").GetInt32();

    private static async Task ImportAsync(IPage page, string csv)
    {
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(Csv("hubs.csv", csv));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Expect(page.Locator("[data-outcome=activated]")).ToBeVisibleAsync();
    }

    private static async Task UndoAsync(IPage page)
    {
        await page.GotoAsync("data/sources/sample-community-hubs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, undo it" }).ClickAsync();
        await Expect(page.GetByText("Undone. ")).ToBeVisibleAsync();
    }

    private async Task<int> CountAsync(string name) =>
        (await map.AskAsync($"{{ sites(where: {{ name: {{ eq: \"{name}\" }} }}) {{ totalCount }} }}")).GetProperty("sites").GetProperty("totalCount").GetInt32();

    private static FilePayload Csv(string name, string text) => new() { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };

    /// <summary>Presses Tab until a button of that name has the focus.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = name })).ToBeEnabledAsync();
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.textContent.trim()") == name)
                return;
        }

        Assert.Fail($"No Tab leads to '{name}'.");
    }
}

/// <summary>Tests that change what others count.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
