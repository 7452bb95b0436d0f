using System.Globalization;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>A change while it is being written: texts as they were typed, so that nothing is lost before it can be read.</summary>
public sealed class ChangeDraft
{
    /// <summary>Code of a <see cref="ChangeKind"/>; empty until one is chosen.</summary>
    public string Kind { get; set; } = "";

    public Named? Site { get; set; }

    public Named? ToSite { get; set; }

    public Named? Service { get; set; }

    public string Team { get; set; } = "";

    public List<HoursDraft> Hours { get; init; } = [];

    public string Area { get; set; } = "";

    public string Capacity { get; set; } = "";

    public string Receipt { get; set; } = "";

    public string Capital { get; set; } = "";

    public string Basis { get; set; } = "ASSUMPTION";

    public string StartsOn { get; set; } = "";

    public string Weeks { get; set; } = "";

    public string Why { get; set; } = "";

    /// <summary>A draft that says what a change says.</summary>
    public static ChangeDraft Of(ScenarioChange change) => new()
    {
        Kind = change.Kind,
        Site = change.Site,
        ToSite = change.ToSite,
        Service = change.Service,
        Team = change.Team ?? "",
        Hours = [.. (change.Hours ?? []).Select(HoursDraft.Of)],
        Area = Text(change.SpaceArea_m2),
        Capacity = Text(change.Capacity),
        Receipt = Text(change.Receipt_gbp),
        Capital = Text(change.Capital_gbp),
        Basis = change.Basis ?? "ASSUMPTION",
        StartsOn = change.StartsOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        Weeks = Text(change.Weeks),
        Why = change.Why ?? "",
    };

    /// <summary>What keeps it from being a change: the name of each field and a sentence; empty when it is one.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        var kind = ChangeKind.Of(Kind);
        if (Kind.Length == 0)
        {
            faults["kind"] = "Choose what is to change.";
            return faults;
        }
        if (Site is null) faults["site"] = "Choose a building from the list.";
        if (kind.NeedsService && Service is null) faults["service"] = "Choose the service that moves.";
        if (kind.NeedsTeam && string.IsNullOrWhiteSpace(Team)) faults["team"] = "Say which team moves, for example “Housing options”.";
        if (kind.NeedsToSite && ToSite is null) faults["toSite"] = "Choose the building that it moves to.";
        else if (kind.NeedsToSite && ToSite?.Id == Site?.Id) faults["toSite"] = "It is there already: choose another building.";
        if (kind.NeedsHours && (Hours.Count == 0 || Hours.Any(hours => !hours.IsWhole))) faults["hours"] = "Give for each line its days, when it opens and when it closes.";
        if (kind.NeedsArea && Number(Area) is null) faults["area"] = "Say how many square metres are taken.";
        if (Kind == "CHANGE_CAPACITY" && Area.Trim().Length == 0 && Capacity.Trim().Length == 0) faults["area"] = "Give the floor area or the number of people: one of the two.";
        Check("area", Area, kind.HasArea);
        Check("capacity", Capacity, kind.HasCapacity);
        Check("receipt", Receipt, kind.HasReceipt);
        Check("capital", Capital, kind.HasCapital);
        Check("weeks", Weeks, true);
        if (kind.HasCapacity && Number(Capacity) is { } people && people != Math.Floor(people)) faults["capacity"] = "People come in whole numbers.";
        if (StartsOn.Length > 0 && Day is null) faults["startsOn"] = "Give a day such as 1 April 2027.";
        if (string.IsNullOrWhiteSpace(Why)) faults["why"] = "Say why: whoever decides will want to know.";
        return faults;

        void Check(string field, string text, bool isAsked)
        {
            if (isAsked && text.Trim().Length > 0 && Number(text) is null)
                faults[field] = "Give a number, nought or more, in figures.";
        }
    }

    /// <summary>The change that the draft says; only of a draft without faults. Fields that its kind does not ask for are left out, whatever was typed there before.</summary>
    public ScenarioChange ToChange()
    {
        var kind = ChangeKind.Of(Kind);
        var (receipt, capital) = (kind.HasReceipt ? Number(Receipt) : null, kind.HasCapital ? Number(Capital) : null);
        return new(
            0, Kind, Site, kind.NeedsToSite ? ToSite : null, kind.NeedsService || kind.HasService ? Service : null, kind.NeedsTeam ? Team.Trim() : null,
            kind.NeedsHours ? [.. Hours.Select(hours => hours.ToHours())] : null, kind.HasArea ? Number(Area) : null, kind.HasCapacity ? (int?)Number(Capacity) : null, receipt, capital,
            receipt is not null || capital is not null ? Basis : null, Day, Number(Weeks), Why.Trim(), []);
    }

    private DateOnly? Day => Shell.Figures.FindDay(StartsOn);

    // "£40,000" is what people write.
    private static double? Number(string text) =>
        double.TryParse(text.Replace(",", "", StringComparison.Ordinal).Replace("£", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Hours of some days while they are being written.</summary>
public sealed class HoursDraft
{
    /// <summary>Codes of days, as schedules have them, with what they are called.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Week = [("MO", "Mon"), ("TU", "Tue"), ("WE", "Wed"), ("TH", "Thu"), ("FR", "Fri"), ("SA", "Sat"), ("SU", "Sun")];

    public HashSet<string> Days { get; init; } = [];

    public string Opens { get; set; } = "";

    public string Closes { get; set; } = "";

    public bool IsWhole => Days.Count > 0 && Opens.Length > 0 && Closes.Length > 0;

    public static HoursDraft Of(ChangedHours hours) => new() { Days = [.. hours.Days.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], Opens = hours.Opens, Closes = hours.Closes };

    /// <summary>Days in the order of the week.</summary>
    public ChangedHours ToHours() => new(string.Join(',', Week.Select(day => day.Code).Where(Days.Contains)), Opens[..Math.Min(5, Opens.Length)], Closes[..Math.Min(5, Closes.Length)]);
}
