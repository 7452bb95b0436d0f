using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>What files say of their coordinates, in each format's own way. Two systems are read; a third is refused by name, since a guess would move every site.</summary>
internal static class SourceCrs
{
    /// <summary>An EPSG code as a GeoPackage or a crs member states it. ETRS89 (4258) counts as WGS 84: they differ by less than a metre.</summary>
    public static int OfCode(int code, string named) => code switch
    {
        Crs.BritishNationalGrid => Crs.BritishNationalGrid,
        Crs.Wgs84 or 4258 => Crs.Wgs84,
        _ => throw Unknown(named),
    };

    /// <summary>The name in the `crs` member of the GeoJSON of 2008: urn:ogc:def:crs:EPSG::27700, EPSG:4326, urn:ogc:def:crs:OGC:1.3:CRS84.</summary>
    public static int OfName(string name)
    {
        var last = name.Split(':', '/')[^1];
        return last.StartsWith("CRS84", StringComparison.OrdinalIgnoreCase) ? Crs.Wgs84 : int.TryParse(last, out var code) ? OfCode(code, name) : throw Unknown(name);
    }

    /// <summary>The text of a .prj (ESRI or OGC WKT): its first quoted word is the system's name.</summary>
    public static int OfWkt(string wkt)
    {
        var plain = string.Concat(wkt.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (plain.StartsWith("PROJC", StringComparison.Ordinal))
            return plain.Contains("BRITISHNATIONALGRID", StringComparison.Ordinal) || plain.EndsWith("AUTHORITYEPSG27700", StringComparison.Ordinal) ? Crs.BritishNationalGrid : throw Unknown(NameOf(wkt));
        return plain.StartsWith("GEOG", StringComparison.Ordinal) && (plain.Contains("WGS1984", StringComparison.Ordinal) || plain.Contains("WGS84", StringComparison.Ordinal) || plain.Contains("ETRS1989", StringComparison.Ordinal) || plain.Contains("ETRS89", StringComparison.Ordinal))
            ? Crs.Wgs84 : throw Unknown(NameOf(wkt));
    }

    private static string NameOf(string wkt) => wkt.Split('"') is { Length: > 1 } parts ? parts[1] : wkt;

    private static UsageException Unknown(string name)
    {
        var shown = PersonalData.Clear(TextCleaning.WithoutControls(name.Length > 80 ? name[..80] + "…" : name), out _);
        return new UsageException($"The file's coordinate system is '{shown}'; read are EPSG:27700 (British National Grid) and EPSG:4326 (longitude and latitude). Convert it first, for example with ogr2ogr -t_srs EPSG:4326.");
    }
}
