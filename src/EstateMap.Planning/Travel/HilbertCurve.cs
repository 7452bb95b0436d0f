namespace EstateMap.Planning.Travel;

/// <summary>Order along Hilbert's curve: what lies near each other on the ground comes near each other in memory (a search over shuffled nodes takes two to three times as long).</summary>
internal static class HilbertCurve
{
    private const int Bits = 16;

    /// <summary>Indices of the points, in the order in which the curve over their box meets them; equal places in the order given.</summary>
    public static int[] Order(double[] xs, double[] ys)
    {
        if (xs.Length == 0) return [];
        var (west, south) = (xs.Min(), ys.Min());
        var side = Math.Max(Math.Max(xs.Max() - west, ys.Max() - south), 1e-9);
        var keys = new ulong[xs.Length];
        // The index in the low half makes keys distinct, so that the order is the same everywhere.
        for (var at = 0; at < keys.Length; at++) keys[at] = ((ulong)Distance(Cell(xs[at] - west), Cell(ys[at] - south)) << 32) | (uint)at;
        var order = new int[keys.Length];
        for (var at = 0; at < order.Length; at++) order[at] = at;
        Array.Sort(keys, order);
        return order;

        uint Cell(double offset) => (uint)Math.Clamp(offset / side * ((1 << Bits) - 1), 0, (1 << Bits) - 1);
    }

    /// <summary>How far along the curve a cell is: https://en.wikipedia.org/wiki/Hilbert_curve, xy2d.</summary>
    private static uint Distance(uint x, uint y)
    {
        uint along = 0;
        for (var s = 1u << (Bits - 1); s > 0; s >>= 1)
        {
            var (right, up) = ((x & s) > 0 ? 1u : 0u, (y & s) > 0 ? 1u : 0u);
            along += s * s * ((3 * right) ^ up);
            if (up == 0)
            {
                if (right == 1) (x, y) = ((1u << Bits) - 1 - x, (1u << Bits) - 1 - y);
                (x, y) = (y, x);
            }
        }

        return along;
    }
}
