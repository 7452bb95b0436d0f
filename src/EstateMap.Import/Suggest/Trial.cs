using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Suggest;

/// <summary>Which fields name a record, how that was found, and whether each of the rows read has a name of its own.</summary>
internal sealed record KeyChoice(IReadOnlyList<string>? Fields, string Words, bool IsUnique);

/// <summary>The proposed manifest tried on the rows that were read, as far as an import goes without a database.</summary>
internal sealed class Trial
{
    private readonly Dictionary<string, string> examples = [];

    /// <summary>Rows that would get in.</summary>
    public int Usable { get; private init; }

    /// <summary>EPSG:4326 or EPSG:27700 when all coordinates are in that, else null.</summary>
    public string? Crs { get; private init; }

    public required string Coordinates { get; init; }

    /// <summary>Issue types with how many rows they concern, most frequent first.</summary>
    public required IReadOnlyList<(string Type, int Count)> Issues { get; init; }

    /// <summary>The first message of an issue type, or null.</summary>
    public string? Example(string type) => examples.GetValueOrDefault(type);

    public static (Trial Trial, KeyChoice Key) Run(Manifest manifest, Layout layout, IReadOnlyList<RawRow> rows)
    {
        var (drafts, issues) = Harmonised(manifest, layout, rows);
        var key = Key(layout, drafts, rows.Count);
        var points = drafts.Where(d => d.Point is not null).Select(d => d.Point!.Value).ToArray();
        var (grid, swapped) = (points.Count(p => p.Srid == 27700), points.Count(p => p.Method == "swapped"));
        var crs = points.Length == 0 ? null : grid == points.Length ? "EPSG:27700" : grid == 0 ? "EPSG:4326" : null;
        var noted = issues.Where(i => i.Type is not (IssueType.UnmappedColumn or IssueType.CoordinatesOnGrid)).GroupBy(i => i.Type).OrderByDescending(g => g.Count()).ToArray();
        var trial = new Trial
        {
            Usable = drafts.Count,
            Crs = crs,
            Coordinates = points.Length == 0 ? "none that can be used"
                : $"{points.Length} of {rows.Count} rows: " + (crs is null ? $"{points.Length - grid} in degrees and {grid} on the British National Grid, by their values" : crs == "EPSG:27700" ? "British National Grid, by their values" : "degrees (WGS84), by their values")
                    + (swapped > 0 ? $"; {swapped} with longitude and latitude in each other's place" : ""),
            Issues = noted.Select(g => (g.Key, g.Count())).ToArray(),
        };
        foreach (var group in noted)
            trial.examples.Add(group.Key, group.First().Message);
        return (trial, key);
    }

    private static (List<Draft> Drafts, IReadOnlyList<Issue> Issues) Harmonised(Manifest manifest, Layout layout, IReadOnlyList<RawRow> rows)
    {
        var issues = new IssueLog();
        var columns = new MapColumns(layout, manifest.Columns, issues, manifest.Values);
        var harmonise = new Harmonise(layout, manifest, issues);
        var drafts = new List<Draft>();
        foreach (var row in rows)
            if (harmonise.Record(row, columns.Map(row), null) is { } draft)
                drafts.Add(draft);
        return (drafts, issues.Take());
    }

    /// <summary>The layout's own key, or with the first field beside it that tells all records apart.</summary>
    private static KeyChoice Key(Layout layout, List<Draft> drafts, int rows)
    {
        var own = string.Join(", ", layout.Key);
        var distinct = drafts.Select(d => d.Key).Distinct().Count();
        // Exact copies are no fault of the key.
        var records = drafts.Select(d => d.ToJson()).Distinct().Count();
        if (distinct >= records)
            return new KeyChoice(null, $"{own}: {distinct} different values in {drafts.Count} usable rows of {rows}", true);
        foreach (var beside in (string[])["uprn", "name", "street_name", "other_detail", "postcode"])
            if (layout.Fields.Any(f => f.Name == beside) && !layout.Key.Contains(beside) && drafts.Select(d => (d.Text(layout.Key[0]), d.Text(beside))).Distinct().Count() >= records)
                return new KeyChoice([layout.Key[0], beside], $"{own} alone names only {distinct} of {records} records; with {beside} each has a name of its own", true);
        return new KeyChoice(null, $"{own} names only {distinct} of {records} records: the rest would be rejected as duplicate keys", false);
    }
}
