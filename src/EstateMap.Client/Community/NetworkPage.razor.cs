using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using EstateMap.Client.Map;
using EstateMap.Client.People;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace EstateMap.Client.Community;

/// <summary>The network of the community: picture, map and lists of one part of it, with one choice in all three, and questions answered in words. Its state is the address.</summary>
public sealed partial class NetworkPage
{
    private NetworkState state = new();
    private PlaceAnswer? place;
    private IReadOnlyList<CodeLabel> kinds = [];
    private CommunityNetwork? network;
    private Told? told;
    private string picture = "";
    private string? plan;
    private (CommunityNetwork? Network, Told? Told) drawn;
    private MapSetup? setup;
    private MapSights sights = MapSights.Nothing;
    private MapView? map;
    private string? error;
    private string? askFault;
    private string mapFault = "";
    private bool isAsking;
    private bool sheetOpen = true;
    private IReadOnlyList<AreaCommunity>? areas;
    // Whether what is drawn is what was drawn before, with what has changed meanwhile.
    private bool isNews;
    private bool isGone;
    // Drawn from one to another in the picture, and not yet a link.
    private Line? line;
    // What was read last, so that each is read once and a late answer to another is let go.
    private string? loaded;
    private string? asked;

    /// <summary>Waits for more news before the network is read anew.</summary>
    [Parameter] public Func<Task> Lull { get; set; } = LiveNews.ASecondAsync;

    [CascadingParameter] public Me? Me { get; set; }

