using CsCheck;
using EstateMap.Client.Explore;

namespace EstateMap.Client.Tests.Explore;

/// <summary>Random states of Explore.</summary>
internal static class ExploreStates
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abcXYZ019 _-&=?#%+/é"], 1, 12];
    private static readonly Gen<string> Code = Gen.String[Gen.Char["abcxyz019_&+%"], 1, 8];
    private static readonly Gen<LonLat> Point = Gen.Select(Gen.Int[-18_000_000, 18_000_000], Gen.Int[-9_000_000, 9_000_000], (lon, lat) => new LonLat(lon / 1e5, lat / 1e5));
    private static readonly Gen<AreaChoice> Area = Gen.Select(Code, Code, Word, (kind, vintage, code) => new AreaChoice(kind, vintage, code));

    private static readonly Gen<FacetCodes> Facets = Gen.Select(AnyOf(Facet.All.Select(facet => facet.Name).ToArray()), Gen.OneOf(Code, Gen.Const(Facet.NoValue)).Array[0, 4])
        .Array[0, 4].Select(chosen => chosen.Aggregate(FacetCodes.None, (codes, one) => codes.With(one.Item1, one.Item2)));

    private static readonly Gen<ExploreState> Where = Gen.Select(
        Facets,
        Code.Array[0, 6].Null(),
        Area.Null(),
        // The first corner is not repeated at the end: that would be the same ring again.
        Point.Array[3, LonLat.MostCorners].Where(ring => ring[0] != ring[^1]).Null(),
        (facets, layers, area, ring) => new ExploreState { Facets = facets, Layers = layers is null ? null : ValueList.Sorted(layers), Area = area, Within = ring is null ? null : new(ring) });

    private static readonly Gen<ExploreState> Sight = Gen.Select(
        Gen.Select(Gen.Int[-9_000_000, 9_000_000], Gen.Int[-18_000_000, 18_000_000], Gen.Int[0, 44], (lat, lon, zoom) => new MapCentre(lat / 1e5, lon / 1e5, zoom / 2.0)).Nullable(),
        Gen.OneOf(Gen.Const(BoundaryChoice.None), Gen.Select(Code, Word, (kind, vintage) => new BoundaryChoice(kind, vintage))).Null(),
        Area.Null(),
        Gen.Select(Code, AnyOf("quantile", "equal", "jenks"), Gen.Int[Classes.Fewest, Classes.Most], (code, method, bins) => new IndicatorChoice(code, method, bins)).Null(),
        Point.Nullable(),
        (view, boundaries, compare, indicator, near) => new ExploreState { View = view, Boundaries = boundaries, Compare = compare, Indicator = indicator, Near = near });

    private static readonly Gen<ExploreState> Table = Gen.Select(
        Word.Null(),
        Gen.Enum<ViewMode>(),
        Gen.Select(AnyOf("name", "street", "postcode", "owner", "floor_area", "updated"), Gen.Bool, (column, descending) => new TableSort(column, descending)),
        AnyOf(SiteColumn.All.Select(column => column.Key).ToArray()).Array[0, 8].Null(),
        (site, mode, sort, columns) => new ExploreState { Site = site, Mode = mode, Sort = sort, Columns = columns is null ? null : SiteColumn.Choose(columns) });

    private static Gen<string> AnyOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    internal static readonly Gen<ExploreState> All = Gen.Select(Where, Sight, Table, (where, sight, table) => where with
    {
        View = sight.View,
        Boundaries = sight.Boundaries,
        Compare = sight.Compare,
        Indicator = sight.Indicator,
        Near = sight.Near,
        Site = table.Site,
        Mode = table.Mode,
        Sort = table.Sort,
        Columns = table.Columns,
    });
}
