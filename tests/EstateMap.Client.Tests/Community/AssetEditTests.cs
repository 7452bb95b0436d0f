using System.Text.Json;
using Bunit;
using EstateMap.Client.Community;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class AssetEditTests : CommunityContext
{
    private readonly List<string> kept = [];

    private IRenderedComponent<AssetEdit> Open() => Render<AssetEdit>(form => form.Add(f => f.Asset, Facts).Add(f => f.Kept, kept.Add));

    private static Task SaveAsync(IRenderedComponent<AssetEdit> form) => form.Find("form").SubmitAsync();

    [Fact]
    public async Task Where_there_is_no_network_it_waits_on_the_device_and_is_sent_later()
    {
        Device.IsOnline = false;
        var queue = Services.GetRequiredService<WalkNotes>();
        await queue.OpenAsync();
        var form = Open();
        await form.Find("#edit-name").InputAsync("Hall Club");
        await SaveAsync(form);
        Assert.Equal(["There is no network. It is kept on this device and is sent when there is one."], kept);
        Assert.Equal(("Old Hall Club", "changeAsset", "waiting", "A1"), (Device.Items[0].Title, Device.Items[0].Mutation, Device.Items[0].State, Device.Items[0].About));

        // Somebody else changed it meanwhile: both are shown where it waits.
        Server.On("changeAsset", Conflict("changeAsset"));
        await queue.NetworkChanged(true);
        Assert.Equal(("conflict", 1), (Device.Items[0].State, queue.Unsettled));
        Server.On("changeAsset", Accepted("changeAsset"));
        await queue.TryAgainAsync(Device.Items[0], Device.Items[0].Both!.CurrentVersion);
        Assert.Equal((7, "Hall Club"), (Sent("changeAsset").GetProperty("version").GetInt32(), Sent("changeAsset").GetProperty("asset").GetProperty("name").GetString()));
        Assert.Equal(("accepted", 0), (Device.Items[0].State, queue.Unsettled));
    }

    [Fact]
    public async Task Class_place_and_times_are_sent_with_the_version_that_was_seen()
    {
        Server.On("changeAsset", Accepted("changeAsset"));
        var form = Open();
        await form.Find("#edit-class-PLACES").ChangeAsync(true);
        await form.FindAll("button").Single(button => button.TextContent == "Take the place away").ClickAsync();
        Assert.Equal("It has no fixed place.", form.Find("[data-place]").TextContent);
        Assert.True(form.Find("#edit-time-0-TU").HasAttribute("checked"));
        await form.Find("#edit-time-0-TU").ChangeAsync(false);
        await form.Find("#edit-time-0-often").ChangeAsync("WEEKLY:2");
        await form.Find("#edit-why").InputAsync("Moved");
        await SaveAsync(form);

        var sent = Sent("changeAsset");
        Assert.Equal(("A1", 4, "Moved"), (sent.GetProperty("id").GetString(), sent.GetProperty("version").GetInt32(), sent.GetProperty("why").GetString()));
        var asset = sent.GetProperty("asset");
        Assert.Equal(["abcdClass", "site", "schedules"], asset.EnumerateObject().Select(field => field.Name));
        Assert.Equal("PLACES", asset.GetProperty("abcdClass").GetString());
        Assert.Equal(JsonValueKind.Null, asset.GetProperty("site").ValueKind);
        var time = Assert.Single(asset.GetProperty("schedules").EnumerateArray());
        Assert.Equal(("MO", 2, "10:00"), (time.GetProperty("byday").GetString(), time.GetProperty("interval").GetInt32(), time.GetProperty("opensAt").GetString()));
        Assert.Equal(["It is kept."], kept);
    }

    [Fact]
    public async Task A_time_is_added_and_taken_out()
    {
        Server.On("changeAsset", InReview("changeAsset"));
        var form = Open();
        await form.FindAll("button").Single(button => button.TextContent == "Add another time").ClickAsync();
        await form.Find("#edit-time-1-often").ChangeAsync("MONTHLY:1");
        await form.Find("#edit-time-1-in--1").ChangeAsync(true);
        await form.Find("#edit-time-1-FR").ChangeAsync(true);
        await form.Find("#edit-time-1-opens").ChangeAsync("19:30:00");
        await form.Find("#edit-time-1-notes").ChangeAsync("Term time");
        await form.FindAll("button").First(button => button.TextContent.StartsWith("Take this time out", StringComparison.Ordinal)).ClickAsync();
        await SaveAsync(form);

        var time = Assert.Single(Sent("changeAsset").GetProperty("asset").GetProperty("schedules").EnumerateArray());
        Assert.Equal(("MONTHLY", "-1FR", "19:30", "Term time"), (time.GetProperty("freq").GetString(), time.GetProperty("byday").GetString(), time.GetProperty("opensAt").GetString(), time.GetProperty("notes").GetString()));
        Assert.Equal(["It is sent, and a steward looks at it."], kept);
    }

    [Fact]
    public async Task What_the_server_finds_wrong_stands_beside_its_field_and_what_was_written_stays()
    {
        Server.On("changeAsset", Refused("changeAsset", "That is a mobile number.", "asset.contactTelephone"));
        var form = Open();
        await form.Find("#edit-contactTelephone").InputAsync("07700 900123");
        await SaveAsync(form);

        Assert.Equal("Error: That is a mobile number.", form.Find("#edit-contactTelephone-fault").TextContent);
        Assert.Equal("07700 900123", form.Find("#edit-contactTelephone").GetAttribute("value"));
        Assert.Equal("That is a mobile number.", form.Find(".em-faults a").TextContent);
        Assert.Empty(kept);
    }

    [Fact]
    public async Task What_is_missing_is_not_sent_at_all()
    {
        var form = Open();
        await form.Find("#edit-name").InputAsync(" ");
        await SaveAsync(form);

        Assert.Equal("Error: Give it a name", form.Find("#edit-name-fault").TextContent);
        Assert.Equal(0, Count("changeAsset"));
    }

    [Fact]
    public async Task Of_two_changes_the_chosen_parts_are_sent_on_the_version_that_is_kept_now()
    {
        Server.On("changeAsset", Conflict("changeAsset"));
        var form = Open();
        await form.Find("#edit-name").InputAsync("Hall Club");
        await form.Find("#edit-description").InputAsync("Cards");
        await SaveAsync(form);

        // The description is mine alone, the place theirs alone; the name both changed, so somebody has to choose.
        Assert.Equal(["description", "place", "name"], form.FindAll("[data-part]").Select(row => row.GetAttribute("data-part")));
        Assert.True(form.Find("#conflict-description-mine").HasAttribute("checked"));
        Assert.Empty(form.FindAll("[data-part=place] input"));
        await form.FindAll("button").Single(button => button.TextContent == "Save what is chosen").ClickAsync();
        Assert.Equal("Error: Choose one", form.Find("[data-part=name] .govuk-error-message").TextContent);
        Assert.Equal(1, Count("changeAsset"));

        Server.On("changeAsset", Accepted("changeAsset"));
        await form.Find("#conflict-name-theirs").ChangeAsync(true);
        await form.FindAll("button").Single(button => button.TextContent == "Save what is chosen").ClickAsync();
        var sent = Sent("changeAsset");
        Assert.Equal((7, """{"description":"Cards"}"""), (sent.GetProperty("version").GetInt32(), sent.GetProperty("asset").GetRawText()));
        Assert.Equal(["It is kept."], kept);
    }

    [Fact]
    public async Task Whoever_leaves_everything_to_the_other_one_sends_nothing_more()
    {
        Server.On("changeAsset", Conflict("changeAsset"));
        var form = Open();
        await form.Find("#edit-name").InputAsync("Hall Club");
        await SaveAsync(form);
        await form.Find("#conflict-name-theirs").ChangeAsync(true);
        await form.Find("#conflict-description-theirs").ChangeAsync(true);
        await form.FindAll("button").Single(button => button.TextContent == "Save what is chosen").ClickAsync();

        Assert.Equal(1, Count("changeAsset"));
        Assert.Equal(["What the other one wrote stands."], kept);
    }
}
