using EstateMap.Planning.Measures;
using Xunit;

namespace EstateMap.Planning.Tests.Measures;

public class TravelSummaryTests
{
    [Fact]
    public void Travel_is_summed_up_by_people_and_who_reaches_nothing_is_counted_apart()
    {
        // 10 people: 4 at 200 s, 3 at 700 s, 1 at 1300 s, 2 reach nothing. Mean (800 + 2100 + 1300) / 8 = 525; the 4th of 8 is at 200 s; 95 % of 8 is 7.6: 1300 s.
        var summary = TravelSummary.Of([4, 1, 3, 2, 0], [200, 1300, 700, double.PositiveInfinity, 5000]);

        Assert.Equal((10, 2, 525, 200, 1300, 1300), (summary.Weight, summary.UnreachableWeight, summary.Mean_s, summary.Median_s, summary.P95_s, summary.Worst_s));
        Assert.Equal([0.4, 0.4, 0.7, 0.7], summary.ShareWithin);
    }

    [Fact]
    public void A_time_on_the_mark_is_within_it() => Assert.Equal([0, 1, 1, 1], TravelSummary.Of([3], [600]).ShareWithin);

    [Fact]
    public void Nobody_reached_has_no_times()
    {
        var summary = TravelSummary.Of([3, 0], [double.PositiveInfinity, 10]);

        Assert.Equal(3, summary.UnreachableWeight);
        Assert.Null(summary.Mean_s);
        Assert.Null(summary.Worst_s);
        Assert.Equal([0, 0, 0, 0], summary.ShareWithin);
        Assert.Equal([0, 0, 0, 0], TravelSummary.Of([], []).ShareWithin);
    }

    [Fact]
    public void An_answer_is_summed_up_by_the_sites_that_serve()
    {
        var problem = new LocationProblem([1, 1, 1], [100, 900, 900, 300, 1, 1], 2);

        Assert.Equal(200, TravelSummary.Of(problem, new LocationAnswer([0], [0, 1, -1], 0, 0, "", 1)).Mean_s);
    }

    [Fact]
    public void Travel_that_is_no_number_is_refused() =>
        Assert.Contains("demand point 1", Assert.Throws<ArgumentException>(() => TravelSummary.Of([1, 1], [1, double.NaN])).Message, StringComparison.Ordinal);
}
