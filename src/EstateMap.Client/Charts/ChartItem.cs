namespace EstateMap.Client.Charts;

/// <summary>One bar or part of a wheel.</summary>
/// <param name="Value">How long or wide it is; not negative in a wheel.</param>
/// <param name="Words">The value as people read it.</param>
/// <param name="IsMarked">Whether it stands out, by colour and by pattern.</param>
/// <param name="Href">Where its rows are, relative to the page's base; null where it leads nowhere.</param>
public sealed record ChartItem(string Label, double Value, string Words, bool IsMarked = false, string? Href = null);
