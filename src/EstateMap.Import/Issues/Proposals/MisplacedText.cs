using System.Text.RegularExpressions;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Issues.Proposals;

/// <summary>Values that hold more than their own field.</summary>
public static partial class MisplacedText
{
    /// <summary>The name before the rest of a row that ran into it: "Depot,STRETFORD,M32 8HF,Freehold,LAND" gives "Depot". Certain only when a full postcode follows the town and a word of the register's vocabularies follows the postcode; else null.</summary>
    public static string? NameBeforeRow(string text)
    {
        var parts = text.Split(',');
        var postcode = Array.FindIndex(parts, part => Postcodes.Parse(part).Outcome == PostcodeOutcome.Full);
        if (postcode < 2 || !parts[(postcode + 1)..].Any(part => Vocabulary.Find("tenure-types", part) is not null || Vocabulary.Find("property-kinds", part) is not null))
            return null;
        var name = string.Join(',', parts[..(postcode - 1)]).Trim();
        return name.Length > 0 ? name : null;
    }

    /// <summary>House number and street of "12a-14 High Street"; null when the street does not begin with a number ("1st Avenue" does not).</summary>
    public static (string Number, string Street)? NumberBeforeStreet(string street) =>
        street.Length > 3 && char.IsAsciiDigit(street[0]) && NumberThenName().Match(street) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    /// <summary>The digits of a UPRN written with blanks, quotation marks, hyphens or its own name around them; null when what is left is no UPRN, or nothing was around.</summary>
    public static string? Uprn(string text)
    {
        var bare = text.Replace("UPRN", "", StringComparison.OrdinalIgnoreCase);
        var digits = string.Concat(bare.Where(char.IsAsciiDigit));
        return digits.Length is >= 6 and <= 12 && digits.Length < text.Length && bare.All(c => char.IsAsciiDigit(c) || char.IsWhiteSpace(c) || "'\"’‘-:.".Contains(c, StringComparison.Ordinal)) && !bare.Contains('.', StringComparison.Ordinal)
            ? digits.PadLeft(12, '0')
            : null;
    }

    [GeneratedRegex(@"^(\d+[A-Za-z]?(?:\s?(?:-|–|/|to)\s?\d+[A-Za-z]?)?),?\s+(\p{L}.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberThenName();
}
