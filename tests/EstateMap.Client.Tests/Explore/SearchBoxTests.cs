using Bunit;
using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class SearchBoxTests : BunitContext
{
    private static readonly SearchHit Library = new("Site", "1", "Sale Library", "Waterside, M33 7ZF", "name", null, null);
    private static readonly SearchHit Ward = new("Area", "2", "Sale Central", "Ward 2023", "name", null, null);
    private readonly List<SearchHit> chosen = [];

    private IRenderedComponent<SearchBox> Box(Func<string, CancellationToken, Task<IReadOnlyList<SearchHit>>> find) =>
        Render<SearchBox>(box => box.Add(b => b.Find, find).Add(b => b.Chosen, chosen.Add));

    private async Task<IRenderedComponent<SearchBox>> WithTwoHits()
    {
        var box = Box((_, _) => Task.FromResult<IReadOnlyList<SearchHit>>([Library, Ward]));
        await box.Find("input").InputAsync("sale");
        box.WaitForAssertion(() => Assert.Equal(2, box.FindAll("[role=option]").Count));
        return box;
    }

    [Fact]
    public async Task Arrows_move_through_the_suggestions_and_round_and_enter_takes_one()
    {
        var box = await WithTwoHits();
        Assert.Equal("true", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Null(box.Find("input").GetAttribute("aria-activedescendant"));

        await box.Find("input").KeyDownAsync("ArrowUp");
        Assert.Equal("search-hit-1", box.Find("input").GetAttribute("aria-activedescendant"));
        Assert.Equal("Sale Central", box.Find("[aria-selected=true] .em-search__title").TextContent);

        await box.Find("input").KeyDownAsync("ArrowDown");
        Assert.Equal("search-hit-0", box.Find("input").GetAttribute("aria-activedescendant"));

        await box.Find("input").KeyDownAsync("Enter");
        Assert.Equal([Library], chosen);
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal("Sale Library", box.Find("input").GetAttribute("value"));
    }

    [Fact]
    public async Task Enter_without_arrows_takes_the_best()
    {
        var box = await WithTwoHits();
        await box.Find("input").KeyDownAsync("Enter");
        Assert.Equal([Library], chosen);
    }

    [Fact]
    public async Task Escape_closes_the_list_first_and_then_empties_the_box()
    {
        var box = await WithTwoHits();
        await box.Find("input").KeyDownAsync("Escape");
        Assert.Equal("false", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal("sale", box.Find("input").GetAttribute("value"));
        await box.Find("input").KeyDownAsync("Escape");
        Assert.Equal("", box.Find("input").GetAttribute("value"));
    }

    [Fact]
    public async Task Nothing_found_says_what_to_try()
    {
        var box = Box((_, _) => Task.FromResult<IReadOnlyList<SearchHit>>([]));
        await box.Find("input").InputAsync("qqq");
        box.WaitForAssertion(() => Assert.Contains("Nothing is like “qqq”", box.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_kindly()
    {
        var box = Box((_, _) => throw new ApiException("The server cannot be reached."));
        await box.Find("input").InputAsync("sale");
        box.WaitForAssertion(() => Assert.Equal("The server cannot be reached.", box.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task One_letter_asks_nothing()
    {
        var asked = 0;
        var box = Box((_, _) =>
        {
            asked++;
            return Task.FromResult<IReadOnlyList<SearchHit>>([]);
        });
        await box.Find("input").InputAsync("s");
        await Task.Delay(200);
        Assert.Equal(0, asked);
    }
}
