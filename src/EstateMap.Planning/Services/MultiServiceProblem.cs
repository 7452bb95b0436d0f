namespace EstateMap.Planning.Services;

/// <summary>Which services could be brought together where, what that costs, and who needs what.</summary>
/// <remarks>Shapes: i is a demand point, j a site, k a service. Money is in one unit throughout (pounds a year); <see cref="TravelPrice"/> turns travel into it.</remarks>
public sealed record MultiServiceProblem
{
    /// <summary>Checks and keeps the arrays, which must not change afterwards.</summary>
    /// <param name="location">Costs d_ij, roles and rules of the sites; its weights are not read.</param>
    /// <param name="services">Names, [service].</param>
    /// <param name="demand">a_ik, [demand x service] row by row.</param>
    /// <exception cref="ArgumentException">An array has the wrong length, or holds a negative number or NaN; the message names the place.</exception>
    public MultiServiceProblem(LocationProblem location, string[] services, double[] demand)
    {
        if (services.Length == 0) throw new ArgumentException("A plan needs at least one service.", nameof(services));
        Check(demand, location.DemandPoints * services.Length, nameof(demand), false);
        Location = location;
        Services = services;
        Demand = demand;
        ServiceWeights = [.. Enumerable.Repeat(1.0, services.Length)];
        SiteCost = new double[location.Sites];
        ServiceCost = new double[location.Sites * services.Length];
        ServiceSpace = new double[services.Length];
        SiteSpace = [.. Enumerable.Repeat(double.PositiveInfinity, location.Sites)];
    }

    public LocationProblem Location { get; }

    public string[] Services { get; }

    /// <summary>a_ik, [demand x service].</summary>
    public double[] Demand { get; }

    /// <summary>w_k, [service]: how much a second of travel to it counts; 1 unless given.</summary>
    public double[] ServiceWeights { get; init; }

    /// <summary>F_j, [site]: cost of having the site open at all; 0 unless given.</summary>
    public double[] SiteCost { get; init; }

    /// <summary>G_jk, [site x service] row by row: cost of the service at the site; positive infinity where it cannot be. 0 unless given.</summary>
    public double[] ServiceCost { get; init; }

    /// <summary>m_k, [service]: floor area that it takes, m2; 0 unless given.</summary>
    public double[] ServiceSpace { get; init; }

    /// <summary>A_j, [site]: floor area to be had, m2; without limit unless given.</summary>
    public double[] SiteSpace { get; init; }

    /// <summary>lambda: money per weighted unit of travel; 1 unless given.</summary>
    public double TravelPrice { get; init; } = 1;

    /// <summary>Most open sites, kept ones counted; null is no limit.</summary>
    public int? MostHubs { get; init; }

    /// <summary>What the constructor could not see yet.</summary>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    internal void Check()
    {
        Check(ServiceWeights, Services.Length, nameof(ServiceWeights), false);
        Check(SiteCost, Location.Sites, nameof(SiteCost), false);
        Check(ServiceCost, Location.Sites * Services.Length, nameof(ServiceCost), true);
        Check(ServiceSpace, Services.Length, nameof(ServiceSpace), false);
        Check(SiteSpace, Location.Sites, nameof(SiteSpace), true);
        Check([TravelPrice], 1, nameof(TravelPrice), false);
        if (MostHubs < 1) throw new ArgumentException($"The most hubs are {MostHubs}: a plan needs at least one.", nameof(MostHubs));
    }

    private static void Check(double[] values, int length, string name, bool mayBeInfinite)
    {
        if (values.Length != length) throw new ArgumentException($"{name} has {values.Length} values, expected {length}.", name);
        for (var at = 0; at < length; at++)
            if (!(values[at] >= 0) || (!mayBeInfinite && double.IsPositiveInfinity(values[at])))
                throw new ArgumentException($"{name} holds {values[at]} at {at}: it must not be negative{(mayBeInfinite ? "" : " or infinite")}.", name);
    }
}
