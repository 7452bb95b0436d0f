using CsCheck;
using EstateMap.Planning.Travel;
using Xunit;

namespace EstateMap.Planning.Tests.Travel;

public class WalkingGraphTests
{
    private const double WalkingMetresPerSecond = 4.8 / 3.6;

    private static readonly WalkingGraph Town = new(StreetGrid.Of(21));

    /// <summary>Any graph of up to a dozen nodes: with edges alongside each other, edges that come back to their node, edges without length, and parts that nothing joins.</summary>
    private static readonly Gen<Streets> AnyStreets =
        from nodes in Gen.Select(Gen.Double[0, 2_000], Gen.Double[0, 2_000]).Array[1, 12]
        from edges in Gen.Select(Gen.Int[0, nodes.Length - 1], Gen.Int[0, nodes.Length - 1], Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, 2_000_000])).Array[1, 24]
        select StreetGrid.Of(nodes, [.. edges.Select(edge => (edge.Item1, edge.Item2, edge.Item3))]);

    [Fact]
    public void A_network_says_how_large_and_how_whole_it_is()
    {
        // A square of 100 m with a blind alley of 50 m, and a street of 30 m on its own.
        var graph = new WalkingGraph(StreetGrid.Of(
            [(0, 0), (100, 0), (100, 100), (0, 100), (150, 0), (500, 500), (530, 500)],
            [(0, 1, 100_000), (1, 2, 100_000), (2, 3, 100_000), (3, 0, 100_000), (1, 4, 50_000), (5, 6, 30_000)]));

        Assert.Equal((7, 6, 480_000L, 2, 3), (graph.Nodes, graph.Edges, graph.Length_mm, graph.Components, graph.DeadEnds));
        Assert.Equal(5 / 7.0, graph.LargestComponentShare, 12);
    }

    [Fact]
    public void The_way_over_a_grid_is_as_long_as_its_streets()
    {
        // From the corner (0, 0) to the crossing (2000, 1300): 3,300 m whichever way one takes.
        var distances = Town.Distances_mm(0);

        Assert.Equal(3_300_000, distances[(13 * 21) + 20]);
        Assert.Equal(0, distances[0]);
    }

    [Fact]
    public void The_way_to_the_street_counts_and_so_does_the_part_of_a_street()
    {
        // (150, 120) is 20 m off the street at 100 m north, half way along its block; (150, 980) is 20 m off the street at 1000 m north.
        // 20 + 50 to a crossing, 900 north, 50 + 20 back to the middle of the block.
        var seconds = WalkingTimes.Matrix(Town, [Town.Snap(150, 120)], [Town.Snap(150, 980)], metresPerSecond: 1);

        Assert.Equal(1_040, seconds[0], 9);
    }

    [Fact]
    public void Two_places_on_one_street_go_along_it()
    {
        // 10 m and 90 m along the same block, 5 m off on either side.
        var seconds = WalkingTimes.Matrix(Town, [Town.Snap(510, 705)], [Town.Snap(590, 695)], metresPerSecond: 1);

        Assert.Equal(90, seconds[0], 9);
    }

    [Fact]
    public void A_place_within_a_bend_goes_the_short_way_round()
    {
        // An edge of 1,000 m whose ends are joined by one of 10 m: from 50 m along it to 950 m along it is 50 + 10 + 50.
        var graph = new WalkingGraph(StreetGrid.Of([(0, 0), (1_000, 0)], [(0, 1, 1_000_000), (0, 1, 10_000)]));

        var seconds = WalkingTimes.Matrix(graph, [new StreetPlace(0, 50_000, 0)], [new StreetPlace(0, 950_000, 0)], metresPerSecond: 1);

        Assert.Equal(110, seconds[0], 9);
    }

    [Fact]
    public void Scraps_that_nothing_joins_take_no_places()
    {
        // 2 km of street, and a metre of drawing right beside the place.
        var graph = new WalkingGraph(StreetGrid.Of([(0, 0), (2_000, 0), (1_000, 50), (1_001, 50)], [(0, 1, 2_000_000), (2, 3, 1_000)]));

        var place = graph.Snap(1_000, 50);

        Assert.Equal((1_000_000, 50_000), (place.Along_mm, place.Off_mm));
    }

    [Fact]
    public void What_no_way_leads_to_is_out_of_reach()
    {
        var graph = new WalkingGraph(StreetGrid.Of([(0, 0), (1_000, 0), (0, 500), (1_000, 500)], [(0, 1, 1_000_000), (2, 3, 1_000_000)]));

        var seconds = WalkingTimes.Matrix(graph, [graph.Snap(0, 0)], [graph.Snap(500, 0), graph.Snap(500, 500)], metresPerSecond: 1);

        Assert.Equal([500, double.PositiveInfinity], seconds);
    }

    [Fact]
    public void Shortest_ways_are_those_that_Floyd_and_Warshall_find() => AnyStreets.Sample(streets =>
    {
        var graph = new WalkingGraph(streets);
        var expected = AllWays(streets);
        for (var from = 0; from < streets.Nodes; from++)
        {
            var found = graph.Distances_mm(from);
            for (var to = 0; to < streets.Nodes; to++) Assert.Equal(expected[from, to], found[to]);
        }
    });

    [Fact]
    public void Within_a_bound_ways_are_as_without_it() => Gen.Select(AnyStreets, Gen.Int[0, 3_000_000]).Sample((streets, bound) =>
    {
        var graph = new WalkingGraph(streets);
        var (bounded, whole) = (graph.Distances_mm(0, bound), graph.Distances_mm(0));
        Assert.Equal([.. whole.Select(way => way <= bound ? way : int.MaxValue)], bounded);
    });

    [Fact]
    public void A_place_gets_onto_the_nearest_edge_of_all() => Gen.Select(AnyStreets, Gen.Double[-3_000, 5_000], Gen.Double[-3_000, 5_000]).Sample((streets, x, y) =>
    {
        var graph = new WalkingGraph(streets);
        var place = graph.Snap(x, y);
        Assert.True(Math.Abs(NearestByLookingAtAll(graph.Streets, graph, x, y) - place.Off_mm) <= 1);
    });

    [Theory]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    public void A_place_that_the_plane_cannot_hold_is_out_of_reach(double x, double y)
    {
        var (nowhere, here, there) = (Town.Snap(x, y), Town.Snap(150, 120), Town.Snap(150, 980));

        Assert.Equal(double.PositiveInfinity, WalkingTimes.Matrix(Town, [nowhere], [here], metresPerSecond: 1)[0]);
        Assert.Equal(double.PositiveInfinity, WalkingTimes.Matrix(Town, [there], [nowhere], metresPerSecond: 1)[0]);
    }

    [Fact]
    public void Many_to_many_is_as_one_by_one_whatever_the_threads_and_the_direction()
    {
        var random = new Random(7);
        StreetPlace[] Somewhere(int count) => [.. Enumerable.Range(0, count).Select(_ => Town.Snap(random.NextDouble() * 2_000, random.NextDouble() * 2_000))];
        var (from, to) = (Somewhere(17), Somewhere(9));

        var seconds = WalkingTimes.Matrix(Town, from, to, WalkingMetresPerSecond, threads: 3);

        Assert.Equal(seconds, WalkingTimes.Matrix(Town, from, to, WalkingMetresPerSecond));
        var back = WalkingTimes.Matrix(Town, to, from, WalkingMetresPerSecond);
        for (var i = 0; i < from.Length; i++)
            for (var j = 0; j < to.Length; j++)
            {
                Assert.Equal(seconds[(i * to.Length) + j], back[(j * from.Length) + i]);
                Assert.Equal(seconds[(i * to.Length) + j], WalkingTimes.Matrix(Town, [from[i]], [to[j]], WalkingMetresPerSecond)[0]);
            }
    }

    [Fact]
    public void The_nearest_are_the_first_of_all_by_length()
    {
        var random = new Random(11);
        StreetPlace[] places = [.. Enumerable.Range(0, 60).Select(_ => Town.Snap(random.NextDouble() * 2_000, random.NextDouble() * 2_000))];
        var from = Town.Snap(333, 777);
        var all = WalkingTimes.Matrix(Town, [from], places, metresPerSecond: 1);

        var nearest = WalkingTimes.Nearest(Town, from, places, 7);

        Assert.Equal(Enumerable.Range(0, 60).OrderBy(place => all[place]).ThenBy(place => place).Take(7).Select(place => (place, all[place])), nearest);
        Assert.Equal(60, WalkingTimes.Nearest(Town, from, places, 100).Count);
        Assert.All(WalkingTimes.Nearest(Town, from, places, 100, mostMetres: 500), one => Assert.InRange(one.Metres, 0, 500));
    }

    [Fact]
    public void Whoever_waits_hears_how_far_it_is_and_can_stop_it()
    {
        StreetPlace[] places = [.. Enumerable.Range(0, 20).Select(at => Town.Snap(100 * at, 0))];
        var heard = new List<double>();
        WalkingTimes.Matrix(Town, places, places, 1, progress: new Heard(heard));
        Assert.Equal(1, heard[^1]);
        Assert.Equal(heard.Order(), heard);

        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => WalkingTimes.Matrix(Town, places, places, 1, cancellation: stopped.Token));
    }

    [Fact]
    public void Arrays_that_make_no_network_are_refused_by_name()
    {
        var streets = StreetGrid.Of(2);

        Assert.Contains("Edge 0 goes from node 0 to 99", Assert.Throws<ArgumentException>(() => new WalkingGraph(streets with { To = [99, 2, 3, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("Edge 1 is -5 mm long", Assert.Throws<ArgumentException>(() => new WalkingGraph(streets with { Length_mm = [1, -5, 1, 1] })).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new WalkingGraph(streets with { X = [.. streets.X.Select(_ => double.NaN)] })).Message, StringComparison.Ordinal);
    }

    private static int[,] AllWays(Streets streets)
    {
        var ways = new long[streets.Nodes, streets.Nodes];
        for (var i = 0; i < streets.Nodes; i++)
            for (var j = 0; j < streets.Nodes; j++) ways[i, j] = i == j ? 0 : int.MaxValue;
        for (var edge = 0; edge < streets.Edges; edge++)
            ways[streets.From[edge], streets.To[edge]] = ways[streets.To[edge], streets.From[edge]] = Math.Min(ways[streets.From[edge], streets.To[edge]], streets.Length_mm[edge]);
        for (var k = 0; k < streets.Nodes; k++)
            for (var i = 0; i < streets.Nodes; i++)
                for (var j = 0; j < streets.Nodes; j++) ways[i, j] = Math.Min(ways[i, j], ways[i, k] + ways[k, j]);
        var all = new int[streets.Nodes, streets.Nodes];
        for (var i = 0; i < streets.Nodes; i++)
            for (var j = 0; j < streets.Nodes; j++) all[i, j] = (int)Math.Min(ways[i, j], int.MaxValue);
        return all;
    }

    private static int NearestByLookingAtAll(Streets streets, WalkingGraph graph, double x, double y)
    {
        var least = double.PositiveInfinity;
        for (var edge = 0; edge < streets.Edges; edge++)
        {
            if (graph.ComponentLength_mm[graph.Component[streets.From[edge]]] < WalkingGraph.LeastShare * graph.Length_mm) continue;
            for (var point = streets.FirstPoint[edge]; point < streets.FirstPoint[edge + 1] - 1; point++) least = Math.Min(least, Segment.Nearest(streets, point, x, y).Squared);
        }

        return (int)Math.Round(1000 * Math.Sqrt(least));
    }

    private sealed class Heard(List<double> heard) : IProgress<double>
    {
        public void Report(double value) => heard.Add(value);
    }
}
