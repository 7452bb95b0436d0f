namespace EstateMap.Planning.Services;

/// <summary>
/// A choice of hubs and of the services in each, which knows for every demand its nearest and second nearest hub of the service, so that a change is priced in one pass.
/// Demand without a hub, and broken rules of the sites, are charged more than everything else together, so that a search walks back to what is allowed.
/// </summary>
internal sealed class HubPlan
{
    private readonly HubData data;
    private readonly bool[] hosts;
    private readonly bool[] open;
    private readonly int[] hosted;
    private readonly double[] used;
    private readonly int[][] nearest;
    private readonly double[][] first;
    private readonly double[][] second;

    public HubPlan(HubData data)
    {
        this.data = data;
        hosts = new bool[data.Sites * data.Services];
        open = new bool[data.Sites];
        hosted = new int[data.Sites];
        used = new double[data.Sites];
        nearest = Array.ConvertAll(data.Items, items => new int[items.Length]);
        first = Array.ConvertAll(data.Items, items => new double[items.Length]);
        second = Array.ConvertAll(data.Items, items => new double[items.Length]);
        var dearest = 0.0;
        for (var k = 0; k < data.Services; k++)
            foreach (var item in data.Items[k])
                for (var j = 0; j < data.Sites; j++)
                    if (data.Cost(item, j) is var cost && double.IsFinite(cost)) dearest = Math.Max(dearest, cost);
        Charge = 1 + dearest + data.Problem.SiteCost.Sum() + data.Problem.ServiceCost.Where(double.IsFinite).Sum();
        Load(hosts);
    }

    /// <summary>Of demand without a hub, and of each broken rule.</summary>
    public double Charge { get; }

    /// <summary>Fixed cost, services, travel and charges.</summary>
    public double Total { get; private set; }

    public int OpenCount { get; private set; }

    /// <summary>Every demand has a hub and every rule is kept.</summary>
    public bool IsAllowed => Broken() == 0 && Array.TrueForAll(nearest, sites => !sites.Contains(-1));

    public bool IsOpen(int site) => open[site];

    public bool Hosts(int site, int service) => hosts[site * data.Services + service];

    public int Hosted(int site) => hosted[site];

    /// <summary>Whether one more service fits, with another taken out first (-1: none).</summary>
    public bool HasRoom(int site, int service, int without = -1) =>
        data.MayHost[site * data.Services + service]
        && data.Fits(used[site] + data.Problem.ServiceSpace[service] - (without < 0 ? 0 : data.Problem.ServiceSpace[without]), site);

    public (bool[] Hosts, bool[] Open) Save() => ((bool[])hosts.Clone(), (bool[])open.Clone());

    /// <summary>Opens the kept sites and every site that hosts something.</summary>
    public void Load(bool[] from, bool[]? alsoOpen = null)
    {
        from.AsSpan().CopyTo(hosts);
        OpenCount = 0;
        for (var j = 0; j < open.Length; j++)
        {
            hosted[j] = 0;
            used[j] = 0;
            for (var k = 0; k < data.Services; k++)
            {
                if (!Hosts(j, k)) continue;
                hosted[j]++;
                used[j] += data.Problem.ServiceSpace[k];
            }

            open[j] = hosted[j] > 0 || data.Problem.Location.Roles[j] == SiteRole.Keep || alsoOpen?[j] == true;
            if (open[j]) OpenCount++;
        }

        for (var k = 0; k < data.Services; k++) Assign(k);
        Recount();
    }

    /// <summary>Puts the service into the site, opening it, or takes it out; the site stays open.</summary>
    public void Turn(int site, int service, bool to)
    {
        hosts[site * data.Services + service] = to;
        hosted[site] += to ? 1 : -1;
        used[site] += to ? data.Problem.ServiceSpace[service] : -data.Problem.ServiceSpace[service];
        if (to) SetOpen(site, true);
        Assign(service);
        Recount();
    }

    public void SetOpen(int site, bool to)
    {
        if (open[site] == to) return;
        open[site] = to;
        OpenCount += to ? 1 : -1;
        Recount();
    }

