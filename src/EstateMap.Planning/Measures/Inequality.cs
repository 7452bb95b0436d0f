namespace EstateMap.Planning.Measures;

/// <summary>
/// How unequally travel falls on people. y_i is the travel of demand point i in seconds, a_i its people, A = sum_i a_i, mu = sum_i a_i y_i / A.
/// Travel is a burden: what these measures call rich is here the one who travels long, so each says which way is better.
/// Where nobody travels (mu = 0) or nobody lives, every measure is 0.
/// </summary>
public static class Inequality
{
    /// <summary>
    /// Concentration index (Kakwani, Wagstaff &amp; van Doorslaer 1997, Journal of Econometrics 77): C = 2 / mu * sum_i (a_i / A) y_i R_i - 1,
    /// where R_i is the share of people who are more deprived, plus half of those equally deprived. From -1 to 1. Above 0 the better-off travel longer; below 0 the burden falls on the most
    /// deprived, which is worse; 0 is even.
    /// </summary>
    /// <param name="weights">a_i, [demand].</param>
    /// <param name="seconds">y_i, [demand]; finite.</param>
    /// <param name="deprivationRanks">[demand]: 1 is the most deprived, as in the Indices of Deprivation; equal ranks (deciles) are ties.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is negative or not finite.</exception>
    public static double ConcentrationIndex(IReadOnlyList<double> weights, IReadOnlyList<double> seconds, IReadOnlyList<double> deprivationRanks)
    {
        var sample = new Weighted(weights, seconds);
        if (deprivationRanks.Count != sample.Count) throw new ArgumentException($"Expected {sample.Count} ranks, got {deprivationRanks.Count}.", nameof(deprivationRanks));
        if (deprivationRanks.Any(double.IsNaN)) throw new ArgumentException("A deprivation rank is not a number.", nameof(deprivationRanks));
        if (sample.IsFlat) return 0;

        double before = 0, sum = 0;
        foreach (var tied in Enumerable.Range(0, sample.Count).GroupBy(i => deprivationRanks[i]).OrderBy(tied => tied.Key))
        {
            var people = tied.Sum(i => weights[i]);
            sum += tied.Sum(i => weights[i] * seconds[i]) * (before + people / 2) / sample.Weight;
            before += people;
        }

        return 2 * sum / sample.Total - 1;
    }

    /// <summary>
    /// Gini coefficient: sum_i sum_k a_i a_k |y_i - y_k| / (2 A^2 mu) (Gini 1912; computed from the Lorenz curve). 0 when all travel alike, towards 1 when a few bear it all: lower is better.
    /// </summary>
    /// <inheritdoc cref="ConcentrationIndex"/>
    public static double Gini(IReadOnlyList<double> weights, IReadOnlyList<double> seconds)
    {
        var sample = new Weighted(weights, seconds);
        if (sample.IsFlat) return 0;
        double travelled = 0, area = 0;
        foreach (var i in sample.Sorted())
        {
            area += weights[i] * (2 * travelled + weights[i] * seconds[i]);
            travelled += weights[i] * seconds[i];
        }

        return Math.Max(0, 1 - area / (sample.Weight * sample.Total));
    }

    /// <summary>
    /// Palma ratio (Palma 2011, Development and Change 42): all travel of the tenth of people who travel longest over that of the four tenths who travel least; people at a border are split.
    /// 0.25 when all travel alike; lower is better. Positive infinity when the four tenths do not travel at all.
    /// </summary>
    /// <inheritdoc cref="ConcentrationIndex"/>
    public static double Palma(IReadOnlyList<double> weights, IReadOnlyList<double> seconds)
    {
        var sample = new Weighted(weights, seconds);
        if (sample.IsFlat) return 0;
        var ascending = sample.Sorted();
        var least = TravelOfFirst(sample, ascending, 0.4);
        Array.Reverse(ascending);
        var longest = TravelOfFirst(sample, ascending, 0.1);
        return least > 0 ? longest / least : double.PositiveInfinity;
    }

