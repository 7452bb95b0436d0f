using System.Globalization;
using EstateMap.Import.Phases;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What a scenario knows of a site as it stands today.</summary>
/// <param name="Id">The site's uuid.</param>
/// <param name="IsOpen">Open today, as the study says.</param>
/// <param name="Services">Services offered there, in the order of their names.</param>
internal sealed record SiteToday(Guid Id, string Name, bool IsOpen, IReadOnlyList<Thing> Services);

/// <summary>Which changes make sense. Pure: everything that is known of the estate comes in as values.</summary>
internal static class ScenarioRules
{
    public const int MostChanges = 500;
    public const int MostTitle = 200;
    public const int MostWhy = 2_000;

    // Nobody plans a building of a square kilometre or a move of forty years.
    private const double MostArea_m2 = 1_000_000, MostWeeks = 2_000, MostGbp = 10_000_000_000;
    private const int MostCapacity = 1_000_000;

    /// <summary>Why a change cannot be written down at all, whatever the estate is like, in a sentence; null when it can. Which members a kind has is decided here.</summary>
    /// <param name="number">Of the change, from 1.</param>
    public static string? FindFault(int number, ScenarioChange change)
    {
        var name = Name(change.Kind);
        var needsTo = change.Kind is ScenarioChangeKind.MoveService or ScenarioChangeKind.MoveTeam;
        if (change.Site is null) return $"Change {number} ({name}) does not say at which site.";
        if (needsTo != change.ToSite is not null) return needsTo ? $"Change {number} ({name}) does not say to which site." : $"Change {number} ({name}) goes to no other site; `toSite` belongs to moves.";
        if (change.Kind == ScenarioChangeKind.MoveService && change.Service is null) return $"Change {number} ({name}) does not say which service moves.";
        if (change.Service is not null && change.Kind is not (ScenarioChangeKind.MoveService or ScenarioChangeKind.ChangeHours)) return $"Change {number} ({name}) is about a whole site; `service` belongs to moves of services and to hours.";
        if (change.Kind == ScenarioChangeKind.MoveTeam != change.Team is not null) return change.Team is null ? $"Change {number} ({name}) does not say which team moves." : $"Change {number} ({name}) moves no team; `team` belongs to moves of teams.";
        if (change.Kind == ScenarioChangeKind.ChangeHours != change.Hours is { Count: > 0 }) return change.Kind == ScenarioChangeKind.ChangeHours ? $"Change {number} ({name}) gives no hours." : $"Change {number} ({name}) changes no hours; `hours` belongs to changes of hours.";
        if (change.Hours is { Count: > 28 }) return $"Change {number} ({name}) gives {change.Hours.Count} spans of hours; at most 28 fit a week.";
        if (change.Hours?.Select(WeeklyHours.FindFault).FirstOrDefault(fault => fault is not null) is { } hours) return $"Change {number} ({name}): {hours}";
        if (change.Kind == ScenarioChangeKind.AcquireSpace && change.SpaceArea_m2 is null) return $"Change {number} ({name}) does not say how many square metres are acquired.";
        if (change.Kind == ScenarioChangeKind.ChangeCapacity && change.SpaceArea_m2 is null && change.Capacity is null) return $"Change {number} ({name}) gives neither `capacity` nor `spaceArea_m2`.";
        return FindFigureFault($"Change {number} ({name})", change);
    }

    private static string? FindFigureFault(string change, ScenarioChange of)
    {
        foreach (var (figure, value, most) in new[] { ("spaceArea_m2", of.SpaceArea_m2, MostArea_m2), ("capacity", of.Capacity, MostCapacity), ("receipt_gbp", of.Receipt_gbp, MostGbp), ("capital_gbp", of.Capital_gbp, MostGbp), ("weeks", of.Weeks, MostWeeks) })
            if (value is { } number && (!double.IsFinite(number) || number < 0 || number > most)) return string.Create(CultureInfo.InvariantCulture, $"{change}: `{figure}` is {number}; it must lie between 0 and {most:N0}.");
        if (of.SpaceArea_m2 == 0 && of.Kind is ScenarioChangeKind.AcquireSpace) return $"{change} acquires no space: `spaceArea_m2` is 0.";
        if (of.StartsOn is { Year: < 1900 or > 2200 }) return $"{change}: `startsOn` lies in the year {of.StartsOn.Value.Year}; plans run between 1900 and 2200.";
        foreach (var (figure, text, most) in new[] { ("team", of.Team, MostTitle), ("why", of.Why, MostWhy) })
            if (text is not null && FindTextFault(text, most) is { } fault) return $"{change}: `{figure}` {fault}";
        return null;
    }

    /// <summary>Why a text cannot be kept, as the rest of a sentence; null when it can.</summary>
    public static string? FindTextFault(string text, int most)
    {
        if (string.IsNullOrWhiteSpace(text)) return "is blank.";
        if (text.Length > most) return $"has {text.Length} characters; at most {most} are kept.";
        if (TextCleaning.WithoutControls(text) != text) return "holds characters that nobody can see.";
        PersonalData.Clear(text, out var personal);
        return personal > 0 ? "holds a personal e-mail address or mobile number; write a role's address instead." : null;
    }

    /// <summary>What is wrong with each change, judged against those before it; sentences that name the thing. Empty lists are changes that make sense.</summary>
    /// <param name="sites">Every site that the study looked at.</param>
    /// <param name="changes">In their order; each has passed <see cref="FindFault"/>.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Judge(IReadOnlyCollection<SiteToday> sites, IReadOnlyList<ScenarioChange> changes)
    {
        var estate = new EstateSoFar(sites);
        return [.. changes.Select((change, i) => estate.Take(i + 1, change))];
    }

    /// <summary>Sites that are open once all changes are made, whatever is wrong with some of them.</summary>
    public static IReadOnlySet<Guid> OpenAfter(IEnumerable<SiteToday> sites, IEnumerable<ScenarioChange> changes)
    {
        var open = sites.Where(site => site.IsOpen).Select(site => site.Id).ToHashSet();
        foreach (var change in changes.Where(change => change.Site is not null))
        {
            if (change.Kind is ScenarioChangeKind.OpenSite or ScenarioChangeKind.AcquireSpace) open.Add(change.Site!.Id);
            else if (change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose) open.Remove(change.Site!.Id);
        }

        return open;
    }

    /// <summary>The kind in planners' words.</summary>
    public static string Name(ScenarioChangeKind kind) => kind switch
    {
        ScenarioChangeKind.OpenSite => "open a building",
        ScenarioChangeKind.CloseSite => "close a building",
        ScenarioChangeKind.MoveService => "move a service",
        ScenarioChangeKind.MoveTeam => "move a team",
        ScenarioChangeKind.ChangeHours => "change hours",
        ScenarioChangeKind.ChangeCapacity => "change capacity",
        ScenarioChangeKind.Dispose => "dispose of a building",
        ScenarioChangeKind.AcquireSpace => "acquire space",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
