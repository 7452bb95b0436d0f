using System.Globalization;
using EstateMap.Client.Map;

namespace EstateMap.Client.Community;

/// <summary>How one of the network is drawn.</summary>
/// <param name="Key">Class of a community asset, or type of any other.</param>
/// <param name="Points">Corners about (0, 0) within one unit, as "x y x y ..."; null is a circle.</param>
public sealed record NetworkSymbol(string Key, string Label, string Colour, string? Points)
{
    private const double Radius = 8;

    /// <summary>SVG path, eight units in radius.</summary>
    public string Path { get; } = Points is null ? "M-7 0A7 7 0 1 0 7 0A7 7 0 1 0 -7 0Z"
        : "M" + string.Join("L", Points.Split(' ').Chunk(2).Select(corner => string.Join(' ', corner.Select(number => (Radius * double.Parse(number, CultureInfo.InvariantCulture)).ToString("0.##", CultureInfo.InvariantCulture))))) + "Z";
}

/// <summary>The symbols of picture, map and legend: no two shapes are equal, so that nothing rests on colour; colours keep 3:1 against white and stay apart under the common colour-blindnesses.</summary>
public static class NetworkSymbols
{
    public static readonly IReadOnlyList<NetworkSymbol> All =
    [
        new("ASSOCIATIONS", "Group or club", "#a5347f", null),
        new("INSTITUTIONS", "Institution", "#0060a8", "-0.5 -0.87 0.5 -0.87 1 0 0.5 0.87 -0.5 0.87 -1 0"),
        new("PLACES", "Place to use", "#6a3d9a", "0 -1 1 -0.1 1 0.9 -1 0.9 -1 -0.1"),
        new("ECONOMY", "Exchange", "#8a6500", "0 -1 0.3 -0.35 1 -0.3 0.48 0.18 0.64 0.9 0 0.5 -0.64 0.9 -0.48 0.18 -1 -0.3 -0.3 -0.35"),
        new("CULTURE", "Culture", "#c24a00", "-1 -0.8 1 -0.8 0 1"),
        new("INDIVIDUALS", "Public role", "#b3264a", "-0.35 -1 0.35 -1 0.35 -0.35 1 -0.35 1 0.35 0.35 0.35 0.35 1 -0.35 1 -0.35 0.35 -1 0.35 -1 -0.35 -0.35 -0.35"),
        new("ORGANISATION", "Organisation", "#1f5f6b", "0 -1 1 0 0 1 -1 0"),
        new("SERVICE", "Service", "#00735a", "0 -1 1 0.8 -1 0.8"),
        new("SITE", "Building or land", "#515b62", "-0.75 -0.75 0.75 -0.75 0.75 0.75 -0.75 0.75"),
    ];

    /// <summary>For the map, in the order of <see cref="All"/>.</summary>
    public static readonly IReadOnlyList<MapSymbol> OfMap = [.. All.Select((symbol, rank) => new MapSymbol(symbol.Key, symbol.Label, rank + 1, symbol.Colour, symbol.Path))];

    public static NetworkSymbol Of(NetworkNode node) => Of(node.AbcdClass ?? node.Type);

    public static NetworkSymbol Of(string key) => All.FirstOrDefault(symbol => symbol.Key == key) ?? All[0];
}
