namespace EstateMap.Import.Datasets;

/// <summary>Community hubs: a service named after its town, at a site whose name opens the address.</summary>
internal static class CommunityHub
{
    public static readonly Layout Layout = new("community_hub", 80, Becomes.Site | Becomes.Service, CommonFields.Service, ["name", "postcode"])
    {
        Refine = (draft, _) =>
        {
            Addresses.Split(draft);
            // A hub is housed by somebody: the building's name, not the hub's, is what stands on the map and in other files.
            if (draft.Text("address")?.Split(',')[0].Trim() is { Length: > 3 } host && !char.IsAsciiDigit(host[0]))
                draft.Derive("site_name", host, "the first part of the address");
        },
    };
}
