namespace EstateMap.Planning.Travel;

/// <summary>Makes a network of lines: which ends are one node, and what of a line is an edge.</summary>
/// <remarks>
/// <list type="number">
/// <item>Lines that nobody can walk along are dropped, each with its reason: without length, outside the world, with a piece longer than <see cref="LongestPiece_m"/>, there twice.</item>
/// <item>Where the publisher's lines run on through crossings (OpenStreetMap), they are cut at every point that two of them share.</item>
/// <item>Ends are one node when the publisher names them alike (OS Open Roads), so that a bridge does not meet the road below; unnamed ends when they are within the tolerance of the node's first.</item>
/// <item>The ends of paths are led to the nearest street, if one is near: the street is cut there, and a straight edge joins them.</item>
/// </list>
/// Everything depends on the order of the lines alone.
/// </remarks>
public sealed class StreetBuilder
{
    /// <summary>No street runs straight for so long; a wrong coordinate does.</summary>
    public const double LongestPiece_m = 50_000;

    private readonly List<(double Longitude, double Latitude)> _nodes = [];
    private readonly List<DroppedLine> _dropped = [];

    /// <summary>How far apart ends may be and still be one node, metres.</summary>
    public double Tolerance_m { get; init; } = 0.1;

    /// <summary>How far from a street a path may end and still lead to it, metres.</summary>
    public double JoinWithin_m { get; init; } = 20;

    /// <summary>Whether lines cross where they share a point, as in OpenStreetMap, rather than only where they end.</summary>
    public bool CutsAtSharedPoints { get; init; }

    public StreetNetwork Build(IEnumerable<StreetLine> lines)
    {
        // 1
        var kept = Walkable(lines).ToList();
        if (kept.Count == 0) return new StreetNetwork([], [], _dropped);
        // 2
        if (CutsAtSharedPoints) kept = [.. Cut(kept)];
        // 3
        var plane = StreetNetwork.PlaneOf(kept.Select(line => (line.Longitudes[0], line.Latitudes[0])));
        var ends = new EndFinder(_nodes, plane, Tolerance_m);
        var edges = kept.ConvertAll(line => new StreetEdge(ends.Get(line, 0), ends.Get(line, line.Points - 1), Length_mm(line), line));
        // 4
        var loose = edges.Exists(edge => edge.Line.IsPath) && edges.Exists(edge => !edge.Line.IsPath) ? new PathJoiner(_nodes, plane, JoinWithin_m).Join(edges) : 0;
        return new StreetNetwork(_nodes, edges, _dropped, loose);
    }

    internal static int Length_mm(StreetLine line) => (int)Math.Round(1000 * StraightLine.Length_m(line.Longitudes, line.Latitudes));

    private IEnumerable<StreetLine> Walkable(IEnumerable<StreetLine> lines)
    {
        var seen = new Dictionary<int, List<StreetLine>>();
        foreach (var given in lines)
        {
            if (FindFault(given) is { } fault)
            {
                _dropped.Add(new DroppedLine(given.Row, fault.Code, fault.Why, given.IsPath));
                continue;
            }

            var line = WithoutRepeats(given);
            if (line.Points < 2)
            {
                _dropped.Add(new DroppedLine(line.Row, "no-length", "The line has no length: all its points are one.", line.IsPath));
                continue;
            }

            var key = HashCode.Combine(line.Points, line.Longitudes[0] + line.Longitudes[^1], line.Latitudes[0] + line.Latitudes[^1]);
            if (!seen.TryGetValue(key, out var alike)) seen[key] = alike = [];
            if (alike.Find(other => IsSame(line, other)) is { } first)
            {
                _dropped.Add(new DroppedLine(line.Row, "duplicate", $"The line is the same as that of feature {first.Row}.", line.IsPath));
                continue;
            }

            alike.Add(line);
            yield return line;
        }
    }

