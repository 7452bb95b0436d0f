using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using EstateMap.Testing;
using Microsoft.Playwright;

namespace EstateMap.Benchmarks;

/// <summary>
/// `bench screenshots [NAME ...]`: pictures every state of every workspace over the sample, on a desk and on a phone, into artifacts/screenshots, for people to look at one by one; or only those whose names begin so.
/// ESTATEMAP_ADDRESS names a server that already runs instead, into which a plan is written where pictures of one are wanted; README=1 remakes those pictures of the README that are among the wanted.
/// </summary>
internal static class Screenshots
{
    // Name, address and perhaps the tab of the panel to open; what stands in braces is looked up in the place that is loaded.
    private static readonly (string Name, string Path, string? Tab)[] States =
    [
        ("explore-map", "explore", null),
        ("explore-close", "explore?view={latitude},{longitude},16", null),
        ("explore-card", "explore?site={site}", null),
        ("explore-table", "explore?mode=table", null),
        ("explore-both", "explore?mode=both", null),
        ("explore-facets", "explore?layers=health,leisure,libraries&precision=GIVEN", "Filters"),
        ("explore-facets-table", "explore?mode=both&layers=schools", "Filters"),
        ("explore-nothing-left", "explore?mode=both&layers=schools&size=over-10000", "Filters"),
        ("explore-unlocated", "explore?mode=table&precision=UNLOCATED", null),
        ("explore-choropleth", "explore?indicator=population_age_65_over&classes=jenks", null),
        ("explore-choropleth-legend", "explore?indicator=population_age_65_over&classes=jenks", null),
        ("explore-choropleth-small-areas", "explore?boundaries={small}&indicator=population_all&bins=7", null),
        ("explore-area", "explore?area={area}", "Areas"),
        ("explore-compare", "explore?area={area}&compare={other}", "Areas"),
        ("explore-shape", "explore?within={ring}", "Areas"),
        ("explore-near", "explore?near={longitude},{latitude}", "Near"),
        ("explore-share", "explore?layers=schools", "Share"),
        ("plan", "plan", null),
        ("plan-people", "plan/study/{study}", null),
        ("plan-buildings", "plan/study/{study}?step=buildings", null),
        ("plan-question", "plan/study/{study}?step=question", null),
        ("plan-curve", "plan/study/{study}?step=curve&solve={solve}&p={p}", null),
        ("plan-scenario", "plan/scenario/{scenario}", null),
        ("plan-effects", "plan/scenario/{scenario}?view=effects", null),
        ("plan-closures", "plan/scenario/{scenario}?view=impact&site={closed}", null),
        ("plan-fit", "plan/scenario/{scenario}?view=fit", null),
        ("plan-moves", "plan/scenario/{scenario}?view=chain", null),
        ("plan-compare", "plan/compare?a={scenario}&b={otherScenario}", null),
        ("plan-decision", "plan/decision/{decision}", null),
        ("plan-report", "plans/decisions/{decisionNumber}/report.html", null),
        ("plan-consultation", "consultation/{consultation}", null),
        ("community", "community", null),
        ("community-add", "community/add", null),
        ("community-asset", "community/assets/{asset}", null),
        ("community-exchange", "community/exchange", null),
        ("community-network", "community/network?ask=brokers", null),
        ("community-network-lists", "community/network?ask=brokers&mode=list", null),
        ("community-network-areas", "community/network?ask=areas", null),
        ("community-review", "community/review", null),
        ("neighbourhoods", "neighbourhoods", null),
        ("neighbourhoods-profile", "neighbourhoods/{area}", null),
        ("neighbourhoods-inequalities", "neighbourhoods/inequalities", null),
        ("people-accounts", "accounts", null),
        ("people-audit", "audit", null),
        ("people-sign-in", "sign-in", null),
        ("data-sources", "data", null),
        ("data-source", "data/sources/{dataset}", null),
        ("data-import", "data/import", null),
        ("data-issues", "data/issues", null),
        ("data-quality", "data/quality", null),
        ("data-matches", "data/matches", null),
        ("data-reports", "data/reports", null),
        ("data-history", "data/history", null),
        ("not-found", "nowhere", null),
    ];

    private static readonly (string Name, string Path)[] Prints = [("explore-print", "explore?mode=both"), ("explore-card-print", "explore?site={site}")];

