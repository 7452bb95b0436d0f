using System.Globalization;

namespace EstateMap.Client.Explore;

/// <summary>
/// Colours for ascending classes, light to dark: the middle of viridis (van der Walt and Smith, matplotlib), whose steps stay in order for colour-blind readers and in grey.
/// The lightest keeps 1.4:1 against the map's ground, neighbours 1.2:1 against each other; outlines, not fills, carry the 3:1 that shapes need, and the darkest end is left out because names stand on it.
/// </summary>
public static class IndicatorPalette
{
    /// <summary>Of areas without a figure; lighter than any class.</summary>
    public const string NoFigure = "#f4f5f6";

    private static readonly int[] Viridis = [0x7ad151, 0x44bf70, 0x22a884, 0x21918c, 0x2a788e, 0x355f8d, 0x414487];

    /// <summary>One colour a class, <c>#rrggbb</c>, as far apart as their number allows.</summary>
    public static IReadOnlyList<string> Of(int classes) =>
        [.. Enumerable.Range(0, classes).Select(at => classes == 1 ? (Viridis.Length - 1) / 2d : (double)at * (Viridis.Length - 1) / (classes - 1)).Select(At)];

    private static string At(double place)
    {
        var (from, share) = ((int)place, place - (int)place);
        var to = Math.Min(from + 1, Viridis.Length - 1);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(16):x2}{Mix(8):x2}{Mix(0):x2}");

        int Mix(int shift) => (int)Math.Round(((Viridis[from] >> shift) & 0xff) * (1 - share) + ((Viridis[to] >> shift) & 0xff) * share);
    }
}
