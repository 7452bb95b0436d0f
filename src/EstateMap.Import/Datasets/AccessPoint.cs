namespace EstateMap.Import.Datasets;

/// <summary>Where one gets into places of another file, which the manifest names: points on the edges of its outlines.</summary>
internal static class AccessPoint
{
    public static readonly Layout Layout = new("access_point", 115, Becomes.AccessPoint,
    [
        CommonFields.Id,
        new Field("access_type", FieldKind.Term, "type") { Vocabulary = "access-types" }.Required,
        CommonFields.Longitude, CommonFields.Latitude, CommonFields.Coordinates,
    ], ["access_type", "longitude", "latitude"])
    {
        // Two gates stand side by side.
        KeyDecimals = 7,
    };
}
