using CsCheck;

using Xunit;

namespace EstateMap.Planning.Tests;

public class PMedianTests
{
    // Five places on a road at 0, 1, 2, 10 and 11 km, one person each, each also a candidate.
    // p = 1: open 2 km, 2 + 1 + 0 + 8 + 9 = 20. p = 2: open 1 km and 10 km (or 11), 1 + 0 + 1 + 0 + 1 = 3.
    private static readonly double[] Road = [0, 1, 2, 10, 11];

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(5, 0)]
    public void The_best_places_on_a_road_are_found_and_proven(int p, double optimum)
    {
        var answer = PMedianSolver.Solve(OnARoad([1, 1, 1, 1, 1]), p);

        Assert.Equal(optimum, answer.Objective, 9);
        Assert.Equal(p, answer.OpenSites.Length);
        Assert.InRange(answer.Gap, 0, 1e-6);
    }

    [Fact]
    public void Weight_draws_the_site_to_where_the_people_are()
    {
        // 100 people at 11 km: 11 + 10 + 9 + 1 = 31 at 11 km beats every other place.
        var answer = PMedianSolver.Solve(OnARoad([1, 1, 1, 1, 100]), 1);

        Assert.Equal([4], answer.OpenSites);
        Assert.Equal(31, answer.Objective, 9);
    }

    [Fact]
    public void Everyone_is_served_by_the_nearest_open_site()
    {
        var answer = PMedianSolver.Solve(OnARoad([1, 1, 1, 2, 1]), 2);

        Assert.Equal([1, 3], answer.OpenSites);
        Assert.Equal([1, 1, 1, 3, 3], answer.AssignedSite);
    }

    [Fact]
    public void No_choice_of_sites_is_better_and_the_bound_holds() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 7], Gen.Int[0, 1_000_000]).Sample((demand, sites, seed) =>
        {
            var random = new Random(seed);
            var weights = Enumerable.Range(0, demand).Select(_ => (double)random.Next(0, 20)).ToArray();
            var costs = Enumerable.Range(0, demand * sites).Select(_ => (double)random.Next(0, 50)).ToArray();
            var p = random.Next(1, sites + 1);

            var answer = PMedianSolver.Solve(new PMedianProblem(weights, costs, sites), p, seed);

            var optimum = BestByEnumeration(weights, costs, sites, p);
            Assert.Equal(optimum, answer.Objective, 6);
            Assert.True(answer.LowerBound <= optimum + 1e-6, $"Bound {answer.LowerBound} is above the optimum {optimum}.");
        }, iter: 300);

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        var random = new Random(7);
        var costs = Enumerable.Range(0, 60 * 25).Select(_ => random.NextDouble() * 100).ToArray();
        var problem = new PMedianProblem([.. Enumerable.Repeat(1.0, 60)], costs, 25);

        Assert.Equal(PMedianSolver.Solve(problem, 6, 3).OpenSites, PMedianSolver.Solve(problem, 6, 3).OpenSites);
    }

    [Fact]
    public void More_sites_than_there_are_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PMedianSolver.Solve(OnARoad([1, 1, 1, 1, 1]), 6));

    [Fact]
    public void A_cost_that_is_not_a_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PMedianProblem([1], [double.NaN], 1));

    private static PMedianProblem OnARoad(double[] weights) =>
        new(weights, [.. from i in Road from j in Road select Math.Abs(i - j)], Road.Length);

    private static double BestByEnumeration(double[] weights, double[] costs, int sites, int p)
    {
        var best = double.PositiveInfinity;
        for (var set = 0; set < 1 << sites; set++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)set) != p) continue;
            var total = weights.Select((weight, i) => weight * Enumerable.Range(0, sites).Where(j => (set >> j & 1) == 1).Min(j => costs[i * sites + j])).Sum();
            best = Math.Min(best, total);
        }

        return best;
    }
}
