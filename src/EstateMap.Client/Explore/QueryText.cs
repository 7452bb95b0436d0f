namespace EstateMap.Client.Explore;

/// <summary>Writes and reads the query of an address; colons, commas and semicolons stay as they are, because people read them.</summary>
internal sealed class QueryText
{
    private readonly List<string> parts = [];

    /// <summary>Null adds nothing.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
            parts.Add($"{name}={Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal).Replace("%3B", ";", StringComparison.Ordinal)}");
    }

    /// <summary>Without a question mark; empty when nothing was added.</summary>
    public override string ToString() => string.Join('&', parts);

    /// <summary>Values by their names; of a name that stands twice the last.</summary>
    public static IReadOnlyDictionary<string, string> Read(string address)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = address.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in start < 0 ? [] : address[(start + 1)..].Split('#')[0].Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (pair.Split('=', 2) is [var name, var value])
                given[name] = Uri.UnescapeDataString(value.Replace('+', ' '));
        return given;
    }
}
