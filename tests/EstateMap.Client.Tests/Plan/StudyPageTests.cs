using System.Text.Json;
using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Map;
using EstateMap.Client.Plan;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

/// <summary>A study's page over canned answers, with a map that only notes what it is told.</summary>
public abstract class StudyPageContext : BunitContext
{
    private protected CannedServer Server { get; } = new CannedServer()
        .On("Place", PlanAnswers.Place).On("PlanWords", PlanAnswers.Words).On("PlanModels", PlanAnswers.Models).On("Study", PlanAnswers.Study()).On("Candidates", PlanAnswers.Candidates).On("Today", PlanAnswers.Today)
        .On("Run", PlanAnswers.Run("DONE")).On("Point", PlanAnswers.Detail).On("Breakdown", PlanAnswers.Breakdown);

    private protected BunitJSModuleInterop Drawn { get; }

    protected StudyPageContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Drawn = JSInterop.SetupModule("./Map/MapView.razor.js").SetupModule("createMap", _ => true);
        Drawn.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(Server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(Server) { BaseAddress = new Uri("http://localhost/") }));
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
    }

    private protected BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private protected IRenderedComponent<StudyPage> Open(string query = "")
    {
        Address.NavigateTo("plan/study/S1" + query);
        var page = Render<StudyPage>(parameters => parameters.Add(p => p.Id, "S1"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[role=tablist]")));
        return page;
    }

    /// <summary>What the map was told to draw, feature by feature.</summary>
    private protected static List<JsonElement> Features(IRenderedComponent<StudyPage> page) =>
        [.. JsonDocument.Parse(page.FindComponent<MapView>().Instance.Plan!).RootElement.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties"))];

    private protected JsonElement Sent(string operation, string variable) => Server.Asked.Last(asked => asked.Operation == operation).Variables.GetProperty(variable);

    private protected static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

public class StudyPageTests : StudyPageContext
{
    [Fact]
    public void A_study_opens_with_the_people_it_is_for_and_the_roles_of_its_buildings_on_the_map()
    {
        var page = Open();
        Assert.Equal("People", page.Find("[role=tab][aria-selected=true]").TextContent.Trim());
        Assert.Contains("All people: 1,000 people in 2 small areas.", Words(page.Find("form[aria-labelledby=people-heading]").TextContent), StringComparison.Ordinal);
        Assert.Contains("25 % assumed", page.Find("form[aria-labelledby=people-heading]").TextContent, StringComparison.Ordinal);
        // The lodge has no position, and so is in the table alone.
        Assert.Equal([("A", "keep"), ("B", "candidate"), ("C", "candidate")], Features(page).Select(site => (site.GetProperty("id").GetString(), site.GetProperty("symbol").GetString())));
        Assert.Contains("1 building has no position.", page.Find(".em-panel").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?step=buildings", "Buildings", "#buildings-heading")]
    [InlineData("?step=question", "Question", "#must-heading")]
    [InlineData("?step=curve", "Curve", ".em-ask")]
    [InlineData("?step=scenarios", "Scenarios", ".em-empty")]
    [InlineData("?step=nonsense", "People", "#people-heading")]
    public void The_address_says_which_step_is_open(string query, string tab, string sign)
    {
        Server.On("ScenariosOfStudy", """{"data":{"study":{"scenarios":{"nodes":[],"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}""");
        var page = Open(query);
        Assert.Equal(tab, page.Find("[role=tab][aria-selected=true]").TextContent.Trim());
        Assert.NotNull(page.Find(sign));
    }

    [Fact]
    public async Task The_next_step_is_offered_and_stands_in_the_address()
    {
        var page = Open();
        await page.InvokeAsync(() => page.Find(".em-study__next button").Click());
        Assert.EndsWith("plan/study/S1?step=buildings", Address.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("Next: Question", page.Find(".em-study__next button").TextContent));
    }

    [Fact]
    public void A_study_that_is_not_there_says_so_and_leads_back()
    {
        Server.On("Study", """{"data":{"study":null}}""").On("Today", """{"data":{"study":null}}""");
        Address.NavigateTo("plan/study/S1");
        var page = Render<StudyPage>(parameters => parameters.Add(p => p.Id, "S1"));
        page.WaitForAssertion(() => Assert.Contains("There is no study at this address.", page.Find(".em-empty").TextContent, StringComparison.Ordinal));
        Assert.Equal("plan", page.Find(".em-empty a").GetAttribute("href"));
    }

    [Fact]
    public void A_study_with_nobody_to_plan_for_can_still_be_mended()
    {
        Server.On("Today", """{"data":null,"errors":[{"message":"Nobody here belongs to the group."}]}""");
        var page = Open();
        Assert.Contains("Nobody here belongs to the group.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("#demand-group"));
    }

    [Fact]
    public async Task Whom_it_is_for_is_saved_with_the_version_that_was_seen_and_told()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open();
        page.Find("#demand-group").Change("imd_1_2");
        Assert.Contains("Not saved yet", page.Find("form[aria-labelledby=people-heading]").TextContent, StringComparison.Ordinal);
        await page.Find("form[aria-labelledby=people-heading]").SubmitAsync();
        Assert.Equal("""{"id":"S1","version":3,"demand":"imd_1_2"}""", Sent("ChangeStudy", "settings").GetRawText());
        page.WaitForAssertion(() => Assert.Contains("People in the most deprived fifth", page.Find("[data-outcome=saved]").TextContent, StringComparison.Ordinal));
        Assert.Equal(2, Server.Asked.Count(asked => asked.Operation == "Study"));
    }

    [Fact]
    public async Task Who_was_slower_than_somebody_else_is_told_so_keeps_what_was_typed_and_saves_it_on_the_new_version()
    {
        Server.On("ChangeStudy", PlanAnswers.Refused("changeStudy", "Somebody changed this study meanwhile."));
        var page = Open();
        page.Find("#travel-speed").Change("5");
        await page.Find("form[aria-labelledby=travel-heading]").SubmitAsync();
        var notice = page.Find("form[aria-labelledby=travel-heading] [role=alert]");
        Assert.Contains("Somebody changed this study meanwhile.", notice.TextContent, StringComparison.Ordinal);
        Assert.Equal("5", page.Find("#travel-speed").GetAttribute("value"));

        Server.On("Study", PlanAnswers.Study(version: 7)).On("ChangeStudy", PlanAnswers.Saved("changeStudy", 8));
        await page.InvokeAsync(() => page.Find("form[aria-labelledby=travel-heading] [role=alert] button").ClickAsync());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
        Assert.Equal("5", page.Find("#travel-speed").GetAttribute("value"));
        await page.Find("form[aria-labelledby=travel-heading]").SubmitAsync();
        Assert.Equal(7, Sent("ChangeStudy", "settings").GetProperty("version").GetInt32());
        Assert.Equal("""{"method":"STRAIGHT_LINE","speedKmh":5,"detour":1.3}""", Sent("ChangeStudy", "settings").GetProperty("travel").GetRawText());
    }

    [Fact]
    public async Task Only_ways_of_travel_that_exist_here_are_offered()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open();
        Assert.Equal(["In a straight line, times a detour factor", "Along streets and paths: Village paths"], page.FindAll("form[aria-labelledby=travel-heading] .govuk-radios__label").Select(label => label.TextContent));
        page.FindAll("form[aria-labelledby=travel-heading] [type=radio]")[1].Change(true);
        Assert.Empty(page.FindAll("#travel-detour"));
        await page.Find("form[aria-labelledby=travel-heading]").SubmitAsync();
        Assert.Equal("N1", Sent("ChangeStudy", "settings").GetProperty("travel").GetProperty("network").GetString());
    }

    [Fact]
    public async Task A_figure_of_ones_own_needs_its_source_and_what_was_set_before_is_sent_again()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open();
        page.Find("[data-code=running_cost_gbp_per_m2] input").Change("120");
        await page.Find("form[aria-label='What is assumed']").SubmitAsync();
        Assert.Contains("Say where your figure of “Running cost” comes from.", page.Find("form[aria-label='What is assumed'] [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation == "ChangeStudy");

        page.Find("[data-code=running_cost_gbp_per_m2] textarea").Change("Accounts of 2025");
        await page.Find("form[aria-label='What is assumed']").SubmitAsync();
        Assert.Equal("""[{"code":"running_cost_gbp_per_m2","value":120,"source":"Accounts of 2025"},{"code":"move_weeks","value":6,"source":"Moves of 2024"}]""", Sent("ChangeStudy", "settings").GetProperty("assumptions").GetRawText());
    }

    [Fact]
    public async Task An_emptied_figure_goes_back_to_the_usual_one()
    {
        Server.On("ChangeStudy", PlanAnswers.Saved("changeStudy"));
        var page = Open();
        page.Find("[data-code=move_weeks] input").Change("");
        await page.Find("form[aria-label='What is assumed']").SubmitAsync();
        Assert.Equal("[]", Sent("ChangeStudy", "settings").GetProperty("assumptions").GetRawText());
    }

    [Fact]
    public async Task Deleting_asks_once_more_and_leads_to_the_list()
    {
        Server.On("DeleteStudy", """{"data":{"deleteStudy":{"deletedId":"S1","errors":null}}}""");
        var page = Open();
        await page.InvokeAsync(() => page.FindAll("form[aria-label='Rename or delete'] button")[^1].Click());
        Assert.DoesNotContain(Server.Asked, asked => asked.Operation == "DeleteStudy");
        await page.InvokeAsync(() => page.Find(".em-confirm .govuk-button--warning").ClickAsync());
        Assert.Equal(("S1", true), (Sent("DeleteStudy", "delete").GetProperty("id").GetString(), Sent("DeleteStudy", "delete").GetProperty("version").GetInt32() > 0));
        Assert.EndsWith("/plan", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_along_a_network_name_who_made_it()
    {
        Assert.DoesNotContain("Contains paths of the village.", Open().Find(".em-attribution").TextContent, StringComparison.Ordinal);
        Server.On("Study", PlanAnswers.Study(travel: """{"method":"NETWORK","network":"N1","matrix":null,"speedKmh":4.8,"detour":1.3,"badge":"along Village paths at 4.8 km/h"}"""));
        Assert.Contains("Contains paths of the village.", Open().Find(".em-attribution").TextContent, StringComparison.Ordinal);
    }
}