    private static (string Code, string Why)? FindFault(StreetLine line)
    {
        for (var point = 0; point < line.Points; point++)
            if (!(Math.Abs(line.Longitudes[point]) <= 180 && Math.Abs(line.Latitudes[point]) <= 90))
                return ("not-a-position", FormattableString.Invariant($"The line has a point at longitude {line.Longitudes[point]}, latitude {line.Latitudes[point]}."));
        for (var point = 1; point < line.Points; point++)
            if (StraightLine.Metres(line.Longitudes[point - 1], line.Latitudes[point - 1], line.Longitudes[point], line.Latitudes[point]) is > LongestPiece_m and var metres)
                return ("too-long", FormattableString.Invariant($"The line runs straight for {metres / 1000:0} km; no street does."));
        return null;
    }

    private static StreetLine WithoutRepeats(StreetLine line)
    {
        var kept = Enumerable.Range(0, line.Points).Where(point => point == 0 || line.Longitudes[point] != line.Longitudes[point - 1] || line.Latitudes[point] != line.Latitudes[point - 1]).ToList();
        return kept.Count == line.Points ? line : line with { Longitudes = [.. kept.Select(point => line.Longitudes[point])], Latitudes = [.. kept.Select(point => line.Latitudes[point])] };
    }

    private static bool IsSame(StreetLine one, StreetLine other) => one.StartNode == other.StartNode && one.EndNode == other.EndNode && one.Points == other.Points
        && (one.Longitudes.AsSpan().SequenceEqual(other.Longitudes) && one.Latitudes.AsSpan().SequenceEqual(other.Latitudes)
            || one.Longitudes.SequenceEqual(other.Longitudes.Reverse()) && one.Latitudes.SequenceEqual(other.Latitudes.Reverse()));

    private static IEnumerable<StreetLine> Cut(List<StreetLine> lines)
    {
        var times = new Dictionary<(double, double), int>();
        foreach (var line in lines)
            for (var point = 0; point < line.Points; point++)
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(times, (line.Longitudes[point], line.Latitudes[point]), out _)++;
        foreach (var line in lines)
        {
            var start = 0;
            for (var point = 1; point < line.Points; point++)
            {
                if (point < line.Points - 1 && times[(line.Longitudes[point], line.Latitudes[point])] == 1) continue;
                yield return line.Part(start, point);
                start = point;
            }
        }
    }

    /// <summary>Finds or makes the node of a line's end.</summary>
    private sealed class EndFinder(List<(double Longitude, double Latitude)> nodes, LocalPlane plane, double tolerance)
    {
        private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);
        private readonly Dictionary<(long, long), List<int>> _cells = [];
        private readonly List<(double X, double Y)> _positions = [];
        private readonly double _cell = Math.Max(tolerance, 0.001);

        public int Get(StreetLine line, int point)
        {
            var name = point == 0 ? line.StartNode : line.EndNode;
            if (name is not null && _named.TryGetValue(name, out var known)) return known;
            var (x, y) = plane.ToPlane(line.Longitudes[point], line.Latitudes[point]);
            var node = name is null ? FindNear(x, y) : null;
            if (node is null)
            {
                node = nodes.Count;
                nodes.Add((line.Longitudes[point], line.Latitudes[point]));
                _positions.Add((x, y));
                var cell = Cell(x, y);
                if (!_cells.TryGetValue(cell, out var inCell)) _cells[cell] = inCell = [];
                inCell.Add(node.Value);
            }

            if (name is not null) _named[name] = node.Value;
            return node.Value;
        }

        private (long, long) Cell(double x, double y) => ((long)Math.Floor(x / _cell), (long)Math.Floor(y / _cell));

        private int? FindNear(double x, double y)
        {
            var ((column, row), best, bestSquared) = (Cell(x, y), -1, tolerance * tolerance);
            for (var j = row - 1; j <= row + 1; j++)
                for (var i = column - 1; i <= column + 1; i++)
                    foreach (var node in _cells.TryGetValue((i, j), out var inCell) ? inCell : [])
                    {
                        var (dx, dy) = (_positions[node].X - x, _positions[node].Y - y);
                        var squared = (dx * dx) + (dy * dy);
                        if (squared < bestSquared || (squared == bestSquared && (best < 0 || node < best))) (best, bestSquared) = (node, squared);
                    }

            return best < 0 ? null : best;
        }
    }
}
