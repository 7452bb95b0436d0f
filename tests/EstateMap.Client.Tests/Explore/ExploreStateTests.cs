using CsCheck;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class ExploreStateTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abcXYZ019 _-&=?#%+/é"], 1, 12];
    private static readonly Gen<string> Code = Gen.String[Gen.Char["abcxyz019_"], 1, 8];
    private static readonly Gen<ExploreState> States = Gen.Select(
        Gen.Select(Gen.Int[-9_000_000, 9_000_000], Gen.Int[-18_000_000, 18_000_000], Gen.Int[0, 44], (lat, lon, zoom) => new MapCentre(lat / 1e5, lon / 1e5, zoom / 2.0)).Nullable(),
        Code.Array[0, 6].Null(),
        Gen.OneOf(Gen.Const(BoundaryChoice.None), Gen.Select(Code, Word, (kind, vintage) => new BoundaryChoice(kind, vintage))).Null(),
        Gen.Select(Code, Code, Word, (kind, vintage, code) => new AreaChoice(kind, vintage, code)).Null(),
        Word.Null(),
        Gen.Enum<ViewMode>(),
        Gen.Select(Gen.OneOf(Gen.Const("name"), Gen.Const("street"), Gen.Const("postcode"), Gen.Const("owner"), Gen.Const("floor_area")), Gen.Bool, (column, descending) => new TableSort(column, descending)),
        Gen.Bool,
        (view, layers, boundaries, area, site, mode, sort, unlocated) => new ExploreState
        {
            View = view,
            Layers = layers is null ? null : [.. layers.Where(layer => layer != "none").Distinct().Order(StringComparer.Ordinal)],
            Boundaries = boundaries,
            Area = area,
            Site = site,
            Mode = mode,
            Sort = sort,
            OnlyUnlocated = unlocated,
        });

    [Fact]
    public void An_address_restores_exactly_the_state_it_was_written_from() => States.Sample(state =>
    {
        var restored = ExploreState.Parse("http://localhost/explore?" + state.ToQuery() + "#main");
        Assert.Equal(state with { Layers = null }, restored with { Layers = null });
        Assert.Equal(state.Layers, restored.Layers);
        Assert.Equal(state.ToQuery(), restored.ToQuery());
    });

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
        Assert.Null((start with { OnlyUnlocated = true }).ShownLayers);
    }
}
