namespace EstateMap.Planning.Services;

/// <summary>
/// Lower bound by Lagrangian relaxation of (1), each demand is served once, with multipliers u_ik. A site then earns r_jk = G_jk + sum_i min(0, c_ijk - u_ik) from service k, and
/// <code>
///   R_j = F_j + min sum_k r_jk V_jk  s.t. sum_k m_k V_jk &lt;= A_j     a knapsack for each site             (6)
///   L   = sum_ik u_ik + sum of R_j over the kept sites + the smallest negative R_j, as many as may open  (7)
/// </code>
/// Side rules of the sites are left out of it, which only lowers it.
/// </summary>
internal sealed class HubBound
{
    private readonly HubData data;
    private readonly double[][] multipliers;
    private readonly double[] worth;
    private readonly bool[] hosts;
    private readonly bool[] open;
    private readonly double[] siteValue;

    public HubBound(HubData data, HubPlan start)
    {
        this.data = data;
        multipliers = new double[data.Services][];
        for (var k = 0; k < multipliers.Length; k++) multipliers[k] = start.SecondCosts(k);
        worth = new double[data.Sites * data.Services];
        hosts = new bool[data.Sites * data.Services];
        open = new bool[data.Sites];
        siteValue = new double[data.Sites];
    }

    /// <summary>The greatest L met.</summary>
    public double Best { get; private set; }

    /// <summary>[site x service]: what the relaxation put where when it last improved.</summary>
    public bool[] Hosts => hosts;

    /// <summary>(8) Steps u += theta (UB - L) g / |g|^2 with g_ik = 1 - times served; calls back at each improvement, which returns the best objective known by then.</summary>
    public void Climb(int steps, double upper, double gapWanted, Func<bool[], double> improved, CancellationToken cancellation)
    {
        var theta = 1.5;
        var sinceBetter = 0;
        var nextCall = 0;
        for (var step = 0; step < steps && theta > 1e-4; step++)
        {
            var value = Evaluate(cancellation);
            if (value > Best)
            {
                if (value > Best + 1e-6 * Math.Abs(Best)) sinceBetter = 0;
                Best = value;
                if (step >= nextCall)
                {
                    upper = improved(hosts);
                    nextCall = step + 10;
                }
            }

            if (++sinceBetter > 12)
            {
                theta *= 0.7;
                sinceBetter = 0;
            }

            if (upper - Best <= gapWanted * upper || !Move(theta * (upper * 1.0005 - value))) return;
        }
    }

    private double Evaluate(CancellationToken cancellation)
    {
        var services = data.Services;
        for (var at = 0; at < worth.Length; at++) worth[at] = data.MayHost[at] ? data.Problem.ServiceCost[at] : 0;
        double total = 0, magnitude = 0;
        for (var k = 0; k < services; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var items = data.Items[k];
            for (var n = 0; n < items.Length; n++)
            {
                var price = multipliers[k][n];
                total += price;
                var row = data.Problem.Location.Row(items[n].Point);
                var perCost = items[n].Price;
                // Out of reach is infinite, or not a number at a price of 0; neither compares as below.
                for (var j = 0; j < row.Length; j++)
                    if (perCost * row[j] - price is var gain && gain < 0) worth[j * services + k] += gain;
            }
        }

        magnitude += total;
        for (var j = 0; j < data.Sites; j++)
        {
            open[j] = data.Problem.Location.Roles[j] == SiteRole.Keep;
            siteValue[j] = double.PositiveInfinity;
            if (data.Problem.Location.Roles[j] == SiteRole.Close) continue;
            siteValue[j] = data.Problem.SiteCost[j] - Knapsack.Fill(data, j, at => -worth[at], hosts);  // (6)
            if (open[j]) total += siteValue[j];
        }

        // (7)
        var room = data.MostHubs - data.Rules.Kept.Length;
        foreach (var j in Enumerable.Range(0, data.Sites).Where(j => !open[j] && siteValue[j] < 0).OrderBy(j => siteValue[j]).Take(room).ToArray())
        {
            open[j] = true;
            total += siteValue[j];
        }

        for (var j = 0; j < data.Sites; j++)
            if (!open[j]) Array.Clear(hosts, j * services, services);
        return total - 1e-12 * magnitude;  // rounded outward
    }

    private bool Move(double distance)
    {
        var served = new int[multipliers.Length][];
        long norm = 0;
        for (var k = 0; k < served.Length; k++)
        {
            int[] hubs = [.. Enumerable.Range(0, data.Sites).Where(j => hosts[j * data.Services + k])];
            served[k] = new int[data.Items[k].Length];
            for (var n = 0; n < served[k].Length; n++)
            {
                var row = data.Problem.Location.Row(data.Items[k][n].Point);
                foreach (var j in hubs)
                    if (data.Items[k][n].Price * row[j] < multipliers[k][n]) served[k][n]++;
                norm += (long)(1 - served[k][n]) * (1 - served[k][n]);
            }
        }

        if (norm == 0) return false;
        var length = distance / norm;
        for (var k = 0; k < served.Length; k++)
            for (var n = 0; n < served[k].Length; n++) multipliers[k][n] = Math.Max(0, multipliers[k][n] + length * (1 - served[k][n]));
        return true;
    }
}
