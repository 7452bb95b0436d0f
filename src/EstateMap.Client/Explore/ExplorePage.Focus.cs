using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EstateMap.Client.Explore;

/// <summary>Where the focus goes when a card is closed: to what opened it, or else to the panel's heading.</summary>
public sealed partial class ExplorePage
{
    private ElementReference heading;
    private IJSObjectReference? focusModule;
    private IJSObjectReference? keeper;
    private bool returnsFocus;

    /// <summary>To be called before the state becomes another.</summary>
    private void KeepFocus(ExploreState next)
    {
        returnsFocus |= state.Site is not null && next.Site is null;
        if (state.Site is null && next.Site is not null)
            _ = RememberAsync();
    }

    private async Task RememberAsync()
    {
        if (keeper is not null)
            await keeper.InvokeVoidAsync("remember");
    }

    private async Task ReturnFocusAsync(bool firstRender)
    {
        if (firstRender)
        {
            focusModule = await JavaScript.InvokeAsync<IJSObjectReference>("import", "./Explore/ExplorePage.razor.js");
            keeper = await focusModule.InvokeAsync<IJSObjectReference>("createFocusKeeper", heading);
        }
        if (!returnsFocus || state.Site is not null || keeper is null)
            return;
        returnsFocus = false;
        await keeper.InvokeVoidAsync("giveBack");
    }

    private async Task LeaveFocusAsync()
    {
        try
        {
            if (keeper is not null)
                await keeper.DisposeAsync();
            if (focusModule is not null)
                await focusModule.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is going away.
        }
    }
}
