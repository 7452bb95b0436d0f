using EstateMap.Client.Map;

namespace EstateMap.Client.Explore;

/// <summary>A map theme: its words, and a symbol whose shape tells it apart without its colour.</summary>
/// <param name="Rank">Drawn last, and so on top, when smallest; a site with several themes shows the smallest.</param>
/// <param name="Path">SVG path about (0, 0), eight units in radius.</param>
public sealed record Theme(string Code, string Label, int Rank, string Colour, string Path);

/// <summary>The symbols of the themes. Colours keep 3:1 against the ground and stay apart under the common colour-blindnesses; no two shapes are equal.</summary>
public static class Themes
{
    private const string Cross = "M-2.8-8H2.8V-2.8H8V2.8H2.8V8H-2.8V2.8H-8V-2.8H-2.8Z";
    private const string Diamond = "M0-8.8L8.8 0L0 8.8L-8.8 0Z";
    private const string Hexagon = "M-4-7H4L8 0L4 7H-4L-8 0Z";
    private const string Pentagon = "M0-8.4L8-2.6L4.9 6.8H-4.9L-8-2.6Z";
    private const string Star = "M0-9.4L2.7-3.2L9.2-2.7L4.3 1.6L5.8 8L0 4.6L-5.8 8L-4.3 1.6L-9.2-2.7L-2.7-3.2Z";
    private const string Triangle = "M0-8L8.4 6.6H-8.4Z";
    private const string Circle = "M-7 0A7 7 0 1 0 7 0A7 7 0 1 0 -7 0Z";
    private const string Square = "M-5.8-5.8H5.8V5.8H-5.8Z";
    private const string House = "M0-8.6L8.2-1V7.4H-8.2V-1Z";
    private const string Shield = "M-7-7.4H7V0C7 4.4 3.6 7.4 0 9C-3.6 7.4-7 4.4-7 0Z";
    private const string Arrow = "M-8.4-3.6H0.6V-8L9 0L0.6 8V3.6H-8.4Z";
    private const string Spire = "M-1.9-9H1.9V-4.6H6V-0.8H1.9V8.6H-1.9V-0.8H-6V-4.6H-1.9Z";
    private const string Leaf = "M-7.6 7.6C-8.6-2.6-2.6-8.6 7.6-7.6C8.6 2.6 2.6 8.6-7.6 7.6Z";
    private const string Column = "M-7.6-8H7.6V-4.6H4V4.6H7.6V8H-7.6V4.6H-4V-4.6H-7.6Z";
    private const string Wedge = "M0 8L8.4-6.6H-8.4Z";
    private const string Grey = "#444444";

    private static readonly Dictionary<string, Theme> Known = new[]
    {
        new Theme("hubs", "Community hubs", 1, "#a5347f", Star),
        new Theme("libraries", "Libraries", 2, "#0060a8", Diamond),
        new Theme("leisure", "Leisure and sport", 3, "#c24a00", Hexagon),
        new Theme("health", "Health", 4, "#00735a", Cross),
        new Theme("schools", "Schools", 5, "#8a6500", Triangle),
        new Theme("community", "Community buildings", 6, "#6a3d9a", Pentagon),
        new Theme("green", "Green space and allotments", 7, "#4c7a1e", Circle),
        new Theme("estate", "Other public estate", 8, "#515b62", Square),
        new Theme("care", "Care homes", 9, "#b3264a", House),
        new Theme("civic", "Civic life", 10, "#2d4f9e", Shield),
        new Theme("transport", "Transport", 11, "#1f5f6b", Arrow),
        new Theme("faith", "Places of worship", 12, "#7a4b2a", Spire),
        new Theme("open_space", "Play and outdoor sport", 13, "#2f7d4f", Leaf),
        new Theme("heritage", "Heritage", 14, "#6b5a1e", Column),
        new Theme(Facet.NoValue, "Use not stated", 16, Grey, Wedge),
    }.ToDictionary(theme => theme.Code, StringComparer.Ordinal);

    /// <summary>The theme of a code; a code we have no symbol for gets a grey wedge and its own words.</summary>
    public static Theme Of(string code) => Known.TryGetValue(code, out var theme)
        ? theme
        : new(code, code.Length == 0 ? "Other" : char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' '), 15, Grey, Wedge);

    /// <summary>Themes in the order people look for them.</summary>
    public static IEnumerable<Theme> InOrder(IEnumerable<string> codes) => codes.Distinct(StringComparer.Ordinal).Select(Of).OrderBy(theme => theme.Rank).ThenBy(theme => theme.Label, StringComparer.Ordinal);

    /// <summary>How a map draws the themes of these codes, in order.</summary>
    public static IReadOnlyList<MapSymbol> Symbols(IEnumerable<string> codes) => [.. InOrder(codes).Select(theme => new MapSymbol(theme.Code, theme.Label, theme.Rank, theme.Colour, theme.Path))];
}
