using NetTopologySuite.Geometries;

namespace EstateMap.Testing.Town;

/// <summary>A junction by its place on the grid: whole kilometres east and north of the town's south-west corner.</summary>
public readonly record struct Junction(int EastKm, int NorthKm);

/// <summary>A street between neighbouring junctions, walkable both ways.</summary>
public sealed record Street(string Name, Junction From, Junction To, double Length_m);

/// <summary>
/// A town that is nowhere (its corner lies in the North Sea), of six by six junctions a kilometre apart, so that every distance is known beforehand.
/// <para>
/// A river runs west to east between the junctions at 2 km and 3 km north. One bridge crosses it, at 1 km east; so walks that cross it are
/// |x1 - 1| + |x2 - 1| + |y1 - y2| kilometres and all others |x1 - x2| + |y1 - y2|.
/// </para>
/// <para>
/// Streets along a parallel are 1,000 m on the WGS84 ellipsoid to the centimetre, streets along a meridian too; straight lines across the town
/// agree with Pythagoras to 1 in 1,000.
/// </para>
/// </summary>
public static class FictionalTown
{
    /// <summary>The junctions run from 0 to this many kilometres each way.</summary>
    public const int SideKm = 5;

    /// <summary>The only street that crosses the river stands this far east.</summary>
    public const int BridgeEastKm = 1;

    private const int LastJunctionSouthOfRiverKm = 2;
    private const double SouthDegrees = 54.4;
    private const double WestDegrees = 0.8;

    // WGS84 (EPSG:7030): semi-major axis in metres and first eccentricity squared.
    private const double SemiMajor_m = 6_378_137;
    private const double EccentricitySquared = 0.00669437999014;

    private static readonly GeometryFactory Wgs84 = new(new PrecisionModel(), 4326);

    public static IReadOnlyList<Junction> Junctions { get; } =
        [.. from north in Enumerable.Range(0, SideKm + 1) from east in Enumerable.Range(0, SideKm + 1) select new Junction(east, north)];

    public static IReadOnlyList<Street> Streets { get; } = [.. LayStreets()];

    /// <summary>A WGS84 point (x longitude, y latitude) so many metres east and north of the town's south-west corner.</summary>
    public static Point At(double east_m, double north_m)
    {
        // Radii of curvature of the ellipsoid along the meridian (half way up) and along the parallel (at the point), e.g. Snyder 1987, p. 25.
        var middle = Radians(SouthDegrees + north_m / 222_640);
        var meridian_m = SemiMajor_m * (1 - EccentricitySquared) / Math.Pow(1 - EccentricitySquared * Squared(Math.Sin(middle)), 1.5);
        var latitude = Radians(SouthDegrees) + north_m / meridian_m;
        var parallel_m = SemiMajor_m / Math.Sqrt(1 - EccentricitySquared * Squared(Math.Sin(latitude))) * Math.Cos(latitude);
        return Wgs84.CreatePoint(new Coordinate(WestDegrees + Degrees(east_m / parallel_m), Degrees(latitude)));
    }

    public static Point At(Junction junction) => At(1_000d * junction.EastKm, 1_000d * junction.NorthKm);

    /// <summary>The rectangle between two corners given in metres from the town's south-west corner, as one polygon.</summary>
    public static MultiPolygon Rectangle(double west_m, double south_m, double east_m, double north_m) =>
        Wgs84.CreateMultiPolygon([Wgs84.CreatePolygon([
            At(west_m, south_m).Coordinate, At(east_m, south_m).Coordinate, At(east_m, north_m).Coordinate, At(west_m, north_m).Coordinate, At(west_m, south_m).Coordinate,
        ])]);

    /// <summary>Length in metres of the shortest walk along streets.</summary>
    public static double Walk_m(Junction from, Junction to)
    {
        var crosses = IsSouth(from) != IsSouth(to);
        var eastWest = crosses
            ? Math.Abs(from.EastKm - BridgeEastKm) + Math.Abs(to.EastKm - BridgeEastKm)
            : Math.Abs(from.EastKm - to.EastKm);
        return 1_000d * (eastWest + Math.Abs(from.NorthKm - to.NorthKm));
    }

    private static bool IsSouth(Junction junction) => junction.NorthKm <= LastJunctionSouthOfRiverKm;

    private static IEnumerable<Street> LayStreets()
    {
        foreach (var here in Junctions)
        {
            var (east, north) = (here with { EastKm = here.EastKm + 1 }, here with { NorthKm = here.NorthKm + 1 });
            if (east.EastKm <= SideKm)
                yield return new Street($"{Ordinal(here.NorthKm)} Street", here, east, 1_000);
            if (north.NorthKm <= SideKm && (IsSouth(here) == IsSouth(north) || here.EastKm == BridgeEastKm))
                yield return new Street($"{"ABCDEF"[here.EastKm]} Avenue", here, north, 1_000);
        }
    }

    private static string Ordinal(int n) => n switch { 0 => "First", 1 => "Second", 2 => "Third", 3 => "Fourth", 4 => "Fifth", _ => "Sixth" };

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static double Squared(double x) => x * x;
}
