namespace EstateMap.Client.Explore;

/// <summary>Writes the query of an address; colons, commas and semicolons stay as they are, because people read them.</summary>
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
}
