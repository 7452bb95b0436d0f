namespace EstateMap.Client.People;

/// <summary>Roles and where they hold, in words.</summary>
public static class RoleWords
{
    /// <summary>Each role with what it lets its holder do.</summary>
    public static readonly (string Role, string What)[] All =
    [
        ("READER", "Reader: sees what its organisation sees"), ("CONTRIBUTOR", "Contributor: proposes, and a steward reviews it"), ("STEWARD", "Steward: approves and edits"),
        ("PLANNER", "Planner: makes studies, scenarios and decisions"), ("ANALYST", "Analyst: has keys for programs"), ("ADMINISTRATOR", "Administrator: everything; accounts too where it holds everywhere"),
    ];

    public static string Name(string role) => role.ToLowerInvariant();

    /// <summary>Such as "steward of Old Town Trust in Eastfield".</summary>
    public static string Right(string role, string? organisation, string? area) => (organisation, area) switch
    {
        (null, null) => $"{Name(role)} everywhere",
        ({ } whose, null) => $"{Name(role)} of {whose}",
        (null, { } where) => $"{Name(role)} in {where}",
        ({ } whose, { } where) => $"{Name(role)} of {whose} in {where}",
    };
}
