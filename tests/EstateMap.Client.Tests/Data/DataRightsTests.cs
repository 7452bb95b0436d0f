using Bunit;
using Bunit.TestDoubles;
using EstateMap.Client.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace EstateMap.Client.Tests.Data;

/// <summary>Pages of the Data workspace before those who may change something there, and before those who may not.</summary>
public class DataRightsTests : BunitContext
{
    private const string Site = """{"id":"S1","name":"Town Library","streetNumber":"1","streetName":"High Street","postcode":"ZZ1 1AA","uprns":["100"],"datasets":[{"title":"Register"}]}""";

    private readonly CannedServer server = new CannedServer()
        .On("Matches", $$"""
            {"data":{"matchCandidates":{"totalCount":1,"nodes":[{"id":"M1","dataset":{"key":"list","title":"List"},"recordKey":"L1","recordName":"Library","recordAddress":null,"recordPostcode":null,"recordUprn":null,"score":0.7,"distance_m":12,"reason":"alike","site":{{Site}} }],"pageInfo":{"hasNextPage":false,"endCursor":null} },
             "matchDecisions":{"nodes":[{"id":"D1","dataset":{"key":"list","title":"List"},"recordKey":"L2","recordName":"Hall","site":{{Site}},"isSame":true,"decidedBy":"Steward","decidedAt":"2026-11-30T10:00:00Z","why":"Seen"}] } } }
            """)
        .OnGet("/problems", """{"open":1,"total":1,"hasMore":false,"items":[{"id":7,"site":"S1","siteName":"Town Library","kind":"closed","field":null,"words":"It is shut.","personalValuesDropped":0,"reportedAt":"2026-11-30T10:00:00Z","closedAt":null,"closedBy":null,"closedWhy":null,"records":[]}]}""")
        .OnGet("/imports", """{"maxBytes":1000000,"datasets":[{"id":"list","title":"List","files":["list.csv"],"format":"csv","asAt":null,"isLoaded":true,"mayImport":true},{"id":"register","title":"Register","files":["register.csv"],"format":"csv","asAt":null,"isLoaded":true,"mayImport":false}],"jobs":[],"mayImportNew":false}""");

    public DataRightsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => server.Api);
        Services.AddSingleton(_ => new RegisterApi(new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }));
    }

    private IRenderedComponent<TPage> Open<TPage>(params string[] holds) where TPage : IComponent
    {
        this.As(holds);
        return Render<TPage>();
    }

    [Fact]
    public void A_planner_sees_the_pairs_and_hears_which_role_deciding_takes()
    {
        var page = Open<MatchesPage>("planner");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-pair=L1]")));

        Assert.Equal("Deciding on a pair takes the role steward, which your account does not have. An administrator can give it to you.", page.Find("[data-permission=steward]").TextContent.Trim());
        Assert.Empty(page.FindAll(".em-pair__decide, [data-table=decisions] button"));
    }

    [Fact]
    public void A_steward_decides_on_pairs()
    {
        var page = Open<MatchesPage>("steward");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".em-pair__decide button").Count));

        Assert.Empty(page.FindAll("[data-permission]"));
        Assert.Equal("Make it different: Hall", page.Find("[data-table=decisions] button").TextContent);
    }

    [Fact]
    public void Reports_are_not_even_asked_for_by_whoever_may_not_read_them()
    {
        var page = Open<ReportsPage>("planner");

        Assert.StartsWith("Reading and closing reports takes the role steward", page.Find("[data-permission=steward]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[role=alert]"));
        Assert.Empty(server.Fetched);
    }

    [Fact]
    public void A_steward_reads_and_closes_reports()
    {
        var page = Open<ReportsPage>("steward");

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-report='7'] form button")));
        Assert.Equal(["/problems?state=open"], server.Fetched);
    }

    [Fact]
    public void A_visitor_hears_that_importing_takes_a_steward_and_where_to_sign_in()
    {
        var page = Open<ImportPage>();

        Assert.Equal("Importing a file takes an account with the role steward. Sign in if you have one.", page.Find("[data-permission=steward]").TextContent.Trim());
        Assert.StartsWith("sign-in?return=", page.Find("[data-permission] a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form"));
        Assert.Empty(server.Fetched);
    }

    [Fact]
    public void A_steward_is_offered_the_form_of_a_file()
    {
        var page = OpenImport("list");

        page.WaitForAssertion(() => Assert.Equal("Check the file", page.Find("form button[type=submit]").TextContent));
        Assert.Empty(page.FindAll("[data-permission]"));
    }

    [Theory]
    [InlineData("register", "Its files are imported by stewards of everything, or of the organisation that an administrator has named for it; your account's rights reach less far.")]
    [InlineData("", "What nobody has loaded yet is imported by stewards of everything; your account's rights reach less far.")]
    public void A_steward_of_another_organisation_hears_it_before_a_file_is_chosen(string dataset, string sentence)
    {
        var page = OpenImport(dataset);

        page.WaitForAssertion(() => Assert.Equal(sentence, page.Find("[data-permission=import]").TextContent));
        Assert.Empty(page.FindAll("input[type=file], button[type=submit]"));
        Assert.Equal(3, page.FindAll("#import-dataset option").Count);
    }

    private IRenderedComponent<ImportPage> OpenImport(string dataset)
    {
        this.As("steward");
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("data/import?dataset=" + dataset);
        return Render<ImportPage>();
    }
}
