using System.Text.RegularExpressions;
using EstateMap.Import.Phases;

namespace EstateMap.Import.Datasets;

/// <summary>Land and building assets as the Local Government Transparency Code 2015 has councils publish them: a row is a block or plot, held on a tenure.</summary>
internal static partial class Register
{
    public static readonly Layout Layout = new("register", 40, Becomes.Site | Becomes.Property,
    [
        new Field("asset_code", FieldKind.Text, "asset reference", "property reference", "local reference", "unique asset identity", "unique asset id", "unique asset identifier", "unique asset reference", "asset identity",
            "asset id", "asset no", "asset number", "asset ref", "asset ref no", "asset reference number", "property ref", "property ref no", "property reference number", "property number", "property no", "property id", "property code",
            "site code", "site ref", "site reference", "terrier ref", "terrier reference", "terrier number", "deed packet", "local asset reference", "internal reference", "reference", "reference number", "ref", "ref no", "id").Required,
        CommonFields.Name with { Headers = [.. CommonFields.Name.Headers, "asset name", "property", "building name", "name of the building land or both", "name of building or land", "name of building land", "building or land name", "land or building name",
            "name of asset", "name of property", "asset title", "asset", "site", "premises", "premises name", "property description", "asset description", "description of asset", "description of property"] },
        CommonFields.OrganisationName with { Headers = [.. CommonFields.OrganisationName.Headers, "organisation name", "owning organisation", "local authority", "authority", "council", "publisher label"] },
        CommonFields.OrganisationUri,
        new("as_at", FieldKind.Date, "effective date", "as at", "date as at", "data as at", "snapshot date", "date effective", "date of information"),
        CommonFields.Uprn, CommonFields.StreetNumber, CommonFields.StreetName, CommonFields.PostTown, CommonFields.Postcode,
        CommonFields.Address with { Headers = ["full address", "property address", "asset address", "site address", "postal address", "location"] },
        new("crs", FieldKind.Text, "coordinate reference system", "coordinate system", "projection", "srid"),
        CommonFields.Longitude, CommonFields.Latitude, CommonFields.Coordinates,
        new("tenure_type", FieldKind.Term, "tenure", "ownership", "ownership type", "interest", "legal interest", "interest held", "interest type", "type of interest", "nature of interest", "council interest", "property interest", "type of tenure",
            "tenure status", "freehold leasehold", "freehold or leasehold", "title") { Vocabulary = "tenure-types" },
        new("tenure_detail", FieldKind.Term, "tenure category", "tenure characteristics", "characteristics", "occupation", "occupancy", "occupancy status", "occupied by") { Vocabulary = "tenure-details" },
        new("other_detail", FieldKind.Text, "tenure other detail", "other", "other details", "other tenure"),
        new("holding_type", FieldKind.Term, "building or land", "land or building", "land and or building", "land building", "building land", "type of holding", "land building or both") { Vocabulary = "property-kinds" },
        new("asset_type", FieldKind.Text, "asset category", "asset class", "property type", "type of asset", "type of property", "category", "type", "current use", "present use", "use", "usage", "use type"),
        new("holding_reason", FieldKind.Text, "reason for holding", "reason for holding asset", "reason held", "reason asset held", "purpose of holding", "reason for ownership", "purpose"),
        new("floor_area_m2", FieldKind.Number, "building size", "floor area", "gia", "gross internal area", "gross internal floor area", "gifa", "gross internal", "internal area", "net internal area", "nia", "building area", "size of building",
            "floorspace", "floor space", "total floor area") { Least = 0.01m, Most = 9_999_999_999m, Unit = "m2" },
        new("land_area_ha", FieldKind.Number, "land area", "site area", "area of land", "plot area", "plot size", "site size", "land size", "area hectares", "area ha", "area acres", "hectares", "acreage", "acres", "size ha", "size acres")
            { Least = 0.0001m, Most = 99_999_999m, Unit = "ha" },
        new("energy_rating", FieldKind.EnergyRating, "epc rating", "dec rating", "epc", "dec", "energy performance rating", "energy performance", "epc band", "dec band", "energy band"),
        new("is_building", FieldKind.Flag, "building", "buildings", "building y n", "building on site"),
        new("is_land", FieldKind.Flag, "land", "land y n"),
        new("is_freehold", FieldKind.Flag, "freehold", "freehold y n", "freehold held"),
        new("is_leasehold", FieldKind.Flag, "leasehold", "leasehold y n", "leasehold held", "leased in"),
        new("is_vacant", FieldKind.Flag, "vacant", "vacant y n", "currently vacant", "empty"),
    ], ["asset_code"])
    {
        GroupsByPoint = true,
        Refine = Refine,
        Fixed = ["crs", "is_building", "is_land", "is_freehold", "is_leasehold", "is_vacant"],
        Filled = ["holding_type"],
        Follow = Follow,
    };

