namespace EstateMap.Client.Map;

/// <summary>What a map is made with.</summary>
/// <param name="Symbols">How each theme is drawn.</param>
/// <param name="Bbox">[west, south, east, north], WGS84 degrees: the whole place.</param>
public sealed record MapSetup(IReadOnlyList<MapSymbol> Symbols, double[]? Bbox, BaseMap BaseMap);

/// <param name="Path">SVG path about (0, 0), eight units in radius.</param>
public sealed record MapSymbol(string Theme, string Label, int Rank, string Colour, string Path);

/// <summary>A tile layer under everything, or none when the template is empty.</summary>
public sealed record BaseMap(string UrlTemplate, string Attribution, int MaxZoom);

/// <summary>What a map shows at one moment; compared by value, lists by reference.</summary>
/// <param name="View">[latitude, longitude, zoom], or null for the whole place.</param>
/// <param name="Themes">Themes drawn; null draws all.</param>
/// <param name="SitesUrl">A GeoJSON of points whose features have `id`, `name` and `themes`; null draws none.</param>
/// <param name="BoundariesUrl">A GeoJSON of areas whose features have `code` and `name`; null draws none.</param>
public sealed record MapSights(double[]? View, IReadOnlyList<string>? Themes, string? SitesUrl, string? BoundariesUrl, string? AreaCode, string? SiteId);
