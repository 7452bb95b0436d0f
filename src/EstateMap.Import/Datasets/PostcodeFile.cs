namespace EstateMap.Import.Datasets;

/// <summary>Postcodes with the point their addresses centre on.</summary>
internal static class PostcodeFile
{
    public static readonly Layout Layout = new("postcode", 20, Becomes.Postcode,
    [
        CommonFields.Postcode.Required, CommonFields.Longitude.Required, CommonFields.Latitude.Required,
        new("ward_code", FieldKind.Text, "ward"),
        new("lsoa_code", FieldKind.Text, "lsoa", "lsoa21"),
    ], ["postcode"])
    {
        Fixed = ["postcode"],
    };
}
