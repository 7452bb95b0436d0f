using System.Text.Json;
using EstateMap.Testing.Sample;
using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>The sample in geodata/sample: drawn by us, tiling, and adding up to what is published.</summary>
public sealed class SampleTests
{
    private static readonly SampleInputs Inputs = SampleInputs.Read(SampleFolder.Inputs);

    [Fact]
    public void The_committed_files_are_what_the_builder_makes()
    {
        var differing = new List<string>();
        foreach (var (path, text) in SampleBuilder.Build(Inputs))
        {
            var file = Path.Combine(SampleFolder.Path, path);
            if (!File.Exists(file))
            {
                // A missing file is written and fails until a person looks at it and commits it.
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
                differing.Add(path + " (was missing; written)");
            }
            else if (File.ReadAllText(file) != text)
            {
                differing.Add(path);
            }
        }
        Assert.Empty(differing);
    }

    [Fact]
    public void Every_level_tiles_the_same_outline_without_gap_or_overlap()
    {
        var authority = Assert.Single(ReadShapes("authority")).Shape;
        foreach (var level in new[] { "neighbourhoods", "wards", "small-areas" })
        {
            var shapes = ReadShapes(level).Select(f => f.Shape).ToArray();
            Assert.All(shapes, s => Assert.True(s.IsValid, level));
            Assert.False(CoverageValidator.HasInvalidResult(CoverageValidator.Validate(shapes)), level);
            Assert.True(CoverageUnion.Union(shapes).EqualsTopologically(authority), level);
        }
    }

    [Fact]
    public void The_authority_is_the_outline_drawn_by_hand()
    {
        var drawn = new GeometryFactory().CreatePolygon(Inputs.Outline.ToArray());
        var authority = Assert.Single(ReadShapes("authority")).Shape;

        // Vertices where boundaries meet the outline sit on a grid of 0.00001 degrees, so it bends by less than that.
        Assert.True(drawn.SymmetricDifference(authority).Area < 1e-5 * drawn.Length);
        Assert.InRange(Inputs.Outline.Count - 1, 20, 40);
        Assert.All(Inputs.Outline, c => Assert.Equal(0, Math.Abs(Math.IEEERemainder(c.X, 0.005)) + Math.Abs(Math.IEEERemainder(c.Y, 0.005)), 1e-9));
    }

    [Fact]
    public void There_are_21_wards_in_4_neighbourhoods_and_each_lies_in_its_own()
    {
        var neighbourhoods = ReadShapes("neighbourhoods").ToDictionary(f => f.Fields["area_name"], f => f.Shape);
        var wards = ReadShapes("wards").ToDictionary(f => f.Fields["area_code"], f => f.Shape);

        Assert.Equal(["Central", "North", "South", "West"], neighbourhoods.Keys.Order());
        Assert.Equal(21, wards.Count);
        Assert.All(Inputs.Wards, ward => Assert.True(neighbourhoods[ward.Neighbourhood].Covers(wards[ward.Code]), ward.Name));
    }

    [Fact]
    public void Each_ward_is_one_piece_cut_into_six_to_eight_small_areas_of_our_own_codes()
    {
        var wards = ReadShapes("wards").ToDictionary(f => f.Fields["area_code"], f => f.Shape);
        var smallAreas = ReadShapes("small-areas").ToDictionary(f => f.Fields["area_code"], f => f.Shape);

        Assert.All(wards, ward => Assert.Equal(1, ward.Value.NumGeometries));
        Assert.All(Inputs.Wards, ward => Assert.InRange(smallAreas.Count(a => wards[ward.Code].Covers(a.Value)), 6, 8));
        Assert.Equal(smallAreas.Keys, ReadPeople("small-areas").Select(p => p.Code));
        Assert.All(smallAreas.Keys, code => Assert.Matches("^S[0-9]{2}-[0-9]{2}$", code));
    }

    [Fact]
    public void People_add_up_to_the_published_wards_and_to_241025()
    {
        var people = ReadPeople("small-areas");
        foreach (var (ward, index) in Inputs.Wards.Select((w, i) => (w, i)))
        {
            var parts = people.Where(p => p.Code.StartsWith($"S{index + 1:00}-", StringComparison.Ordinal)).ToList();
            Assert.Equal((ward.Aged0To15, ward.Aged16To64, ward.Aged65AndOver), (parts.Sum(p => p.Young), parts.Sum(p => p.Working), parts.Sum(p => p.Old)));
        }
        Assert.All(people, p => Assert.Equal(p.All, p.Young + p.Working + p.Old));
        Assert.Equal(241_025, people.Sum(p => p.All));
        Assert.Equal(Inputs.Wards.Select(w => (w.Code, w.All)), ReadPeople("wards").Select(p => (p.Code, p.All)));
        Assert.Equal(241_025, Assert.Single(ReadPeople("authority")).All);
    }

    [Theory]
    [InlineData(10, new[] { 1.0, 1.0, 1.0 }, new[] { 4, 3, 3 })]
    [InlineData(7, new[] { 0.5, 0.25, 0.25 }, new[] { 3, 2, 2 })]
    [InlineData(0, new[] { 1.0, 2.0 }, new[] { 0, 0 })]
    public void Apportioning_gives_what_is_left_to_the_largest_remainders(int total, double[] weights, int[] expected) =>
        Assert.Equal(expected, SmallAreaPopulations.Apportion(total, weights));

    private sealed record People(string Code, int All, int Young, int Working, int Old);

    private static List<People> ReadPeople(string level) =>
        [.. PlainTable.Read(Path.Combine(SampleFolder.Path, "population", level + ".csv")).Select(row => new People(
            row.Text("area_code"), row.Whole("population_all"), row.Whole("population_0_15"), row.Whole("population_16_64"), row.Whole("population_65_over")))];

    private static List<(Dictionary<string, string> Fields, Geometry Shape)> ReadShapes(string level)
    {
        var options = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SampleFolder.Path, "boundaries", level + ".geojson")));
        return [.. document.RootElement.GetProperty("features").EnumerateArray().Select(f => (
            f.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!),
            f.GetProperty("geometry").Deserialize<Geometry>(options)!))];
    }
}
