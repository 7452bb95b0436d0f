using System.Text.Json;
using Bunit;
using EstateMap.Client.Data;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Data;

public class SourcePageTests : BunitContext
{
    private readonly CannedServer server = new CannedServer()
        .On("Runs", """{"data":{"importRuns":{"totalCount":0,"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""")
        .On("Organisations", """{"data":{"organisations":{"nodes":[{"id":"O7","name":"Valley Directory"}]}}}""")
        .On("Steward", """{"data":{"setDatasetSteward":{"dataset":{"key":"valley"},"errors":null}}}""");

    public SourcePageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => server.Api);
        Services.AddSingleton(_ => new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private static string Dataset(string feed = "null", string read = "null", string steward = "null") => $$"""
        {"data":{"datasets":{"nodes":[{"key":"valley","title":"Services of the valley","description":null,"publisher":"Valley Directory","publisherUrl":null,"licence":"OGL-UK-3.0","licenceUrl":null,"attribution":"Valley","isShareAlike":false,"isSample":false,"isSchematic":false,
         "theme":"community","feedUrl":{{feed}},"feedReadAt":{{read}},"steward":{{steward}},"activeRun":null,"condition":null,"areaCoverage":[]}],"pageInfo":{"hasNextPage":false,"endCursor":null} } } }
        """;

    private IRenderedComponent<SourcePage> Open(string answer)
    {
        server.On("Datasets", answer);
        var page = Render<SourcePage>(parameters => parameters.Add(p => p.Key, "valley"));
        page.WaitForAssertion(() => Assert.Equal("Services of the valley", page.Find("h1").TextContent));
        return page;
    }

    private static string Line(IRenderedComponent<SourcePage> page, string label) =>
        string.Join(' ', page.FindAll(".govuk-summary-list__row").Single(row => row.QuerySelector("dt")!.TextContent == label).QuerySelector("dd")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void A_feed_is_named_by_its_address_and_when_it_was_read_last()
    {
        var page = Open(Dataset(feed: "\"https://feeds.example/valley\"", read: "\"2026-11-01T08:00:00Z\""));

        Assert.StartsWith("https://feeds.example/valley", Line(page, "Feed"), StringComparison.Ordinal);
        Assert.EndsWith("an Open Referral UK feed, last read 1 November 2026, 08:00 UTC", Line(page, "Feed"), StringComparison.Ordinal);
        Assert.Equal("https://feeds.example/valley", page.FindAll(".govuk-summary-list__row").Single(row => row.TextContent.StartsWith("Feed", StringComparison.Ordinal) || row.QuerySelector("dt")!.TextContent == "Feed").QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void A_file_is_no_feed_and_without_a_steward_it_is_everythings()
    {
        var page = Open(Dataset());

        Assert.DoesNotContain(page.FindAll("dt"), label => label.TextContent == "Feed");
        Assert.Equal("Stewards of everything", Line(page, "Who imports it"));
    }

    [Fact]
    public async Task An_administrator_says_whose_stewards_import_it()
    {
        this.As("administrator");
        var page = Open(Dataset());
        page.Find("#steward").Input("valley");
        await page.InvokeAsync(() => page.Find("form[aria-label='Who imports it'] button[type=button]").Click());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#steward-found")));
        server.On("Datasets", Dataset(steward: """{"name":"Valley Directory"}"""));
        await page.Find("form[aria-label='Who imports it']").SubmitAsync();

        Assert.Equal("""{"dataset":"valley","organisation":"O7"}""", server.Asked.Single(asked => asked.Operation == "Steward").Variables.GetProperty("input").GetRawText());
        page.WaitForAssertion(() => Assert.Equal("Stewards of Valley Directory, and stewards of everything", Line(page, "Who imports it")));
        Assert.Equal("Saved. The log says who did it.", page.Find("[data-outcome=steward]").TextContent);
    }

    [Fact]
    public async Task Left_empty_it_goes_back_to_stewards_of_everything()
    {
        this.As("administrator");
        var page = Open(Dataset(steward: """{"name":"Valley Directory"}"""));
        await page.Find("form[aria-label='Who imports it']").SubmitAsync();

        Assert.Equal(JsonValueKind.Null, server.Asked.Single(asked => asked.Operation == "Steward").Variables.GetProperty("input").GetProperty("organisation").ValueKind);
    }

    [Fact]
    public void A_steward_is_not_offered_to_say_so()
    {
        this.As("steward");

        Assert.Empty(Open(Dataset()).FindAll("form[aria-label='Who imports it']"));
    }
}
