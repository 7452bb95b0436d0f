using System.Text.Json;
using Bunit;
using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class AddPageTests : CommunityContext
{
    private IRenderedComponent<AddPage> Open(bool isOnline)
    {
        Device.IsOnline = isOnline;
        return Render<AddPage>();
    }

    private static Task PressAsync(IRenderedComponent<AddPage> page, string button) =>
        page.FindAll("button").Single(found => found.TextContent == button) is var found && found.GetAttribute("type") == "submit" ? page.Find("main > form").SubmitAsync() : found.ClickAsync();

    private JsonElement Kept => Device.Items.Single().Input.GetProperty("asset");

    [Fact]
    public async Task One_thing_a_screen_leads_to_what_is_kept_on_the_device_where_there_is_no_network()
    {
        var page = Open(isOnline: false);
        Assert.Equal("Where is it?", page.Find("h1").TextContent);
        await PressAsync(page, "It has no fixed place");
        await PressAsync(page, "Continue");
        Assert.Equal("Error: Say what kind of thing it is", page.Find("#add-abcdClass-fault").TextContent);
        await page.Find("#add-class-ASSOCIATIONS").ChangeAsync(true);
        await PressAsync(page, "Continue");
        Assert.Equal("What is it?", page.Find("h1").TextContent);
        await PressAsync(page, "Continue");
        Assert.Equal("Error: Give it a name", page.Find("#add-name-fault").TextContent);
        await page.Find("#add-name").InputAsync("Choir");
        await PressAsync(page, "Add a time");
        await page.Find("#add-time-0-TH").ChangeAsync(true);
        await page.Find("#add-time-0-opens").ChangeAsync("19:00");
        await page.Find("#add-offer").InputAsync("A piano");
        await PressAsync(page, "Continue");
        Assert.Equal(["Choir", "A group of people", "It has no fixed place.", "Thursday from 19:00"], page.FindAll("dd").Select(value => value.TextContent));
        await PressAsync(page, "Send");

        Assert.Equal("Choir is kept on this device and is sent when there is a network. Add the next one.", page.Find("[data-outcome=queued]").TextContent);
        Assert.Equal(("contributeAsset", "waiting"), (Device.Items[0].Mutation, Device.Items[0].State));
        Assert.Equal(["name", "abcdClass", "schedules", "offers"], Kept.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("TH", "A piano"), (Kept.GetProperty("schedules")[0].GetProperty("byday").GetString(), Kept.GetProperty("offers")[0].GetProperty("words").GetString()));
        Assert.Equal(0, Count("contributeAsset"));
        // The next one begins with nothing of this one.
        Assert.Equal("Where is it?", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task A_point_on_the_map_is_sent_and_what_is_near_is_shown_before()
    {
        Server.On("contributeAsset", Accepted("contributeAsset")).On("NearAssets", """{"data":{"communityAssets":{"nodes":[{"id":"A9","name":"Old Hall Choir","abcdClass":"ASSOCIATIONS","distance":120,"geometry":{"coordinates":[-2.3,53.4]}}]}}}""");
        var page = Open(isOnline: true);
        await page.InvokeAsync(() => page.FindComponent<PlaceMap>().Instance.Chosen(-2.3, 53.4));
        Assert.Equal("Chosen on the map: 53.40000, -2.30000.", page.Find("[data-place=chosen]").TextContent);
        await PressAsync(page, "Continue");
        await page.Find("#add-class-ASSOCIATIONS").ChangeAsync(true);
        await PressAsync(page, "Continue");
        await page.Find("#add-name").InputAsync("Choir of the hall");
        await PressAsync(page, "Continue");
        Assert.Contains("Old Hall Choir, 120 m away", page.Find("[data-list=alike]").TextContent, StringComparison.Ordinal);
        await PressAsync(page, "Send");

        Assert.Equal((-2.3, 53.4), (Kept.GetProperty("longitude").GetDouble(), Kept.GetProperty("latitude").GetDouble()));
    }

    [Fact]
    public async Task Going_back_keeps_what_was_written()
    {
        var page = Open(isOnline: false);
        await PressAsync(page, "It has no fixed place");
        await page.Find("#add-class-INDIVIDUALS").ChangeAsync(true);
        await PressAsync(page, "Continue");
        await page.Find("#add-name").InputAsync("Link worker");
        await PressAsync(page, "Continue");
        Assert.Equal("Error: Give the day on which they agreed to their role being listed", page.Find("#add-contactConsentOn-fault").TextContent);
        await PressAsync(page, "Back");
        Assert.True(page.Find("#add-class-INDIVIDUALS").HasAttribute("checked"));
        await PressAsync(page, "Continue");
        Assert.Equal("Link worker", page.Find("#add-name").GetAttribute("value"));
    }
}
