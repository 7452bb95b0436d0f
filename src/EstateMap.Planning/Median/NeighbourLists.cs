namespace EstateMap.Planning;

/// <summary>
/// For every demand point the sites that reach it, nearest first, with weighted costs c_ij = a_i d_ij; and the same by site.
/// Nearly all work of the solver concerns sites nearer than the second nearest open one, which is the head of a list: about 2 m / p of m sites.
/// </summary>
/// <remarks>Shapes: the list of i is at <c>Starts[i] .. Starts[i + 1]</c> (half open) of Sites and Costs; that of site j at <c>ColumnStarts[j] ..</c> of ColumnDemand and ColumnCosts, by demand point.</remarks>
internal sealed class NeighbourLists
{
    public NeighbourLists(int sites, int[] starts, int[] siteOf, double[] costs, double[] beyond, Work work)
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
            work.Spend(starts[i + 1] - starts[i]);
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
    public NeighbourLists Keeping(int[] numbers, int count, Work work)
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
            work.Spend(Starts[i + 1] - Starts[i]);
            for (var at = Starts[i]; at < Starts[i + 1]; at++)
            {
                if (numbers[Sites[at]] < 0) continue;
                sites[to] = numbers[Sites[at]];
                costs[to++] = Costs[at];
            }

            starts[i + 1] = to;
        }

        return new NeighbourLists(count, starts, sites, costs, Beyond, work);
    }

    /// <summary>
    /// Sorts one list by cost. Costs spread fairly evenly between the nearest and the farthest site, so most land in a bucket of their own: an order faster than comparing.
    /// </summary>
    public static void Sort(Span<double> costs, Span<int> sites, SortSpace space)
    {
        var count = costs.Length;
        if (count < 48)
        {
            costs.Sort(sites);
            return;
        }

        double least = costs[0], most = costs[0];
        foreach (var cost in costs)
        {
            least = Math.Min(least, cost);
            most = Math.Max(most, cost);
        }

        if (!(most > least)) return;
        var (starts, bucketOf, costCopy, siteCopy) = space.For(count);
        var perCost = (count - 1) / (most - least);
        if (!double.IsFinite(perCost))
        {
            costs.Sort(sites);
            return;
        }

        for (var k = 0; k < count; k++)
        {
            bucketOf[k] = (int)((costs[k] - least) * perCost);
            starts[bucketOf[k] + 1]++;
        }

        for (var b = 0; b < count; b++) starts[b + 1] += starts[b];
        costs.CopyTo(costCopy);
        sites.CopyTo(siteCopy);
        for (var k = 0; k < count; k++)
        {
            var to = starts[bucketOf[k]]++;
            costs[to] = costCopy[k];
            sites[to] = siteCopy[k];
        }

        // Each start has moved to the end of its bucket.
        for (int b = 0, from = 0; b < count; from = starts[b++])
        {
            var size = starts[b] - from;
            if (size > 16) costs.Slice(from, size).Sort(sites.Slice(from, size));
            else if (size > 1) Insert(costs.Slice(from, size), sites.Slice(from, size));
        }

        static void Insert(Span<double> costs, Span<int> sites)
        {
            for (var k = 1; k < costs.Length; k++)
            {
                var (cost, site) = (costs[k], sites[k]);
                var to = k;
                for (; to > 0 && costs[to - 1] > cost; to--) (costs[to], sites[to]) = (costs[to - 1], sites[to - 1]);
                (costs[to], sites[to]) = (cost, site);
            }
        }
    }

    /// <summary>Room for <see cref="Sort"/>, kept from list to list.</summary>
    public sealed class SortSpace
    {
        private int[] starts = [];
        private int[] bucketOf = [];
        private double[] costs = [];
        private int[] sites = [];

        public (int[] Starts, int[] BucketOf, double[] Costs, int[] Sites) For(int count)
        {
            if (bucketOf.Length < count)
            {
                starts = new int[count + 1];
                bucketOf = new int[count];
                costs = new double[count];
                sites = new int[count];
            }

            Array.Clear(starts, 0, count + 1);
            return (starts, bucketOf, costs, sites);
        }
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
