using EstateMap.Database;
using EstateMap.Import.Issues;

namespace EstateMap.Import.Phases;

/// <summary>What spreadsheets put around a table: titles above the row of column names, and a row of totals below.</summary>
internal static class TableEdges
{
    /// <summary>Rows that are looked at for the row of column names.</summary>
    private const int rowsAhead = 20;

    private static readonly string[] TotalWords = ["total", "totals", "grandtotal", "subtotal", "sum"];

    /// <summary>Finds the row of column names and returns it with the rows after it that were read on the way.</summary>
    /// <param name="next">The next row and the line it starts on, or null at the end.</param>
    /// <param name="headerRow">1-based line the manifest gives; null: the first of the first twenty rows that fills at least half as many cells, and two, as the fullest of them.</param>
    public static (string[] Headers, int Line, Queue<(string[] Values, int Line, bool IsBadlyQuoted)> Ahead) Open(
        Func<(string[] Values, int Line, bool IsBadlyQuoted)?> next, int? headerRow, IssueLog issues)
    {
        var ahead = new Queue<(string[] Values, int Line, bool IsBadlyQuoted)>();
        while (ahead.Count < (headerRow ?? rowsAhead) && next() is { } row)
        {
            ahead.Enqueue(row);
            if (row.Line >= headerRow)
                break;
            // The first row is nearly always it; nothing more need be held then.
            if (headerRow is null && ahead.Count == 1 && Filled(row.Values) is > 3 and var filled && filled == row.Values.Length)
                break;
        }

        if (ahead.Count == 0)
            throw new UsageException("The file is empty: not even a row of column names.");
        var fullest = ahead.Max(r => Filled(r.Values));
        bool IsHeader((string[] Values, int Line, bool IsBadlyQuoted) row) => headerRow is { } given ? row.Line >= given : Filled(row.Values) >= Math.Max(Math.Min(2, fullest), (fullest + 1) / 2);
        var titles = new List<string>();
        while (ahead.Count > 0 && !IsHeader(ahead.Peek()))
            titles.Add(string.Join(" ", ahead.Dequeue().Values.Where(v => !string.IsNullOrWhiteSpace(v))));
        if (ahead.Count == 0)
            throw new UsageException($"The manifest says that the column names stand on line {headerRow}, but the file ends before it.");
        var header = ahead.Dequeue();
        if (titles.Count > 0)
            issues.Add(IssueType.TitleRows, 1, null, null, string.Join(" / ", titles.Where(t => t.Length > 0)), $"The column names stand on line {header.Line}; what stands above them was taken for a title and not read as data.");
        return (header.Values, header.Line, ahead);
    }

    /// <summary>True for a row that begins with a word for a total and holds nothing but numbers besides.</summary>
    public static bool IsTotals(string[] values)
    {
        var isFirst = true;
        var numbers = 0;
        foreach (var value in values)
        {
            if (string.IsNullOrWhiteSpace(value))
                continue;
            if (isFirst)
            {
                if (value.Length > 20 || value.TrimStart() is not { Length: > 0 } word || char.ToLowerInvariant(word[0]) is not ('t' or 'g' or 's') || !TotalWords.Contains(Units.Plain(value)))
                    return false;
                isFirst = false;
            }
            else if (Units.TryRead(value.Trim(), out _, out _))
                numbers++;
            else
                return false;
        }

        return numbers > 0;
    }

    private static int Filled(string[] values) => values.Count(v => !string.IsNullOrWhiteSpace(v));
}
