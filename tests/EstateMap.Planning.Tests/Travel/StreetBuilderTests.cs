using EstateMap.Planning.Travel;
using Xunit;

namespace EstateMap.Planning.Tests.Travel;

public class StreetBuilderTests
{
    // At the equator a ten-thousandth of a degree is about 11.1 m.
    private const double Step = 0.0001;

    [Fact]
    public void Ends_within_the_tolerance_are_one_node()
    {
        // The second line starts 5 cm from where the first ends, the third 50 cm from where the second does.
        var network = new StreetBuilder { Tolerance_m = 0.1 }.Build([Line(1, (0, 0), (10, 0)), Line(2, (10.0045, 0), (20, 0)), Line(3, (20.045, 0), (30, 0))]);

        Assert.Equal(5, network.Nodes.Count);
        Assert.Equal([(0, 1), (1, 2), (3, 4)], network.Edges.Select(edge => (edge.From, edge.To)));
    }

    [Fact]
    public void Ends_that_the_publisher_names_are_as_it_names_them()
    {
        // A bridge over a road: four ends at one place, two nodes.
        var network = new StreetBuilder().Build(
        [
            Line(1, (0, 0), (10, 0)) with { StartNode = "a", EndNode = "below" }, Line(2, (10, 0), (20, 0)) with { StartNode = "below", EndNode = "b" },
            Line(3, (10, -10), (10, 0)) with { StartNode = "c", EndNode = "above" }, Line(4, (10, 0), (10, 10)) with { StartNode = "above", EndNode = "d" },
        ]);

        Assert.Equal(6, network.Nodes.Count);
        Assert.Equal(2, new WalkingGraph(network.ToStreets(StreetNetwork.PlaneOf(network.Nodes))).Components);
    }

    [Fact]
    public void Lines_that_run_through_a_crossing_are_cut_there_when_asked()
    {
        StreetLine[] cross = [Line(1, (0, 0), (10, 0), (20, 0)), Line(2, (10, -10), (10, 0), (10, 10))];

        Assert.Equal((4, 2), (new StreetBuilder().Build(cross).Nodes.Count, new StreetBuilder().Build(cross).Edges.Count));
        var cut = new StreetBuilder { CutsAtSharedPoints = true }.Build(cross);
        Assert.Equal((5, 4), (cut.Nodes.Count, cut.Edges.Count));
    }

    [Fact]
    public void What_nobody_can_walk_along_is_dropped_with_the_reason()
    {
        var network = new StreetBuilder().Build(
        [
            Line(1, (0, 0), (10, 0)), Line(2, (5, 5), (5, 5)), Line(3, (0, 0), (1e6, 0)), Line(4, (10, 0), (0, 0)), new StreetLine(5, [0, 200], [0, 0]), new StreetLine(6, [double.NaN, 0], [0, 0]), Line(7, (3, 3)),
        ]);

        Assert.Equal([(2, "no-length"), (3, "too-long"), (4, "duplicate"), (5, "not-a-position"), (6, "not-a-position"), (7, "no-length")], network.Dropped.Select(one => (one.Row, one.Code)));
        Assert.Single(network.Edges);
        Assert.Contains("feature 1", network.Dropped[2].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_lead_onto_the_street_that_they_end_at()
    {
        // A street of 111 m; a path from 5 m north of its middle to far away.
        var network = new StreetBuilder { JoinWithin_m = 20 }.Build([Line(1, (0, 0), (10, 0)), Line(2, (5, 0.45), (5, 20)) with { IsPath = true }]);

        // Street in two halves, the path, and the way onto the street.
        Assert.Equal(4, network.Edges.Count);
        Assert.Equal(1, network.LooseEnds);
        var graph = new WalkingGraph(network.ToStreets(StreetNetwork.PlaneOf(network.Nodes)));
        Assert.Equal(1, graph.Components);
        Assert.Equal(StreetBuilder.Length_mm(Line(1, (0, 0), (10, 0))), network.Edges.Where(edge => !edge.Line.IsPath).Sum(edge => edge.Length_mm));
    }

    [Fact]
    public void A_path_that_ends_at_the_end_of_a_street_leads_there()
    {
        var network = new StreetBuilder().Build([Line(1, (0, 0), (10, 0)), Line(2, (10.5, 0), (20, 0)) with { IsPath = true }]);

        Assert.Equal(3, network.Edges.Count);
        Assert.Equal(1, new WalkingGraph(network.ToStreets(StreetNetwork.PlaneOf(network.Nodes))).Components);
    }

    [Fact]
    public void Nothing_makes_nothing() => Assert.Empty(new StreetBuilder().Build([]).Edges);

    private static StreetLine Line(int row, params (double X, double Y)[] steps) => new(row, [.. steps.Select(step => step.X * Step)], [.. steps.Select(step => step.Y * Step)]);
}
