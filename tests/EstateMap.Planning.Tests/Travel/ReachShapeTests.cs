using EstateMap.Planning.Travel;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using Xunit;

namespace EstateMap.Planning.Tests.Travel;

public class ReachShapeTests
{
    private static readonly GeometryFactory Shapes = new();
    private static readonly WalkingGraph Town = new(StreetGrid.Of(41));

    [Fact]
    public void What_is_reached_on_a_grid_is_a_diamond_with_the_streets_width_around_it()
    {
        // From the crossing (2000, 2000), 400 m: |x| + |y| <= 400 on the streets.
        var shape = Outline(ReachShape.Of(Town, 2_000, 2_000, [400])[0]);

        // Along a street to its end; half way round a block; and off the street what is left.
        foreach (var (x, y) in new[] { (2_000.0, 2_000.0), (2_390, 2_000), (2_000, 1_610), (2_190, 2_190), (2_250, 2_030), (2_040, 2_300) }) Assert.True(Holds(shape, x, y), $"{x}, {y} is within 400 m");
        foreach (var (x, y) in new[] { (2_420.0, 2_000.0), (2_300, 2_130), (2_230, 2_230), (2_000, 2_420), (2_350, 2_070) }) Assert.False(Holds(shape, x, y), $"{x}, {y} is not within 400 m");
        Assert.Equal(2 * 400 * 400, shape.Area, 0.08 * 320_000);
    }

    [Theory]
    [InlineData(2_000, 2_000)]
    [InlineData(1_957, 2_013)]
    [InlineData(3, 3_999)]
    [InlineData(-350, 1_234)]
    public void Shapes_lie_within_each_other_and_are_sound(double x, double y)
    {
        var shapes = ReachShape.Of(Town, x, y, [1_200, 400, 800]).Select(Outline).ToList();

        foreach (var shape in shapes)
        {
            Assert.True(new IsValidOp(shape).IsValid, new IsValidOp(shape).ValidationError?.Message);
            Assert.True(Holds(shape, x, y));
        }

        Assert.True(shapes[0].Contains(shapes[2]));
        Assert.True(shapes[2].Contains(shapes[1]));
    }

    [Fact]
    public void What_is_inside_is_reached_in_time_and_what_is_outside_is_not()
    {
        // A town that is not drawn with a ruler: crossings moved by up to 40 m, a tenth of the streets left out.
        var random = new Random(3);
        var grid = StreetGrid.Of(31);
        var moved = Enumerable.Range(0, 31 * 31).Select(node => ((100.0 * (node % 31)) + (random.NextDouble() * 40), (100.0 * (node / 31)) + (random.NextDouble() * 40))).ToArray();
        var kept = Enumerable.Range(0, grid.Edges).Where(_ => random.NextDouble() > 0.1).ToArray();
        var graph = new WalkingGraph(StreetGrid.Of(moved, [.. kept.Select(edge => (grid.From[edge], grid.To[edge], Length_mm(moved[grid.From[edge]], moved[grid.To[edge]])))]));
        var shape = Outline(ReachShape.Of(graph, 1_500, 1_500, [900])[0]);
        // f by its definition: a point of the network every 4 m, each with its way.
        var onStreets = Enumerable.Range(0, graph.Edges).SelectMany(edge => Enumerable.Range(0, graph.Streets.Length_mm[edge] / 4_000).Select(step => new StreetPlace(edge, step * 4_000, 0))).ToArray();
        var ways = WalkingTimes.Matrix(graph, [graph.Snap(1_500, 1_500)], onStreets, metresPerSecond: 1);
        var positions = onStreets.Select(graph.PositionOf).ToArray();

        // What a cell's width and the steps along the streets make of it.
        const double Give = 30;
        var (inside, outside) = (0, 0);
        for (var at = 0; at < 400; at++)
        {
            var (x, y) = (random.NextDouble() * 3_000, random.NextDouble() * 3_000);
            double Walk(double off) => Enumerable.Range(0, positions.Length).Select(point => (Off: Math.Sqrt(Math.Pow(positions[point].X - x, 2) + Math.Pow(positions[point].Y - y, 2)), Way: ways[point]))
                .Where(point => point.Off <= off).Select(point => point.Off + point.Way).DefaultIfEmpty(double.PositiveInfinity).Min();
            if (Holds(shape, x, y)) inside += Check(Walk(ReachShape.OffStreet_m + Give) <= 900 + Give, x, y);
            else outside += Check(Walk(ReachShape.OffStreet_m - Give) >= 900 - Give, x, y);
        }

        Assert.InRange(inside, 40, 360);
        Assert.InRange(outside, 40, 360);

        int Check(bool holds, double x, double y)
        {
            Assert.True(holds, $"{x:0}, {y:0} is {(Holds(shape, x, y) ? "inside but too far" : "outside but near enough")}");
            return 1;
        }
    }

    [Fact]
    public void A_large_block_that_no_street_enters_stays_open_and_a_garden_does_not()
    {
        // A ring road of 400 m sides: the middle is more than 60 m from every street.
        var ring = new WalkingGraph(StreetGrid.Of([(0, 0), (400, 0), (400, 400), (0, 400)], [(0, 1, 400_000), (1, 2, 400_000), (2, 3, 400_000), (3, 0, 400_000)]));
        var shape = ReachShape.Of(ring, 0, 0, [2_000])[0];

        Assert.Equal(2, Assert.Single(shape).Count);
        Assert.False(Holds(Outline(shape), 200, 200));
        // 200 m sides leave a hole of 80 m sides, 6,400 square metres: a back garden.
        var small = new WalkingGraph(StreetGrid.Of([(0, 0), (200, 0), (200, 200), (0, 200)], [(0, 1, 200_000), (1, 2, 200_000), (2, 3, 200_000), (3, 0, 200_000)]));
        Assert.Single(Assert.Single(ReachShape.Of(small, 0, 0, [2_000])[0]));
    }

    private static int Length_mm((double X, double Y) from, (double X, double Y) to) => (int)(1000 * Math.Sqrt(Math.Pow(from.X - to.X, 2) + Math.Pow(from.Y - to.Y, 2)));

    private static bool Holds(MultiPolygon shape, double x, double y) => shape.Contains(Shapes.CreatePoint(new Coordinate(x, y)));

    private static MultiPolygon Outline(IReadOnlyList<IReadOnlyList<(double X, double Y)[]>> polygons) => Shapes.CreateMultiPolygon([.. polygons.Select(polygon =>
        Shapes.CreatePolygon(Ring(polygon[0]), [.. polygon.Skip(1).Select(Ring)]))]);

    private static LinearRing Ring((double X, double Y)[] ring) => Shapes.CreateLinearRing([.. ring.Select(point => new Coordinate(point.X, point.Y))]);
}
