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
        Done = null;
        faults = draft.Faults().Where(fault => step == 1 ? fault.Key == "abcdClass" : step > 1 && fault.Key != "abcdClass").ToDictionary();
        if (faults.Count > 0)
            return;
        if (step < 3)
        {
            await GoAsync(step + 1);
            return;
        }
        var asset = draft.Changed();
        if (!string.IsNullOrWhiteSpace(offer))
            asset["offers"] = new[] { new { direction = "OFFER", kind = "OTHER", words = offer.Trim() } };
        var title = draft["name"].Trim();
        await Queue.AddAsync(title, "contributeAsset", new() { ["asset"] = asset });
        Done = Queue.IsOnline ? $"{title} is sent. Add the next one." : $"{title} is kept on this device and is sent when there is a network. Add the next one.";
        (draft, offer, near, step) = (AssetDraft.New(), "", [], 0);
        await heading.FocusAsync();
    }

    private async Task GoAsync(int to)
    {
        (step, faults) = (to, []);
        StateHasChanged();
        await heading.FocusAsync();
    }
}
