using System.Globalization;
using System.Text.Json;
using EstateMap.Client.Api;

namespace EstateMap.Client.Community;

/// <summary>Where an asset is: at a site, at a point of its own, or nowhere fixed.</summary>
/// <param name="Site">The id is empty where only the name is known.</param>
/// <param name="Point">WGS84 degrees; where the site is, if there is one.</param>
/// <param name="Note">How the point was found, in a sentence; null where nobody knows.</param>
public sealed record AssetPlace(Named? Site, (double Longitude, double Latitude)? Point, string? Note = null)
{
    public static readonly AssetPlace None = new(null, null);

    public string Words => Site is { } site ? $"It meets at {site.Name}."
        : Point is not { } at ? "It has no fixed place."
        : Note ?? FormattableString.Invariant($"Chosen on the map: {at.Latitude:0.00000}, {at.Longitude:0.00000}.");

    /// <summary>The point that it has of its own; null where it is at a site or nowhere fixed.</summary>
    public (double Longitude, double Latitude)? OwnPoint => Site is null ? Point : null;
}

/// <summary>A community asset while it is written: every field that people can say, what it began as, and what of it is different. Sent as CommunityAssetInput.</summary>
public sealed class AssetDraft
{
    /// <summary>A part of the form for the three fields that say where it is, which are changed together or not at all.</summary>
    public const string PlacePart = "place";

    private static readonly string[] Texts = ["name", "abcdClass", "description", "url", "meetingNote", "contactTitle", "contactEmail", "contactTelephone", "contactConsentOn"];
    private static readonly string[] Others = ["organisation", "area", "schedules", PlacePart];

    private readonly Dictionary<string, string> texts = Texts.ToDictionary(field => field, _ => "");
    private Whole began;

    private AssetDraft(AssetFacts? of)
    {
        if (of is not null)
        {
            foreach (var (field, text) in new[]
            {
                ("name", of.Name), ("abcdClass", of.AbcdClass), ("description", of.Description), ("url", of.Url), ("meetingNote", of.MeetingNote), ("contactTitle", of.ContactTitle),
                ("contactEmail", of.ContactEmail), ("contactTelephone", of.ContactTelephone), ("contactConsentOn", of.ContactConsentOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            })
                texts[field] = text ?? "";
            (Organisation, Area, Place) = (of.Organisation, of.Area, new(of.Site is { } site ? new(site.Id, site.Name) : null, of.Geometry is { } at ? (at.Longitude, at.Latitude) : null));
            Times = [.. of.Schedules.Select(time => new MeetingDraft(time))];
        }
        began = Now();
    }

    /// <summary>A text field by its name in CommunityAssetInput; empty says nothing. The class is one too, and the day of consent (2026-11-30).</summary>
    public string this[string field]
    {
        get => texts[field];
        set => texts[field] = value;
    }

    /// <summary>Who runs it.</summary>
    public Named? Organisation { get; set; }

    /// <summary>Whom it serves.</summary>
    public Named? Area { get; set; }

    public AssetPlace Place { get; set; } = AssetPlace.None;

    public List<MeetingDraft> Times { get; } = [];

    /// <summary>Meeting times that are known in words alone, as a queue tells them; null once they are written anew, and everywhere else.</summary>
    public string? TimesAsSent { get; private set; }

    public static AssetDraft New() => new(null);

    public static AssetDraft Of(AssetFacts asset) => new(asset);

    /// <summary>What somebody sent in, as the queue tells it in words.</summary>
    /// <param name="asset">What it changes, as that is kept now; null for something new.</param>
    public static AssetDraft OfSent(ReviewRow sent, AssetFacts? asset)
    {
        var draft = new AssetDraft(asset);
        foreach (var (field, _, after) in sent.Fields)
            draft.Take(field, after);
        if (sent.Fields.Any(said => Part(said.Field) == PlacePart))
            draft.Place = new(draft.Place.Site, sent is { Longitude: { } x, Latitude: { } y } && (draft.Place.Site is not null || sent.Fields.Any(said => said is { Field: "longitude", After: not null })) ? (x, y) : null);
        draft.began = draft.Now();
        return draft;
    }

    /// <summary>What was kept on a device, to be written on.</summary>
    /// <param name="asset">What <see cref="Changed"/> gave for something new.</param>
    /// <param name="picked">What <see cref="Picked"/> gave.</param>
    public static AssetDraft OfKept(JsonElement asset, IReadOnlyList<Named> picked)
    {
        var draft = New();
        foreach (var field in Texts.Where(field => asset.TryGetProperty(field, out _)))
            draft[field] = asset.GetProperty(field).GetString() ?? "";
        draft.Organisation = Pick("organisation");
        draft.Area = Pick("area");
        draft.Place = new(Pick("site"), asset.TryGetProperty("longitude", out var x) && asset.TryGetProperty("latitude", out var y) ? (x.GetDouble(), y.GetDouble()) : null);
        if (asset.TryGetProperty("schedules", out var times))
            draft.Times.AddRange(times.Deserialize<List<MeetingTime>>(JsonSerializerOptions.Web)!.Select(time => new MeetingDraft(time)));
        return draft;

        Named? Pick(string field) => asset.TryGetProperty(field, out var id) && id.GetString() is { } found ? picked.FirstOrDefault(named => named.Id == found) ?? new(found, "what was chosen") : null;
    }

    /// <summary>What was picked by its name and is sent by its id.</summary>
    public IReadOnlyList<Named> Picked => [.. new[] { Organisation, Area, Place.Site }.OfType<Named>()];

    /// <summary>Times that are known in words alone are to be written anew.</summary>
    public void WriteTimes()
    {
        TimesAsSent = null;
        Times.Clear();
        Times.Add(new());
    }

    /// <summary>What is different from what it began as; null takes a value away. Empty where nothing is.</summary>
    public Dictionary<string, object?> Changed()
    {
        var input = new Dictionary<string, object?>();
        var now = Now();
        foreach (var field in Texts.Where(field => now.Texts[field] != began.Texts[field]))
            input[field] = OrNull(now.Texts[field]);
        if (now.Organisation != began.Organisation)
            input["organisation"] = now.Organisation?.Id;
        if (now.Area != began.Area)
            input["area"] = now.Area?.Id;
        if (now.Site != began.Site)
            input["site"] = now.Site?.Id;
        if (now.Point != began.Point)
            (input["longitude"], input["latitude"]) = (now.Point?.Longitude, now.Point?.Latitude);
        if (now.TimesAsSent != began.TimesAsSent || !now.Times.SequenceEqual(began.Times))
            input["schedules"] = now.Times;
        return input;
    }

    /// <summary>All that a part says, whether it was changed or not.</summary>
    /// <param name="part">A field of CommunityAssetInput, or <see cref="PlacePart"/>.</param>
    public Dictionary<string, object?> Say(string part)
    {
        var now = Now();
        return part switch
        {
            PlacePart => new() { ["site"] = now.Site?.Id, ["longitude"] = now.Point?.Longitude, ["latitude"] = now.Point?.Latitude },
            "organisation" => new() { [part] = now.Organisation?.Id },
            "area" => new() { [part] = now.Area?.Id },
            "schedules" => new() { [part] = now.Times },
            _ when now.Texts.TryGetValue(part, out var text) => new() { [part] = OrNull(text) },
            _ => [],
        };
    }

    /// <summary>What is wrong with it at a glance, part by part; the server looks more closely.</summary>
    public Dictionary<string, string> Faults()
    {
        var found = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(this["name"]))
            found["name"] = "Give it a name";
        if (this["abcdClass"].Length == 0)
            found["abcdClass"] = "Say what kind of thing it is";
        if (Times.Select(time => time.Fault).FirstOrDefault(fault => fault is not null) is { } wrong)
            found["schedules"] = wrong;
        if (this["contactEmail"].Trim() is { Length: > 0 } address && !address.Contains('@', StringComparison.Ordinal))
            found["contactEmail"] = "Give the e-mail address of a role, such as info@hall.example";
        if (this["abcdClass"] == "INDIVIDUALS" && this["contactConsentOn"].Length == 0)
            found["contactConsentOn"] = "Give the day on which they agreed to their role being listed";
        return found;
    }

