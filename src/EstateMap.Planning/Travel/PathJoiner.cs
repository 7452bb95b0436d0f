namespace EstateMap.Planning.Travel;

/// <summary>Leads the ends of paths to the streets that they come out on: files of rights of way share no node with files of roads.</summary>
/// <param name="nodes">Of the network; new ones are added.</param>
/// <param name="within">How far from a street an end may be, metres.</param>
internal sealed class PathJoiner(List<(double Longitude, double Latitude)> nodes, LocalPlane plane, double within)
{
    // A street is not cut so near to its end: the path leads there.
    private const int LeastPart_mm = 1_000;

    /// <summary>Cuts streets and adds edges; gives the number of ends that no street is near to.</summary>
    public int Join(List<StreetEdge> edges)
    {
        var streets = edges.FindAll(edge => !edge.Line.IsPath);
        var paths = edges.FindAll(edge => edge.Line.IsPath);
        var arrays = StreetNetwork.ToStreets(nodes.Count, streets, plane);
        var grid = new EdgeGrid(arrays, _ => true);
        var onStreets = streets.SelectMany(edge => new[] { edge.From, edge.To }).ToHashSet();
        // Where two paths end in one node, one walks on; but out onto a street there as well, if one is near.
        var ends = paths.SelectMany(edge => new[] { edge.From, edge.To }).Distinct().Where(node => !onStreets.Contains(node)).Order();
        var degree = paths.SelectMany(edge => new[] { edge.From, edge.To }).CountBy(node => node).ToDictionary();
        var (cuts, joins, loose) = (new List<(int Street, int Along_mm, int End)>(), new List<StreetEdge>(), 0);
        foreach (var end in ends)
        {
            var (x, y) = plane.ToPlane(nodes[end].Longitude, nodes[end].Latitude);
            var place = grid.Nearest(x, y);
            if (place.Off_mm <= within * 1000) cuts.Add((place.Edge, place.Along_mm, end));
            else if (degree[end] == 1) loose++;
        }

        var joined = new List<StreetEdge>(edges.Count + (2 * cuts.Count));
        var cutsOf = cuts.OrderBy(cut => cut.Along_mm).ThenBy(cut => cut.End).ToLookup(cut => cut.Street);
        for (var street = 0; street < streets.Count; street++) joined.AddRange(CutStreet(streets[street], cutsOf[street], joins));
        edges.Clear();
        edges.AddRange([.. joined, .. paths, .. joins]);
        return loose;
    }

    private IEnumerable<StreetEdge> CutStreet(StreetEdge street, IEnumerable<(int Street, int Along_mm, int End)> cuts, List<StreetEdge> joins)
    {
        var (rest, done_mm) = (street, 0);
        foreach (var (_, along, end) in cuts)
        {
            if (along - done_mm < LeastPart_mm) joins.Add(Straight(end, rest.From));
            else if (street.Length_mm - along < LeastPart_mm) joins.Add(Straight(end, street.To));
            else
            {
                var (before, after) = Split(rest, along - done_mm);
                joins.Add(Straight(end, after.From));
                yield return before;
                (rest, done_mm) = (after, along);
            }
        }

        yield return rest;
    }

    /// <summary>An edge in two, so many millimetres from its start; together they are as long.</summary>
    private (StreetEdge Before, StreetEdge After) Split(StreetEdge edge, int at_mm)
    {
        var (line, walked) = (edge.Line, 0.0);
        for (var point = 1; ; point++)
        {
            var piece = 1000 * StraightLine.Metres(line.Longitudes[point - 1], line.Latitudes[point - 1], line.Longitudes[point], line.Latitudes[point]);
            if (walked + piece < at_mm && point < line.Points - 1)
            {
                walked += piece;
                continue;
            }

            var share = piece > 0 ? Math.Clamp((at_mm - walked) / piece, 0, 1) : 0;
            var (longitude, latitude) = (line.Longitudes[point - 1] + (share * (line.Longitudes[point] - line.Longitudes[point - 1])), line.Latitudes[point - 1] + (share * (line.Latitudes[point] - line.Latitudes[point - 1])));
            var node = nodes.Count;
            nodes.Add((longitude, latitude));
            var before = line with { Longitudes = [.. line.Longitudes[..point], longitude], Latitudes = [.. line.Latitudes[..point], latitude], EndNode = null };
            var after = line with { Longitudes = [longitude, .. line.Longitudes[point..]], Latitudes = [latitude, .. line.Latitudes[point..]], StartNode = null };
            return (new StreetEdge(edge.From, node, at_mm, before), new StreetEdge(node, edge.To, edge.Length_mm - at_mm, after));
        }
    }

    private StreetEdge Straight(int from, int to)
    {
        var line = new StreetLine(0, [nodes[from].Longitude, nodes[to].Longitude], [nodes[from].Latitude, nodes[to].Latitude], Kind: "way onto the street", IsPath: true);
        return new StreetEdge(from, to, StreetBuilder.Length_mm(line), line);
    }
}
