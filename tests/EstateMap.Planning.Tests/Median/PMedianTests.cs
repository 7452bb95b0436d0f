using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>Cases small enough to solve by hand; the optimum stands in the comment.</summary>
public class PMedianTests
{
    private static readonly LocationProblem Even = Road.Of(1, 1, 1, 1, 1);

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
        var answer = PMedian.Solve(Even, p, SolveOptions.Default);

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
        var answer = PMedian.Solve(Even with { Roles = Road.Roles(0, SiteRole.Keep) }, 2, SolveOptions.Default);

        Assert.Equal(0, answer.OpenSites[0]);
        Assert.Equal(4, answer.Objective, 9);
    }

    [Fact]
    public void Where_the_kept_sites_are_all_that_may_be_open_nothing_is_swapped()
    {
        // 0 and 2 km kept, the worst of pairs: 0 + 1 + 0 + 8 + 9 = 18.
        var problem = Even with { Roles = [SiteRole.Keep, SiteRole.Candidate, SiteRole.Keep, SiteRole.Candidate, SiteRole.Candidate] };

        var answer = PMedian.Solve(problem, 2, SolveOptions.Default);

        Assert.Equal([0, 2], answer.OpenSites);
        Assert.Equal(18, answer.Objective, 9);
        Assert.Equal(18, answer.Bound, 6);
    }

    [Fact]
    public void A_site_to_close_stays_closed_whatever_it_would_save()
    {
        // Without 1 km the west goes to 0 or 2 km: 0 + 1 + 2 + 0 + 1 = 4.
        var answer = PMedian.Solve(Even with { Roles = Road.Roles(1, SiteRole.Close) }, 2, SolveOptions.Default);

        Assert.DoesNotContain(1, answer.OpenSites);
        Assert.Equal(4, answer.Objective, 9);
    }

    [Fact]
    public void A_limit_moves_the_site_towards_those_who_have_it()
    {
        // Alone, 2 km is best (20); whoever lives at 11 km may travel 2 km: 10 km, 10 + 9 + 8 + 0 + 1 = 28.
        var problem = Even with { Limits = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 2] };

        var answer = PMedian.Solve(problem, 1, SolveOptions.Default);

        Assert.Equal([3], answer.OpenSites);
        Assert.Equal(28, answer.Objective, 9);
    }

    [Fact]
    public void A_neighbourhood_that_needs_a_site_gets_it()
    {
        // One of 0 and 1 km and two of 10 and 11 km: 1 km, 10 km, 11 km, 1 + 0 + 1 = 2.
        var problem = Even with { Groups = [0, 0, -1, 1, 1], GroupMinimum = [1, 2] };

        var answer = PMedian.Solve(problem, 3, SolveOptions.Default);

        Assert.Equal([1, 3, 4], answer.OpenSites);
        Assert.Equal(2, answer.Objective, 9);
    }

    [Fact]
    public void A_ceiling_on_running_costs_rules_out_the_dear_pair()
    {
        // 1 km costs 9, the others 1; of a budget of 5 the west gets 0 or 2 km: 4.
        var problem = Even with { Ceilings = [new Ceiling("running cost", [1, 9, 1, 1, 1], 5)] };

        var answer = PMedian.Solve(problem, 2, SolveOptions.Default);

        Assert.Equal(4, answer.Objective, 9);
        Assert.DoesNotContain(1, answer.OpenSites);
    }

    [Fact]
    public void Sites_that_exclude_each_other_are_not_open_together()
    {
        // 1 km with 10 and with 11 km would be best (3); both are excluded: 0 or 2 km with 10 or 11 km, 4.
        var answer = PMedian.Solve(Even with { Exclusions = [(1, 3), (4, 1)] }, 2, SolveOptions.Default);

        Assert.Equal(4, answer.Objective, 9);
    }

    [Fact]
    public void Demand_that_only_closed_sites_reach_is_charged_and_listed()
    {
        // The second reaches site 1 alone, the third none. Open 0: 3 + 2 x 10 (twice the largest cost, 5).
        const double none = double.PositiveInfinity;
        var problem = new LocationProblem([1, 2, 4], [3, none, none, 5, none, none], 2) with { Roles = [SiteRole.Keep, SiteRole.Close] };

        var answer = PMedian.Solve(problem, 1, SolveOptions.Default);

        Assert.Equal(23, answer.Objective, 9);
        Assert.Equal(23, answer.Bound, 9);
        Assert.Equal([0, -1, -1], answer.AssignedSite);
        Assert.Equal([1], answer.Unserved);
        Assert.Equal([2], answer.Unreachable);
    }

    [Fact]
    public void One_site_is_the_answer_to_everything()
    {
        var answer = PMedian.Solve(new LocationProblem([2, 3], [5, 7], 1), 1, SolveOptions.Default);

        Assert.Equal([0], answer.OpenSites);
        Assert.Equal(31, answer.Objective, 9);
        Assert.Equal(0, answer.Gap, 9);
    }

    [Fact]
    public void Sites_that_are_all_equal_are_as_good_as_each_other()
    {
        var problem = new LocationProblem([.. Enumerable.Repeat(1.0, 20)], [.. Enumerable.Repeat(4.0, 20 * 12)], 12);

        var answer = PMedian.Solve(problem, 5, SolveOptions.Default);

        Assert.Equal(80, answer.Objective, 9);
        Assert.Equal(0, answer.Gap, 6);
        Assert.All(answer.AssignedSite, site => Assert.Equal(answer.OpenSites[0], site));
    }

    [Fact]
    public void Nobody_to_serve_costs_nothing()
    {
        var answer = PMedian.Solve(Road.Of(0, 0, 0, 0, 0), 2, SolveOptions.Default);

        Assert.Equal(2, answer.OpenSites.Length);
        Assert.Equal(0, answer.Objective);
        Assert.Equal(0, answer.Gap);
        Assert.DoesNotContain(-1, answer.AssignedSite);
    }
}
