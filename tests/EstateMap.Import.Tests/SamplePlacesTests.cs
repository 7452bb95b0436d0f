using System.Text.RegularExpressions;
using EstateMap.Testing.Sample;
using NetTopologySuite.Geometries;
using Xunit;

namespace EstateMap.Import.Tests;

/// <summary>The sample's places: facts in our own layout, nobody's contact details, and nothing beyond what they need.</summary>
public sealed partial class SamplePlacesTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(SampleFolder.Path, "places"), "*.csv").Select(p => Path.GetFileName(p))];

    [Theory]
    [MemberData(nameof(Files))]
    public void No_file_holds_a_contact_or_a_page(string file)
    {
        var text = File.ReadAllText(Path.Combine(SampleFolder.Path, "places", file));

        Assert.DoesNotContain('@', text);
        Assert.DoesNotMatch(@"https?:|www\.|\b0\d{3} ?\d{3} ?\d{4}\b|\b0\d{4} ?\d{5,6}\b", text);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Coordinates_have_five_decimals_and_lie_inside_the_outline(string file)
    {
        var outline = new GeometryFactory().CreatePolygon(SampleInputs.Read(SampleFolder.Inputs).Outline.ToArray());
        var points = File.ReadLines(Path.Combine(SampleFolder.Path, "places", file)).Skip(1).Select(line => CoordinatePair().Match(line)).Where(m => m.Success).ToList();

        Assert.NotEmpty(points);
        Assert.All(points, m => Assert.True(outline.Contains(new Point(Number(m, "x"), Number(m, "y"))), m.Value));
    }

    [Fact]
    public void Postcodes_are_those_that_the_places_use_and_no_others()
    {
        var used = Files.Where(f => f.Data != "postcodes.csv").SelectMany(f => FullPostcode().Matches(File.ReadAllText(Path.Combine(SampleFolder.Path, "places", f.Data))).Select(m => m.Value));
        var listed = PlainTable.Read(Path.Combine(SampleFolder.Path, "places", "postcodes.csv")).Select(row => row.Text("postcode"));

        Assert.Equal(used.Distinct().Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Every_manifest_says_that_it_is_the_sample_and_the_drawn_ones_that_they_are_schematic()
    {
        var manifests = ManifestCatalogue.Load(SampleFolder.Manifests).Manifests;

        Assert.All(manifests, m => Assert.True(m.IsSample, m.Id));
        Assert.Equal(
            ["sample-authority", "sample-neighbourhoods", "sample-population-small-areas", "sample-small-areas", "sample-wards"],
            manifests.Where(m => m.IsSchematic).Select(m => m.Id).Order(StringComparer.Ordinal));
        Assert.All(manifests, m => Assert.All(m.Files, f => Assert.True(File.Exists(Path.Combine(SampleFolder.Path, f.MirrorPath)), f.MirrorPath)));
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@",(?<x>-?\d\.\d{5}),(?<y>\d\d\.\d{5})(,|$)")]
    private static partial Regex CoordinatePair();

    [GeneratedRegex(@"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")]
    private static partial Regex FullPostcode();
}
