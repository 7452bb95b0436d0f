using EstateMap.Client.Api;
using EstateMap.Client.Data;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Community;

/// <summary>What people sent in, one at a time: accepted as it is or as the decider changed it, or refused.</summary>
public sealed partial class ReviewPage : WorkspacePage
{
    private ElementReference heading;
    private ReviewCounts? counts;
    private IReadOnlyList<ReviewRow>? rows;
    private IReadOnlyList<StaleAsset>? stale;
    private ConflictTable? table;
    private ConflictChoice? choice;
    private AssetDraft? draft;
    private Dictionary<string, string> faults = [];
    private int at;
    private string? drafted;
    private string reason = "";

    /// <summary>mine, stale, or nothing for what is to be decided.</summary>
    [SupplyParameterFromQuery] public string? Show { get; set; }

    private ReviewRow? Row => rows is { Count: > 0 } ? rows[Math.Min(at, rows.Count - 1)] : null;

    protected override Task OnParametersSetAsync()
    {
        at = 0;
        return LoadAsync();
    }

    private Task LoadAsync() => ReadAsync(async () =>
    {
        var answer = await Api.ReviewAsync(Show == "mine" ? new { isMine = new { eq = true } } : (object)new { mayDecide = new { eq = true } });
        (counts, rows) = (answer.ReviewQueue, answer.Contributions.Nodes);
        stale = Show == "stale" ? (await Api.ListStaleAsync(new { mayChange = new { eq = true }, or = new object[] { new { lastConfirmedOn = new { lt = counts.StaleBefore } }, new { lastConfirmedOn = new { eq = (string?)null } } } })).Nodes : null;
        at = rows.TakeWhile(row => row.Id != drafted).Count() is var found && found < rows.Count ? found : Math.Min(at, Math.Max(0, rows.Count - 1));
        Begin();
    });

    // What is being written on a contribution stays while the queue is read anew.
    private void Begin()
    {
        if (Row?.Id == drafted)
            return;
        (drafted, draft, choice, faults, reason) = (Row?.Id, null, null, [], "");
    }

    private async Task TakeAsync(int next)
    {
        at = next;
        Begin();
        await heading.FocusAsync();
    }

    private Task WriteAsync(ReviewRow row) => ChangeAsync(async () =>
    {
        draft = AssetDraft.OfSent(row, row is { Kind: "CHANGE", Asset: { } asset } ? await Api.FindAssetAsync(asset.Id) : null);
        return null;
    });

    private Task AcceptChosenAsync(ReviewRow row) => row.Kind != "CHANGE" || table!.IsChosen() ? DecideAsync(row, true, choice) : Task.CompletedTask;

    /// <param name="chosen">Where somebody else changed the thing since: what stands, on the version that is kept now.</param>
    private Task DecideAsync(ReviewRow row, bool accept, ConflictChoice? chosen = null) => ChangeAsync(async () =>
    {
        faults = accept && draft is not null ? draft.Faults() : [];
        if (faults.Count > 0)
            return null;
        var edited = accept && draft is not null ? draft.Changed() : [];
        try
        {
            // A field that was sent cannot be left out here: what is to stay as it is kept now is said again.
            if (row is { Kind: "CHANGE", Asset: { } about } && chosen?.Parts.Where(part => part is { IsMine: false, IsSentChanged: true }).ToList() is { Count: > 0 } kept && await Api.FindAssetAsync(about.Id) is { } now)
                foreach (var (field, value) in kept.SelectMany(part => AssetDraft.Of(now).Say(part.Name)))
                    edited[field] = value;
            await Api.SendAsync("decideContribution", new { id = row.Id, accept, why = reason.Trim(), version = chosen?.CurrentVersion, asset = edited.Count > 0 ? edited : null });
            drafted = null;
            await LoadAsync();
            await heading.FocusAsync();
            return accept ? $"{row.Title} is accepted." : $"{row.Title} is refused.";
        }
        catch (ApiException fault) when (fault.FindBothSides() is { } both)
        {
            choice = new(both);
            return null;
        }
        catch (ApiException fault) when (draft is not null && AssetDraft.FaultsOf(fault) is { } found)
        {
            faults = found;
            return null;
        }
    });

    private Task WithdrawAsync(ReviewRow row) => ChangeAsync(async () =>
    {
        await Api.SendAsync("withdrawContribution", new { id = row.Id });
        await LoadAsync();
        return $"{row.Title} is taken back.";
    });
}
