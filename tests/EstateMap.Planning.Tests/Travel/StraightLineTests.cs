using EstateMap.Planning.Travel;
using Xunit;

namespace EstateMap.Planning.Tests.Travel;

public class StraightLineTests
{
    [Fact]
    public void The_line_of_the_textbooks_is_as_long_as_they_say()
    {
        // Flinders Peak to Buninyon, 54,972.271 m on GRS 80: GDA Technical Manual, chapter 4.
        var metres = StraightLine.Metres(144 + (25 / 60.0) + (29.5244 / 3600), -37 - (57 / 60.0) - (3.7203 / 3600), 143 + (55 / 60.0) + (35.3839 / 3600), -37 - (39 / 60.0) - (10.1561 / 3600));

        Assert.Equal(54_972.271, metres, 0.005);
    }

    [Fact]
    public void A_quarter_of_the_equator_and_of_a_meridian_are_right_to_a_thousandth()
    {
        Assert.Equal(10_018_754.17, StraightLine.Metres(0, 0, 90, 0), 10_018.0);
        Assert.Equal(10_001_965.73, StraightLine.Metres(0, 0, 0, 90), 10_002.0);
    }

    [Fact]
    public void A_matrix_has_every_pair_whichever_lane_it_is_reckoned_in()
    {
        double[] longitudes = [-2.36, -2.35, -2.30, -2.36, -2.0, 10.0, -2.355], latitudes = [51.38, 51.39, 51.40, 51.38, 51.5, 60.0, 51.381];

        var metres = StraightLine.Matrix(longitudes, latitudes, longitudes, latitudes, scale: 2);

        for (var i = 0; i < 7; i++)
            for (var j = 0; j < 7; j++) Assert.Equal(2 * StraightLine.Metres(longitudes[i], latitudes[i], longitudes[j], latitudes[j]), metres[(i * 7) + j], 1e-6);
        Assert.Equal(0, metres[3]);
    }

    [Fact]
    public void A_place_outside_the_world_is_refused_by_name() =>
        Assert.Contains("Place 1 is at longitude 4, latitude 91", Assert.Throws<ArgumentException>(() => StraightLine.Matrix([0, 4], [0, 91], [0], [0])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_plane_measures_as_the_ground_does_and_leads_back()
    {
        var plane = new LocalPlane(-2.36, 51.38);
        foreach (var (longitude, latitude) in new[] { (-2.36, 51.38), (-2.30, 51.41), (-2.9, 51.0), (-1.2, 52.3) })
        {
            var (x, y) = plane.ToPlane(longitude, latitude);
            var ground = StraightLine.Metres(-2.36, 51.38, longitude, latitude);
            Assert.Equal(ground, Math.Sqrt((x * x) + (y * y)), 0.0001 * ground + 1e-9);
            var (backLongitude, backLatitude) = plane.ToDegrees(x, y);
            Assert.Equal((longitude, latitude), (Math.Round(backLongitude, 7), Math.Round(backLatitude, 7)));
        }
    }
}
