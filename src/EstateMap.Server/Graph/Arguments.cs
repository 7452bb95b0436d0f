using GraphQL.Execution;

namespace EstateMap.Server.Graph;

/// <summary>A field's arguments as they were given, literals and variables alike, coerced to their types.</summary>
internal readonly struct Arguments(IDictionary<string, ArgumentValue>? given)
{
    /// <summary>An argument; null when it was not given, or the field has none of that name.</summary>
    public object? Given(string name) => given is not null && given.TryGetValue(name, out var argument) ? argument.Value : null;

    public int? Integer(string name) => Given(name) is { } value ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : null;

    public string? Text(string name) => Given(name) as string;
}
