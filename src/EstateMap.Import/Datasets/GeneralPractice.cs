namespace EstateMap.Import.Datasets;

/// <summary>General practices: each an organisation that offers a service at its surgery.</summary>
internal static class GeneralPractice
{
    public static readonly Layout Layout = new("general_practice", 100, Becomes.Site | Becomes.Service, CommonFields.Service, ["name", "postcode"])
    {
        RunsItself = "nhs",
        Refine = (draft, _) => Addresses.Split(draft),
    };
}
