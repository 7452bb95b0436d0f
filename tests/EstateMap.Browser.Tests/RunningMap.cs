using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EstateMap.Testing;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(EstateMap.Browser.Tests.RunningMap))]

namespace EstateMap.Browser.Tests;

/// <summary>The built server over the sample in a folder of its own, and one browser; started once a run. ESTATEMAP_ADDRESS names a server that already runs instead.</summary>
public sealed class RunningMap : IAsyncLifetime
{
    private static readonly string[] BrowserArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string data = Path.Combine(Path.GetTempPath(), "em-" + Path.GetRandomFileName());
    private readonly HttpClient http = new();
    private readonly ConcurrentDictionary<bool, Lazy<Task<IBrowserContext>>> windows = new();
    private EstateMapProgram? server;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public Uri Address { get; private set; } = null!;

    /// <summary>Where screenshots go.</summary>
    public string Pictures { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "screenshots")).FullName;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("ESTATEMAP_ADDRESS") is { Length: > 0 } running)
        {
            Address = new Uri(running);
        }
        else
        {
            using var waiting = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            server = EstateMapProgram.Start(["serve"], ("ESTATEMAP_DATA", data), ("PORT", $"{FreePort()}"));
            Address = await server.GetAddressAsync(waiting.Token);
        }
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = BrowserArguments });
    }

    /// <summary>A new page in a window of its own.</summary>
    /// <param name="before">What is done to the page before it goes anywhere.</param>
    /// <param name="server">Another server than this one.</param>
    public async Task<Visit> VisitAsync(string path, bool phone = false, Func<IPage, Task>? before = null, Uri? server = null)
    {
        var window = await OpenAsync(phone, server ?? Address);
        var visit = new Visit(await window.NewPageAsync(), () => window.DisposeAsync());
        if (before is not null)
            await before(visit.Page);
        await visit.Page.GotoAsync(path);
        return visit;
    }

    /// <summary>A new page in a window that others look through too: for pages that are read and not written, since the client is loaded once.</summary>
    public async Task<Visit> LookAsync(string path, bool phone)
    {
        var window = await windows.GetOrAdd(phone, _ => new(() => OpenAsync(phone, Address))).Value;
        var page = await window.NewPageAsync();
        var visit = new Visit(page, () => new(page.CloseAsync()));
        await page.GotoAsync(path);
        return visit;
    }

    private async Task<IBrowserContext> OpenAsync(bool phone, Uri address)
    {
        var window = await browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            HasTouch = phone,
            IsMobile = phone,
        });
        window.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        return window;
    }

    /// <summary>The data of a GraphQL answer.</summary>
    public async Task<JsonElement> AskAsync(string query)
    {
        using var response = await http.PostAsJsonAsync(new Uri(Address, "graphql"), new { query });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        return answer.GetProperty("data");
    }

    /// <summary>How many sites a SiteFilterInput, as GraphQL writes it, keeps, and how many of them are located.</summary>
    public async Task<(int Count, int Located)> CountAsync(string where)
    {
        var all = (await AskAsync("{ siteAggregates(where: " + where + ") { count locatedCount } }")).GetProperty("siteAggregates")[0];
        return (all.GetProperty("count").GetInt32(), all.GetProperty("locatedCount").GetInt32());
    }

    /// <summary>Global id of the only site of a name.</summary>
    public async Task<string> SiteAsync(string name)
    {
        var answer = await AskAsync("{ sites(first: 2, where: { name: { eq: " + JsonSerializer.Serialize(name) + " } }) { nodes { id } } }");
        return Assert.Single(answer.GetProperty("sites").GetProperty("nodes").EnumerateArray()).GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        http.Dispose();
        if (server is not null)
        {
            server.Signal("TERM");
            using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await server.EndAsync(waiting.Token);
            server.Dispose();
        }
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A page in a window of its own, everything its console complained of, and every request that left this machine.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly Func<ValueTask> leave;

    public Visit(IPage page, Func<ValueTask> leave)
    {
        this.leave = leave;
        Page = page;
        page.Request += (_, request) => { if (new Uri(request.Url) is { Scheme: not ("data" or "blob"), IsLoopback: false }) Complaints.Enqueue($"{request.Url}: asked of another machine"); };
        page.Console += (_, message) => { if (message.Type is "error" or "warning") Complaints.Enqueue(message.Text); };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") Complaints.Enqueue($"{request.Url}: {request.Failure}"); };
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Waits until the map has drawn its sites, and returns how many.</summary>
    public async Task<int> DrawnAsync()
    {
        var canvas = Page.Locator("[data-ready]");
        await canvas.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return int.Parse((await canvas.GetAttributeAsync("data-ready"))!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the map has drawn so many sites.</summary>
    public Task ReadyAsync(int sites) => Assertions.Expect(Page.Locator($"[data-ready='{sites}']")).ToHaveCountAsync(1);

    /// <summary>How often the map has drawn all its tiles.</summary>
    public async Task<int> TimesDrawnAsync() => int.Parse((await Page.Locator(".em-map__canvas").GetAttributeAsync("data-drawn"))!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Does something that moves the map, and waits until it is drawn again.</summary>
    public async Task MoveAsync(Func<Task> move)
    {
        var before = await TimesDrawnAsync();
        await move();
        await Page.WaitForFunctionAsync("before => Number(document.querySelector('.em-map__canvas').dataset.drawn) > before", before);
    }

    /// <summary>Opens a tab of the panel.</summary>
    public Task OpenTabAsync(string name) => Page.GetByRole(AriaRole.Tab, new() { NameRegex = new($"^{name}") }).ClickAsync();

    public ValueTask DisposeAsync() => leave();
}
