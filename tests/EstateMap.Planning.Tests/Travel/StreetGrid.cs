using EstateMap.Planning.Travel;

namespace EstateMap.Planning.Tests.Travel;

/// <summary>Networks whose answers can be reckoned in the head.</summary>
internal static class StreetGrid
{
    /// <summary>Streets every 100 m, <paramref name="side"/> crossings each way; crossing (column, row) is node row * side + column and stands at (100 column, 100 row).</summary>
    public static Streets Of(int side)
    {
        var edges = new List<(int From, int To)>();
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var node = (row * side) + column;
                if (column < side - 1) edges.Add((node, node + 1));
                if (row < side - 1) edges.Add((node, node + side));
            }

        return Of([.. Enumerable.Range(0, side * side).Select(node => (100.0 * (node % side), 100.0 * (node / side)))], [.. edges.Select(edge => (edge.From, edge.To, 100_000))]);
    }

    /// <summary>Straight edges between nodes.</summary>
    public static Streets Of((double X, double Y)[] nodes, (int From, int To, int Length_mm)[] edges) => new()
    {
        Nodes = nodes.Length,
        From = [.. edges.Select(edge => edge.From)],
        To = [.. edges.Select(edge => edge.To)],
        Length_mm = [.. edges.Select(edge => edge.Length_mm)],
        FirstPoint = [.. Enumerable.Range(0, edges.Length + 1).Select(edge => 2 * edge)],
        X = [.. edges.SelectMany(edge => new[] { nodes[edge.From].X, nodes[edge.To].X })],
        Y = [.. edges.SelectMany(edge => new[] { nodes[edge.From].Y, nodes[edge.To].Y })],
    };
}
