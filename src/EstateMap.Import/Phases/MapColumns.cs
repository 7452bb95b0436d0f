using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;

namespace EstateMap.Import.Phases;

/// <summary>Second phase: which column is which field. The manifest's headers go before the layout's synonyms; a column serves one field.</summary>
public sealed class MapColumns(Layout layout, IReadOnlyDictionary<string, string[]>? manifestColumns, IssueLog issues)
{
    private readonly Dictionary<string, int[]> known = [];
    private (IReadOnlyList<string> Headers, int[] Columns)? last;

    /// <summary>Field name to the row's value, in the layout's order; null where there is no such column.</summary>
    public string?[] Map(RawRow row)
    {
        var columns = Known(row.Headers);
        var values = new string?[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            values[i] = columns[i] >= 0 && columns[i] < row.Values.Count ? row.Values[columns[i]] : null;
        return values;
    }

    /// <summary>Which of a file's columns mean a field; the values of the others need not be read.</summary>
    public bool[] Wanted(IReadOnlyList<string> headers)
    {
        var wanted = new bool[headers.Count];
        foreach (var column in Known(headers).Where(c => c >= 0))
            wanted[column] = true;
        return wanted;
    }

    private int[] Known(IReadOnlyList<string> headers)
    {
        // All rows of a CSV share one list; the features of a GeoJSON may each have their own.
        if (last is { } same && ReferenceEquals(same.Headers, headers))
            return same.Columns;
        var shape = string.Join('\u001f', headers);
        if (!known.TryGetValue(shape, out var columns))
        {
            columns = Columns(headers, isFirst: known.Count == 0);
            known.Add(shape, columns);
        }

        last = (headers, columns);
        return columns;
    }

    private int[] Columns(IReadOnlyList<string> headers, bool isFirst)
    {
        var columns = Enumerable.Repeat(-1, layout.Fields.Count).ToArray();
        var free = headers.Select(Plain).ToArray();
        Claim(field => manifestColumns?.GetValueOrDefault(field.Name) ?? []);
        Claim(field => [field.Name]);
        Claim(field => field.Headers);

        if (isFirst)
        {
            var missing = layout.Fields.Where((f, i) => f.IsRequired && columns[i] < 0).Select(f => f.Name).ToArray();
            // A point geometry stands for the coordinate columns; rows are checked one by one.
            if (missing.Except(["longitude", "latitude"]).Any())
                throw new UsageException($"The file has no column for {string.Join(" and ", missing)}. Its columns are: {PersonalData.Clear(string.Join(", ", headers.Take(40)), out _)}. Name the right one under \"columns\" in the manifest.");
            var unread = headers.Where((h, i) => h.Length > 0 && !columns.Contains(i)).ToArray();
            if (unread.Length > 0)
                issues.Add(IssueType.UnmappedColumn, null, null, null, string.Join(", ", unread), $"{unread.Length} columns mean no field of the layout {layout.Name}; their values were not read.");
        }

        return columns;

        void Claim(Func<Field, IEnumerable<string>> spellings)
        {
            for (var f = 0; f < columns.Length; f++)
            {
                foreach (var spelling in spellings(layout.Fields[f]))
                {
                    if (columns[f] >= 0)
                        break;
                    columns[f] = Array.IndexOf(free, Plain(spelling));
                    if (columns[f] >= 0)
                        free[columns[f]] = "";
                }
            }
        }
    }

    private static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
