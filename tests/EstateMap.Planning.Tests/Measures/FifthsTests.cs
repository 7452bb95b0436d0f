using EstateMap.Planning.Measures;
using Xunit;

namespace EstateMap.Planning.Tests.Measures;

public class FifthsTests
{
    [Fact]
    public void A_unit_that_straddles_the_line_counts_in_part()
    {
        // 100 people, so a fifth is 20: of the most deprived the 10 of the first unit at 30 and 10 of the second at 10; of the least deprived 20 of the third at 4.
        var means = Fifths.Difference([10, 40, 50], [30, 10, 4], [1, 2, 3])!;

        Assert.Equal((20.0, 4.0, 16.0), (means.Most, means.Least, means.Gap));
        Assert.Equal(5, means.Ratio!.Value, 1e-12);
    }

    [Fact]
    public void Of_ties_each_counts_alike_whatever_their_order()
    {
        var means = Fifths.Difference([50, 50, 100], [10, 20, 1], [1, 1, 2])!;
        var turned = Fifths.Difference([50, 50, 100], [20, 10, 1], [1, 1, 2])!;

        Assert.Equal(15, means.Most, 1e-12);
        Assert.Equal(means, turned);
    }

    [Fact]
    public void Where_all_rank_alike_or_nobody_lives_there_are_no_ends()
    {
        Assert.Null(Fifths.Difference([1, 2], [3, 4], [5, 5]));
        Assert.Null(Fifths.Difference([0, 0], [3, 4], [5, 6]));
        Assert.Null(Fifths.Difference([], [], []));
    }

    [Fact]
    public void There_is_no_ratio_to_nothing() => Assert.Null(Fifths.Difference([1, 1], [3, 0], [1, 2])!.Ratio);

    [Fact]
    public void What_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Fifths.Difference([1], [1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => Fifths.Difference([-1, 1], [1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => Fifths.Difference([1, 1], [double.PositiveInfinity, 2], [1, 2]));
    }
}
