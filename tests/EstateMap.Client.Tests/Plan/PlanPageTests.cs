using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Plan;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Plan;

public class PlanPageTests : BunitContext
{
    private const string Groups = """{"data":{"demandGroups":[{"code":"all","label":"All people","unit":"people","total":2000,"assumedShare":0,"sources":[{"key":"census","title":"Census 2021"}]},{"code":"age_65_over","label":"Aged 65 and over","unit":"people","total":400,"assumedShare":0.25,"sources":[{"key":"census","title":"Census 2021"},{"key":"ages","title":"Ages of the village"}]},{"code":"indicator_carers","label":"Carers","unit":"people","total":90,"assumedShare":0,"sources":[]}]}}""";

    private readonly CannedServer server = new CannedServer().On("DemandGroups", Groups).On("Studies", Studies("[]")).On("Scenarios", """{"data":{"scenarios":{"nodes":[],"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");

    public PlanPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => server.Api);
        Services.AddSingleton(_ => new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private static string Studies(string nodes, bool hasMore = false) => $$"""{"data":{"studies":{"nodes":{{nodes}},"totalCount":1,"pageInfo":{"hasNextPage":{{(hasMore ? "true" : "false")}},"endCursor":"c1"} } } }""";

    private static string Row(string id, string title, string runs = "[]") =>
        $$"""{"id":"{{id}}","title":"{{title}}","changedAt":"2026-11-30T10:00:00Z","demand":{"label":"All people"},"candidateCounts":[{"role":"KEEP","count":1},{"role":"CANDIDATE","count":40},{"role":"NOT_ELIGIBLE","count":900}],"solves":{"nodes":{{runs}} } }""";

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    [Fact]
    public void Without_a_study_the_page_says_what_to_do()
    {
        var page = Render<PlanPage>();
        page.WaitForAssertion(() => Assert.Contains("There is no study yet.", page.Find("[aria-labelledby=studies-heading] .em-empty").TextContent, StringComparison.Ordinal));
        Assert.Contains("Nothing was decided yet.", page.Find("[aria-labelledby=decided-heading]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Studies_are_listed_with_their_buildings_and_newest_run_page_after_page()
    {
        server.On("Studies", Studies($"[{Row("S=1", "Halls", $"[{PlanAnswers.RunRow("DONE", "R=1", isStale: true)}]")}]", hasMore: true));
        var page = Render<PlanPage>();
        page.WaitForElement("[data-table=studies]");
        Assert.Equal("plan/study/S%3D1", page.Find("[data-table=studies] th a").GetAttribute("href"));
        Assert.Equal("41", page.FindAll("[data-table=studies] td")[1].TextContent);
        Assert.Equal("plan/study/S%3D1?step=curve&solve=R%3D1", page.Find("[data-table=studies] td a").GetAttribute("href"));
        Assert.Contains("out of date", page.FindAll("[data-table=studies] td")[2].TextContent, StringComparison.Ordinal);

        server.On("Studies", Studies($"[{Row("S2", "Offices")}]"));
        await page.InvokeAsync(() => page.Find("[aria-labelledby=studies-heading] .govuk-button--secondary").ClickAsync());
        page.WaitForAssertion(() => Assert.Equal(["Halls", "Offices"], page.FindAll("[data-table=studies] th a").Select(link => link.TextContent)));
        Assert.Equal("c1", server.Asked.Last(asked => asked.Operation == "Studies").Variables.GetProperty("after").GetString());
    }

    [Fact]
    public async Task A_study_starts_with_a_title_and_whom_it_is_for()
    {
        server.On("CreateStudy", """{"data":{"createStudy":{"study":{"id":"S=9"},"errors":null}}}""");
        var page = Render<PlanPage>();
        page.WaitForElement("#study-group");
        await page.Find("[aria-labelledby=start-heading] form").SubmitAsync();
        Assert.Equal("true", page.Find("#study-title").GetAttribute("aria-invalid"));
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "CreateStudy");

        page.Find("#study-title").Change(" Halls in 2030 ");
        page.Find("#study-group").Change("age_65_over");
        await page.Find("[aria-labelledby=start-heading] form").SubmitAsync();
        Assert.Equal("""{"title":"Halls in 2030","demand":"age_65_over"}""", server.Asked.Last().Variables.GetProperty("create").GetRawText());
        Assert.EndsWith("/plan/study/S%3D9", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_are_told_with_their_people_and_whoever_counts_them()
    {
        var page = Render<PlanPage>();
        page.WaitForElement("#study-group");
        Assert.Equal(["All people (2,000 people)", "Aged 65 and over (400 people)", "Carers (90 people)"], page.FindAll("#study-group option").Select(option => option.TextContent));
        Assert.Equal(["indicator_carers"], page.FindAll("#study-group optgroup option").Select(option => option.GetAttribute("value")));
        Assert.Equal("Counted by Census 2021.", page.Find("#study-group-source").TextContent);
        page.Find("#study-group").Change("age_65_over");
        Assert.Equal("Counted by Census 2021 and Ages of the village; 25 % of it is assumed.", page.Find("#study-group-source").TextContent);
    }

    [Fact]
    public async Task Where_nobody_is_counted_a_study_can_be_started_and_the_page_says_what_it_lacks()
    {
        server.On("DemandGroups", """{"data":{"demandGroups":[]}}""").On("CreateStudy", """{"data":{"createStudy":{"study":{"id":"S9"},"errors":null}}}""");
        var page = Render<PlanPage>();
        page.WaitForAssertion(() => Assert.Contains("Nobody is counted in any small area here yet", page.Find("[data-outcome=nobody]").TextContent, StringComparison.Ordinal));
        page.Find("#study-title").Change("Halls");
        await page.Find("[aria-labelledby=start-heading] form").SubmitAsync();
        Assert.Equal("""{"title":"Halls"}""", server.Asked.Last().Variables.GetProperty("create").GetRawText());
    }

    [Fact]
    public async Task A_refused_study_keeps_its_title()
    {
        server.On("CreateStudy", PlanAnswers.Refused("createStudy", "A title has at most 200 characters.", "InvalidInputError"));
        var page = Render<PlanPage>();
        page.WaitForElement("#study-title");
        page.Find("#study-title").Change("Halls");
        await page.Find("[aria-labelledby=start-heading] form").SubmitAsync();
        Assert.Contains("A title has at most 200 characters.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Halls", page.Find("#study-title").GetAttribute("value"));
    }

    [Fact]
    public async Task A_list_that_could_not_be_read_can_be_asked_for_again()
    {
        server.On("Studies", """{"errors":[{"message":"The database is away."}]}""");
        var page = Render<PlanPage>();
        page.WaitForAssertion(() => Assert.Contains("The database is away.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        server.On("Studies", Studies("[]")).On("Scenarios", """{"data":{"scenarios":{"nodes":[],"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");
        await page.InvokeAsync(() => page.Find("[role=alert] button").ClickAsync());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
    }
}
