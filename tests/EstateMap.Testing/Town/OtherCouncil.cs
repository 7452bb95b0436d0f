using System.Globalization;
using System.Text;
using EstateMap.Testing.Sample;

namespace EstateMap.Testing.Town;

/// <summary>One asset of a council that does not exist, as it truly is: eastings and northings in metres (EPSG:27700), floor in m2 and land in hectares as an import ends up with them; null is not stated.</summary>
public sealed record TrueAsset
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public string? Uprn { get; init; }
    public string? StreetNumber { get; init; }
    public string? StreetName { get; init; }
    public string? PostTown { get; init; }
    public string? Postcode { get; init; }
    public int? Easting { get; init; }
    public int? Northing { get; init; }
    public string? TenureType { get; init; }
    public string? TenureDetail { get; init; }
    public required string Kind { get; init; }
    public decimal? Floor_m2 { get; init; }
    public decimal? Land_ha { get; init; }
    public string? Energy { get; init; }
    public required string AsAt { get; init; }
    public required string Use { get; init; }

    /// <summary>All of it in one line, the way the test's query writes it.</summary>
    public string Line => string.Join('|', ((string?[])
    [
        Code, Name, Uprn?.PadLeft(12, '0'), StreetNumber, StreetName, PostTown, Postcode, Easting?.ToString(CultureInfo.InvariantCulture), Northing?.ToString(CultureInfo.InvariantCulture), TenureType, TenureDetail, Kind,
        Floor_m2?.ToString("0.00", CultureInfo.InvariantCulture), Land_ha?.ToString("0.0000", CultureInfo.InvariantCulture), Energy, AsAt, Use,
    ]).Select(v => v ?? "-"));
}

/// <summary>The registers of five made-up councils: the truth from a seeded generator, each written with oddities of its own. Every oddity has been met in a published register; no fact in them is real.</summary>
public static class OtherCouncil
{
    private static readonly string[] Places = ["Mill", "Weir", "Orchard", "Quarry", "Tannery", "Chapel", "Bridge", "Station", "Meadow", "Foundry", "Harbour", "Windmill"];
    private static readonly string[] Things = ["House", "Hall", "Centre", "Lodge", "Works", "Rooms", "Field", "Yard", "Gardens", "Depot"];
    private static readonly string[] Streets = ["Mill Lane", "High Street", "Weir Road", "Chapel Street", "Orchard Avenue", "Station Road"];
    private static readonly string[] Ratings = ["A", "B", "C", "D", "E", "F", "G"];

    /// <summary>Titles above the table, Windows-1252, bare carriage returns as line ends (also inside cells), square feet, acres, pounds, totals and empty rows below.</summary>
    public static (byte[] File, List<TrueAsset> Assets) Moorside()
    {
        var assets = Draw(seed: 11, count: 60, "MS");
        var text = new StringBuilder();
        text.Append("Moorside Borough Council,,,,,,,,,,,,,,,,,,\rAsset register as at 31st March 2026,,,,,,,,,,,,,,,,,,\r\r");
        text.Append("Property Ref No,\"Name of the building/\rland or both\",U.P.R.N.,Street number,Street,Town,Post Code,Easting,Northing,Tenure,Tenure Category,Building or land,GIA (sq ft),Area (acres),EPC,Effective Date,Purchase price,,\r");
        for (var i = 0; i < assets.Count; i++)
        {
            var a = assets[i];
            // A real sale is in round numbers; so are the sizes somebody measured in feet.
            var feet = a.Floor_m2 is { } m2 ? decimal.Round(m2 / 0.09290304m) : (decimal?)null;
            var acres = a.Land_ha is { } ha ? decimal.Round(ha * 10_000m / 4_046.8564224m, 2) : (decimal?)null;
            var name = i == 3 ? "Café – Mill House" : i == 4 ? "Weir\rHall" : a.Name;
            assets[i] = a = a with
            {
                Name = name.Replace('\r', ' '),
                Floor_m2 = feet is { } f ? Two(f * 0.09290304m) : null,
                Land_ha = acres is > 0 ? decimal.Round(acres.Value * 0.40468564224m, 4) : null,
                AsAt = "2026-03-31",
            };
            text.AppendJoin(',', a.Code, Quoted(name), a.Uprn, a.StreetNumber, a.StreetName, a.PostTown, a.Postcode, Thousands(a.Easting), Thousands(a.Northing), a.TenureType == "freehold" ? "Freehold" : "Leasehold",
                Detail(a.TenureDetail), a.Kind switch { "land_and_building" => "Both", "land" => "Land", _ => "Building" }, Thousands(feet), acres is > 0 ? acres.Value.ToString(CultureInfo.InvariantCulture) : "N/K", a.Energy,
                "31/03/2026", $"\"£{(i + 1) * 12_500:N0}\"", "", "").Append('\r');
        }

        text.Append("TOTAL,,,,,,,,,,,,\"123,456\",78.9,,,\"£22,875,000\",,\r,,,,,,,,,,,,,,,,,,\r,,,,,,,,,,,,,,,,,,");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return (Encoding.GetEncoding(1252).GetBytes(text.ToString()), assets);
    }

