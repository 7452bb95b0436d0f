namespace EstateMap.Import.Datasets;

/// <summary>Public libraries: each a service at the site it stands on.</summary>
internal static class Library
{
    public static readonly Layout Layout = new("library", 60, Becomes.Site | Becomes.Service, CommonFields.Service, ["name", "postcode"])
    {
        Refine = (draft, _) => Addresses.Split(draft),
    };
}
