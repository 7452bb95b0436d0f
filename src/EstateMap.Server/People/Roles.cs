namespace EstateMap.Server.People;

/// <summary>What accounts may do (type caller_role). A steward may what a contributor may, an administrator everything; each but the first holds in an organisation, in an area, or everywhere.</summary>
internal static class Roles
{
    public const string Reader = "reader";
    public const string Contributor = "contributor";
    public const string Steward = "steward";
    public const string Planner = "planner";
    public const string Analyst = "analyst";
    public const string Administrator = "administrator";

    /// <summary>Of a mutation that takes no role: it is about what is one's own.</summary>
    public const string Anybody = "";

    public static readonly string[] All = [Reader, Contributor, Steward, Planner, Analyst, Administrator];

    /// <summary>What to say to a caller who lacks the role.</summary>
    public static string Refusal(string role) => $"This takes an account with the role {role}. Nothing was changed.";
}
