using System.Collections.Concurrent;
using System.Text;

namespace EstateMap.Server.Maps.Sites;

/// <summary>What siteAggregates sums up of one site; areas in square metres, NaN where no source gives any.</summary>
internal readonly record struct SiteFigures(int Properties, int Buildings, int BuildingsKnown, double Counted_m2, double Repeated_m2, double Assumed_m2);

/// <summary>A place that addresses name, at the middle of its sites, in the units of <see cref="SiteIndex.X"/>.</summary>
internal sealed record NamedPlace(string Name, uint X, uint Y, int Sites);

internal sealed record IndexedArea(long Id, string Code, string Kind, string Vintage);

/// <summary>
/// All current sites that one caller may see, in memory: tiles, counts and rows of any filter come from here in milliseconds, where SQL under row policies takes seconds at 100,000 sites.
/// Sites stand in the order of their Morton codes (Morton 1966: bits of x and y by turns), so that a tile of any zoom, and a cell of a tile, is one range; those that are not located come last.
/// Read only; made by <see cref="SiteIndexLoader"/>.
/// </summary>
internal sealed class SiteIndex(long[] ids, int located, uint[] x, uint[] y, double[] longitudes, double[] latitudes, byte[] names, int[] nameStarts)
{
    private readonly Dictionary<long, int> _places = Enumerable.Range(0, ids.Length).ToDictionary(place => ids[place]);
    private readonly ulong[] _codes = [.. Enumerable.Range(0, located).Select(place => Morton(x[place], y[place]))];
    private HashSet<(string, string)>? _areaLayers;
    private readonly ConcurrentDictionary<string, Lazy<Task<int[]>>> _orders = new(StringComparer.Ordinal);

    public int Count => ids.Length;

    /// <summary>Sites 0 to this have a point.</summary>
    public int Located => located;

    public required SiteFigures[] Figures { get; init; }
    public required IReadOnlyList<Facet> Facets { get; init; }

    /// <summary>By newest vintage.</summary>
    public required IReadOnlyList<IndexedArea> Areas { get; init; }

    /// <summary>Kinds and vintages of areas, each once.</summary>
    public IReadOnlyCollection<(string Kind, string Vintage)> AreaLayers => _areaLayers ??= [.. Areas.Select(area => (area.Kind, area.Vintage))];

    public bool HasAreas(string kind, string vintage) => AreaLayers.Contains((kind, vintage));

    /// <summary>Numbers in <see cref="Areas"/> of those that each site lies in.</summary>
    public required (int[] Starts, int[] Numbers) AreasOfSites { get; init; }

    /// <summary>Largest first.</summary>
    public required IReadOnlyList<NamedPlace> Places { get; init; }

    /// <summary>Of each site its themes as texts for tiles: number in <see cref="ThemeSets"/>.</summary>
    public required int[] ThemeSetOf { get; init; }

    public required IReadOnlyList<byte[]> ThemeSets { get; init; }

    public long Id(int place) => ids[place];

    /// <summary>Web Mercator (EPSG:3857) from the north-western corner of the world, in units of 1/2^32 of its side.</summary>
    public uint X(int place) => x[place];

    public uint Y(int place) => y[place];

    public double Longitude(int place) => longitudes[place];

    public double Latitude(int place) => latitudes[place];

    public ReadOnlySpan<byte> NameUtf8(int place) => names.AsSpan(nameStarts[place], nameStarts[place + 1] - nameStarts[place]);

    public string Name(int place) => Encoding.UTF8.GetString(NameUtf8(place));

    public int? FindPlace(long id) => _places.TryGetValue(id, out var place) ? place : null;

    /// <summary>Places of the located sites in a tile: from, and up to but not with.</summary>
    public (int From, int To) InTile(int zoom, uint column, uint row)
    {
        if (zoom == 0) return (0, located);
        var shift = 64 - (2 * zoom);
        var first = Morton(column, row) << shift;
        var last = first | (shift == 0 ? 0 : (1UL << shift) - 1);
        return (Bound(first, after: false), Bound(last, after: true));
    }

    /// <summary>Calls for each located site in the box, in no order. Bounds are included.</summary>
    public void Visit(uint west, uint north, uint east, uint south, Action<int> visit) => Visit(0, 0, 0, 0, located, west, north, east, south, visit);

    /// <summary>An order of all sites, worked out once.</summary>
    public Task<int[]> OrderAsync(string name, Func<Task<int[]>> work) => _orders.GetOrAdd(name, _ => new Lazy<Task<int[]>>(async () =>
    {
        try
        {
            return await work();
        }
        catch
        {
            _orders.TryRemove(name, out var _);
            throw;
        }
    })).Value;

    private void Visit(int zoom, uint column, uint row, int from, int to, uint west, uint north, uint east, uint south, Action<int> visit)
    {
        const int Few = 24;
        if (from >= to) return;
        var side = zoom == 0 ? uint.MaxValue : (1U << (32 - zoom)) - 1;
        var (left, top) = zoom == 0 ? (0U, 0U) : (column << (32 - zoom), row << (32 - zoom));
        var (right, bottom) = (left + side, top + side);
        if (left > east || right < west || top > south || bottom < north) return;
        if (left >= west && right <= east && top >= north && bottom <= south)
        {
            for (var place = from; place < to; place++) visit(place);
            return;
        }
        if (to - from <= Few || zoom == 32)
        {
            for (var place = from; place < to; place++)
                if (x[place] >= west && x[place] <= east && y[place] >= north && y[place] <= south) visit(place);
            return;
        }
        for (var quarter = 0U; quarter < 4; quarter++)
        {
            var (c, r) = ((column << 1) | (quarter & 1), (row << 1) | (quarter >> 1));
            var (f, t) = InTile(zoom + 1, c, r);
            Visit(zoom + 1, c, r, f, t, west, north, east, south, visit);
        }
    }

    private int Bound(ulong code, bool after)
    {
        var (low, high) = (0, located);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_codes[middle] < code || (after && _codes[middle] == code)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Bits of x in even places, of y in odd ones.</summary>
    public static ulong Morton(uint x, uint y) => Spread(x) | (Spread(y) << 1);

    private static ulong Spread(uint number)
    {
        ulong bits = number;
        bits = (bits | (bits << 16)) & 0x0000FFFF0000FFFF;
        bits = (bits | (bits << 8)) & 0x00FF00FF00FF00FF;
        bits = (bits | (bits << 4)) & 0x0F0F0F0F0F0F0F0F;
        bits = (bits | (bits << 2)) & 0x3333333333333333;
        return (bits | (bits << 1)) & 0x5555555555555555;
    }
}
