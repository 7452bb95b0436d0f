using Xunit;

namespace EstateMap.Planning.Tests.Median;

/// <summary>What cannot be done is an answer that names the constraint, the numbers and the places.</summary>
public class InfeasibleTests
{
    private static readonly LocationProblem Even = Road.Of(1, 1, 1, 1, 1);

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void More_sites_than_there_are_and_none_cannot_be_open(int p) => Assert.Equal("count", Reason(Even, p).Constraint);

    [Fact]
    public void More_kept_sites_than_may_be_open_are_named()
    {
        var reason = Reason(Even with { Roles = [SiteRole.Keep, SiteRole.Keep, SiteRole.Candidate, SiteRole.Keep, SiteRole.Close] }, 2);

        Assert.Equal("roles", reason.Constraint);
        Assert.Equal([0, 1, 3], reason.Sites);
        Assert.Equal("3 sites must be kept, and only 2 may be open.", reason.Reason);
    }

    [Fact]
    public void A_group_without_enough_sites_is_named()
    {
        var reason = Reason(Even with { Groups = [0, 1, 1, 1, 1], GroupMinimum = [2, 0] }, 3);

        Assert.Equal("groups", reason.Constraint);
        Assert.Equal([0], reason.Sites);
    }

    [Fact]
    public void Groups_that_need_more_than_p_together_say_how_many() =>
        Assert.Equal(
            "The groups and the kept sites need 4 open sites together, and only 3 may be open.",
            Reason(Even with { Groups = [0, 0, -1, 1, 1], GroupMinimum = [2, 2] }, 3).Reason);

    [Fact]
    public void A_budget_below_the_cheapest_sites_says_what_they_cost() =>
        Assert.Equal(
            "Any 2 sites have a running cost of at least 7, and at most 6 is allowed.",
            Reason(Even with { Ceilings = [new Ceiling("running cost", [3, 9, 4, 5, 8], 6)] }, 2).Reason);

    [Fact]
    public void Kept_sites_that_exclude_each_other_are_named() =>
        Assert.Equal([0, 4], Reason(Even with { Roles = [SiteRole.Keep, SiteRole.Candidate, SiteRole.Candidate, SiteRole.Candidate, SiteRole.Keep], Exclusions = [(0, 4)] }, 3).Sites);

    [Fact]
    public void Demand_without_any_site_in_its_limit_is_named()
    {
        var reason = Reason(Even with { Limits = [9, 9, 9, 9, 0.5], Roles = Road.Roles(4, SiteRole.Close) }, 2);

        Assert.Equal("limits", reason.Constraint);
        Assert.Equal([4], reason.DemandPoints);
    }

    [Fact]
    public void Limits_that_need_more_sites_than_p_name_those_who_share_none()
    {
        // Nobody may travel more than 1 km: 0, 2 or 1 km in the west, 10 or 11 km in the east.
        var reason = Reason(Even with { Limits = [1, 1, 1, 1, 1] }, 1);

        Assert.Equal("limits", reason.Constraint);
        Assert.Equal(2, reason.DemandPoints.Length);
    }

    [Fact]
    public void Constraints_that_only_contradict_each_other_are_said_to_do_so_together()
    {
        // One site, in the west by the group, in the east by the limit.
        var problem = Even with { Groups = [0, 0, 0, -1, -1], GroupMinimum = [1], Limits = [99, 99, 99, 99, 2] };

        var reason = Reason(problem, 1);

        Assert.Equal("together", reason.Constraint);
        Assert.StartsWith("Each constraint can be kept alone, but no choice of sites keeps all", reason.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused_by_their_place()
    {
        Assert.Contains("demand point 1 to site 0 is NaN", Assert.Throws<ArgumentException>(() => new LocationProblem([1, 1], [0, 1, double.NaN, 1], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("demand point 0 is NaN", Assert.Throws<ArgumentException>(() => new LocationProblem([double.NaN], [1], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LocationProblem([1], [5, 1], 2) { UnservedCost = 4 });
        Assert.Throws<ArgumentException>(() => PMedian.Solve(Even with { Limits = [1, 1, double.NaN, 1, 1] }, 2, SolveOptions.Default));
        Assert.Throws<ArgumentException>(() => PMedian.Solve(Even with { Exclusions = [(0, 9)] }, 2, SolveOptions.Default));
        Assert.Throws<ArgumentException>(() => PMedian.Solve(Even with { Groups = [0, 0, 7, 0, 0], GroupMinimum = [1] }, 2, SolveOptions.Default));
        Assert.Throws<ArgumentException>(() => PMedian.Solve(Even with { Ceilings = [new Ceiling("floor area", [1], 5)] }, 2, SolveOptions.Default));
    }

    private static Infeasibility Reason(LocationProblem problem, int p)
    {
        var answer = PMedian.Solve(problem, p, SolveOptions.Default);
        Assert.NotNull(answer.Infeasible);
        Assert.Empty(answer.OpenSites);
        return answer.Infeasible;
    }
}
