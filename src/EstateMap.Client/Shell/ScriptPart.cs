using Microsoft.JSInterop;

namespace EstateMap.Client.Shell;

/// <summary>What a script makes on an element of a component, such as a map. Scripts come late: where the component has gone by then nothing is made on what is no longer there, and what was made goes with it.</summary>
/// <param name="path">The script's address, relative to the page's base.</param>
public sealed class ScriptPart(IJSRuntime javaScript, string path) : IAsyncDisposable
{
    private IJSObjectReference? module;
    private IJSObjectReference? made;
    private bool isGone;

    /// <summary>Fetches the script and has it make the part, which has a <c>dispose</c>.</summary>
    /// <param name="maker">Name of the script's function.</param>
    /// <returns>Null where this was disposed of meanwhile.</returns>
    /// <exception cref="JSException">The script could not be had, or failed.</exception>
    public async Task<IJSObjectReference?> MakeAsync(string maker, params object?[] arguments)
    {
        var come = await javaScript.InvokeAsync<IJSObjectReference>("import", path);
        if (isGone)
        {
            await come.DisposeAsync();
            return null;
        }
        module = come;
        var part = await module.InvokeAsync<IJSObjectReference>(maker, arguments);
        if (!isGone)
            return made = part;
        await LetGoAsync(part);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        isGone = true;
        try
        {
            if (made is not null)
                await LetGoAsync(made);
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is going away and has taken the part with it.
        }
    }

    private static async Task LetGoAsync(IJSObjectReference part)
    {
        await part.InvokeVoidAsync("dispose");
        await part.DisposeAsync();
    }
}
