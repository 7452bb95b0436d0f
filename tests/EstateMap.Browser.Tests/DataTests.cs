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

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, undo it" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-outcome=undone]")).ToContainTextAsync("Undone");
        Assert.Equal(0, await CountAsync("Hub that was never there"));
        Assert.Equal(1, await CountAsync("Old Trafford Community Hub at St John's Centre"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_imports_a_file_and_discards_it()
    {
        await using var visit = await map.VisitAsync("data/import?dataset=sample-community-hubs");
        var file = visit.Page.GetByLabel("File", new() { Exact = true });
        // The page puts the focus on its heading once it has come.
        await Expect(visit.Page.Locator("h1")).ToBeFocusedAsync();
        await file.FocusAsync();
        var chooser = await visit.Page.RunAndWaitForFileChooserAsync(() => visit.Page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(Csv("hubs.csv", Hubs));
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
