using EstateMap.Import.Issues;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Typed, dated, evidenced connections between two things already loaded.</summary>
internal static class Link
{
    private static readonly string[] Ends = ["organisation", "site", "service", "community_asset"];

    public static readonly Layout Layout = new("link", 120, Becomes.Link,
    [
        CommonFields.Id.Required,
        new Field("kind", FieldKind.Term) { Vocabulary = "link-kinds" }.Required,
        new Field("from", FieldKind.Text, "source").Required,
        new Field("to", FieldKind.Text, "target").Required,
        new("valid_from", FieldKind.Date, "since"),
        new("valid_to", FieldKind.Date, "until"),
        new Field("evidence", FieldKind.Text).Required,
        CommonFields.IsIllustrative,
    ], ["id"])
    {
        Fixed = ["from", "to"],
        Refine = (draft, _) =>
        {
            Take(draft, "from");
            Take(draft, "to");
            if (draft.Text("valid_from") is { } from && draft.Text("valid_to") is { } to && string.CompareOrdinal(from, to) >= 0)
                draft.Reject(IssueType.InvalidValue, "valid_to", $"The link ends on {to}, which is not after its start on {from}.");
        },
    };

    /// <summary>`site:dataset/key` becomes `from_type` and `from_key`; an organisation's key is its name as imports match it.</summary>
    private static void Take(Draft draft, string end)
    {
        if (draft.Text(end) is not { } reference)
            return;
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var type = colon < 0 ? "" : reference[..colon].Trim();
        if (!Ends.Contains(type))
        {
            draft.Reject(IssueType.UnknownReference, end, $"The reference '{reference}' does not start with one of {string.Join(", ", Ends)} and a colon.");
            return;
        }

        var key = reference[(colon + 1)..].Trim();
        draft.Set(end + "_type", type);
        draft.Set(end + "_key", type == "organisation" ? Names.Key(key) : key);
        if (type == "organisation")
            draft.Organisations.Add(new OrganisationDraft(key, "other", null, null));
    }
}
