using Bunit;
using EstateMap.Client.Map;
using EstateMap.Client.Plan;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

public class StudyBuildingsTests : StudyPageContext
{
    private static IEnumerable<string> Names(IRenderedComponent<StudyPage> page) => page.FindAll("[data-table=candidates] .em-places__name").Select(name => name.TextContent);

    [Fact]
    public void Buildings_are_counted_by_role_and_listed_with_their_reasons()
    {
        var page = Open("?step=buildings");
        Assert.Equal(["1 Must stay", "2 May go", "0 Must close", "1 Not eligible"], page.FindAll(".em-counts__button").Select(button => Words(button.TextContent.Replace("Must", " Must", StringComparison.Ordinal).Replace("May", " May", StringComparison.Ordinal).Replace("Not", " Not", StringComparison.Ordinal))));
        Assert.Equal(["Ash Library", "Birch Office", "Cedar Office", "Dell Lodge"], Names(page));
        Assert.Contains("Smaller than 100 m²", page.Find("tr[data-role=NOT_ELIGIBLE]").TextContent, StringComparison.Ordinal);
        Assert.Equal("KEEP", page.Find("tr[data-role=KEEP] select").GetAttribute("value"));
    }

    [Theory]
    [InlineData("&role=CANDIDATE", new[] { "Birch Office", "Cedar Office" })]
    [InlineData("&find=south+birch", new[] { "Birch Office" })]
    [InlineData("&sort=floor_area", new[] { "Ash Library", "Birch Office", "Dell Lodge", "Cedar Office" })]
    [InlineData("&find=nowhere", new string[0])]
    public void The_address_says_which_buildings_are_listed_and_in_which_order(string query, string[] names)
    {
        var page = Open("?step=buildings" + query);
        Assert.Equal(names, Names(page));
        Assert.Equal(names.Length == 0, page.FindAll(".em-empty").Count > 0);
    }

