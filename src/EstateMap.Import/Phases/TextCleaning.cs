using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace EstateMap.Import.Phases;

/// <summary>What is done to every text before it is read as anything.</summary>
public static partial class TextCleaning
{
    private static readonly HashSet<string> Nulls = new(StringComparer.OrdinalIgnoreCase) { "NA", "N/A", "#N/A", "--", "-", "null", "nil", ".", "N/K", "NK", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!" };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NullSpans = Nulls.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int longestNull = Nulls.Max(n => n.Length);

    // Blanks that are not a single space between words, and characters that nobody can see: most texts have neither.
    private static readonly SearchValues<char> Hidden = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.IsControl(c) || char.IsSurrogate(c))]);
    private static readonly SearchValues<char> OddBlanks = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => c != ' ' && char.IsWhiteSpace(c))]);

    // Two characters where one stood: UTF-8 read as Windows-1252 (Â£, Ã©, â€™), or CP850 (ÔÇÖ).
    private static readonly string[] Garbled = ["Â£", "Â ", "Ã©", "Ã¨", "Ã¢", "Ã¯", "â€", "ÔÇ", "+¿", "-ú", "\uFFFD"];

    /// <summary>The ways in which files spell nothing. "None" is not one: it can be a real answer.</summary>
    public static bool IsNull(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var bare = text.AsSpan().Trim();
        return bare.Length <= longestNull && NullSpans.Contains(bare);
    }

    public static bool IsGarbled(string text) => !Ascii.IsValid(text) && Garbled.Any(g => text.Contains(g, StringComparison.Ordinal));

    public static bool HasMarkup(string text) => text.Contains('<', StringComparison.Ordinal) && tag.IsMatch(text);

    /// <summary>Tags gone, entities as the characters they stand for.</summary>
    public static string WithoutMarkup(string text) => WebUtility.HtmlDecode(tag.Replace(text, " "));

    /// <summary>One blank between words (no-break blanks count as blanks), none around.</summary>
    public static string SingleSpaced(string text) =>
        text.Contains("  ", StringComparison.Ordinal) || text.AsSpan().ContainsAny(OddBlanks) ? Blanks().Replace(text, " ").Trim() : text.Trim();

    /// <summary>Characters that PostgreSQL or JSON cannot hold, or that nobody can see, taken out; line breaks and tabs stay.</summary>
    public static string WithoutControls(string text)
    {
        if (!text.AsSpan().ContainsAny(Hidden))
            return text;
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                kept.Append(text[i]).Append(text[++i]);
            else if (!char.IsSurrogate(text[i]) && (!char.IsControl(text[i]) || text[i] is '\n' or '\r' or '\t'))
                kept.Append(text[i]);
        }

        return kept.ToString();
    }

    // Without backtracking: a comment that never ends must not be sought again from each of its beginnings.
    private static readonly Regex tag = new("</?[A-Za-z][^<>]*>|<!--.*?-->", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
