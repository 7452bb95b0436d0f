using EstateMap.Client.Community;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Community;

public class NetworkStateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("mode=list&ask=linked&from=F&to=L&area=ward:2023:W1&kinds=meets_at,owns&classes=CULTURE,ECONOMY&illustrative=no&asAt=2024-02-29&node=A&view=53.4,-2.1,12")]
    [InlineData("ask=closes&closing=L,M")]
    public void An_address_that_is_read_and_written_again_is_the_same(string query) => Assert.Equal(query, NetworkState.Parse("community/network?" + query).ToQuery());

    [Fact]
    public void What_cannot_be_read_is_left_at_its_default()
    {
        var state = NetworkState.Parse("community/network?ask=nonsense&asAt=yesterday&classes=NOBODY,CULTURE&area=W1");

        Assert.Equal((null, null, null), (state.Ask, state.AsAt, state.Area));
        Assert.Equal(["CULTURE"], state.Classes);
    }

    [Fact]
    public void Choosing_somebody_or_moving_the_map_is_no_other_network_and_no_other_question()
    {
        var state = NetworkState.Parse("community/network?ask=linked&from=F&to=L");
        var moved = state with { Node = "A", IsList = true, View = new MapCentre(53, -2, 12) };

        Assert.Equal((state.FilterKey, state.QuestionKey), (moved.FilterKey, moved.QuestionKey));
        Assert.NotEqual(state.QuestionKey, (state with { To = "A" }).QuestionKey);
        Assert.NotEqual(state.FilterKey, (state with { OnlyReal = true }).FilterKey);
    }

    [Fact]
    public void Each_of_the_network_has_a_shape_of_its_own()
    {
        Assert.Equal(NetworkSymbols.All.Count, NetworkSymbols.All.Select(symbol => symbol.Path).Distinct().Count());
        Assert.Equal("M-6 -6L6 -6L6 6L-6 6Z", NetworkSymbols.Of("SITE").Path);
    }
}
