using System.Text.Json;

namespace EstateMap.Client.Community;

/// <summary>Writes the network for the picture and for the map, each as one text that crosses to the browser once.</summary>
public static class NetworkDrawing
{
    private const int Decimals = 5;

    // Beyond these the map would be nothing but lines.
    private const int MostNamed = 12;

    /// <summary>For <c>NetworkPicture.razor.js</c>: nodes with their symbols and places, links by the numbers of their ends.</summary>
    public static string Picture(CommunityNetwork network)
    {
        var number = network.Nodes.Index().ToDictionary(node => node.Item.Id, node => node.Index, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new
        {
            nodes = network.Nodes.Select(node => new { id = node.Id, name = node.Name, symbol = NetworkSymbols.Of(node).Key, label = NetworkSymbols.Of(node).Label, at = node is { Longitude: { } x, Latitude: { } y } ? new[] { x, y } : null, degree = node.Degree }),
            links = network.Links.Where(link => number.ContainsKey(link.From) && number.ContainsKey(link.To)).Select(link => (number[link.From], number[link.To])).Where(link => link.Item1 != link.Item2).Distinct().Select(link => new[] { link.Item1, link.Item2 }),
            symbols = NetworkSymbols.All.Select(symbol => new { key = symbol.Key, colour = symbol.Colour, points = symbol.Points }),
        });
    }

    /// <summary>GeoJSON for <c>plan-layer.js</c>: everybody who is somewhere, those who stand out with their names, and lines along the links that do.</summary>
    public static string Map(CommunityNetwork network, Told? told)
    {
        var located = network.Nodes.Where(node => node.Longitude is not null && node.Latitude is not null).ToDictionary(node => node.Id, StringComparer.Ordinal);
        var lines = (told?.Pairs ?? []).Where(pair => located.ContainsKey(pair.From) && located.ContainsKey(pair.To)).Select(pair => Feature(
            new Dictionary<string, object> { ["kind"] = "line" }, "LineString", new[] { At(located[pair.From]), At(located[pair.To]) }));
        var isFew = told?.Nodes.Count <= MostNamed;
        // What is said first stands on top.
        var sites = located.Values.OrderByDescending(node => told?.Nodes.Contains(node.Id) ?? false).ThenBy(node => node.Type == "SITE").ThenByDescending(node => node.Degree).Select(node => Feature(new Dictionary<string, object>
        {
            ["kind"] = "site",
            ["id"] = node.Id,
            ["name"] = node.Name,
            ["symbol"] = NetworkSymbols.Of(node).Key,
            ["words"] = NetworkSymbols.Of(node).Label,
            ["isNamed"] = isFew && told!.Nodes.Contains(node.Id),
            ["size"] = told is null || told.Nodes.Count == 0 ? 1 : told.Nodes.Contains(node.Id) ? 1.3 : 0.7,
        }, "Point", At(node)));
        return JsonSerializer.Serialize(new { type = "FeatureCollection", features = lines.Concat(sites) });
    }

    private static double[] At(NetworkNode node) => [Math.Round(node.Longitude!.Value, Decimals), Math.Round(node.Latitude!.Value, Decimals)];

    private static object Feature(Dictionary<string, object> properties, string type, object coordinates) => new { type = "Feature", properties, geometry = new { type, coordinates } };
}
