using EstateMap.Client.People;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EstateMap.Client.Data;

/// <summary>A file from the disk to the register: sent, looked at, activated or discarded, undone.</summary>
public sealed partial class ImportPage
{
    private ElementReference form;
    private ElementReference heading;
    private ImportDesk? desk;
    private ImportJob? job;
    private RunRow? run;
    private int? sending;
    private bool wantsFocus;
    private IJSObjectReference? module;
    private IJSObjectReference? upload;
    private IJSObjectReference? watch;
    private DotNetObjectReference<ImportPage>? relay;

    [CascadingParameter] public Me? Me { get; set; }

    [SupplyParameterFromQuery] public string? Dataset { get; set; }

    /// <summary>The upload that is being looked at.</summary>
    [SupplyParameterFromQuery] public string? Job { get; set; }

    [SupplyParameterFromQuery] public string? Show { get; set; }

    private ImportableDataset? Chosen => desk?.Datasets.FirstOrDefault(known => known.Id == Dataset);

    private bool MayImport => Chosen?.MayImport ?? desk?.MayImportNew ?? false;

    private string Heading => job switch
    {
        null => "Import a file",
        { State: "previewed" } => $"What would change in {job.Title}",
        { State: "activated" } => $"{job.Title} is up to date",
        { State: "activating" } => $"Activating {job.Title}",
        _ => $"Import of {job.Title}",
    };

    protected override Task OnParametersSetAsync()
    {
        // To others the server would only say no.
        if (Me?.May("steward") == false)
            return Task.CompletedTask;
        if (string.IsNullOrEmpty(Job) ? desk is not null && job is null : job?.Id == Job)
            return Task.CompletedTask;
        return OpenAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!wantsFocus)
            return;
        wantsFocus = false;
        await heading.FocusAsync();
    }

    private Task OpenAsync() => ReadAsync(async () =>
    {
        (job, run, Refusal, Done) = (null, null, null, null);
        if (string.IsNullOrEmpty(Job))
            desk = await Register.GetDeskAsync();
        else
            await TakeAsync(await Register.GetJobAsync(Job));
    });

    private async Task SendAsync()
    {
        await PrepareAsync();
        (Refusal, sending) = (null, 0);
        upload = await module!.InvokeAsync<IJSObjectReference>("upload", form, desk!.MaxBytes, relay);
    }

    private async Task StopSendingAsync()
    {
        if (upload is not null)
            await upload.InvokeVoidAsync("abort");
        (sending, Refusal) = (null, "You cancelled before the file was sent. Nothing was kept or changed.");
    }

    [JSInvokable]
    public void Sent(double bytes, double total)
    {
        if (sending is null)
            return;
        sending = total > 0 ? (int)(100 * bytes / total) : 0;
        StateHasChanged();
    }

    [JSInvokable]
    public void Answered(int status, string answer)
    {
        sending = null;
        if (status == 202)
            Navigation.NavigateTo($"data/import?job={RegisterApi.ParseJob(answer).Id}");
        else
            Refusal = RegisterApi.Sentence(status, answer);
        StateHasChanged();
    }

    [JSInvokable]
    public Task Moved(string report)
    {
        var now = RegisterApi.ParseJob(report);
        return now.Id == Job ? InvokeAsync(() => ReadAsync(() => TakeAsync(now, isWatched: true))) : Task.CompletedTask;
    }

    /// <summary>The line broke: ask where it stands now.</summary>
    [JSInvokable]
    public Task Lost() => InvokeAsync(async () =>
    {
        await Task.Delay(1000);
        if (job is { IsMoving: true } broken && broken.Id == Job)
            await ReadAsync(async () => await TakeAsync(await Register.GetJobAsync(broken.Id)));
        StateHasChanged();
    });

    private Task ActivateAsync() => ChangeAsync(async () =>
    {
        await TakeAsync(await Register.ActivateAsync(job!.Id));
        return null;
    });

    private Task CancelAsync() => ChangeAsync(async () =>
    {
        await TakeAsync(await Register.CancelAsync(job!.Id), isWatched: job.IsMoving);
        return null;
    });

    private Task UndoneAsync(string sentence)
    {
        (Done, run) = (sentence, null);
        job = job! with { State = "undone", Message = null };
        wantsFocus = true;
        return Task.CompletedTask;
    }

    /// <summary>Shows where an upload stands, and listens on while it moves.</summary>
    private async Task TakeAsync(ImportJob now, bool isWatched = false)
    {
        var wasMoving = job?.IsMoving ?? true;
        job = now;
        if (now.IsMoving)
        {
            if (!isWatched)
            {
                await PrepareAsync();
                if (watch is not null)
                    await watch.InvokeVoidAsync("close");
                watch = await module!.InvokeAsync<IJSObjectReference>("watch", now.Id, relay);
            }
        }
        else
        {
            run = now.Run is { } number && (await Api.ListRunsAsync(null, DataQueries.RunId(number), null)).Nodes is [var found] ? found : null;
            wantsFocus = wasMoving;
        }

        StateHasChanged();
    }

    private async Task PrepareAsync()
    {
        module ??= await JavaScript.InvokeAsync<IJSObjectReference>("import", "./Data/ImportPage.razor.js");
        relay ??= DotNetObjectReference.Create(this);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (watch is not null)
                await watch.InvokeVoidAsync("close");
            if (sending is not null && upload is not null)
                await upload.InvokeVoidAsync("abort");
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is going away and takes its connections along.
        }

        relay?.Dispose();
    }
}
