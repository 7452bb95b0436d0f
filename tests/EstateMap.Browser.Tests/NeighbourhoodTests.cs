using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>Profiles of areas and comparisons between them.</summary>
public class NeighbourhoodTests(RunningMap map)
{
    private const string Ward = "neighbourhoods/ward:2023:E05015254";

    [Fact]
    public async Task From_the_list_an_area_opens_with_what_is_strong_first_and_its_numbers_lead_to_as_many_rows()
    {
        await using var visit = await map.VisitAsync("neighbourhoods");
        await visit.Page.Locator("table[data-kind=ward]").GetByRole(AriaRole.Link, new() { Name = "Sale Central", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Sale Central");
        await Expect(visit.Page.Locator(".em-profile__part h2").First).ToHaveTextAsync("What is strong here");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "profile-whole.png"), FullPage = true });

        var sites = await CountAsync(visit, "[data-figure='sites'] td a");
        var organisations = await CountAsync(visit, "[data-figure='organisations'] td a");
        await visit.Page.Locator("[data-figure='organisations'] td a").First.ClickAsync();
        await Expect(visit.Page.Locator("table[data-table=rows] tbody tr")).ToHaveCountAsync(organisations);
        await visit.Page.GoBackAsync();
        await visit.Page.Locator("[data-figure='sites'] td a").First.ClickAsync();
        await Expect(visit.Page.Locator(".em-table__totals")).ToContainTextAsync(new Regex($"^\\s*{sites} sites?"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task No_number_of_a_profile_is_dead_and_every_picture_is_drawn()
    {
        await using var visit = await map.VisitAsync(Ward);
        await Expect(visit.Page.Locator("[data-part=SOURCES]")).ToBeVisibleAsync();
        var cells = await visit.Page.Locator(".em-profile__part tbody td").AllAsync();
        Assert.True(cells.Count > 100);
        var dead = await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.em-profile__part tbody tr')].flatMap(row => [...row.querySelectorAll('td')].filter(cell => /[0-9]/.test(cell.textContent) && !cell.querySelector('a')).map(cell => (row.dataset.figure ?? row.dataset.kind) + ' ' + cell.textContent.trim() + ' ' + cell.cellIndex))");
        // Which part of a value is assumed is told beside it.
        Assert.DoesNotContain(dead, cell => !cell.Contains('%', StringComparison.Ordinal));
        var charts = visit.Page.Locator("[data-chart] [role=img]");
        Assert.True(await charts.CountAsync() >= 2);
        for (var i = 0; i < await charts.CountAsync(); i++)
            await Expect(charts.Nth(i).Locator("svg path").First).ToBeAttachedAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_gap_is_told_in_a_sentence_and_the_state_stands_in_the_address()
    {
        await using var visit = await map.VisitAsync("neighbourhoods/inequalities");
        // The sample has no index of deprivation, and the page says so.
        await Expect(visit.Page.Locator("#gap-sentence")).ToContainTextAsync("cannot be ranked by deprivation");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(map.Pictures, "inequalities-whole.png"), FullPage = true });
        await visit.Page.GetByLabel("Figure").SelectOptionAsync("sites");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("measure=sites"));
        await Expect(visit.Page.Locator("#gap")).ToHaveTextAsync("Sites");
        await visit.Page.GetByLabel("Order").SelectOptionAsync("name");
        var names = await visit.Page.Locator("table[data-table=unequal] tbody th").AllTextContentsAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByLabel("Order")).ToHaveValueAsync("name");
        await Expect(visit.Page.Locator("#gap")).ToHaveTextAsync("Sites");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_shape_of_ones_own_has_a_profile_and_a_file_for_the_meeting()
    {
        await using var visit = await map.VisitAsync("neighbourhoods/drawn?within=-2.36,53.40;-2.28,53.40;-2.28,53.45;-2.36,53.45");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Drawn shape");
        var address = await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open to print" }).GetAttributeAsync("href");
        await visit.Page.GotoAsync(address!);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Drawn shape");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Gaps" })).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    private static async Task<int> CountAsync(Visit visit, string link) => int.Parse((await visit.Page.Locator(link).First.TextContentAsync())!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
