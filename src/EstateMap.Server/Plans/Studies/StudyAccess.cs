using EstateMap.Planning.Measures;

namespace EstateMap.Server.Plans.Studies;

/// <summary>How much building there is for each person in reach of it: what mean travel does not show, since a small hub may be near and crowded.</summary>
internal static class StudyAccess
{
    /// <summary>By floating catchments with Luo &amp; Qi's slow decay over 10, 20 and 30 minutes; null where there is nothing to plan with or nobody is counted.</summary>
    /// <param name="open">Indices of sites.</param>
    public static AccessMeasures? FindMeasures(StudyProblem study, IReadOnlyList<int> open)
    {
        var people = study.Weights.Sum();
        if (study.Problem is not { } problem || !(people > 0)) return null;
        var supply = new double[problem.Sites];
        double area = 0, assumed = 0;
        foreach (var j in open)
        {
            supply[j] = study.Sites[j].UsedFloorArea_m2;
            area += supply[j];
            assumed += supply[j] * StudyMoney.AreaAssumed(study.Sites[j]);
        }

        var scores = Accessibility.Solve(problem, supply, CatchmentStep.LuoQiSlow).Scores;
        var mean = Mean(_ => true) ?? 0;
        var shortOf = Enumerable.Range(0, scores.Length).Where(i => 1000 * scores[i] < mean / 2).Sum(i => study.Weights[i]);
        return new AccessMeasures(mean, Mean(i => study.Demand[i].ImdDecile == 1), Mean(i => study.Demand[i].ImdDecile == 10), shortOf / people, area > 0 ? assumed / area : 0);

        double? Mean(Func<int, bool> isCounted)
        {
            double total = 0, weight = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                if (!isCounted(i)) continue;
                total += 1000 * study.Weights[i] * scores[i];
                weight += study.Weights[i];
            }

            return weight > 0 ? total / weight : null;
        }
    }
}
