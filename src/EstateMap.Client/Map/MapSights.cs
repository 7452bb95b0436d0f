namespace EstateMap.Client.Map;

/// <summary>What a map is made with.</summary>
/// <param name="Symbols">How each theme is drawn.</param>
/// <param name="Bbox">[west, south, east, north], WGS84 degrees: the whole place.</param>
public sealed record MapSetup(IReadOnlyList<MapSymbol> Symbols, double[]? Bbox, BaseMap BaseMap);

/// <param name="Path">SVG path about (0, 0), eight units in radius.</param>
public sealed record MapSymbol(string Theme, string Label, int Rank, string Colour, string Path);

/// <summary>A tile layer under everything, or none when the template is empty.</summary>
public sealed record BaseMap(string UrlTemplate, string Attribution, int MaxZoom)
{
    /// <summary>As the settings under `BaseMap` have it.</summary>
    public static BaseMap Of(IConfiguration settings)
    {
        var given = settings.GetSection("BaseMap");
        return new(given["UrlTemplate"] ?? "", given["Attribution"] ?? "", int.TryParse(given["MaxZoom"], out var zoom) ? zoom : 19);
    }
}

/// <summary>A site and where it is in WGS84 degrees; nulls until that is known, or where it is not located.</summary>
public sealed record SitePoint(string Id, double? Longitude, double? Latitude);

/// <summary>A point in WGS84 degrees.</summary>
public sealed record MapPoint(double Longitude, double Latitude);

/// <summary>Colours of areas by code; those without one have no figure.</summary>
/// <param name="Title">What the colours stand for, with its unit.</param>
/// <param name="Classes">Each colour with what it means, palest first.</param>
public sealed record AreaColours(IReadOnlyDictionary<string, string> ColourByCode, string NoFigureColour, string Title, IReadOnlyList<ColourClass> Classes);

public sealed record ColourClass(string Colour, string Words);

/// <summary>Where the map is: centre and zoom, and its box [west, south, east, north], WGS84 degrees.</summary>
/// <param name="IsReaders">False for a move that the program made.</param>
public sealed record MapPosition(double Latitude, double Longitude, double Zoom, double[] Bbox, bool IsReaders);

/// <summary>What a map shows at one moment; compared by value, lists by reference.</summary>
/// <param name="View">[latitude, longitude, zoom], or null for the whole place.</param>
/// <param name="Themes">Themes whose symbols are used; null uses all. The tiles say which sites there are.</param>
/// <param name="SitesTiles">Address of vector tiles with layers `sites` (id, `name`, `themes`) and `clusters` (`count`), {z} {x} {y} to be filled in; null draws none.</param>
/// <param name="AreasTiles">The same with layers `areas` and `labels` (`code`, `name`); null draws none.</param>
/// <param name="AreaCodes">Areas that stand out.</param>
/// <param name="Shape">Corners [longitude, latitude] of a ring.</param>
public sealed record MapSights(
    double[]? View, IReadOnlyList<string>? Themes, string? SitesTiles, string? AreasTiles, IReadOnlyList<string> AreaCodes, AreaColours? Colours, SitePoint? Site, MapPoint? Near, IReadOnlyList<double[]>? Shape)
{
    public static readonly MapSights Nothing = new(null, null, null, null, [], null, null, null, null);
}
