using System.Buffers;
using System.Numerics;
using System.Text;

namespace EstateMap.Server.Maps.Tiles;

/// <summary>
/// One layer of points of a Mapbox Vector Tile 2.1 (https://github.com/mapbox/vector-tile-spec/tree/master/2.1), written as it comes; PostGIS's ST_AsMVT is what it is tested against.
/// Coordinates are units of <see cref="Extent"/> from the north-western corner and may lie in the buffer around the tile.
/// </summary>
internal sealed class MvtLayer(string name, params string[] keys)
{
    public const int Extent = 4096;

    // Field numbers and wire types of the specification's vector_tile.proto, as the tags that stand before the values.
    private const byte TileLayer = (3 << 3) | 2, LayerVersion = 15 << 3, LayerName = (1 << 3) | 2, LayerFeature = (2 << 3) | 2, LayerKey = (3 << 3) | 2, LayerValue = (4 << 3) | 2, LayerExtent = 5 << 3;
    private const byte FeatureId = 1 << 3, FeatureTags = (2 << 3) | 2, FeatureType = 3 << 3, FeatureGeometry = (4 << 3) | 2, ValueString = (1 << 3) | 2, ValueUnsigned = 5 << 3;
    private const byte Point = 1, MoveToOnce = (1 << 3) | 1;

    private readonly ArrayBufferWriter<byte> _features = new(4096), _values = new(4096);
    private readonly Dictionary<object, uint> _shared = [];
    private uint _valueCount;

    public int Count { get; private set; }

    /// <summary>A value for one feature alone.</summary>
    public uint Text(ReadOnlySpan<byte> utf8)
    {
        var length = 1 + SizeOf((uint)utf8.Length) + utf8.Length;
        Byte(_values, LayerValue);
        Number(_values, (uint)length);
        Byte(_values, ValueString);
        Bytes(_values, utf8);
        return _valueCount++;
    }

    /// <summary>A value that many features have, written once.</summary>
    public uint SharedText(byte[] utf8)
    {
        if (!_shared.TryGetValue(utf8, out var number)) _shared[utf8] = number = Text(utf8);
        return number;
    }

    public uint Number(uint value)
    {
        if (_shared.TryGetValue(value, out var number)) return number;
        Byte(_values, LayerValue);
        Number(_values, (uint)(1 + SizeOf(value)));
        Byte(_values, ValueUnsigned);
        Number(_values, value);
        return _shared[value] = _valueCount++;
    }

    /// <summary>A point with one value, numbered by <see cref="Text"/> and the like, for each key; an id of 0 is none.</summary>
    public void Add(ulong id, int x, int y, params ReadOnlySpan<uint> values)
    {
        var (right, down) = (ZigZag(x), ZigZag(y));
        var tags = 0;
        for (var key = 0; key < values.Length; key++) tags += SizeOf((uint)key) + SizeOf(values[key]);
        var geometry = 1 + SizeOf(right) + SizeOf(down);
        var length = (id == 0 ? 0 : 1 + SizeOf(id)) + 1 + SizeOf((uint)tags) + tags + 2 + 1 + SizeOf((uint)geometry) + geometry;
        Byte(_features, LayerFeature);
        Number(_features, (uint)length);
        if (id != 0)
        {
            Byte(_features, FeatureId);
            Number(_features, id);
        }
        Byte(_features, FeatureTags);
        Number(_features, (uint)tags);
        for (var key = 0; key < values.Length; key++)
        {
            Number(_features, (uint)key);
            Number(_features, values[key]);
        }
        Byte(_features, FeatureType);
        Byte(_features, Point);
        Byte(_features, FeatureGeometry);
        Number(_features, (uint)geometry);
        Byte(_features, MoveToOnce);
        Number(_features, right);
        Number(_features, down);
        Count++;
    }

    /// <summary>Appends the layer to a tile; a layer without features is left out.</summary>
    public void WriteTo(IBufferWriter<byte> tile)
    {
        if (Count == 0) return;
        var head = new ArrayBufferWriter<byte>();
        Byte(head, LayerVersion);
        Byte(head, 2);
        Byte(head, LayerName);
        Bytes(head, Encoding.UTF8.GetBytes(name));
        var tail = new ArrayBufferWriter<byte>();
        foreach (var key in keys)
        {
            Byte(tail, LayerKey);
            Bytes(tail, Encoding.UTF8.GetBytes(key));
        }
        var extent = new ArrayBufferWriter<byte>();
        Byte(extent, LayerExtent);
        Number(extent, Extent);
        Byte(tile, TileLayer);
        Number(tile, (uint)(head.WrittenCount + _features.WrittenCount + tail.WrittenCount + _values.WrittenCount + extent.WrittenCount));
        foreach (var part in new[] { head, _features, tail, _values, extent }) tile.Write(part.WrittenSpan);
    }

    /// <summary>Units from a tile's edge of a coordinate of the world (see <see cref="Sites.SiteIndex.X"/>). Halves go one way on both sides of an edge, so that a point lies in one tile alone.</summary>
    public static int Units(uint coordinate, uint tile, int zoom) => (int)Math.Floor(((((double)coordinate * (1L << zoom) / 4294967296.0) - tile) * Extent) + 0.5);

    private static uint ZigZag(int number) => (uint)((number << 1) ^ (number >> 31));

    /// <summary>Bytes of a number as protocol buffers write it: seven bits each.</summary>
    private static int SizeOf(ulong number) => number == 0 ? 1 : (70 - BitOperations.LeadingZeroCount(number)) / 7;

    private static void Byte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void Number(IBufferWriter<byte> output, ulong number)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        output.Advance(length);
    }

    private static void Bytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Number(output, (uint)bytes.Length);
        output.Write(bytes);
    }
}
