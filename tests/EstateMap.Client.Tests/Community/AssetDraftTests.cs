using System.Text.Json;
using EstateMap.Client.Api;
using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class AssetDraftTests
{
    private readonly AssetDraft draft = AssetDraft.Of(CommunityContext.Facts);

    private static string Json(object sent) => JsonSerializer.Serialize(sent, JsonSerializerOptions.Web);

    [Fact]
    public void What_was_not_touched_is_not_sent() => Assert.Empty(draft.Changed());

    [Fact]
    public void Only_what_was_changed_is_sent_without_blanks_around_it()
    {
        draft["name"] = "  Hall Club ";
        draft["description"] = "Cards and tea ";
        draft["abcdClass"] = "PLACES";
        Assert.Equal("""{"name":"Hall Club","abcdClass":"PLACES"}""", Json(draft.Changed()));
    }

    [Fact]
    public void What_was_cleared_is_sent_as_null()
    {
        draft["meetingNote"] = "";
        draft["contactEmail"] = " ";
        Assert.Equal("""{"meetingNote":null,"contactEmail":null}""", Json(draft.Changed()));
    }

    [Fact]
    public void A_point_takes_the_place_of_a_site()
    {
        draft.Place = new(null, (-2.31, 53.41));
        Assert.Equal("""{"site":null,"longitude":-2.31,"latitude":53.41}""", Json(draft.Changed()));
    }

    [Fact]
    public void The_same_site_is_no_change_and_none_takes_it_away()
    {
        draft.Place = new(new("S1", "Old Hall"), (-2.3, 53.4), "Found again");
        Assert.Empty(draft.Changed());
        draft.Place = AssetPlace.None;
        Assert.Equal("""{"site":null}""", Json(draft.Changed()));
    }

    [Fact]
    public void A_site_takes_the_place_of_a_point()
    {
        var pointed = AssetDraft.Of(CommunityContext.Facts with { Site = null });
        pointed.Place = new(new("S2", "New Hall"), (-2.31, 53.41));
        Assert.Equal("""{"site":"S2","longitude":null,"latitude":null}""", Json(pointed.Changed()));
    }

    [Fact]
    public void Whom_it_serves_and_who_runs_it_are_sent_by_id()
    {
        draft.Area = new("W1", "West");
        draft.Organisation = new("O1", "Hall Trust");
        Assert.Equal("""{"organisation":"O1","area":"W1"}""", Json(draft.Changed()));
    }

    [Fact]
    public void Times_are_sent_whole_when_one_of_them_changed_and_an_empty_one_is_none()
    {
        draft.Times.Add(new());
        Assert.Empty(draft.Changed());
        draft.Times[1].Often = "MONTHLY:1";
        draft.Times[1].In.UnionWith(["-1", "1"]);
        draft.Times[1].Days.Add("FR");
        draft.Times[1].Opens = "19:30";
        var sent = JsonSerializer.SerializeToElement(draft.Changed(), JsonSerializerOptions.Web).GetProperty("schedules");
        Assert.Equal(["MO,TU", "1FR,-1FR"], sent.EnumerateArray().Select(time => time.GetProperty("byday").GetString()!));
        Assert.Equal("MONTHLY", sent[1].GetProperty("freq").GetString());
        Assert.Equal("19:30", sent[1].GetProperty("opensAt").GetString());
    }

    [Fact]
    public void Taking_every_time_out_sends_an_empty_list()
    {
        draft.Times.Clear();
        Assert.Equal("""{"schedules":[]}""", Json(draft.Changed()));
    }

    [Fact]
    public void What_is_new_sends_all_that_was_written()
    {
        var added = AssetDraft.New();
        added["name"] = "Choir";
        added["abcdClass"] = "ASSOCIATIONS";
        added.Place = new(null, (-2.3, 53.4));
        Assert.Equal("""{"name":"Choir","abcdClass":"ASSOCIATIONS","longitude":-2.3,"latitude":53.4}""", Json(added.Changed()));
    }

    [Fact]
    public void What_was_sent_in_words_is_sent_again_only_where_the_decider_changed_it()
    {
        var sent = new ReviewRow("C1", "ADD", "IN_REVIEW", "Choir", -2.3, 53.4, null, null, null, "Contributor", DateTime.UnixEpoch, null, null, false, true, null, null, null,
            [new("name", null, "Choir"), new("abcdClass", null, "Associations"), new("site", null, "Old Hall"), new("area", null, "West"), new("schedules", null, "MO 19:00-21:00")]);
        var read = AssetDraft.OfSent(sent, null);
        Assert.Equal(("Choir", "ASSOCIATIONS", "It meets at Old Hall.", "West", "MO 19:00-21:00"), (read["name"], read["abcdClass"], read.Place.Words, read.Area?.Name, read.TimesAsSent));
        Assert.Empty(read.Changed());

        read["abcdClass"] = "CULTURE";
        read.WriteTimes();
        read.Times[0].Days.Add("TU");
        var changed = JsonSerializer.SerializeToElement(read.Changed(), JsonSerializerOptions.Web);
        Assert.Equal(["abcdClass", "schedules"], changed.EnumerateObject().Select(field => field.Name));
        Assert.Equal("TU", changed.GetProperty("schedules")[0].GetProperty("byday").GetString());
    }

    [Fact]
    public void A_change_that_was_sent_lies_over_what_is_kept()
    {
        var sent = new ReviewRow("C1", "CHANGE", "IN_REVIEW", "Old Hall Club", -2.4, 53.5, 4, 4, null, "Contributor", DateTime.UnixEpoch, null, null, false, true, null, null, null,
            [new("description", "Cards and tea", null), new("site", "Old Hall", null), new("longitude", null, "-2.4"), new("latitude", null, "53.5")]);
        var read = AssetDraft.OfSent(sent, CommunityContext.Facts);
        Assert.Equal(("Old Hall Club", ""), (read["name"], read["description"]));
        Assert.Equal((-2.4, 53.5), read.Place.OwnPoint);
        Assert.Empty(read.Changed());
    }

    [Fact]
    public void What_is_missing_is_said_at_its_part()
    {
        draft["name"] = " ";
        draft["abcdClass"] = "INDIVIDUALS";
        draft["contactEmail"] = "at the hall";
        draft.Times.Add(new() { Opens = "10:00" });
        Assert.Equal(["contactConsentOn", "contactEmail", "name", "schedules"], draft.Faults().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("asset.contactEmail", "contactEmail")]
    [InlineData("asset.schedules.1.byday", "schedules")]
    [InlineData("asset.latitude", "place")]
    [InlineData("asset", null)]
    [InlineData("why", null)]
    public void A_fault_of_the_server_finds_its_part(string path, string? part)
    {
        var fault = new ApiException("No.") { Details = JsonSerializer.SerializeToElement(new { path }) };
        Assert.Equal(part, AssetDraft.FaultsOf(fault)?.Single().Key);
    }

    [Fact]
    public void Place_is_said_whole_so_that_what_is_kept_can_be_said_again() =>
        Assert.Equal("""{"site":"S1","longitude":null,"latitude":null}""", Json(draft.Say(AssetDraft.PlacePart)));
}
