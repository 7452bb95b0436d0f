namespace EstateMap.Planning.Services;

/// <summary>Which hubs to open, which services go where, who goes where for each, and what that costs.</summary>
/// <param name="OpenSites">Ascending; empty when infeasible.</param>
/// <param name="HubsOfService">[service]: sites that host it, ascending.</param>
/// <param name="AssignedSite">[demand x service] row by row: the hub that serves it, the lower index on a tie; -1 where there is no demand or none can be reached.</param>
/// <param name="FixedCost">sum_j F_j Y_j.</param>
/// <param name="ServiceCost">sum_jk G_jk V_jk.</param>
/// <param name="TravelCost">lambda sum_ik w_k a_ik d_ij X_ijk.</param>
/// <param name="Bound">No answer can cost less.</param>
/// <param name="Method">How it was found and proven, in words.</param>
/// <param name="Seed">Gives the same answer again.</param>
public sealed record MultiServiceAnswer(
    int[] OpenSites, int[][] HubsOfService, int[] AssignedSite, double FixedCost, double ServiceCost, double TravelCost, double Bound, string Method, int Seed)
{
    public double Objective => FixedCost + ServiceCost + TravelCost;

    /// <summary>Optimality gap as a share of the objective; 0 is proven optimal.</summary>
    public double Gap => Infeasible is not null || Objective - Bound <= 1e-9 * Math.Max(1e-12, Math.Abs(Objective)) ? 0 : (Objective - Bound) / Math.Max(Objective, 1e-12);

    /// <summary>Why there is no answer; null when there is one.</summary>
    public Infeasibility? Infeasible { get; init; }

    /// <summary>Demand for a service that no allowed site that could host it reaches, as (demand point, service); left out of objective and bound.</summary>
    public IReadOnlyList<(int Demand, int Service)> Unreachable { get; init; } = [];

    /// <summary>An answer that says why there is none.</summary>
    public static MultiServiceAnswer None(Infeasibility reason, int seed) => new([], [], [], double.NaN, double.NaN, double.NaN, double.NaN, "infeasible", seed) { Infeasible = reason };
}
