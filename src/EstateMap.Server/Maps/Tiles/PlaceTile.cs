using System.Buffers;
using System.Text;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Maps.Tiles;

/// <summary>Layer <c>places</c> of the ground: names of places with how many sites each has, for maps without a base map.</summary>
internal static class PlaceTile
{
    public static byte[] Write(SiteIndex index, int zoom, uint column, uint row)
    {
        var layer = new MvtLayer("places", "name", "count");
        foreach (var place in index.Places)
        {
            var (x, y) = (MvtLayer.Units(place.X, column, zoom), MvtLayer.Units(place.Y, row, zoom));
            if (x is >= 0 and < MvtLayer.Extent && y is >= 0 and < MvtLayer.Extent)
                layer.Add(0, x, y, layer.Text(Encoding.UTF8.GetBytes(place.Name)), layer.Number((uint)place.Sites));
        }
        var tile = new ArrayBufferWriter<byte>();
        layer.WriteTo(tile);
        return tile.WrittenSpan.ToArray();
    }
}
