using CsCheck;
using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class MclpTests
{
    // Five places on a road at 0, 1, 2, 10 and 11 km with 5, 1, 1, 4 and 4 people, each also a site; reach 1 km.
    // p = 1: open 10 or 11 km, 4 + 4 = 8. p = 2: and 1 km, 5 + 1 + 1 = 7 more, 15: everybody.
    private static readonly double[] Road = [0, 1, 2, 10, 11];

    private static LocationProblem OnTheRoad => new([5, 1, 1, 4, 4], [.. from a in Road from b in Road select Math.Abs(a - b)], 5);

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 15)]
    [InlineData(3, 15)]
    public void As_many_as_can_be_are_covered(int p, double optimum)
    {
        var answer = Mclp.Solve(OnTheRoad, p, 1, SolveOptions.Default);

        Assert.Equal(optimum, answer.Objective);
        Assert.Equal(optimum, answer.Bound);
        Assert.Equal(0, answer.Gap);
        Assert.Equal(p, answer.OpenSites.Length);
    }

    [Fact]
    public void Everyone_goes_to_the_nearest_open_site_within_reach_or_not()
    {
        var answer = Mclp.Solve(OnTheRoad with { Roles = [SiteRole.Candidate, SiteRole.Keep, SiteRole.Close, SiteRole.Candidate, SiteRole.Close] }, 1, 1, SolveOptions.Default);

        Assert.Equal([1], answer.OpenSites);
        Assert.Equal([1, 1, 1, 1, 1], answer.AssignedSite);
        Assert.Equal(7, answer.Objective);  // 5 + 1 + 1 live within 1 km of 1 km
    }

    [Fact]
    public void No_choice_covers_more_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        var (p, reach) = (random.Next(1, problem.Sites + 1), random.Next(0, 25));

        var answer = Mclp.Solve(problem, p, reach, new SolveOptions(seed));

        var optimum = SmallProblems.Choices(problem, p).Select(open => Covered(problem, open, reach)).DefaultIfEmpty(-1).Max();
        if (optimum < 0)
        {
            Assert.NotNull(answer.Infeasible);
            Assert.True(SmallProblems.IsTrue(answer.Infeasible, problem, p), answer.Infeasible.ToString());
            return;
        }

        Assert.Null(answer.Infeasible);
        Assert.Equal(optimum, answer.Objective);
        Assert.Equal(optimum, answer.Bound);
        Assert.Equal(p, answer.OpenSites.Length);
        Assert.True(SmallProblems.Keeps(problem, answer.OpenSites));
        Assert.Equal(optimum, Covered(problem, answer.OpenSites, reach));
        for (var i = 0; i < problem.DemandPoints; i++)
            Assert.Equal(SmallProblems.Nearest(problem, i, answer.OpenSites), answer.AssignedSite[i] < 0 ? double.PositiveInfinity : problem.Row(i)[answer.AssignedSite[i]]);
    }, iter: 4000, threads: 1);

    [Fact]
    public void A_town_is_proven_and_one_more_site_never_covers_fewer()
    {
        var town = SmallProblems.Town(1, 750, 150);
        var before = 0.0;
        for (var p = 1; p <= 30; p += 3)
        {
            var answer = Mclp.Solve(town, p, 110, SolveOptions.Default);

            Assert.InRange(answer.Gap, 0, 1e-6);
            Assert.InRange(answer.Objective, before, town.Weights.Sum());
            before = answer.Objective;
        }
    }

    [Fact]
    public void A_mixed_integer_solver_finds_no_better()
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var town = SmallProblems.Town(seed, 150, 40) with { Ceilings = [new("floor area", [.. Enumerable.Range(0, 40).Select(j => 100.0 + j * 37 % 90)], 900)], Exclusions = [(0, 1), (2, 3), (4, 5)] };

            var answer = Mclp.Solve(town, 7, 130, SolveOptions.Default);

            Assert.Equal(MixedInteger.Mclp(town, 7, 130)!.Value, answer.Objective, 6);
            Assert.Equal(answer.Objective, answer.Bound, 6);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(11)]
    public void A_mixed_integer_solver_finds_no_better_where_nearly_everyone_can_be_covered(int p)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var town = SmallProblems.Town(seed, 120, 35);

            var answer = Mclp.Solve(town, p, 190, SolveOptions.Default);

            Assert.Equal(MixedInteger.Mclp(town, p, 190)!.Value, answer.Objective, 6);
            Assert.Equal(answer.Objective, answer.Bound, 6);
        }
    }

    [Fact]
    public void The_order_of_places_changes_nothing_but_indices_and_weights_scale() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        int[] demand = [.. Enumerable.Range(0, problem.DemandPoints)], sites = [.. Enumerable.Range(0, problem.Sites)];
        random.Shuffle(demand);
        random.Shuffle(sites);
        var p = random.Next(1, problem.Sites + 1);

        var plain = Mclp.Solve(problem, p, 12, SolveOptions.Default);
        var permuted = Mclp.Solve(SmallProblems.Permuted(problem, demand, sites), p, 12, SolveOptions.Default);

        Assert.Equal(plain.Objective, permuted.Objective);
        Assert.Equal(plain.Infeasible?.Constraint, permuted.Infeasible?.Constraint);
        if (problem.HasSideConstraints || plain.Infeasible is not null) return;
        var scaled = new LocationProblem([.. problem.Weights.Select(weight => weight * 0.37)], problem.Costs, problem.Sites) { Roles = problem.Roles };
        Assert.Equal(plain.Objective * 0.37, Mclp.Solve(scaled, p, 12, SolveOptions.Default).Objective, 1e-6);
    }, iter: 500, threads: 1);

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        var town = SmallProblems.Town(4, 300, 60);

        var (one, two) = (Mclp.Solve(town, 9, 100, new(7)), Mclp.Solve(town, 9, 100, new(7)));

        Assert.Equal(one.OpenSites, two.OpenSites);
        Assert.Equal(one.Method, two.Method);
    }

    [Fact]
    public void Nobody_to_cover_is_an_answer_of_nothing()
    {
        var answer = Mclp.Solve(new LocationProblem([0, 0], [1, 2, 3, 4], 2), 1, 5, SolveOptions.Default);

        Assert.Equal(0, answer.Objective);
        Assert.Equal(0, answer.Bound);
        Assert.Single(answer.OpenSites);
    }

    [Fact]
    public void Demand_that_no_allowed_site_reaches_is_named()
    {
        var problem = new LocationProblem([1, 1], [1, 1, double.PositiveInfinity, 1], 2) { Roles = [SiteRole.Candidate, SiteRole.Close] };

        var answer = Mclp.Solve(problem, 1, 5, SolveOptions.Default);

        Assert.Equal([1], answer.Unreachable);
        Assert.Equal([0, -1], answer.AssignedSite);
    }

    [Fact]
    public void A_reach_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Mclp.Solve(OnTheRoad, 1, double.NaN, SolveOptions.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mclp.Solve(OnTheRoad, 1, -1, SolveOptions.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mclp.Solve(OnTheRoad, 0, 1, SolveOptions.Default));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => Mclp.Solve(SmallProblems.Town(1, 200, 50), 8, 100, SolveOptions.Default, cancel.Token));
    }

    private static double Covered(LocationProblem problem, int[] open, double reach) =>
        Enumerable.Range(0, problem.DemandPoints).Where(i => SmallProblems.Nearest(problem, i, open) <= reach).Sum(i => problem.Weights[i]);
}
