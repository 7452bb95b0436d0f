using EstateMap.Client.Api;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Community;

/// <summary>Adds a community asset, one thing a screen, also where there is no network: where, what kind, what it is, send.</summary>
public sealed partial class AddPage
{
    private static readonly string[] Titles = ["Where is it?", "What kind of thing is it?", "What is it?", "Check and send"];

    private ElementReference heading;
    private AssetDraft draft = AssetDraft.New();
    private Dictionary<string, string> faults = [];
    private IReadOnlyList<NearAsset> near = [];
    private int step;
    private string offer = "";

    // What the form stands in for, where something was not taken; and what was begun before that.
    private WalkItem? mended;
    private readonly Stack<(AssetDraft Draft, string Offer, int Step, WalkItem? Mended)> aside = [];

    /// <summary>What is near and called alike, or stands on the very spot.</summary>
    private List<NearAsset> Alike => [.. near.Where(one => one.Distance < 40 || IsAlike(one.Name, draft["name"]))];

    /// <summary>Names that share a word of some length.</summary>
    internal static bool IsAlike(string one, string other) =>
        WordsOf(one).Intersect(WordsOf(other), StringComparer.OrdinalIgnoreCase).Any();

    private static IEnumerable<string> WordsOf(string text) => text.Split([' ', ',', '-', '&', '.', '\''], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 4);

    private async Task LookAroundAsync()
    {
        near = [];
        if (!Queue.IsOnline || draft.Place.Point is not { } at)
            return;
        try
        {
            near = await Api.ListNearAsync(at.Longitude, at.Latitude);
        }
        catch (ApiException)
        {
            // What is near is seen by whoever reviews it.
        }
    }

    private async Task ContinueAsync()
    {
        if (IsBusy)
            return;
        Done = null;
        faults = draft.Faults().Where(fault => step == 1 ? fault.Key == "abcdClass" : step > 1 && fault.Key != "abcdClass").ToDictionary();
        if (faults.Count > 0)
            return;
        if (step < 3)
        {
            await GoAsync(step + 1);
            return;
        }
        await ChangeAsync(SendAsync);
    }

    private async Task<string?> SendAsync()
    {
        var asset = draft.Changed();
        if (!string.IsNullOrWhiteSpace(offer))
            asset["offers"] = new[] { new { direction = "OFFER", kind = "OTHER", words = offer.Trim() } };
        var title = draft["name"].Trim();
        var kept = await Queue.AddAsync(title, "contributeAsset", new() { ["asset"] = asset }, draft.Picked, mended?.Key);
        GoOn();
        if (kept.State == "faulty")
        {
            await OpenAsync(kept);
            return null;
        }
        var came = kept.State != "waiting" ? "is sent" : Queue.IsOnline ? "is kept on this device and is sent later" : "is kept on this device and is sent when there is a network";
        await heading.FocusAsync();
        return $"{title} {came}. {(draft.Changed().Count > 0 ? "Go on with what you had begun." : "Add the next one.")}";
    }

    /// <summary>Opens what was not taken, at the part that did not fit. What is being written meanwhile comes back after it.</summary>
    private async Task OpenAsync(WalkItem item)
    {
        if (item.Key != mended?.Key)
        {
            if (draft.Changed().Count > 0)
                aside.Push((draft, offer, step, mended));
            var asset = item.Input.GetProperty("asset");
            (draft, mended, near, Done) = (AssetDraft.OfKept(asset, item.Picked ?? []), item, [], null);
            offer = asset.TryGetProperty("offers", out var offers) ? offers[0].GetProperty("words").GetString() ?? "" : "";
        }
        await GoAsync(item.Part switch { "abcdClass" => 1, AssetDraft.PlacePart => 0, _ => 2 });
        if (item is { Part: { } part, Why: { } why })
            faults = new() { [part] = why };
    }

    // What is being sent just now is not set aside.
    private Task PutRightAsync(WalkItem item) => IsBusy ? Task.CompletedTask : OpenAsync(item);

    private async Task LeaveAsync()
    {
        GoOn();
        await GoAsync(step);
    }

    /// <summary>Empties the form for the next one, or fills it with what was begun before.</summary>
    private void GoOn()
    {
        (draft, offer, step, mended) = aside.TryPop(out var begun) ? begun : (AssetDraft.New(), "", 0, null);
        near = [];
    }

    private async Task GoAsync(int to)
    {
        (step, faults) = (to, []);
        StateHasChanged();
        await heading.FocusAsync();
    }
}
