using CsCheck;
using EstateMap.Planning.Measures;
using EstateMap.Planning.Tests.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Measures;

public class AccessibilityTests
{
    // Places of 100, 50 and 10 people; site 0 (30 seats) is 5 from the first and 10 from the second, site 1 (20 seats) 10 from the second, and the third reaches neither.
    private static LocationProblem Places => new([100, 50, 10], [5, 40, 10, 10, 40, 40], 2);

    [Fact]
    public void Everyone_in_reach_shares_a_site()
    {
        // Reach 10: R_0 = 30 / 150 = 0.2, R_1 = 20 / 50 = 0.4. A = 0.2, 0.6, 0.
        var scores = Accessibility.Solve(Places, [30, 20], 10);

        Assert.Equal([0.2, 0.4], scores.Ratios);
        Assert.Equal([0.2, 0.6, 0], scores.Scores.Select(score => Math.Round(score, 12)));
        Assert.Equal((50, 0), (scores.SharedSupply, scores.UnusedSupply));
    }

    [Fact]
    public void A_nearer_place_has_more_of_a_site()
    {
        // Weights 1 up to 5 and 0.5 up to 10: R_0 = 30 / (100 + 25) = 0.24, R_1 = 20 / 25 = 0.8. A = 0.24, 0.12 + 0.4 = 0.52, 0.
        var scores = Accessibility.Solve(Places, [30, 20], [new(5, 1), new(10, 0.5)]);

        Assert.Equal([0.24, 0.52, 0], scores.Scores.Select(score => Math.Round(score, 12)));
    }

    [Fact]
    public void A_site_that_nobody_reaches_is_counted_apart()
    {
        var scores = Accessibility.Solve(Places, [30, 20], 5);

        Assert.Null(scores.Ratios[1]);
        Assert.Equal((30, 20), (scores.SharedSupply, scores.UnusedSupply));
    }

    [Fact]
    public void A_closed_site_has_nothing_to_share()
    {
        // R_1 = 20 / 50 stays as it is.
        var scores = Accessibility.Solve(Places, [0, 20], 10);

        Assert.Equal([null, 0.4], scores.Ratios);
        Assert.Equal([0, 0.4, 0], scores.Scores.Select(score => Math.Round(score, 12)));
        Assert.Equal((20, 0), (scores.SharedSupply, scores.UnusedSupply));
    }

    [Fact]
    public void All_supply_that_anyone_reaches_is_handed_out() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        var supply = Enumerable.Range(0, problem.Sites).Select(_ => (double)random.Next(0, 50)).ToArray();
        var scores = Accessibility.Solve(problem, supply, [new(random.Next(1, 8), 1), new(random.Next(8, 15), 0.68), new(random.Next(15, 30), random.Next(2) * 0.22)]);

        Assert.Equal(scores.SharedSupply, scores.Scores.Zip(problem.Weights, (score, weight) => score * weight).Sum(), 1e-6);
        Assert.Equal(supply.Sum(), scores.SharedSupply + scores.UnusedSupply, 1e-6);
        Assert.Equal(scores.SharedSupply, Enumerable.Range(0, problem.Sites).Where(j => scores.Ratios[j] is not null).Sum(j => supply[j]), 1e-6);
    }, iter: 3000);

    [Fact]
    public void Steps_that_do_not_rise_are_refused()
    {
        Assert.Contains("step 1", Assert.Throws<ArgumentException>(() => Accessibility.Solve(Places, [1, 1], [new(10, 1), new(5, 0.5)])).Message, StringComparison.Ordinal);
        Assert.Contains("site 1", Assert.Throws<ArgumentException>(() => Accessibility.Solve(Places, [1, double.NaN], 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Accessibility.Solve(Places, [1], 5));
    }
}
