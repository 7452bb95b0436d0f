using EstateMap.Client.Map;

namespace EstateMap.Client.Explore;

/// <summary>What the map of Explore shows, and what the reader does to it.</summary>
public sealed partial class ExplorePage
{
    private MapSights sights = MapSights.Nothing;
    private MapView? map;
    private SiteCard? card;
    private double[]? bbox;
    private AreaColours? colours;
    private SitePoint? located;
    private string? locatedName;
    private AreaChoice? toFit;
    private bool wantsToDraw;

    private double[][]? Ring => state.Within is null ? null : [.. state.Within.Select(corner => new[] { corner.Longitude, corner.Latitude })];

    // Sites that are not located cannot be drawn.
    private string? SitesTiles => state switch
    {
        { OnlyUnlocated: true } or { ShownLayers.Count: 0 } => null,
        _ => SiteFilter.Tiles(SiteFilter.ToQuery(state)),
    };

    private void Look()
    {
        // The table takes the map's place; what is asked of a map then waits for the next one.
        if (state.Mode is ViewMode.Table)
            map = null;
        var shown = Boundaries;
        string[] codes = [.. new[] { state.Area, state.Compare }.OfType<AreaChoice>().Where(area => area.Kind == shown.Kind && area.Vintage == shown.Vintage).Select(area => area.Code)];
        var next = new MapSights(
            state.View is { } view ? [view.Latitude, view.Longitude, view.Zoom] : null, state.ShownLayers, SitesTiles,
            shown == BoundaryChoice.None ? null : AreaKinds.Tiles(shown.Kind, shown.Vintage),
            codes, shown == BoundaryChoice.None || state.Indicator is null ? null : colours, state.Site is null ? null : located?.Id == state.Site ? located : new(state.Site, null, null),
            state.Near is { } near ? new(near.Longitude, near.Latitude) : null, Ring);
        sights = next with
        {
            View = sights.View is { } before && next.View is { } after && before.SequenceEqual(after) ? before : next.View,
            AreaCodes = sights.AreaCodes.SequenceEqual(codes) ? sights.AreaCodes : codes,
            Shape = sights.Shape is { } drawn && next.Shape is { } wanted && drawn.Count == wanted.Count && drawn.Zip(wanted).All(pair => pair.First.SequenceEqual(pair.Second)) ? drawn : next.Shape,
        };
    }

    /// <summary>Asks where the site of the open card is, so that the map can mark it wherever it looks.</summary>
    private async Task LocateAsync()
    {
        if (state.Site is not { } site || located?.Id == site)
            return;
        var found = await Api.FindPlaceAsync(site);
        if (state.Site != site)
            return;
        located = new(site, found?.Geometry?.Longitude, found?.Geometry?.Latitude);
        locatedName = found?.Name;
    }

    /// <summary>Shows the whole of an area that was just chosen, once its outline's box is known.</summary>
    private async Task FitChosenAsync()
    {
        if (toFit is not { } wanted || map is null || areasOf is not { } of || of.Kind != wanted.Kind || of.Vintage != wanted.Vintage || areas.FirstOrDefault(area => area.Code == wanted.Code) is not { } chosen)
            return;
        toFit = null;
        await map.FitAsync(chosen.Bbox);
    }

    private void ChooseShown(string code)
    {
        tab = AreasTab;
        var shown = Boundaries;
        Go(state with { Area = new(shown.Kind, shown.Vintage, code), Within = null, Boundaries = shown == Newest("ward") ? null : shown });
    }

    private void Colour(AreaColours? next)
    {
        colours = next;
        Look();
    }

    private async Task MovedAsync(MapPosition position)
    {
        bbox = position.Bbox;
        if (!position.IsReaders)
        {
            await CountAsync();
            return;
        }
        Navigate(state with { View = new(position.Latitude, position.Longitude, position.Zoom) }, replace: true);
        // Told back at once: later, the reader may be moving the map again and would be thrown back.
        Look();
    }

    private async Task DrawAsync()
    {
        sheetOpen = false;
        wantsToDraw = map is null;
        if (state.Mode is ViewMode.Table)
            Go(state with { Mode = ViewMode.Map });
        if (map is not null)
            await map.DrawAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await ReturnFocusAsync(firstRender);
        if (!wantsToDraw || map is null)
            return;
        wantsToDraw = false;
        await map.DrawAsync();
    }

    private void KeepShape(double[][]? corners)
    {
        sheetOpen = true;
        if (corners is not null)
            Go(state with { Within = new([.. corners.Select(corner => new LonLat(corner[0], corner[1]))]), Area = null });
    }
}
