using CsCheck;
using EstateMap.Client.Explore;
using Xunit;

namespace EstateMap.Client.Tests.Explore;

public class ClassesTests
{
    // Few distinct values, so that ties are common, and now and then numbers of any size.
    private static readonly Gen<double[]> Values = Gen.OneOf(Gen.Int[-20, 20].Select(number => number / 4d), Gen.Double[-1e6, 1e6], Gen.Double[-1e300, 1e300]).Array[1, 60];
    private static readonly Gen<string> Methods = Gen.OneOf(Gen.Const(Classes.Quantile), Gen.Const(Classes.Equal), Gen.Const(Classes.Jenks));

    private static double[] Starts(string method, int bins, params double[] values) => [.. Classes.Of(values, method, bins).Select(shade => shade.Least)];

    [Fact]
    public void Quantiles_hold_equal_counts()
    {
        Assert.Equal([1, 4, 7], Starts(Classes.Quantile, 3, 9, 8, 7, 6, 5, 4, 3, 2, 1));
        Assert.Equal([new(1, 4, 3, 3), new(4, 7, 6, 3), new ValueClass(7, 9, 9, 3)], Classes.Of([1, 2, 3, 4, 5, 6, 7, 8, 9], Classes.Quantile, 3));
    }

    [Fact]
    public void Ties_of_quantiles_stay_together_and_make_fewer_classes()
    {
        // Four of six are equal: both limits fall on them.
        Assert.Equal([1, 2], Starts(Classes.Quantile, 3, 1, 2, 2, 2, 2, 3).Take(2));
        Assert.Equal([0, 1], Starts(Classes.Quantile, 3, 0, 0, 0, 0, 1, 2, 3));
    }

    [Fact]
    public void Equal_intervals_divide_the_range_and_may_be_empty()
    {
        Assert.Equal([new(0, 25, 10, 2), new(25, 50, 25, 0), new(50, 75, 50, 0), new ValueClass(75, 100, 100, 2)], Classes.Of([0, 10, 75, 100], Classes.Equal, 4));
    }

    [Fact]
    public void Natural_breaks_lie_where_the_gaps_are()
    {
        // By hand: {1, 2}, {10, 11, 12}, {50} leaves 0.5 + 2 + 0; every other division leaves more.
        Assert.Equal([1, 10, 50], Starts(Classes.Jenks, 3, 12, 1, 50, 11, 2, 10));
    }

    [Fact]
    public void Natural_breaks_weigh_equal_values()
    {
        // By hand: {0, 0, 0, 0}, {4, 5}, {9} leaves 0.5; parting 4 from 5 instead joins 5 and 9, which leaves 8.
        Assert.Equal([0, 4, 9], Starts(Classes.Jenks, 3, 0, 0, 0, 0, 4, 5, 9));
    }

    [Theory]
    [InlineData(Classes.Quantile)]
    [InlineData(Classes.Jenks)]
    public void Fewer_distinct_values_than_classes_have_a_class_each(string method)
    {
        Assert.Equal([1, 2], Starts(method, 5, 2, 1, 1, 2));
        Assert.Equal([new ValueClass(7, 7, 7, 3)], Classes.Of([7, 7, 7], method, 5));
    }

    [Fact]
    public void No_values_have_no_classes_and_no_bars()
    {
        Assert.Empty(Classes.Of([], Classes.Jenks, 5));
        Assert.Empty(Classes.Histogram([], 10));
    }

    [Fact]
    public void A_number_of_classes_out_of_range_becomes_the_nearest_in_it()
    {
        var values = Enumerable.Range(0, 100).Select(number => (double)number).ToArray();
        Assert.Equal((Classes.Fewest, Classes.Most), (Classes.Of(values, Classes.Equal, -1).Count, Classes.Of(values, "unknown", 99).Count));
    }

    [Fact]
    public void Ends_too_distant_to_subtract_are_divided_all_the_same()
    {
        Assert.Equal([double.MinValue, 0], Starts(Classes.Equal, 3, double.MinValue, double.MaxValue));
        Assert.Equal(3, Starts(Classes.Jenks, 3, double.MinValue, -1, 1, double.MaxValue).Length);
    }

