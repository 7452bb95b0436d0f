using Google.OrTools.LinearSolver;

namespace EstateMap.Planning.Services;

/// <summary>
/// The model of <see cref="MultiServiceHubs"/> as a mixed-integer program for SCIP, through Google OR-Tools: exact for small problems. One thread, a fixed seed and a limit on nodes, not on time,
/// so that the answer does not depend on the machine.
/// </summary>
internal sealed class HubProgram : IDisposable
{
    private readonly HubData data;
    private readonly Solver solver = Solver.CreateSolver("SCIP");
    private readonly Variable[] open;
    private readonly Variable?[] hosts;

    public HubProgram(HubData data)
    {
        this.data = data;
        var problem = data.Problem;
        var services = data.Services;
        open = [.. Enumerable.Range(0, data.Sites).Select(j => solver.MakeIntVar(
            problem.Location.Roles[j] == SiteRole.Keep ? 1 : 0, problem.Location.Roles[j] == SiteRole.Close ? 0 : 1, $"Y{j}"))];
        hosts = [.. data.MayHost.Select((may, at) => may ? solver.MakeBoolVar($"V{at}") : null)];
        var cost = solver.Objective();
        cost.SetMinimization();
        for (var j = 0; j < data.Sites; j++)
        {
            cost.SetCoefficient(open[j], problem.SiteCost[j]);
            var space = double.IsPositiveInfinity(problem.SiteSpace[j]) ? null : solver.MakeConstraint(double.NegativeInfinity, problem.SiteSpace[j], $"A{j}");
            for (var k = 0; k < services; k++)
            {
                if (hosts[j * services + k] is not { } hosted) continue;
                cost.SetCoefficient(hosted, problem.ServiceCost[j * services + k]);
                solver.Add(hosted <= open[j]);  // (3)
                space?.SetCoefficient(hosted, problem.ServiceSpace[k]);  // (4)
            }
        }

        for (var k = 0; k < services; k++)
            foreach (var item in data.Items[k]) Serve(item, k, cost);
        AddRules();
    }

    /// <summary>Variables X_ijk that a program would have.</summary>
    public static long Size(HubData data) =>
        Enumerable.Range(0, data.Services).Sum(k => (long)data.Items[k].Length * Enumerable.Range(0, data.Sites).Count(j => data.MayHost[j * data.Services + k]));

    /// <summary>Solves from a known plan, if any.</summary>
    public Outcome Solve((bool[] Hosts, bool[] Open)? known, SolveOptions options, CancellationToken cancellation)
    {
        solver.SetSolverSpecificParametersAsString(
            $"randomization/randomseedshift = {options.Seed & 0xFFFF}\nlimits/nodes = {(long)Math.Clamp(5_000 * options.Effort, 1, 1e9)}\nlimits/gap = {Math.Max(0, options.GapWanted)}\n");
        if (known is { } plan) Hint(plan.Hosts, plan.Open);
        using var stop = cancellation.Register(() => solver.InterruptSolve());
        var status = solver.Solve();
        cancellation.ThrowIfCancellationRequested();
        if (status == Solver.ResultStatus.INFEASIBLE) return new(null, null, double.PositiveInfinity);
        if (status is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE)) return new(null, null, 0);
        return new(
            Array.ConvertAll(hosts, variable => variable?.SolutionValue() > 0.5),
            Array.ConvertAll(open, variable => variable.SolutionValue() > 0.5),
            solver.Objective().BestBound());
    }

    public void Dispose() => solver.Dispose();

    /// <summary>(1) and (2)</summary>
    private void Serve(HubDemand item, int service, Objective cost)
    {
        var once = solver.MakeConstraint(1, 1);
        for (var j = 0; j < data.Sites; j++)
        {
            if (hosts[j * data.Services + service] is not { } hosted || double.IsPositiveInfinity(data.Cost(item, j))) continue;
            var served = solver.MakeNumVar(0, 1, "");
            cost.SetCoefficient(served, data.Cost(item, j));
            once.SetCoefficient(served, 1);
            solver.Add(served <= hosted);
        }
    }

    private void AddRules()
    {
        var program = data.SiteProgram;
        var count = solver.MakeConstraint(0, data.MostHubs);  // (5)
        foreach (var site in open) count.SetCoefficient(site, 1);
        for (var r = 0; r < program.Rows; r++)
        {
            var row = solver.MakeConstraint(program.Need[r], double.PositiveInfinity);
            foreach (var j in program.RowSites[r]) row.SetCoefficient(open[j], 1);
        }

        foreach (var ceiling in program.Ceilings)
        {
            var row = solver.MakeConstraint(double.NegativeInfinity, ceiling.Most);
            for (var j = 0; j < data.Sites; j++) row.SetCoefficient(open[j], ceiling.Use[j]);
        }

        foreach (var (first, second) in program.Exclusions) solver.Add(open[first] + open[second] <= 1);
    }

    private void Hint(bool[] knownHosts, bool[] knownOpen)
    {
        var variables = new MPVariableVector();
        var values = new List<double>();
        for (var j = 0; j < open.Length; j++)
        {
            variables.Add(open[j]);
            values.Add(knownOpen[j] ? 1 : 0);
        }

        for (var at = 0; at < hosts.Length; at++)
        {
            if (hosts[at] is not { } hosted) continue;
            variables.Add(hosted);
            values.Add(knownHosts[at] ? 1 : 0);
        }

        solver.SetHint(variables, [.. values]);
    }

    /// <param name="Hosts">Null when no plan was found.</param>
    /// <param name="Bound">Positive infinity when there is none; 0 when nothing is known.</param>
    internal readonly record struct Outcome(bool[]? Hosts, bool[]? Open, double Bound);
}
