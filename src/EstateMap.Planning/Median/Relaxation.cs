namespace EstateMap.Planning;

/// <summary>
/// Lagrangian lower bound. Relaxing (1) with multipliers lambda_i, ceilings (6) and exclusions (7) with mu &gt;= 0, leaves for each site
/// <code>
///   rho_j = sum_i min(0, c_ij - lambda_i) + sum_k mu_k u_kj                                  (9)
///   L     = sum_i lambda_i - sum_k mu_k b_k + the least sum of rho_j over sets Y that keep roles, p and groups    (10)
/// </code>
/// (10) takes the cheapest members that each group still needs and then the cheapest of all, because such sets are the bases of a matroid. L is a bound for every lambda;
/// subgradient steps climb it (11): lambda += theta (UB - L) / |d|^2 d, where d is g_i = 1 - times that i is served, leaning on the direction before (Camerini, Fratta &amp; Maffioli 1975).
/// No lambda_i need exceed the cost of going unserved.
/// </summary>
internal sealed class Relaxation
{
    private const double Lean = 0.4;

    private readonly Kernel kernel;
    private readonly NeighbourLists lists;
    private readonly int p;
    private readonly Work work;
    private readonly RelaxedRules relaxed;
    private readonly double[] rho;
    private readonly double[] keys;
    private readonly int[] order;
    private readonly bool[] isChosen;
    private readonly double[] direction;
    private readonly int[] deficit;

    public Relaxation(Kernel kernel, int p, Work work)
    {
        this.kernel = kernel;
        this.p = p;
        this.work = work;
        lists = kernel.Lists;
        relaxed = new RelaxedRules(kernel, p);
        rho = new double[kernel.SiteCount];
        keys = new double[kernel.SiteCount];
        order = new int[kernel.SiteCount];
        isChosen = new bool[kernel.SiteCount];
        Usage = new double[kernel.SiteCount];
        BestRho = new double[kernel.SiteCount];
        BestChosen = new bool[kernel.SiteCount];
        direction = new double[lists.DemandPoints + relaxed.Count];
        deficit = new int[kernel.Rules?.Minimum.Length ?? 0];
    }

    /// <summary>Of the last <see cref="Climb"/>: its best bound.</summary>
    public double Bound { get; private set; }

    /// <summary>Multipliers of that bound: lambda, then mu.</summary>
    public double[] BestMultipliers { get; private set; } = [];

    /// <summary>[site] at that bound.</summary>
    public double[] BestRho { get; }

    /// <summary>[site] at that bound: chosen by (10).</summary>
    public bool[] BestChosen { get; }

    /// <summary>[site]: share of the late steps in which (10) chose it, near its value in the linear relaxation.</summary>
    public double[] Usage { get; }

    /// <summary>Multipliers to begin with, from a set of open sites: between what each demand point pays and what it would pay without its site.</summary>
    public double[] Start(OpenSet set)
    {
        var multipliers = new double[lists.DemandPoints + relaxed.Count];
        for (var i = 0; i < lists.DemandPoints; i++)
        {
            // Without a second open site a demand point would pay for the farthest; more only makes the first steps wild.
            var farthest = lists.Starts[i + 1] > lists.Starts[i] ? lists.Costs[lists.Starts[i + 1] - 1] : 0;
            multipliers[i] = (set.NearestCosts[i] + Math.Min(set.SecondCosts[i], Math.Max(farthest, set.NearestCosts[i]))) / 2;
        }

        return multipliers;
    }

    /// <summary>Climbs until the bound reaches <paramref name="enough"/>, the steps are used up or nothing moves any more.</summary>
    /// <param name="state">[site]: 1 open, -1 closed, 0 free; see <see cref="Branching"/>.</param>
    /// <param name="upper">Gives the best objective known, infinity when none is.</param>
    /// <param name="improved">Called with the chosen sites whenever the bound rises.</param>
    public void Climb(sbyte[] state, double[] start, Func<double> upper, Func<double> enough, int steps, double theta, Action<Relaxation>? improved = null)
    {
        var multipliers = (double[])start.Clone();
        BestMultipliers = (double[])start.Clone();
        Bound = double.NegativeInfinity;
        Array.Clear(direction);
        Array.Clear(Usage);
        var sinceBetter = 0;
        var patience = Math.Clamp(steps / 20, 8, 25);
        for (var step = 0; step < steps && theta > 1e-4 && !work.IsSpent; step++)
        {
            var value = Value(multipliers, state);
            for (var j = 0; j < Usage.Length; j++) Usage[j] += ((isChosen[j] ? 1 : 0) - Usage[j]) * 0.05;
            if (value > Bound)
            {
                var rise = value - Bound;
                Bound = value;
                Array.Copy(multipliers, BestMultipliers, multipliers.Length);
                Array.Copy(rho, BestRho, rho.Length);
                Array.Copy(isChosen, BestChosen, rho.Length);
                improved?.Invoke(this);
                if (Bound >= enough()) return;
                if (rise > 1e-6 * Math.Abs(value)) sinceBetter = 0;
            }

            if (++sinceBetter > patience)
            {
                theta *= 0.6;
                sinceBetter = 0;
                Array.Copy(BestMultipliers, multipliers, multipliers.Length);
                Array.Clear(direction);
                continue;
            }

            if (!StepOn(multipliers, value, upper(), theta)) return;
        }
    }

