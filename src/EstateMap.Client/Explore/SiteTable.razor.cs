using System.Globalization;
using EstateMap.Client.Api;
using EstateMap.Client.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;

namespace EstateMap.Client.Explore;

/// <summary>The table twin of the map: any number of rows, of which those in sight are read. The keys move a row that need not be in the page.</summary>
public sealed partial class SiteTable
{
    // Pixels; the style sheet gives rows the same.
    private const float RowHeight = 40;
    private const double NameWidth = 14;

    private ElementReference element;
    private ScriptPart? script;
    private Task<IJSObjectReference?>? making;
    private IJSObjectReference? grid;
    private Virtualize<RankedRow>? window;
    private SiteRows rows = null!;
    private (string Filter, TableSort Sort, bool WithBands, int Generation)? asked;
    private string? sought;
    private string? pickedHere;
    private int? active;
    private string? error;
    private CancellationTokenSource asking = new();

    [Parameter, EditorRequired] public ExploreState State { get; set; } = null!;
    /// <summary>A use's label by its code.</summary>
    [Parameter, EditorRequired] public IReadOnlyDictionary<string, string> UseLabels { get; set; } = null!;
    /// <summary>Totals of what is filtered; null before they are known.</summary>
    [Parameter] public FacetsAnswer? Numbers { get; set; }
    [Parameter] public EventCallback<ExploreState> Changed { get; set; }
    /// <summary>Another number where the rows may be others than those that were read.</summary>
    [Parameter] public int Generation { get; set; }

    private IReadOnlyList<SiteColumn> Columns => SiteColumn.Of(State);

    private bool IsEmpty => State.ShownLayers is { Count: 0 } || rows.Total is 0;

    private string TableWidth => $"max(100%, {Rem(NameWidth + Columns.Sum(column => column.Width))})";

