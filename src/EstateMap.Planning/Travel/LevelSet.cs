namespace EstateMap.Planning.Travel;

/// <summary>The part of a field that lies at or under a level, as polygons.</summary>
internal static class LevelSet
{
    // An outline keeps so much of a grid line away from its corners: rings that met in a corner would touch themselves, if only once their coordinates are rounded.
    private const double LeastShare = 0.02;

    /// <summary>Polygons of closed rings, the outer one first; smaller parts than <paramref name="leastPart"/> and holes than <paramref name="leastHole"/> (square metres) are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)[]>> Polygons(ReachField field, double level, double leastHole, double leastPart)
    {
        var rings = Rings(field, level).Select(ring => (Ring: ring, Area: SignedArea(ring))).ToList();
        var parts = rings.Where(ring => ring.Area >= leastPart).OrderByDescending(ring => ring.Area).Select(ring => new List<(double X, double Y)[]> { ring.Ring }).ToList();
        var areas = parts.ConvertAll(part => SignedArea(part[0]));
        foreach (var (hole, area) in rings.Where(ring => ring.Area < 0).OrderBy(ring => ring.Area))
        {
            var (around, isFilled) = (parts.FindLastIndex(part => Contains(part[0], hole[0])), -area < leastHole);
            if (around < 0) continue;
            if (!isFilled) parts[around].Add(hole);
            // What stands on its own within a hole that is filled is part of what is around it.
            else
                for (var inner = parts.Count - 1; inner > around; inner--)
                    if (areas[inner] < -area && Contains(hole, parts[inner][0][0])) RemoveAt(inner);
        }

        return parts;

        void RemoveAt(int part)
        {
            parts.RemoveAt(part);
            areas.RemoveAt(part);
        }
    }

    /// <summary>Closed rings with the inside on their left.</summary>
    private static IEnumerable<(double X, double Y)[]> Rings(ReachField field, double level)
    {
        // Grid line left by a triangle to grid line entered next. A line is crossed by one outline at most, and once.
        var next = new Dictionary<long, long>();
        for (var row = 0; row < field.Side - 1; row++)
            for (var column = 0; column < field.Side - 1; column++)
            {
                var (southWest, southEast) = ((row * field.Side) + column, (row * field.Side) + column + 1);
                var (northWest, northEast) = (southWest + field.Side, southEast + field.Side);
                Cut(southWest, southEast, northEast);
                Cut(southWest, northEast, northWest);
            }

        while (next.Count > 0)
        {
            var start = next.Keys.First();
            var ring = new List<(double X, double Y)>();
            for (var line = start; next.Remove(line, out var following); line = following) ring.Add(Crossing(line));
            ring.Add(ring[0]);
            yield return [.. ring];
        }

        // Corners counter-clockwise. The outline enters over the line where the inside ends and leaves over the one where it begins.
        void Cut(int one, int two, int three)
        {
            var (first, second, third) = (field.Values[one] <= level, field.Values[two] <= level, field.Values[three] <= level);
            if (first == second && second == third) return;
            Span<int> corners = [one, two, three, one];
            Span<bool> inside = [first, second, third, first];
            long enters = 0, leaves = 0;
            for (var side = 0; side < 3; side++)
            {
                if (inside[side] && !inside[side + 1]) enters = Line(corners[side], corners[side + 1]);
                if (!inside[side] && inside[side + 1]) leaves = Line(corners[side], corners[side + 1]);
            }

            next[enters] = leaves;
        }

        long Line(int one, int two) => ((long)Math.Min(one, two) << 32) | (uint)Math.Max(one, two);

        (double X, double Y) Crossing(long line)
        {
            var (one, two) = ((int)(line >> 32), (int)(line & 0xffff_ffff));
            var (from, to) = (field.Values[one], field.Values[two]);
            var share = Math.Clamp((level - from) / (to - from), LeastShare, 1 - LeastShare);
            var (fromX, fromY, toX, toY) = (one % field.Side, one / field.Side, two % field.Side, two / field.Side);
            return (field.West + (field.Cell * (fromX + (share * (toX - fromX)))), field.South + (field.Cell * (fromY + (share * (toY - fromY)))));
        }
    }

    /// <summary>Square metres; negative where a ring runs clockwise.</summary>
    internal static double SignedArea((double X, double Y)[] ring)
    {
        var twice = 0.0;
        for (var at = 1; at < ring.Length; at++) twice += ((ring[at - 1].X - ring[0].X) * (ring[at].Y - ring[0].Y)) - ((ring[at].X - ring[0].X) * (ring[at - 1].Y - ring[0].Y));
        return twice / 2;
    }

    internal static bool Contains((double X, double Y)[] ring, (double X, double Y) point)
    {
        var inside = false;
        for (var at = 1; at < ring.Length; at++)
        {
            var (one, two) = (ring[at - 1], ring[at]);
            if (one.Y > point.Y != two.Y > point.Y && point.X < ((two.X - one.X) * (point.Y - one.Y) / (two.Y - one.Y)) + one.X) inside = !inside;
        }

        return inside;
    }
}