    /// <summary>
    /// Theil index T = sum_i (a_i / A) (y_i / mu) ln(y_i / mu) (Theil 1967), which is the part between groups, sum_g s_g ln(mu_g / mu), and the part within them, sum_g s_g T_g,
    /// with s_g the group's share of all travel (Shorrocks 1980, Econometrica 48). 0 when all travel alike; lower is better. A large part between groups says that where people live decides it.
    /// </summary>
    /// <param name="groups">[demand]: any labels (ward, decile).</param>
    /// <inheritdoc cref="ConcentrationIndex"/>
    public static Theil Theil(IReadOnlyList<double> weights, IReadOnlyList<double> seconds, IReadOnlyList<int> groups)
    {
        var sample = new Weighted(weights, seconds);
        if (groups.Count != sample.Count) throw new ArgumentException($"Expected {sample.Count} groups, got {groups.Count}.", nameof(groups));
        if (sample.IsFlat) return new(0, 0);
        double within = 0, between = 0;
        foreach (var group in Enumerable.Range(0, sample.Count).GroupBy(i => groups[i]))
        {
            var travel = group.Sum(i => weights[i] * seconds[i]);
            if (travel == 0) continue;
            var mean = travel / group.Sum(i => weights[i]);
            between += travel / sample.Total * Math.Log(mean / sample.Mean);
            within += group.Where(i => seconds[i] > 0).Sum(i => weights[i] * seconds[i] / sample.Total * Math.Log(seconds[i] / mean));
        }

        return new(Math.Max(0, within), Math.Max(0, between));
    }

    /// <summary>
    /// Access poverty, P_alpha = (1 / A) sum_{i : y_i &gt; z} a_i ((y_i - z) / z)^alpha, the measure of Foster, Greer &amp; Thorbecke (1984, Econometrica 52) turned round: poor is who travels
    /// longer than the line z. alpha 0 is the share of the poor, 1 their mean excess, 2 weighs the worst off most. 0 is best. Unlike poverty of income the excess has no end, so 1 and 2 may exceed 1.
    /// </summary>
    /// <param name="line_s">z, seconds; above 0.</param>
    /// <param name="alpha">0, 1 or 2.</param>
    /// <inheritdoc cref="ConcentrationIndex"/>
    public static double AccessPoverty(IReadOnlyList<double> weights, IReadOnlyList<double> seconds, double line_s, int alpha)
    {
        var sample = new Weighted(weights, seconds);
        if (!(line_s > 0) || !double.IsFinite(line_s)) throw new ArgumentOutOfRangeException(nameof(line_s), line_s, "The poverty line must be finite and above 0 seconds.");
        if (alpha is < 0 or > 2) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha is 0, 1 or 2.");
        if (sample.Weight == 0) return 0;
        var sum = 0.0;
        for (var i = 0; i < sample.Count; i++)
            if (seconds[i] > line_s) sum += weights[i] * Math.Pow((seconds[i] - line_s) / line_s, alpha);
        return sum / sample.Weight;
    }

    /// <summary>
    /// Mean travel of the most deprived decile less that of the least deprived, seconds. Above 0 the most deprived travel longer, which is worse; null when nobody lives in one of the two.
    /// </summary>
    /// <param name="deciles">[demand]: 1 is the most deprived tenth, 10 the least.</param>
    /// <inheritdoc cref="ConcentrationIndex"/>
    public static double? DecileGap(IReadOnlyList<double> weights, IReadOnlyList<double> seconds, IReadOnlyList<int> deciles)
    {
        var sample = new Weighted(weights, seconds);
        if (deciles.Count != sample.Count) throw new ArgumentException($"Expected {sample.Count} deciles, got {deciles.Count}.", nameof(deciles));
        for (var i = 0; i < deciles.Count; i++)
            if (deciles[i] is < 1 or > 10) throw new ArgumentException($"The decile of demand point {i} is {deciles[i]}, not 1 to 10.", nameof(deciles));
        return MeanOf(1) - MeanOf(10);

        double? MeanOf(int decile)
        {
            double people = 0, travel = 0;
            for (var i = 0; i < deciles.Count; i++)
            {
                if (deciles[i] != decile) continue;
                people += weights[i];
                travel += weights[i] * seconds[i];
            }

            return people > 0 ? travel / people : null;
        }
    }

    private static double TravelOfFirst(Weighted sample, int[] order, double share)
    {
        var left = share * sample.Weight;
        var travel = 0.0;
        foreach (var i in order)
        {
            var people = Math.Min(left, sample.Weights[i]);
            travel += people * sample.Values[i];
            left -= people;
            if (left <= 0) break;
        }

        return travel;
    }
}

/// <summary>The Theil index and its two parts.</summary>
public readonly record struct Theil(double Within, double Between)
{
    /// <summary>Within and between together.</summary>
    public double Total => Within + Between;
}
