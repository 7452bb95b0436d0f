using System.Globalization;
using EstateMap.Testing.Sample;

namespace EstateMap.Testing.Town;

/// <summary>
/// A made-up register of land and building assets in the Transparency Code's columns, any number of rows, the same for the same seed, and as messy as real ones. Shares of rows, after a count of the
/// faults in a real council's register: 39 % without coordinates, 38 % with an outward code only, 55 % without a UPRN, 10 % sharing one, 17 % blocks of one place on one point, a quarter with a floor
/// area and a third of those repeating the site's total, 4 % far from their own postcode, 1 in 600 swapped, 1 in 200 outside, and typed oddities (case, letters for digits, quotes, line breaks, mojibake).
/// Rows are written one at a time; nothing grows with their number.
/// </summary>
public sealed class MessyRegister(int rows, ulong seed)
{
    /// <summary>South-west corner, degrees; the square grows with the rows so that its density stays that of a council's register.</summary>
    public const double West = -2.9, South = 51.1;

    public const double RowsPerSquareKm = 10;
    private const double metresPerDegreeNorth = 111_250, metresPerDegreeEast = 69_500;

    public const string Header = "OrganisationLabel,OrganisationURI,EffectiveDate,UPRN,AssetCode,PropertyName,StreetNumber,StreetName,PostTown,PostCode,CoordinateReferenceSystem,GeoX,GeoY,"
                                 + "TenureType,TenureDetail,OtherDetail,HoldingType,BuildingSize,LandArea,EnergyRating";

    private static readonly string[] Stems = ["Alder", "Ash", "Barton", "Beech", "Birch", "Brook", "Cedar", "Claremont", "Dane", "Elm", "Firs", "Grove", "Hazel", "Holly", "Kings", "Larch", "Lime", "Maple", "Moss", "Oak", "Park", "Pine", "Rowan", "Stret", "Thorn", "Urm", "Walton", "Willow", "Wood", "York"];
    private static readonly string[] Endings = ["wood", "ford", "ley", "ton", "field", "mere", "bank", "dale"];
    private static readonly string[] Nouns = ["Centre", "Park", "Library", "Primary School", "Allotments", "Playing Fields", "Community Centre", "Car Park", "Depot", "Town Hall", "Pavilion", "House", "Cemetery", "Nursery", "Recreation Ground", "Youth Club", "Clinic", "Garage Site", "Woodland", "Sub Station Site"];
    private static readonly string[] Blocks = ["Changing Rooms", "Bowling Pavilion", "Cafe", "Depot", "Stables", "Toilets", "Lodge", "Kiosk"];
    private static readonly string[] Ways = ["Road", "Street", "Lane", "Avenue", "Close", "Drive", "Way", "Grove"];
    private static readonly string[] Uses = ["Town Hall", "Park", "School", "Library", "Allotment", "Car Park", "Community Centre", "Open Space", "Shop", "", "", "", "", ""];

    /// <summary>Side of the square in kilometres.</summary>
    public double SideKm { get; } = Math.Max(4, Math.Sqrt(rows / RowsPerSquareKm));

    public int Rows => rows;

    /// <summary>Side of the square in degrees east and north.</summary>
    public (double East, double North) Side => (SideKm * 1000 / metresPerDegreeEast, SideKm * 1000 / metresPerDegreeNorth);

    /// <summary>Postcodes form a grid of squares, six rows or so to each: code, degrees east, degrees north of the centre.</summary>
    public IEnumerable<(string Postcode, double Longitude, double Latitude)> Postcodes()
    {
        for (var north = 0; north < postcodesAcross; north++)
            for (var east = 0; east < postcodesAcross; east++)
                yield return Postcode(east, north);
    }

    private readonly int postcodesAcross = Math.Max(4, (int)Math.Sqrt(rows / 6.0));