    private string SortWords => (State.Sort.Column == "name" ? "name" : SiteColumn.All.First(column => column.Key == State.Sort.Column).Label.ToLowerInvariant()) + (State.Sort.Descending ? ", descending" : "");

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (SiteFilter.ToQuery(State), State.Sort, Columns.Any(column => column.Key is "energy" or "condition"), Generation);
        if (wanted == asked)
            return;
        asking.Cancel();
        asking.Dispose();
        asking = new();
        var isNewOrder = asked is not { } before || (before.Filter, before.Sort) != (wanted.Item1, wanted.Sort);
        asked = wanted;
        rows = new(Api, wanted.Item1, wanted.Sort, wanted.Item3);
        error = null;
        if (isNewOrder)
            (active, sought, pickedHere) = (null, null, null);
        if (window is not null)
            await window.RefreshDataAsync();
        if (isNewOrder)
            await RevealAsync(0);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (IsEmpty)
        {
            await LeaveGridAsync();
            return;
        }
        making ??= MakeGridAsync();
        grid = await making;
        await SeekAsync();
    }

    private Task<IJSObjectReference?> MakeGridAsync()
    {
        script = new(JavaScript, "./Explore/SiteTable.razor.js");
        return script.MakeAsync("createGrid", element, RowHeight);
    }

    /// <summary>Brings what was chosen elsewhere into sight, wherever it is in the order; what was chosen here is there already.</summary>
    private async Task SeekAsync()
    {
        if (State.Site == sought || rows.Total is null)
            return;
        sought = State.Site;
        if (sought is null || sought == pickedHere)
            return;
        try
        {
            if (await rows.FindRankAsync(sought, asking.Token) is not { } rank)
                return;
            active = rank;
            await RevealAsync(rank);
            StateHasChanged();
        }
        catch (Exception problem) when (problem is ApiException or OperationCanceledException)
        {
            // The card says what is wrong with it.
        }
    }

    private async ValueTask<ItemsProviderResult<RankedRow>> ListAsync(ItemsProviderRequest request)
    {
        var source = rows;
        var before = source.Total;
        try
        {
            var read = State.ShownLayers is { Count: 0 } ? [] : await source.ListAsync(request.StartIndex, request.Count, request.CancellationToken);
            if (source.Total != before || error is not null)
            {
                error = null;
                StateHasChanged();
            }
            return new(read.Select((row, index) => new RankedRow(request.StartIndex + index, row)), source.Total ?? 0);
        }
        catch (Exception problem) when (problem is ApiException or OperationCanceledException)
        {
            // A question that was given up may end in any way; what draws the rows knows it by its own token alone.
            request.CancellationToken.ThrowIfCancellationRequested();
            error = problem is ApiException ? problem.Message : "The server took too long.";
            StateHasChanged();
            return new([], source.Total ?? 0);
        }
    }

    private async Task RetryAsync()
    {
        error = null;
        if (window is not null)
            await window.RefreshDataAsync();
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (rows.Total is not (> 0 and var total) || key.CtrlKey || key.MetaKey || key.AltKey)
            return;
        var page = key.Key is "PageUp" or "PageDown" && grid is not null ? await grid.InvokeAsync<int>("rowsInView") : 1;
        int? next = key.Key switch
        {
            "ArrowDown" => active is null ? 0 : active + 1,
            "ArrowUp" => (active ?? 1) - 1,
            "PageDown" => (active ?? 0) + page,
            "PageUp" => (active ?? 0) - page,
            "Home" => 0,
            "End" => total - 1,
            _ => null,
        };
        if (next is { } rank)
        {
            active = Math.Clamp(rank, 0, total - 1);
            await RevealAsync(active.Value);
        }
        else if (key.Key == "Enter" && active is { } chosen)
        {
            await OpenAsync(new RankedRow(chosen, rows.FindRead(chosen)));
        }
    }

    private async Task OpenAsync(RankedRow chosen)
    {
        // A row of the order before may still be in the page and be chosen while the new order is read: then its place is sought in the new one.
        if (chosen.Row is null || rows.FindRead(chosen.Rank)?.Id == chosen.Row.Id)
            (active, pickedHere) = (chosen.Rank, chosen.Row?.Id);
        if (chosen.Row is { } row)
            await Changed.InvokeAsync(State with { Site = row.Id });
    }

    private async Task RevealAsync(int rank)
    {
        if (grid is not null)
            await grid.InvokeVoidAsync("reveal", rank);
    }

    private string Words(SiteRow row, string column) => column switch
    {
        "street" => $"{row.StreetNumber} {row.StreetName}".Trim(),
        "postcode" => row.Postcode ?? "",
        "uses" => string.Join(", ", row.Uses.Select(code => UseLabels.GetValueOrDefault(code) ?? Figures.Words(code))),
        "owner" => row.Owner?.Name ?? "",
        "tenure" => string.Join(", ", row.Tenures.Select(Figures.Words)),
        "floor_area" => Figures.Whole(row.FloorArea_m2),
        "energy" => Bands(row, property => property.EnergyRating),
        "condition" => Bands(row, property => property.ConditionBand),
        "located" => Located(row.LocationPrecision),
        "as_at" => row.AsAt?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? "–",
        _ => row.UpdatedAt.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
    };

    private static string Bands(SiteRow row, Func<PropertyBands, string?> band) => string.Join(", ", (row.Properties?.Nodes ?? []).Select(band).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    private static string Located(string precision) => precision switch
    {
        "FOOTPRINT" => "Outline",
        "GIVEN" => "Source",
        "POSTCODE" => "Postcode",
        "UNLOCATED" => "Not located",
        _ => Figures.Words(precision),
    };

    private TableSort Turn(string column) => new(column, State.Sort.Column == column && !State.Sort.Descending);

    private string? AriaSort(string column) => State.Sort.Column != column ? null : State.Sort.Descending ? "descending" : "ascending";

    private string Arrow(string column) => State.Sort.Column != column ? "" : State.Sort.Descending ? " ▼" : " ▲";

    private static string Rem(double width) => width.ToString("0.##", CultureInfo.InvariantCulture) + "rem";

    private async ValueTask LeaveGridAsync()
    {
        var left = script;
        (script, making, grid) = (null, null, null);
        if (left is not null)
            await left.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        asking.Cancel();
        asking.Dispose();
        await LeaveGridAsync();
    }

    private sealed record RankedRow(int Rank, SiteRow? Row);
}
