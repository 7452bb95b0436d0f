namespace EstateMap.Planning;

/// <summary>
/// A problem reduced to what its solution depends on: the sites that may be open, kept ones first, and the demand points that have weight or a limit and can be served.
/// A limit (8) needs no constraint of its own: sites beyond it leave the list of its demand point, whose cost without an open site is then
/// more than any allowed solution costs altogether, so that whatever breaks a limit is dearer than whatever keeps all of them.
/// </summary>
internal sealed class Kernel
{
    private Kernel(NeighbourLists lists, int[] siteOf, int kept, Rules? rules)
    {
        Lists = lists;
        SiteOf = siteOf;
        Kept = kept;
        Rules = rules;
        foreach (var cost in lists.Beyond) Noise += 1e-13 * cost;
    }

    public NeighbourLists Lists { get; }

    /// <summary>[kernel site]: its index in the problem.</summary>
    public int[] SiteOf { get; }

    public int SiteCount => SiteOf.Length;

    /// <summary>Kernel sites below this number are kept.</summary>
    public int Kept { get; }

    /// <summary>Null when roles and p are all there is.</summary>
    public Rules? Rules { get; }

    /// <summary>Differences below this may be rounding.</summary>
    public double Noise { get; }

    /// <summary>What demand costs that no site that may be open reaches.</summary>
    public double Constant { get; private init; }

    /// <summary>Every objective is a multiple of this, so that a bound may be rounded up to the next one; 0 when unknown.</summary>
    public double Grain { get; private init; }

    /// <summary>An objective above this breaks a limit; infinity when there are none.</summary>
    public double Allowed { get; private init; } = double.PositiveInfinity;

    public static Kernel Of(LocationProblem problem, Work work)
    {
        int[] siteOf =
        [
            .. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] == SiteRole.Keep),
            .. Enumerable.Range(0, problem.Sites).Where(j => problem.Roles[j] == SiteRole.Candidate),
        ];
        var kernelOf = new int[problem.Sites];
        Array.Fill(kernelOf, -1);
        for (var k = 0; k < siteOf.Length; k++) kernelOf[siteOf[k]] = k;

        var starts = new List<int>(problem.DemandPoints + 1) { 0 };
        var sites = new GrowingArray<int>(problem.Costs.Length / problem.Sites * siteOf.Length);
        var costs = new GrowingArray<double>(sites.Capacity);
        var beyond = new List<double>(problem.DemandPoints);
        var constant = 0.0;
        var dearest = 0.0;
        var isWhole = true;
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            work.Spend(problem.Sites);
            var weight = problem.Weights[i];
            var limit = problem.Limits?[i] ?? double.PositiveInfinity;
            if (weight == 0 && double.IsPositiveInfinity(limit)) continue;
            var row = problem.Row(i);
            if (double.IsPositiveInfinity(limit) && !Evaluate.IsReachable(row)) continue;

            var from = sites.Count;
            for (var k = 0; k < siteOf.Length; k++)
            {
                var cost = row[siteOf[k]];
                if (!double.IsFinite(cost) || cost > limit) continue;
                sites.Add(k);
                costs.Add(weight * cost);
                isWhole &= weight * cost == Math.Floor(weight * cost);
            }

            var unserved = weight * problem.UnservedCost;
            if (sites.Count == from && double.IsPositiveInfinity(limit))
            {
                constant += unserved;
                continue;
            }

            Array.Sort(costs.Items, sites.Items, from, sites.Count - from);
            starts.Add(sites.Count);
            beyond.Add(double.IsPositiveInfinity(limit) ? unserved : double.PositiveInfinity);
            dearest += double.IsPositiveInfinity(limit) ? unserved : sites.Count > from ? costs.Items[sites.Count - 1] : 0;
            isWhole &= unserved == Math.Floor(unserved);
        }

        var hasLimits = beyond.Exists(double.IsPositiveInfinity);
        // Twice, so that no rounding blurs the difference.
        double[] charged = [.. beyond.Select(cost => double.IsPositiveInfinity(cost) ? 2 * dearest + 1 : cost)];
        var lists = new NeighbourLists(siteOf.Length, [.. starts], sites.ToArray(), costs.ToArray(), charged);
        var hasRules = problem.GroupMinimum is not null || problem.Ceilings.Count > 0 || problem.Exclusions.Count > 0;
        return new Kernel(lists, siteOf, Array.FindAll(problem.Roles, role => role == SiteRole.Keep).Length, hasRules ? new Rules(problem, siteOf, kernelOf) : null)
        {
            Constant = constant,
            Grain = isWhole && !hasLimits && dearest < 1e15 ? 1 : 0,
            Allowed = hasLimits ? dearest * (1 + 1e-9) + 0.5 : double.PositiveInfinity,
        };
    }

    public static Kernel Of(SparseProblem problem, Work work)
    {
        var costs = new double[problem.CostOf.Length];
        var sites = (int[])problem.SiteOf.Clone();
        var beyond = new double[problem.DemandPoints];
        for (var i = 0; i < beyond.Length; i++)
        {
            int from = problem.Starts[i], to = problem.Starts[i + 1];
            work.Spend(to - from);
            for (var at = from; at < to; at++) costs[at] = problem.Weights[i] * problem.CostOf[at];
            Array.Sort(costs, sites, from, to - from);
            beyond[i] = problem.Weights[i] * problem.Fallback[i];
        }

        return new Kernel(new NeighbourLists(problem.Sites, problem.Starts, sites, costs, beyond), [.. Enumerable.Range(0, problem.Sites)], 0, null);
    }

    /// <summary>The same problem without the sites that are out; numbers change to the ranks among those that stay.</summary>
    public Kernel Keeping(Predicate<int> stays)
    {
        var numbers = new int[SiteCount];
        var siteOf = new List<int>();
        var kept = 0;
        for (var j = 0; j < numbers.Length; j++)
        {
            numbers[j] = stays(j) ? siteOf.Count : -1;
            if (numbers[j] < 0) continue;
            siteOf.Add(SiteOf[j]);
            if (j < Kept) kept++;
        }

        return new Kernel(Lists.Keeping(numbers, siteOf.Count), [.. siteOf], kept, Rules?.Keeping(numbers, siteOf.Count)) { Constant = Constant, Grain = Grain, Allowed = Allowed };
    }

    /// <summary>The least objective that is not below a bound.</summary>
    public double RoundUp(double bound) => Grain > 0 ? Grain * Math.Ceiling(bound / Grain - 1e-5) : bound;

    private sealed class GrowingArray<T>(int capacity)
    {
        public T[] Items = new T[capacity];

        public int Capacity => Items.Length;

        public int Count { get; private set; }

        public void Add(T item) => Items[Count++] = item;

        public T[] ToArray() => Count == Items.Length ? Items : Items[..Count];
    }
}
