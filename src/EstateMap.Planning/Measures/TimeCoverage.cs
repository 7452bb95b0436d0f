namespace EstateMap.Planning.Measures;

/// <summary>
/// Coverage in space and time: a site that is shut reaches nobody.
/// <code>  c(t) = sum_i a_i [some site j with d_ij &lt;= T is open at t] / sum_i a_i  </code>
/// Higher is better. Shares are 0 when there is nobody.
/// </summary>
public static class TimeCoverage
{
    /// <summary>c(t) at one minute of the week.</summary>
    /// <param name="problem">Its weights and costs are read, its roles and rules are not; a site that is closed for good is never open in the week.</param>
    /// <param name="reach">T, in the units of the costs.</param>
    /// <param name="minute">0 is Monday 00:00, 10,079 the last minute of Sunday.</param>
    /// <exception cref="ArgumentException">The week is not that of the problem's sites.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The minute is not in the week, or the reach negative or not a number.</exception>
    public static double ShareAt(LocationProblem problem, OpeningWeek week, double reach, int minute)
    {
        Check(problem, week, reach);
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(minute, OpeningWeek.Minutes);
        double all = 0, covered = 0;
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            all += problem.Weights[i];
            if (Near(problem, i, reach).Exists(j => week.IsOpen(j, minute))) covered += problem.Weights[i];
        }

        return all > 0 ? covered / all : 0;
    }

    /// <summary>The heat strip: c(t) averaged over the minutes of each hour, [168] from Monday 00:00.</summary>
    /// <inheritdoc cref="ShareAt"/>
    public static double[] Strip(LocationProblem problem, OpeningWeek week, double reach)
    {
        Check(problem, week, reach);
        var strip = new double[OpeningWeek.Hours];
        var all = problem.Weights.Sum();
        if (all == 0) return strip;
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            if (problem.Weights[i] == 0) continue;
            var minutes = week.MinutesOpen(Near(problem, i, reach));
            for (var hour = 0; hour < strip.Length; hour++) strip[hour] += problem.Weights[i] * minutes[hour] / (60 * all);
        }

        for (var hour = 0; hour < strip.Length; hour++) strip[hour] = Math.Min(1, strip[hour]);
        return strip;
    }

    private static List<int> Near(LocationProblem problem, int i, double reach)
    {
        var near = new List<int>();
        var row = problem.Row(i);
        for (var j = 0; j < row.Length; j++)
            if (row[j] <= reach && !double.IsPositiveInfinity(row[j])) near.Add(j);
        return near;
    }

    private static void Check(LocationProblem problem, OpeningWeek week, double reach)
    {
        if (week.Sites != problem.Sites) throw new ArgumentException($"Expected the week of {problem.Sites} sites, got {week.Sites}.", nameof(week));
        if (!(reach >= 0)) throw new ArgumentOutOfRangeException(nameof(reach), reach, "The reach must be a number, and not negative.");
    }
}