    /// <summary>What the server found wrong, at the part that it is about; null where it is about none.</summary>
    public static Dictionary<string, string>? FaultsOf(ApiException fault) =>
        fault.Details is { } details && details.TryGetProperty("path", out var path) && path.GetString()?.Split('.') is ["asset", var field, ..] && (Texts.Contains(Part(field)) || Others.Contains(Part(field)))
            ? new() { [Part(field)] = fault.Message } : null;

    /// <summary>The part of the form in which a field is changed.</summary>
    public static string Part(string field) => field is "site" or "longitude" or "latitude" ? PlacePart : field;

    private void Take(string field, string? said)
    {
        switch (field)
        {
            case "organisation": Organisation = Called(said); break;
            case "area": Area = Called(said); break;
            case "site": Place = Place with { Site = Called(said) }; break;
            case "schedules": TimesAsSent = said; Times.Clear(); break;
            // The class comes as people read it.
            case "abcdClass": texts[field] = CommunityWords.Classes.FirstOrDefault(known => string.Equals(known.Code, said, StringComparison.OrdinalIgnoreCase)).Code ?? said ?? ""; break;
            case var text when texts.ContainsKey(text): texts[text] = said ?? ""; break;
        }
    }

    private static Named? Called(string? name) => name is null ? null : new("", name);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private Whole Now() => new(texts.ToDictionary(text => text.Key, text => text.Value.Trim()), Organisation, Area, Place.Site, Place.OwnPoint, TimesAsSent, [.. Times.Select(time => time.Read()).OfType<MeetingTime>()]);

    private sealed record Whole(Dictionary<string, string> Texts, Named? Organisation, Named? Area, Named? Site, (double Longitude, double Latitude)? Point, string? TimesAsSent, IReadOnlyList<MeetingTime> Times);
}
