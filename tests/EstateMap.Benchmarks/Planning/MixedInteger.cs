using EstateMap.Planning;
using Google.OrTools.LinearSolver;

namespace EstateMap.Benchmarks.Planning;

/// <summary>The p-median as the textbook writes it, for OR-Tools' mixed-integer solvers.</summary>
internal static class MixedInteger
{
    /// <summary>Objective and gap that a solver reaches, and the seconds it takes, building the model left out. Infinite when it finds nothing in time.</summary>
    public static (double Objective, double Gap, double Seconds) Solve(string name, LocationProblem problem, int p, double gapWanted, double mostSeconds)
    {
        using var solver = Solver.CreateSolver(name) ?? throw new InvalidOperationException($"OR-Tools has no {name} here.");
        solver.SetTimeLimit((long)(mostSeconds * 1000));
        solver.SetNumThreads(1);
        var (demand, sites) = (problem.DemandPoints, problem.Sites);
        Variable[] y = [.. Enumerable.Range(0, sites).Select(_ => solver.MakeBoolVar(""))];
        var objective = solver.Objective();
        var count = solver.MakeConstraint(p, p);
        foreach (var open in y) count.SetCoefficient(open, 1);
        for (var i = 0; i < demand; i++)
        {
            var served = solver.MakeConstraint(1, 1);
            for (var j = 0; j < sites; j++)
            {
                var x = solver.MakeNumVar(0, 1, "");
                served.SetCoefficient(x, 1);
                var link = solver.MakeConstraint(double.NegativeInfinity, 0);
                link.SetCoefficient(x, 1);
                link.SetCoefficient(y[j], -1);
                objective.SetCoefficient(x, problem.Weights[i] * problem.Row(i)[j]);
            }
        }

        objective.SetMinimization();
        using var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, gapWanted);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var status = solver.Solve(parameters);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (status is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE)) return (double.PositiveInfinity, double.PositiveInfinity, seconds);
        var (value, bound) = (objective.Value(), objective.BestBound());
        return (value, Math.Max(0, (value - bound) / value), seconds);
    }
}
