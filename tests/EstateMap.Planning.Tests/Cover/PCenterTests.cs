using CsCheck;
using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class PCenterTests
{
    // Five places on a road at 0, 1, 2, 10 and 11 km, each also a site. p = 1: from 2 km the farthest is 9 km away, from 10 km 10. p = 2: 1 km and 10 km, 1 km. p = 4: still 1 km. p = 5: 0.
    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void The_worst_off_on_a_road_travel_least(int p, double optimum)
    {
        double[] road = [0, 1, 2, 10, 11];
        var answer = PCenter.Solve(new([1, 1, 1, 1, 1], [.. from a in road from b in road select Math.Abs(a - b)], 5), p, SolveOptions.Default);

        Assert.Equal(optimum, answer.Objective);
        Assert.Equal(optimum, answer.Bound);
        Assert.Equal(p, answer.OpenSites.Length);
    }

    [Fact]
    public void No_choice_is_kinder_to_the_worst_off_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random);
        var p = random.Next(1, problem.Sites + 1);

        var answer = PCenter.Solve(problem, p, new SolveOptions(seed));

        var allowed = SmallProblems.Allowed(problem);
        int[] served = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0 && double.IsFinite(SmallProblems.Nearest(problem, i, allowed)))];
        double Worst(int[] open) => served.Select(i => SmallProblems.Nearest(problem, i, open)).DefaultIfEmpty(0).Max();
        var optimum = SmallProblems.Choices(problem, p).Select(Worst).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (double.IsPositiveInfinity(optimum))
        {
            Assert.NotNull(answer.Infeasible);
            if (answer.Infeasible.Constraint == "cover") Assert.NotEmpty(SmallProblems.Choices(problem, p));
            else Assert.True(SmallProblems.IsTrue(answer.Infeasible, problem, p), answer.Infeasible.ToString());
            return;
        }

        Assert.Equal(optimum, answer.Objective);
        Assert.Equal(optimum, answer.Bound);
        Assert.Equal(optimum, Worst(answer.OpenSites));
        Assert.True(SmallProblems.Keeps(problem, answer.OpenSites));
        Assert.Equal(p, answer.OpenSites.Length);
    }, iter: 4000, threads: 1);

    [Fact]
    public void A_mixed_integer_solver_finds_no_better()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var town = SmallProblems.Town(seed, 40, 15) with { Ceilings = [new("cost", [.. Enumerable.Range(0, 15).Select(j => 5.0 + j % 4)], 31)] };

            Assert.Equal(MixedInteger.PCenter(town, 5)!.Value, PCenter.Solve(town, 5, SolveOptions.Default).Objective, 6);
        }
    }

    [Fact]
    public void A_town_is_proven_and_one_more_site_never_hurts()
    {
        var town = SmallProblems.Town(3, 750, 150);
        var before = double.PositiveInfinity;
        foreach (var p in new[] { 2, 5, 10, 20, 40 })
        {
            var answer = PCenter.Solve(town, p, SolveOptions.Default);

            Assert.Equal(0, answer.Gap);
            Assert.True(answer.Objective <= before);
            before = answer.Objective;
        }
    }

    [Fact]
    public void People_who_are_not_there_do_not_count()
    {
        var answer = PCenter.Solve(new([1, 0], [2, 3, 9, 9], 2), 1, SolveOptions.Default);

        Assert.Equal(2, answer.Objective);
        Assert.Equal([0], answer.OpenSites);
    }
}
