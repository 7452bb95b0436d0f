namespace EstateMap.Import.Datasets;

/// <summary>Schools and colleges: each a service at its site, run by its trust or by itself.</summary>
internal static class School
{
    public static readonly Layout Layout = new("school", 90, Becomes.Site | Becomes.Service, CommonFields.Service, ["name", "postcode"])
    {
        RunsItself = "education",
        Refine = (draft, _) => Addresses.Split(draft),
    };
}