    [Fact]
    public async Task Another_role_needs_a_reason_and_is_saved_with_it()
    {
        Server.On("SetSiteRoles", PlanAnswers.Saved("setSiteRoles"));
        var page = Open("?step=buildings");
        page.Find("#role-1").Change("CLOSE");
        await page.Find("tr[data-role=CANDIDATE] form").SubmitAsync();
        Assert.Contains("Say why", page.Find("#role-1-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("#role-1-why").GetAttribute("aria-invalid"));
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation == "SetSiteRoles");

        page.Find("#role-1-why").Change("Its lease ends in May");
        await page.Find("tr[data-role=CANDIDATE] form").SubmitAsync();
        Assert.Equal("""{"study":"S1","version":3,"roles":[{"site":"B","role":"CLOSE","reason":"Its lease ends in May"}]}""", Sent("SetSiteRoles", "roles").GetRawText());
        page.WaitForAssertion(() => Assert.Equal("Birch Office: must close.", page.Find("[data-outcome=saved]").TextContent));
    }

    [Fact]
    public async Task A_refused_role_keeps_the_reason_that_was_typed()
    {
        Server.On("SetSiteRoles", PlanAnswers.Refused("setSiteRoles", "Somebody changed this study meanwhile."));
        var page = Open("?step=buildings");
        page.Find("#role-0").Change("CANDIDATE");
        page.Find("#role-0-why").Change("It may move");
        await page.Find("tr[data-role=KEEP] form").SubmitAsync();
        Assert.Contains("Somebody changed this study meanwhile.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("It may move", page.Find("#role-0-why").GetAttribute("value"));
    }

    [Fact]
    public async Task A_persons_word_can_be_taken_back()
    {
        Server.On("SetSiteRoles", PlanAnswers.Saved("setSiteRoles"));
        var page = Open("?step=buildings&find=cedar");
        Assert.Contains("said by a person", page.Find("tr[data-role=CANDIDATE]").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("tr[data-role=CANDIDATE] .em-role__reason button").ClickAsync());
        Assert.Equal("""[{"site":"C"}]""", Sent("SetSiteRoles", "roles").GetProperty("roles").GetRawText());
    }

    [Fact]
    public async Task All_that_are_listed_are_set_at_once_with_one_reason()
    {
        Server.On("SetSiteRoles", PlanAnswers.Saved("setSiteRoles"));
        var page = Open("?step=buildings&find=office");
        page.Find("[data-table=candidates] thead input").Change(true);
        page.Find("#bulk-role").Change("KEEP");
        page.Find("#bulk-why").Change("Promised");
        await page.Find("form[aria-label='The ticked buildings']").SubmitAsync();
        Assert.Equal("""[{"site":"B","role":"KEEP","reason":"Promised"},{"site":"C","role":"KEEP","reason":"Promised"}]""", Sent("SetSiteRoles", "roles").GetProperty("roles").GetRawText());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#bulk-role")));
    }

    [Fact]
    public async Task A_building_chosen_on_the_map_is_chosen_in_the_table_and_its_card_has_the_focus()
    {
        var page = Open("?step=buildings");
        await page.InvokeAsync(() => page.FindComponent<MapView>().Instance.OnSiteChosen("B"));
        Assert.Contains("site=B", Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("Birch Office", page.Find("#candidate-name").TextContent));
        Assert.Equal("true", page.Find("[data-table=candidates] tr.em-grid__row--chosen .em-places__site").GetAttribute("aria-pressed"));
        Assert.Equal(new SitePoint("B", -2.33, 53.42), page.FindComponent<MapView>().Instance.Sights.Site);
        JSInterop.VerifyFocusAsyncInvoke();
        await page.InvokeAsync(() => page.FindAll(".em-candidate .em-actions button")[^1].ClickAsync());
        Assert.DoesNotContain("site=", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_sent_whole_and_a_floor_area_that_was_emptied_asks_for_none()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open("?step=buildings");
        Assert.Contains("2 of 3 kinds of place, at least 100 m², floor area may be unknown, none of 2 words in its name", page.Find(".em-fold__heading").TextContent, StringComparison.Ordinal);
        Assert.False(page.Find("#rule-use-cemetery").HasAttribute("checked"));
        page.Find("#rule-use-office").Change(false);
        page.Find("#rule-area").Change("");
        await page.Find("form[aria-label=Rules]").SubmitAsync();
        Assert.Equal("""{"uses":[],"excludedUses":["cemetery","garage","office"],"excludedWords":["lodge","pavilion"],"minFloorArea_m2":null,"includeUnknownFloorArea":true,"tenures":[],"ownerKinds":[]}""", Sent("ChangeStudy", "settings").GetProperty("eligibility").GetRawText());
    }

    [Fact]
    public async Task Words_of_a_name_are_shown_and_changed_and_rules_that_no_box_stands_for_stay()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        Server.On("Study", PlanAnswers.Study(rules: """{"uses":["library","observatory"],"excludedUses":["cemetery","garage"],"excludedWords":["lodge","pavilion"],"minFloorArea_m2":null,"includeUnknownFloorArea":false,"tenures":["freehold","peppercorn"],"ownerKinds":[],"outOfScope":0}"""));
        var page = Open("?step=buildings");
        Assert.Equal("lodge, pavilion", page.Find("#rule-words").GetAttribute("value"));
        page.Find("#rule-words").Change("pavilion,  kiosk\nhut");
        page.Find("#rule-use-office").Change(true);
        await page.Find("form[aria-label=Rules]").SubmitAsync();
        Assert.Equal("""{"uses":["library","observatory","office"],"excludedUses":["cemetery","garage"],"excludedWords":["pavilion","kiosk","hut"],"minFloorArea_m2":null,"includeUnknownFloorArea":false,"tenures":["freehold","peppercorn"],"ownerKinds":[]}""", Sent("ChangeStudy", "settings").GetProperty("eligibility").GetRawText());
    }

    [Fact]
    public async Task What_is_no_number_is_told_and_stays()
    {
        var page = Open("?step=buildings");
        page.Find("#rule-area").Change("large");
        await page.Find("form[aria-label=Rules]").SubmitAsync();
        Assert.Contains("“large” is not a number.", page.Find("form[aria-label=Rules] [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("large", page.Find("#rule-area").GetAttribute("value"));
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation == "ChangeStudy");
    }
}
