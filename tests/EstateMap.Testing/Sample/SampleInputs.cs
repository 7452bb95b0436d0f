using NetTopologySuite.Geometries;

namespace EstateMap.Testing.Sample;

/// <summary>A ward's facts: its GSS code, the neighbourhood it lies in and the published mid-2024 estimate of its people by age, in persons.</summary>
public sealed record SampleWard(string Code, string Name, string Neighbourhood, int Aged0To15, int Aged16To64, int Aged65AndOver)
{
    public int All => Aged0To15 + Aged16To64 + Aged65AndOver;
}

/// <summary>What was drawn and written by hand, from which the schematic boundaries and small areas are made; coordinates are
/// WGS84 degrees. The outline is a closed ring; each ward has one to three centres, keyed by its code.</summary>
public sealed record SampleInputs(
    string AuthorityCode, string AuthorityName, IReadOnlyList<Coordinate> Outline, ILookup<string, Coordinate> Centres, IReadOnlyList<SampleWard> Wards)
{
    /// <summary>Reads the hand-made files of a folder; throws <see cref="InvalidDataException"/> when a ward has no centre.</summary>
    public static SampleInputs Read(string folder)
    {
        var authority = PlainTable.Read(Path.Combine(folder, "authority.csv")).Single();
        var outline = PlainTable.Read(Path.Combine(folder, "outline.csv")).Select(Point).ToList();
        outline.Add(outline[0].Copy());
        var centres = PlainTable.Read(Path.Combine(folder, "ward-centres.csv")).ToLookup(row => row.Text("ward_code"), Point);
        var wards = PlainTable.Read(Path.Combine(folder, "wards.csv")).Select(row => new SampleWard(
            row.Text("ward_code"), row.Text("ward_name"), row.Text("neighbourhood"),
            row.Whole("population_0_15"), row.Whole("population_16_64"), row.Whole("population_65_over"))).ToList();

        if (wards.Find(w => !centres.Contains(w.Code)) is { } lost)
            throw new InvalidDataException($"Ward {lost.Code} ({lost.Name}) has no centre in ward-centres.csv.");
        return new SampleInputs(authority.Text("authority_code"), authority.Text("authority_name"), outline, centres, wards);
    }

    private static Coordinate Point(PlainRow row) => new(row.Number("longitude"), row.Number("latitude"));
}
