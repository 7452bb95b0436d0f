using System.Globalization;
using EstateMap.Benchmarks.Graph;
using EstateMap.Testing;
using Microsoft.Playwright;

namespace EstateMap.Benchmarks.Client;

/// <summary>`bench client [SITES ...]`: the published program as a reader meets it, in Chromium without a graphics card, against what an empty page does in the same browser.</summary>
internal static class ClientBench
{
    private const int Times = 5;
    // Two frames of sixty a second, which a browser tells as 33.3 or 33.4 ms.
    private const double TwoFrames_ms = 34;
    private const string Search = "query Search($text: String!) { search(text: $text, first: 10) { kind id title subtitle matched } }";

    public static async Task<int> RunAsync(string[] args)
    {
        var app = Path.GetFullPath(Path.Combine("artifacts", "app", "estatemap"));
        if (!File.Exists(app))
        {
            await Console.Error.WriteLineAsync($"There is no published program at {app}: `make bench-client` makes it.");
            return 2;
        }
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = MapPage.BrowserArguments });
        var table = new ClientTable(browser.Version);
        foreach (var size in args.DefaultIfEmpty("1000").Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)))
        {
            await using var town = new PostgisFixture();
            await GraphBench.BuildAsync(town, size);
            using var server = EstateMapProgram.StartAt(app, ["serve", "--database", town.ConnectionString, "--port", "0"]);
            await MeasureAsync(browser, await server.GetAddressAsync(CancellationToken.None), size, table);
        }
        table.Print(Console.Out);
        return table.IsWhole ? 0 : 1;
    }

    private static async Task MeasureAsync(IBrowser browser, Uri address, int size, ClientTable table)
    {
        table.Begin(size);
        await table.TryAsync("first view", () => ArrivalsAsync(browser, address, table));
        await using var context = await MapPage.OpenAsync(browser, address);
        var blank = new MapPage(await context.NewPageAsync());
        await blank.OpenFloorAsync();
        var map = new MapPage(await context.NewPageAsync());
        await map.ArriveAsync("explore");
        await table.TryAsync("pan and zoom", () => MotionsAsync(map, blank, table));
        await table.TryAsync("filter", () => FiltersAsync(map, blank, table));
        await table.TryAsync("search", () => SearchesAsync(map, table));
    }

    private static async Task ArrivalsAsync(IBrowser browser, Uri address, ClientTable table)
    {
        var (cold, warm, floor) = (new List<Arrival>(), new List<Arrival>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            await using var context = await MapPage.OpenAsync(browser, address);
            foreach (var arrivals in new[] { cold, warm })
            {
                var page = await context.NewPageAsync();
                arrivals.Add(await new MapPage(page).ArriveAsync("explore"));
                await page.CloseAsync();
            }
            floor.Add(await new MapPage(await context.NewPageAsync()).ArriveFloorAsync());
        }
        foreach (var (name, arrivals, goal_ms) in new[] { ("cold", cold, 3_000), ("warm", warm, 1_000) })
        {
            table.Add($"first usable view, {name}", "ms", [.. arrivals.Select(arrival => arrival.Ready_ms)], floor, Goal.Below(goal_ms));
            table.Add($"over the wire, {name}", "kB", [.. arrivals.Select(arrival => arrival.Bytes / 1_000d)], null, name == "cold" ? Goal.Below(3_000) : null);
            table.Add($"requests, {name}", "", [.. arrivals.Select(arrival => (double)arrival.Requests)], null, null);
            table.Add($"worst stall while opening, {name}", "ms", [.. arrivals.Select(arrival => arrival.Stalls.DefaultIfEmpty(0).Max())], null, null);
        }
    }

    private static async Task MotionsAsync(MapPage map, MapPage blank, ClientTable table)
    {
        var rest = new List<Motion>();
        foreach (var (name, move) in new (string, Func<MapPage, Task<Motion>>)[] { ("pan", page => page.DragAsync()), ("zoom", page => page.WheelAsync()) })
        {
            await move(map);
            var (ours, floor) = (new List<Motion>(), new List<Motion>());
            for (var time = 0; time < Times; time++)
            {
                ours.Add(await move(map));
                floor.Add(await move(blank));
                rest.Add(await blank.RestAsync());
            }
            table.Add($"{name}, frames a second", "", Each(ours, motion => motion.PerSecond), Each(floor, motion => motion.PerSecond), Goal.AtLeast(30));
            table.Add($"{name}, frame p50", "ms", Each(ours, motion => motion.At(0.5)), Each(floor, motion => motion.At(0.5)), null);
            table.Add($"{name}, frame p95", "ms", Each(ours, motion => motion.At(0.95)), Each(floor, motion => motion.At(0.95)), Goal.Below(TwoFrames_ms));
            table.Add($"{name}, worst frame", "ms", Each(ours, motion => motion.Worst), Each(floor, motion => motion.Worst), null);
            table.Add($"{name}, worst stall", "ms", Each(ours, motion => motion.Stalls.DefaultIfEmpty(0).Max()), Each(floor, motion => motion.Stalls.DefaultIfEmpty(0).Max()), Goal.Below(200));
            table.Add($"{name}, stalls over 200 ms", "", Each(ours, motion => motion.Stalls.Count(stall => stall > 200)), Each(floor, motion => motion.Stalls.Count(stall => stall > 200)), null);
        }
        table.Add("empty page at rest, frame p50", "ms", Each(rest, motion => motion.At(0.5)), null, null);
    }

    private static async Task FiltersAsync(MapPage map, MapPage blank, ClientTable table)
    {
        var boxes = await map.ListIdsAsync("input[type=checkbox][id^=layer-]:checked");
        if (boxes.Length == 0)
            throw new InvalidOperationException("the panel has no layer to untick");
        var (ours, floor) = (new List<double>(), new List<double>());
        // Each filter is asked for once before any is asked for again; what a click does to nothing but a word is the floor.
        for (var time = 0; time < Math.Max(Times, boxes.Length); time++)
        {
            var box = $"[id='{boxes[time % boxes.Length]}']";
            ours.Add(await map.TickAsync(box, ".em-panel", mapDraws: true));
            floor.Add(await blank.TickAsync("#tick", "#said", mapDraws: false));
            ours.Add(await map.TickAsync(box, ".em-panel", mapDraws: true));
        }
        table.Add("filter drawn and counted", "ms", ours, floor, Goal.Below(300));
    }

    private static async Task SearchesAsync(MapPage map, ClientTable table)
    {
        var (ours, floor) = (new List<double>(), new List<double>());
        foreach (var text in new[] { "library", "school", "alder ha", "first str", "hawthorn", "juniper sc", "surgery" })
        {
            ours.Add(await map.SearchAsync(text));
            floor.Add(await map.AskAsync(Search, new { text }));
        }
        table.Add("search, last key to list", "ms", ours, floor, Goal.Below(100));
    }

    private static List<double> Each(List<Motion> motions, Func<Motion, double> of) => [.. motions.Select(of)];
}
