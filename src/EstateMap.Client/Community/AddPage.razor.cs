using EstateMap.Client.Api;
using EstateMap.Client.Explore;
using EstateMap.Client.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EstateMap.Client.Community;

/// <summary>Adds a community asset, one thing a screen, also where there is no network: where, what kind, what it is, send.</summary>
public sealed partial class AddPage : IAsyncDisposable
{
    private static readonly string[] Titles = ["Where is it?", "What kind of thing is it?", "What is it?", "Check and send"];

    private const string EmailHint = "info@, bookings@ or the like; no personal address";

    private ElementReference heading;
    private IJSObjectReference? module;
    private Dictionary<string, string> faults = [];
    private IReadOnlyList<NearAsset> near = [];
    private double[]? bbox;
    private (double Longitude, double Latitude)? point;
    private int step;
    private string? site;
    private string? placeWords;
    private string abcdClass = "";
    private string name = "";
    private string description = "";
    private string meetingNote = "";
    private string offer = "";
    private string consent = "";
    private string contactTitle = "";
    private string contactEmail = "";
    private string contactTelephone = "";

    /// <summary>What is near and called alike, or stands on the very spot.</summary>
    private List<NearAsset> Alike => [.. near.Where(one => one.Distance < 40 || IsAlike(one.Name, name))];

    protected override async Task OnInitializedAsync()
    {
        try
        {
            bbox = (await Api.PlaceBoxAsync()).Place?.Bbox;
        }
        catch (ApiException)
        {
            // Without a network the map begins wide; where one stands is known all the same.
        }
    }

    /// <summary>Names that share a word of some length.</summary>
    internal static bool IsAlike(string one, string other) =>
        WordsOf(one).Intersect(WordsOf(other), StringComparer.OrdinalIgnoreCase).Any();

    private static IEnumerable<string> WordsOf(string text) => text.Split([' ', ',', '-', '&', '.', '\''], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 4);

    private string? Fault(string field) => faults.GetValueOrDefault(field);

    private Task<IReadOnlyList<SearchHit>> FindAsync(string text, CancellationToken cancel) => Api.SearchAsync(text, cancel);

    private async Task TakeAsync(SearchHit hit)
    {
        if (hit.Point is not { } found)
            return;
        await ChooseAsync((found.Longitude, found.Latitude));
        (site, placeWords) = (hit.Kind == "Site" ? hit.Id : null, hit.Kind == "Site" ? $"It meets at {hit.Title}." : $"Near {hit.Title}.");
    }

    private async Task StandAsync()
    {
        module ??= await JavaScript.InvokeAsync<IJSObjectReference>("import", "./Community/walk-queue.js");
        var found = await module.InvokeAsync<Standing>("whereIStand");
        if (found.Point is not [var longitude, var latitude, var accuracy])
        {
            placeWords = found.Why;
            return;
        }
        await ChooseAsync((Math.Round(longitude, 6), Math.Round(latitude, 6)));
        placeWords = $"Where you stand, to within {Figures.Whole(accuracy)} m.";
    }

    private async Task ChooseAsync((double Longitude, double Latitude) at)
    {
        (point, site, near) = (at, null, []);
        placeWords = FormattableString.Invariant($"Chosen on the map: {at.Latitude:0.00000}, {at.Longitude:0.00000}.");
        if (!Queue.IsOnline)
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
        faults = Check();
        if (faults.Count > 0)
            return;
        if (step < 3)
        {
            await GoAsync(step + 1);
            return;
        }
        var asset = new Dictionary<string, object?> { ["name"] = name.Trim(), ["abcdClass"] = abcdClass };
        foreach (var (field, value) in new[] { ("description", description), ("meetingNote", meetingNote), ("contactTitle", contactTitle), ("contactEmail", contactEmail), ("contactTelephone", contactTelephone), ("contactConsentOn", consent) })
            if (!string.IsNullOrWhiteSpace(value))
                asset[field] = value.Trim();
        if (site is not null)
            asset["site"] = site;
        else if (point is { } at)
            (asset["longitude"], asset["latitude"]) = (at.Longitude, at.Latitude);
        if (!string.IsNullOrWhiteSpace(offer))
            asset["offers"] = new[] { new { direction = "OFFER", kind = "OTHER", words = offer.Trim() } };
        var title = name.Trim();
        await Queue.AddAsync(title, "contributeAsset", new() { ["asset"] = asset });
        Done = Queue.IsOnline ? $"{title} is sent. Add the next one." : $"{title} is kept on this device and is sent when there is a network. Add the next one.";
        (abcdClass, name, description, meetingNote, offer, consent, contactTitle, contactEmail, contactTelephone, point, site, placeWords, near) = ("", "", "", "", "", "", "", "", "", null, null, null, []);
        step = 0;
        await heading.FocusAsync();
    }

    private Dictionary<string, string> Check()
    {
        var found = new Dictionary<string, string>();
        if (step == 1 && abcdClass.Length == 0)
            found["abcdClass"] = "Say what kind of thing it is";
        if (step != 2)
            return found;
        if (string.IsNullOrWhiteSpace(name))
            found["name"] = "Give it a name";
        // Kindly and at once; the server looks more closely.
        if (contactEmail.Length > 0 && !contactEmail.Contains('@', StringComparison.Ordinal))
            found["contactEmail"] = "Give the e-mail address of a role, such as info@hall.example";
        if (abcdClass == "INDIVIDUALS" && consent.Length == 0)
            found["contactConsentOn"] = "Give the day on which they agreed to their role being listed";
        return found;
    }

    private async Task GoAsync(int to)
    {
        (step, faults) = (to, []);
        StateHasChanged();
        await heading.FocusAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is going away and has taken the module with it.
        }
    }

    private sealed record Standing(double[]? Point, string? Why);
}