    public void Write(TextWriter to)
    {
        to.Write(Header);
        to.Write('\n');
        var numbers = new SeededNumbers(seed);
        var place = NewPlace(numbers);
        for (var row = 1; row <= rows; row++)
        {
            if (place.BlocksLeft == 0)
                place = NewPlace(numbers);
            place.BlocksLeft--;
            WriteRow(to, row, place, numbers);
        }
    }

    public void Write(string path)
    {
        using var file = new StreamWriter(path);
        Write(file);
    }

    /// <summary>Writes the postcodes as a CSV.</summary>
    public void WritePostcodes(string path) =>
        File.WriteAllLines(path, Postcodes().Select(p => Invariant($"{p.Postcode},{p.Longitude:0.000000},{p.Latitude:0.000000}")).Prepend("postcode,longitude,latitude"));

    /// <summary>Writes so many by so many areas that tile the square as GeoJSON; their common borders wind, with 40 corners to a side, so that a point's area is not its box.</summary>
    public void WriteAreas(string path, int across, string prefix)
    {
        const int corners = 40;
        var (width, height) = (Side.East / across, Side.North / across);
        using var to = new StreamWriter(path);
        to.Write("{\"type\":\"FeatureCollection\",\"features\":[");
        for (var area = 0; area < across * across; area++)
        {
            var (column, row) = (area % across, area / across);
            var ring = new List<string>();
            for (var step = 0; step < corners; step++)
                ring.Add(Corner(column + step / (double)corners, row));
            for (var step = 0; step < corners; step++)
                ring.Add(Corner(column + 1, row + step / (double)corners));
            for (var step = 0; step < corners; step++)
                ring.Add(Corner(column + 1 - step / (double)corners, row + 1));
            for (var step = 0; step < corners; step++)
                ring.Add(Corner(column, row + 1 - step / (double)corners));
            ring.Add(ring[0]);
            to.Write($"{(area > 0 ? "," : "")}\n{{\"type\":\"Feature\",\"properties\":{{\"area_code\":\"{prefix}{area:0000}\",\"area_name\":\"{prefix} {area}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{string.Join(',', ring)}]]}}}}");
        }

        to.Write("\n]}\n");

        // The winding is a function of the place alone, nothing at the square's own edge, so that neighbours share it.
        string Corner(double column, double row)
        {
            var inside = column > 0 && column < across && row > 0 && row < across;
            var (bendEast, bendNorth) = inside ? (0.1 * Math.Sin(row * 20) * width, 0.1 * Math.Sin(column * 20) * height) : (0, 0);
            return Invariant($"[{West + column * width + bendEast:0.0000000},{South + row * height + bendNorth:0.0000000}]");
        }
    }

    private sealed class Place
    {
        public int BlocksLeft;
        public int Blocks;
        public string Name = "", Street = "", Postcode = "", Size = "", Uprn = "", Town = "";
        public double Longitude, Latitude;
        public bool HasPoint;
    }

