using System.Globalization;
using System.Text.Json;
using EstateMap.Import;

namespace EstateMap.Server.Maps.Registers;

/// <summary>One column of the published register: its header, the field it states, its CSVW datatype (https://www.w3.org/TR/tabular-data-primer/#datatypes) and what it means.</summary>
/// <param name="Format">A regular expression for strings, a pattern for dates, null for none.</param>
internal sealed record RegisterColumn(string Name, string Field, string Base, string? Format, bool IsRequired, string Description)
{
    public double? Minimum { get; init; }
    public double? Maximum { get; init; }
}

/// <summary>
/// The register in the columns of the Local Government Transparency Code 2015, as the Local Government Association's guidance on land and building assets (version 1.4) spells them.
/// The optional ones follow the Code's and are written only where a record has them.
/// </summary>
internal static class RegisterColumns
{
    private const string RatingFormat = @"A\+?|[B-G]";

    public static readonly IReadOnlyList<RegisterColumn> Code =
    [
        new("OrganisationLabel", "organisation_name", "string", null, true, "Name of the organisation that holds the asset."),
        new("OrganisationURI", "organisation_uri", "anyURI", null, false, "Uniform Resource Identifier of that organisation."),
        new("EffectiveDate", "as_at", "date", "yyyy-MM-dd", false, "Date at which the information is true; where it is empty, that of the whole publication (dc:modified)."),
        new("UPRN", "uprn", "string", "[0-9]{12}", false, "Unique Property Reference Number, with its leading zeros; of the site where several assets share one."),
        new("AssetCode", "asset_code", "string", null, true, "The organisation's own reference of the asset."),
        new("PropertyName", "name", "string", null, true, "Name of the asset."),
        new("StreetNumber", "street_number", "string", null, false, "Number of the building in its street."),
        new("StreetName", "street_name", "string", null, false, "Street."),
        new("PostTown", "post_town", "string", null, false, "Post town."),
        new("PostCode", "postcode", "string", "[A-Z]{1,2}[0-9][A-Z0-9]?( [0-9][A-Z]{2})?", false, "Postcode, or its outward half where no more is known."),
        new("CoordinateReferenceSystem", "crs", "string", "WGS84", false, "System of GeoX and GeoY: WGS84 (EPSG:4326), longitude in GeoX and latitude in GeoY. Empty where the position is not known."),
        new("GeoX", "longitude", "decimal", null, false, "Longitude in degrees, east positive. Only as stated for the asset itself: a postcode's centre is not published as its position.") { Minimum = -9, Maximum = 2.5 },
        new("GeoY", "latitude", "decimal", null, false, "Latitude in degrees, north positive.") { Minimum = 49, Maximum = 61.5 },
        new("TenureType", "tenure_type", "string", Words("tenure-types"), false, "How the organisation holds the asset."),
        new("TenureDetail", "tenure_detail", "string", Words("tenure-details"), false, "How the tenure is used."),
        new("OtherDetail", "other_detail", "string", null, false, "Further words on tenure or use."),
        new("HoldingType", "holding_type", "string", "Buildings|Land|Land/Buildings", false, "Whether the asset is land, buildings or both; empty where the organisation does not say."),
        new("BuildingSize", "floor_area_m2", "decimal", null, false, "Floor area in square metres, as the organisation states it (the Code asks for gross internal area).") { Minimum = 0 },
        new("LandArea", "land_area_ha", "decimal", null, false, "Area of the land in hectares.") { Minimum = 0 },
        new("EnergyRating", "energy_rating", "string", RatingFormat, false, "Rating on the Display Energy Certificate, A+ to G."),
    ];

    public static readonly IReadOnlyList<RegisterColumn> Optional =
    [
        new("Address", "address", "string", null, false, "The whole address in one line, as the organisation gives it."),
        new("AssetType", "asset_type", "string", null, false, "Kind of asset in the organisation's words."),
        new("HoldingReason", "holding_reason", "string", null, false, "Why the asset is held."),
        new("IsBuilding", "is_building", "boolean", null, false, "Whether there is a building."),
        new("IsLand", "is_land", "boolean", null, false, "Whether there is land."),
        new("IsFreehold", "is_freehold", "boolean", null, false, "Whether the freehold is held."),
        new("IsLeasehold", "is_leasehold", "boolean", null, false, "Whether a lease is held."),
        new("IsVacant", "is_vacant", "boolean", null, false, "Whether it stands empty."),
    ];

    /// <summary>The cells of a record, one for each column; empty where it says nothing.</summary>
    /// <param name="content">Harmonised fields, as records are stored.</param>
    /// <param name="assumed">Fields that are left empty because whoever reads the publication would assume them too.</param>
    public static string[] Cells(IReadOnlyList<RegisterColumn> columns, JsonElement content, IReadOnlyCollection<string> assumed)
    {
        var isGiven = content.TryGetProperty("location_precision", out var precision) && precision.GetString() == "given";
        var cells = new string[columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var field = columns[i].Field;
            cells[i] = field switch
            {
                "crs" => isGiven ? "WGS84" : "",
                "longitude" or "latitude" when !isGiven => "",
                _ when assumed.Contains(field) => "",
                "tenure_type" => Label("tenure-types", Text(field)),
                "tenure_detail" => Label("tenure-details", Text(field)),
                "holding_type" => Text(field) switch { "building" => "Buildings", "land" => "Land", "land_and_building" => "Land/Buildings", _ => "" },
                _ => Text(field),
            };
        }

        return cells;

        string Text(string field) => !content.TryGetProperty(field, out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => (value.GetDecimal() / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "",
        };
    }

    private static string Label(string vocabulary, string code) => code.Length == 0 ? "" : Vocabulary.Find(vocabulary, code)?.Label ?? code;

    private static string Words(string vocabulary) => string.Join('|', Vocabulary.Of(vocabulary).Select(term => term.Label));
}
