using CsCheck;
using EstateMap.Planning.Measures;
using Xunit;

namespace EstateMap.Planning.Tests.Measures;

public class InequalityTests
{
    [Fact]
    public void Travel_that_falls_on_the_most_deprived_has_a_concentration_index_below_zero()
    {
        // Two people; the more deprived travels 30, the other 10: mu = 20, R = 1/4 and 3/4.
        // C = 2/20 x (30 x 1/4 + 10 x 3/4) / 2 - 1 = 0.1 x 7.5 - 1 = -0.25.
        Assert.Equal(-0.25, Inequality.ConcentrationIndex([1, 1], [30, 10], [1, 2]), 12);
        Assert.Equal(0.25, Inequality.ConcentrationIndex([1, 1], [10, 30], [1, 2]), 12);
    }

    [Fact]
    public void Equal_ranks_share_their_place()
    {
        // All in one decile: R = 1/2 for all, C = 0 whatever they travel.
        Assert.Equal(0, Inequality.ConcentrationIndex([1, 2, 3], [5, 50, 500], [4, 4, 4]), 12);
        // Tied first two: R = 1/3, 1/3, 5/6; mu = 20. C = 2/20 x (10 + 20) / 3 x 1/3 + 2/20 x 30/3 x 5/6 - 1 = 1/3 + 5/6 - 1 = 1/6.
        Assert.Equal(1 / 6.0, Inequality.ConcentrationIndex([1, 1, 1], [10, 20, 30], [1, 1, 2]), 12);
    }

    [Fact]
    public void The_Gini_coefficient_of_one_who_travels_for_four_is_three_quarters()
    {
        // n = 4, one bears all: 1 - 1/n.
        Assert.Equal(0.75, Inequality.Gini([1, 1, 1, 1], [0, 0, 0, 8]), 12);
        Assert.Equal(0, Inequality.Gini([1, 5], [7, 7]), 12);
        // 10 and 30: |10 - 30| x 2 / (2 x 4 x 20) = 0.25.
        Assert.Equal(0.25, Inequality.Gini([1, 1], [10, 30]), 12);
    }

