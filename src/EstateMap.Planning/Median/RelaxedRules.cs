namespace EstateMap.Planning;

/// <summary>
/// Ceilings (6) and exclusions (7) written as sum_j u_kj Y_j &lt;= b_k and relaxed with multipliers mu_k. Each is scaled so that a site weighs about as much in it as
/// the root of the number of demand points, which lets one step length serve lambda and mu.
/// </summary>
internal sealed class RelaxedRules
{
    private readonly double[][] use = [];
    private readonly double[] most = [];
    private readonly (int First, int Second)[] pairs = [];
    private readonly double scale;

    public RelaxedRules(Kernel kernel, int p)
    {
        scale = Math.Sqrt(Math.Max(1, kernel.Lists.DemandPoints));
        if (kernel.Rules is not { } rules) return;
        double[] factor = [.. rules.Most.Select(b => scale * p / Math.Max(b, 1e-9))];
        use = [.. rules.Use.Select((row, k) => row.Select(u => u * factor[k]).ToArray())];
        most = [.. rules.Most.Select((b, k) => b * factor[k])];
        pairs = [.. rules.Rivals.SelectMany((rivals, j) => rivals.Where(rival => rival > j).Select(rival => (j, rival)))];
    }

    /// <summary>Number of multipliers.</summary>
    public int Count => most.Length + pairs.Length;

    /// <summary>Adds sum_k mu_k u_kj to rho; returns - sum_k mu_k b_k.</summary>
    public double Price(ReadOnlySpan<double> mu, double[] rho)
    {
        var value = 0.0;
        for (var k = 0; k < most.Length; k++)
        {
            if (mu[k] == 0) continue;
            value -= mu[k] * most[k];
            for (var j = 0; j < rho.Length; j++) rho[j] += mu[k] * use[k][j];
        }

        for (var k = 0; k < pairs.Length; k++)
        {
            var price = mu[most.Length + k] * scale;
            value -= price;
            rho[pairs[k].First] += price;
            rho[pairs[k].Second] += price;
        }

        return value;
    }

    /// <summary>The part of (11) for mu; whether any rule is broken, or paid for without being used up.</summary>
    public bool Lean(ReadOnlySpan<double> mu, bool[] isChosen, Span<double> direction, double lean, ref double norm)
    {
        var isSlack = false;
        for (var k = 0; k < Count; k++)
        {
            double g;
            if (k < most.Length)
            {
                g = -most[k];
                for (var j = 0; j < isChosen.Length; j++)
                    if (isChosen[j]) g += use[k][j];
            }
            else
            {
                var (first, second) = pairs[k - most.Length];
                g = scale * ((isChosen[first] ? 1 : 0) + (isChosen[second] ? 1 : 0) - 1);
            }

            if (g < 0 && mu[k] <= 0) g = 0;
            isSlack |= g != 0;
            direction[k] = g + lean * direction[k];
            norm += direction[k] * direction[k];
        }

        return isSlack;
    }
}
