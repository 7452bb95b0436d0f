using EstateMap.Server.Travel;

namespace EstateMap.Server.Plans.Studies;

/// <summary>A study's sites and people before anybody has said how far they are apart. Pure.</summary>
internal sealed record StudyDraft(StudyContent Content, StudyRegister Register, StudySite[] Sites, StudySite[] NotEligible, double[] Weights, Assumptions Assumptions)
{
    public static StudyDraft Of(StudyContent content, StudyRegister register)
    {
        // The last word counts, should a site have two.
        var words = content.Roles.GroupBy(role => role.Site).ToDictionary(group => group.Key, group => group.Last());
        var judged = register.Sites.Select(site => (Site: site, Judged: StudyRules.Judge(site, content, words, register.UseLabels))).ToList();
        var taking = judged.Where(item => item.Judged.Role != StudyRules.NotEligible).Select(item => item.Site).ToList();
        var weights = register.FindGroup(content.Demand)?.Weights ?? new double[register.Points.Length];
        var assumptions = Assumptions.Of(content.Assumptions, [.. taking.Select(site => site.FloorArea_m2).OfType<double>()], taking.Count, weights.Sum());
        var sites = judged.Select(item => Site(item.Site, item.Judged, assumptions))
            .OrderBy(site => Array.IndexOf(StudyRules.Roles, site.Role)).ThenBy(site => site.Name, StringComparer.Ordinal).ThenBy(site => site.Uuid).ToList();
        return new StudyDraft(content, register, [.. sites.Where(site => site.Role != StudyRules.NotEligible)], [.. sites.Where(site => site.Role == StudyRules.NotEligible)], weights, assumptions);
    }

    public StudyProblem With(TravelMatrix times) => new(Content, Register, Sites, NotEligible, Weights, times, Assumptions);

    private static StudySite Site(SiteFact site, (string Role, string Reason, bool IsOverridden) judged, Assumptions assumptions)
    {
        var area = site.FloorArea_m2 ?? assumptions[Assumptions.FloorArea];
        return new StudySite(
            site.Id, site.Uuid, site.Name, site.Longitude ?? double.NaN, site.Latitude ?? double.NaN, judged.Role, judged.Reason, judged.IsOverridden, !site.IsVacant, site.Uses, site.Owner,
            site.Tenures.Length == 0 ? null : string.Join(", ", site.Tenures), site.Ward, site.Neighbourhood, site.FloorArea_m2, site.FloorAreaAssumedShare, area,
            site.RunningCost_gbp ?? area * assumptions[Assumptions.RunningCost], site.RunningCost_gbp is null || site.IsRunningCostAssumed, area * assumptions[Assumptions.Energy] * assumptions[Assumptions.Carbon],
            site.Tenures.Contains("freehold"), site.Tenures.Length > 0, site.ServiceKinds.Length)
        {
            ServiceKinds = site.ServiceKinds,
            ConstraintArea = site.ConstraintArea,
        };
    }
}
