using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Land and building assets as the Local Government Transparency Code 2015 has councils publish them: a row is a block or plot, held on a tenure.</summary>
internal static class Register
{
    public static readonly Layout Layout = new("register", 40, Becomes.Site | Becomes.Property,
    [
        new Field("asset_code", FieldKind.Text, "asset reference", "property reference", "local reference").Required,
        CommonFields.Name, CommonFields.OrganisationName, CommonFields.OrganisationUri,
        new("as_at", FieldKind.Date, "effective date"),
        CommonFields.Uprn, CommonFields.StreetNumber, CommonFields.StreetName, CommonFields.PostTown, CommonFields.Postcode,
        new("crs", FieldKind.Text, "coordinate reference system"),
        CommonFields.Longitude, CommonFields.Latitude,
        new("tenure_type", FieldKind.Term) { Vocabulary = "tenure-types" },
        new("tenure_detail", FieldKind.Term) { Vocabulary = "tenure-details" },
        new("other_detail", FieldKind.Text, "tenure other detail"),
        new("holding_type", FieldKind.Term) { Vocabulary = "property-kinds" },
        new("floor_area_m2", FieldKind.Number, "building size", "floor area", "gia") { Least = 0.01m, Most = 9_999_999_999m },
        new("land_area_ha", FieldKind.Number, "land area", "site area") { Least = 0.0001m, Most = 99_999_999m },
        new("energy_rating", FieldKind.EnergyRating),
    ], ["asset_code"])
    {
        GroupsByPoint = true,
        Refine = Refine,
    };

    private static void Refine(Draft draft, Manifest manifest)
    {
        var kind = draft.Text("holding_type");
        if (kind is null)
            draft.Derive("holding_type", "land", "the register does not say whether this is a building or land; land is the lesser claim");
        // The free detail names the use of about half the rows; the rest are just public buildings and public land.
        var use = draft.Text("other_detail") is { } detail ? Vocabulary.Find("site-uses", detail)?.Code : null;
        draft.Set("use", use is null or "public_land" or "public_building" ? kind is "building" or "land_and_building" ? "public_building" : "public_land" : use);
        if (draft.Text("energy_rating") is not null)
            draft.Derive("energy_certificate_kind", "DEC", "the register does not say which certificate; public buildings display a DEC");
        if (draft.Text("tenure_type") == "freehold" && draft.Text("tenure_detail") == "leasehold_in")
            draft.Report(Issues.IssueType.TenureContradictory, "tenure_detail", "Freehold, Leasehold In", "A freehold is not held on a lease from another; both words are kept.");
    }
}
