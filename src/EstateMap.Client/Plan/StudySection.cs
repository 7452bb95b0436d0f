using EstateMap.Client.Api;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Plan;

/// <summary>A form over one part of a study. What was typed stays until it is saved, whatever is read anew meanwhile.</summary>
public abstract class StudySection : ComponentBase
{
    private int? version;

    [Inject] protected EstateMapApi Api { get; set; } = null!;

    [Parameter, EditorRequired] public Study Study { get; set; } = null!;

    /// <summary>With a sentence that says what was saved; the study is to be read anew.</summary>
    [Parameter] public EventCallback<string> Saved { get; set; }

    /// <summary>The study is to be read anew, because somebody may have changed it.</summary>
    [Parameter] public EventCallback Outdated { get; set; }

    /// <summary>Why the last change was not made; null when it was.</summary>
    protected string? Refusal { get; set; }

    protected bool IsBusy { get; private set; }

    /// <summary>Whether anything was typed that is not saved.</summary>
    protected bool IsDirty { get; set; }

    /// <summary>Fills the form with what the study says.</summary>
    protected abstract void Reset();

    protected override void OnParametersSet()
    {
        if (version == Study.Version)
            return;
        if (!IsDirty)
            Reset();
        version = Study.Version;
    }

    /// <summary>Saves one part of the study.</summary>
    /// <param name="part">Name in ChangeStudyInput.</param>
    /// <param name="done">What is told when it is saved.</param>
    protected Task<bool> SaveAsync(string part, object? value, string done) =>
        SaveAsync(() => Api.ChangeStudyAsync(new Dictionary<string, object?> { ["id"] = Study.Id, ["version"] = Study.Version, [part] = value }), done);

    /// <summary>Makes a change and tells of it; a refusal keeps what was typed.</summary>
    protected async Task<bool> SaveAsync(Func<Task> change, string done)
    {
        if (IsBusy)
            return false;
        (IsBusy, Refusal) = (true, null);
        try
        {
            await change();
            IsDirty = false;
            await Saved.InvokeAsync(done);
            return true;
        }
        catch (ApiException problem)
        {
            Refusal = problem.Message;
            return false;
        }
        finally
        {
            IsBusy = false;
            // The change may come from a row's form, after which only that row would be drawn anew.
            StateHasChanged();
        }
    }

    protected async Task ReadAnewAsync()
    {
        await Outdated.InvokeAsync();
        Refusal = null;
    }
}
