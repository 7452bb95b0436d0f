using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>Cases small enough to solve by hand; the optimum stands in the comment.</summary>
public class PMedianTests
{
    // Five places on a road at 0, 1, 2, 10 and 11 km, one person each, each also a site.
    // p = 1: open 2 km, 2 + 1 + 0 + 8 + 9 = 20. p = 2: open 1 km and 10 km (or 11), 1 + 0 + 1 + 0 + 1 = 3.
    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void The_best_places_on_a_road_are_found_and_proven(int p, double optimum)
    {
        var answer = PMedian.Solve(Road.Of(1, 1, 1, 1, 1), p, SolveOptions.Default);

        Assert.Equal(optimum, answer.Objective, 9);
        Assert.Equal(p, answer.OpenSites.Length);
        Assert.Equal(0, answer.Gap, 6);
    }

    [Fact]
    public void Weight_draws_the_site_to_where_the_people_are()
    {
        // 100 people at 11 km: 11 + 10 + 9 + 1 = 31 at 11 km beats every other place.
        var answer = PMedian.Solve(Road.Of(1, 1, 1, 1, 100), 1, SolveOptions.Default);

        Assert.Equal([4], answer.OpenSites);
        Assert.Equal(31, answer.Objective, 9);
    }

    [Fact]
    public void Everyone_is_served_by_the_nearest_open_site()
    {
        var answer = PMedian.Solve(Road.Of(1, 1, 1, 2, 1), 2, SolveOptions.Default);

        Assert.Equal([1, 3], answer.OpenSites);
        Assert.Equal([1, 1, 1, 3, 3], answer.AssignedSite);
    }

    [Fact]
    public void A_site_to_keep_is_open_whatever_it_costs()
    {
        // 0 km kept: the second goes to 10 km, 0 + 1 + 2 + 0 + 1 = 4 against 3 without.
        var problem = Road.Of(1, 1, 1, 1, 1) with { Roles = [SiteRole.Keep, SiteRole.Candidate, SiteRole.Candidate, SiteRole.Candidate, SiteRole.Candidate] };

        var answer = PMedian.Solve(problem, 2, SolveOptions.Default);

        Assert.Equal(0, answer.OpenSites[0]);
        Assert.Equal(4, answer.Objective, 9);
    }
}
