namespace EstateMap.Database;

/// <summary>The coordinate reference systems in use, as EPSG codes (https://epsg.org).</summary>
public static class Crs
{
    /// <summary>Longitude and latitude in degrees: how geometry is stored.</summary>
    public const int Wgs84 = 4326;

    /// <summary>OSGB36 easting and northing in metres: how Britain publishes and measures.</summary>
    public const int BritishNationalGrid = 27700;
}
