using EstateMap.Planning;

namespace EstateMap.Server.Plans.Studies;

/// <summary>A study's constraints in the terms of the location models. Pure.</summary>
internal static class StudyConstraintRules
{
    /// <summary>Null where there is no site, no demand point or nobody of the group.</summary>
    public static LocationProblem? FindProblem(StudyProblem study)
    {
        if (study.Sites.Count == 0 || study.Demand.Count == 0 || !study.Weights.Any(weight => weight > 0)) return null;
        var constraints = study.Content.Constraints;
        var (groups, minimum) = Groups(study, constraints);
        return new LocationProblem(study.Weights, study.Travel.Seconds, study.Sites.Count)
        {
            Roles = [.. study.Sites.Select(site => site.Role switch { StudyRules.Keep => SiteRole.Keep, StudyRules.Close => SiteRole.Close, _ => SiteRole.Candidate })],
            Limits = Limits(study, constraints),
            Groups = groups,
            GroupMinimum = minimum,
            Ceilings = [.. Ceilings(study, constraints)],
            Exclusions = [.. Exclusions(study, constraints)],
        };
    }

    /// <summary>People of the protected group may travel so much further than today; who reaches nothing today is not limited.</summary>
    private static double[]? Limits(StudyProblem study, StudyConstraints constraints)
    {
        if (constraints is not { ProtectedGroup: { } code, MostExtraMinutes: { } minutes } || study.Register.FindGroup(code) is not { } group) return null;
        return [.. study.SecondsToday.Select((today, i) => group.Weights[i] > 0 && double.IsFinite(today) ? today + 60 * minutes : double.PositiveInfinity)];
    }

    /// <summary>Areas that have a site which may be open; the others are said in <see cref="StudyNotes"/>.</summary>
    private static (int[]? Groups, int[]? Minimum) Groups(StudyProblem study, StudyConstraints constraints)
    {
        if (constraints is not { AreaKind: not null, MinimumPerArea: > 0 and var minimum }) return (null, null);
        var areas = study.ConstraintAreas.ToList();
        return ([.. study.Sites.Select(site => site.ConstraintArea is { } area ? areas.IndexOf(area) : -1)], [.. areas.Select(_ => minimum)]);
    }

    private static IEnumerable<Ceiling> Ceilings(StudyProblem study, StudyConstraints constraints)
    {
        if (constraints.RunningCostCeiling_gbp is { } cost) yield return new Ceiling("running cost in pounds a year", [.. study.Sites.Select(site => site.RunningCost_gbp)], cost);
        if (constraints.FloorAreaCeiling_m2 is { } area) yield return new Ceiling("floor area in m²", [.. study.Sites.Select(site => site.UsedFloorArea_m2)], area);
    }

    /// <summary>Pairs of which the study still has both.</summary>
    private static IEnumerable<(int, int)> Exclusions(StudyProblem study, StudyConstraints constraints)
    {
        foreach (var pair in constraints.Exclusions)
            if (study.FindIndex(pair.First) is { } first && study.FindIndex(pair.Second) is { } second) yield return (first, second);
    }
}
