using System.Text;

namespace EstateMap.Testing;

/// <summary>
/// What a Mapbox Vector Tile of points holds (https://github.com/mapbox/vector-tile-spec/tree/master/2.1), counted so that ways which cluster can be held against ways which do not:
/// a feature with a whole number for <c>count</c> stands for so many. Inside means within the tile itself, without its buffer.
/// </summary>
public static class TileContent
{
    private const int Extent = 4096;
    private const int Layer = 3, LayerFeature = 2, LayerKey = 3, LayerValue = 4, FeatureTags = 2, FeatureGeometry = 4, ValueUnsigned = 5;

    /// <summary>Sites that stand in the tile or are counted there.</summary>
    public static int CountInside(ReadOnlySpan<byte> tile)
    {
        var inside = 0;
        while (Next(ref tile, out var field, out var content, out _))
            if (field == Layer)
                inside += CountLayer(content);
        return inside;
    }

    private static int CountLayer(ReadOnlySpan<byte> layer)
    {
        var (keys, values) = (new List<string>(), new List<int?>());
        var rest = layer;
        while (Next(ref rest, out var field, out var content, out _))
            if (field == LayerKey)
                keys.Add(Encoding.UTF8.GetString(content));
            else if (field == LayerValue)
                values.Add(Next(ref content, out var kind, out _, out var number) && kind == ValueUnsigned ? (int)number : null);
        var (count, inside) = (keys.IndexOf("count"), 0);
        while (Next(ref layer, out var field, out var content, out _))
            if (field == LayerFeature)
                inside += CountFeature(content, count, values);
        return inside;
    }

    private static int CountFeature(ReadOnlySpan<byte> feature, int count, List<int?> values)
    {
        var (stands, isInside) = (1, false);
        while (Next(ref feature, out var field, out var content, out _))
        {
            if (field == FeatureTags)
                while (content.Length > 0)
                    if (((int)Number(ref content), (int)Number(ref content)) is var (key, value) && key == count)
                        stands = values[value] ?? 1;
            if (field == FeatureGeometry && Number(ref content) > 0) // "move to", once
            {
                var (x, y) = (UnZigZag(Number(ref content)), UnZigZag(Number(ref content)));
                isInside = x is >= 0 and < Extent && y is >= 0 and < Extent;
            }
        }
        return isInside ? stands : 0;
    }

    // The next field of a message; a number where it is one, else its bytes.
    private static bool Next(ref ReadOnlySpan<byte> message, out int field, out ReadOnlySpan<byte> content, out ulong number)
    {
        (field, number) = (0, 0);
        content = default;
        if (message.Length == 0)
            return false;
        var tag = Number(ref message);
        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0: number = Number(ref message); return true;
            case 1: Take(ref message, 8, out content); return true;
            case 2: Take(ref message, (int)Number(ref message), out content); return true;
            case 5: Take(ref message, 4, out content); return true;
            default: throw new InvalidOperationException("This is no vector tile.");
        }
    }

    private static void Take(ref ReadOnlySpan<byte> message, int length, out ReadOnlySpan<byte> content)
    {
        content = message[..length];
        message = message[length..];
    }

    private static ulong Number(ref ReadOnlySpan<byte> message)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return number;
        }
    }

    private static long UnZigZag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);
}