    /// <summary>Travel saved by having the service at the site too.</summary>
    public double Saving(int site, int service)
    {
        var (items, now) = (data.Items[service], first[service]);
        var saving = 0.0;
        for (var n = 0; n < items.Length; n++)
            if (data.Cost(items[n], site) is var cost && cost < now[n]) saving += now[n] - cost;
        return saving;
    }

    /// <summary>Travel added when the service leaves <paramref name="from"/> and goes to <paramref name="to"/> (-1: nowhere).</summary>
    public double Travel(int service, int from, int to)
    {
        var (items, now, next, sites) = (data.Items[service], first[service], second[service], nearest[service]);
        var change = 0.0;
        for (var n = 0; n < items.Length; n++)
        {
            var cost = to < 0 ? double.PositiveInfinity : data.Cost(items[n], to);
            if (sites[n] == from) change += Math.Min(next[n], cost) - now[n];
            else if (cost < now[n]) change += cost - now[n];
        }

        return change;
    }

    /// <summary>The charge for the sites' rules if these two were turned (-1: none).</summary>
    public double ChargeAfter(int opened, int closed)
    {
        if (opened >= 0) open[opened] = true;
        if (closed >= 0) open[closed] = false;
        var charge = Charge * Broken();
        if (opened >= 0) open[opened] = false;
        if (closed >= 0) open[closed] = true;
        return charge;
    }

    /// <summary>Cost of the second nearest hub for each demand of the service; of the nearest where there is but one. Demand without a hub has the cost of its nearest possible one.</summary>
    public double[] SecondCosts(int service)
    {
        var costs = new double[first[service].Length];
        for (var n = 0; n < costs.Length; n++)
        {
            costs[n] = second[service][n] < Charge ? second[service][n] : first[service][n];
            if (costs[n] < Charge) continue;
            costs[n] = double.PositiveInfinity;
            for (var j = 0; j < data.Sites; j++)
                if (data.MayHost[j * data.Services + service]) costs[n] = Math.Min(costs[n], data.Cost(data.Items[service][n], j));
        }

        return costs;
    }

    /// <summary>How many rules of the sites are broken.</summary>
    public int Broken()
    {
        var program = data.SiteProgram;
        var broken = Math.Max(0, open.Count(isOpen => isOpen) - data.MostHubs);
        foreach (var (a, b) in program.Exclusions)
            if (open[a] && open[b]) broken++;
        foreach (var ceiling in program.Ceilings)
        {
            var use = 0.0;
            for (var j = 0; j < open.Length; j++)
                if (open[j]) use += ceiling.Use[j];
            if (use > ceiling.Most + Cover.CoverProgram.Tolerance(ceiling)) broken++;
        }

        for (var r = 0; r < program.Rows; r++)
        {
            var count = 0;
            foreach (var j in program.RowSites[r])
                if (open[j]) count++;
            broken += Math.Max(0, program.Need[r] - count);
        }

        return broken;
    }

    private void Assign(int service)
    {
        int[] hubs = [.. Enumerable.Range(0, data.Sites).Where(j => Hosts(j, service))];
        var items = data.Items[service];
        for (var n = 0; n < items.Length; n++)
        {
            var site = -1;
            double one = Charge, two = Charge;
            foreach (var j in hubs)
            {
                var cost = data.Cost(items[n], j);
                if (cost < one) (two, one, site) = (one, cost, j);
                else if (cost < two) two = cost;
            }

            (nearest[service][n], first[service][n], second[service][n]) = (site, one, two);
        }
    }

    private void Recount()
    {
        var total = Charge * Broken();
        for (var j = 0; j < open.Length; j++)
        {
            if (open[j]) total += data.Problem.SiteCost[j];
            for (var k = 0; k < data.Services && hosted[j] > 0; k++)
                if (Hosts(j, k)) total += data.Problem.ServiceCost[j * data.Services + k];
        }

        foreach (var costs in first) total += costs.Sum();
        Total = total;
    }
}
