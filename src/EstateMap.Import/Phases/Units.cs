using System.Globalization;

namespace EstateMap.Import.Phases;

/// <summary>Units of area as headers and values spell them, and what they measure in square metres (Weights and Measures Act 1985, schedule 1; 1 ft = 0.3048 m).</summary>
internal static class Units
{
    private static readonly Dictionary<string, decimal> SquareMetres = new()
    {
        ["m2"] = 1m,
        ["ha"] = 10_000m,
        ["sq ft"] = 0.09290304m,
        ["sq yd"] = 0.83612736m,
        ["acre"] = 4_046.8564224m,
        ["km2"] = 1_000_000m,
    };

    // Without blanks and punctuation; longest first, so that "sqmetres" is not read as something that ends in "es".
    private static readonly (string Spelling, string Unit)[] Spellings = new (string Unit, string[] Spellings)[]
    {
        ("m2", ["m2", "sqm", "msq", "sqmetre", "sqmetres", "sqmeters", "sqmtr", "sqmtrs", "squaremetre", "squaremetres", "squaremeters", "metressquared"]),
        ("ha", ["ha", "hect", "hectare", "hectares"]),
        ("sq ft", ["ft2", "sqft", "sqfeet", "squarefeet", "squarefoot"]),
        ("sq yd", ["sqyd", "sqyds", "yd2", "squareyards"]),
        ("acre", ["ac", "acre", "acres", "acreage"]),
        ("km2", ["km2", "sqkm", "squarekilometres"]),
    }.SelectMany(u => u.Spellings.Select(s => (s, u.Unit))).OrderByDescending(s => s.s.Length).ToArray();

    /// <summary>A header without case, blanks and punctuation; a superscript two counts as 2.</summary>
    public static string Plain(string header) => string.Concat(header.Replace('²', '2').Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The plain header before its unit, and the unit: "Area (ha)" is area and ha, "GIA in sq. ft" is gia and sq ft. Null where it ends in no unit.</summary>
    public static (string Bare, string Unit)? OfHeader(string plainHeader)
    {
        foreach (var (spelling, unit) in Spellings)
        {
            if (!plainHeader.EndsWith(spelling, StringComparison.Ordinal) || plainHeader.Length == spelling.Length)
                continue;
            var bare = plainHeader[..^spelling.Length];
            return (bare.Length > 3 && bare.EndsWith("in", StringComparison.Ordinal) ? bare[..^2] : bare, unit);
        }

        return null;
    }

    /// <summary>A number with thousands separators, a pound sign or a unit of area after it; null for the unit where there is none.</summary>
    public static bool TryRead(string text, out decimal number, out string? unit)
    {
        unit = null;
        if (TryNumber(text, out number))
            return true;
        var end = 0;
        while (end < text.Length && !char.IsLetter(text[end]))
            end++;
        if (end == 0 || end == text.Length || !TryNumber(text.AsSpan(0, end).Trim().ToString(), out number))
            return false;
        var suffix = Plain(text[end..]);
        unit = Spellings.FirstOrDefault(s => s.Spelling == suffix).Unit;
        return unit is not null;
    }

    /// <summary>An area in another unit.</summary>
    public static decimal Convert(decimal area, string from, string to) => area * SquareMetres[from] / SquareMetres[to];

    private static bool TryNumber(string text, out decimal number)
    {
        var bare = text.Contains(',', StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal) ? text.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) : text;
        return decimal.TryParse(bare.StartsWith('£') ? bare.AsSpan(1) : bare, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
