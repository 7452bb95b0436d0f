using System.Globalization;
using EstateMap.Server.Plans.Solves;

namespace EstateMap.Server.Plans.Studies;

/// <summary>What a study could not take into account, in sentences: nothing falls out of a plan without a word.</summary>
internal static class StudyNotes
{
    public static IReadOnlyList<string> Of(StudyProblem study) => [.. About(study).Select(note => note.ToString(CultureInfo.InvariantCulture))];

    private static IEnumerable<FormattableString> About(StudyProblem study)
    {
        var register = study.Register;
        var content = study.Content;
        if (register.Points.Length == 0) yield return $"No small area here has people and a point: there is nobody to plan for.";
        if (register.AreasWithoutPoint > 0) yield return $"{Count(register.AreasWithoutPoint, "small area has", "small areas have")} people and no point. Those people are not counted.";
        if (register.Points.Length > 0 && register.FindGroup(content.Demand) is null) yield return $"No source here counts the group {content.Demand}. Choose another group.";
        var unlocated = register.Sites.Count(site => site.Longitude is null);
        if (unlocated > 0) yield return $"{Count(unlocated, "site has", "sites have")} no position on the map and cannot take part: listed as not eligible.";
        var known = register.Sites.Select(site => site.Uuid).ToHashSet();
        var gone = content.Roles.Count(role => !known.Contains(role.Site));
        if (gone > 0) yield return $"{Count(gone, "site that somebody gave a role is", "sites that somebody gave a role are")} no longer in the register, or not for your eyes.";
        var assumed = study.Sites.Count(site => site.FloorArea_m2 is null);
        if (assumed > 0) yield return $"{assumed} of {Count(study.Sites.Count, "building", "buildings")} {(assumed == 1 ? "has" : "have")} no floor area in the register: {study.Assumptions[Assumptions.FloorArea]:#,0} m² is assumed for each.";
        var cut = study.Demand.Where((point, i) => point.Weight > 0 && !Enumerable.Range(0, study.Sites.Count).Any(j => double.IsFinite(study.Travel.Seconds[i * study.Sites.Count + j]))).Sum(point => point.Weight);
        if (cut > 0 && study.Sites.Count > 0) yield return $"{Count(Math.Round(cut), "person reaches", "people reach")} none of the buildings, whichever are open: left out of what a plan optimises, and counted as reaching nothing.";
        foreach (var area in AreasWithoutSite(study)) yield return $"{area} has no building that may be open, so the least number for each area cannot be asked of it.";
        if (content.Constraints.ProtectedGroup is { } code && register.Points.Length > 0 && register.FindGroup(code) is null) yield return $"No source here counts the protected group {code}, so that nobody is protected.";
    }

    private static string Count(double number, string one, string many) => PlanWords.Count(number, one, many);

    /// <summary>Areas of the constraint's kind where people live and no building may be open.</summary>
    private static IEnumerable<string> AreasWithoutSite(StudyProblem study)
    {
        if (study.Content.Constraints is not { AreaKind: not null, MinimumPerArea: > 0 }) return [];
        var served = study.Sites.Where(site => site.Role != StudyRules.Close).Select(site => site.ConstraintArea).OfType<string>().ToHashSet();
        return study.Register.Points.Select(point => point.ConstraintArea).OfType<string>().Distinct().Where(area => !served.Contains(area)).Order(StringComparer.Ordinal);
    }
}
