using NetTopologySuite.Geometries;

namespace EstateMap.Server.Graph;

/// <summary>Lists of what has a place take two arguments more: <c>bbox</c> and <c>near</c>.</summary>
internal static class Places
{
    /// <summary>A list with both. With <c>near</c> the nearest come first, and what is not located is left out.</summary>
    /// <param name="point">Expression of the place, in WGS84; of several points the nearest counts.</param>
    /// <param name="shape">The list without them.</param>
    /// <param name="inBox">Condition for <c>bbox</c> where that is more than the point's own: holds <c>{0}</c> where <c>s.geom</c> is compared.</param>
    public static ListShape List(ListShape shape, string point, string? inBox = null) => shape with
    {
        Condition = (arguments, parameters) =>
        {
            var box = inBox is null ? InBox(arguments, parameters, point) : inBox.Replace("{0}", InBox(arguments, parameters, "s.geom"), StringComparison.Ordinal);
            return $"{shape.Condition(arguments, parameters)} AND {(arguments.Given("bbox") is null ? "TRUE" : box)} AND {IsNear(arguments, parameters, point)}";
        },
        FirstOrder = (arguments, parameters) => FindNear(arguments) is { } near ? new Order($"({point}::geography <-> {parameters.Geometry(near.Geometry)}::geography)", OrderKind.Number) { IsNearest = IsColumn(point) } : null,
    };

    /// <summary>The condition that <c>bbox</c> makes: boxes that overlap, which for a point is the point within.</summary>
    public static string InBox(Arguments arguments, SqlParameters parameters, string column)
    {
        if (arguments.Given("bbox") is not IEnumerable<object?> given) return "TRUE";
        var box = given.OfType<double>().ToList();
        if (box.Count != 4 || box.Exists(value => !double.IsFinite(value))) throw GraphRequestError.BadArgument("`bbox` is [west, south, east, north] in WGS84 degrees.");
        return $"{column} && ST_MakeEnvelope({string.Join(", ", box.Select(parameters.Number))}, 4326)";
    }

    private static string IsNear(Arguments arguments, SqlParameters parameters, string point)
    {
        if (FindNear(arguments) is not { } near) return "TRUE";
        if (near.MaxDistance is not { } metres) return $"{point} IS NOT NULL";
        if (!double.IsFinite(metres) || metres < 0) throw GraphRequestError.BadArgument("`maxDistance` is a distance in metres, not negative.");
        var (geometry, distance) = (parameters.Geometry(near.Geometry), parameters.Number(metres));
        return IsColumn(point) ? Filters.Within(point, geometry, distance) : $"ST_DWithin({point}::geography, {geometry}::geography, {distance})";
    }

    /// <summary>Only what stands in the row itself has an index.</summary>
    private static bool IsColumn(string point) => !point.Contains('(', StringComparison.Ordinal);

    private static (Geometry Geometry, double? MaxDistance)? FindNear(Arguments arguments) =>
        arguments.Given("near") is IDictionary<string, object?> near
            ? ((Geometry)near["geometry"]!, near.TryGetValue("maxDistance", out var metres) && metres is not null ? Filters.ToDouble(metres) : null)
            : null;
}
