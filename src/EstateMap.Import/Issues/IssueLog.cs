using EstateMap.Import.Phases;

namespace EstateMap.Import.Issues;

/// <summary>One fault. <see cref="Line"/> is 1-based in the file, null for the file as a whole; <see cref="Value"/> is as the file has it, without personal data;
/// <see cref="Proposed"/> would mend the field, null where that is not certain.</summary>
public sealed record Issue(string Type, int? Line, string? RecordKey, string? Field, string? Value, string Message, bool IsRejection = false, string? Proposed = null);

/// <summary>Collects the faults of a run until the loader takes them. Whatever is added is cleared of personal data first: nothing stored ever holds any.</summary>
public sealed class IssueLog
{
    private readonly List<Issue> waiting = [];
    private readonly HashSet<int> rejectedLines = [];

    /// <summary>Lines of rows that did not get in.</summary>
    public IReadOnlySet<int> RejectedLines => rejectedLines;

    /// <summary>Personal values met and dropped so far.</summary>
    public int PersonalValuesDropped { get; private set; }

    /// <summary>Records about private persons, left out as a whole.</summary>
    public int PersonalRecordsDropped { get; private set; }

    /// <summary>Rows that the reader had to leave out and that no later phase saw.</summary>
    public int RowsNotRead { get; set; }

    public void Add(string type, int? line, string? recordKey, string? field, string? value, string message, bool isRejection = false, string? proposed = null)
    {
        if (!IssueType.All.Contains(type))
            throw new ArgumentException($"'{type}' is not in the list of issue types.", nameof(type));
        if (isRejection && line is { } rejected)
            rejectedLines.Add(rejected);
        waiting.Add(new Issue(type, line, Clean(recordKey, isCode: true), Clean(field), Clean(value), Clean(message)!, isRejection, Clean(proposed)));
    }

    /// <summary>Counts a dropped value and reports it without the value.</summary>
    public void DropPersonal(int line, string? recordKey, string field, string kind)
    {
        PersonalValuesDropped++;
        Add(IssueType.PersonalDataDropped, line, recordKey, field, null, $"{kind} in {field} is not a role's and was dropped; it is not stored.");
    }

    /// <summary>Counts a record about a private person, and takes back what was noticed of it, which would quote it.</summary>
    public void DropPersonalRecord(int line)
    {
        waiting.RemoveAll(issue => issue.Line == line);
        PersonalValuesDropped++;
        PersonalRecordsDropped++;
        Add(IssueType.PersonalDataDropped, line, null, null, null, $"The record on line {line} is about a private person and was left out; nothing of it is stored.");
    }

    /// <summary>Tells the faults of a line whose record they are of: most are noticed before its key is known.</summary>
    public void Identify(int line, string recordKey)
    {
        for (var i = waiting.Count - 1; i >= 0 && waiting[i].Line == line; i--)
            if (waiting[i].RecordKey is null)
                waiting[i] = waiting[i] with { RecordKey = Clean(recordKey, isCode: true) };
    }

    public IReadOnlyList<Issue> Take()
    {
        var taken = waiting.ToArray();
        waiting.Clear();
        return taken;
    }

    private static string? Clean(string? text, bool isCode = false)
    {
        if (text is null)
            return null;
        var cleared = PersonalData.Clear(TextCleaning.WithoutControls(text), out _, isCode);
        return cleared.Length <= 400 ? cleared : TextCleaning.WithoutControls(cleared[..400]) + "…";
    }
}
