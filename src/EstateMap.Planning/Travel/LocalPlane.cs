namespace EstateMap.Planning.Travel;

/// <summary>
/// A plane in metres that touches the WGS84 spheroid along the meridian of a place: eastings and northings from that place.
/// </summary>
/// <remarks>
/// Transverse Mercator with scale 1 on its meridian (Krüger's series to n³; Karney, "Transverse Mercator with an accuracy of a few nanometers",
/// Journal of Geodesy 85, 2011, equations 7 to 17): there and back to a millimetre. A metre is a metre to 0.01 % within 90 km of the meridian, and to 0.1 % within 285 km.
/// </remarks>
public sealed class LocalPlane
{
    private const double EquatorialRadius_m = 6_378_137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double N = Flattening / (2 - Flattening);
    private const double Rectifying_m = EquatorialRadius_m / (1 + N) * (1 + (N * N / 4) + (N * N * N * N / 64));

    // e = 2 sqrt(n) / (1 + n)
    private static readonly double Eccentricity = 2 * Math.Sqrt(N) / (1 + N);
    private static readonly double[] Alpha = [(N / 2) - (2 * N * N / 3) + (5 * N * N * N / 16), (13 * N * N / 48) - (3 * N * N * N / 5), 61 * N * N * N / 240];
    private static readonly double[] Beta = [(N / 2) - (2 * N * N / 3) + (37 * N * N * N / 96), (N * N / 48) + (N * N * N / 15), 17 * N * N * N / 480];
    private static readonly double[] Delta = [(2 * N) - (2 * N * N / 3) - (2 * N * N * N), (7 * N * N / 3) - (8 * N * N * N / 5), 56 * N * N * N / 15];

    private readonly double _longitude, _northing;

    /// <param name="longitude">Degrees, WGS84.</param>
    /// <param name="latitude">Degrees, WGS84.</param>
    public LocalPlane(double longitude, double latitude)
    {
        _longitude = longitude;
        _northing = Project(longitude, latitude).Y;
    }

    /// <summary>Metres east and north of the plane's place.</summary>
    public (double X, double Y) ToPlane(double longitude, double latitude)
    {
        var (x, y) = Project(longitude, latitude);
        return (x, y - _northing);
    }

    /// <summary>Degrees of a point of the plane.</summary>
    public (double Longitude, double Latitude) ToDegrees(double x, double y)
    {
        var (xi, eta) = ((y + _northing) / Rectifying_m, x / Rectifying_m);
        var (xiPrime, etaPrime) = (xi, eta);
        for (var j = 1; j <= Beta.Length; j++)
        {
            xiPrime -= Beta[j - 1] * Math.Sin(2 * j * xi) * Math.Cosh(2 * j * eta);
            etaPrime -= Beta[j - 1] * Math.Cos(2 * j * xi) * Math.Sinh(2 * j * eta);
        }

        var chi = Math.Asin(Math.Sin(xiPrime) / Math.Cosh(etaPrime));
        var latitude = chi;
        for (var j = 1; j <= Delta.Length; j++) latitude += Delta[j - 1] * Math.Sin(2 * j * chi);
        return (_longitude + (Math.Atan2(Math.Sinh(etaPrime), Math.Cos(xiPrime)) * 180 / Math.PI), latitude * 180 / Math.PI);
    }

    private (double X, double Y) Project(double longitude, double latitude)
    {
        var sin = Math.Sin(latitude * Math.PI / 180);
        var (sinAway, cosAway) = Math.SinCos((longitude - _longitude) * Math.PI / 180);
        var t = Math.Sinh(Math.Atanh(sin) - (Eccentricity * Math.Atanh(Eccentricity * sin)));
        var (xiPrime, etaPrime) = (Math.Atan2(t, cosAway), Math.Atanh(sinAway / Math.Sqrt(1 + (t * t))));
        var (xi, eta) = (xiPrime, etaPrime);
        for (var j = 1; j <= Alpha.Length; j++)
        {
            xi += Alpha[j - 1] * Math.Sin(2 * j * xiPrime) * Math.Cosh(2 * j * etaPrime);
            eta += Alpha[j - 1] * Math.Cos(2 * j * xiPrime) * Math.Sinh(2 * j * etaPrime);
        }

        return (Rectifying_m * eta, Rectifying_m * xi);
    }
}
