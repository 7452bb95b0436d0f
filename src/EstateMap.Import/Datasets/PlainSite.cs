namespace EstateMap.Import.Datasets;

/// <summary>Any list of places, such as parks: each row a site, with nothing offered there that we know of.</summary>
internal static class PlainSite
{
    public static readonly Layout Layout = new("site", 50, Becomes.Site,
        [CommonFields.Id, .. CommonFields.Place, new("use", FieldKind.Term, "kind", "type", "category") { Vocabulary = "site-uses" }], ["name", "postcode"])
    {
        Refine = (draft, _) => Addresses.Split(draft),
    };
}
