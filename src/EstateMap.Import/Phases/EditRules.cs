namespace EstateMap.Import.Phases;

/// <summary>What the fields of one record must be to each other, which an edit of one of them cannot know.</summary>
internal static class EditRules
{
    private static readonly string[] coordinates = ["longitude", "latitude"];

    /// <summary>The fields that only make sense edited together with this one, itself among them.</summary>
    public static IReadOnlyList<string> Pair(string field) => field is "longitude" or "latitude" ? coordinates : [field];

    /// <summary>The first contradiction in a record, and the fields it is between; null where there is none. Files are held to the same rules as they are read.</summary>
    public static (string[] Fields, string Sentence)? Broken(Draft draft) =>
        draft.Point is { } at && (double.IsNaN(at.X) || double.IsNaN(at.Y)) ? (coordinates, $"{draft.Key} has no point yet: longitude and latitude belong together.")
        : draft.Number("maximum_age") < draft.Number("minimum_age") ? (["minimum_age", "maximum_age"], $"The ages of {draft.Key} would end before they begin.")
        : draft.Text("valid_from") is { } from && draft.Text("valid_to") is { } to && string.CompareOrdinal(from, to) >= 0 ? (["valid_from", "valid_to"], $"The dates of {draft.Key} would end before they begin.")
        : null;
}
