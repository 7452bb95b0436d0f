using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Polygonize;
using NetTopologySuite.Triangulate;

namespace EstateMap.Testing.Sample;

/// <summary>A schematic small area: its own code (never a GSS code), the ward it divides and its shape, WGS84.</summary>
public sealed record SmallArea(string Code, SampleWard Ward, Geometry Shape);

/// <summary>
/// Draws the sample's boundaries from its outline and ward centres.
/// <para>
/// 1. Wards are unions of the Voronoi cells of their centres, within the outline. 2. Each ward is cut into small areas by the Voronoi cells of seeded
/// points, evened out by Lloyd's iteration (Lloyd 1982). 3. All lines of a level are noded together on a grid of 0.00001 degrees and made into faces, so
/// that neighbours share every vertex; larger areas are unions of smaller ones, so all levels tile the outline.
/// </para>
/// </summary>
public static class SchematicBoundaries
{
    // A degree of longitude over one of latitude at 53.4 degrees north: cells are drawn on a plane where both count alike.
    private const double LongitudeSqueeze = 0.596;
    private const int LloydRounds = 12;

    private static readonly PrecisionModel Grid = new(100_000);
    private static readonly GeometryFactory Factory = new(Grid, 4326);

    /// <summary>The small areas of every ward in the order of the wards; the same seed draws the same map.</summary>
    public static IReadOnlyList<SmallArea> Draw(SampleInputs inputs, ulong seed)
    {
        var outline = Factory.CreatePolygon(inputs.Outline.ToArray());
        var wardShapes = CutByNearest(outline, inputs.Wards.SelectMany(w => inputs.Centres[w.Code].Select(c => (w.Code, c))).ToList());
        var numbers = new SeededNumbers(seed);

        var seeds = new List<(string Code, SampleWard Ward, Coordinate Point)>();
        foreach (var (ward, index) in inputs.Wards.Select((w, i) => (w, i)))
        {
            var count = Math.Clamp(ward.All / 1_600, 6, 8);
            var points = SpreadPoints(wardShapes[ward.Code], count, numbers);
            // North to south, so that the numbers read like a map.
            seeds.AddRange(points.OrderByDescending(p => p.Y).ThenBy(p => p.X).Select((p, n) => ($"S{index + 1:00}-{n + 1:00}", ward, p)));
        }

        var cuts = seeds.GroupBy(s => s.Ward.Code).SelectMany(ward => VoronoiEdges([.. ward.Select(s => s.Point)])
            .Select(edge => OverlayNG.Overlay(edge, wardShapes[ward.Key], SpatialFunction.Intersection, Grid)));
        var pieces = Faces(cuts.Concat(wardShapes.Values.Select(w => w.Boundary)))
            .Where(face => outline.Contains(face.InteriorPoint))
            .GroupBy(face =>
            {
                var ward = wardShapes.Single(w => w.Value.Contains(face.InteriorPoint)).Key;
                return seeds.Where(s => s.Ward.Code == ward).MinBy(s => SquaredGap(s.Point, face.InteriorPoint.Coordinate)).Code;
            })
            .ToDictionary(g => g.Key, g => Dissolve(g));

        return [.. seeds.Select(s => new SmallArea(s.Code, s.Ward, pieces[s.Code]))];
    }

    /// <summary>The union of areas that tile: shared edges vanish, no vertex moves.</summary>
    public static Geometry Dissolve(IEnumerable<Geometry> areas)
    {
        var union = NetTopologySuite.Coverage.CoverageUnion.Union([.. areas]);
        union.Normalize();
        return union;
    }

    private static Dictionary<string, Geometry> CutByNearest(Polygon outline, IReadOnlyList<(string Code, Coordinate Point)> centres)
    {
        var edges = VoronoiEdges([.. centres.Select(c => c.Point)]).Append(outline.Boundary);
        return Faces(edges)
            .Where(face => outline.Contains(face.InteriorPoint))
            .GroupBy(face => centres.MinBy(c => SquaredGap(c.Point, face.InteriorPoint.Coordinate)).Code)
            .ToDictionary(g => g.Key, g => Dissolve(g));
    }

    private static IEnumerable<Geometry> VoronoiEdges(IReadOnlyList<Coordinate> points)
    {
        var reach = new Envelope(points.Select(Squeeze));
        reach.ExpandBy(1);
        var builder = new VoronoiDiagramBuilder { ClipEnvelope = reach };
        builder.SetSites(points.Select(Squeeze).ToList());
        var cells = builder.GetDiagram(new GeometryFactory());
        for (var i = 0; i < cells.NumGeometries; i++)
        {
            var ring = cells.GetGeometryN(i).Coordinates.Select(c => new Coordinate(Grid.MakePrecise(c.X / LongitudeSqueeze), Grid.MakePrecise(c.Y))).ToArray();
            yield return Factory.CreateLineString(ring);
        }
    }

    private static List<Polygon> Faces(IEnumerable<Geometry> lines)
    {
        var noded = UnaryUnionNG.Union(Factory.BuildGeometry([.. lines.Where(l => !l.IsEmpty)]), Grid);
        var polygonizer = new Polygonizer();
        polygonizer.Add(noded);
        return [.. polygonizer.GetPolygons().Cast<Polygon>()];
    }

    private static List<Coordinate> SpreadPoints(Geometry area, int count, SeededNumbers numbers)
    {
        // The area as a cloud of even random points; Lloyd's iteration moves each centre to the mean of the cloud nearest to it.
        var bounds = area.EnvelopeInternal;
        var cloud = new List<Coordinate>();
        while (cloud.Count < 100 * count)
        {
            var point = new Coordinate(numbers.NextBetween(bounds.MinX, bounds.MaxX), numbers.NextBetween(bounds.MinY, bounds.MaxY));
            if (area.Contains(Factory.CreatePoint(point)))
                cloud.Add(point);
        }

        var centres = cloud.Take(count).ToList();
        for (var round = 0; round < LloydRounds; round++)
        {
            centres = [.. cloud.GroupBy(p => centres.IndexOf(centres.MinBy(c => SquaredGap(c, p))!)).OrderBy(g => g.Key)
                .Select(g => new Coordinate(g.Average(p => p.X), g.Average(p => p.Y)))];
        }
        return [.. centres.Select(c => new Coordinate(Grid.MakePrecise(c.X), Grid.MakePrecise(c.Y)))];
    }

    private static Coordinate Squeeze(Coordinate c) => new(c.X * LongitudeSqueeze, c.Y);

    private static double SquaredGap(Coordinate a, Coordinate b)
    {
        var (x, y) = ((a.X - b.X) * LongitudeSqueeze, a.Y - b.Y);
        return x * x + y * y;
    }
}
