using System.Numerics;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace EstateMap.Server.Maps.Sites;

/// <summary>What the chosen sites add up to; areas in square metres, NaN where no source gives any.</summary>
internal sealed record SelectionTotals(int Count, int Located, int Properties, int Buildings, int BuildingsKnown, double Counted_m2, double Repeated_m2, double Assumed_m2);

/// <summary>
/// The sites that one filter leaves, and what there would be under other choices: in each facet the counts are under every condition but that facet's own, so that ticking a second value shows what it would add.
/// One pass over the sites: what fails no condition counts everywhere, what fails one counts in the facet of that condition alone.
/// </summary>
internal sealed class SiteSelection
{
    private readonly ulong[] _chosen;
    private readonly int[] _before; // chosen sites before each word of 64

    private SiteSelection(SiteIndex index, ulong[] chosen, IReadOnlyList<int[]> counts, SelectionTotals totals)
    {
        (Index, _chosen, Counts, Totals) = (index, chosen, counts, totals);
        _before = new int[chosen.Length + 1];
        for (var word = 0; word < chosen.Length; word++) _before[word + 1] = _before[word] + BitOperations.PopCount(chosen[word]);
    }

    public SiteIndex Index { get; }

    /// <summary>By facet and number of its codes.</summary>
    public IReadOnlyList<int[]> Counts { get; }

    public SelectionTotals Totals { get; }

    /// <summary>About how many bytes it takes.</summary>
    public long Size => (_chosen.Length * 12L) + Counts.Sum(counts => (counts.Length * 4L) + 30) + 300;

    public bool Has(int place) => (_chosen[place >> 6] >> (place & 63) & 1) != 0;

    /// <summary>Chosen sites among places from .. to (not with).</summary>
    public int CountBetween(int from, int to) => Before(to) - Before(from);

    /// <summary>Ids of the chosen sites, ascending.</summary>
    public long[] Ids()
    {
        var ids = new List<long>(Totals.Count);
        for (var place = 0; place < Index.Count; place++)
            if (Has(place)) ids.Add(Index.Id(place));
        ids.Sort();
        return [.. ids];
    }

    /// <summary>By facet and number, the chosen sites in a box of Web Mercator (see <see cref="SiteIndex.X"/>). Unlike <see cref="Counts"/> under all conditions: what the map shows.</summary>
    public IReadOnlyList<int[]> CountInBox(uint west, uint north, uint east, uint south)
    {
        var counts = Index.Facets.Select(facet => new int[facet.Codes.Count]).ToArray();
        Index.Visit(west, north, east, south, place =>
        {
            if (!Has(place)) return;
            for (var facet = 0; facet < counts.Length; facet++)
                foreach (var number in Index.Facets[facet].Of(place)) counts[facet][number]++;
        });
        return counts;
    }

    /// <exception cref="MapRequestError">The filter names a code or an area that there is not.</exception>
    public static SiteSelection Of(SiteIndex index, SiteFilter filter)
    {
        var conditions = filter.Chosen.Select(chosen => Condition(index, chosen.Facet, chosen.Codes)).ToArray();
        var area = FindArea(index, filter);
        var ring = filter.Within is null ? null : new IndexedPointInAreaLocator(filter.Within);
        var box = filter.Within?.EnvelopeInternal;
        var facets = index.Facets;
        var counts = facets.Select(facet => new int[facet.Codes.Count]).ToArray();
        var chosen = new ulong[(index.Count + 63) / 64];
        int count = 0, located = 0, properties = 0, buildings = 0, known = 0;
        double counted = double.NaN, repeated = double.NaN, assumed = double.NaN;
        for (var place = 0; place < index.Count; place++)
        {
            var (failed, failures) = (-1, 0);
            foreach (var (facet, wanted) in conditions)
            {
                if (HasAny(facets[facet].Of(place), wanted)) continue;
                failed = facet;
                if (++failures > 1) break;
            }
            if (failures > 1 || (area is { } wantedArea && !Lies(index, place, wantedArea)) || (ring is not null && !IsInside(index, place, ring, box!))) continue;
            if (failures == 1)
            {
                foreach (var number in facets[failed].Of(place)) counts[failed][number]++;
                continue;
            }
            chosen[place >> 6] |= 1UL << (place & 63);
            for (var facet = 0; facet < counts.Length; facet++)
                foreach (var number in facets[facet].Of(place)) counts[facet][number]++;
            var figures = index.Figures[place];
            count++;
            if (place < index.Located) located++;
            properties += figures.Properties;
            buildings += figures.Buildings;
            known += figures.BuildingsKnown;
            counted = Add(counted, figures.Counted_m2);
            repeated = Add(repeated, figures.Repeated_m2);
            assumed = Add(assumed, figures.Assumed_m2);
        }
        return new(index, chosen, counts, new(count, located, properties, buildings, known, counted, repeated, assumed));
    }

