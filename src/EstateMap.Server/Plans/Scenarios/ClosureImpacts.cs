using EstateMap.Server.Graph;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Scenarios;

/// <summary>What the closure of one building does.</summary>
/// <param name="People">For whom it is the nearest today.</param>
/// <param name="MeanExtraSeconds">Of those who still reach a building.</param>
/// <param name="LosingAccess">Of the people, those with a building within 15 minutes today and none then.</param>
internal sealed record ClosureImpact(
    PlanPlace Site, double People, double MeanExtraSeconds, double LosingAccess, IReadOnlyList<GroupMeasures> ByWard, IReadOnlyList<GroupMeasures> ByAgeBand, IReadOnlyList<GroupMeasures> ByImdDecile, IReadOnlyList<GroupMeasures> ByNoCar,
    IReadOnlyList<DisplacedService> Services, IReadOnlyList<DisplacedAsset> Assets, IReadOnlyList<CutLink> Links);

/// <param name="Sessions">When it is there, in words.</param>
internal sealed record DisplacedService(long ServiceId, string Name, string Kind, string? Organisation, IReadOnlyList<string> Sessions, PlanPlace? MovesTo, AlternativeService? Alternative)
{
    public string Id => GlobalId.Write("Service", ServiceId);
}

/// <param name="IsOpenThen">During all sessions; null where either's hours cannot be said.</param>
internal sealed record AlternativeService(PlanPlace Site, PlanService Service, double? Seconds, bool? IsOpenThen, string Words);

internal sealed record DisplacedAsset(long AssetId, string Name, string AbcdClass, string How, bool IsIllustrative)
{
    public string Id => GlobalId.Write("CommunityAsset", AssetId);
}

internal sealed record CutLink(string From, string Kind, string To);

/// <summary>Makes the impact sheet of each building that is open today and closed afterwards.</summary>
internal static class ClosureImpacts
{
    public static IReadOnlyList<ClosureImpact> Of(ScenarioEvaluation scenario)
    {
        var (_, today) = scenario.Study.Nearest(scenario.Study.OpenToday);
        var (then, _) = scenario.Study.Nearest(scenario.Open);
        return [.. scenario.Closing.Select(j => Of(scenario, j, today, then)), .. ClosedOutsideTheStudy(scenario)];
    }

    private static ClosureImpact Of(ScenarioEvaluation scenario, int j, int[] today, double[] then)
    {
        var study = scenario.Study;
        double people = 0, losing = 0, further = 0, extra = 0;
        for (var i = 0; i < today.Length; i++)
        {
            if (today[i] != j) continue;
            var weight = study.Weights[i];
            people += weight;
            if (study.SecondsToday[i] <= ScenarioEvaluation.Reach_s && !(then[i] <= ScenarioEvaluation.Reach_s)) losing += weight;
            if (!double.IsFinite(then[i])) continue;
            further += weight;
            extra += weight * (then[i] - study.SecondsToday[i]);
        }

        return Sheet(scenario, study.Sites[j], people, further > 0 ? extra / further : 0, losing, kind => study.Breakdown(kind, scenario.Open, i => today[i] == j));
    }

    /// <summary>A building that the study's people do not count on may still be home to services and groups.</summary>
    private static IEnumerable<ClosureImpact> ClosedOutsideTheStudy(ScenarioEvaluation scenario)
    {
        var open = ScenarioRules.OpenAfter(scenario.Study.NotEligible.Select(site => new SiteToday(site.Uuid, site.Name, site.IsOpenToday, [])), scenario.Content.Changes);
        var named = scenario.Content.Changes.Where(change => change.Kind is ScenarioChangeKind.CloseSite or ScenarioChangeKind.Dispose).Select(change => change.Site?.Id).ToHashSet();
        return scenario.Study.NotEligible.Where(site => site.IsOpenToday && named.Contains(site.Uuid) && !open.Contains(site.Uuid)).Select(site => Sheet(scenario, site, 0, 0, 0, _ => []));
    }

    private static ClosureImpact Sheet(ScenarioEvaluation scenario, StudySite site, double people, double extra, double losing, Func<string, IReadOnlyList<GroupMeasures>> groups) => new(
        ScenarioEvaluation.Place(site), people, extra, losing, groups(StudyGroups.Ward), groups(StudyGroups.AgeBand), groups(StudyGroups.ImdDecile), groups(StudyGroups.NoCar),
        [.. scenario.Register.At(site.Uuid).Select(service => Displaced(scenario, site, service))],
        [.. scenario.Register.Assets.Where(asset => asset.SiteId == site.Id).Select(asset => new DisplacedAsset(asset.Id, asset.Name, asset.AbcdClass, asset.How, asset.IsIllustrative))],
        [.. scenario.Register.Links.Where(link => link.SiteId == site.Id).Select(link => new CutLink(link.From, link.Kind, link.To))]);

    private static DisplacedService Displaced(ScenarioEvaluation scenario, StudySite site, ServiceAtSite service)
    {
        // From here from move to move: a decant on the way is no destination, and what the service does at its other sites is none either.
        var at = new Thing(site.Uuid, site.Name);
        foreach (var move in scenario.Content.Changes.Where(change => change.Kind == ScenarioChangeKind.MoveService && change.Service?.Id == service.Uuid))
            if (move.Site?.Id == at.Id && move.ToSite is { } to) at = to;
        return new DisplacedService(service.Id, service.Name, service.Kind, service.Organisation, service.Hours.Words(), at.Id == site.Uuid ? null : scenario.Place(at), FindAlternative(scenario, site, service));
    }

    /// <summary>The nearest of the same kind at a site that stays open; sites that the study does not know are taken to stay.</summary>
    private static AlternativeService? FindAlternative(ScenarioEvaluation scenario, StudySite site, ServiceAtSite service)
    {
        var open = scenario.Open.Select(j => scenario.Study.Sites[j].Uuid).ToHashSet();
        var known = scenario.Study.Sites.Select(known => known.Uuid).ToHashSet();
        var closed = scenario.Closed;
        var nearest = scenario.Register.Services
            .Where(other => other.Kind == service.Kind && other.SiteUuid != site.Uuid && !closed.Contains(other.SiteUuid) && (!known.Contains(other.SiteUuid) || open.Contains(other.SiteUuid))
                // One that moves away itself is no longer there.
                && scenario.Then.Find(other.SiteUuid).Any(occupant => occupant.Service == other.Uuid))
            .OrderBy(other => scenario.Travel.FindSeconds(site.Id, other.SiteId) ?? double.MaxValue).ThenBy(other => other.Name, StringComparer.Ordinal).ThenBy(other => other.SiteId).FirstOrDefault();
        if (nearest is null) return null;
        var seconds = scenario.Travel.FindSeconds(site.Id, nearest.SiteId);
        var hours = scenario.Then.Find(nearest.SiteUuid).FirstOrDefault(occupant => occupant.Service == nearest.Uuid)?.Hours ?? nearest.Hours;
        var (isOpen, then) = AlternativeHours.Judge(service.Hours, hours);
        var way = seconds is { } walk ? $"{Math.Round(walk / 60):0} minutes away ({scenario.Travel.Badge})" : "how far it is cannot be said";
        return new AlternativeService(new PlanPlace(nearest.SiteId, nearest.SiteName), new PlanService(nearest.Id, nearest.Name), seconds, isOpen, $"{nearest.Name} at {nearest.SiteName}, {way}. {then}");
    }
}
