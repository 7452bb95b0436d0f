using System.Globalization;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Maps.Sites;

/// <summary>
/// Which sites a tile, a count, a table or an export holds: for each facet the codes of which a site has any, one area (without a vintage the newest of its code), and a drawn ring.
/// Several conditions are ANDed. The ring is in WGS84 degrees and need not be closed.
/// </summary>
internal sealed record SiteFilter
{
    private const int MostVertices = 200;
    private const int LongestFacet = 4_000;
    private const int LongestRing = 6_000;
    private static readonly string[] FacetNames = [.. SiteFacetSql.Facets.Select(facet => facet.Name)];

    /// <summary>The parameters of an address that make a filter.</summary>
    public static readonly string[] Parameters = [.. FacetNames, "area", "areaKind", "vintage", "within"];

    /// <summary>By facet, those that narrow anything; codes in ordinal order. A parameter without codes leaves nothing: no layer is shown.</summary>
    public required IReadOnlyList<(string Facet, IReadOnlyList<string> Codes)> Chosen { get; init; }

    public string? Area { get; private init; }
    public string? AreaKind { get; private init; }
    public string? AreaVintage { get; private init; }
    public Polygon? Within { get; private init; }

    /// <summary>The same text for the same filter; empty for none.</summary>
    public string Key { get; private init; } = "";

    public bool IsEmpty => Key.Length == 0;

    /// <exception cref="MapRequestError">The ring is no ring, or an area is half named.</exception>
    public static SiteFilter Read(QueryParameters query)
    {
        var chosen = FacetNames
            .Select(name => (Facet: name, Codes: (IReadOnlyList<string>)[.. (query.FindText(name, LongestFacet) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Order(StringComparer.Ordinal)]))
            .Where(facet => facet.Codes.Count > 0 || query.Has(facet.Facet))
            .ToList();
        var (area, kind, vintage) = (query.FindText("area"), query.FindText("areaKind"), query.FindText("vintage"));
        if (area is null && (kind ?? vintage) is not null)
            throw new MapRequestError("'areaKind' and 'vintage' say which area is meant: give its code as 'area' too.");
        var ring = query.FindText("within", LongestRing) is { } text ? Ring(text) : null;
        // Escaped, so that no code can pass for another condition.
        var parts = chosen.Select(facet => $"{facet.Facet}={string.Join(',', facet.Codes.Select(Uri.EscapeDataString))}").ToList();
        if (area is not null) parts.Add($"area={string.Join('/', new[] { area, kind, vintage }.Select(part => Uri.EscapeDataString(part ?? "")))}");
        if (ring is not null) parts.Add($"within={string.Join(';', ring.Coordinates.Select(at => string.Create(CultureInfo.InvariantCulture, $"{at.X:R},{at.Y:R}")))}");
        return new() { Chosen = chosen, Area = area, AreaKind = kind, AreaVintage = vintage, Within = ring, Key = string.Join('&', parts) };
    }

    /// <summary>The filter of a query string such as <c>theme=libraries&amp;tenure=freehold</c>.</summary>
    /// <exception cref="MapRequestError">As <see cref="Read(QueryParameters)"/>, or a parameter is none of a filter's.</exception>
    public static SiteFilter Parse(string query) => Read(new QueryParameters(new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)), Parameters));

    private static Polygon Ring(string text)
    {
        var corners = text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(corner => corner.Split(',') is [var longitude, var latitude] && Number(longitude, 180) is { } x && Number(latitude, 90) is { } y
            ? new Coordinate(x, y)
            : throw new MapRequestError($"'within' is a ring of longitude,latitude;longitude,latitude in degrees; '{(corner.Length > 40 ? corner[..40] : corner)}' is no such corner.")).ToList();
        if (corners.Count > 1 && corners[0].Equals2D(corners[^1])) corners.RemoveAt(corners.Count - 1);
        if (corners.Count < 3) throw new MapRequestError("'within' needs at least three corners.");
        if (corners.Count > MostVertices) throw new MapRequestError($"'within' has {corners.Count} corners; at most {MostVertices} are taken.");
        var ring = new GeometryFactory(new PrecisionModel(), Database.Crs.Wgs84).CreatePolygon([.. corners, corners[0]]);
        return ring.IsValid ? ring : throw new MapRequestError("The lines of 'within' cross each other or enclose nothing.");
    }

    private static double? Number(string text, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= most ? number : null;
}
