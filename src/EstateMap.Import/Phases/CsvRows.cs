using System.Buffers;
using System.Text;
using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>
/// Reads CSV (RFC 4180) a row at a time, and forgives what files do to it: any line ending, a missing last one, blank lines, and quotation marks in the wrong places, which it reports.
/// Memory is bounded by the longest row that is let through, whatever the text holds and in whatever pieces it comes.
/// </summary>
public sealed class CsvRows(TextReader text)
{
    // No value of a real file comes near; an unclosed quotation mark soon does.
    private const int longestRow = 1_000_000;

    // The widest published table (a census by single year of age and sex) has a few hundred.
    private const int mostColumns = 20_000;

    private static readonly SearchValues<char> BareEnds = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> QuotedEnds = SearchValues.Create("\"\r\n");

    private readonly StringBuilder field = new();
    private readonly List<string> values = [];
    private readonly char[] buffer = new char[1 << 16];
    private readonly string?[] words = new string?[4096];
    private bool[]? wanted;
    private int at;
    private int filled;
    private int nextLine = 1;
    private int rowLength;

    /// <summary>The line that the last row began on, 1-based; lines inside quotes count.</summary>
    public int Line { get; private set; }

    /// <summary>Whether quotation marks of the last row did not pair.</summary>
    public bool IsBadlyQuoted { get; private set; }

    /// <summary>From the next row on, values of columns that nobody reads are empty. Columns beyond the list are read.</summary>
    public void Want(bool[] columns) => wanted = columns;

    /// <summary>The values of the next row that is not blank, or null at the end. A row beyond any reason is a <see cref="UsageException"/>.</summary>
    public string[]? Next()
    {
        while (Peek() >= 0)
        {
            Line = nextLine;
            IsBadlyQuoted = false;
            rowLength = 0;
            values.Clear();
            while (!ReadValue(wanted is null || values.Count >= wanted.Length || wanted[values.Count]))
                if (values.Count > mostColumns)
                    throw new UsageException($"The row that starts on line {Line} has more than {mostColumns} columns: this is no table of places.");
            if (values.Count > 1 || rowLength > 0)
                return values.ToArray();
        }

        return null;
    }

    /// <summary>The next row that holds anything at all besides commas, also in a column that nobody reads.</summary>
    public string[]? NextFilled()
    {
        while (Next() is { } row)
            if (rowLength > 0)
                return row;
        return null;
    }

    /// <summary>Reads one value; true when the row ends after it. A value that lies whole in the buffer is cut out of it, any other is put together a character at a time.</summary>
    private bool ReadValue(bool isWanted)
    {
        var rest = buffer.AsSpan(at, filled - at);
        var isQuoted = rest is ['"', ..];
        if (isQuoted)
            rest = rest[1..];
        var length = rest.IndexOfAny(isQuoted ? QuotedEnds : BareEnds);
        var isWhole = length >= 0 && (isQuoted ? rest[length] == '"' && length + 1 < rest.Length && rest[length + 1] is ',' or '\r' or '\n' : rest[length] != '"');
        if (!isWhole)
            return ReadOddValue(isWanted);

        values.Add(isWanted ? Word(rest[..length]) : "");
        Limit(length);
        at += isQuoted ? length + 2 : length;
        return EndOfValue();
    }

    private bool EndOfValue()
    {
        if (buffer[at] != ',')
        {
            TakeLineEnd();
            return true;
        }

        at++;
        return false;
    }

    private bool ReadOddValue(bool isWanted)
    {
        field.Clear();
        var isQuoted = Peek() == '"';
        if (isQuoted)
        {
            Take();
            ReadQuoted();
        }

        while (Peek() is var c and >= 0 and not (',' or '\r' or '\n'))
        {
            // A mark inside a bare value, or text after a closing mark: kept as text.
            if (c == '"' || isQuoted && !char.IsWhiteSpace((char)c))
                IsBadlyQuoted = true;
            field.Append(Take());
            Limit(1);
        }

        values.Add(isWanted ? field.ToString() : "");
        return Peek() < 0 || EndOfValue();
    }

    private void ReadQuoted()
    {
        for (; ; Limit(1))
        {
            var c = Peek();
            if (c < 0)
            {
                IsBadlyQuoted = true;
                return;
            }

            if (c is '\r' or '\n')
            {
                field.Append(TakeLineEnd());
                continue;
            }

            Take();
            if (c == '"')
            {
                if (Peek() != '"')
                    return;
                Take();
            }

            field.Append((char)c);
        }
    }

    private string TakeLineEnd()
    {
        if (nextLine++ == int.MaxValue)
            throw new UsageException($"The file has more than {int.MaxValue} lines.");
        if (Take() == '\n')
            return "\n";
        if (Peek() != '\n')
            return "\r";
        Take();
        return "\r\n";
    }

    // Most values of a table are a few words said over and over: one string serves them all.
    private string Word(ReadOnlySpan<char> characters)
    {
        if (characters.Length is 0 or > 24)
            return characters.ToString();
        ref var known = ref words[string.GetHashCode(characters) & (words.Length - 1)];
        if (known is null || !characters.SequenceEqual(known))
            known = characters.ToString();
        return known;
    }

    private void Limit(int added)
    {
        rowLength += added;
        if (rowLength > longestRow)
            throw new UsageException($"The row that starts on line {Line} is longer than {longestRow} characters; probably a quotation mark is not closed.");
    }

    private int Peek()
    {
        if (at == filled)
        {
            filled = text.Read(buffer, 0, buffer.Length);
            at = 0;
        }

        return filled == 0 ? -1 : buffer[at];
    }

    private char Take() => buffer[at++];
}
