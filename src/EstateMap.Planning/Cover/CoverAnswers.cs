namespace EstateMap.Planning.Cover;

/// <summary>Turns what a search found into an answer for planners.</summary>
internal static class CoverAnswers
{
    public static void CheckReach(double reach)
    {
        if (!(reach >= 0)) throw new ArgumentOutOfRangeException(nameof(reach), reach, "The reach must be a number, and not negative.");
    }

    /// <summary>The objective is the reward; without an answer the constraint is named that forbids one.</summary>
    public static LocationAnswer From(SiteRules rules, CoverResult result, int p, SolveOptions options, string method, CancellationToken ct)
    {
        if (result.Open is null)
            return LocationAnswer.None(result.IsImpossible ? rules.Explain(p, options, ct) : NotFound(p), options.Seed);
        return new(result.Sites, Evaluate.Nearest(rules.Problem, result.Sites), result.Reward, result.Bound, Named(method, result), options.Seed) { Unreachable = rules.OutOfReach() };
    }

    /// <summary>The search ended before it met an answer or proved that there is none.</summary>
    public static Infeasibility NotFound(int p) =>
        new("together", $"No {p} sites that keep all constraints were found with this effort; whether there are any is not proven.", [], []);

    public static string Named(string method, CoverResult result) =>
        result.Nodes > 1 ? $"{method}, branch and bound ({result.Nodes} nodes)" : method;
}
