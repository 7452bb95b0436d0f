using System.Text.Json;
using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Plan.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static EstateMap.Client.Tests.Plan.Scenarios.ScenarioAnswers;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class ScenarioPageTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Scenario", Found(Scenario()))
        .On("Places", Places)
        .On("ConsultationsOfScenario", """{"data":{"scenario":{"consultations":[]}}}""")
        .On("ServicesThere", """{"data":{"site":{"services":{"nodes":[{"id":"V1","name":"Lending","organisation":{"name":"Council"}}]}}}}""");

    public ScenarioPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private IRenderedComponent<ScenarioPage> Open(string query = "")
    {
        Address.NavigateTo(PlanLinks.ScenarioHref(Id) + query);
        var page = Render<ScenarioPage>(parameters => parameters.Add(p => p.Id, Id));
        page.WaitForAssertion(() => Assert.NotEqual("Loading", page.Find("h1").TextContent));
        return page;
    }

    private static Task PressAsync(IRenderedComponent<ScenarioPage> page, string button, int which = 0) =>
        page.InvokeAsync(() => page.FindAll("button").Where(found => found.TextContent.StartsWith(button, StringComparison.Ordinal)).ElementAt(which).Click());

    private JsonElement Sent => server.Asked.Last(asked => asked.Operation == "ChangeScenario").Variables.GetProperty("input");

    private string[] SentKinds => [.. Sent.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("kind").GetString()!)];

    [Fact]
    public void Changes_stand_in_their_order_each_with_its_problem_beside_it()
    {
        var page = Open();
        var items = page.FindAll("[data-list=changes] > li");
        Assert.Equal(["1. Close Old Hall", "2. Move Lending from Town Library to Leisure Centre"], items.Select(item => item.QuerySelector(".em-step__words")!.TextContent));
        Assert.Null(items[0].QuerySelector(".em-step__problem"));
        Assert.Contains("Lending is not at Town Library any more.", items[1].QuerySelector(".em-step__problem")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("from 1 April 2027, 6 weeks, needs 120 m², costs £40,000 once", items[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 problem", page.Markup, StringComparison.Ordinal);
        Assert.Equal("abcdef012345", page.Find(".em-plan-head code").TextContent);
    }

    [Fact]
    public void Whoever_is_no_planner_reads_the_changes_and_hears_what_changing_them_takes()
    {
        this.As("steward");
        var page = Open();

        Assert.Equal(2, page.FindAll("[data-list=changes] > li").Count);
        Assert.Equal(["Changing a scenario", "Changing, copying or deciding a scenario"], page.FindAll("[data-permission=planner]").Select(notice => notice.TextContent.Trim().Split(" takes the role planner")[0]).Where(what => what.StartsWith("Changing", StringComparison.Ordinal)));
        Assert.Empty(page.FindAll(".em-step__tools, form[aria-label=Title], form[aria-label=Copy], form[aria-label=Decision]"));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Delete this draft" or "Add a change");
    }

    [Fact]
    public async Task Of_many_changes_the_first_are_shown_and_the_others_on_demand()
    {
        server.On("Scenario", Found(Scenario(string.Join(',', Enumerable.Range(1, 45).Select(number => CloseHall.Replace("\"number\":1", $"\"number\":{number}", StringComparison.Ordinal))))));
        var page = Open();
        Assert.Equal(20, page.FindAll("[data-list=changes] > li").Count);
        await PressAsync(page, "Show the other 25 changes");
        Assert.Equal(45, page.FindAll("[data-list=changes] > li").Count);
        Assert.DoesNotContain("Show the other", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_scenario_says_why_its_figures_may_be_others_and_can_be_saved_again()
    {
        server.On("Scenario", Found(Scenario(staleness: "The register changed since."))).On("ChangeScenario", Changed(Scenario(version: 4)));
        var page = Open();
        Assert.Equal("The register changed since.", page.Find("[data-outcome=stale] p").TextContent);
        await PressAsync(page, "Save it again");
        Assert.Equal(["CLOSE_SITE", "MOVE_SERVICE"], SentKinds);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-outcome=stale]")));
    }

    [Fact]
    public async Task A_change_is_added_kind_first_and_only_with_the_fields_that_it_needs()
    {
        server.On("ChangeScenario", Changed(Scenario(CloseHall + "," + MoveLending + "," + CloseHall.Replace("\"number\":1", "\"number\":3", StringComparison.Ordinal), version: 4)));
        var page = Open();
        await PressAsync(page, "Add a change");
        Assert.Empty(page.FindAll("#change-why"));
        await page.InvokeAsync(() => page.Find("input[value=MOVE_SERVICE]").Change("MOVE_SERVICE"));
        Assert.NotEmpty(page.FindAll("#change-toSite"));
        await page.InvokeAsync(() => page.Find("input[value=CLOSE_SITE]").Change("CLOSE_SITE"));
        Assert.Empty(page.FindAll("#change-toSite"));
        await page.InvokeAsync(() => page.Find("#change-site").Input("hall"));
        await page.InvokeAsync(() => page.Find("#change-site-0").Click());
        await page.InvokeAsync(() => page.Find("#change-why").Input("It leaks"));
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("form.em-change-form")));
        Assert.Equal(["CLOSE_SITE", "MOVE_SERVICE", "CLOSE_SITE"], SentKinds);
        Assert.Equal(3, Sent.GetProperty("version").GetInt32());
        var added = Sent.GetProperty("changes")[2];
        Assert.Equal(("S1", "It leaks"), (added.GetProperty("site").GetString(), added.GetProperty("why").GetString()));
        Assert.False(added.TryGetProperty("toSite", out _));
        Assert.Equal("Added: Close Old Hall.", page.Find("[data-outcome=kept]").TextContent.Trim());
    }

    [Fact]
    public async Task A_change_without_its_fields_is_not_sent_and_each_field_says_what_it_lacks()
    {
        var page = Open();
        await PressAsync(page, "Add a change");
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        Assert.Equal("Choose what is to change.", page.Find(".govuk-error-summary a").TextContent);
        await page.InvokeAsync(() => page.Find("input[value=MOVE_SERVICE]").Change("MOVE_SERVICE"));
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        Assert.Equal(4, page.FindAll(".govuk-error-summary a").Count);
        Assert.Equal("true", page.Find("#change-site").GetAttribute("aria-invalid"));
        Assert.Contains("change-site-fault", page.Find("#change-site").GetAttribute("aria-describedby")!, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "ChangeScenario");
    }

    [Fact]
    public async Task When_somebody_else_was_quicker_the_page_says_so_and_nothing_that_was_typed_is_lost()
    {
        server.On("ChangeScenario", Refused("changeScenario", "VersionConflictError", "Somebody changed this scenario meanwhile."));
        var page = Open();
        await PressAsync(page, "Edit", 1);
        await page.InvokeAsync(() => page.Find("#change-why").Input("A better reason"));
        // Meanwhile the closing was taken out, so that what is edited stands elsewhere.
        server.On("Scenario", Found(Scenario(MoveLending.Replace("\"number\":2", "\"number\":1", StringComparison.Ordinal), version: 9)));
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Somebody changed this scenario meanwhile.", page.Find(".em-change-form [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("A better reason", page.Find("#change-why").GetAttribute("value"));
        Assert.Single(page.FindAll("[data-list=changes] > li"));
        Assert.NotNull(page.Find("[data-change='1'] form.em-change-form"));

        server.On("ChangeScenario", Changed(Scenario(MoveLending, version: 10)));
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("form.em-change-form")));
        Assert.Equal(9, Sent.GetProperty("version").GetInt32());
        Assert.Equal("A better reason", Assert.Single(Sent.GetProperty("changes").EnumerateArray()).GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_change_that_is_gone_meanwhile_is_offered_as_a_new_one()
    {
        server.On("ChangeScenario", Refused("changeScenario", "VersionConflictError", "Somebody changed this scenario meanwhile."));
        var page = Open();
        await PressAsync(page, "Edit", 0);
        await page.InvokeAsync(() => page.Find("#change-why").Input("Still typed"));
        server.On("Scenario", Found(Scenario("", version: 9)));
        await page.InvokeAsync(() => page.Find("form.em-change-form").Submit());
        page.WaitForAssertion(() => Assert.Equal("A new change", page.Find("#change-form-heading").TextContent));
        Assert.Equal("Still typed", page.Find("#change-why").GetAttribute("value"));
    }

    [Fact]
    public async Task A_change_is_moved_down_and_the_page_says_where_it_is_now()
    {
        server.On("ChangeScenario", Changed(Scenario(MoveLending + "," + CloseHall, version: 4)));
        var page = Open();
        Assert.True(page.FindAll("button").First(button => button.TextContent.StartsWith("Move up", StringComparison.Ordinal)).HasAttribute("disabled"));
        await PressAsync(page, "Move down");
        Assert.Equal(["MOVE_SERVICE", "CLOSE_SITE"], SentKinds);
        Assert.Equal("Close Old Hall: now number 2 of 2.", page.Find("[data-outcome=kept]").TextContent.Trim());
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public async Task What_is_removed_can_be_put_back_where_it_was()
    {
        server.On("ChangeScenario", Changed(Scenario(MoveLending, version: 4)));
        var page = Open();
        await PressAsync(page, "Remove");
        Assert.Equal(["MOVE_SERVICE"], SentKinds);
        server.On("ChangeScenario", Changed(Scenario(version: 5)));
        await PressAsync(page, "Put it back");
        Assert.Equal(["CLOSE_SITE", "MOVE_SERVICE"], SentKinds);
        Assert.Equal(4, Sent.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_refused_removal_leaves_everything_as_it_was_and_says_so()
    {
        server.On("ChangeScenario", Refused("changeScenario", "FrozenError", "It is decided."));
        var page = Open();
        await PressAsync(page, "Remove");
        Assert.Contains("The change was not removed. Everything is as it was.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("It is decided.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll("[data-list=changes] > li").Count);
    }

    [Fact]
    public async Task A_building_that_this_register_does_not_have_is_named_before_anything_is_sent()
    {
        server.On("Scenario", Found(Scenario(CloseHall.Replace("\"id\":\"S1\"", "\"id\":null", StringComparison.Ordinal) + "," + MoveLending)));
        var page = Open();
        await PressAsync(page, "Remove", 1);
        Assert.Contains("“Old Hall” is not in this register", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "ChangeScenario");
    }

    [Fact]
    public async Task A_decided_scenario_can_only_be_read_and_copied()
    {
        server.On("Scenario", Found(Scenario(status: "DECIDED"))).On("ForkScenario", """{"data":{"forkScenario":{"scenario":{"id":"F1","title":"Seven hubs (copy)"},"errors":null}}}""");
        var page = Open();
        Assert.NotEmpty(page.FindAll("[data-outcome=frozen]"));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.StartsWith("Edit", StringComparison.Ordinal) || button.TextContent.StartsWith("Add", StringComparison.Ordinal) || button.TextContent.StartsWith("Delete", StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("form[aria-label=Copy]").Submit());
        Assert.EndsWith("plan/scenario/F1", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_deleted_only_after_it_was_asked_once_more()
    {
        server.On("DeleteScenario", """{"data":{"deleteScenario":{"deletedId":"x","errors":null}}}""");
        var page = Open();
        await PressAsync(page, "Delete this draft");
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "DeleteScenario");
        await PressAsync(page, "Yes, delete it");
        Assert.True(server.Asked.Last(asked => asked.Operation == "DeleteScenario").Variables.GetProperty("input").GetProperty("version").GetInt32() > 0);
        Assert.Contains("plan/study/", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_title_is_not_sent()
    {
        var page = Open();
        await page.InvokeAsync(() => page.Find("#scenario-title").Input("  "));
        await page.InvokeAsync(() => page.Find("form[aria-label=Title]").Submit());
        Assert.Equal("true", page.Find("#scenario-title").GetAttribute("aria-invalid"));
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "ChangeScenario");
    }

    [Fact]
    public async Task Leaving_with_a_change_half_written_asks_first()
    {
        var page = Open();
        await PressAsync(page, "Add a change");
        var here = Address.Uri;
        await page.InvokeAsync(() => Address.NavigateTo("explore"));
        Assert.Equal(here, Address.Uri);
        Assert.Contains("not saved yet", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await PressAsync(page, "Leave without it");
        Assert.EndsWith("/explore", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_is_not_there_says_so_and_leads_on()
    {
        server.On("Scenario", """{"data":{"scenario":null}}""");
        var page = Open();
        Assert.Equal("No such scenario", page.Find("h1").TextContent);
        Assert.NotNull(page.Find("a[href=plan]"));
    }

    [Fact]
    public void A_scenario_that_cannot_be_loaded_can_be_tried_again()
    {
        server.On("Scenario", """{"errors":[{"message":"Not now."}]}""");
        Address.NavigateTo(PlanLinks.ScenarioHref(Id));
        var page = Render<ScenarioPage>(parameters => parameters.Add(p => p.Id, Id));
        page.WaitForAssertion(() => Assert.Contains("Not now.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        server.On("Scenario", Found(Scenario()));
        page.Find("[role=alert] button").Click();
        page.WaitForAssertion(() => Assert.Equal("Seven hubs", page.Find("h1").TextContent));
    }

    [Fact]
    public void The_file_tab_leads_to_the_file_of_the_scenarios_number()
    {
        server.On("ScenarioFile", """{"data":{"scenario":{"contentHash":"abc","json":"{\"a\":1}"}}}""");
        var page = Open("?view=json");
        page.WaitForAssertion(() => Assert.Equal("plans/scenarios/7.json", page.Find("a[download]").GetAttribute("href")));
        Assert.Equal("{\"a\":1}", page.Find("#file-text").GetAttribute("value"));
        Assert.Equal("File", page.Find("[aria-current=page]").TextContent);
    }
}
