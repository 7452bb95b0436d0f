using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using EstateMap.Client.Plan.Scenarios;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Plan.Scenarios;

public class ScenarioListTests : BunitContext
{
    private const string Study = "U3R1ZHk6MQ==";

    private readonly CannedServer server = new CannedServer().On("ScenariosOfStudy", Of(Row("A", "Seven hubs", "DRAFT") + "," + Row("B", "Nine hubs", "DECIDED", """{"id":"D1","title":"The decision","status":"DECIDED"}""") + "," + Row("C", "Nothing", "DRAFT")))
        .On("ScenarioSizes", """{"data":{"scenarios":{"nodes":[{"id":"A","openSites":["S1","S2"],"changes":[{"problems":["It is closed."]},{"problems":[]}]},{"id":"B","openSites":["S1"],"changes":[]}]}}}""");

    public ScenarioListTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(server.Api);
        Services.AddSingleton(new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private BunitNavigationManager Address => Services.GetRequiredService<BunitNavigationManager>();

    private static string Row(string id, string title, string status, string decisions = "") => $$"""
        {"id":"{{id}}","title":"{{title}}","status":"{{status}}","contentHash":"{{id}}bcdef0123456789","changedAt":"2026-11-02T10:30:00Z","study":{"id":"{{Study}}","title":"Halls"},"decisions":[{{decisions}}]}
        """;

    private static string Of(string rows) => $$"""{"data":{"study":{"scenarios":{"nodes":[{{rows}}],"totalCount":3,"pageInfo":{"hasNextPage":false,"endCursor":null} } } } }""";

    private IRenderedComponent<ScenarioList> List(bool? decided = null) => Render<ScenarioList>(list => list.Add(l => l.Study, Study).Add(l => l.IsDecided, decided));

    [Fact]
    public void A_scenario_says_how_many_buildings_it_keeps_open_what_is_wrong_with_it_and_where_it_is_decided()
    {
        var rows = List().FindAll("[data-scenario]");
        Assert.Equal(["2", "1", "–"], rows.Select(row => row.QuerySelector("td.govuk-table__cell--numeric")!.TextContent));
        Assert.Contains("1 problem", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("plan/decision/D1", rows[1].QuerySelector("td:last-child a")!.GetAttribute("href"));
        Assert.Equal("Abcdef012345", rows[0].QuerySelector("code")!.TextContent);
    }

    [Fact]
    public void What_cannot_be_reckoned_leaves_the_list_as_it_is_and_is_told()
    {
        server.On("ScenarioSizes", """{"errors":[{"message":"Nobody lives here."}]}""");
        var list = List();
        Assert.Equal(3, list.FindAll("[data-scenario]").Count);
        Assert.Contains("Nobody lives here.", list.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_decided_ones_are_listed_where_only_they_are_wanted()
    {
        var list = List(decided: true);
        Assert.Equal(["Nine hubs"], list.FindAll("[data-scenario]").Select(row => row.GetAttribute("data-scenario")));
        Assert.Empty(list.FindAll("#start-title"));
    }

    [Theory]
    [InlineData("", "Tick one scenario")]
    [InlineData("ABC", "3 are ticked; only two stand side by side.")]
    public void Too_few_or_too_many_ticks_are_told(string ticks, string words)
    {
        var list = List();
        Tick(list, ticks);
        list.Find("form[aria-label='Compare scenarios']").Submit();
        Assert.Contains(words, list.Find("form [role=status]").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/", Address.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B", "plan/compare?a=U3R1ZHk6MQ%3D%3D&b=B")]
    [InlineData("CA", "plan/compare?a=C&b=A")]
    public void One_tick_compares_with_doing_nothing_and_two_with_one_another(string ticks, string address)
    {
        var list = List();
        Tick(list, ticks);
        list.Find("form[aria-label='Compare scenarios']").Submit();
        Assert.EndsWith(address, Address.Uri, StringComparison.Ordinal);
    }

    private static void Tick(IRenderedComponent<ScenarioList> list, string ticks)
    {
        foreach (var id in ticks)
            list.FindAll("input[type=checkbox]")["ABC".IndexOf(id, StringComparison.Ordinal)].Change(true);
    }

    [Fact]
    public async Task A_decision_record_is_started_from_the_list()
    {
        server.On("CreateDecision", """{"data":{"createDecision":{"decision":{"id":"D9"},"errors":null}}}""");
        var list = List();
        await list.InvokeAsync(() => list.FindAll("button").First(button => button.TextContent.StartsWith("Start a decision record", StringComparison.Ordinal)).Click());
        Assert.EndsWith("plan/decision/D9", Address.Uri, StringComparison.Ordinal);
        Assert.Equal("A", server.Asked.Last().Variables.GetProperty("input").GetProperty("scenario").GetString());
    }

    [Fact]
    public async Task A_scenario_is_started_with_a_title_alone()
    {
        server.On("ScenariosOfStudy", Of("")).On("StartScenario", """{"data":{"createScenario":{"scenario":{"id":"N1","title":"Mine"},"errors":null}}}""");
        var list = List();
        Assert.Contains("There is no scenario of this study yet.", list.Markup, StringComparison.Ordinal);
        await list.Find("form[aria-label='Start a scenario']").SubmitAsync();
        Assert.Equal("true", list.Find("#start-title").GetAttribute("aria-invalid"));
        list.Find("#start-title").Input(" Mine ");
        await list.Find("form[aria-label='Start a scenario']").SubmitAsync();
        Assert.Equal("Mine", server.Asked.Last().Variables.GetProperty("input").GetProperty("title").GetString());
        Assert.EndsWith("plan/scenario/N1", Address.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_file_is_read_and_imported()
    {
        server.On("ImportScenario", """{"data":{"importScenario":{"scenario":{"id":"I1","title":"Seven hubs"},"errors":null}}}""");
        var form = Render<ImportScenario>();
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{\"format\":\"x\"}", "seven.json"));
        form.WaitForAssertion(() => Assert.Contains("seven.json is read.", form.Find("[role=status]").TextContent, StringComparison.Ordinal));
        await form.Find("form").SubmitAsync();
        Assert.Equal("{\"format\":\"x\"}", server.Asked.Last().Variables.GetProperty("input").GetProperty("json").GetString());
        Assert.EndsWith("plan/scenario/I1", Address.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_900_000, "large.json is read.")]
    [InlineData(4_000_001, "large.json is larger than 4 MB, which no scenario is. Nothing was read.")]
    public void As_much_is_read_as_the_server_takes(int characters, string said)
    {
        var form = Render<ImportScenario>();
        form.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(new string('x', characters), "large.json"));
        form.WaitForAssertion(() => Assert.Contains(said, form.Find("form").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_scenario_is_refused_in_the_servers_words_and_the_text_is_kept()
    {
        server.On("ImportScenario", ScenarioAnswers.Refused("importScenario", "InvalidInputError", "The scenario cannot be read at $.changes."));
        var form = Render<ImportScenario>();
        await form.Find("form").SubmitAsync();
        Assert.Equal("Choose a file or paste its text.", form.Find(".govuk-error-message").LastChild!.TextContent.Trim());
        form.Find("textarea").Input("[]");
        await form.Find("form").SubmitAsync();
        Assert.Contains("The scenario cannot be read at $.changes.", form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("[]", form.Find("textarea").GetAttribute("value"));
    }
}