    /// <summary>The kind of area that a list of all is of: the one of the address, or the coarsest of which there are several.</summary>
    private AreaKind? Each => place?.AreaKinds.FirstOrDefault(kind => NetworkState.KeyOf(kind) == state.Each) ?? place?.AreaKinds.ForList();

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += AddressChanged;
        state = NetworkState.Parse(Navigation.Uri);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        error = null;
        loaded = asked = null;
        try
        {
            if (place is null)
            {
                var (asksPlace, asksKinds) = (Api.GetPlaceAsync(), Api.ListLinkKindsAsync());
                (place, kinds) = (await asksPlace, await asksKinds);
                setup = new(NetworkSymbols.OfMap, place.Place.Bbox, BaseMap.Of(Settings));
            }
        }
        catch (ApiException problem)
        {
            error = problem.Message;
            return;
        }
        await FollowAsync();
    }

    /// <summary>Reads what the address asks for and is not there yet.</summary>
    private async Task FollowAsync()
    {
        Draw();
        var wanted = state.FilterKey;
        if (loaded != wanted)
        {
            loaded = wanted;
            error = null;
            try
            {
                var read = await Api.GetNetworkAsync(state);
                if (loaded != wanted)
                    return;
                (network, told, areas, picture, isNews) = (read, null, null, NetworkDrawing.Picture(read), false);
            }
            catch (ApiException problem)
            {
                if (loaded == wanted)
                    (error, network, told) = (problem.Message, null, null);
                return;
            }
            Draw();
            StateHasChanged();
        }
        if (asked != state.QuestionKey)
            await AskAsync();
    }

    private Task AskAsync() => AskAsync(isQuiet: false);

    /// <param name="isQuiet">What was answered before stands until the new answer is there.</param>
    private async Task AskAsync(bool isQuiet)
    {
        var wanted = state.QuestionKey;
        (asked, askFault, isAsking) = (wanted, null, !isQuiet && state.Ask is not null);
        if (!isQuiet)
            areas = null;
        StateHasChanged();
        try
        {
            var listed = state.AsksAreas ? Each is { } each ? await Api.ListAreaCommunitiesAsync(state, each) : [] : null;
            var answer = listed is null ? await Api.FindToldAsync(state) : null;
            if (asked != wanted)
                return;
            (told, areas) = (answer, listed);
        }
        catch (ApiException problem)
        {
            if (asked != wanted)
                return;
            (told, areas, askFault) = (null, null, problem.Message);
        }
        isAsking = false;
        Draw();
        StateHasChanged();
    }

    /// <summary>Somebody changed what a community has: everything is read anew.</summary>
    private async Task ReadAnewAsync()
    {
        if (isGone || network is null)
            return;
        var wanted = loaded;
        try
        {
            var read = await Api.GetNetworkAsync(state);
            // Another part was chosen meanwhile, and was read since.
            if (wanted != loaded || isGone)
                return;
            (network, picture, isNews, error) = (read, NetworkDrawing.Picture(read), true, null);
            Draw();
            await AskAsync(isQuiet: true);
        }
        catch (ApiException problem)
        {
            if (wanted == loaded)
                error = $"Something has changed, and what you see is from before: {problem.Message}";
        }
    }

    /// <summary>Brings the map into line with what is chosen and told.</summary>
    private void Draw()
    {
        if (network is null)
            return;
        if (drawn != (network, told))
            (drawn, plan) = ((network, told), NetworkDrawing.Map(network, told));
        var view = state.View is { } centre ? new[] { centre.Latitude, centre.Longitude, centre.Zoom } : null;
        var chosen = network.Nodes.FirstOrDefault(node => node.Id == state.Node);
        sights = sights with
        {
            View = sights.View is { } before && view is not null && before.SequenceEqual(view) ? before : view,
            Site = chosen is { Longitude: not null } ? new SitePoint(chosen.Id, chosen.Longitude, chosen.Latitude) : null,
            AreasTiles = Tiles,
            AreaCodes = state.Area is { } area ? sights.AreaCodes is [var only] && only == area.Code ? sights.AreaCodes : [area.Code] : [],
        };
    }

    // The boundaries of the area chosen; else wards, or the first kind that there is.
    private string? Tiles => state.Area is { } area ? AreaKinds.Tiles(area.Kind, area.Vintage) : place?.AreaKinds.Usual() is { } usual ? AreaKinds.Tiles(usual.Kind, usual.Vintage) : null;

    // The list of areas stands where picture and lists do.
    private void Show(bool isList) => Go(state with { IsList = isList, Ask = state.AsksAreas ? null : state.Ask });

    private void Choose(string? node) => Go(state with { Node = node });

    private void Link((string From, string To) drawn)
    {
        if (network?.Nodes.FirstOrDefault(node => node.Id == drawn.To) is not { } to)
            return;
        line = new(drawn.From, new(to.Id, to.Name));
        Choose(drawn.From);
        sheetOpen = true;
    }

    private void Go(NetworkState next)
    {
        if (next.Node is not null && next.Node != state.Node)
            sheetOpen = true;
        Navigate(next, replace: false);
        _ = FollowAsync();
    }

    private void Navigate(NetworkState next, bool replace)
    {
        if (next.Href == state.Href)
            return;
        state = next;
        Navigation.NavigateTo(next.Href, replace: replace);
    }

    private void Moved(MapPosition position)
    {
        if (!position.IsReaders)
            return;
        Navigate(state with { View = new(position.Latitude, position.Longitude, position.Zoom) }, replace: true);
        // Told back at once: later, the reader may be moving the map again and would be thrown back.
        Draw();
    }

    private void AddressChanged(object? sender, LocationChangedEventArgs changed)
    {
        if (!Navigation.ToBaseRelativePath(changed.Location).Split('?', '#')[0].Equals("community/network", StringComparison.Ordinal))
            return;
        var next = NetworkState.Parse(changed.Location);
        if (next.ToQuery() == state.ToQuery())
            return;
        // Back or forward.
        state = next;
        _ = InvokeAsync(async () =>
        {
            await FollowAsync();
            StateHasChanged();
        });
    }

    public void Dispose()
    {
        isGone = true;
        Navigation.LocationChanged -= AddressChanged;
    }

    private sealed record Line(string From, Named To);
}
