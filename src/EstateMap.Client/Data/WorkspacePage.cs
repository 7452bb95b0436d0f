using EstateMap.Client.Api;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Data;

/// <summary>A page of the Data workspace: its state stands in its address, and what goes wrong is a sentence.</summary>
public abstract class WorkspacePage : ComponentBase
{
    [Inject] protected EstateMapApi Api { get; set; } = null!;
    [Inject] protected RegisterApi Register { get; set; } = null!;
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Why the last reading came to nothing; null when it did not.</summary>
    protected string? Error { get; private set; }

    /// <summary>Why the last change was not made; null when it was.</summary>
    protected string? Refusal { get; set; }

    /// <summary>True while a change is being made, so that it is not asked for twice.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>What was changed last, to be read out; null before anything was.</summary>
    protected string? Done { get; set; }

    protected async Task ReadAsync(Func<Task> read)
    {
        Error = null;
        try
        {
            await read();
        }
        catch (ApiException problem)
        {
            Error = problem.Message;
        }
    }

    /// <summary>Makes a change and, if it was made, says so.</summary>
    protected async Task ChangeAsync(Func<Task<string?>> change)
    {
        if (IsBusy)
            return;
        (IsBusy, Refusal, Done) = (true, null, null);
        try
        {
            Done = await change();
        }
        catch (ApiException problem)
        {
            Refusal = problem.Message;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Goes to this page with another choice; empty takes one out of the address.</summary>
    protected void Choose(string name, object? value) => Choose((name, value));

    protected void Choose(params (string Name, object? Value)[] choices) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        choices.ToDictionary(choice => choice.Name, choice => choice.Value as string is { Length: 0 } ? null : choice.Value)));

    /// <summary>An address of the web, and nothing else that a publisher's field may hold.</summary>
    protected static string? Web(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") ? address.ToString() : null;
}
