namespace EstateMap.Planning.Cover;

/// <summary>What the searches of <see cref="CapacitatedPMedian"/> read: demand that can be served, and what each site charges for it.</summary>
internal sealed class CapacitatedData
{
    public CapacitatedData(SiteRules rules, double[] capacity)
    {
        var problem = rules.Problem;
        Rules = rules;
        Capacity = capacity;
        Sites = problem.Sites;
        Unreachable = rules.OutOfReach();
        Points = [.. Enumerable.Range(0, problem.DemandPoints).Where(i => problem.Weights[i] > 0).Except(Unreachable)];
        Weight = Array.ConvertAll(Points, i => problem.Weights[i]);
        Total = Weight.Sum();
        Cost = new double[Points.Length * Sites];
        Array.Fill(Cost, double.PositiveInfinity);
        for (var n = 0; n < Points.Length; n++)
            foreach (var j in rules.Within(Points[n], problem.Limits?[Points[n]] ?? double.PositiveInfinity))
                if (Fits(Weight[n], j)) Cost[n * Sites + j] = Weight[n] * problem.Row(Points[n])[j];
    }

    public SiteRules Rules { get; }

    public double[] Capacity { get; }

    public int Sites { get; }

    /// <summary>Demand points of positive weight that some allowed site reaches, ascending.</summary>
    public int[] Points { get; }

    /// <summary>[point]: a_i.</summary>
    public double[] Weight { get; }

    /// <summary>Sum of a_i.</summary>
    public double Total { get; }

    public int[] Unreachable { get; }

    /// <summary>[point x site]: a_i d_ij; positive infinity where the site is closed, out of reach, beyond the limit of i, or too small for i alone.</summary>
    public double[] Cost { get; }

    public ReadOnlySpan<double> Row(int n) => Cost.AsSpan(n * Sites, Sites);

    /// <summary>Whether a load fits, rounding forgiven.</summary>
    public bool Fits(double load, int site) => load <= Capacity[site] + 1e-9 * Math.Max(1, Total);

    /// <summary>The rules of the sites, a site within reach for everyone (1), and room enough in all (2).</summary>
    public CoverProgram Program()
    {
        var room = new Ceiling("capacity", Array.ConvertAll(Capacity, most => -Math.Min(most, Total)), -Total);
        var program = Rules.Program(extra: room);
        for (var n = 0; n < Points.Length; n++) program.Demand([.. Rules.Allowed.Where(j => double.IsFinite(Cost[n * Sites + j]))], 1);
        return program.Ready();
    }
}
