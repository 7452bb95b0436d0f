namespace EstateMap.Planning;

/// <summary>
/// For every demand point the sites that reach it, nearest first, with weighted costs c_ij = a_i d_ij; and the same by site.
/// Nearly all work of the solver concerns sites nearer than the second nearest open one, which is the head of a list: about 2 m / p of m sites.
/// </summary>
/// <remarks>Shapes: the list of i is at <c>Starts[i] .. Starts[i + 1]</c> (half open) of Sites and Costs; that of site j at <c>ColumnStarts[j] ..</c> of ColumnDemand and ColumnCosts, by demand point.</remarks>
internal sealed class NeighbourLists
{
    public NeighbourLists(int sites, int[] starts, int[] siteOf, double[] costs, double[] beyond)
    {
        SiteCount = sites;
        Starts = starts;
        Sites = siteOf;
        Costs = costs;
        Beyond = beyond;
        ColumnStarts = new int[sites + 1];
        foreach (var j in siteOf) ColumnStarts[j + 1]++;
        for (var j = 0; j < sites; j++) ColumnStarts[j + 1] += ColumnStarts[j];
        ColumnDemand = new int[siteOf.Length];
        ColumnCosts = new double[siteOf.Length];
        var next = ColumnStarts[..^1];
        for (var i = 0; i < DemandPoints; i++)
        {
            for (var at = starts[i]; at < starts[i + 1]; at++)
            {
                var to = next[siteOf[at]]++;
                ColumnDemand[to] = i;
                ColumnCosts[to] = costs[at];
            }
        }
    }

    public int SiteCount { get; }

    public int DemandPoints => Starts.Length - 1;

    public int[] Starts { get; }

    public int[] Sites { get; }

    /// <summary>Ascending within a list.</summary>
    public double[] Costs { get; }

    /// <summary>[demand]: weighted cost when no site of the list is open; at least the last of the list.</summary>
    public double[] Beyond { get; }

    public int[] ColumnStarts { get; }

    public int[] ColumnDemand { get; }

    public double[] ColumnCosts { get; }

    /// <summary>The same lists without the sites that are out; <paramref name="numbers"/> [site] gives the new number, or -1.</summary>
    public NeighbourLists Keeping(int[] numbers, int count)
    {
        var starts = new int[Starts.Length];
        var length = 0;
        foreach (var j in Sites)
            if (numbers[j] >= 0) length++;
        var sites = new int[length];
        var costs = new double[length];
        var to = 0;
        for (var i = 0; i < DemandPoints; i++)
        {
            for (var at = Starts[i]; at < Starts[i + 1]; at++)
            {
                if (numbers[Sites[at]] < 0) continue;
                sites[to] = numbers[Sites[at]];
                costs[to++] = Costs[at];
            }

            starts[i + 1] = to;
        }

        return new NeighbourLists(count, starts, sites, costs, Beyond);
    }

    /// <summary>Least total for a set of open sites.</summary>
    public double Total(bool[] isOpen)
    {
        var total = 0.0;
        for (var i = 0; i < DemandPoints; i++)
        {
            var cost = Beyond[i];
            for (var at = Starts[i]; at < Starts[i + 1]; at++)
            {
                if (!isOpen[Sites[at]]) continue;
                cost = Costs[at];
                break;
            }

            total += cost;
        }

        return total;
    }
}
