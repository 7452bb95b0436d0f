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
    [InlineData("ask=areas&each=ward:2023&classes=CULTURE")]
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
    public void The_area_and_the_view_go_along_to_Explore()
    {
        Assert.Equal("explore?area=ward:2023:W1&view=53.4,-2.1,12", NetworkState.Parse("community/network?ask=alone&area=ward:2023:W1&node=A&view=53.4,-2.1,12").ExploreHref);
        Assert.Equal(("explore", "community/network"), (new NetworkState().ExploreHref, new NetworkState().Href));
    }

    [Fact]
    public void An_area_of_the_list_leads_to_its_network_with_what_counted_in_the_list()
    {
        var state = NetworkState.Parse("community/network?ask=areas&each=ward:2023&classes=CULTURE&node=A&area=ward:2017:V1");

        Assert.Equal("community/network?ask=communities&area=ward:2023:W1&classes=CULTURE", state.AreaHref(new AreaChoice("ward", "2023", "W1")));
        Assert.Equal(state.FilterKey, (state with { Each = "ward:2017" }).FilterKey);
        Assert.NotEqual(state.QuestionKey, (state with { Each = "ward:2017" }).QuestionKey);
    }

    [Theory]
    [InlineData(1, 4, 21, "neighbourhood")]
    [InlineData(1, 1, 150, "ward")]
    public void A_list_of_all_areas_begins_with_the_coarsest_kind_of_which_there_are_several(int authorities, int neighbourhoods, int wards, string expected) =>
        Assert.Equal(expected, new[] { ("authority", authorities), ("neighbourhood", neighbourhoods), ("ward", wards) }.Select(one => new AreaKind(one.Item1, "", "", "2023", one.Item2, false)).ToList().ForList()!.Kind);

    [Fact]
    public void Each_of_the_network_has_a_shape_of_its_own()
    {
        Assert.Equal(NetworkSymbols.All.Count, NetworkSymbols.All.Select(symbol => symbol.Path).Distinct().Count());
        Assert.Equal("M-6 -6L6 -6L6 6L-6 6Z", NetworkSymbols.Of("SITE").Path);
    }
}
