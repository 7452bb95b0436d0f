namespace EstateMap.Planning.Measures;

/// <summary>
/// Floating catchments: how much supply there is for each person, when everyone around shares it.
/// <code>
///   R_j = S_j / sum_i a_i W(d_ij)      supply of site j per person in its catchment        (1)
///   A_i = sum_j R_j W(d_ij)            what demand point i finds in its own catchment      (2)
/// </code>
/// W is 1 up to the catchment and 0 beyond in 2SFCA (Luo &amp; Wang 2003, Environment and Planning B 30), and falls by steps in E2SFCA (Luo &amp; Qi 2009, Health &amp; Place 15).
/// Nothing is lost: sum_i a_i A_i = sum of S_j over the sites that anyone reaches. Higher is better.
/// </summary>
public static class Accessibility
{
    /// <summary>One step: 2SFCA.</summary>
    /// <param name="reach">Catchment, in the units of the costs.</param>
    /// <inheritdoc cref="Solve(LocationProblem, IReadOnlyList{double}, IReadOnlyList{CatchmentStep})"/>
    public static AccessibilityScores Solve(LocationProblem problem, IReadOnlyList<double> supply, double reach) => Solve(problem, supply, [new(reach, 1)]);

    /// <summary>Any number of steps: E2SFCA.</summary>
    /// <param name="problem">Its weights and costs are read, its roles and rules are not.</param>
    /// <param name="supply">S_j, [site]: opening hours, seats, rooms; 0 for a closed site.</param>
    /// <param name="steps">By rising reach; each weight holds for costs above the step before and up to its own reach. 0 beyond the last.</param>
    /// <exception cref="ArgumentException">Lengths differ, a number is negative or not finite, or the steps do not rise.</exception>
    public static AccessibilityScores Solve(LocationProblem problem, IReadOnlyList<double> supply, IReadOnlyList<CatchmentStep> steps)
    {
        Check(problem, supply, steps);
        int[] supplied = [.. Enumerable.Range(0, problem.Sites).Where(j => supply[j] > 0)];
        var around = new double[problem.Sites];
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var row = problem.Row(i);
            foreach (var j in supplied) around[j] += problem.Weights[i] * WeightAt(row[j], steps);
        }

        var ratios = new double?[problem.Sites];
        double shared = 0, unused = 0;
        foreach (var j in supplied)
        {
            if (around[j] > 0) (ratios[j], shared) = (supply[j] / around[j], shared + supply[j]);  // (1)
            else unused += supply[j];
        }

        var scores = new double[problem.DemandPoints];
        for (var i = 0; i < scores.Length; i++)
        {
            var row = problem.Row(i);
            foreach (var j in supplied) scores[i] += (ratios[j] ?? 0) * WeightAt(row[j], steps);  // (2)
        }

        return new(scores, ratios, shared, unused);
    }

    private static double WeightAt(double cost, IReadOnlyList<CatchmentStep> steps)
    {
        foreach (var step in steps)
            if (cost <= step.Reach) return step.Weight;
        return 0;
    }

    private static void Check(LocationProblem problem, IReadOnlyList<double> supply, IReadOnlyList<CatchmentStep> steps)
    {
        if (supply.Count != problem.Sites) throw new ArgumentException($"Expected the supply of {problem.Sites} sites, got {supply.Count}.", nameof(supply));
        for (var j = 0; j < supply.Count; j++)
            if (!double.IsFinite(supply[j]) || supply[j] < 0) throw new ArgumentException($"The supply of site {j} is {supply[j]}: it must be finite and not negative.", nameof(supply));
        if (steps.Count == 0) throw new ArgumentException("A catchment needs at least one step.", nameof(steps));
        for (var k = 0; k < steps.Count; k++)
        {
            if (!double.IsFinite(steps[k].Reach) || steps[k].Reach < 0 || (k > 0 && steps[k].Reach <= steps[k - 1].Reach))
                throw new ArgumentException($"The reach of step {k} is {steps[k].Reach}: steps must be finite and rise.", nameof(steps));
            if (!double.IsFinite(steps[k].Weight) || steps[k].Weight < 0)
                throw new ArgumentException($"The weight of step {k} is {steps[k].Weight}: it must be finite and not negative.", nameof(steps));
        }
    }
}

/// <summary>Part of a catchment.</summary>
/// <param name="Reach">In the units of the costs.</param>
/// <param name="Weight">1 is full use.</param>
public readonly record struct CatchmentStep(double Reach, double Weight)
{
    /// <summary>Luo &amp; Qi's slow decay over 10, 20 and 30 minutes, for costs in seconds.</summary>
    public static IReadOnlyList<CatchmentStep> LuoQiSlow { get; } = [new(600, 1), new(1200, 0.68), new(1800, 0.22)];

    /// <summary>Luo &amp; Qi's fast decay over 10, 20 and 30 minutes, for costs in seconds.</summary>
    public static IReadOnlyList<CatchmentStep> LuoQiFast { get; } = [new(600, 1), new(1200, 0.42), new(1800, 0.09)];
}

/// <param name="Scores">A_i, [demand]: supply per person; also for demand points of no weight.</param>
/// <param name="Ratios">R_j, [site]; null where nobody is in the catchment, or there is nothing to share.</param>
/// <param name="SharedSupply">sum of S_j over the sites that anyone reaches: equals sum_i a_i A_i.</param>
/// <param name="UnusedSupply">sum of S_j over the others.</param>
public sealed record AccessibilityScores(double[] Scores, double?[] Ratios, double SharedSupply, double UnusedSupply);