    private int Before(int place) => _before[place >> 6] + ((place & 63) == 0 ? 0 : BitOperations.PopCount(_chosen[place >> 6] & ((1UL << (place & 63)) - 1)));

    private static double Add(double sum, double more) => double.IsNaN(more) ? sum : double.IsNaN(sum) ? more : sum + more;

    private static bool HasAny(ReadOnlySpan<int> numbers, bool[] wanted)
    {
        foreach (var number in numbers)
            if (wanted[number]) return true;
        return false;
    }

    private static bool Lies(SiteIndex index, int place, int area) => index.AreasOfSites.Numbers.AsSpan(index.AreasOfSites.Starts[place]..index.AreasOfSites.Starts[place + 1]).Contains(area);

    /// <summary>As ST_Within has it: a point on the line is not within.</summary>
    private static bool IsInside(SiteIndex index, int place, IndexedPointInAreaLocator ring, Envelope box)
    {
        if (place >= index.Located) return false;
        var at = new Coordinate(index.Longitude(place), index.Latitude(place));
        return box.Contains(at) && ring.Locate(at) == Location.Interior;
    }

    private static (int Facet, bool[] Wanted) Condition(SiteIndex index, string name, IReadOnlyList<string> codes)
    {
        var number = index.Facets.Select((facet, at) => (facet, at)).First(item => item.facet.Name == name).at;
        var facet = index.Facets[number];
        var wanted = new bool[facet.Codes.Count];
        foreach (var code in codes)
            wanted[facet.FindNumber(code) ?? throw Unknown(facet, code)] = true;
        return (number, wanted);
    }

    private static MapRequestError Unknown(Facet facet, string code)
    {
        const int Most = 30;
        var known = facet.Codes.Skip(1).ToList();
        var words = known.Count == 0 ? "none yet, because nothing is loaded" : string.Join(", ", known.Take(Most)) + (known.Count > Most ? $" and {known.Count - Most} more" : "");
        return new MapRequestError($"There is no {facet.Name} '{code}'; there is {words}.");
    }

    public static int? FindArea(SiteIndex index, SiteFilter filter)
    {
        if (filter.Area is null) return null;
        int? found = null;
        for (var number = 0; number < index.Areas.Count; number++)
        {
            var area = index.Areas[number];
            if (area.Code != filter.Area || (filter.AreaKind is not null && area.Kind != filter.AreaKind) || (filter.AreaVintage is not null && area.Vintage != filter.AreaVintage)) continue;
            if (found is not { } first) found = number;
            else if (index.Areas[first].Kind != area.Kind && index.Areas[first].Vintage == area.Vintage)
                throw new MapRequestError($"The code '{filter.Area}' is that of a {index.Areas[first].Kind} and of a {area.Kind}: say which with 'areaKind'.");
        }
        if (found is not null) return found;
        var which = string.Join(" and ", new[] { filter.AreaKind is null ? null : $"kind '{filter.AreaKind}'", filter.AreaVintage is null ? null : $"vintage '{filter.AreaVintage}'" }.OfType<string>());
        throw new MapRequestError($"There is no area with the code '{filter.Area}'{(which.Length > 0 ? $" of {which}" : "")}.");
    }
}
