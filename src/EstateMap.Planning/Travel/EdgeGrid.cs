namespace EstateMap.Planning.Travel;

/// <summary>Finds the edge nearest to a point: the straight pieces of all edges, filed under the square cells that their boxes touch.</summary>
internal sealed class EdgeGrid
{
    private const double LeastCell_m = 50;

    // So many cells a piece at most, however far apart the pieces lie.
    private const int CellsPerPiece = 4;

    private readonly Streets _streets;
    private readonly double _west, _south, _cell;
    private readonly int _across, _up;
    private readonly int[] _firstPiece, _pieces, _pieceEdge, _piecePoint, _pieceAlong_mm;

    /// <param name="takes">Whether an edge takes places.</param>
    public EdgeGrid(Streets streets, Func<int, bool> takes)
    {
        _streets = streets;
        (_pieceEdge, _piecePoint, _pieceAlong_mm) = PiecesOf(streets, takes);
        _west = _south = double.PositiveInfinity;
        var (east, north) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var point in _piecePoint.Concat(_piecePoint.Select(point => point + 1)))
        {
            (_west, east) = (Math.Min(_west, streets.X[point]), Math.Max(east, streets.X[point]));
            (_south, north) = (Math.Min(_south, streets.Y[point]), Math.Max(north, streets.Y[point]));
        }

        var (width, height) = (east - _west, north - _south);
        _cell = Math.Max(LeastCell_m, Math.Max(Math.Sqrt(width * height / CellsPerPiece / _piecePoint.Length), Math.Max(width, height) / CellsPerPiece / _piecePoint.Length));
        (_across, _up) = ((int)(width / _cell) + 1, (int)(height / _cell) + 1);
        (_firstPiece, _pieces) = File();
    }

    public StreetPlace Nearest(double x, double y)
    {
        var (column, row) = (Column(x), Row(y));
        var (best, bestSquared, bestShare) = (-1, double.PositiveInfinity, 0.0);
        for (var ring = 0; ring < Math.Max(_across, _up); ring++)
        {
            // Whatever is filed outside the rings seen is at least so far; a point outside the grid is farther still from all of it than its projection is.
            if (ring > 0 && best >= 0 && Math.Sqrt(bestSquared) <= (ring - 1) * _cell) break;
            for (var j = Math.Max(0, row - ring); j <= Math.Min(_up - 1, row + ring); j++)
            {
                var isEdgeRow = j == row - ring || j == row + ring;
                for (var i = column - ring; i <= column + ring; i += isEdgeRow || ring == 0 ? 1 : 2 * ring)
                {
                    if (i < 0 || i >= _across) continue;
                    Look((j * _across) + i);
                }
            }
        }

        // A point a quarter of the world away has no place on the plane; whoever is there is out of reach of everything.
        if (best < 0) return new StreetPlace(_pieceEdge[0], 0, WalkingGraph.Longest_mm);
        var edge = _pieceEdge[best];
        var along = _pieceAlong_mm[best] + (bestShare * (EndAlong_mm(best) - _pieceAlong_mm[best]));
        return new StreetPlace(edge, Math.Clamp((int)Math.Round(along), 0, _streets.Length_mm[edge]), (int)Math.Min(Math.Round(1000 * Math.Sqrt(bestSquared)), WalkingGraph.Longest_mm));

        void Look(int cell)
        {
            for (var at = _firstPiece[cell]; at < _firstPiece[cell + 1]; at++)
            {
                var piece = _pieces[at];
                var (squared, share) = Segment.Nearest(_streets, _piecePoint[piece], x, y);
                // Of pieces as near as each other the first counts, so that the answer does not depend on cells.
                if (squared < bestSquared || (squared == bestSquared && piece < best)) (best, bestSquared, bestShare) = (piece, squared, share);
            }
        }
    }

    private int EndAlong_mm(int piece) => piece + 1 < _pieceEdge.Length && _pieceEdge[piece + 1] == _pieceEdge[piece] ? _pieceAlong_mm[piece + 1] : _streets.Length_mm[_pieceEdge[piece]];

    private int Column(double x) => (int)Math.Clamp((x - _west) / _cell, 0, _across - 1);

    private int Row(double y) => (int)Math.Clamp((y - _south) / _cell, 0, _up - 1);

    private (int[] FirstPiece, int[] Pieces) File()
    {
        var first = new int[(_across * _up) + 1];
        Visit((cell, _) => first[cell + 1]++);
        for (var cell = 0; cell < _across * _up; cell++) first[cell + 1] += first[cell];
        var (next, pieces) = (first[..^1], new int[first[^1]]);
        Visit((cell, piece) => pieces[next[cell]++] = piece);
        return (first, pieces);
    }

    private void Visit(Action<int, int> each)
    {
        for (var piece = 0; piece < _piecePoint.Length; piece++)
        {
            var point = _piecePoint[piece];
            var (left, right) = (Column(Math.Min(_streets.X[point], _streets.X[point + 1])), Column(Math.Max(_streets.X[point], _streets.X[point + 1])));
            var (bottom, top) = (Row(Math.Min(_streets.Y[point], _streets.Y[point + 1])), Row(Math.Max(_streets.Y[point], _streets.Y[point + 1])));
            for (var j = bottom; j <= top; j++)
                for (var i = left; i <= right; i++) each((j * _across) + i, piece);
        }
    }

    /// <summary>[piece]: its edge, its first point and how far along the edge that is: the edge's length shared out as its shape has it.</summary>
    private static (int[] Edge, int[] Point, int[] Along_mm) PiecesOf(Streets streets, Func<int, bool> takes)
    {
        var (edges, points, along) = (new List<int>(), new List<int>(), new List<int>());
        for (var edge = 0; edge < streets.Edges; edge++)
        {
            if (!takes(edge)) continue;
            var scale = Segment.ScaleOf(streets, edge);
            var walked = 0.0;
            for (var point = streets.FirstPoint[edge]; point < streets.FirstPoint[edge + 1] - 1; point++)
            {
                edges.Add(edge);
                points.Add(point);
                along.Add((int)Math.Round(walked));
                walked += scale * Segment.Length(streets, point);
            }
        }

        return ([.. edges], [.. points], [.. along]);
    }
}

/// <summary>The straight piece of an edge from one point to the next.</summary>
internal static class Segment
{
    public static double Length(Streets streets, int point) => Math.Sqrt(Square(streets.X[point + 1] - streets.X[point]) + Square(streets.Y[point + 1] - streets.Y[point]));

    /// <summary>Millimetres along the edge for each metre of its shape on the plane.</summary>
    public static double ScaleOf(Streets streets, int edge)
    {
        var length = 0.0;
        for (var point = streets.FirstPoint[edge]; point < streets.FirstPoint[edge + 1] - 1; point++) length += Length(streets, point);
        return length > 0 ? streets.Length_mm[edge] / length : 0;
    }

    /// <summary>Squared metres from a point to the piece, and where on it the nearest point is, 0 to 1.</summary>
    public static (double Squared, double Share) Nearest(Streets streets, int point, double x, double y)
    {
        var (fromX, fromY) = (streets.X[point], streets.Y[point]);
        var (dx, dy) = (streets.X[point + 1] - fromX, streets.Y[point + 1] - fromY);
        var squared = (dx * dx) + (dy * dy);
        var share = squared > 0 ? Math.Clamp((((x - fromX) * dx) + ((y - fromY) * dy)) / squared, 0, 1) : 0;
        return (Square(x - fromX - (share * dx)) + Square(y - fromY - (share * dy)), share);
    }

    private static double Square(double value) => value * value;
}
