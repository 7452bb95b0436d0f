using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>What is here: areas chosen and compared, shapes drawn, and areas shaded by a figure.</summary>
public class ExploreAreaTests(RunningMap map)
{
    [Fact]
    public async Task An_area_filters_map_table_and_counts_together_and_stands_beside_another()
    {
        var (first, second) = (await AreaAsync("E05015254"), await AreaAsync("E05015255"));
        await using var visit = await map.VisitAsync("/explore?mode=both");
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Areas");
        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "Area", Exact = true }).GetByLabel("Name").SelectOptionAsync("Sale Central");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("area=ward:2023:E05015254"));
        await Expect(visit.Page.Locator("#area-heading")).ToHaveTextAsync("What is in Sale Central");
        await Expect(visit.Page.Locator(".em-table__totals strong").First).ToHaveTextAsync($"{first.Count}");
        await visit.ReadyAsync(first.Located);
        await Expect(Cells(visit, "sites")).ToHaveTextAsync([$"{first.Count}"]);
        await Expect(Cells(visit, "all")).ToHaveTextAsync([Whole(first.People)]);
        await Expect(Cells(visit, "theme:schools")).ToHaveTextAsync([$"{first.Schools}"]);

        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "Compare with" }).GetByLabel("Name").SelectOptionAsync("Sale Moor");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("compare=ward:2023:E05015255"));
        await Expect(Cells(visit, "sites")).ToHaveTextAsync([$"{first.Count}", $"{second.Count}", Signed(first.Count - second.Count)]);
        await Expect(Cells(visit, "all")).ToHaveTextAsync([Whole(first.People), Whole(second.People), Signed(first.People - second.People)]);
        await visit.ReadyAsync(first.Located);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove area Sale Central" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("area="));
        await Expect(visit.Page.Locator("#area-heading")).ToHaveTextAsync("What is here?");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_shape_drawn_with_the_mouse_counts_what_GraphQL_counts_within_it()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both&view=53.42,-2.32,12");
        await visit.DrawnAsync();
        await visit.OpenTabAsync("Areas");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw a shape on the map" }).ClickAsync();
        var use = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use this shape" });
        await Expect(use).ToBeDisabledAsync();
        var box = (await visit.Page.Locator(".em-map__canvas").BoundingBoxAsync())!;
        foreach (var (right, down) in new[] { (0.25f, 0.3f), (0.75f, 0.3f), (0.7f, 0.8f), (0.3f, 0.75f) })
            await visit.Page.Mouse.ClickAsync(box.X + (box.Width * right), box.Y + (box.Height * down), new() { Delay = 20 });
        await use.ClickAsync();
        await visit.ReadyAsync(await ShowsShapeAsync(visit, corners: 4));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove area drawn shape" }).ClickAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("within="));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_keyboard_alone_draws_a_shape()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both&view=53.42,-2.32,12", before: page => page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce }));
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Layers" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Areas" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw a shape on the map" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator(".em-map__canvas")).ToBeFocusedAsync();
        var said = visit.Page.Locator(".em-map [aria-live]");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(said).ToContainTextAsync("at least three corners");
        var corner = 0;
        foreach (var way in new[] { "ArrowRight", "ArrowDown", "ArrowLeft" })
        {
            await visit.Page.Keyboard.PressAsync(" ");
            await Expect(said).ToContainTextAsync($"Corner {++corner} set");
            for (var steps = 0; steps < 3; steps++)
            {
                var before = visit.Page.Url;
                await visit.Page.Keyboard.PressAsync(way);
                await Expect(visit.Page).Not.ToHaveURLAsync(before);
            }
        }
        await visit.Page.Keyboard.PressAsync(" ");
        await visit.Page.Keyboard.PressAsync("Backspace");
        await Expect(said).ToContainTextAsync("3 corners left");
        await visit.Page.Keyboard.PressAsync("Enter");
        await ShowsShapeAsync(visit, corners: 3);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_figure_shades_the_areas_and_its_legend_and_table_tell_the_same()
    {
        var answer = await map.AskAsync("""
            { indicatorValues(first: 50, where: { code: { eq: "population_age_65_over" }, area: { kind: { eq: "ward" }, vintage: { eq: "2023" } } }) { nodes { value area { name population } } } }
            """);
        var rates = answer.GetProperty("indicatorValues").GetProperty("nodes").EnumerateArray()
            .ToDictionary(node => node.GetProperty("area").GetProperty("name").GetString()!, node => 1000 * node.GetProperty("value").GetDouble() / node.GetProperty("area").GetProperty("population").GetDouble());
        Assert.NotEmpty(rates);

        await using var visit = await map.VisitAsync("/explore");
        await visit.DrawnAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Shade areas by a figure" }).ClickAsync();
        await visit.Page.GetByLabel("Figure", new() { Exact = true }).SelectOptionAsync("population_age_65_over");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("indicator=population_age_65_over"));
        var classes = visit.Page.Locator(".em-shading__legend li");
        await Expect(classes).ToHaveCountAsync(5);
        Assert.Equal(rates.Count, (await classes.Locator(".em-count").AllTextContentsAsync()).Sum(words => int.Parse(words.Split(' ')[0], CultureInfo.InvariantCulture)));
        await visit.Page.GetByText($"Figures of {rates.Count} areas").ClickAsync();
        var rows = visit.Page.Locator("table[data-table=figures] tbody tr");
        await Expect(rows).ToHaveCountAsync(rates.Count);
        var expected = rates.OrderByDescending(rate => rate.Value).ToArray();
        foreach (var at in new[] { 0, rates.Count - 1 })
        {
            Assert.StartsWith(expected[at].Key, (await rows.Nth(at).Locator("th").TextContentAsync())!.Trim(), StringComparison.Ordinal);
            Assert.Equal(expected[at].Value, double.Parse((await rows.Nth(at).Locator("td").First.TextContentAsync())!, CultureInfo.InvariantCulture), tolerance: 0.6);
        }

        await visit.Page.GetByLabel("Classes", new() { Exact = true }).SelectOptionAsync("3");
        await visit.Page.GetByLabel("Classes by", new() { Exact = true }).SelectOptionAsync("jenks");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("classes=jenks&bins=3"));
        await Expect(classes).ToHaveCountAsync(3);
        await visit.Page.ReloadAsync();
        await Expect(classes).ToHaveCountAsync(3);
        await visit.Page.GetByLabel("Figure", new() { Exact = true }).SelectOptionAsync("");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("indicator="));
        await Expect(classes).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    /// <summary>Chips, table and figures show what stands in the ring of the address, and who lives there. Returns how many of the sites are located.</summary>
    private async Task<int> ShowsShapeAsync(Visit visit, int corners)
    {
        await Expect(visit.Page).ToHaveURLAsync(new Regex("within="));
        var ring = Regex.Match(visit.Page.Url, "within=([^&]*)").Groups[1].Value.Split(';');
        Assert.Equal(corners, ring.Length);
        var within = "{ geometry: { within: { geometry: { type: \"Polygon\", coordinates: [[" + string.Join(", ", ring.Append(ring[0]).Select(corner => $"[{corner}]")) + "]] } } } }";
        var (count, located) = await map.CountAsync(within);
        Assert.NotEqual(0, count);
        var people = await PeopleAsync(within);
        await Expect(visit.Page.Locator(".em-chips__count strong")).ToHaveTextAsync($"{count}");
        await Expect(visit.Page.Locator(".em-table__totals strong").First).ToHaveTextAsync($"{count}");
        await Expect(visit.Page.Locator("#area-heading")).ToHaveTextAsync("What is in the drawn shape");
        await Expect(Cells(visit, "sites")).ToHaveTextAsync([$"{count}"]);
        await Expect(Cells(visit, "all")).ToHaveTextAsync([Whole(people)]);
        return located;
    }

    /// <summary>People of the output areas whose points lie in a shape.</summary>
    private async Task<double> PeopleAsync(string within)
    {
        var people = 0.0;
        for (string? after = "null"; after is not null;)
        {
            var page = (await map.AskAsync("{ demandPoints(first: 50, after: " + after + ", where: " + within + ") { nodes { weight } pageInfo { hasNextPage endCursor } } }")).GetProperty("demandPoints");
            people += page.GetProperty("nodes").EnumerateArray().Sum(point => point.GetProperty("weight").GetDouble());
            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? JsonSerializer.Serialize(page.GetProperty("pageInfo").GetProperty("endCursor").GetString()) : null;
        }
        return people;
    }

    private async Task<(int Count, int Located, int Schools, double People)> AreaAsync(string code)
    {
        var area = "area: { kind: { eq: \"ward\" }, vintage: { eq: \"2023\" }, code: { eq: \"" + code + "\" } }";
        var (count, located) = await map.CountAsync("{ " + area + " }");
        var schools = await map.CountAsync("{ " + area + ", themes: { some: { eq: \"schools\" } } }");
        var people = (await map.AskAsync("{ area(code: \"" + code + "\", kind: \"ward\", vintage: \"2023\") { population } }")).GetProperty("area").GetProperty("population").GetDouble();
        return (count, located, schools.Count, people);
    }

    private static ILocator Cells(Visit visit, string figure) => visit.Page.Locator($"tr[data-figure='{figure}'] td");

    private static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Signed(double difference) => difference is 0 ? "0" : (difference > 0 ? "+" : "−") + Whole(Math.Abs(difference));
}
