using CsCheck;

using EstateMap.Planning.Tests.Median;

using Xunit;

namespace EstateMap.Planning.Tests.Portfolios;

public class CurveTests
{
    [Fact]
    public void A_road_is_given_up_place_by_place()
    {
        // 0, 1, 2, 3, 20 for p = 5 to 1; see PMedianTests.
        var points = Portfolio.Curve(Road.Of(1, 1, 1, 1, 1), new CurveOptions()).ToList();

        Assert.Equal([5, 4, 3, 2, 1], points.Select(point => point.P));
        Assert.Equal([0, 1, 2, 3, 20], points.Select(point => Math.Round(point.Answer.Objective, 9)));
        Assert.Equal([1, 1, 1, 17, 0], points.Select(point => Math.Round(point.Increase, 9)));
        Assert.All(points, point => Assert.Equal(0, point.Answer.Gap, 6));
    }

    [Fact]
    public void What_goes_next_and_whom_it_hits_is_said()
    {
        // Of five open with 9 people at 1 km, all but one place cost 1 to close: the 9 move 1 km for 9.
        var first = Portfolio.Curve(Road.Of(2, 9, 3, 1, 4), new CurveOptions()).First();

        Assert.Equal(3, first.GoesNext);
        Assert.Equal([3], first.Leaves);
        Assert.Empty(first.Enters);
        Assert.Equal([3], first.Hit);
        Assert.Equal(1, first.HitWeight);
        Assert.Equal("Closing site 3 adds 1 to the total and makes it longer for 1 in 1 places.", first.Why);
    }

    [Fact]
    public void Where_the_best_sets_are_not_nested_the_rearrangement_is_said()
    {
        // Three people at each end of 10 and one in the middle, 4 from either: both ends cost 4, the middle alone 24, an end alone 34. Two close and the middle opens.
        var problem = new LocationProblem([3, 3, 1], [0, 10, 4, 10, 0, 4, 4, 4, 0], 3);

        var two = Portfolio.Curve(problem, new CurveOptions(Most: 2)).First();

        Assert.Equal([0, 1], two.Answer.OpenSites);
        Assert.Null(two.GoesNext);
        Assert.Equal([0, 1], two.Leaves);
        Assert.Equal([2], two.Enters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_point_is_proven_and_cost_never_rises_with_one_more_site(int seed)
    {
        var points = Portfolio.Curve(Scattered.Make(300, 50, seed), new CurveOptions()).ToList();

        Assert.Equal(50, points.Count);
        Assert.All(points, point => Assert.InRange(point.Answer.Gap, 0, 1e-4));
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.Answer.Objective <= pair.Second.Answer.Objective));
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.Equal(pair.Second.Answer.Objective - pair.First.Answer.Objective, pair.First.Increase, 3));
    }

    [Fact]
    public void Curves_of_all_shapes_are_proven_from_end_to_end() =>
        Gen.Int[0, 1_000_000_000].Sample(
            seed =>
            {
                var problem = seed % 2 == 0 ? Scattered.Make(60 + seed % 90, 10 + seed % 25, seed) : RandomProblem.Make(12, 9, seed, hasConstraints: false);
                var points = Portfolio.Curve(problem, new CurveOptions()).ToList();
                Assert.Equal(problem.Sites, points.Count);
                Assert.All(points, point => Assert.InRange(point.Answer.Gap, 0, 1e-4));
                Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.Answer.Objective <= pair.Second.Answer.Objective * (1 + 1e-4)));
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Every_point_of_a_curve_is_what_a_solve_alone_finds()
    {
        var problem = Scattered.Make(120, 18, 4);
        var options = SolveOptions.Default;

        foreach (var point in Portfolio.Curve(problem, new CurveOptions { Solve = options }))
            Assert.Equal(PMedian.Solve(problem, point.P, options).Objective, point.Answer.Objective, 1e-5 * Math.Max(1, point.Answer.Objective));
    }

    [Fact]
    public void Roles_and_rules_hold_on_the_whole_curve_and_what_cannot_be_is_said()
    {
        var problem = Scattered.Make(80, 12, 6) with
        {
            Roles = [SiteRole.Keep, .. Enumerable.Repeat(SiteRole.Candidate, 10), SiteRole.Close],
            Groups = [.. Enumerable.Range(0, 12).Select(j => j % 3)],
            GroupMinimum = [1, 1, 1],
        };

        var points = Portfolio.Curve(problem, new CurveOptions()).ToList();

        Assert.Equal(Enumerable.Range(1, 11).Reverse(), points.Select(point => point.P));
        Assert.All(points.Where(point => point.P >= 3), point => Assert.Empty(Evaluate.Broken(problem, point.Answer.OpenSites)));
        Assert.All(points.Where(point => point.P < 3), point => Assert.Equal("groups", point.Answer.Infeasible?.Constraint));
    }

    [Fact]
    public void Points_come_one_by_one_and_a_cancelled_curve_ends()
    {
        using var source = new CancellationTokenSource();
        using var points = Portfolio.Curve(Scattered.Make(200, 40, 8), new CurveOptions(), source.Token).GetEnumerator();

        Assert.True(points.MoveNext());
        Assert.Equal(40, points.Current.P);
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => points.MoveNext());
    }

    [Fact]
    public void A_curve_without_points_is_refused() =>
        Assert.Throws<ArgumentException>(() => Portfolio.Curve(Road.Of(1, 1, 1, 1, 1), new CurveOptions(Most: 2, Fewest: 3)));
}
