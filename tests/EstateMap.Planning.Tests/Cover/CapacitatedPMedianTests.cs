using CsCheck;
using EstateMap.Planning.Cover;
using Xunit;

namespace EstateMap.Planning.Tests.Cover;

public class CapacitatedPMedianTests
{
    // Villages at 0, 1 and 10 km with 6, 5 and 4 people; sites at 0 and 10 km.
    private static LocationProblem Villages => new([6, 5, 4], [0, 10, 1, 9, 10, 0], 2);

    [Fact]
    public void With_room_enough_everyone_goes_to_the_nearest() =>
        Assert.Equal(5, CapacitatedPMedian.Solve(Villages, 2, [11, 4], SolveOptions.Default).Objective);  // 0 + 5 x 1 + 0

    [Fact]
    public void Who_finds_no_room_goes_where_that_costs_least()
    {
        // Site 0 holds 10: the second village, of 5, goes 9 km: 45. Sending the first would cost 60 + 5.
        var answer = CapacitatedPMedian.Solve(Villages, 2, [10, 9], SolveOptions.Default);

        Assert.Equal(45, answer.Objective);
        Assert.Equal(45, answer.Bound);
        Assert.Equal([0, 1, 1], answer.AssignedSite);
    }

    [Fact]
    public void Too_little_room_in_all_is_told_with_numbers()
    {
        var reason = CapacitatedPMedian.Solve(Villages, 2, [8, 6], SolveOptions.Default).Infeasible;

        Assert.Equal("capacity", reason?.Constraint);
        Assert.Equal("15 are to be served, but the 2 roomiest sites have room for 14.", reason?.Reason);
    }

    [Fact]
    public void A_village_too_large_for_any_site_is_named()
    {
        var reason = CapacitatedPMedian.Solve(Villages, 2, [5, 5], SolveOptions.Default).Infeasible;

        Assert.NotNull(reason);
        Assert.Equal("capacity", reason.Constraint);
        Assert.Equal([0], reason.DemandPoints);
    }

    [Fact]
    public void Room_enough_in_all_but_not_in_the_right_pieces_is_infeasible() =>
        Assert.Equal("capacity", CapacitatedPMedian.Solve(new([6, 6, 6], [1, 1, 1, 1, 1, 1], 2), 2, [9, 9], SolveOptions.Default).Infeasible?.Constraint);

    [Fact]
    public void No_plan_is_cheaper_whatever_the_rules() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var problem = SmallProblems.Random(random, 7, 6);
        var p = random.Next(1, problem.Sites + 1);
        var capacity = Enumerable.Range(0, problem.Sites).Select(_ => (double)random.Next(5, 40)).ToArray();

        var answer = CapacitatedPMedian.Solve(problem, p, capacity, new SolveOptions(seed));

        var allowed = SmallProblems.Allowed(problem);
        int[] served = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0 && double.IsFinite(SmallProblems.Nearest(problem, i, allowed)))];
        var optimum = SmallProblems.Choices(problem, p).Select(open => Cheapest(problem, served, open, [.. capacity], 0)).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (double.IsPositiveInfinity(optimum))
        {
            Assert.NotNull(answer.Infeasible);
            if (answer.Infeasible.Constraint != "capacity") Assert.True(SmallProblems.IsTrue(answer.Infeasible, problem, p), answer.Infeasible.ToString());
            return;
        }

        Assert.Null(answer.Infeasible);
        Assert.Equal(optimum, answer.Objective, 6);
        Assert.InRange(answer.Bound, optimum * (1 - 1e-6), optimum * (1 + 1e-12));
        Assert.True(SmallProblems.Keeps(problem, answer.OpenSites));
        Assert.All(served, i => Assert.Contains(answer.AssignedSite[i], answer.OpenSites));
        foreach (var j in answer.OpenSites) Assert.True(served.Where(i => answer.AssignedSite[i] == j).Sum(i => problem.Weights[i]) <= capacity[j]);
        Assert.Equal(optimum, served.Sum(i => problem.Weights[i] * problem.Row(i)[answer.AssignedSite[i]]), 6);
    }, iter: 3000, threads: 1);

    [Fact]
    public void A_mixed_integer_solver_finds_no_better()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var town = SmallProblems.Town(seed, 40, 12);
            var capacity = Enumerable.Range(0, 12).Select(j => town.Weights.Sum() / 4 * (1 + j % 3 * 0.1)).ToArray();

            var answer = CapacitatedPMedian.Solve(town, 5, capacity, SolveOptions.Default);

            var optimum = MixedInteger.Capacitated(town, 5, capacity)!.Value;
            Assert.InRange(answer.Bound, 0, optimum * (1 + 1e-6));
            Assert.InRange(answer.Objective, optimum * (1 - 1e-6), optimum * 1.002);
            Assert.InRange(answer.Gap, 0, 0.01);
        }
    }

    [Fact]
    public void Sites_without_limit_give_the_p_median()
    {
        var town = SmallProblems.Town(5, 60, 12);
        var unlimited = Enumerable.Repeat(double.PositiveInfinity, 12).ToArray();

        var answer = CapacitatedPMedian.Solve(town, 4, unlimited, SolveOptions.Default);

        var optimum = SmallProblems.Choices(town, 4).Min(open => Enumerable.Range(0, 60).Sum(i => town.Weights[i] * SmallProblems.Nearest(town, i, open)));
        Assert.Equal(optimum, answer.Objective, 6);
        Assert.Equal(0, answer.Gap);
    }

    [Fact]
    public void A_town_of_tight_rooms_is_solved_within_one_percent()
    {
        var town = SmallProblems.Town(6, 750, 150);
        var capacity = Enumerable.Repeat(town.Weights.Sum() / 12 * 1.1, 150).ToArray();

        var answer = CapacitatedPMedian.Solve(town, 12, capacity, SolveOptions.Default);

        Assert.InRange(answer.Gap, 0, 0.01);
        foreach (var j in answer.OpenSites)
            Assert.True(Enumerable.Range(0, 750).Where(i => answer.AssignedSite[i] == j).Sum(i => town.Weights[i]) <= capacity[j] * (1 + 1e-9));
    }

    [Fact]
    public void A_capacity_that_is_no_number_is_refused() =>
        Assert.Contains("site 1", Assert.Throws<ArgumentException>(() => CapacitatedPMedian.Solve(Villages, 2, [1, double.NaN], SolveOptions.Default)).Message, StringComparison.Ordinal);

    /// <summary>Tries every site for each point in turn.</summary>
    private static double Cheapest(LocationProblem problem, int[] served, int[] open, double[] room, int n)
    {
        if (n == served.Length) return 0;
        var i = served[n];
        var best = double.PositiveInfinity;
        foreach (var j in open)
        {
            var cost = problem.Row(i)[j];
            if (cost > (problem.Limits?[i] ?? double.PositiveInfinity) || double.IsPositiveInfinity(cost) || room[j] < problem.Weights[i]) continue;
            room[j] -= problem.Weights[i];
            best = Math.Min(best, problem.Weights[i] * cost + Cheapest(problem, served, open, room, n + 1));
            room[j] += problem.Weights[i];
        }

        return best;
    }
}
