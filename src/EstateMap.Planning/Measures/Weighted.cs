namespace EstateMap.Planning.Measures;

/// <summary>A value for each demand point and how many people it counts for: what every measure reads, checked once.</summary>
internal readonly struct Weighted
{
    /// <exception cref="ArgumentException">Lengths differ, or a number is negative or not finite; the message names the place.</exception>
    public Weighted(IReadOnlyList<double> weights, IReadOnlyList<double> values)
    {
        CheckWeights(weights, values.Count);
        for (var i = 0; i < values.Count; i++)
            if (!double.IsFinite(values[i]) || values[i] < 0)
                throw new ArgumentException($"The value of demand point {i} is {values[i]}: leave out who is not reached, and count them apart.", nameof(values));
        Weights = weights;
        Values = values;
        Weight = weights.Sum();
        var total = 0.0;
        for (var i = 0; i < values.Count; i++) total += weights[i] * values[i];
        Total = total;
    }

    public IReadOnlyList<double> Weights { get; }

    public IReadOnlyList<double> Values { get; }

    public int Count => Values.Count;

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; }

    /// <summary>Sum of weight times value.</summary>
    public double Total { get; }

    public double Mean => Total / Weight;

    /// <summary>Nobody, or nobody travels: every measure of inequality is 0 by convention.</summary>
    public bool IsFlat => Total == 0;

    /// <summary>Indices of positive weight, smallest value first; the lower index on a tie.</summary>
    public int[] Sorted()
    {
        var (weights, values) = (Weights, Values);
        return [.. Enumerable.Range(0, Count).Where(i => weights[i] > 0).OrderBy(i => values[i])];
    }

    public static void CheckWeights(IReadOnlyList<double> weights, int count)
    {
        if (weights.Count != count) throw new ArgumentException($"Expected {count} weights, got {weights.Count}.", nameof(weights));
        for (var i = 0; i < count; i++)
            if (!double.IsFinite(weights[i]) || weights[i] < 0) throw new ArgumentException($"The weight of demand point {i} is {weights[i]}: it must be finite and not negative.", nameof(weights));
    }
}