    /// <summary>Headers that say nothing, one column for both coordinates, yes-and-no columns, a header used twice, spreadsheet day numbers, contacts of persons, land in square metres.</summary>
    public static (byte[] File, List<TrueAsset> Assets) Fenwick()
    {
        var assets = Draw(seed: 12, count: 60, "F-");
        var text = new StringBuilder("Ref,Col 2,Col 3,Col 4,Where,Ref,Freehold,Leasehold,Buildings,Land,Vacant,Floor area,Site area (sqm),Rating,Effective date,Site contact\n");
        for (var i = 0; i < assets.Count; i++)
        {
            var a = assets[i];
            var metres = a.Land_ha is { } ha ? decimal.Round(ha * 10_000m) : (decimal?)null;
            assets[i] = a = a with
            {
                StreetNumber = null,
                StreetName = null,
                PostTown = null,
                TenureDetail = a.TenureDetail == "vacant" ? "vacant" : null,
                Land_ha = metres is > 0 ? decimal.Round(metres.Value / 10_000m, 4) : null,
                AsAt = i % 2 == 0 ? "2026-03-31" : "2025-09-30",
            };
            var where = a.Easting is null ? "" : i % 3 == 0 ? $"POINT ({a.Easting} {a.Northing})" : i % 3 == 1 ? $"\"{a.Easting}, {a.Northing}\"" : $"E{a.Easting} N{a.Northing}";
            text.AppendJoin(',', a.Code, Quoted(a.Name), a.Uprn, a.Postcode, where, $"OLD/{i % 7}", Yes(a.TenureType == "freehold"), Yes(a.TenureType == "leasehold"), Yes(a.Kind != "land"), Yes(a.Kind != "building"),
                Yes(a.TenureDetail == "vacant"), a.Floor_m2 is { } m2 ? Quoted(m2.ToString("N2", CultureInfo.InvariantCulture)) : "not known", metres is > 0 ? Thousands(metres) : "", a.Energy, i % 2 == 0 ? "46112" : "45930",
                $"pat.keyholder{i}@gmail.com").Append('\n');
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), assets);
    }

    /// <summary>Grid references under GeoX and GeoY, whole addresses in one column, interests in short, kinds of asset that are street furniture or no estate at all, ratings with their score, N/K, line ends in cells.</summary>
    public static (byte[] File, List<TrueAsset> Assets) Harrowby()
    {
        var assets = Draw(seed: 13, count: 60, "HB/");
        var text = new StringBuilder("\uFEFFUnique Asset Identity,Asset Name,Address,GeoX,GeoY,Interest,Asset Type,Reason for holding asset,GIA m²,Hectares,DEC rating,Date effective\r\n");
        (string Word, string Use, string Kind)[] kinds =
        [
            ("Offices", "office", "building"), ("Bus shelter", "street_furniture", "land"), ("Telephone kiosk", "street_furniture", "land"), ("War Memorial", "memorial", "land"), ("Lamp columns", "street_furniture", "land"),
            ("Car park", "car_park", "land"), ("Library", "library", "building"), ("Land", "public_land", "land"), ("Building", "public_building", "building"), ("Monument", "memorial", "land"),
        ];
        for (var i = 0; i < assets.Count; i++)
        {
            var (word, use, kind) = kinds[i % kinds.Length];
            var hasFloor = kind == "building";
            var a = assets[i] with { Uprn = null, TenureDetail = null, Use = use, Kind = kind, Floor_m2 = hasFloor ? assets[i].Floor_m2 ?? 100.5m : null, AsAt = "2026-03-31", PostTown = "Milltown" };
            a = a with { StreetNumber = a.StreetNumber ?? "1", Land_ha = a.Land_ha is { } ha ? Math.Max(0.01m, decimal.Round(ha, 2)) : null };
            assets[i] = a;
            var address = $"{a.StreetNumber} {a.StreetName},{(i % 5 == 0 ? "\r\n" : " ")}Milltown{(a.Postcode is null ? "" : $", {a.Postcode}")}";
            text.AppendJoin(',', a.Code, Quoted(a.Name), Quoted(address), a.Easting, a.Northing, a.TenureType == "freehold" ? "FH" : "LH", word, i % 2 == 0 ? "Service provision" : "Community asset",
                a.Floor_m2?.ToString("0.##", CultureInfo.InvariantCulture) ?? "N/K", a.Land_ha?.ToString(CultureInfo.InvariantCulture) ?? "n/k", a.Energy is null ? "" : $"{a.Energy} ({40 + i})", "31 March 2026").Append("\r\n");
            if (i % 20 == 7)
                text.AppendJoin(',', $"V{i}", "Refuse vehicle", "", "", "", "", i == 7 ? "Vehicle" : "Vehicles", "Service provision", "", "", "", "31 March 2026").Append("\r\n");
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), assets);
    }

    /// <summary>Headers in capitals that are the Code's in other words, one of them used three times, units after the numbers, UPRNs as a spreadsheet's decimals, postcodes without their blank, tenures in any case, eastings with decimals.</summary>
    public static (byte[] File, List<TrueAsset> Assets) Ashdale()
    {
        var assets = Draw(seed: 14, count: 60, "ASH-");
        var text = new StringBuilder("AUTHORITY,ASSET NO.,PREMISES,NOTES,UPRN NUMBER,BUILDING NO,ROAD,POST TOWN,POSTAL CODE,NOTES,X COORDINATE,Y COORDINATE,CRS,INTEREST HELD,OCCUPANCY,LAND OR BUILDING,GROSS INTERNAL AREA,SITE AREA,EPC BAND,AS AT,NOTES\r\n");
        for (var i = 0; i < assets.Count; i++)
        {
            var a = assets[i];
            assets[i] = a = a with { Land_ha = a.Land_ha is { } ha ? decimal.Round(ha, 2) is > 0 and var rounded ? rounded : 0.01m : null };
            var holding = a.TenureType switch { "freehold" => (i % 3) switch { 0 => "FREEHOLD", 1 => "freehold", _ => "Freehold " }, _ => i % 2 == 0 ? "LEASEHOLD" : "Leasehold" };
            text.AppendJoin(',', "Ashdale Council", a.Code, Quoted(a.Name), i % 7 == 0 ? "see file" : "", a.Uprn is null ? "" : a.Uprn + ".0", a.StreetNumber, a.StreetName, a.PostTown?.ToUpperInvariant(), a.Postcode?.Replace(" ", "", StringComparison.Ordinal), "",
                a.Easting is { } x ? $"{x}.00" : "", a.Northing is { } y ? $"{y}.00" : "", a.Easting is null ? "" : "OSGB36 / British National Grid", holding, a.TenureDetail switch { "owner_occupied" => "Owner-occupied", "leasehold_out" => "LET", "vacant" => "VOID", _ => "" },
                a.Kind switch { "land_and_building" => "Land & Buildings", "land" => "LAND", _ => "BUILDING" }, a.Floor_m2 is { } m2 ? Quoted($"{m2.ToString("N2", CultureInfo.InvariantCulture)} m2") : "", a.Land_ha is { } size ? $"{size.ToString(CultureInfo.InvariantCulture)} ha" : "",
                a.Energy?.ToLowerInvariant(), "31-Mar-2026", "").Append("\r\n");
            assets[i] = a with { PostTown = a.PostTown?.ToUpperInvariant() };
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), assets);
    }

    /// <summary>Windows-1252 with a title, line feeds inside headers and cells, a key used under two headers of one name, both coordinates in one column of another name, Y and N for what there is, empty rows, and things that are no estate.</summary>
    public static (byte[] File, List<TrueAsset> Assets) Sandford()
    {
        var assets = Draw(seed: 15, count: 60, "SF");
        var text = new StringBuilder("Sandford Council – land and property,,,,,,,,,,,,,,\n\nProperty\tRef,\"Property\nDescription\",Full Address,Property Ref,Post Code,Easting / Northing,Freehold Y/N,Leasehold Y/N,Vacant Y/N,Property Type,\"Floor Area\n(m²)\",Area (ha),Energy Rating,Date of information,\n");
        for (var i = 0; i < assets.Count; i++)
        {
            var a = assets[i];
            var name = i == 5 ? "Bürgerhaus – Café" : a.Name;
            a = a with
            {
                Name = name,
                Uprn = null,
                StreetNumber = a.StreetNumber ?? "7",
                TenureDetail = a.TenureDetail == "vacant" ? "vacant" : null,
                Kind = a.Kind == "land" ? "land" : "building",
                Land_ha = a.Land_ha is { } ha ? decimal.Round(ha, 3) : null,
            };
            assets[i] = a;
            var written = i % 6 == 0 ? name.Replace(" ", "\n", StringComparison.Ordinal) : name;
            text.AppendJoin(',', a.Code, Quoted(written), Quoted($"{a.StreetNumber} {a.StreetName},\nMilltown"), $"X{i % 5}", a.Postcode?.ToLowerInvariant(), a.Easting is null ? "" : $"{a.Easting} / {a.Northing}",
                a.TenureType == "freehold" ? "Y" : "N", a.TenureType == "leasehold" ? "Y" : "N", a.TenureDetail == "vacant" ? "Y" : "N", a.Kind == "land" ? "Land" : "Building", a.Floor_m2?.ToString(CultureInfo.InvariantCulture) ?? "", a.Land_ha?.ToString(CultureInfo.InvariantCulture),
                a.Energy, "31.03.2026", "").Append('\n');
            if (i % 20 == 9)
                text.Append(",,,,,,,,,,,,,,\n").AppendJoin(',', $"V{i}", "Chain of office", "", "", "", "", "N", "N", "N", "Artwork", "", "", "", "31.03.2026", "").Append('\n');
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return (Encoding.GetEncoding(1252).GetBytes(text.ToString()), assets);
    }

    private static List<TrueAsset> Draw(int seed, int count, string prefix)
    {
        var chance = new SeededNumbers((ulong)seed);
        var assets = new List<TrueAsset>();
        for (var i = 0; i < count; i++)
        {
            var kind = Pick(chance, "building", "land", "land_and_building");
            var freehold = chance.NextBelow(4) > 0;
            var isPlaced = i % 9 != 8;
            assets.Add(new TrueAsset
            {
                Code = $"{prefix}{i + 1:0000}",
                Name = $"{Places[chance.NextBelow(Places.Length)]} {Things[chance.NextBelow(Things.Length)]} {i + 1}",
                Uprn = i % 4 == 3 ? null : $"10012{chance.NextBelow(9_000_000) + 1_000_000}",
                StreetNumber = i % 3 == 0 ? null : $"{chance.NextBelow(200) + 1}",
                StreetName = Streets[chance.NextBelow(Streets.Length)],
                PostTown = "Milltown",
                Postcode = i % 5 == 4 ? null : Pick(chance, "ZZ1 1AA", "ZZ1 1AB"),
                // Apart enough that no two are one site.
                Easting = isPlaced ? 376_000 + i * 53 : null,
                Northing = isPlaced ? 392_000 + (i * 37 % 60) * 41 : null,
                TenureType = freehold ? "freehold" : "leasehold",
                TenureDetail = freehold ? Pick(chance, "owner_occupied", "leasehold_out", "vacant") : Pick(chance, "owner_occupied", "vacant"),
                Kind = kind,
                Floor_m2 = kind == "land" ? null : 50m + chance.NextBelow(500_000) / 100m,
                Land_ha = kind == "building" ? null : 0.05m + chance.NextBelow(40_000) / 10_000m,
                Energy = kind != "land" && i % 2 == 0 ? Ratings[chance.NextBelow(Ratings.Length)] : null,
                AsAt = "2026-03-31",
                Use = kind == "land" ? "public_land" : "public_building",
            });
        }

        return assets;
    }

    private static string Pick(SeededNumbers chance, params string[] from) => from[chance.NextBelow(from.Length)];

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Yes(bool value) => value ? "Yes" : "No";

    private static string Detail(string? code) => code switch { "owner_occupied" => "Occupied by the LA", "leasehold_out" => "Ground leasehold", "vacant" => "Vacant", _ => "" };

    private static string Thousands(decimal? number) => number is { } n ? Quoted(n.ToString("N0", CultureInfo.InvariantCulture)) : "";

    private static decimal Two(decimal number) => decimal.Round(decimal.Round(number, 4), 2, MidpointRounding.AwayFromZero);
}
