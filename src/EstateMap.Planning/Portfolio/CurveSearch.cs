namespace EstateMap.Planning;

/// <summary>The work of <see cref="Portfolio"/>, whose steps it numbers.</summary>
internal sealed class CurveSearch(LocationProblem problem, SolveOptions options, int fewest, int most, CancellationToken ct, IProgress<CurveStep>? progress)
{
    private readonly Dictionary<int, int[]> starts = [];

    public IEnumerable<CurvePoint> Points()
    {
        var kernel = Kernel.Of(problem, PMedian.WorkFor(options, null, ct));
        Sketch(kernel);
        LocationAnswer? before = null;
        double[]? multipliers = null;
        for (var p = most; p >= fewest; p--)
        {
            progress?.Report(new CurveStep(p, most - p, most - fewest + 1));
            var answer = Prove(kernel, p, ref multipliers);
            if (before is not null) yield return Compare(p + 1, before, answer);
            before = answer;
        }

        yield return new CurvePoint(fewest, before!, null, null);
    }

    /// <summary>(1) and (2), which only give (3) its starts; without one where the rules leave no simple way down.</summary>
    private void Sketch(Kernel kernel)
    {
        var top = Math.Min(most, kernel.SiteCount);
        if (kernel.Rules is not null || double.IsFinite(kernel.Allowed) || top < Math.Max(fewest, kernel.Kept)) return;
        var work = PMedian.WorkFor(options, null, ct);
        var costs = new Dictionary<int, double>();
        var search = new MedianSearch(kernel, top, options, work);
        search.Find();
        var set = new OpenSet(kernel, top, work);
        set.Reset(search.Best);
        var bottom = Math.Max(fewest, Math.Max(1, kernel.Kept));
        for (var p = top; ; p--)
        {
            set.Improve();
            starts[p] = set.Open.ToArray();
            costs[p] = set.Objective();
            if (p == bottom) break;
            set.Remove(Cheapest(kernel, set));
        }

        for (var p = bottom + 1; p <= top; p++)
        {
            set.Add(MostSaving(kernel, set));
            set.Improve();
            if (set.Objective() < costs[p])
            {
                starts[p] = set.Open.ToArray();
                costs[p] = set.Objective();
            }
            else set.Reset(starts[p]);
        }
    }

    private LocationAnswer Prove(Kernel kernel, int p, ref double[]? multipliers)
    {
        if (Feasibility.Refusal(problem, p) is { } refusal) return LocationAnswer.None(refusal, options.Seed);
        var search = new MedianSearch(kernel, p, options, PMedian.WorkFor(options, null, ct));
        search.Run(starts.GetValueOrDefault(p), multipliers);
        multipliers = search.Multipliers ?? multipliers;
        return PMedian.Answer(problem, kernel, search, options);
    }

    private static int Cheapest(Kernel kernel, OpenSet set)
    {
        var cheapest = set.Open[kernel.Kept];
        foreach (var j in set.Open[kernel.Kept..])
            if (set.Loss(j) < set.Loss(cheapest) || (set.Loss(j) == set.Loss(cheapest) && j < cheapest)) cheapest = j;
        return cheapest;
    }

    private static int MostSaving(Kernel kernel, OpenSet set)
    {
        var add = -1;
        for (var j = 0; j < kernel.SiteCount; j++)
            if (!set.IsOpen(j) && (add < 0 || set.Gain(j) > set.Gain(add))) add = j;
        return add;
    }

    private CurvePoint Compare(int p, LocationAnswer answer, LocationAnswer next)
    {
        if (answer.Infeasible is not null || next.Infeasible is not null) return new CurvePoint(p, answer, null, null);
        int[] leaves = [.. answer.OpenSites.Except(next.OpenSites)];
        int[] enters = [.. next.OpenSites.Except(answer.OpenSites)];
        var rise = new double[problem.DemandPoints];
        for (var i = 0; i < rise.Length; i++) rise[i] = problem.Weights[i] * (Cost(next, i) - Cost(answer, i));
        int[] hit = [.. Enumerable.Range(0, rise.Length).Where(i => rise[i] > 0).OrderByDescending(i => rise[i])];
        var increase = next.Objective - answer.Objective;
        var hitWeight = hit.Sum(i => problem.Weights[i]);
        var share = answer.Objective > 0 ? FormattableString.Invariant($" ({increase / answer.Objective:0.0 %})") : "";
        var what = enters.Length == 0
            ? $"Closing site {leaves[0]} adds"
            : $"The best {p - 1} sites are not {p - 1} of these {p}: {leaves.Length} close and {enters.Length} open, which adds";
        return new CurvePoint(p, answer, enters.Length == 0 ? leaves[0] : null, FormattableString.Invariant($"{what} {increase:0.##}{share} to the total and makes it longer for {hitWeight:0.##} in {hit.Length} places."))
        {
            Leaves = leaves,
            Enters = enters,
            Increase = increase,
            Hit = hit,
            HitWeight = hitWeight,
        };
    }

    private double Cost(LocationAnswer answer, int i) =>
        answer.AssignedSite[i] is >= 0 and var j ? problem.Row(i)[j] : Array.BinarySearch(answer.Unreachable, i) >= 0 ? 0 : problem.UnservedCost;
}
