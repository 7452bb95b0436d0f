namespace EstateMap.Import.Phases;

/// <summary>Which postcode's centre is nearest to a point, among those within some two kilometres: centres in cells of a hundredth of a degree, searched ring by ring.</summary>
internal sealed class NearestPostcode(IEnumerable<(string Postcode, double Longitude, double Latitude)> postcodes)
{
    private const int rings = 3;
    private const double perDegree = 100;

    private readonly ILookup<(int, int), (string Postcode, double Longitude, double Latitude)> cells = postcodes.ToLookup(p => Cell(p.Longitude, p.Latitude));

    /// <summary>Degrees in; null where no postcode is near. Of two equally near ones the first in ordinal order.</summary>
    public string? To(double longitude, double latitude)
    {
        var (x, y) = Cell(longitude, latitude);
        // A degree of longitude is shorter than one of latitude, so that what lies in the next ring may be nearer: one ring more than the first that holds any.
        var shrink = Math.Cos(latitude * Math.PI / 180);
        (double Apart, string Postcode)? best = null;
        var last = rings;
        for (var ring = 0; ring <= last; ring++)
        {
            for (var dx = -ring; dx <= ring; dx++)
                for (var dy = -ring; dy <= ring; dy += Math.Abs(dx) == ring || ring == 0 ? 1 : 2 * ring)
                    foreach (var (postcode, east, north) in cells[(x + dx, y + dy)])
                    {
                        var apart = Math.Pow((east - longitude) * shrink, 2) + Math.Pow(north - latitude, 2);
                        if (best is not { } known || apart < known.Apart || apart == known.Apart && string.CompareOrdinal(postcode, known.Postcode) < 0)
                            best = (apart, postcode);
                    }

            if (best is not null && last == rings)
                last = Math.Min(rings, ring + 1);
        }

        return best?.Postcode;
    }

    private static (int, int) Cell(double longitude, double latitude) => ((int)Math.Floor(longitude * perDegree), (int)Math.Floor(latitude * perDegree));
}
