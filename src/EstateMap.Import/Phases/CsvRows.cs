using System.Text;
using EstateMap.Database;

namespace EstateMap.Import.Phases;

/// <summary>Reads CSV (RFC 4180) a row at a time, and forgives what files do to it: any line ending, a missing last one, blank lines, and quotation marks in the wrong places, which it reports.</summary>
public sealed class CsvRows(TextReader text)
{
    // No value of a real file comes near; an unclosed quotation mark soon does.
    private const int longestRow = 1_000_000;

    private readonly StringBuilder field = new();
    private readonly char[] buffer = new char[16384];
    private int at;
    private int filled;
    private int nextLine = 1;

    /// <summary>The line that the last row began on, 1-based; lines inside quotes count.</summary>
    public int Line { get; private set; }

    /// <summary>Whether quotation marks of the last row did not pair.</summary>
    public bool IsBadlyQuoted { get; private set; }

    /// <summary>The values of the next row that is not blank, or null at the end. A row beyond any reason is a <see cref="UsageException"/>.</summary>
    public string[]? Next()
    {
        while (Peek() >= 0)
        {
            Line = nextLine;
            IsBadlyQuoted = false;
            var row = ReadRow();
            if (row.Length > 1 || row[0].Length > 0)
                return row;
        }

        return null;
    }

    private string[] ReadRow()
    {
        var values = new List<string>();
        var length = 0;
        while (true)
        {
            var isLast = ReadField();
            length += field.Length;
            values.Add(field.ToString());
            field.Clear();
            if (isLast)
                return values.ToArray();
            Limit(length + values.Count);
        }
    }

    /// <summary>Reads one value into the builder; true when the row ends after it.</summary>
    private bool ReadField()
    {
        var isQuoted = Peek() == '"';
        if (isQuoted)
        {
            Take();
            ReadQuoted();
        }

        while (true)
        {
            var c = Peek();
            if (c < 0 || c is '\r' or '\n')
            {
                if (c >= 0)
                    TakeLineEnd();
                return true;
            }

            Take();
            if (c == ',')
                return false;
            // A mark inside a bare value, or text after a closing mark: kept as text.
            if (c == '"' || isQuoted && !char.IsWhiteSpace((char)c))
                IsBadlyQuoted = true;
            field.Append((char)c);
            Limit(field.Length);
        }
    }

    private void ReadQuoted()
    {
        while (true)
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
            }
            else
            {
                Take();
                if (c == '"')
                {
                    if (Peek() != '"')
                        return;
                    Take();
                }

                field.Append((char)c);
            }

            Limit(field.Length);
        }
    }

    private string TakeLineEnd()
    {
        nextLine++;
        var first = Take();
        if (first == '\r' && Peek() == '\n')
        {
            Take();
            return "\r\n";
        }

        return ((char)first).ToString();
    }

    private void Limit(int length)
    {
        if (length > longestRow)
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

    private int Take() => buffer[at++];
}
