namespace EstateMap.Planning;

/// <summary>How hard to try. The same values give the same answer on any machine and any number of threads.</summary>
/// <param name="Seed">Of every random choice.</param>
/// <param name="GapWanted">Relative; the search ends when the bound proves this.</param>
/// <param name="Effort">1 is the ordinary amount of work; steps and starts grow with it. Work is counted, never timed, so that answers do not depend on the machine.</param>
/// <param name="Threads">Most threads to use; does not change the answer.</param>
public sealed record SolveOptions(int Seed = 1, double GapWanted = 1e-6, double Effort = 1, int Threads = 1)
{
    public static readonly SolveOptions Default = new();
}

/// <summary>Which sites to open, who goes where, and how far from the best that can be at most.</summary>
/// <param name="OpenSites">Indices of the open sites, ascending; empty when infeasible.</param>
/// <param name="AssignedSite">[demand]: the open site that serves each demand point, the lower index on a tie; -1 where none can be reached.</param>
/// <param name="Objective">In the units of the problem; what it counts depends on the model.</param>
/// <param name="Bound">No answer can be better: a lower bound where the model minimises, an upper one where it maximises.</param>
/// <param name="Method">How it was found and proven, in words: "interchange, Lagrangian bound".</param>
/// <param name="Seed">Gives the same answer again.</param>
public sealed record LocationAnswer(int[] OpenSites, int[] AssignedSite, double Objective, double Bound, string Method, int Seed)
{
    /// <summary>Why there is no answer; null when there is one.</summary>
    public Infeasibility? Infeasible { get; init; }

    /// <summary>Demand points that no site of the problem reaches, whatever is opened, ascending; they are left out of objective and bound.</summary>
    public int[] Unreachable { get; init; } = [];

    /// <summary>Demand points that no open site reaches, though a site of the problem could, ascending; each is charged <see cref="LocationProblem.UnservedCost"/>.</summary>
    public int[] Unserved { get; init; } = [];

    /// <summary>Optimality gap as a share of the better of the two figures' size; 0 is proven optimal.</summary>
    public double Gap => Infeasible is not null ? 0 : Math.Abs(Objective - Bound) / Math.Max(Math.Max(Math.Abs(Objective), Math.Abs(Bound)), 1e-12) is var gap && gap < 1e-12 ? 0 : gap;

    /// <summary>An answer that says why there is none.</summary>
    public static LocationAnswer None(Infeasibility reason, int seed) => new([], [], double.NaN, double.NaN, "infeasible", seed) { Infeasible = reason };
}

/// <summary>Which constraint cannot be kept, and where.</summary>
/// <param name="Constraint">A stable code: roles, count, limits, groups, ceilings, exclusions, capacity, cover, or together (each can be kept alone).</param>
/// <param name="Reason">A sentence for planners, with numbers.</param>
/// <param name="Sites">Sites that it concerns.</param>
/// <param name="DemandPoints">Demand points that it concerns.</param>
public sealed record Infeasibility(string Constraint, string Reason, int[] Sites, int[] DemandPoints);

/// <summary>Sites by how they stand in the solutions within a share of the best that the search met.</summary>
/// <param name="Within">Share of the best objective: 0.01.</param>
/// <param name="Solutions">How many such solutions were met; 1 is the best alone.</param>
/// <param name="Presence">[site]: in how many of them it is open.</param>
public sealed record NearTies(double Within, int Solutions, int[] Presence)
{
    /// <summary>Whether every solution that differs from the best by one or two swaps was looked at; false when there were too many for the effort allowed.</summary>
    public bool IsComplete { get; init; } = true;
}

/// <summary>How far a solver has come.</summary>
/// <param name="Best">Objective of the best solution yet; infinity while there is none.</param>
/// <param name="Bound">Best bound yet.</param>
/// <param name="Work">Steps of work done: the same on every machine.</param>
public readonly record struct SolveStep(double Best, double Bound, long Work);
