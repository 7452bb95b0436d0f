using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EstateMap.Import.Phases;
using EstateMap.Server.Graph;
using EstateMap.Server.Plans;

namespace EstateMap.Server.Community.Contributions;

/// <summary>Reads what is sent in about an asset, a link, or an offer, into the form that contributions keep (migrations/functions/10_contributions.sql). What was left out stays as it is; null takes a value away.</summary>
internal static partial class ContributionInputs
{
    private const int MostSchedules = 20;
    private const int MostOffers = 20;

    /// <exception cref="MutationError">Something does not fit, or names a private person.</exception>
    public static JsonObject Asset(PlanInput input, bool isNew, DateOnly today)
    {
        var content = new JsonObject();
        foreach (var (name, most) in new[] { ("name", 120), ("description", 2000), ("meetingNote", 500) })
            if (input.Has(name)) content[name] = Words(input, name, most);
        if (input.Has("url")) content["url"] = Url(input);
        if (input.Find("abcdClass") is string abcd) content["abcdClass"] = abcd.ToLowerInvariant();
        foreach (var (name, type) in new[] { ("organisation", "Organisation"), ("site", "Site"), ("area", "Area") })
            if (input.Has(name)) content[name] = input.Find(name) is null ? null : input.Id(name, type);
        Place(input, content);
        if (input.Has("contactTitle")) content["contactTitle"] = RoleContact.Title(Words(input, "contactTitle", 120), input.Path("contactTitle"));
        if (input.Has("contactEmail")) content["contactEmail"] = RoleContact.Email((input.Find("contactEmail") as string)?.Trim() is { Length: > 0 } email ? email : null, input.Path("contactEmail"));
        if (input.Has("contactTelephone")) content["contactTelephone"] = RoleContact.Telephone((input.Find("contactTelephone") as string)?.Trim() is { Length: > 0 } number ? number : null, input.Path("contactTelephone"));
        if (input.Has("contactConsentOn")) content["contactConsentOn"] = Consent(input, today);
        if (input.Has("schedules")) content["schedules"] = new JsonArray([.. input.Parts("schedules", MostSchedules).Select(Schedule)]);
        if (isNew && input.Has("offers")) content["offers"] = new JsonArray([.. input.Parts("offers", MostOffers).Select(JsonNode? (part) => Offer(part))]);
        if (isNew || content.ContainsKey("name")) _ = content["name"] ?? throw MutationError.Invalid("Give it the name that its people use.", input.Path("name"));
        if (isNew) _ = content["abcdClass"] ?? throw MutationError.Invalid("Say what kind of thing it is.", input.Path("abcdClass"));
        if (!isNew && content.Count == 0) throw MutationError.Invalid("Nothing would change: say what is to be different.", "asset");
        return content;
    }

    /// <summary>Somebody in a public role stands in the register only by that role, and only when they agreed.</summary>
    /// <param name="content">All of the asset as it would be.</param>
    /// <exception cref="MutationError">No role, or no day of consent.</exception>
    public static void CheckIndividual(JsonObject content)
    {
        if (content["abcdClass"]?.GetValue<string>() != "individuals") return;
        RoleContact.Title(content["name"]?.GetValue<string>(), "asset.name");
        if (content["contactConsentOn"] is null)
            throw MutationError.Invalid("Somebody in a public role is listed only with their consent: give the day on which they agreed to their role being listed.", "asset.contactConsentOn");
    }

    /// <exception cref="MutationError">Something does not fit.</exception>
    public static JsonObject Link(PlanInput input, bool isNew)
    {
        var content = new JsonObject();
        if (isNew)
        {
            foreach (var end in new[] { "from", "to" }) content[$"{end}{End(input, end).Type}"] = End(input, end).Id;
            if (input.Find("from") as string == input.Find("to") as string) throw MutationError.Invalid("A thing is not linked to itself: choose another.", input.Path("to"));
            content["basis"] = "fact";
            content["isDirected"] = true;
            content["isRemoved"] = false;
        }

        if (input.FindCode("kind") is { } kind) content["kind"] = kind;
        else if (isNew) throw MutationError.Invalid("Say how the two are linked.", input.Path("kind"));
        foreach (var (name, most) in new[] { ("evidence", 500), ("note", 1000) })
            if (input.Has(name)) content[name] = Words(input, name, most);
        if (isNew || content.ContainsKey("evidence")) _ = content["evidence"] ?? throw MutationError.Invalid("Say where you know it from: a link without evidence helps nobody.", input.Path("evidence"));
        foreach (var name in new[] { "periodStart", "periodEnd" })
            if (input.Has(name)) content[name] = Day(input.Find(name));
        if (input.Find("periodStart") is DateOnly start && input.Find("periodEnd") is DateOnly end2 && end2 < start) throw MutationError.Invalid("It cannot end before it begins.", input.Path("periodEnd"));
        if (input.Find("basis") is string basis) content["basis"] = basis.ToLowerInvariant();
        if (input.Find("isDirected") is bool directed) content["isDirected"] = directed;
        if (!isNew && content.Count == 0) throw MutationError.Invalid("Nothing would change: say what is to be different.", "link");
        return content;
    }

