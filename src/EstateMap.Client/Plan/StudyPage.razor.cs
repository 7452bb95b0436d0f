using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace EstateMap.Client.Plan;

/// <summary>One study, from whom it is for to the curve of its answers: its state is the address, and everything shown follows from that and from what the server keeps.</summary>
public sealed partial class StudyPage
{
    private const string NotEligible = "NOT_ELIGIBLE";

    /// <summary>Between two questions how far a run is.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly IReadOnlyList<string> TabNames = [.. StudyState.Steps.Select(step => step.Label)];

    private StudyState state = new();
    private PlaceAnswer? place;
    private PlanVocabulary? words;
    private IReadOnlyList<PlanModel> models = [];
    private Study? study;
    private PlanMeasures? nothing;
    private IReadOnlyList<Candidate>? candidates;
    private Dictionary<string, Candidate> sites = [];
    private RunWatch watch = null!;
    private PointReader reader = null!;
    private string? loaded;
    private string? followed;
    private string? error;
    private string? nothingFault;
    private string? done;
    private bool isMissing;
    private bool wasMoving;
    private bool sheetOpen = true;

    /// <summary>Global id of the study.</summary>
    [Parameter] public string Id { get; set; } = "";

    private string TabName => StudyState.Steps.First(step => step.Step == state.Step).Label;

    private (string? Step, string? Label) NextStep => StudyState.Steps.SkipWhile(step => step.Step != state.Step).Skip(1).FirstOrDefault();

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += AddressChanged;
        state = StudyState.Parse(Navigation.Uri);
        watch = new(Api, () => InvokeAsync(RunReadAsync), Pause);
        reader = new(Api);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id)
            return;
        loaded = Id;
        (study, candidates, nothing, followed) = (null, null, null, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        (error, isMissing) = (null, false);
        try
        {
            await Task.WhenAll(LoadPlaceAsync(), LoadStudyAsync());
            Draw();
            await FollowRunAsync(isAnew: false);
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
    }

    private async Task LoadPlaceAsync()
    {
        if (words is not null)
            return;
        var (asksPlace, asksModels, asksWords) = (Api.GetPlaceAsync(), Api.ListModelsAsync(), Api.GetPlanVocabularyAsync());
        place = await asksPlace;
        setup ??= new(PlanSymbols.All, place.Place.Bbox, Map.BaseMap.Of(Settings));
        models = await asksModels;
        words = await asksWords;
    }

    private async Task LoadStudyAsync()
    {
        var asksNothing = Api.FindDoNothingAsync(Id);
        var found = await Api.FindStudyAsync(Id);
        if (found is null)
        {
            (study, isMissing) = (null, true);
            return;
        }
        var listed = await Api.ListCandidatesAsync(Id);
        (study, candidates) = (found, listed);
        sites = listed.ToDictionary(candidate => candidate.Id);
        try
        {
            (nothing, nothingFault) = (await asksNothing, null);
        }
        catch (ApiException problem)
        {
            // The study can be mended all the same.
            (nothing, nothingFault) = (null, problem.Message);
        }
    }

    /// <summary>A part of the study was saved.</summary>
    private async Task SavedAsync(string sentence)
    {
        // A study that was deleted takes its page with it.
        if (!Navigation.ToBaseRelativePath(Navigation.Uri).StartsWith("plan/study/", StringComparison.Ordinal))
            return;
        done = sentence;
        await LoadAsync();
    }

    private async Task StartedAsync(string run)
    {
        Go(state with { Step = StudyState.Curve, Solve = run, P = null });
        await LoadAsync(); // the list of runs has one more
    }

    private void Go(StudyState next)
    {
        if (next.Step != state.Step)
            done = null;
        if (next.Site is not null && next.Site != state.Site)
            sheetOpen = true;
        Navigate(next, replace: false);
        _ = FollowAsync();
    }

    private void Navigate(StudyState next, bool replace)
    {
        var query = next.ToQuery();
        if (query == state.ToQuery())
            return;
        // The browser tells of the new address some time later; a choice made meanwhile builds on this one.
        state = next;
        Navigation.NavigateTo($"plan/study/{Uri.EscapeDataString(Id)}" + (query.Length > 0 ? "?" + query : ""), replace: replace);
    }

    private void AddressChanged(object? sender, LocationChangedEventArgs changed)
    {
        if (!Navigation.ToBaseRelativePath(changed.Location).StartsWith("plan/study/", StringComparison.Ordinal))
            return;
        var next = StudyState.Parse(changed.Location);
        if (next.ToQuery() == state.ToQuery())
            return;
        state = next;
        _ = InvokeAsync(FollowAsync);
    }

    /// <summary>Brings what is shown into line with the state.</summary>
    private async Task FollowAsync()
    {
        if (study is null)
            return;
        try
        {
            Draw();
            StateHasChanged();
            await FollowRunAsync(isAnew: false);
            await LookAsync();
        }
        catch (ApiException problem)
        {
            error = problem.Message;
        }
        StateHasChanged();
    }

    /// <summary>Reads the run that the address names, or else the newest, and on while it moves.</summary>
    private async Task FollowRunAsync(bool isAnew)
    {
        if (study is null || state.Step is not StudyState.Curve || (state.Solve ?? (study.Solves.Nodes is [var newest, ..] ? newest.Id : null)) is not { } wanted || (wanted == followed && !isAnew))
            return;
        followed = wanted;
        await watch.FollowAsync(wanted);
    }

    private async Task RunReadAsync()
    {
        var isOver = wasMoving && watch.Latest is { IsMoving: false };
        wasMoving = watch.Latest is { IsMoving: true };
        Draw();
        StateHasChanged();
        await LookAsync();
        if (isOver)
            await ListRunsAsync();
    }

    /// <summary>Brings the list of runs up to date.</summary>
    private async Task ListRunsAsync()
    {
        try
        {
            if (study is { } known && await Api.FindStudyAsync(known.Id) is { } now && now.Version == known.Version)
                study = known with { Solves = now.Solves };
            StateHasChanged();
        }
        catch (ApiException)
        {
            // The answers are there; how the list calls the run is no reason for an outcry.
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= AddressChanged;
        watch.Dispose();
        moving?.Cancel();
        moving?.Dispose();
    }
}
