namespace EstateMap.Planning;

/// <summary>
/// A set of open sites that knows what every swap would bring (Resende &amp; Werneck 2007). With f_i and s_i the costs of demand point i to its nearest and second nearest open site,
/// <code>
///   gain_j     = sum_i max(0, f_i - c_ij)                                                  what opening j saves
///   loss_r     = sum over i served by r of s_i - f_i                                       what closing r costs
///   extra_jr   = sum over i served by r with c_ij &lt; s_i of s_i - max(f_i, c_ij)            what of that loss j takes up
///   profit_jr  = gain_j - loss_r + extra_jr                                                what swapping r for j saves
/// </code>
/// A change touches only the demand points whose nearest or second nearest site it concerns, and for each only the sites nearer than s_i.
/// </summary>
internal sealed class OpenSet
{
    private readonly Kernel kernel;
    private readonly NeighbourLists lists;
    private readonly Work work;
    private readonly int capacity;
    private readonly int[] open;
    private readonly int[] slotOf;
    private readonly int[] first;
    private readonly int[] second;
    private readonly double[] firstCost;
    private readonly double[] secondCost;
    private readonly double[] gain;
    private readonly double[] loss;
    private readonly double[] extra;
    private readonly SwapPrices prices;
    private readonly int[] affected;
    private readonly bool[] isAffected;
    private Rules.Tally? tally;

    /// <summary>An empty set that can hold so many sites.</summary>
    public OpenSet(Kernel kernel, int capacity, Work work)
    {
        this.kernel = kernel;
        this.work = work;
        this.capacity = capacity;
        lists = kernel.Lists;
        open = new int[capacity];
        slotOf = new int[lists.SiteCount];
        first = new int[lists.DemandPoints];
        second = new int[lists.DemandPoints];
        firstCost = new double[lists.DemandPoints];
        secondCost = new double[lists.DemandPoints];
        gain = new double[lists.SiteCount];
        loss = new double[capacity];
        extra = new double[(long)lists.SiteCount * capacity];
        affected = new int[lists.DemandPoints];
        isAffected = new bool[lists.DemandPoints];
        prices = new SwapPrices(lists.SiteCount, capacity, extra, loss);
        Reset([]);
    }

    public int Count { get; private set; }

    /// <summary>The open sites, kept ones first.</summary>
    public ReadOnlySpan<int> Open => open.AsSpan(0, Count);

    public bool IsOpen(int site) => slotOf[site] >= 0;

    /// <summary>Weighted cost to the nearest open site, summed afresh.</summary>
    public double Objective()
    {
        var total = 0.0;
        foreach (var cost in firstCost) total += cost;
        return total;
    }

    /// <summary>What the rules find broken; 0 is allowed.</summary>
    public double Broken => tally?.Broken ?? 0;

    /// <summary>[demand].</summary>
    public ReadOnlySpan<double> NearestCosts => firstCost;

    /// <summary>[demand].</summary>
    public ReadOnlySpan<double> SecondCosts => secondCost;

    /// <summary>Opens exactly these sites, from scratch.</summary>
    public void Reset(ReadOnlySpan<int> sites)
    {
        Array.Fill(slotOf, -1);
        Array.Clear(gain);
        Array.Clear(loss);
        Array.Clear(extra);
        prices.ForgetAll();
        tally = kernel.Rules is null ? null : new Rules.Tally(kernel.Rules);
        Count = 0;
        foreach (var j in sites)
            if (j < kernel.Kept) OpenNext(j);
        foreach (var j in sites)
            if (j >= kernel.Kept) OpenNext(j);
        for (var i = 0; i < first.Length; i++)
        {
            FindNearest(i);
            Contribute(i, 1);
            if ((i & 1023) == 1023) work.Spend(1024);
        }

        void OpenNext(int j)
        {
            slotOf[j] = Count;
            open[Count++] = j;
            tally?.Change(j, -1);
        }
    }

    public void Add(int site)
    {
        prices.LossChanged(Count);
        slotOf[site] = Count;
        open[Count++] = site;
        Change(site, -1);
    }

    public void Remove(int site)
    {
        var slot = slotOf[site];
        Change(-1, site);
        prices.ForgetAll();
        // The last slot moves into the hole.
        var last = --Count;
        if (slot == last)
        {
            loss[slot] = 0;
            return;
        }

        open[slot] = open[last];
        slotOf[open[slot]] = slot;
        loss[slot] = loss[last];
        loss[last] = 0;
        for (var at = slot; at < extra.Length; at += capacity)
        {
            extra[at] = extra[at + last - slot];
            extra[at + last - slot] = 0;
        }
    }

    public void Swap(int enter, int leave)
    {
        open[slotOf[leave]] = enter;
        Change(enter, leave);
    }

    /// <summary>Makes the best swap, again and again, until none helps: first to break less of the rules, then to cost less.</summary>
    public void Improve()
    {
        var objective = Objective();
        while (!work.IsSpent)
        {
            var (enter, leave, profit) = BestSwap(Math.Max(1e-9 * objective, kernel.Noise));
            if (enter < 0) return;
            Swap(enter, leave);
            objective -= profit;
        }
    }

