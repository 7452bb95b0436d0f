using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>What fills the space beside the panel.</summary>
public enum ViewMode { Map, Table, Both }

/// <summary>Centre of the map in WGS84 degrees, and Leaflet's zoom.</summary>
public readonly record struct MapCentre(double Latitude, double Longitude, double Zoom)
{
    /// <summary>"latitude,longitude,zoom"; null for anything else.</summary>
    public static MapCentre? Parse(string? text) =>
        text?.Split(',') is [var latitude, var longitude, var zoom]
        && Degrees.Number(latitude, -90, 90) is { } lat && Degrees.Number(longitude, -180, 180) is { } lon && Degrees.Number(zoom, 0, 22) is { } z
            ? new(lat, lon, z)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.#####},{Longitude:0.#####},{Zoom:0.##}");
}

/// <summary>A point in WGS84 degrees; five decimals are kept, about a metre.</summary>
public readonly record struct LonLat(double Longitude, double Latitude)
{
    /// <summary>Corners a drawn ring may have at most.</summary>
    public const int MostCorners = 200;

    /// <summary>"longitude,latitude"; null for anything else.</summary>
    public static LonLat? Parse(string? text) =>
        text?.Split(',') is [var longitude, var latitude] && Degrees.Number(longitude, -180, 180) is { } lon && Degrees.Number(latitude, -90, 90) is { } lat ? new(lon, lat) : null;

    /// <summary>The corners of a ring, the first not repeated at the end; null for what is no ring.</summary>
    public static ValueList<LonLat>? ParseRing(string? text)
    {
        var corners = text?.Split(';').Select(Parse).ToList() ?? [];
        if (corners.Count > 1 && corners[0] == corners[^1])
            corners.RemoveAt(corners.Count - 1);
        return corners.Count is < 3 or > MostCorners || corners.Contains(null) ? null : new([.. corners.OfType<LonLat>()]);
    }

    public static string FormatRing(IEnumerable<LonLat> ring) => string.Join(';', ring);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Longitude:0.#####},{Latitude:0.#####}");
}

/// <summary>A kind of boundary and its vintage.</summary>
public sealed record BoundaryChoice(string Kind, string Vintage)
{
    /// <summary>The choice of showing no boundaries.</summary>
    public static readonly BoundaryChoice None = new("none", "");

    /// <summary>"kind:vintage" or "none"; null for anything else.</summary>
    public static BoundaryChoice? Parse(string? text) => text is "none" ? None : text?.Split(':', 2) is [{ Length: > 0 } kind, { Length: > 0 } vintage] ? new(kind, vintage) : null;

    public override string ToString() => this == None ? "none" : $"{Kind}:{Vintage}";
}

/// <summary>One area by kind, vintage and code.</summary>
public sealed record AreaChoice(string Kind, string Vintage, string Code)
{
    /// <summary>"kind:vintage:code"; null for anything else.</summary>
    public static AreaChoice? Parse(string? text) =>
        text?.Split(':', 3) is [{ Length: > 0 } kind, { Length: > 0 } vintage, { Length: > 0 } code] ? new(kind, vintage, code) : null;

    public override string ToString() => $"{Kind}:{Vintage}:{Code}";
}

/// <summary>How the table is ordered: a key of <see cref="SiteOrder"/>.</summary>
public sealed record TableSort(string Column, bool Descending)
{
    public static readonly TableSort Default = new("name", false);

    /// <summary>"column" or "column.desc"; the default for anything else.</summary>
    public static TableSort Parse(string? text)
    {
        var descending = text?.EndsWith(".desc", StringComparison.Ordinal) == true;
        var column = descending ? text![..^5] : text;
        return column is not null && SiteOrder.IsKnown(column) ? new(column, descending) : Default;
    }

    public override string ToString() => Column + (Descending ? ".desc" : "");
}

/// <summary>The measure that colours the areas, and how its figures fall into classes.</summary>
/// <param name="Code">Code of the measure; after a full stop how a count is made comparable, where that is not the way it starts with: see <see cref="Measure"/>.</param>
/// <param name="Method"><c>quantile</c>, <c>equal</c> or <c>jenks</c>: see <see cref="Classes.Methods"/>.</param>
/// <param name="Bins">Classes wanted.</param>
public sealed record IndicatorChoice(string Code, string Method = Classes.Quantile, int Bins = Classes.Usual)
{
    /// <summary>Reads the three parameters of an address; null without a code, and the usual for what cannot be read.</summary>
    public static IndicatorChoice? Parse(string? code, string? method, string? bins) => string.IsNullOrEmpty(code)
        ? null
        : new(code, Classes.Methods.Any(known => known.Code == method) ? method! : Classes.Quantile,
            int.TryParse(bins, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Classes.Fewest and <= Classes.Most ? number : Classes.Usual);
}

internal static class Degrees
{
    internal static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
