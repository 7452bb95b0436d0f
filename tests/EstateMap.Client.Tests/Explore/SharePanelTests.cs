using Bunit;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SharePanelTests : BunitContext
{
    private IRenderedComponent<SharePanel> Share(ExploreState state) =>
        Render<SharePanel>(share => share.Add(s => s.State, state).Add(s => s.Link, "http://localhost/explore?use=park").Add(s => s.Today, new DateOnly(2026, 11, 30)));

    [Fact]
    public void The_link_is_the_whole_address() => Assert.Equal("http://localhost/explore?use=park", Share(new()).Find("#share-link").GetAttribute("value"));

    [Fact]
    public void The_query_says_the_filter_with_enums_unquoted_and_the_order()
    {
        var query = Share(new ExploreState { Sort = new("floor_area", true) }.WithCode("use", "park", true).WithCode("precision", "GIVEN", true)).Find("#share-query").GetAttribute("value")!;
        Assert.Contains("""where: { and: [{ uses: { some: { in: ["park"] } } }, { locationPrecision: { in: [GIVEN] } }] }""", query, StringComparison.Ordinal);
        Assert.Contains("order: [{ floorArea_m2: DESC }, { name: ASC }]", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Copied.")]
    [InlineData(false, "Your browser does not let this page copy. The text is selected: press Ctrl and C, or Command and C.")]
    public void Copying_says_whether_it_was_let(bool isLet, string expected)
    {
        JSInterop.SetupModule("./Explore/SharePanel.razor.js").Setup<bool>("copy", _ => true).SetResult(isLet);
        var share = Share(new());
        share.Find("button").Click();
        share.WaitForAssertion(() => Assert.Equal(expected, share.Find("[role=status]").TextContent));
    }
}
