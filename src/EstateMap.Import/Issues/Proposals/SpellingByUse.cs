namespace EstateMap.Import.Issues.Proposals;

/// <summary>A spelling met once or twice that is a slip away from one met twenty times in the same file. What is held is bounded, whatever the file's length.</summary>
public sealed class SpellingByUse
{
    /// <summary>From here on a spelling is the file's own.</summary>
    public const int Established = 20;

    private const int mostSpellings = 2_000;

    private readonly Dictionary<string, Uses> spellings = new(StringComparer.Ordinal);

    /// <summary>Counts one use; remembers where, while it is a rare one.</summary>
    public void Add(string spelling, int line, string recordKey)
    {
        if (!spellings.TryGetValue(spelling, out var uses))
        {
            // A column with thousands of values is no list of towns.
            if (spellings.Count >= mostSpellings)
                return;
            spellings.Add(spelling, uses = new Uses());
        }

        if (++uses.Count < Established)
            uses.At.Add((line, recordKey));
        else
            uses.At.Clear();
    }

    /// <summary>Every use of a rare spelling with the established one it is a slip of, in the order of lines.</summary>
    public IEnumerable<(int Line, string RecordKey, string Spelling, string Meant)> Suspects()
    {
        var established = spellings.Where(s => s.Value.Count >= Established).Select(s => s.Key).ToArray();
        return spellings.Where(s => s.Value.Count < Established)
            .Select(s => (Rare: s, Meant: established.Any(e => string.Equals(e, s.Key, StringComparison.OrdinalIgnoreCase)) ? null : Spelling.Nearest(s.Key, established)))
            .Where(found => found.Meant is not null)
            .SelectMany(found => found.Rare.Value.At.Select(at => (at.Line, at.RecordKey, found.Rare.Key, found.Meant!)))
            .OrderBy(suspect => suspect.Line);
    }

    private sealed class Uses
    {
        public int Count { get; set; }
        public List<(int Line, string RecordKey)> At { get; } = [];
    }
}
