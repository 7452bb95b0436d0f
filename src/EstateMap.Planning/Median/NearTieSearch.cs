namespace EstateMap.Planning;

/// <summary>
/// Visits the one- and two-swap neighbourhoods of a solution: prices all swaps from it, then makes each, cheapest first, prices all swaps from there, and takes it back.
/// </summary>
internal sealed class NearTieSearch(Kernel kernel, Work work, double within)
{
    /// <summary>More solutions than this say nothing more about which sites matter.</summary>
    private const int MostSolutions = 1_000_000;

    private readonly HashSet<ulong> met = [];
    private readonly ulong[] keys = Keys(kernel.SiteCount);
    private readonly int[] presence = new int[kernel.SiteCount];

    public NearTies Run(int sites, int[] best)
    {
        var kernelOf = new Dictionary<int, int>();
        for (var k = 0; k < kernel.SiteCount; k++) kernelOf[kernel.SiteOf[k]] = k;
        var set = new OpenSet(kernel, best.Length, work);
        set.Reset(Array.ConvertAll(best, j => kernelOf[j]));
        var objective = set.Objective();
        var most = objective + within * (objective + kernel.Constant) + kernel.Noise;
        var hash = 0UL;
        foreach (var j in set.Open) hash ^= keys[j];
        Meet(set, hash, -1, -1);

        var swaps = new List<(double Cost, int Enter, int Leave)>();
        Visit(set, objective, (enter, leave, cost) => swaps.Add((cost, enter, leave)), double.PositiveInfinity);
        swaps.Sort();
        var isComplete = true;
        foreach (var (cost, enter, leave) in swaps)
        {
            if (cost <= most && set.BrokenAfter(enter, leave) == 0) Meet(set, hash ^ keys[enter] ^ keys[leave], enter, leave);
        }

        foreach (var (_, enter, leave) in swaps)
        {
            if (work.IsSpent || met.Count >= MostSolutions)
            {
                isComplete = false;
                break;
            }

            set.Swap(enter, leave);
            var swapped = hash ^ keys[enter] ^ keys[leave];
            Visit(
                set,
                set.Objective(),
                (second, from, _) =>
                {
                    if (set.BrokenAfter(second, from) == 0) Meet(set, swapped ^ keys[second] ^ keys[from], second, from);
                },
                most);
            set.Swap(leave, enter);
        }

        var counted = new int[sites];
        for (var k = 0; k < presence.Length; k++) counted[kernel.SiteOf[k]] = presence[k];
        return new NearTies(within, met.Count, counted) { IsComplete = isComplete };
    }

    private void Visit(OpenSet set, double objective, Action<int, int, double> visit, double most)
    {
        work.Spend((long)set.Count * kernel.SiteCount);
        for (var j = 0; j < kernel.SiteCount; j++)
        {
            if (set.IsOpen(j)) continue;
            for (var slot = kernel.Kept; slot < set.Count; slot++)
            {
                var cost = objective - set.Profit(j, set.Open[slot]);
                if (cost <= most) visit(j, set.Open[slot], cost);
            }
        }
    }

    private void Meet(OpenSet set, ulong hash, int enter, int leave)
    {
        if (met.Count >= MostSolutions || !met.Add(hash)) return;
        foreach (var j in set.Open)
            if (j != leave) presence[j]++;
        if (enter >= 0) presence[enter]++;
    }

    /// <summary>Random numbers whose exclusive or names a set of sites (Zobrist hashing); of a fixed seed.</summary>
    private static ulong[] Keys(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64())];
    }
}
