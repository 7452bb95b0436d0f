using CsCheck;
using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class LscpTests
{
    [Fact]
    public void Two_sites_cover_two_villages()
    {
        // Villages at 0 to 2 km and at 10 to 11 km, reach 1 km: one site at 1 km and one at 10 or 11 km. One cannot do it: the villages are 8 km apart.
        double[] road = [0, 1, 2, 10, 11];
        var answer = Lscp.Solve(new([1, 1, 1, 1, 1], [.. from a in road from b in road select Math.Abs(a - b)], 5), 1, SolveOptions.Default);

        Assert.Equal(2, answer.Objective);
        Assert.Equal(2, answer.Bound);
        Assert.Contains(1, answer.OpenSites);
        Assert.Empty(answer.Unreachable);
    }

    [Fact]
    public void Who_can_never_be_covered_is_named_and_left_out()
    {
        var problem = new LocationProblem([1, 1, 0, 1], [1, 9, 7, 9, 9, 9, 9, 2], 2) { Roles = [SiteRole.Candidate, SiteRole.Close] };

        var answer = Lscp.Solve(problem, 5, SolveOptions.Default);

        Assert.Equal([1, 3], answer.Unreachable);  // the third has no people, the fourth only a closed site
        Assert.Equal([0], answer.OpenSites);
        Assert.Equal(1, answer.Objective);
    }

    [Fact]
    public void Fewer_never_do_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        var reach = random.Next(3, 30);

        var answer = Lscp.Solve(problem, reach, new SolveOptions(seed));

        var allowed = SmallProblems.Allowed(problem);
        int[] coverable = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0 && SmallProblems.CountWithin(problem, i, allowed, reach) > 0)];
        int[] beyond = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0).Except(coverable)];
        bool CoversAll(int[] open) => coverable.All(i => SmallProblems.CountWithin(problem, i, open, reach) > 0);
        var optimum = SmallProblems.Choices(problem).Where(CoversAll).Select(open => open.Length).DefaultIfEmpty(-1).Min();
        if (optimum < 0)
        {
            Assert.NotNull(answer.Infeasible);
            Assert.Equal(SmallProblems.Choices(problem).Any(open => open.Length > 0), answer.Infeasible.Constraint == "cover");
            return;
        }

        Assert.Equal(optimum, answer.Objective);
        Assert.Equal(optimum, answer.Bound);
        Assert.Equal(optimum, answer.OpenSites.Length);
        Assert.True(SmallProblems.Keeps(problem, answer.OpenSites));
        Assert.True(CoversAll(answer.OpenSites));
        Assert.Equal(beyond, answer.Unreachable);
    }, iter: 4000, threads: 1);

    [Fact]
    public void A_mixed_integer_solver_needs_as_many()
    {
        var feasible = 0;
        for (var seed = 1; seed <= 6; seed++)
        {
            var town = SmallProblems.Town(seed, 200, 50) with { Exclusions = [(0, 1), (2, 3), (10, 20)] };

            var answer = Lscp.Solve(town, 140, SolveOptions.Default);

            Assert.Equal(MixedInteger.Lscp(town, 140) ?? double.NaN, answer.Objective, 6);
            Assert.Equal(answer.Objective, answer.Bound);
            feasible += answer.Infeasible is null ? 1 : 0;
        }

        Assert.InRange(feasible, 3, 5);  // both kinds of answer were compared
    }

    [Fact]
    public void A_town_is_proven_and_a_longer_reach_never_needs_more()
    {
        var town = SmallProblems.Town(2, 750, 150);
        var before = double.PositiveInfinity;
        foreach (var reach in new[] { 90, 120, 150, 200, 300 })
        {
            var answer = Lscp.Solve(town, reach, SolveOptions.Default);

            Assert.Equal(0, answer.Gap);
            // Who can be covered grows with the reach, so the counts compare only where all can.
            if (answer.Unreachable.Length > 0) continue;
            Assert.True(answer.Objective <= before);
            before = answer.Objective;
        }

        Assert.InRange(before, 1, 150);
    }

    [Fact]
    public void Nobody_to_cover_needs_no_site() => Assert.Equal(0, Lscp.Solve(new([0], [1, 2], 2), 5, SolveOptions.Default).Objective);
}
