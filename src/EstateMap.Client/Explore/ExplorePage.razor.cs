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
    private (string? Point, string? Name) nearNamed;
    private (AreaChoice? Area, string? Name) areaNamed;
    private string? error;
    private string mapFault = "";
    private bool sheetOpen = true;
    private int generation;

    private BoundaryChoice Boundaries => state.Boundaries
        ?? (state.Area is { } area ? new BoundaryChoice(area.Kind, area.Vintage) : null)
        ?? Newest("ward") ?? (place?.AreaKinds is [var first, ..] ? new(first.Kind, first.Vintage) : BoundaryChoice.None);

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private Dictionary<string, int> TabMarks => new() { [FiltersTab] = state.Facets.Chosen.Sum(chosen => chosen.Codes.Count), [AreasTab] = (state.Area is null ? 0 : 1) + (state.Within is null ? 0 : 1) };

    /// <summary>What the area chosen is called; null while that is not known.</summary>
    private string? AreaLabel => state.Area is not { } area ? null : areaNamed.Area == area ? areaNamed.Name : AreNamed(area) ? areas.FirstOrDefault(known => known.Code == area.Code)?.Name : null;

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += AddressChanged;
        state = ExploreState.Parse(Navigation.Uri);
        tab = TabOf(state, new()) ?? LayersTab;
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
            themes = place.ThemeCodes;
            var first = ValueList.Sorted(themes.Except(place.Themes.Where(theme => !theme.IsShownFirst).Select(theme => theme.Code)));
            state = state with { FirstLayers = first.Count == themes.Count ? null : ValueList.Sorted(first.Append(Facet.NoValue)) };
            setup ??= new(Themes.Symbols(themes), place.Place.Bbox, BaseMap.Of(Settings));
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
            await Task.WhenAll(CountAsync(), NameAreasAsync(), NameChosenAsync(), LocateAsync());
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
        Look();
        StateHasChanged();
        await FitChosenAsync();
    }

    /// <summary>Somebody changed sites: counts, rows, the open card and what is drawn are read anew; what is chosen and where the map looks stay.</summary>
    private async Task ReadAnewAsync()
    {
        if (place is null)
            return;
        generation++;
        numbers.Forget();
        await Task.WhenAll(CountAsync(), map?.RefreshAsync() ?? Task.CompletedTask, card?.ReadAnewAsync() ?? Task.CompletedTask);
    }

    private Task CountAsync() => numbers.FollowAsync(state, state.Mode is ViewMode.Table ? null : bbox);

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

    private bool AreNamed(AreaChoice area) => areasOf?.Kind == area.Kind && areasOf.Vintage == area.Vintage;

    /// <summary>Asks what the area chosen is called, unless its neighbours are shown and named with it.</summary>
    private async Task NameChosenAsync()
    {
        if (state.Area is not { } area || areaNamed.Area == area || AreNamed(area))
            return;
        var name = (await Api.FindAreaNameAsync(area))?.Name;
        if (state.Area == area)
            areaNamed = (area, name);
    }

    private void Go(ExploreState next)
    {
        KeepFocus(next);
        if (next.Site is not null && next.Site != state.Site)
            sheetOpen = true;
        Navigate(next, replace: false);
    }

    private void Navigate(ExploreState next, bool replace)
    {
        if (next.Href == state.Href)
            return;
        // The browser tells of the new address some time later; a choice made meanwhile builds on this one.
        state = next;
        Navigation.NavigateTo(next.Href, replace: replace);
    }

    private void AddressChanged(object? sender, LocationChangedEventArgs changed)
    {
        var path = Navigation.ToBaseRelativePath(changed.Location).Split('?', '#')[0];
        if (path is not ("" or "explore"))
            return;
        var next = ExploreState.Parse(changed.Location) with { FirstLayers = state.FirstLayers };
        // What was chosen here comes back with fewer decimals, which is nothing new.
        if (next.ToQuery() != state.ToQuery())
            tab = TabOf(next, state) ?? tab;
        KeepFocus(next);
        state = next;
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
        nearNamed = (point is null ? null : new LonLat(point[0], point[1]).ToString(), name);
        Go(state with { Near = point is null ? null : new(point[0], point[1]), Site = null });
        if (map is not null && point is not null)
            await map.FlyToAsync(point[0], point[1], NearZoom);
    }

    private BoundaryChoice? Newest(string kind) =>
        place?.AreaKinds.Newest(kind) is { } newest ? new(newest.Kind, newest.Vintage) : null;

    /// <summary>The tab for what a state has that another had not; null when there is nothing.</summary>
    private static string? TabOf(ExploreState next, ExploreState before)
    {
        if (next.Near is not null && next.Near != before.Near)
            return NearTab;
        if ((next.Compare is not null && next.Compare != before.Compare) || (next.Area is not null && next.Area != before.Area) || (next.Within is not null && !next.Within.Equals(before.Within)))
            return AreasTab;
        return next.Facets.Chosen.Any(chosen => chosen.Codes.Any(code => !before.Facets.Has(chosen.Facet.Name, code))) ? FiltersTab : null;
    }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= AddressChanged;
        numbers.Dispose();
        await LeaveFocusAsync();
    }
}
