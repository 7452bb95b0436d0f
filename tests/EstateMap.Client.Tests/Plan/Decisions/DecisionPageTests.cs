using System.Text.Json;
using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Plan.Decisions;
using EstateMap.Client.Plan.Scenarios;
using EstateMap.Client.Tests.Plan.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Decisions;

public class DecisionPageTests : BunitContext
{
    private const string Id = "RGVjaXNpb246MTI=";

    private const string Stages = """
        [{"code":"GATHER_INFORMATION","title":"Gather information","question":"What do we know?","prompts":["How old are the figures?"]},
         {"code":"REVIEW","title":"Review","question":"Was it right?","prompts":[]}]
        """;

    private readonly CannedServer server = new CannedServer()
        .On("Positions", """{"data":{"sites":{"nodes":[{"id":"S1","name":"Old Hall","geometry":{"coordinates":[-2.3171234,53.4]}}]}}}""");

    public DecisionPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
        server.On("Decision", Found(Record()));
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private static string Record(int version = 3, string status = "DRAFT", string lead = "The council", string problems = "\"No day of review is set.\"", string what = "Twelve halls, four of them empty", string reviews = "") => $$"""
        {"id":"{{Id}}","title":"Fewer halls","version":{{version}},"status":"{{status}}","scenarioHash":"0123456789abcdef","evidenceHash":{{(status == "DRAFT" ? "null" : "\"fedcba9876543210\"")}},"reviews":[{{reviews}}],"leadOrganisation":"{{lead}}","powers":null,"policy":"Estates strategy","decidedOn":{{(status == "DRAFT" ? "null" : "\"2026-11-30\"")}},"reviewOn":null,
         "doNothingConsidered":null,"communityAssetsConsidered":null,"problems":[{{problems}}],
         "scenario":{"id":"SC","title":"Seven hubs","status":"{{status}}","contentHash":"0123456789abcdef","study":{"id":"ST","title":"Halls"},
          "changes":[{"kind":"CLOSE_SITE","site":{"id":"S1","name":"Old Hall"} },{"kind":"CLOSE_SITE","site":{"id":null,"name":"Lost Hall"} },{"kind":"DISPOSE","site":{"id":"S1","name":"Old Hall"} }]},
         "stages":[{"code":"GATHER_INFORMATION","what":"{{what}}","why":"They cost and serve few","isComplete":true},{"code":"REVIEW","what":null,"why":null,"isComplete":false}],
         "tests":[{"test":"PROPORTIONATE","isMet":true,"why":"Gains outweigh losses"},{"test":"LAWFUL","isMet":null,"why":null},{"test":"ACCOUNTABLE","isMet":null,"why":null},{"test":"NECESSARY","isMet":null,"why":null},{"test":"LEAST_INTRUSIVE","isMet":null,"why":null}]}
        """;

    private static string Found(string record) => $$"""{"data":{"decision":{{record}},"decisionStages":{{Stages}} } }""";

    private static string Kept(string mutation, string record) => $$"""{"data":{"{{mutation}}":{"decision":{{record}},"errors":null} } }""";

    private IRenderedComponent<DecisionPage> Open(string? step = null)
    {
        Address.NavigateTo(PlanLinks.DecisionHref(Id, step));
        var page = Render<DecisionPage>(parameters => parameters.Add(p => p.Id, Id));
        page.WaitForAssertion(() => Assert.NotEqual("Loading", page.Find("h1").TextContent));
        return page;
    }

    private JsonElement Sent => server.Asked.Last(asked => asked.Operation is "ChangeDecision" or "Decide").Variables.GetProperty("input");

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    [Fact]
    public void The_record_lists_its_parts_how_far_each_is_and_what_is_missing()
    {
        var page = Open();
        Assert.Equal(["gather-information", "review", "do-nothing", "community-assets", "powers", "tests"], page.FindAll("[data-list=parts] > li").Select(item => item.GetAttribute("data-part")));
        Assert.Equal(["Written", "Not yet begun", "Not yet begun", "Not yet begun", "Begun", "Begun"], page.FindAll(".govuk-task-list__status").Select(status => status.TextContent.Trim()));
        Assert.Equal(["No day of review is set."], page.FindAll("[data-list=missing] li").Select(item => item.TextContent));
        Assert.DoesNotContain(page.FindAll("a"), link => link.TextContent == "Decide");
        Assert.Equal("plans/decisions/12/report.html", page.FindAll("a").First(link => link.TextContent.StartsWith("Open the report", StringComparison.Ordinal)).GetAttribute("href"));
    }

