namespace EstateMap.Planning.Travel;

/// <summary>
/// What can be reached on foot within so many metres, as outlines: one for each bound asked for, each inside the next.
/// </summary>
/// <remarks>
/// <code>
/// f(z) = min over points q of the network with |z - q| &lt;= w:  d(p, q) + |z - q|
/// R(m) = { z : f(z) &lt;= m }
/// </code>
/// One walks along the streets and leaves them at the point nearest to where one is going, at most w = <see cref="OffStreet_m"/> off. f is reckoned at the corners of a grid,
/// taken as linear over triangles that halve its cells, and cut at m: the outlines of one f never cross, so R(5) lies in R(10) lies in R(15), and each is closed and simple.
/// <list type="number">
/// <item>Every edge that is reached, and the way from the place to its street, writes f on the corners around it.</item>
/// <item>Outlines run from triangle to triangle, what is reached on their left (Doi and Koide, "An efficient method of triangulating equi-valued surfaces", IEICE Transactions 74, 1991, in the plane).</item>
/// <item>What a grid cannot show is tidied away: scraps of a few cells where a street's last metres fall between corners, and holes under <see cref="LeastHole_m2"/>, which are back gardens.</item>
/// </list>
/// </remarks>
public static class ReachShape
{
    /// <summary>How far off the streets one gets.</summary>
    public const double OffStreet_m = 60;

    /// <summary>Holes smaller than this are filled.</summary>
    public const double LeastHole_m2 = 10_000;

    private const double LeastCell_m = 15;
    private const double CellsPerBound = 200;

    /// <summary>The outlines, [bound] in the order given: polygons of rings of (x, y) in metres on the network's plane, the outer ring first, counter-clockwise, holes clockwise, each ring closed.</summary>
    /// <param name="x">Metres on the network's plane: where the place is.</param>
    /// <param name="y">Metres on the network's plane.</param>
    /// <param name="boundsMetres">How far one walks, each more than 0.</param>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)[]>>> Of(WalkingGraph graph, double x, double y, IReadOnlyList<double> boundsMetres, CancellationToken cancellation = default)
    {
        var farthest = boundsMetres.Max();
        var cell = Math.Max(LeastCell_m, farthest / CellsPerBound);
        var from = graph.Snap(x, y);
        var search = new WalkingSearch(graph);
        // Two cells more, so that the outline at the bound is a cut through f and not its end.
        var most = farthest + (2 * cell);
        search.Run(from, (int)Math.Min(WalkingGraph.Longest_mm, Math.Round(most * 1000)), null, cancellation);
        var field = new ReachField(x, y, most + OffStreet_m, cell, most);
        WriteEdges(graph, search, from, field);
        WriteWayToStreet(graph, from, x, y, field);
        return [.. boundsMetres.Select(bound => LevelSet.Polygons(field, bound, LeastHole_m2, 4 * cell * cell))];
    }

    /// <summary>Area within a ring; negative for a hole's.</summary>
    public static double SignedArea_m2((double X, double Y)[] ring) => LevelSet.SignedArea(ring);

    private static void WriteEdges(WalkingGraph graph, WalkingSearch search, StreetPlace from, ReachField field)
    {
        var streets = graph.Streets;
        var edges = new HashSet<int> { from.Edge };
        foreach (var node in search.Touched)
            for (var arc = graph.FirstArc[node]; arc < graph.FirstArc[node + 1]; arc++) edges.Add(graph.ArcEdge[arc]);
        foreach (var edge in edges)
        {
            var (start, end) = (search.Reached_mm(streets.From[edge]) / 1000.0, search.Reached_mm(streets.To[edge]) / 1000.0);
            var (scale, length, walked) = (Segment.ScaleOf(streets, edge) / 1000, streets.Length_mm[edge] / 1000.0, 0.0);
            for (var point = streets.FirstPoint[edge]; point < streets.FirstPoint[edge + 1] - 1; point++)
            {
                var (began, piece) = (walked, scale * Segment.Length(streets, point));
                field.Write(streets.X[point], streets.Y[point], streets.X[point + 1], streets.Y[point + 1], OffStreet_m, share =>
                {
                    var along = began + (share * piece);
                    var way = Math.Min(start + along, end + length - along);
                    return edge == from.Edge ? Math.Min(way, (from.Off_mm + Math.Abs((along * 1000) - from.Along_mm)) / 1000) : way;
                });
                walked += piece;
            }
        }
    }

    /// <summary>The place itself, however far from a street, and the way there.</summary>
    private static void WriteWayToStreet(WalkingGraph graph, StreetPlace from, double x, double y, ReachField field)
    {
        var (streetX, streetY) = graph.PositionOf(from);
        field.Write(x, y, streetX, streetY, OffStreet_m, share => share * from.Off_mm / 1000.0);
    }
}

/// <summary>f of <see cref="ReachShape"/> at the corners of a square grid around a place, in metres.</summary>
internal sealed class ReachField
{
    private readonly double _most;

    /// <param name="radius">Half the grid's side, metres.</param>
    /// <param name="most">What is farther is not written.</param>
    public ReachField(double x, double y, double radius, double cell, double most)
    {
        // A corner more on each side, so that no outline runs off the grid.
        var half = (int)Math.Ceiling(radius / cell) + 2;
        // Corners stand at whole cells of the plane, so that neighbouring places have the same.
        (West, South) = ((Math.Floor(x / cell) - half) * cell, (Math.Floor(y / cell) - half) * cell);
        (Cell, Side, _most) = (cell, (2 * half) + 2, most);
        Values = new double[Side * Side];
        Array.Fill(Values, most + cell);
    }

    public double West { get; }

    public double South { get; }

    public double Cell { get; }

    /// <summary>Corners along each side.</summary>
    public int Side { get; }

    /// <summary>[row x column] from the south-west; what is not reached is a cell beyond the farthest.</summary>
    public double[] Values { get; }

    /// <summary>Lowers f around a straight piece.</summary>
    /// <param name="way">Metres to the point at a share, 0 to 1, of the piece.</param>
    public void Write(double fromX, double fromY, double toX, double toY, double off, Func<double, double> way)
    {
        var (dx, dy) = (toX - fromX, toY - fromY);
        var squared = (dx * dx) + (dy * dy);
        var (left, right) = (Corner(Math.Min(fromX, toX) - off - West), Corner(Math.Max(fromX, toX) + off - West));
        var (bottom, top) = (Corner(Math.Min(fromY, toY) - off - South), Corner(Math.Max(fromY, toY) + off - South));
        for (var row = bottom; row <= top; row++)
            for (var column = left; column <= right; column++)
            {
                var (x, y) = (West + (column * Cell), South + (row * Cell));
                var share = squared > 0 ? Math.Clamp((((x - fromX) * dx) + ((y - fromY) * dy)) / squared, 0, 1) : 0;
                var (offX, offY) = (x - fromX - (share * dx), y - fromY - (share * dy));
                var away = (offX * offX) + (offY * offY);
                if (away > off * off) continue;
                var value = way(share) + Math.Sqrt(away);
                ref var known = ref Values[(row * Side) + column];
                if (value < known && value <= _most) known = value;
            }
    }

    /// <summary>A corner within the outermost ones, which stay unreached.</summary>
    private int Corner(double offset) => (int)Math.Clamp(Math.Round(offset / Cell), 1, Side - 2);
}
