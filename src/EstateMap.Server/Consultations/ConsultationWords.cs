using System.Globalization;
using EstateMap.Server.Plans.Scenarios;

namespace EstateMap.Server.Consultations;

/// <summary>One thing to comment on, as it is drafted.</summary>
/// <param name="Site">Where; null where this register has none of it.</param>
internal sealed record DraftItem(long? Site, string Heading, string Words);

/// <summary>A scenario in the words of a letter to a neighbour: what would change, for how many, and what there would be instead.</summary>
internal static class ConsultationWords
{
    /// <summary>An item for every building that something happens to, in the order of the scenario.</summary>
    public static IReadOnlyList<DraftItem> Of(ScenarioEvaluation scenario)
    {
        var items = new List<DraftItem>();
        foreach (var changes in scenario.Content.Changes.Where(change => change.Site is not null).GroupBy(change => change.Site!.Id))
        {
            var place = scenario.Place(changes.First().Site!);
            var impact = scenario.Impacts.FirstOrDefault(closing => closing.Site.SiteId is not null && closing.Site.SiteId == place.SiteId);
            var sentences = changes.Select(Sentence).Distinct().ToList();
            if (impact is not null) sentences.AddRange(OfClosure(impact));
            items.Add(new DraftItem(place.SiteId, Heading(place.Name, changes.Select(change => change.Kind).ToList()), string.Join(" ", sentences)));
        }

        return items;
    }

    private static string Heading(string name, List<ScenarioChangeKind> kinds) =>
        kinds.Contains(ScenarioChangeKind.CloseSite) ? $"{name} would close"
        : kinds.Contains(ScenarioChangeKind.OpenSite) ? $"{name} would open"
        : kinds.Contains(ScenarioChangeKind.AcquireSpace) ? $"Room at {name} would be used"
        : kinds.All(kind => kind == ScenarioChangeKind.ChangeHours) ? $"{name} would have other hours"
        : $"{name} would change";

    private static string Sentence(ScenarioChange change)
    {
        var what = change.Kind switch
        {
            ScenarioChangeKind.OpenSite => "The building would open to the public.",
            ScenarioChangeKind.CloseSite => "The building would close.",
            ScenarioChangeKind.MoveService => $"{change.Service?.Name ?? "A service"} would move to {change.ToSite?.Name ?? "another place"}.",
            ScenarioChangeKind.MoveTeam => $"{change.Team ?? "A team"} would work at {change.ToSite?.Name ?? "another place"}.",
            ScenarioChangeKind.ChangeHours => $"{change.Service?.Name ?? "The building"} would be open {string.Join("; ", (change.Hours ?? []).Select(hours => $"{Days(hours.Days)} from {hours.Opens} to {hours.Closes}"))}.",
            ScenarioChangeKind.ChangeCapacity => "There would be room for another number of people.",
            ScenarioChangeKind.Dispose => "The building would be sold, let or handed over.",
            _ => "Room there would come to be used.",
        };
        var when = change.StartsOn is { } day ? $" This would happen from {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}." : "";
        return change.Why is { Length: > 0 } why ? $"{what}{when} Why: {why.TrimEnd('.')}." : what + when;
    }

    private static IEnumerable<string> OfClosure(ClosureImpact impact)
    {
        var people = Math.Round(impact.People);
        if (people >= 1)
        {
            var minutes = (int)Math.Max(1, Math.Round(impact.MeanExtraSeconds / 60));
            yield return string.Create(CultureInfo.InvariantCulture, $"It is the nearest of these buildings for about {people:#,0} people, who would travel {minutes} {(minutes == 1 ? "minute" : "minutes")} further on average.");
            if (Math.Round(impact.LosingAccess) >= 1)
                yield return string.Create(CultureInfo.InvariantCulture, $"About {Math.Round(impact.LosingAccess):#,0} of them have one within 15 minutes today and would have none.");
        }

        foreach (var service in impact.Services)
            yield return service.MovesTo is { } to ? $"{service.Name} would be at {to.Name}." : service.Alternative is { } other ? $"For {service.Name} the nearest of its kind would be {other.Site.Name}." : $"For {service.Name} no place is planned yet.";
        if (impact.Assets.Count > 0)
            yield return $"These meet or are run there today: {string.Join(", ", impact.Assets.Select(asset => asset.Name).Distinct())}.";
    }

    private static string Days(string codes) => string.Join(", ", codes.Split(',').Select(code => code switch
    {
        "MO" => "Monday",
        "TU" => "Tuesday",
        "WE" => "Wednesday",
        "TH" => "Thursday",
        "FR" => "Friday",
        "SA" => "Saturday",
        "SU" => "Sunday",
        _ => code,
    }));
}
