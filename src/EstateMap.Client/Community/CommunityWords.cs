using EstateMap.Client.Shell;

namespace EstateMap.Client.Community;

/// <summary>What codes of the community are called on screen.</summary>
public static class CommunityWords
{
    /// <summary>Classes of asset with a plain question each, as a community builder asks on a doorstep.</summary>
    public static readonly IReadOnlyList<(string Code, string Label, string Prompt)> Classes =
    [
        ("ASSOCIATIONS", "A group of people", "Who meets where? Choirs, clubs, tenants, faith groups, walking groups"),
        ("PLACES", "A place to be", "Where do people like to be? Halls, gardens, benches, playing fields, rooms"),
        ("ECONOMY", "Something lent, swapped, sold or shared", "What would people lend? Tool libraries, food pantries, repair cafés, local shops"),
        ("CULTURE", "A story, art or tradition", "What do people here do well and tell of? Festivals, murals, songs, history"),
        ("INSTITUTIONS", "An organisation that is here", "Which bodies could people call upon? Schools, surgeries, charities, employers"),
        ("INDIVIDUALS", "Somebody in a public role", "Who connects people, in a role that they agreed to have listed? Never a private person"),
    ];

    public static string Class(string code) => Classes.FirstOrDefault(known => known.Code == code).Label ?? Figures.Words(code);

    public static string Kind(string code) => code switch
    {
        "ADD" => "New",
        "CHANGE" => "Change",
        "CONFIRM" => "Still right",
        "REMOVE" => "Take out",
        "RESTORE" => "Restore",
        "CLAIM" => "Claim",
        "LINK" => "New link",
        "CHANGE_LINK" => "Change of a link",
        "UNLINK" => "Take a link out",
        "OFFER" => "Offer or ask",
        "CLOSE_OFFER" => "Close an offer",
        "COMMENT" => "Comment",
        "IMPORT" => "From its file",
        _ => Figures.Words(code),
    };

    public static string Status(string code) => code switch { "IN_REVIEW" => "In review", "ACCEPTED" => "Accepted", "REFUSED" => "Refused", "WITHDRAWN" => "Taken back", _ => Figures.Words(code) };

    public static string Offer(string code) => code switch { "ROOM" => "Room or space", "KIT" => "Things to borrow", "SKILL" => "Skill", "VOLUNTEERS" => "Volunteers", _ => "Other" };

    public static string Field(string name) => name switch
    {
        "abcdClass" => "Kind",
        "meetingNote" => "Where and how it meets",
        "contactTitle" => "Whom to ask for",
        "contactEmail" => "E-mail",
        "contactTelephone" => "Telephone",
        "contactConsentOn" => "Consent given on",
        "lastConfirmedOn" => "Confirmed on",
        "url" => "Web page",
        "schedules" => "Meeting times",
        "offers" => "Offers and asks",
        "isRemoved" => "Taken out",
        "area" => "Area it serves",
        "site" => "Place",
        AssetDraft.PlacePart => "Place",
        "organisation" => "Run by",
        "description" => "What people do or find here",
        "kind" => "Kind",
        "isDirected" => "One way",
        "periodStart" => "From",
        "periodEnd" => "Until",
        "fromAsset" or "fromSite" or "fromOrganisation" or "fromService" => "From",
        "toAsset" or "toSite" or "toOrganisation" or "toService" => "To",
        _ => Figures.Words(name),
    };

    /// <summary>What came of something that was sent; null where it waits on the device.</summary>
    public static string Came(SentContribution? sent) => sent?.Status switch
    {
        null => "There is no network. It is kept on this device and is sent when there is one.",
        "ACCEPTED" => "It is kept.",
        _ => "It is sent, and a steward looks at it.",
    };

    /// <summary>What a field holds, as people write it.</summary>
    public static string Value(string? text) => text is null ? "nothing" : Figures.FindDay(text) is { } day ? Figures.Day(day) : text;

    /// <summary>Address of an asset's page.</summary>
    public static string Href(string id) => $"community/assets/{Uri.EscapeDataString(id)}";

    /// <summary>Such as "every 2 weeks".</summary>
    /// <param name="freq">WEEKLY or MONTHLY.</param>
    public static string Often(string freq, int interval) => (freq, interval) switch { ("MONTHLY", 1) => "Every month", ("MONTHLY", var n) => $"Every {n} months", (_, 1) => "Every week", (_, var n) => $"Every {n} weeks" };

    /// <summary>Days such as MO,TU or 2MO,-1FR in words; empty where there are none.</summary>
    public static string Days(string? byday) => string.Join(", ", (byday ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(day =>
        MeetingDraft.Week.FirstOrDefault(known => known.Code == day[^2..]).Label is not { } name ? day
        : day.Length == 2 ? name
        : MeetingDraft.Turns.FirstOrDefault(known => known.Code == day[..^2].TrimStart('+')).Label is { } turn ? $"{turn.ToLowerInvariant()} {name}" : $"{day[..^2]}. {name}"));

    /// <summary>A meeting time in words.</summary>
    public static string Time(MeetingTime time)
    {
        var hours = time.OpensAt is null ? "" : time.ClosesAt is null ? $"from {time.OpensAt}" : $"{time.OpensAt} to {time.ClosesAt}";
        var often = (time.Freq, time.Interval) is ("WEEKLY", 1) ? "" : Often(time.Freq, time.Interval).ToLowerInvariant();
        return string.Join(" ", new[] { Days(time.Byday), hours, often, time.Description, time.Notes }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