    /// <exception cref="MutationError">Something does not fit.</exception>
    public static JsonObject Offer(PlanInput input)
    {
        var (from, until) = (input.Find("validFrom") as DateOnly?, input.Find("validUntil") as DateOnly?);
        if (until < from) throw MutationError.Invalid("It cannot end before it begins.", input.Path("validUntil"));
        return new JsonObject
        {
            ["direction"] = ((string)input.Find("direction")!).ToLowerInvariant(),
            ["kind"] = ((string)input.Find("kind")!).ToLowerInvariant(),
            ["words"] = Words(input, "words", 500) ?? throw MutationError.Invalid("Say what it is, in a sentence.", input.Path("words")),
            ["validFrom"] = Day(from),
            ["validUntil"] = Day(until),
        };
    }

    /// <summary>One text without controls; null where it is empty.</summary>
    /// <exception cref="MutationError">It is too long, or names a private person.</exception>
    public static string? Words(PlanInput input, string name, int most)
    {
        var text = TextCleaning.SingleSpaced(TextCleaning.WithoutControls(input.Find(name) as string ?? "")).ReplaceLineEndings(" ").Trim();
        if (text.Length > most) throw MutationError.Invalid($"`{input.Path(name)}` has {text.Length} characters; at most {most} are kept.", input.Path(name));
        return text.Length == 0 ? null : RoleContact.Checked(text, input.Path(name));
    }

    /// <summary>Kind and number of what a link ends at, in the words of a link's content.</summary>
    /// <exception cref="MutationError">It is no id of such a thing.</exception>
    public static (string Type, long Id) End(PlanInput input, string name)
    {
        var text = input.Find(name) as string ?? "";
        foreach (var (type, word) in new[] { ("Organisation", "Organisation"), ("Site", "Site"), ("Service", "Service"), ("CommunityAsset", "Asset") })
            if (GlobalId.FindNumber(type, text) is { } id) return (word, id);
        throw MutationError.NotFound("A link goes from and to an organisation, site, service or community asset: choose one.", text.Length > 60 ? text[..60] : text);
    }

    private static void Place(PlanInput input, JsonObject content)
    {
        if (!input.Has("longitude") && !input.Has("latitude")) return;
        var (longitude, latitude) = (input.FindNumber("longitude", -9, 2.5), input.FindNumber("latitude", 49, 61.5));
        if (longitude is null != latitude is null) throw MutationError.Invalid("Longitude and latitude belong together: give both, or neither.", input.Path("longitude"));
        content["longitude"] = longitude is { } x ? Math.Round(x, 6) : null;
        content["latitude"] = latitude is { } y ? Math.Round(y, 6) : null;
        if (longitude is not null && !content.ContainsKey("site")) content["site"] = null;
    }

    private static string? Url(PlanInput input)
    {
        if ((input.Find("url") as string)?.Trim() is not { Length: > 0 } url) return null;
        return url.Length <= 500 && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 ? RoleContact.Checked(url, input.Path("url"))
            : throw MutationError.Invalid($"`{input.Path("url")}` is no address of a web page: it begins with https://.", input.Path("url"));
    }

    private static string? Consent(PlanInput input, DateOnly today)
    {
        if (input.Find("contactConsentOn") is not DateOnly day) return null;
        return day <= today ? Day(day) : throw MutationError.Invalid("The day of consent lies in the future: list them once they have agreed.", input.Path("contactConsentOn"));
    }

    private static JsonNode? Schedule(PlanInput input)
    {
        var schedule = new JsonObject { ["freq"] = (input.Find("freq") as string)?.ToUpperInvariant() ?? "WEEKLY", ["interval"] = input.FindInteger("interval", 1, 52) ?? 1 };
        foreach (var (name, form) in new[] { ("byday", ByDay()), ("bymonthday", ByMonthDay()), ("opensAt", Time()), ("closesAt", Time()) })
            if (input.Find(name) is string { Length: > 0 } text)
                schedule[name] = form.IsMatch(text) ? text : throw MutationError.Invalid($"`{input.Path(name)}` holds “{(text.Length > 30 ? text[..30] : text)}”, which cannot be read: days are MO,TU,WE,TH,FR,SA,SU (monthly 2MO or -1FR), times 19:30.", input.Path(name));
        foreach (var name in new[] { "validFrom", "validTo" })
            if (Day(input.Find(name)) is { } day) schedule[name] = day;
        if (input.Find("validFrom") is DateOnly from && input.Find("validTo") is DateOnly to && to < from) throw MutationError.Invalid("It cannot end before it begins.", input.Path("validTo"));
        foreach (var name in new[] { "description", "notes" })
            if (Words(input, name, 300) is { } words) schedule[name] = words;
        return schedule;
    }

    private static string? Day(object? day) => day is DateOnly date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?:(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU))(?:,(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)){0,6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByDay();

    [GeneratedRegex(@"^-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01])){0,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ByMonthDay();

    [GeneratedRegex(@"^(?:[01]\d|2[0-3]):[0-5]\d\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
