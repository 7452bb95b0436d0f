using EstateMap.Planning.Cover;

namespace EstateMap.Planning.Services;

/// <summary>A <see cref="MultiServiceProblem"/> in the form that the searches read: only demand that can be served, and where each service may be.</summary>
internal sealed class HubData
{
    public HubData(MultiServiceProblem problem)
    {
        problem.Check();
        Problem = problem;
        Rules = new SiteRules(problem.Location);
        SiteProgram = Rules.Program().Ready();
        var (sites, services) = (problem.Location.Sites, problem.Services.Length);
        MayHost = new bool[sites * services];
        foreach (var j in Rules.Allowed)
            for (var k = 0; k < services; k++)
                MayHost[j * services + k] = !double.IsPositiveInfinity(problem.ServiceCost[j * services + k]) && problem.ServiceSpace[k] <= problem.SiteSpace[j];

        Items = new HubDemand[services][];
        var unreachable = new List<(int, int)>();
        for (var k = 0; k < services; k++)
        {
            var items = new List<HubDemand>();
            for (var i = 0; i < problem.Location.DemandPoints; i++)
            {
                var people = problem.Demand[i * services + k];
                if (people == 0) continue;
                if (CanBeServed(i, k)) items.Add(new(i, problem.TravelPrice * problem.ServiceWeights[k] * people));
                else unreachable.Add((i, k));
            }

            Items[k] = [.. items];
        }

        Unreachable = [.. unreachable.Order()];
    }

    public MultiServiceProblem Problem { get; }

    public SiteRules Rules { get; }

    /// <summary>Roles and rules of the open sites.</summary>
    public CoverProgram SiteProgram { get; }

    public int Sites => Problem.Location.Sites;

    public int Services => Problem.Services.Length;

    public int MostHubs => Math.Min(Problem.MostHubs ?? int.MaxValue, Rules.Allowed.Length);

    /// <summary>[site x service]: allowed, not of infinite cost, and it fits into the empty site.</summary>
    public bool[] MayHost { get; }

    /// <summary>[service]: demand that some site can serve.</summary>
    public HubDemand[][] Items { get; }

    public IReadOnlyList<(int, int)> Unreachable { get; }

    /// <summary>lambda w_k a_ik d_ij; positive infinity out of reach.</summary>
    public double Cost(HubDemand item, int site) => Problem.Location.Costs[item.Point * Sites + site] is var travel && double.IsPositiveInfinity(travel) ? travel : item.Price * travel;

    /// <summary>What rounding may add to the floor area of the services in a site.</summary>
    public bool Fits(double space, int site) => space <= Problem.SiteSpace[site] * (1 + 1e-9);

    private bool CanBeServed(int i, int k)
    {
        var row = Problem.Location.Row(i);
        for (var j = 0; j < row.Length; j++)
            if (MayHost[j * Services + k] && !double.IsPositiveInfinity(row[j])) return true;
        return false;
    }
}

/// <param name="Point">Demand point i.</param>
/// <param name="Price">lambda w_k a_ik.</param>
internal readonly record struct HubDemand(int Point, double Price);