    private Place NewPlace(SeededNumbers numbers)
    {
        var blocks = numbers.NextUnit() < 0.055 ? 2 + numbers.NextBelow(5) : 1;
        var side = Side;
        var (east, north) = (numbers.NextUnit(), numbers.NextUnit());
        var stem = Stems[numbers.NextBelow(Stems.Length)] + Endings[numbers.NextBelow(Endings.Length)];
        var isElsewhere = numbers.NextUnit() < 0.04;
        var (code, _, _) = isElsewhere
            ? Postcode(numbers.NextBelow(postcodesAcross), numbers.NextBelow(postcodesAcross))
            : Postcode((int)(east * postcodesAcross), (int)(north * postcodesAcross));
        var isOutside = numbers.NextUnit() < 0.005;
        return new Place
        {
            BlocksLeft = blocks,
            Blocks = blocks,
            Name = $"{stem} {Nouns[numbers.NextBelow(Nouns.Length)]}",
            Street = $"{Stems[numbers.NextBelow(Stems.Length)]}{Endings[numbers.NextBelow(Endings.Length)]} {Ways[numbers.NextBelow(Ways.Length)]}",
            Town = $"{Stems[numbers.NextBelow(Stems.Length)]}chester",
            Postcode = numbers.NextUnit() switch { < 0.615 => code, < 0.99 => code.Split(' ')[0], < 0.995 => "", _ => code.Replace('0', 'O') },
            Longitude = West + side.East * (isOutside ? 1.02 : east),
            Latitude = South + side.North * north,
            HasPoint = numbers.NextUnit() < 0.613,
            Size = numbers.NextUnit() < 0.26 ? numbers.NextBetween(20, 4_000).ToString("0.##", CultureInfo.InvariantCulture) : "",
            Uprn = numbers.NextUnit() < 0.45 ? (10_000_000_000 + (long)(numbers.NextUnit() * 200_000_000_000)).ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    private void WriteRow(TextWriter to, int row, Place place, SeededNumbers numbers)
    {
        var name = place.Blocks > 1 ? $"{place.Name} - {Blocks[(place.Blocks - place.BlocksLeft) % Blocks.Length]}" : place.Name;
        var oddity = numbers.NextBelow(1_000);
        if (oddity < 10)
            name = $"\"{name}, formerly \"\"The {place.Town} Rooms\"\"\"";
        else if (oddity < 13)
            name = $"\"{name},\r\n{place.Town}\"";
        else if (oddity < 15)
            name += " Â£62 a year";
        var isBuilding = numbers.NextUnit() < 0.5;
        var (x, y) = (place.Longitude, place.Latitude);
        if (row % 600 == 0)
            (x, y) = (y, x);
        var uprn = place.Uprn.Length > 0 && numbers.NextUnit() < 0.1 && place.Uprn[0] == '1' ? place.Uprn.TrimStart('1') : place.Uprn;
        to.Write("Middle Region,https://example.org/id/middle-region,");
        to.Write((row % 5) switch { 0 => "2022-10-18", 1 => "2023-09-29", 2 => "2025-01-10", 3 => "18/10/2022", _ => "2025-09-12" });
        to.Write($",{uprn},MR{row:0000000}/{(isBuilding ? 'B' : 'T')}{row % 10_000_000:0000000},{name},{(numbers.NextUnit() < 0.14 ? Invariant($"{1 + numbers.NextBelow(150)}") : numbers.NextUnit() < 0.03 ? "54-56" : "")},");
        to.Write($"{place.Street},{(oddity < 40 ? place.Town.ToUpperInvariant() : place.Town)},{place.Postcode},");
        to.Write(place.HasPoint ? Invariant($"WGS84,{x:0.0000000},{y:0.0000000},") : ",,,");
        to.Write(oddity == 500 ? "," : numbers.NextUnit() < 0.85 ? "Freehold," : "Leasehold,");
        to.Write(oddity switch { 600 => "Leasehold out,", < 200 => "Leasehold Out,", < 230 => "Vacant,", _ => "Owner Occupied," });
        to.Write($"{Uses[numbers.NextBelow(Uses.Length)]},{(isBuilding ? "Buildings" : "Land")},{(isBuilding ? place.Size : "")},,{(isBuilding && numbers.NextUnit() < 0.2 ? "ABCDEFG"[numbers.NextBelow(7)].ToString() : "")}\n");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>ZA1 1AA and so on: 26 letters by up to 99 districts, ten sectors and 400 units each, by the number of the square.</summary>
    private (string Postcode, double Longitude, double Latitude) Postcode(int east, int north)
    {
        const string units = "ABDEFGHJLNPQRSTUWXYZ";
        var number = north * postcodesAcross + east;
        var (unit, rest) = (number % 400, number / 400);
        var (sector, outward) = (rest % 10, rest / 10);
        var code = $"{(char)('A' + outward / 99 % 26)}A{1 + outward % 99} {sector}{units[unit / 20]}{units[unit % 20]}";
        return (code, West + Side.East * (east + 0.5) / postcodesAcross, South + Side.North * (north + 0.5) / postcodesAcross);
    }
}
