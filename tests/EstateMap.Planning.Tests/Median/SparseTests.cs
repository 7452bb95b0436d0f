using Xunit;

namespace EstateMap.Planning.Tests.Median;

public class SparseTests
{
    [Fact]
    public void With_the_nearest_neighbours_alone_the_bound_holds_for_the_whole_problem()
    {
        var whole = Scattered.Make(600, 60, 9);
        var optimum = PMedian.Solve(whole, 20, SolveOptions.Default);

        var answer = PMedian.SolveSparse(Nearest(whole, 12), 20, SolveOptions.Default);

        Assert.True(answer.Bound <= optimum.Objective * (1 + 1e-9));
        Assert.Empty(answer.Unserved);
        Assert.Equal(optimum.Objective, answer.Objective, 1e-6 * optimum.Objective);
    }

    [Fact]
    public void Demand_without_an_open_neighbour_is_listed_and_charged_its_fallback()
    {
        // Two people, a site each and no other within reach; one may open, the heavier.
        var problem = new SparseProblem([1, 5], 2, [0, 1, 2], [0, 1], [3, 4], [10, 10]);

        var answer = PMedian.SolveSparse(problem, 1, SolveOptions.Default);

        Assert.Equal([1], answer.OpenSites);
        Assert.Equal([0], answer.Unserved);
        Assert.Equal(10 + 20, answer.Objective, 9);
        Assert.Equal(answer.Objective, answer.Bound, 6);
    }

    [Fact]
    public void Lists_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SparseProblem([1], 1, [0, 1], [1], [3]));
        Assert.Throws<ArgumentException>(() => new SparseProblem([1], 1, [0, 1], [0], [double.NaN]));
        Assert.Throws<ArgumentException>(() => new SparseProblem([1], 1, [0, 1], [0], [3], [2]));
        Assert.Throws<ArgumentException>(() => new SparseProblem([1], 1, [0, 2], [0], [3]));
        Assert.Throws<ArgumentException>(() => new SparseProblem([1], 2, [0, 2], [0, 0], [3, 4]));
        Assert.Equal("count", PMedian.SolveSparse(new SparseProblem([1], 1, [0, 1], [0], [3]), 2, SolveOptions.Default).Infeasible?.Constraint);
    }

    private static SparseProblem Nearest(LocationProblem whole, int count)
    {
        int[][] near = [.. Enumerable.Range(0, whole.DemandPoints).Select(i => Enumerable.Range(0, whole.Sites).OrderBy(j => whole.Costs[(i * whole.Sites) + j]).Take(count).ToArray())];
        return new SparseProblem(
            whole.Weights,
            whole.Sites,
            [.. Enumerable.Range(0, whole.DemandPoints + 1).Select(i => i * count)],
            [.. near.SelectMany(list => list)],
            [.. near.SelectMany((list, i) => list.Select(j => whole.Costs[(i * whole.Sites) + j]))]);
    }
}