    // Small enough to stand in the repository.
    private static readonly (string Name, string State)[] InReadme = [("map", "explore-card-desk"), ("shades", "explore-choropleth-small-areas-desk"), ("table", "explore-facets-table-desk"), ("phone", "explore-map-phone"), ("curve", "plan-curve-desk"), ("compare", "plan-compare-desk"), ("report", "plan-report-desk"), ("network", "community-network-desk"), ("add", "community-add-phone"), ("neighbourhood", "neighbourhoods-profile-desk")];

    private const string Places = """
        {
          place { bbox }
          areaKinds { kind vintage }
          datasets(first: 1) { nodes { key } }
          communityAssets(first: 1, where: { links: { any: true } }) { nodes { id } }
          sites(first: 1, where: { theme: { eq: "libraries" }, locationPrecision: { in: [GIVEN, FOOTPRINT] } }) { nodes { id geometry { ... on GeoJSONPointType { coordinates } } } }
        }
        """;

    private const string Areas = "query($kind: String!, $vintage: String!) { areas(first: 2, where: { kind: { eq: $kind }, vintage: { eq: $vintage } }) { nodes { code } } }";

    public static async Task<int> RunAsync(string[] names)
    {
        var app = Path.GetFullPath(Path.Combine("artifacts", "app", "estatemap"));
        var running = Environment.GetEnvironmentVariable("ESTATEMAP_ADDRESS") is { Length: > 0 } given ? new Uri(given) : null;
        if (running is null && !File.Exists(app))
        {
            await Console.Error.WriteLineAsync($"There is no published program at {app}: `make screenshots` makes it.");
            return 2;
        }
        var data = Path.Combine(Path.GetTempPath(), "em-" + Path.GetRandomFileName());
        using var server = running is null ? EstateMapProgram.StartAt(app, ["serve", "--port", "0"], ("ESTATEMAP_DATA", data)) : null;
        try
        {
            var address = running ?? await server!.GetAddressAsync(CancellationToken.None);
            return await PictureAsync(address, name => names.Length == 0 || names.Any(wanted => name.StartsWith(wanted, StringComparison.Ordinal)), Directory.CreateDirectory(Path.Combine("artifacts", "screenshots")).FullName);
        }
        finally
        {
            if (server is not null)
            {
                // Asked, so that it ends its database too.
                server.Signal("TERM");
                await server.EndAsync(CancellationToken.None);
                Directory.Delete(data, recursive: true);
            }
        }
    }

