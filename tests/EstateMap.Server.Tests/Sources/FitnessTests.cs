using EstateMap.Server.Sources;
using Xunit;

namespace EstateMap.Server.Tests.Sources;

public class FitnessTests
{
    [Fact]
    public void A_fresh_clean_and_pointed_file_is_fit_for_decisions()
    {
        var fitness = Fitness.Of(ageDays: 200, intervalMonths: null, read: 100, clean: 90, letIn: 100, pointed: 95);
        Assert.Equal(("Fit for decisions", "good", "good", "good", ""), (fitness.Verdict, fitness.Freshness, fitness.Completeness, fitness.Location, fitness.Because));
    }

    [Theory]
    [InlineData(456, 12, "good")]
    [InlineData(457, 12, "fair")]
    [InlineData(730, 12, "fair")]
    [InlineData(731, 12, "poor")]
    [InlineData(90, 1, "poor")]
    [InlineData(null, 12, "fair")]
    public void Age_is_measured_by_how_often_the_source_is_published(int? ageDays, int intervalMonths, string expected) =>
        Assert.Equal(expected, Fitness.Of(ageDays, intervalMonths, 1, 1, 1, 1).Freshness);

    [Fact]
    public void What_is_not_good_is_said_in_sentences()
    {
        var fitness = Fitness.Of(ageDays: 800, intervalMonths: 12, read: 608, clean: 372, letIn: 606, pointed: 373);
        Assert.Equal("Check before use", fitness.Verdict);
        Assert.Equal("The file is 800 days old; one comes out every 12 months. 372 of 608 rows are without a warning. 373 of 606 rows have a point of their own.", fitness.Because);
    }

    [Fact]
    public void Figures_by_area_have_no_location_to_be_graded_by()
    {
        var fitness = Fitness.Of(ageDays: null, intervalMonths: null, read: 10, clean: 10, letIn: 10, pointed: null);
        Assert.Equal(("Fit for an overview", null, "The file gives no date."), (fitness.Verdict, fitness.Location, fitness.Because));
    }
}
