using EstateMap.Client.Api;
using EstateMap.Client.Map;
using Microsoft.AspNetCore.Components.Routing;

namespace EstateMap.Client.Explore;

/// <summary>The Explore workspace: its state is the address, and everything shown follows from that.</summary>
public sealed partial class ExplorePage
{
    private const double CloseZoom = 16;
    private const double NearZoom = 15;
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
    private BoundaryChoice? areasOf;
    private string tab = LayersTab;
    private string? nearName;
    private string? error;
    private string mapFault = "";
    private bool sheetOpen = true;

    private BoundaryChoice Boundaries => state.Boundaries
        ?? (state.Area is { } area ? new BoundaryChoice(area.Kind, area.Vintage) : null)
        ?? Newest("ward") ?? (place?.AreaKinds is [var first, ..] ? new(first.Kind, first.Vintage) : BoundaryChoice.None);

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private Dictionary<string, int> TabMarks => new() { [FiltersTab] = state.Facets.Chosen.Sum(chosen => chosen.Codes.Count), [AreasTab] = (state.Area is null ? 0 : 1) + (state.Within is null ? 0 : 1) };

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
        error = null;
        // What was chosen is shown at once, its numbers when they come.
        Look();
        StateHasChanged();
        try
        {
            await Task.WhenAll(CountAsync(), NameAreasAsync(), LocateAsync());
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
        Look();
        StateHasChanged();
        await FitChosenAsync();
    }

    private Task CountAsync() => numbers.FollowAsync(state, bbox);

    private async Task NameAreasAsync()
    {
        var shown = Boundaries;
        if (shown == areasOf)
            return;
        areasOf = shown;
        areas = [];
        if (shown == BoundaryChoice.None)
            return;
        try
        {
            var named = await Api.ListAreasAsync(shown.Kind, shown.Vintage);
            if (areasOf == shown)
                areas = named;
        }
        catch (ApiException)
        {
            areasOf = null; // so that trying again asks again
            throw;
        }
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
        if (query == state.ToQuery())
            return;
        // The browser tells of the new address some time later; a choice made meanwhile builds on this one.
        state = next;
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

    private void OpenSite(string id) => Go(state with { Site = id });

    private void ChooseArea(AreaChoice? choice)
    {
        toFit = choice;
        var shown = choice is null ? null : new BoundaryChoice(choice.Kind, choice.Vintage);
        Go(state with { Area = choice, Within = null, Boundaries = shown is null ? state.Boundaries : shown == Newest("ward") ? null : shown });
    }

    private async Task FoundAsync(SearchHit hit)
    {
        if (hit.Node is { Code: { } code, Kind: { } kind, Vintage: { } vintage })
        {
            tab = AreasTab;
            ChooseArea(new(kind, vintage, code));
            return;
        }
        if (hit.Node?.SiteId is { } site)
            OpenSite(site);
        if (map is not null && hit.Point is { } point)
            await map.FlyToAsync(point.Longitude, point.Latitude, CloseZoom);
    }

    private Task LookNearSiteAsync(double[] point)
    {
        tab = NearTab;
        return LookNearAsync(point, locatedName);
    }

    private Task LookNearAsync(double[]? point) => LookNearAsync(point, null);

    private async Task LookNearAsync(double[]? point, string? name)
    {
        nearName = name;
        Go(state with { Near = point is null ? null : new(point[0], point[1]), Site = null });
        if (map is not null && point is not null)
            await map.FlyToAsync(point[0], point[1], NearZoom);
    }

    private BoundaryChoice? Newest(string kind) =>
        place?.AreaKinds.Where(known => known.Kind == kind).MaxBy(known => known.Vintage, StringComparer.Ordinal) is { } newest ? new(newest.Kind, newest.Vintage) : null;

    public void Dispose()
    {
        Navigation.LocationChanged -= AddressChanged;
        numbers.Dispose();
    }
}
