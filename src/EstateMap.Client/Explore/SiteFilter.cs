namespace EstateMap.Client.Explore;

/// <summary>Filters of sites as the API takes them, made from what is chosen on screen.</summary>
public static class SiteFilter
{
    /// <summary>The area chosen, and only unlocated sites when that is chosen; null when neither is.</summary>
    public static object? OfPlace(ExploreState state) => All(Chosen(state, withLayers: false));

    /// <summary>As <see cref="OfPlace"/>, and only the themes that are shown.</summary>
    public static object? OfTable(ExploreState state) => All(Chosen(state, withLayers: true));

    /// <summary>An AreaFilterInput; a null code means every area of the kind and vintage.</summary>
    public static object Area(string kind, string vintage, string? code)
    {
        var filter = new Dictionary<string, object> { ["kind"] = Equal(kind) };
        if (vintage.Length > 0)
            filter["vintage"] = Equal(vintage);
        if (code is not null)
            filter["code"] = Equal(code);
        return filter;
    }

    private static IEnumerable<Dictionary<string, object>> Chosen(ExploreState state, bool withLayers)
    {
        if (state.Area is { } area)
            yield return new() { ["area"] = Area(area.Kind, area.Vintage, area.Code) };
        if (state.OnlyUnlocated)
            yield return new() { ["locationPrecision"] = Equal("UNLOCATED") };
        if (withLayers && state.ShownLayers is { } layers)
            yield return new() { ["theme"] = new Dictionary<string, object> { ["in"] = layers } };
    }

    private static Dictionary<string, object>? All(IEnumerable<Dictionary<string, object>> filters) => filters.ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => new() { ["and"] = several },
    };

    private static Dictionary<string, object> Equal(string value) => new() { ["eq"] = value };
}
