using EstateMap.Planning.Travel;
using EstateMap.Server.Graph;
using EstateMap.Server.Graph.Transport;

namespace EstateMap.Server.Travel;

/// <summary>What can be reached from a place in so many minutes.</summary>
/// <param name="Geometry">A MultiPolygon in WGS84.</param>
internal sealed record Isochrone(int Minutes, double[] Place, GeoJson Geometry, double Area_km2, string Travel)
{
    public long? SiteId { get; init; }

    public int Vertices { get; init; }
}

/// <summary>Draws isochrones: circles for straight lines, <see cref="ReachShape"/> for networks.</summary>
internal sealed class Isochrones(WalkingNetworks networks, Reckonings reckonings)
{
    private const int CircleSides = 96;

    // A tenth of a metre.
    private const int Decimals = 6;

    /// <summary>One for each number of minutes, in their order.</summary>
    /// <exception cref="TravelRequestError">There is no such network.</exception>
    public async Task<IReadOnlyList<Isochrone>> OfAsync(TravelChoice choice, double longitude, double latitude, IReadOnlyList<int> minutes, CancellationToken cancellation)
    {
        if (choice.Method == TravelChoice.Straight)
        {
            var around = new LocalPlane(longitude, latitude);
            return [.. minutes.Select(minute => Drawn(minute, longitude, latitude, [[Circle(minute * 60 * choice.MetresPerSecond / choice.Detour)]], around, choice.StraightBadge))];
        }

        var network = await networks.GetAsync(choice.Source!.Value, cancellation);
        var (x, y) = network.Plane.ToPlane(longitude, latitude);
        using var turn = await reckonings.TakeAsync(cancellation);
        var shapes = await Task.Run(() => ReachShape.Of(network.Graph, x, y, [.. minutes.Select(minute => minute * 60 * choice.MetresPerSecond)], cancellation), cancellation);
        return [.. minutes.Select((minute, at) => Drawn(minute, longitude, latitude, shapes[at], network.Plane, choice.NetworkBadge(network.Name)))];
    }

    private static (double X, double Y)[] Circle(double radius)
    {
        var ring = new (double X, double Y)[CircleSides + 1];
        for (var side = 0; side < CircleSides; side++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * side / CircleSides);
            ring[side] = (radius * cos, radius * sin);
        }

        ring[^1] = ring[0];
        return ring;
    }

    private static Isochrone Drawn(int minutes, double longitude, double latitude, IReadOnlyList<IReadOnlyList<(double X, double Y)[]>> polygons, LocalPlane plane, string badge)
    {
        double[] bbox = [double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity];
        var coordinates = polygons.Select(object (polygon) => polygon.Select(object (ring) => ring.Select(object (point) => Position(point.X, point.Y)).ToArray()).ToArray()).ToArray();
        return new Isochrone(minutes, [longitude, latitude], new GeoJson("MultiPolygon", coordinates, bbox, Database.Crs.Wgs84), Math.Round(polygons.Sum(Area_m2) / 1e6, 4), badge)
        {
            Vertices = polygons.Sum(polygon => polygon.Sum(ring => ring.Length)),
        };

        object[] Position(double x, double y)
        {
            var (east, north) = plane.ToDegrees(x, y);
            (east, north) = (Math.Round(east, Decimals), Math.Round(north, Decimals));
            (bbox[0], bbox[1], bbox[2], bbox[3]) = (Math.Min(bbox[0], east), Math.Min(bbox[1], north), Math.Max(bbox[2], east), Math.Max(bbox[3], north));
            return [east, north];
        }
    }

    private static double Area_m2(IReadOnlyList<(double X, double Y)[]> polygon) => polygon.Sum(ReachShape.SignedArea_m2);
}
