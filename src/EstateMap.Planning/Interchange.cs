namespace EstateMap.Planning;

/// <summary>
/// A set of open sites that improves itself by swapping one open for one closed site until no swap helps.
/// Keeps for every demand point its nearest and second nearest open site, from which all swaps are priced in one pass (Whitaker 1983).
/// </summary>
internal sealed class Interchange
{
    private readonly PMedianProblem problem;
    private readonly bool[] isOpen;
    private readonly int[] nearest;
    private readonly double[] nearestCost;
    private readonly double[] secondCost;

    public Interchange(PMedianProblem problem, int[] open)
    {
        this.problem = problem;
        Open = (int[])open.Clone();
        isOpen = new bool[problem.Sites];
        foreach (var j in open) isOpen[j] = true;
        nearest = new int[problem.DemandPoints];
        nearestCost = new double[problem.DemandPoints];
        secondCost = new double[problem.DemandPoints];
        Assign();
    }

    public int[] Open { get; }

    public double Objective { get; private set; }

    public int Nearest(int demandPoint) => nearest[demandPoint];

    /// <summary>Weighted cost of the second nearest open site; of the nearest when only one is open.</summary>
    public double SecondNearestCost(int demandPoint) =>
        double.IsFinite(secondCost[demandPoint]) ? secondCost[demandPoint] : nearestCost[demandPoint];

    /// <summary>(5) Makes the best swap, again and again, until none lowers the total.</summary>
    public void Improve(CancellationToken cancellation)
    {
        if (Open.Length == problem.Sites) return;
        var netLoss = new double[problem.Sites];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var bestChange = -1e-9 * Math.Max(1, Objective);
            int enter = -1, leave = -1;
            for (var candidate = 0; candidate < problem.Sites; candidate++)
            {
                if (isOpen[candidate]) continue;
                var gain = PriceSwaps(candidate, netLoss);
                for (var k = 0; k < Open.Length; k++)
                {
                    var change = netLoss[Open[k]] - gain;
                    if (change < bestChange)
                    {
                        bestChange = change;
                        enter = candidate;
                        leave = k;
                    }
                }
            }

            if (enter < 0) return;
            Swap(leave, enter);
            Assign();
        }
    }

    /// <summary>A copy with about a fifth of its sites (at least one) replaced at random.</summary>
    public Interchange Shaken(Random random)
    {
        var copy = new Interchange(problem, Open);
        if (Open.Length == problem.Sites) return copy;
        for (var n = Math.Max(1, Open.Length / 5); n > 0; n--)
        {
            int enter;
            do enter = random.Next(problem.Sites);
            while (copy.isOpen[enter]);
            copy.Swap(random.Next(Open.Length), enter);
        }

        copy.Assign();
        return copy;
    }

    /// <summary>
    /// What opening the candidate saves those whom it serves better (returned), and what closing each open site then costs the others (<paramref name="netLoss"/>).
    /// </summary>
    private double PriceSwaps(int candidate, double[] netLoss)
    {
        foreach (var j in Open) netLoss[j] = 0;
        var gain = 0.0;
        var costs = problem.WeightedCosts;
        for (int i = 0, at = candidate; i < nearest.Length; i++, at += problem.Sites)
        {
            var cost = costs[at];
            if (cost < nearestCost[i]) gain += nearestCost[i] - cost;
            else netLoss[nearest[i]] += Math.Min(cost, secondCost[i]) - nearestCost[i];
        }

        return gain;
    }

    private void Swap(int leave, int enter)
    {
        isOpen[Open[leave]] = false;
        isOpen[enter] = true;
        Open[leave] = enter;
    }

    private void Assign()
    {
        Objective = 0;
        for (var i = 0; i < nearest.Length; i++)
        {
            var row = problem.Row(i);
            double first = double.PositiveInfinity, second = double.PositiveInfinity;
            var site = -1;
            foreach (var j in Open)
            {
                var cost = row[j];
                if (cost < first || (cost == first && j < site))
                {
                    second = first;
                    first = cost;
                    site = j;
                }
                else if (cost < second)
                {
                    second = cost;
                }
            }

            nearest[i] = site;
            nearestCost[i] = first;
            secondCost[i] = second;
            Objective += first;
        }
    }
}
