namespace EstateMap.Planning.Cover;

/// <summary>
/// Upper bound of a <see cref="CoverProgram"/> with some sites settled, by Lagrangian relaxation. With multipliers lambda_r of (1), nu_c of (3) and pi_e of (4),
/// none negative, each site is worth v_j = sum_{r: j in S_r} lambda_r - sum_c nu_c use_cj - sum_{e: j in e} pi_e, and
/// <code>
///   L = sum_r max(0, w_r - lambda_r) - sum_r lambda_r b_r + sum_c nu_c most_c + sum_e pi_e + the p largest v_j     (6)
/// </code>
/// is at least the best objective for every choice of multipliers; L below zero proves that no choice of sites keeps (1) to (5).
/// </summary>
internal sealed class CoverBound
{
    private readonly CoverProgram program;
    private readonly double[] lambda;
    private readonly double[] nu;
    private readonly double[] pi;
    private readonly int[] surplus;
    private readonly double[] value;
    private readonly double[] key;
    private readonly int[] order;
    private readonly bool[] chosen;
    private readonly double[] bestValue;
    private readonly double[] ceilingScale;
    private double bestCut;
    private double bestNext;

    public CoverBound(CoverProgram program)
    {
        this.program = program;
        var typical = program.TotalWeight > 0 ? program.TotalWeight / program.Rows : 1;
        lambda = [.. program.Weight.Select(weight => weight > 0 ? weight / 2 : typical)];
        nu = new double[program.Ceilings.Count];
        pi = new double[program.Exclusions.Count];
        ceilingScale = [.. program.Ceilings.Select(ceiling => Math.Max(1e-12, ceiling.Use.Max(Math.Abs)))];
        surplus = new int[program.Rows];
        value = new double[program.Sites];
        bestValue = new double[program.Sites];
        key = new double[program.Sites];
        order = new int[program.Sites];
        chosen = new bool[program.Sites];
        Share = new double[program.Sites];
    }

    /// <summary>[site]: how often the relaxation opened it of late, 0 to 1.</summary>
    public double[] Share { get; }

    /// <summary>The relaxation's last choice of sites.</summary>
    public bool[] Chosen => chosen;

    /// <summary>Work done, in (row, site) pairs read.</summary>
    public long Work { get; private set; }

    /// <summary>(7) Moves the multipliers against the subgradient, towards a bound no greater than <paramref name="target"/>; returns the best bound met.</summary>
    public double Tighten(CoverState state, int steps, double target, CancellationToken cancellation)
    {
        var best = double.PositiveInfinity;
        var theta = 1.0;
        var sinceBetter = 0;
        for (var step = 0; step < steps && theta > 1e-3; step++)
        {
            if ((step & 7) == 0) cancellation.ThrowIfCancellationRequested();
            var bound = Evaluate(state, out var cut, out var next);
            if (bound < best)
            {
                if (bound < best - 1e-6 * Math.Abs(best)) sinceBetter = 0;
                best = bound;
                (bestCut, bestNext) = (cut, next);
                value.CopyTo(bestValue, 0);
            }

            if (++sinceBetter > 8)
            {
                theta *= 0.6;
                sinceBetter = 0;
            }

            if (best <= target || !Move(state, theta, bound - target)) break;
        }

        return best;
    }

    /// <summary>
    /// (8) By how much the best bound of the last <see cref="Tighten"/> falls when the free site is opened (if the relaxation left it closed) or closed (if it opened it);
    /// <paramref name="opened"/> says which of the two it was.
    /// </summary>
    public double CostOfTurning(int site, out bool opened)
    {
        opened = bestValue[site] >= bestCut;
        return opened ? bestValue[site] - bestNext : bestCut - bestValue[site];
    }

    /// <summary>v_j of the best bound.</summary>
    public double Value(int site) => bestValue[site];

