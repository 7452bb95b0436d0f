using System.Globalization;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace EstateMap.Server.Estate;

/// <summary>
/// Ordnance Survey grid references, which estates teams read maps and deeds by.
/// ProjNET's Helmert transformation is up to 5 m out against OSTN15; a reference names a square of 100 m. Where centimetres matter PostGIS transforms.
/// </summary>
internal static class GridReference
{
    // EPSG:27700 with the Ordnance Survey's seven parameters ("A guide to coordinate systems in Great Britain", section 6.6).
    private const string BritishNationalGrid = """
        PROJCS["OSGB36 / British National Grid",GEOGCS["OSGB36",DATUM["Ordnance_Survey_of_Great_Britain_1936",SPHEROID["Airy 1830",6377563.396,299.3249646],
        TOWGS84[446.448,-125.157,542.06,0.15,0.247,0.842,-20.489]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
        PARAMETER["latitude_of_origin",49],PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],PARAMETER["false_easting",400000],
        PARAMETER["false_northing",-100000],UNIT["metre",1]]
        """;

    private static readonly MathTransform FromWgs84 = new CoordinateTransformationFactory()
        .CreateFromCoordinateSystems(GeographicCoordinateSystem.WGS84, new CoordinateSystemFactory().CreateFromWkt(BritishNationalGrid)).MathTransform;

    /// <summary>The 100 m square that the point lies in, such as "SJ 789 917"; null outside the grid.</summary>
    /// <param name="longitude">WGS84 degrees.</param>
    /// <param name="latitude">WGS84 degrees.</param>
    public static string? Find(double longitude, double latitude)
    {
        // The grid covers Great Britain; far from it the projection runs off.
        if (longitude is < -10 or > 4 || latitude is < 49 or > 62) return null;
        var (easting, northing) = ToBritishNationalGrid(longitude, latitude);
        if (easting is < 0 or >= 700_000 || northing is < 0 or >= 1_300_000) return null;
        var (east100km, north100km) = ((int)(easting / 100_000), (int)(northing / 100_000));
        return string.Create(CultureInfo.InvariantCulture, $"{Letter(east100km / 5 + 2, north100km / 5 + 1)}{Letter(east100km % 5, north100km % 5)} {(int)(easting % 100_000) / 100:000} {(int)(northing % 100_000) / 100:000}");
    }

    /// <summary>Easting and northing in metres, EPSG:27700.</summary>
    internal static (double Easting, double Northing) ToBritishNationalGrid(double longitude, double latitude) => FromWgs84.Transform(longitude, latitude);

    /// <summary>Letters run west to east and north to south in squares of five by five, without I.</summary>
    private static char Letter(int east, int north)
    {
        var index = (4 - north) * 5 + east;
        return (char)('A' + index + (index >= 8 ? 1 : 0));
    }
}
