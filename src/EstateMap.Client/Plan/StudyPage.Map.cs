using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using EstateMap.Client.Map;

namespace EstateMap.Client.Plan;

/// <summary>What the map of a study shows, and the handle that moves along the curve.</summary>
public sealed partial class StudyPage
{
    /// <summary>So long the handle rests before its details are read and the address tells of it: browsers refuse addresses that change with every pixel.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private MapSetup? setup;
    private MapSights sights = MapSights.Nothing;
    private MapView? map;
    private string? plan;
    private (IReadOnlyList<Candidate>? Candidates, string? Run, int? P, bool HasDetail) drawn;
    private CancellationTokenSource? moving;
    private bool isMoving;
    private string? detailFault;
    private string mapFault = "";

    /// <summary>The answer looked at: of the number in the address, or else the first there is with an answer.</summary>
    private RunPoint? Point => watch.Latest is not { } run ? null : run.Find(state.P) ?? run.Points.FirstOrDefault(point => point.Infeasible is null) ?? (run.Points is [var first, ..] ? first : null);

    private bool IsPointDrawn => state.Step is StudyState.Curve && Point is { Infeasible: null };

    private PointDetail? DrawnDetail => IsPointDrawn && watch.Latest is { } run ? reader.FindDetail(run.Id, Point!.P) : null;

    private string LegendTitle => IsPointDrawn ? PlanWords.Buildings(Point!.P) : "Buildings of the study";

    private IReadOnlyList<string> LegendSymbols => IsPointDrawn ? [PlanSymbols.Open, PlanSymbols.Shut, PlanSymbols.Loser] : [PlanSymbols.Keep, PlanSymbols.Candidate, PlanSymbols.Close, PlanSymbols.NotEligible];

    private IEnumerable<string> Attributions => [.. place?.Place.Attributions ?? [], .. study is not null && words?.AttributionOf(study.Travel) is { } travel ? [travel] : Array.Empty<string>()];

    /// <summary>Brings the map into line; the text for it is written only when it would be another.</summary>
    private void Draw()
    {
        var wanted = IsPointDrawn ? (candidates, watch.Latest!.Id, Point!.P, DrawnDetail is not null) : (candidates, (string?)null, (int?)null, false);
        if (candidates is not null && wanted != drawn)
        {
            drawn = wanted;
            plan = IsPointDrawn ? PlanDrawing.OfPoint(Point!, DrawnDetail, sites) : PlanDrawing.OfRoles(candidates);
        }
        var view = state.View is { } centre ? new[] { centre.Latitude, centre.Longitude, centre.Zoom } : null;
        var site = state.Site is { } id && sites.TryGetValue(id, out var chosen) ? new SitePoint(id, chosen.Longitude, chosen.Latitude) : null;
        sights = sights with { View = sights.View is { } before && view is not null && before.SequenceEqual(view) ? before : view, Site = site, AreasTiles = Tiles };
    }

    // Wards, or the first kind of boundaries there is.
    private string? Tiles => place?.AreaKinds.Usual() is { } kind ? AreaKinds.Tiles(kind.Kind, kind.Vintage) : null;

    /// <summary>Reads what belongs to the point looked at, and draws it.</summary>
    private async Task LookAsync()
    {
        if (!IsPointDrawn || watch.Latest is not { } run || Point is not { } point)
            return;
        try
        {
            detailFault = null;
            await reader.GetDetailAsync(run.Id, point.P);
        }
        catch (ApiException problem)
        {
            detailFault = problem.Message;
        }
        // The handle may have moved on.
        if (watch.Latest?.Id != run.Id || Point?.P != point.P)
            return;
        Draw();
        StateHasChanged();
    }

    /// <summary>The handle moved: the buildings are drawn at once, the rest when it rests.</summary>
    private async Task MoveAsync(int p)
    {
        (state, isMoving) = (state with { P = p }, true);
        Draw();
        StateHasChanged();
        moving?.Cancel();
        moving?.Dispose();
        var mine = moving = new();
        try
        {
            await Task.Delay(Rest, mine.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        // It may have moved on between the end of the rest and this turn.
        if (mine != moving)
            return;
        isMoving = false;
        Navigation.NavigateTo($"plan/study/{Uri.EscapeDataString(Id)}?{state.ToQuery()}", replace: true);
        await LookAsync();
    }

    private void Moved(MapPosition position)
    {
        if (!position.IsReaders)
            return;
        Navigate(state with { View = new(position.Latitude, position.Longitude, position.Zoom) }, replace: true);
        // Told back at once: later, the reader may be moving the map again and would be thrown back.
        Draw();
    }
}
