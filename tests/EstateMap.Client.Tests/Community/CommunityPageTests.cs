using Bunit;
using EstateMap.Client.Community;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class CommunityPageTests : CommunityContext
{
    private const string Counts = """{"data":{"ASSOCIATIONS":{"totalCount":2},"PLACES":{"totalCount":1},"ECONOMY":{"totalCount":0},"CULTURE":{"totalCount":0},"INSTITUTIONS":{"totalCount":0},"INDIVIDUALS":{"totalCount":0}}}""";

    private static string Answer(string name, string? end) => $$$$"""
        {"data":{"communityAssets":{"totalCount":2,"pageInfo":{"hasNextPage":{{{{(end is null ? "false" : "true")}}}},"endCursor":"{{{{end}}}}"},
         "nodes":[{"id":"{{{{name}}}}","name":"{{{{name}}}}","abcdClass":"ASSOCIATIONS","isIllustrative":true,"lastConfirmedOn":null,"site":{"id":"S1","name":"Old Hall"},"area":null}]}}}
        """;

    private IRenderedComponent<CommunityPage> Open(string query = "")
    {
        Server.On("AssetCounts", Counts);
        Services.GetRequiredService<NavigationManager>().NavigateTo("community" + query);
        return Render<CommunityPage>();
    }

    [Fact]
    public async Task Assets_are_listed_by_name_and_read_on_where_the_list_ended()
    {
        Server.On("AssetList", Answer("Choir", "c1"));
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal(["Choir (made up)", "A group of people", "Old Hall", "not yet"], page.FindAll("[data-table=assets] tbody tr > *").Select(cell => cell.TextContent)));
        Assert.Equal("2 things of the community, of which 1 are shown", page.Find(".govuk-body-s[role=status]").TextContent);
        Assert.Equal(["All (3)", "A group of people (2)", "A place to be (1)"], page.FindAll("#assets-class option").Take(3).Select(option => option.TextContent));

        Server.On("AssetList", Answer("Walkers", null));
        await page.FindAll("button").Single(button => button.TextContent == "Show more").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["Choir", "Walkers"], page.FindAll("[data-table=assets] tbody a").Select(name => name.TextContent)));
        Assert.Equal("c1", Server.Asked.Last(asked => asked.Operation == "AssetList").Variables.GetProperty("after").GetString());
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Show more");
    }

    [Fact]
    public void The_address_says_which_class_and_which_names()
    {
        Server.On("AssetList", """{"data":{"communityAssets":{"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]}}}""");
        var page = Open("?class=PLACES&name=hall");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-empty]")));
        var where = Server.Asked.Last(asked => asked.Operation == "AssetList").Variables.GetProperty("where");
        Assert.Equal(("PLACES", "hall"), (where.GetProperty("abcdClass").GetProperty("eq").GetString(), where.GetProperty("name").GetProperty("contains").GetString()));
    }
}
