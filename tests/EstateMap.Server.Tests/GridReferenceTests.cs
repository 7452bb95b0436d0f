using System.Globalization;
using EstateMap.Server.Estate;
using EstateMap.Testing;
using Xunit;

namespace EstateMap.Server.Tests;

public class GridReferenceTests
{
    [Theory]
    // The water tower at Caister, the Ordnance Survey's worked example: TG 51409 13177.
    [InlineData(1.716038, 52.657977, "TG 514 131")]
    // Edinburgh Castle, Land's End and Lerwick: corners of the letters.
    [InlineData(-3.199978, 55.948596, "NT 251 734")]
    [InlineData(-5.714706, 50.065850, "SW 342 250")]
    [InlineData(-1.141, 60.1535, "HU 477 413")]
    public void A_point_has_the_reference_of_its_square(double longitude, double latitude, string reference) =>
        Assert.Equal(reference, GridReference.Find(longitude, latitude));

    [Theory]
    [InlineData(2.35, 48.86)]
    [InlineData(-74, 40.7)]
    [InlineData(180, -90)]
    public void A_point_outside_the_grid_has_none(double longitude, double latitude) => Assert.Null(GridReference.Find(longitude, latitude));

    [Fact]
    public void The_transformation_is_within_five_metres_of_the_published_points()
    {
        // name, latitude, longitude, easting, northing
        var errors = File.ReadLines(RealFiles.Get("grids/ostn15_test_points.txt")).Where(line => !line.StartsWith('#')).Select(line =>
        {
            var numbers = line.Split(' ').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var (easting, northing) = GridReference.ToBritishNationalGrid(numbers[1], numbers[0]);
            return Math.Sqrt(Math.Pow(numbers[2] - easting, 2) + Math.Pow(numbers[3] - northing, 2));
        }).ToList();

        Assert.Equal(40, errors.Count);
        Assert.InRange(errors.Max(), 0, 5);
    }
}
