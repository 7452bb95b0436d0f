using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>What fills the space beside the panel.</summary>
public enum ViewMode { Map, Table, Both }

/// <summary>Centre of the map in WGS84 degrees, and Leaflet's zoom.</summary>
public readonly record struct MapCentre(double Latitude, double Longitude, double Zoom);

/// <summary>A kind of boundary and its vintage.</summary>
public sealed record BoundaryChoice(string Kind, string Vintage)
{
    /// <summary>The choice of showing no boundaries.</summary>
    public static readonly BoundaryChoice None = new("none", "");
}

/// <summary>One area by kind, vintage and code.</summary>
public sealed record AreaChoice(string Kind, string Vintage, string Code);

/// <summary>How the table is ordered: a key of <see cref="SiteOrder"/>.</summary>
public sealed record TableSort(string Column, bool Descending)
{
    public static readonly TableSort Default = new("name", false);
}

/// <summary>The whole state of Explore, as it stands in the address.</summary>
public sealed record ExploreState
{
    /// <summary>Null shows the whole place.</summary>
    public MapCentre? View { get; init; }

    /// <summary>What <see cref="Layers"/> holds when every theme was asked for.</summary>
    public static readonly IReadOnlyList<string> AllLayers = ["all"];

    /// <summary>Theme codes that are shown, in ordinal order; null shows those that Explore starts with, an empty list none, <see cref="AllLayers"/> all.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Theme codes that Explore starts with, in ordinal order; null is all. Not in the address.</summary>
    public IReadOnlyList<string>? FirstLayers { get; init; }

    /// <summary>Theme codes that are drawn and listed; null is all. Sites that could not be located are listed whatever their theme.</summary>
    public IReadOnlyList<string>? ShownLayers => Layers switch
    {
        null => OnlyUnlocated ? null : FirstLayers,
        ["all"] => null,
        _ => Layers,
    };

    /// <summary>Null is the newest wards, or the coarsest kind there is.</summary>
    public BoundaryChoice? Boundaries { get; init; }

    public AreaChoice? Area { get; init; }

    /// <summary>Global id of the site whose card is open.</summary>
    public string? Site { get; init; }

    public ViewMode Mode { get; init; }

    public TableSort Sort { get; init; } = TableSort.Default;

    /// <summary>True lists only sites that could not be located.</summary>
    public bool OnlyUnlocated { get; init; }

    /// <summary>Reads the query of an address; what it cannot read it leaves at its default.</summary>
    public static ExploreState Parse(string address)
    {
        var state = new ExploreState();
        foreach (var (name, value) in Pairs(address))
            state = name switch
            {
                "view" => state with { View = ParseView(value) },
                "layers" => state with { Layers = ParseLayers(value) },
                "boundaries" => state with { Boundaries = ParseBoundaries(value) },
                "area" => state with { Area = value.Split(':', 3) is [var kind, var vintage, { Length: > 0 } code] ? new(kind, vintage, code) : null },
                "site" => state with { Site = value is "" ? null : value },
                "mode" => state with { Mode = value switch { "table" => ViewMode.Table, "both" => ViewMode.Both, _ => ViewMode.Map } },
                "sort" => state with { Sort = ParseSort(value) },
                "located" => state with { OnlyUnlocated = value is "no" },
                _ => state,
            };
        return state;
    }

    /// <summary>The query without its question mark; defaults are left out, so that two equal states have one address.</summary>
    public string ToQuery()
    {
        var parts = new List<string>();
        Add("mode", Mode is ViewMode.Map ? null : Mode.ToString().ToLowerInvariant());
        Add("area", Area is { } area ? $"{area.Kind}:{area.Vintage}:{area.Code}" : null);
        Add("layers", Layers is null ? null : Layers.Count == 0 ? "none" : string.Join(',', Layers));
        Add("boundaries", Boundaries is null ? null : Boundaries == BoundaryChoice.None ? "none" : $"{Boundaries.Kind}:{Boundaries.Vintage}");
        Add("located", OnlyUnlocated ? "no" : null);
        Add("sort", Sort == TableSort.Default ? null : Sort.Column + (Sort.Descending ? ".desc" : ""));
        Add("site", Site);
        Add("view", View is { } view ? string.Create(CultureInfo.InvariantCulture, $"{view.Latitude:0.#####},{view.Longitude:0.#####},{view.Zoom:0.##}") : null);
        return string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add($"{name}={Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)}");
        }
    }

    /// <summary>Whether a theme is drawn and listed.</summary>
    public bool Shows(string theme) => ShownLayers is null || ShownLayers.Contains(theme);

    /// <summary>Shows or hides one theme out of all there are.</summary>
    public ExploreState WithLayer(string theme, bool shown, IEnumerable<string> all)
    {
        var themes = all.ToHashSet(StringComparer.Ordinal);
        var layers = themes.Where(code => code == theme ? shown : Shows(code)).Order(StringComparer.Ordinal).ToArray();
        return layers.Length == themes.Count ? WithAllLayers() : this with { Layers = FirstLayers is not null && layers.SequenceEqual(FirstLayers) ? null : layers };
    }

    /// <summary>Shows every theme.</summary>
    public ExploreState WithAllLayers() => this with { Layers = FirstLayers is null ? null : AllLayers };

    private static IEnumerable<(string Name, string Value)> Pairs(string address)
    {
        var start = address.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
            yield break;
        foreach (var pair in address[(start + 1)..].Split('#')[0].Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (pair.Split('=', 2) is [var name, var value])
                yield return (name, Uri.UnescapeDataString(value.Replace('+', ' ')));
    }

    private static MapCentre? ParseView(string value) =>
        value.Split(',') is [var latitude, var longitude, var zoom]
        && Number(latitude, -90, 90) is { } lat && Number(longitude, -180, 180) is { } lon && Number(zoom, 0, 22) is { } z
            ? new(lat, lon, z)
            : null;

    private static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static string[] ParseLayers(string value) => value is "none"
        ? []
        : [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static BoundaryChoice? ParseBoundaries(string value) => value switch
    {
        "none" => BoundaryChoice.None,
        _ => value.Split(':', 2) is [{ Length: > 0 } kind, { Length: > 0 } vintage] ? new(kind, vintage) : null,
    };

    private static TableSort ParseSort(string value)
    {
        var descending = value.EndsWith(".desc", StringComparison.Ordinal);
        var column = descending ? value[..^5] : value;
        return SiteOrder.IsKnown(column) ? new(column, descending) : TableSort.Default;
    }
}