    private static void Refine(Draft draft, Manifest manifest)
    {
        var type = draft.Text("asset_type");
        // Registers of all that a council owns hold vans and chains of office too. What cannot stand on a map is no estate.
        foreach (var field in (string[])["asset_type", "other_detail"])
            if (draft.Text(field) is { } said && Find("movable-assets", said) is { } movable)
                draft.Reject(Issues.IssueType.NotLandOrBuilding, field, $"The row on line {draft.Line} is {movable.Description} ('{said}') and neither land nor a building; it was left out.");
        Addresses.Split(draft);
        HoldingType(draft, type);
        Tenure(draft);
        Follow(draft);
        Name(draft);
        if (draft.Text("tenure_type") == "freehold" && draft.Text("tenure_detail") == "leasehold_in")
            draft.Report(Issues.IssueType.TenureContradictory, "tenure_detail", "Freehold, Leasehold In", "A freehold is not held on a lease from another; both words are kept.");
    }

    private static void Follow(Draft draft)
    {
        // The free detail names the use of about half the rows; the rest are just public buildings and public land.
        var use = Use(draft.Text("other_detail")) ?? Use(draft.Text("asset_type"));
        draft.Set("use", use ?? (draft.Text("holding_type") is "building" or "land_and_building" ? "public_building" : "public_land"));
        if (draft.Text("energy_rating") is not null)
            draft.Derive("energy_certificate_kind", "DEC", "the register does not say which certificate; public buildings display a DEC");
        else
            draft.Remove("energy_certificate_kind");
    }

    /// <summary>What registers tell of a thing in its name alone: that it is theirs no longer, or another postcode.</summary>
    private static void Name(Draft draft)
    {
        if (draft.Text("name") is not { } name)
            return;
        if (Gone().Match(name) is { Success: true } gone)
            draft.Report(Issues.IssueType.AssetDoubtful, "name", name, $"The name says '{gone.Value}': this may no longer be an asset. It is kept as one until its owner says otherwise.");
        if (draft.Text("postcode") is { } postcode && PostcodeInside().Match(name.ToUpperInvariant()) is { Success: true } other && postcode.Contains(' ', StringComparison.Ordinal)
            && $"{other.Groups[1].Value} {other.Groups[2].Value}" is var named && named != postcode)
            draft.Report(Issues.IssueType.PostcodeInName, "postcode", postcode, $"The name quotes the postcode {named}, the postcode column says {postcode}; the column counts.", named);
    }

    [GeneratedRegex(@"\b(sold|transferred to|now part of|no longer|rent ?charge|disposed of|enlargement of (the )?term)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Gone();

    [GeneratedRegex(@"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex PostcodeInside();

    private static void HoldingType(Draft draft, string? type)
    {
        if (draft.Has("holding_type"))
            return;
        var (isBuilding, isLand) = (draft.Flag("is_building"), draft.Flag("is_land"));
        if (type is not null && Find("property-kinds", type) is { } kind)
            draft.Derive("holding_type", kind.Code, "from the type of asset", type);
        else if (isBuilding == true || isLand == true)
            draft.Derive("holding_type", isBuilding != true ? "land" : isLand == true ? "land_and_building" : "building", "from the columns that say yes or no to building and land");
        else if (draft.Has("floor_area_m2"))
            draft.Derive("holding_type", "building", "the register does not say whether this is a building or land, but gives it a floor area");
        else
            draft.Derive("holding_type", "land", "the register does not say whether this is a building or land; land is the lesser claim");
    }

    private static void Tenure(Draft draft)
    {
        if (!draft.Has("tenure_type") && (draft.Flag("is_freehold") == true) != (draft.Flag("is_leasehold") == true))
            draft.Derive("tenure_type", draft.Flag("is_freehold") == true ? "freehold" : "leasehold", "from the columns that say yes or no to freehold and leasehold");
        if (!draft.Has("tenure_detail") && draft.Flag("is_vacant") == true)
            draft.Derive("tenure_detail", "vacant", "from the column that says yes or no to vacant");
    }

    private static string? Use(string? word) => word is not null && Find("site-uses", word)?.Code is { } code && code is not ("public_land" or "public_building") ? code : null;

    /// <summary>The term for a word or its plural.</summary>
    private static Vocabulary.Term? Find(string vocabulary, string word) =>
        Vocabulary.Find(vocabulary, word) ?? (word.EndsWith('s') ? Vocabulary.Find(vocabulary, word[..^1]) : null);
}
