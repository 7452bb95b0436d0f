using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EstateMap.Browser.Tests;

/// <summary>The table twin of the map, and the files it gives away.</summary>
public class ExploreTableTests(RunningMap map)
{
    private const string Licence = "Contains public sector information licensed under the Open Government Licence v3.0";

    [Fact]
    public async Task A_row_of_the_table_and_a_symbol_on_the_map_are_one_selection()
    {
        await using var visit = await map.VisitAsync("/explore?mode=both&view=53.39149,-2.306,17");
        await visit.DrawnAsync();
        await visit.Page.Locator("tbody th button").Nth(2).ClickAsync();
        var name = await visit.Page.Locator("tbody tr[aria-current=true] th button").TextContentAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(name!);
        await Expect(visit.Page.Locator(".em-ring")).ToBeInViewportAsync();

        await visit.Page.Locator("tbody tr[id]").First.WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Grid).FocusAsync();
        await visit.Page.Keyboard.PressAsync("End");
        await Expect(visit.Page.Locator("tbody tr", new() { HasText = "Broomwood Centre" })).ToHaveCountAsync(0);
        await visit.Page.GotoAsync("/explore?mode=both&view=53.39149,-2.306,17&sort=name.desc");
        await visit.DrawnAsync();
        await visit.Page.Locator(".em-map__canvas").ClickAsync();
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync("Broomwood Centre");
        var row = visit.Page.Locator("tbody tr[aria-current=true]");
        await Expect(row).ToContainTextAsync("Broomwood Centre");
        await Expect(row).ToBeInViewportAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_table_sorts_on_the_server_and_only_the_rows_in_sight_are_in_the_page()
    {
        var all = await map.CountAsync("{}");
        var answer = await map.AskAsync("{ large: sites(first: 1, order: [{ floorArea_m2: DESC }, { name: ASC }]) { nodes { name } } first: sites(first: 1, order: [{ name: ASC }]) { nodes { name } } last: sites(first: 1, order: [{ name: DESC }]) { nodes { name } } }");
        await using var visit = await map.VisitAsync("/explore?mode=table");
        await Expect(visit.Page.Locator("#row-0")).ToContainTextAsync(Name(answer, "first"));
        Assert.True(await visit.Page.Locator("tbody tr[id]").CountAsync() < all.Count);
        await visit.Page.GetByRole(AriaRole.Grid).FocusAsync();
        await visit.Page.Keyboard.PressAsync("End");
        var last = visit.Page.Locator($"#row-{all.Count - 1}");
        await Expect(last).ToContainTextAsync(Name(answer, "last"));
        await Expect(last).ToBeInViewportAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-activedescendant", $"row-{all.Count - 1}");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#card-name")).ToHaveTextAsync(Name(answer, "last"));
        await visit.Page.GetByRole(AriaRole.Grid).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Home");
        await Expect(visit.Page.Locator("#row-0")).ToBeInViewportAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Floor area m²" }).ClickAsync();
        await Expect(visit.Page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Floor area m²");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Floor area m²" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("sort=floor_area.desc"));
        await Expect(visit.Page.Locator("#row-0")).ToContainTextAsync(Name(answer, "large"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_columns_chosen_stand_in_the_address_and_are_there_after_a_reload()
    {
        await using var visit = await map.VisitAsync("/explore?mode=table");
        await visit.Page.GetByText("Columns", new() { Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("Owner", new() { Exact = true }).UncheckAsync();
        await visit.Page.GetByLabel("Energy", new() { Exact = true }).CheckAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("columns=name,street,postcode,uses,tenure,floor_area,energy,located"));
        string[] expected = ["Name ▲", "Street", "Postcode", "Uses", "Tenure", "Floor area m²", "Energy", "Located by"];
        await Expect(visit.Page.Locator("thead th")).ToHaveTextAsync(expected);
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("thead th")).ToHaveTextAsync(expected);
        await visit.Page.GetByText("Columns", new() { Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("Owner", new() { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("Energy", new() { Exact = true }).UncheckAsync();
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("columns="));
    }

    [Fact]
    public async Task Every_download_holds_exactly_the_sites_that_are_filtered_and_their_licence()
    {
        var nodes = (await map.AskAsync("{ sites(first: 50, where: { and: [{ themes: { some: { eq: \"libraries\" } } }, { floorArea_m2: { gte: 250, lt: 1000 } }] }) { nodes { name } } }")).GetProperty("sites").GetProperty("nodes");
        string[] names = [.. nodes.EnumerateArray().Select(node => node.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(names);
        await using var visit = await map.VisitAsync("/explore?mode=table&layers=libraries&size=250-1000");
        await Expect(visit.Page.Locator("tbody tr[id]")).ToHaveCountAsync(names.Length);
        await visit.Page.GetByText("Download", new() { Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator(".em-menu[open]")).ToContainTextAsync($"{names.Length} sites, exactly what is filtered here");

        var csv = await DownloadAsync(visit, "CSV");
        var excel = await DownloadAsync(visit, "CSV for Excel");
        Assert.Equal((byte)'i', csv[0]);
        Assert.Equal([0xef, 0xbb, 0xbf], excel[..3]);
        Assert.Equal(csv, excel[3..]);
        var lines = Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Split(','), "name");
        Assert.Equal(names, lines[1..].Select(line => line.Split(',')[column]).Order(StringComparer.Ordinal));
        Assert.All(lines[1..], line => Assert.Contains(Licence, line, StringComparison.Ordinal));

        var geoJson = JsonDocument.Parse(await DownloadAsync(visit, "GeoJSON")).RootElement;
        Assert.Equal(names, geoJson.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains(Licence, geoJson.GetProperty("attribution").GetString(), StringComparison.Ordinal);

        var geoPackage = await DownloadAsync(visit, "GeoPackage");
        Assert.StartsWith("SQLite format 3\0", Encoding.Latin1.GetString(geoPackage, 0, 16), StringComparison.Ordinal);
        Assert.Contains(Licence, Encoding.UTF8.GetString(geoPackage), StringComparison.Ordinal);
        Assert.All(names, name => Assert.Contains(name, Encoding.UTF8.GetString(geoPackage), StringComparison.Ordinal));
        Assert.Equal(names.Length, await FeaturesAsync(geoPackage));
        Assert.Empty(visit.Complaints);
    }

    private static string Name(JsonElement answer, string alias) => answer.GetProperty(alias).GetProperty("nodes")[0].GetProperty("name").GetString()!;

    private static async Task<byte[]> DownloadAsync(Visit visit, string name)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync());
        Assert.Null(await download.FailureAsync());
        return await File.ReadAllBytesAsync((await download.PathAsync())!);
    }

    /// <summary>As GDAL counts them.</summary>
    private static async Task<int> FeaturesAsync(byte[] geoPackage)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "GDAL's ogrinfo (Debian package gdal-bin) is not installed.");
        var file = Path.Combine(Path.GetTempPath(), $"estatemap-{Guid.NewGuid():N}.gpkg");
        try
        {
            await File.WriteAllBytesAsync(file, geoPackage);
            using var ogrinfo = Process.Start(new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-al", "-so", file]) { RedirectStandardOutput = true })!;
            var said = await ogrinfo.StandardOutput.ReadToEndAsync();
            await ogrinfo.WaitForExitAsync();
            return int.Parse(Regex.Match(said, @"Feature Count: (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
