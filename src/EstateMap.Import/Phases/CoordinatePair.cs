using System.Globalization;

namespace EstateMap.Import.Phases;

/// <summary>Two coordinates in one cell: "377500, 393500", "E377500 N393500", "53.43, -2.34", "POINT (-2.34 53.43)", with SRID before it or not.</summary>
internal static class CoordinatePair
{
    /// <summary>The numbers in the order x, y, or null where the text holds no pair. A plain pair of degrees states no order: latitude before longitude is as right as the other way round;
    /// well-known text (OGC 06-103r4) puts x first, so that a swapped one is left as it stands, for the next phase to report.</summary>
    public static (string X, string Y)? Read(string text)
    {
        var start = text.LastIndexOf(';') is var semicolon and >= 0 && text.StartsWith("SRID", StringComparison.OrdinalIgnoreCase) ? semicolon + 1 : 0;
        var numbers = Numbers(text.AsSpan(start).ToString());
        // Thousands separators: "377,500, 393,500".
        if (numbers.Count == 4 && numbers.All(n => n.All(char.IsAsciiDigit)) && numbers[1].Length == 3 && numbers[3].Length == 3)
            numbers = [numbers[0] + numbers[1], numbers[2] + numbers[3]];
        if (numbers.Count != 2)
            return null;
        var isWellKnownText = text.AsSpan(start).TrimStart().StartsWith("POINT", StringComparison.OrdinalIgnoreCase);
        return !isWellKnownText && Locate.Interpret(Number(numbers[0]), Number(numbers[1])) is (4326, true) ? (numbers[1], numbers[0]) : (numbers[0], numbers[1]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static List<string> Numbers(string text)
    {
        var found = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var first = i > 0 && text[i - 1] is '-' or '+' ? i - 1 : i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
                i++;
            var number = text[first..i].TrimStart('+');
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                return [];
            found.Add(number);
            if (found.Count > 4)
                break;
        }

        return found;
    }
}