    private static async Task<int> PictureAsync(Uri address, Func<string, bool> isWanted, string folder)
    {
        var words = await LookUpAsync(address);
        if (States.Any(state => state.Name.StartsWith("plan-", StringComparison.Ordinal) && isWanted(state.Name)))
        {
            using var http = new HttpClient { BaseAddress = address };
            foreach (var (name, value) in (await PicturedPlan.MakeAsync(http)).Words())
                words[name] = value;
        }
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Client.MapPage.BrowserArguments });
        var faults = 0;
        foreach (var isPhone in new[] { false, true })
        {
            await using var context = await browser.NewContextAsync(new()
            {
                BaseURL = address.ToString(),
                ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
                HasTouch = isPhone,
                IsMobile = isPhone,
            });
            foreach (var (name, path, tab) in States.Where(state => isWanted(state.Name)))
                faults += await TryAsync(context, Fill(path, words), tab, name.EndsWith("-legend", StringComparison.Ordinal) ? ".em-shading" : null, page => page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{(isPhone ? "phone" : "desk")}.png") })) ? 0 : 1;
            foreach (var (name, state) in InReadme.Where(picture => Environment.GetEnvironmentVariable("README") is "1" && picture.State.EndsWith(isPhone ? "-phone" : "-desk", StringComparison.Ordinal) && isWanted(picture.State)))
                File.Copy(Path.Combine(folder, state + ".png"), Path.Combine("src", "EstateMap.Client", "pictures", name + ".png"), overwrite: true);
            if (isPhone)
                continue;
            foreach (var (name, path) in Prints.Where(print => isWanted(print.Name)))
                faults += await TryAsync(context, Fill(path, words), null, null, async page =>
                {
                    await page.EmulateMediaAsync(new() { Media = Media.Print });
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
                }) ? 0 : 1;
        }
        Console.WriteLine($"Pictures are in {folder}");
        return faults == 0 ? 0 : 1;
    }

    /// <summary>Opens an address, waits until it stands still, and has it pictured; says what went wrong and goes on.</summary>
    private static async Task<bool> TryAsync(IBrowserContext context, string path, string? tab, string? show, Func<IPage, Task> picture)
    {
        var page = await context.NewPageAsync();
        try
        {
            await page.GotoAsync(path);
            await page.Locator("h1").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
            if (tab is not null)
                await page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Assertions.Expect(page.GetByText(new Regex("^(Loading|Opening|Comparing|Working out)")).Filter(new() { Visible = true })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
            await StandStillAsync(page);
            foreach (var canvas in new[] { ".em-map__canvas", ".em-place-map__canvas", ".em-network__canvas" })
                if (await page.Locator(canvas).CountAsync() > 0)
                    await page.Locator(canvas + "[data-ready]:not([data-ready=''])").First.WaitForAsync();
            if (show is not null)
                await page.Locator(show).EvaluateAsync("found => found.scrollIntoView()");
            await Task.Delay(300);
            await picture(page);
            return true;
        }
        catch (Exception why) when (why is PlaywrightException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{path}: {why.Message.Split('\n')[0]}");
            return false;
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    /// <summary>Waits until nothing is asked for any more; a page that hears news keeps a connection, and may count as busy for ever.</summary>
    private static async Task StandStillAsync(IPage page)
    {
        try
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle, new() { Timeout = 8_000 });
        }
        catch (TimeoutException)
        {
            // It is pictured as it is by then.
        }
    }

    private static string Fill(string path, Dictionary<string, string> words) => Regex.Replace(path, @"\{(\w+)\}", found => Uri.EscapeDataString(words[found.Groups[1].Value]));

    /// <summary>A site, two areas of the newest wards (or of the coarsest kind), the kind of the smallest areas and a shape in the middle, of whatever place is loaded.</summary>
    private static async Task<Dictionary<string, string>> LookUpAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var places = await AskAsync(http, Places, new { });
        var kinds = places.GetProperty("areaKinds").EnumerateArray().Select(kind => (Kind: kind.GetProperty("kind").GetString()!, Vintage: kind.GetProperty("vintage").GetString()!)).ToArray();
        var (kind, vintage) = kinds.Where(known => known.Kind == "ward").OrderByDescending(known => known.Vintage, StringComparer.Ordinal).Append(kinds[0]).First();
        var areas = (await AskAsync(http, Areas, new { kind, vintage })).GetProperty("areas").GetProperty("nodes");
        var site = places.GetProperty("sites").GetProperty("nodes")[0];
        var at = site.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(Number).ToArray();
        var box = places.GetProperty("place").GetProperty("bbox").EnumerateArray().Select(Number).ToArray();
        var (west, south, east, north) = (Third(box[0], box[2]), Third(box[1], box[3]), Third(box[2], box[0]), Third(box[3], box[1]));
        return new()
        {
            ["dataset"] = places.GetProperty("datasets").GetProperty("nodes")[0].GetProperty("key").GetString()!,
            ["asset"] = places.GetProperty("communityAssets").GetProperty("nodes")[0].GetProperty("id").GetString()!,
            ["site"] = site.GetProperty("id").GetString()!,
            ["longitude"] = Text(at[0]),
            ["latitude"] = Text(at[1]),
            ["area"] = $"{kind}:{vintage}:{areas[0].GetProperty("code").GetString()}",
            ["other"] = $"{kind}:{vintage}:{areas[1].GetProperty("code").GetString()}",
            ["small"] = $"{kinds[^1].Kind}:{kinds[^1].Vintage}",
            ["ring"] = $"{Text(west)},{Text(south)};{Text(east)},{Text(south)};{Text(east)},{Text(north)};{Text(west)},{Text(north)}",
        };

        static double Number(JsonElement number) => number.GetDouble();
        static double Third(double near, double far) => near + (far - near) / 3;
        static string Text(double degrees) => degrees.ToString("0.#####", CultureInfo.InvariantCulture);
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, string query, object variables)
    {
        using var response = await http.PostAsJsonAsync("graphql", new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException(errors.ToString()) : answer.GetProperty("data");
    }
}
