using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Plan.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class ComparePageTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Places", ScenarioAnswers.Places)
        .On("ScenariosOfStudy", """{"data":{"study":{"scenarios":{"nodes":[{"id":"A","title":"Seven hubs","status":"DRAFT","contentHash":"a","changedAt":"2026-11-02T10:30:00Z","study":{"id":"ST","title":"Halls"},"decisions":[]}],"totalCount":1,"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}""")
        .On("Diff", """{"data":{"scenario":{"diff":[{"kind":"ONLY_HERE","about":"Old Hall closes","here":"Old Hall closes","there":null}]}}}""")
        .On("CompareGroups", """{"data":{"compareScenarios":{"breakdown":[{"key":"W1","label":"West","people":500,"better":"SECOND","now":{"meanSeconds":300,"p95Seconds":1,"within15":1},"first":{"meanSeconds":420,"p95Seconds":1,"within15":0.9},"second":{"meanSeconds":360,"p95Seconds":1,"within15":0.95},"firstWorseOff":200,"secondWorseOff":50}]}}}""");

    public ComparePageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private IRenderedComponent<ComparePage> Open(string first, string second, string node = """{"study":{"id":"ST","title":"Halls"}}""", bool isNothing = false)
    {
        server.On("Compare", $$"""
            {"data":{"node":{{node}},"compareScenarios":{
             "first":{"id":"{{first}}","title":"{{(isNothing ? "Halls" : "Seven hubs")}}","isDoNothing":{{(isNothing ? "true" : "false")}},"openSites":["S2","S3"]},"second":{"id":"{{second}}","title":"Nine hubs","isDoNothing":false,"openSites":["S1","S2","S9"]},
             "onlyFirst":["S3"],"onlySecond":["S1","S9"],"both":["S2"],"notes":["The two rest on different settings."],
             "rows":[{"code":"mean","label":"Mean travel","unit":"s","doNothing":300,"first":420,"second":360,"firstAssumedShare":null,"secondAssumedShare":null,"better":"SECOND"},
                     {"code":"runningCost","label":"Running cost","unit":"£","doNothing":900000,"first":600000,"second":700000,"firstAssumedShare":0.61,"secondAssumedShare":0,"better":"FIRST"},
                     {"code":"sites","label":"Open buildings","unit":"buildings","doNothing":3,"first":2,"second":3,"firstAssumedShare":null,"secondAssumedShare":null,"better":null},
                     {"code":"gini","label":"Gini","unit":"index","doNothing":null,"first":0.25,"second":0.25,"firstAssumedShare":null,"secondAssumedShare":null,"better":"EQUAL"}]} } }
            """);
        Address.NavigateTo(PlanLinks.CompareHref(first, second));
        return Render<ComparePage>();
    }

    private static string[] Cells(IRenderedComponent<ComparePage> page, string measure) => [.. page.FindAll($"[data-measure='{measure}'] td").Select(cell => cell.TextContent)];

    [Fact]
    public void Each_measure_says_which_is_better_and_what_is_assumed()
    {
        var page = Open("A", "B");
        Assert.Equal(["5.0 minutes", "7.0 minutes", "6.0 minutes", "Nine hubs"], Cells(page, "mean"));
        Assert.Equal(["£900,000", "£600,00061 % assumed", "£700,000", "Seven hubs"], Cells(page, "runningCost"));
        Assert.Equal(["3", "2", "3", "–"], Cells(page, "sites"));
        Assert.Equal(["–", "0.250", "0.250", "the same"], Cells(page, "gini"));
        Assert.Contains("Of 4 measures, “Seven hubs” is better in 1 and “Nine hubs” in 1", page.Markup, StringComparison.Ordinal);
        Assert.Contains("The two rest on different settings.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Buildings_that_only_one_has_are_named_and_so_is_what_changes_do_differently()
    {
        var page = Open("A", "B");
        var lists = page.FindAll(".em-pairwise > div");
        Assert.Equal("Open only in Seven hubs: 1", lists[0].QuerySelector("h3")!.TextContent);
        Assert.Equal(["A building of another study", "Old Hall"], lists[1].QuerySelectorAll("li").Select(item => item.TextContent.Trim()));
        Assert.Equal(["Old Hall closes", "–"], page.FindAll("[data-table=differences] td").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Groups_stand_side_by_side()
    {
        var page = Open("A", "B");
        page.WaitForAssertion(() => Assert.Equal(["500", "5.0", "100 %", "7.0", "90 %", "200", "6.0", "95 %", "50"], page.FindAll("[data-group=W1] td").Select(cell => cell.TextContent)));
    }

    [Fact]
    public void Doing_nothing_is_one_of_the_choices_and_has_no_list_of_differences()
    {
        var page = Open("ST", "B", """{"id":"ST","title":"Halls"}""", isNothing: true);
        Assert.Contains("“Do nothing” has 2 buildings open, “Nine hubs” has 3.", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Operation == "Diff");
        page.Find("#compare-a").Change("A");
        Assert.Contains("a=A", Address.Uri, StringComparison.Ordinal);
        Assert.Contains("b=B", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_two_to_compare_the_page_says_how_to_choose_them()
    {
        Address.NavigateTo("plan/compare?a=A");
        Assert.Contains("tick two of its scenarios", Render<ComparePage>().Markup, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }
}