    private double Evaluate(CoverState state, out double cut, out double next)
    {
        Array.Clear(value);
        var total = 0.0;
        var magnitude = 0.0;
        for (var r = 0; r < lambda.Length; r++)
        {
            var weight = Reward(state, r);
            if (state.Have[r] >= program.Need[r] + (weight > 0 ? 1 : 0))
            {
                total += weight;  // nothing left to gain or to demand
                continue;
            }

            total += Math.Max(0, weight - lambda[r]) + lambda[r] * (state.Have[r] - program.Need[r]);
            magnitude += weight + lambda[r] * (state.Have[r] + program.Need[r]);
            if (lambda[r] == 0) continue;
            Work += program.RowSites[r].Length;
            foreach (var j in program.RowSites[r]) value[j] += lambda[r];
        }

        for (var c = 0; c < nu.Length; c++)
        {
            var ceiling = program.Ceilings[c];
            total += nu[c] * ceiling.Most / ceilingScale[c];
            magnitude += nu[c] * Math.Abs(ceiling.Most) / ceilingScale[c];
            if (nu[c] == 0) continue;
            for (var j = 0; j < value.Length; j++)
            {
                var price = nu[c] * ceiling.Use[j] / ceilingScale[c];
                value[j] -= price;
                if (state.IsOpen(j)) total -= price;
            }
        }

        for (var e = 0; e < pi.Length; e++)
        {
            var (first, second) = program.Exclusions[e];
            total += pi[e];
            magnitude += pi[e];
            value[first] -= pi[e];
            value[second] -= pi[e];
            if (state.IsOpen(first)) total -= pi[e];
            if (state.IsOpen(second)) total -= pi[e];
        }

        total += Choose(state, ref magnitude, out cut, out next);
        return total + 1e-12 * magnitude;  // rounded outward
    }

    /// <summary>Opens the free sites of greatest worth, as many as are left to open; the lower index on a tie.</summary>
    private double Choose(CoverState state, ref double magnitude, out double cut, out double next)
    {
        var free = 0;
        for (var j = 0; j < value.Length; j++)
        {
            chosen[j] = state.IsOpen(j);
            if (!state.IsFree(j)) continue;
            key[free] = -value[j];
            order[free++] = j;
        }

        Array.Sort(key, order, 0, free);
        var sum = 0.0;
        for (var k = 0; k < state.Left; k++)
        {
            sum -= key[k];
            magnitude += Math.Abs(key[k]);
            chosen[order[k]] = true;
        }

        for (var k = 0; k < free; k++) Share[order[k]] += 0.15 * ((k < state.Left ? 1 : 0) - Share[order[k]]);
        cut = state.Left > 0 ? -key[state.Left - 1] : double.PositiveInfinity;
        next = state.Left < free ? -key[state.Left] : double.NegativeInfinity;
        return sum;
    }

    /// <summary>multiplier -= theta (L - target) g / |g|^2, none below zero; false when g is zero, and L therefore the least there is.</summary>
    private bool Move(CoverState state, double theta, double distance)
    {
        double norm = 0;
        for (var r = 0; r < lambda.Length; r++)
        {
            var weight = Reward(state, r);
            if (state.Have[r] >= program.Need[r] + (weight > 0 ? 1 : 0))
            {
                surplus[r] = 0;
                continue;
            }

            var count = -program.Need[r] - (weight > lambda[r] ? 1 : 0);
            foreach (var j in program.RowSites[r])
                if (chosen[j]) count++;
            surplus[r] = count > 0 && lambda[r] == 0 ? 0 : count;
            norm += (double)surplus[r] * surplus[r];
        }

        Work += program.Entries;
        var room = new double[nu.Length];
        for (var c = 0; c < nu.Length; c++)
        {
            room[c] = program.Ceilings[c].Most;
            for (var j = 0; j < chosen.Length; j++)
                if (chosen[j]) room[c] -= program.Ceilings[c].Use[j];
            room[c] = room[c] > 0 && nu[c] == 0 ? 0 : room[c] / ceilingScale[c];
            norm += room[c] * room[c];
        }

        for (var e = 0; e < pi.Length; e++)
        {
            var g = Room(e);
            norm += g * g;
        }

        if (norm == 0) return false;
        var length = theta * distance / norm;
        for (var r = 0; r < lambda.Length; r++) lambda[r] = Math.Max(0, lambda[r] - length * surplus[r]);
        for (var c = 0; c < nu.Length; c++) nu[c] = Math.Max(0, nu[c] - length * room[c]);
        for (var e = 0; e < pi.Length; e++) pi[e] = Math.Max(0, pi[e] - length * Room(e));
        return true;
    }

    private double Room(int e)
    {
        var (first, second) = program.Exclusions[e];
        var room = 1 - (chosen[first] ? 1 : 0) - (chosen[second] ? 1 : 0);
        return room > 0 && pi[e] == 0 ? 0 : room;
    }

    /// <summary>w_r, or 0 once too few sites are left to earn it.</summary>
    private double Reward(CoverState state, int r) => state.Can[r] > program.Need[r] ? program.Weight[r] : 0;
}
