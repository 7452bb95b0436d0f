using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EstateMap.Import;

/// <summary>The forms of a name that comparison needs.</summary>
public static partial class Names
{
    /// <summary>Lower case, accents and punctuation gone, `&amp;` as and, company suffixes (Ltd, CIC, plc ...) gone: what organisations are told apart by. Never empty.</summary>
    public static string Key(string name)
    {
        var plain = Plain(name);
        var bare = CompanySuffix().Replace(plain, "").Trim();
        return bare.Length > 0 ? bare : plain.Length > 0 ? plain : name.Trim().ToLowerInvariant();
    }

    /// <summary>Lower-case words joined by hyphens, fit for a code or an address.</summary>
    public static string Slug(string name) => Plain(name).Replace(' ', '-');

    /// <summary>What matching compares: lower case, letters and digits, single blanks between; null when nothing is left.</summary>
    public static string? Match(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                plain.Append(char.ToLowerInvariant(c));
            else if (plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }

        if (plain.Length > 0 && plain[^1] == ' ')
            plain.Length--;
        return plain.Length > 0 ? plain.ToString() : null;
    }

    private static string Plain(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).Replace("&", " and ", StringComparison.Ordinal))
        {
            if (char.IsLetterOrDigit(c))
                text.Append(char.ToLowerInvariant(c));
            else if (c is not ('\'' or '’' or '.') && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                text.Append(' ');
        }

        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    [GeneratedRegex(@"(\s(ltd|limited|cic|plc|llp|inc|cio))+$", RegexOptions.CultureInvariant)]
    private static partial Regex CompanySuffix();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
