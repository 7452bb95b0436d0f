namespace EstateMap.Client.Explore;

/// <summary>A column of the table beside the name, which is always there.</summary>
/// <param name="Key">As in the address.</param>
/// <param name="Width">Of the column in rem.</param>
public sealed record SiteColumn(string Key, string Label, double Width, bool IsFirst, bool IsNumeric = false)
{
    /// <summary>In the order they stand in.</summary>
    public static readonly IReadOnlyList<SiteColumn> All =
    [
        new("street", "Street", 10.5, true),
        new("postcode", "Postcode", 6.5, true),
        new("uses", "Uses", 9.5, true),
        new("owner", "Owner", 10.5, true),
        new("tenure", "Tenure", 6.5, true),
        new("floor_area", "Floor area m²", 9, true, IsNumeric: true),
        new("energy", "Energy", 6, false),
        new("condition", "Condition", 7, false),
        new("located", "Located by", 7.5, true),
        new("as_at", "Facts as at", 8, false),
        new("updated", "Changed", 7.5, false),
    ];

    /// <summary>Keys of the known columns among these, in their order; null when they are those that the table starts with.</summary>
    public static ValueList<string>? Choose(IEnumerable<string> keys)
    {
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        var chosen = All.Where(column => wanted.Contains(column.Key)).ToList();
        return chosen.SequenceEqual(All.Where(column => column.IsFirst)) ? null : new([.. chosen.Select(column => column.Key)]);
    }

    /// <summary>The columns of a state.</summary>
    public static IReadOnlyList<SiteColumn> Of(ExploreState state) => [.. All.Where(column => state.Columns?.Contains(column.Key) ?? column.IsFirst)];
}
