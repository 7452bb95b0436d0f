using System.Text.Json;
using Bunit;
using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

/// <summary>What the server or a steward did not take is written on, not written again.</summary>
public class PutRightTests : CommunityContext
{
    private const string Kind = "Give a role's address.";

    public PutRightTests() => Server.On("contributeAsset", Refused("contributeAsset", Kind, "asset.contactEmail"));

    private static Task SubmitAsync(IRenderedComponent<AddPage> page) => page.Find("main > form").SubmitAsync();

    private static Task PressAsync(IRenderedComponent<AddPage> page, string button) =>
        page.FindAll("button").Single(found => found.TextContent.StartsWith(button, StringComparison.Ordinal)).ClickAsync();

    private static async Task WriteAsync(IRenderedComponent<AddPage> page, string name)
    {
        await SubmitAsync(page);
        await page.Find("#add-class-ASSOCIATIONS").ChangeAsync(true);
        await SubmitAsync(page);
        await page.Find("#add-name").InputAsync(name);
    }

    /// <summary>An item as a device kept it, with a site, a time and an offer.</summary>
    private static WalkItem Kept(string key, string name, string state, string? why, string? part) => new(key, "2026-12-01T10:00:00.000Z", name, "contributeAsset",
        JsonSerializer.SerializeToElement(new
        {
            asset = new { name, abcdClass = "ASSOCIATIONS", contactEmail = "jo@gmail.example", site = "S1", schedules = new[] { new { freq = "WEEKLY", interval = 1, byday = "TH", opensAt = "19:00" } }, offers = new[] { new { direction = "OFFER", kind = "OTHER", words = "A piano" } } },
            key,
        }), state, why, Picked: [new("S1", "Old Hall")], Part: part);

    private async Task KeepAsync(WalkItem item) => await Device.InvokeAsync<object>("put", [JsonSerializer.Serialize(item, JsonSerializerOptions.Web)]);

    [Fact]
    public async Task What_the_server_does_not_take_stays_in_the_form_with_the_fault_at_its_field()
    {
        var page = Render<AddPage>();
        await WriteAsync(page, "Choir");
        await page.Find("#add-contactEmail").InputAsync("jo@gmail.example");
        await SubmitAsync(page);
        await SubmitAsync(page);

        Assert.Equal("What is it?", page.Find("h1").TextContent);
        Assert.Equal($"Error: {Kind}", page.Find("#add-contactEmail-fault").TextContent);
        Assert.Equal(("Choir", "jo@gmail.example"), (page.Find("#add-name").GetAttribute("value"), page.Find("#add-contactEmail").GetAttribute("value")));
        Assert.Empty(page.FindAll("[data-outcome=queued]"));

        Server.On("contributeAsset", InReview("contributeAsset")).On("SentKeys", """{"data":{"contributions":{"nodes":[]}}}""");
        await page.Find("#add-contactEmail").InputAsync("info@hall.example");
        await SubmitAsync(page);
        await SubmitAsync(page);
        Assert.Equal("Choir is sent. Add the next one.", page.Find("[data-outcome=queued]").TextContent);
        // The faulty one has left the queue, and the server knows this one by another key.
        Assert.Equal("in_review", Assert.Single(Device.Items).State);
        var sent = Server.Asked.Where(asked => asked.Operation == "contributeAsset").Select(asked => asked.Variables.GetProperty("input")).ToList();
        Assert.Equal(2, sent.Select(input => input.GetProperty("key").GetString()).Distinct().Count());
        Assert.Equal("info@hall.example", sent[^1].GetProperty("asset").GetProperty("contactEmail").GetString());
    }

