namespace EstateMap.Planning.Measures;

/// <summary>What the two ends of a ranking have.</summary>
/// <param name="Most">Mean of the fifth that is ranked lowest, the most deprived.</param>
/// <param name="Least">Mean of the fifth that is ranked highest, the least deprived.</param>
public sealed record FifthMeans(double Most, double Least)
{
    /// <summary>The most deprived fifth's mean less the least deprived's.</summary>
    public double Gap => Most - Least;

    /// <summary>The most deprived fifth's mean over the least deprived's; null where that is 0.</summary>
    public double? Ratio => Least == 0 ? null : Most / Least;
}

/// <summary>
/// The most deprived fifth of people beside the least deprived. Let units be ordered by rank and A = sum_i a_i; the first fifth are the people up to 0.2 A, of a unit that straddles the line a part, and of units that tie across it an equal part of each,
/// so that the order of ties does not matter.
/// </summary>
public static class Fifths
{
    private const double Share = 0.2;

    /// <summary>Means of both fifths; null where nobody lives, or all rank alike so that there are no ends to tell apart.</summary>
    /// <param name="weights">a_i, people, [unit]; none negative.</param>
    /// <param name="values">y_i, [unit]; finite.</param>
    /// <param name="ranks">[unit]: the lower, the more deprived.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is negative or not finite.</exception>
    public static FifthMeans? Difference(IReadOnlyList<double> weights, IReadOnlyList<double> values, IReadOnlyList<double> ranks)
    {
        if (values.Count != weights.Count || ranks.Count != weights.Count) throw new ArgumentException($"Expected {weights.Count} values and ranks, got {values.Count} and {ranks.Count}.", nameof(values));
        if (weights.Any(weight => !(weight >= 0) || !double.IsFinite(weight))) throw new ArgumentException("People are finite and not negative.", nameof(weights));
        if (values.Any(value => !double.IsFinite(value)) || ranks.Any(double.IsNaN)) throw new ArgumentException("A value or rank is not a number.", nameof(values));
        var tied = Enumerable.Range(0, weights.Count).Where(i => weights[i] > 0).GroupBy(i => ranks[i]).OrderBy(group => group.Key)
            .Select(group => (People: group.Sum(i => weights[i]), Total: group.Sum(i => weights[i] * values[i]))).ToList();
        if (tied.Count < 2) return null;
        var fifth = Share * tied.Sum(group => group.People);
        return new FifthMeans(First(tied), First(Enumerable.Reverse(tied)));

        double First(IEnumerable<(double People, double Total)> groups)
        {
            var (left, total) = (fifth, 0.0);
            foreach (var (people, sum) in groups)
            {
                var taken = Math.Min(left, people);
                total += sum * taken / people;
                left -= taken;
                if (left <= 0) break;
            }

            return total / fifth;
        }
    }
}
