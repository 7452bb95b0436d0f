using Google.OrTools.LinearSolver;

namespace EstateMap.Planning.Tests.Cover;

/// <summary>The covering models as plain mixed-integer programs for SCIP: a second opinion on problems too large to count out. Null is infeasible.</summary>
internal static class MixedInteger
{
    public static double? Mclp(LocationProblem problem, int p, double reach)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var open = Sites(solver, problem, p);
        solver.Objective().SetMaximization();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var covered = solver.MakeNumVar(0, 1, "");
            solver.Objective().SetCoefficient(covered, problem.Weights[i]);
            var row = solver.MakeConstraint(0, double.PositiveInfinity);
            row.SetCoefficient(covered, -1);
            foreach (var j in Within(problem, i, reach)) row.SetCoefficient(open[j], 1);
        }

        return Value(solver);
    }

    public static double? Lscp(LocationProblem problem, double reach)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var open = Sites(solver, problem, null);
        solver.Objective().SetMinimization();
        foreach (var site in open) solver.Objective().SetCoefficient(site, 1);
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            if (!Within(problem, i, reach).Any()) continue;
            var row = solver.MakeConstraint(1, double.PositiveInfinity);
            foreach (var j in Within(problem, i, reach)) row.SetCoefficient(open[j], 1);
        }

        return Value(solver);
    }

    public static double? Backup(LocationProblem problem, int p, double reach)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var open = Sites(solver, problem, p);
        solver.Objective().SetMaximization();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            if (!Within(problem, i, reach).Any()) continue;
            var twice = solver.MakeNumVar(0, 1, "");
            solver.Objective().SetCoefficient(twice, problem.Weights[i]);
            var row = solver.MakeConstraint(1, double.PositiveInfinity);
            row.SetCoefficient(twice, -1);
            foreach (var j in Within(problem, i, reach)) row.SetCoefficient(open[j], 1);
        }

        return Value(solver);
    }

    public static double? PCenter(LocationProblem problem, int p)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var open = Sites(solver, problem, p);
        var radius = solver.MakeNumVar(0, double.PositiveInfinity, "r");
        solver.Objective().SetCoefficient(radius, 1);
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var once = solver.MakeConstraint(1, 1);
            var within = solver.MakeConstraint(0, double.PositiveInfinity);
            within.SetCoefficient(radius, 1);
            for (var j = 0; j < problem.Sites; j++)
            {
                var served = solver.MakeBoolVar("");
                once.SetCoefficient(served, 1);
                within.SetCoefficient(served, -problem.Row(i)[j]);
                solver.Add(served <= open[j]);
            }
        }

        return Value(solver);
    }

    public static double? Capacitated(LocationProblem problem, int p, double[] capacity)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var open = Sites(solver, problem, p);
        var room = capacity.Select((most, j) => { var row = solver.MakeConstraint(double.NegativeInfinity, 0); row.SetCoefficient(open[j], -most); return row; }).ToArray();
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var once = solver.MakeConstraint(1, 1);
            for (var j = 0; j < problem.Sites; j++)
            {
                var served = solver.MakeBoolVar("");
                once.SetCoefficient(served, 1);
                room[j].SetCoefficient(served, problem.Weights[i]);
                solver.Objective().SetCoefficient(served, problem.Weights[i] * problem.Row(i)[j]);
                solver.Add(served <= open[j]);
            }
        }

        return Value(solver);
    }

    private static Variable[] Sites(Solver solver, LocationProblem problem, int? p)
    {
        var open = solver.MakeBoolVarArray(problem.Sites, "Y");
        if (p is { } count)
        {
            var row = solver.MakeConstraint(count, count);
            foreach (var site in open) row.SetCoefficient(site, 1);
        }

        foreach (var ceiling in problem.Ceilings)
        {
            var row = solver.MakeConstraint(double.NegativeInfinity, ceiling.Most);
            for (var j = 0; j < open.Length; j++) row.SetCoefficient(open[j], ceiling.Use[j]);
        }

        foreach (var (first, second) in problem.Exclusions) solver.Add(open[first] + open[second] <= 1);
        return open;
    }

    private static IEnumerable<int> Within(LocationProblem problem, int i, double reach) => Enumerable.Range(0, problem.Sites).Where(j => problem.Costs[i * problem.Sites + j] <= reach);

    private static double? Value(Solver solver)
    {
        solver.SetSolverSpecificParametersAsString("limits/gap = 0\n");
        var status = solver.Solve();
        return status switch
        {
            Solver.ResultStatus.OPTIMAL => solver.Objective().Value(),
            Solver.ResultStatus.INFEASIBLE => null,
            _ => throw new InvalidOperationException($"SCIP says {status}."),
        };
    }
}
