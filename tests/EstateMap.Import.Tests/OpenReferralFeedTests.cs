using System.Text;
using System.Text.Json.Nodes;
using EstateMap.Database;
using EstateMap.Import.Phases;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>What Open Referral feeds do to whoever reads them.</summary>
public sealed class OpenReferralFeedTests : IDisposable
{
    private readonly MadeFiles files = new();
    private readonly HttpClient http = PublisherClient.New();
    private readonly List<JsonObject> services = [.. Enumerable.Range(1, 5).Select(number => StubFeed.Service(number, "Service " + number))];

    public void Dispose()
    {
        http.Dispose();
        files.Dispose();
    }

    [Theory]
    [InlineData("/oruk")]
    [InlineData("/oruk/")]
    [InlineData("/oruk/services")]
    [InlineData("/oruk/services?per_page=3")]
    public async Task The_address_may_be_the_stub_or_its_services(string address)
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, services, mostPerPage: 2));
        var copy = await GetAsync(publisher, address);
        Assert.Equal(5, JsonNode.Parse(await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken))!["features"]!.AsArray().Count);
        Assert.Equal(3 + 5, publisher.Asked.Count);
    }

    [Theory]
    [InlineData("500", 1)]
    [InlineData("half", 1)]
    [InlineData("web page", 1)]
    [InlineData("cut off", 1)]
    public async Task A_passing_fault_is_asked_again(string fault, int times)
    {
        var left = times;
        await using var publisher = await StubPublisher.StartAsync((context, before) => before is 0 or 3 && left-- > 0 ? Broken(context, fault) : StubFeed.AnswerAsync(context, services));
        await GetAsync(publisher, "/oruk");
        Assert.Equal(1 + 5 + times, publisher.Asked.Count);
    }

    [Theory]
    [InlineData("500", "cannot be reached")]
    [InlineData("404", "answers 404")]
    [InlineData("half", "the answer is no JSON")]
    [InlineData("web page", "the answer is no JSON")]
    [InlineData("array", "JSON that is no object")]
    [InlineData("other", "no page of services")]
    [InlineData("no total", "does not say how many services there are")]
    [InlineData("no id", "has no id")]
    [InlineData("latin", "an encoding that is not UTF-8")]
    [InlineData("giant", "larger than 1000000 bytes")]
    [InlineData("promise", "counts 9 services but listed 5")]
    [InlineData("same page", "gives the same page again")]
    [InlineData("too many", "more than 200000 are not read")]
    public async Task A_list_that_stays_wrong_is_refused_in_words_and_the_copy_of_before_kept(string fault, string reason)
    {
        var isBroken = false;
        await using var publisher = await StubPublisher.StartAsync((context, _) => isBroken && context.Request.Path == "/oruk/services" ? Broken(context, fault) : StubFeed.AnswerAsync(context, services));
        var copy = await GetAsync(publisher, "/oruk");
        var before = await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken);
        isBroken = true;
        var said = await RefusedAsync(publisher, "/oruk");
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.EndsWith($"was kept at {copy}.", said, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal([copy], Directory.GetFiles(files.Folder));
    }

    [Theory]
    [InlineData("500", "cannot be reached")]
    [InlineData("404", "answers 404")]
    [InlineData("half", "the answer is no JSON")]
    [InlineData("other", "and gave another, or none")]
    public async Task Half_a_feed_is_no_feed(string fault, string reason)
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) => context.Request.Path.Value!.EndsWith('4') ? Broken(context, fault) : StubFeed.AnswerAsync(context, services));
        Assert.Contains(reason, await RefusedAsync(publisher, "/oruk"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(files.Folder));
    }

    [Fact]
    public async Task A_service_listed_twice_is_read_once()
    {
        services.Insert(3, services[0].DeepClone().AsObject());
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, services, mostPerPage: 2));
        var copy = await GetAsync(publisher, "/oruk");
        Assert.Equal(5, JsonNode.Parse(await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken))!["features"]!.AsArray().Count);
    }

    [Fact]
    public async Task This_machine_and_private_networks_are_not_read_unless_that_is_allowed()
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) => StubFeed.AnswerAsync(context, services));
        foreach (var address in (string[])[publisher.Address + "/oruk", "http://localhost:1/oruk", "http://10.0.0.7/oruk", "http://[::1]/oruk", "http://169.254.169.254/oruk"])
        {
            var refused = await Assert.ThrowsAsync<UsageException>(() => Source(allowsPrivate: false).GetAsync(FileOf(address), TestContext.Current.CancellationToken));
            Assert.Contains("is no public web address, and feeds are read from nowhere else unless that is allowed", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(publisher.Asked);
    }

    [Fact]
    public async Task Nor_is_what_a_public_feed_sends_on_to()
    {
        await using var publisher = await StubPublisher.StartAsync((context, _) =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data");
            return Task.CompletedTask;
        });
        Assert.Contains("which is no public web address; it was not followed", await RefusedAsync(publisher, "/oruk"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WEEKLY", "MO, tu", "9:00", "17:30:00Z", "FREQ=WEEKLY;BYDAY=MO,TU;OPENS=09:00;CLOSES=17:30")]
    [InlineData("MONTHLY", "2MO,-1FR", "10:00+01:00", "12:00-05:00", "FREQ=MONTHLY;BYDAY=2MO,-1FR;OPENS=10:00;CLOSES=12:00")]
    [InlineData("DAILY", "Monday", "25:00", "noon", null)]
    [InlineData(null, null, null, null, null)]
    public void Hours_of_a_feed_are_written_as_one_line_of_what_can_be_read(string? freq, string? byday, string? opens, string? closes, string? line) =>
        Assert.Equal(line, ScheduleText.Write(name => name switch { "freq" => freq, "byday" => byday, "opens_at" => opens, "closes_at" => closes, _ => null }));

    [Fact]
    public void A_line_of_hours_is_read_as_it_was_written()
    {
        var members = new Dictionary<string, string> { ["freq"] = "WEEKLY", ["interval"] = "2", ["byday"] = "WE", ["opens_at"] = "20:00", ["closes_at"] = "02:00", ["valid_from"] = "2026-01-07", ["valid_to"] = "2026-12-30", ["notes"] = "Ring; twice | loud" };
        var opening = Assert.Single(ScheduleText.Parse(ScheduleText.Write(members.GetValueOrDefault)!));
        Assert.Equal(new Opening("WE", new TimeOnly(20, 0), new TimeOnly(2, 0), null) { Interval = 2, ValidFrom = new DateOnly(2026, 1, 7), ValidTo = new DateOnly(2026, 12, 30), Notes = "Ring, twice, loud" }, opening);
        foreach (var words in (string[])["FROM=2026-02-01;TO=2026-01-01;BYDAY=MO", "FREQ=DAILY;OPENS=09:00", "most evenings"])
            Assert.Equal(new Opening(null, null, null, words), Assert.Single(ScheduleText.Parse(words)));
    }

    private Task Broken(HttpContext context, string fault)
    {
        var page = $$"""{"total_items":5,"last_page":false,"contents":[{{string.Join(',', services.Select(service => $$"""{"id":"{{service["id"]}}"}"""))}}]}""";
        switch (fault)
        {
            case "500" or "404":
                context.Response.StatusCode = int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture);
                return context.Response.WriteAsync("{}");
            case "cut off":
                context.Response.ContentLength = page.Length;
                context.Abort();
                return Task.CompletedTask;
            case "latin":
                return context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(page.Replace("contents", "contents\":[],\"café", StringComparison.Ordinal))).AsTask();
            case "giant":
                return context.Response.WriteAsync($"{{\"a\":\"{new string('a', 1_100_000)}\"}}");
            default:
                return context.Response.WriteAsync(fault switch
                {
                    "half" => page[..40],
                    "web page" => "<html>Sorry</html>",
                    "array" => "[]",
                    "other" => """{"message":"Welcome"}""",
                    "no total" => page.Replace("total_items", "items", StringComparison.Ordinal),
                    "no id" => """{"total_items":1,"contents":[{"name":"a"}]}""",
                    "promise" => page.Replace("\"total_items\":5", "\"total_items\":9", StringComparison.Ordinal).Replace("false", "true", StringComparison.Ordinal),
                    "same page" => page.Replace("\"total_items\":5", "\"total_items\":10", StringComparison.Ordinal),
                    "too many" => page.Replace("\"total_items\":5", "\"total_items\":200001", StringComparison.Ordinal),
                    _ => throw new ArgumentException(fault),
                });
        }
    }

    private PublisherDownload Source(bool allowsPrivate = true) => new(http, files.Folder) { Pause = TimeSpan.FromMilliseconds(1), MostBytes = 1_000_000, AllowsPrivateFeeds = allowsPrivate };

    private static ManifestFile FileOf(string address) => new() { DownloadUrl = address, MirrorPath = "feed.geojson", Format = "open_referral" };

    private Task<string> GetAsync(StubPublisher publisher, string path) => Source().GetAsync(FileOf(publisher.Address + path), TestContext.Current.CancellationToken);

    private async Task<string> RefusedAsync(StubPublisher publisher, string path) => (await Assert.ThrowsAsync<UsageException>(() => GetAsync(publisher, path))).Message;
}
