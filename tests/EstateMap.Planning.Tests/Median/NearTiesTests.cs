using CsCheck;

using Xunit;

namespace EstateMap.Planning.Tests.Median;

public class NearTiesTests
{
    [Fact]
    public void Equally_good_places_are_told_from_those_that_no_good_solution_lacks()
    {
        // p = 2 on the road costs 3 with 1 km and either of 10 and 11 km; the next best costs 4.
        var problem = Road.Of(1, 1, 1, 1, 1);

        var ties = PMedian.NearTies(problem, PMedian.Solve(problem, 2, SolveOptions.Default));

        Assert.Equal(2, ties.Solutions);
        Assert.Equal([0, 2, 0, 1, 1], ties.Presence);
        Assert.True(ties.IsComplete);
    }

    [Fact]
    public void All_solutions_within_two_swaps_are_counted_and_only_allowed_ones() =>
        Gen.Int[0, 1_000_000_000].Sample(
            seed =>
            {
                var problem = RandomProblem.Make(9, 7, seed);
                var p = 1 + seed % 4;
                var best = PMedian.Solve(problem, p, SolveOptions.Default);
                if (best.Infeasible is not null) return;
                var most = best.Objective * 1.2;
                var near = Enumeration.All(problem, p).Where(other => other.Open.Except(best.OpenSites).Count() <= 2 && other.Objective <= most + 1e-6).ToArray();
                // Costs on the border may fall on either side of it by rounding.
                if (near.Any(other => Math.Abs(other.Objective - most) < 1e-6 * Math.Max(1, most))) return;

                var ties = PMedian.NearTies(problem, best, 0.2);

                Assert.Equal(near.Length, ties.Solutions);
                for (var j = 0; j < 7; j++) Assert.Equal(near.Count(other => other.Open.Contains(j)), ties.Presence[j]);
            },
            iter: 1000,
            threads: 1);

    [Fact]
    public void An_infeasible_answer_has_no_near_ties()
    {
        var problem = Road.Of(1, 1, 1, 1, 1);

        Assert.Equal(0, PMedian.NearTies(problem, PMedian.Solve(problem, 9, SolveOptions.Default)).Solutions);
    }
}