    [Fact]
    public async Task Everything_that_was_written_comes_back_and_goes_again()
    {
        await KeepAsync(Kept("K1", "Choir", "faulty", Kind, "contactEmail"));
        var page = Render<AddPage>();
        await PressAsync(page, "Put it right");
        Assert.Equal("A piano", page.Find("#add-offer").GetAttribute("value"));
        Server.On("contributeAsset", Accepted("contributeAsset"));
        await page.Find("#add-contactEmail").InputAsync("");
        await SubmitAsync(page);
        Assert.Equal(["Choir", "A group of people", "It meets at Old Hall.", "Thursday from 19:00"], page.FindAll("dd").Select(value => value.TextContent));
        await SubmitAsync(page);

        var asset = Sent("contributeAsset").GetProperty("asset");
        Assert.Equal(["name", "abcdClass", "site", "schedules", "offers"], asset.EnumerateObject().Select(field => field.Name));
        Assert.Equal("S1", asset.GetProperty("site").GetString());
        Assert.Equal("accepted", Assert.Single(Device.Items).State);
    }

    [Theory]
    [InlineData("abcdClass", "What kind of thing is it?")]
    [InlineData("place", "Where is it?")]
    [InlineData(null, "What is it?")]
    public async Task It_opens_where_the_fault_is(string? part, string heading)
    {
        await KeepAsync(Kept("K1", "Choir", "faulty", "It does not fit.", part));
        var page = Render<AddPage>();
        await PressAsync(page, "Put it right");
        Assert.Equal(heading, page.Find("h1").TextContent);
        // At its part where it has one, and said once.
        Assert.Equal(part is null, page.Find("[data-mended=K1]").TextContent.Contains("It does not fit.", StringComparison.Ordinal));
        Assert.Equal(part is null ? [] : ["It does not fit."], page.FindAll(".em-faults li").Select(fault => fault.TextContent));
    }

    [Fact]
    public async Task What_a_steward_refused_is_put_right_and_what_was_begun_meanwhile_comes_back()
    {
        await KeepAsync(Kept("K1", "Choir", "refused", "Which hall?", null));
        var page = Render<AddPage>();
        await WriteAsync(page, "Half written");
        await PressAsync(page, "Put it right");
        Assert.Contains("Which hall?", page.Find("[data-mended=K1]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Choir", page.Find("#add-name").GetAttribute("value"));
        await PressAsync(page, "Leave it as it is");
        Assert.Equal(("What is it?", "Half written"), (page.Find("h1").TextContent, page.Find("#add-name").GetAttribute("value")));
        Assert.Equal("refused", Assert.Single(Device.Items).State);

        await PressAsync(page, "Put it right");
        Server.On("contributeAsset", Accepted("contributeAsset"));
        await SubmitAsync(page);
        await SubmitAsync(page);
        Assert.Equal("Choir is sent. Go on with what you had begun.", page.Find("[data-outcome=queued]").TextContent);
        Assert.Equal("Half written", page.Find("#add-name").GetAttribute("value"));
    }

    [Fact]
    public async Task A_browser_that_keeps_nothing_says_so_and_loses_nothing()
    {
        Device.IsShut = true;
        var page = Render<AddPage>();
        await WriteAsync(page, "Choir");
        await SubmitAsync(page);
        await SubmitAsync(page);
        Assert.Contains("Allow the site to store data", page.Find(".em-notice--error").TextContent, StringComparison.Ordinal);
        Server.On("contributeAsset", Accepted("contributeAsset"));
        Device.IsShut = false;
        await SubmitAsync(page);
        Assert.Equal("Choir", Assert.Single(Device.Items).Title);
        Assert.Empty(page.FindAll(".em-notice--error"));
    }

    [Fact]
    public async Task Whoever_presses_twice_sends_once()
    {
        var answer = new TaskCompletionSource<string>();
        Server.On("contributeAsset", answer.Task);
        var page = Render<AddPage>();
        await WriteAsync(page, "Choir");
        await SubmitAsync(page);
        var (first, second) = (SubmitAsync(page), SubmitAsync(page));
        await second;
        answer.SetResult(Accepted("contributeAsset"));
        await first;
        Assert.Single(Device.Items);
        Assert.Equal(1, Count("contributeAsset"));
    }
}
