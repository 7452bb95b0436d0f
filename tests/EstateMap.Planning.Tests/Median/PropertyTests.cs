using CsCheck;

using Xunit;

namespace EstateMap.Planning.Tests.Median;

public class PropertyTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000_000];

    [Fact]
    public void Everyone_who_can_be_served_is_served_once_by_the_nearest_open_site() =>
        Seeds.Sample(
            seed =>
            {
                var problem = RandomProblem.Make(12, 7, seed);
                var answer = PMedian.Solve(problem, 1 + seed % 7, SolveOptions.Default);
                if (answer.Infeasible is not null) return;
                for (var i = 0; i < problem.DemandPoints; i++)
                {
                    var nearest = answer.OpenSites.MinBy(j => (problem.Row(i)[j], j));
                    var isServed = double.IsFinite(problem.Row(i)[nearest]);
                    Assert.Equal(isServed ? nearest : -1, answer.AssignedSite[i]);
                    Assert.Equal(!isServed, answer.Unserved.Contains(i) || answer.Unreachable.Contains(i));
                }
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void Cost_never_rises_with_one_more_site() =>
        Seeds.Sample(
            seed =>
            {
                var problem = Scattered.Make(60, 14, seed);
                var costs = Enumerable.Range(1, 14).Select(p => PMedian.Solve(problem, p, SolveOptions.Default).Objective).ToArray();
                for (var k = 1; k < costs.Length; k++) Assert.True(costs[k] <= costs[k - 1] * (1 + 1e-6));
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void Reordering_the_input_changes_nothing_but_indices() =>
        Seeds.Sample(
            seed =>
            {
                var problem = Scattered.Make(50, 15, seed);
                var random = new Random(seed);
                int[] demand = [.. Enumerable.Range(0, 50).OrderBy(_ => random.Next())];
                int[] sites = [.. Enumerable.Range(0, 15).OrderBy(_ => random.Next())];
                var reordered = new LocationProblem([.. demand.Select(i => problem.Weights[i])], [.. from i in demand from j in sites select problem.Row(i)[j]], 15);

                var (one, other) = (PMedian.Solve(problem, 4, SolveOptions.Default), PMedian.Solve(reordered, 4, SolveOptions.Default));

                Assert.Equal(one.Objective, other.Objective, 1e-6 * one.Objective);
                Assert.Equal(one.OpenSites, other.OpenSites.Select(j => sites[j]).Order());
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void Scaling_weights_scales_the_objective() =>
        Seeds.Sample(
            seed =>
            {
                var problem = Scattered.Make(50, 15, seed);
                var heavier = new LocationProblem([.. problem.Weights.Select(w => w * 8)], problem.Costs, 15);
                var (one, other) = (PMedian.Solve(problem, 4, SolveOptions.Default), PMedian.Solve(heavier, 4, SolveOptions.Default));
                Assert.Equal(8 * one.Objective, other.Objective, 1e-6 * other.Objective);
                Assert.Equal(one.OpenSites, other.OpenSites);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void The_answer_is_the_same_on_any_number_of_threads()
    {
        // Above a million costs, so that there is work to share.
        var problem = Scattered.Make(3000, 400, 5);

        var answers = new[] { 1, 2, 4 }.Select(threads => PMedian.Solve(problem, 30, SolveOptions.Default with { Threads = threads, Effort = 0.05 })).ToArray();

        Assert.All(answers, answer => Assert.Equal(answers[0].OpenSites, answer.OpenSites));
        Assert.All(answers, answer => Assert.Equal(answers[0].Bound, answer.Bound));
    }

    [Fact]
    public void A_cancelled_solve_ends_within_a_bounded_amount_of_work()
    {
        var problem = Scattered.Make(1200, 200, 3);
        using var source = new CancellationTokenSource();
        var reports = new List<long>();
        var progress = new Told(step =>
        {
            reports.Add(step.Work);
            if (reports.Count == 2) source.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => PMedian.Solve(problem, 20, SolveOptions.Default with { GapWanted = 0 }, source.Token, progress));

        // Whatever comes after the second report is one stretch between two looks at the token, in which nothing is reported.
        Assert.Equal(2, reports.Count);
    }

    [Fact]
    public void No_stretch_of_work_between_two_looks_at_the_token_is_long()
    {
        // 40 million steps are about a tenth of a second; the whole list of every demand point has 240,000.
        var work = new Work(long.MaxValue, null, CancellationToken.None);
        var kernel = Kernel.Of(Scattered.Make(1200, 200, 3), work);
        var search = new MedianSearch(kernel, 20, SolveOptions.Default, work);

        search.Run();

        Assert.InRange(work.LongestStretch, 1, 1_000_000);
    }

    [Fact]
    public void More_work_never_gives_a_worse_answer()
    {
        var problem = Scattered.Make(400, 80, 11);
        var efforts = new[] { 1e-4, 1e-3, 1e-2, 1 }.Select(effort => PMedian.Solve(problem, 12, SolveOptions.Default with { Effort = effort })).ToArray();
        for (var k = 1; k < efforts.Length; k++)
        {
            Assert.True(efforts[k].Objective <= efforts[k - 1].Objective);
            Assert.True(efforts[k].Bound >= efforts[k - 1].Bound);
        }
    }

    private sealed class Told(Action<SolveStep> tell) : IProgress<SolveStep>
    {
        public void Report(SolveStep value) => tell(value);
    }
}
