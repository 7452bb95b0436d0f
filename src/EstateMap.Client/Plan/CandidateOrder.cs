namespace EstateMap.Client.Plan;

/// <summary>What the table of buildings can be ordered by, and which of them it lists.</summary>
public static class CandidateOrder
{
    private static readonly Dictionary<string, Func<IEnumerable<Candidate>, IEnumerable<Candidate>>> Orders = new(StringComparer.Ordinal)
    {
        ["name"] = found => found.OrderBy(Name, StringComparer.OrdinalIgnoreCase),
        ["floor_area"] = found => found.OrderByDescending(candidate => candidate.FloorArea_m2 ?? -1).ThenBy(Name, StringComparer.OrdinalIgnoreCase),
        ["cost"] = found => found.OrderByDescending(candidate => candidate.RunningCost_gbp).ThenBy(Name, StringComparer.OrdinalIgnoreCase),
        ["services"] = found => found.OrderByDescending(candidate => candidate.Services).ThenBy(Name, StringComparer.OrdinalIgnoreCase),
        ["ward"] = found => found.OrderBy(candidate => candidate.Ward ?? "\uffff", StringComparer.OrdinalIgnoreCase).ThenBy(Name, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Keys with what they are called; the order of roles has none.</summary>
    public static readonly IReadOnlyList<(string Key, string Label)> Choices = [("name", "Name"), ("ward", "Ward"), ("floor_area", "Floor area, largest first"), ("cost", "Running cost, dearest first"), ("services", "Services, most first")];

    public static bool IsKnown(string key) => Orders.ContainsKey(key);

    /// <summary>Those of a role, whose name, owner, ward, neighbourhood or use has every word that was typed, in the order asked for; by role and name without one.</summary>
    public static IReadOnlyList<Candidate> List(IEnumerable<Candidate> all, string? role, string? find, string? sort)
    {
        var words = (find ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = all.Where(candidate => (role is null || candidate.Role == role) && words.All(word => Has(candidate, word)));
        return [.. sort is not null && Orders.TryGetValue(sort, out var order) ? order(found) : found.OrderBy(candidate => RoleRank(candidate.Role)).ThenBy(Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Has(Candidate candidate, string word) => new[] { candidate.Name, candidate.Owner, candidate.Ward, candidate.Neighbourhood, candidate.Reason }.Concat(candidate.Uses).Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    private static string Name(Candidate candidate) => candidate.Name;

    private static int RoleRank(string role) => role switch { "KEEP" => 0, "CANDIDATE" => 1, "CLOSE" => 2, _ => 3 };
}
