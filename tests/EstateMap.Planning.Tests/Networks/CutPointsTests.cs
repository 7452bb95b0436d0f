using CsCheck;
using EstateMap.Planning.Networks;
using Xunit;

namespace EstateMap.Planning.Tests.Networks;

public class CutPointsTests
{
    [Fact]
    public void A_barbell_falls_in_two_without_either_end_of_its_bar()
    {
        var cuts = CutPoints.Of(Drawn.Barbell);

        Assert.Equal([1, 1, 1, 2, 2, 1, 1, 1], cuts.PartsLeft);
        Assert.Equal([6], Enumerable.Range(0, 13).Where(edge => cuts.IsBridge[edge]));
        Assert.Equal([8], cuts.ComponentSize);
    }

    [Fact]
    public void The_middle_of_a_star_leaves_as_many_parts_as_it_has_arms_wherever_the_search_begins()
    {
        Assert.Equal([4, 1, 1, 1, 1], CutPoints.Of(Drawn.Of(5, (0, 1), (0, 2), (0, 3), (0, 4))).PartsLeft);
        Assert.Equal([1, 1, 4, 1, 1], CutPoints.Of(Drawn.Of(5, (2, 1), (2, 0), (2, 3), (2, 4))).PartsLeft);
    }

    [Fact]
    public void A_second_link_between_two_spares_the_first()
    {
        var cuts = CutPoints.Of(Drawn.Of(3, (0, 1), (1, 0), (1, 2)));

        Assert.Equal([false, false, true], cuts.IsBridge);
        Assert.True(cuts.IsCut(1));
    }

    [Fact]
    public void Who_is_on_their_own_is_a_component_and_parts_nothing()
    {
        var graph = Drawn.Of(4, (0, 2), (3, 3));
        var cuts = CutPoints.Of(graph);

        Assert.Equal([0, 1, 0, 2], cuts.Component);
        Assert.Equal([1, 0, 1, 0], cuts.PartsLeft);
        Assert.Equal([1, 3], graph.Isolates());
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_takes_no_stack()
    {
        var cuts = CutPoints.Of(Drawn.Chain(100_000));

        Assert.Equal(99_998, Enumerable.Range(0, 100_000).Count(cuts.IsCut));
        Assert.All(cuts.IsBridge, Assert.True);
    }

    [Fact]
    public void They_are_what_taking_each_out_and_looking_gives()
    {
        Drawn.Any.Sample(graph =>
        {
            var (cuts, whole) = (CutPoints.Of(graph), Drawn.Steps(graph));
            var components = Enumerable.Range(0, graph.Nodes).All(v => Enumerable.Range(0, graph.Nodes).All(w => (whole[v][w] >= 0) == (cuts.Component[v] == cuts.Component[w])));
            var nodes = Enumerable.Range(0, graph.Nodes).All(gone =>
            {
                var steps = Drawn.Steps(graph, v => v != gone);
                var left = Enumerable.Range(0, graph.Nodes).Where(v => v != gone && whole[gone][v] >= 0).ToList();
                return cuts.PartsLeft[gone] == left.Count(v => !left.Exists(w => w < v && steps[w][v] >= 0));
            });
            var edges = Enumerable.Range(0, graph.Edges).All(gone =>
                cuts.IsBridge[gone] == (Drawn.Steps(graph, withoutEdge: gone)[graph.From[gone]][graph.To[gone]] < 0));
            return components && nodes && edges;
        });
    }
}
