using System.Text.RegularExpressions;
using EstateMap.Import.Suggest;

namespace EstateMap.Import.Phases;

/// <summary>Finds personal e-mail addresses and mobile numbers. A role's address (info@, sale.library@ ...) is public business and stays.</summary>
public static partial class PersonalData
{
    private const string Gone = "[removed]";

    // Words of column names that announce a person or how to reach one.
    private static readonly HashSet<string> Words =
    [
        "contact", "contacts", "email", "emails", "mail", "mobile", "phone", "telephone", "tel", "fax", "tenant", "tenants", "officer", "keyholder", "holder", "manager", "person", "surname", "forename", "firstname", "lastname",
        "occupier", "lessee", "licensee", "warden", "caretaker",
    ];

    private static readonly string[] Parts = ["email", "e-mail", "phone", "mobile", "contact", "keyholder"];

    /// <summary>True for the name of a column that holds people or how to reach them.</summary>
    public static bool IsPersonalHeader(string header) => HeaderWords.Split(header).Any(Words.Contains) || Parts.Any(part => header.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static readonly HashSet<string> Roles =
        Vocabulary.Of("role-addresses").SelectMany(t => t.Synonyms.Prepend(t.Code)).Select(w => w.ToLowerInvariant()).ToHashSet();

    /// <summary>True when the part before the @ is a role's word, or words parted by dots, hyphens or underscores of which the first or last is.</summary>
    public static bool IsRoleAddress(string address)
    {
        var local = address.Split('@', '＠')[0].Trim().ToLowerInvariant();
        if (Roles.Contains(local))
            return true;
        var words = local.Split('.', '-', '_', '+');
        // mill-road.library and library.millroad are the library's, whatever the other word is.
        return words.Length > 1 && (Roles.Contains(words[^1]) || Roles.Contains(words[0]));
    }

    /// <summary>True for a British mobile number however it is written, also when its leading zero was lost.</summary>
    public static bool IsMobile(string telephone)
    {
        var digits = string.Concat(telephone.Where(char.IsAsciiDigit));
        if (digits.StartsWith("0044", StringComparison.Ordinal))
            digits = digits[4..];
        else if (digits.StartsWith("44", StringComparison.Ordinal) && digits.Length > 10)
            digits = digits[2..];
        digits = digits.TrimStart('0');
        return digits.StartsWith('7') && digits.Length is >= 9 and <= 11;
    }

    /// <summary>The text with every personal address and mobile number replaced; <paramref name="dropped"/> says how many. In a code, ten digits from 7 on are a number like any other;
    /// elsewhere they are a mobile number that lost its zero.</summary>
    public static string Clear(string text, out int dropped, bool isCode = false)
    {
        var count = 0;
        try
        {
            if (text.Contains('@', StringComparison.Ordinal) || text.Contains('＠', StringComparison.Ordinal) || text.Contains("%40", StringComparison.Ordinal))
                text = email.Replace(text, match => IsRoleAddress(match.Value) ? match.Value : Drop());
            if (text.Contains('7', StringComparison.Ordinal) && text.Count(char.IsDigit) >= 9)
                text = (isCode ? Mobile() : BareMobile()).Replace(text, match => IsMobile(match.Value) ? Drop() : match.Value);
        }
        catch (RegexMatchTimeoutException)
        {
            // What cannot be cleared is not kept.
            text = Drop();
        }

        dropped = count;
        return text;

        string Drop()
        {
            count++;
            return Gone;
        }
    }

    // Without backtracking: in a long run of letters an address must not be sought again from each of them.
    private static readonly Regex email = new(@"[^\s@＠<>()\[\],;:""=/?&]+\s?(?:[@＠]|%40)+\s?[\p{L}\p{N}][\p{L}\p{N}.\-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    // Ten digits from the 7 on (nine in a few old ranges), parted by nothing but blanks and the marks people put into telephone numbers.
    [GeneratedRegex(@"(?<![\d.])(?:" + Prefix + ")" + Digits, RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mobile();

    [GeneratedRegex(@"(?<![\d.])(?:(?:" + Prefix + ")" + Digits + @"|7\d{9}(?!\d))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BareMobile();

    private const string Prefix = @"\(?(?:\+|00)\s?44\)?(?>[\s.\-]*)(?:\(0\)(?>[\s.\-]*))?|\(?0[\s.\-]?";
    private const string Digits = @"7(?:(?>[\s.\-()]*)\d){8,9}(?!\d)";
}
