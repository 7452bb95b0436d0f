namespace EstateMap.Planning;

/// <summary>
/// A p-median problem too large for a matrix: every demand point knows only the sites near it.
/// </summary>
/// <remarks>
/// Shapes: the neighbours of demand point i are at <c>Starts[i] .. Starts[i + 1]</c> (half open) of <c>SiteOf</c> and <c>CostOf</c>, in any order; no site comes twice.
/// A demand point none of whose neighbours is open is charged its fallback. Left out, the fallback is the dearest of the neighbours: where the lists hold the K nearest
/// sites, every site outside costs at least that, so the bound holds for the whole problem too; and an answer whose <see cref="LocationAnswer.Unserved"/> is empty has its true objective.
/// 180,000 demand points with 32 neighbours each take 70 MB here and about 140 MB while they are solved.
/// </remarks>
public sealed class SparseProblem
{
    /// <summary>Checks and keeps the arrays; they must not change afterwards.</summary>
    /// <param name="weights">a_i, [demand].</param>
    /// <param name="starts">[demand + 1], ascending from 0.</param>
    /// <param name="siteOf">[neighbour]: index of the site.</param>
    /// <param name="costOf">[neighbour]: d_ij, finite.</param>
    /// <param name="fallback">[demand]: d of a demand point without an open neighbour, at least its dearest neighbour; null for exactly that.</param>
    /// <exception cref="ArgumentException">An array has the wrong length, or holds a negative number or NaN; the message names the place.</exception>
    public SparseProblem(double[] weights, int sites, int[] starts, int[] siteOf, double[] costOf, double[]? fallback = null)
    {
        if (sites < 1) throw new ArgumentException("A plan needs at least one site.", nameof(sites));
        if (weights.Length == 0) throw new ArgumentException("A plan needs at least one demand point.", nameof(weights));
        if (starts.Length != weights.Length + 1 || starts[0] != 0 || starts[^1] != siteOf.Length || costOf.Length != siteOf.Length)
            throw new ArgumentException($"The lists of {weights.Length} demand points do not fit their {siteOf.Length} sites and {costOf.Length} costs.", nameof(starts));
        if (fallback is not null && fallback.Length != weights.Length) throw new ArgumentException($"Expected {weights.Length} fallback costs, got {fallback.Length}.", nameof(fallback));
        Fallback = fallback ?? new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            if (!double.IsFinite(weights[i]) || weights[i] < 0) throw new ArgumentException($"The weight of demand point {i} is {weights[i]}: it must be finite and not negative.", nameof(weights));
            if (starts[i + 1] < starts[i]) throw new ArgumentException($"The list of demand point {i} ends before it begins.", nameof(starts));
            var dearest = 0.0;
            for (var at = starts[i]; at < starts[i + 1]; at++)
            {
                if (siteOf[at] < 0 || siteOf[at] >= sites) throw new ArgumentException($"Demand point {i} names site {siteOf[at]}: they are numbered 0 to {sites - 1}.", nameof(siteOf));
                if (!double.IsFinite(costOf[at]) || costOf[at] < 0) throw new ArgumentException($"The cost of demand point {i} to site {siteOf[at]} is {costOf[at]}: it must be finite and not negative.", nameof(costOf));
                dearest = Math.Max(dearest, costOf[at]);
            }

            if (fallback is null) Fallback[i] = dearest;
            else if (!double.IsFinite(fallback[i]) || fallback[i] < dearest)
                throw new ArgumentException($"The fallback cost of demand point {i} is {fallback[i]}: it must be finite and at least its dearest neighbour, {dearest}.", nameof(fallback));
        }

        Weights = weights;
        Sites = sites;
        Starts = starts;
        SiteOf = siteOf;
        CostOf = costOf;
    }

    /// <summary>a_i, [demand].</summary>
    public double[] Weights { get; }

    /// <summary>Number of sites.</summary>
    public int Sites { get; }

    /// <summary>[demand + 1].</summary>
    public int[] Starts { get; }

    /// <summary>[neighbour].</summary>
    public int[] SiteOf { get; }

    /// <summary>d_ij, [neighbour].</summary>
    public double[] CostOf { get; }

    /// <summary>[demand]: the cost of having no open neighbour.</summary>
    public double[] Fallback { get; }

    /// <summary>Number of demand points.</summary>
    public int DemandPoints => Weights.Length;
}
