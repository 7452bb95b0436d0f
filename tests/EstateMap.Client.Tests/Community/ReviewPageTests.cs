using Bunit;
using EstateMap.Client.Community;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class ReviewPageTests : CommunityContext
{
    private const string Added = """
        {"id":"C1","kind":"ADD","status":"IN_REVIEW","title":"Choir","longitude":-2.3,"latitude":53.4,"version":null,"currentVersion":null,"why":null,"madeBy":"Contributor","madeAt":"2026-11-30T10:00:00Z","decidedBy":null,"decidedWhy":null,"isMine":false,"mayDecide":true,
         "asset":null,"link":null,"site":null,"fields":[{"field":"name","before":null,"after":"Choir"},{"field":"abcdClass","before":null,"after":"Associations"},{"field":"longitude","before":null,"after":"-2.3"},{"field":"latitude","before":null,"after":"53.4"}]}
        """;

    private const string Changed = """
        {"id":"C2","kind":"CHANGE","status":"IN_REVIEW","title":"Old Hall Club","longitude":-2.3,"latitude":53.4,"version":3,"currentVersion":7,"why":null,"madeBy":"Contributor","madeAt":"2026-11-30T10:00:00Z","decidedBy":null,"decidedWhy":null,"isMine":false,"mayDecide":true,
         "asset":{"id":"A1","name":"Old Hall Club"},"link":null,"site":null,"fields":[{"field":"name","before":"Card Club","after":"Hall Club"},{"field":"description","before":"Cards and tea","after":"Cards"}]}
        """;

    private IRenderedComponent<ReviewPage> Open(string rows)
    {
        Queue(rows);
        Server.On("CommunityAsset", """{"data":{"communityAsset":""" + Asset + "}}");
        return Render<ReviewPage>();
    }

    private void Queue(string rows) => Server.On("ReviewList", """
        {"data":{"reviewQueue":{"contributions":1,"matches":0,"matchesUrl":"/data/matches","problemReports":0,"problemReportsUrl":"/data/reports","stale":0,"staleBefore":"2025-12-01"},"contributions":{"totalCount":1,"nodes":[
        """ + rows + "]}}}");

    private static Task PressAsync(IRenderedComponent<ReviewPage> page, string button) => page.FindAll("button").Single(found => found.TextContent == button).ClickAsync();

    [Fact]
    public async Task What_is_accepted_as_it_is_is_sent_without_edits()
    {
        Server.On("decideContribution", Accepted("decideContribution"));
        var page = Open(Added);
        Queue("");
        await PressAsync(page, "Accept");

        var sent = Sent("decideContribution");
        Assert.Equal(("C1", true), (sent.GetProperty("id").GetString(), sent.GetProperty("accept").GetBoolean()));
        Assert.False(sent.TryGetProperty("asset", out _));
        Assert.Contains("Choir is accepted.", page.Find("[data-outcome=decided]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-empty]"));
    }

    [Fact]
    public async Task A_steward_changes_any_field_before_accepting_and_only_that_is_sent()
    {
        Server.On("decideContribution", Accepted("decideContribution"));
        var page = Open(Added);
        await PressAsync(page, "Change it before accepting");
        Assert.True(page.Find("#review-class-ASSOCIATIONS").HasAttribute("checked"));
        Assert.Equal("Chosen on the map: 53.40000, -2.30000.", page.Find("[data-place]").TextContent);
        await page.Find("#review-class-CULTURE").ChangeAsync(true);
        await page.Find("#review-url").InputAsync("https://choir.example/");
        Queue("");
        await PressAsync(page, "Accept as changed here");

        Assert.Equal("""{"abcdClass":"CULTURE","url":"https://choir.example/"}""", Sent("decideContribution").GetProperty("asset").GetRawText());
    }

    [Fact]
    public async Task What_the_server_finds_wrong_in_an_edit_stands_beside_its_field()
    {
        Server.On("decideContribution", Refused("decideContribution", "It begins with https://.", "asset.url"));
        var page = Open(Added);
        await PressAsync(page, "Change it before accepting");
        await page.Find("#review-url").InputAsync("choir");
        await PressAsync(page, "Accept as changed here");

        Assert.Equal("Error: It begins with https://.", page.Find("#review-url-fault").TextContent);
        Assert.Equal("choir", page.Find("#review-url").GetAttribute("value"));
    }

    [Fact]
    public async Task Where_it_was_changed_since_the_steward_chooses_and_says_again_what_is_to_stay()
    {
        Server.On("decideContribution", Conflict("decideContribution"));
        var page = Open(Changed);
        await PressAsync(page, "Accept");
        await page.Find("#conflict-name-mine").ChangeAsync(true);
        await page.Find("#conflict-description-theirs").ChangeAsync(true);
        Server.On("decideContribution", Accepted("decideContribution"));
        Queue("");
        await PressAsync(page, "Accept what is chosen");

        var sent = Sent("decideContribution");
        Assert.Equal(7, sent.GetProperty("version").GetInt32());
        Assert.Equal("""{"description":"Cards and tea"}""", sent.GetProperty("asset").GetRawText());
    }

    [Fact]
    public async Task A_refusal_sends_its_reason_and_no_edits()
    {
        Server.On("decideContribution", Accepted("decideContribution"));
        var page = Open(Added);
        await PressAsync(page, "Change it before accepting");
        await page.Find("#review-name").InputAsync("");
        await page.Find("#review-why").InputAsync("It is there already");
        Queue("");
        await PressAsync(page, "Refuse");

        var sent = Sent("decideContribution");
        Assert.Equal((false, "It is there already", false), (sent.GetProperty("accept").GetBoolean(), sent.GetProperty("why").GetString(), sent.TryGetProperty("asset", out _)));
    }

    [Fact]
    public void What_is_being_written_stays_when_the_queue_is_read_anew()
    {
        var page = Open(Added);
        page.FindAll("button").Single(found => found.TextContent == "Change it before accepting").Click();
        page.Find("#review-name").Input("Choir of the Old Hall");
        Queue(Changed + "," + Added);
        page.FindComponent<LiveNews>().InvokeAsync(() => page.FindComponent<LiveNews>().Instance.Heard());

        page.WaitForAssertion(() => Assert.Contains("2 of 2", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Choir of the Old Hall", page.Find("#review-name").GetAttribute("value"));
    }
}
