using EstateMap.Planning;
using EstateMap.Planning.Services;
using EstateMap.Server.Plans.Studies;

namespace EstateMap.Server.Plans.Solves;

/// <summary>
/// The question which services belong together in which hub, in the terms of <see cref="MultiServiceProblem"/>: kinds of service that are at the study's buildings, people's visits of each, buildings' running cost and floor area, and what the study
/// assumes that a service takes and costs.
/// </summary>
internal sealed record HubQuestion(MultiServiceProblem Problem, StudyProblem Study, string[] Kinds, double[] People)
{
    // There and back.
    private const double WaysPerVisit = 2;
    private const double SecondsPerHour = 3600;

    /// <summary>Null where nobody visits any service.</summary>
    /// <param name="most">Most hubs; null is no limit.</param>
    public static HubQuestion? FindProblem(StudyProblem study, LocationProblem location, int? most)
    {
        var visits = StudyVisits.Of(study).Where(visit => visit.VisitsPerYear > 0 && study.Register.FindGroup(visit.Group) is { Total: > 0 }).GroupBy(visit => visit.ServiceKind).ToList();
        if (visits.Count == 0) return null;
        var points = study.Demand.Count;
        var trips = new double[points * visits.Count];
        for (var k = 0; k < visits.Count; k++)
            foreach (var visit in visits[k])
            {
                // Of a group within the study's own people as many as live at each point; everybody stands for the study's group.
                var weights = visit.Group == DemandGroups.All ? study.Weights : study.Register.FindGroup(visit.Group)!.Weights;
                for (var i = 0; i < points; i++) trips[i * visits.Count + k] += weights[i] * visit.VisitsPerYear * WaysPerVisit;
            }

        var assumed = study.Assumptions;
        var problem = new MultiServiceProblem(location, [.. visits.Select(kind => kind.First().Label)], trips)
        {
            SiteCost = [.. study.Sites.Select(site => site.RunningCost_gbp)],
            ServiceCost = [.. Enumerable.Repeat(assumed[Assumptions.ServiceCost], study.Sites.Count * visits.Count)],
            ServiceSpace = [.. Enumerable.Repeat(assumed[Assumptions.ServiceArea], visits.Count)],
            SiteSpace = [.. study.Sites.Select(site => site.UsedFloorArea_m2 * assumed[Assumptions.UsableShare])],
            TravelPrice = assumed[Assumptions.TravelTime] / SecondsPerHour,
            MostHubs = most,
        };
        return new HubQuestion(problem, study, [.. visits.Select(kind => kind.Key)], study.Weights);
    }

    /// <summary>Which service is in which hub, and how many of the study's people go there for it.</summary>
    public IReadOnlyList<FoundService> Services(MultiServiceAnswer answer)
    {
        var people = new double[Study.Sites.Count, Kinds.Length];
        for (var i = 0; i < Study.Demand.Count; i++)
            for (var k = 0; k < Kinds.Length; k++)
                if (answer.AssignedSite[i * Kinds.Length + k] is var site and >= 0) people[site, k] += People[i];
        return [.. answer.OpenSites.SelectMany(site => Enumerable.Range(0, Kinds.Length).Where(k => answer.HubsOfService[k].Contains(site)).Select(k => new FoundService(site, Kinds[k], people[site, k])))];
    }
}
