using System.Buffers.Binary;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace EstateMap.Import.Phases;

/// <summary>Geometry from bytes that nobody vouches for: counts are held against the bytes that are there before anything is made of them.</summary>
internal static class Coordinates
{
    private const int mostDepth = 16;

    /// <summary>The geometry of well-known binary (OGC 06-103r4, with Z and M either way), or null when it is broken or not finite.</summary>
    public static Geometry? OfWkb(byte[] wkb)
    {
        var end = EndOf(wkb, 0, 0);
        if (end != wkb.Length)
            return null;
        try
        {
            var shape = new WKBReader().Read(wkb);
            return IsFinite(shape) ? shape : null;
        }
        catch (Exception fault) when (fault is ParseException or ArgumentException or IOException or InvalidOperationException or NotSupportedException or FormatException or ArithmeticException)
        {
            // Rings of three points, rings that do not close: whatever the reader calls it, it is no geometry.
            return null;
        }
    }

    public static bool IsFinite(Geometry shape) => shape.Coordinates.All(c => double.IsFinite(c.X) && double.IsFinite(c.Y));

    /// <summary>Where a geometry that starts at a byte ends, or -1 when its counts do not fit in the bytes.</summary>
    private static int EndOf(ReadOnlySpan<byte> wkb, int at, int depth)
    {
        if (depth > mostDepth || wkb.Length - at < 5 || wkb[at] > 1)
            return -1;
        var isLittle = wkb[at] == 1;
        var type = Number(wkb, at + 1);
        var plain = type & 0x0FFF_FFFF;
        var dimensions = 2 + (type >> 31 & 1) + (type >> 30 & 1) + (plain / 1000 is 1 or 2 ? 1u : plain / 1000 == 3 ? 2u : 0u);
        var pointBytes = 8L * dimensions;
        var start = at + 5L + ((type & 0x2000_0000) != 0 ? 4 : 0);
        switch (plain % 1000)
        {
            case 1:
                return Within(wkb, start + pointBytes);
            case 2:
                return Points(wkb, start);
            case 3:
                return Each(wkb, Points);
            case >= 4 and <= 7:
                return Each(wkb, (bytes, from) => EndOf(bytes, (int)from, depth + 1));
            default:
                return -1;
        }

        uint Number(ReadOnlySpan<byte> bytes, long from) =>
            isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)from..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)from..]);

        int Points(ReadOnlySpan<byte> bytes, long from) => from + 4 > bytes.Length ? -1 : Within(bytes, from + 4 + Number(bytes, from) * pointBytes);

        int Each(ReadOnlySpan<byte> bytes, End end)
        {
            if (start + 4 > bytes.Length)
                return -1;
            var count = Number(bytes, start);
            var next = (int)start + 4;
            // The smallest part is a ring of none: four bytes.
            if (count > (bytes.Length - next) / 4)
                return -1;
            for (var i = 0u; i < count && next >= 0; i++)
                next = end(bytes, next);
            return next;
        }
    }

    private static int Within(ReadOnlySpan<byte> bytes, long end) => end <= bytes.Length ? (int)end : -1;

    private delegate int End(ReadOnlySpan<byte> bytes, long from);
}
