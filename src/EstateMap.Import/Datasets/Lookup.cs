namespace EstateMap.Import.Datasets;

/// <summary>A publisher's table of which area lies in which, one row a small area. Codes are the keys; names are not read, since two areas may share one.</summary>
internal static class Lookup
{
    /// <summary>Kinds of area that a table puts others into; the code of each has a column.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["lsoa", "msoa", "ward", "neighbourhood", "authority"];

    public static readonly Layout Layout = new("lookup", 32, Becomes.Lookup,
    [
        new Field("area_code", FieldKind.Text, "code", "gss_code").Required,
        .. Kinds.Select(kind => new Field(Column(kind), FieldKind.Text)),
    ], ["area_code"])
    {
        NeedsArea = true,
        Fixed = ["area_code"],
    };

    /// <summary>The field that holds the code of the area of a kind.</summary>
    public static string Column(string kind) => $"{kind}_code";
}
