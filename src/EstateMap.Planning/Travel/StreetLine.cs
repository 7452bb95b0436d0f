namespace EstateMap.Planning.Travel;

/// <summary>A line of a street file, in degrees (WGS84).</summary>
/// <param name="Row">Number of the feature in its file, from 1.</param>
/// <param name="StartNode">What the publisher calls the node it starts at; null when it does not say.</param>
/// <param name="EndNode">What the publisher calls the node it ends at.</param>
/// <param name="Kind">The publisher's word for what it is: "Local Road", "footway".</param>
/// <param name="Name">Of the street.</param>
/// <param name="IsPath">A path of a second file, whose ends are led to the nearest street.</param>
public sealed record StreetLine(int Row, double[] Longitudes, double[] Latitudes, string? StartNode = null, string? EndNode = null, string? Kind = null, string? Name = null, bool IsPath = false)
{
    public int Points => Longitudes.Length;

    /// <summary>The line from one of its points to another.</summary>
    public StreetLine Part(int first, int last) => this with
    {
        Longitudes = Longitudes[first..(last + 1)],
        Latitudes = Latitudes[first..(last + 1)],
        StartNode = first == 0 ? StartNode : null,
        EndNode = last == Points - 1 ? EndNode : null,
    };
}

/// <summary>A line that did not become part of a network.</summary>
/// <param name="Code">Stable: no-length, not-a-position, too-long, duplicate, not-walkable, not-a-line.</param>
public sealed record DroppedLine(int Row, string Code, string Why, bool IsPath = false);

/// <summary>What one walks along between two nodes.</summary>
/// <param name="Length_mm">Over the ground.</param>
public sealed record StreetEdge(int From, int To, int Length_mm, StreetLine Line);

/// <summary>Nodes and edges that were made of lines.</summary>
/// <param name="Nodes">[node], degrees.</param>
/// <param name="Dropped">In the order of the lines.</param>
/// <param name="LooseEnds">Ends of paths that no street is near enough to.</param>
public sealed record StreetNetwork(IReadOnlyList<(double Longitude, double Latitude)> Nodes, IReadOnlyList<StreetEdge> Edges, IReadOnlyList<DroppedLine> Dropped, int LooseEnds = 0)
{
    /// <summary>A plane whose place is in the middle of the network.</summary>
    public static LocalPlane PlaneOf(IEnumerable<(double Longitude, double Latitude)> places)
    {
        var (west, south, east, north) = (180.0, 90.0, -180.0, -90.0);
        foreach (var (longitude, latitude) in places)
            (west, south, east, north) = (Math.Min(west, longitude), Math.Min(south, latitude), Math.Max(east, longitude), Math.Max(north, latitude));
        return new LocalPlane((west + east) / 2, (south + north) / 2);
    }

    /// <summary>The network as arrays on a plane.</summary>
    public Streets ToStreets(LocalPlane plane) => ToStreets(Nodes.Count, Edges, plane);

    internal static Streets ToStreets(int nodes, IReadOnlyList<StreetEdge> edges, LocalPlane plane)
    {
        var firstPoint = new int[edges.Count + 1];
        for (var edge = 0; edge < edges.Count; edge++) firstPoint[edge + 1] = firstPoint[edge] + edges[edge].Line.Points;
        var (x, y) = (new double[firstPoint[^1]], new double[firstPoint[^1]]);
        for (var edge = 0; edge < edges.Count; edge++)
            for (var point = 0; point < edges[edge].Line.Points; point++)
                (x[firstPoint[edge] + point], y[firstPoint[edge] + point]) = plane.ToPlane(edges[edge].Line.Longitudes[point], edges[edge].Line.Latitudes[point]);
        return new Streets
        {
            Nodes = nodes,
            FirstPoint = firstPoint,
            X = x,
            Y = y,
            From = [.. edges.Select(edge => edge.From)],
            To = [.. edges.Select(edge => edge.To)],
            Length_mm = [.. edges.Select(edge => edge.Length_mm)],
        };
    }
}
