using CsCheck;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class ExploreStateTests
{
    [Fact]
    public void An_address_restores_exactly_the_state_it_was_written_from() =>
        ExploreStates.All.Sample(state => Assert.Equal(state, ExploreState.Parse("http://localhost/explore?" + state.ToQuery() + "#main")));

    [Fact]
    public void Equal_states_have_one_address_and_unequal_ones_two() => Gen.Select(ExploreStates.All, ExploreStates.All).Sample((one, other) =>
    {
        Assert.Equal(one == other, one.ToQuery() == other.ToQuery());
        Assert.Equal(one.GetHashCode(), ExploreState.Parse("?" + one.ToQuery()).GetHashCode());
    });

    [Fact]
    public void The_order_in_which_codes_were_ticked_leaves_no_trace()
    {
        var one = new ExploreState().WithCode("use", "park", true).WithCode("owner", "12", true).WithCode("use", "library", true);
        var other = new ExploreState().WithCode("use", "library", true).WithCode("use", "park", true).WithCode("use", "depot", true).WithCode("use", "depot", false).WithCode("owner", "12", true);
        Assert.Equal(one, other);
        Assert.Equal("use=library,park&owner=12", other.ToQuery());
    }

    [Fact]
    public void Old_addresses_of_what_could_not_be_located_still_work()
    {
        var state = ExploreState.Parse("/explore?located=no&mode=table");
        Assert.Equal(["UNLOCATED"], state.Facets["precision"]);
        Assert.Equal("mode=table&precision=UNLOCATED", state.ToQuery());
    }

    [Fact]
    public void A_ring_that_repeats_its_first_corner_is_the_ring_that_does_not()
    {
        var state = ExploreState.Parse("/explore?within=-2.3,53.4;-2.2,53.4;-2.2,53.5;-2.3,53.4");
        Assert.Equal("within=-2.3,53.4;-2.2,53.4;-2.2,53.5", state.ToQuery());
    }

    [Fact]
    public void Columns_stand_in_their_own_order_and_those_the_table_starts_with_need_no_word()
    {
        Assert.Equal("columns=name,owner,condition", ExploreState.Parse("/explore?columns=condition,owner,secret").ToQuery());
        Assert.Equal("columns=name", ExploreState.Parse("/explore?columns=name").ToQuery());
        Assert.Equal("", ExploreState.Parse("/explore?columns=street,postcode,uses,owner,tenure,floor_area,located").ToQuery());
    }

    [Fact]
    public void A_choropleth_keeps_its_method_and_classes() =>
        Assert.Equal(new("imd_rank", "jenks", 7), ExploreState.Parse("/explore?indicator=imd_rank&classes=jenks&bins=7").Indicator);

    [Fact]
    public void Any_address_at_all_gives_a_state() => Gen.String.Sample(text => Assert.NotNull(ExploreState.Parse("/explore?" + text)));

    [Fact]
    public void The_first_view_has_an_address_without_a_query() => Assert.Equal("", new ExploreState().ToQuery());

    [Theory]
    [InlineData("view=91,0,10")]
    [InlineData("view=53.4,-2.3")]
    [InlineData("view=a,b,c")]
    [InlineData("sort=secret")]
    [InlineData("mode=sideways")]
    [InlineData("area=ward:2023")]
    [InlineData("site=")]
    [InlineData("owner=")]
    [InlineData("within=-2.3,53.4;-2.2,53.4")]
    [InlineData("near=53.4")]
    [InlineData("classes=jenks&bins=7")]
    public void What_cannot_be_read_is_left_at_its_default(string query) => Assert.Equal(new ExploreState(), ExploreState.Parse("/explore?" + query));

    [Fact]
    public void Hiding_one_layer_of_all_keeps_the_others_and_showing_it_again_needs_no_list()
    {
        string[] all = ["estate", "green", "schools"];
        var hidden = new ExploreState().WithLayer("green", false, all);
        Assert.Equal(["estate", "schools"], hidden.Layers);
        Assert.Equal("layers=estate,schools", hidden.ToQuery());
        Assert.Null(hidden.WithLayer("green", true, all).Layers);
    }

    [Fact]
    public void Context_starts_hidden_and_showing_it_takes_the_address_and_hiding_it_again_needs_none()
    {
        string[] all = ["estate", "green", "heritage"];
        var start = new ExploreState { FirstLayers = ["estate", "green"] };
        Assert.Equal(["estate", "green"], start.ShownLayers);
        Assert.False(start.Shows("heritage"));
        var shown = start.WithLayer("heritage", true, all);
        Assert.Equal("layers=all", shown.ToQuery());
        Assert.Null(shown.ShownLayers);
        Assert.Equal("layers=estate,heritage", shown.WithLayer("green", false, all).ToQuery());
        Assert.Equal("", shown.WithLayer("heritage", false, all).ToQuery());
        Assert.True((ExploreState.Parse("/explore?layers=all") with { FirstLayers = start.FirstLayers }).Shows("heritage"));
        Assert.Equal(["estate", "green"], start.WithCode("precision", "UNLOCATED", true).ShownLayers);
    }
}
