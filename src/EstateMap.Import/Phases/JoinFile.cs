using EstateMap.Import.Datasets;
using EstateMap.Import.Issues;

namespace EstateMap.Import.Phases;

/// <summary>A second file that says more of the same records: joined on equal fields, held in memory because it is a small companion by nature.</summary>
public sealed class JoinFile
{
    private readonly Dictionary<string, (int Line, Dictionary<string, string> Fields)> rows = [];
    private readonly HashSet<string> used = [];
    private readonly ManifestJoin join;
    private readonly Layout layout;
    private readonly IssueLog issues;

    internal JoinFile(SourceFile file, ManifestJoin join, Layout layout, IssueLog issues)
    {
        (this.join, this.layout, this.issues) = (join, layout, issues);
        // Its own faults of columns are not the main file's: only what concerns the join is reported.
        var columns = new MapColumns(layout with { Fields = layout.Fields.Select(f => f with { IsRequired = false }).ToArray() }, join.Columns, new IssueLog());
        var unread = new IssueLog();
        foreach (var row in Read.Rows(file, unread))
        {
            var values = columns.Map(row);
            var fields = layout.Fields.Zip(values).Where(p => !TextCleaning.IsNull(p.Second)).ToDictionary(p => p.First.Name, p => p.Second!);
            var key = KeyOf(join.On.Select(fields.GetValueOrDefault));
            if (!rows.TryAdd(key, (row.Line, fields)))
                issues.Add(IssueType.JoinUnmatched, null, null, string.Join(", ", join.On), key, $"Line {row.Line} of {Path.GetFileName(join.MirrorPath)} has the key of line {rows[key].Line} again; the first counts and this one was not used.");
        }

        foreach (var fault in unread.Take().Where(i => i.IsRejection))
            issues.Add(IssueType.JoinUnmatched, null, null, null, null, $"{Path.GetFileName(join.MirrorPath)}: {fault.Message}");
    }

    /// <summary>
    /// Adds the fields that the manifest names and the record does not have itself. A column is not taken for a field by its header alone:
    /// a companion's "locality" may be a neighbourhood where the main file's is a suburb.
    /// </summary>
    public void AddTo(Draft draft)
    {
        var key = KeyOf(join.On.Select(draft.Text));
        if (!rows.TryGetValue(key, out var row))
            return;
        used.Add(key);
        foreach (var field in layout.Fields.Where(f => f.Kind != FieldKind.Coordinate && join.Columns?.ContainsKey(f.Name) == true && !draft.Has(f.Name) && row.Fields.ContainsKey(f.Name)))
        {
            HarmoniseField.Into(draft, field, row.Fields[field.Name]);
            if (draft.Has(field.Name))
                draft.Provenance.Add(new ProvenanceDraft(field.Name, $"from the joined file {Path.GetFileName(join.MirrorPath)}, on equal {string.Join(" and ", join.On)}", null, null));
        }
    }

    public void ReportUnused()
    {
        foreach (var (key, row) in rows.Where(r => !used.Contains(r.Key)))
            issues.Add(IssueType.JoinUnmatched, null, null, string.Join(", ", join.On), key, $"Line {row.Line} of {Path.GetFileName(join.MirrorPath)} fits no record and was not used.");
    }

    private static string KeyOf(IEnumerable<string?> parts) => string.Join(" | ", parts.Select(p => p is null ? "" : Names.Key(p)));
}
