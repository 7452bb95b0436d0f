using System.Numerics;

namespace EstateMap.Planning.Tests.Median;

/// <summary>The oracle: every set of p sites, each constraint checked as its definition says.</summary>
internal static class Enumeration
{
    /// <summary>Least objective; infinity when no set keeps the constraints.</summary>
    public static double Best(LocationProblem problem, int p) => All(problem, p).Select(answer => answer.Objective).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <summary>Every allowed set with its objective.</summary>
    public static IEnumerable<(int[] Open, double Objective)> All(LocationProblem problem, int p)
    {
        for (var set = 0; set < 1 << problem.Sites; set++)
        {
            if (BitOperations.PopCount((uint)set) != p) continue;
            int[] open = [.. Enumerable.Range(0, problem.Sites).Where(j => (set >> j & 1) == 1)];
            if (IsAllowed(problem, open)) yield return (open, Total(problem, open));
        }
    }

    public static bool IsAllowed(LocationProblem problem, int[] open)
    {
        for (var j = 0; j < problem.Sites; j++)
            if (problem.Roles[j] == (open.Contains(j) ? SiteRole.Close : SiteRole.Keep)) return false;
        for (var g = 0; g < (problem.GroupMinimum?.Length ?? 0); g++)
            if (open.Count(j => problem.Groups![j] == g) < problem.GroupMinimum![g]) return false;
        if (problem.Ceilings.Any(ceiling => open.Sum(j => ceiling.Use[j]) > ceiling.Most)) return false;
        if (problem.Exclusions.Any(pair => open.Contains(pair.First) && open.Contains(pair.Second))) return false;
        for (var i = 0; i < problem.DemandPoints; i++)
            if (problem.Limits is not null && double.IsFinite(problem.Limits[i]) && !(Nearest(problem, i, open) <= problem.Limits[i])) return false;
        return true;
    }

    public static double Total(LocationProblem problem, int[] open)
    {
        var total = 0.0;
        for (var i = 0; i < problem.DemandPoints; i++)
        {
            var nearest = Nearest(problem, i, open);
            if (double.IsFinite(nearest)) total += problem.Weights[i] * nearest;
            else if (problem.Row(i).ToArray().Any(double.IsFinite)) total += problem.Weights[i] * problem.UnservedCost;
        }

        return total;
    }

    private static double Nearest(LocationProblem problem, int i, int[] open) => open.Length == 0 ? double.PositiveInfinity : open.Min(j => problem.Costs[i * problem.Sites + j]);
}
