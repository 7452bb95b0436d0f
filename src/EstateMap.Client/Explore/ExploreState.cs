using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>The whole state of Explore, as it stands in the address.</summary>
public sealed record ExploreState
{
    /// <summary>Null shows the whole place.</summary>
    public MapCentre? View { get; init; }

    /// <summary>What <see cref="Layers"/> holds when every theme was asked for.</summary>
    public static readonly ValueList<string> AllLayers = ["all"];

    /// <summary>Theme codes that are shown, in ordinal order; null shows those that Explore starts with, an empty list none, <see cref="AllLayers"/> all.</summary>
    public ValueList<string>? Layers { get; init; }

    /// <summary>Theme codes that Explore starts with, in ordinal order; null is all. Not in the address.</summary>
    public ValueList<string>? FirstLayers { get; init; }

    /// <summary>Theme codes that are drawn and listed, <see cref="Facet.NoValue"/> for sites without a use among them; null is all.</summary>
    public ValueList<string>? ShownLayers => Layers switch
    {
        null => FirstLayers,
        ["all"] => null,
        _ => Layers,
    };

    /// <summary>Codes chosen in the facets.</summary>
    public FacetCodes Facets { get; init; } = FacetCodes.None;

    /// <summary>Null is the newest wards, or the coarsest kind there is.</summary>
    public BoundaryChoice? Boundaries { get; init; }

    /// <summary>Only sites in this area.</summary>
    public AreaChoice? Area { get; init; }

    /// <summary>The area that <see cref="Area"/> is compared with.</summary>
    public AreaChoice? Compare { get; init; }

    /// <summary>Only sites within this drawn ring, whose first corner is not repeated.</summary>
    public ValueList<LonLat>? Within { get; init; }

    /// <summary>The measure that colours the areas; null leaves them plain.</summary>
    public IndicatorChoice? Indicator { get; init; }

    /// <summary>Where the nearest of each kind is looked for from.</summary>
    public LonLat? Near { get; init; }

    /// <summary>Global id of the site whose card is open.</summary>
    public string? Site { get; init; }

    public ViewMode Mode { get; init; }

    public TableSort Sort { get; init; } = TableSort.Default;

    /// <summary>Keys of <see cref="SiteColumn"/> beside the name, in their order there; null is those that the table starts with.</summary>
    public ValueList<string>? Columns { get; init; }

    /// <summary>Whether only sites that could not be located are wanted.</summary>
    public bool OnlyUnlocated => Facets["precision"] is ["UNLOCATED"];

    /// <summary>Whether anything but the layers narrows what is shown.</summary>
    public bool IsFiltered => !Facets.IsEmpty || Area is not null || Within is not null;

    /// <summary>Reads the query of an address; what it cannot read it leaves at its default.</summary>
    public static ExploreState Parse(string address)
    {
        var given = QueryText.Read(address);
        return new()
        {
            View = MapCentre.Parse(Of("view")),
            Layers = Of("layers") switch { null => null, "none" => [], var codes => ValueList.Sorted(Codes(codes)) },
            Facets = Facet.All.Aggregate(
                Of("located") is "no" ? FacetCodes.None.With("precision", ["UNLOCATED"]) : FacetCodes.None,
                (facets, facet) => Of(facet.Name) is { } codes ? facets.With(facet.Name, Codes(codes)) : facets),
            Boundaries = BoundaryChoice.Parse(Of("boundaries")),
            Area = AreaChoice.Parse(Of("area")),
            Compare = AreaChoice.Parse(Of("compare")),
            Within = LonLat.ParseRing(Of("within")),
            Indicator = IndicatorChoice.Parse(Of("indicator"), Of("classes"), Of("bins")),
            Near = LonLat.Parse(Of("near")),
            Site = Of("site") is { Length: > 0 } site ? site : null,
            Mode = Of("mode") switch { "table" => ViewMode.Table, "both" => ViewMode.Both, _ => ViewMode.Map },
            Sort = TableSort.Parse(Of("sort")),
            Columns = Of("columns") is { } columns ? SiteColumn.Choose(Codes(columns)) : null,
        };

        string? Of(string name) => given.GetValueOrDefault(name);
    }

    /// <summary>Where the page stands so.</summary>
    public string Href => ToQuery() is { Length: > 0 } query ? $"explore?{query}" : "explore";

    /// <summary>The query without its question mark; defaults are left out, so that two equal states have one address.</summary>
    public string ToQuery()
    {
        var query = new QueryText();
        query.Add("mode", Mode is ViewMode.Map ? null : Mode.ToString().ToLowerInvariant());
        query.Add("area", Area?.ToString());
        query.Add("compare", Compare?.ToString());
        query.Add("within", Within is null ? null : LonLat.FormatRing(Within));
        query.Add("near", Near?.ToString());
        query.Add("layers", Layers is null ? null : Layers.Count == 0 ? "none" : string.Join(',', Layers));
        foreach (var (facet, codes) in Facets.Chosen)
            query.Add(facet.Name, string.Join(',', codes));
        query.Add("boundaries", Boundaries?.ToString());
        query.Add("indicator", Indicator?.Code);
        query.Add("classes", Indicator?.Method is Classes.Quantile ? null : Indicator?.Method);
        query.Add("bins", Indicator?.Bins is Classes.Usual ? null : Indicator?.Bins.ToString(CultureInfo.InvariantCulture));
        query.Add("sort", Sort == TableSort.Default ? null : Sort.ToString());
        query.Add("columns", Columns is null ? null : string.Join(',', Columns.Prepend("name")));
        query.Add("site", Site);
        query.Add("view", View?.ToString());
        return query.ToString();
    }

    /// <summary>Whether a theme is drawn and listed.</summary>
    public bool Shows(string theme) => ShownLayers is null || ShownLayers.Contains(theme);

    /// <summary>Shows or hides one theme out of all there are.</summary>
    public ExploreState WithLayer(string theme, bool shown, IEnumerable<string> all)
    {
        var themes = all.ToHashSet(StringComparer.Ordinal);
        var layers = ValueList.Sorted(themes.Where(code => code == theme ? shown : Shows(code)));
        return layers.Count == themes.Count ? WithAllLayers() : this with { Layers = layers.Equals(FirstLayers) ? null : layers };
    }

    /// <summary>Shows every theme.</summary>
    public ExploreState WithAllLayers() => this with { Layers = FirstLayers is null ? null : AllLayers };

    /// <summary>Ticks one code of a facet or not.</summary>
    public ExploreState WithCode(string facet, string code, bool isChosen) => this with { Facets = Facets.With(facet, code, isChosen) };

    /// <summary>Without any filter, so that only layers say what is shown.</summary>
    public ExploreState WithoutFilters() => this with { Facets = FacetCodes.None, Area = null, Within = null };

    private static string[] Codes(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
