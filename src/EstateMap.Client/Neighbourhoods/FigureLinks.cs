using EstateMap.Client.Explore;

namespace EstateMap.Client.Neighbourhoods;

/// <summary>Where the rows behind a figure are: on the map under a filter, in a list of their own, or in the account of a source.</summary>
/// <param name="Area">Null for a drawn shape.</param>
/// <param name="Within">The drawn shape.</param>
public sealed record FigureLinks(AreaChoice? Area, ValueList<LonLat>? Within)
{
    /// <summary>The path that stands for a drawn shape instead of kind:vintage:code.</summary>
    public const string Drawn = "drawn";

    /// <summary>The area of an address: kind:vintage:code, or the word for a drawn shape and its corners; null where there is none.</summary>
    public static FigureLinks? Parse(string of, string? within) => of == Drawn
        ? LonLat.ParseRing(within) is { } ring ? new FigureLinks(null, ring) : null
        : AreaChoice.Parse(Uri.UnescapeDataString(of)) is { } area ? new FigureLinks(area, null) : null;

    /// <summary>The area's own page.</summary>
    public string Page => $"neighbourhoods/{(Area is null ? Drawn : Escaped(Area))}";

    /// <summary>The area's own page with all that its address needs.</summary>
    public string Address => Area is null ? $"{Page}?{Place}" : Page;

    /// <summary>What filters the map, the files and the lists by the area.</summary>
    private string Place => Area is null ? $"within={LonLat.FormatRing(Within!)}" : $"area={Escaped(Area)}";

    public string Of(Figure figure) => figure.Measure switch
    {
        "source" => $"data/sources/{Uri.EscapeDataString(figure.Key)}",
        "assets" or "organisations" or "organisations_home" or "links" or "people" or "people_share" or "grants" or "granted" or "granted_per_thousand" or "granted_in" or "hours" or "evening" or "weekend" or "hours_unknown" or "deprived_share" or "decile" or "vacant"
            => $"{Page}/rows?of={Uri.EscapeDataString(figure.Code)}{(Area is null ? $"&{Place}" : "")}",
        // What is near need not be in the area.
        "minutes" or "near" or "gap" or "concentration" or "lacking" or "beyond" => $"explore?mode=both&layers=all&{figure.Facet}={Uri.EscapeDataString(figure.Key)}",
        "unmeasured" => Explore("size=none"),
        "floor_area" or "floor_area_repeated" or "running_cost_m2" => Explore("sort=floor_area.desc"),
        _ when figure.Facet is { } facet => Explore($"{facet}={Uri.EscapeDataString(figure.Key)}"),
        _ => Explore(null),
    };

    /// <summary>The map, narrowed to the area.</summary>
    public string Explore(string? filter) => $"explore?mode=both&{Place}&layers=all{(filter is null ? "" : "&" + filter)}";

    /// <summary>The profile as a file.</summary>
    /// <param name="kind">html or csv.</param>
    public string File(string kind, AreaChoice? other, bool isDownload) => $"areas/profile.{kind}?"
        + (Area is null ? Place : $"area={Uri.EscapeDataString(Area.Code)}&areaKind={Uri.EscapeDataString(Area.Kind)}&vintage={Uri.EscapeDataString(Area.Vintage)}")
        + (other is null ? "" : $"&other={Uri.EscapeDataString(other.ToString())}") + (isDownload ? "&download=1" : "");

    private static string Escaped(AreaChoice area) => string.Join(':', new[] { area.Kind, area.Vintage, area.Code }.Select(Uri.EscapeDataString));
}
