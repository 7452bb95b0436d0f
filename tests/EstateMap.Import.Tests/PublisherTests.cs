using System.Globalization;
using System.Text.Json;
using EstateMap.Database;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>What publishers' servers do to a download, over real HTTP on loopback.</summary>
public sealed class PublisherTests : IDisposable
{
    private const string Table = "AssetCode,PropertyName\nA1,House\n";

    private readonly MadeFiles files = new();
    private readonly HttpClient http = PublisherClient.New();

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    [Theory]
    [InlineData("\"v1\"", null)]
    [InlineData(null, "Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("W/\"weak\"", "Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task An_unchanged_file_is_not_fetched_again(string? tag, string? modified)
    {
        await using var publisher = await StubPublisher.StartAsync(async (context, before) =>
        {
            if (before > 0)
            {
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.Headers.ETag = tag;
            context.Response.Headers.LastModified = modified;
            await context.Response.WriteAsync(Table);
        });
        var first = await GetAsync(publisher, "/a.csv");
        Assert.Equal(first, await GetAsync(publisher, "/a.csv"));
        Assert.Equal(Table, await File.ReadAllTextAsync(first, TestContext.Current.CancellationToken));
        Assert.Equal(["/a.csv", $"/a.csv {tag}{modified}"], publisher.Asked);
    }

    [Fact]
    public async Task A_copy_that_was_changed_by_hand_or_lost_is_fetched_again()
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            return context.Response.WriteAsync(Table);
        });
        var copy = await GetAsync(publisher, "/a.csv");
        await File.AppendAllTextAsync(copy, "by hand", TestContext.Current.CancellationToken);
        await GetAsync(publisher, "/a.csv");
        Assert.Equal(Table, await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
        File.Delete(copy);
        await GetAsync(publisher, "/a.csv");
        Assert.Equal(["/a.csv", "/a.csv", "/a.csv"], publisher.Asked);
    }

    [Fact]
    public async Task A_server_that_fails_twice_is_asked_a_third_time()
    {
        await using var publisher = await StubPublisher.StartAsync((context, before) =>
        {
            context.Response.StatusCode = before < 2 ? 500 : 200;
            return context.Response.WriteAsync(before < 2 ? "no" : Table);
        });
        Assert.Equal(Table, await File.ReadAllTextAsync(await GetAsync(publisher, "/a.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(3, publisher.Asked.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_cut_short_is_fetched_again_and_never_taken_for_whole(bool isMendedInTime)
    {
        await using var publisher = await StubPublisher.StartAsync(async (context, before) =>
        {
            context.Response.ContentLength = Table.Length;
            await context.Response.WriteAsync(isMendedInTime && before > 0 ? Table : Table[..10]);
            await context.Response.Body.FlushAsync();
            if (!isMendedInTime || before == 0)
                context.Abort();
        });
        if (isMendedInTime)
            Assert.Equal(Table, await File.ReadAllTextAsync(await GetAsync(publisher, "/a.csv"), TestContext.Current.CancellationToken));
        else
            Assert.Contains("/a.csv cannot be reached", await RefusedAsync(publisher, "/a.csv"), StringComparison.Ordinal);
        Assert.Equal(isMendedInTime ? 1 : 0, Directory.GetFiles(files.Folder).Length);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        await using var publisher = await StubPublisher.StartAsync(async (context, _) =>
        {
            var chunk = new byte[100_000];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });
        Assert.EndsWith("/a.csv is larger than 1000000 bytes and was not loaded.", await RefusedAsync(publisher, "/a.csv"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(files.Folder));
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_given_up()
    {
        await using var publisher = await StubPublisher.StartAsync(async (context, _) =>
        {
            await context.Response.WriteAsync("AssetCode,");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        Assert.Contains("nothing came for 0 seconds", await RefusedAsync(publisher, "/a.csv", patience: TimeSpan.FromMilliseconds(200)), StringComparison.Ordinal);
        Assert.Equal(3, publisher.Asked.Count);
    }

    [Theory]
    [InlineData(404, "answers 404: the publisher has moved or closed the file.")]
    [InlineData(451, "answers 451")]
    public async Task A_file_that_is_gone_is_said_at_once(int status, string reason)
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.Contains(reason, await RefusedAsync(publisher, "/a.csv"), StringComparison.Ordinal);
        Assert.Single(publisher.Asked);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sorry, an error occurred</body></html>", "should hold a CSV table but holds a web page (HTML or XML). Publishers send such a page when the file has moved or an error occurred")]
    [InlineData("\n\n <html lang=\"en\">", "but holds a web page")]
    [InlineData("{\"error\":\"no such resource\"}", "but holds JSON")]
    [InlineData("", "sends an empty file")]
    public async Task Wrong_content_is_refused_and_the_copy_of_before_kept(string body, string reason)
    {
        await using var publisher = await StubPublisher.StartAsync((context, before) => context.Response.WriteAsync(before == 0 ? Table : body));
        var copy = await GetAsync(publisher, "/a.csv");
        var said = await RefusedAsync(publisher, "/a.csv");
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.EndsWith($"was kept at {copy}.", said, StringComparison.Ordinal);
        Assert.Equal(Table, await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/elsewhere.csv", null)]
    [InlineData("file:///etc/passwd", "sends on to file:///etc/passwd, which is no public web address")]
    [InlineData("ftp://publisher.example/a.csv", "no public web address")]
    [InlineData("http://169.254.169.254/latest/meta-data", "no public web address")]
    [InlineData("http://10.0.0.7/a.csv", "no public web address")]
    [InlineData("http://[::1]/a.csv", "no public web address")]
    [InlineData("http://localhost/a.csv", "no public web address")]
    [InlineData("http://0xA.1/a.csv", "no public web address")]
    [InlineData("/again.csv", "sends on and on")]
    public async Task Redirects_are_followed_only_to_public_web_addresses(string location, string? reason)
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
        {
            if (context.Request.Path == "/elsewhere.csv")
                return context.Response.WriteAsync(Table);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        if (reason is null)
            Assert.Equal(Table, await File.ReadAllTextAsync(await GetAsync(publisher, "/a.csv"), TestContext.Current.CancellationToken));
        else
            Assert.Contains(reason, await RefusedAsync(publisher, "/a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_arcgis_layer_is_fetched_page_by_page_and_not_again_until_it_is_edited()
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) => Layer(context, features: 5));
        var copy = await GetAsync(publisher, "/rest/services/Parks/FeatureServer/0", "arcgis");
        var (rows, issues) = await FormatTests.RowsAsync(copy, "arcgis");
        Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(r => r.Values[0]));
        Assert.Empty(issues);
        Assert.Equal(
            [
                "/rest/services/Parks/FeatureServer/0?f=json",
                "/rest/services/Parks/FeatureServer/0/query?where=1%3D1&returnCountOnly=true&f=json",
                .. new[] { 0, 2, 4 }.Select(at => $"/rest/services/Parks/FeatureServer/0/query?where=1%3D1&outFields=*&f=geojson&outSR=4326&orderByFields=OBJECTID&resultOffset={at}&resultRecordCount=2"),
            ], publisher.Asked);
        Assert.Equal(copy, await GetAsync(publisher, "/rest/services/Parks/FeatureServer/0", "arcgis"));
        Assert.Equal("/rest/services/Parks/FeatureServer/0?f=json", publisher.Asked.Last());
    }

    [Theory]
    [InlineData("error 500", null)]
    [InlineData("half a page", null)]
    [InlineData("a web page", null)]
    [InlineData("error 500 always", "the ArcGIS server answers error 500, Error performing query operation")]
    [InlineData("error 400", "The ArcGIS server answers error 400, Invalid query parameters. Correct downloadUrl in the manifest")]
    [InlineData("error 499", "The layer is not open to everybody: ask the publisher.")]
    public async Task A_fault_on_the_second_page_is_tried_again_or_said(string fault, string? reason)
    {
        var faults = 0;
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
        {
            if (context.Request.Query["resultOffset"] != "2" || fault != "error 500 always" && faults++ > 0)
                return Layer(context, features: 5);
            return context.Response.WriteAsync(fault switch
            {
                "half a page" => """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"OBJECTID":3},"geometry":null},{"ty""",
                "a web page" => "<html>Bad gateway</html>",
                "error 400" => """{"error":{"code":400,"message":"Invalid query parameters","details":[]}}""",
                "error 499" => """{"error":{"code":499,"message":"Token Required"}}""",
                _ => """{"error":{"code":500,"message":"Error performing query operation"}}""",
            });
        });
        if (reason is null)
        {
            var (rows, _) = await FormatTests.RowsAsync(await GetAsync(publisher, "/x/FeatureServer/0", "arcgis"), "arcgis");
            Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(r => r.Values[0]));
        }
        else
        {
            Assert.Contains(reason, await RefusedAsync(publisher, "/x/FeatureServer/0", "arcgis"), StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(files.Folder));
        }
    }

    [Theory]
    [InlineData("gives the same page again", 100, "counts 5 features but has given 6 and goes on")]
    [InlineData("gives fewer than it counts", 0, "counts 5 features but gave 4")]
    public async Task A_layer_that_does_not_give_what_it_counts_is_refused(string what, int moreThanThere, string reason)
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
            context.Request.Query.ContainsKey("returnCountOnly") ? context.Response.WriteAsync("""{"count":5}""") : Layer(context, features: 4 + moreThanThere, isStuck: moreThanThere > 0));
        Assert.Contains(reason, await RefusedAsync(publisher, "/x/FeatureServer/0", "arcgis"), StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task An_address_that_is_no_layer_is_said()
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) => Layer(context, 1));
        Assert.Contains("is no address of an ArcGIS layer", await RefusedAsync(publisher, "/x/FeatureServer", "arcgis"), StringComparison.Ordinal);
        Assert.Empty(publisher.Asked);
    }

    private static Task Layer(HttpContext context, int features, bool isStuck = false)
    {
        var query = context.Request.Query;
        if (!context.Request.Path.Value!.EndsWith("/query", StringComparison.Ordinal))
            return context.Response.WriteAsync("""{"maxRecordCount":2,"objectIdField":"OBJECTID","supportedQueryFormats":"JSON, geoJSON","advancedQueryCapabilities":{"supportsPagination":true},"editingInfo":{"lastEditDate":1700000000000}}""");
        if (query.ContainsKey("returnCountOnly"))
            return context.Response.WriteAsync($$"""{"count":{{features}}}""");
        var from = isStuck ? 0 : int.Parse(query["resultOffset"]!, CultureInfo.InvariantCulture);
        var page = Enumerable.Range(from + 1, Math.Max(0, Math.Min(2, features - from))).Select(id => new { type = "Feature", properties = new { OBJECTID = id }, geometry = new { type = "Point", coordinates = (double[])[-2.3, 53.4] } });
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { type = "FeatureCollection", properties = new { exceededTransferLimit = from + 2 < features }, features = page }));
    }

    private Task<string> GetAsync(StubPublisher publisher, string path, string format = "csv", TimeSpan? patience = null) =>
        new PublisherDownload(http, files.Folder) { Pause = TimeSpan.Zero, MostBytes = 1_000_000, Patience = patience ?? TimeSpan.FromSeconds(20) }
            .GetAsync(new ManifestFile { MirrorPath = "a.csv", DownloadUrl = publisher.Address + path, Format = format }, TestContext.Current.CancellationToken);

    private async Task<string> RefusedAsync(StubPublisher publisher, string path, string format = "csv", TimeSpan? patience = null) =>
        (await Assert.ThrowsAsync<UsageException>(() => GetAsync(publisher, path, format, patience))).Message;
}
