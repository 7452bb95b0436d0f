namespace EstateMap.Planning;

/// <summary>
/// Demand, candidate sites and the cost between them, for the p-median model.
/// </summary>
/// <remarks>
/// Shapes: <c>weights</c> is [demand], <c>costs</c> is [demand x site], row by row (cost of demand i to site j at <c>i * sites + j</c>).
/// Units are the caller's: people and seconds give an objective in person-seconds.
/// </remarks>
public sealed class PMedianProblem
{
    /// <summary>Checks and keeps the arrays; they must not change afterwards.</summary>
    /// <exception cref="ArgumentException">An array has the wrong length, or holds a negative or non-finite number.</exception>
    public PMedianProblem(double[] weights, double[] costs, int sites)
    {
        if (sites < 1) throw new ArgumentException("A p-median problem needs at least one candidate site.", nameof(sites));
        if (weights.Length == 0) throw new ArgumentException("A p-median problem needs at least one demand point.", nameof(weights));
        if (costs.Length != weights.Length * sites)
            throw new ArgumentException($"Expected {weights.Length} x {sites} costs, got {costs.Length}.", nameof(costs));
        if (Array.Exists(weights, value => !double.IsFinite(value) || value < 0))
            throw new ArgumentException("Weights must be finite and not negative.", nameof(weights));
        if (Array.Exists(costs, value => !double.IsFinite(value) || value < 0))
            throw new ArgumentException("Costs must be finite and not negative.", nameof(costs));

        DemandPoints = weights.Length;
        Sites = sites;
        WeightedCosts = new double[costs.Length];
        for (var i = 0; i < weights.Length; i++)
            for (var j = 0; j < sites; j++)
                WeightedCosts[i * sites + j] = weights[i] * costs[i * sites + j];
    }

    public int DemandPoints { get; }

    public int Sites { get; }

    /// <summary>a_i d_ij, [demand x site] row by row: the only thing that the model reads.</summary>
    internal double[] WeightedCosts { get; }

    /// <summary>Weighted costs of demand point i to every site.</summary>
    internal ReadOnlySpan<double> Row(int i) => WeightedCosts.AsSpan(i * Sites, Sites);
}

/// <summary>Which sites to open, who goes where, and how far from the best that can be at most.</summary>
/// <param name="OpenSites">Indices of the p open sites, ascending.</param>
/// <param name="AssignedSite">[demand]: the open site that serves each demand point; the lower index on a tie.</param>
/// <param name="Objective">Sum of weight times cost, in the units of the problem.</param>
/// <param name="LowerBound">No choice of p sites can cost less than this.</param>
/// <param name="Seed">Gives the same answer again.</param>
public sealed record PMedianAnswer(int[] OpenSites, int[] AssignedSite, double Objective, double LowerBound, int Seed)
{
    /// <summary>Optimality gap as a share of the objective; 0 is proven optimal.</summary>
    public double Gap => Objective <= 0 ? 0 : Math.Max(0, (Objective - LowerBound) / Objective);
}
