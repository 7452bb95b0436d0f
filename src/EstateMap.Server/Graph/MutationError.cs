using EstateMap.Server.Community.Contributions;

namespace EstateMap.Server.Graph;

/// <summary>
/// The asker can put it right: nothing was changed, and the payload's <c>errors</c> says why, after HotChocolate's conventions. Types of errors are declared in <c>Mutations.graphql</c>.
/// </summary>
internal sealed class MutationError : Exception
{
    private MutationError(string type, string message, params (string Name, object? Value)[] details)
        : base(message) => (Type, Details) = (type, details.ToDictionary(detail => detail.Name, detail => detail.Value));

    /// <summary>Name of its type in the schema.</summary>
    public string Type { get; }

    /// <summary>Its fields besides the message.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; }

    public static MutationError Invalid(string message, string? path = null) => new("InvalidInputError", message, ("path", path));

    public static MutationError NotFound(string message, string? id) => new("NotFoundError", message, ("id", id));

    public static MutationError Conflict(string message, int currentVersion) => new("VersionConflictError", message, ("currentVersion", currentVersion));

    /// <summary>The same with both sides, field by field.</summary>
    public static MutationError Differing(string message, Conflict both) => new("ContributionConflictError", message, ("currentVersion", both.Version), ("fields", both.Fields));

    public static MutationError Frozen(string message) => new("FrozenError", message);
}
