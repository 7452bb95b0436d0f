namespace EstateMap.Planning.Cover;

/// <summary>
/// Lower bound of <see cref="CapacitatedPMedian"/> with some sites settled, by Lagrangian relaxation of (1) with multipliers u_i:
/// <code>
///   rho_j = min sum_i (a_i d_ij - u_i) x_i  s.t. sum_i a_i x_i &lt;= C_j, 0 &lt;= x_i &lt;= 1     a fractional knapsack for each site    (6)
///   L     = sum_i u_i + rho_j of the open sites + the smallest rho_j of the free ones, as many as are left to open            (7)
/// </code>
/// </summary>
internal sealed class CapacitatedBound
{
    private readonly CapacitatedData data;
    private readonly double[] price;
    private readonly double[] rho;
    private readonly double[] bestRho;
    private readonly double[][] share;
    private readonly double[] key;
    private readonly int[] order;
    private readonly double[] served;
    private double bestCut;
    private double bestNext;

    public CapacitatedBound(CapacitatedData data)
    {
        this.data = data;
        price = new double[data.Points.Length];
        for (var n = 0; n < price.Length; n++)
        {
            var cheapest = data.Row(n).ToArray().Where(double.IsFinite).Order().Take(3).ToArray();
            price[n] = cheapest[^1];
        }

        rho = new double[data.Sites];
        bestRho = new double[data.Sites];
        share = [.. Enumerable.Range(0, data.Sites).Select(_ => new double[price.Length])];
        key = new double[Math.Max(data.Sites, price.Length)];
        order = new int[key.Length];
        served = new double[price.Length];
        Chosen = new bool[data.Sites];
        Share = new double[data.Sites];
    }

    /// <summary>The relaxation's last choice of sites.</summary>
    public bool[] Chosen { get; }

    /// <summary>[site]: how often the relaxation opened it of late, 0 to 1.</summary>
    public double[] Share { get; }

    /// <summary>(8) Steps u += theta (UB - L) g / |g|^2 with g_i = 1 - times served; returns the best bound met.</summary>
    public double Climb(CoverState state, int steps, double upper, Action<bool[]>? improved, CancellationToken cancellation)
    {
        var best = double.NegativeInfinity;
        var theta = 1.0;
        var sinceBetter = 0;
        for (var step = 0; step < steps && theta > 1e-3; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bound = Evaluate(state, out var cut, out var next);
            if (bound > best)
            {
                if (bound > best + 1e-6 * Math.Abs(best)) sinceBetter = 0;
                (best, bestCut, bestNext) = (bound, cut, next);
                rho.CopyTo(bestRho, 0);
                if (step % 5 == 0) improved?.Invoke(Chosen);
            }

            if (++sinceBetter > 10)
            {
                theta *= 0.6;
                sinceBetter = 0;
            }

            var target = double.IsFinite(upper) ? upper : bound + 0.05 * Math.Abs(bound) + 1;
            if (best >= target || !Move(theta * (1.0005 * target - bound))) break;
        }

        return best;
    }

    /// <summary>(9) By how much the best bound of the last <see cref="Climb"/> rises when the free site is turned against the relaxation's choice; <paramref name="opened"/> is that choice.</summary>
    public double CostOfTurning(int site, out bool opened)
    {
        opened = bestRho[site] <= bestCut;
        return opened ? bestNext - bestRho[site] : bestRho[site] - bestCut;
    }

    private double Evaluate(CoverState state, out double cut, out double next)
    {
        double total = 0, magnitude = 0;
        foreach (var u in price) total += u;
        magnitude += total;
        var free = 0;
        for (var j = 0; j < data.Sites; j++)
        {
            Chosen[j] = state.IsOpen(j);
            if (!state.IsOpen(j) && !state.IsFree(j)) continue;
            rho[j] = Fill(j);
            if (Chosen[j]) total += rho[j];
        }

        for (var j = 0; j < data.Sites; j++)
        {
            if (!state.IsFree(j)) continue;
            key[free] = rho[j];
            order[free++] = j;
        }

        Array.Sort(key, order, 0, free);
        for (var k = 0; k < free; k++)
        {
            if (k < state.Left)
            {
                total += key[k];
                Chosen[order[k]] = true;
            }

            Share[order[k]] += 0.15 * ((k < state.Left ? 1 : 0) - Share[order[k]]);
        }

        cut = state.Left > 0 ? key[state.Left - 1] : double.NegativeInfinity;
        next = state.Left < free ? key[state.Left] : double.PositiveInfinity;
        return total - 1e-12 * magnitude;  // rounded outward
    }

    /// <summary>(6): all of negative cost if they fit, else by falling gain per person until the site is full.</summary>
    private double Fill(int site)
    {
        var taken = share[site];
        Array.Clear(taken);
        double sum = 0, load = 0;
        var count = 0;
        for (var n = 0; n < taken.Length; n++)
        {
            var gain = data.Cost[n * data.Sites + site] - price[n];
            if (!(gain < 0)) continue;
            taken[n] = 1;
            sum += gain;
            load += data.Weight[n];
            count++;
        }

        if (data.Fits(load, site)) return sum;
        var ratio = new double[count];
        var points = new int[count];
        count = 0;
        for (var n = 0; n < taken.Length; n++)
        {
            if (taken[n] == 0) continue;
            ratio[count] = (data.Cost[n * data.Sites + site] - price[n]) / data.Weight[n];
            points[count++] = n;
        }

        Array.Sort(ratio, points);
        sum = 0;
        var room = data.Capacity[site] + 1e-9 * Math.Max(1, data.Total);
        for (var k = 0; k < count; k++)
        {
            var n = points[k];
            taken[n] = Math.Clamp(room / data.Weight[n], 0, 1);
            sum += taken[n] * data.Weight[n] * ratio[k];
            room -= taken[n] * data.Weight[n];
        }

        return sum;
    }

    private bool Move(double distance)
    {
        Array.Clear(served);
        for (var j = 0; j < data.Sites; j++)
        {
            if (!Chosen[j]) continue;
            for (var n = 0; n < served.Length; n++) served[n] += share[j][n];
        }

        var norm = served.Sum(times => (1 - times) * (1 - times));
        if (norm < 1e-12) return false;
        for (var n = 0; n < price.Length; n++) price[n] += distance / norm * (1 - served[n]);
        return true;
    }
}
