namespace EstateMap.Planning.Measures;

/// <summary>
/// Travel at a glance, beside whatever a plan optimises: mean and coverage disagree. Lower seconds and higher shares are better.
/// </summary>
/// <param name="Weight">All people, reached or not.</param>
/// <param name="UnreachableWeight">People who reach no open site; they are in no figure of seconds.</param>
/// <param name="Mean_s">Weighted mean of those reached; null when nobody is.</param>
/// <param name="Median_s">Least time within which half of those reached travel; null when nobody is reached.</param>
/// <param name="P95_s">Least time within which 95 % of those reached travel; null when nobody is reached.</param>
/// <param name="Worst_s">Longest travel of anyone reached; null when nobody is.</param>
/// <param name="ShareWithin">[5, 10, 15, 20 minutes]: share of all people within that time, who reaches nothing counting as beyond; 0 when there is nobody.</param>
public sealed record TravelSummary(double Weight, double UnreachableWeight, double? Mean_s, double? Median_s, double? P95_s, double? Worst_s, double[] ShareWithin)
{
    /// <summary>The times of <see cref="ShareWithin"/>, seconds.</summary>
    public static IReadOnlyList<double> Times_s { get; } = [300, 600, 900, 1200];

    /// <summary>Sums up the travel of each demand point; one of no weight counts nowhere.</summary>
    /// <param name="weights">People, [demand].</param>
    /// <param name="seconds">[demand]: travel to the nearest open site; positive infinity where there is none.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is negative or NaN; the message names the place.</exception>
    public static TravelSummary Of(IReadOnlyList<double> weights, IReadOnlyList<double> seconds)
    {
        Weighted.CheckWeights(weights, seconds.Count);
        for (var i = 0; i < seconds.Count; i++)
            if (!(seconds[i] >= 0)) throw new ArgumentException($"The travel of demand point {i} is {seconds[i]}: it must not be negative.", nameof(seconds));

        var order = Enumerable.Range(0, seconds.Count).Where(i => weights[i] > 0 && !double.IsPositiveInfinity(seconds[i])).OrderBy(i => seconds[i]).ToArray();
        var all = weights.Sum();
        var reached = order.Sum(i => weights[i]);
        var shares = Times_s.Select(time => all > 0 ? order.Where(i => seconds[i] <= time).Sum(i => weights[i]) / all : 0).ToArray();
        if (order.Length == 0) return new(all, all, null, null, null, null, shares);

        var unreached = Enumerable.Range(0, seconds.Count).Where(i => double.IsPositiveInfinity(seconds[i])).Sum(i => weights[i]);
        return new(all, unreached, order.Sum(i => weights[i] * seconds[i]) / reached, Quantile(0.5), Quantile(0.95), seconds[order[^1]], shares);

        double Quantile(double share)
        {
            var people = 0.0;
            foreach (var i in order)
            {
                people += weights[i];
                if (people >= share * reached * (1 - 1e-12)) return seconds[i];
            }

            return seconds[order[^1]];
        }
    }

    /// <summary>The same from an answer: each demand point travels to the site that serves it.</summary>
    public static TravelSummary Of(LocationProblem problem, LocationAnswer answer)
    {
        var seconds = new double[problem.DemandPoints];
        for (var i = 0; i < seconds.Length; i++)
            seconds[i] = answer.AssignedSite[i] is var site and >= 0 ? problem.Row(i)[site] : double.PositiveInfinity;
        return Of(problem.Weights, seconds);
    }
}
