using EstateMap.Client.Map;

namespace EstateMap.Client.Plan;

/// <summary>What a plan's map draws. No two shapes are equal, so that nothing rests on colour; colours keep 3:1 against the ground and stay apart under the common colour-blindnesses.</summary>
public static class PlanSymbols
{
    /// <summary>Open and always will be: a person or a rule said so.</summary>
    public const string Keep = "keep";

    /// <summary>The planner decides.</summary>
    public const string Candidate = "candidate";

    /// <summary>Must close.</summary>
    public const string Close = "close";

    public const string NotEligible = "not_eligible";

    /// <summary>Open in the plan.</summary>
    public const string Open = "open";

    /// <summary>Open today and not in the plan.</summary>
    public const string Shut = "shut";

    /// <summary>People who travel further than today.</summary>
    public const string Loser = "loser";

    private const string House = "M0-8.6L8.2-1V7.4H-8.2V-1Z";
    private const string Circle = "M-6.4 0A6.4 6.4 0 1 0 6.4 0A6.4 6.4 0 1 0 -6.4 0Z";
    private const string Saltire = "M-7.4-4.6L-4.6-7.4L0-2.8L4.6-7.4L7.4-4.6L2.8 0L7.4 4.6L4.6 7.4L0 2.8L-4.6 7.4L-7.4 4.6L-2.8 0Z";
    private const string Bar = "M-5-1.8H5V1.8H-5Z";
    private const string Star = "M0-9.4L2.7-3.2L9.2-2.7L4.3 1.6L5.8 8L0 4.6L-5.8 8L-4.3 1.6L-9.2-2.7L-2.7-3.2Z";
    private const string Wedge = "M0 7L6.4-5.4H-6.4Z";
    private const string Diamond = "M0-8L8 0L0 8L-8 0Z";

    public static readonly IReadOnlyList<MapSymbol> All =
    [
        new(Open, "Stays open", 1, "#123a5e", Star), new(Shut, "Closes", 2, "#8c1a0b", Saltire), new(Keep, "Must stay", 3, "#123a5e", House), new(Candidate, "May go", 4, "#006a9e", Circle),
        new(Close, "Must close", 5, "#8c1a0b", Diamond), new(NotEligible, "Not eligible", 6, "#6b757c", Bar), new(Loser, "Travel further than today", 7, "#c24a00", Wedge),
    ];

    public static MapSymbol Of(string key) => All.First(symbol => symbol.Theme == key);

    /// <summary>The symbol of a role.</summary>
    public static string OfRole(string role) => role switch { "KEEP" => Keep, "CANDIDATE" => Candidate, "CLOSE" => Close, _ => NotEligible };
}
