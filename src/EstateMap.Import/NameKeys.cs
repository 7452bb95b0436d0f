using System.Text;

namespace EstateMap.Import;

/// <summary>A name as matching compares it.</summary>
/// <param name="Text">All its words, each in its one spelling (CE, C of E and Church of England are <c>cofe</c>), without those that say nothing; lower case, single blanks.</param>
/// <param name="Identity">The words that tell this place from others of its kind, in order (<c>saint hughs catholic</c>); null when the name describes instead of naming ("land rear of ...", "former ...") or only says a kind.</param>
/// <param name="Kind">What the name says that it is, as a path from the wide to the narrow (<c>school/primary/infant</c>, <c>street</c>); null when it does not say. Two kinds agree when one begins the other.</param>
public readonly record struct NameKey(string Text, string? Identity, string? Kind);

/// <summary>
/// Names in the one form that can be compared. Which words are spellings of one, say a kind, say nothing or make a name a description stands in geodata/vocabulary/name-words.csv; no place's name stands here.
/// A name is cut into segments (at commas, colons, brackets and dashes beside a blank), a segment into words; the longest run of words that the vocabulary knows is one word. A spelling of two words (St, Dr) is
/// the kind where it ends a segment or a digit follows, else the other. The first segment names: kinds at its end are its kind, what is before them its identity.
/// </summary>
public static class NameKeys
{
    private const string vocabulary = "name-words";

    private enum Role { Word, Kind, Soft, Noise, Beside }

    private sealed record Word(string Code, Role Role, string? Kind);

    private static readonly Dictionary<string, Word[]> Words = Load();
    private static readonly int LongestRun = Words.Keys.Max(k => k.Count(c => c == ' ') + 1);

    /// <summary>Changes whenever the vocabulary does, so that stored keys can be made again.</summary>
    public static int Version { get; } = Fingerprint();

    public static NameKey? Of(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var all = new List<string>();
        var first = new List<Word>();
        var isDescription = false;
        foreach (var segment in Segments(name))
        {
            var words = Read(segment);
            isDescription |= all.Count == 0 && words.Exists(w => w.Role == Role.Beside);
            var telling = words.Where(w => w.Role != Role.Noise).ToList();
            if (all.Count == 0)
                first = telling;
            all.AddRange(telling.Select(w => w.Code));
        }

        if (all.Count == 0)
            return Names.Match(name) is { } plain ? new NameKey(plain, null, null) : null;
        var text = string.Join(' ', all);
        if (isDescription)
            return new NameKey(text, null, null);
        var (kind, from) = Kind(first);
        var identity = string.Join(' ', first.Take(from).Select(w => w.Code));
        return new NameKey(text, identity.Length > 0 ? identity : null, kind);
    }

    /// <summary>The kind that ends a segment, and where its words begin. Kinds of one family before it belong to it, as do soft words: "Community Infant and Nursery School" is an infant school.</summary>
    private static (string? Kind, int From) Kind(List<Word> words)
    {
        var from = words.Count;
        var kinds = new List<string>();
        while (from > 0 && words[from - 1] is { Kind: { } kind } word && (kinds.Count == 0 || word.Role == Role.Soft || Family(kind) == Family(kinds[0])))
        {
            if (kinds.Count == 0 || Family(kind) == Family(kinds[0]))
                kinds.Add(kind);
            from--;
        }

        // A street's own word is part of what it is called: Park Road is not Park Lane.
        if (kinds.Count > 0 && kinds[0] == "street")
            return ("street", words.Count);
        // A soft word alone is a name's last word like any other.
        if (kinds.Count == 0)
            return (null, words.Count);
        kinds.RemoveAll(k => kinds.Exists(other => other.StartsWith(k + "/", StringComparison.Ordinal)));
        return (kinds.Distinct().Aggregate(CommonPath), from);

        static string Family(string kind) => kind.Split('/')[0];
    }

    private static string CommonPath(string one, string other)
    {
        var shared = one.Split('/').Zip(other.Split('/')).TakeWhile(p => p.First == p.Second).Select(p => p.First);
        return string.Join('/', shared);
    }

    /// <summary>The words of a segment, each by its code; numbers and names are their own.</summary>
    private static List<Word> Read(List<string> tokens)
    {
        var words = new List<Word>();
        for (var i = 0; i < tokens.Count;)
        {
            var taken = 1;
            Word[]? known = null;
            for (var length = Math.Min(LongestRun, tokens.Count - i); length >= 1 && known is null; length--)
            {
                if (Words.TryGetValue(length == 1 ? tokens[i] : string.Join(' ', tokens.GetRange(i, length)), out known))
                    taken = length;
            }

            var endsHere = i + taken == tokens.Count || char.IsAsciiDigit(tokens[i + taken][0]);
            words.Add(known switch
            {
                null => new Word(tokens[i], Role.Word, null),
                [var only] => only,
                _ => known.FirstOrDefault(w => (w.Kind is not null) == (endsHere && i > 0)) ?? known[0],
            });
            i += taken;
        }

        return words;
    }

    /// <summary>Lower-case words of letters and digits; apostrophes and dots inside words go ("King's" is kings, "C.E." is ce). A bracket that says nothing, "(Aided)", is not there.</summary>
    private static List<List<string>> Segments(string name)
    {
        var segments = new List<List<string>>();
        var tokens = new List<string>();
        var token = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsLetterOrDigit(c))
                token.Append(char.ToLowerInvariant(c));
            else if (c is '\'' or '’' or '‘' or '`' || c == '.' && i + 1 < name.Length && char.IsLetter(name[i + 1]))
                continue;
            else
                EndToken();
            if (c is ',' or ';' or ':' or '(' or ')' or '[' or ']' || c is '-' or '–' or '—' && (i > 0 && name[i - 1] == ' ' || i + 1 < name.Length && name[i + 1] == ' '))
                EndSegment(c == ')');
        }

        EndToken();
        EndSegment(isBracket: false);
        return segments;

        void EndToken()
        {
            if (token.Length > 0)
                tokens.Add(token.ToString());
            token.Clear();
        }

        void EndSegment(bool isBracket)
        {
            if (isBracket && segments.Count > 0 && tokens.TrueForAll(t => Words.TryGetValue(t, out var known) && known[0].Role == Role.Noise))
            {
                tokens = segments[^1];
                segments.RemoveAt(segments.Count - 1);
                return;
            }

            if (tokens.Count > 0)
                segments.Add(tokens);
            tokens = [];
        }
    }

    private static Dictionary<string, Word[]> Load() => Vocabulary.Of(vocabulary)
        .SelectMany(t =>
        {
            var word = new Word(t.Code, Enum.Parse<Role>(t.Attributes["role"], ignoreCase: true), t.Broader);
            return t.Synonyms.Append(t.Code.Replace('_', ' ')).Append(t.Label.Replace("'", "", StringComparison.Ordinal).ToLowerInvariant()).Distinct().Select(spelling => (spelling, word));
        })
        .GroupBy(s => s.spelling, s => s.word)
        .ToDictionary(g => g.Key, g => g.ToArray());

    private static int Fingerprint()
    {
        // FNV-1a over every spelling and its meaning; the leading number changes when the code reads names differently.
        var hash = 2166136261u ^ 1u;
        foreach (var c in Words.OrderBy(w => w.Key, StringComparer.Ordinal).SelectMany(w => $"{w.Key}={string.Join('|', w.Value.Select(v => v.ToString()))};"))
            hash = (hash ^ c) * 16777619u;
        return (int)hash;
    }
}