    [Fact]
    public void The_Palma_ratio_splits_people_at_the_borders()
    {
        // Ten people who travel 1 to 10: the longest tenth 10, the four tenths of least 1 + 2 + 3 + 4 = 10.
        Assert.Equal(1, Inequality.Palma(Ones(10), [.. Enumerable.Range(1, 10).Select(y => (double)y)]), 12);
        Assert.Equal(0.25, Inequality.Palma([3, 4], [9, 9]), 12);
        // Two people, 10 and 30: a tenth is 0.2 people of 30 = 6, four tenths 0.8 of 10 = 8.
        Assert.Equal(0.75, Inequality.Palma([1, 1], [30, 10]), 12);
        Assert.Equal(double.PositiveInfinity, Inequality.Palma(Ones(10), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
    }

    [Fact]
    public void The_Theil_index_is_what_lies_within_and_between_groups()
    {
        // 10 and 30: T = 1/2 (0.5 ln 0.5 + 1.5 ln 1.5) = 0.130812. Each its own group: all of it between; one group: all within.
        var expected = (0.5 * Math.Log(0.5) + 1.5 * Math.Log(1.5)) / 2;
        Assert.Equal(new Theil(0, expected), Rounded(Inequality.Theil([1, 1], [10, 30], [0, 1])));
        Assert.Equal(new Theil(expected, 0), Rounded(Inequality.Theil([1, 1], [10, 30], [7, 7])));
        Theil Rounded(Theil theil) => Math.Abs(theil.Total - expected) < 1e-12 ? new(theil.Within > 1e-12 ? expected : 0, theil.Between > 1e-12 ? expected : 0) : theil;
    }

    [Theory]
    [InlineData(0, 0.6)]   // 3 of 5 people travel more than 600 s
    [InlineData(1, 0.4)]   // (1 x 0 + 2 x 0.5 + 1 x 1) / 5
    [InlineData(2, 0.3)]   // (2 x 0.25 + 1) / 5
    public void Access_poverty_counts_who_travels_longer_than_the_line_and_by_how_much(int alpha, double expected) =>
        Assert.Equal(expected, Inequality.AccessPoverty([1, 1, 2, 1], [0, 600, 900, 1200], 600, alpha), 12);

    [Fact]
    public void The_decile_gap_is_above_zero_where_the_most_deprived_travel_longer()
    {
        Assert.Equal(500, Inequality.DecileGap([1, 3, 9, 2], [600, 1000, 5, 400], [1, 1, 5, 10]));  // (600 + 3000) / 4 - 400
        Assert.Null(Inequality.DecileGap([1, 0], [600, 400], [1, 10]));
    }

    [Fact]
    public void Measures_keep_their_laws() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var n = random.Next(1, 12);
        var weights = Enumerable.Range(0, n).Select(_ => (double)random.Next(0, 9)).ToArray();
        var seconds = Enumerable.Range(0, n).Select(_ => (double)random.Next(0, 2000)).ToArray();
        var ranks = Enumerable.Range(0, n).Select(_ => (double)random.Next(1, 5)).ToArray();
        int[] groups = [.. ranks.Select(rank => (int)rank)];
        double[] doubled = [.. seconds.Select(y => 2 * y)];

        var (gini, theil, concentration) = (Inequality.Gini(weights, seconds), Inequality.Theil(weights, seconds, groups), Inequality.ConcentrationIndex(weights, seconds, ranks));

        Assert.InRange(gini, 0, 1);
        Assert.InRange(Math.Abs(concentration), 0, gini + 1e-9);  // the concentration curve lies between the Lorenz curve and its mirror
        Assert.Equal(gini, Inequality.Gini(weights, doubled), 1e-9);
        Assert.Equal(concentration, Inequality.ConcentrationIndex(weights, doubled, ranks), 1e-9);
        Assert.Equal(theil.Total, Inequality.Theil(weights, doubled, groups).Total, 1e-9);
        Assert.Equal(theil.Total, Inequality.Theil(weights, seconds, [.. groups.Select(_ => 1)]).Total, 1e-9);
        Assert.Equal(gini, GiniByPairs(weights, seconds), 1e-9);
        // A point split in two of the same travel changes nothing.
        Assert.Equal(gini, Inequality.Gini([.. weights.Select(w => w / 2), .. weights.Select(w => w / 2)], [.. seconds, .. seconds]), 1e-9);
        // Ranked by travel itself, the concentration index is the Gini coefficient.
        Assert.Equal(gini, Inequality.ConcentrationIndex(weights, seconds, seconds), 1e-9);
    }, iter: 3000);

    [Fact]
    public void Nobody_and_no_travel_are_even()
    {
        Assert.Equal(0, Inequality.Gini([0, 0], [1, 2]));
        Assert.Equal(0, Inequality.ConcentrationIndex([], [], []));
        Assert.Equal(0, Inequality.Palma([1], [0]));
        Assert.Equal(0, Inequality.AccessPoverty([0], [900], 600, 1));
        Assert.Equal(0, Inequality.Theil([1, 1], [0, 0], [1, 2]).Total);
    }

    [Fact]
    public void What_is_no_travel_is_refused_by_place()
    {
        Assert.Contains("demand point 1", Assert.Throws<ArgumentException>(() => Inequality.Gini([1, 1], [1, double.PositiveInfinity])).Message, StringComparison.Ordinal);
        Assert.Contains("weight of demand point 0", Assert.Throws<ArgumentException>(() => Inequality.Gini([double.NaN, 1], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Inequality.DecileGap([1], [1], [11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Inequality.AccessPoverty([1], [1], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Inequality.AccessPoverty([1], [1], 600, 3));
    }

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];

    private static double GiniByPairs(double[] weights, double[] seconds)
    {
        double sum = 0, people = weights.Sum(), travel = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            travel += weights[i] * seconds[i];
            for (var k = 0; k < weights.Length; k++) sum += weights[i] * weights[k] * Math.Abs(seconds[i] - seconds[k]);
        }

        return travel == 0 ? 0 : sum / (2 * people * travel);
    }
}
