using EstateMap.Database;
using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;

namespace EstateMap.Import.Phases;

/// <summary>Second phase: which column is which field. The manifest's headers go before the layout's synonyms; a column serves one field. What the manifest says of the whole file needs no column.</summary>
public sealed class MapColumns(Layout layout, IReadOnlyDictionary<string, string[]>? manifestColumns, IssueLog issues, IReadOnlyDictionary<string, string>? saidOfAll = null)
{
    private readonly Dictionary<string, (int[] Columns, string?[] Units)> known = [];
    private (IReadOnlyList<string> Headers, (int[] Columns, string?[] Units) Map)? last;

    /// <summary>Field name to the row's value, in the layout's order; null where there is no such column.</summary>
    public string?[] Map(RawRow row)
    {
        var (columns, units) = Known(row.Headers);
        var values = new string?[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            values[i] = columns[i] >= 0 && columns[i] < row.Values.Count ? row.Values[columns[i]] : null;
            // The unit of the header goes with each number that names none of its own; it is converted where numbers are read.
            if (units[i] is { } unit && values[i] is { Length: > 0 } bare && char.IsAsciiDigit(bare[^1]))
                values[i] = $"{bare} {unit}";
        }

        return values;
    }

    /// <summary>Which of a file's columns mean a field; the values of the others need not be read.</summary>
    public bool[] Wanted(IReadOnlyList<string> headers)
    {
        var wanted = new bool[headers.Count];
        foreach (var column in Known(headers).Columns.Where(c => c >= 0))
            wanted[column] = true;
        return wanted;
    }

    private (int[] Columns, string?[] Units) Known(IReadOnlyList<string> headers)
    {
        // All rows of a CSV share one list; the features of a GeoJSON may each have their own.
        if (last is { } same && ReferenceEquals(same.Headers, headers))
            return same.Map;
        var shape = string.Join('\u001f', headers);
        if (!known.TryGetValue(shape, out var map))
        {
            map = Columns(headers, isFirst: known.Count == 0);
            known.Add(shape, map);
        }

        last = (headers, map);
        return map;
    }

    private (int[] Columns, string?[] Units) Columns(IReadOnlyList<string> headers, bool isFirst)
    {
        var columns = Enumerable.Repeat(-1, layout.Fields.Count).ToArray();
        var plain = headers.Select(Units.Plain).ToArray();
        var free = plain.ToArray();
        // A header that the manifest names for two fields serves both.
        var named = new HashSet<int>();
        Claim(field => manifestColumns?.GetValueOrDefault(field.Name) ?? [], named.Add);
        foreach (var column in named)
            free[column] = "";
        // A field that the manifest gives no header at all is not to be had from this file.
        bool IsForbidden(Field field) => manifestColumns?.GetValueOrDefault(field.Name) is { Length: 0 };
        Claim(field => IsForbidden(field) ? [] : [field.Name], Take);
        Claim(field => IsForbidden(field) ? [] : field.Headers, Take);
        var units = layout.Fields.Select((f, i) => columns[i] < 0 || f.Unit is null || Units.OfHeader(plain[columns[i]])?.Unit is not { } unit || unit == f.Unit ? null : unit).ToArray();

        if (isFirst)
        {
            var missing = layout.Fields.Where((f, i) => f.IsRequired && columns[i] < 0 && saidOfAll?.ContainsKey(f.Name) != true).Select(f => f.Name).ToArray();
            // A point geometry stands for the coordinate columns; rows are checked one by one.
            if (missing.Except(["longitude", "latitude"]).Any())
                throw new UsageException($"The file has no column for {string.Join(" and ", missing)}. Its columns are: {PersonalData.Clear(string.Join(", ", headers.Take(40)), out _)}. Name the right one under \"columns\" in the manifest.");
            var unread = headers.Where((h, i) => h.Length > 0 && !columns.Contains(i)).ToArray();
            if (unread.Length > 0)
                issues.Add(IssueType.UnmappedColumn, null, null, null, string.Join(", ", unread), $"{unread.Length} columns mean no field of the layout {layout.Name}; their values were not read.");
            for (var i = 0; i < units.Length; i++)
                if (units[i] is { } unit)
                    issues.Add(IssueType.UnitConverted, null, null, layout.Fields[i].Name, headers[columns[i]], $"The column '{headers[columns[i]]}' is in {unit}; its numbers were converted to {layout.Fields[i].Unit}.");
        }

        return (columns, units);

        bool Take(int column)
        {
            free[column] = "";
            return true;
        }

        void Claim(Func<Field, IEnumerable<string>> spellings, Func<int, bool> take)
        {
            for (var f = 0; f < columns.Length; f++)
            {
                foreach (var spelling in spellings(layout.Fields[f]))
                {
                    if (columns[f] >= 0)
                        break;
                    columns[f] = Find(Units.Plain(spelling), layout.Fields[f]);
                    if (columns[f] >= 0)
                        take(columns[f]);
                }
            }
        }

        int Find(string spelling, Field field)
        {
            var exact = Array.IndexOf(free, spelling);
            return exact >= 0 || field.Unit is null ? exact : Array.FindIndex(free, h => h.Length > 0 && Units.OfHeader(h)?.Bare == spelling);
        }
    }
}
