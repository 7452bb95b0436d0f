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

    public SearchBoxTests() => JSInterop.Mode = JSRuntimeMode.Loose;

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
    public async Task Enter_takes_no_suggestion_of_an_earlier_text_but_waits_for_its_own()
    {
        var late = new TaskCompletionSource<IReadOnlyList<SearchHit>>();
        var box = Box((text, _) => text == "sale" ? Task.FromResult<IReadOnlyList<SearchHit>>([Library]) : late.Task);
        await box.Find("input").InputAsync("sale");
        var typing = box.Find("input").InputAsync("sale c");
        await box.Find("input").KeyDownAsync("Enter");
        Assert.Empty(chosen);
        late.SetResult([Ward]);
        await typing;
        Assert.Equal([Ward], chosen);
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

    [Fact]
    public async Task What_was_typed_is_marked_in_the_suggestions()
    {
        var box = await WithTwoHits();
        Assert.Equal(["Sale", "Sale"], box.FindAll("[role=option] mark").Select(mark => mark.TextContent));
    }

    [Fact]
    public async Task An_earlier_question_is_given_up_when_more_is_typed()
    {
        var asked = new TaskCompletionSource<CancellationToken>();
        var box = Box(async (_, cancel) =>
        {
            asked.TrySetResult(cancel);
            await Task.Delay(Timeout.Infinite, cancel);
            return [];
        });
        var typing = box.Find("input").InputAsync("sal");
        var first = await asked.Task;
        _ = box.Find("input").InputAsync("sale");
        await typing;
        Assert.True(first.IsCancellationRequested);
    }

    [Fact]
    public async Task What_was_chosen_is_kept_first_and_at_most_eight_times_in_this_browser_alone()
    {
        var old = Enumerable.Range(1, 8).Select(number => Library with { Id = $"old{number}" }).Append(Library).ToArray();
        JSInterop.Setup<string?>("localStorage.getItem", "estatemap.recent-searches").SetResult(System.Text.Json.JsonSerializer.Serialize(old, System.Text.Json.JsonSerializerOptions.Web));
        var box = await WithTwoHits();
        await box.Find("input").KeyDownAsync("Enter");
        var kept = System.Text.Json.JsonSerializer.Deserialize<SearchHit[]>((string)JSInterop.Invocations["localStorage.setItem"].Single().Arguments[1]!, System.Text.Json.JsonSerializerOptions.Web)!;
        Assert.Equal(["1", "old1", "old2", "old3", "old4", "old5", "old6", "old7"], kept.Select(hit => hit.Id));
    }

    [Fact]
    public async Task The_empty_box_offers_recent_searches_by_keyboard_and_clears_them()
    {
        JSInterop.Setup<string?>("localStorage.getItem", "estatemap.recent-searches").SetResult("""[{"kind":"Site","id":"1","title":"Sale Library","subtitle":null,"matched":"name","point":null,"node":null}]""");
        var box = Box((_, _) => throw new ApiException("Nothing is asked."));
        await box.Find("input").FocusAsync(new());
        Assert.Equal(["Sale Library", "Clear recent searches"], box.FindAll("[role=option]").Select(option => option.QuerySelector(".em-search__title")?.TextContent ?? option.TextContent.Trim()));

        await box.Find("input").KeyDownAsync("Enter");
        Assert.Empty(chosen);
        await box.Find("input").KeyDownAsync("ArrowDown");
        await box.Find("input").KeyDownAsync("Enter");
        Assert.Equal("1", Assert.Single(chosen).Id);

        await box.Find("input").InputAsync("");
        await box.Find("input").KeyDownAsync("ArrowUp");
        await box.Find("input").KeyDownAsync("Enter");
        Assert.Single(JSInterop.Invocations["localStorage.removeItem"]);
        Assert.Empty(box.FindAll("[role=option]"));
    }

    [Fact]
    public async Task What_the_browser_kept_and_cannot_be_read_is_as_nothing()
    {
        JSInterop.Setup<string?>("localStorage.getItem", "estatemap.recent-searches").SetResult("{");
        var box = Box((_, _) => Task.FromResult<IReadOnlyList<SearchHit>>([]));
        await box.Find("input").FocusAsync(new());
        Assert.Empty(box.FindAll("[role=option]"));
    }
}
