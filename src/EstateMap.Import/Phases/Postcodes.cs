using System.Text.RegularExpressions;

namespace EstateMap.Import.Phases;

public enum PostcodeOutcome { Full, Repaired, OutwardOnly, Invalid }

/// <summary>Reads postcodes in any spacing and case; BS 7666 shapes.</summary>
public static partial class Postcodes
{
    /// <summary>The canonical postcode (`M32 0XZ`), or its outward code where there is no more; null when it is neither.</summary>
    public static (PostcodeOutcome Outcome, string? Value) Parse(string text)
    {
        var upper = text.Trim().ToUpperInvariant();
        var compact = string.Concat(upper.Where(c => !char.IsWhiteSpace(c)));
        if (Full().Match(compact) is { Success: true } full)
            return (PostcodeOutcome.Full, $"{full.Groups[1].Value} {full.Groups[2].Value}");
        if (Outward().IsMatch(compact))
            return (PostcodeOutcome.OutwardOnly, compact);
        if (Sector().Match(upper) is { Success: true } sector)
            return (PostcodeOutcome.OutwardOnly, sector.Groups[1].Value);
        // O for 0 and I for 1 where only a digit can stand, 0 for O where only a letter can.
        if (compact.Length is >= 5 and <= 7)
        {
            var digit = compact[^3] switch { 'O' => '0', 'I' or 'L' => '1', var c => c };
            var letters = compact[^2..].Replace('0', 'O');
            var outward = compact[..^3];
            var afterArea = outward.Length > 1 && char.IsAsciiLetter(outward[1]) && outward.Length > 2 ? 2 : 1;
            foreach (var candidate in (string[])[outward, outward[..afterArea] + outward[afterArea..].Replace('O', '0')])
                if (Full().Match(candidate + digit + letters) is { Success: true } repaired)
                    return (PostcodeOutcome.Repaired, $"{repaired.Groups[1].Value} {repaired.Groups[2].Value}");
        }

        return (PostcodeOutcome.Invalid, null);
    }

    [GeneratedRegex("^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Full();

    [GeneratedRegex("^[A-Z]{1,2}[0-9][A-Z0-9]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Outward();

    [GeneratedRegex(@"^([A-Z]{1,2}[0-9][A-Z0-9]?)\s+[0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Sector();
}
