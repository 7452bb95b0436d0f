namespace EstateMap.Planning.Services;

/// <summary>
/// Which services go in which hub (after Suzuki &amp; Hodgson 2003, Annals of Operations Research 123, multi-service facility location):
/// <code>
///   min  sum_j F_j Y_j + sum_jk G_jk V_jk + lambda sum_ijk w_k a_ik d_ij X_ijk
///   s.t. sum_j X_ijk = 1            each demand for each service is served once   (1)
///        X_ijk &lt;= V_jk           by a hub that hosts the service               (2)
///        V_jk &lt;= Y_j             which is open                                 (3)
///        sum_k m_k V_jk &lt;= A_j   and has the floor area                        (4)
///        sum_j Y_j &lt;= p          if the number of hubs is limited              (5)
///        V, Y in {0, 1}, with the roles and rules of the sites
/// </code>
/// Once V is settled everyone goes to the nearest hub of the service. A plan is found by <see cref="HubSearch"/> from the relaxation's own choices and from shaken starts, and bounded by
/// <see cref="HubBound"/> (6)-(8). A small problem whose gap stays open goes to SCIP (<see cref="HubProgram"/>).
/// </summary>
public static class MultiServiceHubs
{
    private const long MostExact = 3_000;
    private const double OrdinaryWork = 500_000_000;
    private const int MostShakes = 30;

    /// <summary>The cheapest plan; the bound is a lower one.</summary>
    /// <param name="progress">Told the share of the work that is done, 0 to 1, as far as the search can know it; never less than before.</param>
    /// <exception cref="ArgumentException">An array of the problem has the wrong length, or holds a number that it must not; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static MultiServiceAnswer Solve(MultiServiceProblem problem, SolveOptions options, CancellationToken ct = default, IProgress<double>? progress = null)
    {
        var data = new HubData(problem);
        if (HubReasons.FindSingle(data, options, ct) is { } single) return MultiServiceAnswer.None(single, options.Seed);

        var (best, bound) = Search(data, options, ct, PartOfProgress.Of(progress, 0, 0.8));
        var method = "local search, Lagrangian bound";
        var isExact = HubProgram.Size(data) <= MostExact;
        if (isExact && (best is null || best.Total - bound > options.GapWanted * best.Total))
        {
            using var program = new HubProgram(data);
            var outcome = program.Solve(best?.Save(), options, ct);
            if (outcome.Hosts is { } hosts)
            {
                var exact = new HubPlan(data);
                exact.Load(hosts, outcome.Open);
                if (best is null || exact.Total < best.Total) best = exact;
            }

            if (best is null && double.IsPositiveInfinity(outcome.Bound)) return MultiServiceAnswer.None(HubReasons.Together, options.Seed);
            if (double.IsFinite(outcome.Bound)) bound = Math.Max(bound, outcome.Bound);
            method = "local search, then mixed-integer program (SCIP)";
        }

        return best is null
            ? MultiServiceAnswer.None(HubReasons.NotFound, options.Seed)
            : Answer(data, best, bound, method, options.Seed);
    }

    internal static (HubPlan? Best, double Bound) Search(HubData data, SolveOptions options, CancellationToken ct, IProgress<double>? progress = null)
    {
        HubPlan? best = null;
        var random = new Random(options.Seed);
        var mostWork = (long)(OrdinaryWork * options.Effort);
        var plan = new HubPlan(data);
        Polish(true, mostWork / 4);
        var start = best ?? plan;
        var bound = new HubBound(data, start);
        var pass = Math.Max(1.0, data.Items.Sum(items => (double)items.Length) * data.Sites);
        var steps = (int)Math.Clamp(OrdinaryWork * options.Effort / pass, 30, 600);
        bound.Climb(steps, start.Total, options.GapWanted, chosen =>
        {
            plan = new HubPlan(data);
            plan.Load(chosen);
            Polish(false, mostWork / 2);
            return (best ?? plan).Total;
        }, ct);

        progress?.Report(0.5);
        if (best is not null)
        {
            plan = best.Copy();
            Polish(true, mostWork);
        }

        for (var n = 0; n < MostShakes && data.Work < mostWork && (best is null || best.Total - bound.Best > options.GapWanted * best.Total); n++)
        {
            plan = (best ?? start).Copy();
            new HubSearch(data, plan, ct).Shake(random);
            Polish(n % 4 == 3, mostWork);
            progress?.Report(0.5 + (0.5 * (n + 1) / MostShakes));
        }

        return (best, best is null ? bound.Best : Math.Min(bound.Best, best.Total));

        void Polish(bool thorough, long limit)
        {
            new HubSearch(data, plan, ct).Improve(thorough, limit);
            if ((best is null || plan.Total < best.Total) && plan.IsAllowed) best = plan;
        }
    }

    private static MultiServiceAnswer Answer(HubData data, HubPlan plan, double bound, string method, int seed)
    {
        var (problem, services) = (data.Problem, data.Services);
        int[] open = [.. Enumerable.Range(0, data.Sites).Where(plan.IsOpen)];
        int[][] hubs = [.. Enumerable.Range(0, services).Select(k => open.Where(j => plan.Hosts(j, k)).ToArray())];
        var assigned = new int[problem.Location.DemandPoints * services];
        Array.Fill(assigned, -1);
        var travel = 0.0;
        for (var k = 0; k < services; k++)
        {
            foreach (var item in data.Items[k])
            {
                var nearest = hubs[k].MinBy(j => problem.Location.Row(item.Point)[j]);
                assigned[item.Point * services + k] = nearest;
                travel += data.Cost(item, nearest);
            }
        }

        var fixedCost = open.Sum(j => problem.SiteCost[j]);
        var serviceCost = Enumerable.Range(0, services).Sum(k => hubs[k].Sum(j => problem.ServiceCost[j * services + k]));
        return new(open, hubs, assigned, fixedCost, serviceCost, travel, Math.Min(bound, fixedCost + serviceCost + travel), method, seed) { Unreachable = data.Unreachable };
    }
}
