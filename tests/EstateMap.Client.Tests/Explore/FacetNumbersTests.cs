using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public sealed class FacetNumbersTests : IDisposable
{
    private readonly CannedServer server = new();
    private readonly FacetNumbers numbers;
    private int changes;

    public FacetNumbersTests() => numbers = new(server.Api, () =>
    {
        changes++;
        return Task.CompletedTask;
    });

    internal static string Answer(int count, string facets = "[]") => $$"""
        {"count":{{count}},"locatedCount":{{count}},"propertyCount":2,"floorArea_m2":{"sum":1415.05,"repeatedSum":0,"assumedShare":0.61,"knownShare":0.5},"facets":{{facets}}}
        """;

    [Fact]
    public async Task Choices_in_quick_succession_are_asked_for_once()
    {
        server.OnGet("/maps/facets.json", Answer(3));
        var state = new ExploreState();
        await Task.WhenAll(numbers.FollowAsync(state, null), numbers.FollowAsync(state = state.WithCode("use", "park", true), null), numbers.FollowAsync(state.WithCode("use", "depot", true), null));
        Assert.Equal(["/maps/facets.json?use=depot,park"], server.Fetched);
        Assert.Equal(1, changes);
        Assert.Equal(3, numbers.Latest!.Count);
    }

    [Fact]
    public async Task An_older_answer_never_overwrites_a_newer_one_and_the_last_stays_until_then()
    {
        var late = new TaskCompletionSource<string>();
        server.OnGet("/maps/facets.json", asked => asked.Query.Contains("park", StringComparison.Ordinal) ? late.Task : Task.FromResult(Answer(asked.Query.Length > 0 ? 7 : 9)));
        await numbers.FollowAsync(new(), null);
        var slow = numbers.FollowAsync(new ExploreState().WithCode("use", "park", true), null);
        await Task.Delay(FacetNumbers.Wait * 3);
        Assert.Equal(9, numbers.Latest!.Count);
        await numbers.FollowAsync(new ExploreState().WithCode("use", "depot", true), null);
        late.SetResult(Answer(1));
        await slow;
        Assert.Equal(7, numbers.Latest!.Count);
        Assert.Equal(2, changes);
    }

    [Fact]
    public async Task The_same_question_is_not_asked_twice_but_another_view_is()
    {
        server.OnGet("/maps/facets.json", Answer(3));
        await numbers.FollowAsync(new(), [-2.5, 53.3, -2.2, 53.5]);
        await numbers.FollowAsync(new() { Mode = ViewMode.Table }, [-2.5, 53.3, -2.2, 53.5]);
        await numbers.FollowAsync(new(), [-2.4, 53.3, -2.2, 53.5]);
        Assert.Equal(["/maps/facets.json?bbox=-2.5,53.3,-2.2,53.5", "/maps/facets.json?bbox=-2.4,53.3,-2.2,53.5"], server.Fetched);
    }

    [Fact]
    public async Task With_every_layer_hidden_only_the_counts_of_layers_are_left()
    {
        server.OnGet("/maps/facets.json", Answer(3, """[{"facet":"theme","values":[{"code":"green","label":"Green space","count":3}]},{"facet":"use","values":[{"code":"park","label":"Park","count":3}]}]"""));
        await numbers.FollowAsync(new() { Layers = [] }, null);
        Assert.Equal(0, numbers.Latest!.Count);
        Assert.Equal(3, numbers.Latest.Find("theme", "green")!.Count);
        Assert.Empty(numbers.Latest.Of("use"));
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_servers_words_and_keeps_the_last_numbers()
    {
        server.OnGet("/maps/facets.json", Answer(3));
        await numbers.FollowAsync(new(), null);
        server.OnGetRefuse("/maps/facets.json", "There is no use 'palace'.");
        await numbers.FollowAsync(new ExploreState().WithCode("use", "palace", true), null);
        Assert.Equal("There is no use 'palace'.", numbers.Refusal);
        Assert.Null(numbers.Error);
        Assert.Equal(3, numbers.Latest!.Count);
    }

    public void Dispose()
    {
        numbers.Dispose();
        server.Dispose();
    }
}
