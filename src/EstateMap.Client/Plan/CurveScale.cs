namespace EstateMap.Client.Plan;

/// <summary>Where values stand along an axis, and the round values that are marked on it.</summary>
/// <param name="From">Value at the start.</param>
/// <param name="To">Value at the end; greater than <paramref name="From"/>.</param>
/// <param name="Length">Of the axis, in units of the picture.</param>
public sealed record CurveScale(double From, double To, double Length, IReadOnlyList<double> Marks)
{
    /// <summary>An axis that holds all the values, with about as many round marks as asked for; its ends are marks.</summary>
    public static CurveScale Round(IEnumerable<double> values, double length, int marks)
    {
        var known = values.Where(double.IsFinite).ToArray();
        var (least, most) = known.Length == 0 ? (0, 1) : (known.Min(), known.Max());
        if (most - least < 1e-9 * Math.Max(1, Math.Abs(most)))
            (least, most) = (least - Math.Max(0.5, Math.Abs(least) * 0.05), most + Math.Max(0.5, Math.Abs(most) * 0.05));
        var step = Step((most - least) / marks);
        var first = Math.Floor(least / step + 1e-9);
        var last = Math.Ceiling(most / step - 1e-9);
        return new(first * step, last * step, length, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(at => (first + at) * step)]);
    }

    /// <summary>An axis of whole numbers that begins and ends at the least and the greatest of them.</summary>
    public static CurveScale Whole(int least, int most, double length, int marks)
    {
        if (least == most)
            return new(least - 1, most + 1, length, [least]);
        var step = Math.Max(1, (int)Math.Ceiling(Step((double)(most - least) / marks)));
        return new(least, most, length, [.. Enumerable.Range(least, most - least + 1).Where(number => number % step == 0)]);
    }

    /// <summary>Units from the start of the axis.</summary>
    public double At(double value) => Length * (value - From) / (To - From);

    /// <summary>The next of 1, 2 and 5 times a power of ten.</summary>
    private static double Step(double wanted)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        return (wanted / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 } * power;
    }
}
