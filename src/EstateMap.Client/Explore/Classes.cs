namespace EstateMap.Client.Explore;

/// <summary>A class of a choropleth: values from <paramref name="Least"/> to below <paramref name="Below"/>, which the last class includes.</summary>
/// <param name="Count">How many values are in it; equal intervals may be empty.</param>
/// <param name="Most">The greatest value in it; <paramref name="Least"/> when it is empty.</param>
public sealed record ValueClass(double Least, double Below, double Most, int Count);

/// <summary>A bar of a histogram: how many values there are from one end to the other; the last bar includes its end.</summary>
public sealed record HistogramBar(double From, double To, int Count);

/// <summary>
/// Divides values into classes. Whatever the method, each value is in exactly one class, classes ascend, equal values are in one class, and there are never more classes than distinct values.
/// </summary>
public static class Classes
{
    public const string Quantile = "quantile", Equal = "equal", Jenks = "jenks";
    public const int Fewest = 3, Usual = 5, Most = 7;

    /// <summary>The methods and their names, in the order in which they are offered.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Methods = [(Quantile, "Equal counts (quantiles)"), (Equal, "Equal intervals"), (Jenks, "Natural breaks (Jenks)")];

    /// <summary>Divides finite values into at most so many classes; an unknown method is taken for quantiles, a number out of range for the nearest in it. Empty for no values.</summary>
    public static IReadOnlyList<ValueClass> Of(IReadOnlyCollection<double> values, string method, int bins)
    {
        if (values.Count == 0)
            return [];
        var sorted = values.Order().ToArray();
        var distinct = sorted.Distinct().ToArray();
        bins = Math.Min(Math.Clamp(bins, Fewest, Most), distinct.Length);
        double[] starts = method switch
        {
            Equal => EqualStarts(sorted[0], sorted[^1], bins),
            _ when distinct.Length == bins => distinct,
            Jenks => JenksStarts(sorted, bins),
            _ => QuantileStarts(sorted, bins),
        };
        return [.. starts.Select((start, at) => ClassOf(sorted, start, at + 1 < starts.Length ? starts[at + 1] : null))];
    }

    /// <summary>Index of the class that holds a value which was among those divided.</summary>
    public static int IndexOf(IReadOnlyList<ValueClass> classes, double value)
    {
        var at = classes.Count - 1;
        while (at > 0 && value < classes[at].Least)
            at--;
        return at;
    }

    /// <summary>Bars of equal width over the whole range; one bar when all values are equal, none for no values.</summary>
    public static IReadOnlyList<HistogramBar> Histogram(IReadOnlyCollection<double> values, int bars)
    {
        if (values.Count == 0)
            return [];
        var edges = EqualStarts(values.Min(), values.Max(), bars);
        var counts = new int[edges.Length];
        foreach (var value in values)
        {
            var at = Array.BinarySearch(edges, value);
            counts[at >= 0 ? at : ~at - 1]++;
        }
        return [.. edges.Select((edge, at) => new HistogramBar(edge, at + 1 < edges.Length ? edges[at + 1] : values.Max(), counts[at]))];
    }

    private static ValueClass ClassOf(double[] sorted, double start, double? next)
    {
        var within = sorted.Where(value => value >= start && (next is not { } end || value < end)).ToArray();
        return new(start, next ?? sorted[^1], within is [.., var most] ? most : start, within.Length);
    }

    // Weighted means of the ends, not steps from the first: the difference of very distant ends is no number.
    private static double[] EqualStarts(double least, double most, int bins) =>
        [.. Enumerable.Range(0, bins).Select(at => least * (1 - (double)at / bins) + most * ((double)at / bins)).Select(start => Math.Clamp(start, least, most)).Distinct().Order()];

    // Where equal values straddle a limit they all go above it, so classes may be fewer and unequal.
    private static double[] QuantileStarts(double[] sorted, int bins) =>
        [.. Enumerable.Range(0, bins).Select(at => sorted[(int)((long)at * sorted.Length / bins)]).Distinct()];

    /// <summary>
    /// Natural breaks: the division into k runs of the sorted values x_1 .. x_n with the least sum of squared differences from the runs' means, exactly:
    /// D(k, j) = min over i of D(k - 1, i) + S(i, j), where S(i, j) is that sum within x_(i+1) .. x_j (Fisher, On Grouping for Maximum Homogeneity, JASA 53, 1958).
    /// The best i never falls as j grows, so a row is filled by halves in n log n steps (Groenlund et al., Fast Exact k-Means in 1D, arXiv:1701.07204).
    /// Equal values are one value with a weight, so they stay together.
    /// </summary>
    private static double[] JenksStarts(double[] sorted, int bins)
    {
        var groups = sorted.GroupBy(value => value).Select(group => (Value: group.Key, Weight: group.Count())).ToArray();
        var n = groups.Length;
        // Prefix sums of weights, values and squares about the middle of the range and in units of it, for the sake of digits.
        var (middle, unit) = (groups[0].Value / 2 + groups[^1].Value / 2, groups[^1].Value / 2 - groups[0].Value / 2);
        var (weights, sums, squares) = (new double[n + 1], new double[n + 1], new double[n + 1]);
        for (var j = 0; j < n; j++)
        {
            var x = (groups[j].Value - middle) / unit;
            (weights[j + 1], sums[j + 1], squares[j + 1]) = (weights[j] + groups[j].Weight, sums[j] + groups[j].Weight * x, squares[j] + groups[j].Weight * x * x);
        }

        var before = Enumerable.Range(0, n + 1).Select(j => j == 0 ? 0 : S(0, j)).ToArray();
        var choices = new int[bins, n + 1];
        for (var k = 1; k < bins; k++)
        {
            var now = new double[n + 1];
            Array.Fill(now, double.PositiveInfinity);
            Fill(k, k + 1, n, k, n - 1, before, now);
            before = now;
        }

        var starts = new double[bins];
        var end = n;
        for (var k = bins - 1; k > 0; k--)
        {
            end = choices[k, end];
            starts[k] = groups[end].Value;
        }
        starts[0] = groups[0].Value;
        return starts;

        double S(int i, int j)
        {
            var (weight, sum) = (weights[j] - weights[i], sums[j] - sums[i]);
            return Math.Max(0, squares[j] - squares[i] - sum * sum / weight);
        }

        void Fill(int k, int from, int to, int least, int most, double[] before, double[] now)
        {
            if (from > to)
                return;
            var j = (from + to) / 2;
            for (var i = least; i <= Math.Min(most, j - 1); i++)
                if (before[i] + S(i, j) is var sum && sum < now[j])
                    (now[j], choices[k, j]) = (sum, i);
            Fill(k, from, j - 1, least, choices[k, j], before, now);
            Fill(k, j + 1, to, choices[k, j], most, before, now);
        }
    }
}