    /// <summary>The swap that saves most, if more than <paramref name="atLeast"/>; the sites are -1 when there is none.</summary>
    public (int Enter, int Leave, double Profit) BestSwap(double atLeast)
    {
        work.Spend(lists.SiteCount);
        if (tally is not null) return BestAllowedSwap(tally, atLeast);
        prices.Refresh(kernel.Kept, Count);
        var best = atLeast;
        var enter = -1;
        for (var j = 0; j < slotOf.Length; j++)
        {
            if (slotOf[j] >= 0) continue;
            var profit = gain[j] + prices.Net(j);
            if (profit <= best) continue;
            best = profit;
            enter = j;
        }

        return enter < 0 ? (-1, -1, 0) : (enter, open[prices.Slot(enter)], best);
    }

    /// <summary>What swapping would save; negative when it costs.</summary>
    public double Profit(int enter, int leave) => gain[enter] - loss[slotOf[leave]] + extra[(long)enter * capacity + slotOf[leave]];

    public double Gain(int site) => gain[site];

    public double Loss(int site) => loss[slotOf[site]];

    /// <summary>What would be broken after a change; -1 is none.</summary>
    public double BrokenAfter(int enter, int leave) => tally?.After(enter, leave) ?? 0;

    private (int Enter, int Leave, double Profit) BestAllowedSwap(Rules.Tally rules, double atLeast)
    {
        var broken = rules.Broken;
        var leastBroken = broken;
        var best = atLeast;
        int enter = -1, leave = -1;
        for (var j = 0; j < slotOf.Length; j++)
        {
            if (slotOf[j] >= 0) continue;
            work.Spend(Count);
            for (var slot = kernel.Kept; slot < Count; slot++)
            {
                var profit = gain[j] - loss[slot] + extra[(long)j * capacity + slot];
                if (broken <= 0 && profit <= best) continue;
                var after = rules.After(j, open[slot]);
                if (after > leastBroken || (after >= leastBroken - 1e-12 && profit <= best)) continue;
                if (after < leastBroken - 1e-12) leastBroken = after;
                best = profit;
                enter = j;
                leave = open[slot];
            }
        }

        return (enter, leave, enter < 0 ? 0 : best);
    }

    private void Change(int enter, int leave)
    {
        tally?.Change(enter, leave);
        var count = 0;
        if (leave >= 0)
        {
            for (var at = lists.ColumnStarts[leave]; at < lists.ColumnStarts[leave + 1]; at++)
            {
                var i = lists.ColumnDemand[at];
                if (first[i] != leave && second[i] != leave) continue;
                isAffected[i] = true;
                affected[count++] = i;
            }
        }

        if (enter >= 0)
        {
            for (var at = lists.ColumnStarts[enter]; at < lists.ColumnStarts[enter + 1]; at++)
            {
                var i = lists.ColumnDemand[at];
                if (isAffected[i] || lists.ColumnCosts[at] >= secondCost[i]) continue;
                affected[count++] = i;
            }
        }

        for (var k = 0; k < count; k++) Contribute(affected[k], -1);
        if (leave >= 0)
        {
            var slot = slotOf[leave];
            slotOf[leave] = -1;
            loss[slot] = 0;
            prices.LossChanged(slot);
            if (enter >= 0) slotOf[enter] = slot;
        }

        for (var k = 0; k < count; k++)
        {
            var i = affected[k];
            isAffected[i] = false;
            FindNearest(i);
            Contribute(i, 1);
        }

        work.Spend(count);
    }

    private void FindNearest(int i)
    {
        first[i] = second[i] = -1;
        firstCost[i] = secondCost[i] = lists.Beyond[i];
        var end = lists.Starts[i + 1];
        for (var at = lists.Starts[i]; at < end; at++)
        {
            var j = lists.Sites[at];
            if (slotOf[j] < 0) continue;
            if (first[i] < 0)
            {
                first[i] = j;
                firstCost[i] = lists.Costs[at];
                continue;
            }

            second[i] = j;
            secondCost[i] = lists.Costs[at];
            return;
        }
    }

    /// <summary>Adds (1) or takes back (-1) what a demand point contributes to gain, loss and extra.</summary>
    private void Contribute(int i, int sign)
    {
        var (f, s) = (firstCost[i], secondCost[i]);
        var at = lists.Starts[i];
        var end = lists.Starts[i + 1];
        var slot = first[i] < 0 ? -1 : slotOf[first[i]];
        for (; at < end && lists.Costs[at] < f; at++)
        {
            var j = lists.Sites[at];
            gain[j] += sign * (f - lists.Costs[at]);
            prices.Forget(j);
            if (slot >= 0) extra[(long)j * capacity + slot] += sign * (s - f);
        }

        if (slot < 0) return;
        loss[slot] += sign * (s - f);
        prices.LossChanged(slot);
        for (; at < end && lists.Costs[at] < s; at++)
        {
            var j = lists.Sites[at];
            extra[(long)j * capacity + slot] += sign * (s - lists.Costs[at]);
            prices.Forget(j);
        }
    }
}
