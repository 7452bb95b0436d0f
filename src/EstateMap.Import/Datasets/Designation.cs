namespace EstateMap.Import.Datasets;

/// <summary>What is protected, such as listed buildings: each a site, and a designation of it with grade, reference and dates.</summary>
internal static class Designation
{
    public static readonly Layout Layout = new("designation", 55, Becomes.Site | Becomes.Designation,
    [
        CommonFields.Id with { Headers = [.. CommonFields.Id.Headers, "list entry", "list entry number", "list uid"] },
        .. CommonFields.Place,
        new Field("designation", FieldKind.Term) { Vocabulary = "designations" }.Required,
        new("grade", FieldKind.Text),
        new("designated_on", FieldKind.Date, "list date", "designation date", "date designated"),
        new("amended_on", FieldKind.Date, "amend date", "amended"),
        CommonFields.Url with { Headers = [.. CommonFields.Url.Headers, "hyperlink"] },
    ], ["id"]);
}
