using CsCheck;
using EstateMap.Planning.Networks;
using Xunit;

namespace EstateMap.Planning.Tests.Networks;

public class RoutesTests
{
    [Fact]
    public void All_shortest_ways_are_counted_and_the_least_doubtful_are_told_first()
    {
        // From 0 to 4 by 1, 2 or 3; the way by 2 is the best known, that by 1 the least.
        var graph = Drawn.Of(5, (0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4));
        var routes = Routes.Between(graph, 0, 4, [9, 1, 2, 9, 1, 2], most: 2);

        Assert.Equal((2, 3.0), (routes.Steps, routes.Count));
        Assert.Equal([[0, 2, 4], [0, 3, 4]], routes.Told.Select(route => route.Nodes));
        Assert.Equal([2, 4], routes.Told.Select(route => route.Doubt));
    }

    [Fact]
    public void Of_several_links_between_two_the_best_is_told()
    {
        var route = Routes.Between(Drawn.Of(3, (0, 1), (1, 0), (1, 2)), 0, 2, [5, 3, 0], most: 5).Told.Single();

        Assert.Equal([1, 2], route.Edges);
    }

    [Fact]
    public void Ways_as_good_as_each_other_come_in_the_order_of_their_nodes()
    {
        var square = Drawn.Of(4, (0, 3), (3, 2), (2, 1), (1, 0));

        Assert.Equal([[0, 1, 2], [0, 3, 2]], Routes.Between(square, 0, 2, [0, 0, 0, 0], most: 9).Told.Select(route => route.Nodes));
    }

    [Fact]
    public void Where_there_is_no_way_none_is_told_and_to_oneself_there_is_nothing_to_walk()
    {
        var graph = Drawn.Of(3, (0, 1));

        Assert.Equal((-1, 0.0, 0), (Routes.Between(graph, 0, 2, [0], 3) is var none ? none.Steps : 0, none.Count, none.Told.Count));
        Assert.Equal([1], Routes.Between(graph, 1, 1, [0], 3).Told.Single().Nodes);
    }

    [Fact]
    public void The_ways_told_are_the_best_of_all_there_are()
    {
        Gen.Select(Drawn.Any, Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 3].Array[16], Gen.Int[1, 4]).Sample((graph, a, b, doubts, most) =>
        {
            var (from, to, doubt) = (a % graph.Nodes, b % graph.Nodes, doubts[..graph.Edges]);
            long Step(int v, int w) => Enumerable.Range(0, graph.Edges).Where(e => (graph.From[e], graph.To[e]) == (v, w) || (graph.From[e], graph.To[e]) == (w, v)).Min(e => doubt[e]);
            var all = Drawn.AllRoutes(graph, from, to, Drawn.Steps(graph))
                .OrderBy(route => route.Zip(route.Skip(1)).Sum(step => Step(step.First, step.Second))).ToList();
            var routes = Routes.Between(graph, from, to, doubt, most);
            return routes.Count == all.Count && routes.Told.Count == Math.Min(most, all.Count)
                && routes.Told.Zip(all).All(pair => pair.First.Doubt == pair.Second.Zip(pair.Second.Skip(1)).Sum(step => Step(step.First, step.Second)))
                && routes.Told.All(route => all.Exists(one => one.SequenceEqual(route.Nodes))) && routes.Told.Select(route => string.Join(',', route.Nodes)).Distinct().Count() == routes.Told.Count;
        });
    }
}