    [Fact]
    public void Every_value_is_in_exactly_one_class_and_classes_ascend() => Gen.Select(Values, Methods, Gen.Int[Classes.Fewest, Classes.Most]).Sample((values, method, bins) =>
    {
        var classes = Classes.Of(values, method, bins);
        Assert.InRange(classes.Count, 1, Math.Min(bins, values.Distinct().Count()));
        Assert.Equal((values.Min(), values.Max()), (classes[0].Least, classes[^1].Below));
        foreach (var (before, after) in classes.Zip(classes.Skip(1)))
            Assert.True(before.Least < after.Least && before.Below == after.Least && before.Most < after.Least);
        foreach (var value in values)
        {
            var holding = Enumerable.Range(0, classes.Count).Where(at => value >= classes[at].Least && (at == classes.Count - 1 ? value <= classes[at].Below : value < classes[at].Below));
            Assert.Equal([Classes.IndexOf(classes, value)], holding);
        }
        Assert.Equal(values.Length, classes.Sum(shade => shade.Count));
    });

    [Fact]
    public void Natural_breaks_leave_the_least_that_any_division_leaves() => Gen.Select(Gen.Int[-12, 12].Array[1, 11], Gen.Int[Classes.Fewest, 5]).Sample((numbers, bins) =>
    {
        double[] values = [.. numbers.Select(number => number / 2d)];
        var least = Divisions(values.Order().ToArray(), Math.Min(bins, values.Distinct().Count())).Min();
        Assert.Equal(least, Left(values, Classes.Of(values, Classes.Jenks, bins)), 9);
    });

    [Fact]
    public void Natural_breaks_leave_no_more_than_the_other_methods_do() => Gen.Select(Gen.Double[-1e3, 1e3].Array[8, 200], Gen.Int[Classes.Fewest, Classes.Most]).Sample((values, bins) =>
    {
        var jenks = Left(values, Classes.Of(values, Classes.Jenks, bins));
        Assert.True(jenks <= Left(values, Classes.Of(values, Classes.Quantile, bins)) * (1 + 1e-9) && jenks <= Left(values, Classes.Of(values, Classes.Equal, bins)) * (1 + 1e-9));
    });

    [Fact]
    public void Bars_of_a_histogram_hold_every_value_once() => Gen.Select(Values, Gen.Int[1, 30]).Sample((values, bars) =>
        Assert.Equal(values.Length, Classes.Histogram(values, bars).Sum(bar => bar.Count)));

    [Fact]
    public void The_greatest_value_is_in_the_last_bar() => Assert.Equal([new(0, 5, 2), new HistogramBar(5, 10, 2)], Classes.Histogram([0, 1, 5, 10], 2));

    [Fact]
    public void Colours_darken_step_by_step_and_stand_out_from_the_ground()
    {
        var ground = Light("#dfe5e8");
        for (var classes = 1; classes <= Classes.Most; classes++)
        {
            var lights = IndicatorPalette.Of(classes).Select(Light).ToArray();
            Assert.All(lights, light => Assert.True(Contrast(ground, light) >= 1.4));
            Assert.All(lights.Zip(lights.Skip(1)), pair => Assert.True(pair.First > pair.Second && Contrast(pair.First, pair.Second) >= 1.2));
            Assert.All(lights, light => Assert.True(Contrast(Light(IndicatorPalette.NoFigure), light) >= 1.6));
        }
    }

    private static double Left(double[] values, IReadOnlyList<ValueClass> classes) =>
        values.GroupBy(value => Classes.IndexOf(classes, value)).Sum(group => group.Sum(value => (value - group.Average()) * (value - group.Average())));

    // What each way of cutting sorted values into so many runs leaves: the sums of squares within the runs.
    private static IEnumerable<double> Divisions(double[] sorted, int runs) => runs == 1
        ? [sorted.Sum(value => (value - sorted.Average()) * (value - sorted.Average()))]
        : Enumerable.Range(1, Math.Max(0, sorted.Length - runs + 1)).SelectMany(cut => Divisions(sorted[cut..], runs - 1).Select(rest => rest + Divisions(sorted[..cut], 1).Single()));

    // Relative luminance and contrast ratio, WCAG 2.2.
    private static double Light(string colour) => new[] { (1, 0.2126), (3, 0.7152), (5, 0.0722) }.Sum(part =>
    {
        var share = Convert.ToInt32(colour.Substring(part.Item1, 2), 16) / 255d;
        return part.Item2 * (share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4));
    });

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
}
