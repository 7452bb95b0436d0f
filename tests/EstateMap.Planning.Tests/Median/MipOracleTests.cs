using Google.OrTools.LinearSolver;

using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>Medium problems against a mixed-integer solver that reads the model (1)-(8) as it stands.</summary>
public class MipOracleTests
{
    [Theory]
    [InlineData(1, 60, 20, 4)]
    [InlineData(2, 60, 20, 9)]
    [InlineData(3, 90, 30, 6)]
    public void The_optimum_is_that_of_a_mixed_integer_solver(int seed, int demand, int sites, int p) => Agrees(Scattered.Make(demand, sites, seed), p);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void With_every_constraint_the_optimum_is_that_of_a_mixed_integer_solver(int seed)
    {
        var random = new Random(seed);
        const int sites = 20;
        var problem = Scattered.Make(60, sites, seed) with
        {
            Roles = [.. Enumerable.Range(0, sites).Select(j => j == 3 ? SiteRole.Keep : j == 8 ? SiteRole.Close : SiteRole.Candidate)],
            Limits = [.. Enumerable.Range(0, 60).Select(i => i % 6 == 0 ? 4500 : double.PositiveInfinity)],
            Groups = [.. Enumerable.Range(0, sites).Select(j => j % 4)],
            GroupMinimum = [1, 2, 1, 0],
            Ceilings = [new Ceiling("running cost", [.. Enumerable.Range(0, sites).Select(_ => (double)random.Next(20, 100))], 390)],
            Exclusions = [(0, 1), (2, 5), (6, 7), (9, 10), (11, 12)],
        };
        Agrees(problem, 7);
    }

    private static void Agrees(LocationProblem problem, int p)
    {
        var optimum = Optimum(problem, p);

        var answer = PMedian.Solve(problem, p, SolveOptions.Default);

        if (optimum is null)
        {
            Assert.NotNull(answer.Infeasible);
            return;
        }

        Assert.True(answer.Infeasible is null, answer.Infeasible?.Reason);
        Assert.Equal(optimum.Value, answer.Objective, 1e-5 * optimum.Value);
        Assert.InRange(answer.Bound, optimum.Value * (1 - 1e-5), optimum.Value * (1 + 1e-5));
        Assert.Empty(Evaluate.Broken(problem, answer.OpenSites));
    }

    private static double? Optimum(LocationProblem problem, int p)
    {
        using var solver = Solver.CreateSolver("SCIP");
        Variable[] y = [.. Enumerable.Range(0, problem.Sites).Select(j => solver.MakeIntVar(problem.Roles[j] == SiteRole.Keep ? 1 : 0, problem.Roles[j] == SiteRole.Close ? 0 : 1, $"y{j}"))];
        var total = new LinearExpr();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var served = new LinearExpr();
            for (var j = 0; j < problem.Sites; j++)
            {
                if (problem.Limits is not null && problem.Row(i)[j] > problem.Limits[i]) continue;
                var x = solver.MakeNumVar(0, 1, $"x{i}_{j}");
                solver.Add(x <= y[j]);
                served += x;
                total += problem.Weights[i] * problem.Row(i)[j] * x;
            }

            solver.Add(served == 1);
        }

        solver.Add(Sum(y) == p);
        for (var g = 0; g < (problem.GroupMinimum?.Length ?? 0); g++)
            solver.Add(Sum(y.Where((_, j) => problem.Groups![j] == g)) >= problem.GroupMinimum![g]);
        foreach (var ceiling in problem.Ceilings)
        {
            var use = new LinearExpr();
            for (var j = 0; j < problem.Sites; j++) use += ceiling.Use[j] * y[j];
            solver.Add(use <= ceiling.Most);
        }

        foreach (var (first, second) in problem.Exclusions) solver.Add(y[first] + y[second] <= 1);
        solver.Minimize(total);
        var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 1e-7);
        return solver.Solve(parameters) switch
        {
            Solver.ResultStatus.OPTIMAL => solver.Objective().Value(),
            Solver.ResultStatus.INFEASIBLE => null,
            var status => throw new InvalidOperationException($"The mixed-integer solver ended with {status}."),
        };
    }

    private static LinearExpr Sum(IEnumerable<Variable> variables)
    {
        var sum = new LinearExpr();
        foreach (var variable in variables) sum += variable;
        return sum;
    }
}
