namespace EstateMap.Import.Datasets;

/// <summary>Boundaries of one kind and vintage: each feature an area.</summary>
internal static class Boundary
{
    public static readonly Layout Layout = new("boundary", 10, Becomes.Area,
    [
        new("area_code", FieldKind.Text, "code", "gss_code", "areacd"),
        new("area_name", FieldKind.Text, "name", "areanm"),
        new("designated_on", FieldKind.Date, "designation date"),
        new("land_area_ha", FieldKind.Number, "site area hectares") { Least = 0.0001m, Most = 99_999_999m, Unit = "ha" },
    ], ["area_code"])
    {
        NeedsArea = true,
        Fixed = ["area_code"],
        Filled = ["area_name"],
        Refine = (draft, _) =>
        {
            if (draft.Text("area_code") is null && draft.Text("area_name") is { } name)
                draft.Derive("area_code", Names.Slug(name), "the publisher gives no code: the name as a slug");
            if (draft.Text("area_name") is null && draft.Text("area_code") is { } code)
                draft.Derive("area_name", code, "the publisher gives no name: the code stands in");
        },
    };
}
