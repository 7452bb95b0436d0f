namespace EstateMap.Planning.Cover;

/// <summary>
/// Step (13) of <see cref="CapacitatedAssignment"/>: depth first over the points, those of most weight first, each over the open sites by rising priced cost a_i d_ij + v_j a_i. With the
/// points up to n settled, their priced costs plus the least ones of the rest, less sum_j v_j C_j, is a lower bound.
/// </summary>
internal sealed class AssignmentSearch
{
    private readonly CapacitatedData data;
    private readonly CancellationToken cancellation;
    private readonly int[] order;
    private readonly int[][] choices;
    private readonly double[] price;
    private readonly double[] rest;
    private readonly double[] load;
    private readonly int[] sites;
    private readonly double constant;
    private int[]? best;
    private long nodes;
    private long most;

    public AssignmentSearch(CapacitatedData data, int[] open, double[] price, CancellationToken cancellation)
    {
        this.data = data;
        this.price = price;
        this.cancellation = cancellation;
        order = [.. Enumerable.Range(0, data.Points.Length).OrderByDescending(n => data.Weight[n])];
        choices = Array.ConvertAll(order, n => open.Where(j => double.IsFinite(data.Cost[n * data.Sites + j])).OrderBy(j => Priced(n, j)).ToArray());
        rest = new double[order.Length + 1];
        for (var k = order.Length - 1; k >= 0; k--) rest[k] = rest[k + 1] + (choices[k].Length > 0 ? Priced(order[k], choices[k][0]) : double.PositiveInfinity);
        load = new double[data.Sites];
        sites = new int[order.Length];
        constant = open.Sum(j => price[j] * (Math.Min(data.Capacity[j], 2 * data.Total) + 1e-9 * Math.Max(1, data.Total)));
    }

    public double Objective { get; private set; }

    /// <summary>The search saw everything there is below the upper bound.</summary>
    public bool IsComplete => nodes <= most;

    /// <summary>The cheapest assignment below the upper bound, [point]; null when none was met.</summary>
    public int[]? Run(double upper, long mostNodes)
    {
        (Objective, most) = (upper, mostNodes);
        // A point that must go where it is cheapest needs no branch: it is settled at once, which keeps the tree as deep as what is in doubt.
        var gap = upper - (rest[0] - constant);
        for (var k = 0; k < choices.Length; k++)
            choices[k] = [.. choices[k].Where(j => !(Priced(order[k], j) - Priced(order[k], choices[k][0]) >= gap))];
        var byDoubt = Enumerable.Range(0, order.Length).OrderBy(k => choices[k].Length > 1).ThenByDescending(k => data.Weight[order[k]]).ToArray();
        var (points, ways) = (byDoubt.Select(k => order[k]).ToArray(), byDoubt.Select(k => choices[k]).ToArray());
        points.CopyTo(order, 0);
        ways.CopyTo(choices, 0);
        for (var k = order.Length - 1; k >= 0; k--) rest[k] = rest[k + 1] + (choices[k].Length > 0 ? Priced(order[k], choices[k][0]) : double.PositiveInfinity);
        Visit();
        return best;
    }

    private double Priced(int n, int site) => data.Cost[n * data.Sites + site] + price[site] * data.Weight[n];

    private void Visit()
    {
        // An explicit stack: a town has more points than a thread has frames to spare.
        var next = new int[order.Length + 1];
        var priced = new double[order.Length + 1];
        var cost = new double[order.Length + 1];
        var depth = 0;
        while (depth >= 0)
        {
            if (depth == order.Length)
            {
                if (cost[depth] < Objective) (Objective, best) = (cost[depth], (int[])sites.Clone());
                Back();
                continue;
            }

            if (next[depth] == 0 && priced[depth] + rest[depth] - constant >= Objective - 1e-9 * Math.Abs(Objective))
            {
                Back();
                continue;
            }

            if (++nodes > most) return;
            if ((nodes & 1023) == 0) cancellation.ThrowIfCancellationRequested();
            var n = order[depth];
            while (next[depth] < choices[depth].Length && !data.Fits(load[choices[depth][next[depth]]] + data.Weight[n], choices[depth][next[depth]])) next[depth]++;
            if (next[depth] == choices[depth].Length)
            {
                Back();
                continue;
            }

            var site = choices[depth][next[depth]++];
            var total = priced[depth] + Priced(n, site);
            if (total + rest[depth + 1] - constant >= Objective - 1e-9 * Math.Abs(Objective))
            {
                Back();  // the other sites are dearer
                continue;
            }

            sites[n] = site;
            load[site] += data.Weight[n];
            priced[depth + 1] = total;
            cost[depth + 1] = cost[depth] + data.Cost[n * data.Sites + site];
            next[++depth] = 0;
        }

        void Back()
        {
            if (--depth >= 0) load[sites[order[depth]]] -= data.Weight[order[depth]];
        }
    }
}
