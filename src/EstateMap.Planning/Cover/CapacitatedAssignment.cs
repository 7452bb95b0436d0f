namespace EstateMap.Planning.Cover;

/// <summary>
/// Who goes where once the sites are settled: the generalised assignment problem in which a point takes the same room everywhere.
/// <code>
///   D(v) = sum_i min_{j open} (a_i d_ij + v_j a_i) - sum_j v_j C_j     is a lower bound for all prices of room v &gt;= 0    (10)
/// </code>
/// Prices climb by subgradient steps (11); each step's assignment is repaired by shifts and swaps (12); what is left between the two is searched depth first, each point only over the
/// sites whose priced cost lies within the gap (13).
/// </summary>
internal sealed class CapacitatedAssignment
{
    private const int MostNodes = 30_000;
    private const int MostSwapped = 1500;

    private readonly CapacitatedData data;
    private readonly int[] open;
    private readonly double[] price;
    private readonly double charge;
    private readonly CancellationToken cancellation;

    public CapacitatedAssignment(CapacitatedData data, int[] open, double[] startPrice, CancellationToken cancellation)
    {
        this.data = data;
        this.open = open;
        this.cancellation = cancellation;
        price = (double[])startPrice.Clone();
        var dearest = 1.0;
        foreach (var cost in data.Cost)
            if (double.IsFinite(cost)) dearest = Math.Max(dearest, cost);
        // Of one person too many; more than any move can save.
        charge = 2 * dearest * (1 + data.Points.Length);
    }

    /// <summary>[point]: site of the best assignment that fits; null when none was found.</summary>
    public int[]? Sites { get; private set; }

    public double Objective { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest D(v) met; the objective when the search proved it; infinite when nothing fits.</summary>
    public double Bound { get; private set; } = double.NegativeInfinity;

    /// <summary>[site]: v of the best bound.</summary>
    public double[] Price { get; private set; } = [];

    /// <summary>(11) (12) Looks for an assignment cheaper than <paramref name="upper"/>; stops as soon as the bound rules it out.</summary>
    public void Climb(int steps, double upper)
    {
        var sites = new int[data.Points.Length];
        var theta = 1.0;
        var sinceBetter = 0;
        for (var step = 0; step < steps && theta > 1e-3; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bound = Evaluate(sites, out var excess, out var norm);
            if (bound > Bound)
            {
                sinceBetter = 0;
                Bound = bound;
                Price = (double[])price.Clone();
                if (Bound >= upper) return;
                if (step % 10 == 0 && !double.IsPositiveInfinity(bound)) Repair((int[])sites.Clone());
            }
            else if (++sinceBetter > 6)
            {
                theta *= 0.6;
                sinceBetter = 0;
            }

            var target = Math.Min(Objective, upper);
            if (double.IsPositiveInfinity(target)) target = bound + 0.1 * Math.Abs(bound) + 1;
            if (norm <= 1e-18 * data.Total * data.Total || Bound >= target * (1 - 1e-12)) break;
            foreach (var j in open) price[j] = Math.Max(0, price[j] + theta * (1.0005 * target - bound) * excess[j] / norm);
        }

        if (Sites is null && !double.IsPositiveInfinity(Bound)) Repair((int[])sites.Clone());
        Bound = Math.Min(Bound, Objective);
    }

    /// <summary>(13) Proves the best assignment cheaper than <paramref name="upper"/>, or that there is none, unless that takes too many nodes.</summary>
    public void Prove(double upper)
    {
        if (Bound >= Math.Min(upper, Objective)) return;
        var search = new AssignmentSearch(data, open, Price, cancellation);
        var found = search.Run(Math.Min(upper, Objective), MostNodes);
        if (found is not null) (Sites, Objective) = (found, search.Objective);
        if (!search.IsComplete) return;
        Bound = Sites is null || Objective >= upper ? Math.Max(Bound, upper) : Objective;
    }

    /// <summary>(10)</summary>
    private double Evaluate(int[] sites, out double[] excess, out double norm)
    {
        excess = new double[data.Sites];
        var total = 0.0;
        for (var n = 0; n < sites.Length; n++)
        {
            var least = double.PositiveInfinity;
            foreach (var j in open)
            {
                var cost = data.Cost[n * data.Sites + j] + price[j] * data.Weight[n];
                if (cost < least) (least, sites[n]) = (cost, j);
            }

            total += least;
            excess[sites[n]] += data.Weight[n];
        }

        norm = 0;
        foreach (var j in open)
        {
            var capacity = Math.Min(data.Capacity[j], 2 * data.Total);
            total -= price[j] * (capacity + 1e-9 * Math.Max(1, data.Total));
            excess[j] -= capacity;
            if (excess[j] < 0 && price[j] == 0) excess[j] = 0;
            norm += excess[j] * excess[j];
        }

        return total - 1e-12 * Math.Abs(total);
    }

    /// <summary>(12) Moves single points, then swaps pairs, while the cost with the charge for each person too many falls.</summary>
    private void Repair(int[] sites)
    {
        var load = new double[data.Sites];
        for (var n = 0; n < sites.Length; n++) load[sites[n]] += data.Weight[n];
        while (Shift(sites, load) || (sites.Length <= MostSwapped && Swap(sites, load))) cancellation.ThrowIfCancellationRequested();
        if (open.Any(j => !data.Fits(load[j], j))) return;
        var objective = 0.0;
        for (var n = 0; n < sites.Length; n++) objective += data.Cost[n * data.Sites + sites[n]];
        if (objective < Objective) (Objective, Sites) = (objective, sites);
    }

    private bool Shift(int[] sites, double[] load)
    {
        var helped = false;
        for (var n = 0; n < sites.Length; n++)
        {
            var (from, weight) = (sites[n], data.Weight[n]);
            var best = -1e-9 * (1 + data.Cost[n * data.Sites + from]);
            var to = -1;
            var relief = charge * (Over(load[from] - weight, from) - Over(load[from], from));
            foreach (var j in open)
            {
                if (j == from) continue;
                var change = data.Cost[n * data.Sites + j] - data.Cost[n * data.Sites + from] + relief + charge * (Over(load[j] + weight, j) - Over(load[j], j));
                if (change < best) (best, to) = (change, j);
            }

            if (to < 0) continue;
            load[from] -= weight;
            load[to] += weight;
            sites[n] = to;
            helped = true;
        }

        return helped;
    }

    private bool Swap(int[] sites, double[] load)
    {
        var helped = false;
        for (var n = 0; n < sites.Length; n++)
        {
            for (var m = n + 1; m < sites.Length; m++)
            {
                var (a, b) = (sites[n], sites[m]);
                if (a == b) continue;
                var change = data.Cost[n * data.Sites + b] + data.Cost[m * data.Sites + a] - data.Cost[n * data.Sites + a] - data.Cost[m * data.Sites + b];
                var net = data.Weight[m] - data.Weight[n];
                change += charge * (Over(load[a] + net, a) - Over(load[a], a) + Over(load[b] - net, b) - Over(load[b], b));
                if (!(change < -1e-9 * (1 + data.Cost[n * data.Sites + a]))) continue;
                load[a] += net;
                load[b] -= net;
                (sites[n], sites[m]) = (b, a);
                helped = true;
            }
        }

        return helped;
    }

    private double Over(double load, int site) => data.Fits(load, site) ? 0 : load - data.Capacity[site];
}
