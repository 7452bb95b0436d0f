using Bunit;
using EstateMap.Client.Explore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SiteCardTests : BunitContext
{
    // 30 November 2026 is a Monday.
    internal const string Card = """
        {"data":{"localTime":"2026-11-30T10:00","site":{
          "id":"S1","name":"Town Library","description":null,"streetNumber":"1","streetName":"High Street","locality":null,"postTown":"Village","postcode":"ZZ1 1AA","uprns":["000000000001"],
          "locationPrecision":"GIVEN","gridReference":null,"locationMethod":"given","isOutsidePlace":false,"uses":["library"],"themes":["libraries"],"tenures":["freehold"],"visibility":"PUBLIC",
          "geometry":{"coordinates":[-2.3,53.4]},"floorArea_m2":800,"floorAreaAssumedShare":0,"owner":{"name":"Village Council","kind":"council","url":null},
          "properties":{"totalCount":2,"nodes":[
            {"assetCode":"A1","name":"Hall","kind":"BUILDING","tenureType":"freehold","tenureDetail":null,"floorArea_m2":800,"floorMeasurement":"gia","isFloorAreaRepeat":false,"floorAreaBasis":"FACT","landArea_ha":null,
             "energyRating":"C","conditionBand":"B","dataset":{"key":"register","title":"Register"},"energyCertificates":[{"kind":"DEC","rating":"C","issuedOn":"2024-05-01","expiresOn":"2025-05-01"}],
             "conditionSurveys":[{"surveyedOn":"2025-05-01","band":"B","backlog_gbp":12000,"basis":"FACT"}],"runningCosts":[{"kind":"energy","periodStart":"2025-04-01","periodEnd":"2026-03-31","cost_gbp":8420,"basis":"FACT"}],
             "vacantSpaces":[],"occupations":{"nodes":[{"organisation":{"name":"Reading Club"},"area_m2":50,"periodStart":null,"periodEnd":null,"basis":"ASSUMPTION"}]}},
            {"assetCode":"A2","name":"Annexe","kind":"BUILDING","tenureType":null,"tenureDetail":null,"floorArea_m2":null,"floorMeasurement":null,"isFloorAreaRepeat":false,"floorAreaBasis":null,"landArea_ha":null,
             "energyRating":"D","conditionBand":null,"dataset":{"key":"register","title":"Register"},"energyCertificates":[],"conditionSurveys":[],"runningCosts":[],"vacantSpaces":[],"occupations":{"nodes":[]}}]},
          "services":{"totalCount":1,"nodes":[{"name":"Lending","kind":"library","description":null,"status":"active","alert":null,"url":"javascript:alert(1)","email":null,"telephone":null,"organisation":{"name":"Village Council"},
            "schedules":[{"freq":"WEEKLY","interval":1,"byday":"MO","bymonthday":null,"opensAt":"09:30","closesAt":"17:00","validFrom":null,"validTo":null,"description":null,"notes":null}]}]},
          "communityAssets":{"nodes":[]},"areas":[],"designations":[{"designation":"listed_building","name":"LIBRARY","grade":"II","reference":"1234567","designatedOn":"1980-01-31","url":"https://list.example/1"}],
          "accessPoints":[{"accessType":"pedestrian","longitude":-2.3,"latitude":53.4}],
          "provenance":[{"field":"uprn","value":"000000000001","dataset":{"key":"register","title":"Register","publisher":"Village Council"},"recordKey":"A1","asAt":"2024-01-01","basis":"FACT","method":"as in the file","originalValue":null,"confidence":null,"corroboratedBy":["schools"]}],
          "records":[{"dataset":{"key":"register","title":"Register"},"recordKey":"A1","name":"Town Library","asAt":"2025-11-30"}],
          "links":{"totalCount":1,"nodes":[{"kind":"refers_to","title":null,"amount_gbp":null,"agreedOn":null,"evidence":"Leaflet","basis":"FACT","isIllustrative":false,"from":{"id":"S1","name":"Town Library"},"to":{"name":"Advice","sites":{"nodes":[{"id":"S9"}]}}}]},
          "issues":[{"issueType":"x","severity":"WARNING","field":"uprn","value":"1","message":"The UPRN is short.","responsible":"owner","recordKey":"A1","dataset":{"key":"register","title":"Register"}}],
          "datasets":[{"key":"register","title":"Register","publisher":"Village Council","licence":"OGL-UK-3.0","licenceUrl":null,"activeRun":{"asAt":"2025-11-30"}},{"key":"schools","title":"Schools","publisher":"Office","licence":"OGL-UK-3.0","licenceUrl":null,"activeRun":null}]
        }}}
        """;

    private readonly CannedServer server = new CannedServer().On("Card", Card)
        .On("Record", """{"data":{"record":{"recordKey":"A1","name":"Town Library","isMissing":false,"fields":[],"versions":[{"run":1,"asAt":"2024-03-12","replacedAt":null,"changes":[]},{"run":2,"asAt":"2026-03-12","replacedAt":null,"changes":[{"field":"floor_area_m2","before":"800","after":"873"}]}]}}}""");
    private readonly List<string> opened = [];
    private readonly List<double[]> near = [];

    private IRenderedComponent<SiteCard> Open()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new Client.Data.RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
        return Render<SiteCard>(card => card.Add(c => c.Id, "S1").Add(c => c.UseLabels, new Dictionary<string, string>()).Add(c => c.KindLabels, new Dictionary<string, string>())
            .Add(c => c.SiteChosen, opened.Add).Add(c => c.NearChosen, near.Add));
    }

    [Fact]
    public void The_first_lines_say_whether_it_is_open_and_in_what_state_it_is()
    {
        var card = Open();
        Assert.Equal("Open now, until 17:00", card.Find(".em-card__open").TextContent.Trim());
        Assert.Equal(["Energy rating: 1 building C, 1 building D on a scale from A+ (best) to G", "Condition: B on a scale from A (best) to D"], card.FindAll(".em-facts .em-bands").Select(scale => scale.GetAttribute("aria-label")));
        Assert.Contains("10:00 UK time", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_badge_says_who_agrees_and_leads_to_the_record()
    {
        var badge = Open().Find(".em-facts .em-provenance");
        Assert.Contains("Fact, 2 agree", badge.TextContent, StringComparison.Ordinal);
        Assert.Contains("Schools states the same", badge.TextContent, StringComparison.Ordinal);
        Assert.Equal("data/record?dataset=register&key=A1", badge.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Buildings_say_their_state_costs_and_users_and_what_is_assumed()
    {
        var words = Open().Find(".em-card").TextContent;
        Assert.Contains("energy (DEC, 1 May 2024, expired)", words, StringComparison.Ordinal);
        Assert.Contains("condition on 1 May 2025, £12,000 of maintenance overdue", words, StringComparison.Ordinal);
        Assert.Contains("Energy cost £8,420, 1 April 2025 to 31 March 2026", words, StringComparison.Ordinal);
        Assert.Contains("Used by Reading Club, 50 m² (assumed)", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_opens_the_card_at_its_other_end_and_addresses_that_are_none_of_the_web_are_not_followed()
    {
        var card = Open();
        card.FindAll(".em-item button").Single(button => button.TextContent == "Advice").Click();
        Assert.Equal(["S9"], opened);
        Assert.DoesNotContain("javascript:", card.Markup, StringComparison.Ordinal);
        Assert.Equal("https://list.example/1", card.FindAll("a").Single(link => link.TextContent.Contains("1234567", StringComparison.Ordinal)).GetAttribute("href"));
    }

    [Fact]
    public void A_site_that_is_not_there_is_told_where_the_focus_is()
    {
        server.On("Card", """{"data":{"localTime":"2026-11-30T10:00","site":null}}""");
        var card = Open();
        Assert.Equal("Not found", card.Find("#card-name").TextContent);
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void What_is_linked_leads_to_the_network() => Assert.Equal("community/network?node=S1", Open().Find(".em-card__actions a").GetAttribute("href"));

    [Fact]
    public void Nearest_to_this_hands_over_the_place()
    {
        var card = Open();
        card.FindAll(".em-card__actions button")[0].Click();
        Assert.Equal([-2.3, 53.4], Assert.Single(near));
    }

    [Fact]
    public async Task What_changed_is_read_when_somebody_looks()
    {
        var card = Open();
        Assert.DoesNotContain(server.Asked, question => question.Operation == "Record");
        var fold = card.FindAll("details.em-fold").Single(section => section.TextContent.Contains("What changed", StringComparison.Ordinal));
        await fold.TriggerEventAsync("ontoggle", new EventArgs());
        card.WaitForAssertion(() => Assert.Contains("12 March 2026: Floor area m² 800", card.Markup, StringComparison.Ordinal));
        Assert.Contains("873", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_changed_is_read_anew_and_what_is_being_written_stays()
    {
        var card = Open();
        card.FindAll(".em-card__actions button")[1].Click();
        var fold = card.FindAll("details.em-fold").Single(section => section.TextContent.Contains("What changed", StringComparison.Ordinal));
        await fold.TriggerEventAsync("ontoggle", new EventArgs());
        var focused = JSInterop.Invocations.Count(call => call.Identifier.Contains("focus", StringComparison.OrdinalIgnoreCase));
        server.On("Card", Card.Replace("\"id\":\"S1\",\"name\":\"Town Library\"", "\"id\":\"S1\",\"name\":\"Town Hub\"", StringComparison.Ordinal));
        await card.InvokeAsync(card.Instance.ReadAnewAsync);
        Assert.Equal("Town Hub", card.Find("#card-name").TextContent);
        Assert.NotEmpty(card.FindAll("#problem-what"));
        Assert.Equal(2, server.Asked.Count(question => question.Operation == "Record"));
        Assert.Equal(focused, JSInterop.Invocations.Count(call => call.Identifier.Contains("focus", StringComparison.OrdinalIgnoreCase)));

        // Whoever stands on a card that has gone is led to where that is said; a card that was closed asks for nothing.
        server.On("Card", """{"data":{"localTime":"2026-11-30T10:00","site":null}}""");
        await card.InvokeAsync(card.Instance.ReadAnewAsync);
        Assert.Equal("Not found", card.Find("#card-name").TextContent);
        Assert.Equal(focused + 1, JSInterop.Invocations.Count(call => call.Identifier.Contains("focus", StringComparison.OrdinalIgnoreCase)));
        var asked = server.Asked.Count;
        await card.InvokeAsync(card.Instance.ReadAnewAsync);
        Assert.Equal(asked, server.Asked.Count);
    }

    [Fact]
    public async Task A_card_stays_where_it_could_not_be_read_anew()
    {
        var card = Open();
        server.On("Card", """{"errors":[{"message":"Busy."}]}""");
        await card.InvokeAsync(card.Instance.ReadAnewAsync);
        Assert.Equal("Town Library", card.Find("#card-name").TextContent);
    }

    [Fact]
    public void The_UPRN_is_copied_and_said_to_be()
    {
        var card = Open();
        card.Find(".em-copy").Click();
        Assert.Equal("000000000001", JSInterop.Invocations["navigator.clipboard.writeText"].Single().Arguments[0]);
        Assert.Equal("Copied", card.Find(".em-copy__said").TextContent);
    }

    [Fact]
    public void The_form_to_report_a_problem_offers_the_fields_that_sources_state()
    {
        var card = Open();
        card.FindAll(".em-card__actions button")[1].Click();
        Assert.Equal(["", "position", "closed", "duplicate", "field:uprn", "other"], card.FindAll("#problem-what option").Select(option => option.GetAttribute("value")));
    }
}
