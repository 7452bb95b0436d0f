using EstateMap.Client.Explore;
using EstateMap.Client.Neighbourhoods;
using Xunit;

namespace EstateMap.Client.Tests.Neighbourhoods;

public class FigureLinksTests
{
    private static readonly FigureLinks Ward = new(new AreaChoice("ward", "2023", "E05"), null);
    private static readonly FigureLinks Shape = new(null, LonLat.ParseRing("-2.3,53.4;-2.2,53.4;-2.2,53.5"));

    [Theory]
    [InlineData("services", "library", "", "service", "explore?mode=both&area=ward:2023:E05&layers=all&service=library")]
    [InlineData("energy", "D", "", "energy", "explore?mode=both&area=ward:2023:E05&layers=all&energy=D")]
    [InlineData("sites", "", "", null, "explore?mode=both&area=ward:2023:E05&layers=all")]
    [InlineData("unmeasured", "", "", null, "explore?mode=both&area=ward:2023:E05&layers=all&size=none")]
    [InlineData("minutes", "park", "all", "use", "explore?mode=both&layers=all&use=park")]
    [InlineData("lacking", "library", "", "service", "explore?mode=both&layers=all&service=library")]
    [InlineData("source", "trees-2024", "", "dataset", "data/sources/trees-2024")]
    [InlineData("links", "in", "", null, "neighbourhoods/ward:2023:E05/rows?of=links.in")]
    [InlineData("people", "", "age_65_over", null, "neighbourhoods/ward:2023:E05/rows?of=people..age_65_over")]
    [InlineData("granted_in", "2024", "", null, "neighbourhoods/ward:2023:E05/rows?of=granted_in.2024")]
    public void Every_number_leads_to_its_rows(string measure, string key, string group, string? facet, string href) => Assert.Equal(href, Ward.Of(Figure(measure, key, group, facet)));

    [Fact]
    public void A_drawn_shape_goes_along_in_the_address()
    {
        Assert.StartsWith("neighbourhoods/drawn/rows?of=links.out&within=-2.3,53.4;", Shape.Of(Figure("links", "out", "", null)), StringComparison.Ordinal);
        Assert.StartsWith("explore?mode=both&within=-2.3,53.4;", Shape.Of(Figure("sites", "", "", null)), StringComparison.Ordinal);
        Assert.StartsWith("neighbourhoods/drawn?within=-2.3,53.4;", Shape.Address, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_is_a_file_by_itself_or_beside_another() =>
        Assert.Equal("areas/profile.html?area=E05&areaKind=ward&vintage=2023&other=ward%3A2023%3AE06&download=1", Ward.File("html", new AreaChoice("ward", "2023", "E06"), isDownload: true));

    [Theory]
    [InlineData(12.64, "minutes", "12.6 min")]
    [InlineData(0.456, "share", "46 %")]
    [InlineData(-1200.0, "£", "−£1,200")]
    [InlineData(1.5, "assets", "1.5")]
    [InlineData(-3.25, "minutes", "−3.3 min")]
    [InlineData(null, "people", "–")]
    public void Figures_read_as_people_say_them(double? value, string unit, string words) => Assert.Equal(words, FigureWords.Value(value, unit));

    private static Figure Figure(string measure, string key, string group, string? facet) => new("", $"{measure}.{key}.{group}".TrimEnd('.'), measure, key, group, "", "", 1, 1, null, null, facet, true);
}
