using System.Buffers;
using EstateMap.Server.Maps.Sites;

namespace EstateMap.Server.Maps.Tiles;

/// <summary>
/// Sites of a selection as a vector tile with two layers: <c>sites</c> (feature id = number of the site; name, themes apart by commas) and <c>clusters</c> (count, at the mean of its sites).
/// A tile has 8 x 8 cells. A cell with more sites than its zoom can show apart is one cluster; so what a tile costs depends on its cells and not on how many sites there are.
/// </summary>
internal static class SiteTile
{
    private const int CellZooms = 3;

    // 32 pixels of a tile drawn at 512: no symbol reaches further.
    private const int Buffer = 256;

    /// <summary>Most sites of a cell that are still drawn one by one.</summary>
    public static int MostApart(int zoom) => zoom switch { <= 11 => 2, 12 => 5, 13 => 9, 14 => 16, 15 => 30, 16 => 60, _ => int.MaxValue };

    public static byte[] Write(SiteSelection selection, int zoom, uint column, uint row)
    {
        var sites = new MvtLayer("sites", "name", "themes");
        var clusters = new MvtLayer("clusters", "count");
        var index = selection.Index;
        var cellZoom = zoom + CellZooms;
        var cellsOfWorld = 1L << cellZoom;
        var most = MostApart(zoom);
        // The ring of cells around the tile too: what lies in the buffer is drawn by both neighbours.
        for (var down = -1L; down <= 8; down++)
            for (var right = -1L; right <= 8; right++)
            {
                var (c, r) = (((long)column << CellZooms) + right, ((long)row << CellZooms) + down);
                if (c < 0 || r < 0 || c >= cellsOfWorld || r >= cellsOfWorld) continue;
                var (from, to) = index.InTile(cellZoom, (uint)c, (uint)r);
                var count = from >= to ? 0 : selection.CountBetween(from, to);
                if (count == 0) continue;
                if (count > most) AddCluster(clusters, selection, from, to, count, zoom, column, row);
                else AddSites(sites, selection, from, to, zoom, column, row);
            }
        var tile = new ArrayBufferWriter<byte>();
        clusters.WriteTo(tile);
        sites.WriteTo(tile);
        return tile.WrittenSpan.ToArray();
    }

    private static void AddSites(MvtLayer layer, SiteSelection selection, int from, int to, int zoom, uint column, uint row)
    {
        var index = selection.Index;
        for (var place = from; place < to; place++)
        {
            if (!selection.Has(place)) continue;
            var (x, y) = (MvtLayer.Units(index.X(place), column, zoom), MvtLayer.Units(index.Y(place), row, zoom));
            if (IsNear(x) && IsNear(y)) layer.Add((ulong)index.Id(place), x, y, layer.Text(index.NameUtf8(place)), layer.SharedText(index.ThemeSets[index.ThemeSetOf[place]]));
        }
    }

    private static void AddCluster(MvtLayer layer, SiteSelection selection, int from, int to, int count, int zoom, uint column, uint row)
    {
        // Of very many sites every so many-th is enough to say where their middle is.
        var step = Math.Max(1, (to - from) / 4096);
        double x = 0, y = 0;
        var counted = 0;
        for (var place = from; place < to; place += step)
        {
            if (!selection.Has(place)) continue;
            x += selection.Index.X(place);
            y += selection.Index.Y(place);
            counted++;
        }
        for (var place = from; counted == 0; place++)
        {
            if (!selection.Has(place)) continue;
            (x, y, counted) = (selection.Index.X(place), selection.Index.Y(place), 1);
        }
        var (right, down) = (MvtLayer.Units((uint)(x / counted), column, zoom), MvtLayer.Units((uint)(y / counted), row, zoom));
        if (IsNear(right) && IsNear(down)) layer.Add(0, right, down, layer.Number((uint)count));
    }

    private static bool IsNear(int units) => units >= -Buffer && units <= MvtLayer.Extent + Buffer;
}
