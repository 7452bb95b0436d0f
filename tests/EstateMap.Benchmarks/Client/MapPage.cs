using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace EstateMap.Benchmarks.Client;

/// <summary>Frames of a while, each by its length in milliseconds, and the main thread's tasks of over 50 ms in it.</summary>
internal sealed record Motion(double[] Frames, double[] Stalls)
{
    public double At(double share) => Frames.Order().ElementAt((int)Math.Min(Frames.Length - 1, share * Frames.Length));
    public double Worst => Frames.Max();
    public double PerSecond => 1_000 * Frames.Length / Frames.Sum();
}

/// <summary>What a visit cost until the map was drawn.</summary>
/// <param name="Bytes">As they crossed the wire, headers too; what the browser's cache gave costs none.</param>
internal sealed record Arrival(double Ready_ms, long Bytes, int Requests, double[] Stalls);

/// <summary>A page of 1200 x 800 that keeps times of itself (probe.js).</summary>
internal sealed class MapPage(IPage page)
{
    public static readonly string[] BrowserArguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private const double Moving_s = 3;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Client");

    public static async Task<IBrowserContext> OpenAsync(IBrowser browser, Uri address)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), ViewportSize = new() { Width = 1200, Height = 800 } });
        context.SetDefaultTimeout(120_000);
        await context.AddInitScriptAsync(scriptPath: Path.Combine(Folder, "probe.js"));
        return context;
    }

    /// <summary>Opens an address and waits for the map, counting what crosses the wire.</summary>
    public async Task<Arrival> ArriveAsync(string path)
    {
        var wire = await page.Context.NewCDPSessionAsync(page);
        var (bytes, requests, cached) = (0L, 0, new HashSet<string>());
        wire.Event("Network.responseReceived").OnEvent += (_, e) => { if (e is { } said && said.GetProperty("response").TryGetProperty("fromDiskCache", out var disk) && disk.GetBoolean()) cached.Add(said.GetProperty("requestId").GetString()!); };
        wire.Event("Network.requestServedFromCache").OnEvent += (_, e) => { if (e is { } said) cached.Add(said.GetProperty("requestId").GetString()!); };
        wire.Event("Network.loadingFinished").OnEvent += (_, e) =>
        {
            if (e is not { } said || cached.Contains(said.GetProperty("requestId").GetString()!))
                return;
            Interlocked.Add(ref bytes, (long)said.GetProperty("encodedDataLength").GetDouble());
            Interlocked.Increment(ref requests);
        };
        await wire.SendAsync("Network.enable");
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        await ReadyAsync();
        // What was asked for before the map was drawn may still be arriving.
        await Task.Delay(500);
        await wire.DetachAsync();
        return new(await page.EvaluateAsync<double>("probe.ready()"), bytes, requests, await page.EvaluateAsync<double[]>("probe.stalls()"));
    }

    /// <summary>Milliseconds until a page of the same server with one small picture in it has loaded.</summary>
    public async Task<double> ArriveFloorAsync()
    {
        await page.GotoAsync("images/icon.svg");
        return await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventStart");
    }

    /// <summary>Opens the drawing that does nothing but follow the pointer. From disk: a browser whose requests were answered by us would keep no cache.</summary>
    public Task OpenFloorAsync() => page.GotoAsync(new Uri(Path.Combine(Folder, "blank.html")).AbsoluteUri);

    public Task ReadyAsync() => page.Locator(".em-map__canvas[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    public Task<Motion> RestAsync() => FramesAsync(() => Task.Delay(TimeSpan.FromSeconds(1)));

    /// <summary>Drags what lies in the middle of the map back and forth for three seconds, with six grips.</summary>
    public Task<Motion> DragAsync() => FramesAsync(async () =>
    {
        const int grips = 6;
        for (var grip = 0; grip < grips; grip++)
        {
            var (clock, way) = (Stopwatch.StartNew(), grip % 2 == 0 ? 1 : -1);
            await page.Mouse.MoveAsync(810, 400);
            await page.Mouse.DownAsync();
            while (clock.Elapsed.TotalSeconds is var gone && gone < Moving_s / grips)
            {
                var far = (float)(300 * gone / (Moving_s / grips));
                await page.Mouse.MoveAsync(810 + way * far, 400 + way * far / 2);
            }
            await page.Mouse.UpAsync();
        }
    });

    /// <summary>Turns the wheel over the middle of the map, in and out again, for three seconds.</summary>
    public Task<Motion> WheelAsync() => FramesAsync(async () =>
    {
        const int turns = 12;
        await page.Mouse.MoveAsync(810, 400);
        for (var turn = 0; turn < turns; turn++)
        {
            await page.Mouse.WheelAsync(0, turn < turns / 2 ? -120 : 120);
            await Task.Delay(TimeSpan.FromSeconds(Moving_s / turns));
        }
    });

    /// <summary>Ticks or unticks a box and waits until the map is drawn anew and nothing in the panel changes any more.</summary>
    public Task<double> TickAsync(string selector, string changes, bool mapDraws) => SettledAsync("change", changes, mapDraws, () => page.Locator(selector).DispatchEventAsync("click"));

    /// <summary>Types into the search box; milliseconds from the last key to the last change of the list.</summary>
    public async Task<double> SearchAsync(string text)
    {
        var box = page.GetByRole(AriaRole.Combobox).First;
        await box.FillAsync("");
        await Task.Delay(400);
        return await SettledAsync("input", ".em-search", mapDraws: false, () => box.PressSequentiallyAsync(text));
    }

    /// <summary>The same question without a page around it.</summary>
    public Task<double> AskAsync(string query, object variables) => page.EvaluateAsync<double>(
        """
        async body => {
          const start = performance.now();
          const answer = await fetch('/graphql', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
          await answer.json();
          return performance.now() - start;
        }
        """, JsonSerializer.Serialize(new { query, variables }));

    public async Task<string[]> ListIdsAsync(string selector) => [.. await page.EvaluateAsync<string[]>("selector => [...document.querySelectorAll(selector)].map(found => found.id)", selector)];

    private async Task<double> SettledAsync(string happening, string changes, bool mapDraws, Func<Task> act)
    {
        await page.BringToFrontAsync();
        await page.EvaluateAsync("([happening, changes, mapDraws]) => probe.expect(happening, changes, mapDraws)", new object[] { happening, changes, mapDraws });
        await act();
        return await page.EvaluateAsync<double>("probe.settled()");
    }

    private async Task<Motion> FramesAsync(Func<Task> move)
    {
        await page.BringToFrontAsync();
        await page.EvaluateAsync("probe.startFrames()");
        await move();
        var seen = await page.EvaluateAsync<JsonElement>("probe.stopFrames()");
        return new(Numbers(seen.GetProperty("frames")), Numbers(seen.GetProperty("stalls")));
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
