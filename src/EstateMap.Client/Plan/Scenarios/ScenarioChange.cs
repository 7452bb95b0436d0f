using EstateMap.Client.Shell;

namespace EstateMap.Client.Plan.Scenarios;

/// <summary>One change of a scenario.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="Site">Where it happens; of a move, where from.</param>
/// <param name="Basis">FACT or ASSUMPTION: what its figures rest on.</param>
/// <param name="Problems">What is wrong with it, judged against the changes before it.</param>
public sealed record ScenarioChange(
    int Number, string Kind, Named? Site, Named? ToSite, Named? Service, string? Team, IReadOnlyList<ChangedHours>? Hours, double? SpaceArea_m2, int? Capacity, double? Receipt_gbp, double? Capital_gbp, string? Basis,
    DateOnly? StartsOn, double? Weeks, string? Why, IReadOnlyList<string> Problems)
{
    private const string Unnamed = "a building that is no longer known";

    /// <summary>The change as a sentence without its full stop: "Move Lending from the Town Library to the Leisure Centre".</summary>
    public string Words => Kind switch
    {
        "CLOSE_SITE" => $"Close {Name(Site)}",
        "OPEN_SITE" => $"Open {Name(Site)}",
        "MOVE_SERVICE" => $"Move {Service?.Name ?? "a service that is no longer known"} from {Name(Site)} to {Name(ToSite)}",
        "MOVE_TEAM" => $"Move {Team} from {Name(Site)} to {Name(ToSite)}",
        "CHANGE_HOURS" => $"Open {(Service is null ? Name(Site) : $"{Service.Name} at {Name(Site)}")} {string.Join("; ", (Hours ?? []).Select(hours => hours.Words))}",
        "CHANGE_CAPACITY" => $"Give {Name(Site)} {string.Join(" and ", Room())}",
        "ACQUIRE_SPACE" => $"Use {Figures.Whole(SpaceArea_m2)} m² at {Name(Site)}",
        "DISPOSE" => $"Give up {Name(Site)}",
        _ => $"{Figures.Words(Kind)}: {Name(Site)}",
    };

    /// <summary>What else is known of it, piece by piece: "from 1 April 2027", "6 weeks", "costs £40,000".</summary>
    public IEnumerable<string> Details
    {
        get
        {
            if (StartsOn is not null) yield return $"from {Figures.Day(StartsOn)}";
            if (Weeks is { } weeks) yield return weeks == 1 ? "1 week" : $"{weeks.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} weeks";
            if (Kind is "MOVE_SERVICE" or "MOVE_TEAM" && SpaceArea_m2 is not null) yield return $"needs {Figures.Whole(SpaceArea_m2)} m²";
            if (Capital_gbp is not null) yield return $"costs {PlanWords.Pounds(Capital_gbp)} once";
            if (Receipt_gbp is not null) yield return $"brings in {PlanWords.Pounds(Receipt_gbp)} once";
        }
    }

    public bool HasMoney => Capital_gbp is not null || Receipt_gbp is not null;

    /// <summary>The same change, wherever it stands and whatever is wrong with it.</summary>
    public bool IsSameAs(ScenarioChange other) =>
        this with { Number = 0, Problems = [], Hours = null } == other with { Number = 0, Problems = [], Hours = null } && (Hours ?? []).SequenceEqual(other.Hours ?? []);

    /// <summary>As the API takes it; what is null is left out.</summary>
    public object ToInput() => new
    {
        kind = Kind,
        site = Site?.Id,
        toSite = ToSite?.Id,
        service = Service?.Id,
        team = Team,
        hours = Hours is { Count: > 0 } ? Hours : null,
        spaceArea_m2 = SpaceArea_m2,
        capacity = Capacity,
        receipt_gbp = Receipt_gbp,
        capital_gbp = Capital_gbp,
        basis = Basis,
        startsOn = StartsOn,
        weeks = Weeks,
        why = Why,
    };

    /// <summary>The building or service that this register does not have; null when it has all of them.</summary>
    public Named? Missing => new[] { Site, ToSite, Service }.FirstOrDefault(thing => thing is { Id: null });

    private static string Name(Named? site) => site?.Name ?? Unnamed;

    private IEnumerable<string> Room()
    {
        if (SpaceArea_m2 is not null) yield return $"{Figures.Whole(SpaceArea_m2)} m²";
        if (Capacity is not null) yield return $"room for {Figures.Whole(Capacity)}";
    }
}

/// <summary>Hours on some days of the week.</summary>
/// <param name="Days">MO,TU,WE,TH,FR,SA,SU.</param>
/// <param name="Opens">hh:mm.</param>
/// <param name="Closes">hh:mm; not after <paramref name="Opens"/> means past midnight.</param>
public sealed record ChangedHours(string Days, string Opens, string Closes)
{
    /// <summary>"Mon to Fri 08:00 to 20:00".</summary>
    public string Words => $"{Explore.OpeningHours.DayWords(Days)} {Opens} to {Closes}".Trim();
}
