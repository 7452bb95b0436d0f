namespace EstateMap.Client.Explore;

/// <summary>What of a text somebody typed.</summary>
public static class Highlight
{
    /// <summary>The text in pieces, each with whether it was typed: words by how they begin, postcodes and numbers also without their blanks. Letter case does not count.</summary>
    public static IEnumerable<(string Text, bool IsTyped)> Pieces(string text, string typed)
    {
        var marks = new bool[text.Length];
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Append(string.Concat(words)))
            for (var start = 0; start < text.Length; start++)
                if (char.IsLetterOrDigit(text[start]) && (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && End(text, start, word) is { } end)
                    Array.Fill(marks, true, start, end - start);
        for (var from = 0; from < text.Length;)
        {
            var to = from;
            while (to < text.Length && marks[to] == marks[from])
                to++;
            yield return (text[from..to], marks[from]);
            from = to;
        }
    }

    /// <summary>Where a word ends that begins here; null when another does.</summary>
    private static int? End(string text, int start, string word)
    {
        var at = start;
        foreach (var letter in word)
        {
            while (at < text.Length && at > start && text[at] == ' ' && word.Any(char.IsAsciiDigit))
                at++;
            if (at >= text.Length || char.ToUpperInvariant(text[at]) != char.ToUpperInvariant(letter))
                return null;
            at++;
        }
        return at > start ? at : null;
    }
}
