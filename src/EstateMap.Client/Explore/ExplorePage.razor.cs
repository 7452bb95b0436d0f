using EstateMap.Client.Api;
using EstateMap.Client.Map;
using Microsoft.AspNetCore.Components.Routing;

namespace EstateMap.Client.Explore;

/// <summary>The Explore workspace: its state is the address, and everything shown follows from that.</summary>
public sealed partial class ExplorePage
{
    private const double CloseZoom = 16;
    private const string LayersTab = "Layers";
    private const string FiltersTab = "Filters";
    private const string AreasTab = "Areas";
    private const string NearTab = "Near";
    private static readonly string[] Tabs = [LayersTab, FiltersTab, AreasTab, NearTab, "Share"];

    private ExploreState state = new();
    private PlaceAnswer? place;
    private FacetNumbers numbers = null!;
    private IReadOnlyList<AreaName> areas = [];
    private IReadOnlyList<string> themes = [];
    private IReadOnlyDictionary<string, string> useLabels = new Dictionary<string, string>();
    private IReadOnlyDictionary<string, string> kindLabels = new Dictionary<string, string>();
    private MapSetup? setup;
    private MapSights sights = new(null, null, null, null, null, null);
    private MapView? map;
    private BoundaryChoice? areasOf;
    private string tab = LayersTab;
    private string? error;
    private string mapFault = "";
    private bool sheetOpen = true;

    private BoundaryChoice Boundaries => state.Boundaries
        ?? (state.Area is { } area ? new BoundaryChoice(area.Kind, area.Vintage) : null)
        ?? Newest("ward") ?? (place?.AreaKinds is [var first, ..] ? new(first.Kind, first.Vintage) : BoundaryChoice.None);

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private Dictionary<string, int> TabMarks => new() { [FiltersTab] = state.Facets.Chosen.Sum(chosen => chosen.Codes.Count), [AreasTab] = (state.Area is null ? 0 : 1) + (state.Within is null ? 0 : 1) };

    // Sites that are not located cannot be drawn.
    private string? SitesUrl => state switch
    {
        { OnlyUnlocated: true } => null,
        { Area: { } area } => $"maps/sites.geojson?area={Uri.EscapeDataString(area.Code)}&areaKind={Uri.EscapeDataString(area.Kind)}&vintage={Uri.EscapeDataString(area.Vintage)}",
        _ => "maps/sites.geojson",
    };

    private IEnumerable<string> Attributions => [.. place?.Place.Attributions ?? [], .. setup is { BaseMap: { UrlTemplate.Length: > 0 } baseMap } ? [baseMap.Attribution] : Array.Empty<string>()];

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += AddressChanged;
        state = ExploreState.Parse(Navigation.Uri);
        numbers = new(Api, () => InvokeAsync(StateHasChanged));
        await StartAsync();
    }

    private async Task StartAsync()
    {
        error = null;
        try
        {
            place = await Api.GetPlaceAsync();
            useLabels = place.Vocabulary.ToDictionary(word => word.Code, word => word.Label);
            kindLabels = place.AreaKinds.GroupBy(kind => kind.Kind).ToDictionary(kinds => kinds.Key, kinds => kinds.First().Label);
            themes = [.. place.Vocabulary.Select(word => word.Broader).OfType<string>().Distinct()];
            var first = ValueList.Sorted(themes.Except(place.Themes.Where(theme => !theme.IsShownFirst).Select(theme => theme.Code)));
            state = state with { FirstLayers = first.Count == themes.Count ? null : first };
            var baseMap = Settings.GetSection("BaseMap");
            setup ??= new([.. Themes.InOrder(themes).Select(theme => new MapSymbol(theme.Code, theme.Label, theme.Rank, theme.Colour, theme.Path))], place.Place.Bbox,
                new(baseMap["UrlTemplate"] ?? "", baseMap["Attribution"] ?? "", int.TryParse(baseMap["MaxZoom"], out var zoom) ? zoom : 19));
            await FollowAsync();
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
    }

    /// <summary>Brings what is shown into line with the state.</summary>
    private async Task FollowAsync()
    {
        if (place is null)
            return;
        Look();
        try
        {
            await Task.WhenAll(CountAsync(), NameAreasAsync());
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
        Look();
        StateHasChanged();
    }

    private void Look()
    {
        var shown = Boundaries;
        var next = new MapSights(
            state.View is { } view ? [view.Latitude, view.Longitude, view.Zoom] : null, state.ShownLayers, SitesUrl,
            shown == BoundaryChoice.None ? null : $"maps/areas/{Uri.EscapeDataString(shown.Kind)}/{Uri.EscapeDataString(shown.Vintage)}.geojson",
            state.Area is { } area && area.Kind == shown.Kind && area.Vintage == shown.Vintage ? area.Code : null, state.Site);
        sights = next with { View = sights.View is { } before && next.View is { } after && before.SequenceEqual(after) ? before : next.View };
    }

    private Task CountAsync() => numbers.FollowAsync(state, bbox: null);

    private async Task NameAreasAsync()
    {
        var shown = Boundaries;
        if (shown == areasOf)
            return;
        areasOf = shown;
        areas = [];
        if (shown == BoundaryChoice.None)
            return;
        var named = await Api.ListAreasAsync(shown.Kind, shown.Vintage);
        if (areasOf == shown)
            areas = named;
    }

    private void Go(ExploreState next)
    {
        if (next.Site is not null && next.Site != state.Site)
            sheetOpen = true;
        Navigate(next, replace: false);
    }

    private void Navigate(ExploreState next, bool replace)
    {
        var query = next.ToQuery();
        if (query != state.ToQuery())
            Navigation.NavigateTo("explore" + (query.Length > 0 ? "?" + query : ""), replace: replace);
    }

    private void AddressChanged(object? sender, LocationChangedEventArgs changed)
    {
        var path = Navigation.ToBaseRelativePath(changed.Location).Split('?', '#')[0];
        if (path is not ("" or "explore"))
            return;
        state = ExploreState.Parse(changed.Location) with { FirstLayers = state.FirstLayers };
        _ = InvokeAsync(FollowAsync);
    }

    private void Moved(double[] view) => Navigate(state with { View = new(view[0], view[1], view[2]) }, replace: true);

    private async Task ChooseAreaAsync(string code)
    {
        var shown = Boundaries;
        Go(state with { Area = code.Length == 0 ? null : new(shown.Kind, shown.Vintage, code), Boundaries = shown == Newest("ward") ? null : shown });
        if (map is not null && areas.FirstOrDefault(area => area.Code == code) is { } chosen)
            await map.FitAsync(chosen.Bbox);
    }

    private async Task FoundAsync(SearchHit hit)
    {
        if (hit.Node is { Code: { } code, Kind: { } kind, Vintage: { } vintage })
        {
            Go(state with { Area = new(kind, vintage, code), Boundaries = new(kind, vintage), Site = null });
            if (map is not null && hit.Node.Bbox is { } bbox)
                await map.FitAsync(bbox);
            return;
        }
        if (hit.Node?.SiteId is { } site)
            Go(state with { Site = site });
        if (map is not null && hit.Point is { } point)
            await map.FlyToAsync(point.Longitude, point.Latitude, CloseZoom);
    }

    private BoundaryChoice? Newest(string kind) =>
        place?.AreaKinds.Where(known => known.Kind == kind).MaxBy(known => known.Vintage, StringComparer.Ordinal) is { } newest ? new(newest.Kind, newest.Vintage) : null;

    public void Dispose()
    {
        Navigation.LocationChanged -= AddressChanged;
        numbers.Dispose();
    }
}
