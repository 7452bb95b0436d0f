using Xunit;

namespace EstateMap.Planning.Tests.Median;

public class EvaluateTests
{
    [Fact]
    public void A_given_plan_is_costed_as_it_stands()
    {
        var answer = Evaluate.Open(Road.Of(1, 1, 1, 1, 5), [3, 0]);

        Assert.Equal([0, 3], answer.OpenSites);
        Assert.Equal([0, 0, 0, 3, 3], answer.AssignedSite);
        Assert.Equal(0 + 1 + 2 + 0 + 5, answer.Objective, 9);
    }

    [Fact]
    public void With_nothing_open_everybody_goes_unserved()
    {
        // Twice the largest cost, 11 km.
        var answer = Evaluate.Open(Road.Of(1, 1, 1, 1, 1), []);

        Assert.Equal(5 * 22, answer.Objective, 9);
        Assert.Equal([0, 1, 2, 3, 4], answer.Unserved);
    }

    [Fact]
    public void What_a_plan_breaks_is_listed_with_its_places()
    {
        var problem = Road.Of(1, 1, 1, 1, 1) with
        {
            Roles = Road.Roles(2, SiteRole.Keep),
            Limits = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 2],
            Groups = [0, 0, 0, 1, 1],
            GroupMinimum = [1, 1],
            Ceilings = [new Ceiling("floor area", [100, 60, 10, 10, 10], 150)],
            Exclusions = [(0, 1)],
        };

        var broken = Evaluate.Broken(problem, [0, 1]);

        Assert.Equal(["roles", "groups", "ceilings", "exclusions", "limits"], broken.Select(reason => reason.Constraint));
        Assert.Equal([2], broken[0].Sites);
        Assert.Equal([4], broken[4].DemandPoints);
        Assert.Empty(Evaluate.Broken(problem, [2, 3]));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_site_that_does_not_exist_is_refused(int site)
    {
        Assert.Throws<ArgumentException>(() => Evaluate.Open(Road.Of(1, 1, 1, 1, 1), [site]));
        Assert.Throws<ArgumentException>(() => Evaluate.Broken(Road.Of(1, 1, 1, 1, 1), [site]));
    }
}
