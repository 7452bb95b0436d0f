namespace EstateMap.Import.Datasets;

/// <summary>Leisure centres: each a service at its site, run by whoever manages it.</summary>
internal static class LeisureCentre
{
    public static readonly Layout Layout = new("leisure_centre", 70, Becomes.Site | Becomes.Service, CommonFields.Service, ["name", "postcode"])
    {
        Refine = (draft, _) => Addresses.Split(draft),
    };
}