    [Fact]
    public async Task A_part_is_saved_with_all_the_rest_as_it_stands()
    {
        server.On("ChangeDecision", Kept("changeDecision", Record(4)));
        var page = Open("review");
        Assert.Equal("Review", page.Find("h1").TextContent);
        Assert.Contains("Was it right?", page.Markup, StringComparison.Ordinal);
        page.Find("#part-REVIEW-what").Input("Footfall after a year");
        page.Find("#part-REVIEW-why").Input("Travel may fall otherwise");
        await page.Find("form").SubmitAsync();
        Assert.Equal(3, Sent.GetProperty("version").GetInt32());
        var stages = Sent.GetProperty("stages").EnumerateArray().ToDictionary(stage => stage.GetProperty("code").GetString()!, stage => (Text(stage, "what"), Text(stage, "why")));
        Assert.Equal(("Footfall after a year", "Travel may fall otherwise"), stages["REVIEW"]);
        Assert.Equal(("Twelve halls, four of them empty", "They cost and serve few"), stages["GATHER_INFORMATION"]);
        Assert.Equal(("The council", "Estates strategy", ""), (Text(Sent, "leadOrganisation"), Text(Sent, "policy"), Text(Sent, "powers")));
        var lawful = Sent.GetProperty("tests").EnumerateArray().Single(test => test.GetProperty("test").GetString() == "LAWFUL");
        // What is left out would stay, so what is not judged or not set is sent as null.
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (lawful.GetProperty("isMet").ValueKind, Sent.GetProperty("reviewOn").ValueKind));
        Assert.EndsWith(PlanLinks.DecisionHref(Id), Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("“Review” is saved.", page.Find("[data-outcome=kept]").TextContent));
    }

    [Fact]
    public async Task What_the_server_took_out_of_a_text_is_told()
    {
        server.On("ChangeDecision", Kept("changeDecision", Record(4, what: "Ask [removed]")));
        var page = Open("gather-information");
        page.Find("#part-GATHER_INFORMATION-what").Input("Ask ann.other@example.net");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("“Gather information” is saved. Personal addresses or numbers were taken out of it first.", page.Find("[data-outcome=kept]").TextContent));
    }

    [Fact]
    public async Task A_test_is_judged_yes_or_no_with_its_reason()
    {
        server.On("ChangeDecision", Kept("changeDecision", Record(4)));
        var page = Open("tests");
        Assert.True(page.Find("#part-PROPORTIONATE-met-yes").HasAttribute("checked"));
        page.Find("#part-LAWFUL-met-no").Change("no");
        page.Find("#part-LAWFUL-why").Input("No power was found");
        await page.Find("form").SubmitAsync();
        var lawful = Sent.GetProperty("tests").EnumerateArray().Single(test => test.GetProperty("test").GetString() == "LAWFUL");
        Assert.Equal((false, "No power was found"), (lawful.GetProperty("isMet").GetBoolean(), Text(lawful, "why")));
    }

    [Fact]
    public async Task When_somebody_else_was_quicker_this_part_stays_as_typed_and_the_rest_is_theirs()
    {
        server.On("ChangeDecision", ScenarioAnswers.Refused("changeDecision", "VersionConflictError", "Somebody changed this record meanwhile."));
        var page = Open("review");
        page.Find("#part-REVIEW-what").Input("Footfall after a year");
        server.On("Decision", Found(Record(8, lead: "The health trust")));
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Somebody changed this record meanwhile.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Footfall after a year", page.Find("#part-REVIEW-what").GetAttribute("value"));
        server.On("ChangeDecision", Kept("changeDecision", Record(9)));
        await page.Find("form").SubmitAsync();
        Assert.Equal((8, "The health trust"), (Sent.GetProperty("version").GetInt32(), Text(Sent, "leadOrganisation")));
    }

    [Fact]
    public async Task Leaving_a_part_half_written_asks_first()
    {
        var page = Open("review");
        var here = Address.Uri;
        page.Find("#part-REVIEW-what").Input("Half a thou");
        await page.InvokeAsync(() => Address.NavigateTo("plan"));
        Assert.Equal(here, Address.Uri);
        Assert.Contains("not saved yet", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent == "Leave without it").Click());
        Assert.EndsWith("/plan", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Community_assets_near_each_closing_building_are_one_step_away()
    {
        var page = Open("community-assets");
        page.WaitForAssertion(() => Assert.Equal("explore?layers=community&near=-2.31712,53.4", page.FindAll("a").First(link => link.TextContent.StartsWith("Community assets near Old Hall", StringComparison.Ordinal)).GetAttribute("href")));
        Assert.Equal("explore?layers=community", page.FindAll("a").First(link => link.TextContent.StartsWith("Community assets near Lost Hall", StringComparison.Ordinal)).GetAttribute("href"));
        Assert.Equal(2, page.FindAll("li").Count(item => item.TextContent.StartsWith("Community assets near", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deciding_says_what_it_freezes_and_wants_a_tick_before()
    {
        server.On("Decision", Found(Record(problems: ""))).On("Decide", Kept("decide", Record(4, "DECIDED", problems: "")));
        var page = Open();
        Assert.Equal(PlanLinks.DecisionHref(Id, "decide"), page.FindAll("a").First(link => link.TextContent == "Decide").GetAttribute("href"));
        page = Open("decide");
        Assert.Contains("Deciding freezes this record and its scenario for good.", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent == "Decide and freeze").Click());
        Assert.Contains("Tick the box first. Nothing was decided.", page.Find("#decide-fault").TextContent, StringComparison.Ordinal);
        page.Find("#decide-sure").Change(true);
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent == "Decide and freeze").Click());
        Assert.Equal(3, Sent.GetProperty("version").GetInt32());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-outcome=frozen]")));
    }

    [Fact]
    public void A_record_that_lacks_something_cannot_be_decided_by_its_address()
    {
        var page = Open("decide");
        Assert.Contains("It cannot be decided yet:", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Decide and freeze");
    }

    [Fact]
    public void A_decided_record_is_read_whole_and_only_a_review_can_be_written()
    {
        server.On("Decision", Found(Record(status: "DECIDED", problems: "")));
        var page = Open("review");
        Assert.Equal(["review-found", "review-why"], page.FindAll("textarea").Select(field => field.Id));
        Assert.Contains("Decided on 30 November 2026", Open().Markup, StringComparison.Ordinal);
        Assert.Contains("Twelve halls, four of them empty", page.Find("[data-part=gather-information]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Not written", page.Find("[data-part=review]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Yes", page.Find("[data-part=tests]").TextContent, StringComparison.Ordinal);
    }

    private const string Review = """{"reviewedOn":"2027-11-30","found":"Footfall held","why":"Buses run","nextReviewOn":null}""";

    [Fact]
    public async Task A_decided_record_takes_reviews_and_nothing_else()
    {
        server.On("Decision", Found(Record(status: "DECIDED", problems: ""))).On("ReviewDecision", Kept("reviewDecision", Record(status: "REVIEWED", problems: "", reviews: Review)));
        var page = Open();
        Assert.Contains("Not yet.", page.Markup, StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        Assert.Equal(["Say what was found.", "Say why that follows, and what is done."], page.FindAll(".govuk-error-summary a").Select(link => link.TextContent));
        page.Find("#review-day").Input("2027-11-30");
        page.Find("#review-found").Input("Footfall held");
        page.Find("#review-why").Input("Buses run");
        await page.Find("form").SubmitAsync();
        var sent = server.Asked.Last().Variables.GetProperty("input");
        Assert.Equal(("2027-11-30", "Footfall held", "Buses run", null), (Text(sent, "reviewedOn"), Text(sent, "found"), Text(sent, "why"), Text(sent, "nextReviewOn")));
        page.WaitForAssertion(() => Assert.Contains("Footfall held", page.Find("[data-list=reviews]").TextContent, StringComparison.Ordinal));
        Assert.Equal("Reviewed", page.Find(".em-plan-head .em-badge").TextContent);
    }

    [Fact]
    public async Task A_draft_is_deleted_only_after_it_was_asked_once_more()
    {
        server.On("DeleteDecision", """{"data":{"deleteDecision":{"deletedId":"x","errors":null}}}""");
        var page = Open();
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent == "Delete this record").Click());
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "DeleteDecision");
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent == "Yes, delete it").Click());
        Assert.True(server.Asked.Last(asked => asked.Operation == "DeleteDecision").Variables.GetProperty("input").GetProperty("version").GetInt32() > 0);
        Assert.EndsWith("plan/scenario/SC", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_not_there_says_so()
    {
        server.On("Decision", $$"""{"data":{"decision":null,"decisionStages":{{Stages}} } }""");
        Assert.Equal("No such record", Open().Find("h1").TextContent);
    }
}
