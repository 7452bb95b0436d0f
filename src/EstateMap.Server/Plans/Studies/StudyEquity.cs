using EstateMap.Planning.Measures;

namespace EstateMap.Server.Plans.Studies;

/// <summary>How evenly the travel of a study's people falls, ranked by how deprived their small area is.</summary>
internal static class StudyEquity
{
    /// <summary>Of the people whose area has a decile and who reach a site; null where there are none.</summary>
    /// <param name="seconds">[demand].</param>
    public static EquityMeasures? FindMeasures(StudyProblem study, double[] seconds)
    {
        var ranked = Enumerable.Range(0, seconds.Length).Where(i => study.Weights[i] > 0 && double.IsFinite(seconds[i]) && study.Demand[i].ImdDecile is >= 1 and <= 10).ToArray();
        if (ranked.Length == 0) return null;
        double[] people = [.. ranked.Select(i => study.Weights[i])], times = [.. ranked.Select(i => seconds[i])];
        int[] deciles = [.. ranked.Select(i => study.Demand[i].ImdDecile!.Value)];
        var line = 60 * study.Assumptions[Assumptions.AccessPoverty];
        return new EquityMeasures(
            Inequality.ConcentrationIndex(people, times, [.. deciles.Select(decile => (double)decile)]), Finite(Inequality.Palma(people, times)), Inequality.Gini(people, times),
            Inequality.AccessPoverty(people, times, line, 0), Inequality.AccessPoverty(people, times, line, 1), Inequality.AccessPoverty(people, times, line, 2), Inequality.DecileGap(people, times, deciles), line);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