    /// <summary>(9) and (10).</summary>
    private double Value(double[] multipliers, sbyte[] state)
    {
        Array.Clear(rho);
        var value = relaxed.Price(multipliers.AsSpan(lists.DemandPoints), rho);
        var looked = 0L;
        var (starts, sites, costs) = (lists.Starts, lists.Sites, lists.Costs);
        for (var i = 0; i < starts.Length - 1; i++)
        {
            var lambda = multipliers[i];
            value += lambda;
            var at = starts[i];
            for (var end = starts[i + 1]; at < end && costs[at] < lambda; at++) rho[sites[at]] += costs[at] - lambda;
            looked += at - starts[i] + 1;
        }

        work.Spend(2 * looked);
        return value + Choose(state);
    }

    /// <summary>The cheapest set that keeps roles, p and groups.</summary>
    private double Choose(sbyte[] state)
    {
        var total = 0.0;
        var open = 0;
        var free = 0;
        kernel.Rules?.Minimum.CopyTo(deficit, 0);
        for (var j = 0; j < rho.Length; j++)
        {
            isChosen[j] = state[j] > 0;
            if (isChosen[j])
            {
                total += rho[j];
                open++;
                if (kernel.Rules?.Group[j] is >= 0 and var group) deficit[group]--;
            }
            else if (state[j] == 0)
            {
                keys[free] = rho[j];
                order[free++] = j;
            }
        }

        var need = p - open;
        Array.Sort(keys, order, 0, free);
        for (var k = 0; deficit.Length > 0 && k < free; k++)
        {
            var group = kernel.Rules!.Group[order[k]];
            if (group >= 0 && deficit[group]-- > 0) Take(order[k]);
        }

        for (var k = 0; k < free && need > 0; k++)
            if (!isChosen[order[k]]) Take(order[k]);
        return total;

        void Take(int j)
        {
            isChosen[j] = true;
            total += rho[j];
            need--;
        }
    }

    /// <summary>(11); false when the choice serves everybody exactly once, which no step can better.</summary>
    private bool StepOn(double[] multipliers, double value, double upper, double theta)
    {
        var (starts, sites, costs) = (lists.Starts, lists.Sites, lists.Costs);
        var norm = 0.0;
        var isSlack = false;
        for (var i = 0; i < starts.Length - 1; i++)
        {
            var lambda = multipliers[i];
            var g = 1;
            for (int at = starts[i], end = starts[i + 1]; at < end && costs[at] < lambda; at++)
                if (isChosen[sites[at]]) g--;
            if (g > 0 && lambda >= lists.Beyond[i]) g = 0;
            isSlack |= g != 0;
            direction[i] = g + Lean * direction[i];
            norm += direction[i] * direction[i];
        }

        isSlack |= relaxed.Lean(multipliers.AsSpan(lists.DemandPoints), isChosen, direction.AsSpan(lists.DemandPoints), Lean, ref norm);
        if (!isSlack || norm == 0) return false;
        var target = double.IsFinite(upper) ? 1.0005 * upper : value + 0.1 * Math.Abs(value) + kernel.Noise;
        var length = theta * Math.Max(target - value, 1e-6 * Math.Abs(value)) / norm;
        for (var i = 0; i < starts.Length - 1; i++) multipliers[i] = Math.Clamp(multipliers[i] + length * direction[i], 0, lists.Beyond[i]);
        for (var k = lists.DemandPoints; k < multipliers.Length; k++) multipliers[k] = Math.Max(0, multipliers[k] + length * direction[k]);
        return true;
    }
}
