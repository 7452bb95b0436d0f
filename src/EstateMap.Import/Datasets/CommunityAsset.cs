namespace EstateMap.Import.Datasets;

/// <summary>Community assets in the classes of asset-based community development.</summary>
internal static class CommunityAsset
{
    public static readonly Layout Layout = new("community_asset", 110, Becomes.CommunityAsset,
    [
        CommonFields.Id.Required, CommonFields.Name,
        new Field("abcd_class", FieldKind.Term, "class") { Vocabulary = "abcd-classes" }.Required,
        CommonFields.Description, CommonFields.OrganisationName,
        new("site_ref", FieldKind.Text, "site"),
        new("area_code", FieldKind.Text, "area"),
        CommonFields.Url, CommonFields.IsIllustrative,
    ], ["id"]);
}
