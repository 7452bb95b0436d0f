using CsCheck;

using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>Thousands of small problems with every constraint, against every set there is.</summary>
public class EnumerationTests
{
    private static readonly Gen<(int Demand, int Sites, int Seed)> Sizes = Gen.Select(Gen.Int[1, 10], Gen.Int[1, 8], Gen.Int[0, 1_000_000_000]);

    [Fact]
    public void No_allowed_choice_is_better_and_the_bound_holds() =>
        Sizes.Sample((demand, sites, seed) => Holds(RandomProblem.Make(demand, sites, seed), 1 + seed % sites), iter: 4000, threads: 1);

    [Fact]
    public void A_kept_site_that_nobody_reaches_stays_open()
    {
        // Site 0 serves nobody. Beside it site 1 makes 3 x 10 + 20, site 2 makes 1 + 3 x 20: who goes unserved costs twice the dearest way.
        var answer = PMedian.Solve(new LocationProblem([3, 1], [double.PositiveInfinity, 10, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 1], 3) { Roles = [SiteRole.Keep, SiteRole.Candidate, SiteRole.Candidate] }, 2, SolveOptions.Default);
        Assert.Equal([0, 1], answer.OpenSites);
    }

    [Theory]
    [InlineData(6, 6, 286_244_737)]
    [InlineData(7, 4, 907_619_769)]
    [InlineData(4, 8, 675_550_121)]
    public void Sites_whose_demand_nobody_serves_yet_take_the_place_of_none_that_is_kept(int demand, int sites, int seed) => Holds(RandomProblem.Make(demand, sites, seed), 1 + seed % sites);

    [Fact]
    public void Without_side_constraints_every_gap_closes() =>
        Sizes.Sample((demand, sites, seed) => Holds(RandomProblem.Make(demand, sites, seed, hasConstraints: false), 1 + seed % sites), iter: 2000, threads: 1);

    [Fact]
    public void A_sparse_problem_with_whole_lists_has_the_same_answer() =>
        Sizes.Sample(
            (demand, sites, seed) =>
            {
                var problem = RandomProblem.Make(demand, sites, seed, hasConstraints: false);
                var p = 1 + seed % sites;
                var reached = Enumerable.Range(0, demand).Where(i => problem.Row(i).ToArray().Any(double.IsFinite)).ToArray();
                if (reached.Length == 0) return;
                var starts = new int[reached.Length + 1];
                var siteOf = new List<int>();
                var costOf = new List<double>();
                for (var k = 0; k < reached.Length; k++)
                {
                    for (var j = 0; j < sites; j++)
                    {
                        if (!double.IsFinite(problem.Row(reached[k])[j])) continue;
                        siteOf.Add(j);
                        costOf.Add(problem.Row(reached[k])[j]);
                    }

                    starts[k + 1] = siteOf.Count;
                }

                var sparse = new SparseProblem([.. reached.Select(i => problem.Weights[i])], sites, starts, [.. siteOf], [.. costOf], [.. reached.Select(_ => problem.UnservedCost)]);

                var answer = PMedian.SolveSparse(sparse, p, SolveOptions.Default);

                Assert.Equal(Enumeration.Best(problem, p), answer.Objective, 1e-9 * Math.Max(1, answer.Objective));
                Assert.True(answer.Bound <= answer.Objective);
            },
            iter: 500,
            threads: 1);

    private static void Holds(LocationProblem problem, int p)
    {
        var optimum = Enumeration.Best(problem, p);

        var answer = PMedian.Solve(problem, p, SolveOptions.Default);

        if (double.IsPositiveInfinity(optimum))
        {
            Assert.NotNull(answer.Infeasible);
            return;
        }

        Assert.True(answer.Infeasible is null, answer.Infeasible?.Reason);
        var tolerance = 1e-6 * Math.Max(1, optimum);
        Assert.InRange(answer.Objective, optimum - tolerance, optimum + tolerance);
        Assert.InRange(answer.Bound, optimum * (1 - 2e-6) - tolerance, optimum + tolerance);
        Assert.Equal(p, answer.OpenSites.Length);
        Assert.True(Enumeration.IsAllowed(problem, answer.OpenSites));
        Assert.Equal(Enumeration.Total(problem, answer.OpenSites), answer.Objective, tolerance);
    }
}
