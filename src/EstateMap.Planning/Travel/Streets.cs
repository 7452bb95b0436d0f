namespace EstateMap.Planning.Travel;

/// <summary>
/// A street network as arrays: nodes are ends and crossings, edges are what one walks along between them, in either direction.
/// </summary>
/// <remarks>Arrays are kept, not copied, and must not change afterwards. Positions are metres on a plane.</remarks>
public sealed record Streets
{
    /// <summary>[edge]: node at its start.</summary>
    public required int[] From { get; init; }

    /// <summary>[edge]: node at its end.</summary>
    public required int[] To { get; init; }

    /// <summary>[edge]: how long the walk along it is, in millimetres over the ground.</summary>
    public required int[] Length_mm { get; init; }

    /// <summary>[edge + 1]: where the edge's points begin in <see cref="X"/> and <see cref="Y"/>; from start to end, both included.</summary>
    public required int[] FirstPoint { get; init; }

    /// <summary>[point], metres.</summary>
    public required double[] X { get; init; }

    /// <summary>[point], metres.</summary>
    public required double[] Y { get; init; }

    /// <summary>Number of nodes; they are numbered from 0.</summary>
    public required int Nodes { get; init; }

    /// <summary>Number of edges.</summary>
    public int Edges => From.Length;

    /// <exception cref="ArgumentException">Two arrays that belong together differ in length, or an edge has no such node, no length or no shape; the message names it.</exception>
    public void Check()
    {
        if (To.Length != Edges || Length_mm.Length != Edges || FirstPoint.Length != Edges + 1 || X.Length != Y.Length || FirstPoint[^1] != X.Length)
            throw new ArgumentException("The arrays of a street network belong together and must agree in length.", nameof(From));
        for (var edge = 0; edge < Edges; edge++)
        {
            if ((uint)From[edge] >= (uint)Nodes || (uint)To[edge] >= (uint)Nodes) throw new ArgumentException($"Edge {edge} goes from node {From[edge]} to {To[edge]}; there are {Nodes}.", nameof(From));
            if (Length_mm[edge] < 0) throw new ArgumentException($"Edge {edge} is {Length_mm[edge]} mm long.", nameof(Length_mm));
            if (FirstPoint[edge + 1] - FirstPoint[edge] < 2) throw new ArgumentException($"Edge {edge} has fewer than two points.", nameof(FirstPoint));
        }

        for (var point = 0; point < X.Length; point++)
            if (!double.IsFinite(X[point]) || !double.IsFinite(Y[point])) throw new ArgumentException($"Point {point} is at {X[point]}, {Y[point]}.", nameof(X));
    }
}
